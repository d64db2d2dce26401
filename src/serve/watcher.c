#include "serve/watcher.h"

#include <errno.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/file.h"
#include "base/stamp.h"

// What the folders of a site are called, and the file that stands beside them.
static const Str parts[] = {{"content", 7}, {"layouts", 7}, {"static", 6}};
enum { PART_COUNT = sizeof parts / sizeof parts[0], FIRST_OF_THEME = 1 };

enum {
    EVENTS_SIZE = 64 * 1024,
    WATCHED = IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB | IN_CREATE | IN_DELETE | IN_MOVED_FROM |
              IN_MOVED_TO | IN_ONLYDIR,
};

// A watched folder, by the number that the kernel gave it.
typedef struct Watched {
    Buf path;                // "content/roles", "" of the top
    bool is_of_theme;
    bool is_watched;         // still
} Watched;

struct Watcher {
    int queue;               // of inotify; -1: the folders are looked through
    int folders[2];          // the site's and the theme's; -1: the site is its own theme
    Str places[2];           // where they stood; the arena's
    char *tops[2];           // as the kernel is told them
    List watched;            // of Watched, by number
    bool is_full;            // there was no room for a watch
    Hash seen;               // of all stamps, where the folders are looked through
    Arena arena;
};

static void note(Changes *changes, Str path) {
    if (table_get(&changes->known, path) != TABLE_NONE) return;
    Str kept = arena_copy(&changes->arena, path);
    *(Str *)list_add(&changes->paths, sizeof kept) = kept;
    table_add(&changes->known, kept, 0);
}

// Of the theme nothing is told but that it has changed: "layouts" stands for all of it.
static void note_at(Changes *changes, const Watched *folder, Str path) {
    note(changes, folder->is_of_theme ? parts[FIRST_OF_THEME] : path);
}

void changes_note_all(Changes *changes) {
    for (size_t i = 0; i < PART_COUNT; i++) note(changes, parts[i]);
    note(changes, CONFIG_PATH);
}

static void note_loss(Changes *changes, WatchLoss loss) {
    changes_note_all(changes);
    changes->loss = loss;
}

static Watched *watched_at(const Watcher *watcher, int number) {
    bool is_known = number >= 0 && (size_t)number < watcher->watched.count;
    Watched *ret = is_known ? (Watched *)watcher->watched.items + number : NULL;
    return ret && ret->is_watched ? ret : NULL;
}

static void forget(Watched *watched) {
    buf_free(&watched->path);
    *watched = (Watched){0};
}

// Watches one folder; false where there is none.
static bool watch(Watcher *watcher, bool is_of_theme, Str path, Arena *scratch) {
    Str top = str_from(watcher->tops[is_of_theme]);
    Str full = path.len ? path_join(scratch, top, path) : arena_copy(scratch, top);
    int number = inotify_add_watch(watcher->queue, full.ptr, WATCHED | IN_DONT_FOLLOW);
    if (number < 0) {
        watcher->is_full |= errno == ENOSPC || errno == ENOMEM;
        return false;
    }
    while (watcher->watched.count <= (size_t)number) list_add(&watcher->watched, sizeof(Watched));
    Watched *watched = (Watched *)watcher->watched.items + number;
    forget(watched);
    *watched = (Watched){.is_of_theme = is_of_theme, .is_watched = true};
    buf_add(&watched->path, path);
    return true;
}

static void watch_tree(Watcher *watcher, bool is_of_theme, Str path, int depth) {
    Arena scratch = {0};
    bool is_folder = watch(watcher, is_of_theme, path, &scratch);
    int folder = is_folder ? folder_open_in(watcher->folders[is_of_theme], path) : -1;
    List names = {0};
    if (folder >= 0 && depth < WALK_MAX_DEPTH) folder_list_folders(folder, &scratch, &names);
    folder_close(folder);
    for (size_t i = 0; i < names.count && !watcher->is_full; i++) {
        Str name = ((const Str *)names.items)[i];
        watch_tree(watcher, is_of_theme, path_join(&scratch, path, name), depth + 1);
    }
    free(names.items);
    arena_free(&scratch);
}

static void begin_queue(Watcher *watcher) {
    Arena scratch = {0};
    watcher->queue = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    watcher->is_full = watcher->queue < 0;
    if (watcher->is_full) return;
    for (int is_of_theme = 0; is_of_theme < 2; is_of_theme++) {
        if (!watcher->tops[is_of_theme]) continue;
        watch(watcher, is_of_theme, (Str){0}, &scratch);
        for (size_t i = is_of_theme ? FIRST_OF_THEME : 0; i < PART_COUNT; i++) {
            watch_tree(watcher, is_of_theme, parts[i], 0);
        }
    }
    arena_free(&scratch);
}

static void end_queue(Watcher *watcher) {
    Watched *items = watcher->watched.items;
    for (size_t i = 0; i < watcher->watched.count; i++) forget(&items[i]);
    free(items);
    watcher->watched = (List){0};
    if (watcher->queue >= 0) close(watcher->queue);
    watcher->queue = -1;
}

// Looking through the folders, where nobody tells.

// With whether it is racy: one that was is looked at again, when it no longer is.
static void add_stamp(Str path, const Stamp *stamp, Buf *out) {
    buf_add(out, path);
    stamp_add(out, stamp);
    buf_add(out, stamp->is_racy ? STR(" racy\n") : STR("\n"));
}

static void add_stamps(const Watcher *watcher, bool is_of_theme, Str top, Buf *out) {
    Arena arena = {0};
    Diags unheard = {0};
    List files = {0};
    file_walk(watcher->folders[is_of_theme], top, &arena, &files, &unheard);
    Stamper stamper = stamper_begin(watcher->folders[is_of_theme], true);
    for (size_t i = 0; i < files.count; i++) {
        const FileEntry *file = (const FileEntry *)files.items + i;
        Stamp stamp = {0};
        stamper_take(&stamper, file->real, &stamp);
        add_stamp(file->path, &stamp, out);
    }
    stamper_end(&stamper);
    free(files.items);
    diags_free(&unheard);
    arena_free(&arena);
}

static Hash look(const Watcher *watcher) {
    Buf stamps = {0};
    for (int is_of_theme = 0; is_of_theme < 2; is_of_theme++) {
        if (!watcher->tops[is_of_theme]) continue;
        for (size_t i = is_of_theme ? FIRST_OF_THEME : 0; i < PART_COUNT; i++) {
            add_stamps(watcher, is_of_theme, parts[i], &stamps);
        }
    }
    Stamp stamp = {0};
    file_stamp(watcher->folders[0], CONFIG_PATH, &stamp);
    add_stamp(CONFIG_PATH, &stamp, &stamps);
    Hash ret = hash_128(buf_str(&stamps));
    buf_free(&stamps);
    return ret;
}

static void look_from_now(Watcher *watcher) {
    end_queue(watcher);
    watcher->seen = look(watcher);
}

// There is no room to watch all folders.
static bool give_up_queue(Watcher *watcher, Changes *ret) {
    watcher->is_full = false;
    look_from_now(watcher);
    note_loss(ret, WATCH_HAS_NO_ROOM);
    return true;
}

static bool take_looked(Watcher *watcher, Changes *ret) {
    Hash now = look(watcher);
    if (hash_equal(now, watcher->seen)) return false;
    watcher->seen = now;
    changes_note_all(ret);
    return true;
}

// What the kernel tells.

static bool is_below(Str path, Str folder) {
    return str_starts_with(path, folder) &&
           (path.len == folder.len || path.ptr[folder.len] == '/');
}

// What was moved away keeps its watches, and would be told by its old name.
static void unwatch_tree(Watcher *watcher, bool is_of_theme, Str path) {
    Watched *items = watcher->watched.items;
    for (size_t i = 0; i < watcher->watched.count; i++) {
        bool is_in = items[i].is_watched && items[i].is_of_theme == is_of_theme &&
                     is_below(buf_str(&items[i].path), path);
        if (!is_in) continue;
        inotify_rm_watch(watcher->queue, (int)i);
        forget(&items[i]);
    }
}

// Whether it is one of those that a site is made of: others may stand beside them in its folder.
static bool is_of_site(const Watched *folder, Str path) {
    if (folder->path.len) return true;
    bool ret = !folder->is_of_theme && str_equal(path, CONFIG_PATH);
    for (size_t i = 0; i < PART_COUNT; i++) ret |= str_equal(path, parts[i]);
    return ret;
}

// Whether it tells of a change.
static bool take_event(Watcher *watcher, const struct inotify_event *event, Arena *scratch,
                       Changes *ret) {
    Watched *watched = watched_at(watcher, event->wd);
    if (!watched) return false;
    if (event->mask & IN_IGNORED) {
        forget(watched);
        return false;
    }
    if (!event->len) return false;
    bool is_of_theme = watched->is_of_theme;
    Str name = str_from(event->name);
    Str path = arena_copy(scratch, path_join(scratch, buf_str(&watched->path), name));
    if (!is_of_site(watched, path)) return false;
    note_at(ret, watched, path);
    ret->is_whole = event->mask & (IN_CLOSE_WRITE | IN_MOVED_TO) && !(event->mask & IN_ISDIR);
    if (!(event->mask & IN_ISDIR)) return true;
    if (event->mask & IN_MOVED_FROM) unwatch_tree(watcher, is_of_theme, path);
    // Whatever has become of it, another one may stand there by now.
    watch_tree(watcher, is_of_theme, path, 0);
    return true;
}

static bool take_told(Watcher *watcher, Changes *ret) {
    alignas(struct inotify_event) char bytes[EVENTS_SIZE];
    bool is_changed = false;
    bool is_lost = false;
    ssize_t size;
    Arena scratch = {0};
    while ((size = read(watcher->queue, bytes, sizeof bytes)) > 0) {
        for (char *at = bytes; at < bytes + size;) {
            const struct inotify_event *event = (const void *)at;
            is_lost |= (event->mask & IN_Q_OVERFLOW) != 0;
            is_changed |= take_event(watcher, event, &scratch, ret);
            at += sizeof *event + event->len;
        }
        arena_reset(&scratch);
    }
    arena_free(&scratch);
    if (is_lost) {
        // Of folders that came meanwhile nobody knows.
        end_queue(watcher);
        begin_queue(watcher);
        note_loss(ret, WATCH_LOST_SOME);
    }
    return is_changed || is_lost;
}

bool watcher_take(Watcher *watcher, Changes *ret) {
    bool is_changed = watcher->queue < 0 ? take_looked(watcher, ret) : take_told(watcher, ret);
    return watcher->is_full ? give_up_queue(watcher, ret) : is_changed;
}

int watcher_descriptor(const Watcher *watcher) {
    return watcher->queue;
}

bool watcher_is_outdated(const Watcher *watcher) {
    bool ret = false;
    for (int i = 0; i < 2; i++) {
        int now = watcher->folders[i] < 0 ? -1 : folder_open(watcher->places[i].ptr);
        ret |= now >= 0 && !folder_is_same(now, watcher->folders[i]);
        folder_close(now);
    }
    return ret;
}

// By its number an open folder is found wherever it is moved; by its name where there is no /proc.
static char *top_of(int folder, const char *place) {
    char *ret = NULL;
    if (asprintf(&ret, "/proc/self/fd/%d/.", folder) < 0) memory_exhausted();
    if (!access(ret, F_OK)) return ret;
    free(ret);
    return realpath(place, NULL);
}

Watcher *watcher_open(const char *root, const char *theme, bool is_polling) {
    Watcher *ret = calloc(1, sizeof *ret);
    if (!ret) memory_exhausted();
    ret->queue = -1;
    const char *const places[] = {root, theme};
    for (int i = 0; i < 2; i++) {
        ret->folders[i] = folder_open(places[i]);
        ret->places[i] = arena_copy(&ret->arena, str_from(places[i]));
    }
    if (ret->folders[1] >= 0 && folder_is_same(ret->folders[0], ret->folders[1])) {
        folder_close(ret->folders[1]);
        ret->folders[1] = -1;
    }
    for (int i = 0; i < 2; i++) {
        if (ret->folders[i] >= 0) ret->tops[i] = top_of(ret->folders[i], places[i]);
    }
    if (!ret->tops[0]) {
        watcher_close(ret);
        return NULL;
    }
    if (!is_polling) begin_queue(ret);
    if (ret->queue < 0) look_from_now(ret);
    return ret;
}

void watcher_close(Watcher *watcher) {
    if (!watcher) return;
    end_queue(watcher);
    for (int i = 0; i < 2; i++) {
        folder_close(watcher->folders[i]);
        free(watcher->tops[i]);
    }
    arena_free(&watcher->arena);
    free(watcher);
}

PathList changes_list(const Changes *changes) {
    return (PathList){changes->paths.items, changes->paths.count};
}

void changes_clear(Changes *changes) {
    table_free(&changes->known);
    free(changes->paths.items);
    arena_free(&changes->arena);
    *changes = (Changes){0};
}
