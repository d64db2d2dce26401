// The levels of a text's headings: they begin at the second, since the first is the page's title,
// and none is skipped on the way down.
#ifndef METIER_FORMAT_OUTLINE_H
#define METIER_FORMAT_OUTLINE_H

#include "format/markdown.h"

// Reports what breaks that rule, as of a text that begins at `place`.
void outline_check(const MarkdownHeading *headings, size_t count, Str body, Place place,
                   Diags *diags);

#endif
