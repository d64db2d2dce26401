#include "output/views.h"

#include "format/url.h"
#include "site/salaries.h"

#include <stdlib.h>
#include <string.h>

static const ViewName link_names[] = {
    VIEW_ROW(LinkView, title, "TITLE", NAME_TEXT, "what the link says"),
    VIEW_ROW(LinkView, link, "LINK", NAME_LINK, "where it leads in the site"),
    VIEW_ROW(LinkView, url, "URL", NAME_URL, "where it leads elsewhere"),
    VIEW_ROW(LinkView, is_current, "IS_CURRENT", NAME_FLAG, "it leads to this page"),
    VIEW_ROW(LinkView, is_above, "IS_ABOVE", NAME_FLAG, "it leads to a page above this one"),
};
const ViewType link_view = VIEW_TYPE("link", LinkView, link_names);

static const ViewName role_card_names[] = {
    VIEW_ROW(RoleCard, title, "TITLE", NAME_TEXT, "the occupation's name"),
    VIEW_ROW(RoleCard, link, "LINK", NAME_LINK, "its page"),
    VIEW_ROW(RoleCard, summary, "SUMMARY", NAME_TEXT, "one or two sentences"),
    VIEW_ROW(RoleCard, branch, "BRANCH", NAME_TEXT, "its branch"),
    VIEW_ROW(RoleCard, branch_link, "BRANCH_LINK", NAME_LINK, "the branch's page"),
    VIEW_ROW(RoleCard, pay, "PAY", NAME_TEXT, "the median, else the average"),
    VIEW_ROW(RoleCard, pay_label, "PAY_LABEL", NAME_TEXT, "what PAY is: \"per year, median\""),
    VIEW_ROW(RoleCard, pay_period, "PAY_PERIOD", NAME_TEXT, "\"per year\""),
    VIEW_ROW(RoleCard, is_usual_pay, "IS_USUAL_PAY", NAME_FLAG,
             "PAY is a median of the currency and period that most roles have"),
    VIEW_ROW(RoleCard, is_bar_open, "IS_BAR_OPEN", NAME_FLAG, "PAY is known from below only"),
    VIEW_ROW(RoleCard, is_average, "IS_AVERAGE", NAME_FLAG, "PAY is an average"),
    VIEW_ROW(RoleCard, pay_minor, "PAY_MINOR", NAME_TEXT,
             "PAY as a plain number, to sort by, of one currency and period"),
    VIEW_ROW(RoleCard, share, "SHARE", NAME_TEXT,
             "PAY in percent of the highest of the branch or skill"),
    VIEW_ROW(RoleCard, education, "EDUCATION", NAME_TEXT, "the usual degree"),
    VIEW_ROW(RoleCard, compare_link, "COMPARE_LINK", NAME_LINK,
             "the page that compares it with others"),
    VIEW_ROW(RoleCard, education_levels, "EDUCATION_LEVELS", NAME_TEXT,
             "the same in short: the levels that it names, else as it is written"),
    VIEW_ROW(RoleCard, growth, "GROWTH", NAME_TEXT, "projected growth, \"9%\""),
    VIEW_ROW(RoleCard, growth_value, "GROWTH_VALUE", NAME_TEXT, "as a plain number, to sort by"),
    VIEW_ROW(RoleCard, growth_years, "GROWTH_YEARS", NAME_TEXT,
             "its years, where the roles around it do not share them"),
};
const ViewType role_card_view = VIEW_TYPE("role card", RoleCard, role_card_names);

static const ViewName article_card_names[] = {
    VIEW_ROW(ArticleCard, title, "TITLE", NAME_TEXT, "the headline"),
    VIEW_ROW(ArticleCard, link, "LINK", NAME_LINK, "its page"),
    VIEW_ROW(ArticleCard, summary, "SUMMARY", NAME_TEXT, "one or two sentences"),
    VIEW_ROW(ArticleCard, date, "DATE", NAME_TEXT, "the day of publication"),
    VIEW_ROW(ArticleCard, date_iso, "DATE_ISO", NAME_TEXT, "the same as YYYY-MM-DD"),
    VIEW_ROW(ArticleCard, reading_time, "READING_TIME", NAME_TEXT, "in minutes"),
};
const ViewType article_card_view = VIEW_TYPE("article card", ArticleCard, article_card_names);

static const ViewName term_card_names[] = {
    VIEW_ROW(TermCard, title, "TITLE", NAME_TEXT, "the name of the branch or skill"),
    VIEW_ROW(TermCard, link, "LINK", NAME_LINK, "its page"),
    VIEW_ROW(TermCard, description, "DESCRIPTION", NAME_TEXT, "one sentence"),
    VIEW_ROW(TermCard, role_count, "ROLE_COUNT", NAME_TEXT, "\"12 roles\""),
    VIEW_ROW(TermCard, pay_low, "PAY_LOW", NAME_TEXT,
             "the lowest typical pay of two roles or more"),
    VIEW_ROW(TermCard, pay_high, "PAY_HIGH", NAME_TEXT, "the highest"),
    VIEW_ROW(TermCard, pay_median, "PAY_MEDIAN", NAME_TEXT,
             "the one in the middle of five roles or more"),
    VIEW_ROW(TermCard, pay_label, "PAY_LABEL", NAME_TEXT, "per what"),
    VIEW_ROW(TermCard, shared_years, "SHARED_YEARS", NAME_TEXT,
             "the years of its roles' growth, where all share them"),
    VIEW_LIST(TermCard, roles, "ROLES", role_card_view, "its roles"),
};
const ViewType term_card_view = VIEW_TYPE("term card", TermCard, term_card_names);

static const ViewName heading_names[] = {
    VIEW_ROW(HeadingView, id, "ID", NAME_TEXT, "the heading's id"),
    VIEW_ROW(HeadingView, text, "TEXT", NAME_TEXT, "the heading"),
    VIEW_LIST(HeadingView, children, "CHILDREN", heading_view, "the headings below it"),
};
const ViewType heading_view = VIEW_TYPE("heading", HeadingView, heading_names);

Str string_text(const Job *job, const char *key) {
    return strings_get(job->all->strings, key);
}

Buf scratch_begin(const Job *job) {
    return job->spare ? spare_take(job->spare) : (Buf){0};
}

Str scratch_take(const Job *job, Buf *buf) {
    Str ret = arena_copy(job->scratch, buf_str(buf));
    scratch_drop(job, buf);
    return ret;
}

void scratch_drop(const Job *job, Buf *buf) {
    if (job->spare) spare_give(job->spare, buf);
    else buf_free(buf);
}

Str number_text(const Job *job, int64_t number) {
    Buf text = scratch_begin(job);
    buf_add_int(&text, number);
    return scratch_take(job, &text);
}

Str whole_number_text(const Job *job, int64_t number) {
    Buf text = scratch_begin(job);
    number_write(locale_integer(job->all->site->locale), number, &text);
    return scratch_take(job, &text);
}

static Str write_amount(const Job *job, const NumberFormat *format, const Amount *amount) {
    if (amount->state == AMOUNT_NONE || !format) return (Str){0};
    if (amount->state == AMOUNT_SUPPRESSED) return string_text(job, "not_published");
    Buf text = scratch_begin(job);
    number_write(format, amount->minor, &text);
    if (amount->state == AMOUNT_KNOWN) return scratch_take(job, &text);
    Buf full = scratch_begin(job);
    strings_write(string_text(job, "at_least"),
                  &(Placeholder){"amount", buf_str(&text)}, 1, &full);
    scratch_drop(job, &text);
    return scratch_take(job, &full);
}

Str amount_text(const Job *job, const Salary *salary, const Amount *amount) {
    return write_amount(job, salary->format, amount);
}

Str amount_text_full(const Job *job, const Salary *salary, const Amount *amount) {
    const NumberFormat *format = salary->format;
    return write_amount(job, format ? money_with_digits(format, true) : NULL, amount);
}

Str date_text(const Job *job, Date date) {
    if (!date.year) return (Str){0};
    Buf text = scratch_begin(job);
    locale_write_date(job->all->site->locale, date.year, date.month, date.day, &text);
    return scratch_take(job, &text);
}

Str age_text(const Job *job, Date as_of) {
    int64_t years = figure_age_months(as_of, job->all->site->now) / MONTHS_PER_YEAR;
    return years > 0 ? count_text(job, "years_old", (size_t)years) : (Str){0};
}

Str date_iso(const Job *job, Date date) {
    if (!date.year) return (Str){0};
    char *text = ARENA_NEW(job->scratch, char, DATE_TEXT_SIZE);
    return (Str){text, date_write(date, text)};
}

Str fill_in(const Job *job, Str pattern, const Placeholder *values, size_t count) {
    Buf text = scratch_begin(job);
    strings_write(pattern, values, count, &text);
    return scratch_take(job, &text);
}

Str count_text(const Job *job, const char *key, size_t count) {
    Buf text = scratch_begin(job);
    strings_write_count(job->all->strings, job->all->site->locale, key, count, &text);
    return scratch_take(job, &text);
}

Str reading_time_text(const Job *job, const Entry *entry) {
    enum { WORDS_PER_MINUTE = 220 };
    return count_text(job, "minutes", entry->body->word_count / WORDS_PER_MINUTE + 1);
}

static const PeriodStrings *period_strings(const Job *job, const Salary *salary) {
    return strings_of_period(job->all->strings, salary_period(salary));
}

Str period_text(const Job *job, const Salary *salary) {
    return period_strings(job, salary)->text;
}

Str compare_link(const Job *job, const Role *const *roles, size_t count) {
    const Site *site = job->all->site;
    if (!site->config.outputs.compare || site->roles.count < 2) return (Str){0};
    Buf link = scratch_begin(job);
    buf_add(&link, STR("compare/#"));
    for (size_t i = 0; i < count; i++) {
        if (i) buf_add_char(&link, ',');
        buf_add(&link, text_str(roles[i]->entry.slug));
    }
    return scratch_take(job, &link);
}

static bool is_average(const Salary *salary) {
    return salary_headline(salary) == &salary->average;
}

Str headline_kind(const Job *job, const Salary *salary) {
    return string_text(job, is_average(salary) ? "average" : "median");
}

Str headline_label(const Job *job, const Salary *salary) {
    const PeriodStrings *period = period_strings(job, salary);
    return is_average(salary) ? period->average_pay : period->median_pay;
}

int percent_decimals(const Percent *percent) {
    if (!percent->is_given || percent->hundredths % 100 == 0) return 0;
    return percent->hundredths % 10 ? 2 : 1;
}

Str growth_text(const Job *job, const Percent *growth, int decimals) {
    if (!growth->is_given) return (Str){0};
    Buf text = scratch_begin(job);
    number_write(locale_percent(job->all->site->locale, decimals), growth->hundredths, &text);
    return scratch_take(job, &text);
}

Str years_text(const Job *job, int64_t from, int64_t to) {
    const Locale *locale = job->all->site->locale;
    Buf text = scratch_begin(job);
    if (from) locale_write_date(locale, (int)from, 0, 0, &text);
    if (from && to) buf_add(&text, STR("–"));
    if (to) locale_write_date(locale, (int)to, 0, 0, &text);
    return scratch_take(job, &text);
}

GrowthColumn growth_column(const RoleList *roles, size_t from, size_t to) {
    GrowthColumn ret = {0};
    bool is_first = true;
    for (size_t i = from; i < to && i < roles->count; i++) {
        const Outlook *outlook = &roles->items[i]->outlook;
        if (!outlook->growth.is_given) continue;
        int decimals = percent_decimals(&outlook->growth);
        if (decimals > ret.decimals) ret.decimals = decimals;
        bool is_shared = is_first || (outlook->from == ret.from && outlook->to == ret.to);
        ret.from = is_shared ? outlook->from : 0;
        ret.to = is_shared ? outlook->to : 0;
        is_first = false;
    }
    return ret;
}

// "Associate degree, Bachelor's degree"; where no level is known by its words, as it is written.
static Str education_text(const Job *job, const Role *role) {
    const TermList *levels = &job->all->site->educations;
    if (!role->education_levels) return text_str(role->education);
    Buf text = scratch_begin(job);
    for (size_t i = 0; i < levels->count; i++) {
        if (!(role->education_levels >> i & 1)) continue;
        if (text.len) buf_add(&text, STR(", "));
        buf_add(&text, levels->items[i].name);
    }
    return scratch_take(job, &text);
}

static RoleCard role_card(const Job *job, const Role *role, const GrowthColumn *column) {
    const Outlook *outlook = &role->outlook;
    const Term *branch = &job->all->site->branches.items[role->branch_index];
    RoleCard card = {
        .title = text_str(role->entry.title),
        .link = role->entry.address,
        .summary = text_str(role->entry.summary),
        .branch = branch->name,
        .branch_link = branch->address,
        .education = text_str(role->education),
        .compare_link = compare_link(job, &role, 1),
        .education_levels = education_text(job, role),
        .growth = growth_text(job, &outlook->growth, column->decimals),
    };
    if (card.growth.len) card.growth_value = number_text(job, outlook->growth.hundredths);
    if (card.growth.len && !column->from && !column->to) {
        card.growth_years = years_text(job, outlook->from, outlook->to);
    }
    const Salary *salary = role->primary;
    if (!salary) return card;
    card.pay = amount_text(job, salary, salary_headline(salary));
    if (!card.pay.len) return card;
    card.pay_label = headline_label(job, salary);
    card.pay_period = period_text(job, salary);
    card.is_average = is_average(salary);
    card.is_bar_open = salary_headline(salary)->state == AMOUNT_AT_LEAST;
    bool is_comparable = amount_has_number(salary_headline(salary)) &&
                         salary_is_like(salary, job->all->site->main_pay);
    card.is_usual_pay = !card.is_average && salary_is_like(salary, job->all->site->main_pay);
    if (is_comparable) card.pay_minor = number_text(job, salary_headline(salary)->minor);
    return card;
}

// Of roles between two, or up to the last one.
static RoleCard *make_role_cards(const Job *job, const RoleList *roles, size_t from, size_t to,
                                 const GrowthColumn *column, size_t *ret_count) {
    if (to > roles->count) to = roles->count;
    RoleCard *cards = ARENA_NEW(job->scratch, RoleCard, to - from + 1);
    for (size_t i = from; i < to; i++) cards[i - from] = role_card(job, roles->items[i], column);
    *ret_count = to - from;
    return cards;
}

ViewList role_cards_in_column(const Job *job, const RoleList *roles, size_t from, size_t to,
                              const GrowthColumn *column) {
    size_t count = 0;
    const RoleCard *cards = make_role_cards(job, roles, from, to, column, &count);
    return (ViewList){cards, count};
}

ViewList role_cards(const Job *job, const RoleList *roles, size_t from, size_t to) {
    GrowthColumn column = growth_column(roles, from, to);
    return role_cards_in_column(job, roles, from, to, &column);
}

ViewList article_cards(const Job *job, const ArticleList *articles, size_t limit) {
    size_t count = articles->count < limit ? articles->count : limit;
    ArticleCard *cards = ARENA_NEW(job->scratch, ArticleCard, count + 1);
    for (size_t i = 0; i < count; i++) {
        const Entry *entry = &articles->items[i]->entry;
        cards[i] = (ArticleCard){
            .title = text_str(entry->title), .link = entry->address,
            .summary = text_str(entry->summary),
            .date = date_text(job, entry->date), .date_iso = date_iso(job, entry->date),
            .reading_time = reading_time_text(job, entry),
        };
    }
    return (ViewList){cards, count};
}

// The roles of a term, and how the pay of each compares with the highest.
static ViewList term_roles(const Job *job, const Term *term, size_t from, size_t to,
                           const GrowthColumn *column) {
    size_t count = 0;
    RoleCard *cards = make_role_cards(job, &term->roles, from, to, column, &count);
    for (size_t i = 0; i < count; i++) {
        const Salary *salary = term->roles.items[from + i]->primary;
        bool is_compared = term->pay.count && term->pay.highest.minor && salary &&
                           salary_is_like(salary, term->pay.like) &&
                           amount_has_number(salary_headline(salary));
        cards[i].pay_minor = (Str){0};
        if (!is_compared) continue;
        int64_t minor = salary_headline(salary)->minor;
        cards[i].pay_minor = number_text(job, minor);
        // In double: an amount times a thousand may not fit into 64 bits.
        double share = (double)minor / (double)term->pay.highest.minor;
        int thousandths = (int)(share * 1000 + 0.5);
        Buf text = scratch_begin(job);
        buf_add_int(&text, thousandths / 10);
        buf_add_char(&text, '.');
        buf_add_int(&text, thousandths % 10);
        cards[i].share = scratch_take(job, &text);
    }
    return (ViewList){cards, count};
}

// "per year", and what is told of it where not all are medians.
static Str range_label(const Job *job, const PaySummary *pay) {
    Placeholder period = {"period", period_text(job, pay->like)};
    if (pay->median_count == pay->count) return period.value;
    const char *key = pay->median_count ? "mixed_pay" : "average_pay";
    return fill_in(job, string_text(job, key), &period, 1);
}

TermCard term_card(const Job *job, const Term *term, size_t role_from, size_t role_to) {
    enum { RANGE_COUNT = 2, MEDIAN_COUNT = 5 };   // of fewer roles it would say little
    const PaySummary *pay = &term->pay;
    GrowthColumn column = growth_column(&term->roles, role_from, role_to);
    TermCard card = {
        .title = term->name, .link = term->address, .description = term->description,
        .role_count = count_text(job, "role_count", term->roles.count),
        .shared_years = years_text(job, column.from, column.to),
        .roles = term_roles(job, term, role_from, role_to, &column),
    };
    if (pay->count < RANGE_COUNT) return card;
    card.pay_low = amount_text(job, pay->like, &pay->lowest);
    card.pay_high = amount_text(job, pay->like, &pay->highest);
    card.pay_label = range_label(job, pay);
    if (pay->median_count >= MEDIAN_COUNT)
        card.pay_median = amount_text(job, pay->like, &pay->median);
    return card;
}

ViewList branch_cards(const Job *job, const Term *first, size_t limit, size_t role_limit) {
    const TermList *branches = &job->all->site->branches;
    const Term *end = branches->items + branches->count;
    size_t possible = branches->used_count < limit ? branches->used_count : limit;
    TermCard *cards = ARENA_NEW(job->scratch, TermCard, possible + 1);
    size_t count = 0;
    for (const Term *term = first; term < end && count < possible; term++) {
        if (term->roles.count) cards[count++] = term_card(job, term, 0, role_limit);
    }
    return (ViewList){cards, count};
}

ViewList all_branch_cards(const Job *job, size_t role_limit) {
    const TermList *branches = &job->all->site->branches;
    return branch_cards(job, branches->items, branches->count, role_limit);
}

Str absolute_url(const Job *job, Str link) {
    const Config *config = &job->all->site->config;
    return arena_join_three(job->scratch, config->origin, config->base_path,
                            url_from_link(job->scratch, link));
}

Str date_rfc3339(const Job *job, Date date) {
    return arena_join(job->scratch, date_iso(job, date), STR("T00:00:00Z"));
}
