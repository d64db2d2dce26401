// The options of every verb that reads a site.
#ifndef METIER_VERBS_SITE_OPTIONS_H
#define METIER_VERBS_SITE_OPTIONS_H

#include "base/sandbox.h"
#include "output/build.h"
#include "verbs/options.h"

typedef struct SiteArguments {
    Str root, base_url;
    size_t thread_count;
    bool with_drafts, with_future, with_expired;
    Date now;
} SiteArguments;

// Rows of a struct that has a member `site`.
#define SITE_OPTIONS(Type)                                                                     \
    OPTION(Type, site.root, 'C', NULL, "DIR", "the site's folder (default: this one)"),        \
    OPTION(Type, site.thread_count, 'j', NULL, "THREADS",                                      \
           "how many threads (default: all processors)"),                                      \
    OPTION(Type, site.base_url, 0, "base-url", "URL",                                          \
           "where the site will stand, in place of site.yaml's base_url"),                     \
    OPTION(Type, site.with_drafts, 0, "drafts", NULL, "with content that says 'draft: true'"), \
    OPTION(Type, site.with_future, 0, "future", NULL,                                          \
           "with content whose date is still to come"),                                        \
    OPTION(Type, site.with_expired, 0, "expired", NULL,                                        \
           "with content whose 'expires' has come"),                                           \
    OPTION(Type, site.now, 0, "now", "DATE", "the day that counts as today: YYYY-MM-DD")

// A row of a struct that has a member `sandbox`, of a verb that locks itself in.
#define SANDBOX_OPTION(Type)                                                                   \
    OPTION(Type, sandbox, 0, "sandbox", "HOW",                                                 \
           "how far the program locks itself in (default: as far as it can)",                  \
           .choices = sandbox_mode_names)

// What they are where nothing is given.
SiteArguments site_arguments(void);
// Gives them to *ret, with the theme, which lives in the arena, and the day where none was given.
// Returns the exit status: other than EXIT_DONE after saying on stderr what is missing.
int site_options_take(const SiteArguments *given, Arena *arena, BuildOptions *ret);

#endif
