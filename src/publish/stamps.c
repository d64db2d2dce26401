#include "publish/stamps.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/stamp.h"
#include "base/workers.h"

#define STAMPS_NAME STR("stamps")
#define STAMPS_NEW STR("stamps.new")
enum { PER_JOB = 256 };

// What a file of stamps begins with; one Stamp per record of the manifest follows, then a hash of all.
// The lock file's inode and times differ in every copy of the state folder, so that one that came
// from a repository or a cache is believed nowhere.
typedef struct Header {
    char magic[16];
    Stamp lock;
    Hash manifest;
    uint64_t count;
} Header;

static Header header_of(const Target *target, const Journal *manifest) {
    Header ret;
    memset(&ret, 0, sizeof ret);
    memcpy(ret.magic, "metier stamps 1", sizeof ret.magic);
    Stamper stamper = stamper_begin(target->state);
    Stamp lock = {0};
    if (stamper_take(&stamper, STR("lock"), &lock)) {
        ret.lock.inode = lock.inode;
        ret.lock.changed_ns = lock.changed_ns;
    }
    stamper_end(&stamper);
    ret.manifest = journal_hash(manifest);
    ret.count = manifest->count;
    return ret;
}

typedef struct Pass {
    const Target *target;
    const Journal *manifest;
    Stamp *stamps;           // by record
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
    return file_compare_hash(pass->target->out, record->path, record->hash, &pass->stamps[i]) == FILE_SAME;
}

static void pass_job(Worker *worker, size_t job, void *context) {
    (void)worker;
    Pass *pass = context;
    size_t to = (job + 1) * PER_JOB < pass->manifest->count ? (job + 1) * PER_JOB : pass->manifest->count;
    Stamper stamper = stamper_begin(pass->target->out);
    for (size_t i = job * PER_JOB; i < to && !atomic_load(&pass->is_different); i++) {
        const Record *record = &pass->manifest->records[i];
        bool is_good = true;
        if (pass->is_comparing) is_good = is_same(pass, &stamper, i);
        else if (record->action == ACTION_PUT) is_good = stamper_take(&stamper, record->path, &pass->stamps[i]);
        if (!is_good) atomic_store(&pass->is_different, true);
    }
    stamper_end(&stamper);
}

static bool run(Pass *pass, size_t thread_count) {
    Arena keep = {0};
    Diags diags = {0};
    workers_run(thread_count, (pass->manifest->count + PER_JOB - 1) / PER_JOB, pass_job, pass, &keep, &diags);
    arena_free(&keep);
    diags_free(&diags);
    return !atomic_load(&pass->is_different);
}

static void write_stamps(const Pass *pass) {
    Header header = header_of(pass->target, pass->manifest);
    Buf bytes = {0};
    buf_add(&bytes, (Str){(const char *)&header, sizeof header});
    buf_add(&bytes, (Str){(const char *)pass->stamps, pass->manifest->count * sizeof(Stamp)});
    Hash all = hash_128(buf_str(&bytes));
    buf_add(&bytes, (Str){(const char *)&all, sizeof all});
    int state = pass->target->state;
    bool is_written = file_remove(state, STAMPS_NEW) && file_write(state, STAMPS_NEW, buf_str(&bytes)) &&
                      file_move(state, STAMPS_NEW, state, STAMPS_NAME);
    if (!is_written) file_remove(state, STAMPS_NAME);
    buf_free(&bytes);
}

void stamps_keep(const Target *target, const Journal *manifest, Stamp *stamps, size_t thread_count) {
    Pass pass = {.target = target, .manifest = manifest, .stamps = stamps};
    file_remove(target->state, STAMPS_NAME);
    if (run(&pass, thread_count)) write_stamps(&pass);
}

static size_t size_of(const Header *header) {
    return sizeof *header + header->count * sizeof(Stamp) + sizeof(Hash);
}

// The stamps in the bytes of their file; NULL where they do not belong to this manifest. Free it.
static Stamp *parse(Str bytes, const Header *wanted) {
    size_t size = wanted->count * sizeof(Stamp);
    if (bytes.len != size_of(wanted)) return NULL;
    Hash all;
    memcpy(&all, bytes.ptr + sizeof *wanted + size, sizeof all);
    bool is_whole = hash_equal(all, hash_128(str_slice(bytes, 0, sizeof *wanted + size)));
    if (!is_whole || memcmp(bytes.ptr, wanted, sizeof *wanted)) return NULL;
    Stamp *ret = malloc(size + 1);
    if (!ret) memory_exhausted();
    memcpy(ret, bytes.ptr + sizeof *wanted, size);
    return ret;
}

bool stamps_match(const Target *target, const Journal *manifest, size_t thread_count) {
    Header wanted = header_of(target, manifest);
    Buf bytes = {0};
    Pass pass = {.target = target, .manifest = manifest, .is_comparing = true};
    if (file_read(target->state, STAMPS_NAME, size_of(&wanted), &bytes)) {
        pass.stamps = parse(buf_str(&bytes), &wanted);
    }
    buf_free(&bytes);
    bool is_matching = pass.stamps && run(&pass, thread_count);
    if (is_matching && atomic_load(&pass.is_hashed)) write_stamps(&pass);
    free(pass.stamps);
    return is_matching;
}
