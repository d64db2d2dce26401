// Lints of sums of money in a role's text: what a page says in words must be what it says in
// figures. A text may speak of many sums; only those are judged that call themselves the average,
// the median or the entry level of this very role. Words are those of English.
#include <string.h>

#include "site/lints/lints.h"
#include "site/lints/passages.h"
#include "site/salaries.h"

// What is beyond is not looked at: sums of a role, rows of a table, salaries of a role.
enum { SUMS_MAX = 200, ROWS_MAX = 50, SALARIES_JUDGED_MAX = 60 };

typedef enum FigureKind { FIGURE_OTHER, FIGURE_AVERAGE, FIGURE_MEDIAN, FIGURE_ENTRY } FigureKind;

// A figure of the role in one currency, in hundred-thousandths.
typedef struct Figure {
    FigureKind kind;
    Str level;                 // of a career step
    int64_t amount;
} Figure;

// A sum that is called by the name of another figure.
typedef struct MixUp {
    Sum sum;
    FigureKind said;
    FigureKind meant;
} MixUp;

// A role's text, and what the sums of one currency in it are compared with.
typedef struct Judging {
    const Linting *linting;
    const Role *role;
    Str body;
    List figures;              // of Figure, from the first sum on
    List mix_ups;              // of MixUp, of all currencies: reported behind what contradicts
} Judging;

static const struct {
    const char *code;
    const char *sign;
} signs[] = {
    {"USD", "$"}, {"CAD", "$"}, {"AUD", "$"}, {"NZD", "$"}, {"SGD", "$"}, {"EUR", "€"},
    {"GBP", "£"}, {"JPY", "¥"}, {"CNY", "¥"}, {"INR", "₹"},
};

typedef struct Word {
    const char *text;
    FigureKind kind;
} Word;
static const Word kind_words[] = {
    {"average", FIGURE_AVERAGE}, {"averages", FIGURE_AVERAGE}, {"averaged", FIGURE_AVERAGE},
    {"averaging", FIGURE_AVERAGE}, {"avg", FIGURE_AVERAGE}, {"the mean", FIGURE_AVERAGE},
    {"a mean", FIGURE_AVERAGE}, {"mean salary", FIGURE_AVERAGE}, {"mean wage", FIGURE_AVERAGE},
    {"mean pay", FIGURE_AVERAGE}, {"mean annual", FIGURE_AVERAGE}, {"median", FIGURE_MEDIAN},
    {"entry-level", FIGURE_ENTRY}, {"entry level", FIGURE_ENTRY},
};
enum { KIND_WORD_COUNT = sizeof kind_words / sizeof kind_words[0] };

// A sentence with one of these speaks of others, of another time, or of what might be.
static const char *const other_subjects[] = {
    "than", "between", "compared", "versus", "unlike", "whereas", "while", "other", "others",
    "another", "all occupations", "all workers", "all jobs", "senior", "junior", "principal",
    "executive", "experienced", "experience", "years", "highest", "best-paid", "lowest",
    "certified", "freelance", "freelancers", "self-employed", "part-time", "overtime", "bonus",
    "bonuses", "tuition", "fee", "fees", "loan", "loans", "debt", "cost", "costs", "budget", "will",
    "would", "could", "might", "if", NULL,
};
// A sum behind one of these is a bound, or an end of a range.
static const char *const bound_words[] = {
    "from", "to", "above", "over", "exceed", "exceeds", "exceeding", "below", "under",
    "least", "most", "past", "beyond", "reach", "reaches", "through", "plus", NULL,
};
static const char *const pay_words[] = {
    "salary", "salaries", "pay", "wage", "wages", "income", "earnings", "amount", "figure",
    "average", "avg", "median", NULL,
};

static bool has_word_of(Str text, const char *const *words) {
    size_t i = 0;
    while (words[i] && passage_find_word(text, words[i], 0) == text.len) i++;
    return words[i] != NULL;
}

// The one kind of figure that a text names; FIGURE_OTHER where it names none, or several.
static FigureKind kind_in(Str text) {
    FigureKind ret = FIGURE_OTHER;
    for (size_t i = 0; i < KIND_WORD_COUNT; i++) {
        if (passage_find_word(text, kind_words[i].text, 0) == text.len) continue;
        if (ret != FIGURE_OTHER && ret != kind_words[i].kind) return FIGURE_OTHER;
        ret = kind_words[i].kind;
    }
    return ret;
}

static bool names_a_kind(Str text) {
    size_t i = 0;
    while (i < KIND_WORD_COUNT && passage_find_word(text, kind_words[i].text, 0) == text.len) i++;
    return i < KIND_WORD_COUNT;
}

static bool is_near(const Sum *sum, int64_t amount) {
    int64_t distance = sum->amount > amount ? sum->amount - amount : amount - sum->amount;
    return distance <= sum->tolerance;
}

static const Figure *figure_at(const Judging *judging, size_t index) {
    return (const Figure *)judging->figures.items + index;
}

// What is less than half or more than twice each figure speaks of something else.
static bool is_plausible(const Judging *judging, const Sum *sum) {
    for (size_t i = 0; i < judging->figures.count; i++) {
        int64_t amount = figure_at(judging, i)->amount;
        if (sum->amount >= amount / 2 && sum->amount / 2 <= amount) return true;
    }
    return false;
}

static bool has_figure(const Judging *judging, const Sum *sum) {
    size_t i = 0;
    while (i < judging->figures.count && !is_near(sum, figure_at(judging, i)->amount)) i++;
    return i < judging->figures.count;
}

static bool has_kind(const Judging *judging, FigureKind kind, const Sum *sum) {
    for (size_t i = 0; i < judging->figures.count; i++) {
        const Figure *figure = figure_at(judging, i);
        if (figure->kind == kind && (!sum || is_near(sum, figure->amount))) return true;
    }
    return false;
}

static bool begins_with_word(Str text, Str word) {
    bool is_begun = text.len >= word.len &&
                    str_equal_ascii_case(str_slice(text, 0, word.len), word);
    bool is_whole = text.len <= word.len || !passage_is_word_byte(text.ptr[word.len]);
    return word.len && is_begun && is_whole;
}

static bool is_own_region(const Judging *judging, Str text) {
    const RegionConfig *regions = judging->linting->sources->config.regions.items;
    size_t region_count = judging->linting->sources->config.regions.count;
    const Salary *salaries = judging->role->salaries.items;
    for (size_t i = 0; i < judging->role->salaries.count; i++) {
        Str region = text_str(salaries[i].region);
        bool is_us = str_equal(region, STR("US"));
        if (is_us && (begins_with_word(text, STR("U.S")) || begins_with_word(text, STR("USA")))) {
            return true;
        }
        Buf name = {0};
        locale_country(judging->linting->sources->locale, region, &name);
        bool is_own = begins_with_word(text, region) || begins_with_word(text, buf_str(&name));
        buf_free(&name);
        for (size_t j = 0; j < region_count && !is_own; j++) {
            is_own = str_equal(text_str(regions[j].id), region) &&
                     begins_with_word(text, text_str(regions[j].name));
        }
        if (is_own) return true;
    }
    return false;
}

static bool is_time(Str text) {
    static const char *const months[] = {
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    };
    for (size_t i = 0; i < 12; i++) {
        if (begins_with_word(text, str_from(months[i]))) return true;
    }
    return passage_is_digit_at(text, 0);
}

// "in hospitals", "in California": the sum is of a part of the role's people.
static bool is_elsewhere(const Judging *judging, Str sentence) {
    static const char *const whole[] = {"total", "full", "all", "fact", NULL};
    for (size_t at = 0; (at = passage_find_word(sentence, "in", at)) < sentence.len; at++) {
        Str rest = str_trim(str_slice(sentence, at + 2, sentence.len));
        if (begins_with_word(rest, STR("the"))) rest = str_trim(str_slice(rest, 3, rest.len));
        bool is_whole = false;
        for (size_t i = 0; whole[i]; i++) is_whole |= begins_with_word(rest, str_from(whole[i]));
        if (!is_whole && !is_time(rest) && !is_own_region(judging, rest)) return true;
    }
    return false;
}

// Whether a sentence names a year of which the role has no figures.
static bool is_of_other_time(const Judging *judging, Str sentence) {
    const Salary *salaries = judging->role->salaries.items;
    for (size_t i = 0; i + 4 <= sentence.len; i++) {
        bool is_start = ascii_is_digit(sentence.ptr[i]) &&
                        (!i || !(passage_is_word_byte(sentence.ptr[i - 1]) ||
                                 strchr("$,.", sentence.ptr[i - 1])));
        if (!is_start) continue;
        size_t end = i;
        int year = 0;
        while (passage_is_digit_at(sentence, end) && end - i < 5) {
            year = year * 10 + (sentence.ptr[end++] - '0');
        }
        if (end - i != 4 || year < 1900 || year > 2100) continue;
        bool is_own = false;
        for (size_t j = 0; j < judging->role->salaries.count; j++) {
            is_own |= salaries[j].as_of.year == year;
        }
        if (!is_own) return true;
    }
    return false;
}

// A link to another page: the sentence may be about that.
static bool leads_away(Str sentence) {
    for (size_t i = 0; i + 2 < sentence.len; i++) {
        bool is_link = sentence.ptr[i] == ']' && sentence.ptr[i + 1] == '(';
        if (is_link && sentence.ptr[i + 2] != '#') return true;
    }
    return false;
}

// Whether the word, or the sign, before or behind a sum makes it a bound of a range.
static bool is_bound(Str body, const Sum *sum) {
    size_t end = sum->from;
    while (end && strchr(" *_\\", body.ptr[end - 1])) end--;
    size_t start = end;
    while (start && ascii_is_letter(body.ptr[start - 1])) start--;
    Str before = str_slice(body, start, end);
    for (size_t i = 0; bound_words[i]; i++) {
        if (str_equal_ascii_case(before, str_from(bound_words[i]))) return true;
    }
    Str behind = str_trim(str_slice(body, sum->to, body.len));
    bool is_begun = begins_with_word(behind, STR("to")) || begins_with_word(behind, STR("or")) ||
                    str_starts_with(behind, STR("+")) || str_starts_with(behind, STR("–")) ||
                    str_starts_with(behind, STR("-"));
    return is_begun || (end && body.ptr[end - 1] == '-') ||
           str_ends_with(str_slice(body, 0, end), STR("–"));
}

static const char *const kind_names[] = {
    [FIGURE_OTHER] = "figure", [FIGURE_AVERAGE] = "average", [FIGURE_MEDIAN] = "median",
    [FIGURE_ENTRY] = "entry level",
};

static Place place_of(const Judging *judging, const Sum *sum) {
    return entry_place(&judging->role->entry, judging->role->entry.body_offset + sum->from);
}

static void report_contradiction(const Judging *judging, const Sum *sum) {
    Str text = str_slice(judging->body, sum->from, sum->to);
    diag_warning(judging->linting->diags, place_of(judging, sum), "contradicting-sum",
                 "write the figure that the front matter has, or mend it there",
                 "the text says %.*s, which is no figure of this role", (int)text.len, text.ptr);
}

static void report_mix_ups(const Judging *judging) {
    const MixUp *items = judging->mix_ups.items;
    for (size_t i = 0; i < judging->mix_ups.count; i++) {
        diag_warning(judging->linting->diags, place_of(judging, &items[i].sum),
                     "average-as-median",
                     "call it what it is: half of all earn less than the median; the average is "
                     "the sum of all pay, shared equally",
                     "the text calls this the %s, the front matter has it as the %s",
                     kind_names[items[i].said], kind_names[items[i].meant]);
    }
}

static bool is_of_role(const Judging *judging, const Sum *sum, Str sentence) {
    size_t start = (size_t)(sentence.ptr - judging->body.ptr);
    Str clause = passage_clause(sentence, sum->from - start, sum->to - start);
    size_t end = (size_t)(clause.ptr - sentence.ptr) + clause.len;
    // What follows behind the sum's clause is about something else: "… and can vary with years".
    return names_a_kind(sentence) && !is_bound(judging->body, sum) && !leads_away(sentence) &&
           !has_word_of(str_slice(sentence, 0, end), other_subjects) &&
           !is_of_other_time(judging, sentence) && !is_elsewhere(judging, sentence);
}

// The cell of a row that `at` stands in: counted from 1, as each row begins with '|'.
static size_t cell_index(Str row, size_t at) {
    size_t ret = 0;
    for (size_t i = 0; i < at && i < row.len; i++) ret += row.ptr[i] == '|';
    return ret;
}

static Str cell_at(Str row, size_t index) {
    size_t from = 0;
    while (from < row.len && index) index -= row.ptr[from++] == '|';
    Str rest = str_slice(row, from, row.len);
    Str cell = str_trim(str_slice(rest, 0, str_find(rest, '|')));
    while (cell.len && strchr("*_", cell.ptr[0])) cell = str_slice(cell, 1, cell.len);
    while (cell.len && strchr("*_", cell.ptr[cell.len - 1])) cell.len--;
    return cell;
}

static bool is_row(Str line) {
    return line.len && line.len < PASSAGE_MAX && line.ptr[0] == '|';
}

// The first row of the table that a row stands in; empty where it is far above.
static Str header_of(Str body, Str row, size_t *row_index) {
    for (*row_index = 0; *row_index < ROWS_MAX; (*row_index)++) {
        size_t start = (size_t)(row.ptr - body.ptr);
        Str above = start ? passage_line(body, start - 1) : (Str){0};
        if (!is_row(above)) return row;
        row = above;
    }
    return (Str){0};
}

// Whether a row is the only one of its table, and of the role itself: several would compare.
static bool is_row_of_role(const Judging *judging, Str row, size_t row_index) {
    size_t end = (size_t)(row.ptr - judging->body.ptr) + row.len;
    bool is_last = end >= judging->body.len || !is_row(passage_line(judging->body, end + 1));
    Str first = cell_at(row, 1);
    return row_index == 2 && is_last &&
           (str_equal_ascii_case(first, text_str(judging->role->entry.title)) ||
            str_equal_ascii_case(first, text_str(judging->role->plural)));
}

// A row of a career step, of a kind of figure, or of the role, under a heading that speaks of pay.
// Rows of anything else may be of other occupations or places.
static void judge_row(const Judging *judging, const Sum *sum) {
    Str row = passage_line(judging->body, sum->from);
    size_t row_index = 0;
    Str header = is_row(row) ? header_of(judging->body, row, &row_index) : (Str){0};
    size_t row_start = (size_t)(row.ptr - judging->body.ptr);
    Str heading = cell_at(header, cell_index(row, sum->from - row_start));
    if (row_index < 2 || !has_word_of(heading, pay_words)) return;
    if (passage_find_word(heading, "in", 0) < heading.len) return;
    Str first = cell_at(row, 1);
    bool is_step = false;
    for (size_t i = 0; i < judging->figures.count; i++) {
        const Figure *figure = figure_at(judging, i);
        if (!figure->level.len || !str_equal_ascii_case(figure->level, first)) continue;
        if (is_near(sum, figure->amount)) return;
        is_step = true;
    }
    bool is_kind = kind_in(first) != FIGURE_OTHER && passage_find_word(first, "in", 0) == first.len;
    bool is_judged = is_kind || is_row_of_role(judging, row, row_index);
    if (is_step || (is_judged && !has_figure(judging, sum))) report_contradiction(judging, sum);
}

static void judge_contradiction(const Judging *judging, const Sum *sum) {
    if (!is_plausible(judging, sum)) return;
    if (is_row(passage_line(judging->body, sum->from))) {
        judge_row(judging, sum);
        return;
    }
    if (has_figure(judging, sum)) return;
    Str sentence = passage_sentence(judging->body, sum);
    if (is_of_role(judging, sum, sentence)) report_contradiction(judging, sum);
}

static void judge_mix_up(Judging *judging, const Sum *sum) {
    if (is_row(passage_line(judging->body, sum->from)) || !has_figure(judging, sum)) return;
    Str sentence = passage_sentence(judging->body, sum);
    size_t start = (size_t)(sentence.ptr - judging->body.ptr);
    FigureKind said = kind_in(passage_clause(sentence, sum->from - start, sum->to - start));
    if (said != FIGURE_AVERAGE && said != FIGURE_MEDIAN) return;
    FigureKind other = said == FIGURE_AVERAGE ? FIGURE_MEDIAN : FIGURE_AVERAGE;
    bool is_mixed_up = has_kind(judging, other, sum) && !has_kind(judging, said, sum);
    if (!is_mixed_up || !is_of_role(judging, sum, sentence)) return;
    *(MixUp *)list_add(&judging->mix_ups, sizeof(MixUp)) = (MixUp){*sum, said, other};
}

static Str sign_of(Str currency) {
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (str_equal(str_from(signs[i].code), currency)) return str_from(signs[i].sign);
    }
    return (Str){0};
}

static void add_figure(List *figures, FigureKind kind, Str level, int64_t amount) {
    if (amount > 0) *(Figure *)list_add(figures, sizeof(Figure)) = (Figure){kind, level, amount};
}

static void add_other(void *context, void *value) {
    const Amount *amount = value;
    add_figure(context, FIGURE_OTHER, (Str){0}, amount->minor);
}

static void add_steps(const SalaryConfig *config, const Salary *salary, List *figures) {
    const SalaryStep *steps = salary->steps.items;
    const StepConfig *rules = config->steps.items;
    for (size_t i = 0; i < salary->steps.count; i++) {
        add_figure(figures, FIGURE_OTHER, text_str(steps[i].level), steps[i].amount.minor);
    }
    if (!salary_is_modelled(config, salary)) return;
    // In cents, as an average of many digits is too large else.
    enum { CENTS = 100 };
    int64_t in_cent = AMOUNT_UNIT / CENTS;
    for (size_t i = 0; i < config->steps.count; i++) {
        int64_t average = salary->average.minor / in_cent;
        int64_t pay = salary_model_step(salary, average, CENTS, rules[i].percent);
        add_figure(figures, FIGURE_OTHER, text_str(rules[i].level), pay * in_cent);
    }
}

static void add_salary(const SalaryConfig *config, const Salary *salary, List *figures) {
    Salary visited = *salary;
    schema_visit(&Salary_schema, FIELD_AMOUNT, &visited, add_other, figures);
    add_figure(figures, FIGURE_AVERAGE, (Str){0}, salary->average.minor);
    add_figure(figures, FIGURE_MEDIAN, (Str){0}, salary->median.minor);
    add_steps(config, salary, figures);
}

// The figures of all salaries that are paid in a currency.
static void add_salaries(Judging *judging, Str currency) {
    const Salary *salaries = judging->role->salaries.items;
    for (size_t i = 0; i < judging->role->salaries.count; i++) {
        if (!str_equal(text_str(salaries[i].currency), currency)) continue;
        add_salary(&judging->linting->sources->config.salary, &salaries[i], &judging->figures);
    }
}

// Compares each sum that has this sign or code of a currency with its figures.
static void judge_sums(Judging *judging, Str currency, Str mark) {
    Str body = judging->body;
    size_t count = 0;
    for (size_t at = 0; mark.len && count < SUMS_MAX && at < body.len; at++) {
        at += str_find(str_slice(body, at, body.len), mark.ptr[0]);
        Sum sum = {0};
        if (!str_starts_with(str_slice(body, at, body.len), mark)) continue;
        if (!passage_read_sum(body, at, at + mark.len, &sum)) continue;
        if (!judging->figures.count) add_salaries(judging, currency);
        judge_contradiction(judging, &sum);
        judge_mix_up(judging, &sum);
        count++;
    }
}

static bool is_english(const Linting *linting, const Entry *entry) {
    Str language = entry->language.len ? text_str(entry->language)
                                           : text_str(linting->sources->config.language);
    return begins_with_word(language, STR("en"));
}

static void judge_currencies(Judging *judging) {
    const Salary *salaries = judging->role->salaries.items;
    for (size_t i = 0; i < judging->role->salaries.count; i++) {
        Str currency = text_str(salaries[i].currency);
        bool is_first = true;
        for (size_t j = 0; j < i; j++) {
            is_first &= !str_equal(text_str(salaries[j].currency), currency);
        }
        if (!is_first) continue;
        judging->figures.count = 0;
        judge_sums(judging, currency, sign_of(currency));
        judge_sums(judging, currency, currency);
    }
}

static const char *const heading_pay_words[] = {
    "salary", "salaries", "pay", "wage", "wages", "income", "earnings", NULL,
};

// "Median Salary", where the front matter has only an average.
static void check_heading(const Linting *linting, const Entry *entry,
                          const MarkdownHeading *heading, FigureKind given) {
    if (!has_word_of(heading->text, heading_pay_words)) return;
    FigureKind said = kind_in(heading->text);
    if (said == given || (said != FIGURE_MEDIAN && said != FIGURE_AVERAGE)) return;
    diag_warning(linting->diags, entry_place(entry, heading->offset), "average-as-median",
                 "call it what it is, or give the other figure as well",
                 "this heading says %s, and the front matter has only the %s", kind_names[said],
                 kind_names[given]);
}

// The one of average and median that a role gives; FIGURE_OTHER where it gives both, or none.
static FigureKind given_kind(const Role *role) {
    const Salary *salaries = role->salaries.items;
    bool has_average = false;
    bool has_median = false;
    for (size_t i = 0; i < role->salaries.count; i++) {
        has_average |= salaries[i].average.state != AMOUNT_NONE;
        has_median |= salaries[i].median.state != AMOUNT_NONE;
    }
    return has_average == has_median ? FIGURE_OTHER : has_median ? FIGURE_MEDIAN : FIGURE_AVERAGE;
}

static void check_headings(const Linting *linting, const Role *role) {
    const MarkdownDocument *body = role->entry.body;
    FigureKind given = given_kind(role);
    for (size_t i = 0; given != FIGURE_OTHER && i < body->heading_count; i++) {
        check_heading(linting, &role->entry, &body->headings[i], given);
    }
}

static void check_sums(const Linting *linting, const Entry *entry) {
    const Role *role = entry_role(entry);
    if (!role || !is_english(linting, entry)) return;
    Judging judging = {.linting = linting, .role = role,
                       .body = str_slice(linting->text, entry->body_offset, linting->text.len),
                       .figures = {.arena = linting->scratch},
                       .mix_ups = {.arena = linting->scratch}};
    if (role->salaries.count <= SALARIES_JUDGED_MAX) judge_currencies(&judging);
    report_mix_ups(&judging);
    check_headings(linting, role);
}

static const Lint rows[] = {
    {.code = "contradicting-sum", .severity = SEVERITY_WARNING,
     .reason = "a page that says one figure in words and another in its tables is wrong once"},
    {.code = "average-as-median", .severity = SEVERITY_WARNING,
     .reason = "an average is no median: a few very high salaries move the one, and not the other"},
};
const LintFamily money_text_lints = {
    .name = "sums in text", .rows = rows, .count = sizeof rows / sizeof rows[0],
    .check_entry = check_sums,
};
