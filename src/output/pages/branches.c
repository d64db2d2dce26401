// The branches, and the roles of each.
#include "output/views.h"

static Str string(const Job *job, const char *key) {
    return strings_get(job->all->strings, key);
}

typedef struct BranchesView { ViewList branches; } BranchesView;

static const ViewName branches_names[] = {
    VIEW_LIST(BranchesView, branches, "BRANCHES", branch_card_view, "all branches"),
};
static const ViewType branches_view = VIEW_TYPE("branches", BranchesView, branches_names);

static void branches_plan(const Planning *planning) {
    plan_add_page(planning, STR("branches/"), NULL, 0, config_place());
}

static void branches_fill(const Job *job, PageView *page, void *view) {
    page->title = string(job, "branches");
    page_set_breadcrumbs(job, page, NULL, 0);
    ((BranchesView *)view)->branches = all_branch_cards(job, 0);
}

const OutputKind branches_kind = {.name = "branches", .layout = "branches.html",
                                  .view = &branches_view, .plan = branches_plan,
                                  .fill = branches_fill};

static void branch_plan(const Planning *planning) {
    const Site *site = planning->site;
    for (size_t i = 0; i < site->branch_count; i++) {
        const Branch *branch = &site->branches[i];
        if (!branch->slug.len) {
            diag_error(planning->diags, branch->place, "bad-slug", "give it a name with letters",
                       "a branch '%.*s' cannot have an address", (int)branch->name.len, branch->name.ptr);
        } else if (branch->roles.count) {
            plan_add_page(planning, branch->address, branch, 0, branch->place);
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
