// Files are read, hashed, and compared with what is to stand there.
#include "base/open.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/stamp.h"

enum { CHUNK_SIZE = 256 * 1024 };

// Never waits for the other end of a pipe, never takes over a terminal.
enum { READ_FLAGS = O_RDONLY | O_NONBLOCK | O_NOCTTY };

int open_regular(int folder, Str path, struct stat *status) {
    int descriptor = open_in(folder, path, READ_FLAGS, 0);
    if (descriptor < 0 && errno == ENXIO) errno = EINVAL;   // a socket
    if (descriptor < 0) return -1;
    bool is_good = fstat(descriptor, status) == 0;
    if (is_good && S_ISREG(status->st_mode)) return descriptor;
    if (is_good) errno = S_ISDIR(status->st_mode) ? EISDIR : EINVAL;
    close_checked(descriptor, false);
    return -1;
}

// Up to `size` bytes; fewer only at the file's end, which is where no more come or at `end`.
static ssize_t read_some(int descriptor, char *bytes, size_t size, size_t end) {
    size_t done = 0;
    while (done < size) {
        ssize_t count = read(descriptor, bytes + done, size - done);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return -1;
        done += (size_t)count;
        if (count == 0 || done == end) break;
    }
    return (ssize_t)done;
}

bool read_bytes(int descriptor, size_t size, size_t limit, Buf *ret) {
    size_t start = ret->len;
    // One more, which comes where the file has grown. Where it does not come, nobody asks again.
    size_t wanted = size < limit ? size + 1 : limit;
    for (;;) {
        buf_reserve(ret, wanted + 1);
        ssize_t count = read_some(descriptor, ret->ptr + ret->len, wanted, size);
        if (count < 0) return false;
        ret->len += (size_t)count;
        ret->ptr[ret->len] = '\0';
        size_t done = ret->len - start;
        if ((size_t)count < wanted || done >= limit) return true;
        wanted = limit - done < CHUNK_SIZE ? limit - done : CHUNK_SIZE;
        size = SIZE_MAX;
    }
}

bool file_read(int folder, Str path, size_t max_size, Buf *ret) {
    Stamp ignored;
    return file_read_stamped(folder, path, max_size, ret, &ignored);
}

bool file_read_stamped(int folder, Str path, size_t max_size, Buf *ret, Stamp *ret_stamp) {
    struct stat status;
    int64_t clock_ns = stamp_clock();
    int descriptor = open_regular(folder, path, &status);
    if (descriptor < 0) return false;
    *ret_stamp = stamp_from(&status, clock_ns);
    size_t start = ret->len;
    size_t limit = max_size == SIZE_MAX ? max_size : max_size + 1;
    bool is_read = (uint64_t)status.st_size <= max_size || fail_with(EFBIG);
    is_read = is_read && read_bytes(descriptor, (size_t)status.st_size, limit, ret);
    if (is_read && ret->len - start > max_size) is_read = fail_with(EFBIG);
    return close_checked(descriptor, is_read);
}

// The path from '/' on of what links lead to, and that folder; -1 where there is nothing.
static int resolve_named(Str path, Arena *arena, Str *ret) {
    char *real = realpath(arena_copy(arena, path).ptr, NULL);
    int top = real ? folder_open_start("/") : -1;
    *ret = arena_copy(arena, str_slice(str_from(real), 1, SIZE_MAX));
    int error_number = errno;
    free(real);
    errno = error_number;
    return top;
}

static bool end_named(int top, Arena *arena, bool is_good) {
    int error_number = errno;
    folder_close(top);
    arena_free(arena);
    errno = error_number;
    return is_good;
}

bool file_read_named(Str path, size_t max_size, Buf *ret) {
    Arena arena = {0};
    Str below;
    int top = resolve_named(path, &arena, &below);
    return end_named(top, &arena, top >= 0 && file_read(top, below, max_size, ret));
}

bool file_hash_named(Str path, Hash *ret) {
    Arena arena = {0};
    Str below;
    int top = resolve_named(path, &arena, &below);
    return end_named(top, &arena, top >= 0 && file_hash(top, below, ret));
}

bool file_read_start(int folder, Str path, size_t size, Buf *ret) {
    struct stat status;
    int descriptor = open_regular(folder, path, &status);
    return descriptor >= 0 && close_checked(descriptor, read_bytes(descriptor, size, size, ret));
}

int file_open(int folder, Str path, uint64_t *ret_size) {
    struct stat status;
    int ret = open_regular(folder, path, &status);
    if (ret >= 0) *ret_size = (uint64_t)status.st_size;
    return ret;
}

bool file_read_on(int file, size_t size, Buf *ret) {
    return read_bytes(file, size, size, ret);
}

bool file_is_known(int file, const Stamp *stamp) {
    struct stat status;
    if (fstat(file, &status) != 0) return false;
    Stamp now = stamp_from(&status, stamp_clock());
    return stamp_equal(stamp, &now);
}

int file_open_known(int folder, Str path, const Stamp *stamp) {
    uint64_t size;
    int ret = file_open(folder, path, &size);
    if (ret < 0 || file_is_known(ret, stamp)) return ret;
    file_close(ret);
    return -1;
}

bool file_stamp(int folder, Str path, Stamp *ret) {
    struct stat status;
    int64_t clock_ns = stamp_clock();
    int descriptor = open_regular(folder, path, &status);
    if (descriptor < 0) return false;
    *ret = stamp_from(&status, clock_ns);
    return close_checked(descriptor, true);
}

CopyEnd pass_bytes(int source, int target, Hash *ret) {
    char *chunk = malloc(CHUNK_SIZE);
    if (!chunk) memory_exhausted();
    Hasher *hasher = hasher_new();
    ssize_t count = 0;
    bool is_passed = true;
    do {
        count = read_some(source, chunk, CHUNK_SIZE, SIZE_MAX);
        Str bytes = {chunk, count > 0 ? (size_t)count : 0};
        hasher_add(hasher, bytes);
        if (target >= 0) is_passed = file_add(target, bytes);
    } while (count == CHUNK_SIZE && is_passed);
    *ret = hasher_end(hasher);
    free(chunk);
    return count < 0 ? COPY_UNREAD : is_passed ? COPY_WHOLE : COPY_UNWRITTEN;
}

bool file_hash(int folder, Str path, Hash *ret) {
    struct stat status;
    int descriptor = open_regular(folder, path, &status);
    return descriptor >= 0 &&
           close_checked(descriptor, pass_bytes(descriptor, -1, ret) == COPY_WHOLE);
}

bool file_exists(int folder, Str path) {
    Parent parent;
    struct stat status;
    if (!open_parent(folder, path, &parent)) return false;
    bool is_there = fstatat(parent.folder, parent.name.bytes, &status, AT_SYMLINK_NOFOLLOW) == 0;
    open_parent_end(&parent);
    return is_there;
}

bool file_report_unreadable(Str path, int error_number, Diags *diags) {
    if (error_number != ELOOP) return diag_environment(diags, "cannot be read", path, error_number);
    return diag_error(diags, (Place){path, DIAG_NO_OFFSET}, "outside-link",
                      "put the file itself here",
                      "this is a link, or lies behind one, that is not followed");
}

bool file_report_changed(Str path, Diags *diags) {
    return diag_error(diags, (Place){path, DIAG_NO_OFFSET}, "changed-source",
                      "build again when nothing writes here",
                      "this was changed while the site was built");
}

// What it means that a path could not be opened.
static FileState state_of_failure(int folder, Str path) {
    if (errno == ENOENT) return FILE_ABSENT;
    if (errno == EISDIR) return FILE_IS_FOLDER;
    if (errno == EINVAL) return FILE_IS_STRANGE;
    int saved = errno;
    bool is_itself = file_exists(folder, path);   // then it is no part of the path that is strange
    errno = saved;
    if (errno == ELOOP) return is_itself ? FILE_IS_STRANGE : FILE_IS_BEHIND_LINK;
    return errno == ENOTDIR ? FILE_IS_BLOCKED : FILE_UNKNOWN;
}

FileState file_compare(int folder, Str path, Str bytes, Buf *scratch, Stamp *ret) {
    struct stat status;
    int64_t clock_ns = stamp_clock();
    int descriptor = open_regular(folder, path, &status);
    if (descriptor < 0) return state_of_failure(folder, path);
    if (ret) *ret = stamp_from(&status, clock_ns);
    bool is_same = (uint64_t)status.st_size == bytes.len;
    buf_clear(scratch);
    bool is_read = !is_same || read_bytes(descriptor, bytes.len, bytes.len + 1, scratch);
    if (!close_checked(descriptor, is_read)) return FILE_UNKNOWN;
    return is_same && str_equal(buf_str(scratch), bytes) ? FILE_SAME : FILE_OTHER;
}

FileState file_compare_hash(int folder, Str path, Hash hash, Stamp *ret) {
    Hash there;
    struct stat status;
    int64_t clock_ns = stamp_clock();
    int descriptor = open_regular(folder, path, &status);
    if (descriptor < 0) return state_of_failure(folder, path);
    if (ret) *ret = stamp_from(&status, clock_ns);
    bool is_read = pass_bytes(descriptor, -1, &there) == COPY_WHOLE;
    if (!close_checked(descriptor, is_read)) return FILE_UNKNOWN;
    return hash_equal(hash, there) ? FILE_SAME : FILE_OTHER;
}

bool file_program_folder(Arena *arena, Str *ret) {
    enum { PROGRAM_PATH_MAX = 4096 };
    char path[PROGRAM_PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", path, sizeof path);
    if (len < 0 || len == PROGRAM_PATH_MAX) return false;
    *ret = arena_copy(arena, path_parent((Str){path, (size_t)len}));
    return true;
}
