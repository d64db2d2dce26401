// Rankings: all roles by their primary salary, and the roles of each region.
#ifndef METIER_SITE_RANKING_H
#define METIER_SITE_RANKING_H

#include "site/site.h"

// Notes what rankings compare beside the pay itself. Needs the role's salaries and sources.
void ranking_prepare(Role *role, DerivedStep *own);

// Fills site->main_pay and site->rankings. Salaries without a known figure are left out. Where a
// figure of a currency and period has a fraction, all of them are written with one.
void ranking_derive(Site *site, DerivedStep *own);

#endif
