// Links to elsewhere: whether something answers at each address of another site that content or
// site.yaml names. The one part of metier that asks the network, and only when it is told to.
#ifndef METIER_CHECK_EXTERNAL_H
#define METIER_CHECK_EXTERNAL_H

#include "site/sources.h"

enum { EXTERNAL_LINKS_MAX = 20 * 1000 };   // that a run asks

typedef struct ExternalOptions {
    const char *version;     // of the program, which hosts are told
    bool with_private;       // also asks this machine and private networks
} ExternalOptions;

// Of links, each counted once however often it is used.
typedef struct ExternalCounts {
    size_t link_count;
    size_t known_count;      // good ones that an earlier run had asked
    size_t dead_count;
    size_t moved_count;
    size_t unchecked_count;
    size_t left_count;       // not come to: the run was asked to end
} ExternalCounts;

// Reports each place that names a dead link, one that has moved for good, and one of which nobody
// can tell. Good answers are kept in the site's folder for some days: see known_links.h.
void external_check(const Sources *sources, const ExternalOptions *options, ExternalCounts *ret,
                    Diags *diags);

#endif
