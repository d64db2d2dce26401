#include "site/anchors.h"

#include <stdlib.h>
#include <string.h>

#include "format/url.h"

static void read_anchors(Anchors *anchors, size_t index, EntryAnchors *ret, Diags *diags) {
    const Entry *entry = anchors->site->entries[index];
    MarkdownDocument body = *entry->body;
    arena_reset(&anchors->body);
    ret->index = index;
    ret->is_unread = body.spooled.size &&
                     !source_file_load_body(anchors->site->sources, entry, &anchors->body, &body,
                                            diags);
    ret->count = ret->is_unread ? 0 : body.heading_count;
    ret->ids = ARENA_NEW(&anchors->ids, Str, ret->count + 1);
    for (size_t i = 0; i < ret->count; i++) {
        ret->ids[i] = arena_copy(&anchors->ids, body.headings[i].id);
    }
    qsort(ret->ids, ret->count, sizeof *ret->ids, str_compare_items);
}

static void forget_held(Anchors *anchors) {
    memset(anchors->held, 0, ANCHORS_HELD_MAX * sizeof *anchors->held);
    anchors->held_count = 0;
    arena_reset(&anchors->ids);
}

static const EntryAnchors *anchors_of(Anchors *anchors, size_t index, Diags *diags) {
    if (!anchors->held) {
        anchors->held = ARENA_NEW(&anchors->arena, EntryAnchors, ANCHORS_HELD_MAX);
    }
    EntryAnchors *ret = &anchors->held[index % ANCHORS_HELD_MAX];
    if (ret->ids && ret->index == index) return ret;
    if (anchors->held_count == ANCHORS_HELD_MAX) forget_held(anchors);
    anchors->held_count++;
    read_anchors(anchors, index, ret, diags);
    return ret;
}

// Of few headings that are at hand none is set apart.
static bool is_at_hand(const MarkdownDocument *body, Str id) {
    enum { HEADINGS_MAX = 16 };
    size_t count = body->spooled.size ? 0 : body->heading_count;
    if (count > HEADINGS_MAX) return false;
    size_t i = 0;
    while (i < count && !str_equal(body->headings[i].id, id)) i++;
    return i < count;
}

bool anchors_check(Anchors *anchors, size_t index, Str fragment, Place place, Diags *diags) {
    const Entry *target = anchors->site->entries[index];
    Str id = url_fragment_id(&anchors->arena, fragment);
    if (!id.len || is_at_hand(target->body, id)) return true;
    const EntryAnchors *known = anchors_of(anchors, index, diags);
    if (known->is_unread) return false;
    bool is_there = bsearch(&id, known->ids, known->count, sizeof id, str_compare_items) != NULL;
    if (is_there || target->body->is_partial) return true;
    return diag_error(diags, place, "broken-anchor",
                      suggest(anchors->suggestions, id, known->ids, known->count,
                              "an id is the heading in lower case, with '-' for spaces"),
                      "'%.*s' has no heading with the id '%.*s'", (int)target->path.len,
                      target->path.ptr, (int)id.len, id.ptr);
}

void anchors_free(Anchors *anchors) {
    arena_free(&anchors->ids);
    arena_free(&anchors->body);
    arena_free(&anchors->arena);
}
