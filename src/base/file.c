#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

// root/path as a NUL-terminated path in `buffer`, or NULL with ENAMETOOLONG.
static const char *full_path(const char *root, Str path, char buffer[PATH_MAX]) {
    bool is_absolute = path.len && path.ptr[0] == '/';
    int size = is_absolute || !root
                   ? snprintf(buffer, PATH_MAX, "%.*s", (int)path.len, path.ptr)
                   : snprintf(buffer, PATH_MAX, "%s%s%.*s", root, path.len ? "/" : "",
                              (int)path.len, path.len ? path.ptr : "");
    if (size < 0 || size >= PATH_MAX) {
        errno = ENAMETOOLONG;
        return NULL;
    }
    return buffer;
}

static bool read_all(int descriptor, size_t max_size, Buf *ret) {
    struct stat status;
    if (fstat(descriptor, &status)) return false;
    if (!S_ISREG(status.st_mode)) {
        errno = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
        return false;
    }
    size_t expected = (size_t)status.st_size;
    if (expected > max_size) {
        errno = EFBIG;
        return false;
    }
    size_t start = ret->len;
    for (;;) {
        // One byte more than expected, so that the end of the file is seen without another call.
        size_t have = ret->len - start;
        buf_reserve(ret, have <= expected ? expected - have + 1 : 4096);
        ssize_t count = read(descriptor, ret->ptr + ret->len, ret->capacity - ret->len - 1);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return false;
        ret->len += (size_t)count;
        ret->ptr[ret->len] = '\0';
        if (ret->len - start > max_size) {
            errno = EFBIG;
            return false;
        }
        if (count == 0 || ret->len - start == expected) return true;
    }
}

bool file_read(const char *root, Str path, size_t max_size, Buf *ret) {
    char buffer[PATH_MAX];
    if (!full_path(root, path, buffer)) return false;
    int descriptor = open(buffer, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return false;
    bool is_read = read_all(descriptor, max_size, ret);
    int saved = errno;
    close(descriptor);
    errno = saved;
    return is_read;
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

static Str parent_of(Str path) {
    size_t at = path.len;
    while (at > 0 && path.ptr[at - 1] != '/') at--;
    return str_slice(path, 0, at ? at - 1 : 0);
}

bool file_write(const char *root, Str path, Str bytes) {
    char buffer[PATH_MAX];
    if (!full_path(root, path, buffer)) return false;
    int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW;
    int descriptor = open(buffer, flags, 0644);
    if (descriptor < 0 && errno == ENOENT && file_make_folders(root, parent_of(path))) {
        descriptor = open(buffer, flags, 0644);
    }
    if (descriptor < 0) return false;
    // Published files are for a web server to read: the umask of the builder must not matter.
    bool is_written = fchmod(descriptor, 0644) == 0 && write_all(descriptor, bytes);
    int saved = errno;
    if (close(descriptor) && is_written) return false;
    if (!is_written) errno = saved;
    return is_written;
}

bool file_has_bytes(const char *root, Str path, Str bytes, Buf *scratch) {
    char buffer[PATH_MAX];
    struct stat status;
    if (!full_path(root, path, buffer) || lstat(buffer, &status)) return false;
    if (!S_ISREG(status.st_mode) || (size_t)status.st_size != bytes.len) return false;
    buf_clear(scratch);
    return file_read(root, path, bytes.len, scratch) && str_equal(buf_str(scratch), bytes);
}

bool file_exists(const char *root, Str path) {
    char buffer[PATH_MAX];
    struct stat status;
    return full_path(root, path, buffer) && lstat(buffer, &status) == 0;
}

bool file_is_folder(const char *root, Str path) {
    char buffer[PATH_MAX];
    struct stat status;
    return full_path(root, path, buffer) && stat(buffer, &status) == 0 && S_ISDIR(status.st_mode);
}

bool file_folder_is_empty(const char *root, Str path) {
    char buffer[PATH_MAX];
    DIR *folder = full_path(root, path, buffer) ? opendir(buffer) : NULL;
    if (!folder) return errno == ENOENT;
    bool is_empty = true;
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..")) is_empty = false;
    }
    closedir(folder);
    return is_empty;
}

typedef struct Walk {
    const char *root;
    Arena *arena;
    List *entries;
    char real_root[PATH_MAX];
} Walk;

// Whether a symlink's target stays inside the walked root.
static bool stays_inside(const Walk *walk, const char *path) {
    char real[PATH_MAX];
    if (!realpath(path, real)) return false;
    size_t len = strlen(walk->real_root);
    return !strncmp(real, walk->real_root, len) && (real[len] == '/' || real[len] == '\0');
}

enum { WALK_MAX_DEPTH = 32 };

static bool walk_folder(Walk *walk, Str path, int depth) {
    char buffer[PATH_MAX];
    if (!full_path(walk->root, path, buffer)) return false;
    DIR *folder = opendir(buffer);
    if (!folder) return errno == ENOENT && depth == 0;
    if (depth > WALK_MAX_DEPTH) {
        closedir(folder);
        errno = ELOOP;
        return false;
    }
    bool is_walked = true;
    errno = 0;
    for (struct dirent *found = readdir(folder); found && is_walked; found = readdir(folder)) {
        Str name = str_from(found->d_name);
        if (name.ptr[0] == '.' && !str_equal(name, STR(".well-known"))) continue;
        Str inside = path.len ? arena_join(walk->arena, path, STR("/")) : path;
        FileEntry entry = {.path = arena_join(walk->arena, inside, name)};
        struct stat status;
        if (!full_path(walk->root, entry.path, buffer) || lstat(buffer, &status)) {
            is_walked = false;
            break;
        }
        if (S_ISLNK(status.st_mode)) {
            entry.kind = FILE_SYMLINK;
            if (stays_inside(walk, buffer) && stat(buffer, &status)) status.st_mode = 0;
        }
        if (S_ISREG(status.st_mode)) entry.kind = FILE_REGULAR;
        else if (S_ISDIR(status.st_mode)) entry.kind = FILE_FOLDER;
        else if (entry.kind != FILE_SYMLINK) entry.kind = FILE_OTHER;
        entry.size = (size_t)status.st_size;
        *(FileEntry *)list_add(walk->entries, sizeof entry) = entry;
        if (entry.kind == FILE_FOLDER) is_walked = walk_folder(walk, entry.path, depth + 1);
        errno = is_walked ? 0 : errno;
    }
    if (errno) is_walked = false;
    int saved = errno;
    closedir(folder);
    errno = saved;
    return is_walked;
}

static int compare_entries(const void *left, const void *right) {
    return str_compare(((const FileEntry *)left)->path, ((const FileEntry *)right)->path);
}

bool file_walk(const char *root, Str path, Arena *arena, List *ret) {
    Walk walk = {.root = root, .arena = arena, .entries = ret};
    if (!realpath(root, walk.real_root)) return errno == ENOENT;
    char buffer[PATH_MAX];
    struct stat status;
    bool is_link = full_path(root, path, buffer) && !lstat(buffer, &status) && S_ISLNK(status.st_mode);
    if (is_link && !stays_inside(&walk, buffer)) {
        *(FileEntry *)list_add(ret, sizeof(FileEntry)) = (FileEntry){.path = path, .kind = FILE_SYMLINK};
        return true;
    }
    if (!walk_folder(&walk, path, 0)) return false;
    if (ret->count) qsort(ret->items, ret->count, sizeof(FileEntry), compare_entries);
    return true;
}

bool file_make_folders(const char *root, Str path) {
    char buffer[PATH_MAX];
    if (!full_path(root, path, buffer)) return false;
    if (mkdir(buffer, 0755) == 0) return chmod(buffer, 0755) == 0;
    if (errno == EEXIST) return file_is_folder(root, path) || (errno = ENOTDIR, false);
    Str above = parent_of(path);
    if (errno != ENOENT || above.len == 0) return false;
    if (!file_make_folders(root, above)) return false;
    if (mkdir(buffer, 0755) == 0) return chmod(buffer, 0755) == 0;
    return errno == EEXIST && file_is_folder(root, path);  // another worker was first
}

bool file_rename(const char *root, Str from, Str to) {
    char source[PATH_MAX];
    char target[PATH_MAX];
    if (!full_path(root, from, source) || !full_path(root, to, target)) return false;
    if (rename(source, target) == 0) return true;
    if (errno != ENOENT || !file_make_folders(root, parent_of(to))) return false;
    return rename(source, target) == 0;
}

bool file_remove(const char *root, Str path) {
    char buffer[PATH_MAX];
    return full_path(root, path, buffer) && (unlink(buffer) == 0 || errno == ENOENT);
}

void file_remove_empty_folders(const char *root, Str path) {
    char buffer[PATH_MAX];
    for (Str above = parent_of(path); above.len; above = parent_of(above)) {
        if (!full_path(root, above, buffer) || rmdir(buffer)) return;
    }
}

bool file_remove_tree(const char *root, Str path) {
    char buffer[PATH_MAX];
    if (!full_path(root, path, buffer)) return false;
    DIR *folder = opendir(buffer);
    if (!folder) return errno == ENOENT;
    Arena arena = {0};
    bool is_removed = true;
    for (struct dirent *entry = readdir(folder); entry && is_removed; entry = readdir(folder)) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        Str folder_path = path.len ? arena_join(&arena, path, STR("/")) : path;
        Str inside = arena_join(&arena, folder_path, str_from(entry->d_name));
        char child[PATH_MAX];
        struct stat status;
        if (!full_path(root, inside, child) || lstat(child, &status)) is_removed = false;
        else is_removed = S_ISDIR(status.st_mode) ? file_remove_tree(root, inside) : !unlink(child);
    }
    closedir(folder);
    arena_free(&arena);
    return is_removed && rmdir(buffer) == 0;
}

bool file_same_device(const char *root, Str a, Str b) {
    char path_a[PATH_MAX];
    char path_b[PATH_MAX];
    struct stat status_a;
    struct stat status_b;
    return full_path(root, a, path_a) && full_path(root, b, path_b) && !stat(path_a, &status_a) &&
           !stat(path_b, &status_b) && status_a.st_dev == status_b.st_dev;
}

bool file_real_path(const char *root, Str path, Arena *arena, Str *ret) {
    char buffer[PATH_MAX];
    char real[PATH_MAX];
    if (!full_path(root, path, buffer) || !realpath(buffer, real)) return false;
    *ret = arena_copy(arena, str_from(real));
    return true;
}

bool file_program_folder(Arena *arena, Str *ret) {
    char path[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);
    if (len < 0) return false;
    *ret = arena_copy(arena, parent_of((Str){path, (size_t)len}));
    return true;
}

int file_lock(const char *root, Str path) {
    char buffer[PATH_MAX];
    if (!full_path(root, path, buffer)) return -1;
    int descriptor = open(buffer, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB)) {
        int saved = errno;
        close(descriptor);
        errno = saved;
        return -1;
    }
    return descriptor;
}

void file_unlock(int descriptor) {
    if (descriptor >= 0) close(descriptor);
}
