// Entries of a site: copies of those that were read, in the site's orders, for derive to complete.
#ifndef METIER_SITE_ENTRIES_H
#define METIER_SITE_ENTRIES_H

#include "site/site.h"

// Fills the site's entries, roles, articles and pages, and the tables that find them.
void entries_copy(Site *site);

#endif
