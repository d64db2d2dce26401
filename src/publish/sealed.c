#include "publish/sealed.h"

#include <string.h>

#include "base/stamp.h"

// The header; the bytes and a hash of all follow. The lock file's inode and times differ in every
// copy of the state folder, so that one that came from a repository or a cache is believed nowhere.
typedef struct Header {
    char magic[16];
    uint64_t lock_inode;
    int64_t lock_changed_ns;
    Hash manifest;
} Header;

static Header header_of(const Target *target, const Journal *manifest) {
    Header ret;
    memset(&ret, 0, sizeof ret);
    memcpy(ret.magic, "metier sealed 1", sizeof ret.magic);
    Stamper stamper = stamper_begin(target->state);
    Stamp lock = {0};
    if (stamper_take(&stamper, STR("lock"), &lock)) {
        ret.lock_inode = lock.inode;
        ret.lock_changed_ns = lock.changed_ns;
    }
    stamper_end(&stamper);
    ret.manifest = journal_hash(manifest);
    return ret;
}

void sealed_write(const Target *target, const Journal *manifest, Str name, Str bytes) {
    Header header = header_of(target, manifest);
    Arena arena = {0};
    Str name_new = arena_join(&arena, name, STR(".new"));
    Buf all = {0};
    buf_add(&all, (Str){(const char *)&header, sizeof header});
    buf_add(&all, bytes);
    Hash hash = hash_128(buf_str(&all));
    buf_add(&all, (Str){(const char *)&hash, sizeof hash});
    bool is_written = file_remove(target->state, name_new) &&
                      file_write(target->state, name_new, buf_str(&all)) &&
                      file_move(target->state, name_new, target->state, name);
    if (!is_written) sealed_remove(target, name);
    buf_free(&all);
    arena_free(&arena);
}

bool sealed_read(const Target *target, const Journal *manifest, Str name, size_t max_size,
                 Buf *ret) {
    Header wanted = header_of(target, manifest);
    Buf all = {0};
    Hash hash = {0};
    bool is_read = file_read(target->state, name, sizeof wanted + max_size + sizeof hash, &all) &&
                   all.len >= sizeof wanted + sizeof hash;
    if (is_read) {
        size_t end = all.len - sizeof hash;
        memcpy(&hash, all.ptr + end, sizeof hash);
        is_read = hash_equal(hash, hash_128(str_slice(buf_str(&all), 0, end))) &&
                  !memcmp(all.ptr, &wanted, sizeof wanted);
        if (is_read) buf_add(ret, str_slice(buf_str(&all), sizeof wanted, end));
    }
    buf_free(&all);
    return is_read;
}

void sealed_remove(const Target *target, Str name) {
    file_remove(target->state, name);
}
