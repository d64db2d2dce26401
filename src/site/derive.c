// Derive: what follows from the content as a whole. Total orders only: the path decides last.
#include <stdlib.h>

#include "base/workers.h"
#include "site/attachments.h"
#include "site/entries.h"
#include "site/facets.h"
#include "site/letters.h"
#include "site/links.h"
#include "site/lints/lints.h"
#include "site/ranking.h"
#include "site/redirects.h"
#include "site/references.h"
#include "site/related.h"
#include "site/role_articles.h"
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

static void renew_pay(Site *site, Entry *entry, Diags *diags) {
    if (entry->kind != ENTRY_ROLE) return;
    ((Role *)entry)->primary = NULL;
    sourcing_derive(site, (Role *)entry, diags);
    salaries_derive(site, (Role *)entry, diags);
    ranking_prepare((Role *)entry);
}

static void derive_pay(Site *site, Diags *diags) {
    salaries_name_regions(site);
    sourcing_begin(site, diags);
    size_t errors_before = diags->error_count;
    for (size_t i = 0; i < site->entry_count; i++) renew_pay(site, site->entries[i], diags);
    site->gaps.salaries |= diags->error_count != errors_before;
}

static void derive_search(Site *site) {
    if (!site->config.outputs.search) return;
    search_index_derive(&site->roles, &site->arena, &site->search);
}

static void renew_search(Site *site, Entry *entry, Diags *diags) {
    (void)diags;
    const Role *role = entry_role(entry);
    const SourceFile *file = sources_find(site->sources, entry->path);
    if (!role || !site->config.outputs.search) return;
    search_index_renew(&site->search, site->role_items[role->index], entry_role(file->entry),
                       &site->arena);
}

// Terms are whole only when nothing was wrong with them.
static bool is_whole(const Site *site) {
    const Sources *sources = site->sources;
    return !sources->site_has_errors && !sources->content_has_errors && !site->has_errors;
}

static void derive_related(Site *site) {
    if (is_whole(site)) related_derive(site);
}

static void derive_role_articles(Site *site) {
    if (is_whole(site)) role_articles_derive(site);
}

// A step derives its part of the site from what was read, and from the steps before it. It is taken
// again where an edit has changed a fact that it, or a step it builds on, reads: as a whole, or for
// the entries that were changed where it can. Each owns what it makes. Lints of the site follow as
// steps of their own.
typedef struct Step {
    void (*derive)(Site *site, Diags *diags);
    void (*make)(Site *site);            // in place of that, where nothing can be wrong
    void (*renew)(Site *site, Entry *entry, Diags *diags);   // the part of one entry; or NULL
    Facts reads;                         // 0: it is taken at each change
} Step;
static const Step steps[] = {
    {.make = entries_take, .renew = entries_renew},
    {.make = attachments_derive, .reads = FACTS_REST},
    {.make = find_gaps, .reads = FACTS_REST},
    {.derive = derive_pay, .renew = renew_pay, .reads = FACTS_PAY},
    {.make = attributions_derive, .reads = FACTS_PAY},
    {.make = ranking_derive, .reads = FACTS_PAY},
    {.derive = taxonomy_derive, .reads = FACTS_TERMS},
    {.make = facets_derive_educations, .reads = FACTS_EDUCATION},
    {.make = facets_derive_pay_bands, .reads = FACTS_PAY},
    {.make = taxonomy_summarize, .reads = FACTS_TERMS | FACTS_PAY | FACTS_EDUCATION},
    {.make = timed_derive, .reads = FACTS_REST},
    {.derive = references_derive, .reads = FACTS_REST},
    {.make = letters_derive_of_roles, .reads = FACTS_TITLE},
    {.make = letters_derive_of_skills, .reads = FACTS_TERMS},
    {.make = derive_recent, .reads = FACTS_REST},
    {.make = derive_search, .renew = renew_search, .reads = FACTS_WORDS},
    {.derive = redirects_derive, .reads = FACTS_REST},   // of titles: see redirects_stand
    {.make = derive_related, .reads = FACTS_TERMS},
    {.make = derive_role_articles, .reads = FACTS_TERMS},
    {.derive = links_resolve, .reads = FACTS_REST},
    {.derive = attachments_warn, .reads = FACTS_REST},
    {.derive = timed_clear_fields, .renew = timed_clear_entry, .reads = FACTS_PAY | FACTS_OWN},
};
enum { STEP_COUNT = sizeof steps / sizeof steps[0] };

bool facts_concern(Facts reads, Facts changed) {
    return !reads || reads & changed;
}

static void take_step(Site *site, size_t index, Diags *diags) {
    if (steps[index].make) {
        steps[index].make(site);
    } else {
        steps[index].derive(site, diags);
    }
}

static void forget_diags(DerivedStep *derived) {
    diags_free(&derived->diags);
    derived->diags = (Diags){.policy = derived->diags.policy};
}

// Of the entries at `changed`, or of all where that is NULL.
static void derive_step(Site *site, size_t index, const PathList *changed) {
    DerivedStep *derived = &site->steps[index];
    bool is_part = changed && steps[index].renew;
    Arena others = site->arena;
    if (!is_part) {
        arena_free(&derived->arena);
        forget_diags(derived);
    }
    site->arena = derived->arena;
    for (size_t i = 0; is_part && i < changed->count; i++) {
        size_t at = table_get(&site->entries_by_path, changed->items[i]);
        steps[index].renew(site, site->entries[at], &derived->diags);
    }
    if (!is_part) take_step(site, index, &derived->diags);
    derived->arena = site->arena;
    site->arena = others;
    site->has_errors |= derived->diags.error_count > 0;
}

// Lints that look at the site now.
typedef struct LintRun {
    Site *site;
    size_t *lints;           // their indices
    size_t count;
} LintRun;

static void check_site(Worker *worker, size_t index, void *context) {
    const LintRun *run = context;
    size_t lint = run->lints[index];
    Diags *diags = &run->site->steps[STEP_COUNT + lint].diags;
    (void)worker;
    lints_check_site(&(Linting){.sources = run->site->sources, .diags = diags}, run->site, lint);
}

// Lints change nothing of the site, so that several can look at once.
static void check_lints(Site *site, Facts changed) {
    DerivedStep *derived = site->steps + STEP_COUNT;
    Arena scratch = {0};
    Diags none = {0};
    LintRun run = {site, ARENA_NEW(&scratch, size_t, lint_count()), 0};
    for (size_t i = 0; i < lint_count(); i++) {
        if (!lint_at(i)->check_site || !facts_concern(lint_at(i)->reads, changed)) continue;
        forget_diags(&derived[i]);
        run.lints[run.count++] = i;
    }
    workers_run_large(site->sources->options.thread_count, run.count, check_site, &run, &scratch,
                      &none);
    for (size_t i = 0; i < lint_count(); i++) site->has_errors |= derived[i].diags.error_count > 0;
    arena_free(&scratch);
}

static bool report(const Site *site, Diags *diags) {
    size_t step_count = STEP_COUNT + lint_count();
    for (size_t i = 0; i < step_count; i++) diags_add_all(diags, &site->steps[i].diags);
    return !site->has_errors;
}

bool site_derive(const Sources *sources, Site *ret, Diags *diags) {
    size_t step_count = STEP_COUNT + lint_count();
    begin(ret, sources);
    ret->steps = calloc(step_count, sizeof *ret->steps);
    if (!ret->steps) memory_exhausted();
    for (size_t i = 0; i < step_count; i++) {
        ret->steps[i].diags.policy = diags->policy;
        if (i < STEP_COUNT) derive_step(ret, i, NULL);
    }
    check_lints(ret, FACTS_ALL);
    return report(ret, diags);
}

bool site_renew(Site *site, const PathList *changed, Facts facts, Diags *diags) {
    site->renewed = facts;
    for (size_t i = 0; i < STEP_COUNT && !site->has_errors; i++) {
        if (facts_concern(steps[i].reads, facts)) derive_step(site, i, changed);
    }
    if (!site->has_errors) check_lints(site, facts);
    if (!report(site, diags)) return false;
    return !(facts & FACTS_TITLE) ||
           (entries_are_in_order(site, changed) && redirects_stand(site, changed));
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
    size_t step_count = site->steps ? STEP_COUNT + lint_count() : 0;
    for (size_t i = 0; i < step_count; i++) {
        arena_free(&site->steps[i].arena);
        diags_free(&site->steps[i].diags);
    }
    free(site->steps);
    arena_free(&site->arena);
}
