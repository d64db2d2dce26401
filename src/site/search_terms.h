// The words that a role is found by.
#ifndef METIER_SITE_SEARCH_TERMS_H
#define METIER_SITE_SEARCH_TERMS_H

#include "site/content.h"

// Words that a role is found by. Each may cost a file of the index that holds the role's record;
// what is beyond the limit is left out, the words of the least weight first.
enum { SEARCH_TERMS_MAX = 1000 };

// Fills role->search_terms: each word once, with the weight of the best place where it stands, in
// bytewise order; and role->lost_term_count. They live in `keep`.
void search_terms_collect(Role *role, Arena *keep, Arena *scratch);
// Leaves of them how many they are.
void search_terms_forget(Role *role);
Str search_term_word(const Role *role, size_t index);

#endif
