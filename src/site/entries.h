// Entries of a site, in its orders, for derive to complete: copies of those that were read or,
// where nothing is read again, these themselves.
#ifndef METIER_SITE_ENTRIES_H
#define METIER_SITE_ENTRIES_H

#include "site/site.h"

// Fills the site's entries, roles, articles and pages, and the tables that find them.
void entries_take(Site *site, DerivedStep *own);
// Takes the fields of an entry from its newer reading; those that others completed, anew.
void entries_renew(Site *site, Entry *entry, DerivedStep *own);
// Whether the entries at these paths stand where they belong.
bool entries_are_in_order(const Site *site, const PathList *paths);

#endif
