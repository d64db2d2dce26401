// Salaries: all roles from the highest pay to the lowest, and the same for each region.
#include "output/explain.h"
#include "output/page.h"
#include "site/salaries.h"

typedef struct RankView {
    Str rank, title, link, branch, pay, pay_minor, pay_kind;
} RankView;

// Figures of one currency and period: only they can be compared.
typedef struct PayGroupView {
    Str currency, period;
    ViewList rows;
} PayGroupView;

typedef struct SalariesView {
    ViewList groups, regions;
    Str region;
} SalariesView;

static const ViewName rank_names[] = {
    VIEW_ROW(RankView, rank, "RANK", NAME_TEXT, "1 is the highest pay"),
    VIEW_ROW(RankView, title, "TITLE", NAME_TEXT, "the occupation's name"),
    VIEW_ROW(RankView, link, "LINK", NAME_LINK, "its page"),
    VIEW_ROW(RankView, branch, "BRANCH", NAME_TEXT, "its branch"),
    VIEW_ROW(RankView, pay, "PAY", NAME_TEXT, "the average, else the median"),
    VIEW_ROW(RankView, pay_minor, "PAY_MINOR", NAME_TEXT, "the same as a plain number, to sort by"),
    VIEW_ROW(RankView, pay_kind, "PAY_KIND", NAME_TEXT, "which of them PAY is"),
};
static const ViewType rank_view = VIEW_TYPE("row", RankView, rank_names);
static const ViewName pay_group_names[] = {
    VIEW_ROW(PayGroupView, currency, "CURRENCY", NAME_TEXT, "ISO 4217 code"),
    VIEW_ROW(PayGroupView, period, "PERIOD", NAME_TEXT, "\"per year\""),
    VIEW_LIST(PayGroupView, rows, "ROWS", rank_view, "the roles, the highest pay first"),
};
static const ViewType pay_group_view = VIEW_TYPE("group", PayGroupView, pay_group_names);
static const ViewName salaries_names[] = {
    VIEW_ROW(SalariesView, region, "REGION", NAME_TEXT, "the page's region; empty for all"),
    VIEW_LIST(SalariesView, regions, "REGIONS", link_view,
              "the other rankings, where there are regions"),
    VIEW_LIST(SalariesView, groups, "GROUPS", pay_group_view, "figures by currency and period"),
};
static const ViewType salaries_view = VIEW_TYPE("salaries", SalariesView, salaries_names);

static void salaries_plan(const Planning *planning) {
    const Site *site = planning->site;
    for (size_t i = 0; i < site->ranking_count; i++) {
        const Ranking *ranking = &site->rankings[i];
        Place place = ranking->region.len ? ranking->place : config_place();
        if (ranking->count) {
            plan_add_list(planning, ranking->address, ranking, ranking->count, place);
        }
    }
}

static Str plain_number(const Job *job, int64_t number) {
    Buf text = {0};
    buf_add_int(&text, number);
    return scratch_take(job, &text);
}

static RankView rank_fill(const Job *job, const RankedSalary *ranked) {
    const Site *site = job->all->site;
    const Salary *salary = ranked->salary;
    const Amount *pay = salary_headline(salary);
    return (RankView){
        .rank = plain_number(job, (int64_t)ranked->rank),
        .title = ranked->role->entry.title.str,
        .link = ranked->role->entry.address,
        .branch = site->branches.items[ranked->role->branch_index].name,
        .pay = amount_text(job, salary, pay),
        .pay_minor = plain_number(job, pay->minor),
        .pay_kind = string_text(job, pay == &salary->average ? "average" : "median"),
    };
}

static ViewList group_views(const Job *job, const Ranking *ranking, size_t from, size_t to) {
    PayGroupView *groups = ARENA_NEW(job->scratch, PayGroupView, to - from + 1);
    RankView *rows = ARENA_NEW(job->scratch, RankView, to - from + 1);
    size_t count = 0;
    for (size_t i = from; i < to; i++) {
        const Salary *salary = ranking->items[i].salary;
        if (i == from || !salary_is_like(salary, ranking->items[i - 1].salary)) {
            groups[count++] = (PayGroupView){.currency = salary->currency.str,
                                             .period = period_text(job, salary),
                                             .rows = {&rows[i - from], 0}};
        }
        rows[i - from] = rank_fill(job, &ranking->items[i]);
        groups[count - 1].rows.count++;
    }
    return (ViewList){groups, count};
}

static void add_region(const Job *job, const Ranking *ranking, LinkView *links, size_t *count) {
    if (!ranking->count) return;
    links[(*count)++] = (LinkView){
        .title = ranking->region.len ? ranking->name : string_text(job, "all_regions"),
        .link = ranking->address,
        .is_current = ranking == job->output->subject,
    };
}

// The first page of the ranking of all leads to each region; the others lead there, and to the
// regions around their own: with very many regions each page would be a list of all others.
static ViewList region_views(const Job *job) {
    enum { NEAR_REGIONS = 100 };   // on either side
    const Site *site = job->all->site;
    size_t at = (size_t)((const Ranking *)job->output->subject - site->rankings);
    bool has_all = at == 0 && job->output->part == 0;
    size_t from = has_all || at <= NEAR_REGIONS ? 1 : at - NEAR_REGIONS;
    size_t to = has_all ? site->ranking_count : at + NEAR_REGIONS + 1;
    if (to > site->ranking_count) to = site->ranking_count;
    if (site->ranking_count == 1) return (ViewList){0};
    LinkView *links = ARENA_NEW(job->scratch, LinkView, to - from + 1);
    size_t count = 0;
    add_region(job, &site->rankings[0], links, &count);
    for (size_t i = from; i < to; i++) add_region(job, &site->rankings[i], links, &count);
    return (ViewList){links, count};
}

static void salaries_fill(const Job *job, PageView *page, void *view) {
    const Ranking *ranking = job->output->subject;
    size_t from = job->output->part * LIST_PART_SIZE;
    size_t to = from + LIST_PART_SIZE < ranking->count ? from + LIST_PART_SIZE : ranking->count;
    LinkView parent = {.title = string_text(job, "salaries"), .link = STR("salaries/")};
    Placeholder region = {"region", ranking->name};
    page->title = string_text(job, ranking->region.len ? "salaries_in_region" : "salaries");
    if (ranking->region.len) page->title = fill_in(job, page->title, &region, 1);
    page_set_breadcrumbs(job, page, &parent, ranking->region.len ? 1 : 0);
    page_set_parts(job, page, ranking->address, ranking->count);
    *(SalariesView *)view = (SalariesView){
        .groups = group_views(job, ranking, from, to),
        .regions = region_views(job),
        .region = ranking->name,
    };
}

static void salaries_explain(const Rendering *all, const Output *output, Explanation *ret) {
    const Ranking *ranking = output->subject;
    bool has_region = ranking->region.len > 0;
    if (!has_region) explain_add_all(ret, all->site, USES_ROLES, "ranked by pay");
    for (size_t i = 0; has_region && i < ranking->count; i++) {
        explain_add_entry(ret, &ranking->items[i].role->entry, "has a salary of this region");
    }
}

const OutputKind salaries_kind = {.name = "salaries", .layout = "salaries.html",
                                  .view = &salaries_view,
                                  .plan = salaries_plan, .reads = FACTS_PAY, .fill = salaries_fill,
                                  .explain = salaries_explain, .settings = "regions",
                                  .group = OUTPUT_GROUP(salaries)};
