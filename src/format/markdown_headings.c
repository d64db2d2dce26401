#include "format/markdown_headings.h"

#include <string.h>

enum {
    HEADINGS_MAX = 2000,   // each is an anchor that links are compared with
    HEADING_REPEATED_MAX = 500,
};
static const MarkdownLimit headings_limit = {.max = HEADINGS_MAX, .what = "headings",
                                             .code = "heading-limit"};

void headings_begin(HeadingWriter *headings, MarkdownWriter *writer,
                    const MD_BLOCK_H_DETAIL *detail, bool is_nested, size_t link_count) {
    if (headings->list.count == HEADINGS_MAX) writer->limit = &headings_limit;
    MarkdownHeading *heading = list_add(&headings->list, sizeof *heading);
    heading->level = (int)detail->level;
    heading->html_start = writer->html.len;
    heading->offset = SIZE_MAX;  // known with its first text
    heading->is_nested = is_nested;
    if (!heading->is_nested) headings->above = headings->list.count;
    writer_begin_plain(writer);
    headings->plain_start = writer->plain.len;
    // The tag needs the id, which needs the text: it is put in front when the heading ends.
    headings->first_link = link_count;
}

// '<h2 id="duties">', in front of what the heading says.
static void put_tag(const HeadingWriter *headings, MarkdownWriter *writer, List *links,
                    MarkdownHeading *heading) {
    const char begin[] = {'<', 'h', (char)('0' + heading->level), ' ', 'i', 'd', '=', '"'};
    const char end[] = {'"', '>'};
    Str id = heading->id;
    Buf *html = &writer->html;
    size_t inner_len = html->len - heading->html_start;
    size_t tag_len = sizeof begin + id.len + sizeof end;
    buf_reserve(html, tag_len);
    char *start = html->ptr + heading->html_start;
    memmove(start + tag_len, start, inner_len);
    memcpy(start, begin, sizeof begin);
    memcpy(start + sizeof begin, id.ptr, id.len);   // letters, digits and dashes
    memcpy(start + sizeof begin + id.len, end, sizeof end);
    html->len += tag_len;
    heading->inner_start = heading->html_start + tag_len;
    heading->inner_end = html->len;
    MarkdownLink *items = links->items;
    for (size_t i = headings->first_link; i < links->count; i++) {
        items[i].html_offset += (uint32_t)tag_len;
    }
}

int headings_end(HeadingWriter *headings, MarkdownWriter *writer, List *links) {
    MarkdownHeading *heading =
        (MarkdownHeading *)headings->list.items + headings->list.count - 1;
    heading->text = writer_end_plain(writer, headings->plain_start);
    writer_part_plain(writer);
    if (heading->offset == SIZE_MAX) heading->offset = writer->place.offset + writer->last_offset;
    size_t number = heading_ids_add(&headings->ids, heading->text, writer->keep, &heading->id,
                                    &heading->slug_size);
    put_tag(headings, writer, links, heading);
    buf_add(&writer->html, STR("</h"));
    buf_add_int(&writer->html, heading->level);
    buf_add(&writer->html, STR(">\n"));
    heading->html_end = writer->html.len;
    if (number <= HEADING_REPEATED_MAX) return 0;
    diag_error(writer->diags, writer_place(writer, heading->offset - writer->place.offset),
               "repeated-heading-limit", "name what is below each of them",
               "%d headings can have the same text", HEADING_REPEATED_MAX);
    return WRITER_STOP;
}
