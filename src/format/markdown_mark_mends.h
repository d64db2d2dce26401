// What `metier check --fix` may write in place of a mark that a slip made plain text: the space
// behind a heading's signs, and the marks of a list's items.
#ifndef METIER_FORMAT_MARKDOWN_MARK_MENDS_H
#define METIER_FORMAT_MARKDOWN_MARK_MENDS_H

#include "format/markdown_marks.h"

// Proposes the edits that mend the mark of this size at `at` of the source, for the diagnostic that
// is reported next; none where it is unsure what is meant.
void mark_propose_mend(const MarkdownMarks *marks, const MarkSpot *spot, size_t at, size_t size);

#endif
