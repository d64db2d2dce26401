// Marks in a text that Markdown here gives no meaning, and that are shown as they are written: what
// other generators understand, and links, headings and tables that a slip made plain text.
#ifndef METIER_FORMAT_MARKDOWN_MARKS_H
#define METIER_FORMAT_MARKDOWN_MARKS_H

#include "base/diag.h"
#include "format/markdown_mark_kinds.h"

// Zero-initialise but for these four.
typedef struct MarkdownMarks {
    Str source;
    Place place;               // of the source
    Diags *diags;
    size_t next_sign;          // of mark_find_sign: the first, and from then on the next one
    size_t judged_end;         // what is before it belongs to a mark that was reported
    size_t fence_end;          // of the last code between fences that was judged
    bool has_notes;            // of footnotes, which are reported
    bool is_in_table;
    bool is_head_long;         // its head has more cells than columns: so have its rows
    bool has_glued;            // it has a row that is meant to be a text below it
    size_t bars;               // of the paragraph: 1 + where its first row of a table stands
} MarkdownMarks;

// Judges a text of the source, no code, that stands at `offset` of it.
void marks_judge(MarkdownMarks *marks, Str text, size_t offset);
// At the end of a paragraph.
void marks_judge_bars(MarkdownMarks *marks);
static inline void marks_end_paragraph(MarkdownMarks *marks) {
    if (marks->bars) marks_judge_bars(marks);
}
void marks_begin_table(MarkdownMarks *marks);
// Judges a row of a table: `last` is where the last text in it ended, which is in column `column`
// (from 1) of `column_count`.
void marks_judge_row(MarkdownMarks *marks, bool is_head, size_t last, size_t column,
                     size_t column_count);
// Judges what is struck through: its mark begins at `offset` or behind it.
void marks_judge_strike(MarkdownMarks *marks, size_t offset);
// Judges a block of code between fences, which begins at `from` or behind it; its text ends at
// `last`.
void marks_judge_fence(MarkdownMarks *marks, char fence, size_t from, size_t last);

#endif
