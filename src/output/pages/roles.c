// All roles A to Z, in several pages where there are many.
#include "output/views.h"

enum { ROLES_PER_PAGE = 500 };

static Str string(const Job *job, const char *key) {
    return strings_get(job->all->strings, key);
}

typedef struct LetterView {
    Str letter;
    ViewList roles;
} LetterView;

typedef struct RolesView {
    ViewList letters;
    Str role_count, page_of, previous, next;
} RolesView;

static const ViewName letter_names[] = {
    VIEW_ROW(LetterView, letter, "LETTER", NAME_TEXT, "the first letter of the titles"),
    VIEW_LIST(LetterView, roles, "ROLES", role_card_view, "the roles"),
};
static const ViewType letter_view = VIEW_TYPE("letter", LetterView, letter_names);
static const ViewName roles_names[] = {
    VIEW_LIST(RolesView, letters, "LETTERS", letter_view, "the roles of this page by first letter"),
    VIEW_ROW(RolesView, role_count, "ROLE_COUNT", NAME_TEXT, "\"120 roles\""),
    VIEW_ROW(RolesView, page_of, "PAGE_OF", NAME_TEXT, "\"Page 2 of 3\", where there are several"),
    VIEW_ROW(RolesView, previous, "PREVIOUS", NAME_LINK, "the page before"),
    VIEW_ROW(RolesView, next, "NEXT", NAME_LINK, "the page after"),
};
static const ViewType roles_view = VIEW_TYPE("roles", RolesView, roles_names);

static size_t roles_page_count(const Site *site) {
    return site->roles.count ? (site->roles.count + ROLES_PER_PAGE - 1) / ROLES_PER_PAGE : 1;
}

// "roles/" and "roles/page/2/".
static Str roles_address(Arena *arena, size_t part) {
    Buf address = {0};
    buf_add(&address, STR("roles/"));
    if (part) buf_printf(&address, "page/%zu/", part + 1);
    Str ret = arena_copy(arena, buf_str(&address));
    buf_free(&address);
    return ret;
}

static void roles_plan(const Planning *planning) {
    const Site *site = planning->site;
    for (size_t i = 0; i < roles_page_count(site); i++) {
        plan_add_page(planning, roles_address(&planning->plan->arena, i), NULL, i, config_place());
    }
}

static Str first_letter(Str title) {
    size_t end = 0;
    if (title.len) utf8_decode(title, &end);
    return str_slice(title, 0, end);
}

static ViewList letters_of(const Job *job, size_t from, size_t to) {
    const Site *site = job->all->site;
    LetterView *letters = ARENA_NEW(job->scratch, LetterView, to - from + 1);
    size_t count = 0;
    for (size_t i = from; i < to;) {
        Str letter = first_letter(site->roles.items[i]->entry.title.str);
        size_t end = i + 1;
        while (end < to && locale_same_letter(site->locale, letter,
                                              first_letter(site->roles.items[end]->entry.title.str))) end++;
        Buf upper = {0};
        locale_write_upper(site->locale, letter, &upper);
        letters[count++] = (LetterView){scratch_take(job, &upper), role_cards(job, &site->roles, i, end)};
        i = end;
    }
    return (ViewList){letters, count};
}

static void roles_fill(const Job *job, PageView *page, void *view) {
    const Site *site = job->all->site;
    size_t page_count = roles_page_count(site);
    size_t part = job->output->part;
    size_t to = (part + 1) * ROLES_PER_PAGE;
    RolesView *roles = view;
    page->title = string(job, "roles");
    roles->letters = letters_of(job, part * ROLES_PER_PAGE, to < site->roles.count ? to : site->roles.count);
    roles->role_count = count_text(job, "role_count", site->roles.count);
    page_set_breadcrumbs(job, page, NULL, 0);
    page_list_roles(page, &site->roles, part * ROLES_PER_PAGE, to);
    if (page_count == 1) return;
    Buf number = {0};
    Buf total = {0};
    Buf text = {0};
    number_write(locale_integer(site->locale), (int64_t)part + 1, &number);
    number_write(locale_integer(site->locale), (int64_t)page_count, &total);
    Placeholder values[] = {{"page", buf_str(&number)}, {"pages", buf_str(&total)}};
    strings_write(string(job, "page_of"), values, 2, &text);
    roles->page_of = scratch_take(job, &text);
    buf_free(&number);
    buf_free(&total);
    if (part) roles->previous = roles_address(job->scratch, part - 1);
    if (part + 1 < page_count) roles->next = roles_address(job->scratch, part + 1);
}

const OutputKind roles_kind = {.name = "roles", .layout = "roles.html", .view = &roles_view,
                               .plan = roles_plan, .fill = roles_fill};
