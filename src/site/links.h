// Links of content, which name files: where they lead, as addresses.
#ifndef METIER_SITE_LINKS_H
#define METIER_SITE_LINKS_H

#include "site/anchors.h"

// Completes the links and pictures of all entries. Missing files, pictures and anchors are errors.
// A link that names an address ("/salaries/") stays as it is: whether a page stands there follows
// from the plan of outputs, with which output/link_check.c looks at it.
void links_resolve(Site *site, DerivedStep *own);

#endif
