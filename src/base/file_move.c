// Files that stand there are moved, replaced, removed and locked.
#include "base/open.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/stamp.h"

enum { BESIDE_TRIES = 1000 };   // names of which each run that was killed may have left one

// Whether an open file, which is locked from here on where the disk knows that, has this name.
// EEXIST where another one has it, or somebody else the lock.
static bool is_named_so(int folder, const CPath *name, int descriptor) {
    struct stat status;
    struct stat named;
    if (flock(descriptor, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK) return fail_with(EEXIST);
    if (fstat(descriptor, &status)) return false;
    bool is_there = !fstatat(folder, name->bytes, &named, AT_SYMLINK_NOFOLLOW);
    if (!is_there && errno != ENOENT) return false;
    return (is_there && named.st_ino == status.st_ino) || fail_with(EEXIST);
}

// Removes what a run that was killed has left under a name: a beginning of the same bytes, which no
// other run has locked.
static bool remove_left(int folder, const CPath *name, Str bytes) {
    struct stat status;
    Buf there = {0};
    int descriptor = open_regular(folder, str_from(name->bytes), &status);
    if (descriptor < 0) return false;
    bool is_left = (uint64_t)status.st_size <= bytes.len &&
                   read_bytes(descriptor, (size_t)status.st_size, bytes.len, &there) &&
                   str_starts_with(bytes, buf_str(&there)) &&
                   is_named_so(folder, name, descriptor) && !unlinkat(folder, name->bytes, 0);
    buf_free(&there);
    close_checked(descriptor, false);
    return is_left;
}

// A new file that only its owner can read, under a name that nothing has.
static int create_beside(int folder, Str bytes, CPath *ret) {
    for (int i = 0; i < BESIDE_TRIES; i++) {
        snprintf(ret->bytes, sizeof ret->bytes, ".metier-edit-%d", i);
        Str name = str_from(ret->bytes);
        int flags = O_WRONLY | O_CREAT | O_EXCL;
        int descriptor = open_in(folder, name, flags, 0600);
        bool is_taken = descriptor < 0 && errno == EEXIST;
        bool is_free = is_taken && remove_left(folder, ret, bytes);
        if (is_free) descriptor = open_in(folder, name, flags, 0600);
        if (descriptor < 0 && !is_taken) return -1;
        if (descriptor < 0) continue;
        if (is_named_so(folder, ret, descriptor)) return descriptor;
        bool is_ours = errno != EEXIST;
        int error_number = errno;
        if (is_ours) unlinkat(folder, ret->bytes, 0);
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
    return give_to_owner(status, descriptor) && file_add(descriptor, bytes) &&
           fchmod(descriptor, status->st_mode & 07777) == 0 && fsync(descriptor) == 0;
}

// ESTALE where it is not.
static bool is_as_before(int folder, Str path, const Stamp *before, struct stat *ret) {
    int descriptor = open_regular(folder, path, ret);
    if (descriptor < 0) return false;
    Stamp now = stamp_from(ret, 0);
    return close_checked(descriptor, !stamp_shows_change(before, &now) || fail_with(ESTALE));
}

static bool exchange(int folder, const CPath *a, const CPath *b) {
    return renameat2(folder, a->bytes, folder, b->bytes, RENAME_EXCHANGE) == 0;
}

// Somebody has put a file there between the look at it and the exchange: it goes back, and so does
// what comes out for it, until that is what was put there here. False where a file of theirs is
// still beside.
static bool give_back(int folder, const CPath *beside, const CPath *name, ino_t put) {
    struct stat theirs;
    struct stat out;
    while (!fstatat(folder, beside->bytes, &theirs, AT_SYMLINK_NOFOLLOW)) {
        if (!exchange(folder, beside, name)) return errno == ENOENT;   // they have removed it since
        if (fstatat(folder, beside->bytes, &out, AT_SYMLINK_NOFOLLOW)) return false;
        if (out.st_ino == put) return true;
        put = theirs.st_ino;
    }
    return false;
}

// Puts an open file that stands beside another in its place, which is as it was `before`.
// *ret_is_over: what is beside then is nobody's any more.
static bool put_in_place(int folder, const CPath *beside, Str path, const Stamp *before, int file,
                         bool *ret_is_over) {
    CPath name;
    struct stat status;
    *ret_is_over = true;
    if (!is_as_before(folder, path, before, &status) || !path_copy(path, &name)) return false;
    if (!exchange(folder, beside, &name)) {
        // Some file systems know no such flag.
        return errno == EINVAL && !renameat(folder, beside->bytes, folder, name.bytes);
    }
    if (is_as_before(folder, str_from(beside->bytes), before, &status)) return true;
    int error_number = errno;
    *ret_is_over = !fstat(file, &status) && give_back(folder, beside, &name, status.st_ino);
    return fail_with(error_number);
}

bool file_replace(int folder, Str path, const Stamp *before, Str bytes) {
    CPath beside;
    struct stat status;
    int parent = folder_open_in(folder, path_parent(path));
    if (parent < 0) return false;
    bool is_replaced = is_as_before(parent, path_name(path), before, &status);
    int descriptor = is_replaced ? create_beside(parent, bytes, &beside) : -1;
    bool is_over = true;
    is_replaced = descriptor >= 0 && write_in_place_of(&status, descriptor, bytes) &&
                  put_in_place(parent, &beside, path_name(path), before, descriptor, &is_over);
    int error_number = errno;
    if (descriptor >= 0 && is_over) file_remove(parent, str_from(beside.bytes));
    if (is_replaced && fsync(parent) != 0) {
        is_replaced = false;
        error_number = errno;
    }
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

// Opens and locks a file in its folder. -1 where it cannot be.
static int lock_named(const Parent *parent) {
    struct stat status;
    struct stat named;
    int flags = O_RDWR | O_CREAT | O_NONBLOCK | O_NOCTTY;
    int descriptor = open_in(parent->folder, str_from(parent->name.bytes), flags, 0644);
    if (descriptor < 0) return -1;
    bool is_locked = !fstat(descriptor, &status) &&
                     (S_ISREG(status.st_mode) || fail_with(EINVAL)) &&
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
