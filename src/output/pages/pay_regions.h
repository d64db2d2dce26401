// Rows of the table of pay by region.
#ifndef METIER_OUTPUT_PAY_REGIONS_H
#define METIER_OUTPUT_PAY_REGIONS_H

#include "output/views.h"
#include "site/pay_regions.h"

extern const ViewType pay_region_view;

// Of all of them, from the highest pay to the lowest where they are folded.
ViewList pay_region_views(const Job *job, const Role *role, const PayRegions *regions);
// Of the highest, the lowest and the primary one; empty where they are not folded.
ViewList pay_region_end_views(const Job *job, const Role *role, const PayRegions *regions);

#endif
