// Links of content to other places of the site: from files to addresses.
#include "site/links.h"

#include <stdlib.h>

#include "base/file.h"
#include "format/image.h"
#include "format/url.h"
#include "site/attachments.h"
#include "site/timed.h"
#include "site/trial.h"

typedef struct Pictures {
    Table by_path;           // of the file → index into sizes
    List sizes;              // of ImageSize
    Diags *diags;
} Pictures;

// What links of all entries are resolved with. A trial changes nothing of it.
typedef struct Resolving {
    const Site *site;
    const Assets *assets;
    Pictures pictures;
    Str *paths;              // of all files of content, made when a suggestion first asks for them
    Arena arena;
} Resolving;

typedef struct Resolve {
    Resolving *all;
    const Site *site;
    Anchors *anchors;
    DerivedStep *own;
    bool is_trial;
    bool is_open;            // the trial came upon what it may not do
    Arena arena;
    Buf name;                // of a path; each is for one link
    Buf joined;              // with what the path leads on from
    Buf whole;
    // The link that is looked at.
    const Entry *entry;
    size_t entry_index;
    const MarkdownLink *link;
    UrlParts parts;          // of its target
    const Asset *asset;      // the file that it leads to, where it is one
} Resolve;

// A picture's size stands in its first bytes, now and then behind what cameras and editors wrote
// about it.
enum { PICTURE_HEAD_SIZE = 64 * 1024, PICTURE_HEAD_MAX_SIZE = 1024 * 1024 };

static Place place_of(const Resolve *resolve) {
    return entry_place(resolve->entry, resolve->link->offset);
}

static bool check_fragment(Resolve *resolve, size_t index) {
    return anchors_check(resolve->anchors, index, resolve->link->fragment, place_of(resolve),
                         &resolve->own->diags);
}

// The link to an address of the site, with the query and the fragment of the one that is looked at.
// Mostly that is the address itself, which `link` has from somebody who keeps it.
static Str finish_link(Resolve *resolve, Str link) {
    Buf *whole = &resolve->whole;
    buf_clear(whole);
    url_add_link(whole, link);
    bool is_bare = !resolve->parts.query.len && !resolve->link->has_fragment;
    if (is_bare && str_equal(buf_str(whole), link)) return link;
    url_add_link(whole, resolve->parts.query);
    if (resolve->link->has_fragment) buf_add_char(whole, '#');
    url_add_link(whole, resolve->link->fragment);
    return arena_copy(&resolve->own->arena, buf_str(whole));
}

// Notes that the link that is looked at falls away, if what it leads to is not out. Of a picture no
// text would stand.
static bool falls(Resolve *resolve, const Entry *target) {
    Entry *entry = resolve->site->entries[resolve->entry_index];
    bool ret = !resolve->link->is_image &&
               timed_falls(resolve->site, entry, place_of(resolve), target, &resolve->own->diags);
    if (!ret) return false;
    if (!entry->link_falls) {
        entry->link_falls = ARENA_NEW(&resolve->own->arena, bool, entry->body->link_count);
    }
    entry->link_falls[resolve->link - entry->body->links] = true;
    return true;
}

// The path of a page that has become a folder, or that lies beside one: links to it, and in it,
// still name its old place, or the folder. Empty where there is none.
static Str moved_file(Resolve *resolve, Str path) {
    Arena *arena = &resolve->arena;
    Str own = resolve->entry->path;
    Str places[4] = {{0}};
    if (str_ends_with(path, STR(".md"))) {
        places[0] = arena_join(arena, str_slice(path, 0, path.len - 3), STR("/index.md"));
    }
    if (str_ends_with(path, STR("/index.md"))) {
        places[1] = arena_join(arena, str_slice(path, 0, path.len - 9), STR(".md"));
    }
    if (entry_is_folder(own)) {
        Buf joined = {0};
        bool is_inside = url_join_path(&joined, path_parent(own), resolve->parts.path);
        if (is_inside) places[2] = arena_copy(arena, buf_str(&joined));
        buf_free(&joined);
    }
    size_t slash = str_ends_with(path, STR("/"));
    places[3] = arena_join(arena, str_slice(path, 0, path.len - slash), STR("/index.md"));
    for (size_t i = 0; i < 4; i++) {
        if (table_get(&resolve->site->entries_by_path, places[i]) != TABLE_NONE) return places[i];
    }
    return (Str){0};
}

// Whether an entry has an earlier address that ends like the name of a file, "nurse.md".
static bool has_alias(const Entry *entry, Str slug) {
    for (size_t i = 0; i < entry->aliases.count; i++) {
        Str alias = text_str(entry->aliases.items[i]);
        if (str_ends_with(alias, STR("/"))) alias.len--;
        if (str_equal(path_name(alias), slug)) return true;
    }
    return false;
}

// The entry of the same kind that a file has become under another name; NULL where there is none,
// or the run has compared its share of names.
static const Entry *find_renamed(Resolve *resolve, Str path) {
    const Site *site = resolve->site;
    Str name = path_name(path);
    bool is_open = suggest_is_open(&resolve->own->suggestions, site->entry_count);
    if (!is_open || !str_ends_with(name, STR(".md"))) return NULL;
    resolve->own->suggestions.compared_count += site->entry_count;
    for (size_t i = 0; i < site->entry_count; i++) {
        const Entry *entry = site->entries[i];
        bool is_kind = str_starts_with(path, str_from(entry_kinds[entry->kind].folder));
        if (is_kind && has_alias(entry, str_slice(name, 0, name.len - 3))) return entry;
    }
    return NULL;
}

#define PATH_HINT "link to a file by its path from this one: ../articles/x.md"

// For what is no path here: of Zola; of Hugo, Jekyll and others; of a browser's address line.
static const char *foreign_hint(Str target) {
    if (str_starts_with(target, STR("@/"))) {
        return "write the path from this file: ../roles/nurse.md for @/roles/nurse.md";
    }
    if (str_starts_with(target, STR("{{")) || str_starts_with(target, STR("{%"))) {
        return "texts fill nothing in: link to a file by its path from this one: ../articles/x.md";
    }
    if (str_starts_with(target, STR("www."))) return "write https:// in front of another site";
    return NULL;
}

static const char *nearest_file(Resolve *resolve, Str path, const char *otherwise) {
    const Site *site = resolve->site;
    Str moved = moved_file(resolve, path);
    if (moved.len) return diag_did_you_mean(&resolve->arena, moved, &moved, 1, otherwise);
    const Entry *renamed = find_renamed(resolve, path);
    if (renamed) {
        return diag_did_you_mean(&resolve->arena, renamed->path, &renamed->path, 1, otherwise);
    }
    size_t count = site->entry_count + site->attachment_count;
    Resolving *all = resolve->all;
    if (!all->paths && !resolve->is_trial) {
        Str *paths = ARENA_NEW(&all->arena, Str, count + 1);
        all->paths = paths;
        for (size_t i = 0; i < site->entry_count; i++) *paths++ = site->entries[i]->path;
        for (size_t i = 0; i < site->attachment_count; i++) {
            *paths++ = site->attachments[i].asset.path;
        }
    }
    return suggest(&resolve->own->suggestions, path, all->paths, count, otherwise);
}

// The file of static/ or beside a page that lies at a path, where there is one. False where it
// cannot be published.
static bool find_asset(Resolve *resolve, Str path, Place place) {
    if (str_starts_with(path, STR("static/"))) {
        resolve->asset = assets_get(resolve->all->assets, str_slice(path, 7, path.len));
        return true;
    }
    Attachment *attachment = attachments_find(resolve->site, path);
    if (!attachment) return true;
    resolve->is_open = resolve->is_trial;
    if (resolve->is_open) return false;
    resolve->asset = &attachment->asset;
    return attachments_use(attachment, resolve->entry, place, &resolve->own->diags);
}

static Str resolve_path(Resolve *resolve, Str path) {
    const Site *site = resolve->site;
    size_t index = table_get(&site->entries_by_path, path);
    if (index != TABLE_NONE) {
        falls(resolve, site->entries[index]);   // only warns: it is out
        return check_fragment(resolve, index) ? finish_link(resolve, site->entries[index]->address)
                                              : (Str){0};
    }
    // A file beside a page comes and goes with it.
    const Attachment *beside = attachments_find(site, path);
    const SourceFile *page = beside ? beside->page : NULL;
    if (page && page->withheld && falls(resolve, page->withheld)) {
        return finish_link(resolve, page->withheld->address);
    }
    if (page && page->entry) falls(resolve, page->entry);   // only warns: it is out
    if (!find_asset(resolve, path, place_of(resolve))) return (Str){0};
    if (resolve->asset) return finish_link(resolve, resolve->asset->link);
    const SourceFile *file = sources_find(site->sources, path);
    if (file && file->withheld && falls(resolve, file->withheld)) {
        return finish_link(resolve, file->withheld->address);
    }
    if (file && file->is_missing) return (Str){0};   // that it cannot be read is reported
    if (file) {
        diag_error(&resolve->own->diags, place_of(resolve), "unpublished-target",
                   UNPUBLISHED_HINT, "'%.*s' is not published",
                   (int)path.len, path.ptr);
        return (Str){0};
    }
    const char *hint = foreign_hint(resolve->link->target);
    const char *otherwise = resolve->link->is_image ? PICTURE_HINT : PATH_HINT;
    if (!hint) hint = nearest_file(resolve, path, otherwise);
    diag_error(&resolve->own->diags, place_of(resolve), "broken-link", hint,
               "there is no file '%.*s'", (int)path.len, path.ptr);
    return (Str){0};
}

// A page may stand there or not: who knows all pages checks that; see links.h.
static Str resolve_address(Resolve *resolve, Str address) {
    resolve->asset = assets_get(resolve->all->assets, address);
    const Entry *timed = timed_find(resolve->site, address);
    if (timed) falls(resolve, timed);
    Str link = resolve->asset ? resolve->asset->link : arena_copy(&resolve->own->arena, address);
    return finish_link(resolve, link);
}

// A link without a path leads to the page that it stands on. One without a query, too, stays within
// it.
static Str resolve_here(Resolve *resolve) {
    if (!resolve->link->target.len && !resolve->link->has_fragment) {
        diag_error(&resolve->own->diags, place_of(resolve), "broken-link",
                   "write its address in the parentheses", "this link leads nowhere");
        return (Str){0};
    }
    if (!check_fragment(resolve, resolve->entry_index)) return (Str){0};
    return finish_link(resolve, resolve->parts.query.len ? resolve->entry->address : STR(""));
}

static Str resolve_link(Resolve *resolve) {
    resolve->parts = url_split(resolve->link->target);
    resolve->asset = NULL;
    Str path = resolve->parts.path;
    if (!path.len) return resolve_here(resolve);
    Buf *name = &resolve->name;
    Buf *joined = &resolve->joined;
    buf_clear(name);
    buf_clear(joined);
    bool is_inside = url_add_path_name(name, path);
    bool is_address = path.ptr[0] == '/';
    if (!is_address) {
        is_inside = is_inside && url_join_name(joined, resolve->entry->path, buf_str(name));
    }
    if (!is_inside) {
        diag_error(&resolve->own->diags, place_of(resolve), "broken-link",
                   "stay below the site's folder",
                   "this link leads out of the site");
        return (Str){0};
    }
    if (is_address) return resolve_address(resolve, str_slice(buf_str(name), 1, name->len));
    return resolve_path(resolve, buf_str(joined));
}

// Reads each picture's size once a build.
static ImageSize picture_size(Pictures *pictures, const Asset *asset) {
    if (!asset) return (ImageSize){0};
    size_t known = table_add(&pictures->by_path, asset->path, pictures->sizes.count);
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

static void resolve_links(Resolve *resolve, Entry *entry) {
    Arena *arena = &resolve->own->arena;
    entry->link_addresses = ARENA_NEW(arena, Str, entry->body->link_count);
    entry->link_falls = NULL;
    entry->image_sizes = NULL;
    for (size_t i = 0; i < entry->body->link_count; i++) {
        resolve->link = &entry->body->links[i];
        entry->link_addresses[i] = resolve_link(resolve);
        if (!resolve->link->is_image || !entry->link_addresses[i].len) continue;
        if (!entry->image_sizes) {
            entry->image_sizes = ARENA_NEW(arena, ImageSize, entry->body->link_count);
        }
        entry->image_sizes[i] = picture_size(&resolve->all->pictures, resolve->asset);
    }
}

// The picture that a path of the front matter names, from the site's base or from the entry's file
// on; NULL where there is none, which is reported.
static const Asset *find_picture(Resolve *resolve, Str src, Place place) {
    resolve->parts = url_split(src);
    Str path = resolve->parts.path;
    Buf joined = {0};
    bool is_sound = true;
    const char *hint = PICTURE_HINT;
    resolve->asset = NULL;
    if (path.ptr[0] == '/') {
        resolve->asset = assets_find(resolve->all->assets, str_slice(path, 1, path.len));
    } else if (url_join_path(&joined, resolve->entry->path, path)) {
        is_sound = find_asset(resolve, buf_str(&joined), place);
        if (!resolve->asset) hint = nearest_file(resolve, buf_str(&joined), hint);
    }
    buf_free(&joined);
    if (is_sound && !resolve->asset) {
        diag_error(&resolve->own->diags, place, "broken-link", hint, "there is no picture '%.*s'",
                   (int)src.len, src.ptr);
    }
    return is_sound ? resolve->asset : NULL;
}

static void resolve_picture(Resolve *resolve, Entry *entry) {
    Image *image = entry->image;
    Str src = image ? text_str(image->src) : (Str){0};
    if (!src.len) return;
    const Asset *asset = find_picture(resolve, src, entry_place(entry, image->src.offset));
    if (!asset) return;
    image->size = picture_size(&resolve->all->pictures, asset);
    if (src.ptr[0] == '/') return;
    Str address = arena_join(&resolve->own->arena, STR("/"), asset->link);
    image->src = text_make(address, image->src.offset);
}

// A logo that is not there is reported with the other addresses of site.yaml.
static void resolve_logo(Site *site, Pictures *pictures) {
    Str path = url_split(text_str(site->config.organization.logo)).path;
    if (!str_starts_with(path, STR("/"))) return;
    const Asset *asset = assets_find(&site->sources->assets, str_slice(path, 1, path.len));
    site->logo_size = picture_size(pictures, asset);
}

static bool has_pictures(const Entry *entry) {
    size_t i = 0;
    while (i < entry->body->link_count && !entry->body->links[i].is_image) i++;
    return i < entry->body->link_count || (entry->image && entry->image->src.len);
}

// The sizes of pictures are looked up in one table, and suggestions are made in the order of the
// entries.
static bool look_at(void *context, size_t index, Anchors *anchors, DerivedStep *own,
                    bool is_trial) {
    Resolving *all = context;
    Entry *entry = all->site->entries[index];
    if (is_trial && has_pictures(entry)) return false;
    Resolve resolve = {.all = all, .site = all->site, .anchors = anchors, .own = own,
                       .is_trial = is_trial, .entry = entry, .entry_index = index,
                       .name = spare_take(&own->spare), .joined = spare_take(&own->spare),
                       .whole = spare_take(&own->spare)};
    resolve_links(&resolve, entry);
    resolve_picture(&resolve, entry);
    spare_give(&own->spare, &resolve.whole);
    spare_give(&own->spare, &resolve.joined);
    spare_give(&own->spare, &resolve.name);
    arena_free(&resolve.arena);
    return !is_trial || (!resolve.is_open && !own->diags.marks.count);
}

void links_resolve(Site *site, DerivedStep *own) {
    Resolving all = {.site = site, .assets = &site->sources->assets,
                     .pictures.diags = &own->diags};
    entries_look(site, look_at, &all, own);
    resolve_logo(site, &all.pictures);
    arena_free(&all.arena);
    table_free(&all.pictures.by_path);
    free(all.pictures.sizes.items);
}
