// Annual Survey of Hours and Earnings of the UK's Office for National Statistics, a table by
// four-digit occupation. Its codes are those of SOC 2020: which of them is which occupation of the
// United States nobody has published, so that --codes has to pair them.
#include "data/tables.h"

typedef struct AsheRow {
    size_t offset;
    Str code;
    Figure figures[PAY_FIGURE_COUNT];
} AsheRow;

// The key of the tables.
static const Marker markers[] = {
    {"x", FIGURE_WITHHELD, "the estimate is unreliable"},
    {"..", FIGURE_WITHHELD, "it would tell of single persons"},
    {":", FIGURE_NONE, NULL},
    {"-", FIGURE_NONE, NULL},
    {NULL, FIGURE_NONE, NULL},
};
#define EARNINGS(place, name) \
    COLUMN(AsheRow, figures[place], name, FIGURE, .flags = COLUMN_REQUIRED, .markers = markers)
static const Column columns[] = {
    COLUMN(AsheRow, code, "Code", TEXT, .flags = COLUMN_REQUIRED),
    EARNINGS(PAY_MEDIAN, "Median"),
    EARNINGS(PAY_MEAN, "Mean"),
    EARNINGS(PAY_P10, "10"),
    EARNINGS(PAY_P25, "25"),
    EARNINGS(PAY_P75, "75"),
    EARNINGS(PAY_P90, "90"),
};
static const TableKind ashe_table = {
    .name = "ASHE", .option = "--ashe", .form = TABULAR_CSV, .columns = columns,
    .column_count = sizeof columns / sizeof columns[0], .offset_member = offsetof(AsheRow, offset),
};

static bool contains(Str text, const char *part) {
    for (size_t i = 0; i < text.len; i++) {
        if (str_starts_with(str_slice(text, i, text.len), str_from(part))) return true;
    }
    return false;
}

static const struct { const char *title, *period; } periods[] = {
    {"Annual pay", "year"}, {"Weekly pay", "week"}, {"Hourly pay", "hour"},
};

// "Table 14.7a   Annual pay - Gross (£) - For full-time employee jobsa: United Kingdom, 2024"
static bool read_title(Str path, Str title, PublicData *data, const char **ret_period,
                       Diags *diags) {
    static const Str country = {"United Kingdom, ", 16};
    *ret_period = NULL;
    for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++) {
        if (contains(title, periods[i].title)) *ret_period = periods[i].period;
    }
    bool has_year = false;
    for (size_t i = 0; i + country.len < title.len && !has_year; i++) {
        Str rest = str_slice(title, i, title.len);
        has_year = str_starts_with(rest, country) &&
                   date_parse(str_slice(rest, country.len, country.len + 4), true, &data->uk_year);
    }
    data->is_full_time = contains(title, "full-time");
    if (has_year && *ret_period) return true;
    return diag_error(diags, (Place){path, 0}, "missing-column",
                      "name a table 14 of gross pay of the United Kingdom, with its title",
                      "the title does not say what pay, of which year, this is");
}

static void add_pay(PublicData *data, Occupation *occupation, const AsheRow *row,
                    const char *period) {
    bool is_told = false;
    for (int i = 0; i < PAY_FIGURE_COUNT; i++) is_told |= row->figures[i].state == FIGURE_KNOWN;
    if (!is_told) {
        str_list_add(&data->arena, &occupation->unpaid, STR("the United Kingdom"));
        return;
    }
    Pay *pay = occupation_add_pay(data, occupation);
    *pay = (Pay){.area = AREA_COUNTRY, .region = STR("GB"), .name = STR("the United Kingdom"),
                 .currency = "GBP", .period = period,
                 .source = ASHE_SOURCE, .as_of = data->uk_year};
    for (int i = 0; i < PAY_FIGURE_COUNT; i++) pay->figures[i] = row->figures[i];
}

static bool check_order(const Tabular *table, const AsheRow *row, Diags *diags) {
    int64_t before = 0;
    for (int i = PAY_P10; i < PAY_FIGURE_COUNT; i++) {
        const Figure *figure = &row->figures[i];
        if (figure->state != FIGURE_KNOWN) continue;
        if (figure->hundredths < before) {
            return diag_error(diags, (Place){table->path, figure->offset}, "bad-cell",
                              "are columns swapped? take the table from its source once more",
                              "this percentile is below the one before");
        }
        before = figure->hundredths;
    }
    return true;
}

// Several occupations may be paired with one of the UK's.
static void take_row(const AsheRow *row, const char *period, PublicData *data, Table *seen) {
    if (!row->code.len) return;
    table_add(seen, arena_copy(&data->arena, row->code), 0);
    for (size_t i = 0; i < data->count; i++) {
        if (str_equal(data->items[i].uk_code, row->code)) {
            add_pay(data, &data->items[i], row, period);
        }
    }
}

static void report_unknown(Str path, const PublicData *data, const Table *seen, Diags *diags) {
    bool has_pair = false;
    for (size_t i = 0; i < data->count; i++) {
        const Occupation *item = &data->items[i];
        has_pair |= item->uk_code.len > 0;
        if (!item->uk_code.len || table_get(seen, item->uk_code) != TABLE_NONE) continue;
        diag_error(diags, (Place){path, DIAG_NO_OFFSET}, "unknown-code",
                   "look the code up in SOC 2020, and write it behind the other in --codes",
                   "this table has no occupation %.*s, which is paired with %.*s",
                   (int)item->uk_code.len, item->uk_code.ptr, (int)item->code.len, item->code.ptr);
    }
    if (has_pair) return;
    diag_error(diags, (Place){path, DIAG_NO_OFFSET}, "unknown-code",
               "write pairs into the file of --codes, one a line: 29-1141 2231",
               "nothing says which occupation of SOC 2020 is which of the others");
}

bool ashe_read(Str path, Str text, PublicData *data, Diags *diags) {
    Tabular table = {0};
    Head head;
    Str title = {0};
    Arena scratch = {0};
    Table seen = {0};
    const char *period = NULL;
    size_t before = diags->error_count;
    if (tabular_begin(&table, TABULAR_CSV, path, text, diags) &&
        head_find(&ashe_table, &table, &data->arena, &head, &title, diags) &&
        read_title(path, title, data, &period, diags)) {
        while (tabular_next(&table, diags)) {
            AsheRow row = {0};
            arena_reset(&scratch);
            if (row_is_note(&head, &table)) continue;
            bool is_read = head_read_row(&head, &table, &scratch, &row, diags) &&
                           check_order(&table, &row, diags);
            if (!is_read) break;
            take_row(&row, period, data, &seen);
        }
        if (diags->error_count == before) report_unknown(path, data, &seen, diags);
    }
    arena_free(&scratch);
    tabular_end(&table);
    table_free(&seen);
    return diags->error_count == before;
}
