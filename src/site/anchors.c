#include "site/anchors.h"

#include <stdlib.h>

#include "format/url.h"

static const EntryAnchors *anchors_of(Anchors *anchors, size_t index, Diags *diags) {
    const Site *site = anchors->site;
    if (!anchors->entries) {
        anchors->entries = ARENA_NEW(&anchors->arena, EntryAnchors, site->entry_count + 1);
    }
    const Entry *entry = site->entries[index];
    MarkdownDocument body = *entry->body;
    EntryAnchors *ret = &anchors->entries[index];
    if (ret->ids) return ret;
    Arena scratch = {0};
    ret->is_unread = body.spooled.size &&
                     !source_file_load_body(site->sources, entry, &scratch, &body, diags);
    ret->count = ret->is_unread ? 0 : body.heading_count;
    ret->ids = ARENA_NEW(&anchors->arena, Str, ret->count + 1);
    for (size_t i = 0; i < ret->count; i++) {
        ret->ids[i] = arena_copy(&anchors->arena, body.headings[i].id);
    }
    qsort(ret->ids, ret->count, sizeof *ret->ids, str_compare_items);
    arena_free(&scratch);
    return ret;
}

bool anchors_check(Anchors *anchors, size_t index, Str fragment, Place place, Diags *diags) {
    const Entry *target = anchors->site->entries[index];
    Str id = url_fragment_id(&anchors->arena, fragment);
    if (!id.len) return true;
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
    arena_free(&anchors->arena);
}
