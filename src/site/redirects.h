// Redirects: from addresses that were, and from other titles of a role, to addresses that are.
#ifndef METIER_SITE_REDIRECTS_H
#define METIER_SITE_REDIRECTS_H

#include "site/site.h"

// Fills site->redirects from aliases, alternative titles and site.yaml's redirects, ordered by
// address. Malformed addresses, chains and loops are reported.
void redirects_derive(Site *site, DerivedStep *own);
// Where a redirect leads from, nothing is missing any more that is not out: see timed.h.
void redirects_cover(Site *site, DerivedStep *own);
// Whether they stay as they are, with the present titles of the entries at `paths`.
bool redirects_stand(const Site *site, const PathList *paths);

#endif
