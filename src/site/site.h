// The site: everything that pages are made from. Built by site_load and site_derive; after that
// everybody holds it as const.
#ifndef METIER_SITE_SITE_H
#define METIER_SITE_SITE_H

#include "site/config.h"
#include "site/content.h"

typedef struct Branch {
    Str name;
    Str description;
    Str slug;
    Str address;             // "branches/healthcare/"
    RoleList roles;          // in the language's order of titles
    Place place;             // where it was first named
} Branch;

typedef struct Site {
    Arena arena;             // owns all of it
    const char *root;        // the site's folder
    Config config;
    Locale *locale;          // of the site's language
    Table section_headings;  // slug of a heading → SectionKind
    Date now;
    bool is_partial;         // files with errors are missing: references to them are not reported
    Entry **entries;         // all kinds, in the order of their paths
    size_t entry_count;
    RoleList roles;          // A to Z in the site's language
    ArticleList articles;    // newest first
    const Page **pages;      // by path
    size_t page_count;
    Branch *branches;        // in the order of site.yaml, else A to Z
    size_t branch_count;
    Table region_names;      // code of a region that a salary has → index into region_texts
    List region_texts;       // of Str
    Table roles_by_slug;     // → index into roles
    Table entries_by_path;   // → index into entries
} Site;

typedef struct LoadOptions {
    size_t thread_count;
    bool with_drafts;
} LoadOptions;

// Reads content/ into site->entries, in parallel. site->config, locale and section_headings are
// set before. Reports all problems; false when there was one.
bool site_load(Site *site, const LoadOptions *options, Diags *diags);
// Completes the model: salaries, branches, orders, references between entries.
bool site_derive(Site *site, Diags *diags);
void site_free(Site *site);

// Whether a content file exists that is not in the site: a draft.
bool site_has_draft(const Site *site, Str path);
bool role_list_has(const RoleList *list, const Role *role);
// amount × percent / 100 in integers, halves rounded away from zero.
int64_t salary_step_amount(int64_t amount, int64_t percent);

#endif
