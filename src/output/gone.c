#include "output/gone.h"

#include "publish/publish.h"
#include "site/timed.h"

typedef struct Search {
    const Site *site;
    GoneAddresses *ret;
} Search;

static const char *const list_folders[] = {"branches", "skills", "salaries", "search", "compare"};
// Of which each entry is one folder: in others parts of lists lie.
static const char *const entry_folders[] = {"roles", "articles"};
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_among(Str word, const char *const *words, size_t count) {
    size_t i = 0;
    while (i < count && !str_equal(word, str_from(words[i]))) i++;
    return i < count;
}

// Whether an address, which ends with '/', can be that of an entry.
static bool is_entry(Str address) {
    size_t first = str_find(address, '/');
    Str folder = str_slice(address, 0, first);
    if (first == address.len || is_among(folder, list_folders, COUNT(list_folders))) return false;
    if (!is_among(folder, entry_folders, COUNT(entry_folders))) return true;
    Str slug = str_slice(address, first + 1, address.len);
    return slug.len && str_find(slug, '/') == slug.len - 1;
}

static void look_at(void *context, Str path) {
    const Search *search = context;
    GoneAddresses *ret = search->ret;
    Str end = STR("index.html");
    Str address = str_slice(path, 0, path.len - end.len);
    bool is_page = str_ends_with(path, end) && is_entry(address);
    if (!is_page || timed_find(search->site, address)) return;
    if (site_has_unpublished_at(search->site, address)) return;   // a draft
    if (ret->count < GONE_SHOWN_MAX) ret->shown[ret->count] = arena_copy(&ret->arena, address);
    ret->count++;
}

void gone_find(const Site *site, Sink *published, GoneAddresses *ret) {
    // Where redirects are left to others, these may know the address.
    if (!site->config.outputs.redirects) return;
    publish_visit_removed(published, look_at, &(Search){site, ret});
}
