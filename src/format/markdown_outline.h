// The outline of a document: what others have to know of it, without its text.
#ifndef METIER_FORMAT_MARKDOWN_OUTLINE_H
#define METIER_FORMAT_MARKDOWN_OUTLINE_H

#include "format/markdown.h"

// Copies a document without its text.
void markdown_copy_outline(const MarkdownDocument *document, Arena *keep, MarkdownDocument *ret);
// Puts a document aside, but for its links and what only lints read of it: *ret is what stays.
// False where that cannot be. `thread`: see spool_add.
bool markdown_spool(const MarkdownDocument *document, Spool *spool, size_t thread, Buf *scratch,
                    Arena *keep, MarkdownDocument *ret);
// Completes what stayed of a document: the rest lives in the arena. Of its items only what they say
// comes back, and below which headings. False with errno.
bool markdown_unspool(const Spool *spool, Arena *arena, MarkdownDocument *ret);
// Whether two documents are alike in their outlines, wherever the pieces stand.
bool markdown_same_outline(const MarkdownDocument *a, const MarkdownDocument *b);

#endif
