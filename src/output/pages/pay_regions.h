// Rows of the table of pay by region.
#ifndef METIER_OUTPUT_PAY_REGIONS_H
#define METIER_OUTPUT_PAY_REGIONS_H

#include "output/views.h"
#include "site/pay_regions.h"

extern const ViewType pay_region_view;

// The rows of all of them, from the highest pay to the lowest where they are folded; and those of
// the highest, the lowest and the primary one, none where they are not.
void pay_regions_fill(const Job *job, const Role *role, const PayRegions *regions,
                      ViewList *ret_all, ViewList *ret_ends);

#endif
