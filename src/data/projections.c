// Employment Projections of the U.S. Bureau of Labor Statistics: outlook, and what is typically
// needed to begin. Counts are in thousands.
#include "data/tables.h"

typedef struct ProjectionRow {
    size_t offset;
    Str code, type, education, experience, training;
    Figure growth, openings;
} ProjectionRow;

static const Marker markers[] = {
    {"—", FIGURE_NONE, NULL}, {"–", FIGURE_NONE, NULL}, {"-", FIGURE_NONE, NULL},
    {NULL, FIGURE_NONE, NULL},
};
enum { GROWTH = 3 };
static const Column columns[] = {
    COLUMN(ProjectionRow, code, "* National Employment Matrix code", TEXT,
           .flags = COLUMN_REQUIRED | COLUMN_FILLED),
    COLUMN(ProjectionRow, type, "Occupation type", TEXT, .flags = COLUMN_REQUIRED | COLUMN_FILLED),
    COLUMN(ProjectionRow, openings, "Occupational openings, * annual average", FIGURE,
           .flags = COLUMN_REQUIRED | COLUMN_FILLED, .markers = markers),
    [GROWTH] = COLUMN(ProjectionRow, growth, "Employment change, percent, *", FIGURE,
                      .flags = COLUMN_REQUIRED | COLUMN_FILLED | COLUMN_SIGNED,
                      .markers = markers),
    COLUMN(ProjectionRow, education, "Typical education needed for entry", TEXT,
           .flags = COLUMN_OPTIONAL),
    COLUMN(ProjectionRow, experience, "Work experience in a related occupation", TEXT,
           .flags = COLUMN_OPTIONAL),
    COLUMN(ProjectionRow, training,
           "Typical on-the-job training needed to attain competency in the occupation", TEXT,
           .flags = COLUMN_OPTIONAL),
};
static const TableKind projection_table = {
    .name = "Employment Projections", .option = "--ep", .form = TABULAR_CSV, .columns = columns,
    .column_count = sizeof columns / sizeof columns[0],
    .offset_member = offsetof(ProjectionRow, offset),
};

// Of "Employment change, percent, 2024–34": 2024 and 2034.
static bool find_years(Str name, Date *ret_from, Date *ret_to) {
    enum { YEAR_SIZE = 4, CENTURY = 100 };
    for (size_t i = 0; i + YEAR_SIZE < name.len; i++) {
        if (!date_parse(str_slice(name, i, i + YEAR_SIZE), true, ret_from)) continue;
        size_t at = i + YEAR_SIZE;
        while (at < name.len && !ascii_is_digit(name.ptr[at])) at++;
        Str rest = str_slice(name, at, name.len);
        if (date_parse(str_slice(rest, 0, YEAR_SIZE), true, ret_to)) return true;
        if (rest.len < 2 || !ascii_is_digit(rest.ptr[1])) return false;
        int century = ret_from->year / CENTURY * CENTURY;
        int year = century + (rest.ptr[0] - '0') * 10 + (rest.ptr[1] - '0');
        *ret_to = (Date){.year = (int16_t)(year > ret_from->year ? year : year + CENTURY)};
        return true;
    }
    return false;
}

// A dash says that there is none.
static Str kept(Arena *arena, Str text) {
    for (const Marker *marker = markers; marker->text; marker++) {
        if (str_equal(text, str_from(marker->text))) return (Str){0};
    }
    return arena_copy(arena, text);
}

static bool read_row(const Head *head, const Tabular *table, Arena *scratch, PublicData *data,
                     Diags *diags) {
    ProjectionRow row = {0};
    if (!head_read_row(head, table, scratch, &row, diags)) return false;
    if (!soc_code_is_valid(row.code)) {
        return diag_error(diags, head_place(head, table, columns[0].name), "bad-cell",
                          "it takes a code such as 29-1141",
                          "'%.*s' is no code of an occupation", (int)str_cut(row.code, 60).len,
                          row.code.ptr);
    }
    if (str_equal(row.code, STR("00-0000"))) data->average_growth = row.growth;
    Occupation *occupation = public_data_find(data, row.code);
    if (!occupation) return true;
    if (occupation->is_projected) {
        return diag_error(diags, (Place){table->path, row.offset}, "repeated-row",
                          "take the table from its source once more",
                          "this row is the second for %.*s", (int)row.code.len, row.code.ptr);
    }
    occupation->is_projected = true;
    occupation->growth = row.growth;
    occupation->openings = row.openings;
    occupation->education = kept(&data->arena, row.education);
    occupation->experience = kept(&data->arena, row.experience);
    occupation->training = kept(&data->arena, row.training);
    return true;
}

static void warn_lacking(Str path, const PublicData *data, Diags *diags) {
    Buf codes = {0};
    size_t count = 0;
    for (size_t i = 0; i < data->count; i++) count += !data->items[i].is_projected;
    size_t index = 0;
    for (size_t i = 0; i < data->count; i++) {
        if (!data->items[i].is_projected) add_code(&codes, index++, count, data->items[i].code);
    }
    if (count) {
        diag_warning(diags, (Place){path, DIAG_NO_OFFSET}, "lacking-codes",
                     "their profiles say nothing of outlook and education",
                     "this table lacks %zu of the %zu occupations: %s", count, data->count,
                     codes.ptr);
    }
    buf_free(&codes);
}

bool projections_read(Str path, Str text, PublicData *data, Diags *diags) {
    Tabular table = {0};
    Head head;
    Str title = {0};
    Arena scratch = {0};
    size_t before = diags->error_count;
    if (tabular_begin(&table, TABULAR_CSV, path, text, diags) &&
        head_find(&projection_table, &table, &data->arena, &head, &title, diags)) {
        if (!find_years(head.names[GROWTH], &data->outlook_from, &data->outlook_to)) {
            diag_error(diags, head_place(&head, &table, columns[GROWTH].name), "missing-column",
                       "name the table as it was published",
                       "the head does not say which years the projection is of");
        }
        while (tabular_next(&table, diags)) {
            arena_reset(&scratch);
            if (row_is_note(&head, &table)) continue;
            if (!read_row(&head, &table, &scratch, data, diags)) break;
        }
        if (diags->error_count == before) warn_lacking(path, data, diags);
    }
    arena_free(&scratch);
    tabular_end(&table);
    return diags->error_count == before;
}
