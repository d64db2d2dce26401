// Gone addresses: of pages that the last build published and this one does not, so that what led
// there from other sites, and readers' bookmarks, come to nothing.
#ifndef METIER_OUTPUT_GONE_H
#define METIER_OUTPUT_GONE_H

#include "publish/sink.h"
#include "site/site.h"

enum { GONE_SHOWN_MAX = 5 };

// Zero-initialise to start; arena_free to end.
typedef struct GoneAddresses {
    Arena arena;
    Str shown[GONE_SHOWN_MAX];   // "roles/nurse/": the first of them
    size_t count;
} GoneAddresses;

// Adds those among the removed files of a published folder. A page that is not out at the moment
// is not gone; nor does a list count, which no redirect could stand in for.
void gone_find(const Site *site, Sink *published, GoneAddresses *ret);

#endif
