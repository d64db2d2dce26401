#include "site/ranking.h"

#include <stdlib.h>

#include "format/slug.h"
#include "site/salaries.h"
#include "site/sourcing.h"

// A currency and a period, and how many primary salaries have them.
typedef struct PayKind {
    const Salary *like;
    size_t count;
    bool has_fraction;       // some figure has one
} PayKind;

static bool has_figure(const Salary *salary) {
    return salary->format && amount_has_number(salary_headline(salary));
}

typedef struct PayKinds {
    List items;              // of PayKind; the most frequent first, once they are sorted
    Table by_key;            // → index into items
    Arena arena;             // of the keys
} PayKinds;

// A currency has three letters, and no two periods begin with one letter.
enum { PAY_KEY_SIZE = 4 };
static Str pay_key(const Salary *salary, char ret[PAY_KEY_SIZE]) {
    for (size_t i = 0; i < PAY_KEY_SIZE - 1; i++) ret[i] = salary->currency.str.ptr[i];
    ret[PAY_KEY_SIZE - 1] = salary_period(salary).ptr[0];
    return (Str){ret, PAY_KEY_SIZE};
}

static size_t kind_of(const PayKinds *kinds, const Salary *salary) {
    char key[PAY_KEY_SIZE];
    return table_get(&kinds->by_key, pay_key(salary, key));
}

static PayKind *add_kind(PayKinds *kinds, const Salary *salary) {
    char key[PAY_KEY_SIZE];
    size_t index = kind_of(kinds, salary);
    if (index != TABLE_NONE) return (PayKind *)kinds->items.items + index;
    table_add(&kinds->by_key, arena_copy(&kinds->arena, pay_key(salary, key)), kinds->items.count);
    PayKind *ret = list_add(&kinds->items, sizeof *ret);
    ret->like = salary;
    return ret;
}

typedef struct Fractions { int64_t unit; bool has_any; } Fractions;

static void note_fraction(void *context, void *value) {
    Fractions *fractions = context;
    const Amount *amount = value;
    if (amount_has_number(amount)) fractions->has_any |= amount->minor % fractions->unit != 0;
}

static bool has_fraction(const Salary *salary) {
    Fractions ret = {.unit = salary_unit(salary)};
    Salary visited = *salary;
    schema_visit(&Salary_schema, FIELD_AMOUNT, &visited, note_fraction, &ret);
    return ret.has_any;
}

static void count_kinds(const Site *site, PayKinds *kinds) {
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        const Salary *salaries = role->salaries.items;
        for (size_t j = 0; j < role->salaries.count; j++) {
            if (!salaries[j].format) continue;   // its currency is unknown
            PayKind *kind = add_kind(kinds, &salaries[j]);
            kind->count += role->primary == &salaries[j] && has_figure(&salaries[j]);
            kind->has_fraction = kind->has_fraction || has_fraction(&salaries[j]);
        }
    }
}

// Figures of one currency and period have one number of decimals, as they stand below each other.
static void align_decimals(Site *site, const PayKinds *kinds) {
    const PayKind *all = kinds->items.items;
    for (size_t i = 0; i < site->roles.count; i++) {
        Salary *salaries = site->role_items[i].salaries.items;
        for (size_t j = 0; j < site->role_items[i].salaries.count; j++) {
            const NumberFormat *format = salaries[j].format;
            if (!format) continue;
            bool has_fraction = all[kind_of(kinds, &salaries[j])].has_fraction;
            if (format->has_all_digits == has_fraction) continue;
            salaries[j].format = money_with_digits(format, has_fraction);
        }
    }
}

// The most frequent first; in case of a tie the one that stands first A to Z.
static int compare_kinds(const void *left, const void *right) {
    const PayKind *a = left;
    const PayKind *b = right;
    if (a->count != b->count) return a->count > b->count ? -1 : 1;
    int order = str_compare(a->like->currency.str, b->like->currency.str);
    return order ? order : str_compare(a->like->period.str, b->like->period.str);
}

static void sort_kinds(PayKinds *kinds) {
    if (!kinds->items.count) return;
    qsort(kinds->items.items, kinds->items.count, sizeof(PayKind), compare_kinds);
    table_free(&kinds->by_key);
    for (size_t i = 0; i < kinds->items.count; i++) {
        char key[PAY_KEY_SIZE];
        Str found = pay_key(((PayKind *)kinds->items.items)[i].like, key);
        table_add(&kinds->by_key, arena_copy(&kinds->arena, found), i);
    }
}

// A salary in one of the rankings that it belongs to.
typedef struct Candidate {
    size_t ranking;
    size_t kind;
    int64_t minor;
    RankedSalary ranked;
} Candidate;

static int compare_candidates(const void *left, const void *right) {
    const Candidate *a = left;
    const Candidate *b = right;
    if (a->ranking != b->ranking) return a->ranking < b->ranking ? -1 : 1;
    if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
    if (a->minor != b->minor) return a->minor > b->minor ? -1 : 1;
    size_t a_index = a->ranked.role->index;
    size_t b_index = b->ranked.role->index;
    return (a_index > b_index) - (a_index < b_index);
}

static int compare_rankings(const void *left, const void *right) {
    const Ranking *a = left;
    const Ranking *b = right;
    int order = str_compare(a->name, b->name);
    return order ? order : str_compare(a->region, b->region);
}

static void add_region(Site *site, List *rankings, const Role *role, const Salary *salary) {
    Buf address = {0};
    buf_add(&address, STR("salaries/"));
    slug_add(&address, salary->region.str);
    buf_add_char(&address, '/');
    *(Ranking *)list_add(rankings, sizeof(Ranking)) = (Ranking){
        .region = salary->region.str, .name = salary->region_name,
        .address = arena_take(&site->arena, &address),
        .place = {role->entry.path, salary->region.offset},
    };
}

// The ranking of all, then one per region; a region alone would only repeat it.
static void list_rankings(Site *site, Table *by_region) {
    List rankings = {0};
    Table seen = {0};
    *(Ranking *)list_add(&rankings, sizeof(Ranking)) = (Ranking){.address = STR("salaries/")};
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        const Salary *salaries = role->salaries.items;
        for (size_t j = 0; j < role->salaries.count; j++) {
            Str region = salaries[j].region.str;
            bool is_new = region.len && table_add(&seen, region, i) == TABLE_NONE;
            if (is_new) add_region(site, &rankings, role, &salaries[j]);
        }
    }
    if (rankings.count == 2) rankings.count = 1;
    qsort((Ranking *)rankings.items + 1, rankings.count - 1, sizeof(Ranking), compare_rankings);
    site->ranking_count = rankings.count;
    site->rankings = ARENA_NEW(&site->arena, Ranking, rankings.count);
    for (size_t i = 0; i < rankings.count; i++) {
        site->rankings[i] = ((Ranking *)rankings.items)[i];
        if (i) table_add(by_region, site->rankings[i].region, i);
    }
    table_free(&seen);
    free(rankings.items);
}

// Each salary with a figure, for its region and, where it is the primary one, for the ranking of
// all.
static void collect(const Site *site, const PayKinds *kinds, const Table *by_region,
                    List *candidates) {
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        const Salary *salaries = role->salaries.items;
        for (size_t j = 0; j < role->salaries.count; j++) {
            const Salary *salary = &salaries[j];
            if (!has_figure(salary)) continue;
            Candidate candidate = {0, kind_of(kinds, salary), salary_headline(salary)->minor,
                                   {role, salary, 0}};
            if (salary == role->primary) {
                *(Candidate *)list_add(candidates, sizeof candidate) = candidate;
            }
            candidate.ranking = table_get(by_region, salary->region.str);
            bool is_ranked = candidate.ranking != TABLE_NONE;
            if (is_ranked) *(Candidate *)list_add(candidates, sizeof candidate) = candidate;
        }
    }
}

// Whether all figures are of one source and one day.
static bool has_one_origin(const Candidate *candidates, size_t count) {
    Arena scratch = {0};
    Str first = {0};
    bool ret = true;
    for (size_t i = 0; i < count && ret; i++) {
        const RankedSalary *ranked = &candidates[i].ranked;
        Str key = source_key(role_source(ranked->role, ranked->salary->source.str), &scratch);
        if (!i) first = key;
        ret = str_equal(key, first) &&
              date_compare(ranked->salary->as_of, candidates[0].ranked.salary->as_of) == 0;
    }
    arena_free(&scratch);
    return ret;
}

static size_t count_groups(const Candidate *candidates, size_t count) {
    size_t ret = count > 0;
    for (size_t i = 1; i < count; i++) ret += candidates[i].kind != candidates[i - 1].kind;
    return ret;
}

static void rank(Site *site, Ranking *ranking, const Candidate *candidates, size_t count) {
    size_t first = 0;  // of the kind
    ranking->items = ARENA_NEW(&site->arena, RankedSalary, count + 1);
    ranking->count = count;
    ranking->is_mixed = !has_one_origin(candidates, count);
    ranking->groups = ARENA_NEW(&site->arena, size_t, count_groups(candidates, count) + 1);
    for (size_t i = 0; i < count; i++) {
        if (i && candidates[i].kind != candidates[i - 1].kind) first = i;
        if (first == i) ranking->groups[ranking->group_count++] = i;
        bool is_equal = i > first && candidates[i].minor == candidates[i - 1].minor;
        ranking->items[i] = candidates[i].ranked;
        ranking->items[i].rank = is_equal ? ranking->items[i - 1].rank : i - first + 1;
    }
}

void ranking_derive(Site *site) {
    PayKinds kinds = {0};
    List candidates = {0};
    Table by_region = {0};
    count_kinds(site, &kinds);
    sort_kinds(&kinds);
    align_decimals(site, &kinds);
    site->main_pay = kinds.items.count ? ((PayKind *)kinds.items.items)[0].like : NULL;
    list_rankings(site, &by_region);
    collect(site, &kinds, &by_region, &candidates);
    const Candidate *all = candidates.items;
    if (candidates.count) {
        qsort(candidates.items, candidates.count, sizeof *all, compare_candidates);
    }
    size_t from = 0;
    for (size_t i = 0; i < site->ranking_count; i++) {
        size_t to = from;
        while (to < candidates.count && all[to].ranking == i) to++;
        rank(site, &site->rankings[i], all ? all + from : NULL, to - from);
        from = to;
    }
    free(kinds.items.items);
    table_free(&kinds.by_key);
    arena_free(&kinds.arena);
    free(candidates.items);
    table_free(&by_region);
}
