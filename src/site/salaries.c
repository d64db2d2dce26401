#include "site/salaries.h"

#include <assert.h>
#include <stdlib.h>

#include "format/slug.h"
#include "format/subdivision.h"

bool amount_has_number(const Amount *amount) {
    return amount->state == AMOUNT_KNOWN || amount->state == AMOUNT_AT_LEAST;
}

const Amount *salary_headline(const Salary *salary) {
    bool has_average_only =
        amount_has_number(&salary->average) && !amount_has_number(&salary->median);
    return has_average_only ? &salary->average : &salary->median;
}

Str salary_period(const Salary *salary) {
    return salary->period.len ? text_str(salary->period) : STR("year");
}

bool salary_is_like(const Salary *a, const Salary *b) {
    return a->kind == b->kind;
}

int64_t salary_unit(const Salary *salary) {
    int64_t unit = 1;
    for (int i = 0; salary->format && i < salary->format->fraction_digits; i++) unit *= 10;
    return unit;
}

// An amount in the smallest of units, times the highest share, is the largest number that we make.
static_assert(AMOUNT_MAX * MONEY_UNIT_MAX <= (INT64_MAX - 50) / STEP_PERCENT_MAX,
              "amounts overflow");

int64_t salary_step_amount(int64_t amount, int64_t percent) {
    int64_t product = amount * percent;
    int64_t half = product < 0 ? -50 : 50;
    return (product + half) / 100;
}

bool salary_is_observed(const Salary *salary) {
    const Percentiles *at = &salary->percentiles;
    return amount_has_number(&at->p10) || amount_has_number(&at->p25) ||
           amount_has_number(&at->p75) || amount_has_number(&at->p90);
}

bool salary_is_modelled(const SalaryConfig *config, const Salary *salary) {
    bool is_hidden = str_equal(text_str(config->steps_with_percentiles), STR("hide"));
    return config->steps.count && !salary->steps.count && salary->average.state == AMOUNT_KNOWN &&
           !(is_hidden && salary_is_observed(salary));
}

// The largest power of ten of which an average has at least fifty.
static int64_t model_grain(int64_t average) {
    enum { GRAINS_MIN = 50 };
    int64_t ret = 1;
    while (average / GRAINS_MIN / ret >= 10) ret *= 10;
    return ret;
}

int64_t salary_model_step(const Salary *salary, int64_t average, int64_t unit, int64_t percent) {
    if (average % unit) unit = 1;
    int64_t ret = salary_step_amount(average / unit, percent);
    if (!salary_is_observed(salary)) return ret * unit;
    int64_t grain = model_grain(average / unit);
    return (ret + grain / 2) / grain * grain * unit;
}

StepList salary_given_steps(const Salary *salary) {
    return (StepList){salary->steps.items, salary->steps.count};
}

StepList salary_steps(const SalaryConfig *config, const Salary *salary, Arena *arena) {
    if (!salary_is_modelled(config, salary)) return salary_given_steps(salary);
    size_t count = config->steps.count;
    const StepConfig *rules = config->steps.items;
    SalaryStep *ret = ARENA_NEW(arena, SalaryStep, count);
    int64_t unit = salary_unit(salary);
    for (size_t i = 0; i < count; i++) {
        int64_t minor = salary_model_step(salary, salary->average.minor, unit, rules[i].percent);
        ret[i] = (SalaryStep){
            .level = rules[i].level,
            .experience = rules[i].experience,
            .amount = {.state = AMOUNT_KNOWN, .minor = minor, .offset = salary->average.offset},
            .is_modelled = true,
        };
    }
    return (StepList){ret, count};
}

bool salary_has_steps(const SalaryConfig *config, const Salary *salary) {
    return salary->steps.count || salary_is_modelled(config, salary);
}

const SalaryStep *salary_high_step(const Salary *salary, StepList steps) {
    const Amount *quarter = &salary->percentiles.p25;
    const SalaryStep *ret = NULL;
    for (size_t i = 0; i < steps.count; i++) {
        const SalaryStep *step = &steps.items[i];
        if (step->amount.state != AMOUNT_KNOWN) continue;
        if (!ret || step->amount.minor < ret->amount.minor) ret = step;
    }
    bool is_high = ret && steps.count > 1 && quarter->state == AMOUNT_KNOWN &&
                   ret->amount.minor > quarter->minor;
    return is_high ? ret : NULL;
}

int64_t figure_age_months(Date as_of, Date now) {
    if (!as_of.year) return 0;
    return (now.year - as_of.year) * MONTHS_PER_YEAR + now.month -
           (as_of.month ? as_of.month : MONTHS_PER_YEAR);
}

bool salary_is_stale(const SalaryConfig *config, Date as_of, Date now) {
    return config->stale_months && figure_age_months(as_of, now) > config->stale_months;
}

bool outlook_is_stale(const SalaryConfig *config, const Outlook *outlook, Date now) {
    bool has_ended = outlook->to && outlook->to < now.year;
    if (outlook->from && outlook->to && outlook->from >= outlook->to) return false;
    return has_ended || salary_is_stale(config, (Date){.year = (int16_t)outlook->from}, now);
}

static_assert((int)AMOUNT_DECIMALS > (int)MONEY_DECIMALS_MAX, "an amount loses decimals");

int64_t power_of_ten(int exponent) {
    int64_t ret = 1;
    while (exponent-- > 0) ret *= 10;
    return ret;
}

typedef struct Conversion {
    const Entry *entry;
    const Salary *salary;
    Diags *diags;
} Conversion;

// Whether a point stands between thousands: 98.790 for 98790.
static bool is_grouped(const Amount *amount) {
    enum { GROUP_DIGITS = 3, GROUP_MAX = 999 };
    int64_t whole = amount->minor / AMOUNT_UNIT;
    return amount->decimals == GROUP_DIGITS && whole > 0 && whole <= GROUP_MAX;
}

// Appends how a grouped amount is to be written. An hour may be paid by thousandths, a year is not:
// there the point can only be one of thousands, and is taken for it.
static void mend_grouped(const Conversion *conversion, Amount *amount, Buf *hint) {
    Str period = salary_period(conversion->salary);
    bool is_sure = str_equal(period, STR("year")) || str_equal(period, STR("month"));
    bool is_least = amount->state == AMOUNT_AT_LEAST;
    int64_t meant = amount->minor * 1000;
    buf_add(hint, is_least ? STR("write \">=") : STR("write "));
    size_t from = hint->len;
    buf_add_int(hint, meant / AMOUNT_UNIT);
    size_t end = hint->len;
    if (is_least) buf_add_char(hint, '"');
    if (!is_sure) {
        buf_add(hint, STR(" if the point stands between thousands; else round the amount"));
        return;
    }
    Edit edit = {.offset = amount->offset, .size = end - from + 1,
                 .text = str_slice(buf_str(hint), from, end)};
    if (!is_least) diags_propose(conversion->diags, edit);
    amount->minor = meant;
}

static void report_decimals(const Conversion *conversion, Amount *amount) {
    const Salary *salary = conversion->salary;
    Str code = text_str(salary->currency);
    Buf hint = {0};
    if (is_grouped(amount)) mend_grouped(conversion, amount, &hint);
    else buf_add(&hint, STR("round the amount"));
    diag_error(conversion->diags, entry_place(conversion->entry, amount->offset),
               "amount-decimals", hint.ptr, "%.*s has %d decimals, this amount has more",
               (int)code.len, code.ptr, salary->format->fraction_digits);
    buf_free(&hint);
}

// From AMOUNT_DECIMALS decimals to the currency's minor units.
static void to_minor(void *context, void *value) {
    Amount *amount = value;
    const Conversion *conversion = context;
    if (amount->state != AMOUNT_KNOWN && amount->state != AMOUNT_AT_LEAST) return;
    int fraction_digits = conversion->salary->format->fraction_digits;
    int64_t unit = power_of_ten(AMOUNT_DECIMALS - fraction_digits);
    bool has_group = is_grouped(amount) && amount->decimals > fraction_digits;
    if (has_group || amount->minor % unit) report_decimals(conversion, amount);
    amount->minor /= unit;
}

static void check_order(const Entry *entry, const Amount *low, const Amount *high, Diags *diags) {
    if (low->minor <= high->minor) return;
    diag_error(diags, entry_place(entry, high->offset), "amount-order",
               "check which figure is meant",
               "this amount is lower than the one that should lie below it");
}

// Range, percentiles and median rise from the lowest to the highest, whichever of them are known.
// The mean has no place among them, but lies within the range.
static void check_spread(const Entry *entry, const Salary *salary, Diags *diags) {
    const Percentiles *at = &salary->percentiles;
    const Amount *const spread[] = {&salary->range.min, &at->p10, &at->p25, &salary->median,
                                    &at->p75, &at->p90, &salary->range.max};
    const Amount *below = NULL;
    for (size_t i = 0; i < sizeof spread / sizeof spread[0]; i++) {
        if (spread[i]->state != AMOUNT_KNOWN) continue;
        if (below) check_order(entry, below, spread[i], diags);
        below = spread[i];
    }
    const Range *range = &salary->range;
    if (salary->average.state != AMOUNT_KNOWN) return;
    if (range->min.state == AMOUNT_KNOWN) check_order(entry, &range->min, &salary->average, diags);
    if (range->max.state == AMOUNT_KNOWN) check_order(entry, &salary->average, &range->max, diags);
}

void salaries_name_regions(Site *site) {
    const RegionConfig *regions = site->config.regions.items;
    for (size_t i = 0; i < site->config.regions.count; i++) {
        table_add(&site->region_names, text_str(regions[i].id), i);
        *(Str *)list_add(&site->region_texts, sizeof(Str)) = text_str(regions[i].name);
    }
}

static void report_region(const Site *site, Place place, Str region, DerivedStep *own) {
    Arena scratch = {0};
    const RegionConfig *regions = site->config.regions.items;
    size_t count = site->config.regions.count;
    // The names would not be looked at any more.
    if (!suggest_is_open(&own->suggestions, count)) count = 0;
    Str *ids = ARENA_NEW(&scratch, Str, count + 1);
    for (size_t i = 0; i < count; i++) ids[i] = text_str(regions[i].id);
    diag_error(&own->diags, place, "unknown-region",
               suggest(&own->suggestions, region, ids, count,
                       "use a code of ISO 3166 (US, US-AL), or name it under 'regions' in "
                       "site.yaml"),
               "there is no region '%.*s'", (int)region.len, region.ptr);
    arena_free(&scratch);
}

// Finds a region's name: of site.yaml, else that of the country or of its part. Asked, and
// reported, once a region. Returns its index.
static size_t find_region(Site *site, const Entry *entry, const Text *text, DerivedStep *own) {
    Str region = text_str(*text);
    size_t index = table_add(&site->region_names, region, site->region_texts.count);
    if (index != TABLE_NONE) return index;
    Str name = region;
    Buf country = {0};
    if (subdivision_name(text_str(site->config.language), region, &name)) {
        // It stands in the program.
    } else if (locale_country(site->locale, region, &country)) {
        name = arena_copy(&own->arena, buf_str(&country));
    } else if (region.len && !schema_has_bad(&config_schema, &site->config, "regions")) {
        report_region(site, entry_place(entry, text->offset), region, own);
    }
    buf_free(&country);
    *(Str *)list_add(&site->region_texts, sizeof(Str)) = name;
    return site->region_texts.count - 1;
}

// Each region has a page of its own.
static bool check_region(const Entry *entry, const Text *region, DerivedStep *own) {
    Buf slug = spare_take(&own->spare);
    slug_add(&slug, text_str(*region));
    bool has_slug = slug.len || !region->len;
    if (!has_slug) {
        diag_error(&own->diags, entry_place(entry, region->offset), "bad-slug",
                   "write a code of ISO 3166, or an id of 'regions' in site.yaml",
                   "a region '%.*s' cannot have an address", (int)region->len, region->ptr);
    }
    spare_give(&own->spare, &slug);
    return has_slug;
}

static void note_figure(void *context, void *value) {
    const Amount *amount = value;
    bool *has_figure = context;
    *has_figure |= amount->state != AMOUNT_NONE;
}

bool salary_has_figure(const Salary *salary) {
    bool ret = false;
    Salary visited = *salary;
    schema_visit(&Salary_schema, FIELD_AMOUNT, &visited, note_figure, &ret);
    return ret;
}

// A figure that is given and bad is one, too.
static bool may_have_figure(const Salary *salary) {
    bool ret = salary_has_figure(salary);
    for (const char *const *figure = Salary_schema.any_of; *figure; figure++) {
        ret |= schema_has_bad(&Salary_schema, salary, *figure);
    }
    return ret;
}

static void check_salary(const Role *role, const Salary *salary, Diags *diags) {
    const Entry *entry = &role->entry;
    if (!may_have_figure(salary)) {
        diag_error(diags, entry_place(entry, salary->offset), "missing-field",
                   "add 'average', 'median', 'range', 'percentiles' or 'steps'; null is a figure "
                   "that its source withholds",
                   "this salary needs a figure");
    }
    check_spread(entry, salary, diags);
}

// A currency has three letters, and no two periods begin with one letter.
static uint32_t kind_of(const Salary *salary) {
    uint32_t ret = (unsigned char)salary_period(salary).ptr[0];
    Str code = text_str(salary->currency);
    for (size_t i = 0; i < code.len; i++) ret = ret << 8 | (unsigned char)code.ptr[i];
    return ret;
}

static void derive_salary(Site *site, Role *role, Salary *salary, DerivedStep *own) {
    Diags *diags = &own->diags;
    const Entry *entry = &role->entry;
    Str code = text_str(salary->currency);
    salary->region_index = REGION_NONE;
    if (check_region(entry, &salary->region, own)) {
        salary->region_index = (uint32_t)find_region(site, entry, &salary->region, own);
        salary->region_name = ((Str *)site->region_texts.items)[salary->region_index];
    }
    salary->kind = kind_of(salary);
    check_salary(role, salary, diags);
    if (!code.len) return;
    salary->format = locale_money(site->locale, code);
    if (!salary->format) {
        diag_error(diags, entry_place(entry, salary->currency.offset), "unknown-currency",
                   "use a code of ISO 4217: USD, EUR, INR", "there is no currency '%.*s'",
                   (int)code.len, code.ptr);
        return;
    }
    schema_visit(&Salary_schema, FIELD_AMOUNT, salary, to_minor,
                 &(Conversion){entry, salary, diags});
}

void salaries_derive(Site *site, Role *role, DerivedStep *own) {
    Diags *diags = &own->diags;
    Salary *salaries = role->salaries.items;
    for (size_t i = 0; i < role->salaries.count; i++) {
        derive_salary(site, role, &salaries[i], own);
        if (salaries[i].is_primary && role->primary) {
            diag_error(diags, entry_place(&role->entry, salaries[i].offset), "two-primaries",
                       "keep 'primary: true' on one", "two salaries claim to be the primary one");
        }
        if (salaries[i].is_primary) role->primary = &salaries[i];
    }
    if (!role->primary && role->salaries.count) role->primary = &salaries[0];
    const Outlook *outlook = &role->outlook;
    // A role without an outlook has none at any place.
    bool has_figures = outlook->growth.is_given || outlook->openings ||
                       schema_has_bad(&Outlook_schema, outlook, "growth") ||
                       schema_has_bad(&Outlook_schema, outlook, "openings");
    if (outlook->offset && !has_figures) {
        diag_error(diags, entry_place(&role->entry, outlook->offset), "missing-field",
                   "add 'growth: 17%' or 'openings: 1400', or leave the outlook out",
                   "this outlook needs growth or openings");
    }
    if (outlook->from && outlook->to && outlook->from > outlook->to) {
        diag_error(diags, entry_place(&role->entry, outlook->offset), "year-order",
                   "swap 'from' and 'to'",
                   "the outlook ends before it begins");
    }
}
