// Letters: what stands under each first letter of the roles and of the skills.
#ifndef METIER_SITE_LETTERS_H
#define METIER_SITE_LETTERS_H

#include "site/site.h"

// Fills site->letters and site->skill_letters. Needs the roles and the skills in their order.
void letters_derive(Site *site);

#endif
