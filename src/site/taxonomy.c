#include "site/taxonomy.h"

#include <stdlib.h>

#include "format/slug.h"
#include "site/salaries.h"

static Term *add_term(Arena *arena, List *terms, const char *folder, Str name, Place place) {
    Buf address = {0};
    buf_add(&address, str_from(folder));
    size_t start = address.len;
    slug_add(&address, name);
    size_t end = address.len;
    buf_add_char(&address, '/');
    Term *term = list_add(terms, sizeof *term);
    term->name = name;
    term->address = arena_take(arena, &address);
    term->slug = str_slice(term->address, start, end);
    term->place = place;
    term->call_index = TABLE_NONE;
    return term;
}

// A term that cannot have a page has no address.
static bool check_slug(Term *term, const char *what, Diags *diags) {
    if (term->slug.len) return true;
    term->address = (Str){0};
    return diag_error(diags, term->place, "bad-slug", "give it a name with letters",
                      "a %s '%.*s' cannot have an address", what, (int)term->name.len,
                      term->name.ptr);
}

// Moves the terms to the site, with room for the roles that were counted in roles.count.
static TermList take_terms(Arena *arena, List *terms) {
    TermList ret = {.items = ARENA_NEW(arena, Term, terms->count + 1),
                    .count = terms->count};
    for (size_t i = 0; i < terms->count; i++) {
        ret.items[i] = ((Term *)terms->items)[i];
        size_t count = ret.items[i].roles.count;
        ret.items[i].roles = role_list_make(arena, count);
    }
    free(terms->items);
    return ret;
}

typedef struct SortedTerm { Str key; size_t index; } SortedTerm;

static int compare_terms(const void *left, const void *right) {
    const SortedTerm *a = left;
    const SortedTerm *b = right;
    int order = str_compare(a->key, b->key);
    return order ? order : (a->index > b->index) - (a->index < b->index);
}

// Brings terms in the language's order. The result tells where each of them stands now.
static const size_t *sort_terms(const Site *site, TermList *terms, Arena *arena, Arena *scratch) {
    TermList old = *terms;
    SortedTerm *sorted = ARENA_NEW(scratch, SortedTerm, old.count + 1);
    size_t *place_of = ARENA_NEW(scratch, size_t, old.count + 1);
    for (size_t i = 0; i < old.count; i++) {
        sorted[i] = (SortedTerm){locale_sort_key(site->locale, old.items[i].name, scratch), i};
    }
    qsort(sorted, old.count, sizeof *sorted, compare_terms);
    terms->items = ARENA_NEW(arena, Term, old.count + 1);
    for (size_t i = 0; i < old.count; i++) {
        terms->items[i] = old.items[sorted[i].index];
        place_of[sorted[i].index] = i;
    }
    return place_of;
}

// Where the terms that were found before stand now, so that the names of those entries alone are
// looked up that have changed: such an entry has no term so far.
typedef struct KnownTerms {
    size_t *places;          // by index before; TABLE_NONE: it has not come up so far
    size_t count;
} KnownTerms;

static KnownTerms know_terms(const TermList *before, Arena *arena) {
    KnownTerms ret = {ARENA_NEW(arena, size_t, before->count + 1), before->count};
    for (size_t i = 0; i < ret.count; i++) ret.places[i] = TABLE_NONE;
    return ret;
}

static size_t known_place(const KnownTerms *known, size_t before) {
    return before < known->count ? known->places[before] : TABLE_NONE;
}

static void know_place(const KnownTerms *known, size_t before, size_t place) {
    if (before < known->count) known->places[before] = place;
}

typedef struct Branches {
    const Site *site;
    DerivedStep *own;
    List terms;
    Table by_name;           // → index into terms
    Table by_slug;
} Branches;

// Adds a branch by a name that is new. One that has the address of another is that one.
static size_t add_branch(Branches *branches, Str name, Place place) {
    size_t index = branches->terms.count;
    Term *term = add_term(&branches->own->arena, &branches->terms, "branches/", name, place);
    bool has_slug = check_slug(term, "branch", &branches->own->diags);
    size_t first = has_slug ? table_add(&branches->by_slug, term->slug, index) : TABLE_NONE;
    if (first != TABLE_NONE) {
        const Term *earlier = (const Term *)branches->terms.items + first;
        Str other = earlier->name;
        Buf hint = {0};
        buf_printf(&hint, "write '%.*s' everywhere, or give one of them another name",
                   (int)other.len, other.ptr);
        diags_relate(&branches->own->diags, earlier->place, "this is the other branch");
        diag_error(&branches->own->diags, place, "duplicate-branch", hint.ptr,
                   "the branches '%.*s' and '%.*s' would have one address", (int)other.len,
                   other.ptr, (int)name.len, name.ptr);
        buf_free(&hint);
        branches->terms.count--;
        index = first;
    }
    table_add(&branches->by_name, name, index);
    return index;
}

static void add_given_branches(Branches *branches, Str *names) {
    const Config *config = &branches->site->config;
    const BranchConfig *given = config->branches.items;
    for (size_t i = 0; i < config->branches.count; i++) {
        Place place = {CONFIG_PATH, given[i].name.offset};
        names[i] = text_str(given[i].name);
        if (!names[i].len) continue;   // an error, and reported
        size_t first = table_get(&branches->by_name, names[i]);
        if (first != TABLE_NONE) {
            diags_relate(&branches->own->diags, ((const Term *)branches->terms.items)[first].place,
                         "it stands here first");
            diag_error(&branches->own->diags, place, "duplicate-branch", "keep one of them",
                       "the branch '%.*s' is listed twice", (int)names[i].len, names[i].ptr);
            continue;
        }
        size_t index = add_branch(branches, names[i], place);
        ((Term *)branches->terms.items)[index].description = text_str(given[i].description);
    }
}

// For a name that no branch has: of "Health, Design" the first, where it is one.
static const char *branch_hint(const Branches *branches, Str name, const Str *names, size_t count) {
    Suggestions *suggestions = &branches->own->suggestions;
    Str first = str_trim(str_slice(name, 0, str_find(name, ',')));
    bool is_list = first.len < name.len && table_get(&branches->by_name, first) != TABLE_NONE;
    if (!is_list) {
        return suggest(suggestions, name, names, count, "add it to 'branches' in site.yaml");
    }
    Buf hint = {0};
    buf_printf(&hint, "a role has one branch: write '%.*s', or another", (int)first.len, first.ptr);
    return arena_take(&suggestions->arena, &hint).ptr;
}

// A branch of a call to action has to be listed: whether roles have it may change from day to day.
static void choose_call(Branches *branches, size_t call_index, const Text *name, const Str *names) {
    const Config *config = &branches->site->config;
    Term *terms = branches->terms.items;
    size_t index = table_get(&branches->by_name, text_str(*name));
    Place place = {CONFIG_PATH, name->offset};
    if (index == TABLE_NONE) {
        diag_error(&branches->own->diags, place, "unknown-branch",
                   suggest(&branches->own->suggestions, text_str(*name), names,
                           config->branches.count,
                           "add it to 'branches' in site.yaml"),
                   "there is no branch '%.*s'", (int)name->len, name->ptr);
    } else if (terms[index].call_index != TABLE_NONE) {
        diag_error(&branches->own->diags, place, "repeated-item", "keep it in one of them",
                   "'%.*s' has an earlier call to action", (int)name->len, name->ptr);
    } else {
        terms[index].call_index = call_index;
    }
}

// Gives the listed branches the calls to action that name them. Returns the one that names none,
// which is for all others.
static size_t choose_calls(Branches *branches, const Str *names) {
    const Config *config = &branches->site->config;
    const CallToAction *calls = config->calls_to_action.items;
    bool is_list_bad = schema_has_bad(&config_schema, config, "branches");
    size_t ret = TABLE_NONE;
    for (size_t i = 0; i < config->calls_to_action.count; i++) {
        const TextList *chosen = &calls[i].branches;
        if (schema_has_bad(&CallToAction_schema, &calls[i], "branches")) continue;
        for (size_t j = 0; j < chosen->count && !is_list_bad; j++) {
            if (chosen->items[j].len) choose_call(branches, i, &chosen->items[j], names);
        }
        if (chosen->count) continue;
        if (ret == TABLE_NONE) {
            ret = i;
            continue;
        }
        diags_relate(&branches->own->diags, (Place){CONFIG_PATH, calls[ret].offset},
                     "this one is for all others already");
        diag_error(&branches->own->diags, (Place){CONFIG_PATH, calls[i].offset}, "repeated-item",
                   "name its branches, or keep one of them",
                   "a second call to action names no branches");
    }
    return ret;
}

// Branches that site.yaml does not list have no order of their own.
static void sort_branches(Site *site, Arena *arena, Arena *scratch) {
    const size_t *place_of = sort_terms(site, &site->branches, arena, scratch);
    for (size_t i = 0; i < site->roles.count; i++) {
        size_t *index = &site->role_items[i]->branch_index;
        if (*index != TABLE_NONE) *index = place_of[*index];
    }
}

static void derive_branches(Site *site, DerivedStep *own) {
    Diags *diags = &own->diags;
    Branches branches = {.site = site, .own = own};
    Arena scratch = {0};
    KnownTerms known = know_terms(&site->branches, &scratch);
    size_t given_count = site->config.branches.count;
    bool is_list_bad = schema_has_bad(&config_schema, &site->config, "branches");
    Str *names = ARENA_NEW(&own->arena, Str, given_count + 1);
    add_given_branches(&branches, names);
    size_t call_of_others = choose_calls(&branches, names);
    for (size_t i = 0; i < site->roles.count; i++) {
        Role *role = site->role_items[i];
        Str name = text_str(role->branch);
        Place place = {role->entry.path, role->branch.offset};
        size_t before = role->branch_index;
        role->branch_index = TABLE_NONE;
        role->previous = NULL;
        role->next = NULL;
        if (!name.len) continue;
        size_t index = known_place(&known, before);
        if (index == TABLE_NONE) index = table_get(&branches.by_name, name);
        if (index == TABLE_NONE && given_count && !is_list_bad) {
            diag_error(diags, place, "unknown-branch",
                       branch_hint(&branches, name, names, given_count),
                       "there is no branch '%.*s'", (int)name.len, name.ptr);
            continue;
        }
        if (index == TABLE_NONE) index = add_branch(&branches, name, place);
        know_place(&known, before, index);
        role->branch_index = index;
        ((Term *)branches.terms.items)[index].roles.count++;
    }
    site->branches = take_terms(&own->arena, &branches.terms);
    if (!given_count) sort_branches(site, &own->arena, &scratch);
    for (size_t i = 0; i < site->branches.count; i++) {
        size_t *call = &site->branches.items[i].call_index;
        if (*call == TABLE_NONE) *call = call_of_others;
    }
    table_free(&branches.by_name);
    table_free(&branches.by_slug);
    arena_free(&scratch);
}

// Fills the branches' lists, and says which roles are neighbours.
static void fill_branches(Site *site, DerivedStep *own) {
    for (size_t i = 0; i < site->roles.count; i++) {
        Role *role = site->role_items[i];
        if (role->branch_index == TABLE_NONE) continue;   // it has none, which is an error
        RoleList *roles = &site->branches.items[role->branch_index].roles;
        const Role *last = roles->count ? roles->items[roles->count - 1] : NULL;
        Role *before = last ? site->role_items[last->index] : NULL;
        role->previous = before;
        if (before) before->next = role;
        role_list_add(&own->arena, roles, role);
    }
}

// Spellings of a skill have one slug. The one that most roles use counts as right, the first A to Z
// of the roles in case of a tie. `right` gets the right term for each term. Whether all are right.
static bool find_spellings(const List *terms, size_t *right) {
    const Term *all = terms->items;
    bool are_right = true;
    Table by_slug = {0};   // → the first term of the slug
    for (size_t i = 0; i < terms->count; i++) {
        right[i] = i;
        if (!all[i].slug.len) continue;
        size_t first = table_add(&by_slug, all[i].slug, i);
        if (first != TABLE_NONE && all[i].roles.count > all[right[first]].roles.count) {
            right[first] = i;
        }
    }
    for (size_t i = 0; i < terms->count; i++) {
        if (all[i].slug.len) right[i] = right[table_get(&by_slug, all[i].slug)];
        are_right = are_right && right[i] == i;
    }
    table_free(&by_slug);
    return are_right;
}

// Two spellings would have one page: the right one has it.
static void check_spellings(const Site *site, List *terms, Diags *diags) {
    Term *all = terms->items;
    Arena scratch = {0};
    size_t *right = ARENA_NEW(&scratch, size_t, terms->count + 1);
    bool are_right = find_spellings(terms, right);
    for (size_t i = 0; i < site->roles.count && !are_right; i++) {
        const Role *role = site->roles.items[i];
        const Skill *skills = role->skills.items;
        for (size_t j = 0; j < role->skills.count; j++) {
            Str used = text_str(skills[j].name);
            if (!used.len) continue;   // an error, and reported
            size_t index = skills[j].term_index;
            if (right[index] == index) continue;
            const Term *better = &all[right[index]];
            all[index].address = (Str){0};
            Buf hint = {0};
            buf_printf(&hint, "write '%.*s', as %.*s does", (int)better->name.len, better->name.ptr,
                       (int)better->place.path.len, better->place.path.ptr);
            if (better->roles.count > all[index].roles.count) {
                yaml_propose_name(diags, skills[j].name.offset, used, better->name);
            }
            diags_relate(diags, better->place, "this is the usual spelling");
            diag_error(diags, entry_place(&role->entry, skills[j].name.offset), "skill-spelling",
                       hint.ptr, "'%.*s' is another spelling of a skill", (int)used.len, used.ptr);
            buf_free(&hint);
        }
    }
    arena_free(&scratch);
}

// Brings the skills in the language's order, and gives each role's skills their places in it.
static void sort_skills(Site *site, DerivedStep *own) {
    Arena scratch = {0};
    const size_t *place_of = sort_terms(site, &site->skills, &own->arena, &scratch);
    for (size_t i = 0; i < site->roles.count; i++) {
        Role *role = site->role_items[i];
        Skill *skills = role->skills.items;
        for (size_t j = 0; j < role->skills.count; j++) {
            if (!skills[j].name.len) continue;
            skills[j].term_index = place_of[skills[j].term_index];
            RoleList *roles = &site->skills.items[skills[j].term_index].roles;
            role_list_add(&own->arena, roles, role);
        }
    }
    arena_free(&scratch);
}

// The term of a skill, which is new where no role before has it.
static size_t find_skill(Table *by_name, List *terms, const Role *role, const Skill *skill,
                         DerivedStep *own) {
    size_t index = table_add(by_name, text_str(skill->name), terms->count);
    if (index != TABLE_NONE) return index;
    Place place = {role->entry.path, skill->name.offset};
    Term *term = add_term(&own->arena, terms, "skills/", text_str(skill->name), place);
    check_slug(term, "skill", &own->diags);
    return terms->count - 1;
}

static void derive_skills(Site *site, DerivedStep *own) {
    Table by_name = {0};
    List terms = {0};
    Arena scratch = {0};
    KnownTerms known = know_terms(&site->skills, &scratch);
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        Skill *skills = role->skills.items;
        for (size_t j = 0; j < role->skills.count; j++) {
            if (!skills[j].name.len) continue;
            size_t index = known_place(&known, skills[j].term_index);
            if (index == TABLE_NONE) {
                index = find_skill(&by_name, &terms, role, &skills[j], own);
                know_place(&known, skills[j].term_index, index);
            }
            ((Term *)terms.items)[index].roles.count++;
            skills[j].term_index = index;
        }
    }
    check_spellings(site, &terms, &own->diags);
    site->skills = take_terms(&own->arena, &terms);
    sort_skills(site, own);
    table_free(&by_name);
    arena_free(&scratch);
}

// By the lowest that they may be.
static int compare_amounts(const Amount *a, const Amount *b) {
    if (a->minor != b->minor) return a->minor < b->minor ? -1 : 1;
    return (a->state == AMOUNT_AT_LEAST) - (b->state == AMOUNT_AT_LEAST);
}

// What a role's primary salary says, by the role's index: terms have many roles in common.
typedef struct Pay {
    const Salary *salary;    // NULL: it has no figure
    Amount amount;
    bool is_main;            // in the site's main currency and period
    bool is_median;
} Pay;

static Pay *collect_pay(const Site *site, Arena *arena) {
    Pay *ret = ARENA_NEW(arena, Pay, site->roles.count + 1);
    for (size_t i = 0; i < site->roles.count; i++) {
        const Salary *salary = site->role_items[i]->primary;
        if (!salary || !salary->format || !amount_has_number(salary_headline(salary))) continue;
        const Amount *amount = salary_headline(salary);
        ret[i] = (Pay){salary, *amount, salary_is_like(salary, site->main_pay),
                       .is_median = amount == &salary->median};
    }
    return ret;
}

// A role with the currency and period that sums are in: those of the site, or where no role of the
// term has them those of the first. NULL: none has a figure.
static const Pay *find_like(const RoleList *roles, const Pay *pay) {
    const Pay *ret = NULL;
    for (size_t i = 0; i < roles->count && !(ret && ret->is_main); i++) {
        const Pay *own = &pay[roles->items[i]->index];
        if (own->salary && (!ret || own->is_main)) ret = own;
    }
    return ret;
}

static bool is_like(const Pay *pay, const Pay *like) {
    if (like->is_main) return pay->is_main;
    return pay->salary && salary_is_like(pay->salary, like->salary);
}

// Brings the amount that would stand at a place among sorted ones there: none before it is higher,
// none behind it lower.
static void select_amount(Amount *amounts, size_t count, size_t place) {
    for (size_t from = 0, to = count; to - from > 1;) {
        const Amount pivot = amounts[from + (to - from - 1) / 2];
        size_t i = from;
        size_t j = to - 1;
        while (true) {
            while (compare_amounts(&amounts[i], &pivot) < 0) i++;
            while (compare_amounts(&amounts[j], &pivot) > 0) j--;
            if (i >= j) break;
            Amount moved = amounts[i];
            amounts[i++] = amounts[j];
            amounts[j--] = moved;
        }
        if (place <= j) to = j + 1;
        else from = j + 1;
    }
}

static Amount middle(Amount *amounts, size_t count) {
    select_amount(amounts, count, count / 2);
    int64_t upper = amounts[count / 2].minor;
    int64_t lower = count % 2 ? upper : amounts[0].minor;
    uint8_t state = AMOUNT_KNOWN;
    for (size_t i = 0; i <= count / 2; i++) {
        if (amounts[i].state != AMOUNT_KNOWN) state = AMOUNT_AT_LEAST;
        if (i < count / 2 && amounts[i].minor > lower) lower = amounts[i].minor;
    }
    return (Amount){.state = state, .minor = lower + (upper - lower + 1) / 2};
}

// What stands behind the first figure that is "at least" so much may stand anywhere behind it.
static PaySummary summarize(const RoleList *roles, const Pay *pay, Amount *medians) {
    const Pay *like = find_like(roles, pay);
    if (!like) return (PaySummary){0};
    PaySummary ret = {.like = like->salary, .lowest = like->amount,
                      .highest = {.state = AMOUNT_KNOWN, .minor = like->amount.minor}};
    for (size_t i = 0; i < roles->count; i++) {
        const Pay *own = &pay[roles->items[i]->index];
        if (!is_like(own, like)) continue;
        ret.count++;
        if (compare_amounts(&own->amount, &ret.lowest) < 0) ret.lowest = own->amount;
        if (own->amount.minor > ret.highest.minor) ret.highest.minor = own->amount.minor;
        if (own->amount.state != AMOUNT_KNOWN) ret.highest.state = AMOUNT_AT_LEAST;
        // An average is no median, and may lie far from it.
        if (own->is_median) medians[ret.median_count++] = own->amount;
    }
    if (ret.median_count) ret.median = middle(medians, ret.median_count);
    return ret;
}

// Fills in what is paid under each of a list of terms.
static void summarize_terms(TermList *terms, const Pay *pay, Amount *scratch) {
    terms->used_count = 0;
    for (size_t i = 0; i < terms->count; i++) {
        Term *term = &terms->items[i];
        term->pay = summarize(&term->roles, pay, scratch);
        terms->used_count += term->roles.count > 0;
    }
}

void taxonomy_derive(Site *site, DerivedStep *own) {
    const Diags *diags = &own->diags;
    size_t errors_before = diags->error_count;
    derive_branches(site, own);
    site->gaps.branches |= diags->error_count != errors_before;
    errors_before = diags->error_count;
    derive_skills(site, own);
    site->gaps.skills |= diags->error_count != errors_before;
    fill_branches(site, own);
}

void taxonomy_summarize(Site *site, DerivedStep *own) {
    (void)own;
    TermList *const all[] = {&site->branches, &site->skills, &site->educations, &site->pay_bands};
    Arena scratch = {0};
    const Pay *pay = collect_pay(site, &scratch);
    Amount *amounts = ARENA_NEW(&scratch, Amount, site->roles.count + 1);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        summarize_terms(all[i], pay, amounts);
    }
    arena_free(&scratch);
}
