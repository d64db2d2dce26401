// All roles A to Z, in several pages where there are many.
#include "output/filters.h"
#include "output/letters.h"

typedef struct LetterView {
    Str letter, id, row_count;
    ViewList roles;
} LetterView;

typedef struct RolesView {
    ViewList filters, letters, index;
    Str role_count, shared_years;
} RolesView;

static const ViewName letter_names[] = {
    VIEW_ROW(LetterView, letter, "LETTER", NAME_TEXT, "the first letter of the titles"),
    VIEW_ROW(LetterView, id, "ID", NAME_TEXT, "for the heading"),
    VIEW_ROW(LetterView, row_count, "ROW_COUNT", NAME_TEXT,
             "how many roles that are, and one: the rows of a table that has one for the letter"),
    VIEW_LIST(LetterView, roles, "ROLES", role_card_view, "the roles"),
};
static const ViewType letter_view = VIEW_TYPE("letter", LetterView, letter_names);
static const ViewName roles_names[] = {
    VIEW_LIST(RolesView, filters, "FILTERS", filter_view, "what roles can be chosen by"),
    VIEW_LIST(RolesView, letters, "LETTERS", letter_view, "the roles of this page by first letter"),
    VIEW_LIST(RolesView, index, "INDEX", letter_link_view, "all letters, to jump to"),
    VIEW_ROW(RolesView, role_count, "ROLE_COUNT", NAME_TEXT, "\"120 roles\""),
    VIEW_ROW(RolesView, shared_years, "SHARED_YEARS", NAME_TEXT,
             "the years of the roles' growth, where all of this page share them"),
};
static const ViewType roles_view = VIEW_TYPE("roles", RolesView, roles_names);

static void roles_plan(const Planning *planning) {
    plan_add_list(planning, STR("roles/"), NULL, planning->site->roles.count, config_place());
}

// The letters between two roles.
static ViewList letter_views(const Job *job, size_t from, size_t to, const GrowthColumn *column) {
    const Site *site = job->all->site;
    LetterView *views = ARENA_NEW(job->scratch, LetterView, to - from + 1);
    size_t count = 0;
    const LetterList *letters = &site->letters;
    size_t first = letter_at(letters, from);
    for (size_t i = first; i < letters->count && letters->items[i].from < to; i++) {
        const Letter *letter = &letters->items[i];
        size_t end = letter->from + letter->count;
        size_t start = letter->from > from ? letter->from : from;
        ViewList roles = role_cards_in_column(job, &site->roles, start, end < to ? end : to,
                                              column);
        views[count++] = (LetterView){
            .letter = letter->text,
            .id = letter_id(job, i),
            .row_count = number_text(job, (int64_t)roles.count + 1),
            .roles = roles,
        };
    }
    return (ViewList){views, count};
}

static void roles_fill(const Job *job, PageView *page, void *view) {
    const Site *site = job->all->site;
    size_t from = job->output->part * LIST_PART_SIZE;
    GrowthColumn column = growth_column(&site->roles, from, from + LIST_PART_SIZE);
    page->title = string_text(job, "roles");
    page_set_breadcrumbs(job, page, NULL, 0);
    page_set_parts(job, page, STR("roles/"), site->roles.count);
    page_list_roles(page, &site->roles, from, from + LIST_PART_SIZE);
    *(RolesView *)view = (RolesView){
        .letters = letter_views(job, from, from + LIST_PART_SIZE, &column),
        .index = letter_links(job, &site->letters, STR("roles/"), from),
        .filters = filter_views(job, NULL),
        .role_count = count_text(job, "role_count", site->roles.count),
        .shared_years = years_text(job, column.from, column.to),
    };
}

const OutputKind roles_kind = {.name = "roles", .layout = "roles.html", .view = &roles_view,
                               .plan = roles_plan, .fill = roles_fill,
                               .uses = USES_ROLES, .settings = "branches",
                               .fingerprint = fingerprint_roles};
