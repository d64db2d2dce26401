// The link check: whether a page stands at each address that content, layouts or site.yaml name.
#ifndef METIER_OUTPUT_LINK_CHECK_H
#define METIER_OUTPUT_LINK_CHECK_H

#include "output/layouts/layouts.h"
#include "output/plan.h"

// Reports each address of the site at which there is nothing, and each anchor that a page lacks.
// `gone`: all was right before these addresses went; NULL: nothing is known.
void links_check(const Site *site, const Plan *plan, const Layouts *layouts, const Table *gone,
                 Diags *diags);
// The same of all addresses in the entries at these paths alone.
void links_check_entries(const Site *site, const Plan *plan, const PathList *paths, Diags *diags);

#endif
