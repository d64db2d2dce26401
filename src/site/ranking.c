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
    size_t kind;             // by index; then by its place among the sorted ones
    size_t region;           // in the order in which they are found; TABLE_NONE: it has none
    int64_t minor;
    bool has_number;
    bool is_primary;
} Figure;

typedef struct Figures {
    List kinds;              // of PayKind; the most frequent first, once they are sorted
    List regions;            // of Ranking, as they are found
    size_t *region_places;   // among them, by index of the region; TABLE_NONE: not found so far
    List all;                // of Figure, A to Z; without those of no known currency
    Arena arena;
} Figures;

typedef struct Fractions { int64_t unit; bool has_any; } Fractions;

static void note_fraction(void *context, void *value) {
    Fractions *fractions = context;
    const Amount *amount = value;
    if (amount_has_number(amount)) fractions->has_any |= amount->minor % fractions->unit != 0;
}

static Hash origin_of(const Role *role, const Salary *salary, SpareBufs *spare) {
    const int day[] = {salary->as_of.year, salary->as_of.month, salary->as_of.day};
    Buf text = spare_take(spare);
    buf_add(&text, (Str){(const char *)day, sizeof day});
    source_add_key(role_source(role, text_str(salary->source)), &text);
    Hash ret = hash_128(buf_str(&text));
    spare_give(spare, &text);
    return ret;
}

void ranking_prepare(Role *role, DerivedStep *own) {
    for (size_t i = 0; i < role->salaries.count; i++) {
        Salary *salary = &role->salaries.items[i];
        Fractions fractions = {.unit = salary_unit(salary)};
        schema_visit(&Salary_schema, FIELD_AMOUNT, salary, note_fraction, &fractions);
        salary->has_fraction = fractions.has_any;
        salary->origin = origin_of(role, salary, &own->spare);
    }
}

static size_t find_kind(Figures *figures, const Salary *salary) {
    const PayKind *kinds = figures->kinds.items;
    for (size_t i = 0; i < figures->kinds.count; i++) {
        if (salary_is_like(kinds[i].like, salary)) return i;
    }
    PayKind *kind = list_add(&figures->kinds, sizeof *kind);
    *kind = (PayKind){salary, .index = figures->kinds.count - 1};
    return kind->index;
}

static size_t find_region(Arena *arena, Figures *figures, const Role *role, const Salary *salary) {
    Str region = text_str(salary->region);
    if (!region.len || salary->region_index == REGION_NONE) return TABLE_NONE;
    size_t *place = &figures->region_places[salary->region_index];
    if (*place != TABLE_NONE) return *place;
    Buf address = {0};
    buf_add(&address, STR("salaries/"));
    slug_add(&address, region);
    buf_add_char(&address, '/');
    *place = figures->regions.count;
    *(Ranking *)list_add(&figures->regions, sizeof(Ranking)) = (Ranking){
        .region = region, .name = salary->region_name,
        .address = arena_take(arena, &address),
        .place = {role->entry.path, salary->region.offset},
    };
    return *place;
}

static void add_figure(Arena *arena, Figures *figures, const Role *role, Salary *salary) {
    size_t region = find_region(arena, figures, role, salary);
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
    int order = str_compare(text_str(a->like->currency), text_str(b->like->currency));
    return order ? order : str_compare(text_str(a->like->period), text_str(b->like->period));
}

// *ret gets the place of each kind among them.
static void sort_kinds(Figures *figures, size_t *ret) {
    PayKind *kinds = figures->kinds.items;
    if (figures->kinds.count) qsort(kinds, figures->kinds.count, sizeof *kinds, compare_kinds);
    for (size_t i = 0; i < figures->kinds.count; i++) ret[kinds[i].index] = i;
}

// By kind, then the highest first.
static int compare_figures(const void *left, const void *right) {
    const Figure *a = *(const Figure *const *)left;
    const Figure *b = *(const Figure *const *)right;
    if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
    if (a->minor != b->minor) return a->minor > b->minor ? -1 : 1;
    return (a > b) - (a < b);
}

static int compare_rankings(const void *left, const void *right) {
    const Ranking *a = left;
    const Ranking *b = right;
    int order = str_compare(a->name, b->name);
    return order ? order : str_compare(a->region, b->region);
}

// The ranking of all, then one per region; a region alone would only repeat it. *ret gets the place
// of each region among them.
static void list_rankings(Site *site, DerivedStep *own, const Figures *figures, size_t *ret) {
    size_t count = figures->regions.count > 1 ? figures->regions.count : 0;
    site->ranking_count = count + 1;
    site->rankings = ARENA_NEW(&own->arena, Ranking, count + 1);
    site->rankings[0] = (Ranking){.address = STR("salaries/")};
    ret[0] = TABLE_NONE;
    for (size_t i = 0; i < count; i++) {
        site->rankings[i + 1] = ((const Ranking *)figures->regions.items)[i];
    }
    qsort(site->rankings + 1, count, sizeof(Ranking), compare_rankings);
    for (size_t i = 1; i <= count; i++) {
        size_t index = table_get(&site->region_names, site->rankings[i].region);
        ret[figures->region_places[index]] = i;
    }
}

// Of the region of a figure, or NULL.
static Ranking *find_ranking(const Site *site, const Figure *figure, const size_t *regions) {
    size_t index = figure->region == TABLE_NONE ? TABLE_NONE : regions[figure->region];
    return index == TABLE_NONE ? NULL : &site->rankings[index];
}

// `last` is the figure before.
static void add_ranked(Ranking *ranking, const Figure *figure, const Figure **last) {
    RankedSalary *ranked = &ranking->items[ranking->count];
    bool is_first = !*last || (*last)->kind != figure->kind;
    if (is_first) ranking->groups[ranking->group_count++] = ranking->count;
    bool is_equal = !is_first && (*last)->minor == figure->minor;
    size_t place = ranking->count++ - ranking->groups[ranking->group_count - 1] + 1;
    *ranked = (RankedSalary){figure->role, figure->salary, is_equal ? ranked[-1].rank : place};
    // Not all of them are of one source and one day.
    ranking->is_mixed = ranking->is_mixed || !hash_equal(figure->salary->origin,
                                                         ranking->items[0].salary->origin);
    *last = figure;
}

static void make_room(Arena *arena, const Figures *figures, Ranking *ranking) {
    ranking->items = ARENA_NEW(arena, RankedSalary, ranking->count + 1);
    ranking->groups = ARENA_NEW(arena, size_t, figures->kinds.count + 1);
    ranking->count = 0;
}

// Each salary with a figure, for its region and, where it is the primary one, for the ranking of
// all.
static void rank(const Site *site, Figures *figures, const size_t *regions,
                 const Figure *const *sorted, size_t count, Arena *arena) {
    Ranking *all = site->rankings;
    const Figure **last = ARENA_NEW(&figures->arena, const Figure *, site->ranking_count);
    for (size_t i = 0; i < count; i++) {
        Ranking *of_region = find_ranking(site, sorted[i], regions);
        if (of_region) of_region->count++;
        if (sorted[i]->is_primary) all->count++;
    }
    for (size_t i = 0; i < site->ranking_count; i++) make_room(arena, figures, &all[i]);
    for (size_t i = 0; i < count; i++) {
        Ranking *of_region = find_ranking(site, sorted[i], regions);
        if (of_region) add_ranked(of_region, sorted[i], &last[of_region - all]);
        if (sorted[i]->is_primary) add_ranked(all, sorted[i], &last[0]);
    }
}

// Those with a figure, in the order in which they are ranked.
static const Figure **sort_figures(Figures *figures, const size_t *kinds, size_t *ret_count) {
    Figure *all = figures->all.items;
    const Figure **ret = ARENA_NEW(&figures->arena, const Figure *, figures->all.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < figures->all.count; i++) {
        all[i].kind = kinds[all[i].kind];
        if (all[i].has_number) ret[count++] = &all[i];
    }
    qsort(ret, count, sizeof *ret, compare_figures);
    *ret_count = count;
    return ret;
}

void ranking_derive(Site *site, DerivedStep *own) {
    Figures figures = {0};
    size_t region_count = site->region_texts.count;
    figures.region_places = ARENA_NEW(&figures.arena, size_t, region_count + 1);
    for (size_t i = 0; i < region_count; i++) figures.region_places[i] = TABLE_NONE;
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        for (size_t j = 0; j < role->salaries.count; j++) {
            add_figure(&own->arena, &figures, role, &role->salaries.items[j]);
        }
    }
    align_decimals(&figures);
    size_t *kinds = ARENA_NEW(&figures.arena, size_t, figures.kinds.count + 1);
    size_t *regions = ARENA_NEW(&figures.arena, size_t, figures.regions.count + 1);
    sort_kinds(&figures, kinds);
    const PayKind *first = figures.kinds.items;
    site->main_pay = first ? first->like : NULL;
    list_rankings(site, own, &figures, regions);
    size_t count;
    const Figure **sorted = sort_figures(&figures, kinds, &count);
    rank(site, &figures, regions, sorted, count, &own->arena);
    free(figures.kinds.items);
    free(figures.regions.items);
    free(figures.all.items);
    arena_free(&figures.arena);
}
