// Lints of how pages lead to each other.
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

static const Lint rows[] = {
    // These two are seen where links are resolved: see timed.h.
    {.code = "expiring-link", .severity = SEVERITY_WARNING,
     .reason = "on the day on which a page expires, all links that lead there fall away"},
    {.code = "early-link", .severity = SEVERITY_WARNING,
     .reason = "as long as a page is not out, the links that lead there fall away"},
    // Off: the lists of branches, skills and letters lead to every role.
    {"orphan-role", SEVERITY_OFF, "readers seldom come to a role that no other page names",
     .check_site = check_orphans},
};
const LintFamily graph_lints = LINT_FAMILY("graph", rows);
