// A text's lists: their tags, the boxes of tasks, and what the items of the outermost ones say.
#ifndef METIER_FORMAT_MARKDOWN_LISTS_H
#define METIER_FORMAT_MARKDOWN_LISTS_H

#include <md4c.h>

#include "format/markdown.h"
#include "format/markdown_check.h"
#include "format/markdown_writer.h"

// Zero-initialise to start; the items are the caller's.
typedef struct ListWriter {
    List items;                // of MarkdownItem
    size_t item_count;         // of all, of lists in lists as well
    size_t depth;
    size_t count;              // of outermost lists, with the one that is open
    bool is_numbered;          // that one is
    size_t item_offset;        // of the outermost item that is open: SIZE_MAX up to its first text
    size_t item_html;          // where its HTML starts, behind its tag
    size_t item_size;          // of what it says before a list in it, 0 where none has come
    bool is_tight[MARKDOWN_NESTING_MAX + 1];
    bool has_label;            // a task item's <label> is open
    bool wants_label;          // and this one opens inside the coming <p>
    bool is_done;              // the state of that coming box
} ListWriter;

void lists_begin(ListWriter *lists, MarkdownWriter *writer, const MD_BLOCK_UL_DETAIL *detail);
void lists_begin_numbered(ListWriter *lists, MarkdownWriter *writer,
                          const MD_BLOCK_OL_DETAIL *detail);
void lists_end(ListWriter *lists, MarkdownWriter *writer, bool is_numbered);
void lists_begin_item(ListWriter *lists, MarkdownWriter *writer, const MD_BLOCK_LI_DETAIL *detail);
// `heading` is what the item keeps of where it stands.
void lists_end_item(ListWriter *lists, MarkdownWriter *writer, size_t heading);
// The box of a task whose paragraph begins, and the end of its label with that.
void lists_put_label(ListWriter *lists, MarkdownWriter *writer);
void lists_end_label(ListWriter *lists, MarkdownWriter *writer);
// Of text at `offset` of the source.
static inline void lists_note_text(ListWriter *lists, size_t offset) {
    if (lists->item_offset == SIZE_MAX) lists->item_offset = offset;
}

#endif
