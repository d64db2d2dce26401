// Taxonomies: the branches and skills that roles share, each term with its roles and their pay.
#ifndef METIER_SITE_TAXONOMY_H
#define METIER_SITE_TAXONOMY_H

#include "site/site.h"

// Fills site->branches and site->skills, and each role's place in them. Unknown branches and two
// spellings of one skill are reported.
void taxonomy_derive(Site *site, DerivedStep *own);
// Says of each term, also of those of facets, what its roles earn, and counts the terms that have
// any roles. Needs the salaries and site->main_pay.
void taxonomy_summarize(Site *site, DerivedStep *own);

#endif
