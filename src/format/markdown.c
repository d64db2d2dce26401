#include "format/markdown.h"

#include <md4c.h>
#include <stdlib.h>
#include <string.h>

#include "format/url.h"

enum {
    OUTPUT_FACTOR = 50,
    OUTPUT_FLOOR = 1024 * 1024,
    MAX_PROBLEMS = 50,
    LIST_DEPTH_MAX = 64,
    STOP = -2,
};

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
    List links;
    Table ids;
    size_t last_offset;    // where the last text ended in the source
    size_t word_count;
    size_t problem_count;
    size_t image_depth;
    size_t list_depth;
    bool is_tight[LIST_DEPTH_MAX];
    bool has_label;        // a task item's <label> is open
    bool wants_label;      // and this one opens inside the coming <p>
    bool is_done;          // the state of that coming box
    bool is_html_block;
    bool has_html_problem; // an opening tag of this block was reported: closing ones are not
    bool has_body;         // of the table
    size_t heading_start;  // of the heading's text in `plain`
    bool is_in_head;
    int last_level;
    size_t inner_start;
} Render;

static size_t source_offset(const Render *render, const char *ptr) {
    bool is_inside = ptr >= render->source.ptr && ptr <= render->source.ptr + render->source.len;
    return is_inside ? (size_t)(ptr - render->source.ptr) : render->last_offset;
}

static Place place_at(const Render *render, size_t offset) {
    return (Place){render->place.path, render->place.offset + offset};
}

#define PROBLEM(render, offset, code, hint, ...)                                            \
    do {                                                                                    \
        if ((render)->problem_count++ < MAX_PROBLEMS) {                                     \
            diag_error((render)->diags, place_at((render), (offset)), (code), (hint), __VA_ARGS__); \
        }                                                                                   \
    } while (0)

// A table of many columns and short rows grows without any text: each callback asks.
static int check_limit(Render *render) {
    if (render->html.len <= render->source.len * OUTPUT_FACTOR + OUTPUT_FLOOR) return 0;
    PROBLEM(render, render->last_offset, "output-limit", "shorten or split this file",
            "the page grows beyond %d times its source", OUTPUT_FACTOR);
    return STOP;
}

static void put(Render *render, Str text) {
    buf_add(&render->html, text);
}

// Named entities that editors use; others are shown as they are written.
static const struct { const char *name; uint32_t code_point; } entities[] = {
    {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}, {"colon", ':'},
    {"Tab", '\t'}, {"NewLine", '\n'}, {"nbsp", 0xA0}, {"cent", 0xA2}, {"pound", 0xA3},
    {"yen", 0xA5}, {"sect", 0xA7}, {"copy", 0xA9}, {"laquo", 0xAB}, {"reg", 0xAE}, {"deg", 0xB0},
    {"plusmn", 0xB1}, {"middot", 0xB7}, {"raquo", 0xBB}, {"frac12", 0xBD}, {"auml", 0xE4},
    {"Auml", 0xC4}, {"ouml", 0xF6}, {"Ouml", 0xD6}, {"uuml", 0xFC}, {"Uuml", 0xDC},
    {"szlig", 0xDF}, {"agrave", 0xE0}, {"egrave", 0xE8}, {"eacute", 0xE9}, {"ccedil", 0xE7},
    {"ntilde", 0xF1}, {"times", 0xD7}, {"divide", 0xF7}, {"shy", 0xAD}, {"ndash", 0x2013},
    {"mdash", 0x2014}, {"lsquo", 0x2018}, {"rsquo", 0x2019}, {"ldquo", 0x201C}, {"rdquo", 0x201D},
    {"bull", 0x2022}, {"hellip", 0x2026}, {"euro", 0x20AC}, {"trade", 0x2122}, {"rarr", 0x2192},
    {"larr", 0x2190}, {"le", 0x2264}, {"ge", 0x2265}, {"ne", 0x2260}, {"minus", 0x2212},
    {"thinsp", 0x2009}, {"ensp", 0x2002}, {"emsp", 0x2003},
};

// Appends what `&name;` or `&#n;` stands for; the text itself when it is unknown.
static void decode_entity(Buf *out, Str entity) {
    Str name = str_slice(entity, 1, entity.len - 1);
    if (name.len > 1 && name.ptr[0] == '#') {
        bool is_hex = name.ptr[1] == 'x' || name.ptr[1] == 'X';
        char digits[16] = {0};
        Str number = str_slice(name, is_hex ? 2 : 1, name.len);
        memcpy(digits, number.ptr, number.len < 15 ? number.len : 15);
        unsigned long value = strtoul(digits, NULL, is_hex ? 16 : 10);
        bool is_letter = value > 0 && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
        utf8_append(out, is_letter ? (uint32_t)value : 0xFFFD);
        return;
    }
    for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++) {
        if (str_equal(name, str_from(entities[i].name))) {
            utf8_append(out, entities[i].code_point);
            return;
        }
    }
    buf_add(out, entity);
}

static void decode_attribute(Buf *out, const MD_ATTRIBUTE *attribute) {
    if (!attribute->text || !attribute->size) return;
    for (size_t i = 0; attribute->substr_offsets[i] < attribute->size; i++) {
        Str part = {attribute->text + attribute->substr_offsets[i],
                    attribute->substr_offsets[i + 1] - attribute->substr_offsets[i]};
        if (attribute->substr_types[i] == MD_TEXT_ENTITY) decode_entity(out, part);
        else buf_add(out, part);
    }
}

typedef enum Target { TARGET_SITE, TARGET_ELSEWHERE, TARGET_BAD } Target;

// Where a decoded address leads; a bad one is reported.
static Target judge_target(Render *render, Str address, size_t offset) {
    for (size_t i = 0; i < address.len; i++) {
        if ((unsigned char)address.ptr[i] <= 0x20 || address.ptr[i] == 0x7F ||
            address.ptr[i] == '\\') {
            PROBLEM(render, offset, "unsafe-link", "write a space as %20",
                    "a link's address may hold no space, control character or backslash");
            return TARGET_BAD;
        }
    }
    if (str_starts_with(address, STR("//"))) {
        PROBLEM(render, offset, "unsafe-link", "write the address with https:// in front",
                "a link's address may not begin with '//'");
        return TARGET_BAD;
    }
    size_t colon = str_find(address, ':');
    Str before = str_slice(address, 0, colon);
    bool has_scheme = colon < address.len && str_find(before, '/') == before.len &&
                      str_find(before, '#') == before.len && str_find(before, '?') == before.len;
    UrlFault fault = has_scheme ? URL_IS_SOUND : url_fault(address);
    if (fault != URL_IS_SOUND) {
        PROBLEM(render, offset, "unsafe-link", url_fault_hint(fault), "%s", url_fault_message(fault));
        return TARGET_BAD;
    }
    if (!has_scheme) return TARGET_SITE;
    static const char *const allowed[] = {"http", "https", "mailto", "tel"};
    for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++) {
        if (str_equal_ascii_case(before, str_from(allowed[i]))) return TARGET_ELSEWHERE;
    }
    PROBLEM(render, offset, "unsafe-link", "use http, https, mailto, tel or a path in the site",
            "links with '%.*s:' are not allowed", (int)before.len, before.ptr);
    return TARGET_BAD;
}

// Where a link's address stands. md4c hands a copy of one that has escapes or entities: then it is
// looked for behind the next "](" of the line.
static size_t address_offset(const Render *render, const MD_ATTRIBUTE *attribute) {
    const char *ptr = attribute->text;
    Str source = render->source;
    if (ptr >= source.ptr && ptr < source.ptr + source.len) return (size_t)(ptr - source.ptr);
    for (size_t i = render->last_offset; i + 2 < source.len && source.ptr[i] != '\n'; i++) {
        if (source.ptr[i] == ']' && source.ptr[i + 1] == '(') return i + 2;
    }
    return render->last_offset;
}

static void put_address(Render *render, const MD_ATTRIBUTE *attribute, bool is_image) {
    size_t offset = address_offset(render, attribute);
    Buf address = {0};
    decode_attribute(&address, attribute);
    Str whole = arena_copy(render->keep, buf_str(&address));
    buf_free(&address);
    Target target = judge_target(render, whole, offset);
    if (target == TARGET_ELSEWHERE) buf_add_html(&render->html, whole);
    if (target != TARGET_SITE) return;
    size_t hash = str_find(whole, '#');
    *(MarkdownLink *)list_add(&render->links, sizeof(MarkdownLink)) = (MarkdownLink){
        .target = str_slice(whole, 0, hash),
        .fragment = str_slice(whole, hash + 1, whole.len),
        .has_fragment = hash < whole.len,
        .is_image = is_image,
        .offset = render->place.offset + offset,
        .html_offset = render->html.len,
    };
}

static void put_title(Render *render, const MD_ATTRIBUTE *title) {
    if (!title->size) return;
    Buf text = {0};
    decode_attribute(&text, title);
    put(render, STR("\" title=\""));
    buf_add_html(&render->html, buf_str(&text));
    buf_free(&text);
}

static void plain_begin(Render *render) {
    if (render->plain_users++ == 0) buf_clear(&render->plain);
}

static Str plain_end(Render *render) {
    render->plain_users--;
    return arena_copy(render->keep, str_trim(buf_str(&render->plain)));
}

static void begin_heading(Render *render, const MD_BLOCK_H_DETAIL *detail) {
    MarkdownHeading *heading = list_add(&render->headings, sizeof *heading);
    heading->level = (int)detail->level;
    heading->html_start = render->html.len;
    heading->offset = SIZE_MAX;  // known with its first text
    plain_begin(render);
    render->heading_start = render->plain.len;
    // The tag needs the id, which needs the text: it is put in front when the heading ends.
    render->inner_start = render->html.len;
}

static void check_level(Render *render, const MarkdownHeading *heading) {
    size_t offset = heading->offset - render->place.offset;
    if (heading->level == 1) {
        PROBLEM(render, offset, "heading-level", "begin sections with '##'",
                "the page's title is its only first-level heading");
    } else if (heading->level > render->last_level + 1) {
        PROBLEM(render, offset, "heading-level", "use one '#' more than the heading above",
                "this heading skips a level, which readers of outlines stumble over");
    }
    render->last_level = heading->level > 1 ? heading->level : 1;
}

static Str unique_id(Render *render, Str text) {
    Buf id = {0};
    slug_append(&id, text);
    if (!id.len) buf_add(&id, STR("section"));
    size_t len = id.len;
    Str ret = arena_copy(render->keep, buf_str(&id));
    for (int i = 2; table_add(&render->ids, ret, 0) != TABLE_NONE; i++) {
        id.len = len;
        buf_printf(&id, "-%d", i);
        ret = arena_copy(render->keep, buf_str(&id));
    }
    buf_free(&id);
    return ret;
}

static void end_heading(Render *render) {
    MarkdownHeading *heading = (MarkdownHeading *)render->headings.items + render->headings.count - 1;
    Str plain = buf_str(&render->plain);
    heading->text = arena_copy(render->keep, str_trim(str_slice(plain, render->heading_start, plain.len)));
    plain_end(render);
    if (render->plain_users) buf_add_char(&render->plain, ' ');
    if (heading->offset == SIZE_MAX) heading->offset = render->place.offset + render->last_offset;
    check_level(render, heading);
    heading->id = unique_id(render, heading->text);
    size_t inner_len = render->html.len - render->inner_start;
    heading->inner_html =
        arena_copy(render->keep, (Str){render->html.ptr + render->inner_start, inner_len});
    Buf tag = {0};
    buf_printf(&tag, "<h%d id=\"", heading->level);
    buf_add_html(&tag, heading->id);
    buf_add(&tag, STR("\">"));
    for (size_t i = 0; i < render->links.count; i++) {
        MarkdownLink *link = (MarkdownLink *)render->links.items + i;
        if (link->html_offset >= render->inner_start) link->html_offset += tag.len;
    }
    render->html.len = render->inner_start;
    put(render, buf_str(&tag));
    put(render, heading->inner_html);
    buf_printf(&render->html, "</h%d>\n", heading->level);
    heading->html_end = render->html.len;
    buf_free(&tag);
}

static void put_label(Render *render) {
    if (!render->wants_label) return;
    put(render, render->is_done ? STR("<label><input type=\"checkbox\" disabled checked> ")
                                : STR("<label><input type=\"checkbox\" disabled> "));
    render->has_label = true;
    render->wants_label = false;
}

static void begin_item(Render *render, const MD_BLOCK_LI_DETAIL *detail) {
    bool is_tight = render->is_tight[render->list_depth % LIST_DEPTH_MAX];
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

static void begin_list(Render *render, bool is_tight) {
    close_label(render);
    if (render->plain_users) buf_add_char(&render->plain, ' ');
    render->list_depth++;
    render->is_tight[render->list_depth % LIST_DEPTH_MAX] = is_tight;
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *userdata) {
    Render *render = userdata;
    render->has_html_problem = false;
    switch (type) {
        case MD_BLOCK_DOC: break;
        case MD_BLOCK_QUOTE: put(render, STR("<blockquote>\n")); break;
        case MD_BLOCK_UL:
            begin_list(render, ((MD_BLOCK_UL_DETAIL *)detail)->is_tight);
            put(render, STR("<ul>\n"));
            break;
        case MD_BLOCK_OL:
            begin_list(render, ((MD_BLOCK_OL_DETAIL *)detail)->is_tight);
            if (((MD_BLOCK_OL_DETAIL *)detail)->start == 1) put(render, STR("<ol>\n"));
            else buf_printf(&render->html, "<ol start=\"%u\">\n", ((MD_BLOCK_OL_DETAIL *)detail)->start);
            break;
        case MD_BLOCK_LI: begin_item(render, detail); break;
        case MD_BLOCK_HR: put(render, STR("<hr>\n")); break;
        case MD_BLOCK_H: begin_heading(render, detail); break;
        case MD_BLOCK_CODE: put(render, STR("<pre><code>")); break;
        case MD_BLOCK_HTML: render->is_html_block = true; break;
        case MD_BLOCK_P:
            put(render, STR("<p>"));
            put_label(render);
            break;
        case MD_BLOCK_TABLE:
            put(render, STR("<div class=\"scroll\" tabindex=\"0\"><table>\n"));
            break;
        case MD_BLOCK_THEAD:
            put(render, STR("<thead>\n"));
            render->is_in_head = true;
            break;
        case MD_BLOCK_TBODY:
            put(render, STR("<tbody>\n"));
            render->has_body = true;
            break;
        case MD_BLOCK_TR: put(render, STR("<tr>")); break;
        case MD_BLOCK_TH:
        case MD_BLOCK_TD:
            put(render, type == MD_BLOCK_TH ? STR("<th scope=\"col\"") : STR("<td"));
            put(render, align_class(((MD_BLOCK_TD_DETAIL *)detail)->align));
            put(render, STR(">"));
            break;
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
    *item = (MarkdownItem){.text = plain_end(render), .heading = render->headings.count};
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *userdata) {
    Render *render = userdata;
    (void)detail;
    switch (type) {
        case MD_BLOCK_DOC:
        case MD_BLOCK_HR: break;
        case MD_BLOCK_QUOTE: put(render, STR("</blockquote>\n")); break;
        case MD_BLOCK_UL:
        case MD_BLOCK_OL:
            put(render, type == MD_BLOCK_UL ? STR("</ul>\n") : STR("</ol>\n"));
            render->list_depth--;
            break;
        case MD_BLOCK_LI: end_item(render); break;
        case MD_BLOCK_H: end_heading(render); break;
        case MD_BLOCK_CODE: put(render, STR("</code></pre>\n")); break;
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
            break;
        case MD_BLOCK_THEAD:
            put(render, STR("</thead>\n"));
            render->is_in_head = false;
            break;
        case MD_BLOCK_TBODY: break;
        case MD_BLOCK_TR: put(render, STR("</tr>\n")); break;
        case MD_BLOCK_TH: put(render, STR("</th>")); break;
        case MD_BLOCK_TD: put(render, STR("</td>")); break;
    }
    return 0;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *userdata) {
    Render *render = userdata;
    if (type == MD_SPAN_IMG) {
        MD_SPAN_IMG_DETAIL *image = detail;
        if (render->image_depth++ == 0) {
            put(render, STR("<img src=\""));
            put_address(render, &image->src, true);
            put_title(render, &image->title);
            put(render, STR("\" alt=\""));
        }
        return 0;
    }
    if (render->image_depth) return 0;
    switch (type) {
        case MD_SPAN_EM: put(render, STR("<em>")); break;
        case MD_SPAN_STRONG: put(render, STR("<strong>")); break;
        case MD_SPAN_CODE: put(render, STR("<code>")); break;
        case MD_SPAN_DEL: put(render, STR("<del>")); break;
        case MD_SPAN_A:
            put(render, STR("<a href=\""));
            put_address(render, &((MD_SPAN_A_DETAIL *)detail)->href, false);
            put_title(render, &((MD_SPAN_A_DETAIL *)detail)->title);
            put(render, STR("\">"));
            break;
        default: break;  // the flags that give the others are off
    }
    return check_limit(render);
}

static int leave_span(MD_SPANTYPE type, void *detail, void *userdata) {
    Render *render = userdata;
    (void)detail;
    if (type == MD_SPAN_IMG) {
        if (--render->image_depth == 0) put(render, STR("\" loading=\"lazy\">"));
        return 0;
    }
    if (render->image_depth) return 0;
    switch (type) {
        case MD_SPAN_EM: put(render, STR("</em>")); break;
        case MD_SPAN_STRONG: put(render, STR("</strong>")); break;
        case MD_SPAN_CODE: put(render, STR("</code>")); break;
        case MD_SPAN_DEL: put(render, STR("</del>")); break;
        case MD_SPAN_A: put(render, STR("</a>")); break;
        default: break;
    }
    return 0;
}

static void put_text(Render *render, Str text) {
    buf_add_html(&render->html, text);
    if (render->plain_users) buf_add(&render->plain, text);
    bool was_space = true;
    for (size_t i = 0; i < text.len; i++) {
        bool is_space = text.ptr[i] == ' ' || text.ptr[i] == '\n';
        render->word_count += was_space && !is_space;
        was_space = is_space;
    }
}

static int add_text(MD_TEXTTYPE type, const MD_CHAR *ptr, MD_SIZE size, void *userdata) {
    Render *render = userdata;
    Str text = {ptr, size};
    size_t offset = source_offset(render, ptr);
    render->last_offset = source_offset(render, ptr + size);
    if (render->headings.count) {
        MarkdownHeading *heading =
            (MarkdownHeading *)render->headings.items + render->headings.count - 1;
        if (heading->offset == SIZE_MAX) heading->offset = render->place.offset + offset;
    }
    switch (type) {
        case MD_TEXT_NORMAL:
        case MD_TEXT_CODE:
        case MD_TEXT_LATEXMATH: put_text(render, text); break;
        case MD_TEXT_NULLCHAR: put_text(render, STR("\xEF\xBF\xBD")); break;
        case MD_TEXT_BR:
            put(render, render->image_depth ? STR(" ") : STR("<br>\n"));
            if (render->plain_users) buf_add_char(&render->plain, ' ');
            break;
        case MD_TEXT_SOFTBR: put_text(render, STR("\n")); break;
        case MD_TEXT_ENTITY: {
            Buf decoded = {0};
            decode_entity(&decoded, text);
            put_text(render, buf_str(&decoded));
            buf_free(&decoded);
            break;
        }
        case MD_TEXT_HTML:
            if (!str_trim(text).len) break;
            if (render->has_html_problem && str_starts_with(text, STR("</"))) break;
            if (str_find(text, '<') == text.len && render->is_html_block) break;
            render->has_html_problem = true;
            PROBLEM(render, offset, "raw-html", "write it in Markdown, or as `code` to show it",
                    "raw HTML is not accepted in content");
            break;
    }
    return check_limit(render);
}

// md4c takes `[^1]: note` for a link definition and would swallow it.
static void find_footnotes(Render *render) {
    bool is_fenced = false;
    Str source = render->source;
    for (size_t from = 0; from < source.len;) {
        Str rest = str_slice(source, from, source.len);
        Str line = str_slice(rest, 0, str_find(rest, '\n'));
        Str text = str_trim(line);
        if (str_starts_with(text, STR("```")) || str_starts_with(text, STR("~~~"))) {
            is_fenced = !is_fenced;
        }
        // A definition may stand in quotes and lists, too.
        bool is_marker = true;
        while (text.len && is_marker) {
            bool is_bullet = str_starts_with(text, STR("- ")) || str_starts_with(text, STR("* ")) ||
                             str_starts_with(text, STR("+ "));
            is_marker = is_bullet || text.ptr[0] == '>';
            if (is_marker) text = str_trim(str_slice(text, 1, text.len));
        }
        size_t close = str_find(text, ']');
        if (!is_fenced && str_starts_with(text, STR("[^")) && close + 1 < text.len &&
            text.ptr[close + 1] == ':') {
            PROBLEM(render, (size_t)(text.ptr - source.ptr), "footnote",
                    "put the note into the sentence, or into parentheses",
                    "footnotes are not supported");
        }
        from += line.len + 1;
    }
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
    Render render = {.source = body, .place = place, .keep = keep, .diags = diags, .last_level = 1};
    find_footnotes(&render);
    buf_reserve(&render.html, body.len + body.len / 4);
    int status = md_parse(body.ptr ? body.ptr : "\n", (MD_SIZE)body.len, &parser, &render);
    if (status == -1) memory_exhausted();
    *ret = (MarkdownDocument){
        .html = arena_copy(keep, buf_str(&render.html)),
        .heading_count = render.headings.count,
        .item_count = render.items.count,
        .link_count = render.links.count,
        .word_count = render.word_count,
    };
    ret->headings = keep_items(keep, &render.headings, sizeof(MarkdownHeading));
    ret->items = keep_items(keep, &render.items, sizeof(MarkdownItem));
    ret->links = keep_items(keep, &render.links, sizeof(MarkdownLink));
    table_free(&render.ids);
    buf_free(&render.html);
    buf_free(&render.plain);
    return render.problem_count == 0;
}

void markdown_add_text(Buf *out, Str text) {
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        if (byte == '[' || byte == ']' || byte == '<' || byte == '\\') buf_add_char(out, '\\');
        buf_add_char(out, byte == '\n' ? ' ' : byte);
    }
}
