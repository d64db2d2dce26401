#include "site/ranking.h"
#include "site/salaries.h"

#include <stdlib.h>

// A currency and a period, and how many primary salaries have them.
typedef struct PayKind {
    const Salary *like;
    size_t count;
} PayKind;

static bool has_figure(const Salary *salary) {
    AmountState state = salary_headline(salary)->state;
    return salary->format && (state == AMOUNT_KNOWN || state == AMOUNT_AT_LEAST);
}

// There are few kinds of pay: a list will do.
static size_t kind_of(const List *kinds, const Salary *salary) {
    const PayKind *all = kinds->items;
    size_t i = 0;
    while (i < kinds->count && !salary_is_like(all[i].like, salary)) i++;
    return i;
}

static void count_kinds(const Site *site, List *kinds) {
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        const Salary *salaries = role->salaries.items;
        for (size_t j = 0; j < role->salaries.count; j++) {
            size_t kind = kind_of(kinds, &salaries[j]);
            if (kind == kinds->count) ((PayKind *)list_add(kinds, sizeof(PayKind)))->like = &salaries[j];
            ((PayKind *)kinds->items)[kind].count += role->primary == &salaries[j] && has_figure(&salaries[j]);
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

typedef struct Candidate {
    size_t kind;
    int64_t minor;
    RankedSalary ranked;
} Candidate;

static int compare_candidates(const void *left, const void *right) {
    const Candidate *a = left;
    const Candidate *b = right;
    if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
    if (a->minor != b->minor) return a->minor > b->minor ? -1 : 1;
    size_t a_index = a->ranked.role->index;
    size_t b_index = b->ranked.role->index;
    return (a_index > b_index) - (a_index < b_index);
}

// Ranks the primary salaries, or those of one region.
static void rank(Site *site, const List *kinds, Ranking *ranking, Candidate *candidates) {
    size_t count = 0;
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        const Salary *salaries = role->salaries.items;
        for (size_t j = 0; j < role->salaries.count; j++) {
            const Salary *salary = &salaries[j];
            bool is_meant = ranking->region.len ? str_equal(salary->region.str, ranking->region)
                                                : salary == role->primary;
            if (!is_meant || !has_figure(salary)) continue;
            candidates[count++] = (Candidate){kind_of(kinds, salary), salary_headline(salary)->minor,
                                              {role, salary, 0}};
        }
    }
    qsort(candidates, count, sizeof *candidates, compare_candidates);
    ranking->items = ARENA_NEW(&site->arena, RankedSalary, count + 1);
    ranking->count = count;
    size_t first = 0;  // of the kind
    for (size_t i = 0; i < count; i++) {
        if (i && candidates[i].kind != candidates[i - 1].kind) first = i;
        bool is_equal = i > first && candidates[i].minor == candidates[i - 1].minor;
        ranking->items[i] = candidates[i].ranked;
        ranking->items[i].rank = is_equal ? ranking->items[i - 1].rank : i - first + 1;
    }
}

static int compare_rankings(const void *left, const void *right) {
    const Ranking *a = left;
    const Ranking *b = right;
    int order = str_compare(a->name, b->name);
    return order ? order : str_compare(a->region, b->region);
}

// The ranking of all, then one per region; a region alone would only repeat it.
static void list_rankings(Site *site, List *rankings) {
    Table seen = {0};
    *(Ranking *)list_add(rankings, sizeof(Ranking)) = (Ranking){.address = STR("salaries/")};
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        const Salary *salaries = role->salaries.items;
        for (size_t j = 0; j < role->salaries.count; j++) {
            Str region = salaries[j].region.str;
            if (!region.len || table_add(&seen, region, i) != TABLE_NONE) continue;
            Buf address = {0};
            buf_add(&address, STR("salaries/"));
            slug_append(&address, region);
            buf_add_char(&address, '/');
            *(Ranking *)list_add(rankings, sizeof(Ranking)) = (Ranking){
                .region = region, .name = salaries[j].region_name,
                .address = arena_copy(&site->arena, buf_str(&address)),
                .place = {role->entry.path, salaries[j].region.offset},
            };
            buf_free(&address);
        }
    }
    if (rankings->count == 2) rankings->count = 1;
    qsort((Ranking *)rankings->items + 1, rankings->count - 1, sizeof(Ranking), compare_rankings);
    table_free(&seen);
}

void ranking_derive(Site *site) {
    List kinds = {0};
    List rankings = {0};
    Arena scratch = {0};
    size_t salary_count = 0;
    for (size_t i = 0; i < site->roles.count; i++) salary_count += site->roles.items[i]->salaries.count;
    Candidate *candidates = ARENA_NEW(&scratch, Candidate, salary_count + 1);
    count_kinds(site, &kinds);
    if (kinds.count) qsort(kinds.items, kinds.count, sizeof(PayKind), compare_kinds);
    if (kinds.count) site->main_pay = ((PayKind *)kinds.items)[0].like;
    list_rankings(site, &rankings);
    site->rankings = ARENA_NEW(&site->arena, Ranking, rankings.count);
    site->ranking_count = rankings.count;
    for (size_t i = 0; i < rankings.count; i++) {
        site->rankings[i] = ((Ranking *)rankings.items)[i];
        rank(site, &kinds, &site->rankings[i], candidates);
    }
    free(kinds.items);
    free(rankings.items);
    arena_free(&scratch);
}
