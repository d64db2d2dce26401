// Derive: what follows from the content as a whole. Total orders only: the path decides last.
#include <stdlib.h>
#include <string.h>

#include "site/links.h"
#include "site/related.h"
#include "site/ranking.h"
#include "site/redirects.h"
#include "site/salaries.h"
#include "site/search_terms.h"
#include "site/site.h"
#include "site/taxonomy.h"

static Place place_in(const Entry *entry, size_t offset) {
    return (Place){entry->path, offset};
}

// A role as it was read, and its place among all entries.
typedef struct Placed {
    const Role *role;
    size_t index;
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

static int compare_pages(const void *left, const void *right) {
    const Page *a = *(const Page *const *)left;
    const Page *b = *(const Page *const *)right;
    if (a->weight != b->weight) return a->weight < b->weight ? -1 : 1;
    return str_compare(a->entry.path, b->entry.path);
}

static void *copy_items(Arena *arena, const void *items, size_t count, size_t size) {
    void *ret = arena_alloc(arena, count, size);
    return count ? memcpy(ret, items, count * size) : ret;
}

// The lists whose items derive completes are copied as well.
static void copy_role(Arena *arena, const Role *role, Role *ret) {
    *ret = *role;
    ret->skills.items = copy_items(arena, role->skills.items, role->skills.count, sizeof(Skill));
    Salary *salaries = copy_items(arena, role->salaries.items, role->salaries.count,
                                  sizeof(Salary));
    ret->salaries.items = salaries;
    for (size_t i = 0; i < role->salaries.count; i++) {
        salaries[i].steps.items = copy_items(arena, salaries[i].steps.items,
                                             salaries[i].steps.count, sizeof(SalaryStep));
    }
}

static void copy_roles(Site *site, Placed *placed, size_t count) {
    qsort(placed, count, sizeof *placed, compare_placed);
    site->role_items = ARENA_NEW(&site->arena, Role, count + 1);
    site->roles = role_list_make(&site->arena, count);
    site->role_slugs = ARENA_NEW(&site->arena, Str, count + 1);
    for (size_t i = 0; i < count; i++) {
        Role *role = &site->role_items[i];
        copy_role(&site->arena, placed[i].role, role);
        role->index = i;
        site->role_slugs[i] = role->entry.slug.str;
        role_list_add(&site->arena, &site->roles, role);
        site->entries[placed[i].index] = &role->entry;
        table_add(&site->roles_by_slug, role->entry.slug.str, i);
    }
}

static Entry *copy_article(Site *site, const Entry *entry) {
    Article *ret = ARENA_NEW(&site->arena, Article, 1);
    *ret = *(const Article *)entry;
    site->articles.items[site->articles.count++] = ret;
    return &ret->entry;
}

static Entry *copy_page(Site *site, const Entry *entry) {
    Page *ret = ARENA_NEW(&site->arena, Page, 1);
    *ret = *(const Page *)entry;
    site->pages[site->page_count++] = ret;
    return &ret->entry;
}

static void copy_entries(Site *site) {
    const Sources *sources = site->sources;
    size_t role_count = 0;
    Arena scratch = {0};
    Placed *roles = ARENA_NEW(&scratch, Placed, sources->file_count + 1);
    site->entries = ARENA_NEW(&site->arena, Entry *, sources->file_count + 1);
    site->articles.items = ARENA_NEW(&site->arena, const Article *, sources->file_count + 1);
    site->pages = ARENA_NEW(&site->arena, const Page *, sources->file_count + 1);
    for (size_t i = 0; i < sources->file_count; i++) {
        const Entry *entry = sources->files[i]->entry;
        if (!entry) continue;
        size_t index = site->entry_count++;
        table_add(&site->entries_by_path, entry->path, index);
        switch (entry->kind) {
            case ENTRY_ROLE: roles[role_count++] = (Placed){(const Role *)entry, index}; break;
            case ENTRY_ARTICLE: site->entries[index] = copy_article(site, entry); break;
            case ENTRY_PAGE: site->entries[index] = copy_page(site, entry); break;
        }
    }
    copy_roles(site, roles, role_count);
    arena_free(&scratch);
    qsort(site->articles.items, site->articles.count, sizeof *site->articles.items,
          compare_articles);
    qsort(site->pages, site->page_count, sizeof *site->pages, compare_pages);
}

// A role that the site does not have, unless a file with errors may be it.
static void report_unknown(Site *site, Place place, Str slug, Diags *diags) {
    if (site->is_partial) return;
    Str file = arena_join(&site->arena, arena_join(&site->arena, STR("content/roles/"), slug),
                          STR(".md"));
    if (site_has_unpublished(site, file)) {
        diag_error(diags, place, "unpublished-target", UNPUBLISHED_HINT,
                   "the role '%.*s' is not published", (int)slug.len, slug.ptr);
        return;
    }
    diag_error(diags, place, "unknown-role",
               suggest(&site->suggestions, slug, site->role_slugs, site->roles.count,
                       "name a file of content/roles without '.md'"),
               "there is no role '%.*s'", (int)slug.len, slug.ptr);
}

// A role is before this one or after it.
static void check_path(const Entry *entry, const CareerPath *path, Diags *diags) {
    for (size_t i = 0; i < path->to.count; i++) {
        Str slug = path->to.items[i].str;
        size_t j = 0;
        while (j < path->from.count && !str_equal(path->from.items[j].str, slug)) j++;
        if (j == path->from.count || str_equal(entry->slug.str, slug)) continue;
        diag_error(diags, place_in(entry, path->to.items[i].offset), "repeated-item",
                   "keep it on one side", "the role '%.*s' stands before this one and after it",
                   (int)slug.len, slug.ptr);
    }
}

// Slugs to roles; unknown ones, and the entry itself, are reported.
static RoleList find_roles(Site *site, const Entry *entry, const TextList *slugs, Diags *diags) {
    RoleList ret = role_list_make(&site->arena, slugs->count);
    for (size_t i = 0; i < slugs->count; i++) {
        Str slug = slugs->items[i].str;
        Place place = place_in(entry, slugs->items[i].offset);
        size_t index = table_get(&site->roles_by_slug, slug);
        if (index == TABLE_NONE) {
            report_unknown(site, place, slug, diags);
        } else if (&site->roles.items[index]->entry == entry) {
            diag_error(diags, place, "self-reference", "leave it out",
                       "a role cannot name itself here");
        } else {
            role_list_add(&site->arena, &ret, site->roles.items[index]);
        }
    }
    return ret;
}

static void derive_references(Site *site, Diags *diags) {
    for (size_t i = 0; i < site->entry_count; i++) {
        if (site->entries[i]->kind == ENTRY_ROLE) {
            Role *role = (Role *)site->entries[i];
            role->path_from = find_roles(site, &role->entry, &role->career_path.from, diags);
            role->path_to = find_roles(site, &role->entry, &role->career_path.to, diags);
            check_path(&role->entry, &role->career_path, diags);
            role->related_roles = find_roles(site, &role->entry, &role->related, diags);
        } else if (site->entries[i]->kind == ENTRY_ARTICLE) {
            Article *article = (Article *)site->entries[i];
            article->roles = find_roles(site, &article->entry, &article->role_slugs, diags);
        }
    }
}

// What a role itself names of its path: the first so many items of its lists.
typedef struct GivenSteps { size_t from; size_t to; } GivenSteps;

// Adds a role that names the list's owner, unless the owner names it too. Those that were added
// stand behind the given ones and come in order, so that a hub of very many roles stays cheap.
static void add_step(Site *site, RoleList *list, size_t given_count, const Role *role) {
    RoleList given = {list->items, given_count, given_count};
    bool is_last = list->count > given_count && list->items[list->count - 1] == role;
    if (!is_last && !role_list_has(&given, role)) role_list_add(&site->arena, list, role);
}

// A step of a career is one step, whichever of its two roles names it.
static void derive_career_paths(Site *site) {
    Arena scratch = {0};
    GivenSteps *given = ARENA_NEW(&scratch, GivenSteps, site->roles.count + 1);
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        given[i] = (GivenSteps){role->path_from.count, role->path_to.count};
    }
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        for (size_t j = 0; j < given[i].to; j++) {
            Role *later = &site->role_items[role->path_to.items[j]->index];
            add_step(site, &later->path_from, given[later->index].from, role);
        }
        for (size_t j = 0; j < given[i].from; j++) {
            Role *earlier = &site->role_items[role->path_from.items[j]->index];
            add_step(site, &earlier->path_to, given[earlier->index].to, role);
        }
    }
    arena_free(&scratch);
}

// Each role gets the articles that name it. Two passes: count, then fill, newest first.
static void derive_role_articles(Site *site) {
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < site->articles.count; i++) {
            const RoleList *roles = &site->articles.items[i]->roles;
            for (size_t j = 0; j < roles->count; j++) {
                Role *role = &site->role_items[roles->items[j]->index];
                if (pass) role->articles.items[role->articles.count] = site->articles.items[i];
                role->articles.count++;
            }
        }
        for (size_t i = 0; i < site->roles.count && pass == 0; i++) {
            Role *role = &site->role_items[i];
            role->articles.items = ARENA_NEW(&site->arena, const Article *,
                                             role->articles.count + 1);
            role->articles.count = 0;
        }
    }
}

static int compare_changes(const void *left, const void *right) {
    const Entry *a = *(const Entry *const *)left;
    const Entry *b = *(const Entry *const *)right;
    int order = date_compare(entry_changed(b), entry_changed(a));
    return order ? order : str_compare(a->path, b->path);
}

static void derive_recent(Site *site) {
    site->recent = ARENA_NEW(&site->arena, const Entry *, site->entry_count + 1);
    for (size_t i = 0; i < site->entry_count; i++) {
        const Entry *entry = site->entries[i];
        bool is_news = entry->kind != ENTRY_PAGE && !entry->is_noindex && entry_changed(entry).year;
        if (is_news) site->recent[site->recent_count++] = entry;
    }
    qsort(site->recent, site->recent_count, sizeof *site->recent, compare_changes);
}

static void warn_of_future(const Site *site, const Entry *entry, const char *name, Date date,
                           Diags *diags) {
    if (!date.year || date_compare(date, site->now) <= 0) return;
    diag_warning(diags, place_in(entry, date.offset), "future-date",
                 "check the year, and the clock",
                 "'%s' is a day that is yet to come", name);
}

// Of an entry that is shown ahead of its day, the last change may lie ahead, too.
static void warn_of_dates(const Site *site, const Entry *entry, Diags *diags) {
    bool is_early = entry->date.year && date_compare(entry->date, site->now) > 0;
    if (!is_early) warn_of_future(site, entry, "updated", entry->updated, diags);
    if (entry->updated.year && date_compare(entry->updated, entry->date) < 0) {
        diag_warning(diags, place_in(entry, entry->updated.offset), "date-order",
                     "swap them, or leave one out",
                     "'updated' lies before 'date'");
    }
    if (entry->kind != ENTRY_ROLE) return;
    const Role *role = (const Role *)entry;
    const Salary *salaries = role->salaries.items;
    const Source *sources = role->sources.items;
    warn_of_future(site, entry, "verified.date", role->verified.date, diags);
    for (size_t i = 0; i < role->salaries.count; i++) {
        warn_of_future(site, entry, "as_of", salaries[i].as_of, diags);
    }
    for (size_t i = 0; i < role->sources.count; i++) {
        warn_of_future(site, entry, "retrieved", sources[i].retrieved, diags);
    }
}

static void warn_of_long_footer(const Site *site, Diags *diags) {
    if (site->page_count <= FOOTER_PAGES_MAX) return;
    const Entry *first = &site->pages[FOOTER_PAGES_MAX]->entry;
    diag_warning(diags, place_in(first, first->title.offset), "footer-limit",
                 "give a lower 'weight' to the pages that should stand there, and link to the "
                 "others",
                 "the footer shows %d of %zu pages: this one and those after it are not among them",
                 FOOTER_PAGES_MAX, site->page_count);
}

// What the search leaves out, its readers would miss.
static void warn_of_lost_words(const Site *site, Diags *diags) {
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        if (!role->lost_term_count) continue;
        diag_warning(diags, place_in(&role->entry, role->entry.title.offset), "search-limit",
                     "keep the skills and alternative titles that matter most",
                     "the search knows this role by %d words, %zu others are left out",
                     SEARCH_TERMS_MAX, role->lost_term_count);
    }
}

static Str first_letter(const Role *role) {
    Str title = role->entry.title.str;
    size_t end = 0;
    if (title.len) utf8_decode(title, &end);
    return str_slice(title, 0, end);
}

static void derive_letters(Site *site) {
    const RoleList *roles = &site->roles;
    List letters = {0};
    for (size_t i = 0; i < roles->count;) {
        Str letter = first_letter(roles->items[i]);
        size_t end = i + 1;
        while (end < roles->count) {
            Str next = first_letter(roles->items[end]);
            if (!str_equal(letter, next) && !locale_same_letter(site->locale, letter, next)) break;
            end++;
        }
        Buf upper = {0};
        locale_write_upper(site->locale, letter, &upper);
        *(Letter *)list_add(&letters, sizeof(Letter)) =
            (Letter){arena_copy(&site->arena, buf_str(&upper)), i, end - i};
        buf_free(&upper);
        i = end;
    }
    site->letters = ARENA_NEW(&site->arena, Letter, letters.count + 1);
    site->letter_count = letters.count;
    for (size_t i = 0; i < letters.count; i++) site->letters[i] = ((Letter *)letters.items)[i];
    free(letters.items);
}

static void begin(Site *site, const Sources *sources) {
    *site = (Site){.sources = sources, .config = sources->config, .locale = sources->locale,
                   .now = sources->options.now, .is_partial = sources->is_partial};
}

bool site_derive(const Sources *sources, Site *ret, Diags *diags) {
    size_t errors_before = diags->error_count;
    Site *site = ret;
    begin(site, sources);
    copy_entries(site);
    salaries_name_regions(site);
    for (size_t i = 0; i < site->entry_count; i++) {
        warn_of_dates(site, site->entries[i], diags);
        if (site->entries[i]->kind == ENTRY_ROLE) {
            salaries_derive(site, (Role *)site->entries[i], diags);
        }
    }
    ranking_derive(site);
    taxonomy_derive(site, diags);
    derive_references(site, diags);
    derive_career_paths(site);
    derive_letters(site);
    derive_recent(site);
    if (site->config.outputs.search) search_index_derive(&site->roles, &site->arena, &site->search);
    warn_of_lost_words(site, diags);
    warn_of_long_footer(site, diags);
    redirects_derive(site, diags);
    // Terms are whole only when nothing was wrong with them.
    if (!diags->error_count) related_derive(site);
    derive_role_articles(site);
    // A file with errors is missing: links to it would be reported as broken.
    if (!site->is_partial) links_resolve(site, diags);
    return diags->error_count == errors_before;
}

bool site_has_unpublished(const Site *site, Str path) {
    const SourceFile *file = sources_find(site->sources, path);
    return file && !file->entry;
}

void site_free(Site *site) {
    table_free(&site->roles_by_slug);
    table_free(&site->region_names);
    free(site->region_texts.items);
    table_free(&site->entries_by_path);
    arena_free(&site->suggestions.arena);
    arena_free(&site->arena);
}
