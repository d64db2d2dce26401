// Related roles: for profiles that name none, derived from shared skills and the branch.
#ifndef METIER_SITE_RELATED_H
#define METIER_SITE_RELATED_H

#include "site/site.h"

enum {
    RELATED_COUNT = 3,
    // A skill that more roles have says nothing about kinship, and would make the work quadratic.
    RELATED_SKILL_MAX_ROLES = 64,
};

// Fills related_roles where `related` is not given: most shared skills first, roles of the same
// branch before others, then A to Z; filled up with the next roles of the branch.
void related_derive(Site *site, DerivedStep *own);

#endif
