// The words that a role is found by.
#ifndef METIER_SITE_SEARCH_TERMS_H
#define METIER_SITE_SEARCH_TERMS_H

#include "site/content.h"

// Fills role->search_terms: each word once, with the weight of the best place where it stands, in
// bytewise order. They live in `keep`.
void search_terms_collect(Role *role, Arena *keep, Arena *scratch);

#endif
