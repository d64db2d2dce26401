// The home page: branches with their first roles, and the newest articles.
#include "output/page.h"

enum { HOME_ROLES = 6, HOME_ARTICLES = 3 };

typedef struct HomeView {
    ViewList branches, articles;
    Str role_count;
} HomeView;

static const ViewName home_names[] = {
    VIEW_LIST(HomeView, branches, "BRANCHES", term_card_view,
              "all branches, each with its first roles"),
    VIEW_LIST(HomeView, articles, "ARTICLES", article_card_view, "the newest articles"),
    VIEW_ROW(HomeView, role_count, "ROLE_COUNT", NAME_TEXT, "\"120 roles\""),
};
static const ViewType home_view = VIEW_TYPE("home", HomeView, home_names);

static void home_plan(const Planning *planning) {
    plan_add_page(planning, STR(""), NULL, 0, config_place());
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
                              .plan = home_plan, .fill = home_fill,
                              .uses = USES_ROLES | USES_ARTICLES, .settings = "branches"};
