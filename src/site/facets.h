// Facets: what the list of all roles can be narrowed to beside branches: levels of education, and
// bands of pay.
#ifndef METIER_SITE_FACETS_H
#define METIER_SITE_FACETS_H

#include "site/site.h"

// Fills site->educations, and each role's levels.
void facets_derive_educations(Site *site, DerivedStep *own);
// Fills site->pay_bands. Needs site->main_pay.
void facets_derive_pay_bands(Site *site, DerivedStep *own);

#endif
