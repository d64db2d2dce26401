// Slugs: the form of names that addresses and ids are made of.
#ifndef METIER_FORMAT_SLUG_H
#define METIER_FORMAT_SLUG_H

#include "base/text.h"

// Appends a text as a slug: lower case; letters and digits of any script stay, "C++" gives
// "c-plus-plus", "C#" gives "c-sharp", ".NET" gives "dot-net", everything else becomes one '-'.
// It never has two '-' in a row. A text without letters gives nothing.
void slug_add(Buf *out, Str text);
// Whether `text` is a slug: [a-z0-9] and non-ASCII letters, single '-' or '_' between.
bool slug_is_valid(Str text);
// The same as a pattern of ECMA-262, as well as one can that knows no letters beyond ASCII.
#define SLUG_LETTERS "[^\\u0000-/:-`{-\\u00a9]"
#define SLUG_PATTERN SLUG_LETTERS "+([-_]" SLUG_LETTERS "+)*"

#endif
