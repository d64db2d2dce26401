// Plain text as Markdown.
#ifndef METIER_FORMAT_MARKDOWN_TEXT_H
#define METIER_FORMAT_MARKDOWN_TEXT_H

#include "base/text.h"

// Appends a text in one line, without blanks around it. What could mean something to a reader of Markdown
// is escaped, wherever the text stands: at the beginning of a block or within one, in a heading, a link.
void markdown_add_text(Buf *out, Str text);

#endif
