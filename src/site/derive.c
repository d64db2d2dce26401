// Derive: what follows from the content as a whole. Total orders only: the path decides last.
#include <stdlib.h>

#include "base/sort.h"
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

static void derive_recent(Site *site, DerivedStep *own) {
    site->recent = ARENA_NEW(&own->arena, const Entry *, site->entry_count + 1);
    for (size_t i = 0; i < site->entry_count; i++) {
        const Entry *entry = site->entries[i];
        bool is_shown = entry->kind != ENTRY_INFO_PAGE && !entry->is_noindex;
        bool is_news = is_shown && entry_changed(entry).year;
        if (is_news) site->recent[site->recent_count++] = entry;
    }
    sort_pieces(site->recent, site->recent_count, sizeof *site->recent, compare_changes);
}

static void begin(Site *site, const Sources *sources) {
    *site = (Site){.sources = sources, .config = sources->config, .locale = sources->locale,
                   .now = sources->options.now};
}

// What entries and site.yaml do not tell of it, for errors in them.
static void find_gaps(Site *site, DerivedStep *own) {
    (void)own;
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

static void renew_pay(Site *site, Entry *entry, DerivedStep *own) {
    if (entry->kind != ENTRY_ROLE) return;
    ((Role *)entry)->primary = NULL;
    sourcing_derive(site, (Role *)entry, own);
    salaries_derive(site, (Role *)entry, own);
    ranking_prepare((Role *)entry, own);
}

static void derive_pay(Site *site, DerivedStep *own) {
    salaries_name_regions(site);
    sourcing_begin(site, &own->diags);
    size_t errors_before = own->diags.error_count;
    for (size_t i = 0; i < site->entry_count; i++) renew_pay(site, site->entries[i], own);
    site->gaps.salaries |= own->diags.error_count != errors_before;
}

static void derive_search(Site *site, DerivedStep *own) {
    if (!site->config.outputs.search) return;
    bool is_once = site->sources->options.is_read_once;
    search_index_derive(&site->roles, is_once, &own->arena, &site->search);
    for (size_t i = 0; i < site->roles.count && is_once; i++) {
        search_terms_forget(site->role_items[i]);
    }
}

static void renew_search(Site *site, Entry *entry, DerivedStep *own) {
    const Role *role = entry_role(entry);
    const SourceFile *file = sources_find(site->sources, entry->path);
    if (!role || !site->config.outputs.search) return;
    search_index_renew(&site->search, site->role_items[role->index], entry_role(file->entry),
                       &own->arena);
}

// Terms are whole only when nothing was wrong with them.
static bool is_whole(const Site *site) {
    const Sources *sources = site->sources;
    return !sources->site_has_errors && !sources->content_has_errors && !site->has_errors;
}

static void derive_related(Site *site, DerivedStep *own) {
    if (is_whole(site)) related_derive(site, own);
}

static void derive_role_articles(Site *site, DerivedStep *own) {
    if (is_whole(site)) role_articles_derive(site, own);
}

// A step derives its part of the site from what was read, and from the steps before it. It is taken
// again where an edit has changed a fact that it, or a step it builds on, reads: as a whole, or for
// the entries that were changed where it can. Each owns what it makes. Steps of one wave that stand
// in different chains read nothing of each other's: they are taken at once. Lints of the site
// follow as steps of their own.
typedef struct Step {
    void (*derive)(Site *site, DerivedStep *own);
    void (*renew)(Site *site, Entry *entry, DerivedStep *own);   // the part of one entry; or NULL
    Facts reads;                         // 0: it is taken at each change
    unsigned char wave;
    unsigned char chain;
} Step;
enum { CHAIN_COUNT = 4 };
static const Step steps[] = {
    {entries_take, .renew = entries_renew},
    {attachments_derive, .reads = FACTS_REST},
    {find_gaps, .reads = FACTS_REST},

    {derive_search, .renew = renew_search, .reads = FACTS_WORDS, .wave = 1},
    {derive_pay, .renew = renew_pay, .reads = FACTS_PAY, .wave = 1, .chain = 1},
    {attributions_derive, .reads = FACTS_PAY, .wave = 1, .chain = 1},
    {ranking_derive, .reads = FACTS_PAY, .wave = 1, .chain = 1},
    {taxonomy_derive, .reads = FACTS_TERMS, .wave = 1, .chain = 2},
    {facets_derive_educations, .reads = FACTS_EDUCATION, .wave = 1, .chain = 3},
    {letters_derive_of_roles, .reads = FACTS_TITLE, .wave = 1, .chain = 3},
    {derive_recent, .reads = FACTS_REST, .wave = 1, .chain = 3},

    {timed_derive, .reads = FACTS_REST, .wave = 2},

    {redirects_derive, .reads = FACTS_REST, .wave = 3},   // of titles: see redirects_stand
    {references_derive, .reads = FACTS_REST, .wave = 3, .chain = 1},
    {facets_derive_pay_bands, .reads = FACTS_PAY, .wave = 3, .chain = 2},
    {taxonomy_summarize, .reads = FACTS_TERMS | FACTS_PAY | FACTS_EDUCATION, .wave = 3, .chain = 2},
    {letters_derive_of_skills, .reads = FACTS_TERMS, .wave = 3, .chain = 3},

    {redirects_cover, .reads = FACTS_REST, .wave = 4},

    {links_resolve, .reads = FACTS_REST, .wave = 5},
    {attachments_warn, .reads = FACTS_REST, .wave = 5},
    {derive_related, .reads = FACTS_TERMS, .wave = 5, .chain = 1},
    {derive_role_articles, .reads = FACTS_TERMS, .wave = 5, .chain = 2},
    {timed_clear_fields, .renew = timed_clear_entry, .reads = FACTS_PAY | FACTS_OWN, .wave = 5,
     .chain = 3},
};
enum { STEP_COUNT = sizeof steps / sizeof steps[0] };

bool facts_concern(Facts reads, Facts changed) {
    return !reads || reads & changed;
}

static void forget_found(DerivedStep *derived) {
    diags_free(&derived->diags);
    derived->diags = (Diags){.policy = derived->diags.policy};
    arena_free(&derived->suggestions.arena);
    derived->suggestions = (Suggestions){0};
}

// Of the entries at `changed`, or of all where that is NULL.
static void take_step(Site *site, size_t index, const PathList *changed) {
    DerivedStep *own = &site->steps[index];
    bool is_anew = !changed || !steps[index].renew;
    if (is_anew) {
        arena_free(&own->arena);
        forget_found(own);
        steps[index].derive(site, own);
    }
    for (size_t i = 0; !is_anew && i < changed->count; i++) {
        size_t at = table_get(&site->entries_by_path, changed->items[i]);
        steps[index].renew(site, site->entries[at], own);
    }
    spare_free(&own->spare);
}

// Steps of one wave: those that such facts concern.
typedef struct Wave {
    Site *site;
    const PathList *changed;
    size_t chains[CHAIN_COUNT][STEP_COUNT];
    size_t counts[CHAIN_COUNT];
} Wave;

static void take_chain(Worker *worker, size_t index, void *context) {
    const Wave *wave = context;
    (void)worker;
    for (size_t i = 0; i < wave->counts[index]; i++) {
        take_step(wave->site, wave->chains[index][i], wave->changed);
    }
}

static void take_wave(Wave *wave) {
    const Site *site = wave->site;
    Arena nothing = {0};
    Diags none = {0};
    size_t chain_count = 0;
    for (size_t i = 0; i < CHAIN_COUNT; i++) chain_count += wave->counts[i] > 0;
    size_t thread_count = chain_count > 1 ? site->sources->options.thread_count : 1;
    workers_run_large(thread_count, CHAIN_COUNT, take_chain, wave, &nothing, &none);
}

// Where an entry was changed nothing is asked of the steps behind an error: all is derived anew.
static void take_steps(Site *site, const PathList *changed, Facts facts) {
    for (size_t from = 0, to; from < STEP_COUNT && !(changed && site->has_errors); from = to) {
        Wave wave = {.site = site, .changed = changed};
        for (to = from; to < STEP_COUNT && steps[to].wave == steps[from].wave; to++) {
            size_t chain = steps[to].chain;
            bool is_wanted = facts_concern(steps[to].reads, facts);
            if (is_wanted) wave.chains[chain][wave.counts[chain]++] = to;
        }
        take_wave(&wave);
        for (size_t i = from; i < to; i++) {
            site->has_errors |= site->steps[i].diags.error_count > 0;
        }
    }
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
        forget_found(&derived[i]);
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
    }
    take_steps(ret, NULL, FACTS_ALL);
    check_lints(ret, FACTS_ALL);
    return report(ret, diags);
}

bool site_renew(Site *site, const PathList *changed, Facts facts, Diags *diags) {
    site->renewed = facts;
    take_steps(site, changed, facts);
    if (!site->has_errors) check_lints(site, facts);
    if (!report(site, diags)) return false;
    return !(facts & FACTS_TITLE) ||
           (entries_are_in_order(site, changed) && redirects_stand(site, changed));
}

void site_forget_lookups(Site *site) {
    table_free(&site->entries_by_path);
    table_free(&site->roles_by_slug);
}

void site_forget_search(Site *site) {
    size_t index = 0;
    while (steps[index].derive != derive_search) index++;
    arena_free(&site->steps[index].arena);
    site->search = (SearchIndex){0};
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
    free(site->redirects);
    table_free(&site->entries_by_path);
    table_free(&site->timed_by_address);
    free(site->timed.items);
    size_t step_count = site->steps ? STEP_COUNT + lint_count() : 0;
    for (size_t i = 0; i < step_count; i++) {
        arena_free(&site->steps[i].arena);
        forget_found(&site->steps[i]);
    }
    free(site->steps);
    arena_free(&site->arena);
}
