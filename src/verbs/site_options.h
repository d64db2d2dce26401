// The options of every verb that reads a site.
#ifndef METIER_VERBS_SITE_OPTIONS_H
#define METIER_VERBS_SITE_OPTIONS_H

#include "verbs/options.h"

// Rows of a struct that has these members.
#define SITE_OPTIONS(Type)                                                                     \
    OPTION(Type, root, 'C', NULL, "DIR", "the site's folder (default: this one)"),             \
    OPTION(Type, thread_count, 'j', NULL, "THREADS",                                           \
           "how many threads (default: all processors)"),                                      \
    OPTION(Type, base_url, 0, "base-url", "URL",                                               \
           "where the site will stand, in place of site.yaml's base_url"),                     \
    OPTION(Type, with_drafts, 0, "drafts", NULL, "with content that says 'draft: true'"),      \
    OPTION(Type, with_future, 0, "future", NULL, "with content whose date is still to come"),  \
    OPTION(Type, with_expired, 0, "expired", NULL, "with content whose 'expires' has come"),   \
    OPTION(Type, now, 0, "now", "DATE", "the day that counts as today: YYYY-MM-DD")

#endif
