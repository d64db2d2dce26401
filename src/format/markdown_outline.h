// The outline of a document: what others have to know of it, without its text.
#ifndef METIER_FORMAT_MARKDOWN_OUTLINE_H
#define METIER_FORMAT_MARKDOWN_OUTLINE_H

#include "format/markdown.h"

// Copies a document without its text.
void markdown_copy_outline(const MarkdownDocument *document, Arena *keep, MarkdownDocument *ret);
// Puts the text of a document aside, but for what only lints read of it. False where that cannot
// be.
bool markdown_spool(const MarkdownDocument *document, Spool *spool, Buf *scratch, Spooled *ret);
// Completes an outline with its text, which lives in the arena. False with errno.
bool markdown_unspool(const Spool *spool, Spooled place, Arena *arena, MarkdownDocument *ret);
// Whether two documents are alike in their outlines, wherever the pieces stand.
bool markdown_same_outline(const MarkdownDocument *a, const MarkdownDocument *b);

#endif
