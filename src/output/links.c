// Links of content to other places of the site: from files to addresses.
#include <stdlib.h>

#include "format/image.h"
#include "format/url.h"
#include "output/output.h"
#include "site/suggest.h"

// The ids of an entry's headings, made when a link first names one.
typedef struct Anchors {
    Table by_id;             // → index into ids
    Str *ids;
} Anchors;

typedef struct Resolve {
    Site *site;
    const Plan *plan;
    const Assets *assets;
    Anchors *anchors;        // by the index of the entry
    Str *paths;              // of all entries, made when a suggestion first asks for them
    Arena arena;
    Diags *diags;
    // The link that is looked at.
    const Entry *entry;
    size_t entry_index;
    const MarkdownLink *link;
    UrlParts parts;          // of its target
} Resolve;

typedef struct Pictures {
    const Assets *assets;
    Table by_path;           // of the file → index into sizes
    List sizes;              // of ImageSize
    Diags *diags;
} Pictures;

// A picture's size stands in its first bytes, now and then behind what cameras and editors wrote
// about it.
enum { PICTURE_HEAD_SIZE = 64 * 1024, PICTURE_HEAD_MAX_SIZE = 1024 * 1024 };

static Place place_of(const Resolve *resolve) {
    return (Place){resolve->entry->path, resolve->link->offset};
}

static const Anchors *anchors_of(Resolve *resolve, size_t index) {
    const MarkdownDocument *body = &resolve->site->entries[index]->body;
    Anchors *anchors = &resolve->anchors[index];
    if (anchors->ids) return anchors;
    anchors->ids = ARENA_NEW(&resolve->arena, Str, body->heading_count + 1);
    for (size_t i = 0; i < body->heading_count; i++) {
        anchors->ids[i] = body->headings[i].id;
        table_add(&anchors->by_id, anchors->ids[i], i);
    }
    return anchors;
}

static bool check_fragment(Resolve *resolve, size_t index) {
    const Entry *target = resolve->site->entries[index];
    Str id = url_fragment_id(&resolve->arena, resolve->link->fragment);
    if (!id.len) return true;
    const Anchors *anchors = anchors_of(resolve, index);
    if (table_get(&anchors->by_id, id) != TABLE_NONE) return true;
    return diag_error(resolve->diags, place_of(resolve), "broken-anchor",
                      suggest(resolve->site, id, anchors->ids, target->body.heading_count,
                              "an id is the heading in lower case, with '-' for spaces"),
                      "'%.*s' has no heading with the id '%.*s'", (int)target->path.len,
                      target->path.ptr, (int)id.len, id.ptr);
}

// The link to an address of the site, with the query and the fragment of the one that is looked at.
static Str finish_link(const Resolve *resolve, Str link) {
    Buf whole = {0};
    url_add_link(&whole, link);
    url_add_link(&whole, resolve->parts.query);
    if (resolve->link->has_fragment) buf_add_char(&whole, '#');
    url_add_link(&whole, resolve->link->fragment);
    Str ret = arena_copy(&resolve->site->arena, buf_str(&whole));
    buf_free(&whole);
    return ret;
}

static const char *nearest_file(Resolve *resolve, Str path) {
    Site *site = resolve->site;
    if (!resolve->paths) {
        resolve->paths = ARENA_NEW(&resolve->arena, Str, site->entry_count + 1);
        for (size_t i = 0; i < site->entry_count; i++) resolve->paths[i] = site->entries[i]->path;
    }
    return suggest(site, path, resolve->paths, site->entry_count,
                   "link to a file by its path from this one: ../articles/x.md");
}

static Str resolve_path(Resolve *resolve, Str path) {
    const Site *site = resolve->site;
    size_t index = table_get(&site->entries_by_path, path);
    if (index != TABLE_NONE) {
        return check_fragment(resolve, index) ? finish_link(resolve, site->entries[index]->address)
                                              : (Str){0};
    }
    if (str_starts_with(path, STR("static/"))) {
        const Asset *asset = assets_get(resolve->assets, str_slice(path, 7, path.len));
        if (asset) return finish_link(resolve, asset->link);
    }
    if (str_starts_with(path, STR("content/")) && site_has_unpublished(site, path)) {
        diag_error(resolve->diags, place_of(resolve), "unpublished-target",
                   UNPUBLISHED_HINT, "'%.*s' is not published",
                   (int)path.len, path.ptr);
        return (Str){0};
    }
    diag_error(resolve->diags, place_of(resolve), "broken-link", nearest_file(resolve, path),
               "there is no file '%.*s'", (int)path.len, path.ptr);
    return (Str){0};
}

// Ids with '--' are those of layouts, which nobody here knows.
static bool check_page_fragment(Resolve *resolve, const Output *page) {
    Str fragment = resolve->link->fragment;
    for (size_t i = 0; i + 1 < fragment.len; i++) {
        if (fragment.ptr[i] == '-' && fragment.ptr[i + 1] == '-') return true;
    }
    size_t index =
        page->entry ? table_get(&resolve->site->entries_by_path, page->entry->path) : TABLE_NONE;
    return index == TABLE_NONE || check_fragment(resolve, index);
}

static Str resolve_address(Resolve *resolve, Str address) {
    const Asset *asset = assets_get(resolve->assets, address);
    if (asset) return finish_link(resolve, asset->link);
    size_t index = table_get(&resolve->plan->by_address, address);
    if (index != TABLE_NONE) {
        const Output *page = (const Output *)resolve->plan->outputs.items + index;
        return check_page_fragment(resolve, page) ? finish_link(resolve, address) : (Str){0};
    }
    Str slashed = arena_join(&resolve->arena, address, STR("/"));
    bool lacks_slash = table_get(&resolve->plan->by_address, slashed) != TABLE_NONE;
    diag_error(resolve->diags, place_of(resolve), "broken-link",
               lacks_slash ? "add a '/' at its end" : "link to content by its file: ../roles/x.md",
               "the site has no page '/%.*s'", (int)address.len, address.ptr);
    return (Str){0};
}

// A link without a path leads to the page that it stands on. One without a query, too, stays within
// it.
static Str resolve_here(Resolve *resolve) {
    if (!resolve->link->target.len && !resolve->link->has_fragment) {
        diag_error(resolve->diags, place_of(resolve), "broken-link",
                   "write its address in the parentheses", "this link leads nowhere");
        return (Str){0};
    }
    if (!check_fragment(resolve, resolve->entry_index)) return (Str){0};
    return finish_link(resolve, resolve->parts.query.len ? resolve->entry->address : STR(""));
}

static Str resolve_link(Resolve *resolve) {
    resolve->parts = url_split(resolve->link->target);
    Str path = resolve->parts.path;
    if (!path.len) return resolve_here(resolve);
    Buf name = {0};
    Buf joined = {0};
    Str ret = {0};
    bool is_inside = url_add_path_name(&name, path);
    bool is_address = path.ptr[0] == '/';
    if (!is_address) {
        is_inside = is_inside && url_join_name(&joined, resolve->entry->path, buf_str(&name));
    }
    if (!is_inside) {
        diag_error(resolve->diags, place_of(resolve), "broken-link", "stay below the site's folder",
                   "this link leads out of the site");
    } else if (is_address) {
        ret = resolve_address(resolve, str_slice(buf_str(&name), 1, name.len));
    } else {
        ret = resolve_path(resolve, buf_str(&joined));
    }
    buf_free(&joined);
    buf_free(&name);
    return ret;
}

static void check_redirects(const Site *site, const Plan *plan, Diags *diags) {
    for (size_t i = 0; i < site->redirect_count; i++) {
        const Redirect *redirect = &site->redirects[i];
        bool has_page = table_get(&plan->by_address, redirect->address) != TABLE_NONE;
        if (redirect->is_elsewhere || has_page) continue;
        diag_error(diags, redirect->place, "broken-redirect",
                   "write the address of a page, with a '/' at its end",
                   "this leads to '/%.*s', which the site does not have", (int)redirect->to.len,
                   redirect->to.ptr);
    }
}

// Whether the path of a link from the site's base leads to a page, or to a file in static/.
static bool has_address(const Plan *plan, const Assets *assets, Str path) {
    Buf name = {0};
    bool is_known = url_add_path_name(&name, path) &&
                    (table_get(&plan->by_address, buf_str(&name)) != TABLE_NONE ||
                     assets_get(assets, buf_str(&name)));
    buf_free(&name);
    return is_known;
}

// A url of a field that is an address of the site: of a page, or of a file in static/.
static void check_url(const Resolve *resolve, Str file, Text url) {
    if (!url.str.len || url.str.ptr[0] != '/') return;
    Str path = url_split(url.str).path;
    if (has_address(resolve->plan, resolve->assets, str_slice(path, 1, path.len))) return;
    diag_error(resolve->diags, (Place){file, url.offset}, "broken-link",
               "write the address of a page, with a '/' at its end, or of a file in static/",
               "the site has no page '%.*s'", (int)url.str.len, url.str.ptr);
}

static void check_config_urls(const Resolve *resolve) {
    const Config *config = &resolve->site->config;
    for (size_t i = 0; i < config->menu.count; i++) {
        check_url(resolve, CONFIG_PATH, config->menu.items[i].url);
    }
    check_url(resolve, CONFIG_PATH, config->call_to_action.url);
    check_url(resolve, CONFIG_PATH, config->organization.url);
    check_url(resolve, CONFIG_PATH, config->organization.logo);
}

static void check_role_urls(const Resolve *resolve, const Role *role) {
    Str file = role->entry.path;
    for (size_t i = 0; i < role->licences.count; i++) {
        check_url(resolve, file, role->licences.items[i].url);
    }
    for (size_t i = 0; i < role->sources.count; i++) {
        check_url(resolve, file, role->sources.items[i].url);
    }
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

static void size_pictures(Site *site, Entry *entry, Pictures *pictures) {
    for (size_t i = 0; i < entry->body.link_count; i++) {
        if (!entry->body.links[i].is_image || !entry->link_addresses[i].len) continue;
        if (!entry->image_sizes) {
            entry->image_sizes = ARENA_NEW(&site->arena, ImageSize, entry->body.link_count);
        }
        Str path = url_split(entry->link_addresses[i]).path;
        entry->image_sizes[i] = picture_size(pictures, assets_find(pictures->assets, path));
    }
    Str src = entry->image.src.str;
    if (!src.len) return;
    Str path = url_split(src).path;
    const Asset *asset = assets_find(pictures->assets, str_slice(path, 1, path.len));
    entry->image.size = picture_size(pictures, asset);
    if (asset) return;
    diag_error(pictures->diags, (Place){entry->path, entry->image.src.offset}, "broken-link",
               PICTURE_HINT,
               "there is no picture '%.*s'", (int)src.len, src.ptr);
}

bool links_resolve(Site *site, const Plan *plan, const Assets *assets, Diags *diags) {
    Pictures pictures = {.assets = assets, .diags = diags};
    Resolve resolve = {.site = site, .plan = plan, .assets = assets, .diags = diags};
    size_t errors_before = diags->error_count;
    resolve.anchors = ARENA_NEW(&resolve.arena, Anchors, site->entry_count + 1);
    check_redirects(site, plan, diags);
    check_config_urls(&resolve);
    for (size_t i = 0; i < site->entry_count; i++) {
        Entry *entry = site->entries[i];
        resolve.entry = entry;
        resolve.entry_index = i;
        entry->link_addresses = ARENA_NEW(&site->arena, Str, entry->body.link_count + 1);
        for (size_t j = 0; j < entry->body.link_count; j++) {
            resolve.link = &entry->body.links[j];
            entry->link_addresses[j] = resolve_link(&resolve);
        }
        size_pictures(site, entry, &pictures);
        if (entry->kind == ENTRY_ROLE) check_role_urls(&resolve, (const Role *)entry);
    }
    for (size_t i = 0; i < site->entry_count; i++) table_free(&resolve.anchors[i].by_id);
    arena_free(&resolve.arena);
    table_free(&pictures.by_path);
    free(pictures.sizes.items);
    return diags->error_count == errors_before;
}

// What some sites have for their content, and others not.
static bool depends_on_content(Str path) {
    static const char *const some[] = {"_redirects", "articles/", "compare/", "feed.json",
                                       "feed.xml",   "salaries/", "skills/"};
    size_t i = 0;
    while (i < sizeof some / sizeof some[0] && !str_equal(path, str_from(some[i]))) i++;
    return i < sizeof some / sizeof some[0];
}

void links_check_layouts(const Site *site, const Plan *plan, const Assets *assets,
                         const Layouts *layouts, Diags *diags) {
    Plan others = {0};       // listed when an address is first missing
    bool has_others = false;
    for (size_t i = 0; i < layouts->links.count; i++) {
        const LayoutLink *link = (const LayoutLink *)layouts->links.items + i;
        Str path = url_split(link->address).path;
        if (has_address(plan, assets, path) || depends_on_content(path)) continue;
        if (!has_others) plan_list_switched_off(site, assets, &others);
        has_others = true;
        if (has_address(&others, assets, path)) continue;
        diag_error(diags, link->place, "broken-link",
                   "write the address of a page, with a '/' at its end, or of a file in static/",
                   "the site has nothing at '/%.*s'", (int)path.len, path.ptr);
    }
    plan_free(&others);
}
