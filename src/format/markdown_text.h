// Plain text as Markdown.
#ifndef METIER_FORMAT_MARKDOWN_TEXT_H
#define METIER_FORMAT_MARKDOWN_TEXT_H

#include "base/text.h"

// Appends a text in one line, without blanks around it. What could mean something in Markdown is
// escaped, wherever the text stands: where a block begins or within one, in a heading, in a link.
void markdown_add_text(Buf *out, Str text);

#endif
