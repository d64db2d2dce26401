// A page for each address that leads to another, and for titles that several roles share.
#include "output/explain.h"
#include "output/page.h"

typedef struct RedirectView { Str link, url; } RedirectView;

static const ViewName redirect_names[] = {
    VIEW_ROW(RedirectView, link, "LINK", NAME_LINK, "where it leads in the site"),
    VIEW_ROW(RedirectView, url, "URL", NAME_URL, "where it leads elsewhere"),
};
static const ViewType redirect_view = VIEW_TYPE("redirect", RedirectView, redirect_names);

typedef struct ChoiceView { ViewList roles; } ChoiceView;

static const ViewName choice_names[] = {
    VIEW_LIST(ChoiceView, roles, "ROLES", role_card_view, "the roles that have the title"),
};
static const ViewType choice_view = VIEW_TYPE("choice", ChoiceView, choice_names);

static void plan_redirects(const Planning *planning, bool is_choice) {
    const Site *site = planning->site;
    for (size_t i = 0; i < site->redirect_count; i++) {
        const Redirect *redirect = &site->redirects[i];
        if (is_choice != (redirect->roles.count > 1)) continue;
        // A redirect leads to one page; a choice is a list.
        size_t count = is_choice ? redirect->roles.count : 0;
        plan_add_list(planning, redirect_from(redirect), redirect, count,
                      redirect_place(redirect));
    }
}

static void redirect_plan(const Planning *planning) {
    plan_redirects(planning, false);
}

static void redirect_fill(const Job *job, PageView *page, void *view) {
    const Redirect *redirect = job->output->subject;
    page->is_noindex = true;
    RedirectView *ret = view;
    Str to = redirect_to(redirect);
    bool is_elsewhere = redirect_is_elsewhere(redirect);
    if (is_elsewhere) ret->url = to;
    else ret->link = to;
    if (is_elsewhere) page->canonical = to;
    else if (page->canonical.len) page->canonical = absolute_url(job, to);
}

static void redirect_explain(const Rendering *all, const Output *output, Explanation *ret) {
    const Redirect *redirect = output->subject;
    const SourceFile *asking = sources_find(all->site->sources,
                                             redirect_place(redirect).path);
    if (asking) explain_add_entry(ret, asking->entry, "asks for it: an alias, or another title");
    else explain_add_setting(ret, STR("redirects"));
    const Output *target =
        redirect_is_elsewhere(redirect) ? NULL
                                        : plan_find_address(all->plan, redirect_address(redirect));
    const Entry *entry = target ? output_entry(target) : NULL;
    if (entry) explain_add_entry(ret, entry, "it leads there");
}

const OutputKind redirect_kind = {.name = "redirect", .layout = "redirect.html",
                                  .is_frameless = true,
                                  .view = &redirect_view, .plan = redirect_plan,
                                  .reads = FACTS_REST,
                                  .fill = redirect_fill, .group = OUTPUT_GROUP(redirects),
                                  .explain = redirect_explain,
                                  .settings = "base_url language relative_urls",
                                  .fingerprint = fingerprint_redirect};

static void choice_plan(const Planning *planning) {
    plan_redirects(planning, true);
}

static void choice_fill(const Job *job, PageView *page, void *view) {
    const Redirect *redirect = job->output->subject;
    size_t from = job->output->part * LIST_PART_SIZE;
    page->title = text_str(*redirect->title);
    page_set_breadcrumbs(job, page, NULL, 0);
    page_set_parts(job, page, redirect_from(redirect), redirect->roles.count);
    page_list_roles(page, &redirect->roles, from, from + LIST_PART_SIZE);
    ((ChoiceView *)view)->roles = role_cards(job, &redirect->roles, from, from + LIST_PART_SIZE);
}

static void choice_explain(const Rendering *all, const Output *output, Explanation *ret) {
    (void)all;
    explain_add_roles(ret, &((const Redirect *)output->subject)->roles, "has this other title");
}

const OutputKind choice_kind = {.name = "choice", .layout = "choice.html", .view = &choice_view,
                                .plan = choice_plan,
                                .reads = FACTS_REST, .fill = choice_fill,
                                .explain = choice_explain,
                                .group = OUTPUT_GROUP(redirects),
                                .fingerprint = fingerprint_fields};
