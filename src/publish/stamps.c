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
    Hash uppers;             // see hash_uppers; none where they say nothing
    bool trusts_folders;     // those that files lie in are the ones that were looked at
    atomic_bool is_different;
    atomic_bool is_hashed;   // a stamp said nothing, the bytes did
} Pass;

static const Hash no_hash;

// Stands for what is in the folders above those of files. While that is as it was, a folder that
// was one, and no link, is still that: of very many folders none needs to be looked at again.
static Hash hash_uppers(const Target *target, const Journal *manifest) {
    Hasher *hasher = hasher_new();
    bool is_known = true;
    Str last = {0};
    for (size_t i = 0; i < manifest->count; i++) {
        Stamp stamp;
        Str upper = path_parent(path_parent(manifest->records[i].path));
        if (i > 0 && str_equal(upper, last)) continue;
        is_known = stamp_take_folder(target->out, upper, &stamp) && !stamp.is_racy;
        if (!is_known) break;
        const uint64_t parts[] = {stamp.inode, (uint64_t)stamp.modified_ns,
                                  (uint64_t)stamp.changed_ns};
        hasher_add(hasher, (Str){(const char *)parts, sizeof parts});
        last = upper;
    }
    Hash ret = hasher_end(hasher);
    return is_known ? ret : no_hash;
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
    Stamper stamper = stamper_begin(pass->target->out, pass->trusts_folders);
    for (size_t i = job * PER_JOB; i < to && !atomic_load(&pass->is_different); i++) {
        const Record *record = &pass->manifest->records[i];
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
static size_t size_of(const Journal *manifest) {
    return manifest->count * sizeof(Stamp) + sizeof(Hash);
}

static void write_stamps(const Pass *pass) {
    const Str parts[] = {
        {(const char *)pass->stamps, pass->manifest->count * sizeof(Stamp)},
        {(const char *)&pass->uppers, sizeof pass->uppers},
    };
    sealed_write(pass->target, pass->manifest, STAMPS_NAME, parts, 2);
}

static bool is_all_put(const Journal *manifest) {
    size_t i = 0;
    while (i < manifest->count && manifest->records[i].action == ACTION_PUT) i++;
    return i == manifest->count;
}

void stamps_keep(const Target *target, const Journal *manifest, Stamp *stamps,
                 size_t thread_count) {
    Pass pass = {.target = target, .manifest = manifest, .stamps = stamps};
    sealed_remove(target, STAMPS_NAME);
    // The output folder itself was moved just now: where files are many, it is worth to wait until
    // its stamp says something.
    bool is_all_new = is_all_put(manifest);
    if (is_all_new && manifest->count >= WORTH_WAITING) stamp_wait();
    // The folders have to be looked at after that, and those of files that stay are not.
    if (is_all_new) pass.uppers = hash_uppers(target, manifest);
    if (run(&pass, thread_count)) write_stamps(&pass);
}

// Takes what was kept, and looks whether the folders are as they were.
static void begin(Pass *pass, Str bytes) {
    size_t count = pass->manifest->count;
    Hash then;
    if (count) memcpy(pass->stamps, bytes.ptr, count * sizeof(Stamp));
    memcpy(&then, bytes.ptr + count * sizeof(Stamp), sizeof then);
    pass->uppers = hash_uppers(pass->target, pass->manifest);
    bool is_known = !hash_equal(pass->uppers, no_hash);
    pass->trusts_folders = is_known && hash_equal(pass->uppers, then);
}

void stamps_survey(const Target *target, const Journal *manifest, size_t thread_count,
                   Arena *arena, Survey *ret) {
    Buf bytes = {0};
    *ret = (Survey){0};
    bool is_known = sealed_read(target, manifest, STAMPS_NAME, &bytes) &&
                    bytes.len == size_of(manifest);
    if (is_known) {
        Pass pass = {.target = target, .manifest = manifest,
                     .stamps = ARENA_NEW(arena, Stamp, manifest->count + 1),
                     .are_same = ARENA_NEW(arena, bool, manifest->count + 1)};
        begin(&pass, buf_str(&bytes));
        run(&pass, thread_count);
        bool has_looked = !hash_equal(pass.uppers, no_hash) && !pass.trusts_folders;
        *ret = (Survey){pass.stamps, pass.are_same, pass.uppers,
                        has_looked || atomic_load(&pass.is_hashed)};
    }
    buf_free(&bytes);
}

bool stamps_match(const Target *target, const Journal *manifest, const Survey *survey) {
    size_t i = 0;
    while (survey->stamps && i < manifest->count && survey->are_same[i]) i++;
    bool is_matching = survey->stamps && i == manifest->count;
    if (is_matching && survey->is_news) {
        write_stamps(&(Pass){.target = target, .manifest = manifest, .stamps = survey->stamps,
                             .uppers = survey->uppers});
    }
    return is_matching;
}
