#include "publish/stamps.h"

#include <stdatomic.h>
#include <string.h>

#include "base/stamp.h"
#include "base/workers.h"
#include "publish/sealed.h"

#define STAMPS_NAME STR("stamps")
enum { PER_JOB = 256, WORTH_WAITING = 5000 };

typedef struct Pass {
    const Target *target;
    const Journal *manifest;
    Stamp *stamps;           // by record
    bool *are_same;          // by record: each is told; NULL: the stamps are taken
    Upper *uppers;           // in the order of the records
    size_t upper_count;
    atomic_bool is_different;
    atomic_bool is_hashed;   // a stamp said nothing, the bytes did
} Pass;

static const Hash no_hash;

static Hash hash_upper(const Target *target, Str path) {
    Stamp stamp;
    bool is_known = stamp_take_folder(target->out, path, &stamp) && !stamp.is_racy;
    return is_known ? stamp_folder_hash(&stamp) : no_hash;
}

// Lists the folders above those of files, as they are.
static void list_uppers(Pass *pass, Arena *arena) {
    const Journal *manifest = pass->manifest;
    size_t capacity = 0;
    size_t count = 0;
    Str before = {0};
    for (size_t i = 0; i < manifest->count; i++) {
        Str folder = path_parent(manifest->records[i].path);
        if (count && str_equal(folder, before)) continue;
        before = folder;
        Str path = path_parent(folder);
        if (count && str_equal(path, pass->uppers[count - 1].path)) continue;
        pass->uppers = arena_grow_array(arena, pass->uppers, count, &capacity, sizeof(Upper));
        pass->uppers[count++] = (Upper){path, i, hash_upper(pass->target, path), false};
    }
    pass->upper_count = count;
}

// Which one a record lies below.
static size_t find_upper(const Pass *pass, size_t record) {
    size_t from = 0;
    for (size_t to = pass->upper_count; to - from > 1;) {
        size_t middle = from + (to - from) / 2;
        if (pass->uppers[middle].from <= record) from = middle;
        else to = middle;
    }
    return from;
}

static bool is_in_next(const Pass *pass, size_t record, size_t upper) {
    return upper + 1 < pass->upper_count && pass->uppers[upper + 1].from <= record;
}

// Whether the file of record `i`, which has stamp `now`, is as it was published.
static bool is_same(Pass *pass, Stamper *stamper, size_t i) {
    const Record *record = &pass->manifest->records[i];
    Stamp now;
    if (!stamper_take(stamper, record->path, &now)) return false;
    if (stamp_equal(&pass->stamps[i], &now)) return true;
    atomic_store(&pass->is_hashed, true);
    return file_compare_hash(pass->target->out, record->path, record->hash,
                             &pass->stamps[i]) == FILE_SAME;
}

// The stamp of a file that was put. Another one than was staged may stand there where somebody else
// moved things at the same time: nothing is known of that one.
static bool take_put(Stamper *stamper, Str path, Stamp *stamp) {
    Stamp staged = *stamp;
    return stamper_take(stamper, path, stamp) && !stamp_shows_change(&staged, stamp);
}

// A file that came with its folder was not moved itself: it has the stamp that it was staged with.
static bool stay(Stamper *stamper, Str path, Stamp *stamp) {
    stamp_settle(stamp);
    return stamper_enter(stamper, path);
}

static void pass_job(Worker *worker, size_t job, void *context) {
    (void)worker;
    Pass *pass = context;
    size_t to = (job + 1) * PER_JOB;
    if (to > pass->manifest->count) to = pass->manifest->count;
    Stamper stamper = stamper_begin(pass->target->out, false);
    size_t upper = find_upper(pass, job * PER_JOB);
    for (size_t i = job * PER_JOB; i < to && !atomic_load(&pass->is_different); i++) {
        const Record *record = &pass->manifest->records[i];
        upper += is_in_next(pass, i, upper);
        stamper.trusts_folders = pass->uppers[upper].is_trusted;
        bool is_good = true;
        if (pass->are_same) {
            pass->are_same[i] = is_same(pass, &stamper, i);
        } else if (pass->manifest->is_whole) {
            is_good = stay(&stamper, record->path, &pass->stamps[i]);
        } else if (record->action == ACTION_PUT) {
            is_good = take_put(&stamper, record->path, &pass->stamps[i]);
        }
        if (!is_good) atomic_store(&pass->is_different, true);
    }
    stamper_end(&stamper);
}

static bool run(Pass *pass, size_t thread_count) {
    Arena keep = {0};
    Diags diags = {0};
    workers_run(thread_count, (pass->manifest->count + PER_JOB - 1) / PER_JOB, pass_job, pass,
                &keep, &diags);
    arena_free(&keep);
    diags_free(&diags);
    return !atomic_load(&pass->is_different);
}

// What the file of stamps holds: those of all records, and what stands for the folders.
static size_t size_of(const Pass *pass) {
    return pass->manifest->count * sizeof(Stamp) + pass->upper_count * sizeof(Hash);
}

static void write_stamps(const Pass *pass) {
    Buf hashes = {0};
    for (size_t i = 0; i < pass->upper_count; i++) {
        buf_add(&hashes, (Str){(const char *)&pass->uppers[i].hash, sizeof(Hash)});
    }
    const Str parts[] = {
        {(const char *)pass->stamps, pass->manifest->count * sizeof(Stamp)}, buf_str(&hashes),
    };
    sealed_write(pass->target, pass->manifest, STAMPS_NAME, parts, 2);
    buf_free(&hashes);
}

static bool is_all_put(const Journal *manifest) {
    size_t i = 0;
    while (i < manifest->count && manifest->records[i].action == ACTION_PUT) i++;
    return i == manifest->count;
}

// Where files were put one by one, the folders of those that stayed were looked at before: that
// holds below what is as it was then.
static void keep_known_uppers(Pass *pass, const Survey *before) {
    Table known = {0};
    for (size_t i = 0; i < before->upper_count; i++) table_add(&known, before->uppers[i].path, i);
    for (size_t i = 0; i < pass->upper_count; i++) {
        Upper *upper = &pass->uppers[i];
        size_t at = table_get(&known, upper->path);
        bool is_same = at != TABLE_NONE && hash_equal(before->uppers[at].hash, upper->hash);
        if (!is_same) upper->hash = no_hash;
    }
    table_free(&known);
}

void stamps_keep(const Target *target, const Journal *manifest, Stamp *stamps,
                 const Survey *before, size_t thread_count) {
    Arena arena = {0};
    Pass pass = {.target = target, .manifest = manifest, .stamps = stamps};
    sealed_remove(target, STAMPS_NAME);
    // The output folder itself was moved just now: where files are many, it is worth to wait until
    // its stamp says something.
    bool is_all_new = is_all_put(manifest);
    if (is_all_new && manifest->count >= WORTH_WAITING) stamp_wait();
    list_uppers(&pass, &arena);
    // All folders are looked at after that where all are new, and else those of new files.
    if (!is_all_new) keep_known_uppers(&pass, before);
    if (run(&pass, thread_count)) write_stamps(&pass);
    arena_free(&arena);
}

// Takes what was kept, and looks whether the folders are as they were. Whether all are.
static bool begin(Pass *pass, Str bytes) {
    size_t count = pass->manifest->count;
    const char *hashes = bytes.ptr + count * sizeof(Stamp);
    bool is_all_trusted = true;
    if (count) memcpy(pass->stamps, bytes.ptr, count * sizeof(Stamp));
    for (size_t i = 0; i < pass->upper_count; i++) {
        Upper *upper = &pass->uppers[i];
        Hash then;
        memcpy(&then, hashes + i * sizeof then, sizeof then);
        bool is_known = !hash_equal(upper->hash, no_hash);
        upper->is_trusted = is_known && hash_equal(upper->hash, then);
        is_all_trusted &= upper->is_trusted || !is_known;
    }
    return is_all_trusted;
}

void stamps_survey(const Target *target, const Journal *manifest, size_t thread_count,
                   Arena *arena, Survey *ret) {
    Buf bytes = {0};
    *ret = (Survey){0};
    Pass pass = {.target = target, .manifest = manifest};
    bool is_known = sealed_read(target, manifest, STAMPS_NAME, &bytes);
    if (is_known) list_uppers(&pass, arena);
    if (is_known && bytes.len == size_of(&pass)) {
        pass.stamps = ARENA_NEW(arena, Stamp, manifest->count + 1);
        pass.are_same = ARENA_NEW(arena, bool, manifest->count + 1);
        bool is_all_trusted = begin(&pass, buf_str(&bytes));
        run(&pass, thread_count);
        *ret = (Survey){pass.stamps, pass.are_same, pass.uppers, pass.upper_count,
                        !is_all_trusted || atomic_load(&pass.is_hashed)};
    }
    buf_free(&bytes);
}

bool stamps_match(const Target *target, const Journal *manifest, const Survey *survey) {
    size_t i = 0;
    while (survey->stamps && i < manifest->count && survey->are_same[i]) i++;
    bool is_matching = survey->stamps && i == manifest->count;
    if (is_matching && survey->is_news) {
        write_stamps(&(Pass){.target = target, .manifest = manifest, .stamps = survey->stamps,
                             .uppers = survey->uppers,
                             .upper_count = survey->upper_count});
    }
    return is_matching;
}
