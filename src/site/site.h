// The site: everything that pages are made from. Built by site_load and site_derive; after that
// everybody holds it as const.
#ifndef METIER_SITE_SITE_H
#define METIER_SITE_SITE_H

#include "base/hash.h"
#include "base/progress.h"
#include "site/config.h"
#include "site/content.h"
#include "site/search_index.h"

// What the roles of a term earn, among those paid in the site's main currency and period.
typedef struct PaySummary {
    size_t count;            // of those roles; 0: nothing to say
    const Salary *like;      // one of their salaries, for currency and period
    int64_t lowest;          // of the roles' typical pay, in minor units
    int64_t median;
    int64_t highest;
} PaySummary;

// A term of a taxonomy, a branch or a skill, with the roles that have it.
typedef struct Term {
    Str name;
    Str description;
    Str slug;
    Str address;             // "branches/healthcare/"
    RoleList roles;          // in the language's order of titles
    PaySummary pay;
    Place place;             // where it was first named
} Term;

typedef struct TermList {
    Term *items;
    size_t count;
    size_t used_count;       // of those that have roles: branches may be listed in site.yaml before
} TermList;

// A role's salary and its place among others of the same currency and period.
typedef struct RankedSalary {
    const Role *role;
    const Salary *salary;
    size_t rank;             // from 1; equal pay has equal rank
} RankedSalary;

// Salaries from the highest to the lowest: all roles by their primary salary, or one region.
typedef struct Ranking {
    Str region;              // code; empty for the ranking of all roles
    Str name;                // of the region, as pages show it
    Str address;             // "salaries/", "salaries/no/"
    Place place;             // where the region was first named
    RankedSalary *items;     // the site's main currency and period first
    size_t count;
} Ranking;

// The roles under one letter of the index: `count` of them in Site.roles from `from` on.
typedef struct Letter {
    Str text;
    size_t from;
    size_t count;
} Letter;

// An address that leads to another. Another title that several roles share leads to a choice.
typedef struct Redirect {
    Str from;                // "jobs/nurse/"
    Str to;                  // a link into the site, or a URL
    Str address;             // of the page that a link into the site leads to
    bool is_elsewhere;       // to is a URL
    Str title;               // of other titles: as it is written
    RoleList roles;          // of other titles: those that have it
    Place place;
} Redirect;

// All pages stand in the footer of each: beyond these, only the first of them by weight do.
enum { FOOTER_PAGES_MAX = 100 };

// A file of content as it was read.
typedef struct SourceFile {
    Str path;
    Hash hash;
} SourceFile;
typedef struct SourceList { const SourceFile *items; size_t count; } SourceList;

typedef struct Site {
    Arena arena;             // owns all of it
    int root;                // the site's folder
    Config config;
    Locale *locale;          // of the site's language
    Table section_headings;  // slug of a heading → SectionKind
    Date now;
    bool is_partial;         // files with errors are missing: references to them are not reported
    SourceList sources;      // by path; also of drafts, and of files with errors
    Entry **entries;         // all kinds, in the order of their paths
    size_t entry_count;
    RoleList roles;          // A to Z in the site's language
    ArticleList articles;    // newest first
    const Page **pages;      // by weight, then path
    size_t page_count;
    TermList branches;       // in the order of site.yaml, else A to Z
    TermList skills;         // A to Z
    Ranking *rankings;       // all roles, then each region by its name
    size_t ranking_count;
    const Salary *main_pay;  // one salary of the most frequent currency and period, or NULL
    Redirect *redirects;     // by address
    size_t redirect_count;
    const Entry **recent;    // roles and articles by the day of their last change, newest first
    size_t recent_count;
    SearchIndex search;      // of the roles; empty where the site has no search
    Letter *letters;         // of the roles, A to Z
    size_t letter_count;
    Table region_names;      // code of a region that a salary has → index into region_texts
    List region_texts;       // of Str
    Table roles_by_slug;     // → index into roles
    Str *role_slugs;         // of the roles, made when a suggestion first asks for them
    size_t compared_names;   // by suggestions: see suggest.h
    Table entries_by_path;   // → index into entries
} Site;

typedef struct LoadOptions {
    size_t thread_count;
    bool with_drafts;
    bool with_future;        // of a day after site->now
    bool with_expired;       // of a day up to site->now
    Progress *progress;      // may be NULL
} LoadOptions;

// Reads content/ into site->entries, in parallel. site->config, locale and section_headings are
// set before. Reports all problems; false when there was one.
bool site_load(Site *site, const LoadOptions *options, Diags *diags);
// Completes the model: salaries, branches, orders, references between entries.
bool site_derive(Site *site, Diags *diags);
void site_free(Site *site);

// Whether a content file exists that is not in the site: a draft, of a later day, or expired.
#define UNPUBLISHED_HINT \
    "it is a draft, has a later date, or has expired: see --drafts, --future and --expired"
bool site_has_unpublished(const Site *site, Str path);

#endif
