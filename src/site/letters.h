// Letters: what stands under each first letter of the roles and of the skills.
#ifndef METIER_SITE_LETTERS_H
#define METIER_SITE_LETTERS_H

#include "site/site.h"

// Need the roles, and the skills, in their order.
void letters_derive_of_roles(Site *site, DerivedStep *own);    // site->letters
void letters_derive_of_skills(Site *site, DerivedStep *own);   // site->skill_letters

#endif
