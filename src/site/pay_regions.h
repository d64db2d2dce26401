// Pay by region: the salaries of a role that can be set beside each other.
#ifndef METIER_SITE_PAY_REGIONS_H
#define METIER_SITE_PAY_REGIONS_H

#include "site/content.h"

// Salaries of different regions, all for one period: what an hour and what a year pays does not
// stand in one table. None where they are of one region.
typedef struct PayRegions {
    const Salary **items;    // the primary one first, then as the role has them
    size_t count;
    bool is_folded;          // so many that a page shows the outermost, and the rest on demand
} PayRegions;

PayRegions pay_regions_of(const Role *role, Arena *arena);
bool pay_regions_have(const PayRegions *regions, const Salary *salary);

#endif
