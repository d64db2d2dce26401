#include "format/markdown_lists.h"

#include <assert.h>

enum { ITEMS_MAX = 20 * 1000 };
static const MarkdownLimit items_limit = {.max = ITEMS_MAX, .what = "items of lists",
                                          .code = "item-limit"};

void lists_put_label(ListWriter *lists, MarkdownWriter *writer) {
    if (!lists->wants_label) return;
    writer_put(writer, lists->is_done ? STR("<label><input type=\"checkbox\" disabled checked> ")
                                      : STR("<label><input type=\"checkbox\" disabled> "));
    lists->has_label = true;
    lists->wants_label = false;
}

void lists_end_label(ListWriter *lists, MarkdownWriter *writer) {
    if (lists->has_label) writer_put(writer, STR("</label>"));
    lists->has_label = false;
}

static void begin(ListWriter *lists, MarkdownWriter *writer, bool is_tight, bool is_numbered) {
    lists_end_label(lists, writer);
    if (!lists->depth) {
        lists->count++;
        lists->is_numbered = is_numbered;
    }
    if (lists->depth == 1 && !lists->item_size) lists->item_size = writer->plain.len;
    writer_part_plain(writer);
    assert(lists->depth < MARKDOWN_NESTING_MAX);
    lists->is_tight[++lists->depth] = is_tight;
}

void lists_begin(ListWriter *lists, MarkdownWriter *writer, const MD_BLOCK_UL_DETAIL *detail) {
    begin(lists, writer, detail->is_tight, false);
    writer_put(writer, STR("<ul>\n"));
}

void lists_begin_numbered(ListWriter *lists, MarkdownWriter *writer,
                          const MD_BLOCK_OL_DETAIL *detail) {
    begin(lists, writer, detail->is_tight, true);
    if (detail->start == 1) writer_put(writer, STR("<ol>\n"));
    else buf_printf(&writer->html, "<ol start=\"%u\">\n", detail->start);
}

void lists_end(ListWriter *lists, MarkdownWriter *writer, bool is_numbered) {
    writer_put(writer, is_numbered ? STR("</ol>\n") : STR("</ul>\n"));
    lists->depth--;
}

static void begin_outermost(ListWriter *lists, MarkdownWriter *writer) {
    lists->item_html = writer->html.len;
    writer_begin_plain(writer);
}

void lists_begin_item(ListWriter *lists, MarkdownWriter *writer, const MD_BLOCK_LI_DETAIL *detail) {
    bool is_tight = lists->is_tight[lists->depth];
    if (++lists->item_count > ITEMS_MAX) writer->limit = &items_limit;
    if (lists->depth == 1) {
        lists->item_offset = SIZE_MAX;
        lists->item_size = 0;
    }
    if (!detail->is_task) {
        writer_put(writer, STR("<li>"));
        if (lists->depth == 1) begin_outermost(lists, writer);
        return;
    }
    bool is_done = detail->task_mark != ' ';
    lists->is_done = is_done;
    writer_put(writer, is_done ? STR("<li class=\"task is-done\">") : STR("<li class=\"task\">"));
    lists->wants_label = true;
    if (is_tight) lists_put_label(lists, writer);
    if (lists->depth == 1) begin_outermost(lists, writer);
}

// Where all that was written of the open item is its text, letter by letter.
static size_t find_in_html(const ListWriter *lists, const MarkdownWriter *writer, Str text) {
    Str html = str_slice(buf_str(&writer->html), lists->item_html, writer->html.len);
    return str_equal(html, text) ? lists->item_html : SIZE_MAX;
}

void lists_end_item(ListWriter *lists, MarkdownWriter *writer, size_t heading) {
    lists_end_label(lists, writer);
    if (lists->depth != 1) {
        writer_put(writer, STR("</li>\n"));
        writer_part_plain(writer);
        return;
    }
    MarkdownItem *item = list_add(&lists->items, sizeof *item);
    Str text = writer_end_plain(writer, 0);
    size_t html_start = find_in_html(lists, writer, text);
    writer_put(writer, STR("</li>\n"));
    bool has_list = lists->item_size && lists->item_size < text.len;
    size_t offset = lists->item_offset == SIZE_MAX ? writer->last_offset : lists->item_offset;
    *item = (MarkdownItem){
        .text = text,
        .own_size = has_list ? lists->item_size : text.len,
        .heading = heading,
        .offset = writer->place.offset + offset,
        .list = lists->count,
        .html_start = html_start,
        .is_numbered = lists->is_numbered,
    };
}
