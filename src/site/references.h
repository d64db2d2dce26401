// References between entries: from the slugs that front matter names to roles, both ways.
#ifndef METIER_SITE_REFERENCES_H
#define METIER_SITE_REFERENCES_H

#include "site/site.h"

// Fills the career paths, the related roles that a profile names itself, the roles of articles and
// the articles of roles. Roles that the site does not have are errors.
void references_derive(Site *site, DerivedStep *own);

#endif
