// The steps of a journal are carried out, by the build that wrote it or by a later one: each may
// have been done already.
#include "publish/publishing.h"

#include <errno.h>

Place publish_place(const Publish *publish, Str path, Arena *arena) {
    Str out = publish->target.path;
    if (path.len) out = path_join(arena, out, path);
    return (Place){out, DIAG_NO_OFFSET};
}

bool publish_fail(const Publish *publish, const char *what, Str path, Diags *diags) {
    int error_number = errno;
    Arena scratch = {0};
    diag_environment(diags, what, publish_place(publish, path, &scratch).path, error_number);
    arena_free(&scratch);
    return false;
}

bool apply_may_replace(const Publish *publish, Str path, FileState state) {
    if (publish->is_forced) return true;
    if (state == FILE_IS_STRANGE) return false;
    return state != FILE_OTHER || journal_find(&publish->manifest, path);
}

// The manifest shall not claim a file whose place somebody else has taken.
static bool leave_out(Publish *publish, Record *record) {
    record->action = ACTION_REMOVE;
    publish->is_reduced = true;
    return true;
}

// Moves one staged file into place. What stands there now, and did not when the journal was
// written, is not ours to replace or to remove.
static bool put(Publish *publish, Record *record, bool is_recovery, Diags *diags) {
    FileState staged = FILE_SAME;
    FileState there = FILE_SAME;
    int out = publish->target.out;
    if (is_recovery) staged = file_compare_hash(publish->staging, record->path, record->hash, NULL);
    if (staged == FILE_UNKNOWN) {
        return publish_fail(publish, "cannot be read where it waits", record->path, diags);
    }
    // Moved already; or what is staged is not what was written down, and the build that follows
    // puts right what that leaves.
    if (staged != FILE_SAME) return true;
    if (is_recovery) there = file_compare_hash(out, record->path, record->hash, NULL);
    if (there == FILE_UNKNOWN) return publish_fail(publish, "cannot be read", record->path, diags);
    if (!apply_may_replace(publish, record->path, there)) return leave_out(publish, record);
    if (file_move(publish->staging, record->path, out, record->path)) {
        publish->is_begun = true;
        return true;
    }
    if (errno == ENOENT && !file_exists(publish->staging, record->path)) return true;
    bool is_blocked = errno == EISDIR || errno == ENOTDIR || errno == ELOOP || errno == ENOTEMPTY;
    if (!is_recovery || !is_blocked) {
        return publish_fail(publish, "cannot be moved here", record->path, diags);
    }
    return leave_out(publish, record);
}

static bool remove_old(Publish *publish, const Record *record, Diags *diags) {
    Hash there;
    if (!file_hash(publish->target.out, record->path, &there)) {
        bool is_other = errno == EISDIR || errno == ELOOP || errno == EINVAL;
        // Whoever removed it may have been cut off before its folder went, which may be in the way.
        if (errno == ENOENT || errno == ENOTDIR) {
            file_remove_empty_folders(publish->target.out, record->path);
            return true;
        }
        return is_other || publish_fail(publish, "cannot be read", record->path, diags);
    }
    if (!hash_equal(there, record->hash)) return true;
    if (!file_remove(publish->target.out, record->path)) {
        return publish_fail(publish, "cannot be removed", record->path, diags);
    }
    publish->is_begun = true;
    file_remove_empty_folders(publish->target.out, record->path);
    return true;
}

// The paths of all that is put, and the folders that they need.
static void list_needed(const Journal *journal, Table *paths, Table *folders) {
    for (size_t i = 0; i < journal->count; i++) {
        const Record *record = &journal->records[i];
        if (record->action != ACTION_PUT) continue;
        table_add(paths, record->path, i);
        for (size_t at = 0; at < record->path.len; at++) {
            if (record->path.ptr[at] == '/') table_add(folders, str_slice(record->path, 0, at), i);
        }
    }
}

// Whether a file that goes stands where a folder is needed, or below what becomes a file.
static bool is_in_the_way(Str path, const Table *paths, const Table *folders) {
    if (table_get(folders, path) != TABLE_NONE) return true;
    for (size_t at = 0; at < path.len; at++) {
        if (path.ptr[at] == '/' && table_get(paths, str_slice(path, 0, at)) != TABLE_NONE) {
            return true;
        }
    }
    return false;
}

// New files first, so that no page is ever missing; but what stands in their way goes before.
static bool apply_files(Publish *publish, Journal *journal, bool is_recovery, Diags *diags) {
    Table paths = {0};
    Table folders = {0};
    bool is_applied = true;
    list_needed(journal, &paths, &folders);
    enum { REMOVE_BLOCKING, PUT, REMOVE_OTHERS, PASS_COUNT };
    for (int pass = 0; pass < PASS_COUNT; pass++) {
        for (size_t i = 0; i < journal->count && is_applied; i++) {
            Record *record = &journal->records[i];
            if (pass == PUT && record->action == ACTION_PUT) {
                is_applied = put(publish, record, is_recovery, diags);
            } else if (pass != PUT && record->action == ACTION_REMOVE) {
                bool is_blocking = is_in_the_way(record->path, &paths, &folders);
                bool is_now = is_blocking == (pass == REMOVE_BLOCKING);
                if (is_now) is_applied = remove_old(publish, record, diags);
            }
        }
    }
    table_free(&paths);
    table_free(&folders);
    return is_applied;
}

// The first publish: the staged folder becomes the output folder.
static bool apply_whole(Publish *publish, Diags *diags) {
    Target *target = &publish->target;
    bool is_moved = target_place(target, publish->staging);
    publish->is_begun |= is_moved;
    if (!is_moved && errno != ENOENT) {
        return publish_fail(publish, "cannot be put in place", STR(""), diags);
    }
    // Where it was moved before, it is open already.
    return target->out >= 0 || target_open_out(target, diags);
}

// Leaves the records of what stands in the output folder.
static void drop_removals(Journal *journal) {
    size_t count = 0;
    for (size_t i = 0; i < journal->count; i++) {
        Record record = journal->records[i];
        if (record.action != ACTION_REMOVE) journal->records[count++] = record;
    }
    journal->count = count;
}

// Makes the journal, whose steps are done, the manifest.
static bool finish(Publish *publish, Journal *journal) {
    int state = publish->target.state;
    Str temporary = STR("manifest.new");
    // On the disk of the output, which may be another than that of the state, before the journal
    // goes: else a loss of power could leave a mixture unseen.
    if (!folder_sync(publish->target.out)) return false;
    if (!publish->is_reduced) return file_move(state, JOURNAL_NAME, state, MANIFEST_NAME);
    drop_removals(journal);
    return journal_write(state, temporary, journal) &&
           file_move(state, temporary, state, MANIFEST_NAME) && file_remove(state, JOURNAL_NAME);
}

static bool apply(Publish *publish, Journal *journal, bool is_recovery, Diags *diags) {
    bool is_applied = journal->is_whole ? apply_whole(publish, diags)
                                        : apply_files(publish, journal, is_recovery, diags);
    if (!is_applied) return false;
    return finish(publish, journal) || publish_fail(publish, "cannot be completed", STR(""), diags);
}

bool apply_journal(Publish *publish, Journal *journal, Diags *diags) {
    return apply(publish, journal, false, diags);
}

// Whether the staged folder holds the files of the journal, and nothing else: it is about to become
// the output folder.
static bool is_staged_whole(const Publish *publish, const Journal *journal) {
    size_t count = 0;
    bool is_whole = file_count(publish->staging, STR(""), &count) && count == journal->count;
    for (size_t i = 0; i < journal->count && is_whole; i++) {
        const Record *record = &journal->records[i];
        is_whole = file_compare_hash(publish->staging, record->path, record->hash,
                                     NULL) == FILE_SAME;
    }
    return is_whole;
}

bool publish_read_manifest(Publish *publish, bool *ret_exists, Diags *diags) {
    if (!journal_read(publish->target.state, MANIFEST_NAME, &publish->arena, &publish->manifest,
                      ret_exists)) {
        return publish_fail(publish, "its manifest cannot be read", STR(""), diags);
    }
    drop_removals(&publish->manifest);
    return true;
}

bool publish_is_of_here(const Publish *publish, const Journal *journal) {
    return publish->instance.len && str_equal(journal->instance, publish->instance);
}

static bool drop_journal(const Publish *publish, Diags *diags) {
    return file_remove(publish->target.state, JOURNAL_NAME) ||
           publish_fail(publish, "the journal of an earlier build cannot be removed", STR(""),
                        diags);
}

bool apply_recover(Publish *publish, PublishCounts *ret, Diags *diags) {
    Journal journal;
    bool is_whole = false;
    bool has_manifest = false;
    Target *target = &publish->target;
    if (!journal_read(target->state, JOURNAL_NAME, &publish->arena, &journal, &is_whole)) {
        return publish_fail(publish, "the journal of an earlier build cannot be read", STR(""),
                            diags);
    }
    // One that was cut off while it was written has moved nothing; one that comes from elsewhere
    // says what others want to be moved here.
    if (!is_whole || !publish_is_of_here(publish, &journal)) return drop_journal(publish, diags);
    publish->staging = target_open_staging(target);
    bool is_staged = publish->staging >= 0;
    if (!is_staged && errno != ENOENT) {
        return publish_fail(publish, "cannot be completed", STR(""), diags);
    }
    // Somebody has removed the output folder since, or made one before it appeared, or changed what
    // is staged: then nothing of the journal can be carried out, and what there is counts as
    // theirs.
    bool is_overtaken = target->out < 0;
    if (journal.is_whole) {
        is_overtaken = is_staged && (target->out >= 0 || !is_staged_whole(publish, &journal));
    }
    if (is_overtaken) {
        folder_close(publish->staging);
        publish->staging = -1;
        return drop_journal(publish, diags);
    }
    if (!is_staged && !journal.is_whole) publish->staging = target_make_staging(target);
    if (!publish_read_manifest(publish, &has_manifest, diags)) return false;
    ret->is_recovered = apply(publish, &journal, true, diags);
    folder_close(publish->staging);
    publish->staging = -1;
    ret->is_begun = publish->is_begun && !ret->is_recovered;
    publish->is_begun = false;
    return ret->is_recovered;
}
