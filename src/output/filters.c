#include "output/filters.h"

enum {
    FILTER_COUNT = 3,
    OPTIONS_MAX = 100,       // of one filter; a page of a list of many is not to be a list of many
};

typedef struct OptionView {
    Str title, link, role_count;
    bool is_current;
} OptionView;

typedef struct FilterView {
    Str label, note, current, more_link;
    ViewList options;
    bool is_partial;
} FilterView;

static const ViewName option_names[] = {
    VIEW_ROW(OptionView, title, "TITLE", NAME_TEXT, "the branch, the level or the band of pay"),
    VIEW_ROW(OptionView, link, "LINK", NAME_LINK, "the page of its roles"),
    VIEW_ROW(OptionView, role_count, "ROLE_COUNT", NAME_TEXT, "\"12 roles\""),
    VIEW_ROW(OptionView, is_current, "IS_CURRENT", NAME_FLAG, "it is this page"),
};
static const ViewType option_view = VIEW_TYPE("option", OptionView, option_names);
static const ViewName filter_names[] = {
    VIEW_ROW(FilterView, label, "LABEL", NAME_TEXT, "what roles are chosen by"),
    VIEW_ROW(FilterView, note, "NOTE", NAME_TEXT, "of pay: \"per year\""),
    VIEW_ROW(FilterView, current, "CURRENT", NAME_TEXT, "what this page has chosen"),
    VIEW_ROW(FilterView, more_link, "MORE_LINK", NAME_LINK, "all choices, where they are too many"),
    VIEW_ROW(FilterView, is_partial, "IS_PARTIAL", NAME_FLAG, "there are roles that fit none"),
    VIEW_LIST(FilterView, options, "OPTIONS", option_view, "what to choose"),
};
const ViewType filter_view = VIEW_TYPE("filter", FilterView, filter_names);

bool filter_is_offered(const TermList *terms) {
    return terms->used_count > 1;
}

static FilterView filter_fill(const Job *job, const char *label, const TermList *terms,
                              const Term *current) {
    FilterView ret = {.label = string_text(job, label), .is_partial = terms->is_partial};
    OptionView *options = ARENA_NEW(job->scratch, OptionView, OPTIONS_MAX);
    size_t count = 0;
    for (size_t i = 0; i < terms->count && count < OPTIONS_MAX; i++) {
        const Term *term = &terms->items[i];
        if (!term->roles.count) continue;
        options[count++] = (OptionView){term->name, term->address,
                                        count_text(job, "role_count", term->roles.count),
                                        term == current};
        if (term == current) ret.current = term->name;
    }
    ret.options = (ViewList){options, count};
    return ret;
}

ViewList filter_views(const Job *job, const Term *current) {
    const Site *site = job->all->site;
    FilterView *views = ARENA_NEW(job->scratch, FilterView, FILTER_COUNT);
    size_t count = 0;
    if (filter_is_offered(&site->branches)) {
        FilterView *view = &views[count++];
        *view = filter_fill(job, "branch", &site->branches, current);
        if (site->branches.used_count > OPTIONS_MAX) view->more_link = STR("branches/");
    }
    if (filter_is_offered(&site->educations)) {
        views[count++] = filter_fill(job, "education", &site->educations, current);
    }
    if (filter_is_offered(&site->pay_bands)) {
        FilterView *view = &views[count++];
        *view = filter_fill(job, "typical_pay", &site->pay_bands, current);
        view->note = period_text(job, site->main_pay);
    }
    return (ViewList){views, count};
}
