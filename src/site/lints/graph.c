// Lints of how pages lead to each other.
#include "base/file.h"
#include "format/url.h"
#include "site/lints/lints.h"
#include "site/site.h"

// Notes the roles of a list, but for the one that has it.
static void note_roles(bool *is_led_to, const RoleList *roles, const Role *from) {
    for (size_t i = 0; i < roles->count; i++) {
        if (roles->items[i] != from) is_led_to[roles->items[i]->index] = true;
    }
}

// Notes the roles that a text leads to.
static void note_links(const Site *site, const Table *by_address, const Entry *from,
                       bool *is_led_to) {
    for (size_t i = 0; i < from->body->link_count; i++) {
        Str path = url_split(from->link_addresses[i]).path;
        size_t index = table_get(by_address, path);
        bool is_other = index != TABLE_NONE && &site->roles.items[index]->entry != from;
        if (is_other) is_led_to[index] = true;
    }
}

static void check_orphans(const Linting *linting, const Site *site) {
    Arena scratch = {0};
    Table by_address = {0};
    bool *is_led_to = ARENA_NEW(&scratch, bool, site->roles.count + 1);
    for (size_t i = 0; i < site->roles.count; i++) {
        table_add(&by_address, url_from_name(&scratch, site->roles.items[i]->entry.address), i);
    }
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        note_roles(is_led_to, &role->related_roles, role);
        note_roles(is_led_to, &role->path_from, role);
        note_roles(is_led_to, &role->path_to, role);
    }
    for (size_t i = 0; i < site->articles.count; i++) {
        note_roles(is_led_to, &site->articles.items[i]->roles, NULL);
    }
    for (size_t i = 0; i < site->entry_count; i++) {
        note_links(site, &by_address, site->entries[i], is_led_to);
    }
    for (size_t i = 0; i < site->roles.count; i++) {
        const Entry *entry = &site->roles.items[i]->entry;
        if (is_led_to[i]) continue;
        diag_warning(linting->diags, entry_place(entry, entry->title.offset), "orphan-role",
                     "name it in 'related' or 'career_path' of another role, or in an article",
                     "only lists lead to this role: no other page names it");
    }
    table_free(&by_address);
    arena_free(&scratch);
}

// What own addresses are looked up in: made for the first of them.
typedef struct Own {
    const Linting *linting;
    const Site *site;
    Arena scratch;
    Table by_address;        // as it stands in URLs → index into the site's entries
} Own;

static const Entry *find_entry(Own *own, Str address) {
    const Site *site = own->site;
    bool is_made = own->by_address.count;
    for (size_t i = 0; !is_made && i < site->entry_count; i++) {
        table_add(&own->by_address, url_from_name(&own->scratch, site->entries[i]->address), i);
    }
    bool has_slash = !address.len || str_ends_with(address, STR("/"));
    if (!has_slash) address = arena_join(&own->scratch, address, STR("/"));
    size_t index = table_get(&own->by_address, address);
    return index == TABLE_NONE ? NULL : site->entries[index];
}

// Appends the path of a file as a link in another one writes it.
static void add_path_from(Buf *out, Str from, Str to) {
    size_t common = 0;
    for (size_t i = 0; i < from.len && i < to.len && from.ptr[i] == to.ptr[i]; i++) {
        if (from.ptr[i] == '/') common = i + 1;
    }
    for (size_t i = common; i < from.len; i++) {
        if (from.ptr[i] == '/') buf_add(out, STR("../"));
    }
    url_add_link(out, str_slice(to, common, to.len));
}

static void report_own(Own *own, const Entry *from, const MarkdownElsewhere *link) {
    const Config *config = &own->site->config;
    size_t start = config->origin.len + config->base_path.len;
    Str rest = str_slice(link->url, start < link->url.len ? start : link->url.len, link->url.len);
    size_t end = 0;
    while (end < rest.len && rest.ptr[end] != '?' && rest.ptr[end] != '#') end++;
    const Entry *to = find_entry(own, str_slice(rest, 0, end));
    Buf hint = {0};
    buf_add(&hint, STR("write '"));
    if (to) add_path_from(&hint, from->path, to->path);
    else buf_add_char(&hint, '/');
    buf_add(&hint, to ? str_slice(rest, end, rest.len) : rest);
    buf_add(&hint, STR("', which is checked"));
    diag_warning(own->linting->diags, entry_place(from, link->offset), "own-address", hint.ptr,
                 "this link leads into this site by its whole address: nobody checks that it leads "
                 "anywhere");
    buf_free(&hint);
}

static void check_own_addresses(const Linting *linting, const Site *site) {
    const Config *config = &site->config;
    Own own = {.linting = linting, .site = site};
    for (size_t i = 0; config->origin.len && i < site->entry_count; i++) {
        const Entry *entry = site->entries[i];
        for (size_t j = 0; j < entry->body->elsewhere_count; j++) {
            const MarkdownElsewhere *link = &entry->body->elsewhere[j];
            if (!config_is_own(config, config->base_path, link->url)) continue;
            report_own(&own, entry, link);
        }
    }
    table_free(&own.by_address);
    arena_free(&own.scratch);
}

static const Lint rows[] = {
    // These two are seen where links are resolved: see timed.h.
    {.code = "expiring-link", .severity = SEVERITY_WARNING,
     .reason = "on the day on which a page expires, all links that lead there fall away"},
    {.code = "early-link", .severity = SEVERITY_WARNING,
     .reason = "as long as a page is not out, the links that lead there fall away"},
    // Off: the lists of branches, skills and letters lead to every role.
    {"orphan-role", SEVERITY_OFF, "readers seldom come to a role that no other page names",
     .check_site = check_orphans, .reads = FACTS_TERMS | FACTS_TITLE},
    {.code = "own-address", .severity = SEVERITY_WARNING,
     .reason = "of a link to this site by its whole address nothing shows whether it leads "
               "anywhere, and in a preview it leads away from it",
     .check_site = check_own_addresses, .reads = FACTS_REST},
};
const LintFamily graph_lints = LINT_FAMILY("graph", rows);
