// The pages that work with scripts: search and compare. Without scripts they lead to the lists.
#include <stdlib.h>

#include "output/page.h"

typedef struct OptionView { Str value, text; } OptionView;

// Data of more roles would take too long to load at once.
enum { ALL_DATA_MAX_ROLES = 200, PAIR_COUNT = 6 };

typedef struct SearchView {
    ViewList branches, educations;
    Str pay_label, skills_link;
} SearchView;

typedef struct PairView { Str first, second, link; } PairView;

typedef struct CompareView {
    ViewList pairs;
    Str all_data, skills_link;
} CompareView;

static const ViewName option_names[] = {
    VIEW_ROW(OptionView, value, "VALUE", NAME_TEXT, "what the script knows it by"),
    VIEW_ROW(OptionView, text, "TEXT", NAME_TEXT, "what readers see"),
};
static const ViewType option_view = VIEW_TYPE("option", OptionView, option_names);
static const ViewName search_names[] = {
    VIEW_LIST(SearchView, branches, "BRANCHES", option_view, "the branches, to filter by"),
    VIEW_LIST(SearchView, educations, "EDUCATIONS", option_view,
              "levels of education, to filter by"),
    VIEW_ROW(SearchView, pay_label, "PAY_LABEL", NAME_TEXT,
             "\"USD per year\", of the filter by pay"),
    VIEW_ROW(SearchView, skills_link, "SKILLS_LINK", NAME_LINK,
             "all skills, where the site has their pages"),
};
static const ViewType search_view = VIEW_TYPE("search", SearchView, search_names);

static const ViewName pair_names[] = {
    VIEW_ROW(PairView, first, "FIRST", NAME_TEXT, "the occupation's name"),
    VIEW_ROW(PairView, second, "SECOND", NAME_TEXT, "that of the other"),
    VIEW_ROW(PairView, link, "LINK", NAME_LINK, "the page that compares them"),
};
static const ViewType pair_view = VIEW_TYPE("pair of roles", PairView, pair_names);
static const ViewName compare_names[] = {
    VIEW_LIST(CompareView, pairs, "PAIRS", pair_view, "related roles, to begin with"),
    VIEW_ROW(CompareView, all_data, "ALL_DATA", NAME_LINK,
             "the data of all roles, where they are few"),
    VIEW_ROW(CompareView, skills_link, "SKILLS_LINK", NAME_LINK,
             "all skills, where the site has their pages"),
};
static const ViewType compare_view = VIEW_TYPE("compare", CompareView, compare_names);

static Str skills_link(const Site *site) {
    return site->config.outputs.skills && site->skills.count ? STR("skills/") : (Str){0};
}

static ViewList branch_options(const Job *job) {
    const TermList *branches = &job->all->site->branches;
    OptionView *options = ARENA_NEW(job->scratch, OptionView, branches->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < branches->count; i++) {
        if (branches->items[i].roles.count) {
            options[count++] = (OptionView){number_text(job, (int64_t)i), branches->items[i].name};
        }
    }
    return (ViewList){options, count};
}

static ViewList education_options(const Job *job) {
    OptionView *options = ARENA_NEW(job->scratch, OptionView, EDUCATION_LEVEL_COUNT);
    for (size_t i = 0; i < EDUCATION_LEVEL_COUNT; i++) {
        options[i] = (OptionView){number_text(job, (int64_t)i),
                                  string_text(job, education_levels[i].name_key)};
    }
    return (ViewList){options, EDUCATION_LEVEL_COUNT};
}

static void search_plan(const Planning *planning) {
    plan_add_page(planning, STR("search/"), NULL, 0, config_place());
}

static void search_fill(const Job *job, PageView *page, void *view) {
    const Site *site = job->all->site;
    SearchView *ret = view;
    page->title = string_text(job, "search");
    page_set_breadcrumbs(job, page, NULL, 0);
    *ret = (SearchView){.branches = branch_options(job), .educations = education_options(job),
                        .skills_link = skills_link(site)};
    if (!site->main_pay) return;
    Str currency = arena_join(job->scratch, text_str(site->main_pay->currency), STR(" "));
    ret->pay_label = arena_join(job->scratch, currency, period_text(job, site->main_pay));
}

const OutputKind search_kind = {.name = "search", .layout = "search.html", .view = &search_view,
                                .plan = search_plan, .fill = search_fill,
                                .group = OUTPUT_GROUP(search),
                                .uses = USES_ROLES, .settings = "branches",
                                .fingerprint = fingerprint_fields};

static void compare_plan(const Planning *planning) {
    plan_add_page(planning, STR("compare/"), NULL, 0, config_place());
}

// The role of a branch that most people take up, the first of equals: readers know it best.
static const Role *best_known(const RoleList *roles) {
    const Role *ret = NULL;
    for (size_t i = 0; i < roles->count; i++) {
        const Role *role = roles->items[i];
        if (!role->related_roles.count) continue;
        if (!ret || role->outlook.openings > ret->outlook.openings) ret = role;
    }
    return ret;
}

// Those that most people take up first, else in the order of the branches.
static int compare_known(const void *left, const void *right) {
    const Role *a = *(const Role *const *)left;
    const Role *b = *(const Role *const *)right;
    int64_t openings_a = a->outlook.openings;
    int64_t openings_b = b->outlook.openings;
    if (openings_a != openings_b) return openings_a > openings_b ? -1 : 1;
    return (a->branch_index > b->branch_index) - (a->branch_index < b->branch_index);
}

// The best known roles, one of a branch, each with the role that is most like it.
static ViewList pair_views(const Job *job) {
    const TermList *branches = &job->all->site->branches;
    const Role **known = ARENA_NEW(job->scratch, const Role *, branches->count + 1);
    PairView *pairs = ARENA_NEW(job->scratch, PairView, PAIR_COUNT);
    size_t count = 0;
    for (size_t i = 0; i < branches->count; i++) {
        const Role *role = best_known(&branches->items[i].roles);
        if (role) known[count++] = role;
    }
    if (count) qsort(known, count, sizeof *known, compare_known);
    if (count > PAIR_COUNT) count = PAIR_COUNT;
    for (size_t i = 0; i < count; i++) {
        const Role *const pair[] = {known[i], known[i]->related_roles.items[0]};
        pairs[i] = (PairView){text_str(pair[0]->entry.title), text_str(pair[1]->entry.title),
                              compare_link(job, pair, 2)};
    }
    return (ViewList){pairs, count};
}

static void compare_fill(const Job *job, PageView *page, void *view) {
    const Site *site = job->all->site;
    CompareView *ret = view;
    *ret = (CompareView){.pairs = pair_views(job), .skills_link = skills_link(site)};
    if (site->roles.count <= ALL_DATA_MAX_ROLES) ret->all_data = STR("roles.json");
    page->title = string_text(job, "compare");
    page_set_breadcrumbs(job, page, NULL, 0);
}

const OutputKind compare_kind = {.name = "compare", .layout = "compare.html", .view = &compare_view,
                                 .plan = compare_plan, .fill = compare_fill,
                                 .group = OUTPUT_GROUP(compare), .uses = USES_ROLES,
                                 .settings = "branches",
                                 .fingerprint = fingerprint_fields};
