// Which steps lead from what is published to what a build has, and what stands in their way.
#include "publish/publishing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void warn_left(const Publish *publish, Str path, PublishCounts *counts, Diags *diags) {
    Arena scratch = {0};
    counts->left_count++;
    diag_warning(diags, publish_place(publish, path, &scratch), "changed-file", "remove it by hand",
                 "an earlier build published this, somebody has changed it since, so it stays");
    arena_free(&scratch);
}

// A slot on its way to its place.
typedef struct Placed {
    Str path;
    size_t from;
} Placed;

static int compare_placed(const void *left, const void *right) {
    return str_compare(((const Placed *)left)->path, ((const Placed *)right)->path);
}

// Brings the slots, and what belongs to them, into the order of their paths.
static void reorder_slots(Publish *publish) {
    Arena scratch = {0};
    size_t count = publish->slot_count;
    Placed *placed = ARENA_NEW(&scratch, Placed, count);
    Record *slots = ARENA_NEW(&scratch, Record, count);
    Trace *traces = ARENA_NEW(&scratch, Trace, count);
    for (size_t i = 0; i < count; i++) placed[i] = (Placed){publish->slots[i].path, i};
    qsort(placed, count, sizeof *placed, compare_placed);
    for (size_t i = 0; i < count; i++) {
        slots[i] = publish->slots[placed[i].from];
        traces[i] = publish->traces[placed[i].from];
    }
    memcpy(publish->slots, slots, count * sizeof *slots);
    memcpy(publish->traces, traces, count * sizeof *traces);
    arena_free(&scratch);
}

// Leaves those that are used, by path: as they were, but for compressed copies.
static void sort_slots(Publish *publish) {
    size_t count = 0;
    bool is_ordered = true;
    Record *slots = publish->slots;
    for (size_t i = 0; i < publish->slot_count; i++) {
        if (!slots[i].path.len) continue;
        is_ordered &= !count || str_compare(slots[count - 1].path, slots[i].path) < 0;
        slots[count] = slots[i];
        publish->traces[count++] = publish->traces[i];
    }
    publish->slot_count = count;
    if (!is_ordered) reorder_slots(publish);
}

// Adds what the last build published and this one does not have, where it is as it was.
static bool add_removals(Publish *publish, Journal *journal, PublishCounts *counts,
                         Diags *diags) {
    const Journal *manifest = &publish->manifest;
    size_t slot = 0;
    for (size_t i = 0; i < manifest->count; i++) {
        Record old = manifest->records[i];
        while (slot < publish->slot_count && str_compare(publish->slots[slot].path, old.path) < 0) {
            slot++;
        }
        bool is_kept = slot < publish->slot_count && str_equal(publish->slots[slot].path, old.path);
        Hash there;
        slot += is_kept;
        if (is_kept) continue;
        if (!file_hash(publish->target.out, old.path, &there)) {
            bool is_gone = errno == ENOENT || errno == ENOTDIR;
            if (!is_gone && errno != EISDIR && errno != ELOOP && errno != EINVAL) {
                return publish_fail(publish, "cannot be read", old.path, diags);
            }
            if (!is_gone) warn_left(publish, old.path, counts, diags);
        } else if (!hash_equal(there, old.hash)) {
            warn_left(publish, old.path, counts, diags);
        } else {
            old.action = ACTION_REMOVE;
            journal->records[journal->count++] = old;
        }
    }
    return true;
}

// The slots become its records, and those that go follow behind them.
static bool make_journal(Publish *publish, Journal *ret, PublishCounts *counts, Diags *diags) {
    *ret = (Journal){.records = publish->slots, .count = publish->slot_count,
                     .is_whole = publish->target.out < 0, .instance = publish->instance};
    for (size_t i = 0; i < publish->slot_count; i++) {
        Record *slot = &publish->slots[i];
        bool is_same = slot->there == FILE_SAME;
        slot->action = is_same ? ACTION_KEEP : ACTION_PUT;
        counts->changed_count += !is_same;
    }
    size_t kept_count = ret->count;
    if (!add_removals(publish, ret, counts, diags)) return false;
    counts->file_count = publish->slot_count;
    counts->removed_count = ret->count - kept_count;
    return true;
}

// Where a path stands among those below a folder: before them, one of them (0), behind them.
static int compare_below(Str path, Str folder) {
    int order = str_compare(str_slice(path, 0, folder.len), folder);
    if (order || path.len == folder.len) return order ? order : -1;
    return (path.ptr[folder.len] > '/') - (path.ptr[folder.len] < '/');
}

// How many of the removals, which stand at the journal's end by path, lie below a folder.
static size_t count_below(const Journal *journal, size_t first, Str folder) {
    size_t from = first;
    for (size_t to = journal->count; from < to;) {
        size_t middle = from + (to - from) / 2;
        if (compare_below(journal->records[middle].path, folder) < 0) from = middle + 1;
        else to = middle;
    }
    size_t end = from;
    while (end < journal->count && compare_below(journal->records[end].path, folder) == 0) end++;
    return end - from;
}

static bool is_below_removed(Str path, const Table *removed) {
    bool is_found = false;
    for (size_t at = 0; at < path.len && !is_found; at++) {
        is_found = path.ptr[at] == '/' && table_get(removed, str_slice(path, 0, at)) != TABLE_NONE;
    }
    return is_found;
}

static const char unlisted[] = "cannot be listed";

// Why a slot's file cannot be put in place; NULL when it can. With `unlisted` errno says more.
static const char *obstacle(const Publish *publish, const Record *slot, const Journal *journal,
                            size_t first_removal, const Table *removed) {
    size_t count = 0;
    bool may_stand = slot->there == FILE_OTHER || slot->there == FILE_IS_STRANGE;
    if (may_stand && apply_may_replace(publish, slot->path, slot->there)) return NULL;
    switch (slot->there) {
        case FILE_ABSENT:
        case FILE_SAME:
        case FILE_UNKNOWN: return NULL;
        case FILE_OTHER: return "a file stands here that metier did not write";
        case FILE_IS_STRANGE: return "a link or a device stands here";
        case FILE_IS_BEHIND_LINK: return "a folder on the way here is a link";
        case FILE_IS_BLOCKED:
            return is_below_removed(slot->path, removed)
                       ? NULL
                       : "a file stands where a folder is needed";
        case FILE_IS_FOLDER:
            if (!file_count(publish->target.out, slot->path, &count)) return unlisted;
            if (count == count_below(journal, first_removal, slot->path)) return NULL;
            return "a folder with files that metier did not write stands here";
    }
    return NULL;
}

// Nothing is moved before it is known that nothing of anybody else's is in the way.
static bool check_targets(const Publish *publish, const Journal *journal, Diags *diags) {
    Table removed = {0};
    size_t errors_before = diags->error_count;
    size_t first_removal = publish->slot_count;
    for (size_t i = first_removal; i < journal->count; i++) {
        table_add(&removed, journal->records[i].path, i);
    }
    for (size_t i = 0; i < publish->slot_count; i++) {
        const Record *slot = &publish->slots[i];
        const char *why = obstacle(publish, slot, journal, first_removal, &removed);
        if (why == unlisted) publish_fail(publish, unlisted, slot->path, diags);
        if (!why || why == unlisted) continue;
        Arena scratch = {0};
        diag_error(diags, publish_place(publish, slot->path, &scratch), "foreign-file",
                   "move it away, or choose another output folder; --force replaces files and "
                   "links",
                   "%s, and this build has a file for this place", why);
        arena_free(&scratch);
    }
    table_free(&removed);
    return diags->error_count == errors_before;
}

// Puts the list of a part behind the slots, which are in order, and into that order.
static bool put_list(Publish *publish, Diags *diags) {
    Arena arena = {0};
    Buf bytes = {0};
    FileWriter writer = {0};
    size_t count = publish->slot_count;
    Part part = *publish->part;
    part.files = (Journal){.records = ARENA_NEW(&arena, Record, count + 1), .count = count};
    for (size_t i = 0; i < count; i++) {
        const Record *slot = &publish->slots[i];
        part.files.records[i] = (Record){.path = slot->path, .hash = slot->hash,
                                         .action = ACTION_PUT};
    }
    part_add_list(&bytes, &part, &arena);
    bool is_put = sink_put(&publish->sink, count, PART_LIST_NAME, buf_str(&bytes), &writer, diags);
    publish->slot_count++;
    sort_slots(publish);
    file_writer_end(&writer);
    buf_free(&bytes);
    arena_free(&arena);
    return is_put;
}

bool steps_list(Publish *publish, Journal *ret, PublishCounts *ret_counts, Diags *diags) {
    sort_slots(publish);
    return (!publish->part || put_list(publish, diags)) &&
           make_journal(publish, ret, ret_counts, diags) && check_targets(publish, ret, diags);
}

bool steps_are_none(const Publish *publish, const Journal *journal) {
    const Journal *manifest = &publish->manifest;
    bool is_same = publish->target.out >= 0 && manifest->count == journal->count &&
                   publish_is_of_here(publish, manifest);
    for (size_t i = 0; i < journal->count && is_same; i++) {
        const Record *a = &manifest->records[i];
        const Record *b = &journal->records[i];
        is_same = b->action == ACTION_KEEP && str_equal(a->path, b->path) &&
                  hash_equal(a->hash, b->hash);
    }
    return is_same;
}
