// Derive: what follows from the content as a whole. Total orders only: the path decides last.
#include <stdlib.h>

#include "site/attachments.h"
#include "site/entries.h"
#include "site/links.h"
#include "site/ranking.h"
#include "site/redirects.h"
#include "site/references.h"
#include "site/related.h"
#include "site/salaries.h"
#include "site/search_terms.h"
#include "site/sourcing.h"
#include "site/taxonomy.h"

static Place place_in(const Entry *entry, size_t offset) {
    return (Place){entry->path, offset};
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
        bool is_shown = entry->kind != ENTRY_INFO_PAGE && !entry->is_noindex;
        bool is_news = is_shown && entry_changed(entry).year;
        if (is_news) site->recent[site->recent_count++] = entry;
    }
    qsort(site->recent, site->recent_count, sizeof *site->recent, compare_changes);
}

static void warn_of_future(const Site *site, Str path, const char *name, Date date, Diags *diags) {
    if (!date.year || date_compare(date, site->now) <= 0) return;
    diag_warning(diags, (Place){path, date.offset}, "future-date",
                 "check the year, and the clock",
                 "'%s' is a day that is yet to come", name);
}

// Of an entry that is shown ahead of its day, the last change may lie ahead, too.
static void warn_of_dates(const Site *site, const Entry *entry, Diags *diags) {
    bool is_early = entry->date.year && date_compare(entry->date, site->now) > 0;
    if (!is_early) warn_of_future(site, entry->path, "updated", entry->updated, diags);
    if (entry->updated.year && date_compare(entry->updated, entry->date) < 0) {
        diag_warning(diags, place_in(entry, entry->updated.offset), "date-order",
                     "swap them, or leave one out",
                     "'updated' lies before 'date'");
    }
    if (entry->kind != ENTRY_ROLE) return;
    const Role *role = (const Role *)entry;
    const Salary *salaries = role->salaries.items;
    const Source *sources = role->sources.items;
    warn_of_future(site, entry->path, "verified.date", role->verified.date, diags);
    for (size_t i = 0; i < role->salaries.count; i++) {
        warn_of_future(site, entry->path, "as_of", salaries[i].as_of, diags);
    }
    for (size_t i = 0; i < role->sources.count; i++) {
        warn_of_future(site, entry->path, "retrieved", sources[i].retrieved, diags);
    }
}

static void warn_of_early_sources(const Site *site, Diags *diags) {
    for (size_t i = 0; i < site->config.sources.count; i++) {
        Date retrieved = site->config.sources.items[i].retrieved;
        warn_of_future(site, CONFIG_PATH, "retrieved", retrieved, diags);
    }
}

static void warn_of_long_footer(const Site *site, Diags *diags) {
    if (site->info_page_count <= FOOTER_INFO_PAGES_MAX) return;
    const Entry *first = &site->info_pages[FOOTER_INFO_PAGES_MAX]->entry;
    diag_warning(diags, place_in(first, first->title.offset), "footer-limit",
                 "give a lower 'weight' to the pages that should stand there, and link to the "
                 "others",
                 "the footer shows %d of %zu pages: this one and those after it are not among them",
                 FOOTER_INFO_PAGES_MAX, site->info_page_count);
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
    entries_copy(site);
    attachments_derive(site);
    salaries_name_regions(site);
    sourcing_begin(site);
    warn_of_early_sources(site, diags);
    for (size_t i = 0; i < site->entry_count; i++) {
        warn_of_dates(site, site->entries[i], diags);
        if (site->entries[i]->kind == ENTRY_ROLE) {
            sourcing_derive(site, (Role *)site->entries[i], diags);
            salaries_derive(site, (Role *)site->entries[i], diags);
        }
    }
    ranking_derive(site);
    taxonomy_derive(site, diags);
    references_derive(site, diags);
    derive_letters(site);
    derive_recent(site);
    if (site->config.outputs.search) search_index_derive(&site->roles, &site->arena, &site->search);
    warn_of_lost_words(site, diags);
    warn_of_long_footer(site, diags);
    redirects_derive(site, diags);
    // Terms are whole only when nothing was wrong with them.
    if (!diags->error_count) related_derive(site);
    // A file with errors is missing: links to it would be reported as broken.
    if (!site->is_partial) links_resolve(site, diags);
    attachments_warn(site, diags);
    return diags->error_count == errors_before;
}

bool site_has_unpublished(const Site *site, Str path) {
    const SourceFile *file = sources_find(site->sources, path);
    return file && !file->entry;
}

void site_free(Site *site) {
    table_free(&site->sources_by_id);
    table_free(&site->roles_by_slug);
    table_free(&site->region_names);
    free(site->region_texts.items);
    table_free(&site->entries_by_path);
    arena_free(&site->suggestions.arena);
    arena_free(&site->arena);
}
