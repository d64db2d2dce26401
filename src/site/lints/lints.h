// Lints: what is no error, and yet likely a mistake. A lint is a row of one of the families here,
// with a function that looks for it; one that is seen while something is read has none, and is
// reported there by diag_warning with its code.
//
// How severe a lint is follows from its row, from `lints` of site.yaml, and from `silence` of the
// page that it is found in.
#ifndef METIER_SITE_LINTS_LINTS_H
#define METIER_SITE_LINTS_LINTS_H

#include "site/sources.h"

typedef struct Site Site;

// What a lint looks with.
typedef struct Linting {
    const Sources *sources;  // for site.yaml, the strings and the day
    Str text;                // of an entry: its file, whose body begins at body_offset; twenty
                             // bytes behind its end can be read
    Arena *scratch;          // reset behind each entry
    Diags *diags;
} Linting;

typedef struct Lint {
    const char *code;        // "future-date": stable
    Severity severity;       // where nobody says otherwise
    const char *reason;      // one line, for the reference: what is wrong with it
    // An entry by itself, once, when it has been read; and what only the whole site shows.
    void (*check_entry)(const Linting *linting, const Entry *entry);
    void (*check_site)(const Linting *linting, const Site *site);
    Facts reads;             // by the latter; 0: it looks at each change
} Lint;

// Lints of one kind. Each is defined in its file, and listed in lints.c.
typedef struct LintFamily {
    const char *name;        // "figures"
    const Lint *rows;
    size_t count;
    // Of rows that one look finds together, and reports each by its code: they have no function.
    void (*check_entry)(const Linting *linting, const Entry *entry);
} LintFamily;
#define LINT_FAMILY(name_, rows_) \
    {.name = name_, .rows = rows_, .count = sizeof(rows_) / sizeof(rows_)[0]}
// Whether the language of an entry, its own or the site's, is English: lints of words know no
// other.
bool linting_is_english(const Linting *linting, const Entry *entry);

size_t lint_count(void);
const Lint *lint_at(size_t index);           // in the order of the families; NULL behind the last
const Lint *lint_find(Str code);             // NULL where there is none

// Whether a page says why a lint does not hold there; not of NULL.
bool lint_is_silent(const Entry *entry, const char *code);

// Runs those that are not switched off, with the policy of the diags; for the whole site one of
// them.
void lints_check_entry(const Linting *linting, const Entry *entry);
void lints_check_site(const Linting *linting, const Site *site, size_t index);

// The policy of diagnostics: what site.yaml and the page say of a lint. `entry` is the one that is
// being read, or NULL: then it is found by the path of each diagnostic.
typedef struct LintPolicy {
    DiagPolicy policy;
    const Sources *sources;
    const Entry *entry;
} LintPolicy;
LintPolicy lints_policy(const Sources *sources, const Entry *entry);

#endif
