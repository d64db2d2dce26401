#include "publish/stamps.h"

#include <stdatomic.h>
#include <string.h>

#include "base/stamp.h"
#include "base/workers.h"
#include "publish/sealed.h"

#define STAMPS_NAME STR("stamps")
enum { PER_JOB = 256 };

typedef struct Pass {
    const Target *target;
    const Journal *manifest;
    Stamp *stamps;           // by record; what the file of stamps holds
    bool is_comparing;       // else they are taken
    atomic_bool is_different;
    atomic_bool is_hashed;   // a stamp said nothing, the bytes did
} Pass;

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

static void pass_job(Worker *worker, size_t job, void *context) {
    (void)worker;
    Pass *pass = context;
    size_t to = (job + 1) * PER_JOB;
    if (to > pass->manifest->count) to = pass->manifest->count;
    Stamper stamper = stamper_begin(pass->target->out);
    for (size_t i = job * PER_JOB; i < to && !atomic_load(&pass->is_different); i++) {
        const Record *record = &pass->manifest->records[i];
        bool is_good = true;
        if (pass->is_comparing) {
            is_good = is_same(pass, &stamper, i);
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

static size_t size_of(const Journal *manifest) {
    return manifest->count * sizeof(Stamp);
}

static void write_stamps(const Pass *pass) {
    Str bytes = {(const char *)pass->stamps, size_of(pass->manifest)};
    sealed_write(pass->target, pass->manifest, STAMPS_NAME, bytes);
}

void stamps_keep(const Target *target, const Journal *manifest, Stamp *stamps,
                 size_t thread_count) {
    Pass pass = {.target = target, .manifest = manifest, .stamps = stamps};
    sealed_remove(target, STAMPS_NAME);
    if (run(&pass, thread_count)) write_stamps(&pass);
}

bool stamps_match(const Target *target, const Journal *manifest, size_t thread_count) {
    Arena arena = {0};
    Buf bytes = {0};
    Pass pass = {.target = target, .manifest = manifest, .is_comparing = true};
    bool is_matching = sealed_read(target, manifest, STAMPS_NAME, &bytes) &&
                       bytes.len == size_of(manifest);
    if (is_matching) {
        pass.stamps = ARENA_NEW(&arena, Stamp, manifest->count + 1);
        if (bytes.len) memcpy(pass.stamps, bytes.ptr, bytes.len);
        is_matching = run(&pass, thread_count);
        if (is_matching && atomic_load(&pass.is_hashed)) write_stamps(&pass);
    }
    buf_free(&bytes);
    arena_free(&arena);
    return is_matching;
}
