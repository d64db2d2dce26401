// Lints of figures: pay and outlook.
#include <stdio.h>
#include <stdlib.h>

#include "site/lints/lints.h"
#include "site/salaries.h"

enum {
    // How many times another figure of one salary an amount is that has slipped: even the highest
    // paid tenth of an occupation seldom earns ten times what the lowest does.
    SLIPPED_TIMES = 30,
    CENTS_LOW = 50, CENTS_HIGH = 200,
    HOURS_LOW = 1000, HOURS_HIGH = 4000,
    FAR_FROM_MEDIAN = 3,
};

static bool outlook_has_figure(const Outlook *outlook) {
    return outlook->growth.is_given || outlook->openings;
}

static void report_unsourced(const Linting *linting, const Entry *entry, size_t offset) {
    diag_warning(linting->diags, entry_place(entry, offset), "unsourced",
                 "add 'source' with the id of an entry of 'sources'",
                 "nothing says where these figures come from");
}

// Once a role: the first.
static void check_unsourced(const Linting *linting, const Entry *entry) {
    const Role *role = entry_role(entry);
    if (!role) return;
    const Salary *salaries = role->salaries.items;
    for (size_t i = 0; i < role->salaries.count; i++) {
        bool is_known = salaries[i].source.len ||
                        schema_has_bad(&Salary_schema, &salaries[i], "source");
        if (is_known || !salary_has_figure(&salaries[i])) continue;
        report_unsourced(linting, entry, salaries[i].offset);
        return;
    }
    const Outlook *outlook = &role->outlook;
    bool is_known = outlook->source.len || schema_has_bad(&Outlook_schema, outlook, "source");
    if (outlook_has_figure(outlook) && !is_known) {
        report_unsourced(linting, entry, outlook->offset);
    }
}

// Once a role: the first.
static void check_undated(const Linting *linting, const Entry *entry) {
    SalaryList salaries = entry_salaries(entry);
    for (size_t i = 0; i < salaries.count; i++) {
        bool is_known = salaries.items[i].as_of.year ||
                        schema_has_bad(&Salary_schema, &salaries.items[i], "as_of");
        if (is_known || !salary_has_figure(&salaries.items[i])) continue;
        diag_warning(linting->diags, entry_place(entry, salaries.items[i].offset), "undated",
                     "add 'as_of' with the month, or the year, that they describe: 2023-05",
                     "nothing says of which time these figures are");
        return;
    }
}

static void check_stale(const Linting *linting, const Entry *entry) {
    SalaryList salaries = entry_salaries(entry);
    const SalaryConfig *config = &linting->sources->config.salary;
    Date now = linting->sources->options.now;
    const Salary *first = NULL;
    size_t count = 0;
    for (size_t i = 0; i < salaries.count; i++) {
        if (!salary_is_stale(config, salaries.items[i].as_of, now)) continue;
        if (!first) first = &salaries.items[i];
        count++;
    }
    if (!first) return;
    Str age = text_str(config->stale_after);
    char others[48] = "";
    if (count > 1) snprintf(others, sizeof others, " (so are %zu more here)", count - 1);
    diag_warning(linting->diags, entry_place(entry, first->as_of.offset), "stale-figure",
                 "look up what their source says today",
                 "these figures are older than %.*s%s", (int)age.len, age.ptr, others);
}

static void check_stale_outlook(const Linting *linting, const Entry *entry) {
    const Role *role = entry_role(entry);
    const SalaryConfig *config = &linting->sources->config.salary;
    Date now = linting->sources->options.now;
    if (!role || !outlook_has_figure(&role->outlook)) return;
    const Outlook *outlook = &role->outlook;
    if (!outlook_is_stale(config, outlook, now)) return;
    bool has_ended = outlook->to && outlook->to < now.year;
    Str age = text_str(config->stale_after);
    diag_warning(linting->diags, entry_place(entry, outlook->offset), "stale-outlook",
                 "look up what its source projects today",
                 "%s%.*s%s",
                 has_ended ? "the years of this outlook are over" : "this outlook began more than ",
                 has_ended ? 0 : (int)age.len, age.ptr, has_ended ? "" : " ago");
}

static bool is_sum(const Amount *amount) {
    return amount->state == AMOUNT_KNOWN && amount->minor > 0;
}

static bool is_times(const Amount *high, const Amount *low, int64_t times) {
    return is_sum(high) && is_sum(low) && high->minor / times >= low->minor;
}

// What is far off by its digits is the matter of slipped-digits.
static bool is_above(const Amount *high, const Amount *low) {
    return is_sum(high) && is_sum(low) && high->minor > low->minor &&
           !is_times(high, low, SLIPPED_TIMES);
}

static void check_average(const Linting *linting, const Entry *entry) {
    SalaryList salaries = entry_salaries(entry);
    for (size_t i = 0; i < salaries.count; i++) {
        const Amount *average = &salaries.items[i].average;
        const Amount *median = &salaries.items[i].median;
        const Percentiles *at = &salaries.items[i].percentiles;
        const char *where = is_above(&at->p10, average)   ? "below the 10th percentile"
                            : is_above(average, &at->p90) ? "above the 90th percentile"
                            : is_times(average, median, FAR_FROM_MEDIAN) ||
                                    is_times(median, average, FAR_FROM_MEDIAN)
                                ? "far from the median"
                                : NULL;
        bool has_slipped = is_times(average, median, SLIPPED_TIMES) ||
                           is_times(median, average, SLIPPED_TIMES);
        if (!where || has_slipped) continue;
        diag_warning(linting->diags, entry_place(entry, average->offset), "far-average",
                     "check which figure is meant: some salaries that are very high or low move an "
                     "average, but not so far",
                     "the average lies %s", where);
    }
}

static void collect_known(void *context, void *value) {
    const Amount *amount = value;
    if (is_sum(amount)) *(Amount *)list_add(context, sizeof(Amount)) = *amount;
}

static int compare_amounts(const void *a, const void *b) {
    const Amount *left = a;
    const Amount *right = b;
    return (left->minor > right->minor) - (left->minor < right->minor);
}

static const char *slip_hint(int64_t times) {
    if (times >= CENTS_LOW && times <= CENTS_HIGH) {
        return "write all of them in whole units of the currency: one may be typed in cents";
    }
    if (times >= HOURS_LOW && times <= HOURS_HIGH) {
        return "write all of them for the same 'period': one may be paid for an hour";
    }
    return "check its digits, and those of the others";
}

// An amount of a salary that is far off, and what it is far off from.
typedef struct Slip {
    Amount amount;
    Amount middle;
} Slip;

// Which of its figures is the wrong one, the one in the middle tells.
static bool find_slip(const Salary *salary, Arena *scratch, Slip *ret) {
    List known = {.arena = scratch};
    Salary visited = *salary;
    schema_visit(&Salary_schema, FIELD_AMOUNT, &visited, collect_known, &known);
    Amount *amounts = known.items;
    size_t count = known.count;
    if (count) qsort(amounts, count, sizeof *amounts, compare_amounts);
    if (count) ret->middle = amounts[(count - 1) / 2];
    size_t i = 0;
    while (i < count && !is_times(&amounts[i], &ret->middle, SLIPPED_TIMES) &&
           !is_times(&ret->middle, &amounts[i], SLIPPED_TIMES)) {
        i++;
    }
    if (i < count) ret->amount = amounts[i];
    return i < count;
}

static void check_slips(const Linting *linting, const Entry *entry) {
    SalaryList salaries = entry_salaries(entry);
    for (size_t i = 0; i < salaries.count; i++) {
        Slip slip = {0};
        if (!find_slip(&salaries.items[i], linting->scratch, &slip)) continue;
        bool is_high = slip.amount.minor > slip.middle.minor;
        int64_t times = is_high ? slip.amount.minor / slip.middle.minor
                                : slip.middle.minor / slip.amount.minor;
        diag_warning(linting->diags, entry_place(entry, slip.amount.offset), "slipped-digits",
                     slip_hint(times),
                     is_high ? "this is %lld times another figure of this salary"
                             : "another figure of this salary is %lld times this one",
                     (long long)times);
    }
}

// Roughly what a dollar is worth: it is about the number of digits.
static const struct {
    Str code;
    int64_t per_dollar;
} currencies[] = {
    {{"USD", 3}, 1}, {{"EUR", 3}, 1}, {{"GBP", 3}, 1}, {{"CHF", 3}, 1}, {{"CAD", 3}, 1},
    {{"AUD", 3}, 1}, {{"NZD", 3}, 2}, {{"SGD", 3}, 1}, {{"DKK", 3}, 7}, {{"NOK", 3}, 10},
    {{"SEK", 3}, 10}, {{"PLN", 3}, 4}, {{"JPY", 3}, 150}, {{"INR", 3}, 85},
};
static const struct {
    Str name;
    int64_t per_year;
} periods[] = {
    {{"year", 4}, 1}, {{"month", 5}, 12}, {{"week", 4}, 52}, {{"day", 3}, 260}, {{"hour", 4}, 2080},
};
enum { YEAR_PAY_MIN = 600, YEAR_PAY_MAX = 2000000 };   // dollars: hardly typical of any occupation

// So many dollars a year in hundred-thousandths of the salary's currency, for its period; 0 where
// we cannot tell.
static int64_t yearly(const Salary *salary, int64_t dollars) {
    int64_t ret = 0;
    for (size_t i = 0; i < sizeof currencies / sizeof currencies[0]; i++) {
        bool is_same = str_equal(text_str(salary->currency), currencies[i].code);
        if (is_same) ret = dollars * AMOUNT_UNIT * currencies[i].per_dollar;
    }
    for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++) {
        bool is_same = str_equal(salary_period(salary), periods[i].name);
        if (is_same) ret /= periods[i].per_year;
    }
    return ret;
}

static void check_period(const Linting *linting, const Entry *entry) {
    SalaryList salaries = entry_salaries(entry);
    for (size_t i = 0; i < salaries.count; i++) {
        const Amount *pay = salary_headline(&salaries.items[i]);
        int64_t least = yearly(&salaries.items[i], YEAR_PAY_MIN);
        if (!least || !is_sum(pay)) continue;
        bool is_high = pay->minor > yearly(&salaries.items[i], YEAR_PAY_MAX);
        bool is_odd = is_high || pay->minor < least;
        Slip slip = {0};
        if (!is_odd || find_slip(&salaries.items[i], linting->scratch, &slip)) continue;
        Str period = salary_period(&salaries.items[i]);
        diag_warning(linting->diags, entry_place(entry, pay->offset), "implausible-pay",
                     "check its digits, and 'period': hour, day, week, month or year",
                     "this is very %s pay per %.*s", is_high ? "high" : "low",
                     (int)period.len, period.ptr);
    }
}

static Str salary_key(const Linting *linting, const Salary *salary, bool is_whole) {
    const Str parts[] = {text_str(salary->region), text_str(salary->currency),
                         salary_period(salary),
                         text_str(salary->source)};
    Buf key = {0};
    for (size_t i = 0; i < (is_whole ? 4 : 2); i++) {
        buf_add(&key, parts[i]);
        buf_add_char(&key, '\0');
    }
    return arena_take(linting->scratch, &key);
}

static void check_repeated(const Linting *linting, const Entry *entry) {
    SalaryList salaries = entry_salaries(entry);
    Table seen = {0};
    for (size_t i = 0; salaries.count > 1 && i < salaries.count; i++) {
        Str key = salary_key(linting, &salaries.items[i], true);
        size_t first = table_add(&seen, key, i);
        if (first == TABLE_NONE) continue;
        Place place = entry_place(entry, salaries.items[i].offset);
        diags_relate(linting->diags, entry_place(entry, salaries.items[first].offset),
                     "this is the one above");
        diag_warning(linting->diags, place, "repeated-salary",
                     "keep the newer one, or name the region or the source that it differs by",
                     "there is a salary of this region, period and source above");
    }
    table_free(&seen);
}

// Once a role: the first.
static void check_mixed(const Linting *linting, const Entry *entry) {
    SalaryList salaries = entry_salaries(entry);
    Table seen = {0};
    for (size_t i = 0; salaries.count > 1 && i < salaries.count; i++) {
        size_t first = table_add(&seen, salary_key(linting, &salaries.items[i], false), i);
        if (first == TABLE_NONE) continue;
        Str above = salary_period(&salaries.items[first]);
        Str here = salary_period(&salaries.items[i]);
        if (str_equal(above, here)) continue;
        diags_relate(linting->diags, entry_place(entry, salaries.items[first].offset),
                     "this is the one above");
        diag_warning(linting->diags, entry_place(entry, salaries.items[i].offset), "mixed-periods",
                     "give one of them: pages show what it comes to in an hour and a month",
                     "this region's pay is given per %.*s above, and per %.*s here",
                     (int)above.len, above.ptr, (int)here.len, here.ptr);
        break;
    }
    table_free(&seen);
}

static void check_outlook_years(const Linting *linting, const Entry *entry) {
    const Role *role = entry_role(entry);
    if (!role || !outlook_has_figure(&role->outlook)) return;
    const Outlook *outlook = &role->outlook;
    const char *flaw =
        !outlook->from && !outlook->to   ? "nothing says which years this outlook is of"
        : !outlook->from || !outlook->to ? "of the two years of this outlook one is missing"
        : outlook->from == outlook->to   ? "this outlook ends in the year in which it begins"
                                         : NULL;
    bool is_bad = schema_has_bad(&Outlook_schema, outlook, "from") ||
                  schema_has_bad(&Outlook_schema, outlook, "to");
    if (!flaw || is_bad) return;
    diag_warning(linting->diags, entry_place(entry, outlook->offset), "outlook-years",
                 "write the first and the last year of the projection: from: 2024, to: 2034",
                 "%s", flaw);
}

static void check_growth(const Linting *linting, const Entry *entry) {
    const Role *role = entry_role(entry);
    if (!role || role->outlook.growth.hundredths <= 100 * 100) return;
    diag_warning(linting->diags, entry_place(entry, role->outlook.growth.offset), "outlook-growth",
                 "check its digits: seventeen percent is 17%",
                 "an occupation that more than doubles is very rare");
}

#define FIGURE_LINT(code_, reason_, check) \
    {.code = (code_), .severity = SEVERITY_WARNING, .reason = (reason_), .check_entry = (check)}

static const Lint rows[] = {
    FIGURE_LINT("unsourced",
                "readers cannot judge a figure of which nobody says where it comes from",
                check_unsourced),
    FIGURE_LINT("undated", "readers cannot judge a figure of which nobody says how old it is",
                check_undated),
    FIGURE_LINT("stale-figure", "pay changes: a figure older than salary.stale_after misleads",
                check_stale),
    FIGURE_LINT("stale-outlook",
                "a projection that is over, or older than salary.stale_after, misleads",
                check_stale_outlook),
    FIGURE_LINT("far-average", "an average beyond nine tenths of all pay is likely a slip",
                check_average),
    FIGURE_LINT("slipped-digits", "an amount many times another was typed in cents, or for an hour",
                check_slips),
    FIGURE_LINT("implausible-pay", "such pay is likely that of another period, or typed in cents",
                check_period),
    FIGURE_LINT("repeated-salary", "of two salaries alike readers cannot tell which one is true",
                check_repeated),
    FIGURE_LINT("mixed-periods", "pay of one region by the hour and by the year may contradict",
                check_mixed),
    FIGURE_LINT("outlook-years", "a projection says nothing without the years that it is of",
                check_outlook_years),
    FIGURE_LINT("outlook-growth", "a growth of more than 100 % is likely a slip", check_growth),
};
const LintFamily figure_lints = LINT_FAMILY("figures", rows);
