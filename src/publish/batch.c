#include "publish/batch.h"

#include <errno.h>
#include <stdlib.h>

#define STATE STR(".metier/batch")
#define CONTENT STR("content/")
#define JOURNAL STR("journal")
#define STAGING STR("staging")
#define BEFORE STR("before")
#define LOCK STR("lock")

enum { FILE_MAX = 1 << 28 };

static Str staged_path(Batch *batch, Str path) {
    return path_join(&batch->arena, STAGING, path);
}

// Where the bytes are kept that a file has which is to be replaced; nothing is there of a new one.
static Str before_path(Batch *batch, Str path) {
    return path_join(&batch->arena, BEFORE, path);
}

static bool report(const char *what, Str path, Diags *diags) {
    return diag_environment(diags, what, path, errno);
}

static bool report_changed(Str path, const char *message, Diags *diags) {
    return diag_error(diags, (Place){path, DIAG_NO_OFFSET}, "changed-source",
                      "do it again: it begins with what is there now", "%s", message);
}

// A journal that a repository brings along must reach nothing but content.
static bool is_ours(const Batch *batch, const Record *record) {
    bool is_content = str_starts_with(record->path, CONTENT) &&
                      str_ends_with(record->path, STR(".md"));
    return record->action == ACTION_PUT && (is_content || str_equal(record->path, batch->last));
}

// Takes the stamp of a file that is to have this hash. ESTALE where it is another.
static bool expect(const Batch *batch, Str path, Hash hash, Stamp *ret) {
    FileState state = file_compare_hash(batch->root, path, hash, ret);
    if (state != FILE_SAME && state != FILE_UNKNOWN) errno = ESTALE;
    return state == FILE_SAME;
}

// Writes what is staged to its place. EEXIST or ESTALE where something else has come there.
static bool put(Batch *batch, const Record *record) {
    Str staged = staged_path(batch, record->path);
    Str before = before_path(batch, record->path);
    Hash hash;
    Stamp stamp;
    if (file_hash(batch->state, before, &hash)) {
        return expect(batch, record->path, hash, &stamp) &&
               file_replace_by(batch->root, record->path, &stamp, batch->state, staged);
    }
    return errno == ENOENT && file_move_new(batch->state, staged, batch->root, record->path);
}

static bool read_kept(int folder, Str path, Buf *ret) {
    buf_clear(ret);
    return file_read(folder, path, FILE_MAX, ret);
}

// Gives a file that was replaced its bytes back, and stages the new ones again.
static bool put_back(Batch *batch, const Record *record, Buf *bytes) {
    Stamp stamp;
    return expect(batch, record->path, record->hash, &stamp) &&
           read_kept(batch->root, record->path, bytes) &&
           file_write(batch->state, staged_path(batch, record->path), buf_str(bytes)) &&
           read_kept(batch->state, before_path(batch, record->path), bytes) &&
           file_replace(batch->root, record->path, &stamp, buf_str(bytes));
}

static bool is_taken(int error_number) {
    return error_number == EEXIST || error_number == ESTALE;
}

// Writes one record of a batch that was cut off. What has come into its place stays there, and then
// the lock stays, too: it must not say that this was taken in.
static bool put_again(Batch *batch, const Record *record, bool *ret_is_stale, Diags *diags) {
    Str staged = staged_path(batch, record->path);
    bool is_staged = file_compare_hash(batch->state, staged, record->hash, NULL) == FILE_SAME;
    bool is_there = file_compare_hash(batch->root, record->path, record->hash, NULL) == FILE_SAME;
    if (!is_ours(batch, record) || !is_staged || is_there) return true;
    if (put(batch, record)) {
        batch->recovered_count++;
    } else if (!is_taken(errno)) {
        return report("cannot be written", record->path, diags);
    } else if (errno == ESTALE) {
        *ret_is_stale = true;
        diag_warning(diags, (Place){record->path, DIAG_NO_OFFSET}, "changed-source",
                     "a refresh with the same tables does to it what that run was to do",
                     "this was changed after a run that was to write it had been cut off");
    }
    return true;
}

// Ends the journal, whose steps are done, or taken back: they are on the disk before it goes.
static bool end_journal(const Batch *batch) {
    return folder_sync(batch->state) && file_remove(batch->state, JOURNAL);
}

static bool recover(Batch *batch, Diags *diags) {
    Journal journal;
    bool exists = false, is_stale = false;
    const Record *last = NULL;
    if (!journal_read(batch->state, JOURNAL, &batch->arena, &journal, &exists)) {
        return report("cannot be read", STATE, diags);
    }
    for (size_t i = 0; exists && i < journal.count; i++) {
        const Record *record = &journal.records[i];
        if (str_equal(record->path, batch->last)) last = record;
        else if (!put_again(batch, record, &is_stale, diags)) return false;
    }
    if (last && !is_stale && !put_again(batch, last, &is_stale, diags)) return false;
    bool is_done = (!exists || folder_sync(batch->state)) &&
                   file_remove(batch->state, JOURNAL) &&
                   file_remove_tree(batch->state, STAGING) &&
                   file_remove_tree(batch->state, BEFORE);
    return is_done || report("cannot be removed", STATE, diags);
}

bool batch_open(int root, Str last, Batch *ret, Diags *diags) {
    *ret = (Batch){.root = root, .last = last, .lock = -1};
    ret->state = folder_make(root, STATE);
    if (ret->state < 0) return report("cannot be made", STATE, diags);
    ret->lock = file_lock(ret->state, LOCK);
    if (ret->lock >= 0) return recover(ret, diags);
    if (errno != EWOULDBLOCK) return report("cannot be locked", STATE, diags);
    return diag_error(diags, (Place){STATE, DIAG_NO_OFFSET}, "busy-site",
                      "wait until the other one has ended",
                      "another import or refresh writes here");
}

bool batch_add(Batch *batch, Str path, Str bytes, Diags *diags) {
    Record *record = list_add(&batch->records, sizeof *record);
    *record = (Record){.path = arena_copy(&batch->arena, path), .hash = hash_128(bytes),
                         .action = ACTION_PUT};
    return file_write(batch->state, staged_path(batch, path), bytes) ||
           report("cannot be written", path, diags);
}

bool batch_replace(Batch *batch, Str path, Str before, Str bytes, Diags *diags) {
    return (file_write(batch->state, before_path(batch, path), before) ||
            report("cannot be written", path, diags)) &&
           batch_add(batch, path, bytes, diags);
}

static int compare_paths(const void *left, const void *right) {
    return str_compare(((const Record *)left)->path, ((const Record *)right)->path);
}

static void sort_records(Batch *batch) {
    const Record *records = batch->records.items;
    size_t count = batch->records.count;
    qsort(batch->records.items, count, sizeof *records, compare_paths);
    size_t last = 0;
    while (last < count && !str_equal(records[last].path, batch->last)) last++;
    batch->first = (last + 1) % count;
}

// The record that is the i-th to be written.
static const Record *record_at(const Batch *batch, size_t i) {
    const Record *records = batch->records.items;
    return &records[(batch->first + i) % batch->records.count];
}

// Stages a file that has come once more. One that an editor has changed since stays.
static bool withdraw(Batch *batch, const Record *record) {
    Str path = record->path;
    FileState state = file_compare_hash(batch->root, path, record->hash, NULL);
    if (state != FILE_SAME) return state != FILE_UNKNOWN;
    bool is_moved = file_move(batch->root, path, batch->state, staged_path(batch, path));
    file_remove_empty_folders(batch->root, path);
    return is_moved;
}

// Takes back the first `count` records that were written.
static bool take_back(Batch *batch, size_t count) {
    bool is_back = true;
    Buf bytes = {0};
    while (count--) {
        const Record *record = record_at(batch, count);
        Hash before;
        if (file_hash(batch->state, before_path(batch, record->path), &before)) {
            is_back &= put_back(batch, record, &bytes);
        } else {
            is_back &= errno == ENOENT && withdraw(batch, record);
        }
    }
    buf_free(&bytes);
    return is_back;
}

// Whether all that is to be replaced is as it was read, before anything is.
static bool check_before(Batch *batch, Diags *diags) {
    const Record *records = batch->records.items;
    for (size_t i = 0; i < batch->records.count; i++) {
        Str before = before_path(batch, records[i].path);
        Hash hash;
        if (!file_hash(batch->state, before, &hash)) {
            if (errno == ENOENT) continue;
            return report("cannot be read", STATE, diags);
        }
        if (file_compare_hash(batch->root, records[i].path, hash, NULL) == FILE_SAME) continue;
        return report_changed(records[i].path, "this was changed while it was worked on", diags);
    }
    return true;
}

bool batch_commit(Batch *batch, Diags *diags) {
    size_t count = batch->records.count;
    if (!count) return true;
    sort_records(batch);
    Journal journal = {.records = batch->records.items, .count = count};
    if (!check_before(batch, diags)) return false;
    if (!folder_sync(batch->state) || !journal_write(batch->state, JOURNAL, &journal)) {
        return report("cannot be written", STATE, diags);
    }
    for (size_t i = 0; i < count; i++) {
        const Record *record = record_at(batch, i);
        if (put(batch, record)) continue;
        int error_number = errno;
        // Where that fails the journal stays, and the next batch goes on from there.
        if (take_back(batch, i)) end_journal(batch);
        errno = error_number;
        return is_taken(errno) ? report_changed(record->path,
                                                "this has come while the others were written",
                                                diags)
                               : report("cannot be written", record->path, diags);
    }
    end_journal(batch);   // one that stays has nothing to write any more
    return true;
}

// Without a journal nothing here is wanted any more.
void batch_close(Batch *batch) {
    Hash journal;
    bool is_over = batch->lock >= 0 && !file_hash(batch->state, JOURNAL, &journal);
    if (is_over && errno == ENOENT) {
        file_remove_tree(batch->state, STAGING);
        file_remove_tree(batch->state, BEFORE);
        file_remove(batch->state, LOCK);
        folder_remove_empty(batch->root, STATE);
    }
    file_unlock(batch->lock);
    if (batch->state >= 0) folder_close(batch->state);
    free(batch->records.items);
    arena_free(&batch->arena);
}
