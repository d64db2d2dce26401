#include "site/pay_regions.h"

#include <string.h>

#include "site/salaries.h"

enum { SHOWN_MAX = 8 };

static void put_first(PayRegions *regions, const Salary *salary) {
    for (size_t i = 1; i < regions->count; i++) {
        if (regions->items[i] != salary) continue;
        memmove(regions->items + 1, regions->items, i * sizeof *regions->items);
        regions->items[0] = salary;
    }
}

PayRegions pay_regions_of(const Role *role, Arena *arena) {
    const Salary *salaries = role->salaries.items;
    PayRegions ret = {.items = ARENA_NEW(arena, const Salary *, role->salaries.count + 1)};
    bool differ = false;
    for (size_t i = 0; i < role->salaries.count; i++) {
        bool is_alike = str_equal(salary_period(&salaries[i]), salary_period(role->primary));
        if (!is_alike || !salaries[i].region_name.len) continue;
        ret.items[ret.count++] = &salaries[i];
        differ |= !str_equal(text_str(salaries[i].region), text_str(ret.items[0]->region));
    }
    put_first(&ret, role->primary);
    if (!differ) ret.count = 0;
    ret.is_folded = ret.count > SHOWN_MAX;
    return ret;
}

bool pay_regions_have(const PayRegions *regions, const Salary *salary) {
    size_t i = 0;
    while (i < regions->count && regions->items[i] != salary) i++;
    return i < regions->count;
}
