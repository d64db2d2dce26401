#include "base/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/open.h"

enum { BLOCK_SIZE = 128 * 1024 };

// On file systems that know no files without a name it loses the one that it has at once.
static int open_named(int folder) {
    char name[32];
    snprintf(name, sizeof name, ".spool-%ld", (long)getpid());
    int ret = openat(folder, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (ret >= 0) unlinkat(folder, name, 0);
    return ret;
}

void spool_open(int folder, Spool *ret) {
    *ret = (Spool){.file = -1, .lock = PTHREAD_MUTEX_INITIALIZER};
    int top = folder >= 0 ? folder : folder_open(folder_of_temporary());
    ret->file = openat(top, ".", O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (ret->file < 0 && top >= 0) ret->file = open_named(top);
    if (top != folder) folder_close(top);
    ret->block = malloc(BLOCK_SIZE);
    if (!ret->block) memory_exhausted();
}

// Puts a block that is full on the disk. Where that takes none it stays in memory.
static void write_block(Spool *spool) {
    Str bytes = {spool->block, spool->block_used};
    if (!file_add_at(spool->file, spool->written_size, bytes)) {
        spool->error_number = errno;
        return;
    }
    spool->written_size += bytes.len;
    spool->block_used = 0;
}

// Returns what there was no room for.
static Str add_locked(Spool *spool, Str bytes) {
    while (bytes.len && !spool->error_number) {
        Str part = str_slice(bytes, 0, BLOCK_SIZE - spool->block_used);
        memcpy(spool->block + spool->block_used, part.ptr, part.len);
        spool->block_used += part.len;
        bytes = str_slice(bytes, part.len, bytes.len);
        if (spool->block_used == BLOCK_SIZE) write_block(spool);
    }
    return bytes;
}

bool spool_add(Spool *spool, Str bytes, Spooled *ret) {
    if (spool->file < 0) return fail_with(EBADF);
    pthread_mutex_lock(&spool->lock);
    Spooled place = {spool->written_size + spool->block_used, bytes.len};
    bool is_added = !add_locked(spool, bytes).len;
    int error_number = spool->error_number;
    pthread_mutex_unlock(&spool->lock);
    if (is_added) *ret = place;
    return is_added || fail_with(error_number);
}

static bool read_file(const Spool *spool, Spooled place, char *ret) {
    for (size_t done = 0; done < place.size;) {
        ssize_t count = pread(spool->file, ret + done, place.size - done,
                              (off_t)(place.at + done));
        if (count < 0 && errno == EINTR) continue;
        if (count == 0) errno = EIO;   // what was written is not there
        if (count <= 0) return false;
        done += (size_t)count;
    }
    return true;
}

// Takes from memory what is there still. Returns what is to be read from the disk, which comes
// before it.
static Spooled read_block(Spool *spool, Spooled place, char *ret) {
    Spooled from_disk = place;
    uint64_t end = place.at + place.size;
    if (end <= spool->written_size) return place;   // as nearly all is
    pthread_mutex_lock(&spool->lock);
    if (end > spool->written_size && end <= spool->written_size + spool->block_used) {
        bool is_split = place.at < spool->written_size;
        from_disk.size = is_split ? (size_t)(spool->written_size - place.at) : 0;
        uint64_t from = place.at + from_disk.size - spool->written_size;
        memcpy(ret + from_disk.size, spool->block + from, place.size - from_disk.size);
    }
    pthread_mutex_unlock(&spool->lock);
    return from_disk;
}

bool spool_read(Spool *spool, Spooled place, char *ret) {
    return read_file(spool, read_block(spool, place, ret), ret);
}

void spool_close(Spool *spool) {
    if (spool->file >= 0) close(spool->file);
    spool->file = -1;
    free(spool->block);
    spool->block = NULL;
}

// What is read where something is wanted: so much in front of it, too, as threads that work side
// by side do not put aside in quite the order that it is wanted in.
static Spooled window_around(Spool *spool, Spooled place) {
    enum { BEFORE = BLOCK_SIZE / 4 };
    Spooled ret = {place.at > BEFORE ? place.at - BEFORE : 0, BLOCK_SIZE};
    pthread_mutex_lock(&spool->lock);
    uint64_t end = spool->written_size + spool->block_used;
    pthread_mutex_unlock(&spool->lock);
    if (ret.at + ret.size > end) ret.size = end > ret.at ? (size_t)(end - ret.at) : 0;
    return place.at + place.size <= ret.at + ret.size ? ret : place;
}

static bool is_held(const SpoolReader *reader, Spooled place) {
    return place.at >= reader->held.at &&
           place.at + place.size <= reader->held.at + reader->held.size;
}

bool spool_reader_take(SpoolReader *reader, Spooled place, Str *ret) {
    if (!is_held(reader, place)) {
        Spooled window = window_around(reader->spool, place);
        reader->held = (Spooled){0, 0};
        buf_clear(&reader->buf);
        buf_reserve(&reader->buf, window.size);
        if (!spool_read(reader->spool, window, reader->buf.ptr)) return false;
        reader->held = window;
    }
    *ret = (Str){reader->buf.ptr + (place.at - reader->held.at), place.size};
    return true;
}

void spool_reader_end(SpoolReader *reader) {
    buf_free(&reader->buf);
}
