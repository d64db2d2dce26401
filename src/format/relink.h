// Markdown as it was written, with other addresses in its links.
#ifndef METIER_FORMAT_RELINK_H
#define METIER_FORMAT_RELINK_H

#include "format/markdown.h"

// Appends `source`, which stands in its file from byte `offset` on and was rendered to `document`.
// The links into the site lead to `urls` instead, one for each of document->links, as url.h writes
// them, however their addresses are written, in place or in a definition. An empty one leaves the
// link as it is. Of those that `falls` names, which may be NULL, only the text is left.
void relink_markdown(Str source, size_t offset, const MarkdownDocument *document, const Str *urls,
                     const bool *falls, Arena *scratch, Buf *out);

#endif
