// A role's page: the body's sections in their order, with the generated blocks among them.
#include "output/body.h"
#include "output/explain.h"
#include "output/page.h"
#include "output/pages/pay_regions.h"
#include "output/pages/salary_guide.h"
#include "site/related.h"
#include "site/role_articles.h"
#include "site/salaries.h"

typedef struct SectionView {
    Str id, heading, body;
    ViewList subsections;
    bool is_kind[SECTION_KIND_COUNT];
} SectionView;

typedef struct SkillView { Str name, link, level, importance; } SkillView;
// A role beside the one of the page.
typedef struct ComparedView {
    Str title, link, summary, pay, pay_label, education, experience, shared, further;
    Str compare_link;
    bool is_here;
} ComparedView;

typedef struct FactView { Str label, value, note; } FactView;
typedef struct CodeView { Str system, code; } CodeView;
typedef struct SourceView { Str name, url, retrieved, attribution; } SourceView;

// What pages show besides the fields that layouts read by their own names.
typedef struct RoleView {
    Str plural, branch, branch_link, lead, compare_link, compare_this_link;
    Str pay, pay_kind, pay_label, outlook_source, growth, openings, outlook_years;
    Str average_growth, average_growth_years, region_count;
    Str updated, updated_iso, reading_time;
    Str call_title, call_text, call_label, call_url;
    Str verified_date, verified_date_iso, verified_by, verified_method;
    Str previous_title, previous_link, next_title, next_link;
    ViewList skills, codes, salaries, sections, contents, facts, path_from, path_to, related;
    ViewList compared, articles, figure_origins, sources, pay_regions, pay_region_ends;
    bool is_on_path, is_among_others, is_compared, is_outlook_stale, is_imported;
    bool has_region_dates;
    bool is_growth_above, is_growth_near, is_growth_below, is_shrinking;
} RoleView;

static const ViewType section_view;
static const ViewName section_view_names[] = {
    VIEW_ROW(SectionView, id, "ID", NAME_TEXT, "the heading's id"),
    VIEW_ROW(SectionView, heading, "HEADING", NAME_HTML, "the heading"),
    VIEW_ROW(SectionView, body, "BODY", NAME_HTML, "the text up to the next heading"),
    VIEW_LIST(SectionView, subsections, "SUBSECTIONS", section_view, "third-level sections"),
    VIEW_ROW(SectionView, is_kind[SECTION_DUTIES], "IS_DUTIES", NAME_FLAG, "it lists duties"),
    VIEW_ROW(SectionView, is_kind[SECTION_DAY], "IS_DAY", NAME_FLAG, "it tells of a working day"),
    VIEW_ROW(SectionView, is_kind[SECTION_FIT], "IS_FIT", NAME_FLAG, "it says whom the job suits"),
    VIEW_ROW(SectionView, is_kind[SECTION_UPSIDES], "IS_UPSIDES", NAME_FLAG,
             "it lists what people like about the job"),
    VIEW_ROW(SectionView, is_kind[SECTION_DOWNSIDES], "IS_DOWNSIDES", NAME_FLAG,
             "it lists what people find hard"),
    VIEW_ROW(SectionView, is_kind[SECTION_QUALIFICATION], "IS_QUALIFICATION", NAME_FLAG,
             "it lists qualifications"),
    VIEW_ROW(SectionView, is_kind[SECTION_REQUIREMENTS], "IS_REQUIREMENTS", NAME_FLAG,
             "it lists requirements"),
    VIEW_ROW(SectionView, is_kind[SECTION_ENTRY_ROUTES], "IS_ENTRY_ROUTES", NAME_FLAG,
             "the ways into the job stand here"),
    VIEW_ROW(SectionView, is_kind[SECTION_LICENCES], "IS_LICENCES", NAME_FLAG,
             "the licences stand here"),
    VIEW_ROW(SectionView, is_kind[SECTION_SKILLS], "IS_SKILLS", NAME_FLAG,
             "skills and technologies stand here"),
    VIEW_ROW(SectionView, is_kind[SECTION_SALARY], "IS_SALARY", NAME_FLAG,
             "the salary guide stands here"),
    VIEW_ROW(SectionView, is_kind[SECTION_ADVANCE], "IS_ADVANCE", NAME_FLAG,
             "the career path stands here"),
    VIEW_ROW(SectionView, is_kind[SECTION_OUTLOOK], "IS_OUTLOOK", NAME_FLAG,
             "the outlook stands here"),
    VIEW_ROW(SectionView, is_kind[SECTION_ENVIRONMENT], "IS_ENVIRONMENT", NAME_FLAG,
             "it describes the surroundings"),
    VIEW_ROW(SectionView, is_kind[SECTION_SOURCES], "IS_SOURCES", NAME_FLAG,
             "the origin of the figures stands here"),
    VIEW_ROW(SectionView, is_kind[SECTION_VERIFICATION], "IS_VERIFICATION", NAME_FLAG,
             "it says how the profile was checked"),
};
static const ViewType section_view = VIEW_TYPE("section", SectionView, section_view_names);

static const ViewName skill_names[] = {
    VIEW_ROW(SkillView, name, "NAME", NAME_TEXT, "the skill"),
    VIEW_ROW(SkillView, link, "LINK", NAME_LINK, "its page, where the site has skills' pages"),
    VIEW_ROW(SkillView, level, "LEVEL", NAME_TEXT, "how well it is needed"),
    VIEW_ROW(SkillView, importance, "IMPORTANCE", NAME_TEXT, "how much it matters"),
};
static const ViewType skill_view = VIEW_TYPE("skill", SkillView, skill_names);

static const ViewName compared_names[] = {
    VIEW_ROW(ComparedView, title, "TITLE", NAME_TEXT, "the occupation's name"),
    VIEW_ROW(ComparedView, link, "LINK", NAME_LINK, "its page"),
    VIEW_ROW(ComparedView, summary, "SUMMARY", NAME_TEXT, "one or two sentences"),
    VIEW_ROW(ComparedView, compare_link, "COMPARE_LINK", NAME_LINK,
             "the page that compares it with others"),
    VIEW_ROW(ComparedView, pay, "PAY", NAME_TEXT, "the median, else the average"),
    VIEW_ROW(ComparedView, pay_label, "PAY_LABEL", NAME_TEXT, "what PAY is: \"per year, median\""),
    VIEW_ROW(ComparedView, education, "EDUCATION", NAME_TEXT, "the usual degree"),
    VIEW_ROW(ComparedView, experience, "EXPERIENCE", NAME_TEXT, "the usual experience"),
    VIEW_ROW(ComparedView, shared, "SHARED", NAME_TEXT, "its skills that this role needs too"),
    VIEW_ROW(ComparedView, further, "FURTHER", NAME_TEXT,
             "its skills that this role does not need"),
    VIEW_ROW(ComparedView, is_here, "IS_HERE", NAME_FLAG, "it is the role of the page"),
};
static const ViewType compared_view = VIEW_TYPE("compared role", ComparedView, compared_names);

static const ViewName fact_names[] = {
    VIEW_ROW(FactView, label, "LABEL", NAME_TEXT, "what it is"),
    VIEW_ROW(FactView, value, "VALUE", NAME_TEXT, "the fact"),
    VIEW_ROW(FactView, note, "NOTE", NAME_TEXT, "what is to be said with it"),
};
static const ViewType fact_view = VIEW_TYPE("fact", FactView, fact_names);

static const ViewName code_names[] = {
    VIEW_ROW(CodeView, system, "SYSTEM", NAME_TEXT, "the classification"),
    VIEW_ROW(CodeView, code, "CODE", NAME_TEXT, "the code"),
};
static const ViewType code_view = VIEW_TYPE("code", CodeView, code_names);

static const ViewName source_names[] = {
    VIEW_ROW(SourceView, name, "NAME", NAME_TEXT, "what it is called"),
    VIEW_ROW(SourceView, url, "URL", NAME_URL, "where it is published"),
    VIEW_ROW(SourceView, retrieved, "RETRIEVED", NAME_TEXT, "when it was read"),
    VIEW_ROW(SourceView, attribution, "ATTRIBUTION", NAME_TEXT, "what its licence asks to be said"),
};
static const ViewType source_view = VIEW_TYPE("source", SourceView, source_names);

static const ViewName role_names[] = {
    VIEW_ROW(RoleView, plural, "PLURAL", NAME_TEXT, "the title for several people"),
    VIEW_ROW(RoleView, branch, "BRANCH", NAME_TEXT, "its branch"),
    VIEW_ROW(RoleView, branch_link, "BRANCH_LINK", NAME_LINK, "the branch's page"),
    VIEW_ROW(RoleView, lead, "LEAD", NAME_HTML, "the text before the first heading"),
    VIEW_ROW(RoleView, pay, "PAY", NAME_TEXT, "the median, else the average"),
    VIEW_ROW(RoleView, pay_kind, "PAY_KIND", NAME_TEXT, "which of them PAY is"),
    VIEW_ROW(RoleView, pay_label, "PAY_LABEL", NAME_TEXT, "per what"),
    VIEW_ROW(RoleView, growth, "GROWTH", NAME_TEXT, "change of employment"),
    VIEW_ROW(RoleView, openings, "OPENINGS", NAME_TEXT, "openings a year"),
    VIEW_ROW(RoleView, outlook_years, "OUTLOOK_YEARS", NAME_TEXT, "\"2024–2034\""),
    VIEW_ROW(RoleView, average_growth, "AVERAGE_GROWTH", NAME_TEXT,
             "change of employment in all occupations, where GROWTH is known"),
    VIEW_ROW(RoleView, average_growth_years, "AVERAGE_GROWTH_YEARS", NAME_TEXT,
             "its years, where they are others than OUTLOOK_YEARS"),
    VIEW_ROW(RoleView, is_growth_above, "IS_GROWTH_ABOVE", NAME_FLAG,
             "GROWTH is above it, by a percentage point or more, in the same years"),
    VIEW_ROW(RoleView, is_growth_near, "IS_GROWTH_NEAR", NAME_FLAG,
             "it is less than a point from it, and there is growth"),
    VIEW_ROW(RoleView, is_growth_below, "IS_GROWTH_BELOW", NAME_FLAG,
             "it is below by a point or more, and there is growth"),
    VIEW_ROW(RoleView, is_shrinking, "IS_SHRINKING", NAME_FLAG,
             "GROWTH is below 0, in the same years"),
    VIEW_ROW(RoleView, is_outlook_stale, "IS_OUTLOOK_STALE", NAME_FLAG,
             "it has ended, or began longer ago than site.yaml's salary.stale_after"),
    VIEW_ROW(RoleView, outlook_source, "OUTLOOK_SOURCE", NAME_TEXT, "who says so"),
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
    VIEW_ROW(RoleView, is_imported, "IS_IMPORTED", NAME_FLAG,
             "made of public tables, which nobody has checked"),
    VIEW_ROW(RoleView, previous_title, "PREVIOUS_TITLE", NAME_TEXT,
             "the role before it in the branch"),
    VIEW_ROW(RoleView, previous_link, "PREVIOUS_LINK", NAME_LINK, "its page"),
    VIEW_ROW(RoleView, next_title, "NEXT_TITLE", NAME_TEXT, "the role after it in the branch"),
    VIEW_ROW(RoleView, next_link, "NEXT_LINK", NAME_LINK, "its page"),
    VIEW_ROW(RoleView, is_among_others, "IS_AMONG_OTHERS", NAME_FLAG,
             "its branch has further roles"),
    VIEW_ROW(RoleView, is_on_path, "IS_ON_PATH", NAME_FLAG,
             "a role leads here, or this one leads on"),
    VIEW_ROW(RoleView, is_compared, "IS_COMPARED", NAME_FLAG, "it has PAY_REGIONS"),
    VIEW_LIST(RoleView, skills, "SKILLS", skill_view, "what one must be good at"),
    VIEW_LIST(RoleView, facts, "FACTS", fact_view,
              "education, experience and the like, in short"),
    VIEW_LIST(RoleView, codes, "CODES", code_view, "codes of classifications"),
    VIEW_LIST(RoleView, salaries, "SALARIES", salary_view,
              "pay, one per region or period, the primary first"),
    VIEW_LIST(RoleView, pay_regions, "PAY_REGIONS", pay_region_view,
              "pay of several regions for one period"),
    VIEW_LIST(RoleView, pay_region_ends, "PAY_REGION_ENDS", pay_region_view,
              "of more than eight, the highest, the lowest and the primary one"),
    VIEW_ROW(RoleView, has_region_dates, "HAS_REGION_DATES", NAME_FLAG,
             "pay of those regions is of several days"),
    VIEW_ROW(RoleView, region_count, "REGION_COUNT", NAME_TEXT, "\"53 regions\""),
    VIEW_LIST(RoleView, sections, "SECTIONS", section_view, "the body and the generated blocks"),
    VIEW_LIST(RoleView, contents, "CONTENTS", heading_view, "the sections' headings"),
    VIEW_LIST(RoleView, path_from, "PATH_FROM", role_card_view, "roles that lead here"),
    VIEW_LIST(RoleView, path_to, "PATH_TO", role_card_view, "roles that this leads to"),
    VIEW_LIST(RoleView, related, "RELATED", role_card_view, "similar roles"),
    VIEW_LIST(RoleView, compared, "COMPARED", compared_view,
              "this role and the nearest ones, side by side"),
    VIEW_ROW(RoleView, compare_link, "COMPARE_LINK", NAME_LINK,
             "the page that compares them in full"),
    VIEW_ROW(RoleView, compare_this_link, "COMPARE_THIS_LINK", NAME_LINK,
             "the page that compares this role with others"),
    VIEW_LIST(RoleView, articles, "ARTICLES", article_card_view,
              "articles that name the role, then those of its branch and skills"),
    VIEW_LIST(RoleView, figure_origins, "FIGURE_ORIGINS", figure_origin_view,
              "where each figure comes from"),
    VIEW_LIST(RoleView, sources, "SOURCES", source_view, "all sources of the profile"),
};
static const ViewType role_view = VIEW_TYPE("role", RoleView, role_names);

static void role_plan(const Planning *planning) {
    const Site *site = planning->site;
    for (size_t i = 0; i < site->roles.count; i++) {
        const Entry *entry = &site->roles.items[i]->entry;
        plan_add_entry(planning, entry, entry->slug.offset);
    }
}

typedef struct Sections {
    SectionView *views;
    size_t count;
    HeadingView *contents;
} Sections;

// Blocks that the program makes from the front matter. Each stands in the body's section of its
// kind; where there is none, in a section of its own before the first that comes later by kind. Ids
// of headings are slugs, which have no "--".
static const struct { const char *heading; Str id; } blocks[SECTION_KIND_COUNT] = {
    [SECTION_ENTRY_ROUTES] = {"entry_routes", {"part--entry-routes", 18}},
    [SECTION_LICENCES] = {"licences", {"part--licences", 14}},
    [SECTION_SKILLS] = {"skills", {"part--skills", 12}},
    [SECTION_SALARY] = {"salary_guide", {"part--salary-guide", 18}},
    [SECTION_ADVANCE] = {"career_path", {"part--career-path", 17}},
    [SECTION_OUTLOOK] = {"outlook", {"part--outlook", 13}},
    [SECTION_SOURCES] = {"sources", {"part--sources", 13}},
    [SECTION_VERIFICATION] = {"verification", {"part--verification", 18}},
};

// Which blocks have something to show and no section in the body.
static void find_missing_blocks(const Job *job, const Role *role, const RoleView *view,
                                bool *ret) {
    ret[SECTION_ENTRY_ROUTES] = role->entry_routes.count;
    ret[SECTION_LICENCES] = role->licences.count;
    ret[SECTION_SKILLS] = role->skills.count || role->technologies.count;
    ret[SECTION_SALARY] = role_has_salary_guide(&job->all->site->config.salary, role);
    ret[SECTION_ADVANCE] = role->path_from.count || role->path_to.count;
    ret[SECTION_OUTLOOK] = view->growth.len || view->openings.len;
    ret[SECTION_SOURCES] = view->figure_origins.count || role->sources.count;
    ret[SECTION_VERIFICATION] = role->verified.date.year;
    for (size_t i = 0; i < role->entry.body->heading_count; i++) {
        ret[role->entry.section_kinds[i]] = false;
    }
}

// Adds the missing blocks of the kinds before `end`.
static void add_blocks(const Job *job, Sections *sections, bool *missing, SectionKind end) {
    for (int kind = 0; kind < (int)end; kind++) {
        if (!missing[kind]) continue;
        Buf heading = scratch_begin(job);
        Str text = string_text(job, blocks[kind].heading);
        buf_add_html(&heading, text);
        SectionView *view = &sections->views[sections->count];
        *view = (SectionView){.id = blocks[kind].id, .heading = scratch_take(job, &heading)};
        view->is_kind[kind] = true;
        sections->contents[sections->count++] = (HeadingView){.id = view->id, .text = text};
        missing[kind] = false;
    }
}

// The latest kind among a second-level heading and those below it.
static SectionKind latest_kind(const Entry *entry, const MarkdownDocument *body, size_t heading) {
    SectionKind ret = entry->section_kinds[heading];
    for (size_t i = heading + 1; i < body->heading_count; i++) {
        if (body->headings[i].level == 2 && !body->headings[i].is_nested) break;
        if (entry->section_kinds[i] > ret) ret = entry->section_kinds[i];
    }
    return ret;
}

// The first heading from an index on that begins a section or a subsection.
static size_t next_section(const MarkdownDocument *body, size_t from) {
    const MarkdownHeading *headings = body->headings;
    while (from < body->heading_count && (headings[from].level > 3 || headings[from].is_nested)) {
        from++;
    }
    return from;
}

static size_t section_start(const MarkdownDocument *body, size_t index) {
    return index < body->heading_count ? body->headings[index].html_start : body->html.len;
}

// Second-level headings become sections, third-level ones subsections; deeper ones, and those in
// quotes and lists, stay in the text.
static void fill_sections(const Job *job, const Role *role, RoleView *ret) {
    const Entry *entry = &role->entry;
    const MarkdownDocument *body = job_body(job, entry);
    size_t heading_count = body->heading_count;
    size_t section_max = heading_count + SECTION_KIND_COUNT;
    Sections sections = {.views = ARENA_NEW(job->scratch, SectionView, section_max),
                         .contents = ARENA_NEW(job->scratch, HeadingView, section_max)};
    SectionView *subsections = ARENA_NEW(job->scratch, SectionView, heading_count + 1);
    HeadingView *children = ARENA_NEW(job->scratch, HeadingView, heading_count + 1);
    size_t child_count = 0;
    bool missing[SECTION_KIND_COUNT] = {false};
    find_missing_blocks(job, role, ret, missing);
    size_t next = next_section(body, 0);
    ret->lead = body_html(job, entry, 0, section_start(body, next));
    for (size_t i = next; i < heading_count; i = next) {
        const MarkdownHeading *heading = &body->headings[i];
        next = next_section(body, i + 1);
        bool is_sub = heading->level == 3 && sections.count > 0;
        if (!is_sub) add_blocks(job, &sections, missing, latest_kind(entry, body, i));
        SectionView *view = is_sub ? &subsections[child_count] : &sections.views[sections.count];
        *view = (SectionView){.id = heading->id,
                              .heading = body_html(job, entry, heading->inner_start,
                                                   heading->inner_end),
                              .body = body_html(job, entry, heading->html_end,
                                                section_start(body, next))};
        view->is_kind[entry->section_kinds[i]] = true;
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
    add_blocks(job, &sections, missing, SECTION_KIND_COUNT);
    ret->sections = (ViewList){sections.views, sections.count};
    ret->contents = (ViewList){sections.contents, sections.count};
}

static ViewList skill_views(const Job *job, const Role *role) {
    const Site *site = job->all->site;
    const Skill *skills = role->skills.items;
    SkillView *views = ARENA_NEW(job->scratch, SkillView, role->skills.count + 1);
    for (size_t i = 0; i < role->skills.count; i++) {
        views[i] = (SkillView){.name = text_str(skills[i].name), .level = text_str(skills[i].level),
                               .importance = text_str(skills[i].importance)};
        if (site->config.outputs.skills) {
            views[i].link = site->skills.items[skills[i].term_index].address;
        }
    }
    return (ViewList){views, role->skills.count};
}

static ViewList code_views(const Job *job, const Codes *codes) {
    const CodeView rows[] = {{STR("SOC"), text_str(codes->soc)},
                             {STR("O*NET-SOC"), text_str(codes->onet)},
                             {STR("ISCO-08"), text_str(codes->isco)}};
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
        views[i] = (SourceView){text_str(sources[i].name), text_str(sources[i].url),
                                date_text(job, sources[i].retrieved),
                                text_str(sources[i].attribution)};
    }
    return (ViewList){views, role->sources.count};
}

static void fill_call(const Job *job, const Role *role, const Term *branch, RoleView *ret) {
    if (branch->call_index == TABLE_NONE) return;
    const CallToAction *call = &job->all->site->config.calls_to_action.items[branch->call_index];
    Placeholder values[] = {{"title", text_str(role->entry.title)}, {"plural", ret->plural}};
    ret->call_title = fill_in(job, text_str(call->title), values, 2);
    ret->call_text = fill_in(job, text_str(call->text), values, 2);
    ret->call_label = fill_in(job, text_str(call->label), values, 2);
    ret->call_url = text_str(call->url);
}

// Two figures beside each other have as many decimals.
static int growth_decimals(const Job *job, const Outlook *outlook) {
    int own = percent_decimals(&outlook->growth);
    int average = percent_decimals(&job->all->site->config.outlook.average_growth);
    return own > average ? own : average;
}

// How the outlook stands to that of all occupations.
static void fill_average_growth(const Job *job, const Outlook *outlook, RoleView *ret) {
    enum { POINT = 100 };    // of percentage
    const OutlookConfig *all = &job->all->site->config.outlook;
    if (!outlook->growth.is_given || !all->average_growth.is_given) return;
    int64_t above = outlook->growth.hundredths - all->average_growth.hundredths;
    bool is_same_time = outlook->from == all->from && outlook->to == all->to;
    bool is_shrinking = outlook->growth.hundredths < 0;
    ret->average_growth = growth_text(job, &all->average_growth, growth_decimals(job, outlook));
    if (!is_same_time) ret->average_growth_years = years_text(job, all->from, all->to);
    ret->is_growth_above = is_same_time && above >= POINT;
    ret->is_growth_near = is_same_time && !is_shrinking && above > -POINT && above < POINT;
    ret->is_growth_below = is_same_time && !is_shrinking && above <= -POINT;
    ret->is_shrinking = is_same_time && is_shrinking && above < POINT;
}

static void fill_outlook(const Job *job, const Role *role, RoleView *ret) {
    const Site *site = job->all->site;
    const Outlook *outlook = &role->outlook;
    ret->growth = growth_text(job, &outlook->growth, growth_decimals(job, outlook));
    if (outlook->openings) ret->openings = whole_number_text(job, outlook->openings);
    const Source *source = role_source(role, text_str(outlook->source));
    if (source) ret->outlook_source = text_str(source->name);
    ret->outlook_years = years_text(job, outlook->from, outlook->to);
    ret->is_outlook_stale = outlook_is_stale(&site->config.salary, outlook, site->now);
    fill_average_growth(job, outlook, ret);
}

// Pay has a block of its own beside them.
static ViewList fact_views(const Job *job, const Role *role, const RoleView *view) {
    const FactView rows[] = {
        {string_text(job, "education"), text_str(role->education), (Str){0}},
        {string_text(job, "experience"), text_str(role->experience.text), (Str){0}},
        {string_text(job, "hours"), text_str(role->hours), (Str){0}},
        {string_text(job, "growth"), view->growth, view->outlook_years},
        {string_text(job, "openings"), view->openings, (Str){0}},
    };
    FactView *views = ARENA_NEW(job->scratch, FactView, sizeof rows / sizeof rows[0]);
    size_t count = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].value.len) views[count++] = rows[i];
    }
    return (ViewList){views, count};
}

static bool has_skill(const Role *role, size_t term_index) {
    const Skill *skills = role->skills.items;
    for (size_t i = 0; i < role->skills.count; i++) {
        if (skills[i].term_index == term_index) return true;
    }
    return false;
}

// The names of a role's skills that another role has, or has not.
static Str skill_names_of(const Job *job, const Role *role, const Role *other, bool is_shared) {
    const Skill *skills = role->skills.items;
    Buf names = scratch_begin(job);
    for (size_t i = 0; i < role->skills.count; i++) {
        if (has_skill(other, skills[i].term_index) != is_shared) continue;
        if (names.len) buf_add(&names, STR(", "));
        buf_add(&names, text_str(skills[i].name));
    }
    return scratch_take(job, &names);
}

static ComparedView compared_fill(const Job *job, const Role *role, const Role *here) {
    bool is_here = role == here;
    ComparedView view = {
        .title = text_str(role->entry.title), .link = role->entry.address,
        .summary = text_str(role->entry.summary), .compare_link = compare_link(job, &role, 1),
        .education = text_str(role->education),
        .experience = text_str(role->experience.text), .is_here = is_here,
        .shared = is_here ? (Str){0, 0} : skill_names_of(job, role, here, true),
        .further = is_here ? (Str){0, 0} : skill_names_of(job, role, here, false),
    };
    if (!role->primary) return view;
    view.pay = amount_text(job, role->primary, salary_headline(role->primary));
    if (view.pay.len) view.pay_label = headline_label(job, role->primary);
    return view;
}

static void fill_compared(const Job *job, const Role *role, RoleView *ret) {
    ret->compare_this_link = compare_link(job, &role, 1);
    const RoleList *related = &role->related_roles;
    size_t count = related->count < RELATED_COUNT ? related->count : RELATED_COUNT;
    if (!count) return;
    const Role *roles[RELATED_COUNT + 1] = {role};
    ComparedView *views = ARENA_NEW(job->scratch, ComparedView, count + 1);
    for (size_t i = 0; i < count; i++) roles[i + 1] = related->items[i];
    for (size_t i = 0; i <= count; i++) views[i] = compared_fill(job, roles[i], role);
    ret->compared = (ViewList){views, count + 1};
    ret->compare_link = compare_link(job, roles, count + 1);
}

static void fill_verified(const Job *job, const Verified *verified, RoleView *ret) {
    static const char *const keys[][2] = {{"reviewed", "verified_reviewed"},
                                          {"ai-assisted", "verified_ai_assisted"},
                                          {"imported", "verified_imported"}};
    ret->verified_date = date_text(job, verified->date);
    ret->verified_date_iso = date_iso(job, verified->date);
    ret->verified_by = text_str(verified->by);
    ret->is_imported = str_equal(text_str(verified->method), STR("imported"));
    for (size_t i = 0; i < 3; i++) {
        if (str_equal(text_str(verified->method), str_from(keys[i][0]))) {
            ret->verified_method = string_text(job, keys[i][1]);
        }
    }
}

static void fill_pay(const Job *job, const Role *role, RoleView *ret) {
    const Salary *salary = role->primary;
    if (!salary) return;
    PayRegions regions = pay_regions_of(role, job->scratch);
    ret->is_compared = regions.count > 0;
    pay_regions_fill(job, role, &regions, &ret->pay_regions, &ret->pay_region_ends);
    for (size_t i = 1; i < regions.count; i++) {
        ret->has_region_dates |=
            date_compare(regions.items[i]->as_of, regions.items[0]->as_of) != 0;
    }
    ret->region_count = count_text(job, "region_count", regions.count);
    ret->pay = amount_text(job, salary, salary_headline(salary));
    if (!ret->pay.len) return;
    ret->pay_kind = headline_kind(job, salary);
    ret->pay_label = period_text(job, salary);
}

static void fill_neighbours(const Role *role, RoleView *ret) {
    if (role->previous) {
        ret->previous_title = text_str(role->previous->entry.title);
        ret->previous_link = role->previous->entry.address;
    }
    if (role->next) {
        ret->next_title = text_str(role->next->entry.title);
        ret->next_link = role->next->entry.address;
    }
}

// What the front matter says, and what follows from it.
static RoleView fields_view(const Job *job, const Role *role, const Term *branch) {
    const Entry *entry = &role->entry;
    Str plural = text_str(role->plural);
    Placeholder title = {"title", text_str(entry->title)};
    if (!plural.len) plural = fill_in(job, string_text(job, "plural_of_title"), &title, 1);
    return (RoleView){
        .plural = plural,
        .branch = branch->name,
        .branch_link = branch->address,
        .updated = date_text(job, entry->updated),
        .updated_iso = date_iso(job, entry->updated),
        .reading_time = reading_time_text(job, entry),
        .skills = skill_views(job, role),
        .codes = code_views(job, &role->codes),
        .salaries = salary_views(job, role),
        .path_from = role_cards(job, &role->path_from, 0, SIZE_MAX),
        .path_to = role_cards(job, &role->path_to, 0, SIZE_MAX),
        .related = role_cards(job, &role->related_roles, 0, SIZE_MAX),
        .articles = article_cards(job, &role->articles, ROLE_ARTICLES),
        .figure_origins = figure_origin_views(job, role),
        .sources = source_views(job, role),
        .is_on_path = role->path_from.count || role->path_to.count,
        .is_among_others = branch->roles.count > 1,
    };
}

static void role_fill(const Job *job, PageView *page, void *view) {
    const Site *site = job->all->site;
    const Role *role = job->output->subject;
    const Term *branch = &site->branches.items[role->branch_index];
    RoleView *ret = view;
    page_set_entry(job, page, &role->entry);
    page->subject.role = role;
    LinkView parents[] = {{.title = string_text(job, "branches"), .link = STR("branches/")},
                          {.title = branch->name, .link = branch->address}};
    page_set_breadcrumbs(job, page, parents, 2);
    *ret = fields_view(job, role, branch);
    fill_pay(job, role, ret);
    fill_neighbours(role, ret);
    fill_outlook(job, role, ret);
    ret->facts = fact_views(job, role, ret);
    fill_sections(job, role, ret);
    fill_call(job, role, branch, ret);
    fill_verified(job, &role->verified, ret);
    fill_compared(job, role, ret);
    if (!site->config.outputs.data) return;
    page->data_link = arena_join(job->scratch, role->entry.address, STR("index.json"));
    page->markdown_link = arena_join(job->scratch, role->entry.address, STR("index.md"));
}

static void role_explain(const Rendering *all, const Output *output, Explanation *ret) {
    const Role *role = output->subject;
    const Role *const neighbours[] = {role->previous, role->next};
    explain_add_role(ret, all, role);
    for (size_t i = 0; i < 2; i++) {
        if (!neighbours[i]) continue;
        explain_add_entry(ret, &neighbours[i]->entry, "stands beside it in the branch");
    }
    for (size_t i = 0; i < role->articles.count; i++) {
        const char *why = i < role->naming_count ? "'roles' names this one"
                                                 : "is about its branch or a skill of it";
        explain_add_entry(ret, &role->articles.items[i]->entry, why);
    }
}

const OutputKind role_kind = {.name = "role", .layout = "role.html", .view = &role_view,
                              .fields = &role_schema, .plan = role_plan,
                              .reads = FACTS_REST, .fill = role_fill,
                              .explain = role_explain,
                              .settings = "branches salary outlook regions sections sources extra "
                                          "call_to_action",
                              .fingerprint = fingerprint_role};
