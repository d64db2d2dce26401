// Filters of the list of all roles: links to its pages by branch, by education and by pay.
#ifndef METIER_OUTPUT_FILTERS_H
#define METIER_OUTPUT_FILTERS_H

#include "output/page.h"

extern const ViewType filter_view;

// Whether a taxonomy tells roles apart: with fewer than two terms there is nothing to choose.
bool filter_is_offered(const TermList *terms);
// The filters that are offered; `current` is the term of the page, or NULL.
ViewList filter_views(const Job *job, const Term *current);

#endif
