#include "format/markdown.h"

#include <assert.h>
#include <md4c.h>
#include <stdlib.h>
#include <string.h>

#include "format/entity.h"
#include "format/heading_ids.h"
#include "format/markdown_address.h"
#include "format/markdown_check.h"
#include "format/markdown_marks.h"
#include "format/markdown_target.h"
#include "format/outline.h"
#include "format/unicode.h"

enum {
    OUTPUT_FACTOR = 50,
    OUTPUT_FLOOR = 1024 * 1024,
    // Of a body; far more than anybody writes. Each link is looked up, each heading is an anchor
    // that links are compared with, and an address costs its size at each place that refers to it.
    HEADINGS_MAX = 2000,
    HEADING_REPEATED_MAX = 500,
    LINKS_MAX = 20 * 1000,
    LINK_MAX_SIZE = 4096,  // of an address, and of a title
    ITEMS_MAX = 20 * 1000,
    LANGUAGE_MAX_SIZE = 32,
    SUGGESTIONS_MAX = 10,  // for unknown entities
    ENTITY_SHOWN_MAX = 48, // of the bytes of one, in a message
    STOP = -2,
};

// What there may not be more of. It is reported with the first text of the one too many.
typedef struct Limit {
    int max;
    const char *what;
    const char *code;
    const char *hint;
} Limit;

static const Limit headings_limit = {
    HEADINGS_MAX, "headings",
    "heading-limit", "divide this text"};
static const Limit items_limit = {
    ITEMS_MAX, "items of lists",
    "item-limit", "divide this text"};
static const Limit links_limit = {
    LINKS_MAX, "links and pictures",
    "link-limit", "divide this text"};

// A span that has begun and not ended.
typedef struct OpenSpan {
    MD_SPANTYPE type;
    size_t offset;         // of what stands before it
} OpenSpan;

typedef struct Render {
    Str source;
    Place place;
    Arena *keep;
    Diags *diags;
    Buf html;
    Buf plain;             // text of the heading or list item that is open
    size_t plain_users;
    List headings;
    List items;
    List codes;
    List links;
    List elsewhere;
    HeadingIds ids;
    List footnotes;        // offsets of lines that may be one
    size_t footnote_count; // of those that the text has come by
    AddressFinder addresses;
    Buf attribute;         // of a link, decoded
    const Limit *limit;    // that is passed
    size_t last_offset;    // where the last text or link ended in the source
    size_t link_end;       // of the address of the link that is open, and of the image
    size_t image_end;
    size_t link_count;     // of all kinds
    size_t all_item_count;
    size_t word_count;
    size_t unknown_entity_count;
    size_t image_depth;
    size_t link_depth;     // outside of images
    List spans;            // of OpenSpan
    size_t image_offset;   // of the address of the image that is open
    size_t alt_start;      // of its text in `html`
    size_t list_depth;
    size_t quote_depth;
    size_t list_count;     // of outermost lists, with the one that is open
    bool is_numbered;
    size_t item_offset;    // of the outermost item that is open: SIZE_MAX up to its first text
    size_t item_size;      // of what it says before a list in it, 0 where none has come
    bool is_tight[MARKDOWN_NESTING_MAX + 1];
    bool has_label;        // a task item's <label> is open
    bool wants_label;      // and this one opens inside the coming <p>
    bool is_done;          // the state of that coming box
    bool is_html_block;
    bool has_html_problem; // an opening tag of this block was reported: closing ones are not
    bool has_body;         // of the table
    size_t heading_start;  // of the heading's text in `plain`
    size_t heading_link;   // the first link behind the heading's beginning
    size_t heading_above;  // 1 + the index of the last one that is not nested
    MarkdownMarks marks;
    char fence;            // of the code that is open; 0: it has none
    size_t fence_from;
    size_t column_count;   // of the table
    size_t column;         // of the cell that is open, from 1
    size_t last_column;    // of the row's last text; 0: it has none yet
} Render;

static size_t source_offset(const Render *render, const char *ptr) {
    bool is_inside = ptr >= render->source.ptr && ptr <= render->source.ptr + render->source.len;
    return is_inside ? (size_t)(ptr - render->source.ptr) : render->last_offset;
}

static Place place_at(const Render *render, size_t offset) {
    return (Place){render->place.path, render->place.offset + offset};
}

// A table of many columns and short rows grows without any text: each callback asks.
static int check_limit(Render *render) {
    if (render->html.len <= render->source.len * OUTPUT_FACTOR + OUTPUT_FLOOR) return 0;
    diag_error(render->diags, place_at(render, render->last_offset), "output-limit",
               "shorten or split this file", "the page grows beyond %d times its source",
               OUTPUT_FACTOR);
    return STOP;
}

static int stop_at(Render *render, const Limit *limit, size_t offset) {
    diag_error(render->diags, place_at(render, offset), limit->code, limit->hint,
               "a text can have %d %s", limit->max, limit->what);
    return STOP;
}

static void put(Render *render, Str text) {
    buf_add(&render->html, text);
}

// Where text, not an address, is written: `?a=1&b=2;c` is right in an address.
static void judge_entity(Render *render, Str entity, size_t offset) {
    const char *hint = "write '&amp;' for a '&' that stands for itself";
    if (render->unknown_entity_count++ < SUGGESTIONS_MAX) {
        hint = entity_suggest(render->keep, entity, hint);
    }
    diag_warning(render->diags, place_at(render, offset), "unknown-entity", hint,
                 "HTML knows no '%.*s': it is shown as it is written",
                 entity.len < ENTITY_SHOWN_MAX ? (int)entity.len : ENTITY_SHOWN_MAX, entity.ptr);
}

// `unknown` is the first reference whose name HTML does not know, or stays empty.
static void decode_attribute(Buf *out, const MD_ATTRIBUTE *attribute, Str *unknown) {
    if (!attribute->text || !attribute->size) return;
    for (size_t i = 0; attribute->substr_offsets[i] < attribute->size; i++) {
        Str part = {attribute->text + attribute->substr_offsets[i],
                    attribute->substr_offsets[i + 1] - attribute->substr_offsets[i]};
        bool is_entity = attribute->substr_types[i] == MD_TEXT_ENTITY;
        if (!is_entity) buf_add(out, part);
        else if (!entity_decode(out, part) && !unknown->len) *unknown = part;
    }
}

static void put_address(Render *render, const MD_ATTRIBUTE *attribute, AddressPlace place,
                        bool is_image) {
    Str unknown = {0};
    buf_clear(&render->attribute);
    decode_attribute(&render->attribute, attribute, &unknown);
    Str whole = buf_str(&render->attribute);
    Place at = place_at(render, place.address);
    MarkdownTarget target = markdown_target(whole, at, render->diags);
    if (target == TARGET_ELSEWHERE && is_image) {
        diag_error(render->diags, at, "foreign-picture", PICTURE_HINT,
                   "a picture must be a file of this site: no page loads anything from another");
    }
    if (target == TARGET_ELSEWHERE) buf_add_html(&render->html, whole);
    if (target == TARGET_ELSEWHERE && !is_image) {
        *(MarkdownElsewhere *)list_add(&render->elsewhere, sizeof(MarkdownElsewhere)) =
            (MarkdownElsewhere){arena_copy(render->keep, whole), render->place.offset + place.use};
    }
    if (target != TARGET_SITE) return;
    whole = arena_copy(render->keep, whole);
    size_t hash = str_find(whole, '#');
    *(MarkdownLink *)list_add(&render->links, sizeof(MarkdownLink)) = (MarkdownLink){
        .target = str_slice(whole, 0, hash),
        .fragment = str_slice(whole, hash + 1, whole.len),
        .has_fragment = hash < whole.len,
        .is_image = is_image,
        .is_reference = place.is_reference,
        .offset = render->place.offset + place.use,
        .address_offset = render->place.offset + place.address,
        .address_size = place.is_reference ? 0 : place.end - place.address,
        .html_offset = render->html.len,
    };
}

// Of marks that turn the direction, only those are left that an entity stands for.
static void judge_direction(Render *render, Str decoded, size_t offset) {
    if (unicode_turn_at(decoded) == decoded.len) return;
    diag_error(render->diags, place_at(render, offset), "direction-mark", UNICODE_TURN_HINT,
               "this stands for a mark that turns the direction of what follows it");
}

static void put_title(Render *render, const MD_ATTRIBUTE *title, size_t offset) {
    if (!title->size) return;
    Str unknown = {0};
    buf_clear(&render->attribute);
    decode_attribute(&render->attribute, title, &unknown);
    if (unknown.len) judge_entity(render, unknown, offset);
    judge_direction(render, buf_str(&render->attribute), offset);
    put(render, STR("\" title=\""));
    buf_add_html(&render->html, buf_str(&render->attribute));
}

// Begins the tag of a link or an image up to its last attribute, which is left open. Of those in an
// image's text, and of a link in a link's, nothing is shown, but md4c has worked for them.
static int put_link(Render *render, const MD_ATTRIBUTE *address, const MD_ATTRIBUTE *title,
                    bool is_image) {
    AddressPlace place = address_find(&render->addresses, address, render->last_offset);
    if (++render->link_count > LINKS_MAX) return stop_at(render, &links_limit, place.use);
    if (address->size > LINK_MAX_SIZE || title->size > LINK_MAX_SIZE) {
        diag_error(render->diags, place_at(render, place.use), "address-limit", "shorten it",
                   "a link's address and its title can have %d bytes each", LINK_MAX_SIZE);
        return STOP;
    }
    if (render->image_depth || (render->link_depth && !is_image)) return 0;
    *(is_image ? &render->image_end : &render->link_end) = place.end;
    if (is_image) render->image_offset = place.use;
    put(render, is_image ? STR("<img src=\"") : STR("<a href=\""));
    // What a footnote is taken for is reported with the note.
    bool is_footnote = render->footnotes.count &&
                       str_starts_with(str_slice(render->source, place.use, render->source.len),
                                       STR("[^"));
    if (!is_footnote) put_address(render, address, place, is_image);
    put_title(render, title, place.use);
    return 0;
}

static void plain_begin(Render *render) {
    if (render->plain_users++ == 0) buf_clear(&render->plain);
}

static Str plain_end(Render *render) {
    render->plain_users--;
    return arena_copy(render->keep, str_trim(buf_str(&render->plain)));
}

static void begin_heading(Render *render, const MD_BLOCK_H_DETAIL *detail) {
    if (render->headings.count == HEADINGS_MAX) render->limit = &headings_limit;
    MarkdownHeading *heading = list_add(&render->headings, sizeof *heading);
    heading->level = (int)detail->level;
    heading->html_start = render->html.len;
    heading->offset = SIZE_MAX;  // known with its first text
    heading->is_nested = render->list_depth || render->quote_depth;
    if (!heading->is_nested) render->heading_above = render->headings.count;
    plain_begin(render);
    render->heading_start = render->plain.len;
    // The tag needs the id, which needs the text: it is put in front when the heading ends.
    render->heading_link = render->links.count;
}

static void put_heading_tag(Render *render, MarkdownHeading *heading) {
    Buf tag = {0};
    buf_add(&tag, STR("<h"));
    buf_add_int(&tag, heading->level);
    buf_add(&tag, STR(" id=\""));
    buf_add_html(&tag, heading->id);
    buf_add(&tag, STR("\">"));
    Buf *html = &render->html;
    size_t inner_len = html->len - heading->html_start;
    buf_reserve(html, tag.len);
    char *start = html->ptr + heading->html_start;
    memmove(start + tag.len, start, inner_len);
    memcpy(start, tag.ptr, tag.len);
    html->len += tag.len;
    heading->inner_start = heading->html_start + tag.len;
    heading->inner_end = html->len;
    MarkdownLink *links = render->links.items;
    for (size_t i = render->heading_link; i < render->links.count; i++) {
        links[i].html_offset += tag.len;
    }
    buf_free(&tag);
}

static int end_heading(Render *render) {
    MarkdownHeading *heading =
        (MarkdownHeading *)render->headings.items + render->headings.count - 1;
    Str plain = buf_str(&render->plain);
    heading->text =
        arena_copy(render->keep, str_trim(str_slice(plain, render->heading_start, plain.len)));
    render->plain_users--;
    if (render->plain_users) buf_add_char(&render->plain, ' ');
    if (heading->offset == SIZE_MAX) heading->offset = render->place.offset + render->last_offset;
    size_t number = heading_ids_add(&render->ids, heading->text, render->keep, &heading->id);
    put_heading_tag(render, heading);
    buf_add(&render->html, STR("</h"));
    buf_add_int(&render->html, heading->level);
    buf_add(&render->html, STR(">\n"));
    heading->html_end = render->html.len;
    if (number <= HEADING_REPEATED_MAX) return 0;
    diag_error(render->diags, place_at(render, heading->offset - render->place.offset),
               "repeated-heading-limit", "name what is below each of them",
               "%d headings can have the same text", HEADING_REPEATED_MAX);
    return STOP;
}

static void put_label(Render *render) {
    if (!render->wants_label) return;
    put(render, render->is_done ? STR("<label><input type=\"checkbox\" disabled checked> ")
                                : STR("<label><input type=\"checkbox\" disabled> "));
    render->has_label = true;
    render->wants_label = false;
}

static void begin_item(Render *render, const MD_BLOCK_LI_DETAIL *detail) {
    bool is_tight = render->is_tight[render->list_depth];
    if (++render->all_item_count > ITEMS_MAX) render->limit = &items_limit;
    if (render->list_depth == 1) {
        render->item_offset = SIZE_MAX;
        render->item_size = 0;
    }
    if (!detail->is_task) {
        put(render, STR("<li>"));
        if (render->list_depth == 1) plain_begin(render);
        return;
    }
    bool is_done = detail->task_mark != ' ';
    render->is_done = is_done;
    put(render, is_done ? STR("<li class=\"task is-done\">") : STR("<li class=\"task\">"));
    render->wants_label = true;
    if (is_tight) put_label(render);
    if (render->list_depth == 1) plain_begin(render);
}

static void close_label(Render *render) {
    if (render->has_label) put(render, STR("</label>"));
    render->has_label = false;
}

static Str align_class(MD_ALIGN align) {
    switch (align) {
        case MD_ALIGN_LEFT: return STR(" class=\"align-left\"");
        case MD_ALIGN_CENTER: return STR(" class=\"align-center\"");
        case MD_ALIGN_RIGHT: return STR(" class=\"align-right\"");
        case MD_ALIGN_DEFAULT: break;
    }
    return (Str){0};
}

static void begin_list(Render *render, bool is_tight, bool is_numbered) {
    close_label(render);
    if (!render->list_depth) {
        render->list_count++;
        render->is_numbered = is_numbered;
    }
    if (render->list_depth == 1 && !render->item_size) render->item_size = render->plain.len;
    if (render->plain_users) buf_add_char(&render->plain, ' ');
    assert(render->list_depth < MARKDOWN_NESTING_MAX);
    render->is_tight[++render->list_depth] = is_tight;
}

static void begin_ordered(Render *render, unsigned start) {
    if (start == 1) put(render, STR("<ol>\n"));
    else buf_printf(&render->html, "<ol start=\"%u\">\n", start);
}

// Behind the last text there are but its marks, and what is said behind a fence.
static void add_code(Render *render) {
    size_t from = render->place.offset + render->last_offset;
    *(MarkdownCode *)list_add(&render->codes, sizeof(MarkdownCode)) = (MarkdownCode){from, from};
}

static void extend_code(Render *render) {
    MarkdownCode *code = (MarkdownCode *)render->codes.items + render->codes.count - 1;
    code->to = render->place.offset + render->last_offset;
}

// The language of code is told to whom it may interest: `sql` to programs that colour it.
static void begin_code(Render *render, const MD_BLOCK_CODE_DETAIL *detail) {
    static const char safe[] = "+#.-_";
    Str language = {detail->lang.text, detail->lang.size};
    bool is_safe = language.len && language.len <= LANGUAGE_MAX_SIZE;
    for (size_t i = 0; i < language.len; i++) {
        char byte = language.ptr[i];
        is_safe &= ascii_is_letter(byte) || ascii_is_digit(byte) ||
                   memchr(safe, byte, sizeof safe - 1) != NULL;
    }
    render->fence = detail->fence_char;
    render->fence_from = render->last_offset;
    add_code(render);
    put(render, STR("<pre><code"));
    if (is_safe) {
        put(render, STR(" class=\"language-"));
        put(render, language);
        put(render, STR("\""));
    }
    put(render, STR(">"));
}

static void begin_cell(Render *render, MD_BLOCKTYPE type, const MD_BLOCK_TD_DETAIL *detail) {
    render->column++;
    put(render, type == MD_BLOCK_TH ? STR("<th scope=\"col\"") : STR("<td"));
    put(render, align_class(detail->align));
    put(render, STR(">"));
}

static void begin_table(Render *render, const MD_BLOCK_TABLE_DETAIL *detail) {
    render->column_count = detail->col_count;
    marks_begin_table(&render->marks);
    put(render, STR("<div class=\"scroll\" tabindex=\"0\"><table>\n"));
}

static void begin_row(Render *render) {
    render->column = 0;
    render->last_column = 0;
    put(render, STR("<tr>"));
}

static void end_row(Render *render) {
    put(render, STR("</tr>\n"));
    if (!render->last_column) return;
    marks_judge_row(&render->marks, !render->has_body, render->last_offset, render->last_column,
                    render->column_count);
}

// md4c looks for the marks of emphasis in the addresses of links as well, and tells of that one of
// a pair alone that stands in the text.
static void report_crossed(const Render *render, size_t offset) {
    diag_error(render->diags, place_at(render, offset), "crossed-emphasis",
               "write %2A, %5F or %7E for a '*', '_' or '~' in the address; in the text, '\\*' is "
               "a sign that stands for itself",
               "the emphasis here begins or ends within the address of a link");
}

static void end_spans(Render *render) {
    if (render->spans.count) report_crossed(render, ((OpenSpan *)render->spans.items)->offset);
    render->spans.count = 0;
}

static void begin_span(Render *render, MD_SPANTYPE type) {
    *(OpenSpan *)list_add(&render->spans, sizeof(OpenSpan)) =
        (OpenSpan){type, render->last_offset};
}

static void end_span(Render *render, MD_SPANTYPE type) {
    const OpenSpan *open = render->spans.items;
    bool is_last = render->spans.count && open[render->spans.count - 1].type == type;
    if (is_last) render->spans.count--;
    else report_crossed(render, render->last_offset);
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *userdata) {
    Render *render = userdata;
    render->has_html_problem = false;
    marks_end_paragraph(&render->marks);
    end_spans(render);
    switch (type) {
        case MD_BLOCK_DOC: break;
        case MD_BLOCK_QUOTE:
            render->quote_depth++;
            put(render, STR("<blockquote>\n"));
            break;
        case MD_BLOCK_UL:
            begin_list(render, ((MD_BLOCK_UL_DETAIL *)detail)->is_tight, false);
            put(render, STR("<ul>\n"));
            break;
        case MD_BLOCK_OL:
            begin_list(render, ((MD_BLOCK_OL_DETAIL *)detail)->is_tight, true);
            begin_ordered(render, ((MD_BLOCK_OL_DETAIL *)detail)->start);
            break;
        case MD_BLOCK_LI: begin_item(render, detail); break;
        case MD_BLOCK_HR: put(render, STR("<hr>\n")); break;
        case MD_BLOCK_H: begin_heading(render, detail); break;
        case MD_BLOCK_CODE: begin_code(render, detail); break;
        case MD_BLOCK_HTML: render->is_html_block = true; break;
        case MD_BLOCK_P:
            put(render, STR("<p>"));
            put_label(render);
            break;
        case MD_BLOCK_TABLE: begin_table(render, detail); break;
        case MD_BLOCK_THEAD: put(render, STR("<thead>\n")); break;
        case MD_BLOCK_TBODY:
            put(render, STR("<tbody>\n"));
            render->has_body = true;
            break;
        case MD_BLOCK_TR: begin_row(render); break;
        case MD_BLOCK_TH:
        case MD_BLOCK_TD: begin_cell(render, type, detail); break;
    }
    return check_limit(render);
}

static void end_item(Render *render) {
    close_label(render);
    put(render, STR("</li>\n"));
    if (render->list_depth != 1) {
        if (render->plain_users) buf_add_char(&render->plain, ' ');
        return;
    }
    MarkdownItem *item = list_add(&render->items, sizeof *item);
    Str text = plain_end(render);
    bool has_list = render->item_size && render->item_size < text.len;
    size_t offset = render->item_offset == SIZE_MAX ? render->last_offset : render->item_offset;
    *item = (MarkdownItem){
        .text = text,
        .own_size = has_list ? render->item_size : text.len,
        .heading = render->heading_above,
        .offset = render->place.offset + offset,
        .list = render->list_count,
        .is_numbered = render->is_numbered,
    };
}

// md4c takes `[^1]: note` for the definition of a link, which nobody sees, or for text. Judges the
// lines that begin so up to `end`, where the text has come to: what is shown as code is none.
static void judge_footnotes(Render *render, size_t end, bool is_code) {
    const size_t *offsets = render->footnotes.items;
    for (; render->footnote_count < render->footnotes.count; render->footnote_count++) {
        size_t offset = offsets[render->footnote_count];
        if (offset >= end) break;
        if (is_code) continue;
        diag_error(render->diags, place_at(render, offset), "footnote",
                   "put the note into the sentence, or into parentheses",
                   "footnotes are not supported");
    }
}

static void end_code(Render *render) {
    put(render, STR("</code></pre>\n"));
    if (!render->fence) return;
    marks_judge_fence(&render->marks, render->fence, render->fence_from, render->last_offset);
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *userdata) {
    Render *render = userdata;
    (void)detail;
    marks_end_paragraph(&render->marks);
    end_spans(render);
    switch (type) {
        case MD_BLOCK_DOC:
            judge_footnotes(render, render->source.len, false);
            if (render->limit) return stop_at(render, render->limit, render->last_offset);
            break;
        case MD_BLOCK_HR: break;
        case MD_BLOCK_QUOTE:
            render->quote_depth--;
            put(render, STR("</blockquote>\n"));
            break;
        case MD_BLOCK_UL:
        case MD_BLOCK_OL:
            put(render, type == MD_BLOCK_UL ? STR("</ul>\n") : STR("</ol>\n"));
            render->list_depth--;
            break;
        case MD_BLOCK_LI: end_item(render); break;
        case MD_BLOCK_H: return end_heading(render);
        case MD_BLOCK_CODE: end_code(render); break;
        case MD_BLOCK_HTML: render->is_html_block = false; break;
        case MD_BLOCK_P:
            close_label(render);
            put(render, STR("</p>\n"));
            if (render->plain_users) buf_add_char(&render->plain, ' ');
            break;
        case MD_BLOCK_TABLE:
            if (render->has_body) put(render, STR("</tbody>\n"));
            put(render, STR("</table></div>\n"));
            render->has_body = false;
            render->marks.is_in_table = false;
            break;
        case MD_BLOCK_THEAD:
            put(render, STR("</thead>\n"));
            break;
        case MD_BLOCK_TBODY: break;
        case MD_BLOCK_TR: end_row(render); break;
        case MD_BLOCK_TH: put(render, STR("</th>")); break;
        case MD_BLOCK_TD: put(render, STR("</td>")); break;
    }
    return 0;
}

static void judge_alt(Render *render) {
    Str alt = str_slice(buf_str(&render->html), render->alt_start, render->html.len);
    if (str_trim(alt).len) return;
    diag_warning(render->diags, place_at(render, render->image_offset), "alt-text",
                 "write what it shows: ![A ward at night](ward.jpg)",
                 "this picture has no text for those who cannot see it");
}

static int enter_span(MD_SPANTYPE type, void *detail, void *userdata) {
    Render *render = userdata;
    begin_span(render, type);
    if (type == MD_SPAN_CODE) add_code(render);
    if (type == MD_SPAN_IMG) {
        MD_SPAN_IMG_DETAIL *image = detail;
        if (put_link(render, &image->src, &image->title, true)) return STOP;
        if (render->image_depth++) return 0;
        put(render, STR("\" alt=\""));
        render->alt_start = render->html.len;
        return 0;
    }
    if (type == MD_SPAN_A) {
        MD_SPAN_A_DETAIL *link = detail;
        if (put_link(render, &link->href, &link->title, false)) return STOP;
        if (!render->image_depth && !render->link_depth++) put(render, STR("\">"));
    }
    if (render->image_depth) return 0;
    switch (type) {
        case MD_SPAN_EM: put(render, STR("<em>")); break;
        case MD_SPAN_STRONG: put(render, STR("<strong>")); break;
        case MD_SPAN_CODE: put(render, STR("<code>")); break;
        case MD_SPAN_DEL:
            put(render, STR("<del>"));
            marks_judge_strike(&render->marks, render->last_offset);
            break;
        default: break;  // links, and what the flags are off for
    }
    return check_limit(render);
}

static void pass(Render *render, size_t offset) {
    if (offset > render->last_offset) render->last_offset = offset;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *userdata) {
    Render *render = userdata;
    (void)detail;
    end_span(render, type);
    if (type == MD_SPAN_IMG) {
        if (--render->image_depth == 0) {
            judge_alt(render);
            pass(render, render->image_end);
            put(render, STR("\" loading=\"lazy\">"));
        }
        return 0;
    }
    if (render->image_depth) return 0;
    switch (type) {
        case MD_SPAN_EM: put(render, STR("</em>")); break;
        case MD_SPAN_STRONG: put(render, STR("</strong>")); break;
        case MD_SPAN_CODE: put(render, STR("</code>")); break;
        case MD_SPAN_DEL: put(render, STR("</del>")); break;
        case MD_SPAN_A:
            // HTML knows no link in a link: of `[<https://a.org>](b.md)` the outer one counts.
            if (--render->link_depth) break;
            pass(render, render->link_end);
            put(render, STR("</a>"));
            break;
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
    buf_add_html(&render->html, text);
    if (render->plain_users) buf_add(&render->plain, text);
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

static int add_text(MD_TEXTTYPE type, const MD_CHAR *ptr, MD_SIZE size, void *userdata) {
    Render *render = userdata;
    Str text = {ptr, size};
    size_t offset = source_offset(render, ptr);
    judge_footnotes(render, offset, false);
    if (render->limit) return stop_at(render, render->limit, offset);
    render->last_offset = source_offset(render, ptr + size);
    if (render->headings.count) {
        MarkdownHeading *heading =
            (MarkdownHeading *)render->headings.items + render->headings.count - 1;
        if (heading->offset == SIZE_MAX) heading->offset = render->place.offset + offset;
    }
    render->last_column = render->column;
    if (render->item_offset == SIZE_MAX) render->item_offset = offset;
    if (type == MD_TEXT_CODE) judge_footnotes(render, render->last_offset, true);
    bool is_source = ptr >= render->source.ptr && ptr < render->source.ptr + render->source.len;
    if (type == MD_TEXT_CODE && is_source) extend_code(render);
    if (type == MD_TEXT_NORMAL && is_source) marks_judge(&render->marks, text, offset);
    switch (type) {
        case MD_TEXT_NORMAL:
        case MD_TEXT_LATEXMATH: put_text(render, text); break;
        case MD_TEXT_CODE: put_code(render, text); break;
        case MD_TEXT_NULLCHAR: put_text(render, STR("\xEF\xBF\xBD")); break;
        case MD_TEXT_BR:
            put(render, render->image_depth ? STR(" ") : STR("<br>\n"));
            if (render->plain_users) buf_add_char(&render->plain, ' ');
            break;
        case MD_TEXT_SOFTBR: put_text(render, STR("\n")); break;
        case MD_TEXT_ENTITY: {
            Buf decoded = {0};
            if (!entity_decode(&decoded, text)) judge_entity(render, text, offset);
            judge_direction(render, buf_str(&decoded), offset);
            put_text(render, buf_str(&decoded));
            buf_free(&decoded);
            break;
        }
        case MD_TEXT_HTML:
            if (!str_trim(text).len) break;
            if (render->has_html_problem && str_starts_with(text, STR("</"))) break;
            if (str_find(text, '<') == text.len && render->is_html_block) break;
            render->has_html_problem = true;
            diag_error(render->diags, place_at(render, offset), "raw-html", html_hint(text),
                       "raw HTML is not accepted in content");
            break;
    }
    return check_limit(render);
}

// Copies a list's items into the arena.
static void *keep_items(Arena *arena, List *list, size_t size) {
    void *ret = arena_alloc(arena, list->count + 1, size);
    if (list->count) memcpy(ret, list->items, list->count * size);
    free(list->items);
    return ret;
}

bool markdown_render(Str body, Place place, Arena *keep, MarkdownDocument *ret, Diags *diags) {
    static const MD_PARSER parser = {
        .flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS,
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = add_text,
    };
    size_t errors_before = diags->error_count;
    bool is_whole = false;
    Render render = {.source = body, .place = place, .keep = keep, .diags = diags};
    render.addresses.source = body;
    render.marks = (MarkdownMarks){.source = body, .place = place, .diags = diags};
    marks_begin(&render.marks);
    if (markdown_check(body, place, &render.footnotes, diags)) {
        render.marks.has_notes = render.footnotes.count > 0;
        buf_reserve(&render.html, body.len + body.len / 4);
        int status = md_parse(body.ptr ? body.ptr : "\n", (MD_SIZE)body.len, &parser, &render);
        if (status == -1) memory_exhausted();
        // It may be large, and no page is made of it.
        is_whole = status != STOP;
        if (!is_whole) render.html.len = 0;
        outline_check(render.headings.items, render.headings.count, body, place, diags);
    }
    *ret = (MarkdownDocument){
        .html = arena_copy(keep, buf_str(&render.html)),
        .heading_count = render.headings.count,
        .item_count = render.items.count,
        .code_count = render.codes.count,
        .link_count = render.links.count,
        .elsewhere_count = render.elsewhere.count,
        .word_count = render.word_count,
        .is_partial = !is_whole,
    };
    ret->headings = keep_items(keep, &render.headings, sizeof(MarkdownHeading));
    ret->items = keep_items(keep, &render.items, sizeof(MarkdownItem));
    ret->codes = keep_items(keep, &render.codes, sizeof(MarkdownCode));
    ret->links = keep_items(keep, &render.links, sizeof(MarkdownLink));
    ret->elsewhere = keep_items(keep, &render.elsewhere, sizeof(MarkdownElsewhere));
    heading_ids_free(&render.ids);
    free(render.footnotes.items);
    free(render.spans.items);
    buf_free(&render.html);
    buf_free(&render.plain);
    buf_free(&render.attribute);
    return diags->error_count == errors_before;
}
