#include "output/publish.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"

#define MANIFEST_HEADER STR("metier manifest 1\n")
enum { MANIFEST_MAX_SIZE = 1 << 30 };

typedef struct Slot {
    Str path;
    bool is_changed;
} Slot;

struct Publish {
    Arena arena;
    const char *root;
    Str out;                 // the output folder
    Str staging;             // a folder on the same device
    Str manifest;            // path of the manifest
    Str *published;          // paths of the last build, sorted
    size_t published_count;
    Slot *slots;
    size_t slot_count;
    int lock;
    bool is_first;           // the output folder does not exist: it appears by one rename
};

static Str join(Publish *publish, Str folder, Str name) {
    return arena_join(&publish->arena, arena_join(&publish->arena, folder, STR("/")), name);
}

// Each output folder of a site has a manifest of its own.
static Str manifest_path(Publish *publish) {
    Buf path = {0};
    buf_printf(&path, ".metier/manifest-%016llx", (unsigned long long)hash_64(publish->out));
    Str ret = arena_copy(&publish->arena, buf_str(&path));
    buf_free(&path);
    return ret;
}

static bool read_manifest(Publish *publish, bool *ret_exists, Diags *diags) {
    Buf text = {0};
    *ret_exists = file_read(publish->root, publish->manifest, MANIFEST_MAX_SIZE, &text);
    if (!*ret_exists) {
        int error_number = errno;
        buf_free(&text);
        return error_number == ENOENT ||
               diag_environment(diags, "cannot be read", publish->manifest, error_number);
    }
    Str all = arena_copy(&publish->arena, buf_str(&text));
    buf_free(&text);
    List paths = {0};
    if (!str_starts_with(all, MANIFEST_HEADER)) *ret_exists = false;
    Str rest = *ret_exists ? str_slice(all, MANIFEST_HEADER.len, all.len) : (Str){0};
    while (rest.len) {
        size_t end = str_find(rest, '\n');
        *(Str *)list_add(&paths, sizeof(Str)) = str_slice(rest, 0, end);
        rest = str_slice(rest, end + 1, rest.len);
    }
    publish->published_count = paths.count;
    publish->published = ARENA_NEW(&publish->arena, Str, paths.count + 1);
    if (paths.count) memcpy(publish->published, paths.items, paths.count * sizeof(Str));
    free(paths.items);
    return true;
}

// A site's own folders must not become an output folder: its files would count as foreign at
// best, and be replaced at worst.
static bool check_folder(Publish *publish, Diags *diags) {
    Str root = {0};
    Str out = {0};
    Place place = {publish->out, DIAG_NO_OFFSET};
    if (!file_real_path(publish->root, STR(""), &publish->arena, &root)) {
        return diag_environment(diags, "cannot be opened", publish->out, errno);
    }
    if (!file_real_path(publish->root, publish->out, &publish->arena, &out)) {
        publish->is_first = errno == ENOENT;
        return publish->is_first || diag_environment(diags, "cannot be opened", publish->out, errno);
    }
    static const char *const own[] = {"content", "layouts", "static", "src", ".git", ".metier"};
    bool is_own = str_equal(out, root) || (str_starts_with(root, out) && root.ptr[out.len] == '/') || out.len == 1;
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        Str folder = join(publish, root, str_from(own[i]));
        is_own |= str_starts_with(out, folder) && (out.len == folder.len || out.ptr[folder.len] == '/');
    }
    if (is_own) {
        return diag_error(diags, place, "output-folder", "choose another folder with -o",
                          "the site cannot be published over its own files");
    }
    if (!file_is_folder(publish->root, publish->out)) {
        return diag_error(diags, place, "output-folder", "choose another folder with -o",
                          "this is a file, not a folder");
    }
    return true;
}

static bool choose_staging(Publish *publish, Diags *diags) {
    Str out = publish->out;
    size_t at = out.len;
    while (at > 0 && out.ptr[at - 1] != '/') at--;
    Str parent = at > 1 ? str_slice(out, 0, at - 1) : at == 1 ? STR("/") : STR("");
    Str name = arena_join(&publish->arena, STR("."), str_slice(out, at, out.len));
    name = arena_join(&publish->arena, name, STR(".metier-staging"));
    publish->staging = at ? arena_join(&publish->arena, str_slice(out, 0, at), name) : name;
    bool is_inside = !publish->is_first && !file_same_device(publish->root, parent, out);
    // A mounted folder: renaming works only within it.
    if (is_inside) publish->staging = join(publish, out, STR(".metier-staging"));
    if (!file_remove_tree(publish->root, publish->staging) ||
        !file_make_folders(publish->root, publish->staging)) {
        return diag_environment(diags, "cannot be made", publish->staging, errno);
    }
    return true;
}

static bool open_all(Publish *publish, bool is_forced, Diags *diags) {
    bool has_manifest = false;
    if (!check_folder(publish, diags)) return false;
    if (!file_make_folders(publish->root, STR(".metier"))) {
        return diag_environment(diags, "cannot be made", STR(".metier"), errno);
    }
    publish->lock = file_lock(publish->root, STR(".metier/lock"));
    if (publish->lock < 0 && errno == EWOULDBLOCK) {
        return diag_environment(diags, "another build of this site is running", STR(".metier/lock"),
                                EWOULDBLOCK);
    }
    if (publish->lock < 0) return diag_environment(diags, "cannot be locked", STR(".metier/lock"), errno);
    publish->manifest = manifest_path(publish);
    if (!read_manifest(publish, &has_manifest, diags)) return false;
    if (publish->is_first) publish->published_count = 0;
    bool is_foreign = !publish->is_first && !has_manifest && !file_folder_is_empty(publish->root, publish->out);
    if (is_foreign && !is_forced) {
        return diag_error(diags, (Place){publish->out, DIAG_NO_OFFSET}, "foreign-folder",
                          "choose an empty folder, or add --force to publish into this one",
                          "this folder holds files that metier did not write");
    }
    return choose_staging(publish, diags);
}

Publish *publish_open(const char *root, Str out, bool is_forced, Diags *diags) {
    Publish *publish = calloc(1, sizeof *publish);
    if (!publish) memory_exhausted();
    publish->root = root;
    publish->lock = -1;
    while (out.len > 1 && out.ptr[out.len - 1] == '/') out.len--;
    publish->out = arena_copy(&publish->arena, out);
    if (open_all(publish, is_forced, diags)) return publish;
    publish_close(publish);
    return NULL;
}

void publish_reserve(Publish *publish, size_t slot_count) {
    publish->slots = ARENA_NEW(&publish->arena, Slot, slot_count + 1);
    publish->slot_count = slot_count;
}

// folder/path as a text of the buffer.
static Str path_below(Str folder, Str path, Buf *buf) {
    buf_clear(buf);
    buf_add(buf, folder);
    buf_add_char(buf, '/');
    buf_add(buf, path);
    return buf_str(buf);
}

bool publish_put(Publish *publish, size_t slot, Str path, Str bytes, Buf *scratch, Diags *diags) {
    Buf full = {0};
    publish->slots[slot].path = path;
    bool is_put = true;
    bool is_same = !publish->is_first &&
                   file_has_bytes(publish->root, path_below(publish->out, path, &full), bytes, scratch);
    if (!is_same) {
        publish->slots[slot].is_changed = true;
        is_put = file_write(publish->root, path_below(publish->staging, path, &full), bytes);
        if (!is_put) diag_environment(diags, "cannot be written", buf_str(&full), errno);
    }
    buf_free(&full);
    return is_put;
}

static bool write_manifest(Publish *publish, Diags *diags) {
    Buf text = {0};
    buf_add(&text, MANIFEST_HEADER);
    for (size_t i = 0; i < publish->slot_count; i++) {
        buf_add(&text, publish->slots[i].path);
        buf_add_char(&text, '\n');
    }
    Str temporary = arena_join(&publish->arena, publish->manifest, STR(".new"));
    bool is_written = file_write(publish->root, temporary, buf_str(&text)) &&
                      file_rename(publish->root, temporary, publish->manifest);
    if (!is_written) diag_environment(diags, "cannot be written", publish->manifest, errno);
    buf_free(&text);
    return is_written;
}

// Stops at the first failure with errno set and *ret_failed naming the path.
static bool move_changed(Publish *publish, Str *ret_failed) {
    Buf from = {0};
    Buf to = {0};
    bool is_moved = true;
    for (size_t i = 0; i < publish->slot_count && is_moved; i++) {
        const Slot *slot = &publish->slots[i];
        if (!slot->is_changed) continue;
        is_moved = file_rename(publish->root, path_below(publish->staging, slot->path, &from),
                               path_below(publish->out, slot->path, &to));
        if (is_moved) publish->slots[i].is_changed = false;
        else *ret_failed = arena_copy(&publish->arena, buf_str(&to));
    }
    buf_free(&from);
    buf_free(&to);
    return is_moved;
}

static int compare_paths(const void *left, const void *right) {
    return str_compare(*(const Str *)left, *(const Str *)right);
}

// Removes what the last build published and the plan no longer has. Both lists are sorted.
static bool remove_old(Publish *publish, size_t *ret_count, Diags *diags) {
    Buf path = {0};
    bool is_removed = true;
    size_t slot = 0;
    if (publish->published_count) {
        qsort(publish->published, publish->published_count, sizeof(Str), compare_paths);
    }
    for (size_t i = 0; i < publish->published_count && is_removed; i++) {
        Str old = publish->published[i];
        while (slot < publish->slot_count && str_compare(publish->slots[slot].path, old) < 0) slot++;
        bool is_kept = slot < publish->slot_count && str_equal(publish->slots[slot].path, old);
        // A manifest is a file that anyone may have edited: never step out of the folder.
        bool is_strange = str_starts_with(old, STR("/")) || str_starts_with(old, STR("../"));
        for (size_t at = 0; at + 4 <= old.len; at++) {
            is_strange |= str_equal(str_slice(old, at, at + 4), STR("/../"));
        }
        if (is_kept || is_strange || !old.len) continue;
        is_removed = file_remove(publish->root, path_below(publish->out, old, &path));
        if (!is_removed) diag_environment(diags, "cannot be removed", buf_str(&path), errno);
        else file_remove_empty_folders(publish->root, buf_str(&path));
        ++*ret_count;
    }
    buf_free(&path);
    return is_removed;
}

// New files first, so that no page is ever missing; but where a folder becomes a file or a file a
// folder, the old one has to go before.
static bool replace_all(Publish *publish, PublishCounts *counts, Diags *diags) {
    Str failed = {0};
    bool is_moved = move_changed(publish, &failed);
    bool is_blocked = !is_moved && (errno == ENOTDIR || errno == EISDIR || errno == ENOTEMPTY || errno == EEXIST);
    if (!is_moved && !is_blocked) return diag_environment(diags, "cannot be written", failed, errno);
    if (!remove_old(publish, &counts->removed_count, diags)) return false;
    if (is_moved || move_changed(publish, &failed)) return true;
    return diag_environment(diags, "cannot be written", failed, errno);
}

static int compare_slots(const void *left, const void *right) {
    return str_compare(((const Slot *)left)->path, ((const Slot *)right)->path);
}

static void sort_slots(Publish *publish) {
    size_t count = 0;
    for (size_t i = 0; i < publish->slot_count; i++) {
        if (publish->slots[i].path.len) publish->slots[count++] = publish->slots[i];
    }
    publish->slot_count = count;
    if (count) qsort(publish->slots, count, sizeof(Slot), compare_slots);
}

bool publish_commit(Publish *publish, PublishCounts *ret, Diags *diags) {
    sort_slots(publish);
    PublishCounts counts = {.file_count = publish->slot_count};
    for (size_t i = 0; i < publish->slot_count; i++) counts.changed_count += publish->slots[i].is_changed;
    if (publish->is_first) {
        if (!file_rename(publish->root, publish->staging, publish->out)) {
            return diag_environment(diags, "cannot be put in place", publish->out, errno);
        }
    } else if (!replace_all(publish, &counts, diags)) {
        return false;
    }
    *ret = counts;
    return write_manifest(publish, diags);
}

void publish_close(Publish *publish) {
    if (!publish) return;
    if (publish->staging.len) file_remove_tree(publish->root, publish->staging);
    file_unlock(publish->lock);
    arena_free(&publish->arena);
    free(publish);
}
