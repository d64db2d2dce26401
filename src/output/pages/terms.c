// Taxonomies: the branches and the skills, and the roles of each.
#include "output/explain.h"
#include "output/letters.h"

typedef struct TermsView { ViewList terms; } TermsView;

static const ViewName branches_names[] = {
    VIEW_LIST(TermsView, terms, "BRANCHES", term_card_view, "the branches of this page"),
};
static const ViewType branches_view = VIEW_TYPE("branches", TermsView, branches_names);

typedef struct SkillLetterView {
    Str letter, id, rare_count;
    ViewList skills, rare;
} SkillLetterView;

typedef struct SkillsView { ViewList letters, index; } SkillsView;

static const ViewName skill_letter_names[] = {
    VIEW_ROW(SkillLetterView, letter, "LETTER", NAME_TEXT, "the first letter of the names"),
    VIEW_ROW(SkillLetterView, id, "ID", NAME_TEXT, "for the heading"),
    VIEW_LIST(SkillLetterView, skills, "SKILLS", term_card_view, "the skills of several roles"),
    VIEW_LIST(SkillLetterView, rare, "RARE", term_card_view, "those of one role"),
    VIEW_ROW(SkillLetterView, rare_count, "RARE_COUNT", NAME_TEXT,
             "how many that are, where there are any"),
};
static const ViewType skill_letter_view = VIEW_TYPE("letter", SkillLetterView, skill_letter_names);
static const ViewName skills_names[] = {
    VIEW_LIST(SkillsView, letters, "LETTERS", skill_letter_view,
              "the skills of this page by first letter, A to Z"),
    VIEW_LIST(SkillsView, index, "INDEX", letter_link_view, "all letters, to jump to"),
};
static const ViewType skills_view = VIEW_TYPE("skills", SkillsView, skills_names);

static void plan_terms(const Planning *planning, const TermList *terms) {
    for (size_t i = 0; i < terms->count; i++) {
        const Term *term = &terms->items[i];
        if (term->roles.count && term->address.len) {
            plan_add_list(planning, term->address, term, term->roles.count, term->place);
        }
    }
}

static void term_explain(const Rendering *all, const Output *output, Explanation *ret) {
    (void)all;
    explain_add_roles(ret, &((const Term *)output->subject)->roles, "belongs here");
}

static void fill_term(const Job *job, PageView *page, void *view, const char *parent_key,
                      Str parent_link) {
    const Term *term = job->output->subject;
    size_t from = job->output->part * LIST_PART_SIZE;
    LinkView parent = {.title = string_text(job, parent_key), .link = parent_link};
    page->title = term->name;
    page->description = term->description;
    page_set_breadcrumbs(job, page, &parent, 1);
    page_list_roles(page, &term->roles, from, from + LIST_PART_SIZE);
    page_set_parts(job, page, term->address, term->roles.count);
    *(TermCard *)view = term_card(job, term, from, from + LIST_PART_SIZE);
}

// The subject of each page is the first branch that it shows: those without roles are not shown.
static void branches_plan(const Planning *planning) {
    const TermList *branches = &planning->site->branches;
    Arena *arena = &planning->plan->arena;
    size_t count = 0;
    for (size_t i = 0; i < branches->count; i++) {
        if (!branches->items[i].roles.count || count++ % LIST_PART_SIZE) continue;
        size_t part = (count - 1) / LIST_PART_SIZE;
        Str address = list_part_address(arena, STR("branches/"), part);
        plan_add_page(planning, address, &branches->items[i], part, config_place());
    }
    if (!count) plan_add_page(planning, STR("branches/"), NULL, 0, config_place());
}

static void branches_fill(const Job *job, PageView *page, void *view) {
    const Term *first = job->output->subject;
    page->title = string_text(job, "branches");
    page_set_breadcrumbs(job, page, NULL, 0);
    page_set_parts(job, page, STR("branches/"), job->all->site->branches.used_count);
    if (first) ((TermsView *)view)->terms = branch_cards(job, first, LIST_PART_SIZE, 0);
}

const OutputKind branches_kind = {.name = "branches", .layout = "branches.html",
                                  .view = &branches_view,
                                  .plan = branches_plan,
                                  .reads = FACTS_TERMS, .fill = branches_fill,
                                  .uses = USES_ROLES, .settings = "branches",
                                  .fingerprint = fingerprint_fields};

static void branch_plan(const Planning *planning) {
    plan_terms(planning, &planning->site->branches);
}

static void branch_fill(const Job *job, PageView *page, void *view) {
    fill_term(job, page, view, "branches", STR("branches/"));
}

const OutputKind branch_kind = {.name = "branch", .layout = "branch.html", .view = &term_card_view,
                                .plan = branch_plan,
                                .reads = FACTS_TERMS, .fill = branch_fill, .explain = term_explain,
                                .settings = "branches",
                                .fingerprint = fingerprint_term};

static void skills_plan(const Planning *planning) {
    size_t count = planning->site->skills.count;
    if (count) plan_add_list(planning, STR("skills/"), NULL, count, config_place());
}

// The skills between two, of one letter: those that roles share, and those of one role.
static SkillLetterView skill_letter(const Job *job, size_t letter, size_t from, size_t to) {
    const Site *site = job->all->site;
    TermCard *shared = ARENA_NEW(job->scratch, TermCard, to - from + 1);
    TermCard *rare = ARENA_NEW(job->scratch, TermCard, to - from + 1);
    SkillLetterView ret = {.letter = site->skill_letters.items[letter].text,
                           .id = letter_id(job, letter), .skills = {shared, 0}, .rare = {rare, 0}};
    for (size_t i = from; i < to; i++) {
        const Term *term = &site->skills.items[i];
        if (term->roles.count > 1) shared[ret.skills.count++] = term_card(job, term, 0, 0);
        else rare[ret.rare.count++] = term_card(job, term, 0, 0);
    }
    if (ret.rare.count) ret.rare_count = count_text(job, "rare_skills", ret.rare.count);
    return ret;
}

static void skills_fill(const Job *job, PageView *page, void *view) {
    const Site *site = job->all->site;
    const LetterList *letters = &site->skill_letters;
    size_t from = job->output->part * LIST_PART_SIZE;
    size_t to = from + LIST_PART_SIZE;
    SkillLetterView *views = ARENA_NEW(job->scratch, SkillLetterView, LIST_PART_SIZE);
    size_t count = 0;
    for (size_t i = letter_at(letters, from); i < letters->count; i++) {
        const Letter *letter = &letters->items[i];
        size_t end = letter->from + letter->count;
        if (letter->from >= to) break;
        views[count++] = skill_letter(job, i, letter->from > from ? letter->from : from,
                                      end < to ? end : to);
    }
    page->title = string_text(job, "all_skills");
    page_set_breadcrumbs(job, page, NULL, 0);
    page_set_parts(job, page, STR("skills/"), site->skills.count);
    *(SkillsView *)view = (SkillsView){.letters = {views, count},
                                       .index = letter_links(job, letters, STR("skills/"), from)};
}

const OutputKind skills_kind = {.name = "skills", .layout = "skills.html", .view = &skills_view,
                                .plan = skills_plan,
                                .reads = FACTS_TERMS, .fill = skills_fill, .uses = USES_ROLES,
                                .group = OUTPUT_GROUP(skills),
                                .fingerprint = fingerprint_fields};

static void skill_plan(const Planning *planning) {
    plan_terms(planning, &planning->site->skills);
}

static void skill_fill(const Job *job, PageView *page, void *view) {
    fill_term(job, page, view, "all_skills", STR("skills/"));
}

const OutputKind skill_kind = {.name = "skill", .layout = "skill.html", .view = &term_card_view,
                               .plan = skill_plan,
                               .reads = FACTS_TERMS, .fill = skill_fill, .explain = term_explain,
                               .group = OUTPUT_GROUP(skills),
                               .fingerprint = fingerprint_term};
