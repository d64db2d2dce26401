// A role's page: the body's sections in their order, with the generated blocks among them.
#include "output/structured_data.h"
#include "output/views.h"

typedef struct StepView {
    Str level, experience, pay;
    bool is_modelled;
} StepView;

typedef struct FigureView { Str label, pay; } FigureView;

typedef struct SalaryView {
    Str region, currency, period, average, median, monthly, hourly;
    Str source, source_url, as_of, as_of_iso;
    ViewList steps, percentiles;
    bool is_primary, is_modelled, is_stale;
} SalaryView;

typedef struct SectionView {
    Str id, heading, body;
    ViewList subsections;
    bool is_duties, is_qualification, is_requirements, is_salary, is_advance, is_environment,
        is_verification;
} SectionView;

typedef struct SkillView { Str name, level, importance; } SkillView;
typedef struct CodeView { Str system, code; } CodeView;
typedef struct SourceView { Str name, url, retrieved; } SourceView;

typedef struct RoleView {
    Str plural, summary, branch, branch_link, education, experience, lead;
    Str pay, pay_label, growth, openings, updated, updated_iso, reading_time;
    Str call_title, call_text, call_label, call_url;
    Str verified_date, verified_date_iso, verified_by, verified_method;
    Str previous_title, previous_link, next_title, next_link;
    ViewList alternative_titles, skills, technologies, codes, salaries, sections, contents;
    ViewList path_from, path_to, related, articles, sources;
    bool is_among_others;
} RoleView;

static const ViewName step_names[] = {
    VIEW_ROW(StepView, level, "LEVEL", NAME_TEXT, "the step's name"),
    VIEW_ROW(StepView, experience, "EXPERIENCE", NAME_TEXT, "the years that go with it"),
    VIEW_ROW(StepView, pay, "PAY", NAME_TEXT, "the pay"),
    VIEW_ROW(StepView, is_modelled, "IS_MODELLED", NAME_FLAG, "derived from the average, not observed"),
};
static const ViewType step_view = VIEW_TYPE("step", StepView, step_names);

static const ViewName figure_names[] = {
    VIEW_ROW(FigureView, label, "LABEL", NAME_TEXT, "what the figure is"),
    VIEW_ROW(FigureView, pay, "PAY", NAME_TEXT, "the pay"),
};
static const ViewType figure_view = VIEW_TYPE("figure", FigureView, figure_names);

static const ViewName salary_names[] = {
    VIEW_ROW(SalaryView, region, "REGION", NAME_TEXT, "where it is paid"),
    VIEW_ROW(SalaryView, currency, "CURRENCY", NAME_TEXT, "ISO 4217 code"),
    VIEW_ROW(SalaryView, period, "PERIOD", NAME_TEXT, "\"per year\""),
    VIEW_ROW(SalaryView, average, "AVERAGE", NAME_TEXT, "the mean pay"),
    VIEW_ROW(SalaryView, median, "MEDIAN", NAME_TEXT, "half earn less, half earn more"),
    VIEW_ROW(SalaryView, monthly, "MONTHLY", NAME_TEXT, "a twelfth of the year's figure"),
    VIEW_ROW(SalaryView, hourly, "HOURLY", NAME_TEXT, "the year's figure by hours_per_year"),
    VIEW_ROW(SalaryView, source, "SOURCE", NAME_TEXT, "who published the figures"),
    VIEW_ROW(SalaryView, source_url, "SOURCE_URL", NAME_URL, "where"),
    VIEW_ROW(SalaryView, as_of, "AS_OF", NAME_TEXT, "when they were true"),
    VIEW_ROW(SalaryView, as_of_iso, "AS_OF_ISO", NAME_TEXT, "the same as YYYY-MM"),
    VIEW_LIST(SalaryView, steps, "STEPS", step_view, "pay by experience, highest first as given"),
    VIEW_LIST(SalaryView, percentiles, "PERCENTILES", figure_view, "median and percentiles, in order"),
    VIEW_ROW(SalaryView, is_primary, "IS_PRIMARY", NAME_FLAG, "the one that lists show"),
    VIEW_ROW(SalaryView, is_modelled, "IS_MODELLED", NAME_FLAG, "its steps are derived from the average"),
    VIEW_ROW(SalaryView, is_stale, "IS_STALE", NAME_FLAG, "older than site.yaml's salary.stale_after"),
};
static const ViewType salary_view = VIEW_TYPE("salary", SalaryView, salary_names);

static const ViewType section_view;
static const ViewName section_view_names[] = {
    VIEW_ROW(SectionView, id, "ID", NAME_TEXT, "the heading's id"),
    VIEW_ROW(SectionView, heading, "HEADING", NAME_HTML, "the heading"),
    VIEW_ROW(SectionView, body, "BODY", NAME_HTML, "the text up to the next heading"),
    VIEW_LIST(SectionView, subsections, "SUBSECTIONS", section_view, "third-level sections"),
    VIEW_ROW(SectionView, is_duties, "IS_DUTIES", NAME_FLAG, "it lists duties"),
    VIEW_ROW(SectionView, is_qualification, "IS_QUALIFICATION", NAME_FLAG, "it lists qualifications"),
    VIEW_ROW(SectionView, is_requirements, "IS_REQUIREMENTS", NAME_FLAG, "it lists requirements"),
    VIEW_ROW(SectionView, is_salary, "IS_SALARY", NAME_FLAG, "the salary guide stands here"),
    VIEW_ROW(SectionView, is_advance, "IS_ADVANCE", NAME_FLAG, "it says how to advance"),
    VIEW_ROW(SectionView, is_environment, "IS_ENVIRONMENT", NAME_FLAG, "it describes the surroundings"),
    VIEW_ROW(SectionView, is_verification, "IS_VERIFICATION", NAME_FLAG, "it says how the profile was checked"),
};
static const ViewType section_view = VIEW_TYPE("section", SectionView, section_view_names);

static const ViewName skill_names[] = {
    VIEW_ROW(SkillView, name, "NAME", NAME_TEXT, "the skill"),
    VIEW_ROW(SkillView, level, "LEVEL", NAME_TEXT, "how well it is needed"),
    VIEW_ROW(SkillView, importance, "IMPORTANCE", NAME_TEXT, "how much it matters"),
};
static const ViewType skill_view = VIEW_TYPE("skill", SkillView, skill_names);

static const ViewName code_names[] = {
    VIEW_ROW(CodeView, system, "SYSTEM", NAME_TEXT, "the classification"),
    VIEW_ROW(CodeView, code, "CODE", NAME_TEXT, "the code"),
};
static const ViewType code_view = VIEW_TYPE("code", CodeView, code_names);

static const ViewName source_names[] = {
    VIEW_ROW(SourceView, name, "NAME", NAME_TEXT, "what it is called"),
    VIEW_ROW(SourceView, url, "URL", NAME_URL, "where it is published"),
    VIEW_ROW(SourceView, retrieved, "RETRIEVED", NAME_TEXT, "when it was read"),
};
static const ViewType source_view = VIEW_TYPE("source", SourceView, source_names);

static const ViewName role_names[] = {
    VIEW_ROW(RoleView, plural, "PLURAL", NAME_TEXT, "the title for several people"),
    VIEW_ROW(RoleView, summary, "SUMMARY", NAME_TEXT, "one or two sentences"),
    VIEW_ROW(RoleView, branch, "BRANCH", NAME_TEXT, "its branch"),
    VIEW_ROW(RoleView, branch_link, "BRANCH_LINK", NAME_LINK, "the branch's page"),
    VIEW_ROW(RoleView, education, "EDUCATION", NAME_TEXT, "the usual degree"),
    VIEW_ROW(RoleView, experience, "EXPERIENCE", NAME_TEXT, "the usual experience"),
    VIEW_ROW(RoleView, lead, "LEAD", NAME_HTML, "the text before the first heading"),
    VIEW_ROW(RoleView, pay, "PAY", NAME_TEXT, "average or median pay"),
    VIEW_ROW(RoleView, pay_label, "PAY_LABEL", NAME_TEXT, "per what"),
    VIEW_ROW(RoleView, growth, "GROWTH", NAME_TEXT, "change of employment"),
    VIEW_ROW(RoleView, openings, "OPENINGS", NAME_TEXT, "openings a year"),
    VIEW_ROW(RoleView, updated, "UPDATED", NAME_TEXT, "the day of the last change"),
    VIEW_ROW(RoleView, updated_iso, "UPDATED_ISO", NAME_TEXT, "the same as YYYY-MM-DD"),
    VIEW_ROW(RoleView, reading_time, "READING_TIME", NAME_TEXT, "in minutes"),
    VIEW_ROW(RoleView, call_title, "CALL_TITLE", NAME_TEXT, "the call to action's heading"),
    VIEW_ROW(RoleView, call_text, "CALL_TEXT", NAME_TEXT, "its sentences"),
    VIEW_ROW(RoleView, call_label, "CALL_LABEL", NAME_TEXT, "what its link says"),
    VIEW_ROW(RoleView, call_url, "CALL_URL", NAME_URL, "where it leads"),
    VIEW_ROW(RoleView, verified_date, "VERIFIED_DATE", NAME_TEXT, "when the profile was checked"),
    VIEW_ROW(RoleView, verified_date_iso, "VERIFIED_DATE_ISO", NAME_TEXT, "the same as YYYY-MM-DD"),
    VIEW_ROW(RoleView, verified_by, "VERIFIED_BY", NAME_TEXT, "by whom"),
    VIEW_ROW(RoleView, verified_method, "VERIFIED_METHOD", NAME_TEXT, "how, in words"),
    VIEW_ROW(RoleView, previous_title, "PREVIOUS_TITLE", NAME_TEXT, "the role before it in the branch"),
    VIEW_ROW(RoleView, previous_link, "PREVIOUS_LINK", NAME_LINK, "its page"),
    VIEW_ROW(RoleView, next_title, "NEXT_TITLE", NAME_TEXT, "the role after it in the branch"),
    VIEW_ROW(RoleView, next_link, "NEXT_LINK", NAME_LINK, "its page"),
    VIEW_ROW(RoleView, is_among_others, "IS_AMONG_OTHERS", NAME_FLAG, "its branch has further roles"),
    VIEW_LIST(RoleView, alternative_titles, "ALTERNATIVE_TITLES", text_view, "other names"),
    VIEW_LIST(RoleView, skills, "SKILLS", skill_view, "what one must be good at"),
    VIEW_LIST(RoleView, technologies, "TECHNOLOGIES", text_view, "tools and products"),
    VIEW_LIST(RoleView, codes, "CODES", code_view, "codes of classifications"),
    VIEW_LIST(RoleView, salaries, "SALARIES", salary_view, "pay, one per region, the primary first"),
    VIEW_LIST(RoleView, sections, "SECTIONS", section_view, "the body and the generated blocks"),
    VIEW_LIST(RoleView, contents, "CONTENTS", heading_view, "the sections' headings"),
    VIEW_LIST(RoleView, path_from, "PATH_FROM", role_card_view, "roles that lead here"),
    VIEW_LIST(RoleView, path_to, "PATH_TO", role_card_view, "roles that this leads to"),
    VIEW_LIST(RoleView, related, "RELATED", role_card_view, "similar roles"),
    VIEW_LIST(RoleView, articles, "ARTICLES", article_card_view, "articles that name the role, else the newest"),
    VIEW_LIST(RoleView, sources, "SOURCES", source_view, "where figures come from"),
};
static const ViewType role_view = VIEW_TYPE("role", RoleView, role_names);

enum { ROLE_ARTICLES = 3, MONTHS_PER_YEAR = 12 };

static void role_plan(const Site *site, const char *theme_root, const OutputKind *kind, Plan *plan, Diags *diags) {
    (void)theme_root, (void)diags;
    for (size_t i = 0; i < site->roles.count; i++) {
        const Entry *entry = &site->roles.items[i]->entry;
        plan_add_page(plan, kind, entry->address, site->roles.items[i], 0,
                      (Place){entry->path, entry->slug.offset});
    }
}

static Str string(const Job *job, const char *key) {
    return strings_get(job->all->strings, key);
}

// The divided amount, halves away from zero.
static Str share_text(const Job *job, const Salary *salary, int64_t divisor) {
    const Amount *base = salary_headline(salary);
    bool is_yearly = !salary->period.str.len || str_equal(salary->period.str, STR("year"));
    if (base->state != AMOUNT_KNOWN || !is_yearly || divisor <= 0) return (Str){0};
    Amount share = {AMOUNT_KNOWN, (base->minor * 2 + divisor) / (divisor * 2), 0};
    return amount_text(job, salary, &share);
}

static ViewList step_views(const Job *job, const Salary *salary) {
    const SalaryStep *steps = salary->steps.items;
    StepView *views = ARENA_NEW(job->scratch, StepView, salary->steps.count + 1);
    for (size_t i = 0; i < salary->steps.count; i++) {
        views[i] = (StepView){steps[i].level.str, steps[i].experience.str,
                              amount_text(job, salary, &steps[i].amount), steps[i].is_modelled};
    }
    return (ViewList){views, salary->steps.count};
}

static ViewList percentile_views(const Job *job, const Salary *salary) {
    const Percentiles *at = &salary->percentiles;
    const struct { const char *key; const Amount *amount; } rows[] = {
        {"percentile_10", &at->p10}, {"percentile_25", &at->p25}, {"percentile_50", &salary->median},
        {"percentile_75", &at->p75}, {"percentile_90", &at->p90},
    };
    FigureView *views = ARENA_NEW(job->scratch, FigureView, sizeof rows / sizeof rows[0]);
    size_t count = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].amount->state == AMOUNT_NONE) continue;
        views[count++] = (FigureView){string(job, rows[i].key), amount_text(job, salary, rows[i].amount)};
    }
    return (ViewList){views, count};
}

// Whether a figure is older than the site allows. A figure of a year counts from its last month.
static bool is_stale(const Job *job, Date as_of) {
    const Site *site = job->all->site;
    int64_t limit = site->config.salary.stale_months;
    if (!limit || !as_of.year) return false;
    int64_t age = (site->now.year - as_of.year) * MONTHS_PER_YEAR + site->now.month -
                  (as_of.month ? as_of.month : MONTHS_PER_YEAR);
    return age > limit;
}

static SalaryView salary_fill(const Job *job, const Role *role, const Salary *salary) {
    const SalaryConfig *config = &job->all->site->config.salary;
    SalaryView view = {
        .region = region_text(job, salary),
        .currency = salary->currency.str,
        .period = period_text(job, salary),
        .average = amount_text(job, salary, &salary->average),
        .median = amount_text(job, salary, &salary->median),
        .monthly = share_text(job, salary, MONTHS_PER_YEAR),
        .hourly = share_text(job, salary, config->hours_per_year),
        .as_of = date_text(job, salary->as_of),
        .as_of_iso = date_iso(job, salary->as_of),
        .steps = step_views(job, salary),
        .percentiles = percentile_views(job, salary),
        .is_primary = salary == role->primary,
        .is_stale = is_stale(job, salary->as_of),
    };
    view.is_modelled = salary->steps.count && ((SalaryStep *)salary->steps.items)[0].is_modelled;
    const Source *sources = role->sources.items;
    for (size_t i = 0; i < role->sources.count; i++) {
        if (!salary->source.str.len || !str_equal(sources[i].id.str, salary->source.str)) continue;
        view.source = sources[i].name.str;
        view.source_url = sources[i].url.str;
    }
    return view;
}

static ViewList salary_views(const Job *job, const Role *role) {
    const Salary *salaries = role->salaries.items;
    SalaryView *views = ARENA_NEW(job->scratch, SalaryView, role->salaries.count + 1);
    size_t count = 0;
    if (role->primary) views[count++] = salary_fill(job, role, role->primary);
    for (size_t i = 0; i < role->salaries.count; i++) {
        if (&salaries[i] != role->primary) views[count++] = salary_fill(job, role, &salaries[i]);
    }
    return (ViewList){views, count};
}

static void set_kind(SectionView *view, SectionKind kind) {
    view->is_duties = kind == SECTION_DUTIES;
    view->is_qualification = kind == SECTION_QUALIFICATION;
    view->is_requirements = kind == SECTION_REQUIREMENTS;
    view->is_salary = kind == SECTION_SALARY;
    view->is_advance = kind == SECTION_ADVANCE;
    view->is_environment = kind == SECTION_ENVIRONMENT;
    view->is_verification = kind == SECTION_VERIFICATION;
}

typedef struct Sections {
    SectionView *views;
    size_t count;
    HeadingView *contents;
} Sections;

static void add_salary_section(const Job *job, Sections *sections) {
    SectionView *view = &sections->views[sections->count];
    *view = (SectionView){.id = STR("part--salary-guide"), .is_salary = true};
    Buf heading = {0};
    buf_add_html(&heading, string(job, "salary_guide"));
    view->heading = scratch_take(job, &heading);
    sections->contents[sections->count++] =
        (HeadingView){.id = view->id, .text = string(job, "salary_guide")};
}

// Second-level headings become sections, third-level ones subsections; deeper ones stay in the
// text. The salary guide stands where the body has it, else before "advance", else last.
static void fill_sections(const Job *job, const Role *role, RoleView *ret) {
    const Entry *entry = &role->entry;
    const MarkdownDocument *body = &entry->body;
    size_t heading_count = body->heading_count;
    Sections sections = {.views = ARENA_NEW(job->scratch, SectionView, heading_count + 2),
                         .contents = ARENA_NEW(job->scratch, HeadingView, heading_count + 2)};
    SectionView *subsections = ARENA_NEW(job->scratch, SectionView, heading_count + 1);
    HeadingView *children = ARENA_NEW(job->scratch, HeadingView, heading_count + 1);
    size_t child_count = 0;
    bool wants_salary = role->salaries.count > 0;
    for (size_t i = 0; i < heading_count; i++) {
        wants_salary &= entry->section_kinds[i] != SECTION_SALARY;
    }
    ret->lead = body_html(job, entry, 0, heading_count ? body->headings[0].html_start : body->html.len);
    for (size_t i = 0; i < heading_count; i++) {
        const MarkdownHeading *heading = &body->headings[i];
        if (heading->level > 3) continue;
        size_t next = i + 1;
        while (next < heading_count && body->headings[next].level > 3) next++;
        size_t end = next < heading_count ? body->headings[next].html_start : body->html.len;
        bool is_sub = heading->level == 3 && sections.count > 0;
        if (!is_sub && wants_salary && entry->section_kinds[i] == SECTION_ADVANCE) {
            add_salary_section(job, &sections);
            wants_salary = false;
        }
        SectionView *view = is_sub ? &subsections[child_count] : &sections.views[sections.count];
        *view = (SectionView){.id = heading->id, .heading = heading->inner_html,
                              .body = body_html(job, entry, heading->html_end, end)};
        set_kind(view, entry->section_kinds[i]);
        HeadingView content = {.id = heading->id, .text = heading->text};
        if (is_sub) {
            children[child_count++] = content;
            sections.views[sections.count - 1].subsections.count++;
            sections.contents[sections.count - 1].children.count++;
        } else {
            view->subsections.items = &subsections[child_count];
            content.children.items = &children[child_count];
            sections.contents[sections.count++] = content;
        }
    }
    if (wants_salary) add_salary_section(job, &sections);
    ret->sections = (ViewList){sections.views, sections.count};
    ret->contents = (ViewList){sections.contents, sections.count};
}

static ViewList skill_views(const Job *job, const Role *role) {
    const Skill *skills = role->skills.items;
    SkillView *views = ARENA_NEW(job->scratch, SkillView, role->skills.count + 1);
    for (size_t i = 0; i < role->skills.count; i++) {
        views[i] = (SkillView){skills[i].name.str, skills[i].level.str, skills[i].importance.str};
    }
    return (ViewList){views, role->skills.count};
}

static ViewList code_views(const Job *job, const Codes *codes) {
    const CodeView rows[] = {{STR("SOC"), codes->soc.str}, {STR("O*NET-SOC"), codes->onet.str},
                             {STR("ISCO-08"), codes->isco.str}};
    CodeView *views = ARENA_NEW(job->scratch, CodeView, 3);
    size_t count = 0;
    for (size_t i = 0; i < 3; i++) {
        if (rows[i].code.len) views[count++] = rows[i];
    }
    return (ViewList){views, count};
}

static ViewList source_views(const Job *job, const Role *role) {
    const Source *sources = role->sources.items;
    SourceView *views = ARENA_NEW(job->scratch, SourceView, role->sources.count + 1);
    for (size_t i = 0; i < role->sources.count; i++) {
        views[i] = (SourceView){sources[i].name.str, sources[i].url.str,
                                date_text(job, sources[i].retrieved)};
    }
    return (ViewList){views, role->sources.count};
}

static Str fill_in(const Job *job, Str pattern, const Placeholder *values, size_t count) {
    Buf text = {0};
    strings_write(pattern, values, count, &text);
    return scratch_take(job, &text);
}

static void fill_call(const Job *job, const Role *role, RoleView *ret) {
    const CallToAction *call = &job->all->site->config.call_to_action;
    Placeholder values[] = {{"title", role->entry.title.str}, {"plural", ret->plural}};
    ret->call_title = fill_in(job, call->title.str, values, 2);
    ret->call_text = fill_in(job, call->text.str, values, 2);
    ret->call_label = fill_in(job, call->label.str, values, 2);
    ret->call_url = call->url.str;
}

static void fill_outlook(const Job *job, const Outlook *outlook, RoleView *ret) {
    const Locale *locale = job->all->site->locale;
    Buf text = {0};
    if (outlook->growth.is_given) {
        number_write(locale_percent(locale), outlook->growth.hundredths, &text);
        ret->growth = scratch_take(job, &text);
    }
    if (outlook->openings) {
        number_write(locale_integer(locale), outlook->openings, &text);
        ret->openings = scratch_take(job, &text);
    }
}

static void fill_verified(const Job *job, const Verified *verified, RoleView *ret) {
    static const char *const keys[][2] = {{"reviewed", "verified_reviewed"},
                                          {"ai-assisted", "verified_ai_assisted"},
                                          {"imported", "verified_imported"}};
    ret->verified_date = date_text(job, verified->date);
    ret->verified_date_iso = date_iso(job, verified->date);
    ret->verified_by = verified->by.str;
    for (size_t i = 0; i < 3; i++) {
        if (str_equal(verified->method.str, str_from(keys[i][0]))) ret->verified_method = string(job, keys[i][1]);
    }
}

static void role_fill(const Job *job, PageView *page, void *view) {
    const Site *site = job->all->site;
    const Role *role = job->output->subject;
    const Entry *entry = &role->entry;
    const Branch *branch = &site->branches[role->branch_index];
    RoleView *ret = view;
    Placeholder title = {"title", entry->title.str};
    page->title = entry->title.str;
    page->description = entry->summary.str;
    page->is_noindex = entry->is_noindex;
    if (entry->language.str.len) page->language = entry->language.str;
    LinkView parents[] = {{.title = string(job, "branches"), .link = STR("branches/")},
                          {.title = branch->name, .link = branch->address}};
    page_set_breadcrumbs(job, page, parents, 2);
    *ret = (RoleView){
        .plural = role->plural.str.len ? role->plural.str
                                       : fill_in(job, string(job, "plural_of_title"), &title, 1),
        .summary = entry->summary.str,
        .branch = branch->name,
        .branch_link = branch->address,
        .education = role->education.str,
        .experience = role->experience.str,
        .updated = date_text(job, entry->updated),
        .updated_iso = date_iso(job, entry->updated),
        .reading_time = reading_time_text(job, entry),
        .alternative_titles = text_list(job, &role->alternative_titles),
        .skills = skill_views(job, role),
        .technologies = text_list(job, &role->technologies),
        .codes = code_views(job, &role->codes),
        .salaries = salary_views(job, role),
        .path_from = role_cards(job, &role->path_from, 0, SIZE_MAX),
        .path_to = role_cards(job, &role->path_to, 0, SIZE_MAX),
        .related = role_cards(job, &role->related_roles, 0, SIZE_MAX),
        .articles = article_cards(job, role->articles.count ? &role->articles : &site->articles, ROLE_ARTICLES),
        .sources = source_views(job, role),
    };
    if (role->primary) {
        ret->pay = amount_text(job, role->primary, salary_headline(role->primary));
        ret->pay_label = period_text(job, role->primary);
    }
    ret->is_among_others = branch->roles.count > 1;
    if (role->previous) {
        ret->previous_title = role->previous->entry.title.str;
        ret->previous_link = role->previous->entry.address;
    }
    if (role->next) {
        ret->next_title = role->next->entry.title.str;
        ret->next_link = role->next->entry.address;
    }
    fill_sections(job, role, ret);
    fill_call(job, role, ret);
    fill_outlook(job, &role->outlook, ret);
    fill_verified(job, &role->verified, ret);
    // Addresses in it are absolute: without a base_url there are none.
    if (site->config.origin.len) page->structured_data = structured_role(job, page, role);
}

const OutputKind role_kind = {.name = "role", .layout = "role.html", .view = &role_view,
                              .plan = role_plan, .fill = role_fill};
