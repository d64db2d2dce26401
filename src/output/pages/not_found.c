// What a server shows for an address that does not exist: the ways on.
#include "output/page.h"

typedef struct NotFoundView { ViewList branches; } NotFoundView;

static const ViewName not_found_names[] = {
    VIEW_LIST(NotFoundView, branches, "BRANCHES", term_card_view, "all branches"),
};
static const ViewType not_found_view = VIEW_TYPE("404", NotFoundView, not_found_names);

static void not_found_plan(const Planning *planning) {
    plan_add_page(planning, STR("404.html"), NULL, 0, config_place());
}

static void not_found_fill(const Job *job, PageView *page, void *view) {
    page->title = string_text(job, "page_not_found");
    page->is_noindex = true;
    page->canonical = (Str){0};
    ((NotFoundView *)view)->branches = all_branch_cards(job, 0);
}

const OutputKind not_found_kind = {.name = "404", .layout = "404.html", .view = &not_found_view,
                                   .plan = not_found_plan, .fill = not_found_fill,
                                   .uses = USES_ROLES, .settings = "branches",
                                   .fingerprint = fingerprint_fields};
