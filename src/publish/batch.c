#include "publish/batch.h"

#include <errno.h>
#include <stdlib.h>

#define STATE STR(".metier/batch")
#define CONTENT STR("content/")
#define JOURNAL STR("journal")
#define STAGING STR("staging")
#define LOCK STR("lock")

static Str staged_path(Batch *batch, Str path) {
    return path_join(&batch->arena, STAGING, path);
}

static bool report(const char *what, Str path, Diags *diags) {
    return diag_environment(diags, what, path, errno);
}

// A journal that a repository brings along must reach nothing but content.
static bool is_ours(const Record *record) {
    return record->action == ACTION_PUT && str_starts_with(record->path, CONTENT) &&
           str_ends_with(record->path, STR(".md"));
}

// Moves what an earlier batch could not move any more. What has come into its place stays there.
static bool recover(Batch *batch, Diags *diags) {
    Journal journal;
    bool exists = false;
    if (!journal_read(batch->state, JOURNAL, &batch->arena, &journal, &exists)) {
        return report("cannot be read", STATE, diags);
    }
    for (size_t i = 0; exists && i < journal.count; i++) {
        const Record *record = &journal.records[i];
        Str staged = staged_path(batch, record->path);
        FileState state = file_compare_hash(batch->state, staged, record->hash, NULL);
        if (!is_ours(record) || state != FILE_SAME) continue;
        bool is_moved = file_move_new(batch->state, staged, batch->root, record->path);
        batch->recovered_count += is_moved;
        if (!is_moved && errno != EEXIST) {
            return report("cannot be written", record->path, diags);
        }
    }
    bool is_done = file_remove(batch->state, JOURNAL) && file_remove_tree(batch->state, STAGING);
    return is_done || report("cannot be removed", STATE, diags);
}

bool batch_open(int root, Batch *ret, Diags *diags) {
    *ret = (Batch){.root = root, .lock = -1};
    ret->state = folder_make(root, STATE);
    if (ret->state < 0) return report("cannot be made", STATE, diags);
    ret->lock = file_lock(ret->state, LOCK);
    if (ret->lock >= 0) return recover(ret, diags);
    if (errno != EWOULDBLOCK) return report("cannot be locked", STATE, diags);
    return diag_error(diags, (Place){STATE, DIAG_NO_OFFSET}, "busy-site",
                      "wait until the other one has ended", "another import writes here");
}

bool batch_add(Batch *batch, Str path, Str bytes, Diags *diags) {
    Record *record = list_add(&batch->records, sizeof *record);
    *record = (Record){arena_copy(&batch->arena, path), hash_128(bytes), ACTION_PUT};
    return file_write(batch->state, staged_path(batch, path), bytes) ||
           report("cannot be written", path, diags);
}

static int compare_paths(const void *left, const void *right) {
    return str_compare(((const Record *)left)->path, ((const Record *)right)->path);
}

// Takes back the first `count` files that were moved.
static bool take_back(Batch *batch, size_t count) {
    const Record *records = batch->records.items;
    bool is_back = true;
    while (count--) {
        Str path = records[count].path;
        is_back &= file_move(batch->root, path, batch->state, staged_path(batch, path));
        file_remove_empty_folders(batch->root, path);
    }
    return is_back;
}

static bool report_taken(Str path, Diags *diags) {
    return diag_error(diags, (Place){path, DIAG_NO_OFFSET}, "changed-source",
                      "import again: it leaves alone what is there",
                      "this has come while the others were written");
}

bool batch_commit(Batch *batch, Diags *diags) {
    Record *records = batch->records.items;
    size_t count = batch->records.count;
    if (!count) return true;
    qsort(records, count, sizeof *records, compare_paths);
    Journal journal = {.records = records, .count = count};
    if (!folder_sync(batch->state) || !journal_write(batch->state, JOURNAL, &journal)) {
        return report("cannot be written", STATE, diags);
    }
    for (size_t i = 0; i < count; i++) {
        Str path = records[i].path;
        if (file_move_new(batch->state, staged_path(batch, path), batch->root, path)) continue;
        int error_number = errno;
        // Where that fails the journal stays, and the next batch goes on from there.
        if (take_back(batch, i)) file_remove(batch->state, JOURNAL);
        errno = error_number;
        return errno == EEXIST ? report_taken(path, diags)
                               : report("cannot be written", path, diags);
    }
    file_remove(batch->state, JOURNAL);   // one that stays has nothing to move any more
    return true;
}

// Without a journal nothing here is wanted any more.
void batch_close(Batch *batch) {
    if (batch->lock >= 0 && !file_exists(batch->state, JOURNAL)) {
        file_remove_tree(batch->state, STAGING);
        file_remove(batch->state, LOCK);
        folder_remove_empty(batch->root, STATE);
    }
    file_unlock(batch->lock);
    if (batch->state >= 0) folder_close(batch->state);
    free(batch->records.items);
    arena_free(&batch->arena);
}
