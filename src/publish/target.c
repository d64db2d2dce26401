#include "publish/target.h"

#include <errno.h>

#define STAGING_NAME STR("staging")
#define STAGING_INSIDE STR(".metier-staging")
enum { LOCK_TRIES = 100, ABOVE_MAX = 4096 };

static bool refuse(const Target *target, const char *message, Diags *diags) {
    return diag_error(diags, (Place){target->path, DIAG_NO_OFFSET}, "output-folder",
                      "choose another folder with -o", "%s", message);
}

static bool refuse_own(const Target *target, Diags *diags) {
    return refuse(target, "the site cannot be published over its own files", diags);
}

// Folders of a site whose files must not be taken for published ones.
static const char *const own_names[] = {"content", "layouts", "static", "src", "tests", ".git", ".metier"};
enum { OWN_COUNT = sizeof own_names / sizeof own_names[0] };

static bool is_own_name(Str name) {
    bool is_state = str_starts_with(name, STR(".")) && str_ends_with(name, STR(".metier"));
    for (size_t i = 0; i < OWN_COUNT; i++) is_state |= str_equal(name, str_from(own_names[i]));
    return is_state;
}

// Whether `folder` is one of the site's own.
static bool is_own_folder(int root, int folder) {
    bool is_own = false;
    for (size_t i = 0; i < OWN_COUNT && !is_own; i++) {
        int own = folder_open_in(root, str_from(own_names[i]));
        is_own = own >= 0 && folder_is_same(own, folder);
        folder_close(own);
    }
    return is_own;
}

// Whether `folder` is `below`, or one that it lies in.
static bool is_above(int folder, int below) {
    int at = folder_open_in(below, STR(""));
    bool is_found = false;
    for (int i = 0; i < ABOVE_MAX && at >= 0 && !is_found; i++) {
        is_found = folder_is_same(at, folder);
        int next = is_found ? -1 : folder_open_above(at);
        bool is_top = next >= 0 && folder_is_same(at, next);
        folder_close(at);
        at = next;
        if (is_top) break;
    }
    folder_close(at);
    return is_found;
}

// One step of the way to the output folder. Inside the site no link is followed: a repository can
// hold one that leads anywhere.
static int step(int at, Str part, bool is_inside) {
    if (str_equal(part, STR(".."))) return folder_open_above(at);
    if (!is_inside) {
        int ret = folder_open_named(at, part);
        if (ret >= 0 || errno != ENOENT) return ret;
    }
    return folder_make(at, part);
}

// Walks from `at`, which it closes, to the folder that the last part of `path` stands in.
static bool find_parent(int root, int at, Str path, Target *ret, Diags *diags) {
    bool is_inside = folder_is_same(at, root);
    Str rest = path;
    for (;;) {
        Str part = str_slice(rest, 0, str_find(rest, '/'));
        rest = str_slice(rest, part.len + 1, rest.len);
        while (rest.len && rest.ptr[0] == '/') rest = str_slice(rest, 1, rest.len);
        bool is_idle = !part.len || str_equal(part, STR("."));
        if (!rest.len) {
            ret->parent = at;
            ret->name = part;
            bool is_name = !is_idle && !str_equal(part, STR(".."));
            bool is_own = folder_is_same(at, root) && is_own_name(part);
            if (is_own || (is_idle && folder_is_same(at, root))) return refuse_own(ret, diags);
            return is_name || refuse(ret, "this does not end with a folder's name", diags);
        }
        if (is_idle) continue;
        bool is_own = (folder_is_same(at, root) && is_own_name(part)) || is_own_folder(root, at);
        int next = is_own ? -1 : step(at, part, is_inside);
        int error_number = errno;
        folder_close(at);
        if (is_own) return refuse_own(ret, diags);
        at = next;
        if (at < 0 && (error_number == ELOOP || error_number == ENOTDIR)) {
            return refuse(ret, "a link or a file stands on the way to this folder", diags);
        }
        if (at < 0) return diag_environment(diags, "cannot be opened", path, error_number);
        is_inside = folder_is_same(at, root) || (is_inside && !str_equal(part, STR("..")));
    }
}

bool target_open_out(Target *target, Diags *diags) {
    target->out = folder_open_in(target->parent, target->name);
    if (target->out >= 0 || errno == ENOENT) return true;
    if (errno == ELOOP) return refuse(target, "this is a link, not a folder", diags);
    if (errno == ENOTDIR) return refuse(target, "this is not a folder", diags);
    return diag_environment(diags, "cannot be opened", target->path, errno);
}

// Opens the state folder and locks it. Another build may remove it in between: then once more.
static bool lock(Target *target, Diags *diags) {
    int error_number = ENOENT;
    for (int i = 0; i < LOCK_TRIES && (error_number == ENOENT || error_number == ESTALE); i++) {
        folder_close(target->state);
        target->state = folder_make(target->parent, target->state_name);
        if (target->state >= 0) target->lock = file_lock(target->state, STR("lock"));
        if (target->lock >= 0) return true;
        error_number = errno;
    }
    const char *what = error_number == EWOULDBLOCK ? "another build publishes into this folder"
                                                   : "the state folder beside it cannot be locked";
    return diag_environment(diags, what, target->path, error_number);
}

bool target_open(int root, Str path, Arena *arena, Target *ret, Diags *diags) {
    *ret = (Target){.parent = -1, .state = -1, .lock = -1, .out = -1, .path = path};
    bool is_absolute = path.len && path.ptr[0] == '/';
    int start = is_absolute ? folder_open("/") : folder_open_in(root, STR(""));
    if (start < 0) return diag_environment(diags, "cannot be opened", path, errno);
    while (path.len && path.ptr[0] == '/') path = str_slice(path, 1, path.len);
    if (!find_parent(root, start, path, ret, diags)) return false;
    if (is_own_folder(root, ret->parent)) return refuse_own(ret, diags);
    if (!target_open_out(ret, diags)) return false;
    bool is_own = ret->out >= 0 && (is_own_folder(root, ret->out) || is_above(ret->out, root));
    if (is_own) return refuse_own(ret, diags);
    Buf name = {0};
    buf_printf(&name, ".%.*s.metier", (int)ret->name.len, ret->name.ptr);
    ret->state_name = arena_copy(arena, buf_str(&name));
    buf_free(&name);
    return lock(ret, diags);
}

// Where staged files lie: which folder, under which name.
static int staging_place(const Target *target, Str *ret_name) {
    bool is_mount = target->out >= 0 && !folder_is_on_one_disk(target->state, target->out);
    *ret_name = is_mount ? STAGING_INSIDE : STAGING_NAME;
    return is_mount ? target->out : target->state;
}

int target_open_staging(const Target *target) {
    Str name;
    int folder = staging_place(target, &name);
    return folder_open_in(folder, name);
}

int target_make_staging(const Target *target) {
    Str name;
    int folder = staging_place(target, &name);
    return folder_make(folder, name);
}

bool target_remove_staging(const Target *target) {
    Str name;
    int folder = staging_place(target, &name);
    return file_remove_tree(folder, name);
}

void target_close(Target *target) {
    bool is_bare = target->lock >= 0 && !file_exists(target->state, MANIFEST_NAME) &&
                   !file_exists(target->state, JOURNAL_NAME);
    if (is_bare && file_remove(target->state, STR("lock"))) {
        folder_remove(target->parent, target->state_name);
    }
    file_unlock(target->lock);
    folder_close(target->out);
    folder_close(target->state);
    folder_close(target->parent);
}
