// Views that several kinds of pages share. Texts borrow from the site or from the job's scratch.
#ifndef METIER_OUTPUT_VIEWS_H
#define METIER_OUTPUT_VIEWS_H

#include "output/output.h"

// Rows of views; the kinds' types of members are those of NameKind.
#define VIEW_VALUE_NAME_TEXT Str
#define VIEW_VALUE_NAME_HTML Str
#define VIEW_VALUE_NAME_LINK Str
#define VIEW_VALUE_NAME_URL Str
#define VIEW_VALUE_NAME_BASE Str
#define VIEW_VALUE_NAME_JSON Str
#define VIEW_VALUE_NAME_FLAG bool
#define VIEW_ROW(Type, member, name_, kind_, doc_)                                           \
    {.name = name_, .kind = kind_, .offset = TYPED_OFFSET(Type, member, VIEW_VALUE_##kind_), \
     .doc = doc_}
#define VIEW_LIST(Type, member, name_, items_, doc_)                                         \
    {.name = name_, .kind = NAME_LIST, .offset = TYPED_OFFSET(Type, member, ViewList),       \
     .items = &(items_), .doc = doc_}
#define VIEW_TYPE(name_, Type, rows)                                                         \
    {.name = name_, .size = sizeof(Type), .names = rows,                                     \
     .name_count = sizeof(rows) / sizeof((rows)[0])}

typedef struct LinkView {
    Str title;
    Str link;                // relative to the site's base
    Str url;                 // or elsewhere
    bool is_current;         // leads to this page
    bool is_above;           // leads to a page above this one
} LinkView;

typedef struct RoleCard {
    Str title, link, summary, branch, branch_link, pay, pay_label, pay_period, pay_minor, share;
    Str education, education_levels, growth, growth_value, growth_years, compare_link;
    bool is_average;         // what pay is
    bool is_usual_pay;
    bool is_bar_open;        // and whether it is known from below only
} RoleCard;

typedef struct ArticleCard {
    Str title, link, summary, date, date_iso, reading_time;
} ArticleCard;

// A term of a taxonomy: a branch or a skill.
typedef struct TermCard {
    Str title, link, description, role_count, pay_low, pay_high, pay_median, pay_label;
    Str shared_years;        // of the growth of the roles
    ViewList roles;          // of RoleCard
} TermCard;

typedef struct HeadingView {
    Str id, text;
    ViewList children;       // of HeadingView
} HeadingView;

extern const ViewType link_view, role_card_view, article_card_view,
    term_card_view, heading_view;

// What figures of growth that stand in one column have in common.
typedef struct GrowthColumn {
    int decimals;            // as many as some of them needs
    int64_t from, to;        // the years of all, or 0
} GrowthColumn;
GrowthColumn growth_column(const RoleList *roles, size_t from, size_t to);
// With the years of growth only where the column does not name them.
ViewList role_cards_in_column(const Job *job, const RoleList *roles, size_t from, size_t to,
                              const GrowthColumn *column);
ViewList role_cards(const Job *job, const RoleList *roles, size_t from, size_t to);
ViewList article_cards(const Job *job, const ArticleList *articles, size_t limit);
TermCard term_card(const Job *job, const Term *term, size_t role_from, size_t role_to);
// Branches that have roles, from one on, each with up to `role_limit` of them.
ViewList branch_cards(const Job *job, const Term *first, size_t limit, size_t role_limit);
ViewList all_branch_cards(const Job *job, size_t role_limit);

// A link into the site as a full URL; from the base on where the site has no host.
Str absolute_url(const Job *job, Str link);
// "2026-02-01T00:00:00Z" (RFC 3339): content knows days, not hours.
Str date_rfc3339(const Job *job, Date date);

// Texts in the job's scratch.
// An empty buffer, which has to go to scratch_take or scratch_drop.
Buf scratch_begin(const Job *job);
Str scratch_take(const Job *job, Buf *buf);       // the buffer's text
void scratch_drop(const Job *job, Buf *buf);
Str number_text(const Job *job, int64_t number);  // without a language's signs
Str whole_number_text(const Job *job, int64_t number);   // as the language writes it
Str amount_text(const Job *job, const Salary *salary, const Amount *amount);
// Likewise with the fraction also where it is 0, for a column in which others have one.
Str amount_text_full(const Job *job, const Salary *salary, const Amount *amount);
Str date_text(const Job *job, Date date);
Str date_iso(const Job *job, Date date);
Str age_text(const Job *job, Date as_of);          // "2 years old"; empty below one
Str string_text(const Job *job, const char *key);  // of layouts/strings
// A string with its {names} filled in.
Str fill_in(const Job *job, Str pattern, const Placeholder *values, size_t count);
Str count_text(const Job *job, const char *key, size_t count);
Str reading_time_text(const Job *job, const Entry *entry);
int percent_decimals(const Percent *percent);      // that it needs
// "9%", or nothing; with so many decimals or those that it needs.
Str growth_text(const Job *job, const Percent *growth, int decimals);
Str years_text(const Job *job, int64_t from, int64_t to);   // "2024–2034"
Str period_text(const Job *job, const Salary *salary);
// The link that compares roles: "compare/#nurse,pharmacist"; empty where the site has no such page.
Str compare_link(const Job *job, const Role *const *roles, size_t count);
// What the one figure of a salary is: "Median", and "per year, median".
Str headline_kind(const Job *job, const Salary *salary);
Str headline_label(const Job *job, const Salary *salary);

#endif
