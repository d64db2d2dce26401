#include "base/spool.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/open.h"

enum {
    BLOCK_SIZE = 128 * 1024,
    BLOCK_ROOM = BLOCK_SIZE - 1,   // beside the NUL of its buffer
};

// On file systems that know no files without a name it loses the one that it has at once.
static int open_named(int folder) {
    char name[32];
    snprintf(name, sizeof name, ".spool-%ld", (long)getpid());
    int ret = openat(folder, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (ret >= 0) unlinkat(folder, name, 0);
    return ret;
}

void spool_open(int folder, size_t thread_count, Spool *ret) {
    *ret = (Spool){.file = -1, .thread_count = thread_count ? thread_count : 1};
    int top = folder >= 0 ? folder : folder_open(folder_of_temporary());
    ret->file = openat(top, ".", O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (ret->file < 0 && top >= 0) ret->file = open_named(top);
    if (top != folder) folder_close(top);
    ret->blocks = calloc(ret->thread_count, sizeof *ret->blocks);
    if (!ret->blocks) memory_exhausted();
}

// Where that cannot be, nothing more is put aside by anybody.
static bool write_at(Spool *spool, uint64_t at, Str bytes) {
    if (file_add_at(spool->file, at, bytes)) return true;
    atomic_store(&spool->error_number, errno);
    return false;
}

// Writes a block that is full, and begins another. One that the disk does not take stays.
static bool renew_block(Spool *spool, SpoolBlock *block) {
    Buf *bytes = &block->bytes;
    if (bytes->ptr && !write_at(spool, block->at, buf_str(bytes))) return false;
    buf_clear(bytes);
    buf_reserve(bytes, BLOCK_ROOM);
    block->at = atomic_fetch_add(&spool->size, BLOCK_SIZE);
    return true;
}

// What has no room in a block is a block of its own.
static bool add_large(Spool *spool, Str bytes, Spooled *ret) {
    uint64_t room = (bytes.len + BLOCK_SIZE - 1) / BLOCK_SIZE * BLOCK_SIZE;
    Spooled place = {atomic_fetch_add(&spool->size, room), bytes.len};
    if (!write_at(spool, place.at, bytes)) return false;
    *ret = place;
    return true;
}

bool spool_add(Spool *spool, size_t thread, Str bytes, Spooled *ret) {
    if (spool->file < 0) return fail_with(EBADF);
    int error_number = atomic_load(&spool->error_number);
    if (error_number) return fail_with(error_number);
    assert(thread < spool->thread_count);
    if (bytes.len > BLOCK_ROOM) return add_large(spool, bytes, ret);
    SpoolBlock *block = &spool->blocks[thread];
    bool has_room = block->bytes.ptr && bytes.len <= BLOCK_ROOM - block->bytes.len;
    if (!has_room && !renew_block(spool, block)) return false;
    *ret = (Spooled){block->at + block->bytes.len, bytes.len};
    buf_add(&block->bytes, bytes);
    return true;
}

// Reads as much as is there.
static bool read_file(const Spool *spool, Spooled *place, char *ret) {
    size_t done = 0;
    while (done < place->size) {
        ssize_t count = pread(spool->file, ret + done, place->size - done,
                              (off_t)(place->at + done));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return false;
        if (count == 0) break;
        done += (size_t)count;
    }
    place->size = done;
    return true;
}

static bool is_within(Spooled place, Spooled whole) {
    return place.at >= whole.at && place.at + place.size <= whole.at + whole.size;
}

// What is in memory still, or NULL.
static const char *find_in_memory(const Spool *spool, Spooled place) {
    for (size_t i = 0; i < spool->thread_count; i++) {
        const SpoolBlock *block = &spool->blocks[i];
        bool is_there = is_within(place, (Spooled){block->at, block->bytes.len});
        if (is_there && block->bytes.ptr) return block->bytes.ptr + (place.at - block->at);
    }
    return NULL;
}

// What was written and is not there.
static bool is_whole(Spooled read, Spooled place) {
    return is_within(place, read) || fail_with(EIO);
}

bool spool_read(const Spool *spool, Spooled place, char *ret) {
    const char *known = find_in_memory(spool, place);
    if (known) memcpy(ret, known, place.size);
    Spooled read = place;
    return known || (read_file(spool, &read, ret) && is_whole(read, place));
}

void spool_close(Spool *spool) {
    if (spool->file >= 0) close(spool->file);
    spool->file = -1;
    for (size_t i = 0; i < spool->thread_count; i++) buf_free(&spool->blocks[i].bytes);
    free(spool->blocks);
    spool->blocks = NULL;
    spool->thread_count = 0;
}

// The block that it stands in, from its beginning, or what it is a block of.
static Spooled window_around(Spooled place) {
    Spooled block = {place.at / BLOCK_SIZE * BLOCK_SIZE, BLOCK_SIZE};
    return is_within(place, block) ? block : place;
}

bool spool_reader_take(SpoolReader *reader, Spooled place, Str *ret) {
    const char *known = find_in_memory(reader->spool, place);
    size_t slot = place.at / BLOCK_SIZE % (sizeof reader->bufs / sizeof reader->bufs[0]);
    Spooled *held = &reader->held[slot];
    Buf *buf = &reader->bufs[slot];
    if (!known && !is_within(place, *held)) {
        Spooled window = window_around(place);
        *held = (Spooled){0, 0};
        buf_clear(buf);
        buf_reserve(buf, window.size);
        if (!read_file(reader->spool, &window, buf->ptr) || !is_whole(window, place)) return false;
        *held = window;
    }
    *ret = (Str){known ? known : buf->ptr + (place.at - held->at), place.size};
    return true;
}

void spool_reader_end(SpoolReader *reader) {
    for (size_t i = 0; i < sizeof reader->bufs / sizeof reader->bufs[0]; i++) {
        buf_free(&reader->bufs[i]);
    }
}
