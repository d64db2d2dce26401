#include "site/references.h"

#include "base/file.h"
#include "site/timed.h"

// The role that was called so: by an earlier address, or by its file, whose 'slug' is another. NULL
// where there is none, or the run has compared its share of names.
static const Role *find_former(const Site *site, DerivedStep *own, Str slug, const Str files[2]) {
    for (int i = 0; i < 2; i++) {
        size_t index = table_get(&site->entries_by_path, files[i]);
        if (index != TABLE_NONE) return (const Role *)site->entries[index];
    }
    if (!suggest_is_open(&own->suggestions, site->roles.count)) return NULL;
    own->suggestions.compared_count += site->roles.count;
    for (size_t i = 0; i < site->roles.count; i++) {
        const TextList *aliases = &site->roles.items[i]->entry.aliases;
        for (size_t j = 0; j < aliases->count; j++) {
            Str alias = text_str(aliases->items[j]);
            if (str_ends_with(alias, STR("/"))) alias.len--;
            if (str_equal(path_name(alias), slug)) return site->roles.items[i];
        }
    }
    return NULL;
}

static const char *suggest_role(const Site *site, Str slug, Suggestions *suggestions,
                                const char *otherwise) {
    size_t count = site->roles.count;
    if (!suggest_is_open(suggestions, count)) return otherwise;
    Arena scratch = {0};
    Str *slugs = ARENA_NEW(&scratch, Str, count + 1);
    for (size_t i = 0; i < count; i++) slugs[i] = text_str(site->roles.items[i]->entry.slug);
    const char *ret = suggest(suggestions, slug, slugs, count, otherwise);
    arena_free(&scratch);
    return ret;
}

// A role that the site does not have, unless one that could not be read may be it.
static void report_unknown(const Site *site, Place place, Str slug, DerivedStep *own) {
    Diags *diags = &own->diags;
    if (!slug.len || sources_may_have(site->sources, slug)) return;
    Arena *arena = &own->arena;
    Str stem = arena_join(arena, str_from(entry_kinds[ENTRY_ROLE].folder), slug);
    Str files[2] = {arena_join(arena, stem, STR(".md")),
                    arena_join(arena, stem, STR("/index.md"))};
    if (site_has_unpublished(site, files[0]) || site_has_unpublished(site, files[1])) {
        diag_error(diags, place, "unpublished-target", UNPUBLISHED_HINT,
                   "the role '%.*s' is not published", (int)slug.len, slug.ptr);
        return;
    }
    const Role *former = find_former(site, own, slug, files);
    const char *hint = "name a file of content/roles without '.md'";
    if (former && former->entry.slug.len) {
        Str meant = text_str(former->entry.slug);
        hint = diag_did_you_mean(arena, meant, &meant, 1, hint);
    } else {
        hint = suggest_role(site, slug, &own->suggestions, hint);
    }
    diag_error(diags, place, "unknown-role", hint, "there is no role '%.*s'", (int)slug.len,
               slug.ptr);
}

// A role is before this one or after it.
static void check_path(const Entry *entry, const CareerPath *path, Diags *diags) {
    for (size_t i = 0; i < path->to.count; i++) {
        Str slug = text_str(path->to.items[i]);
        size_t j = 0;
        while (j < path->from.count && !str_equal(text_str(path->from.items[j]), slug)) j++;
        if (!slug.len || j == path->from.count || str_equal(text_str(entry->slug), slug)) continue;
        diags_relate(diags, entry_place(entry, path->from.items[j].offset), "it stands here, too");
        diag_error(diags, entry_place(entry, path->to.items[i].offset), "repeated-item",
                   "keep it on one side", "the role '%.*s' stands before this one and after it",
                   (int)slug.len, slug.ptr);
    }
}

// Slugs to roles, without those that are not out; unknown ones, and the entry itself, are reported.
static RoleList find_roles(const Site *site, const Entry *entry, const TextList *slugs,
                           DerivedStep *own) {
    Diags *diags = &own->diags;
    bool is_list = slugs->count > 1;
    RoleList ret = is_list ? role_list_make(&own->arena, slugs->count) : (RoleList){0};
    for (size_t i = 0; i < slugs->count; i++) {
        Str slug = text_str(slugs->items[i]);
        Place place = entry_place(entry, slugs->items[i].offset);
        size_t index = table_get(&site->roles_by_slug, slug);
        bool is_known = index != TABLE_NONE;
        const Entry *timed = is_known ? &site->roles.items[index]->entry
                                      : timed_find_role(site, slug);
        if (timed && timed_falls(site, entry, place, timed, diags)) continue;
        if (!is_known) {
            report_unknown(site, place, slug, own);
        } else if (&site->roles.items[index]->entry == entry) {
            diag_error(diags, place, "self-reference", "leave it out",
                       "a role cannot name itself here");
        } else {
            if (is_list) role_list_add(&own->arena, &ret, site->roles.items[index]);
            else role_list_share(&own->arena, &ret, &site->roles, index);
        }
    }
    return ret;
}

static void find_references(const Site *site, DerivedStep *own) {
    for (size_t i = 0; i < site->entry_count; i++) {
        if (site->entries[i]->kind == ENTRY_ROLE) {
            Role *role = (Role *)site->entries[i];
            role->path_from = find_roles(site, &role->entry, &role->career_path.from, own);
            role->path_to = find_roles(site, &role->entry, &role->career_path.to, own);
            check_path(&role->entry, &role->career_path, &own->diags);
            role->related_roles = find_roles(site, &role->entry, &role->related, own);
            role->is_related_given = role->related_roles.count;
        } else if (site->entries[i]->kind == ENTRY_ARTICLE) {
            Article *article = (Article *)site->entries[i];
            article->roles = find_roles(site, &article->entry, &article->role_slugs, own);
        }
    }
}

// What a role itself names of its path: the first so many items of its lists.
typedef struct GivenSteps { uint32_t from; uint32_t to; } GivenSteps;

// Adds a role that names the list's owner, unless the owner names it too. Those that were added
// stand behind the given ones and come in order, so that a hub of very many roles stays cheap.
static void add_step(DerivedStep *own, RoleList *list, uint32_t given_count, const Role *role) {
    RoleList given = {list->items, given_count, given_count};
    bool is_last = list->count > given_count && list->items[list->count - 1] == role;
    if (!is_last && !role_list_has(&given, role)) role_list_add(&own->arena, list, role);
}

// A step of a career is one step, whichever of its two roles names it.
static void derive_career_paths(const Site *site, DerivedStep *own) {
    Arena scratch = {0};
    GivenSteps *given = ARENA_NEW(&scratch, GivenSteps, site->roles.count + 1);
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        given[i] = (GivenSteps){role->path_from.count, role->path_to.count};
    }
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        for (size_t j = 0; j < given[i].to; j++) {
            Role *later = site->role_items[role->path_to.items[j]->index];
            add_step(own, &later->path_from, given[later->index].from, role);
        }
        for (size_t j = 0; j < given[i].from; j++) {
            Role *earlier = site->role_items[role->path_from.items[j]->index];
            add_step(own, &earlier->path_to, given[earlier->index].to, role);
        }
    }
    arena_free(&scratch);
}

void references_derive(Site *site, DerivedStep *own) {
    find_references(site, own);
    derive_career_paths(site, own);
}
