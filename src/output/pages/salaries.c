// Salaries: all roles from the highest pay to the lowest, and the same for each region.
#include "output/explain.h"
#include "output/page.h"
#include "site/salaries.h"
#include "site/sourcing.h"

typedef struct RankView {
    Str rank, rank_value, title, link, branch, pay, pay_minor, pay_kind, as_of, as_of_iso, age;
    Str origin, origin_id, origin_url, compare_link;
    bool is_usual_kind, is_usual_date;
} RankView;

// Where figures of this page come from, as its rows refer to it.
typedef struct OriginView {
    Str mark, id, source, source_url;
} OriginView;

// Figures of one currency and period: only they can be compared.
typedef struct PayGroupView {
    Str id, currency, period, usual_kind, usual_as_of, usual_age;
    Str usual_origin, usual_origin_id;
    bool is_uniform;
    ViewList rows;
} PayGroupView;

typedef struct GroupLink { Str link, currency, period; } GroupLink;

typedef struct SalariesView {
    ViewList groups, group_links, regions, origins;
    Str region, as_of, as_of_iso, age;
    bool is_mixed;
} SalariesView;

static const ViewName rank_names[] = {
    VIEW_ROW(RankView, rank, "RANK", NAME_TEXT, "1 is the highest pay"),
    VIEW_ROW(RankView, rank_value, "RANK_VALUE", NAME_TEXT, "as a plain number, to sort by"),
    VIEW_ROW(RankView, title, "TITLE", NAME_TEXT, "the occupation's name"),
    VIEW_ROW(RankView, link, "LINK", NAME_LINK, "its page"),
    VIEW_ROW(RankView, branch, "BRANCH", NAME_TEXT, "its branch"),
    VIEW_ROW(RankView, pay, "PAY", NAME_TEXT, "the median, else the average"),
    VIEW_ROW(RankView, pay_minor, "PAY_MINOR", NAME_TEXT, "the same as a plain number, to sort by"),
    VIEW_ROW(RankView, pay_kind, "PAY_KIND", NAME_TEXT, "which of them PAY is"),
    VIEW_ROW(RankView, compare_link, "COMPARE_LINK", NAME_LINK,
             "the page that compares it with others"),
    VIEW_ROW(RankView, as_of, "AS_OF", NAME_TEXT, "when that was true"),
    VIEW_ROW(RankView, as_of_iso, "AS_OF_ISO", NAME_TEXT, "the same as YYYY-MM-DD"),
    VIEW_ROW(RankView, age, "AGE", NAME_TEXT, "\"2 years old\"; empty below one"),
    VIEW_ROW(RankView, is_usual_kind, "IS_USUAL_KIND", NAME_FLAG,
             "PAY_KIND is that of the table"),
    VIEW_ROW(RankView, is_usual_date, "IS_USUAL_DATE", NAME_FLAG, "so is AS_OF"),
    VIEW_ROW(RankView, origin, "ORIGIN", NAME_TEXT, "the MARK of its source among ORIGINS"),
    VIEW_ROW(RankView, origin_id, "ORIGIN_ID", NAME_TEXT, "and its id"),
    VIEW_ROW(RankView, origin_url, "ORIGIN_URL", NAME_URL,
             "where the figure is, as the role names it"),
};
static const ViewType rank_view = VIEW_TYPE("row", RankView, rank_names);
static const ViewName origin_names[] = {
    VIEW_ROW(OriginView, mark, "MARK", NAME_TEXT, "1, 2 …"),
    VIEW_ROW(OriginView, id, "ID", NAME_TEXT, "for the place that rows lead to"),
    VIEW_ROW(OriginView, source, "SOURCE", NAME_TEXT, "the source's name"),
    VIEW_ROW(OriginView, source_url, "SOURCE_URL", NAME_URL,
             "where it is, unless roles name several places"),
};
static const ViewType origin_view = VIEW_TYPE("origin", OriginView, origin_names);
static const ViewName group_link_names[] = {
    VIEW_ROW(GroupLink, link, "LINK", NAME_LINK, "where they are ranked"),
    VIEW_ROW(GroupLink, currency, "CURRENCY", NAME_TEXT, "ISO 4217 code"),
    VIEW_ROW(GroupLink, period, "PERIOD", NAME_TEXT, "\"per year\""),
};
static const ViewType group_link_view = VIEW_TYPE("group link", GroupLink, group_link_names);
static const ViewName pay_group_names[] = {
    VIEW_ROW(PayGroupView, id, "ID", NAME_TEXT, "for the table"),
    VIEW_ROW(PayGroupView, currency, "CURRENCY", NAME_TEXT, "ISO 4217 code"),
    VIEW_ROW(PayGroupView, period, "PERIOD", NAME_TEXT, "\"per year\""),
    VIEW_ROW(PayGroupView, usual_kind, "USUAL_KIND", NAME_TEXT,
             "\"Median\" or \"Average\": what most of its rows show"),
    VIEW_ROW(PayGroupView, usual_as_of, "USUAL_AS_OF", NAME_TEXT,
             "when most of them were true, where they are mixed"),
    VIEW_ROW(PayGroupView, usual_age, "USUAL_AGE", NAME_TEXT, "\"2 years old\"; empty below one"),
    VIEW_ROW(PayGroupView, usual_origin, "USUAL_ORIGIN", NAME_TEXT,
             "the MARK of the source of most of them"),
    VIEW_ROW(PayGroupView, usual_origin_id, "USUAL_ORIGIN_ID", NAME_TEXT, "and its id"),
    VIEW_ROW(PayGroupView, is_uniform, "IS_UNIFORM", NAME_FLAG, "all its rows are as most are"),
    VIEW_LIST(PayGroupView, rows, "ROWS", rank_view, "the roles, the highest pay first"),
};
static const ViewType pay_group_view = VIEW_TYPE("group", PayGroupView, pay_group_names);
static const ViewName salaries_names[] = {
    VIEW_ROW(SalariesView, region, "REGION", NAME_TEXT, "the page's region; empty for all"),
    VIEW_LIST(SalariesView, regions, "REGIONS", link_view,
              "the other rankings, where there are regions"),
    VIEW_LIST(SalariesView, groups, "GROUPS", pay_group_view, "figures by currency and period"),
    VIEW_LIST(SalariesView, group_links, "GROUP_LINKS", group_link_view,
              "where each of them begins, where there are several"),
    VIEW_ROW(SalariesView, is_mixed, "IS_MIXED", NAME_FLAG,
             "the figures are of several sources or days"),
    VIEW_ROW(SalariesView, as_of, "AS_OF", NAME_TEXT,
             "when all figures were true, where they are not mixed"),
    VIEW_ROW(SalariesView, as_of_iso, "AS_OF_ISO", NAME_TEXT, "the same as YYYY-MM-DD"),
    VIEW_ROW(SalariesView, age, "AGE", NAME_TEXT, "\"2 years old\"; empty below one"),
    VIEW_LIST(SalariesView, origins, "ORIGINS", origin_view,
              "the sources of this page's figures, where they are mixed"),
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

// The sources of a page, in the order of its rows.
typedef struct Origins {
    OriginView *items;
    size_t count;
    Table by_key;            // → index into items
} Origins;

// The place of a salary's source among the page's; TABLE_NONE where it names none.
static size_t add_origin(const Job *job, const RankedSalary *ranked, Origins *origins) {
    const Source *source = role_source(ranked->role, text_str(ranked->salary->source));
    if (!source || !source->name.len) return TABLE_NONE;
    Str key = source_key(source, job->scratch);
    size_t index = table_add(&origins->by_key, key, origins->count);
    if (index != TABLE_NONE) {
        // Each role may name its own page of a source: none of them stands for all.
        OriginView *known = &origins->items[index];
        known->source = source_common_name(known->source, text_str(source->name));
        if (!str_equal(known->source_url, text_str(source->url))) known->source_url = (Str){0};
        return index;
    }
    int64_t number = (int64_t)origins->count + 1;
    origins->items[origins->count] = (OriginView){
        .mark = whole_number_text(job, number),
        .id = arena_join(job->scratch, STR("part--origin-"), number_text(job, number)),
        .source = text_str(source->name), .source_url = text_str(source->url),
    };
    return origins->count++;
}

static RankView rank_fill(const Job *job, const RankedSalary *ranked, Origins *origins) {
    const Site *site = job->all->site;
    const Salary *salary = ranked->salary;
    const Amount *pay = salary_headline(salary);
    RankView view = {
        .rank = whole_number_text(job, (int64_t)ranked->rank),
        .rank_value = number_text(job, (int64_t)ranked->rank),
        .title = text_str(ranked->role->entry.title),
        .link = ranked->role->entry.address,
        .branch = site->branches.items[ranked->role->branch_index].name,
        .pay = amount_text(job, salary, pay),
        .pay_minor = number_text(job, pay->minor),
        .pay_kind = headline_kind(job, salary),
        .compare_link = compare_link(job, &ranked->role, 1),
        .as_of = date_text(job, salary->as_of),
        .as_of_iso = date_iso(job, salary->as_of),
        .age = age_text(job, salary->as_of),
    };
    size_t origin = origins ? add_origin(job, ranked, origins) : TABLE_NONE;
    if (origin == TABLE_NONE) return view;
    view.origin = origins->items[origin].mark;
    view.origin_id = origins->items[origin].id;
    view.origin_url = text_str(role_source(ranked->role, text_str(salary->source))->url);
    return view;
}

static Str group_id(const Job *job, size_t group) {
    return arena_join(job->scratch, STR("part--pay-"), number_text(job, (int64_t)group + 1));
}

// The group that a row stands in.
static size_t group_at(const Ranking *ranking, size_t row) {
    size_t ret = 0;
    while (ret + 1 < ranking->group_count && ranking->groups[ret + 1] <= row) ret++;
    return ret;
}

// The text that most rows of a group have at one place of theirs, the first of equals.
static Str usual_text(const ViewList *rows, size_t offset) {
    const RankView *all = rows->items;
    Str ret = {0};
    size_t most = 0;
    for (size_t i = 0; i < rows->count; i++) {
        const Str *text = (const Str *)(const void *)((const char *)&all[i] + offset);
        size_t count = 0;
        for (size_t j = i; j < rows->count; j++) {
            count += str_equal(*text, *(const Str *)(const void *)((const char *)&all[j] + offset));
        }
        if (count > most) {
            most = count;
            ret = *text;
        }
    }
    return ret;
}

// Notes what most rows of a group share, which the table says once, and which rows differ.
static void fill_usual(bool is_mixed, PayGroupView *group, RankView *rows) {
    group->usual_kind = usual_text(&group->rows, offsetof(RankView, pay_kind));
    if (is_mixed) {
        group->usual_as_of = usual_text(&group->rows, offsetof(RankView, as_of));
        group->usual_origin = usual_text(&group->rows, offsetof(RankView, origin));
        group->usual_origin_id = usual_text(&group->rows, offsetof(RankView, origin_id));
    }
    group->is_uniform = true;
    for (size_t i = 0; i < group->rows.count; i++) {
        RankView *row = &rows[i];
        row->is_usual_kind = str_equal(row->pay_kind, group->usual_kind);
        row->is_usual_date = !is_mixed || str_equal(row->as_of, group->usual_as_of);
        if (is_mixed && row->is_usual_date) group->usual_age = row->age;
        bool has_usual_origin = str_equal(row->origin, group->usual_origin);
        if (!row->is_usual_kind || !row->is_usual_date || !has_usual_origin) {
            group->is_uniform = false;
        }
    }
}

static ViewList group_views(const Job *job, const Ranking *ranking, size_t from, size_t to,
                            Origins *origins) {
    PayGroupView *groups = ARENA_NEW(job->scratch, PayGroupView, to - from + 1);
    RankView *rows = ARENA_NEW(job->scratch, RankView, to - from + 1);
    size_t count = 0;
    size_t group = group_at(ranking, from);
    for (size_t i = from; i < to; i++) {
        const Salary *salary = ranking->items[i].salary;
        bool has_next = group + 1 < ranking->group_count && ranking->groups[group + 1] == i;
        if (has_next) group++;
        if (i == from || has_next) {
            groups[count++] = (PayGroupView){.id = group_id(job, group),
                                             .currency = text_str(salary->currency),
                                             .period = period_text(job, salary),
                                             .rows = {&rows[i - from], 0}};
        }
        rows[i - from] = rank_fill(job, &ranking->items[i], origins);
        groups[count - 1].rows.count++;
    }
    for (size_t i = 0, row = 0; i < count; row += groups[i++].rows.count) {
        fill_usual(ranking->is_mixed, &groups[i], &rows[row]);
    }
    return (ViewList){groups, count};
}

static ViewList group_links(const Job *job, const Ranking *ranking) {
    GroupLink *links = ARENA_NEW(job->scratch, GroupLink, ranking->group_count + 1);
    for (size_t i = 0; i < ranking->group_count; i++) {
        const Salary *salary = ranking->items[ranking->groups[i]].salary;
        Str page = list_part_address(job->scratch, ranking->address,
                                     ranking->groups[i] / LIST_PART_SIZE);
        links[i] = (GroupLink){
            .link = arena_join_three(job->scratch, page, STR("#"), group_id(job, i)),
            .currency = text_str(salary->currency), .period = period_text(job, salary),
        };
    }
    return (ViewList){links, ranking->group_count > 1 ? ranking->group_count : 0};
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

static void fill_common_date(const Job *job, const Ranking *ranking, SalariesView *ret) {
    Date as_of = ranking->items[0].salary->as_of;
    ret->as_of = date_text(job, as_of);
    ret->as_of_iso = date_iso(job, as_of);
    ret->age = age_text(job, as_of);
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
    Origins origins = {.items = ARENA_NEW(job->scratch, OriginView, LIST_PART_SIZE)};
    ViewList groups = group_views(job, ranking, from, to, ranking->is_mixed ? &origins : NULL);
    *(SalariesView *)view = (SalariesView){
        .groups = groups,
        .group_links = group_links(job, ranking),
        .origins = {origins.items, origins.count},
        .is_mixed = ranking->is_mixed,
        .regions = region_views(job),
        .region = ranking->name,
    };
    if (!ranking->is_mixed) fill_common_date(job, ranking, view);
    table_free(&origins.by_key);
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
                                  .explain = salaries_explain, .settings = "regions sources",
                                  .group = OUTPUT_GROUP(salaries),
                                  .fingerprint = fingerprint_ranking};
