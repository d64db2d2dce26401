// Character references of HTML in Markdown: `&amp;`, `&#228;`, `&#xE4;`.
#ifndef METIER_FORMAT_ENTITY_H
#define METIER_FORMAT_ENTITY_H

#include "base/text.h"

// Appends what `&name;` or `&#n;` stands for; the text itself when it is unknown.
void entity_decode(Buf *out, Str entity);

#endif
