#include "base/open.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/wide.h"

bool fail_with(int error_number) {
    errno = error_number;
    return false;
}

bool close_checked(int descriptor, bool is_good) {
    int saved = errno;
    bool is_closed = close(descriptor) == 0;
    if (!is_good) errno = saved;
    return is_good && is_closed;
}

// "", "." and "..".
static bool stands_for_folder(Str part) {
    return part.len <= 2 && (part.len < 1 || part.ptr[0] == '.') &&
           (part.len < 2 || part.ptr[1] == '.');
}

static Wide are_ends_of_parts(Wide bytes) {
    return wide_is(bytes, '/') | wide_is(bytes, '\0');
}

// Whether all parts are names, and none is longer.
static bool has_names(Str path, size_t len_max) {
    for (size_t from = 0;;) {
        size_t end = wide_find(path, from, are_ends_of_parts);
        Str part = str_slice(path, from, end);
        if (part.len > len_max || stands_for_folder(part)) return false;
        if (end == path.len) return true;
        if (!path.ptr[end]) return false;
        from = end + 1;
    }
}

bool path_is_clean(Str path) {
    return has_names(path, SIZE_MAX);
}

bool path_is_possible(Str path) {
    return path.len <= FILE_PATH_MAX && has_names(path, FILE_NAME_MAX);
}

bool path_copy(Str path, CPath *ret) {
    if (path.len > FILE_PATH_MAX) return fail_with(ENAMETOOLONG);
    if (!path_is_clean(path)) return fail_with(EINVAL);
    memcpy(ret->bytes, path.ptr, path.len);
    ret->bytes[path.len] = '\0';
    return true;
}

// Where the last part of a path starts.
static size_t last_part(Str path) {
    const char *slash = path.len ? memrchr(path.ptr, '/', path.len) : NULL;
    return slash ? (size_t)(slash - path.ptr) + 1 : 0;
}

Str path_parent(Str path) {
    size_t at = last_part(path);
    return str_slice(path, 0, at ? at - 1 : 0);
}

Str path_name(Str path) {
    return str_slice(path, last_part(path), path.len);
}

Str path_below(Str path, Str folder) {
    return str_slice(path, folder.len ? folder.len + 1 : 0, path.len);
}

Str path_join(Arena *arena, Str folder, Str name) {
    return folder.len ? arena_join_three(arena, folder, STR("/"), name) : name;
}

// Closes a descriptor and leaves errno as it was.
static void close_quietly(int descriptor) {
    int saved = errno;
    if (descriptor >= 0) close(descriptor);
    errno = saved;
}

// One step down that follows no link. Linux says ENOTDIR of a link where a folder is wanted;
// openat2 says ELOOP, and so does this.
static int open_part(int folder, const char *name, int flags, unsigned mode) {
    int ret = openat(folder, name, flags | O_NOFOLLOW | O_CLOEXEC, mode);
    if (ret >= 0 || errno != ENOTDIR) return ret;
    struct stat status;
    bool is_link = !fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) && S_ISLNK(status.st_mode);
    errno = is_link ? ELOOP : ENOTDIR;
    return -1;
}

// Where openat2 is missing (before Linux 5.6) or forbidden (old container filters): part by part.
static int open_by_parts(int folder, char *path, int flags, unsigned mode) {
    int at = folder;
    char *part = path;
    for (char *slash = strchr(part, '/'); slash && at >= 0; slash = strchr(part, '/')) {
        *slash = '\0';
        int next = open_part(at, part, O_PATH | O_DIRECTORY, 0);
        if (at != folder) close_quietly(at);
        at = next;
        part = slash + 1;
    }
    if (at < 0) return -1;
    int ret = open_part(at, part, flags, mode);
    if (at != folder) close_quietly(at);
    return ret;
}

int open_in(int folder, Str path, int flags, unsigned mode) {
    if (!path.len) return openat(folder, ".", flags | O_DIRECTORY | O_CLOEXEC);
    CPath copy;
    if (!path_copy(path, &copy)) return -1;
    struct open_how how = {
        .flags = (unsigned)flags | O_CLOEXEC,
        .mode = flags & O_CREAT ? mode : 0,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    long ret = syscall(SYS_openat2, folder, copy.bytes, &how, sizeof how);
    bool is_missing = ret < 0 && (errno == ENOSYS || errno == EPERM);
    return is_missing ? open_by_parts(folder, copy.bytes, flags, mode) : (int)ret;
}

// "/x" has no clean name, where path_name would give one.
static bool name_parent(Str path, Parent *ret) {
    return path_copy(path_below(path, path_parent(path)), &ret->name);
}

bool open_parent(int folder, Str path, Parent *ret) {
    Str above = path_parent(path);
    if (!name_parent(path, ret)) return false;
    ret->is_borrowed = !above.len;
    ret->folder = above.len ? open_in(folder, above, O_PATH | O_DIRECTORY, 0) : folder;
    return ret->folder >= 0;
}

bool open_parent_made(int folder, Str path, Parent *ret) {
    if (open_parent(folder, path, ret)) return true;
    if (errno != ENOENT) return false;
    ret->folder = folder_make(folder, path_parent(path));
    return ret->folder >= 0;
}

void open_parent_end(Parent *parent) {
    if (!parent->is_borrowed) close_quietly(parent->folder);
}

int folder_open(const char *path) {
    return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

int folder_open_start(const char *path) {
    return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

int folder_open_named(int folder, Str name) {
    CPath copy;
    if (!path_copy(name, &copy)) return -1;
    return openat(folder, copy.bytes, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

int folder_open_above(int folder) {
    return openat(folder, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
}

int folder_open_in(int folder, Str path) {
    return open_in(folder, path, O_RDONLY | O_DIRECTORY, 0);
}

bool folder_hold(HeldFolder *held, int root, Str path) {
    if (held->is_open && str_equal(held->path, path)) return true;
    folder_let_go(held);
    int at = open_in(root, path, O_PATH | O_DIRECTORY, 0);
    *held = (HeldFolder){at >= 0, at, path};
    return held->is_open;
}

void folder_let_go(HeldFolder *held) {
    if (held->is_open) close_quietly(held->at);
    held->is_open = false;
}

// One folder in another, made where it is missing.
static int make_one(int folder, const char *name) {
    if (mkdirat(folder, name, 0755) && errno != EEXIST) return -1;
    return folder_open_in(folder, str_from(name));
}

int folder_make(int folder, Str path) {
    // Nearly always only the last one is missing.
    Parent parent;
    if (path.len && open_parent(folder, path, &parent)) {
        int ret = make_one(parent.folder, parent.name.bytes);
        open_parent_end(&parent);
        return ret;
    }
    if (path.len && errno != ENOENT) return -1;
    int at = folder_open_in(folder, STR(""));
    while (path.len && at >= 0) {
        Str part = str_slice(path, 0, str_find(path, '/'));
        CPath name;
        int next = path_copy(part, &name) ? make_one(at, name.bytes) : -1;
        close_quietly(at);
        at = next;
        path = str_slice(path, part.len + 1, path.len);
    }
    return at;
}

static bool is_dots(const char *name) {
    return !strcmp(name, ".") || !strcmp(name, "..");
}

struct dirent *folder_next(DIR *listed) {
    struct dirent *entry = NULL;
    do {
        errno = 0;
        entry = readdir(listed);
    } while (entry && is_dots(entry->d_name));
    return entry;
}

int folder_share(int folder) {
    return fcntl(folder, F_DUPFD_CLOEXEC, 0);
}

bool folder_is_empty(int folder) {
    int again = folder_open_in(folder, STR(""));
    DIR *listed = again < 0 ? NULL : fdopendir(again);
    if (!listed) {
        close_quietly(again);
        return false;
    }
    bool is_empty = !folder_next(listed) && !errno;
    closedir(listed);
    return is_empty;
}

bool folder_remove(int folder, Str name) {
    CPath copy;
    return path_copy(name, &copy) && unlinkat(folder, copy.bytes, AT_REMOVEDIR) == 0;
}

void folder_close(int folder) {
    close_quietly(folder);
}

void file_close(int file) {
    close_quietly(file);
}

bool folder_is_same(int a, int b) {
    struct stat status_a;
    struct stat status_b;
    return !fstat(a, &status_a) && !fstat(b, &status_b) && status_a.st_dev == status_b.st_dev &&
           status_a.st_ino == status_b.st_ino;
}

bool folder_is_trusted(int folder, int parent) {
    struct stat status;
    struct stat above;
    if (fstat(folder, &status) || fstat(parent, &above)) return false;
    errno = EPERM;
    return status.st_uid == 0 || status.st_uid == geteuid() || status.st_uid == above.st_uid;
}

// Which mount a folder is reached through; 0 before Linux 5.8.
static uint64_t mount_of(int folder) {
    struct statx status;
    bool is_known = statx(folder, "", AT_EMPTY_PATH, STATX_MNT_ID, &status) == 0 &&
                    status.stx_mask & STATX_MNT_ID;
    return is_known ? status.stx_mnt_id : 0;
}

bool folder_is_on_one_mount(int a, int b) {
    struct stat status_a;
    struct stat status_b;
    bool is_on_one_disk = !fstat(a, &status_a) && !fstat(b, &status_b) &&
                          status_a.st_dev == status_b.st_dev;
    return is_on_one_disk && mount_of(a) == mount_of(b);
}

bool folder_sync(int folder) {
    return syncfs(folder) == 0;
}
