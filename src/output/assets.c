#include "output/assets.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/hash.h"

enum { ASSET_TEXT_MAX_SIZE = 16 * 1024 * 1024 };
#define STATIC_MAX_SIZE (UINT64_C(16) * 1024 * 1024 * 1024)
#define STATIC_FOLDER STR("static/")

static void add_file(Assets *assets, int folder, const FileEntry *file, uint64_t *total, Diags *diags) {
    Str name = str_slice(file->path, STATIC_FOLDER.len, file->path.len);
    uint64_t size = 0;
    if (table_add(&assets->by_name, name, assets->files.count) != TABLE_NONE) return;
    *(Asset *)list_add(&assets->files, sizeof(Asset)) =
        (Asset){.path = file->path, .real = file->real, .folder = folder, .address = name};
    if (!file_size(folder, file->real, &size)) {
        file_report_unreadable(file->path, errno, diags);
        return;
    }
    bool was_below = *total <= STATIC_MAX_SIZE;
    *total += size;
    if (!was_below || *total <= STATIC_MAX_SIZE) return;
    diag_error(diags, (Place){file->path, DIAG_NO_OFFSET}, "static-limit", "publish large files elsewhere",
               "with this file, static/ holds more than %d GB", (int)(STATIC_MAX_SIZE >> 30));
}

static void list_folder(Assets *assets, int folder, uint64_t *total, Diags *diags) {
    List found = {0};
    file_walk(folder, STR("static"), &assets->arena, &found, diags);
    for (size_t i = 0; i < found.count; i++) {
        add_file(assets, folder, (FileEntry *)found.items + i, total, diags);
    }
    free(found.items);
}

void assets_load(const Site *site, const Theme *theme, Assets *ret, Diags *diags) {
    uint64_t total = 0;
    ret->wants_hashes = site->config.outputs.hashed_assets;
    list_folder(ret, site->root, &total, diags);
    if (!folder_is_same(site->root, theme->folder)) list_folder(ret, theme->folder, &total, diags);
}

bool asset_read_start(const Asset *asset, size_t size, Buf *ret, Diags *diags) {
    return file_read_start(asset->folder, asset->real, size, ret) ||
           file_report_unreadable(asset->path, errno, diags);
}

// Reads a style sheet or script, which is held in memory and changed.
static bool read_text(const Asset *asset, Buf *ret, Diags *diags) {
    if (file_read(asset->folder, asset->real, ASSET_TEXT_MAX_SIZE, ret)) return true;
    if (errno != EFBIG) return file_report_unreadable(asset->path, errno, diags);
    return diag_error(diags, (Place){asset->path, DIAG_NO_OFFSET}, "asset-limit", "split the file",
                      "a style sheet or script may have %d MB", ASSET_TEXT_MAX_SIZE / 1024 / 1024);
}

// "style.css" and its hash as "assets/style.0123456789abcdef.css".
static Str hashed_address(Arena *arena, Str name, Str bytes) {
    size_t from = name.len;
    size_t dot = name.len;
    while (from > 0 && name.ptr[from - 1] != '/') from--;
    while (dot > from && name.ptr[dot - 1] != '.') dot--;
    Str stem = str_slice(name, from, dot - 1);
    Str extension = str_slice(name, dot, name.len);
    Buf address = {0};
    buf_printf(&address, "assets/%.*s.%016llx.%.*s", (int)stem.len, stem.ptr,
               (unsigned long long)hash_64(bytes), (int)extension.len, extension.ptr);
    Str ret = arena_copy(arena, buf_str(&address));
    buf_free(&address);
    return ret;
}

// The file that a style sheet means by `reference`: "img/x.svg" beside "css/main.css" is
// "css/img/x.svg". Empty when it leads out of static/.
static Str resolve(Arena *arena, Str name, Str reference) {
    Buf path = {0};
    size_t folder = name.len;
    while (folder > 0 && name.ptr[folder - 1] != '/') folder--;
    buf_add(&path, str_slice(name, 0, folder));
    while (reference.len) {
        size_t slash = str_find(reference, '/');
        Str part = str_slice(reference, 0, slash);
        bool is_up = str_equal(part, STR(".."));
        if (is_up && !path.len) break;
        if (is_up) path.len--;
        while (is_up && path.len && path.ptr[path.len - 1] != '/') path.len--;
        if (!is_up && !str_equal(part, STR("."))) {
            buf_add(&path, part);
            if (slash < reference.len) buf_add_char(&path, '/');
        }
        reference = str_slice(reference, slash + 1, reference.len);
    }
    Str ret = reference.len ? (Str){0} : arena_copy(arena, buf_str(&path));
    buf_free(&path);
    return ret;
}

static bool is_elsewhere(Str reference) {
    size_t colon = str_find(reference, ':');
    return !reference.len || reference.ptr[0] == '#' || reference.ptr[0] == '/' ||
           colon < str_find(reference, '/');
}

// Writes one address of a style sheet as it is to be seen from assets/.
static void add_reference(Assets *assets, Str sheet, Str text, size_t at, size_t end, Buf *out, Diags *diags) {
    Str reference = str_slice(text, at, end);
    size_t tail = 0;   // of a query or fragment
    while (tail < reference.len && reference.ptr[tail] != '?' && reference.ptr[tail] != '#') tail++;
    Str name = is_elsewhere(reference) ? (Str){0} : resolve(&assets->arena, sheet, str_slice(reference, 0, tail));
    size_t index = name.len ? table_get(&assets->by_name, name) : TABLE_NONE;
    if (is_elsewhere(reference)) {
        buf_add(out, reference);
    } else if (index == TABLE_NONE) {
        diag_error(diags, (Place){arena_join(&assets->arena, STATIC_FOLDER, sheet), at}, "broken-asset",
                   "name a file of static/ by its path from this one", "there is no file '%.*s'",
                   (int)reference.len, reference.ptr);
    } else {
        const Asset *asset = assets_hash(assets, name, diags);
        buf_add(out, STR("../"));
        buf_add(out, asset ? asset->address : name);
        buf_add(out, str_slice(reference, tail, reference.len));
    }
}

// Makes url(…) and @import "…" of a style sheet follow the files that they name.
static void follow_references(Assets *assets, Str name, Str text, Buf *out, Diags *diags) {
    size_t from = 0;
    for (size_t i = 0; i < text.len; i++) {
        Str rest = str_slice(text, i, text.len);
        if (str_starts_with(rest, STR("/*"))) {
            i += 2;
            while (i + 1 < text.len && !(text.ptr[i] == '*' && text.ptr[i + 1] == '/')) i++;
            i++;
            continue;
        }
        bool is_url = str_starts_with(rest, STR("url("));
        bool is_import = str_starts_with(rest, STR("@import"));
        if (!is_url && !is_import) continue;
        size_t start = i + (is_url ? 4 : 7);
        while (start < text.len && text.ptr[start] == ' ') start++;
        if (start == text.len) break;
        char quote = text.ptr[start];
        bool is_quoted = quote == '"' || quote == '\'';
        if (!is_quoted && is_import) continue;   // @import url(…) comes round again
        start += is_quoted;
        size_t end = start + str_find(str_slice(text, start, text.len), is_quoted ? quote : ')');
        buf_add(out, str_slice(text, from, start));
        add_reference(assets, name, text, start, end, out, diags);
        from = end;
        i = end;
    }
    if (from < text.len) buf_add(out, str_slice(text, from, text.len));
}

const Asset *assets_hash(Assets *assets, Str name, Diags *diags) {
    size_t index = table_get(&assets->by_name, name);
    bool is_sheet = str_ends_with(name, STR(".css"));
    if (!assets->wants_hashes || index == TABLE_NONE || !(is_sheet || str_ends_with(name, STR(".js")))) return NULL;
    Asset *asset = (Asset *)assets->files.items + index;
    if (asset->is_hashed) return asset;
    Place place = {asset->path, 0};
    if (asset->is_open) {
        diag_error(diags, place, "asset-loop", "remove one @import", "this style sheet imports itself");
        return NULL;
    }
    Buf text = {0};
    Buf followed = {0};
    asset->is_open = true;
    bool is_read = read_text(asset, &text, diags);
    if (is_sheet) follow_references(assets, name, buf_str(&text), &followed, diags);
    asset->bytes = arena_copy(&assets->arena, buf_str(is_sheet ? &followed : &text));
    asset->address = hashed_address(&assets->arena, name, asset->bytes);
    asset->is_open = false;
    asset->is_hashed = is_read;
    buf_clear(&text);
    digest_add_sri(&text, asset->bytes);
    asset->integrity = arena_copy(&assets->arena, buf_str(&text));
    buf_free(&text);
    buf_free(&followed);
    return is_read ? asset : NULL;
}

void assets_free(Assets *assets) {
    free(assets->files.items);
    table_free(&assets->by_name);
    arena_free(&assets->arena);
}
