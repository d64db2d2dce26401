#include "format/markdown_outline.h"

void markdown_copy_outline(const MarkdownDocument *document, Arena *keep, MarkdownDocument *ret) {
    *ret = *document;
    ret->html = ret->source = (Str){0};
    ret->items = NULL;
    ret->item_count = 0;
    ret->codes = NULL;
    ret->code_count = 0;
    ret->headings = ARENA_NEW(keep, MarkdownHeading, ret->heading_count);
    ret->links = ARENA_NEW(keep, MarkdownLink, ret->link_count);
    ret->elsewhere = ARENA_NEW(keep, MarkdownElsewhere, ret->elsewhere_count);
    for (size_t i = 0; i < ret->heading_count; i++) {
        MarkdownHeading *heading = &ret->headings[i];
        *heading = document->headings[i];
        heading->text = arena_copy(keep, heading->text);
        heading->id = arena_copy(keep, heading->id);
    }
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

static bool is_same_heading(const MarkdownHeading *a, const MarkdownHeading *b) {
    return a->level == b->level && str_equal(a->text, b->text) && str_equal(a->id, b->id);
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
