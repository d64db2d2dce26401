// Character references of HTML in Markdown: `&amp;`, `&#228;`, `&#xE4;`. The table of all names is
// made at build time by entity_table.py.
#ifndef METIER_FORMAT_ENTITY_H
#define METIER_FORMAT_ENTITY_H

#include "base/diag.h"

// Appends what `&name;` or `&#n;` stands for; where HTML knows no such name, the text itself, and
// returns false.
bool entity_decode(Buf *out, Str entity);
// A hint with the name that is nearest to an unknown one, or `otherwise`.
const char *entity_suggest(Arena *arena, Str entity, const char *otherwise);

#endif
