// The list of articles.
#include "output/page.h"

typedef struct ArticlesView { ViewList articles; } ArticlesView;

static const ViewName articles_names[] = {
    VIEW_LIST(ArticlesView, articles, "ARTICLES", article_card_view, "all articles, newest first"),
};
static const ViewType articles_view = VIEW_TYPE("articles", ArticlesView, articles_names);

static void articles_plan(const Planning *planning) {
    const Site *site = planning->site;
    if (site->articles.count) plan_add_page(planning, STR("articles/"), NULL, 0, config_place());
}

static void articles_fill(const Job *job, PageView *page, void *view) {
    page->title = string_text(job, "articles");
    page_set_breadcrumbs(job, page, NULL, 0);
    page_list_articles(page, &job->all->site->articles);
    ((ArticlesView *)view)->articles = article_cards(job, &job->all->site->articles, SIZE_MAX);
}

const OutputKind articles_kind = {.name = "articles", .layout = "articles.html",
                                  .view = &articles_view, .plan = articles_plan,
                                  .fill = articles_fill};
