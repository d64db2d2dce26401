// Walks a tree of sources, and finds out where its links lead.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/open.h"
#include "base/sort.h"

enum { LINKS_MAX = 40, LINK_SIZE_MAX = 4096 };

// What links are followed from, and how far that went.
typedef struct Way {
    int folder;
    Str top;
    size_t part_count;       // of the paths of all links so far
    Arena scratch;           // of the link that is followed
} Way;

typedef struct Walk {
    int root;
    Str above;               // what stands in front of paths where they are shown
    Str top;
    Way way;
    Arena *arena;
    List *entries;           // of FileEntry
    Diags *diags;
    size_t entry_count;      // files, folders and all else
    size_t linked_count;     // of those behind links to folders
    bool is_full;            // a limit was met and reported
    struct { dev_t device; ino_t inode; } open[WALK_MAX_DEPTH + 1];   // the folders on the way here
} Walk;

// A place in the tree, as it is named and as it lies.
typedef struct Spot {
    Str path;
    Str real;
    bool is_linked;
    int depth;
} Spot;

static bool is_hidden(Str name) {
    return name.len && name.ptr[0] == '.' && !str_equal(name, STR(".well-known"));
}

// The text of the link at a path; "" when there is no link.
static bool read_link(int folder, Str path, struct stat *status, Arena *arena, Str *ret) {
    int descriptor = open_in(folder, path, O_PATH | O_NOFOLLOW, 0);
    *ret = (Str){0};
    if (descriptor < 0) return false;
    bool is_read = fstat(descriptor, status) == 0;
    if (is_read && S_ISLNK(status->st_mode)) {
        char text[LINK_SIZE_MAX];
        ssize_t len = readlinkat(descriptor, "", text, sizeof text);
        is_read = len > 0 && len < LINK_SIZE_MAX;
        if (is_read) *ret = arena_copy(arena, (Str){text, (size_t)len});
    }
    folder_close(descriptor);
    return is_read;
}

static bool is_too_long(const Way *way) {
    return way->part_count > WALK_MAX_LINK_PARTS;
}

// Follows `rest` from the folder `at`, both below the top folder, and all links on the way. False
// with ELOOP where it leaves the top folder, meets a hidden name or goes too far. *ret is
// way->scratch's.
static bool follow_parts(Way *way, Str at, Str rest, Str *ret, struct stat *status) {
    int link_count = 0;
    while (rest.len) {
        Str part = str_slice(rest, 0, str_find(rest, '/'));
        rest = str_slice(rest, part.len + 1, rest.len);
        way->part_count++;
        if (!part.len || str_equal(part, STR("."))) continue;
        bool is_up = str_equal(part, STR(".."));
        if (is_up && at.len > way->top.len) {
            at = path_parent(at);
            continue;
        }
        if (is_up || is_hidden(part) || is_too_long(way)) {
            errno = ELOOP;
            return false;
        }
        Str link;
        Str next = path_join(&way->scratch, at, part);
        if (!read_link(way->folder, next, status, &way->scratch, &link)) return false;
        if (!link.len) at = next;
        if (link.len) rest = rest.len ? path_join(&way->scratch, link, rest) : link;
        if (link.len && (link.ptr[0] == '/' || ++link_count > LINKS_MAX)) {
            errno = ELOOP;
            return false;
        }
    }
    *ret = at;
    Str link;
    return read_link(way->folder, at, status, &way->scratch, &link);
}

static bool follow(Way *way, Str at, Str rest, Arena *arena, Str *ret, struct stat *status) {
    bool is_followed = follow_parts(way, at, rest, ret, status);
    if (is_followed) *ret = arena_copy(arena, *ret);
    arena_reset(&way->scratch);
    return is_followed;
}

bool file_resolve(int folder, Str top, Str path, Arena *arena, Str *ret) {
    struct stat status;
    Way way = {.folder = folder, .top = top};
    bool is_resolved =
        follow(&way, top, str_slice(path, top.len + 1, path.len), arena, ret, &status);
    arena_free(&way.scratch);
    return is_resolved;
}

static Place place_of(const Walk *walk, Str path) {
    bool is_shown_so = !walk->above.len;
    return (Place){is_shown_so ? path : arena_join(walk->arena, walk->above, path), DIAG_NO_OFFSET};
}

static void report_limit(Walk *walk, Str path, const char *what, int limit) {
    walk->is_full = true;
    diag_error(walk->diags, place_of(walk, path), "walk-limit", "move or split this folder",
               "there are more than %d %s here", limit, what);
}

static bool report_unlisted(Walk *walk, Str path) {
    int error_number = errno;
    return diag_environment(walk->diags, "cannot be listed", place_of(walk, path).path,
                            error_number);
}

static void report_outside(Walk *walk, Str path) {
    diag_error(walk->diags, place_of(walk, path), "outside-link", "put the file itself here",
               "this is a link that leads out of %.*s, to a hidden name, or nowhere",
               (int)walk->top.len, walk->top.ptr);
}

// Where a link leads is known, or it could not be looked at.
static void report_link(Walk *walk, Str path, int error_number) {
    bool is_known = error_number == ELOOP || error_number == ENOENT || error_number == ENOTDIR ||
                    error_number == ENAMETOOLONG;
    if (is_too_long(&walk->way)) {
        report_limit(walk, path, "parts in the paths of links up to", WALK_MAX_LINK_PARTS);
    } else if (!is_known) {
        file_report_unreadable(place_of(walk, path).path, error_number, walk->diags);
    } else {
        report_outside(walk, path);
    }
}

// Whether a folder is one of those that are open on the way to it.
static bool is_circle(const Walk *walk, int depth, const struct stat *status) {
    for (int i = 0; i < depth; i++) {
        if (walk->open[i].device == status->st_dev && walk->open[i].inode == status->st_ino) {
            return true;
        }
    }
    return false;
}

static void walk_folder(Walk *walk, Spot spot);

// Counts an entry; false when it is beyond a limit.
static bool count_entry(Walk *walk, const Spot *spot) {
    walk->entry_count++;
    walk->linked_count += spot->is_linked;
    if (walk->entry_count > WALK_MAX_ENTRIES) {
        report_limit(walk, walk->top, "entries", WALK_MAX_ENTRIES);
    } else if (walk->linked_count > WALK_MAX_LINKED) {
        report_limit(walk, spot->path, "entries behind links to folders", WALK_MAX_LINKED);
    } else if (spot->path.len > FILE_PATH_MAX) {
        return diag_error(walk->diags, place_of(walk, spot->path), "path-limit",
                          "shorten its name, or those of its folders",
                          "this path is longer than %d bytes", FILE_PATH_MAX);
    }
    return !walk->is_full;
}

// A name that a folder holds, and its type as readdir gives it.
typedef struct Name {
    Str text;
    unsigned char type;
} Name;

// What a name of a folder is. False with errno: with ENOENT it has vanished, and between two looks
// it was never there.
static bool find_mode(int folder, const Name *name, mode_t *ret) {
    struct stat status;
    *ret = (mode_t)DTTOIF(name->type);
    if (name->type != DT_UNKNOWN) return true;
    bool is_there = fstatat(folder, name->text.ptr, &status, AT_SYMLINK_NOFOLLOW) == 0;
    if (is_there) *ret = status.st_mode;
    return is_there;
}

// Looks at one name of a folder.
static void visit(Walk *walk, Spot above, int folder, const Name *name) {
    struct stat status = {0};
    mode_t mode;
    Spot spot = {.is_linked = above.is_linked, .depth = above.depth + 1};
    spot.path = path_join(walk->arena, above.path, name->text);
    if (!find_mode(folder, name, &mode)) {
        int error_number = errno;
        Str shown = place_of(walk, spot.path).path;
        if (error_number != ENOENT) file_report_unreadable(shown, error_number, walk->diags);
        return;
    }
    spot.real = above.path.ptr == above.real.ptr ? spot.path
                                                 : path_join(walk->arena, above.real, name->text);
    if (S_ISLNK(mode)) {
        if (!follow(&walk->way, above.real, name->text, walk->arena, &spot.real, &status)) {
            report_link(walk, spot.path, errno);
            return;
        }
        mode = status.st_mode;
        spot.is_linked |= S_ISDIR(mode);
    }
    if (!count_entry(walk, &spot)) return;
    if (S_ISDIR(mode)) {
        walk_folder(walk, spot);
    } else if (S_ISREG(mode)) {
        *(FileEntry *)list_add(walk->entries, sizeof(FileEntry)) =
            (FileEntry){spot.path, place_of(walk, spot.path).path, spot.real};
    } else {
        diag_error(walk->diags, place_of(walk, spot.path), "not-a-file", "remove it",
                   "this is neither a file nor a folder");
    }
}

// Remembers the folder as one that is open; false where it is already, or lies too deep.
static bool enter(Walk *walk, const Spot *spot, int folder) {
    struct stat status;
    Place place = place_of(walk, spot->path);
    if (fstat(folder, &status)) return report_unlisted(walk, spot->path);
    if (is_circle(walk, spot->depth, &status)) {
        return diag_error(walk->diags, place, "link-circle", "remove the link",
                          "this link leads back to a folder that it lies in");
    }
    if (spot->depth > WALK_MAX_DEPTH) {
        return diag_error(walk->diags, place, "walk-depth", "flatten the folders",
                          "folders lie in each other more than %d deep", WALK_MAX_DEPTH);
    }
    walk->open[spot->depth].device = status.st_dev;
    walk->open[spot->depth].inode = status.st_ino;
    return true;
}

static int compare_names(const void *left, const void *right) {
    return str_compare(((const Name *)left)->text, ((const Name *)right)->text);
}

// Lists the names of an open folder bytewise: what is met first, and so what a limit is reported
// at, must not follow from how the disk happens to order them.
static bool list_names(DIR *listed, Arena *arena, List *ret) {
    const struct dirent *found = NULL;
    // visit reports that there are too many.
    while (ret->count <= WALK_MAX_ENTRIES && (found = folder_next(listed))) {
        Str name = str_from(found->d_name);
        if (is_hidden(name)) continue;
        *(Name *)list_add(ret, sizeof(Name)) = (Name){arena_copy(arena, name), found->d_type};
    }
    int error_number = found ? 0 : errno;
    sort_pieces(ret->items, ret->count, sizeof(Name), compare_names);
    errno = error_number;
    return error_number == 0;
}

bool folder_list_folders(int folder, Arena *arena, List *ret) {
    int again = folder_open_in(folder, (Str){0});
    DIR *listed = again < 0 ? NULL : fdopendir(again);
    List names = {0};
    if (!listed) {
        folder_close(again);
        return false;
    }
    bool is_listed = list_names(listed, arena, &names);
    for (size_t i = 0; i < names.count; i++) {
        const Name *name = (const Name *)names.items + i;
        mode_t mode;
        bool is_known = find_mode(folder, name, &mode);
        is_listed = is_listed && (is_known || errno == ENOENT);
        if (is_known && S_ISDIR(mode)) *(Str *)list_add(ret, sizeof(Str)) = name->text;
    }
    free(names.items);
    closedir(listed);
    return is_listed;
}

static void walk_folder(Walk *walk, Spot spot) {
    int folder = folder_open_in(walk->root, spot.real);
    if (folder < 0) {
        // A missing top folder is no error; whatever else is missing was there a moment ago.
        int error_number = errno;
        Str shown = place_of(walk, spot.path).path;
        if (error_number != ENOENT) file_report_unreadable(shown, error_number, walk->diags);
        return;
    }
    bool is_entered = enter(walk, &spot, folder);
    DIR *listed = is_entered ? fdopendir(folder) : NULL;
    if (!listed) {
        if (is_entered) report_unlisted(walk, spot.path);
        folder_close(folder);
        return;
    }
    Arena scratch = {0};
    List names = {0};
    if (!list_names(listed, &scratch, &names)) report_unlisted(walk, spot.path);
    for (size_t i = 0; i < names.count && !walk->is_full; i++) {
        visit(walk, spot, folder, (const Name *)names.items + i);
    }
    free(names.items);
    arena_free(&scratch);
    closedir(listed);
}

static int compare_entries(const void *left, const void *right) {
    return str_compare(((const FileEntry *)left)->path, ((const FileEntry *)right)->path);
}

bool file_walk(int folder, Str top, Arena *arena, List *ret, Diags *diags) {
    return file_walk_shown(folder, STR(""), top, arena, ret, diags);
}

bool file_walk_shown(int folder, Str above, Str top, Arena *arena, List *ret, Diags *diags) {
    size_t errors_before = diags->error_count;
    Walk walk = {.root = folder, .above = above, .top = top, .way = {.folder = folder, .top = top},
                 .arena = arena, .entries = ret, .diags = diags};
    walk_folder(&walk, (Spot){.path = top, .real = top});
    arena_free(&walk.way.scratch);
    sort_pieces(ret->items, ret->count, sizeof(FileEntry), compare_entries);
    return diags->error_count == errors_before;
}
