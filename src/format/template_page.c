#include "format/template_page.h"

#include <assert.h>

// A page as it is written. What `out` holds by then is its own until the end.
typedef struct Page {
    const HtmlBytes *html;
    const Step *steps;
    LinkForm links;
    Arena *scratch;
    Buf *out;
    char *at;                // where the next byte goes
    char *room_end;          // up to which there is room, within the limit
    size_t limit;            // that the buffer may grow to
    size_t rounds;           // that may still be written
    Expanded end;            // anything but EXPANDED_WHOLE: nothing more is written
    const char **scopes;
} Page;

static size_t size_of(const Page *page) {
    return (size_t)(page->at - page->out->ptr);
}

// Makes room behind the first `size` bytes for so many more, and STEP_TEXT_SLACK.
static void grow(Page *page, size_t size, size_t extra) {
    Buf *out = page->out;
    out->len = size;
    buf_make_room(out, extra + STEP_TEXT_SLACK);
    page->at = out->ptr + size;
    size_t room = out->capacity - 1 - STEP_TEXT_SLACK;
    page->room_end = out->ptr + (room < page->limit ? room : page->limit);
}

// From here on nothing has room, and no section is written.
static void stop(Page *page, Expanded why) {
    if (page->end == EXPANDED_WHOLE) page->end = why;
    page->limit = size_of(page);
    page->room_end = page->at;
}

// False, and the page has ended, where it would become too large.
static inline bool make_room(Page *page, size_t extra) {
    if (extra <= (size_t)(page->room_end - page->at)) return true;
    if (extra > page->limit - size_of(page)) stop(page, EXPANDED_TOO_LARGE);
    else grow(page, size_of(page), extra);
    return page->end == EXPANDED_WHOLE;
}

static inline void add(Page *page, Str text) {
    if (!text.len || !make_room(page, text.len)) return;
    memcpy(page->at, text.ptr, text.len);
    page->at += text.len;
}

// Most texts between two values are short: a copy of one size is the cheapest.
static inline void add_of_layout(Page *page, Str text) {
    if (!make_room(page, text.len)) return;
    memcpy(page->at, text.ptr, STEP_TEXT_SLACK);
    if (text.len > STEP_TEXT_SLACK) {
        memcpy(page->at + STEP_TEXT_SLACK, text.ptr + STEP_TEXT_SLACK, text.len - STEP_TEXT_SLACK);
    }
    page->at += text.len;
}

static void add_escaped(Page *page, Str text) {
    size_t from = 0;
    for (size_t i = str_skip_plain(text, 0); i < text.len;) {
        unsigned char byte = (unsigned char)text.ptr[i++];
        if (!page->html->is_escaped[byte]) continue;
        add(page, str_slice(text, from, i - 1));
        add(page, page->html->escaped[byte]);
        from = i;
        i = str_skip_plain(text, from);
    }
    add(page, str_slice(text, from, text.len));
}

static inline const void *member(const Page *page, const Step *step) {
    return page->scopes[step->scope] + step->offset;
}

static inline Str text_of(const Page *page, const Step *step) {
    const void *at = member(page, step);
    const ShortStr *text = at;
    return step->is_short ? (Str){text->ptr, text->len} : *(const Str *)at;
}

// All lists have the shape of a ViewList, and a type of their own.
static inline ViewList list_of(const Page *page, const Step *step) {
    ViewList ret;
    memcpy(&ret, member(page, step), sizeof ret);
    return ret;
}

// Which no way of writing an address refuses: all escape it as HTML.
static bool is_path(Str value) {
    return value.len && value.ptr[0] == '/';
}

static void add_value(Page *page, const Step *step) {
    Str value = text_of(page, step);
    NameKind kind = step->value.kind;
    // A URL that site.yaml or front matter gives may lead into the site, too.
    bool is_inside = kind == NAME_URL && is_path(value);
    if (is_inside) value = str_slice(value, 1, value.len);
    if (kind == NAME_LINK || is_inside) {
        value = page->links.make(page->links.how, page->scratch, value);
    }
    const Writing *writing = step->value.writing;
    if (writing == writing_raw) {
        add(page, value);
    } else if (writing == writing_html || is_path(value)) {
        add_escaped(page, value);
    } else {
        Buf written = {.arena = page->scratch};
        writing_add(writing, value, &written);
        add(page, buf_str(&written));
    }
}

static inline bool take_round(Page *page) {
    if (page->end == EXPANDED_WHOLE && !page->rounds--) stop(page, EXPANDED_TOO_LONG);
    return page->end == EXPANDED_WHOLE;
}

// The step behind a condition: `next` where it holds.
static inline size_t enter(Page *page, const Step *step, size_t next, bool is_there) {
    return is_there != step->is_negated && take_round(page) ? next : step->end;
}

static void take_steps(Page *page, size_t from, size_t to, size_t scope_count, bool is_last);

static void take_items(Page *page, size_t from, const Step *step, size_t scope_count) {
    ViewList list = list_of(page, step);
    for (size_t i = 0; i < list.count && take_round(page); i++) {
        page->scopes[scope_count] = (const char *)list.items + i * step->item_size;
        take_steps(page, from, step->end, scope_count + 1, i + 1 == list.count);
    }
}

static void take_steps(Page *page, size_t from, size_t to, size_t scope_count, bool is_last) {
    for (size_t i = from; i < to;) {
        const Step *step = &page->steps[i++];
        switch ((StepKind)step->kind) {
            case STEP_TEXT: add_of_layout(page, step->text); break;
            case STEP_RAW: add(page, text_of(page, step)); break;
            case STEP_ESCAPED: add_escaped(page, text_of(page, step)); break;
            case STEP_VALUE: add_value(page, step); break;
            case STEP_IF_FLAG:
                i = enter(page, step, i, *(const bool *)member(page, step));
                break;
            case STEP_IF_TEXT: i = enter(page, step, i, text_of(page, step).len > 0); break;
            case STEP_IF_LINK: i = enter(page, step, i, text_of(page, step).ptr != NULL); break;
            case STEP_IF_LIST: i = enter(page, step, i, list_of(page, step).count > 0); break;
            case STEP_BETWEEN:
                if (is_last) i = step->end;
                break;
            case STEP_EACH:
                take_items(page, i, step, scope_count);
                i = step->end;
                break;
        }
    }
}

Expanded program_expand(const Program *program, const HtmlBytes *html, const Scope *scopes,
                        LinkForm links, Arena *scratch, Buf *out) {
    Page page = {
        .html = html, .steps = program->steps, .links = links, .scratch = scratch, .out = out,
        .limit = out->len + PAGE_MAX_SIZE, .rounds = PAGE_MAX_ROUNDS,
        .scopes = ARENA_NEW(scratch, const char *, program->scope_max),
    };
    for (size_t i = 0; i < program->type_count; i++) {
        assert(scopes[i].type == program->types[i]);
        page.scopes[i] = scopes[i].self;
    }
    grow(&page, out->len, 0);
    take_steps(&page, 0, program->step_count, program->type_count, true);
    buf_cut(out, size_of(&page));
    return page.end;
}
