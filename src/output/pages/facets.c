// Facets: the roles of a level of education, and those of a band of pay.
#include "output/explain.h"
#include "output/filters.h"

typedef struct FacetView {
    ViewList filters, roles;
    Str role_count, shared_years;
} FacetView;

static const ViewName facet_names[] = {
    VIEW_LIST(FacetView, filters, "FILTERS", filter_view, "other choices of roles"),
    VIEW_LIST(FacetView, roles, "ROLES", role_card_view, "the roles of this page, A to Z"),
    VIEW_ROW(FacetView, role_count, "ROLE_COUNT", NAME_TEXT, "\"12 roles\""),
    VIEW_ROW(FacetView, shared_years, "SHARED_YEARS", NAME_TEXT,
             "the years of the roles' growth, where all share them"),
};
static const ViewType facet_view = VIEW_TYPE("facet", FacetView, facet_names);

static void plan_terms(const Planning *planning, const TermList *terms) {
    for (size_t i = 0; i < terms->count && filter_is_offered(terms); i++) {
        const Term *term = &terms->items[i];
        if (!term->roles.count) continue;
        plan_add_list(planning, term->address, term, term->roles.count, config_place());
    }
}

static void facet_plan(const Planning *planning) {
    plan_terms(planning, &planning->site->educations);
    plan_terms(planning, &planning->site->pay_bands);
}

static Str facet_title(const Job *job, const Term *term) {
    const Site *site = job->all->site;
    const Term *bands = site->pay_bands.items;
    bool is_pay = term >= bands && term < bands + site->pay_bands.count;
    Placeholder values[] = {{is_pay ? "pay" : "education", term->name}, {"period", {0}}};
    if (is_pay) values[1].value = period_text(job, site->main_pay);
    return fill_in(job, string_text(job, is_pay ? "roles_by_pay" : "roles_by_education"), values,
                   is_pay ? 2 : 1);
}

static void facet_fill(const Job *job, PageView *page, void *view) {
    const Term *term = job->output->subject;
    size_t from = job->output->part * LIST_PART_SIZE;
    LinkView parent = {.title = string_text(job, "roles"), .link = STR("roles/")};
    page->title = facet_title(job, term);
    page_set_breadcrumbs(job, page, &parent, 1);
    page_set_parts(job, page, term->address, term->roles.count);
    page_list_roles(page, &term->roles, from, from + LIST_PART_SIZE);
    TermCard card = term_card(job, term, from, from + LIST_PART_SIZE);
    *(FacetView *)view = (FacetView){
        .filters = filter_views(job, term),
        .roles = card.roles,
        .role_count = card.role_count,
        .shared_years = card.shared_years,
    };
}

const OutputKind facet_kind = {.name = "facet", .layout = "facet.html", .view = &facet_view,
                               .plan = facet_plan, .fill = facet_fill, .uses = USES_ROLES,
                               .settings = "branches",
                               .fingerprint = fingerprint_term};
