#include "output/pages/pay_regions.h"

#include <stdlib.h>

#include "output/pages/salary_guide.h"
#include "site/salaries.h"

enum { ENDS_EACH = 3 };

typedef struct PayRegionView {
    Str region, pay, pay_kind, spread, share, as_of;
    bool is_primary, is_bar_open;
} PayRegionView;

static const ViewName pay_region_names[] = {
    VIEW_ROW(PayRegionView, region, "REGION", NAME_TEXT, "where it is paid"),
    VIEW_ROW(PayRegionView, pay, "PAY", NAME_TEXT, "the median, else the average"),
    VIEW_ROW(PayRegionView, pay_kind, "PAY_KIND", NAME_TEXT, "which of them PAY is"),
    VIEW_ROW(PayRegionView, share, "SHARE", NAME_TEXT,
             "of the highest in the primary one's currency, in percent"),
    VIEW_ROW(PayRegionView, spread, "SPREAD", NAME_TEXT, "lowest and highest figure"),
    VIEW_ROW(PayRegionView, as_of, "AS_OF", NAME_TEXT, "when they were true"),
    VIEW_ROW(PayRegionView, is_bar_open, "IS_BAR_OPEN", NAME_FLAG, "PAY is known from below only"),
    VIEW_ROW(PayRegionView, is_primary, "IS_PRIMARY", NAME_FLAG, "the one that lists show"),
};
const ViewType pay_region_view = VIEW_TYPE("pay of a region", PayRegionView, pay_region_names);

// What a table of them has in common.
typedef struct PayTable {
    const Job *job;
    const Role *role;
    int64_t highest;         // 0: there is nothing to measure by it
    bool has_fraction;
} PayTable;

static PayTable table_of(const Job *job, const Role *role, const PayRegions *regions) {
    PayTable ret = {job, role, 0, false};
    size_t alike_count = 0;
    for (size_t i = 0; i < regions->count; i++) {
        const Amount *pay = salary_headline(regions->items[i]);
        ret.has_fraction |= regions->items[i]->has_fraction;
        bool is_like = salary_is_like(regions->items[i], role->primary);
        if (!is_like || !amount_has_number(pay)) continue;
        alike_count++;
        if (pay->minor > ret.highest) ret.highest = pay->minor;
    }
    if (alike_count < 2) ret.highest = 0;
    return ret;
}

static PayRegionView row_fill(const PayTable *table, const Salary *salary) {
    const Job *job = table->job;
    const Amount *pay = salary_headline(salary);
    bool is_like = salary_is_like(salary, table->role->primary);
    PayRegionView view = {
        .region = salary->region_name,
        .pay = table->has_fraction ? amount_text_full(job, salary, pay)
                                   : amount_text(job, salary, pay),
        .spread = spread_text(job, salary, table->has_fraction),
        .share = is_like ? share_text(job, pay, table->highest) : (Str){0},
        .is_bar_open = pay->state == AMOUNT_AT_LEAST,
        .as_of = date_text(job, salary->as_of),
        .is_primary = salary == table->role->primary,
    };
    if (view.pay.len) view.pay_kind = headline_kind(job, salary);
    return view;
}

typedef struct RankedRegion {
    const Salary *salary;
    int64_t pay;             // -1: in another currency, or not known
} RankedRegion;

static int compare_pay(const void *a, const void *b) {
    const RankedRegion *left = a;
    const RankedRegion *right = b;
    int by_pay = (left->pay < right->pay) - (left->pay > right->pay);
    if (by_pay) return by_pay;
    return (left->salary > right->salary) - (left->salary < right->salary);
}

// From the highest pay to the lowest; those that cannot be ranked come last. `ret_count` is how
// many can be.
static const Salary **rank(const Job *job, const Role *role, const PayRegions *regions,
                           size_t *ret_count) {
    RankedRegion *ranked = ARENA_NEW(job->scratch, RankedRegion, regions->count);
    const Salary **ret = ARENA_NEW(job->scratch, const Salary *, regions->count);
    *ret_count = 0;
    for (size_t i = 0; i < regions->count; i++) {
        const Salary *salary = regions->items[i];
        const Amount *pay = salary_headline(salary);
        bool is_known = amount_has_number(pay) && salary_is_like(salary, role->primary);
        ranked[i] = (RankedRegion){salary, is_known ? pay->minor : -1};
        *ret_count += is_known;
    }
    qsort(ranked, regions->count, sizeof *ranked, compare_pay);
    for (size_t i = 0; i < regions->count; i++) ret[i] = ranked[i].salary;
    return ret;
}

void pay_regions_fill(const Job *job, const Role *role, const PayRegions *regions,
                      ViewList *ret_all, ViewList *ret_ends) {
    *ret_all = *ret_ends = (ViewList){0};
    if (!regions->count) return;
    PayTable table = table_of(job, role, regions);
    size_t ranked_count = 0;
    const Salary **salaries = regions->items;
    if (regions->is_folded) salaries = rank(job, role, regions, &ranked_count);
    PayRegionView *views = ARENA_NEW(job->scratch, PayRegionView, regions->count);
    PayRegionView *ends = ARENA_NEW(job->scratch, PayRegionView, 2 * ENDS_EACH + 1);
    size_t end_count = 0;
    for (size_t i = 0; i < regions->count; i++) {
        views[i] = row_fill(&table, salaries[i]);
        bool is_end = i < ranked_count && (i < ENDS_EACH || i + ENDS_EACH >= ranked_count);
        bool is_shown = regions->is_folded && (is_end || views[i].is_primary);
        if (is_shown) ends[end_count++] = views[i];
    }
    *ret_all = (ViewList){views, regions->count};
    *ret_ends = (ViewList){ends, end_count};
}
