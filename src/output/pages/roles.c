// All roles A to Z, in several pages where there are many.
#include "output/page.h"

typedef struct LetterView {
    Str letter, id, link;
    ViewList roles;
} LetterView;

typedef struct RolesView {
    ViewList letters, index;
    Str role_count;
} RolesView;

static const ViewName letter_names[] = {
    VIEW_ROW(LetterView, letter, "LETTER", NAME_TEXT, "the first letter of the titles"),
    VIEW_ROW(LetterView, id, "ID", NAME_TEXT, "for the heading"),
    VIEW_ROW(LetterView, link, "LINK", NAME_LINK, "the first role of the letter"),
    VIEW_LIST(LetterView, roles, "ROLES", role_card_view, "the roles"),
};
static const ViewType letter_view = VIEW_TYPE("letter", LetterView, letter_names);
static const ViewName roles_names[] = {
    VIEW_LIST(RolesView, letters, "LETTERS", letter_view, "the roles of this page by first letter"),
    VIEW_LIST(RolesView, index, "INDEX", letter_view, "all letters, to jump to"),
    VIEW_ROW(RolesView, role_count, "ROLE_COUNT", NAME_TEXT, "\"120 roles\""),
};
static const ViewType roles_view = VIEW_TYPE("roles", RolesView, roles_names);

static void roles_plan(const Planning *planning) {
    plan_add_list(planning, STR("roles/"), NULL, planning->site->roles.count, config_place());
}

static Str letter_id(const Job *job, size_t index) {
    Buf id = {0};
    buf_printf(&id, "part--letter-%zu", index + 1);
    return scratch_take(job, &id);
}

// The letter that a role stands under.
static size_t letter_at(const Site *site, size_t role) {
    size_t from = 0;
    size_t to = site->letter_count;
    while (to - from > 1) {
        size_t middle = from + (to - from) / 2;
        if (site->letters[middle].from <= role) from = middle;
        else to = middle;
    }
    return from;
}

// Alphabets are short and stand on each page as a whole. Of Chinese, where nearly each role has a
// letter of its own, those around the page do.
static ViewList index_views(const Job *job, size_t first_role) {
    enum { NEAR_LETTERS = 250 };   // on either side
    const Site *site = job->all->site;
    size_t at = letter_at(site, first_role);
    bool has_all = site->letter_count <= 2 * NEAR_LETTERS;
    size_t from = has_all || at <= NEAR_LETTERS ? 0 : at - NEAR_LETTERS;
    size_t to = at + NEAR_LETTERS;
    if (has_all || to > site->letter_count) to = site->letter_count;
    LetterView *views = ARENA_NEW(job->scratch, LetterView, to - from + 1);
    for (size_t i = from; i < to; i++) {
        size_t part = site->letters[i].from / LIST_PART_SIZE;
        Str page = arena_join(job->scratch, list_part_address(job->scratch, STR("roles/"), part),
                              STR("#"));
        views[i - from].letter = site->letters[i].text;
        views[i - from].link = arena_join(job->scratch, page, letter_id(job, i));
    }
    return (ViewList){views, to - from};
}

// The letters between two roles.
static ViewList letter_views(const Job *job, size_t from, size_t to) {
    const Site *site = job->all->site;
    LetterView *views = ARENA_NEW(job->scratch, LetterView, to - from + 1);
    size_t count = 0;
    size_t first = letter_at(site, from);
    for (size_t i = first; i < site->letter_count && site->letters[i].from < to; i++) {
        const Letter *letter = &site->letters[i];
        size_t end = letter->from + letter->count;
        size_t start = letter->from > from ? letter->from : from;
        views[count++] = (LetterView){
            .letter = letter->text,
            .id = letter_id(job, i),
            .roles = role_cards(job, &site->roles, start, end < to ? end : to),
        };
    }
    return (ViewList){views, count};
}

static void roles_fill(const Job *job, PageView *page, void *view) {
    const Site *site = job->all->site;
    size_t from = job->output->part * LIST_PART_SIZE;
    page->title = string_text(job, "roles");
    page_set_breadcrumbs(job, page, NULL, 0);
    page_set_parts(job, page, STR("roles/"), site->roles.count);
    page_list_roles(page, &site->roles, from, from + LIST_PART_SIZE);
    *(RolesView *)view = (RolesView){
        .letters = letter_views(job, from, from + LIST_PART_SIZE),
        .index = index_views(job, from),
        .role_count = count_text(job, "role_count", site->roles.count),
    };
}

const OutputKind roles_kind = {.name = "roles", .layout = "roles.html", .view = &roles_view,
                               .plan = roles_plan, .fill = roles_fill,
                               .uses = USES_ROLES};
