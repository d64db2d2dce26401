// The home page: its text where there is one, branches with their first roles, and the newest
// articles.
#include "output/body.h"
#include "output/explain.h"
#include "output/page.h"

enum {
    HOME_ROLES = 6,          // of each branch
    HOME_ROLES_MAX = 60,     // of a site whose home page names roles at all
    HOME_ARTICLES = 3,
};

typedef struct HomeView {
    ViewList branches, articles, contents;
    Str role_count, pay_note, body;
} HomeView;

static const ViewName home_names[] = {
    VIEW_LIST(HomeView, branches, "BRANCHES", term_card_view,
              "all branches, each with its first roles, of 60 roles or fewer"),
    VIEW_LIST(HomeView, articles, "ARTICLES", article_card_view, "the newest articles"),
    VIEW_ROW(HomeView, body, "BODY", NAME_HTML, "the text of content/pages/index.md"),
    VIEW_LIST(HomeView, contents, "CONTENTS", heading_view, "the headings in it"),
    VIEW_ROW(HomeView, pay_note, "PAY_NOTE", NAME_TEXT,
             "what figures of pay are that say nothing else; empty where there are none"),
    VIEW_ROW(HomeView, role_count, "ROLE_COUNT", NAME_TEXT, "\"120 roles\""),
};
static const ViewType home_view = VIEW_TYPE("home", HomeView, home_names);

static void home_plan(const Planning *planning) {
    const InfoPage *text = planning->site->home;
    if (text) plan_add_entry(planning, &text->entry, text->entry.title.offset);
    else plan_add_page(planning, STR(""), NULL, 0, config_place());
}

static Str pay_note(const Job *job) {
    const Salary *main_pay = job->all->site->main_pay;
    if (!main_pay) return (Str){0};
    Placeholder period = {"period", period_text(job, main_pay)};
    return fill_in(job, string_text(job, "pay_note"), &period, 1);
}

static void home_fill(const Job *job, PageView *page, void *view) {
    const Site *site = job->all->site;
    const Entry *text = output_entry(job->output);
    bool has_many = site->roles.count > HOME_ROLES_MAX;
    page->title = text_str(site->config.title);
    if (text) page_set_entry(job, page, text);
    *(HomeView *)view = (HomeView){
        .branches = all_branch_cards(job, has_many ? 0 : HOME_ROLES),
        .articles = article_cards(job, &site->articles, HOME_ARTICLES),
        .role_count = count_text(job, "role_count", site->roles.count),
        .pay_note = pay_note(job),
        .body = text ? body_html_whole(job, text) : (Str){0},
        .contents = text ? body_contents(job, text) : (ViewList){0},
    };
}

static void home_explain(const Rendering *all, const Output *output, Explanation *ret) {
    if (output_entry(output)) explain_add_text(ret, all, output_entry(output), "its text");
}

const OutputKind home_kind = {.name = "home", .layout = "home.html", .view = &home_view,
                              .plan = home_plan, .fill = home_fill,
                              .uses = USES_ROLES | USES_ARTICLES, .explain = home_explain,
                              .settings = "branches",
                              .fingerprint = fingerprint_fields};
