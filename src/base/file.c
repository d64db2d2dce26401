#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/open.h"
#include "base/stamp.h"

enum {
    CHUNK_SIZE = 256 * 1024,
    TREE_MAX_DEPTH = 256,
    TREE_PASSES_MAX = 10000,
    BESIDE_TRIES = 1000,     // names of which each run that was killed may have left one
};

// Never waits for the other end of a pipe, never takes over a terminal.
enum { READ_FLAGS = O_RDONLY | O_NONBLOCK | O_NOCTTY };

static bool fail(int error_number) {
    errno = error_number;
    return false;
}

// Closes a descriptor, keeping the errno of what failed before; false also when closing fails.
static bool close_checked(int descriptor, bool is_good) {
    int saved = errno;
    bool is_closed = close(descriptor) == 0;
    if (!is_good) errno = saved;
    return is_good && is_closed;
}

static int open_regular(int folder, Str path, struct stat *status) {
    int descriptor = open_in(folder, path, READ_FLAGS, 0);
    if (descriptor < 0 && errno == ENXIO) errno = EINVAL;   // a socket
    if (descriptor < 0) return -1;
    bool is_good = fstat(descriptor, status) == 0;
    if (is_good && S_ISREG(status->st_mode)) return descriptor;
    if (is_good) errno = S_ISDIR(status->st_mode) ? EISDIR : EINVAL;
    close_checked(descriptor, false);
    return -1;
}

// Up to `size` bytes; fewer only at the file's end.
static ssize_t read_some(int descriptor, char *bytes, size_t size) {
    size_t done = 0;
    while (done < size) {
        ssize_t count = read(descriptor, bytes + done, size - done);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return -1;
        if (count == 0) break;
        done += (size_t)count;
    }
    return (ssize_t)done;
}

static bool write_all(int descriptor, Str bytes) {
    while (bytes.len) {
        ssize_t count = write(descriptor, bytes.ptr, bytes.len);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return false;
        bytes = str_slice(bytes, (size_t)count, bytes.len);
    }
    return true;
}

// Reads until the end or `limit` bytes; a file may grow while it is read.
static bool read_bytes(int descriptor, size_t expected, size_t limit, Buf *ret) {
    size_t start = ret->len;
    size_t wanted = expected < limit ? expected : limit;
    for (;;) {
        buf_reserve(ret, wanted + 1);
        ssize_t count = read_some(descriptor, ret->ptr + ret->len, wanted);
        if (count < 0) return false;
        ret->len += (size_t)count;
        ret->ptr[ret->len] = '\0';
        size_t done = ret->len - start;
        if ((size_t)count < wanted || done >= limit) return true;
        wanted = limit - done < CHUNK_SIZE ? limit - done : CHUNK_SIZE;
    }
}

bool file_read(int folder, Str path, size_t max_size, Buf *ret) {
    struct stat status;
    int descriptor = open_regular(folder, path, &status);
    if (descriptor < 0) return false;
    size_t start = ret->len;
    size_t limit = max_size == SIZE_MAX ? max_size : max_size + 1;
    bool is_read = (uint64_t)status.st_size <= max_size || fail(EFBIG);
    is_read = is_read && read_bytes(descriptor, (size_t)status.st_size + 1, limit, ret);
    if (is_read && ret->len - start > max_size) is_read = fail(EFBIG);
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

bool file_stamp(int folder, Str path, Stamp *ret) {
    struct stat status;
    int64_t clock_ns = stamp_clock();
    int descriptor = open_regular(folder, path, &status);
    if (descriptor < 0) return false;
    *ret = stamp_from(&status, clock_ns);
    return close_checked(descriptor, true);
}

// Reads a file to its end, piece by piece: hashes it and, where `target` is a descriptor, copies
// it.
static CopyEnd pass_through(int source, int target, Hash *ret) {
    char *chunk = malloc(CHUNK_SIZE);
    if (!chunk) memory_exhausted();
    Hasher *hasher = hasher_new();
    ssize_t count = 0;
    bool is_passed = true;
    do {
        count = read_some(source, chunk, CHUNK_SIZE);
        Str bytes = {chunk, count > 0 ? (size_t)count : 0};
        hasher_add(hasher, bytes);
        if (target >= 0) is_passed = write_all(target, bytes);
    } while (count == CHUNK_SIZE && is_passed);
    *ret = hasher_end(hasher);
    free(chunk);
    return count < 0 ? COPY_UNREAD : is_passed ? COPY_WHOLE : COPY_UNWRITTEN;
}

bool file_hash(int folder, Str path, Hash *ret) {
    struct stat status;
    int descriptor = open_regular(folder, path, &status);
    return descriptor >= 0 &&
           close_checked(descriptor, pass_through(descriptor, -1, ret) == COPY_WHOLE);
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
    bool is_read = !is_same || read_bytes(descriptor, bytes.len + 1, bytes.len + 1, scratch);
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
    bool is_read = pass_through(descriptor, -1, &there) == COPY_WHOLE;
    if (!close_checked(descriptor, is_read)) return FILE_UNKNOWN;
    return hash_equal(hash, there) ? FILE_SAME : FILE_OTHER;
}

// A new file, open for writing, with the folders above it.
static int create(int folder, Str path) {
    enum { FLAGS = O_WRONLY | O_CREAT | O_EXCL };
    int descriptor = open_in(folder, path, FLAGS, 0644);
    if (descriptor >= 0 || errno != ENOENT) return descriptor;
    int above = folder_make(folder, path_parent(path));
    if (above < 0) return -1;
    descriptor = open_in(above, path_name(path), FLAGS, 0644);
    folder_close(above);
    return descriptor;
}

// The stamp of the file that was written, whatever stands at its path by now.
static bool take_stamp(int descriptor, Stamp *ret) {
    struct stat status;
    int64_t clock_ns = stamp_clock();
    if (fstat(descriptor, &status)) return false;
    *ret = stamp_from(&status, clock_ns);
    return true;
}

bool file_write_stamped(int folder, Str path, Str bytes, Stamp *ret) {
    int descriptor = create(folder, path);
    if (descriptor < 0) return false;
    bool is_written = close_checked(descriptor, write_all(descriptor, bytes) &&
                                                    take_stamp(descriptor, ret));
    int error_number = errno;
    if (!is_written) file_remove(folder, path);
    errno = error_number;
    return is_written;
}

int file_begin(int folder, Str path) {
    return create(folder, path);
}

bool file_add(int file, Str bytes) {
    return write_all(file, bytes);
}

bool file_add_at(int file, uint64_t at, Str bytes) {
    for (size_t done = 0; done < bytes.len;) {
        ssize_t count = pwrite(file, bytes.ptr + done, bytes.len - done, (off_t)(at + done));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return false;
        done += (size_t)count;
    }
    return true;
}

bool file_end(int file, Stamp *ret) {
    return close_checked(file, take_stamp(file, ret));
}

bool file_write(int folder, Str path, Str bytes) {
    Stamp ignored;
    return file_write_stamped(folder, path, bytes, &ignored);
}

// Gives a name to a file that has none.
static bool give_name(int descriptor, const Parent *to) {
    char from[32];
    snprintf(from, sizeof from, "/proc/self/fd/%d", descriptor);
    return linkat(AT_FDCWD, from, to->folder, to->name.bytes, AT_SYMLINK_FOLLOW) == 0;
}

bool file_write_new(int folder, Str path, Str bytes) {
    Parent to;
    if (!open_parent_made(folder, path, &to)) return false;
    int descriptor = openat(to.folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0644);
    bool is_nameless = descriptor >= 0;
    bool is_written = is_nameless && write_all(descriptor, bytes) && fsync(descriptor) == 0;
    bool is_named = is_written && give_name(descriptor, &to);
    int error_number = errno;
    if (is_nameless) close(descriptor);
    open_parent_end(&to);
    errno = error_number;
    if (is_named) return true;
    // Some file systems have no such files; without /proc they cannot be named.
    bool is_unknown = is_nameless ? is_written && errno == ENOENT
                                  : errno == EOPNOTSUPP || errno == EISDIR;
    return is_unknown && file_write(folder, path, bytes);
}

CopyEnd file_copy(int folder, Str path, int source_folder, Str source, Hash *ret,
                  Stamp *ret_stamp) {
    struct stat status;
    int from = open_regular(source_folder, source, &status);
    if (from < 0) return COPY_UNREAD;
    int target = create(folder, path);
    CopyEnd end = target < 0 ? COPY_UNWRITTEN : pass_through(from, target, ret);
    if (end == COPY_WHOLE && !take_stamp(target, ret_stamp)) end = COPY_UNWRITTEN;
    bool is_closed = target >= 0 && close_checked(target, end == COPY_WHOLE);
    if (!is_closed && end == COPY_WHOLE) end = COPY_UNWRITTEN;
    close_checked(from, false);
    return end;
}

bool file_end_synced(int folder, int file, bool is_whole) {
    return close_checked(file, is_whole && fsync(file) == 0) && fsync(folder) == 0;
}

bool file_write_synced(int folder, Str path, Str bytes) {
    int file = file_remove(folder, path) ? create(folder, path) : -1;
    return file >= 0 && file_end_synced(folder, file, write_all(file, bytes));
}

// Whether an open file, which is locked from here on where the disk knows that, has this name.
// EEXIST where another one has it, or somebody else the lock.
static bool is_named_so(int folder, const char *name, int descriptor) {
    struct stat status;
    struct stat named;
    if (flock(descriptor, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK) return fail(EEXIST);
    if (fstat(descriptor, &status)) return false;
    bool is_there = !fstatat(folder, name, &named, AT_SYMLINK_NOFOLLOW);
    if (!is_there && errno != ENOENT) return false;
    return (is_there && named.st_ino == status.st_ino) || fail(EEXIST);
}

// Removes what a run that was killed has left under a name: a beginning of the same bytes, which no
// other run has locked.
static bool remove_left(int folder, const char *name, Str bytes) {
    struct stat status;
    Buf there = {0};
    int descriptor = open_regular(folder, str_from(name), &status);
    if (descriptor < 0) return false;
    bool is_left = (uint64_t)status.st_size <= bytes.len &&
                   read_bytes(descriptor, (size_t)status.st_size, bytes.len, &there) &&
                   str_starts_with(bytes, buf_str(&there)) &&
                   is_named_so(folder, name, descriptor) && !unlinkat(folder, name, 0);
    buf_free(&there);
    close_checked(descriptor, false);
    return is_left;
}

// A new file that only its owner can read, under a name that nothing has.
static int create_beside(int folder, Str bytes, char *ret_name, size_t size) {
    for (int i = 0; i < BESIDE_TRIES; i++) {
        snprintf(ret_name, size, ".metier-edit-%d", i);
        Str name = str_from(ret_name);
        int flags = O_WRONLY | O_CREAT | O_EXCL;
        int descriptor = open_in(folder, name, flags, 0600);
        bool is_taken = descriptor < 0 && errno == EEXIST;
        bool is_free = is_taken && remove_left(folder, ret_name, bytes);
        if (is_free) descriptor = open_in(folder, name, flags, 0600);
        if (descriptor < 0 && !is_taken) return -1;
        if (descriptor < 0) continue;
        if (is_named_so(folder, ret_name, descriptor)) return descriptor;
        bool is_ours = errno != EEXIST;
        int error_number = errno;
        if (is_ours) unlinkat(folder, ret_name, 0);
        errno = error_number;
        close_checked(descriptor, false);
        if (is_ours) return -1;
    }
    return -1;
}

// Writes what takes the place of another file, and whose it is: as far as whoever runs this may.
static bool give_to_owner(const struct stat *status, int descriptor) {
    return fchown(descriptor, status->st_uid, status->st_gid) == 0 || errno == EPERM;
}

static bool write_in_place_of(const struct stat *status, int descriptor, Str bytes) {
    return give_to_owner(status, descriptor) && write_all(descriptor, bytes) &&
           fchmod(descriptor, status->st_mode & 07777) == 0 && fsync(descriptor) == 0;
}

// ESTALE where it is not.
static bool is_as_before(int folder, Str path, const Stamp *before, struct stat *ret) {
    int descriptor = open_regular(folder, path, ret);
    if (descriptor < 0) return false;
    Stamp now = stamp_from(ret, 0);
    return close_checked(descriptor, !stamp_shows_change(before, &now) || fail(ESTALE));
}

bool file_replace(int folder, Str path, const Stamp *before, Str bytes) {
    char beside[32];
    struct stat status;
    int parent = folder_open_in(folder, path_parent(path));
    if (parent < 0) return false;
    bool is_replaced = is_as_before(parent, path_name(path), before, &status);
    int descriptor = is_replaced ? create_beside(parent, bytes, beside, sizeof beside) : -1;
    bool is_moved = descriptor >= 0 && write_in_place_of(&status, descriptor, bytes) &&
                    is_as_before(parent, path_name(path), before, &status) &&
                    file_move(parent, str_from(beside), parent, path_name(path));
    is_replaced = is_moved && fsync(parent) == 0;
    int error_number = errno;
    if (!is_moved && descriptor >= 0) file_remove(parent, str_from(beside));
    // Until here it is locked: nobody takes it for one that was left.
    if (descriptor >= 0) close_checked(descriptor, false);
    folder_close(parent);
    errno = error_number;
    return is_replaced;
}

bool file_replace_by(int folder, Str path, const Stamp *before, int source_folder, Str source) {
    struct stat status;
    struct stat ignored;
    int parent = folder_open_in(folder, path_parent(path));
    if (parent < 0) return false;
    bool is_replaced = is_as_before(parent, path_name(path), before, &status);
    int descriptor = is_replaced ? open_regular(source_folder, source, &ignored) : -1;
    is_replaced = descriptor >= 0 &&
                  close_checked(descriptor, give_to_owner(&status, descriptor) &&
                                                fchmod(descriptor, status.st_mode & 07777) == 0) &&
                  file_move(source_folder, source, parent, path_name(path));
    int error_number = errno;
    folder_close(parent);
    errno = error_number;
    return is_replaced;
}

// Moves within `from` and `to`, made where it is missing; flags are those of renameat2.
static bool move(int folder, Str path, int target_folder, Str target, unsigned flags) {
    Parent from;
    Parent to;
    if (!open_parent(folder, path, &from)) return false;
    bool is_moved = open_parent_made(target_folder, target, &to);
    if (is_moved) {
        const char *name = from.name.bytes;
        is_moved = renameat2(from.folder, name, to.folder, to.name.bytes, flags) == 0;
        // Some file systems know no such flag, and a second name replaces nothing, either.
        bool is_second = !is_moved && flags && errno == EINVAL;
        if (is_second && linkat(from.folder, name, to.folder, to.name.bytes, 0) == 0) {
            is_moved = unlinkat(from.folder, name, 0) == 0;
        }
        open_parent_end(&to);
    }
    open_parent_end(&from);
    return is_moved;
}

bool file_move(int folder, Str path, int target_folder, Str target) {
    return move(folder, path, target_folder, target, 0);
}

bool file_move_new(int folder, Str path, int target_folder, Str target) {
    return move(folder, path, target_folder, target, RENAME_NOREPLACE);
}

bool file_put(int folder, Str beside, Str path, Str bytes) {
    return file_remove(folder, beside) && file_write(folder, beside, bytes) &&
           file_move(folder, beside, folder, path);
}

bool file_move_folder(int folder, Str name, int target_folder, Str target) {
    CPath from;
    CPath to;
    if (!path_copy(name, &from) || !path_copy(target, &to)) return false;
    if (renameat2(folder, from.bytes, target_folder, to.bytes, RENAME_NOREPLACE) == 0) return true;
    // Some file systems know no such flag. Without it, too, only an empty folder is ever replaced.
    return errno == EINVAL && renameat(folder, from.bytes, target_folder, to.bytes) == 0;
}

bool file_remove(int folder, Str path) {
    Parent parent;
    if (!open_parent(folder, path, &parent)) return errno == ENOENT;
    bool is_removed = unlinkat(parent.folder, parent.name.bytes, 0) == 0 || errno == ENOENT;
    open_parent_end(&parent);
    return is_removed;
}

void folder_remove_empty(int folder, Str path) {
    for (; path.len; path = path_parent(path)) {
        Parent parent;
        bool is_removed = false;
        if (open_parent(folder, path, &parent)) {
            is_removed = unlinkat(parent.folder, parent.name.bytes, AT_REMOVEDIR) == 0;
            open_parent_end(&parent);
        }
        if (!is_removed && errno != ENOENT) return;
    }
}

void file_remove_empty_folders(int folder, Str path) {
    folder_remove_empty(folder, path_parent(path));
}

static int open_child(DIR *above, const char *name) {
    return openat(dirfd(above), name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

// Closes a folder, keeping the errno of what failed before.
static bool close_listed(DIR *listed, bool is_good) {
    int saved = errno;
    closedir(listed);
    errno = saved;
    return is_good;
}

typedef struct Visiting {
    FileVisit *visit;
    void *context;
    Buf path;                // of the folder, with a '/' behind it
} Visiting;

// Goes through what an open folder holds, and closes it.
static bool visit_in(int folder, int depth, Visiting *visiting) {
    DIR *listed = fdopendir(folder);
    if (!listed) return close_checked(folder, false);
    Buf *path = &visiting->path;
    size_t len = path->len;
    bool is_visited = depth < TREE_MAX_DEPTH || fail(ELOOP);
    bool is_empty = true;
    const struct dirent *entry = NULL;
    while (is_visited && (entry = folder_next(listed))) {
        int inside = open_child(listed, entry->d_name);
        is_empty = false;
        buf_add(path, str_from(entry->d_name));
        if (inside < 0) {
            // A file or a link; or it is gone.
            is_visited = errno == ENOTDIR || errno == ELOOP || errno == ENOENT;
            if (is_visited) visiting->visit(visiting->context, buf_str(path));
        } else {
            buf_add_char(path, '/');
            is_visited = visit_in(inside, depth + 1, visiting);
        }
        buf_cut(path, len);
    }
    is_visited = is_visited && !errno;
    Str empty = str_slice(buf_str(path), 0, len ? len - 1 : 0);
    if (is_empty && is_visited) visiting->visit(visiting->context, empty);
    return close_listed(listed, is_visited);
}

bool file_visit(int folder, Str path, FileVisit *visit, void *context) {
    Visiting visiting = {.visit = visit, .context = context};
    int inside = folder_open_in(folder, path);
    bool is_visited = inside >= 0 && visit_in(inside, 0, &visiting);
    int saved = errno;
    buf_free(&visiting.path);
    errno = saved;
    return is_visited;
}

static void count_one(void *context, Str path) {
    (void)path;
    ++*(size_t *)context;
}

bool file_count(int folder, Str path, size_t *ret) {
    *ret = 0;
    return file_visit(folder, path, count_one, ret);
}

// Moves a folder to a free name in `top`.
static bool lift(int folder, const char *name, int top, unsigned long *count) {
    bool is_lifted = false;
    do {
        char free_name[32];
        snprintf(free_name, sizeof free_name, "%lu", (*count)++);
        is_lifted = renameat(folder, name, top, free_name) == 0;
    } while (!is_lifted && (errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR));
    return is_lifted;
}

// Removes what an open folder holds, and closes it. Folders in it are removed where they hold no
// further ones; with `top` those are moved there, to be removed by a later pass.
static bool empty_folder(int folder, int top, unsigned long *count) {
    DIR *listed = fdopendir(folder);
    if (!listed) return close_checked(folder, false);
    bool is_emptied = true;
    const struct dirent *entry = NULL;
    while (is_emptied && (entry = folder_next(listed))) {
        const char *name = entry->d_name;
        if (unlinkat(folder, name, 0) == 0 || errno == ENOENT) continue;
        is_emptied = errno == EISDIR;
        if (!is_emptied || unlinkat(folder, name, AT_REMOVEDIR) == 0) continue;
        if (top >= 0) {
            is_emptied = lift(folder, name, top, count);
            continue;
        }
        int inside = open_child(listed, name);
        is_emptied = inside >= 0 && empty_folder(inside, folder, count) &&
                     unlinkat(folder, name, AT_REMOVEDIR) == 0;
    }
    is_emptied = is_emptied && !errno;
    return close_listed(listed, is_emptied);
}

// What lies deep is lifted to the top, so that no depth costs more than three descriptors.
bool file_remove_tree(int folder, Str path) {
    Parent parent;
    unsigned long count = 0;
    if (file_remove(folder, path)) return true;
    bool is_removed = false;
    bool is_emptied = true;
    for (int pass = 0; is_emptied && !is_removed; pass++) {
        if (pass == TREE_PASSES_MAX) return fail(EBUSY);   // somebody fills it all the while
        int inside = folder_open_in(folder, path);
        if (inside < 0) return errno == ENOENT;
        is_emptied = empty_folder(inside, -1, &count) && open_parent(folder, path, &parent);
        if (!is_emptied) break;
        is_removed = unlinkat(parent.folder, parent.name.bytes, AT_REMOVEDIR) == 0;
        open_parent_end(&parent);
        is_emptied = is_removed || errno == ENOTEMPTY || errno == EEXIST;
    }
    return is_removed;
}

const char *folder_of_temporary(void) {
    const char *top = getenv("TMPDIR");
    return top && *top ? top : "/tmp";
}

int folder_make_private(Arena *arena, Str *ret) {
    Buf path = {0};
    buf_printf(&path, "%s/metier.XXXXXX", folder_of_temporary());
    // Whoever works in it may do so from another folder.
    bool is_made = mkdtemp(path.ptr) != NULL;
    char *real = is_made ? realpath(path.ptr, NULL) : NULL;
    int folder = real ? folder_open(real) : -1;
    int error_number = errno;
    if (is_made && folder < 0) rmdir(path.ptr);
    if (folder >= 0) *ret = arena_copy(arena, str_from(real));
    free(real);
    buf_free(&path);
    errno = error_number;
    return folder;
}

void folder_end_private(int folder, Str path) {
    if (folder < 0) return;
    folder_close(folder);
    Arena arena = {0};
    Str above = path_parent(path);
    int top = folder_open(above.len ? arena_copy(&arena, above).ptr : "/");
    if (top >= 0) file_remove_tree(top, path_name(path));
    folder_close(top);
    arena_free(&arena);
}

// Opens and locks a file in its folder. -1 where it cannot be.
static int lock_named(const Parent *parent) {
    struct stat status;
    struct stat named;
    int flags = O_RDWR | O_CREAT | O_NONBLOCK | O_NOCTTY;
    int descriptor = open_in(parent->folder, str_from(parent->name.bytes), flags, 0644);
    if (descriptor < 0) return -1;
    bool is_locked = !fstat(descriptor, &status) && (S_ISREG(status.st_mode) || fail(EINVAL)) &&
                     flock(descriptor, LOCK_EX | LOCK_NB) == 0;
    // Whoever held it before may have removed the file: then this lock keeps nobody out.
    bool is_named = is_locked && !fstatat(parent->folder, parent->name.bytes, &named,
                                          AT_SYMLINK_NOFOLLOW);
    bool is_other = is_named ? named.st_ino != status.st_ino : is_locked && errno == ENOENT;
    if (is_other) errno = ESTALE;
    if (is_named && !is_other) return descriptor;
    close_checked(descriptor, false);
    return -1;
}

int file_lock(int folder, Str path) {
    Parent parent;
    if (!open_parent(folder, path, &parent)) return -1;
    int ret = lock_named(&parent);
    open_parent_end(&parent);
    return ret;
}

void file_unlock(int descriptor) {
    if (descriptor >= 0) close(descriptor);
}

bool file_program_folder(Arena *arena, Str *ret) {
    enum { PROGRAM_PATH_MAX = 4096 };
    char path[PROGRAM_PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", path, sizeof path);
    if (len < 0 || len == PROGRAM_PATH_MAX) return false;
    *ret = arena_copy(arena, path_parent((Str){path, (size_t)len}));
    return true;
}
