#include "output/pages/salary_guide.h"
#include "site/pay_regions.h"
#include "site/salaries.h"
#include "site/sourcing.h"

enum {
    CHART_FULL = 10000,      // hundredths of a percent
    CHART_EDGE = 200,        // free at both ends, so that marks are not cut
    CHART_BEYOND = 10,       // percent of its width for what lies beyond a lower bound
};

typedef struct StepView {
    Str level, experience, pay, share;
    bool is_bar_open, is_modelled, is_high;
} StepView;

typedef struct FigureView {
    Str label, pay, share;
    bool is_told, is_bar_open;
} FigureView;

typedef struct PayChartView {
    Str description, low_label, low_pay, high_label, high_pay, mark_label;
    Str low_x, high_x, mark_x, box_x, box_width, average_x;
    Str high_gap;
    bool is_open, is_box_open, is_quarter;
} PayChartView;

typedef struct SalaryView {
    Str region, currency, period, average, median, monthly, hourly, pay, pay_kind, spread;
    Str as_of, as_of_iso, age;
    ViewList steps, spread_figures, pay_chart;
    bool is_primary, is_modelled, is_stale, is_folded, is_compared, is_detailed, is_average;
} SalaryView;

typedef struct FigureOriginView {
    Str figure, source, source_url, as_of, as_of_iso, age, method;
    bool is_stale;
} FigureOriginView;

static const ViewName step_names[] = {
    VIEW_ROW(StepView, level, "LEVEL", NAME_TEXT, "the step's name"),
    VIEW_ROW(StepView, experience, "EXPERIENCE", NAME_TEXT, "the years that go with it"),
    VIEW_ROW(StepView, pay, "PAY", NAME_TEXT, "the pay"),
    VIEW_ROW(StepView, share, "SHARE", NAME_TEXT,
             "of the highest step, in percent; empty where withheld"),
    VIEW_ROW(StepView, is_bar_open, "IS_BAR_OPEN", NAME_FLAG, "PAY is known from below only"),
    VIEW_ROW(StepView, is_modelled, "IS_MODELLED", NAME_FLAG,
             "derived from the average, not observed"),
    VIEW_ROW(StepView, is_high, "IS_HIGH", NAME_FLAG,
             "the lowest step, modelled above the 25th percentile"),
};
static const ViewType step_view = VIEW_TYPE("step", StepView, step_names);

static const ViewName figure_names[] = {
    VIEW_ROW(FigureView, label, "LABEL", NAME_TEXT, "what the figure is"),
    VIEW_ROW(FigureView, pay, "PAY", NAME_TEXT, "the pay"),
    VIEW_ROW(FigureView, share, "SHARE", NAME_TEXT,
             "of the highest figure, in percent; empty where withheld"),
    VIEW_ROW(FigureView, is_bar_open, "IS_BAR_OPEN", NAME_FLAG, "PAY is known from below only"),
    VIEW_ROW(FigureView, is_told, "IS_TOLD", NAME_FLAG,
             "it stands among PAY_REGIONS and in a table of its own already"),
};
static const ViewType figure_view = VIEW_TYPE("figure", FigureView, figure_names);

static const ViewName pay_chart_names[] = {
    VIEW_ROW(PayChartView, description, "DESCRIPTION", NAME_TEXT, "the chart in words"),
    VIEW_ROW(PayChartView, low_label, "LOW_LABEL", NAME_TEXT, "what the lowest figure is"),
    VIEW_ROW(PayChartView, low_pay, "LOW_PAY", NAME_TEXT, "the lowest figure"),
    VIEW_ROW(PayChartView, low_x, "LOW_X", NAME_TEXT, "where it stands, in percent"),
    VIEW_ROW(PayChartView, high_label, "HIGH_LABEL", NAME_TEXT, "what the highest figure is"),
    VIEW_ROW(PayChartView, high_pay, "HIGH_PAY", NAME_TEXT, "the highest figure"),
    VIEW_ROW(PayChartView, high_x, "HIGH_X", NAME_TEXT, "where it stands, in percent"),
    VIEW_ROW(PayChartView, mark_label, "MARK_LABEL", NAME_TEXT, "median, else average"),
    VIEW_ROW(PayChartView, mark_x, "MARK_X", NAME_TEXT, "where it stands, in percent"),
    VIEW_ROW(PayChartView, high_gap, "HIGH_GAP", NAME_TEXT,
             "what is free behind the highest, in percent"),
    VIEW_ROW(PayChartView, box_x, "BOX_X", NAME_TEXT, "where the middle half begins, in percent"),
    VIEW_ROW(PayChartView, box_width, "BOX_WIDTH", NAME_TEXT, "how wide it is, in percent"),
    VIEW_ROW(PayChartView, average_x, "AVERAGE_X", NAME_TEXT,
             "where the average stands beside a median"),
    VIEW_ROW(PayChartView, is_open, "IS_OPEN", NAME_FLAG,
             "the highest figure is a lower bound: more lies beyond it"),
    VIEW_ROW(PayChartView, is_box_open, "IS_BOX_OPEN", NAME_FLAG,
             "the middle half ends at a lower bound, or beyond it"),
    VIEW_ROW(PayChartView, is_quarter, "IS_QUARTER", NAME_FLAG,
             "of the middle half, one quarter is known: from the median or up to it"),
};
static const ViewType pay_chart_view = VIEW_TYPE("pay chart", PayChartView, pay_chart_names);

static const ViewName salary_names[] = {
    VIEW_ROW(SalaryView, region, "REGION", NAME_TEXT, "where it is paid"),
    VIEW_ROW(SalaryView, currency, "CURRENCY", NAME_TEXT, "ISO 4217 code"),
    VIEW_ROW(SalaryView, period, "PERIOD", NAME_TEXT, "\"per year\""),
    VIEW_ROW(SalaryView, pay, "PAY", NAME_TEXT, "the median, else the average"),
    VIEW_ROW(SalaryView, pay_kind, "PAY_KIND", NAME_TEXT, "which of them PAY is"),
    VIEW_ROW(SalaryView, spread, "SPREAD", NAME_TEXT, "lowest and highest figure"),
    VIEW_ROW(SalaryView, average, "AVERAGE", NAME_TEXT, "the mean pay"),
    VIEW_ROW(SalaryView, median, "MEDIAN", NAME_TEXT, "half earn less, half earn more"),
    VIEW_ROW(SalaryView, monthly, "MONTHLY", NAME_TEXT, "a twelfth of the year's figure"),
    VIEW_ROW(SalaryView, hourly, "HOURLY", NAME_TEXT, "the year's figure by hours_per_year"),
    VIEW_ROW(SalaryView, as_of, "AS_OF", NAME_TEXT, "when they were true"),
    VIEW_ROW(SalaryView, as_of_iso, "AS_OF_ISO", NAME_TEXT, "the same as YYYY-MM"),
    VIEW_ROW(SalaryView, age, "AGE", NAME_TEXT, "\"2 years old\"; empty below one"),
    VIEW_LIST(SalaryView, steps, "STEPS", step_view, "pay by experience, as given or modelled"),
    VIEW_LIST(SalaryView, spread_figures, "SPREAD_FIGURES", figure_view,
              "range and percentiles, in order"),
    VIEW_LIST(SalaryView, pay_chart, "PAY_CHART", pay_chart_view,
              "the spread as a chart, where it has two ends"),
    VIEW_ROW(SalaryView, is_average, "IS_AVERAGE", NAME_FLAG, "PAY is an average"),
    VIEW_ROW(SalaryView, is_primary, "IS_PRIMARY", NAME_FLAG, "the one that lists show"),
    VIEW_ROW(SalaryView, is_compared, "IS_COMPARED", NAME_FLAG, "it is among PAY_REGIONS"),
    VIEW_ROW(SalaryView, is_detailed, "IS_DETAILED", NAME_FLAG,
             "it is not only one of very many PAY_REGIONS"),
    VIEW_ROW(SalaryView, is_modelled, "IS_MODELLED", NAME_FLAG,
             "its steps are derived from the average"),
    VIEW_ROW(SalaryView, is_folded, "IS_FOLDED", NAME_FLAG,
             "they are, beside what was observed: see site.yaml's salary.steps_with_percentiles"),
    VIEW_ROW(SalaryView, is_stale, "IS_STALE", NAME_FLAG,
             "older than site.yaml's salary.stale_after"),
};
const ViewType salary_view = VIEW_TYPE("salary", SalaryView, salary_names);

static const ViewName figure_origin_names[] = {
    VIEW_ROW(FigureOriginView, figure, "FIGURE", NAME_TEXT, "which figures"),
    VIEW_ROW(FigureOriginView, source, "SOURCE", NAME_TEXT, "who published them"),
    VIEW_ROW(FigureOriginView, source_url, "SOURCE_URL", NAME_URL, "where"),
    VIEW_ROW(FigureOriginView, as_of, "AS_OF", NAME_TEXT, "when they were true"),
    VIEW_ROW(FigureOriginView, as_of_iso, "AS_OF_ISO", NAME_TEXT, "the same as YYYY-MM"),
    VIEW_ROW(FigureOriginView, age, "AGE", NAME_TEXT, "\"2 years old\"; empty below one"),
    VIEW_ROW(FigureOriginView, method, "METHOD", NAME_TEXT, "how they were found"),
    VIEW_ROW(FigureOriginView, is_stale, "IS_STALE", NAME_FLAG,
             "older than site.yaml's salary.stale_after"),
};
const ViewType figure_origin_view = VIEW_TYPE("origin", FigureOriginView, figure_origin_names);

// Places in a salary's spread, from low to high.
typedef enum SpreadPlace {
    SPREAD_MIN, SPREAD_P10, SPREAD_P25, SPREAD_MEDIAN, SPREAD_P75, SPREAD_P90, SPREAD_MAX,
    SPREAD_COUNT
} SpreadPlace;
static const char *const spread_keys[SPREAD_COUNT] = {
    "lowest", "percentile_10", "percentile_25", "percentile_50", "percentile_75",
    "percentile_90", "highest",
};
static const char *const spread_short_keys[SPREAD_COUNT] = {
    "lowest", "short_10", "short_25", "median", "short_75", "short_90", "highest",
};

typedef struct Spread { const Amount *at[SPREAD_COUNT]; } Spread;

static Spread salary_spread(const Salary *salary) {
    return (Spread){{&salary->range.min, &salary->percentiles.p10, &salary->percentiles.p25,
                     &salary->median, &salary->percentiles.p75, &salary->percentiles.p90,
                     &salary->range.max}};
}

Str percent_text(const Job *job, int64_t hundredths) {
    Buf text = scratch_begin(job);
    buf_add_int(&text, hundredths / 100);
    buf_add_char(&text, '.');
    buf_add_char(&text, (char)('0' + hundredths / 10 % 10));
    buf_add_char(&text, (char)('0' + hundredths % 10));
    return scratch_take(job, &text);
}

Str share_text(const Job *job, const Amount *amount, int64_t highest) {
    if (!amount_has_number(amount) || highest <= 0) return (Str){0};
    // In double: an amount times ten thousand may not fit into 64 bits.
    double share = (double)amount->minor / (double)highest;
    return percent_text(job, (int64_t)(share * CHART_FULL + 0.5));
}

// A salary on a page. All its figures have as many decimals: they stand in columns.
typedef struct Showing {
    const Job *job;
    const Salary *salary;
    bool has_fraction;
} Showing;

static Str pay_text(const Showing *showing, const Amount *amount) {
    return showing->has_fraction ? amount_text_full(showing->job, showing->salary, amount)
                                 : amount_text(showing->job, showing->salary, amount);
}

static bool is_yearly(const Salary *salary) {
    return str_equal(salary_period(salary), STR("year"));
}

static bool has_equivalents(const Salary *salary) {
    return salary_headline(salary)->state == AMOUNT_KNOWN && is_yearly(salary) &&
           !salary->is_only_period;
}

// A part of the year's figure, to a multiple of `unit`, halves away from zero.
static Str part_text(const Job *job, const Salary *salary, int64_t divisor, int64_t unit) {
    if (!has_equivalents(salary)) return (Str){0};
    int64_t whole = divisor * unit;
    int64_t minor = (salary_headline(salary)->minor * 2 + whole) / (whole * 2) * unit;
    Amount part = {.state = AMOUNT_KNOWN, .minor = minor};
    return amount_text(job, salary, &part);
}

static int64_t highest_of(const Amount *const *amounts, size_t count) {
    int64_t ret = 0;
    for (size_t i = 0; i < count; i++) {
        if (amount_has_number(amounts[i]) && amounts[i]->minor > ret) ret = amounts[i]->minor;
    }
    return ret;
}

static void fill_steps(const Showing *showing, SalaryView *ret) {
    const Job *job = showing->job;
    const Salary *salary = showing->salary;
    StepList all = salary_steps(&job->all->site->config.salary, salary, job->scratch);
    const SalaryStep *steps = all.items;
    size_t count = all.count;
    const SalaryStep *high = salary_high_step(salary, all);
    StepView *views = ARENA_NEW(job->scratch, StepView, count + 1);
    const Amount **amounts = ARENA_NEW(job->scratch, const Amount *, count + 1);
    for (size_t i = 0; i < count; i++) amounts[i] = &steps[i].amount;
    int64_t highest = highest_of(amounts, count);
    for (size_t i = 0; i < count; i++) {
        bool is_modelled = steps[i].is_modelled;
        views[i] = (StepView){.level = text_str(steps[i].level),
                              .experience = text_str(steps[i].experience),
                              .pay = pay_text(showing, amounts[i]),
                              .share = share_text(job, amounts[i], highest),
                              .is_bar_open = amounts[i]->state == AMOUNT_AT_LEAST,
                              .is_modelled = is_modelled,
                              .is_high = is_modelled && &steps[i] == high};
    }
    Str choice = text_str(job->all->site->config.salary.steps_with_percentiles);
    ret->steps = (ViewList){views, count};
    ret->is_modelled = count && steps[0].is_modelled;
    ret->is_folded = ret->is_modelled && salary_is_observed(salary) &&
                     !str_equal(choice, STR("show"));
}

// A median alone has no spread.
static void fill_spread(const Showing *showing, SalaryView *ret) {
    const Job *job = showing->job;
    Spread spread = salary_spread(showing->salary);
    FigureView *views = ARENA_NEW(job->scratch, FigureView, SPREAD_COUNT);
    int64_t highest = highest_of(spread.at, SPREAD_COUNT);
    size_t count = 0;
    bool has_others = false;
    for (int i = 0; i < SPREAD_COUNT; i++) {
        if (spread.at[i]->state == AMOUNT_NONE) continue;
        has_others |= i != SPREAD_MEDIAN;
        views[count++] = (FigureView){string_text(job, spread_keys[i]),
                                      pay_text(showing, spread.at[i]),
                                      share_text(job, spread.at[i], highest),
                                      i == SPREAD_MEDIAN && ret->is_compared && !ret->is_primary,
                                      spread.at[i]->state == AMOUNT_AT_LEAST};
    }
    if (has_others) ret->spread_figures = (ViewList){views, count};
}

// The outermost figures of a spread that are known, on either side of the middle.
typedef struct Ends { int low; int high; } Ends;

static Ends spread_ends(const Spread *spread, int low_last, int high_first) {
    Ends ret = {-1, -1};
    for (int i = low_last; i >= 0; i--) {
        if (amount_has_number(spread->at[i])) ret.low = i;
    }
    for (int i = high_first; i < SPREAD_COUNT; i++) {
        if (amount_has_number(spread->at[i])) ret.high = i;
    }
    return ret;
}

// What a chart runs from and to.
typedef struct Axis { int64_t from; int64_t to; } Axis;

static void stretch(Axis *axis, const Amount *amount) {
    if (!amount_has_number(amount)) return;
    if (amount->minor < axis->from) axis->from = amount->minor;
    if (amount->minor > axis->to) axis->to = amount->minor;
}

static int64_t axis_x(const Axis *axis, int64_t value) {
    double share = (double)(value - axis->from) / (double)(axis->to - axis->from);
    return CHART_EDGE + (int64_t)(share * (CHART_FULL - 2 * CHART_EDGE) + 0.5);
}

static Str x_text(const Job *job, const Axis *axis, const Amount *amount) {
    return percent_text(job, axis_x(axis, amount->minor));
}

// Adds "label pay; " to a description in words.
static void describe(Buf *out, Str label, Str pay) {
    if (out->len) buf_add(out, STR("; "));
    buf_add(out, label);
    buf_add(out, STR(" "));
    buf_add(out, pay);
}

static Str chart_description(const Showing *showing, const Spread *spread) {
    const Job *job = showing->job;
    const Amount *average = &showing->salary->average;
    Buf text = scratch_begin(job);
    for (int i = 0; i < SPREAD_COUNT; i++) {
        if (!amount_has_number(spread->at[i])) continue;
        describe(&text, string_text(job, spread_short_keys[i]), pay_text(showing, spread->at[i]));
    }
    if (amount_has_number(average)) {
        describe(&text, string_text(job, "average"), pay_text(showing, average));
    }
    return scratch_take(job, &text);
}

static void mark_chart(const Showing *showing, const Axis *axis, PayChartView *chart) {
    const Job *job = showing->job;
    const Salary *salary = showing->salary;
    const Amount *mark = salary_headline(salary);
    if (amount_has_number(mark)) {
        chart->mark_label = headline_kind(job, salary);
        chart->mark_x = x_text(job, axis, mark);
    }
    if (mark != &salary->average && amount_has_number(&salary->average)) {
        chart->average_x = x_text(job, axis, &salary->average);
    }
}

// The middle half; where one of its ends is not known, the quarter on the other side of the median.
static void fill_box(const Showing *showing, const Axis *axis, PayChartView *chart) {
    const Salary *salary = showing->salary;
    const Amount *left = &salary->percentiles.p25;
    const Amount *right = &salary->percentiles.p75;
    bool has_left = amount_has_number(left);
    bool has_right = amount_has_number(right);
    if (!has_left) left = &salary->median;
    if (!has_right) right = &salary->median;
    bool is_drawn = (has_left || has_right) && amount_has_number(left) &&
                    amount_has_number(right) && left->minor < right->minor;
    if (!is_drawn) return;
    int64_t x = axis_x(axis, left->minor);
    chart->box_x = percent_text(showing->job, x);
    chart->box_width = percent_text(showing->job, axis_x(axis, right->minor) - x);
    chart->is_box_open = right->state == AMOUNT_AT_LEAST;
    chart->is_quarter = !has_left || !has_right;
}

// The chart shows each figure at its place: it is as long as the outermost of them need, the
// average too, and goes on beyond one that is a lower bound.
static void fill_pay_chart(const Showing *showing, SalaryView *ret) {
    const Job *job = showing->job;
    const Salary *salary = showing->salary;
    Spread spread = salary_spread(salary);
    Ends ends = spread_ends(&spread, SPREAD_MAX, SPREAD_MIN);
    if (ends.low < 0 || spread.at[ends.low]->minor >= spread.at[ends.high]->minor) return;
    const Amount *low = spread.at[ends.low];
    const Amount *high = spread.at[ends.high];
    Axis axis = {low->minor, high->minor};
    bool is_open = high->state == AMOUNT_AT_LEAST;
    stretch(&axis, &salary->average);
    if (is_open) axis.to += (axis.to - axis.from) / (100 / CHART_BEYOND);
    PayChartView *chart = ARENA_NEW(job->scratch, PayChartView, 1);
    *chart = (PayChartView){
        .description = chart_description(showing, &spread),
        .low_label = string_text(job, spread_short_keys[ends.low]),
        .low_pay = pay_text(showing, low), .low_x = x_text(job, &axis, low),
        .high_label = string_text(job, spread_short_keys[ends.high]),
        .high_pay = pay_text(showing, high), .high_x = x_text(job, &axis, high),
        .high_gap = percent_text(job, CHART_FULL - axis_x(&axis, high->minor)),
        .is_open = is_open,
    };
    mark_chart(showing, &axis, chart);
    fill_box(showing, &axis, chart);
    ret->pay_chart = (ViewList){chart, 1};
}

// "$60,000 to $140,000".
Str spread_text(const Job *job, const Salary *salary, bool has_fraction) {
    Showing showing = {job, salary, has_fraction};
    Spread spread = salary_spread(salary);
    Ends ends = spread_ends(&spread, SPREAD_P25, SPREAD_P75);
    if (ends.low < 0 || ends.high < 0) return (Str){0};
    Placeholder values[] = {{"from", pay_text(&showing, spread.at[ends.low])},
                            {"to", pay_text(&showing, spread.at[ends.high])}};
    return fill_in(job, string_text(job, "from_to"), values, 2);
}

static bool is_stale(const Job *job, Date as_of) {
    return salary_is_stale(&job->all->site->config.salary, as_of, job->all->site->now);
}

static SalaryView salary_fill(const Job *job, const Role *role, const Salary *salary,
                              const PayRegions *regions) {
    const SalaryConfig *config = &job->all->site->config.salary;
    Showing showing = {job, salary, salary->has_fraction};
    bool is_compared = pay_regions_have(regions, salary);
    SalaryView view = {
        .region = salary->region_name,
        .currency = text_str(salary->currency),
        .period = period_text(job, salary),
        .pay = pay_text(&showing, salary_headline(salary)),
        .spread = spread_text(job, salary, showing.has_fraction),
        .average = pay_text(&showing, &salary->average),
        .median = pay_text(&showing, &salary->median),
        // Whole units a month: cents would claim more than the yearly figure knows.
        .monthly = part_text(job, salary, MONTHS_PER_YEAR, salary_unit(salary)),
        .hourly = part_text(job, salary, config->hours_per_year, 1),
        .as_of = date_text(job, salary->as_of),
        .as_of_iso = date_iso(job, salary->as_of),
        .age = age_text(job, salary->as_of),
        .is_primary = salary == role->primary,
        .is_average = salary_headline(salary) == &salary->average,
        .is_compared = is_compared,
        .is_detailed = !is_compared || !regions->is_folded || salary == role->primary,
        .is_stale = is_stale(job, salary->as_of),
    };
    if (view.pay.len) view.pay_kind = headline_kind(job, salary);
    fill_steps(&showing, &view);
    fill_spread(&showing, &view);
    fill_pay_chart(&showing, &view);
    return view;
}

// All salaries, the primary one first.
static const Salary *salary_at(const Role *role, size_t index) {
    const Salary *salaries = role->salaries.items;
    size_t primary = (size_t)(role->primary - salaries);
    if (index == 0) return role->primary;
    return &salaries[index <= primary ? index - 1 : index];
}

ViewList salary_views(const Job *job, const Role *role) {
    PayRegions regions = pay_regions_of(role, job->scratch);
    SalaryView *views = ARENA_NEW(job->scratch, SalaryView, role->salaries.count + 1);
    for (size_t i = 0; i < role->salaries.count; i++) {
        views[i] = salary_fill(job, role, salary_at(role, i), &regions);
    }
    return (ViewList){views, role->salaries.count};
}

bool role_has_salary_guide(const SalaryConfig *config, const Role *role) {
    if (!role->primary) return false;
    Spread spread = salary_spread(role->primary);
    bool ret = role->salaries.count > 1 || salary_has_steps(config, role->primary);
    for (int i = 0; i < SPREAD_COUNT; i++) {
        ret |= i != SPREAD_MEDIAN && spread.at[i]->state != AMOUNT_NONE;
    }
    return ret;
}

static bool has_several_periods(const Role *role) {
    const Salary *salaries = role->salaries.items;
    bool ret = false;
    for (size_t i = 1; i < role->salaries.count; i++) {
        ret |= !str_equal(salary_period(&salaries[i]), salary_period(&salaries[0]));
    }
    return ret;
}

static Str in_detail(const Job *job, Str figure, Str detail) {
    if (!detail.len) return figure;
    Placeholder values[] = {{"figure", figure}, {"region", detail}};
    return fill_in(job, string_text(job, "figure_in_region"), values, 2);
}

// "Pay, Norway, per hour" where a profile has several regions, and several periods.
static Str figure_name(const Job *job, const Role *role, const Salary *salary, const char *key) {
    Str name = string_text(job, key);
    if (role->salaries.count < 2) return name;
    name = in_detail(job, name, salary->region_name);
    return has_several_periods(role) ? in_detail(job, name, period_text(job, salary)) : name;
}

static FigureOriginView origin(const Job *job, const Source *source, Str figure, Date as_of) {
    FigureOriginView view = {.figure = figure, .as_of = date_text(job, as_of),
                             .as_of_iso = date_iso(job, as_of), .age = age_text(job, as_of),
                             .is_stale = is_stale(job, as_of)};
    if (!source) return view;
    view.source = text_str(source->name);
    view.source_url = text_str(source->url);
    view.method = text_str(source->method);
    return view;
}

static size_t add_salary_origins(const Job *job, const Role *role, const Salary *salary,
                                 FigureOriginView *ret) {
    const Site *site = job->all->site;
    size_t count = 0;
    ret[count++] = origin(job, role_source(role, text_str(salary->source)),
                          figure_name(job, role, salary, "pay"), salary->as_of);
    if (salary_is_modelled(&site->config.salary, salary)) {
        ret[count++] = (FigureOriginView){
            .figure = figure_name(job, role, salary, "career_steps"),
            .source = string_text(job, "computed_here"),
            .method = string_text(job, "modelled_note"),
        };
    }
    if (!has_equivalents(salary)) return count;
    Buf hours = scratch_begin(job);
    number_write(locale_integer(site->locale), site->config.salary.hours_per_year, &hours);
    Placeholder value = {"hours", scratch_take(job, &hours)};
    ret[count++] = (FigureOriginView){
        .figure = figure_name(job, role, salary, "equivalents_name"),
        .source = string_text(job, "computed_here"),
        .method = fill_in(job, string_text(job, "equivalents_note"), &value, 1),
    };
    return count;
}

static size_t add_outlook_origins(const Job *job, const Role *role, FigureOriginView *ret) {
    const Site *site = job->all->site;
    const Outlook *outlook = &role->outlook;
    if (!outlook->growth.is_given && !outlook->openings) return 0;
    ret[0] = origin(job, role_source(role, text_str(outlook->source)), string_text(job, "outlook"),
                    (Date){.year = (int16_t)outlook->from});
    ret[0].is_stale = outlook_is_stale(&site->config.salary, outlook, site->now);
    const OutlookConfig *average = &site->config.outlook;
    if (!outlook->growth.is_given || !average->average_growth.is_given) return 1;
    ret[1] = origin(job, site_source(site, text_str(average->source)),
                    string_text(job, "average_growth"), (Date){.year = (int16_t)average->from});
    return 2;
}

// Of very many regions, one row for all that have a source and a day in common.
static bool is_told(const PayRegions *regions, const Role *role, const Salary *salary) {
    if (!regions->is_folded || salary == role->primary) return false;
    size_t i = 0;
    while (i < regions->count && regions->items[i] != salary &&
           (!str_equal(text_str(regions->items[i]->source), text_str(salary->source)) ||
            date_compare(regions->items[i]->as_of, salary->as_of) != 0 ||
            regions->items[i] == role->primary)) {
        i++;
    }
    return i < regions->count && regions->items[i] != salary;
}

ViewList figure_origin_views(const Job *job, const Role *role) {
    PayRegions regions = pay_regions_of(role, job->scratch);
    FigureOriginView *views = ARENA_NEW(job->scratch, FigureOriginView,
                                        role->salaries.count * 3 + 2);
    size_t count = 0;
    for (size_t i = 0; i < role->salaries.count; i++) {
        const Salary *salary = salary_at(role, i);
        bool is_folded = regions.is_folded && salary != role->primary &&
                         pay_regions_have(&regions, salary);
        if (!is_folded) count += add_salary_origins(job, role, salary, &views[count]);
        else if (!is_told(&regions, role, salary)) {
            views[count++] = origin(job, role_source(role, text_str(salary->source)),
                                    string_text(job, "comparison_table"), salary->as_of);
        }
    }
    count += add_outlook_origins(job, role, &views[count]);
    return (ViewList){views, count};
}
