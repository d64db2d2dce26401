// The articles, in several pages where there are many.
#include "output/page.h"

typedef struct ArticlesView { ViewList articles; } ArticlesView;

static const ViewName articles_names[] = {
    VIEW_LIST(ArticlesView, articles, "ARTICLES", article_card_view,
              "the articles of this page, newest first"),
};
static const ViewType articles_view = VIEW_TYPE("articles", ArticlesView, articles_names);

static void articles_plan(const Planning *planning) {
    size_t count = planning->site->articles.count;
    if (count) plan_add_list(planning, STR("articles/"), NULL, count, config_place());
}

static void articles_fill(const Job *job, PageView *page, void *view) {
    const ArticleList *all = &job->all->site->articles;
    size_t from = job->output->part * LIST_PART_SIZE;
    size_t rest = all->count - from;
    ArticleList shown = {all->items + from, rest < LIST_PART_SIZE ? rest : LIST_PART_SIZE};
    page->title = string_text(job, "articles");
    page_set_breadcrumbs(job, page, NULL, 0);
    page_set_parts(job, page, STR("articles/"), all->count);
    page_list_articles(page, &shown);
    ((ArticlesView *)view)->articles = article_cards(job, &shown, SIZE_MAX);
}

const OutputKind articles_kind = {.name = "articles", .layout = "articles.html",
                                  .view = &articles_view, .plan = articles_plan,
                                  .fill = articles_fill, .uses = USES_ARTICLES,
                                  .fingerprint = fingerprint_fields};
