#include "site/ranking.h"

#include <stdlib.h>

#include "format/slug.h"
#include "site/salaries.h"
#include "site/sourcing.h"

// A currency and a period, and how many primary salaries have them.
typedef struct PayKind {
    const Salary *like;
    size_t count;
    size_t index;            // in the order in which they are found
    bool has_fraction;       // some figure has one
} PayKind;

// A salary, with all of it that rankings compare.
typedef struct Figure {
    const Role *role;
    Salary *salary;
    size_t kind;             // by index
    size_t region;           // in the order in which they are found; TABLE_NONE: it has none
    int64_t minor;
    bool has_number;
    bool is_primary;
} Figure;

typedef struct Figures {
    List kinds;              // of PayKind; the most frequent first, once they are sorted
    Table kinds_by_key;
    List regions;            // of Ranking, as they are found
    Table regions_by_code;
    List all;                // of Figure, A to Z; without those of no known currency
    Arena arena;             // of the keys
} Figures;

typedef struct Fractions { int64_t unit; bool has_any; } Fractions;

static void note_fraction(void *context, void *value) {
    Fractions *fractions = context;
    const Amount *amount = value;
    if (amount_has_number(amount)) fractions->has_any |= amount->minor % fractions->unit != 0;
}

static Hash origin_of(const Role *role, const Salary *salary) {
    const Date *date = &salary->as_of;
    Arena scratch = {0};
    Buf text = {0};
    buf_printf(&text, "%d %d %d ", date->year, date->month, date->day);
    buf_add(&text, source_key(role_source(role, salary->source.str), &scratch));
    Hash ret = hash_128(buf_str(&text));
    buf_free(&text);
    arena_free(&scratch);
    return ret;
}

void ranking_prepare(Role *role) {
    for (size_t i = 0; i < role->salaries.count; i++) {
        Salary *salary = &role->salaries.items[i];
        Fractions fractions = {.unit = salary_unit(salary)};
        schema_visit(&Salary_schema, FIELD_AMOUNT, salary, note_fraction, &fractions);
        salary->has_fraction = fractions.has_any;
        salary->origin = origin_of(role, salary);
    }
}

// A currency has three letters, and no two periods begin with one letter.
enum { PAY_KEY_SIZE = 4 };
static size_t find_kind(Figures *figures, const Salary *salary) {
    char key[PAY_KEY_SIZE];
    for (size_t i = 0; i < PAY_KEY_SIZE - 1; i++) key[i] = salary->currency.str.ptr[i];
    key[PAY_KEY_SIZE - 1] = salary_period(salary).ptr[0];
    size_t index = table_get(&figures->kinds_by_key, (Str){key, PAY_KEY_SIZE});
    if (index != TABLE_NONE) return index;
    index = figures->kinds.count;
    table_add(&figures->kinds_by_key, arena_copy(&figures->arena, (Str){key, PAY_KEY_SIZE}), index);
    *(PayKind *)list_add(&figures->kinds, sizeof(PayKind)) = (PayKind){salary, .index = index};
    return index;
}

static size_t find_region(Site *site, Figures *figures, const Role *role, const Salary *salary) {
    Str region = salary->region.str;
    if (!region.len) return TABLE_NONE;
    size_t index = table_add(&figures->regions_by_code, region, figures->regions.count);
    if (index != TABLE_NONE) return index;
    Buf address = {0};
    buf_add(&address, STR("salaries/"));
    slug_add(&address, region);
    buf_add_char(&address, '/');
    *(Ranking *)list_add(&figures->regions, sizeof(Ranking)) = (Ranking){
        .region = region, .name = salary->region_name,
        .address = arena_take(&site->arena, &address),
        .place = {role->entry.path, salary->region.offset},
    };
    return figures->regions.count - 1;
}

static void add_figure(Site *site, Figures *figures, const Role *role, Salary *salary) {
    size_t region = find_region(site, figures, role, salary);
    if (!salary->format) return;   // its currency is unknown
    const Amount *headline = salary_headline(salary);
    Figure *figure = list_add(&figures->all, sizeof *figure);
    *figure = (Figure){.role = role, .salary = salary, .kind = find_kind(figures, salary),
                       .region = region, .minor = headline->minor,
                       .has_number = amount_has_number(headline),
                       .is_primary = salary == role->primary};
    PayKind *kind = (PayKind *)figures->kinds.items + figure->kind;
    kind->count += figure->is_primary && figure->has_number;
    kind->has_fraction |= salary->has_fraction;
}

// Figures of one currency and period have one number of decimals, as they stand below each other.
static void align_decimals(const Figures *figures) {
    const PayKind *kinds = figures->kinds.items;
    for (size_t i = 0; i < figures->all.count; i++) {
        const Figure *figure = (const Figure *)figures->all.items + i;
        figure->salary->format = money_with_digits(figure->salary->format,
                                                   kinds[figure->kind].has_fraction);
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

// *ret gets the place of each kind among them.
static void sort_kinds(Figures *figures, size_t *ret) {
    PayKind *kinds = figures->kinds.items;
    if (figures->kinds.count) qsort(kinds, figures->kinds.count, sizeof *kinds, compare_kinds);
    for (size_t i = 0; i < figures->kinds.count; i++) ret[kinds[i].index] = i;
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

// The ranking of all, then one per region; a region alone would only repeat it. *ret gets the place
// of each region among them.
static void list_rankings(Site *site, const Figures *figures, size_t *ret) {
    size_t count = figures->regions.count > 1 ? figures->regions.count : 0;
    site->ranking_count = count + 1;
    site->rankings = ARENA_NEW(&site->arena, Ranking, count + 1);
    site->rankings[0] = (Ranking){.address = STR("salaries/")};
    ret[0] = TABLE_NONE;
    for (size_t i = 0; i < count; i++) {
        site->rankings[i + 1] = ((const Ranking *)figures->regions.items)[i];
    }
    qsort(site->rankings + 1, count, sizeof(Ranking), compare_rankings);
    for (size_t i = 1; i <= count; i++) {
        ret[table_get(&figures->regions_by_code, site->rankings[i].region)] = i;
    }
}

// Each salary with a figure, for its region and, where it is the primary one, for the ranking of
// all.
static void collect(const Figures *figures, const size_t *kinds, const size_t *regions,
                    List *candidates) {
    for (size_t i = 0; i < figures->all.count; i++) {
        const Figure *figure = (const Figure *)figures->all.items + i;
        if (!figure->has_number) continue;
        Candidate candidate = {0, kinds[figure->kind], figure->minor,
                               {figure->role, figure->salary, 0}};
        if (figure->is_primary) *(Candidate *)list_add(candidates, sizeof candidate) = candidate;
        candidate.ranking = figure->region == TABLE_NONE ? TABLE_NONE : regions[figure->region];
        bool is_ranked = candidate.ranking != TABLE_NONE;
        if (is_ranked) *(Candidate *)list_add(candidates, sizeof candidate) = candidate;
    }
}

// Whether all figures are of one source and one day.
static bool has_one_origin(const Candidate *candidates, size_t count) {
    size_t i = 0;
    while (i < count && hash_equal(candidates[i].ranked.salary->origin,
                                   candidates[0].ranked.salary->origin)) {
        i++;
    }
    return i == count;
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
    Figures figures = {0};
    List candidates = {0};
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        for (size_t j = 0; j < role->salaries.count; j++) {
            add_figure(site, &figures, role, &role->salaries.items[j]);
        }
    }
    align_decimals(&figures);
    size_t *kinds = ARENA_NEW(&figures.arena, size_t, figures.kinds.count + 1);
    size_t *regions = ARENA_NEW(&figures.arena, size_t, figures.regions.count + 1);
    sort_kinds(&figures, kinds);
    const PayKind *first = figures.kinds.items;
    site->main_pay = first ? first->like : NULL;
    list_rankings(site, &figures, regions);
    collect(&figures, kinds, regions, &candidates);
    const Candidate *all = candidates.items;
    if (all) qsort(candidates.items, candidates.count, sizeof *all, compare_candidates);
    size_t from = 0;
    for (size_t i = 0; i < site->ranking_count; i++) {
        size_t to = from;
        while (to < candidates.count && all[to].ranking == i) to++;
        rank(site, &site->rankings[i], all ? all + from : NULL, to - from);
        from = to;
    }
    free(figures.kinds.items);
    free(figures.regions.items);
    free(figures.all.items);
    free(candidates.items);
    table_free(&figures.kinds_by_key);
    table_free(&figures.regions_by_code);
    arena_free(&figures.arena);
}
