#include "site/entries.h"

#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "site/schema_compare.h"

// A role as it was read, its place among all entries, and its file.
typedef struct Placed {
    const Role *role;
    size_t index;
    const SourceFile *file;
} Placed;

static int compare_placed(const void *left, const void *right) {
    const Entry *a = &((const Placed *)left)->role->entry;
    const Entry *b = &((const Placed *)right)->role->entry;
    int order = str_compare(a->sort_key, b->sort_key);
    return order ? order : str_compare(a->path, b->path);
}

static int compare_articles(const void *left, const void *right) {
    const Entry *a = *(const Entry *const *)left;
    const Entry *b = *(const Entry *const *)right;
    int order = date_compare(b->date, a->date);
    return order ? order : str_compare(a->path, b->path);
}

static int compare_info_pages(const void *left, const void *right) {
    const InfoPage *a = *(const InfoPage *const *)left;
    const InfoPage *b = *(const InfoPage *const *)right;
    if (a->weight != b->weight) return a->weight < b->weight ? -1 : 1;
    return str_compare(a->entry.path, b->entry.path);
}

// What others complete is the site's own: a copy, where what was read stays.
static bool has_copies(const Site *site) {
    return !site->sources->options.is_read_once;
}

static void *own_items(const Site *site, DerivedStep *own, void *items, size_t count, size_t size) {
    if (!has_copies(site)) return items;
    void *ret = arena_alloc(&own->arena, count, size);
    return count ? memcpy(ret, items, count * size) : ret;
}

// Of which terms it is, nobody knows so far.
static void own_terms(const Site *site, DerivedStep *own, Role *role) {
    Skill *skills = own_items(site, own, role->skills.items, role->skills.count, sizeof(Skill));
    for (size_t i = 0; i < role->skills.count; i++) skills[i].term_index = TABLE_NONE;
    role->skills.items = skills;
    role->branch_index = TABLE_NONE;
}

static void own_salaries(const Site *site, DerivedStep *own, Role *role) {
    Salary *salaries = own_items(site, own, role->salaries.items, role->salaries.count,
                                 sizeof(Salary));
    role->salaries.items = salaries;
    for (size_t i = 0; i < role->salaries.count; i++) {
        salaries[i].steps.items = own_items(site, own, salaries[i].steps.items,
                                            salaries[i].steps.count, sizeof(SalaryStep));
    }
}

static void *own_entry(const Site *site, DerivedStep *own, Entry *entry, size_t size) {
    Entry *ret = own_items(site, own, entry, 1, size);
    if (ret->image) ret->image = own_items(site, own, ret->image, 1, sizeof(Image));
    return ret;
}

static Role *own_role(const Site *site, DerivedStep *own, Entry *entry) {
    Role *ret = own_entry(site, own, entry, sizeof *ret);
    if (!has_copies(site)) return ret;
    own_terms(site, own, ret);
    own_salaries(site, own, ret);
    return ret;
}

static void add_roles(Site *site, DerivedStep *own, Placed *placed, size_t count) {
    sort_pieces(placed, count, sizeof *placed, compare_placed);
    site->role_items = ARENA_NEW(&own->arena, Role *, count + 1);
    site->roles = role_list_make(&own->arena, count);
    site->role_files = ARENA_NEW(&own->arena, const SourceFile *, count + 1);
    table_reserve(&site->roles_by_slug, count);
    for (size_t i = 0; i < count; i++) {
        Role *role = own_role(site, own, site->entries[placed[i].index]);
        site->role_items[i] = role;
        role->index = (uint32_t)i;
        site->role_files[i] = placed[i].file;
        role_list_add(&own->arena, &site->roles, role);
        site->entries[placed[i].index] = &role->entry;
        if (role->entry.slug.len) table_add(&site->roles_by_slug, text_str(role->entry.slug), i);
    }
}

static Entry *add_article(Site *site, DerivedStep *own, Entry *entry) {
    Article *ret = own_entry(site, own, entry, sizeof *ret);
    site->articles.items[site->articles.count++] = ret;
    return &ret->entry;
}

static Entry *add_info_page(Site *site, DerivedStep *own, Entry *entry) {
    InfoPage *ret = own_entry(site, own, entry, sizeof *ret);
    bool is_home = entry->address.ptr && !entry->address.len;
    if (is_home) site->home = ret;
    else site->info_pages[site->info_page_count++] = ret;
    return &ret->entry;
}

void entries_take(Site *site, DerivedStep *own) {
    const Sources *sources = site->sources;
    size_t role_count = 0;
    Arena scratch = {0};
    Placed *roles = ARENA_NEW(&scratch, Placed, sources->file_count + 1);
    site->entries = ARENA_NEW(&own->arena, Entry *, sources->file_count + 1);
    site->articles.items = ARENA_NEW(&own->arena, const Article *, sources->file_count + 1);
    site->info_pages = ARENA_NEW(&own->arena, const InfoPage *, sources->file_count + 1);
    table_reserve(&site->entries_by_path, sources->file_count);
    for (size_t i = 0; i < sources->file_count; i++) {
        Entry *entry = sources->files[i]->entry;
        if (!entry) continue;
        size_t index = site->entry_count++;
        table_add(&site->entries_by_path, entry->path, index);
        switch (entry->kind) {
            case ENTRY_ROLE:
                roles[role_count++] = (Placed){(Role *)entry, index, sources->files[i]};
                site->entries[index] = entry;
                break;
            case ENTRY_ARTICLE: site->entries[index] = add_article(site, own, entry); break;
            case ENTRY_INFO_PAGE: site->entries[index] = add_info_page(site, own, entry); break;
        }
    }
    add_roles(site, own, roles, role_count);
    arena_free(&scratch);
    qsort(site->articles.items, site->articles.count, sizeof *site->articles.items,
          compare_articles);
    qsort(site->info_pages, site->info_page_count, sizeof *site->info_pages, compare_info_pages);
}

void entries_renew(Site *site, Entry *entry, DerivedStep *own) {
    const Entry *newer = sources_find(site->sources, entry->path)->entry;
    schema_copy(site->config.schemas[entry->kind], site->renewed, newer, entry);
    entry->sort_key = newer->sort_key;
    entry->body = newer->body;
    entry->body_offset = newer->body_offset;
    entry->section_kinds = newer->section_kinds;
    if (entry->kind != ENTRY_ROLE) return;
    if (site->renewed & FACTS_TERMS) own_terms(site, own, (Role *)entry);
    if (site->renewed & FACTS_PAY) own_salaries(site, own, (Role *)entry);
}

bool entries_are_in_order(const Site *site, const PathList *paths) {
    const RoleList *roles = &site->roles;
    for (size_t i = 0; i < paths->count; i++) {
        size_t at = table_get(&site->entries_by_path, paths->items[i]);
        const Role *role = entry_role(site->entries[at]);
        size_t from = role && role->index ? role->index - 1 : 0;
        for (size_t j = from; role && j <= role->index && j + 1 < roles->count; j++) {
            Placed pair[] = {{.role = roles->items[j]}, {.role = roles->items[j + 1]}};
            if (compare_placed(&pair[0], &pair[1]) > 0) return false;
        }
    }
    return true;
}
