#include "output/pages/salary_guide.h"
#include "site/salaries.h"

enum {
    MONTHS_PER_YEAR = 12,
    CHART_FULL = 10000,      // hundredths of a percent
    CHART_EDGE = 200,        // free at both ends, so that marks are not cut
    CHART_LABEL_ROOM = 2200, // nearer to an end a label is aligned with it
    STEP_HEIGHT = 44,        // of a bar with its label, in CSS pixels
};

typedef struct StepView {
    Str level, experience, pay, share, top;
    bool is_modelled;
} StepView;

typedef struct FigureView { Str label, pay; } FigureView;

typedef struct PayChartView {
    Str description, low_label, low_pay, high_label, high_pay;
    Str mark_label, mark_pay, mark_x, mark_anchor;
    Str box_x, box_width, average_x;
    bool is_open;
} PayChartView;

typedef struct SalaryView {
    Str region, currency, period, average, median, monthly, hourly, pay, pay_kind, spread;
    Str as_of, as_of_iso, steps_height, steps_description;
    ViewList steps, spread_figures, pay_chart;
    bool is_primary, is_modelled, is_stale;
} SalaryView;

typedef struct FigureOriginView {
    Str figure, source, source_url, as_of, as_of_iso, method;
    bool is_stale;
} FigureOriginView;

static const ViewName step_names[] = {
    VIEW_ROW(StepView, level, "LEVEL", NAME_TEXT, "the step's name"),
    VIEW_ROW(StepView, experience, "EXPERIENCE", NAME_TEXT, "the years that go with it"),
    VIEW_ROW(StepView, pay, "PAY", NAME_TEXT, "the pay"),
    VIEW_ROW(StepView, share, "SHARE", NAME_TEXT,
             "of the highest step, in percent; empty where withheld"),
    VIEW_ROW(StepView, top, "TOP", NAME_TEXT, "where its bar's row begins, in pixels"),
    VIEW_ROW(StepView, is_modelled, "IS_MODELLED", NAME_FLAG,
             "derived from the average, not observed"),
};
static const ViewType step_view = VIEW_TYPE("step", StepView, step_names);

static const ViewName figure_names[] = {
    VIEW_ROW(FigureView, label, "LABEL", NAME_TEXT, "what the figure is"),
    VIEW_ROW(FigureView, pay, "PAY", NAME_TEXT, "the pay"),
};
static const ViewType figure_view = VIEW_TYPE("figure", FigureView, figure_names);

static const ViewName pay_chart_names[] = {
    VIEW_ROW(PayChartView, description, "DESCRIPTION", NAME_TEXT, "the chart in words"),
    VIEW_ROW(PayChartView, low_label, "LOW_LABEL", NAME_TEXT, "what the lowest figure is"),
    VIEW_ROW(PayChartView, low_pay, "LOW_PAY", NAME_TEXT, "the lowest figure"),
    VIEW_ROW(PayChartView, high_label, "HIGH_LABEL", NAME_TEXT, "what the highest figure is"),
    VIEW_ROW(PayChartView, high_pay, "HIGH_PAY", NAME_TEXT, "the highest figure"),
    VIEW_ROW(PayChartView, mark_label, "MARK_LABEL", NAME_TEXT, "median, else average"),
    VIEW_ROW(PayChartView, mark_pay, "MARK_PAY", NAME_TEXT, "that figure"),
    VIEW_ROW(PayChartView, mark_x, "MARK_X", NAME_TEXT, "where it stands, in percent"),
    VIEW_ROW(PayChartView, mark_anchor, "MARK_ANCHOR", NAME_TEXT,
             "start, middle or end: how its label is aligned"),
    VIEW_ROW(PayChartView, box_x, "BOX_X", NAME_TEXT, "where the middle half begins, in percent"),
    VIEW_ROW(PayChartView, box_width, "BOX_WIDTH", NAME_TEXT, "how wide it is, in percent"),
    VIEW_ROW(PayChartView, average_x, "AVERAGE_X", NAME_TEXT,
             "where the average stands beside a median"),
    VIEW_ROW(PayChartView, is_open, "IS_OPEN", NAME_FLAG, "the highest figure is a lower bound"),
};
static const ViewType pay_chart_view = VIEW_TYPE("pay chart", PayChartView, pay_chart_names);

static const ViewName salary_names[] = {
    VIEW_ROW(SalaryView, region, "REGION", NAME_TEXT, "where it is paid"),
    VIEW_ROW(SalaryView, currency, "CURRENCY", NAME_TEXT, "ISO 4217 code"),
    VIEW_ROW(SalaryView, period, "PERIOD", NAME_TEXT, "\"per year\""),
    VIEW_ROW(SalaryView, pay, "PAY", NAME_TEXT, "the average, else the median"),
    VIEW_ROW(SalaryView, pay_kind, "PAY_KIND", NAME_TEXT, "which of them PAY is"),
    VIEW_ROW(SalaryView, spread, "SPREAD", NAME_TEXT, "lowest and highest figure"),
    VIEW_ROW(SalaryView, average, "AVERAGE", NAME_TEXT, "the mean pay"),
    VIEW_ROW(SalaryView, median, "MEDIAN", NAME_TEXT, "half earn less, half earn more"),
    VIEW_ROW(SalaryView, monthly, "MONTHLY", NAME_TEXT, "a twelfth of the year's figure"),
    VIEW_ROW(SalaryView, hourly, "HOURLY", NAME_TEXT, "the year's figure by hours_per_year"),
    VIEW_ROW(SalaryView, as_of, "AS_OF", NAME_TEXT, "when they were true"),
    VIEW_ROW(SalaryView, as_of_iso, "AS_OF_ISO", NAME_TEXT, "the same as YYYY-MM"),
    VIEW_LIST(SalaryView, steps, "STEPS", step_view, "pay by experience, as given or modelled"),
    VIEW_ROW(SalaryView, steps_height, "STEPS_HEIGHT", NAME_TEXT,
             "of their bars, in pixels; empty for less than two"),
    VIEW_ROW(SalaryView, steps_description, "STEPS_DESCRIPTION", NAME_TEXT, "the bars in words"),
    VIEW_LIST(SalaryView, spread_figures, "SPREAD_FIGURES", figure_view,
              "range, median and percentiles, in order"),
    VIEW_LIST(SalaryView, pay_chart, "PAY_CHART", pay_chart_view,
              "the spread as a chart, where it has two ends"),
    VIEW_ROW(SalaryView, is_primary, "IS_PRIMARY", NAME_FLAG, "the one that lists show"),
    VIEW_ROW(SalaryView, is_modelled, "IS_MODELLED", NAME_FLAG,
             "its steps are derived from the average"),
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

static Str percent_text(const Job *job, int64_t hundredths) {
    Buf text = {0};
    buf_add_int(&text, hundredths / 100);
    buf_add_char(&text, '.');
    buf_add_char(&text, (char)('0' + hundredths / 10 % 10));
    buf_add_char(&text, (char)('0' + hundredths % 10));
    return scratch_take(job, &text);
}

static bool is_drawn(const Amount *amount) {
    return amount->state == AMOUNT_KNOWN || amount->state == AMOUNT_AT_LEAST;
}

static bool is_yearly(const Salary *salary) {
    return str_equal(salary_period(salary), STR("year"));
}

static bool has_equivalents(const Salary *salary) {
    return salary_headline(salary)->state == AMOUNT_KNOWN && is_yearly(salary) &&
           !salary->is_only_period;
}

// A share of the year's figure, to a multiple of `unit`, halves away from zero.
static Str share_text(const Job *job, const Salary *salary, int64_t divisor, int64_t unit) {
    if (!has_equivalents(salary)) return (Str){0};
    int64_t whole = divisor * unit;
    int64_t minor = (salary_headline(salary)->minor * 2 + whole) / (whole * 2) * unit;
    Amount share = {AMOUNT_KNOWN, .minor = minor};
    return amount_text(job, salary, &share);
}

// Adds "label pay; " to a description in words.
static void describe(Buf *out, Str label, Str pay) {
    if (out->len) buf_add(out, STR("; "));
    buf_add(out, label);
    buf_add(out, STR(" "));
    buf_add(out, pay);
}

static void fill_steps(const Job *job, const Salary *salary, SalaryView *ret) {
    const SalaryStep *steps = salary->steps.items;
    size_t count = salary->steps.count;
    StepView *views = ARENA_NEW(job->scratch, StepView, count + 1);
    Buf description = {0};
    Buf number = {0};
    int64_t highest = 1;
    for (size_t i = 0; i < count; i++) {
        if (is_drawn(&steps[i].amount) && steps[i].amount.minor > highest) {
            highest = steps[i].amount.minor;
        }
    }
    for (size_t i = 0; i < count; i++) {
        buf_clear(&number);
        buf_add_int(&number, (int64_t)i * STEP_HEIGHT);
        views[i] = (StepView){.level = steps[i].level.str, .experience = steps[i].experience.str,
                              .pay = amount_text(job, salary, &steps[i].amount),
                              .top = arena_copy(job->scratch, buf_str(&number)),
                              .is_modelled = steps[i].is_modelled};
        if (is_drawn(&steps[i].amount)) {
            // In double: an amount times ten thousand may not fit into 64 bits.
            double share = (double)steps[i].amount.minor / (double)highest;
            views[i].share = percent_text(job, (int64_t)(share * CHART_FULL + 0.5));
        }
        describe(&description, views[i].level, views[i].pay);
    }
    ret->steps = (ViewList){views, count};
    ret->is_modelled = count && steps[0].is_modelled;
    buf_clear(&number);
    buf_add_int(&number, (int64_t)count * STEP_HEIGHT);
    if (count > 1) ret->steps_height = arena_copy(job->scratch, buf_str(&number));
    ret->steps_description = scratch_take(job, &description);
    buf_free(&number);
}

static void fill_spread(const Job *job, const Salary *salary, SalaryView *ret) {
    Spread spread = salary_spread(salary);
    FigureView *views = ARENA_NEW(job->scratch, FigureView, SPREAD_COUNT);
    size_t count = 0;
    for (int i = 0; i < SPREAD_COUNT; i++) {
        if (spread.at[i]->state == AMOUNT_NONE) continue;
        views[count++] = (FigureView){string_text(job, spread_keys[i]),
                                      amount_text(job, salary, spread.at[i])};
    }
    // A median alone stands in the first table already.
    if (count == 1 && spread.at[SPREAD_MEDIAN]->state != AMOUNT_NONE) count = 0;
    ret->spread_figures = (ViewList){views, count};
}

static int64_t chart_x(int64_t low, int64_t high, int64_t value) {
    double share = (double)(value - low) / (double)(high - low);
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    return CHART_EDGE + (int64_t)(share * (CHART_FULL - 2 * CHART_EDGE) + 0.5);
}

static void mark_chart(const Job *job, const Salary *salary, int64_t low, int64_t high,
                       PayChartView *chart) {
    bool has_median = salary->median.state == AMOUNT_KNOWN;
    const Amount *mark = has_median ? &salary->median : &salary->average;
    if (mark->state == AMOUNT_KNOWN) {
        int64_t x = chart_x(low, high, mark->minor);
        chart->mark_label = string_text(job, has_median ? "median" : "average");
        chart->mark_pay = amount_text(job, salary, mark);
        chart->mark_x = percent_text(job, x);
        chart->mark_anchor = x < CHART_LABEL_ROOM ? STR("start")
                             : x > CHART_FULL - CHART_LABEL_ROOM ? STR("end") : STR("middle");
    }
    if (has_median && salary->average.state == AMOUNT_KNOWN) {
        chart->average_x = percent_text(job, chart_x(low, high, salary->average.minor));
    }
}

// The chart runs from the lowest figure that is drawn to the highest.
static void fill_pay_chart(const Job *job, const Salary *salary, SalaryView *ret) {
    Spread spread = salary_spread(salary);
    int low = -1;
    int high = -1;
    Buf description = {0};
    for (int i = 0; i < SPREAD_COUNT; i++) {
        if (!is_drawn(spread.at[i])) continue;
        if (low < 0) low = i;
        high = i;
        describe(&description, string_text(job, spread_short_keys[i]),
                 amount_text(job, salary, spread.at[i]));
    }
    int64_t from = low < 0 ? 0 : spread.at[low]->minor;
    int64_t to = low < 0 ? 0 : spread.at[high]->minor;
    if (from >= to) {
        buf_free(&description);
        return;
    }
    if (salary->average.state == AMOUNT_KNOWN) {
        describe(&description, string_text(job, "average"),
                 amount_text(job, salary, &salary->average));
    }
    PayChartView *chart = ARENA_NEW(job->scratch, PayChartView, 1);
    *chart = (PayChartView){
        .description = scratch_take(job, &description),
        .low_label = string_text(job, spread_short_keys[low]),
        .low_pay = amount_text(job, salary, spread.at[low]),
        .high_label = string_text(job, spread_short_keys[high]),
        .high_pay = amount_text(job, salary, spread.at[high]),
        .is_open = spread.at[high]->state == AMOUNT_AT_LEAST,
    };
    if (is_drawn(spread.at[SPREAD_P25]) && is_drawn(spread.at[SPREAD_P75])) {
        int64_t left = chart_x(from, to, spread.at[SPREAD_P25]->minor);
        chart->box_x = percent_text(job, left);
        int64_t right = chart_x(from, to, spread.at[SPREAD_P75]->minor);
        chart->box_width = percent_text(job, right - left);
    }
    mark_chart(job, salary, from, to, chart);
    ret->pay_chart = (ViewList){chart, 1};
}

// "$60,000 – $140,000", from the outermost figures on either side of the middle.
static Str spread_text(const Job *job, const Salary *salary) {
    Spread spread = salary_spread(salary);
    const Amount *low = NULL;
    const Amount *high = NULL;
    for (int i = SPREAD_P25; i >= SPREAD_MIN; i--) {
        if (is_drawn(spread.at[i])) low = spread.at[i];
    }
    for (int i = SPREAD_P75; i < SPREAD_COUNT; i++) {
        if (is_drawn(spread.at[i])) high = spread.at[i];
    }
    if (!low || !high) return (Str){0};
    Placeholder values[] = {{"from", amount_text(job, salary, low)},
                            {"to", amount_text(job, salary, high)}};
    return fill_in(job, string_text(job, "from_to"), values, 2);
}

static bool is_stale(const Job *job, Date as_of) {
    return salary_is_stale(&job->all->site->config.salary, as_of, job->all->site->now);
}

static SalaryView salary_fill(const Job *job, const Role *role, const Salary *salary) {
    const SalaryConfig *config = &job->all->site->config.salary;
    bool is_average = salary_headline(salary) == &salary->average;
    SalaryView view = {
        .region = salary->region_name,
        .currency = salary->currency.str,
        .period = period_text(job, salary),
        .pay = amount_text(job, salary, salary_headline(salary)),
        .spread = spread_text(job, salary),
        .average = amount_text(job, salary, &salary->average),
        .median = amount_text(job, salary, &salary->median),
        // Whole units a month: cents would claim more than the yearly figure knows.
        .monthly = share_text(job, salary, MONTHS_PER_YEAR, salary_unit(salary)),
        .hourly = share_text(job, salary, config->hours_per_year, 1),
        .as_of = date_text(job, salary->as_of),
        .as_of_iso = date_iso(job, salary->as_of),
        .is_primary = salary == role->primary,
        .is_stale = is_stale(job, salary->as_of),
    };
    if (view.pay.len) view.pay_kind = string_text(job, is_average ? "average" : "median");
    fill_steps(job, salary, &view);
    fill_spread(job, salary, &view);
    fill_pay_chart(job, salary, &view);
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
    SalaryView *views = ARENA_NEW(job->scratch, SalaryView, role->salaries.count + 1);
    for (size_t i = 0; i < role->salaries.count; i++) {
        views[i] = salary_fill(job, role, salary_at(role, i));
    }
    return (ViewList){views, role->salaries.count};
}

// "Pay, Norway" where a profile has several regions.
static Str figure_name(const Job *job, const Role *role, const Salary *salary, const char *key) {
    if (role->salaries.count < 2) return string_text(job, key);
    Placeholder values[] = {{"figure", string_text(job, key)}, {"region", salary->region_name}};
    return fill_in(job, string_text(job, "figure_in_region"), values, 2);
}

static FigureOriginView origin(const Job *job, const Role *role, Str figure, Str source_id,
                               Date as_of) {
    const Source *source = role_source(role, source_id);
    FigureOriginView view = {.figure = figure, .as_of = date_text(job, as_of),
                             .as_of_iso = date_iso(job, as_of), .is_stale = is_stale(job, as_of)};
    if (!source) return view;
    view.source = source->name.str;
    view.source_url = source->url.str;
    view.method = source->method.str;
    return view;
}

ViewList figure_origin_views(const Job *job, const Role *role) {
    const Site *site = job->all->site;
    FigureOriginView *views = ARENA_NEW(job->scratch, FigureOriginView,
                                        role->salaries.count * 3 + 1);
    size_t count = 0;
    for (size_t i = 0; i < role->salaries.count; i++) {
        const Salary *salary = salary_at(role, i);
        views[count++] = origin(job, role, figure_name(job, role, salary, "pay"),
                                salary->source.str, salary->as_of);
        const SalaryStep *steps = salary->steps.items;
        if (salary->steps.count && steps[0].is_modelled) {
            views[count++] = (FigureOriginView){
                .figure = figure_name(job, role, salary, "career_steps"),
                .method = string_text(job, "modelled_note"),
            };
        }
        if (has_equivalents(salary)) {
            Buf hours = {0};
            number_write(locale_integer(site->locale), site->config.salary.hours_per_year, &hours);
            Placeholder value = {"hours", buf_str(&hours)};
            views[count++] = (FigureOriginView){
                .figure = figure_name(job, role, salary, "equivalents_name"),
                .method = fill_in(job, string_text(job, "equivalents_note"), &value, 1),
            };
            buf_free(&hours);
        }
    }
    if (role->outlook.growth.is_given || role->outlook.openings) {
        views[count++] = origin(job, role, string_text(job, "outlook"), role->outlook.source.str,
                                (Date){0});
    }
    return (ViewList){views, count};
}
