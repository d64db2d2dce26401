#include "format/markdown_outline.h"

#include <string.h>

// What stands in front of a text that was put aside. Then follow the headings as they are, but for
// where their texts are; the items; the texts of both; the HTML; the source.
typedef struct SpooledText {
    uint32_t item_count;
    uint32_t heading_count;
    size_t html_size;
    size_t source_size;
} SpooledText;

// Of an item, whose text is mostly in the HTML: many pages are lists for the most part.
static const uint32_t not_in_html = UINT32_MAX;
typedef struct SpooledItem {
    uint32_t size;
    uint32_t own_size;
    uint32_t heading;
    uint32_t html_start;
} SpooledItem;

static void copy_links(const MarkdownDocument *document, Arena *keep, MarkdownDocument *ret) {
    ret->links = ARENA_NEW(keep, MarkdownLink, ret->link_count);
    ret->elsewhere = ARENA_NEW(keep, MarkdownElsewhere, ret->elsewhere_count);
    for (size_t i = 0; i < ret->link_count; i++) {
        MarkdownLink *link = &ret->links[i];
        *link = document->links[i];
        link->target = arena_copy(keep, link->target);
        link->fragment = arena_copy(keep, link->fragment);
    }
    for (size_t i = 0; i < ret->elsewhere_count; i++) {
        ret->elsewhere[i] = document->elsewhere[i];
        ret->elsewhere[i].url = arena_copy(keep, ret->elsewhere[i].url);
    }
}

static void forget_text(MarkdownDocument *ret) {
    ret->html = ret->source = (Str){0};
    ret->items = NULL;
    ret->item_count = 0;
    ret->codes = NULL;
    ret->code_count = 0;
}

void markdown_copy_outline(const MarkdownDocument *document, Arena *keep, MarkdownDocument *ret) {
    *ret = *document;
    forget_text(ret);
    copy_links(document, keep, ret);
    ret->headings = ARENA_NEW(keep, MarkdownHeading, ret->heading_count);
    for (size_t i = 0; i < ret->heading_count; i++) {
        MarkdownHeading *heading = &ret->headings[i];
        *heading = document->headings[i];
        heading->text = arena_copy(keep, heading->text);
        heading->id = arena_copy(keep, heading->id);
    }
}

static void add_items(Buf *out, const void *items, size_t count, size_t size) {
    buf_add(out, (Str){items, count * size});
}

static bool is_in_html(const MarkdownItem *item) {
    return item->html_start < not_in_html;
}

static void add_item(Buf *out, const MarkdownItem *item) {
    SpooledItem spooled = {(uint32_t)item->text.len, (uint32_t)item->own_size,
                           (uint32_t)item->heading,
                           is_in_html(item) ? (uint32_t)item->html_start : not_in_html};
    buf_add(out, (Str){(const char *)&spooled, sizeof spooled});
}

bool markdown_spool(const MarkdownDocument *document, Spool *spool, size_t thread, Buf *scratch,
                    Arena *keep, MarkdownDocument *ret) {
    SpooledText front = {document->item_count, document->heading_count, document->html.len,
                         document->source.len};
    Spooled place;
    if (spool->file < 0) return false;
    buf_clear(scratch);
    add_items(scratch, &front, 1, sizeof front);
    add_items(scratch, document->headings, front.heading_count, sizeof *document->headings);
    for (size_t i = 0; i < front.item_count; i++) add_item(scratch, &document->items[i]);
    for (size_t i = 0; i < front.item_count; i++) {
        if (!is_in_html(&document->items[i])) buf_add(scratch, document->items[i].text);
    }
    for (size_t i = 0; i < front.heading_count; i++) {
        buf_add(scratch, document->headings[i].text);
        buf_add(scratch, document->headings[i].id);
    }
    buf_add(scratch, document->html);
    buf_add(scratch, document->source);
    if (!spool_add(spool, thread, buf_str(scratch), &place)) return false;
    MarkdownDocument rest = *document;
    forget_text(&rest);
    copy_links(document, keep, &rest);
    rest.headings = NULL;
    rest.spooled = place;
    *ret = rest;
    return true;
}

// Takes the text that stands next.
static Str next_text(const char **at, size_t size) {
    Str ret = {*at, size};
    *at += size;
    return ret;
}

bool markdown_unspool(const Spool *spool, Arena *arena, MarkdownDocument *ret) {
    SpooledText front;
    size_t size = ret->spooled.size;
    arena_reserve(arena, size);
    char *bytes = arena_alloc_unset(arena, size);
    if (!spool_read(spool, ret->spooled, bytes)) return false;
    memcpy(&front, bytes, sizeof front);
    ret->headings = (MarkdownHeading *)(void *)(bytes + sizeof front);
    const SpooledItem *items = (const SpooledItem *)(ret->headings + front.heading_count);
    const char *at = (const char *)(items + front.item_count);
    ret->html = (Str){bytes + size - front.source_size - front.html_size, front.html_size};
    ret->items = arena_alloc_unset(arena, front.item_count * sizeof *ret->items);
    ret->item_count = front.item_count;
    for (size_t i = 0; i < front.item_count; i++) {
        MarkdownItem *item = &ret->items[i];
        *item = (MarkdownItem){.own_size = items[i].own_size, .heading = items[i].heading};
        item->text = items[i].html_start == not_in_html
                         ? next_text(&at, items[i].size)
                         : (Str){ret->html.ptr + items[i].html_start, items[i].size};
    }
    for (size_t i = 0; i < front.heading_count; i++) {
        ret->headings[i].text = next_text(&at, ret->headings[i].text.len);
        ret->headings[i].id = next_text(&at, ret->headings[i].id.len);
    }
    ret->source = (Str){ret->html.ptr + front.html_size, front.source_size};
    return true;
}

static bool is_same_heading(const MarkdownHeading *a, const MarkdownHeading *b) {
    return a->level == b->level && a->is_nested == b->is_nested && str_equal(a->text, b->text) &&
           str_equal(a->id, b->id);
}

static bool is_same_link(const MarkdownLink *a, const MarkdownLink *b) {
    return str_equal(a->target, b->target) && str_equal(a->fragment, b->fragment) &&
           a->has_fragment == b->has_fragment && a->is_image == b->is_image;
}

bool markdown_same_outline(const MarkdownDocument *a, const MarkdownDocument *b) {
    bool is_same = a->heading_count == b->heading_count && a->link_count == b->link_count &&
                   a->elsewhere_count == b->elsewhere_count && a->is_partial == b->is_partial;
    for (size_t i = 0; is_same && i < a->heading_count; i++) {
        is_same = is_same_heading(&a->headings[i], &b->headings[i]);
    }
    for (size_t i = 0; is_same && i < a->link_count; i++) {
        is_same = is_same_link(&a->links[i], &b->links[i]);
    }
    for (size_t i = 0; is_same && i < a->elsewhere_count; i++) {
        is_same = str_equal(a->elsewhere[i].url, b->elsewhere[i].url);
    }
    return is_same;
}
