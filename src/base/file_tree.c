// Whole folders: what is in them is visited, or removed; those for temporary files.
#include "base/open.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { TREE_MAX_DEPTH = 256, TREE_PASSES_MAX = 10000 };

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
    bool is_visited = depth < TREE_MAX_DEPTH || fail_with(ELOOP);
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
        if (pass == TREE_PASSES_MAX) return fail_with(EBUSY);   // somebody fills it all the while
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
