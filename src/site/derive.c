// Derive: what follows from the content as a whole. Total orders only: the path decides last.
#include <stdlib.h>

#include "site/attachments.h"
#include "site/entries.h"
#include "site/links.h"
#include "site/lints/lints.h"
#include "site/ranking.h"
#include "site/redirects.h"
#include "site/references.h"
#include "site/related.h"
#include "site/salaries.h"
#include "site/search_terms.h"
#include "site/sourcing.h"
#include "site/taxonomy.h"
#include "site/timed.h"

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

// Of a role without a title, which is an error, it is nothing.
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
            (Letter){arena_take(&site->arena, &upper), i, end - i};
        i = end;
    }
    site->letters = ARENA_NEW(&site->arena, Letter, letters.count + 1);
    site->letter_count = letters.count;
    for (size_t i = 0; i < letters.count; i++) site->letters[i] = ((Letter *)letters.items)[i];
    free(letters.items);
}

static void begin(Site *site, const Sources *sources) {
    *site = (Site){.sources = sources, .config = sources->config, .locale = sources->locale,
                   .now = sources->options.now};
}

// What entries and site.yaml do not tell of it, for errors in them.
static void find_gaps(Site *site) {
    bool has_missing = site->sources->has_missing;
    site->gaps = (SiteGaps){has_missing, has_missing, has_missing, has_missing};
    for (size_t i = 0; i < site->entry_count; i++) {
        const Entry *entry = site->entries[i];
        if (entry->kind != ENTRY_ROLE || !entry->bad_fields) continue;
        site->gaps.branches |= schema_has_bad(&role_schema, entry, "branch");
        site->gaps.skills |= schema_has_bad(&role_schema, entry, "skills");
        site->gaps.salaries |= schema_has_bad(&role_schema, entry, "salary");
    }
    site->gaps.branches |= schema_has_bad(&config_schema, &site->config, "branches");
    site->gaps.salaries |= schema_has_bad(&config_schema, &site->config, "regions");
}

bool site_derive(const Sources *sources, Site *ret, Diags *diags) {
    size_t errors_before = diags->error_count;
    Site *site = ret;
    begin(site, sources);
    entries_copy(site);
    attachments_derive(site);
    find_gaps(site);
    salaries_name_regions(site);
    sourcing_begin(site);
    size_t errors_of_salaries = diags->error_count;
    for (size_t i = 0; i < site->entry_count; i++) {
        if (site->entries[i]->kind == ENTRY_ROLE) {
            sourcing_derive(site, (Role *)site->entries[i], diags);
            salaries_derive(site, (Role *)site->entries[i], diags);
        }
    }
    sourcing_end(site);
    site->gaps.salaries |= diags->error_count != errors_of_salaries;
    ranking_derive(site);
    taxonomy_derive(site, diags);
    timed_derive(site);
    references_derive(site, diags);
    derive_letters(site);
    derive_recent(site);
    if (site->config.outputs.search) search_index_derive(&site->roles, &site->arena, &site->search);
    redirects_derive(site, diags);
    // Terms are whole only when nothing was wrong with them.
    bool is_whole = !sources->site_has_errors && !sources->content_has_errors &&
                    diags->error_count == errors_before;
    if (is_whole) related_derive(site);
    links_resolve(site, diags);
    attachments_warn(site, diags);
    timed_clear_fields(site, diags);
    Linting linting = {.sources = sources, .diags = diags};
    lints_check_site(&linting, site);
    return diags->error_count == errors_before;
}

bool site_has_unpublished(const Site *site, Str path) {
    const SourceFile *file = sources_find(site->sources, path);
    return file && !file->entry && !file->withheld && !file->is_missing;
}

bool site_has_unpublished_at(const Site *site, Str address) {
    static const char *const folders[] = {"content/", "content/pages/"};
    static const char *const ends[] = {".md", "/index.md"};
    Arena scratch = {0};
    bool ret = false;
    Str name = str_slice(address, 0, address.len - str_ends_with(address, STR("/")));
    for (size_t i = 0; !ret && i < 4; i++) {
        Str stem = arena_join(&scratch, str_from(folders[i / 2]), name);
        ret = site_has_unpublished(site, arena_join(&scratch, stem, str_from(ends[i % 2])));
    }
    arena_free(&scratch);
    return ret;
}

void site_free(Site *site) {
    table_free(&site->sources_by_id);
    table_free(&site->roles_by_slug);
    table_free(&site->region_names);
    free(site->region_texts.items);
    table_free(&site->entries_by_path);
    table_free(&site->timed_by_address);
    free(site->timed.items);
    arena_free(&site->suggestions.arena);
    arena_free(&site->arena);
}
