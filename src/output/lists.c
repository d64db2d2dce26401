// The pages that list others: home, roles A to Z, branches, a branch, articles; and 404.
#include "output/views.h"

enum { ROLES_PER_PAGE = 500, HOME_ROLES = 6, HOME_ARTICLES = 3 };

static Str string(const Job *job, const char *key) {
    return strings_get(job->all->strings, key);
}

static Place site_place(void) {
    return (Place){CONFIG_PATH, DIAG_NO_OFFSET};
}

// ---- home

typedef struct HomeView {
    ViewList branches, articles;
    Str role_count;
} HomeView;

static const ViewName home_names[] = {
    VIEW_LIST(HomeView, branches, "BRANCHES", branch_card_view, "all branches, each with its first roles"),
    VIEW_LIST(HomeView, articles, "ARTICLES", article_card_view, "the newest articles"),
    VIEW_ROW(HomeView, role_count, "ROLE_COUNT", NAME_TEXT, "\"120 roles\""),
};
static const ViewType home_view = VIEW_TYPE("home", HomeView, home_names);

static ViewList all_branch_cards(const Job *job, size_t role_limit) {
    const Site *site = job->all->site;
    BranchCard *cards = ARENA_NEW(job->scratch, BranchCard, site->branch_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < site->branch_count; i++) {
        if (site->branches[i].roles.count) cards[count++] = branch_card(job, &site->branches[i], role_limit);
    }
    return (ViewList){cards, count};
}

static void home_plan(const Site *site, const char *theme_root, const OutputKind *kind, Plan *plan, Diags *diags) {
    (void)site, (void)theme_root, (void)diags;
    plan_add_page(plan, kind, STR(""), NULL, 0, site_place());
}

static void home_fill(const Job *job, PageView *page, void *view) {
    const Site *site = job->all->site;
    page->title = site->config.title.str;
    *(HomeView *)view = (HomeView){
        .branches = all_branch_cards(job, HOME_ROLES),
        .articles = article_cards(job, &site->articles, HOME_ARTICLES),
        .role_count = count_text(job, "role_count", site->roles.count),
    };
}

const OutputKind home_kind = {.name = "home", .layout = "home.html", .view = &home_view,
                              .plan = home_plan, .fill = home_fill};

// ---- roles A to Z

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

static void roles_plan(const Site *site, const char *theme_root, const OutputKind *kind, Plan *plan, Diags *diags) {
    (void)theme_root, (void)diags;
    for (size_t i = 0; i < roles_page_count(site); i++) {
        plan_add_page(plan, kind, roles_address(&plan->arena, i), NULL, i, site_place());
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

// ---- branches

typedef struct BranchesView { ViewList branches; } BranchesView;

static const ViewName branches_names[] = {
    VIEW_LIST(BranchesView, branches, "BRANCHES", branch_card_view, "all branches"),
};
static const ViewType branches_view = VIEW_TYPE("branches", BranchesView, branches_names);

static void branches_plan(const Site *site, const char *theme_root, const OutputKind *kind, Plan *plan, Diags *diags) {
    (void)site, (void)theme_root, (void)diags;
    plan_add_page(plan, kind, STR("branches/"), NULL, 0, site_place());
}

static void branches_fill(const Job *job, PageView *page, void *view) {
    page->title = string(job, "branches");
    page_set_breadcrumbs(job, page, NULL, 0);
    ((BranchesView *)view)->branches = all_branch_cards(job, 0);
}

const OutputKind branches_kind = {.name = "branches", .layout = "branches.html",
                                  .view = &branches_view, .plan = branches_plan,
                                  .fill = branches_fill};

static void branch_plan(const Site *site, const char *theme_root, const OutputKind *kind, Plan *plan, Diags *diags) {
    (void)theme_root;
    for (size_t i = 0; i < site->branch_count; i++) {
        const Branch *branch = &site->branches[i];
        if (!branch->slug.len) {
            diag_error(diags, branch->place, "bad-slug", "give it a name with letters",
                       "a branch '%.*s' cannot have an address", (int)branch->name.len, branch->name.ptr);
        } else if (branch->roles.count) {
            plan_add_page(plan, kind, branch->address, branch, 0, branch->place);
        }
    }
}

static void branch_fill(const Job *job, PageView *page, void *view) {
    const Branch *branch = job->output->subject;
    LinkView parent = {.title = string(job, "branches"), .link = STR("branches/")};
    page->title = branch->name;
    page->description = branch->description;
    page_set_breadcrumbs(job, page, &parent, 1);
    page_list_roles(page, &branch->roles, 0, SIZE_MAX);
    *(BranchCard *)view = branch_card(job, branch, SIZE_MAX);
}

const OutputKind branch_kind = {.name = "branch", .layout = "branch.html", .view = &branch_card_view,
                                .plan = branch_plan, .fill = branch_fill};

// ---- articles

typedef struct ArticlesView { ViewList articles; } ArticlesView;

static const ViewName articles_names[] = {
    VIEW_LIST(ArticlesView, articles, "ARTICLES", article_card_view, "all articles, newest first"),
};
static const ViewType articles_view = VIEW_TYPE("articles", ArticlesView, articles_names);

static void articles_plan(const Site *site, const char *theme_root, const OutputKind *kind, Plan *plan, Diags *diags) {
    (void)theme_root, (void)diags;
    if (site->articles.count) plan_add_page(plan, kind, STR("articles/"), NULL, 0, site_place());
}

static void articles_fill(const Job *job, PageView *page, void *view) {
    page->title = string(job, "articles");
    page_set_breadcrumbs(job, page, NULL, 0);
    page_list_articles(page, &job->all->site->articles);
    ((ArticlesView *)view)->articles = article_cards(job, &job->all->site->articles, SIZE_MAX);
}

const OutputKind articles_kind = {.name = "articles", .layout = "articles.html",
                                  .view = &articles_view, .plan = articles_plan,
                                  .fill = articles_fill};

// ---- 404

static void not_found_plan(const Site *site, const char *theme_root, const OutputKind *kind, Plan *plan, Diags *diags) {
    (void)site, (void)theme_root, (void)diags;
    plan_add_page(plan, kind, STR("404.html"), NULL, 0, site_place());
}

static void not_found_fill(const Job *job, PageView *page, void *view) {
    page->title = string(job, "page_not_found");
    page->is_noindex = true;
    page->canonical = (Str){0};
    branches_fill(job, &(PageView){0}, view);
}

const OutputKind not_found_kind = {.name = "404", .layout = "404.html", .view = &branches_view,
                                   .plan = not_found_plan, .fill = not_found_fill};
