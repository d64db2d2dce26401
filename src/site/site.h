// The site: everything that pages are made from, as it follows from the sources and their day. What
// is found out about an entry stands in the site's own copy of it: the sources stay as they are.
#ifndef METIER_SITE_SITE_H
#define METIER_SITE_SITE_H

#include "site/search_index.h"
#include "site/sources.h"
#include "site/suggest.h"

// What the roles of a term earn, among those paid in the site's main currency and period or, where
// there are none, in those of the first.
typedef struct PaySummary {
    size_t count;            // of those roles; 0: nothing to say
    const Salary *like;      // one of their salaries, for currency and period
    Amount lowest;           // of the roles' typical pay; known, or at least so much
    Amount highest;
    size_t median_count;     // of those roles whose typical pay is a median, no average
    Amount median;           // of these
} PaySummary;

// A term of a taxonomy, with the roles that have it: a branch, a skill, a level of education, a
// band of pay.
typedef struct Term {
    Str name;
    Str description;
    Str slug;
    Str address;             // "branches/healthcare/"; empty where an error leaves it without
    RoleList roles;          // in the language's order of titles
    PaySummary pay;
    size_t call_index;       // of a branch: into config.calls_to_action; TABLE_NONE: nothing fits
    Place place;             // where it was first named
} Term;

typedef struct TermList {
    Term *items;
    size_t count;
    size_t used_count;       // of those that have roles: branches may be listed in site.yaml before
    bool is_partial;         // some roles have none of them
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
    size_t *groups;          // where those of each currency and period begin
    size_t group_count;
    bool is_mixed;           // the figures are not all of one source and one day
} Ranking;

// The roles or skills under one letter of their index: `count` of them from `from` on.
typedef struct Letter {
    Str text;
    size_t from;
    size_t count;
} Letter;
typedef struct LetterList { Letter *items; size_t count; } LetterList;   // A to Z

// Where a redirect of site.yaml leads.
typedef struct RedirectTarget {
    Str to;                  // a link into the site, or a URL
    Str address;             // of the page that a link into the site leads to
    bool is_elsewhere;       // to is a URL
} RedirectTarget;

// An address that leads to another. Another title that several roles share leads to a choice.
typedef struct Redirect {
    Text from;               // "jobs/nurse/", and where that is given in its file
    const Entry *entry;      // whose alias or other title it is; NULL: it is one of site.yaml …
    const RedirectTarget *target;   // … and leads here
    const Text *title;       // of other titles: as it is written
    RoleList roles;          // of other titles: those that have it …
    bool is_own;             // … or those whose own title it is
} Redirect;

static inline Str redirect_from(const Redirect *redirect) {
    return text_str(redirect->from);
}
static inline Place redirect_place(const Redirect *redirect) {
    return (Place){redirect->entry ? redirect->entry->path : CONFIG_PATH,
                   offset_of_kept(redirect->from.offset)};
}
// The entry that one leads to, as the first of several; NULL of those of site.yaml.
static inline const Entry *redirect_page(const Redirect *redirect) {
    return redirect->roles.count ? &redirect->roles.items[0]->entry : redirect->entry;
}
// A link into the site, or a URL.
static inline Str redirect_to(const Redirect *redirect) {
    return redirect->target ? redirect->target->to : redirect_page(redirect)->address;
}
// Of the page that a link into the site leads to.
static inline Str redirect_address(const Redirect *redirect) {
    return redirect->target ? redirect->target->address : redirect_page(redirect)->address;
}
static inline bool redirect_is_elsewhere(const Redirect *redirect) {
    return redirect->target && redirect->target->is_elsewhere;
}

// A file of content/ that may belong to a page.
typedef struct Attachment {
    Asset asset;             // with its address, where its page is published
    const SourceFile *page;  // that it stands beside; NULL: none
    bool is_used;            // a page refers to it
    bool is_published;       // and it can be
} Attachment;

// The footer of each page leads to all info pages: beyond these, to the first of them by weight.
enum { FOOTER_INFO_PAGES_MAX = 100 };

// What is not known whole while there are errors: that the site lacks a page of it is not reported.
typedef struct SiteGaps {
    bool branches;
    bool skills;
    bool salaries;
    bool lists;              // of entries: how many there are
} SiteGaps;

// What a step of derive has for itself: the memory of what it makes, and what it found.
typedef struct DerivedStep {
    Arena arena;
    Diags diags;
    Suggestions suggestions; // what it compares for them
    SpareBufs spare;         // while it is taken
} DerivedStep;

typedef struct Site {
    Arena arena;             // of those who render
    DerivedStep *steps;          // own all of it but what the sources own
    const Sources *sources;  // stay as they are while the site is there
    Config config;           // theirs, as are the locale and the day
    Locale *locale;
    Date now;
    SiteGaps gaps;
    Entry **entries;         // all kinds, in the order of their paths
    size_t entry_count;
    Role **role_items;       // what `roles` lists, for derive to complete
    RoleList roles;          // A to Z in the site's language
    ArticleList articles;    // newest first
    const InfoPage **info_pages; // by weight, then path
    size_t info_page_count;
    ImageSize logo_size;     // of the file of static/ that organization.logo names
    const InfoPage *home;    // the text of the home page, which is none of them; or NULL
    Attachment *attachments; // by path
    size_t attachment_count;
    TermList branches;       // in the order of site.yaml, else A to Z
    TermList skills;         // A to Z
    TermList educations;     // levels of education, the lowest first; also those without roles
    TermList pay_bands;      // of main_pay's currency and period, the lowest first
    Ranking *rankings;       // all roles, then each region by its name
    size_t ranking_count;
    const Salary *main_pay;  // one salary of the most frequent currency and period, or NULL
    Redirect *redirects;     // by address; of malloc
    size_t redirect_count;
    const Entry **recent;    // roles and articles by the day of their last change, newest first
    size_t recent_count;
    SearchIndex search;      // of the roles; empty where the site has no search
    LetterList letters;      // of the roles
    LetterList skill_letters;
    Table region_names;      // code of a region that a salary has → index into region_texts
    List region_texts;       // of Str
    Str *attributions;       // that licences of the roles' sources ask for, each once, in order
    size_t attribution_count;
    Table sources_by_id;     // of site.yaml → index into config.sources
    Table roles_by_slug;     // → index into roles
    const SourceFile **role_files;   // by index of the role
    bool has_errors;         // so far, while it is derived
    Facts renewed;           // what has changed, while it is brought up to date
    Table entries_by_path;   // → index into entries
    List timed;              // of const Entry *: those of timed_by_address; see timed.h
    Table timed_by_address;  // → index into timed
} Site;

// Makes the model of sources that were read. Reports all problems; false when there was one.
bool site_derive(const Sources *sources, Site *ret, Diags *diags);
// Brings a model without errors up to date, after sources_read_entries: of the steps, those that
// read some of these facts. Reports the problems of all. False where there is an error now, or the
// model has to be made anew, for the order of its roles is another: then it is of no use any more.
bool site_renew(Site *site, const PathList *changed, Facts facts, Diags *diags);
// Whether who reads these facts has to look again where some have changed. Who does not say what he
// reads has to, at each change.
bool facts_concern(Facts reads, Facts changed);
// Where nothing will be brought up to date, these free what is of no more use: once links are
// checked, what they were looked up in; once the files of the search are there, its index.
void site_forget_lookups(Site *site);
void site_forget_search(Site *site);
void site_free(Site *site);

// Whether a content file exists that is not in the site, whatever the day: a draft.
#define UNPUBLISHED_HINT "it is a draft: publish it, or lead elsewhere; --drafts shows both"
bool site_has_unpublished(const Site *site, Str path);
// The same of the file that an address, with or without its last '/', can only be that of.
bool site_has_unpublished_at(const Site *site, Str address);

#endif
