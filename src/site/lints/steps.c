// Lints of career steps: those that a salary gives, and those that site.yaml models.
#include "site/lints/lints.h"
#include "site/salaries.h"
#include "site/site.h"

// One step: the years that go with it, and what it pays.
typedef struct Span {
    int64_t from;
    int64_t to;                // SPAN_OPEN: "20+ years"
    int64_t pay;               // an amount, or a share of one; 0: not known
    size_t years_offset;
    size_t pay_offset;
} Span;
#define SPAN_OPEN INT64_MAX

typedef struct SpanList {
    Str path;
    Span *items;
    size_t count;
    bool is_sorted;            // by years, the least first; else as they are given: not all have
                               // years that we understand
} SpanList;

static bool read_number(Str text, size_t *at, int64_t *ret) {
    size_t from = *at;
    int64_t value = 0;
    while (*at < text.len && ascii_is_digit(text.ptr[*at]) && *at - from < 4) {
        value = value * 10 + (text.ptr[(*at)++] - '0');
    }
    *ret = value;
    return *at > from;
}

static bool skip(Str text, size_t *at, Str what) {
    Str rest = str_slice(text, *at, text.len);
    bool is_there = rest.len >= what.len &&
                    str_equal_ascii_case(str_slice(rest, 0, what.len), what);
    if (is_there) *at += what.len;
    return is_there;
}

static void skip_spaces(Str text, size_t *at) {
    while (skip(text, at, STR(" "))) continue;
}

static bool skip_one_of(Str text, size_t *at, const char *const *words) {
    skip_spaces(text, at);
    size_t i = 0;
    while (words[i] && !skip(text, at, str_from(words[i]))) i++;
    skip_spaces(text, at);
    return words[i] != NULL;
}

static const char *const until_words[] = {"less than ", "fewer than ", "under ", "below ", "up to ",
                                          "<", NULL};
static const char *const beyond_words[] = {"more than ", "over ", "at least ", ">", NULL};
static const char *const to_words[] = {"–", "-", "—", "to ", NULL};
static const char *const open_words[] = {"+", "or more", "and more", "and up", NULL};

// "6–10 years", "20+ years", "under 2 years"; `unit` is the word behind them. What is written in
// another way, we do not understand.
static bool read_years(Str text, Span *ret, Str *unit) {
    size_t at = 0;
    bool is_until = skip_one_of(text, &at, until_words);
    bool is_beyond = !is_until && skip_one_of(text, &at, beyond_words);
    if (!read_number(text, &at, &ret->from)) return false;
    ret->to = ret->from;
    if (is_until) {
        ret->from = 0;
    } else if (is_beyond || skip_one_of(text, &at, open_words)) {
        ret->to = SPAN_OPEN;
    } else if (skip_one_of(text, &at, to_words)) {
        if (!read_number(text, &at, &ret->to) || ret->to < ret->from) return false;
        if (skip_one_of(text, &at, open_words)) return false;
    } else {
        return false;
    }
    skip_spaces(text, &at);
    *unit = str_slice(text, at, text.len);
    bool is_word = unit->len && ascii_is_letter(unit->ptr[0]);
    return is_word || !unit->len;
}

// "year" and "years" are alike, "months" is not.
static bool is_same_unit(Str a, Str b) {
    return str_equal_ascii_case(str_slice(a, 0, a.len < 3 ? a.len : 3),
                                str_slice(b, 0, b.len < 3 ? b.len : 3));
}

static void sort_spans(SpanList *list) {
    for (size_t i = 1; i < list->count; i++) {
        Span span = list->items[i];
        size_t at = i;
        for (; at && list->items[at - 1].from > span.from; at--) {
            list->items[at] = list->items[at - 1];
        }
        list->items[at] = span;
    }
}

static void add_span(SpanList *list, Span span, Str experience, Str *unit) {
    Str own = {0};
    list->is_sorted &= read_years(experience, &span, &own);
    if (!list->count) *unit = own;
    list->is_sorted &= is_same_unit(*unit, own);
    list->items[list->count++] = span;
}

static SpanList no_spans(Str path, size_t room, Arena *arena) {
    return (SpanList){path, ARENA_NEW(arena, Span, room + 1), 0, true};
}

static SpanList spans_of(const Linting *linting, const Entry *entry, const Salary *salary) {
    SpanList ret = no_spans(entry->path, salary->steps.count, linting->scratch);
    const SalaryStep *steps = salary->steps.items;
    Str unit = {0};
    for (size_t i = 0; i < salary->steps.count; i++) {
        const Amount *amount = &steps[i].amount;
        Span span = {.years_offset = steps[i].experience.offset, .pay_offset = amount->offset,
                     .pay = amount->state == AMOUNT_KNOWN ? amount->minor : 0};
        add_span(&ret, span, text_str(steps[i].experience), &unit);
    }
    if (ret.is_sorted) sort_spans(&ret);
    return ret;
}

static SpanList spans_of_model(Arena *arena, const SalaryConfig *config) {
    SpanList ret = no_spans(CONFIG_PATH, config->steps.count, arena);
    const StepConfig *steps = config->steps.items;
    Str unit = {0};
    for (size_t i = 0; i < config->steps.count; i++) {
        Span span = {.years_offset = steps[i].experience.offset,
                     .pay_offset = steps[i].level.offset, .pay = steps[i].percent};
        add_span(&ret, span, text_str(steps[i].experience), &unit);
    }
    if (ret.is_sorted) sort_spans(&ret);
    return ret;
}

typedef void Check(const Linting *linting, const SpanList *spans);

static void check_entry(const Linting *linting, const Entry *entry, Check *check) {
    SalaryList salaries = entry_salaries(entry);
    for (size_t i = 0; i < salaries.count; i++) {
        if (!salaries.items[i].steps.count) continue;
        SpanList spans = spans_of(linting, entry, &salaries.items[i]);
        check(linting, &spans);
    }
}

static void check_model(const Linting *linting, const Site *site, Check *check) {
    Arena scratch = {0};
    SpanList spans = spans_of_model(&scratch, &site->config.salary);
    check(linting, &spans);
    arena_free(&scratch);
}

// Where years are not known, steps may be listed from the highest or from the lowest.
static bool is_rising(const SpanList *spans) {
    if (spans->is_sorted) return true;
    int64_t first = 0;
    int64_t last = 0;
    for (size_t i = 0; i < spans->count; i++) {
        if (!spans->items[i].pay) continue;
        if (!first) first = spans->items[i].pay;
        last = spans->items[i].pay;
    }
    return first <= last;
}

// Once a list: the first.
static void check_order(const Linting *linting, const SpanList *spans) {
    bool rises = is_rising(spans);
    int64_t before = 0;
    for (size_t i = 0; i < spans->count; i++) {
        const Span *span = &spans->items[i];
        bool is_wrong = span->pay && before && (rises ? span->pay < before : span->pay > before);
        if (span->pay) before = span->pay;
        if (!is_wrong) continue;
        diag_warning(linting->diags, (Place){spans->path, span->pay_offset}, "step-order",
                     "check the figures: pay rises from step to step",
                     spans->is_sorted ? "this step pays less than one with less experience"
                     : rises          ? "this step pays less than the one before it"
                                      : "this step pays more than the one before it");
        return;
    }
}

// "0–2 years" and "2–5 years" meet and do not overlap; an open step ends where the next begins.
static void check_overlaps(const Linting *linting, const SpanList *spans) {
    for (size_t i = 1; spans->is_sorted && i < spans->count; i++) {
        const Span *before = &spans->items[i - 1];
        const Span *span = &spans->items[i];
        bool is_open = before->to == SPAN_OPEN || before->to == before->from;
        bool is_after = is_open ? span->from > before->from : span->from >= before->to;
        if (is_after) continue;
        diag_warning(linting->diags, (Place){spans->path, span->years_offset}, "step-overlap",
                     "begin each step where the one before it ends",
                     "who has these years of experience is on another step, too");
    }
}

static void check_gaps(const Linting *linting, const SpanList *spans) {
    for (size_t i = 1; spans->is_sorted && i < spans->count; i++) {
        const Span *before = &spans->items[i - 1];
        const Span *span = &spans->items[i];
        if (before->to == SPAN_OPEN || span->from <= before->to + 1) continue;
        diag_warning(linting->diags, (Place){spans->path, span->years_offset}, "step-gap",
                     "begin each step where the one before it ends",
                     "one is missing between the step that ends at %lld and this one, which "
                     "begins at %lld",
                     (long long)before->to, (long long)span->from);
    }
}

static void check_order_of_entry(const Linting *linting, const Entry *entry) {
    check_entry(linting, entry, check_order);
}

static void check_order_of_model(const Linting *linting, const Site *site) {
    check_model(linting, site, check_order);
}

static void check_overlaps_of_entry(const Linting *linting, const Entry *entry) {
    check_entry(linting, entry, check_overlaps);
}

static void check_overlaps_of_model(const Linting *linting, const Site *site) {
    check_model(linting, site, check_overlaps);
}

static void check_gaps_of_entry(const Linting *linting, const Entry *entry) {
    check_entry(linting, entry, check_gaps);
}

static void check_gaps_of_model(const Linting *linting, const Site *site) {
    check_model(linting, site, check_gaps);
}

static void check_lowest(const Linting *linting, const Entry *entry) {
    SalaryList salaries = entry_salaries(entry);
    for (size_t i = 0; i < salaries.count; i++) {
        StepList steps = salary_given_steps(&salaries.items[i]);
        const SalaryStep *step = salary_high_step(&salaries.items[i], steps);
        if (!step) continue;
        diag_warning(linting->diags, entry_place(entry, step->amount.offset), "high-entry-step",
                     "check both figures: those who begin are among those who earn least",
                     "the lowest step lies above the 25th percentile");
    }
}

// Once a site: it is the model that does not fit.
static void check_lowest_of_model(const Linting *linting, const Site *site) {
    const SalaryConfig *config = &site->config.salary;
    const Role *first = NULL;
    Arena scratch = {0};
    Str level = {0};
    size_t count = 0;
    size_t all = 0;
    for (size_t i = 0; i < site->roles.count; i++) {
        const Salary *salary = site->roles.items[i]->primary;
        bool is_modelled = salary && salary->format && salary_is_modelled(config, salary);
        if (!is_modelled || salary->percentiles.p25.state != AMOUNT_KNOWN) continue;
        all++;
        StepList steps = salary_steps(config, salary, &scratch);
        const SalaryStep *step = salary_high_step(salary, steps);
        if (step) level = text_str(step->level);
        arena_reset(&scratch);
        if (!step) continue;
        if (!first) first = site->roles.items[i];
        count++;
    }
    arena_free(&scratch);
    if (!first) return;
    const StepConfig *rule = site->config.salary.steps.items;
    while (!str_equal(text_str(rule->level), level)) rule++;
    Str title = text_str(first->entry.title);
    diag_warning(linting->diags, (Place){CONFIG_PATH, rule->level.offset}, "high-modelled-step",
                 "lower the 'percent' of the lowest step, give these roles 'steps' that were "
                 "observed, or set 'steps_with_percentiles: hide'",
                 "in %zu of %zu roles the modelled '%.*s' lies above the 25th percentile: see "
                 "'%.*s'", count, all, (int)level.len, level.ptr, (int)title.len, title.ptr);
}

static const Lint rows[] = {
    {"step-order", SEVERITY_WARNING, "pay that falls with experience is likely a slip",
     .check_entry = check_order_of_entry, .check_site = check_order_of_model},
    {"step-overlap", SEVERITY_WARNING, "readers must find their experience on one step",
     .check_entry = check_overlaps_of_entry, .check_site = check_overlaps_of_model},
    {"step-gap", SEVERITY_WARNING, "readers must find their experience on a step",
     .check_entry = check_gaps_of_entry, .check_site = check_gaps_of_model},
    {"high-entry-step", SEVERITY_WARNING,
     "beginners hardly earn more than a quarter of all in their occupation do",
     .check_entry = check_lowest},
    {"high-modelled-step", SEVERITY_WARNING,
     "a model whose lowest step is above the observed 25th percentile promises too much",
     .check_site = check_lowest_of_model, .reads = FACTS_PAY | FACTS_TITLE},
};
const LintFamily step_lints = LINT_FAMILY("steps", rows);
