// Links that open a file in an editor, at a line.
#ifndef METIER_VERBS_EDITOR_LINK_H
#define METIER_VERBS_EDITOR_LINK_H

#include "base/text.h"

// Appends a URL that opens root/path in the editor that VISUAL or EDITOR names, where that one has
// a scheme of its own, else in VS Code. `line` 0: nobody knows which. False where there is no
// file.
bool editor_link_add(const char *root, Str path, size_t line, size_t column, Buf *out);

#endif
