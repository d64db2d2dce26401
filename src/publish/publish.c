#include "publish/publish.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "publish/journal.h"
#include "publish/sealed.h"
#include "publish/stamps.h"
#include "publish/target.h"

#define FINGERPRINTS_NAME STR("fingerprints")

typedef struct Slot {
    Str path;
    Hash hash;
    FileState state;         // what stood at the path when the slot was filled
    Stamp stamp;             // of the file that is there already, or of the one that was staged
    Hash made_from;          // none where nobody has said
} Slot;

// What is known of the files that the last build published, by record of its manifest.
typedef struct Known {
    Hash *made_from;         // NULL: nothing is known
    Stamp *stamps;
    bool *are_same;          // whether they stand there as it left them
} Known;

typedef struct Publish {
    Sink sink;
    Arena arena;
    Target target;
    Str instance;            // of its state folder
    Journal manifest;        // of the last build, by path
    Known known;
    Journal removed;         // by the last commit
    Slot *slots;
    size_t slot_count;
    int staging;
    size_t thread_count;
    bool is_forced;
    bool is_part;
    SealedFile keeping;      // what is kept in pieces at the moment
    const Part *part;        // what is to be committed, where it is one
    Progress *progress;
    bool is_begun;           // something was moved
    bool is_reduced;         // a record of the journal could not be carried out, and was dropped
} Publish;

// A path below the output folder, or that itself, for a diagnostic.
static Place place_of(const Publish *publish, Str path, Arena *arena) {
    Str out = publish->target.path;
    if (path.len) out = path_join(arena, out, path);
    return (Place){out, DIAG_NO_OFFSET};
}

// Reports a failure of the system at a path below the output folder.
static bool fail_at(const Publish *publish, const char *what, Str path, Diags *diags) {
    int error_number = errno;
    Arena scratch = {0};
    diag_environment(diags, what, place_of(publish, path, &scratch).path, error_number);
    arena_free(&scratch);
    return false;
}

static void warn_left(const Publish *publish, Str path, PublishCounts *counts, Diags *diags) {
    Arena scratch = {0};
    counts->left_count++;
    diag_warning(diags, place_of(publish, path, &scratch), "changed-file", "remove it by hand",
                 "an earlier build published this, somebody has changed it since, so it stays");
    arena_free(&scratch);
}

// The steps of a journal are carried out here, by the build that wrote it or by a later one: each
// may have been done already.

// Whether a file, where one stands, can be replaced: it was published by us, or whoever runs the
// program says so.
static bool may_replace(const Publish *publish, Str path, FileState state) {
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
static bool apply_put(Publish *publish, Record *record, bool is_recovery, Diags *diags) {
    FileState staged = FILE_SAME;
    FileState there = FILE_SAME;
    int out = publish->target.out;
    if (is_recovery) staged = file_compare_hash(publish->staging, record->path, record->hash, NULL);
    if (staged == FILE_UNKNOWN) {
        return fail_at(publish, "cannot be read where it waits", record->path, diags);
    }
    // Moved already; or what is staged is not what was written down, and the build that follows
    // puts right what that leaves.
    if (staged != FILE_SAME) return true;
    if (is_recovery) there = file_compare_hash(out, record->path, record->hash, NULL);
    if (there == FILE_UNKNOWN) return fail_at(publish, "cannot be read", record->path, diags);
    if (!may_replace(publish, record->path, there)) return leave_out(publish, record);
    if (file_move(publish->staging, record->path, out, record->path)) {
        publish->is_begun = true;
        return true;
    }
    if (errno == ENOENT && !file_exists(publish->staging, record->path)) return true;
    bool is_blocked = errno == EISDIR || errno == ENOTDIR || errno == ELOOP || errno == ENOTEMPTY;
    if (!is_recovery || !is_blocked) {
        return fail_at(publish, "cannot be moved here", record->path, diags);
    }
    return leave_out(publish, record);
}

static bool apply_remove(Publish *publish, const Record *record, Diags *diags) {
    Hash there;
    if (!file_hash(publish->target.out, record->path, &there)) {
        bool is_other = errno == EISDIR || errno == ELOOP || errno == EINVAL;
        // Whoever removed it may have been cut off before its folder went, which may be in the way.
        if (errno == ENOENT || errno == ENOTDIR) {
            file_remove_empty_folders(publish->target.out, record->path);
            return true;
        }
        return is_other || fail_at(publish, "cannot be read", record->path, diags);
    }
    if (!hash_equal(there, record->hash)) return true;
    if (!file_remove(publish->target.out, record->path)) {
        return fail_at(publish, "cannot be removed", record->path, diags);
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
                is_applied = apply_put(publish, record, is_recovery, diags);
            } else if (pass != PUT && record->action == ACTION_REMOVE) {
                bool is_blocking = is_in_the_way(record->path, &paths, &folders);
                bool is_now = is_blocking == (pass == REMOVE_BLOCKING);
                if (is_now) is_applied = apply_remove(publish, record, diags);
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
        return fail_at(publish, "cannot be put in place", STR(""), diags);
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

// Carries out the journal that stands in the state folder.
static bool apply(Publish *publish, Journal *journal, bool is_recovery, Diags *diags) {
    bool is_applied = journal->is_whole ? apply_whole(publish, diags)
                                        : apply_files(publish, journal, is_recovery, diags);
    if (!is_applied) return false;
    return finish(publish, journal) || fail_at(publish, "cannot be completed", STR(""), diags);
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

static bool read_manifest(Publish *publish, bool *ret_exists, Diags *diags) {
    if (!journal_read(publish->target.state, MANIFEST_NAME, &publish->arena, &publish->manifest,
                      ret_exists)) {
        return fail_at(publish, "its manifest cannot be read", STR(""), diags);
    }
    drop_removals(&publish->manifest);
    return true;
}

// Whether a journal or manifest was written in this very state folder.
static bool is_of_here(const Publish *publish, const Journal *journal) {
    return publish->instance.len && str_equal(journal->instance, publish->instance);
}

static bool drop_journal(const Publish *publish, Diags *diags) {
    return file_remove(publish->target.state, JOURNAL_NAME) ||
           fail_at(publish, "the journal of an earlier build cannot be removed", STR(""), diags);
}

// Completes what an earlier publish had written down.
static bool recover(Publish *publish, PublishCounts *ret, Diags *diags) {
    Journal journal;
    bool is_whole = false;
    bool has_manifest = false;
    Target *target = &publish->target;
    if (!journal_read(target->state, JOURNAL_NAME, &publish->arena, &journal, &is_whole)) {
        return fail_at(publish, "the journal of an earlier build cannot be read", STR(""), diags);
    }
    // One that was cut off while it was written has moved nothing; one that comes from elsewhere
    // says what others want to be moved here.
    if (!is_whole || !is_of_here(publish, &journal)) {
        return drop_journal(publish, diags);
    }
    publish->staging = target_open_staging(target);
    bool is_staged = publish->staging >= 0;
    if (!is_staged && errno != ENOENT) {
        return fail_at(publish, "cannot be completed", STR(""), diags);
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
    if (!read_manifest(publish, &has_manifest, diags)) return false;
    ret->is_recovered = apply(publish, &journal, true, diags);
    folder_close(publish->staging);
    publish->staging = -1;
    ret->is_begun = publish->is_begun && !ret->is_recovered;
    publish->is_begun = false;
    return ret->is_recovered;
}

// What came with a copy is published beside what is built: whoever copied knows, others should.
static void warn_copied(const Publish *publish, PublishCounts *counts, Diags *diags) {
    counts->is_copied = true;
    diag_warning(diags, (Place){publish->target.path, DIAG_NO_OFFSET}, "copied-folder",
                 "where you did not copy it, remove it and the state folder beside it; --force "
                 "takes it over as it is",
                 "this folder and the manifest beside it were not written here: files that lie in "
                 "it, and are not of this site, stay published");
}

static bool know_published(Publish *publish, PublishCounts *counts, Diags *diags) {
    Target *target = &publish->target;
    bool has_manifest = false;
    if (!read_manifest(publish, &has_manifest, diags)) return false;
    bool is_foreign = target->out >= 0 && !has_manifest && !folder_is_empty(target->out);
    if (is_foreign && !publish->is_forced) {
        return diag_error(diags, (Place){target->path, DIAG_NO_OFFSET}, "foreign-folder",
                          "choose an empty folder, or add --force to publish into this one", "%s",
                          file_exists(target->state, MANIFEST_NAME)
                              ? "the manifest beside this folder is damaged, and no longer says "
                                "what is ours"
                              : "this folder holds files that metier did not write");
    }
    if (target->out < 0) publish->manifest = (Journal){0};
    bool is_copied = target->out >= 0 && has_manifest && !is_of_here(publish, &publish->manifest);
    if (is_copied && !publish->is_forced) warn_copied(publish, counts, diags);
    return true;
}

// One build must not take a site away from its readers but for its own part.
static bool check_part(const Publish *publish, Diags *diags) {
    const Target *target = &publish->target;
    bool is_whole = publish->manifest.count && !journal_find(&publish->manifest, PART_LIST_NAME);
    return !publish->is_part || !is_whole ||
           diag_error(diags, (Place){target->path, DIAG_NO_OFFSET}, "output-folder",
                      "choose a folder of its own for each part with -o",
                      "a whole site stands here, and a part would take its place");
}

static bool open_all(Publish *publish, int root, const PublishOptions *options,
                     PublishCounts *ret, Diags *diags) {
    Target *target = &publish->target;
    if (!target_open(root, options->out, &publish->arena, target, diags)) return false;
    if (!target_grant(target, options->sandbox, diags)) return false;
    if (!sandbox_enter(options->sandbox, diags)) return false;
    publish->instance = target_instance_text(target->state, &publish->arena);
    if (!recover(publish, ret, diags)) return false;
    if (target->out < 0 && !target_open_out(target, diags)) return false;
    if (!know_published(publish, ret, diags) || !check_part(publish, diags)) return false;
    if (target_remove_staging(target)) publish->staging = target_make_staging(target);
    return publish->staging >= 0 || fail_at(publish, "the staging folder cannot be made", STR(""),
                                            diags);
}

static Publish *publish_of(Sink *sink) {
    return (Publish *)sink;
}

// A hash for each record.
static bool read_fingerprints(Publish *publish, Hash *ret) {
    Buf bytes = {0};
    size_t size = publish->manifest.count * sizeof *ret;
    bool is_read = sealed_read(&publish->target, &publish->manifest, FINGERPRINTS_NAME, &bytes) &&
                   bytes.len == size;
    if (is_read && size) memcpy(ret, bytes.ptr, size);
    buf_free(&bytes);
    return is_read;
}

// Finds out which of the published files can stay, should they be made from the same once more.
static void survey(Publish *publish) {
    size_t count = publish->manifest.count;
    if (!count || publish->target.out < 0) return;
    Known known = {ARENA_NEW(&publish->arena, Hash, count),
                   ARENA_NEW(&publish->arena, Stamp, count),
                   ARENA_NEW(&publish->arena, bool, count)};
    bool is_known = read_fingerprints(publish, known.made_from) &&
                    stamps_survey(&publish->target, &publish->manifest, publish->thread_count,
                                  known.stamps, known.are_same);
    if (is_known) publish->known = known;
}

static void reserve(Sink *sink, size_t slot_count) {
    Publish *publish = publish_of(sink);
    survey(publish);
    publish->slots = ARENA_NEW(&publish->arena, Slot, slot_count + 1);
    publish->slot_count = slot_count;
}

static bool keep(Sink *sink, size_t slot, Str path, Hash made_from) {
    Publish *publish = publish_of(sink);
    const Known *known = &publish->known;
    const Record *record = known->made_from ? journal_find(&publish->manifest, path) : NULL;
    if (!record) return false;
    size_t index = (size_t)(record - publish->manifest.records);
    bool is_same = known->are_same[index] && hash_equal(known->made_from[index], made_from);
    if (is_same) {
        publish->slots[slot] = (Slot){path, record->hash, FILE_SAME, known->stamps[index],
                                      made_from};
    }
    return is_same;
}

static void mark(Sink *sink, size_t slot, Hash made_from) {
    publish_of(sink)->slots[slot].made_from = made_from;
}

static bool put(Sink *sink, size_t slot, Str path, Str bytes, Buf *scratch, Diags *diags) {
    Publish *publish = publish_of(sink);
    int out = publish->target.out;
    Slot filled = {.path = path, .hash = hash_128(bytes), .state = FILE_ABSENT};
    if (out >= 0) filled.state = file_compare(out, path, bytes, scratch, &filled.stamp);
    if (filled.state == FILE_UNKNOWN) return fail_at(publish, "cannot be read", path, diags);
    if (filled.state != FILE_SAME &&
        !file_write_stamped(publish->staging, path, bytes, &filled.stamp)) {
        return fail_at(publish, "cannot be written", path, diags);
    }
    publish->slots[slot] = filled;
    return true;
}

static bool begin(SinkFile *file, Diags *diags) {
    const Publish *publish = publish_of(file->sink);
    file->staged = file_begin(publish->staging, file->path);
    file->hasher = hasher_new();
    return file->staged >= 0 || fail_at(publish, "cannot be written", file->path, diags);
}

static bool add(SinkFile *file, Str bytes, Diags *diags) {
    if (file->staged < 0) return false;   // which was told
    hasher_add(file->hasher, bytes);
    return file_add(file->staged, bytes) ||
           fail_at(publish_of(file->sink), "cannot be written", file->path, diags);
}

// Of a file that is published with these very bytes nothing stays staged.
static bool compare_staged(Publish *publish, Slot *filled, Diags *diags) {
    int out = publish->target.out;
    Stamp there;
    if (out >= 0) filled->state = file_compare_hash(out, filled->path, filled->hash, &there);
    if (filled->state == FILE_UNKNOWN) {
        return fail_at(publish, "cannot be read", filled->path, diags);
    }
    if (filled->state != FILE_SAME) return true;
    filled->stamp = there;
    bool is_removed = file_remove(publish->staging, filled->path);
    file_remove_empty_folders(publish->staging, filled->path);
    return is_removed || fail_at(publish, "cannot be removed where it waits", filled->path, diags);
}

static bool end(SinkFile *file, Diags *diags) {
    Publish *publish = publish_of(file->sink);
    Slot filled = {.path = file->path, .hash = hasher_end(file->hasher), .state = FILE_ABSENT};
    if (file->staged < 0) return false;
    if (!file_end(file->staged, &filled.stamp)) {
        return fail_at(publish, "cannot be written", file->path, diags);
    }
    if (!compare_staged(publish, &filled, diags)) return false;
    publish->slots[file->slot] = filled;
    return true;
}

static bool copy(Sink *sink, size_t slot, Str path, int source_folder, Str source, Diags *diags) {
    Publish *publish = publish_of(sink);
    int out = publish->target.out;
    Slot filled = {.path = path, .state = FILE_ABSENT};
    if (out >= 0) {
        if (!file_hash(source_folder, source, &filled.hash)) {
            return file_report_unreadable(source, errno, diags);
        }
        filled.state = file_compare_hash(out, path, filled.hash, &filled.stamp);
        if (filled.state == FILE_UNKNOWN) return fail_at(publish, "cannot be read", path, diags);
    }
    if (filled.state != FILE_SAME) {
        Hash before = filled.hash;
        CopyEnd end = file_copy(publish->staging, path, source_folder, source, &filled.hash,
                                &filled.stamp);
        if (end == COPY_UNREAD) return file_report_unreadable(source, errno, diags);
        if (end == COPY_UNWRITTEN) return fail_at(publish, "cannot be copied", path, diags);
        if (out >= 0 && !hash_equal(before, filled.hash)) return file_report_changed(source, diags);
    }
    publish->slots[slot] = filled;
    return true;
}

Hash publish_hash(const Sink *sink, size_t slot) {
    return ((const Publish *)sink)->slots[slot].hash;
}

void publish_set_part(Sink *sink, const Part *part) {
    publish_of(sink)->part = part;
}

static int compare_slots(const void *left, const void *right) {
    return str_compare(((const Slot *)left)->path, ((const Slot *)right)->path);
}

static void sort_slots(Publish *publish) {
    size_t count = 0;
    for (size_t i = 0; i < publish->slot_count; i++) {
        if (publish->slots[i].path.len) publish->slots[count++] = publish->slots[i];
    }
    publish->slot_count = count;
    if (count) qsort(publish->slots, count, sizeof(Slot), compare_slots);
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
        if (is_kept) continue;
        if (!file_hash(publish->target.out, old.path, &there)) {
            bool is_gone = errno == ENOENT || errno == ENOTDIR;
            if (!is_gone && errno != EISDIR && errno != ELOOP && errno != EINVAL) {
                return fail_at(publish, "cannot be read", old.path, diags);
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

static bool make_journal(Publish *publish, Journal *ret, PublishCounts *counts, Diags *diags) {
    size_t room = publish->slot_count + publish->manifest.count + 1;
    *ret = (Journal){.records = ARENA_NEW(&publish->arena, Record, room),
                     .is_whole = publish->target.out < 0, .instance = publish->instance};
    for (size_t i = 0; i < publish->slot_count; i++) {
        const Slot *slot = &publish->slots[i];
        bool is_same = slot->state == FILE_SAME;
        Action action = is_same ? ACTION_KEEP : ACTION_PUT;
        ret->records[ret->count++] = (Record){slot->path, slot->hash, action};
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
static const char *obstacle(const Publish *publish, const Slot *slot, const Journal *journal,
                            size_t first_removal, const Table *removed) {
    size_t count = 0;
    bool may_stand = slot->state == FILE_OTHER || slot->state == FILE_IS_STRANGE;
    if (may_stand && may_replace(publish, slot->path, slot->state)) return NULL;
    switch (slot->state) {
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
        const Slot *slot = &publish->slots[i];
        const char *why = obstacle(publish, slot, journal, first_removal, &removed);
        if (why == unlisted) fail_at(publish, unlisted, slot->path, diags);
        if (!why || why == unlisted) continue;
        Arena scratch = {0};
        diag_error(diags, place_of(publish, slot->path, &scratch), "foreign-file",
                   "move it away, or choose another output folder; --force replaces files and "
                   "links",
                   "%s, and this build has a file for this place", why);
        arena_free(&scratch);
    }
    table_free(&removed);
    return diags->error_count == errors_before;
}

// Whether the manifest of the last build says all that the journal would.
static bool is_unchanged(const Publish *publish, const Journal *journal) {
    const Journal *manifest = &publish->manifest;
    bool is_same = publish->target.out >= 0 && manifest->count == journal->count &&
                   is_of_here(publish, manifest);
    for (size_t i = 0; i < journal->count && is_same; i++) {
        const Record *a = &manifest->records[i];
        const Record *b = &journal->records[i];
        is_same = b->action == ACTION_KEEP && str_equal(a->path, b->path) &&
                  hash_equal(a->hash, b->hash);
    }
    return is_same;
}

// Keeps the stamps of what now stands there, and what it was made from. The slots come first among
// the journal's records, and are of no more use: the stamps move together where they are.
static void keep_known(Publish *publish, const Journal *journal) {
    Journal published = {.records = journal->records, .count = publish->slot_count};
    Hash *made_from = ARENA_NEW(&publish->arena, Hash, publish->slot_count + 1);
    Str prints = {(const char *)made_from, publish->slot_count * sizeof *made_from};
    Stamp *stamps = (Stamp *)(void *)publish->slots;
    for (size_t i = 0; i < publish->slot_count; i++) {
        made_from[i] = publish->slots[i].made_from;
        memmove(&stamps[i], &publish->slots[i].stamp, sizeof *stamps);
    }
    publish->slots = NULL;
    stamps_keep(&publish->target, &published, stamps, publish->thread_count);
    sealed_write(&publish->target, &published, FINGERPRINTS_NAME, &prints, 1);
    publish->manifest = published;
}

// Puts the list of a part behind the slots, which are in order, and into that order.
static bool put_list(Publish *publish, Diags *diags) {
    Arena arena = {0};
    Buf bytes = {0};
    Buf scratch = {0};
    size_t count = publish->slot_count;
    Part part = *publish->part;
    part.files = (Journal){.records = ARENA_NEW(&arena, Record, count + 1), .count = count};
    for (size_t i = 0; i < count; i++) {
        const Slot *slot = &publish->slots[i];
        part.files.records[i] = (Record){slot->path, slot->hash, ACTION_PUT};
    }
    part_add_list(&bytes, &part, &arena);
    bool is_put = put(&publish->sink, count, PART_LIST_NAME, buf_str(&bytes), &scratch, diags);
    publish->slot_count++;
    sort_slots(publish);
    buf_free(&scratch);
    buf_free(&bytes);
    arena_free(&arena);
    return is_put;
}

static bool commit(Sink *sink, PublishCounts *ret, Diags *diags) {
    Publish *publish = publish_of(sink);
    Journal journal;
    PublishCounts counts = {.is_recovered = ret->is_recovered, .is_copied = ret->is_copied};
    const Target *target = &publish->target;
    sort_slots(publish);
    if (publish->part && !put_list(publish, diags)) return false;
    if (!make_journal(publish, &journal, &counts, diags)) return false;
    if (!check_targets(publish, &journal, diags)) return false;
    *ret = counts;
    if (is_unchanged(publish, &journal)) {
        keep_known(publish, &journal);
        return true;
    }
    // The staged bytes are on the disk before the journal promises them.
    bool is_synced = folder_sync(publish->staging);
    if (is_synced && !progress_commit(publish->progress)) return false;
    if (!is_synced || !journal_write(target->state, JOURNAL_NAME, &journal)) {
        fail_at(publish, "the journal cannot be written", STR(""), diags);
        file_remove(target->state, JOURNAL_NAME);
        return false;
    }
    bool is_applied = apply(publish, &journal, false, diags);
    // Where nothing was moved yet, all is as it was.
    if (!is_applied && !publish->is_begun) file_remove(target->state, JOURNAL_NAME);
    ret->is_begun = publish->is_begun;
    if (!is_applied) return false;
    publish->removed = (Journal){.records = journal.records + counts.file_count,
                                 .count = counts.removed_count};
    keep_known(publish, &journal);
    return true;
}

int publish_folder(Sink *sink) {
    return publish_of(sink)->target.state;
}

bool publish_is_untouched(Sink *sink, PublishCounts *ret) {
    Publish *publish = publish_of(sink);
    bool is_untouched = publish->target.out >= 0 &&
                        stamps_match(&publish->target, &publish->manifest, publish->thread_count);
    if (is_untouched) ret->file_count = publish->manifest.count;
    return is_untouched;
}

void publish_visit_removed(Sink *sink, PublishVisit *visit, void *context) {
    const Journal *removed = &publish_of(sink)->removed;
    for (size_t i = 0; i < removed->count; i++) visit(context, removed->records[i].path);
}

static const struct { Str name; bool is_free; } kept_rows[] = {
    [KEPT_INPUTS] = {{"inputs", 6}, false},
    [KEPT_PARSED] = {{"parsed", 6}, true},
    [KEPT_PARSED_SINCE] = {{"parsed.since", 12}, true},
};

// What is kept goes with the manifest, or with none.
static const Journal *manifest_of(const Publish *publish, Memo what) {
    static const Journal none;
    return kept_rows[what].is_free ? &none : &publish->manifest;
}

void publish_keep_begin(Sink *sink, Memo what) {
    Publish *publish = publish_of(sink);
    sealed_begin(&publish->target, kept_rows[what].name, &publish->keeping);
}

void publish_keep_add(Sink *sink, Str bytes) {
    sealed_add(&publish_of(sink)->keeping, bytes);
}

void publish_keep_end(Sink *sink, Memo what) {
    Publish *publish = publish_of(sink);
    sealed_end(&publish->keeping, manifest_of(publish, what));
}

void publish_keep(Sink *sink, Memo what, Str bytes) {
    publish_keep_begin(sink, what);
    publish_keep_add(sink, bytes);
    publish_keep_end(sink, what);
}

bool publish_kept(Sink *sink, Memo what, Buf *ret) {
    Publish *publish = publish_of(sink);
    return sealed_read(&publish->target, manifest_of(publish, what), kept_rows[what].name, ret);
}

static void close_all(Sink *sink) {
    Publish *publish = publish_of(sink);
    folder_close(publish->staging);
    bool is_idle = publish->target.lock >= 0 && !file_exists(publish->target.state, JOURNAL_NAME);
    if (is_idle) target_remove_staging(&publish->target);
    target_close(&publish->target);
    arena_free(&publish->arena);
    free(publish);
}

static const SinkType folder_type = {reserve, put, begin, add, end, copy, keep, mark, commit,
                                     close_all};

Sink *publish_open(int root, const PublishOptions *options, PublishCounts *ret, Diags *diags) {
    Publish *publish = calloc(1, sizeof *publish);
    if (!publish) memory_exhausted();
    *publish = (Publish){.sink = {&folder_type}, .staging = -1,
                         .thread_count = options->thread_count,
                         .is_forced = options->is_forced, .is_part = options->is_part,
                         .progress = options->progress};
    if (open_all(publish, root, options, ret, diags)) return &publish->sink;
    close_all(&publish->sink);
    return NULL;
}
