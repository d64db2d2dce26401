#include "format/markdown.h"

#include <md4c.h>
#include <string.h>

#include "base/lend.h"
#include "format/entity.h"
#include "format/markdown_check.h"
#include "format/markdown_code.h"
#include "format/markdown_headings.h"
#include "format/markdown_links.h"
#include "format/markdown_lists.h"
#include "format/markdown_tables.h"
#include "format/outline.h"

// A span that has begun and not ended.
typedef struct OpenSpan {
    MD_SPANTYPE type;
    size_t offset;         // of what stands before it
} OpenSpan;

typedef struct Render {
    MarkdownWriter writer;
    HeadingWriter headings;
    ListWriter lists;
    TableWriter tables;
    CodeWriter code;
    LinkWriter links;
    MarkdownMarks marks;
    List footnotes;        // offsets of lines that may be one
    size_t footnote_count; // of those that the text has come by
    List spans;            // of OpenSpan
    size_t word_count;
    size_t quote_depth;
    bool is_html_block;
    bool has_html_problem; // an opening tag of this block was reported: closing ones are not
    bool *is_md4c;         // it is at work, and asks for memory: see lend.h
} Render;

// What most texts take of it.
enum { MD4C_MEMORY = 16 * 1024 };

// Beyond the source's length for what md4c has made itself.
static size_t distance(const MarkdownWriter *writer, const char *ptr) {
    return (uintptr_t)ptr - (uintptr_t)writer->source.ptr;
}

static size_t source_offset(const MarkdownWriter *writer, const char *ptr) {
    size_t offset = distance(writer, ptr);
    return offset <= writer->source.len ? offset : writer->last_offset;
}

// md4c looks for the marks of emphasis in the addresses of links as well, and tells of that one of
// a pair alone that stands in the text.
static void report_crossed(const MarkdownWriter *writer, size_t offset) {
    diag_error(writer->diags, writer_place(writer, offset), "crossed-emphasis",
               "write %2A, %5F or %7E for a '*', '_' or '~' in the address; in the text, '\\*' is "
               "a sign that stands for itself",
               "the emphasis here begins or ends within the address of a link");
}

static void end_spans(Render *render) {
    const OpenSpan *open = render->spans.items;
    if (render->spans.count) report_crossed(&render->writer, open->offset);
    render->spans.count = 0;
}

static void begin_span(Render *render, MD_SPANTYPE type) {
    *(OpenSpan *)list_add(&render->spans, sizeof(OpenSpan)) =
        (OpenSpan){type, render->writer.last_offset};
}

static void end_span(Render *render, MD_SPANTYPE type) {
    const OpenSpan *open = render->spans.items;
    bool is_last = render->spans.count && open[render->spans.count - 1].type == type;
    if (is_last) render->spans.count--;
    else report_crossed(&render->writer, render->writer.last_offset);
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *userdata) {
    Render *render = userdata;
    MarkdownWriter *writer = &render->writer;
    render->has_html_problem = false;
    marks_end_paragraph(&render->marks);
    end_spans(render);
    switch (type) {
        case MD_BLOCK_DOC: break;
        case MD_BLOCK_QUOTE:
            render->quote_depth++;
            writer_put(writer, STR("<blockquote>\n"));
            break;
        case MD_BLOCK_UL: lists_begin(&render->lists, writer, detail); break;
        case MD_BLOCK_OL: lists_begin_numbered(&render->lists, writer, detail); break;
        case MD_BLOCK_LI: lists_begin_item(&render->lists, writer, detail); break;
        case MD_BLOCK_HR: writer_put(writer, STR("<hr>\n")); break;
        case MD_BLOCK_H:
            headings_begin(&render->headings, writer, detail,
                           render->lists.depth || render->quote_depth, render->links.list.count);
            break;
        case MD_BLOCK_CODE: code_begin_block(&render->code, writer, detail); break;
        case MD_BLOCK_HTML: render->is_html_block = true; break;
        case MD_BLOCK_P:
            writer_put(writer, STR("<p>"));
            lists_put_label(&render->lists, writer);
            break;
        case MD_BLOCK_TABLE:
        case MD_BLOCK_THEAD:
        case MD_BLOCK_TBODY:
        case MD_BLOCK_TR:
        case MD_BLOCK_TH:
        case MD_BLOCK_TD:
            tables_enter(&render->tables, writer, &render->marks, type, detail);
            break;
    }
    return writer_check_size(writer);
}

// md4c takes `[^1]: note` for the definition of a link, which nobody sees, or for text. Judges the
// lines that begin so up to `end`, where the text has come to: what is shown as code is none.
static void judge_footnotes(Render *render, size_t end, bool is_code) {
    const size_t *offsets = render->footnotes.items;
    for (; render->footnote_count < render->footnotes.count; render->footnote_count++) {
        size_t offset = offsets[render->footnote_count];
        if (offset >= end) break;
        if (is_code) continue;
        diag_error(render->writer.diags, writer_place(&render->writer, offset), "footnote",
                   "put the note into the sentence, or into parentheses",
                   "footnotes are not supported");
    }
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *userdata) {
    Render *render = userdata;
    MarkdownWriter *writer = &render->writer;
    (void)detail;
    marks_end_paragraph(&render->marks);
    end_spans(render);
    switch (type) {
        case MD_BLOCK_DOC:
            judge_footnotes(render, writer->source.len, false);
            if (writer->limit) return writer_stop(writer, writer->limit, writer->last_offset);
            break;
        case MD_BLOCK_HR: break;
        case MD_BLOCK_QUOTE:
            render->quote_depth--;
            writer_put(writer, STR("</blockquote>\n"));
            break;
        case MD_BLOCK_UL:
        case MD_BLOCK_OL:
            lists_end(&render->lists, writer, type == MD_BLOCK_OL);
            break;
        case MD_BLOCK_LI:
            lists_end_item(&render->lists, writer, render->headings.above);
            break;
        case MD_BLOCK_H: return headings_end(&render->headings, writer, &render->links.list);
        case MD_BLOCK_CODE: code_end_block(&render->code, writer, &render->marks); break;
        case MD_BLOCK_HTML: render->is_html_block = false; break;
        case MD_BLOCK_P:
            lists_end_label(&render->lists, writer);
            writer_put(writer, STR("</p>\n"));
            writer_part_plain(writer);
            break;
        case MD_BLOCK_TABLE:
        case MD_BLOCK_THEAD:
        case MD_BLOCK_TBODY:
        case MD_BLOCK_TR:
        case MD_BLOCK_TH:
        case MD_BLOCK_TD:
            tables_leave(&render->tables, writer, &render->marks, type);
            break;
    }
    return 0;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *userdata) {
    Render *render = userdata;
    MarkdownWriter *writer = &render->writer;
    begin_span(render, type);
    if (type == MD_SPAN_CODE) code_begin(&render->code, writer);
    if (type == MD_SPAN_IMG) return links_begin_image(&render->links, writer, detail);
    if (type == MD_SPAN_A && links_begin(&render->links, writer, detail)) return WRITER_STOP;
    if (render->links.image_depth) return 0;
    switch (type) {
        case MD_SPAN_EM: writer_put(writer, STR("<em>")); break;
        case MD_SPAN_STRONG: writer_put(writer, STR("<strong>")); break;
        case MD_SPAN_CODE: writer_put(writer, STR("<code>")); break;
        case MD_SPAN_DEL:
            writer_put(writer, STR("<del>"));
            marks_judge_strike(&render->marks, writer->last_offset);
            break;
        default: break;  // links, and what the flags are off for
    }
    return writer_check_size(writer);
}

static int leave_span(MD_SPANTYPE type, void *detail, void *userdata) {
    Render *render = userdata;
    MarkdownWriter *writer = &render->writer;
    (void)detail;
    end_span(render, type);
    if (type == MD_SPAN_IMG) links_end_image(&render->links, writer);
    if (type == MD_SPAN_IMG || render->links.image_depth) return 0;
    switch (type) {
        case MD_SPAN_EM: writer_put(writer, STR("</em>")); break;
        case MD_SPAN_STRONG: writer_put(writer, STR("</strong>")); break;
        case MD_SPAN_CODE: writer_put(writer, STR("</code>")); break;
        case MD_SPAN_DEL: writer_put(writer, STR("</del>")); break;
        case MD_SPAN_A: links_end(&render->links, writer); break;
        default: break;
    }
    return 0;
}

// What Markdown has for HTML that is often written.
static const char *html_hint(Str html) {
    static const struct { const char *start; const char *hint; } rows[] = {
        {"<!--", "leave it out; in the front matter, a note begins with '#'"},
        {"<br", "end the line with a '\\', or begin a paragraph after a blank line"},
        {"<a ", "write [text](address)"},
        {"<img ", "write ![what it shows](picture.jpg)"},
    };
    Str text = str_trim(html);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (str_starts_with(text, str_from(rows[i].start))) return rows[i].hint;
    }
    return "write it in Markdown, or as `code` to show it";
}

static void put_text(Render *render, Str text) {
    buf_add_html(&render->writer.html, text);
    if (render->writer.plain_users) buf_add(&render->writer.plain, text);
    render->word_count += str_count_words(text);
}

// In a cell, the bar of code is written `\|`: md4c leaves the backslash in it.
static void put_code(Render *render, Str text) {
    while (render->marks.is_in_table && text.len) {
        const char *found = memmem(text.ptr, text.len, "\\|", 2);
        if (!found) break;
        size_t bar = (size_t)(found - text.ptr);
        put_text(render, str_slice(text, 0, bar));
        put_text(render, STR("|"));
        text = str_slice(text, bar + 2, text.len);
    }
    put_text(render, text);
}

static void put_entity(Render *render, Str entity, size_t offset) {
    Buf decoded = {0};
    if (!entity_decode(&decoded, entity)) writer_judge_entity(&render->writer, entity, offset);
    writer_judge_direction(&render->writer, buf_str(&decoded), offset);
    put_text(render, buf_str(&decoded));
    buf_free(&decoded);
}

static int add_text(MD_TEXTTYPE type, const MD_CHAR *ptr, MD_SIZE size, void *userdata) {
    Render *render = userdata;
    MarkdownWriter *writer = &render->writer;
    Str text = {ptr, size};
    size_t offset = source_offset(writer, ptr);
    bool may_be_notes = render->footnote_count < render->footnotes.count;
    if (may_be_notes) judge_footnotes(render, offset, false);
    if (writer->limit) return writer_stop(writer, writer->limit, offset);
    writer->last_offset = source_offset(writer, ptr + size);
    headings_note_text(&render->headings, writer->place.offset + offset);
    lists_note_text(&render->lists, offset);
    tables_note_text(&render->tables);
    if (may_be_notes && type == MD_TEXT_CODE) judge_footnotes(render, writer->last_offset, true);
    bool is_source = distance(writer, ptr) < writer->source.len;
    if (type == MD_TEXT_CODE && is_source) code_extend(&render->code, writer);
    if (type == MD_TEXT_NORMAL && is_source) marks_judge(&render->marks, text, offset);
    switch (type) {
        case MD_TEXT_NORMAL:
        case MD_TEXT_LATEXMATH: put_text(render, text); break;
        case MD_TEXT_CODE: put_code(render, text); break;
        case MD_TEXT_NULLCHAR: put_text(render, STR("\xEF\xBF\xBD")); break;
        case MD_TEXT_BR:
            writer_put(writer, render->links.image_depth ? STR(" ") : STR("<br>\n"));
            writer_part_plain(writer);
            break;
        case MD_TEXT_SOFTBR: put_text(render, STR("\n")); break;
        case MD_TEXT_ENTITY: put_entity(render, text, offset); break;
        case MD_TEXT_HTML:
            if (!str_trim(text).len) break;
            if (render->has_html_problem && str_starts_with(text, STR("</"))) break;
            if (str_find(text, '<') == text.len && render->is_html_block) break;
            render->has_html_problem = true;
            diag_error(writer->diags, writer_place(writer, offset), "raw-html", html_hint(text),
                       "raw HTML is not accepted in content");
            break;
    }
    return writer_check_size(writer);
}

// What md4c calls: meanwhile it is not that which asks for memory.

static void *enter(void *userdata) {
    const Render *render = userdata;
    *render->is_md4c = false;
    return userdata;
}

static int leave(const Render *render, int ret) {
    *render->is_md4c = true;
    return ret;
}

static int on_enter_block(MD_BLOCKTYPE type, void *detail, void *userdata) {
    return leave(userdata, enter_block(type, detail, enter(userdata)));
}

static int on_leave_block(MD_BLOCKTYPE type, void *detail, void *userdata) {
    return leave(userdata, leave_block(type, detail, enter(userdata)));
}

static int on_enter_span(MD_SPANTYPE type, void *detail, void *userdata) {
    return leave(userdata, enter_span(type, detail, enter(userdata)));
}

static int on_leave_span(MD_SPANTYPE type, void *detail, void *userdata) {
    return leave(userdata, leave_span(type, detail, enter(userdata)));
}

static int on_text(MD_TEXTTYPE type, const MD_CHAR *ptr, MD_SIZE size, void *userdata) {
    return leave(userdata, add_text(type, ptr, size, enter(userdata)));
}

static int parse(Render *render, Str body, Arena *scratch) {
    static const MD_PARSER parser = {
        .flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS,
        .enter_block = on_enter_block,
        .leave_block = on_leave_block,
        .enter_span = on_enter_span,
        .leave_span = on_leave_span,
        .text = on_text,
    };
    render->is_md4c = lend_begin(arena_alloc_unset(scratch, MD4C_MEMORY), MD4C_MEMORY);
    *render->is_md4c = true;
    int ret = md_parse(body.ptr ? body.ptr : "\n", (MD_SIZE)body.len, &parser, render);
    lend_end();
    if (ret == -1) memory_exhausted();
    return ret;
}

// Whatever it writes, and keeps a list of, grows in `scratch`.
static void begin_render(Render *render, Arena *scratch) {
    MarkdownWriter *writer = &render->writer;
    Buf *const bufs[] = {&writer->html, &writer->plain, &render->links.attribute,
                         &render->headings.ids.id};
    List *const lists[] = {&render->headings.list, &render->headings.ids.next,
                           &render->lists.items, &render->code.list, &render->links.list,
                           &render->links.elsewhere, &render->footnotes, &render->spans};
    for (size_t i = 0; i < sizeof bufs / sizeof bufs[0]; i++) bufs[i]->arena = scratch;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) lists[i]->arena = scratch;
    render->headings.ids.ids.arena = scratch;
    render->links.addresses.source = writer->source;
    render->marks = (MarkdownMarks){.source = writer->source, .place = writer->place,
                                    .diags = writer->diags,
                                    .next_sign = mark_find_sign(writer->source, 0)};
}

// Copies a list's items into the arena.
static void *keep_items(Arena *arena, const List *list, size_t size) {
    void *ret = arena_alloc(arena, list->count + 1, size);
    if (list->count) memcpy(ret, list->items, list->count * size);
    return ret;
}

bool markdown_render(Str body, Place place, Arena *keep, Arena *scratch, MarkdownDocument *ret,
                     Diags *diags) {
    size_t errors_before = diags->error_count;
    bool is_whole = false;
    Render render = {.writer = {.source = body, .place = place, .keep = keep, .diags = diags}};
    begin_render(&render, scratch);
    if (markdown_check(body, place, &render.footnotes, diags)) {
        render.marks.has_notes = render.footnotes.count > 0;
        render.links.has_notes = render.marks.has_notes;
        buf_reserve(&render.writer.html, body.len + body.len / 4);
        // Where not, it may be large, and no page is made of it.
        is_whole = parse(&render, body, scratch) != WRITER_STOP;
        if (!is_whole) render.writer.html.len = 0;
        outline_check(render.headings.list.items, render.headings.list.count, body, place, diags);
    }
    *ret = (MarkdownDocument){
        .html = arena_copy(keep, buf_str(&render.writer.html)),
        .heading_count = (uint32_t)render.headings.list.count,
        .item_count = (uint32_t)render.lists.items.count,
        .code_count = (uint32_t)render.code.list.count,
        .link_count = (uint32_t)render.links.list.count,
        .elsewhere_count = (uint32_t)render.links.elsewhere.count,
        .word_count = (uint32_t)render.word_count,
        .is_partial = !is_whole,
    };
    ret->headings = keep_items(keep, &render.headings.list, sizeof(MarkdownHeading));
    ret->items = keep_items(keep, &render.lists.items, sizeof(MarkdownItem));
    ret->codes = keep_items(keep, &render.code.list, sizeof(MarkdownCode));
    ret->links = keep_items(keep, &render.links.list, sizeof(MarkdownLink));
    ret->elsewhere = keep_items(keep, &render.links.elsewhere, sizeof(MarkdownElsewhere));
    return diags->error_count == errors_before;
}
