#include "publish/sealed.h"

#include <string.h>

#include "base/stamp.h"

// Room for the stamps and paths of as many inputs or outputs as a site may have.
enum { SEALED_MAX_SIZE = 1 << 30 };

// The header; the bytes and a hash of all follow. The lock file's inode and times differ in every
// copy of the state folder, so that one that came from a repository or a cache is believed nowhere.
typedef struct Header {
    char magic[16];
    uint64_t lock_inode;
    int64_t lock_changed_ns;
    Hash manifest;
    uint64_t size;
} Header;

static Header header_of(const Target *target, const Journal *manifest, uint64_t size) {
    Header ret;
    memset(&ret, 0, sizeof ret);
    memcpy(ret.magic, "metier sealed 2", sizeof ret.magic);
    Stamper stamper = stamper_begin(target->state, false);
    Stamp lock = {0};
    if (stamper_take(&stamper, STR("lock"), &lock)) {
        ret.lock_inode = lock.inode;
        ret.lock_changed_ns = lock.changed_ns;
    }
    stamper_end(&stamper);
    ret.manifest = journal_hash(manifest);
    ret.size = size;
    return ret;
}

// The header, the bytes and their hash, which are too many to be copied.
static bool write_parts(int file, Header header, const Str *parts, size_t count) {
    Hasher *hasher = hasher_new();
    Str start = {(const char *)&header, sizeof header};
    hasher_add(hasher, start);
    bool is_written = file_add(file, start);
    for (size_t i = 0; i < count; i++) {
        hasher_add(hasher, parts[i]);
        is_written = is_written && file_add(file, parts[i]);
    }
    Hash hash = hasher_end(hasher);
    return is_written && file_add(file, (Str){(const char *)&hash, sizeof hash});
}

void sealed_write(const Target *target, const Journal *manifest, Str name, const Str *parts,
                  size_t count) {
    uint64_t size = 0;
    Stamp ignored;
    for (size_t i = 0; i < count; i++) size += parts[i].len;
    Arena arena = {0};
    Str name_new = arena_join(&arena, name, STR(".new"));
    int file = file_remove(target->state, name_new) ? file_begin(target->state, name_new) : -1;
    bool is_written = file >= 0 &&
                      write_parts(file, header_of(target, manifest, size), parts, count);
    is_written = file >= 0 && file_end(file, &ignored) && is_written;
    if (!is_written && file >= 0) file_remove(target->state, name_new);
    is_written = is_written && file_move(target->state, name_new, target->state, name);
    if (!is_written) sealed_remove(target, name);
    arena_free(&arena);
}

// How many bytes a file has behind its header, where that is the one that it should have: of all
// others no more is read.
static bool read_size(const Target *target, const Journal *manifest, Str name, size_t *ret) {
    Header header;
    Buf start = {0};
    bool is_known = file_read_start(target->state, name, sizeof header, &start) &&
                    start.len == sizeof header;
    if (is_known) {
        memcpy(&header, start.ptr, sizeof header);
        Header wanted = header_of(target, manifest, header.size);
        is_known = !memcmp(&header, &wanted, sizeof wanted) && header.size <= SEALED_MAX_SIZE;
        *ret = (size_t)header.size;
    }
    buf_free(&start);
    return is_known;
}

bool sealed_read(const Target *target, const Journal *manifest, Str name, Buf *ret) {
    size_t size = 0;
    if (!read_size(target, manifest, name, &size)) return false;
    Buf all = {0};
    Hash hash = {0};
    size_t end = sizeof(Header) + size;
    bool is_read = file_read(target->state, name, end + sizeof hash, &all) &&
                   all.len == end + sizeof hash;
    if (is_read) {
        memcpy(&hash, all.ptr + end, sizeof hash);
        is_read = hash_equal(hash, hash_128(str_slice(buf_str(&all), 0, end)));
    }
    if (!is_read) {
        buf_free(&all);
        return false;
    }
    // Its own memory, for there may be very much of it.
    memmove(all.ptr, all.ptr + sizeof(Header), size);
    buf_cut(&all, size);
    buf_free(ret);
    *ret = all;
    return true;
}

void sealed_remove(const Target *target, Str name) {
    file_remove(target->state, name);
}
