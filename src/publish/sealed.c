#include "publish/sealed.h"

#include <string.h>

#include "base/stamp.h"

// Room for the stamps and paths of as many inputs or outputs as a site may have.
enum { SEALED_MAX_SIZE = 1 << 30 };

// The header; the bytes follow, and a hash of them and the header.
typedef struct Header {
    char magic[16];
    Instance instance;       // of the state folder
    Hash manifest;
    uint64_t size;
} Header;

static Header header_of(const Target *target, const Journal *manifest, uint64_t size) {
    Header ret;
    memset(&ret, 0, sizeof ret);
    memcpy(ret.magic, "metier sealed 3", sizeof ret.magic);
    ret.instance = target_instance(target->state);
    ret.manifest = manifest->seal;
    ret.size = size;
    return ret;
}

static Str header_bytes(const Header *header) {
    return (Str){(const char *)header, sizeof *header};
}

static Str new_name(const SealedFile *sealed, Arena *arena) {
    return arena_join(arena, sealed->name, STR(".new"));
}

void sealed_begin(const Target *target, Str name, SealedFile *ret) {
    Arena arena = {0};
    Header none = {{0}, {0, 0}, {0, 0}, 0};
    *ret = (SealedFile){.target = target, .name = name, .file = -1, .hasher = hasher_new()};
    Str path = new_name(ret, &arena);
    if (file_remove(target->state, path)) ret->file = file_begin(target->state, path);
    ret->is_written = ret->file >= 0 && file_add(ret->file, header_bytes(&none));
    arena_free(&arena);
}

void sealed_add(SealedFile *sealed, Str bytes) {
    // More than is read back is of no use to anybody.
    bool has_room = bytes.len <= SEALED_MAX_SIZE - sealed->size;
    sealed->is_written = sealed->is_written && has_room && file_add(sealed->file, bytes);
    if (!sealed->is_written) return;
    hasher_add(sealed->hasher, bytes);
    sealed->size += bytes.len;
}

void sealed_end(SealedFile *sealed, const Journal *manifest) {
    const Target *target = sealed->target;
    Arena arena = {0};
    Stamp ignored;
    Str path = new_name(sealed, &arena);
    Header header = header_of(target, manifest, sealed->size);
    hasher_add(sealed->hasher, header_bytes(&header));
    Hash hash = hasher_end(sealed->hasher);
    bool is_written = sealed->is_written &&
                      file_add(sealed->file, (Str){(const char *)&hash, sizeof hash}) &&
                      file_add_at(sealed->file, 0, header_bytes(&header));
    is_written = sealed->file >= 0 && file_end(sealed->file, &ignored) && is_written;
    if (!is_written && sealed->file >= 0) file_remove(target->state, path);
    is_written = is_written && file_move(target->state, path, target->state, sealed->name);
    if (!is_written) sealed_remove(target, sealed->name);
    arena_free(&arena);
}

void sealed_write(const Target *target, const Journal *manifest, Str name, const Str *parts,
                  size_t count) {
    SealedFile sealed;
    sealed_begin(target, name, &sealed);
    for (size_t i = 0; i < count; i++) sealed_add(&sealed, parts[i]);
    sealed_end(&sealed, manifest);
}

// How many bytes follow a header, where that is the one that the file should have. False for any
// other.
static bool parse_header(const Target *target, const Journal *manifest, Str start, size_t *ret) {
    Header header;
    if (start.len != sizeof header) return false;
    memcpy(&header, start.ptr, sizeof header);
    Header wanted = header_of(target, manifest, header.size);
    *ret = (size_t)header.size;
    return !memcmp(&header, &wanted, sizeof wanted) && header.size <= SEALED_MAX_SIZE;
}

// Takes the hash from behind the bytes. Whether it is theirs, and the header's.
static bool unseal(Buf *bytes, size_t size, Str header) {
    Hash hash;
    if (bytes->len != size + sizeof hash) return false;
    memcpy(&hash, bytes->ptr + size, sizeof hash);
    buf_cut(bytes, size);
    Hasher *hasher = hasher_new();
    hasher_add(hasher, buf_str(bytes));
    hasher_add(hasher, header);
    return hash_equal(hash, hasher_end(hasher));
}

bool sealed_read(const Target *target, const Journal *manifest, Str name, Buf *ret) {
    Buf header = {0};
    Buf bytes = {0};
    size_t size = 0;
    uint64_t file_size = 0;
    int file = file_open(target->state, name, &file_size);
    // Of one that is not known no more is read, and no room is made for what is not there.
    bool is_read = file >= 0 && file_read_on(file, sizeof(Header), &header) &&
                   parse_header(target, manifest, buf_str(&header), &size) &&
                   file_size == sizeof(Header) + size + sizeof(Hash) &&
                   file_read_on(file, size + sizeof(Hash), &bytes) &&
                   unseal(&bytes, size, buf_str(&header));
    file_close(file);
    buf_free(&header);
    if (is_read) {
        buf_free(ret);
        *ret = bytes;
    } else {
        buf_free(&bytes);
    }
    return is_read;
}

void sealed_remove(const Target *target, Str name) {
    file_remove(target->state, name);
}
