// Occupational Employment and Wage Statistics of the U.S. Bureau of Labor Statistics: pay of the
// nation, its states and territories, and its metropolitan areas.
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "data/tables.h"

typedef struct OewsRow {
    size_t offset;
    Str area, area_name, area_type, state, industry_group, code, title, group;
    Figure employment;
    Figure hourly[PAY_FIGURE_COUNT];
    Figure annual[PAY_FIGURE_COUNT];
    bool is_annual_only;
    bool is_hourly_only;
} OewsRow;

// The notes of the tables: "* = indicates that a wage estimate is not available", "# = indicates a
// wage equal to or greater than" the top code, "** = indicates that an employment estimate is not
// available".
static const Marker wage_markers[] = {
    {"#", FIGURE_TOP_CODED, NULL},
    {"*", FIGURE_WITHHELD, "no estimate is available"},
    {NULL, FIGURE_NONE, NULL},
};
static const Marker count_markers[] = {
    {"**", FIGURE_WITHHELD, "no estimate is available"},
    {"*", FIGURE_WITHHELD, "no estimate is available"},
    {"~", FIGURE_WITHHELD, "less than half a percent"},
    {NULL, FIGURE_NONE, NULL},
};

#define WAGE(member, name, flags_)                                                          \
    COLUMN(OewsRow, member, name, FIGURE, .flags = COLUMN_REQUIRED | COLUMN_FILLED | (flags_), \
           .markers = wage_markers)
enum { AREA = 3, AREA_TYPE = 4 };
static const Column columns[] = {
    COLUMN(OewsRow, code, "OCC_CODE", TEXT, .flags = COLUMN_REQUIRED | COLUMN_FILLED),
    COLUMN(OewsRow, title, "OCC_TITLE", TEXT, .flags = COLUMN_REQUIRED | COLUMN_FILLED),
    COLUMN(OewsRow, group, "O_GROUP", TEXT, .other_name = "OCC_GROUP",
           .flags = COLUMN_REQUIRED | COLUMN_FILLED),
    [AREA] = COLUMN(OewsRow, area, "AREA", TEXT, .flags = COLUMN_OPTIONAL),
    [AREA_TYPE] = COLUMN(OewsRow, area_type, "AREA_TYPE", TEXT, .flags = COLUMN_OPTIONAL),
    COLUMN(OewsRow, area_name, "AREA_TITLE", TEXT, .flags = COLUMN_OPTIONAL),
    COLUMN(OewsRow, state, "PRIM_STATE", TEXT, .flags = COLUMN_OPTIONAL),
    COLUMN(OewsRow, industry_group, "I_GROUP", TEXT, .flags = COLUMN_OPTIONAL),
    COLUMN(OewsRow, employment, "TOT_EMP", FIGURE, .flags = COLUMN_REQUIRED | COLUMN_WHOLE,
           .markers = count_markers),
    WAGE(hourly[PAY_MEAN], "H_MEAN", 0),
    WAGE(hourly[PAY_P10], "H_PCT10", 0),
    WAGE(hourly[PAY_P25], "H_PCT25", 0),
    WAGE(hourly[PAY_MEDIAN], "H_MEDIAN", 0),
    WAGE(hourly[PAY_P75], "H_PCT75", 0),
    WAGE(hourly[PAY_P90], "H_PCT90", 0),
    WAGE(annual[PAY_MEAN], "A_MEAN", COLUMN_WHOLE),
    WAGE(annual[PAY_P10], "A_PCT10", COLUMN_WHOLE),
    WAGE(annual[PAY_P25], "A_PCT25", COLUMN_WHOLE),
    WAGE(annual[PAY_MEDIAN], "A_MEDIAN", COLUMN_WHOLE),
    WAGE(annual[PAY_P75], "A_PCT75", COLUMN_WHOLE),
    WAGE(annual[PAY_P90], "A_PCT90", COLUMN_WHOLE),
    COLUMN(OewsRow, is_annual_only, "ANNUAL", FLAG, .flags = COLUMN_REQUIRED),
    COLUMN(OewsRow, is_hourly_only, "HOURLY", FLAG, .flags = COLUMN_REQUIRED),
};
static const TableKind oews_table = {
    .name = "OEWS", .option = "--oews", .form = TABULAR_CSV, .columns = columns,
    .column_count = sizeof columns / sizeof columns[0],
    .offset_member = offsetof(OewsRow, offset),
};

// What '#' stands for, of the sheet "Field Descriptions" of each year's tables: "a wage equal to or
// greater than $115.00 per hour or $239,200 per year". Both are published; neither is made of the
// other.
static const struct TopCode {
    int first_year, last_year;
    int hourly, annual;      // dollars
} top_codes[] = {
    {2014, 2015, 90, 187200}, {2016, 2021, 100, 208000}, {2022, 2024, 115, 239200},
};

// The bureau's own words, shortened.
#define PERIOD_REASON                                                                        \
    "the work is seldom full time all year round, so that neither can be made of the other"

typedef struct Reading {
    PublicData *data;
    const Table *regions;    // metropolitan areas that the site names
    Tabular table;
    Head head;
    const struct TopCode *top_code;   // of the vintage, or NULL
    Table seen;              // "29-1141 US" → offset of the row
    Table majors;            // "29" → index into branches
    List branches;           // of Str
    Table left_out;          // areas that are not taken in
    Str first_left_out;
    Diags *diags;
} Reading;

static Place cell_place(const Reading *reading, const Figure *figure) {
    return (Place){reading->table.path, figure->offset};
}

static bool report_vintage(const Reading *reading, Place place, const char *message) {
    return diag_error(reading->diags, place, "wrong-vintage",
                      "give --vintage the year and month of this very table, such as 2023-05",
                      "%s", message);
}

// Gives '#' its figure, and sees to it that nothing is beyond it: means alone may be.
static bool apply_top_code(const Reading *reading, Figure *figures, bool is_hourly) {
    const struct TopCode *code = reading->top_code;
    int64_t top = code ? (int64_t)(is_hourly ? code->hourly : code->annual) * 100 : INT64_MAX;
    Buf message = {0};
    bool is_good = true;
    int year = reading->data->vintage.year;
    for (int i = 0; i < PAY_FIGURE_COUNT && is_good; i++) {
        Figure *figure = &figures[i];
        if (figure->state == FIGURE_TOP_CODED && !code) {
            buf_printf(&message, "'#' stands for a top code, and there is none known for %d", year);
        } else if (figure->state == FIGURE_TOP_CODED) {
            figure->hundredths = top;
        } else if (i != PAY_MEAN && figure->state == FIGURE_KNOWN && figure->hundredths > top) {
            buf_printf(&message, "a figure is beyond %lld, the top code of %d",
                       (long long)(top / 100), year);
        }
        if (!message.len) continue;
        is_good = report_vintage(reading, cell_place(reading, figure), message.ptr);
    }
    buf_free(&message);
    return is_good;
}

static bool report_order(const Reading *reading, const Figure *figure, const char *message) {
    return diag_error(reading->diags, cell_place(reading, figure), "bad-cell",
                      "are columns swapped? take the table from its source once more", "%s",
                      message);
}

static bool check_order(const Reading *reading, const Figure *figures) {
    const Figure *before = NULL;
    for (int i = PAY_P10; i < PAY_FIGURE_COUNT; i++) {
        const Figure *figure = &figures[i];
        if (figure->state != FIGURE_KNOWN && figure->state != FIGURE_TOP_CODED) continue;
        if (before && before->hundredths > figure->hundredths) {
            return report_order(reading, figure, "this percentile is below the one before");
        }
        before = figure;
    }
    return true;
}

// Annual figures are the unrounded hourly ones times 2,080, to ten dollars: where they are not, a
// column is another than its head says.
static bool check_periods(const Reading *reading, const OewsRow *row) {
    enum { HOURS = 2080, ROUNDING = 1600 };   // hundredths
    for (int i = 0; i < PAY_FIGURE_COUNT; i++) {
        const Figure *hourly = &row->hourly[i];
        const Figure *annual = &row->annual[i];
        if (hourly->state != FIGURE_KNOWN || annual->state != FIGURE_KNOWN) continue;
        int64_t gap = hourly->hundredths * HOURS - annual->hundredths;
        if (gap > ROUNDING || gap < -ROUNDING) {
            return report_order(reading, annual, "this contradicts the hourly figure");
        }
    }
    return true;
}

static bool check_row(const Reading *reading, OewsRow *row) {
    if (!soc_code_is_valid(row->code)) {
        return diag_error(reading->diags, head_place(&reading->head, &reading->table, "OCC_CODE"),
                          "bad-cell", "it takes a code such as 29-1141",
                          "'%.*s' is no value of 'OCC_CODE'", (int)str_cut(row->code, 60).len,
                          row->code.ptr);
    }
    if (row->is_annual_only && row->is_hourly_only) {
        return diag_error(reading->diags, head_place(&reading->head, &reading->table, "HOURLY"),
                          "bad-cell", "take the table from its source once more",
                          "this occupation is paid by the year alone and by the hour alone");
    }
    return apply_top_code(reading, row->hourly, true) &&
           apply_top_code(reading, row->annual, false) && check_order(reading, row->hourly) &&
           check_order(reading, row->annual) && check_periods(reading, row);
}

// Sets the area that a row is of. False where it is not taken in; *ret_is_good is false with a
// diagnostic where it is none.
static bool find_area(Reading *reading, const OewsRow *row, AreaKind *ret, Str *ret_region,
                      bool *ret_is_good) {
    enum { STATE_SIZE = 2 };
    Arena *arena = &reading->data->arena;
    bool has_types = reading->head.at[AREA_TYPE] != HEAD_NONE;
    Str type = has_types ? row->area_type : STR("1");
    *ret_is_good = true;
    if (str_equal(type, STR("1"))) {
        *ret = AREA_COUNTRY;
        *ret_region = STR("US");
        return true;
    }
    if (str_equal(type, STR("2")) || str_equal(type, STR("3"))) {
        *ret = AREA_STATE;
        *ret_is_good = row->state.len == STATE_SIZE && ascii_is_letter(row->state.ptr[0]) &&
                       ascii_is_letter(row->state.ptr[1]);
        if (*ret_is_good) *ret_region = arena_join(arena, STR("US-"), row->state);
        return *ret_is_good ||
               diag_error(reading->diags,
                          head_place(&reading->head, &reading->table, "PRIM_STATE"), "bad-cell",
                          "it takes the two letters of a state, such as CA",
                          "a state's row does not say which state it is of");
    }
    *ret = AREA_METRO;
    bool is_named = str_equal(type, STR("4")) &&
                    table_get(reading->regions, row->area) != TABLE_NONE;
    if (is_named) *ret_region = arena_copy(arena, row->area);
    if (is_named) return true;
    *ret_is_good = str_equal(type, STR("4")) || str_equal(type, STR("5")) ||
                   str_equal(type, STR("6"));
    if (!*ret_is_good) {
        return diag_error(reading->diags,
                          head_place(&reading->head, &reading->table, "AREA_TYPE"), "bad-cell",
                          "it takes 1 to 6", "'%.*s' is no value of 'AREA_TYPE'",
                          (int)str_cut(type, 60).len, type.ptr);
    }
    if (table_get(&reading->left_out, row->area) == TABLE_NONE) {
        Str area = arena_copy(arena, row->area);
        if (!reading->first_left_out.len) reading->first_left_out = area;
        table_add(&reading->left_out, area, row->offset);
    }
    return false;
}

static bool is_new_row(Reading *reading, const OewsRow *row, Str region) {
    Buf key = {0};
    buf_printf(&key, "%.*s %.*s", (int)row->code.len, row->code.ptr, (int)region.len, region.ptr);
    size_t before = table_get(&reading->seen, buf_str(&key));
    if (before == TABLE_NONE) {
        table_add(&reading->seen, arena_take(&reading->data->arena, &key), row->offset);
        return true;
    }
    diags_relate(reading->diags, (Place){reading->table.path, before}, "it stands here, too");
    diag_error(reading->diags, (Place){reading->table.path, row->offset}, "repeated-row",
               "take the table from its source once more", "this row is the second for %s",
               key.ptr);
    buf_free(&key);
    return false;
}

static bool is_told(const Figure *figures) {
    for (int i = 0; i < PAY_FIGURE_COUNT; i++) {
        if (figures[i].state != FIGURE_WITHHELD) return true;
    }
    return false;
}

static void add_pay(Reading *reading, const OewsRow *row, AreaKind area, Str region) {
    PublicData *data = reading->data;
    Occupation *occupation = public_data_add(data, row->code);
    if (!occupation->title.len) {
        occupation->title = arena_copy(&data->arena, row->title);
        occupation->place = (Place){reading->table.path, row->offset};
    }
    Str name = area == AREA_COUNTRY ? STR("the United States")
                                    : arena_copy(&data->arena, row->area_name);
    const Figure *figures = row->is_hourly_only ? row->hourly : row->annual;
    if (!is_told(figures)) {
        str_list_add(&data->arena, &occupation->unpaid, name);
        return;
    }
    Pay *pay = occupation_add_pay(data, occupation);
    *pay = (Pay){.area = area, .region = region, .name = name, .currency = "USD",
                 .period = row->is_hourly_only ? "hour" : "year", .source = OEWS_SOURCE,
                 .as_of = data->vintage};
    if (row->is_hourly_only || row->is_annual_only) pay->period_reason = PERIOD_REASON;
    memcpy(pay->figures, figures, sizeof pay->figures);
}

// "Healthcare Support" of "Healthcare Support Occupations".
static void add_branch(Reading *reading, const OewsRow *row) {
    static const Str end = {" Occupations", 12};
    Arena *arena = &reading->data->arena;
    Str name = row->title;
    if (str_ends_with(name, end)) name.len -= end.len;
    Str group = arena_copy(arena, str_slice(row->code, 0, 2));
    if (table_add(&reading->majors, group, reading->branches.count) != TABLE_NONE) return;
    *(Str *)list_add(&reading->branches, sizeof(Str)) = arena_copy(arena, name);
}

static bool read_row(Reading *reading, Arena *scratch) {
    OewsRow row = {0};
    Str region = {0};
    AreaKind area = AREA_COUNTRY;
    bool is_good = head_read_row(&reading->head, &reading->table, scratch, &row, reading->diags) &&
                   check_row(reading, &row);
    if (!is_good) return false;
    bool is_of_all = !row.industry_group.len ||
                     str_equal_ascii_case(row.industry_group, STR("cross-industry"));
    if (!is_of_all) return true;
    if (str_equal_ascii_case(row.group, STR("major"))) add_branch(reading, &row);
    if (!str_equal_ascii_case(row.group, STR("detailed"))) return true;
    if (!find_area(reading, &row, &area, &region, &is_good)) return is_good;
    if (!is_good || !is_new_row(reading, &row, region)) return false;
    add_pay(reading, &row, area, region);
    return true;
}

static bool name_branches(const Reading *reading) {
    PublicData *data = reading->data;
    size_t before = reading->diags->error_count;
    for (size_t i = 0; i < data->count; i++) {
        Occupation *occupation = &data->items[i];
        Str group = str_slice(occupation->code, 0, 2);
        size_t index = table_get(&reading->majors, group);
        if (index != TABLE_NONE) {
            occupation->branch = ((const Str *)reading->branches.items)[index];
            continue;
        }
        diag_error(reading->diags, occupation->place, "unknown-group",
                   "take a table that has the rows of major groups, as published ones do",
                   "the table has no row for the group %.*s-0000, which gives the branch",
                   (int)group.len, group.ptr);
    }
    return reading->diags->error_count == before;
}

// "oews_national_M2023.csv", and all names that tables are published under, say their year.
static bool check_name(const Reading *reading) {
    Str name = path_name(reading->table.path);
    for (size_t i = 0; i + 5 <= name.len; i++) {
        Date year;
        Str part = str_slice(name, i + 1, i + 5);
        if (ascii_lower(name.ptr[i]) != 'm' || !date_parse(part, true, &year)) continue;
        if (year.year == reading->data->vintage.year) continue;
        Buf message = {0};
        buf_printf(&message, "its name says that this table is of %d, and the vintage is %d",
                   year.year, reading->data->vintage.year);
        report_vintage(reading, (Place){reading->table.path, DIAG_NO_OFFSET}, message.ptr);
        buf_free(&message);
        return false;
    }
    return true;
}

static void warn_left_out(const Reading *reading) {
    size_t count = reading->left_out.count;
    Str first = reading->first_left_out;
    if (!count) return;
    Buf hint = {0};
    buf_printf(&hint, "name those that the site is to show in site.yaml: "
                      "regions: [{id: \"%.*s\", name: …}]", (int)first.len, first.ptr);
    diag_warning(reading->diags, (Place){reading->table.path, DIAG_NO_OFFSET}, "left-out-areas",
                 hint.ptr, "%zu area%s beside states left out, such as %.*s", count,
                 count == 1 ? " is" : "s are", (int)first.len, first.ptr);
    buf_free(&hint);
}

static bool begin(Reading *reading, Str path, Str text) {
    Str title = {0};
    int year = reading->data->vintage.year;
    for (size_t i = 0; i < sizeof top_codes / sizeof top_codes[0]; i++) {
        bool is_of_it = year >= top_codes[i].first_year && year <= top_codes[i].last_year;
        if (is_of_it) reading->top_code = &top_codes[i];
    }
    if (!tabular_begin(&reading->table, TABULAR_CSV, path, text, reading->diags) ||
        !head_find(&oews_table, &reading->table, &reading->data->arena, &reading->head, &title,
                   reading->diags)) {
        return false;
    }
    bool has_area = reading->head.at[AREA] != HEAD_NONE;
    bool has_type = reading->head.at[AREA_TYPE] != HEAD_NONE;
    if (has_area && !has_type) {
        return diag_error(reading->diags, (Place){path, reading->table.offset}, "missing-column",
                          "name the table as it was published",
                          "this table of OEWS lacks the column 'AREA_TYPE'");
    }
    return check_name(reading);
}

bool oews_read(Str path, Str text, const Table *regions, PublicData *data, Diags *diags) {
    Reading reading = {.data = data, .regions = regions, .diags = diags};
    size_t before = diags->error_count;
    Arena scratch = {0};
    if (begin(&reading, path, text)) {
        while (tabular_next(&reading.table, diags) && read_row(&reading, &scratch)) {
            arena_reset(&scratch);
        }
        if (!data->count && diags->error_count == before) {
            diag_error(diags, (Place){path, DIAG_NO_OFFSET}, "missing-column",
                       "name the table of the nation or of states", "no row of this table is of a "
                       "detailed occupation in all industries");
        }
        if (diags->error_count == before) name_branches(&reading);
        if (diags->error_count == before) warn_left_out(&reading);
    }
    arena_free(&scratch);
    tabular_end(&reading.table);
    table_free(&reading.seen);
    table_free(&reading.majors);
    table_free(&reading.left_out);
    free(reading.branches.items);
    return diags->error_count == before;
}
