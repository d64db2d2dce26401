#include "publish/target.h"

#include <errno.h>
#include <inttypes.h>

_Static_assert(FILE_NAME_MAX == 255, "messages name limits that follow from it");
#define STAGING_NAME STR("staging")
#define STAGING_INSIDE STR(".metier-staging")
#define LOCK_NAME STR("lock")
#define SITE_FILE STR("site.yaml")
#define STATE_ENDING STR(".metier")
enum {
    LOCK_TRIES = 100,
    ABOVE_MAX = 4096,
    TARGET_PATH_MAX = 4096,                      // bytes of a path as it is given
    TARGET_NAME_MAX = FILE_NAME_MAX - 8,         // ".NAME.metier" stands beside it
};

static bool refuse(const Target *target, const char *message, Diags *diags) {
    return diag_error(diags, (Place){target->path, DIAG_NO_OFFSET}, "output-folder",
                      "choose another folder with -o", "%s", message);
}

static bool refuse_own(const Target *target, Diags *diags) {
    return refuse(target, "the site cannot be published over its own files", diags);
}

// Folders of a site whose files must not be taken for published ones.
typedef struct OwnFolder { const char *name; bool is_of_others; } OwnFolder;
static const OwnFolder own_folders[] = {
    {"content", true}, {"layouts", true}, {"static", true}, {".git", true}, {".metier", true},
    {"src", false}, {"tests", false},   // only of the site that is built
};
enum { OWN_COUNT = sizeof own_folders / sizeof own_folders[0] };

static bool is_state_name(Str name) {
    return str_starts_with(name, STR(".")) && str_ends_with(name, STATE_ENDING);
}

typedef enum SiteKind { NO_SITE, OTHER_SITE, BUILT_SITE } SiteKind;

static SiteKind site_kind(int root, int folder) {
    if (folder_is_same(root, folder)) return BUILT_SITE;
    return file_exists(folder, SITE_FILE) ? OTHER_SITE : NO_SITE;
}

static bool has_own(SiteKind kind, const OwnFolder *own) {
    return kind == BUILT_SITE || (kind == OTHER_SITE && own->is_of_others);
}

static bool is_own_name(int root, int folder, Str name) {
    bool is_own = false;
    SiteKind kind = site_kind(root, folder);
    for (size_t i = 0; i < OWN_COUNT; i++) {
        const OwnFolder *own = &own_folders[i];
        is_own |= has_own(kind, own) && str_equal(name, str_from(own->name));
    }
    return is_own;
}

static bool is_own_folder(int root, int site, int folder) {
    bool is_own = false;
    SiteKind kind = site_kind(root, site);
    for (size_t i = 0; i < OWN_COUNT && !is_own; i++) {
        if (!has_own(kind, &own_folders[i])) continue;
        int own = folder_open_in(site, str_from(own_folders[i].name));
        is_own = own >= 0 && folder_is_same(own, folder);
        folder_close(own);
    }
    return is_own;
}

// Opens the folder above one, which is closed if it is not `first`; -1 at the top.
static int open_above(int at, int first) {
    int above = folder_open_above(at);
    if (above >= 0 && folder_is_same(at, above)) {
        folder_close(above);
        above = -1;
    }
    if (at != first) folder_close(at);
    return above;
}

// Whether `folder` is `below`, or one that it lies in.
static bool is_above(int folder, int below) {
    int at = below;
    bool is_found = false;
    for (int i = 0; i < ABOVE_MAX && at >= 0 && !is_found; i++) {
        is_found = folder_is_same(at, folder);
        if (!is_found) at = open_above(at, below);
    }
    if (at != below) folder_close(at);
    return is_found;
}

// Whether `below` is a folder of sources of this site or another, or lies in one.
static bool is_in_sources(int root, int below) {
    int at = below;
    bool is_found = false;
    for (int i = 0; i < ABOVE_MAX && at >= 0 && !is_found; i++) {
        int above = folder_open_above(at);
        is_found = above >= 0 && is_own_folder(root, above, at);
        folder_close(above);
        if (!is_found) at = open_above(at, below);
    }
    if (at != below) folder_close(at);
    return is_found;
}

// The next part of a path that says something; "" at its end.
static Str next_part(Str *path) {
    Str part = {0};
    while (path->len && (!part.len || str_equal(part, STR(".")))) {
        part = str_slice(*path, 0, str_find(*path, '/'));
        *path = str_slice(*path, part.len + 1, path->len);
    }
    return str_equal(part, STR(".")) ? (Str){0, 0} : part;
}

// Walks from `at`, which becomes ret->parent, along what exists of `path`. Inside the site no link
// is followed: a repository can hold one that leads anywhere. What is missing is *ret_missing.
static bool find_existing(int root, int at, Str path, Target *ret, Str *ret_missing, Diags *diags) {
    ret->parent = at;
    for (;;) {
        *ret_missing = path;
        Str part = next_part(&path);
        if (!part.len) return true;
        bool is_up = str_equal(part, STR(".."));
        if (is_state_name(part) || is_own_name(root, ret->parent, part)) {
            return refuse_own(ret, diags);
        }
        int next = is_up ? folder_open_above(ret->parent)
                   : is_above(root, ret->parent) ? folder_open_in(ret->parent, part)
                                                 : folder_open_named(ret->parent, part);
        if (next < 0 && errno == ENOENT) return true;
        if (next < 0 && (errno == ELOOP || errno == ENOTDIR)) {
            return refuse(ret, "a link or a file stands on the way to this folder", diags);
        }
        if (next < 0) return diag_environment(diags, "cannot be opened", ret->path, errno);
        folder_close(ret->parent);
        ret->parent = next;
    }
}

// Makes the folders that are missing on the way, once it is known that nothing speaks against it.
static bool make_missing(int root, Str missing, Arena *arena, Target *ret, Diags *diags) {
    Buf names = {0};
    bool is_up = false;
    for (Str part = next_part(&missing); part.len; part = next_part(&missing)) {
        is_up |= str_equal(part, STR(".."));
        if (names.len) buf_add_char(&names, '/');
        buf_add(&names, part);
    }
    Str made = arena_take(arena, &names);
    Str first = made.len ? str_slice(made, 0, str_find(made, '/')) : ret->name;
    if (is_up) return refuse(ret, "'..' stands behind a folder that does not exist", diags);
    bool is_own = is_own_name(root, ret->parent, first) || is_in_sources(root, ret->parent);
    if (is_own) return refuse_own(ret, diags);
    if (!made.len) return true;
    if (!path_is_possible(made)) {
        return refuse(ret, "a name on the way has more than 255 bytes, or all more than 1024",
                      diags);
    }
    int parent = folder_make(ret->parent, made);
    // What was made until it failed goes again, too.
    ret->made = made;
    ret->made_in = ret->parent;
    ret->parent = parent;
    return parent >= 0 || diag_environment(diags, "its folder cannot be made", ret->path, errno);
}

// Finds the folder that the last part of `path` stands in, from `at` on.
static bool find_parent(int root, int at, Str path, Arena *arena, Target *ret, Diags *diags) {
    while (str_ends_with(path, STR("/"))) path.len--;
    size_t above = path.len;
    while (above && path.ptr[above - 1] != '/') above--;
    ret->name = str_slice(path, above, path.len);
    Str missing;
    if (!find_existing(root, at, str_slice(path, 0, above), ret, &missing, diags)) return false;
    bool is_idle = !ret->name.len || str_equal(ret->name, STR("."));
    if (is_idle && folder_is_same(ret->parent, root)) return refuse_own(ret, diags);
    if (is_idle || str_equal(ret->name, STR(".."))) {
        return refuse(ret, "this does not end with a folder's name", diags);
    }
    if (ret->name.len > TARGET_NAME_MAX) {
        return refuse(ret, "its name is longer than 247 bytes", diags);
    }
    if (is_state_name(ret->name)) return refuse_own(ret, diags);
    return make_missing(root, missing, arena, ret, diags);
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
        bool is_there = target->state >= 0;
        bool is_trusted = is_there && folder_is_trusted(target->state, target->parent);
        if (is_there && !is_trusted && errno == EPERM) {
            return refuse(target, "the state folder beside it belongs to somebody else", diags);
        }
        if (is_trusted) target->lock = file_lock(target->state, LOCK_NAME);
        if (target->lock >= 0) return true;
        error_number = errno;
    }
    const char *what = error_number == EWOULDBLOCK ? "another build publishes into this folder"
                                                   : "the state folder beside it cannot be locked";
    return diag_environment(diags, what, target->path, error_number);
}

bool target_open(int root, Str path, Arena *arena, Target *ret, Diags *diags) {
    *ret = (Target){.parent = -1, .made_in = -1, .state = -1, .lock = -1, .out = -1, .path = path};
    if (path.len > TARGET_PATH_MAX) {
        ret->path = STR("-o");
        return refuse(ret, "this path is longer than 4096 bytes", diags);
    }
    bool is_absolute = path.len && path.ptr[0] == '/';
    int start = is_absolute ? folder_open("/") : folder_open_in(root, STR(""));
    if (start < 0) return diag_environment(diags, "cannot be opened", path, errno);
    if (!find_parent(root, start, path, arena, ret, diags)) return false;
    if (!target_open_out(ret, diags)) return false;
    bool is_own = ret->out >= 0 && (is_in_sources(root, ret->out) || is_above(ret->out, root));
    if (is_own) return refuse_own(ret, diags);
    Buf name = {0};
    buf_printf(&name, ".%.*s.metier", (int)ret->name.len, ret->name.ptr);
    ret->state_name = arena_take(arena, &name);
    return lock(ret, diags);
}

Instance target_instance(int state) {
    Stamp lock;
    bool is_known = file_stamp(state, LOCK_NAME, &lock);
    return is_known ? (Instance){lock.inode, lock.changed_ns} : (Instance){0, 0};
}

Str target_instance_text(int state, Arena *arena) {
    Instance instance = target_instance(state);
    Buf ret = {0};
    if (instance.lock_inode) {
        buf_printf(&ret, "%" PRIu64 " %" PRId64, instance.lock_inode, instance.lock_changed_ns);
    }
    return arena_take(arena, &ret);
}

// Where staged files lie: which folder, under which name.
static int staging_place(const Target *target, Str *ret_name) {
    bool is_mount = target->out >= 0 && !folder_is_on_one_mount(target->state, target->out);
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

// Whether a state folder knows of nothing that was published.
static bool is_bare(const Target *target) {
    return !file_exists(target->state, MANIFEST_NAME) && !file_exists(target->state, JOURNAL_NAME);
}

static bool place(void *context) {
    const Target *target = context;
    return file_move_folder(target->state, STAGING_NAME, target->parent, target->name);
}

bool target_grant(Target *target, Sandbox *sandbox, Diags *diags) {
    if (!sandbox_guards_files(sandbox)) return true;
    bool is_new = target->out < 0;
    // What an earlier build has staged may become the output folder.
    int staging = is_new ? target_open_staging(target) : -1;
    sandbox_grant(sandbox, staging, SANDBOX_FILL);
    folder_close(staging);
    sandbox_grant(sandbox, target->state, SANDBOX_FILL);
    sandbox_grant(sandbox, target->out, SANDBOX_FILL);
    if (is_bare(target)) sandbox_grant(sandbox, target->parent, SANDBOX_CLEAR);
    sandbox_grant(sandbox, target->made_in, SANDBOX_CLEAR);
    return !is_new || errand_begin(place, target, target->lock, &target->placing) ||
           diag_environment(diags, "no process can be started to put it in its place",
                            target->path, errno);
}

bool target_place(Target *target, int staging) {
    bool is_placed = target->placing.process ? errand_run(&target->placing) : place(target);
    // Whoever was killed while doing it may have done it.
    if (!is_placed && errno == EPIPE) is_placed = !file_exists(target->state, STAGING_NAME);
    // It stays open: inside a sandbox nobody need be able to open it where it stands now.
    if (is_placed) target->out = folder_share(staging);
    return is_placed;
}

void target_close(Target *target) {
    errand_end(&target->placing);
    bool is_idle = target->lock >= 0 && is_bare(target);
    if (is_idle && file_remove(target->state, LOCK_NAME)) {
        folder_remove(target->parent, target->state_name);
    }
    file_unlock(target->lock);
    folder_close(target->out);
    folder_close(target->state);
    folder_close(target->parent);
    // They are empty unless something was published there.
    if (target->made.len) folder_remove_empty(target->made_in, target->made);
    folder_close(target->made_in);
}
