// A text's headings: their tags, whose ids are made of what they say, and what is known of each.
#ifndef METIER_FORMAT_MARKDOWN_HEADINGS_H
#define METIER_FORMAT_MARKDOWN_HEADINGS_H

#include <md4c.h>

#include "format/heading_ids.h"
#include "format/markdown.h"
#include "format/markdown_writer.h"

// Zero-initialise to start, but for the arenas of the list and the ids.
typedef struct HeadingWriter {
    List list;                 // of MarkdownHeading
    HeadingIds ids;
    size_t above;              // 1 + the index of the last one that is not nested
    size_t plain_start;        // of the open one's text in `plain`
    size_t first_link;         // behind its beginning
} HeadingWriter;

// `link_count` is how many links there are so far.
void headings_begin(HeadingWriter *headings, MarkdownWriter *writer,
                    const MD_BLOCK_H_DETAIL *detail, bool is_nested, size_t link_count);
// Moves those of `links` (List of MarkdownLink) that stand in it behind its tag. WRITER_STOP where
// too many have its text, which is reported.
int headings_end(HeadingWriter *headings, MarkdownWriter *writer, List *links);
// Of text at `offset` in the source file.
static inline void headings_note_text(HeadingWriter *headings, size_t offset) {
    size_t count = headings->list.count;
    MarkdownHeading *list = headings->list.items;
    if (count && list[count - 1].offset == SIZE_MAX) list[count - 1].offset = offset;
}

#endif
