// Links of content to other places of the site: from files to addresses.
#include <stdlib.h>

#include "format/image.h"
#include "output/output.h"

typedef struct Resolve {
    Site *site;
    const Plan *plan;
    const Assets *assets;
    Entry *entry;
    const MarkdownLink *link;
    Diags *diags;
} Resolve;

typedef struct Pictures {
    const Assets *assets;
    Table by_address;        // → index into sizes
    List sizes;              // of ImageSize
    Diags *diags;
} Pictures;

// A picture's size stands in its first bytes, now and then behind what cameras and editors wrote
// about it.
enum { PICTURE_HEAD_SIZE = 64 * 1024, PICTURE_HEAD_MAX_SIZE = 1024 * 1024 };

static Place place_of(const Resolve *resolve) {
    return (Place){resolve->entry->path, resolve->link->offset};
}

// The path that `target` names, seen from the folder of `from`: "content/articles/x.md".
// False when it leaves the site.
static bool join_path(Str from, Str target, Buf *out) {
    size_t folder = from.len;
    while (folder > 0 && from.ptr[folder - 1] != '/') folder--;
    buf_add(out, str_slice(from, 0, folder));
    while (target.len) {
        size_t slash = str_find(target, '/');
        Str part = str_slice(target, 0, slash);
        bool is_folder = slash < target.len;
        target = str_slice(target, slash + 1, target.len);
        if (str_equal(part, STR("..")) && out->len == 0) return false;
        if (str_equal(part, STR(".."))) {
            out->len--;
            while (out->len > 0 && out->ptr[out->len - 1] != '/') out->len--;
        } else if (!str_equal(part, STR(".")) && part.len) {
            buf_add(out, part);
            if (is_folder) buf_add_char(out, '/');
        }
    }
    return true;
}

static bool has_heading(const Entry *entry, Str id) {
    for (size_t i = 0; i < entry->body.heading_count; i++) {
        if (str_equal(entry->body.headings[i].id, id)) return true;
    }
    return false;
}

static bool check_fragment(const Resolve *resolve, const Entry *target) {
    Str id = resolve->link->fragment;
    if (!resolve->link->has_fragment || !id.len || has_heading(target, id)) return true;
    Arena scratch = {0};
    Str *ids = ARENA_NEW(&scratch, Str, target->body.heading_count + 1);
    for (size_t i = 0; i < target->body.heading_count; i++) ids[i] = target->body.headings[i].id;
    diag_error(resolve->diags, place_of(resolve), "broken-anchor",
               diag_did_you_mean(&scratch, id, ids, target->body.heading_count,
                                 "an id is the heading in lower case, with '-' for spaces"),
               "'%.*s' has no heading with the id '%.*s'", (int)target->path.len, target->path.ptr,
               (int)id.len, id.ptr);
    arena_free(&scratch);
    return false;
}

static Str with_fragment(const Resolve *resolve, Str address) {
    if (!resolve->link->has_fragment) return address;
    Arena *arena = &resolve->site->arena;
    return arena_join(arena, arena_join(arena, address, STR("#")), resolve->link->fragment);
}

static const char *nearest_file(const Resolve *resolve, Str path, Arena *scratch) {
    const Site *site = resolve->site;
    Str *paths = ARENA_NEW(scratch, Str, site->entry_count + 1);
    for (size_t i = 0; i < site->entry_count; i++) paths[i] = site->entries[i]->path;
    return diag_did_you_mean(scratch, path, paths, site->entry_count,
                             "link to a file by its path from this one: ../articles/x.md");
}

static Str resolve_path(const Resolve *resolve, Str path) {
    const Site *site = resolve->site;
    size_t index = table_get(&site->entries_by_path, path);
    if (index != TABLE_NONE) {
        const Entry *target = site->entries[index];
        return check_fragment(resolve, target) ? with_fragment(resolve, target->address) : (Str){0};
    }
    if (str_starts_with(path, STR("static/"))) {
        const Asset *asset = assets_find(resolve->assets, str_slice(path, 7, path.len));
        if (asset) return with_fragment(resolve, asset->link);
    }
    if (str_starts_with(path, STR("content/")) && site_has_unpublished(site, path)) {
        diag_error(resolve->diags, place_of(resolve), "unpublished-target",
                   UNPUBLISHED_HINT, "'%.*s' is not published",
                   (int)path.len, path.ptr);
        return (Str){0};
    }
    Arena scratch = {0};
    diag_error(resolve->diags, place_of(resolve), "broken-link", nearest_file(resolve, path, &scratch),
               "there is no file '%.*s'", (int)path.len, path.ptr);
    arena_free(&scratch);
    return (Str){0};
}

static Str resolve_address(const Resolve *resolve, Str target) {
    Str address = str_slice(target, 1, target.len);
    const Asset *asset = assets_find(resolve->assets, address);
    if (asset) return with_fragment(resolve, asset->link);
    size_t index = table_get(&resolve->plan->by_address, address);
    if (index == TABLE_NONE) {
        Arena scratch = {0};
        Str slashed = arena_join(&scratch, address, STR("/"));
        bool lacks_slash = table_get(&resolve->plan->by_address, slashed) != TABLE_NONE;
        diag_error(resolve->diags, place_of(resolve), "broken-link",
                   lacks_slash ? "add a '/' at its end" : "link to content by its file: ../roles/x.md",
                   "the site has no page '%.*s'", (int)target.len, target.ptr);
        arena_free(&scratch);
        return (Str){0};
    }
    return with_fragment(resolve, address);
}

static Str resolve_link(const Resolve *resolve) {
    Str target = resolve->link->target;
    if (!target.len && !resolve->link->has_fragment) {
        diag_error(resolve->diags, place_of(resolve), "broken-link", "write its address in the parentheses",
                   "this link leads nowhere");
        return (Str){0};
    }
    if (!target.len) {
        return check_fragment(resolve, resolve->entry) ? with_fragment(resolve, STR("")) : (Str){0};
    }
    if (target.ptr[0] == '/') return resolve_address(resolve, target);
    Buf path = {0};
    Str ret = {0};
    if (join_path(resolve->entry->path, target, &path)) {
        ret = resolve_path(resolve, buf_str(&path));
    } else {
        diag_error(resolve->diags, place_of(resolve), "broken-link", "stay below the site's folder",
                   "this link leads out of the site");
    }
    buf_free(&path);
    return ret;
}

static void check_redirects(const Site *site, const Plan *plan, Diags *diags) {
    for (size_t i = 0; i < site->redirect_count; i++) {
        const Redirect *redirect = &site->redirects[i];
        Str page = str_slice(redirect->to, 0, str_find(redirect->to, '#'));
        if (redirect->is_elsewhere || table_get(&plan->by_address, page) != TABLE_NONE) continue;
        diag_error(diags, redirect->place, "broken-redirect", "write the address of a page, with a '/' at its end",
                   "this leads to '/%.*s', which the site does not have", (int)redirect->to.len, redirect->to.ptr);
    }
}

// Reads each picture's size once a build.
static ImageSize picture_size(Pictures *pictures, Str address) {
    const Asset *asset = assets_find(pictures->assets, address);
    if (!asset) return (ImageSize){0};
    size_t known = table_add(&pictures->by_address, address, pictures->sizes.count);
    if (known != TABLE_NONE) return ((ImageSize *)pictures->sizes.items)[known];
    ImageSize *size = list_add(&pictures->sizes, sizeof *size);
    Buf bytes = {0};
    bool is_read = asset_read_start(asset, PICTURE_HEAD_SIZE, &bytes, pictures->diags);
    bool is_known = is_read && image_size(buf_str(&bytes), &size->width, &size->height);
    if (is_read && !is_known && bytes.len == PICTURE_HEAD_SIZE) {
        buf_clear(&bytes);
        is_read = asset_read_start(asset, PICTURE_HEAD_MAX_SIZE, &bytes, pictures->diags);
        if (is_read) image_size(buf_str(&bytes), &size->width, &size->height);
    }
    buf_free(&bytes);
    return *size;
}

static void size_pictures(Site *site, Entry *entry, Pictures *pictures) {
    for (size_t i = 0; i < entry->body.link_count; i++) {
        if (!entry->body.links[i].is_image || !entry->link_addresses[i].len) continue;
        if (!entry->image_sizes) entry->image_sizes = ARENA_NEW(&site->arena, ImageSize, entry->body.link_count);
        entry->image_sizes[i] = picture_size(pictures, entry->link_addresses[i]);
    }
    Str src = entry->image.src.str;
    if (!src.len || src.ptr[0] != '/') return;
    Str address = str_slice(src, 1, src.len);
    entry->image.size = picture_size(pictures, address);
    const Asset *asset = assets_find(pictures->assets, address);
    // From here on it is a link.
    if (asset && asset->link.ptr != asset->address.ptr) {
        entry->image.src.str = arena_join(&site->arena, STR("/"), asset->link);
    }
    if (asset) return;
    diag_error(pictures->diags, (Place){entry->path, entry->image.src.offset}, "broken-link",
               "put it into static/, and write its path from there: /img/nurse.jpg",
               "there is no picture '%.*s'", (int)src.len, src.ptr);
}

bool links_resolve(Site *site, const Plan *plan, const Assets *assets, Diags *diags) {
    Pictures pictures = {.assets = assets, .diags = diags};
    size_t errors_before = diags->error_count;
    check_redirects(site, plan, diags);
    for (size_t i = 0; i < site->entry_count; i++) {
        Entry *entry = site->entries[i];
        entry->link_addresses = ARENA_NEW(&site->arena, Str, entry->body.link_count + 1);
        for (size_t j = 0; j < entry->body.link_count; j++) {
            Resolve resolve = {site, plan, assets, entry, &entry->body.links[j], diags};
            entry->link_addresses[j] = resolve_link(&resolve);
        }
        size_pictures(site, entry, &pictures);
    }
    table_free(&pictures.by_address);
    free(pictures.sizes.items);
    return diags->error_count == errors_before;
}
