#include "site/assets.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/stamp.h"
#include "format/css.h"
#include "format/url.h"

enum {
    ASSET_TEXT_MAX_SIZE = 16 * 1024 * 1024,
    ASSET_TEXTS_MAX_SIZE = 64 * 1024 * 1024,   // of all together: they are held in memory
    HASHED_STEM_MAX_LEN = 100,
    SHOWN_MAX_LEN = 200,                       // of an address in a diagnostic
};
#define ASSETS_MAX_SIZE (UINT64_C(16) * 1024 * 1024 * 1024)
#define STATIC_FOLDER STR("static/")

void assets_add(Assets *assets, int folder, const FileEntry *file, Str name, Diags *diags) {
    if (table_add(&assets->by_name, name, assets->files.count) != TABLE_NONE) return;
    Asset *asset = list_add(&assets->files, sizeof *asset);
    *asset = (Asset){.path = file->shown, .real = file->real, .folder = folder, .address = name,
                     .link = url_from_name(&assets->arena, name)};
    if (!file_stamp(folder, file->real, &asset->stamp)) {
        file_report_unreadable(file->shown, errno, diags);
        return;
    }
    bool was_below = assets->total_size <= ASSETS_MAX_SIZE;
    assets->total_size += asset->stamp.size;
    if (!was_below || assets->total_size <= ASSETS_MAX_SIZE) return;
    size_t top = str_find(file->path, '/');
    diag_error(diags, (Place){file->shown, DIAG_NO_OFFSET}, "static-limit",
               "publish large files elsewhere", "with this file, %.*s/ holds more than %d GB",
               (int)top, file->path.ptr, (int)(ASSETS_MAX_SIZE >> 30));
}

static void list_folder(Assets *assets, int folder, Str above, Diags *diags) {
    List found = {0};
    file_walk_shown(folder, above, STR("static"), &assets->arena, &found, diags);
    for (size_t i = 0; i < found.count; i++) {
        const FileEntry *file = (const FileEntry *)found.items + i;
        Str name = str_slice(file->path, STATIC_FOLDER.len, file->path.len);
        assets_add(assets, folder, file, name, diags);
    }
    free(found.items);
}

void assets_load(int root, const Theme *theme, bool wants_hashes, Assets *ret, Diags *diags) {
    ret->wants_hashes = wants_hashes;
    list_folder(ret, root, STR(""), diags);
    bool has_theme = !folder_is_same(root, theme->folder);
    if (has_theme) list_folder(ret, theme->folder, theme_prefix(theme, &ret->arena), diags);
}

bool asset_read_start(const Asset *asset, size_t size, Buf *ret, Diags *diags) {
    bool is_read = file_read_start(asset->folder, asset->real, size, ret);
    return is_read ? asset_check(asset, diags) : file_report_unreadable(asset->path, errno, diags);
}

bool asset_check(const Asset *asset, Diags *diags) {
    Stamp now;
    if (!file_stamp(asset->folder, asset->real, &now)) {
        return file_report_unreadable(asset->path, errno, diags);
    }
    return !stamp_shows_change(&asset->stamp, &now) || file_report_changed(asset->path, diags);
}

static Asset *find(const Assets *assets, Str name) {
    size_t index = table_get(&assets->by_name, name);
    return index == TABLE_NONE ? NULL : (Asset *)assets->files.items + index;
}

static Asset *find_linked(const Assets *assets, Str link) {
    Buf name = {0};
    Asset *asset = url_add_path_name(&name, link) ? find(assets, buf_str(&name)) : NULL;
    buf_free(&name);
    return asset;
}

const Asset *assets_get(const Assets *assets, Str name) {
    return find(assets, name);
}

const Asset *assets_find(const Assets *assets, Str link) {
    return find_linked(assets, link);
}

// Behind what is shown of an address, where that is not all of it.
static const char *dots_of(Str address) {
    return address.len > SHOWN_MAX_LEN ? "..." : "";
}

void asset_report_foreign(Place place, Str address, Diags *diags) {
    Str shown = str_cut(address, SHOWN_MAX_LEN);
    diag_warning(diags, place, "foreign-request",
                 "put it into static/, or make it a link, which only leads there",
                 "'%.*s%s' is of another site: no page loads anything from one, or sends anything "
                 "there", (int)shown.len, shown.ptr, dots_of(address));
}

// Reads a style sheet or script, which is held in memory and changed.
static bool read_text(Assets *assets, const Asset *asset, Buf *ret, Diags *diags) {
    Place place = {asset->path, DIAG_NO_OFFSET};
    if (!file_read(asset->folder, asset->real, ASSET_TEXT_MAX_SIZE, ret)) {
        if (errno != EFBIG) return file_report_unreadable(asset->path, errno, diags);
        return diag_error(diags, place, "asset-limit", "split the file",
                          "a style sheet or script may have %d MB", ASSET_TEXT_MAX_SIZE >> 20);
    }
    if (!asset_check(asset, diags)) return false;
    bool was_below = assets->text_size <= ASSET_TEXTS_MAX_SIZE;
    assets->text_size += ret->len;
    if (assets->text_size <= ASSET_TEXTS_MAX_SIZE) return true;
    return was_below &&
           diag_error(diags, place, "assets-limit", "let layouts name fewer of them",
                      "with this file, the style sheets and scripts in use have more than %d MB",
                      ASSET_TEXTS_MAX_SIZE >> 20);
}

static bool is_alphanumeric(char byte) {
    return ascii_is_letter(byte) || ascii_is_digit(byte);
}

// "my style.css" and its hash as "assets/my-style.0123456789abcdef.css": an address that is its own
// link, wherever it stands, and never too long for a file.
static Str hashed_address(Arena *arena, Str name, Str bytes) {
    size_t from = name.len;
    size_t dot = name.len;
    while (from > 0 && name.ptr[from - 1] != '/') from--;
    while (dot > from && name.ptr[dot - 1] != '.') dot--;
    Str stem = str_slice(str_slice(name, from, dot - 1), 0, HASHED_STEM_MAX_LEN);
    Str extension = str_slice(name, dot, name.len);
    Buf address = {0};
    buf_add(&address, ASSETS_FOLDER);
    for (size_t i = 0; i < stem.len; i++) {
        char byte = stem.ptr[i];
        bool is_kept = is_alphanumeric(byte) || byte == '.' || byte == '_';
        buf_add_char(&address, is_kept ? byte : '-');
    }
    buf_printf(&address, ".%016llx.%.*s", (unsigned long long)hash_64(bytes), (int)extension.len,
               extension.ptr);
    return arena_take(arena, &address);
}

// A style sheet that waits until all that it names has its address.
typedef struct Sheet {
    Asset *asset;
    Buf text;
    List references;         // of CssReference
    Asset **targets;         // what each leads to; NULL where its address stays as it is
    size_t next;             // the first whose target was not yet looked at
} Sheet;

// Whether an address does not lead to a file by its path from the style sheet.
static bool is_elsewhere(Str address) {
    size_t scheme = 0;
    for (; scheme < address.len; scheme++) {
        char byte = address.ptr[scheme];
        if (!is_alphanumeric(byte) && byte != '-' && byte != '.' && byte != '+') break;
    }
    bool has_scheme = scheme && scheme < address.len && address.ptr[scheme] == ':';
    bool has_host = has_scheme || str_starts_with(address, STR("//"));
    return !address.len || address.ptr[0] == '#' || has_host;
}

static void report_rooted(const Asset *sheet, const CssReference *reference, Diags *diags) {
    Str address = reference->address;
    Str shown = str_cut(address, SHOWN_MAX_LEN);
    diag_error(diags, (Place){sheet->path, reference->from}, "broken-asset",
               "write the path from this file: ../img/x.svg",
               "'%.*s%s' leads to the host's root, where the site may not stand",
               (int)shown.len, shown.ptr, dots_of(address));
}

static void judge_elsewhere(const Asset *sheet, const CssReference *reference, Diags *diags) {
    Str address = reference->address;
    if (reference->is_source_map || !url_is_foreign(address)) return;
    asset_report_foreign((Place){sheet->path, reference->from}, address, diags);
}

static Asset *find_target(const Assets *assets, const Asset *sheet, const CssReference *reference,
                          Diags *diags) {
    Str address = reference->address;
    if (is_elsewhere(address)) {
        judge_elsewhere(sheet, reference, diags);
        return NULL;
    }
    if (address.ptr[0] == '/') {
        if (!reference->is_source_map) report_rooted(sheet, reference, diags);
        return NULL;
    }
    Buf name = {0};
    bool is_inside = url_join_path(&name, sheet->address, url_split(address).path);
    Asset *ret = is_inside ? find(assets, buf_str(&name)) : NULL;
    buf_free(&name);
    if (ret || reference->is_source_map) return ret;
    Str shown = str_cut(address, SHOWN_MAX_LEN);
    diag_error(diags, (Place){sheet->path, reference->from}, "broken-asset",
               "name a file of static/ by its path from this one", "there is no file '%.*s%s'",
               (int)shown.len, shown.ptr, dots_of(address));
    return NULL;
}

// Gives an asset its address once its bytes are known.
static void close_asset(Assets *assets, Asset *asset, Str bytes) {
    size_t index = (size_t)(asset - (Asset *)assets->files.items);
    Str address = hashed_address(&assets->arena, asset->address, bytes);
    size_t first = table_add(&assets->by_address, address, index);
    const Asset *other = first == TABLE_NONE ? NULL : (Asset *)assets->files.items + first;
    asset->is_repeated = other && str_equal(other->bytes, bytes);
    asset->bytes = asset->is_repeated ? other->bytes : arena_copy(&assets->arena, bytes);
    asset->address = asset->link = address;
    asset->state = ASSET_IS_HASHED;
    Buf integrity = {0};
    digest_add_sri(&integrity, bytes);
    asset->integrity = arena_take(&assets->arena, &integrity);
}

static bool is_sheet(Str name) {
    return str_ends_with(name, STR(".css"));
}

// Reads an asset, and closes it at once if it names no others.
static void open_asset(Assets *assets, Asset *asset, List *open, Diags *diags) {
    Buf text = {0};
    bool is_read = read_text(assets, asset, &text, diags);
    asset->state = is_read ? ASSET_IS_OPEN : ASSET_IS_BROKEN;
    if (!is_read || !is_sheet(asset->address)) {
        if (is_read) close_asset(assets, asset, buf_str(&text));
        buf_free(&text);
        return;
    }
    Sheet *sheet = list_add(open, sizeof *sheet);
    *sheet = (Sheet){.asset = asset, .text = text};
    css_find_references(asset->path, buf_str(&text), &assets->arena, &sheet->references, diags);
    size_t count = sheet->references.count;
    sheet->targets = ARENA_NEW(&assets->arena, Asset *, count);
    for (size_t i = 0; i < count; i++) {
        const CssReference *reference = (const CssReference *)sheet->references.items + i;
        sheet->targets[i] = find_target(assets, asset, reference, diags);
    }
}

static bool can_be_hashed(const Asset *asset) {
    return is_sheet(asset->address) || str_ends_with(asset->address, STR(".js"));
}

// The next file that the style sheet names and that has to be hashed before it. NULL when all are.
static Asset *next_needed(Sheet *sheet, Diags *diags) {
    while (sheet->next < sheet->references.count) {
        Asset *target = sheet->targets[sheet->next++];
        if (!target) continue;
        if (target->state == ASSET_IS_PLAIN && can_be_hashed(target)) return target;
        if (target->state != ASSET_IS_OPEN || target->is_in_loop) continue;
        target->is_in_loop = true;
        diag_error(diags, (Place){target->path, 0}, "asset-loop", "remove one @import",
                   "this style sheet imports itself");
    }
    return NULL;
}

// Writes a style sheet's addresses as they are to be seen from assets/.
static void close_sheet(Assets *assets, Sheet *sheet) {
    Buf out = {0};
    Str text = buf_str(&sheet->text);
    size_t at = 0;
    for (size_t i = 0; i < sheet->references.count; i++) {
        const CssReference *reference = (const CssReference *)sheet->references.items + i;
        Str address = reference->address;
        if (!sheet->targets[i]) continue;
        buf_add(&out, str_slice(text, at, reference->from));
        buf_add(&out, STR("../"));
        buf_add(&out, sheet->targets[i]->link);
        url_add_link(&out, str_slice(address, url_split(address).path.len, address.len));
        at = reference->to;
    }
    buf_add(&out, str_slice(text, at, text.len));
    close_asset(assets, sheet->asset, buf_str(&out));
    free(sheet->references.items);
    buf_free(&sheet->text);
    buf_free(&out);
}

// One that is published as it is, and so not read for anything else.
static void judge_plain(Asset *sheet, Diags *diags) {
    Arena arena = {0};
    Buf text = {0};
    List references = {0};
    Diags ignored = {0};
    bool is_new = !sheet->is_judged;
    sheet->is_judged = true;
    if (is_new && asset_read_start(sheet, ASSET_TEXT_MAX_SIZE, &text, diags)) {
        css_find_references(sheet->path, buf_str(&text), &arena, &references, &ignored);
    }
    for (size_t i = 0; i < references.count; i++) {
        judge_elsewhere(sheet, (const CssReference *)references.items + i, diags);
    }
    diags_free(&ignored);
    free(references.items);
    buf_free(&text);
    arena_free(&arena);
}

// Goes from a style sheet to those that it imports without recursion: however long their chain is,
// it costs no stack.
const Asset *assets_hash(Assets *assets, Str link, Diags *diags) {
    Asset *asset = find_linked(assets, link);
    List open = {0};         // of Sheet, each named by the one before
    if (!asset || !can_be_hashed(asset)) return NULL;
    if (!assets->wants_hashes) {
        if (is_sheet(asset->address)) judge_plain(asset, diags);
        return NULL;
    }
    if (asset->state == ASSET_IS_PLAIN) open_asset(assets, asset, &open, diags);
    while (open.count) {
        Sheet *sheet = (Sheet *)open.items + open.count - 1;
        Asset *needed = next_needed(sheet, diags);
        if (needed) {
            open_asset(assets, needed, &open, diags);
        } else {
            close_sheet(assets, sheet);
            open.count--;
        }
    }
    free(open.items);
    return asset->state == ASSET_IS_HASHED ? asset : NULL;
}

void assets_free(Assets *assets) {
    free(assets->files.items);
    table_free(&assets->by_name);
    table_free(&assets->by_address);
    arena_free(&assets->arena);
}
