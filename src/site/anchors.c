#include "site/anchors.h"

#include <stdlib.h>

#include "format/url.h"

struct EntryAnchors {
    size_t count;
    bool is_unread;          // its text cannot be read back
    Arena arena;
    Str ids[];               // in order
};

Anchors anchors_new(const Site *site) {
    Anchors ret = {site, calloc(site->entry_count + 1, sizeof *ret.entries)};
    if (!ret.entries) memory_exhausted();
    return ret;
}

static EntryAnchors *make_anchors(const Site *site, const Entry *entry, Diags *diags) {
    Arena scratch = {0};
    MarkdownDocument body = *entry->body;
    bool is_unread = body.spooled.size &&
                     !source_file_load_body(site->sources, entry, &scratch, &body, diags);
    size_t count = is_unread ? 0 : body.heading_count;
    size_t size = 0;
    for (size_t i = 0; i < count; i++) size += body.headings[i].id.len + 1;
    EntryAnchors *ret = calloc(1, sizeof *ret + count * sizeof(Str));
    if (!ret) memory_exhausted();
    ret->count = count;
    ret->is_unread = is_unread;
    arena_reserve(&ret->arena, size);
    for (size_t i = 0; i < count; i++) {
        ret->ids[i] = arena_copy(&ret->arena, body.headings[i].id);
    }
    qsort(ret->ids, count, sizeof *ret->ids, str_compare_items);
    arena_free(&scratch);
    return ret;
}

static void free_anchors(EntryAnchors *anchors) {
    if (anchors) arena_free(&anchors->arena);
    free(anchors);
}

// Where two threads make them at once, those stay that come first.
static const EntryAnchors *anchors_of(const Anchors *anchors, size_t index, Diags *diags) {
    EntryAnchors *known = atomic_load(&anchors->entries[index]);
    if (known) return known;
    EntryAnchors *made = make_anchors(anchors->site, anchors->site->entries[index], diags);
    if (atomic_compare_exchange_strong(&anchors->entries[index], &known, made)) return made;
    free_anchors(made);
    return known;
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

bool anchors_check(const Anchors *anchors, size_t index, Str fragment, Place place,
                   Suggestions *suggestions, Diags *diags) {
    const Entry *target = anchors->site->entries[index];
    Str id = url_fragment_id(&suggestions->arena, fragment);
    if (!id.len || is_at_hand(target->body, id)) return true;
    const EntryAnchors *known = anchors_of(anchors, index, diags);
    if (known->is_unread) return false;
    bool is_there = bsearch(&id, known->ids, known->count, sizeof id, str_compare_items) != NULL;
    if (is_there || target->body->is_partial) return true;
    return diag_error(diags, place, "broken-anchor",
                      suggest(suggestions, id, known->ids, known->count,
                              "an id is the heading in lower case, with '-' for spaces"),
                      "'%.*s' has no heading with the id '%.*s'", (int)target->path.len,
                      target->path.ptr, (int)id.len, id.ptr);
}

void anchors_free(Anchors *anchors) {
    for (size_t i = 0; i < anchors->site->entry_count; i++) free_anchors(anchors->entries[i]);
    free(anchors->entries);
    *anchors = (Anchors){0};
}
