#include "data/columns.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"

enum { HEAD_ROWS_MAX = 20, DECIMALS = 2, GROUP = 3, DIGITS_MAX = 12, SHOWN_SIZE = 60 };

// Whether a name matches a pattern in which one '*' stands for any text, whatever the case.
static bool matches(Str name, const char *pattern) {
    Str whole = str_from(pattern);
    size_t star = str_find(whole, '*');
    if (star == whole.len) return str_equal_ascii_case(name, whole);
    Str start = str_slice(whole, 0, star);
    Str end = str_slice(whole, star + 1, whole.len);
    return name.len >= start.len + end.len &&
           str_equal_ascii_case(str_slice(name, 0, start.len), start) &&
           str_equal_ascii_case(str_slice(name, name.len - end.len, name.len), end);
}

static size_t find_cell(const Tabular *table, const Column *column) {
    for (size_t i = 0; i < table->cell_count; i++) {
        Str name = str_trim(table->cells[i].text);
        if (matches(name, column->name)) return i;
        if (column->other_name && matches(name, column->other_name)) return i;
    }
    return HEAD_NONE;
}

static size_t find_columns(const TableKind *kind, const Tabular *table, Head *ret) {
    size_t count = 0;
    *ret = (Head){.kind = kind, .cell_count = table->cell_count};
    for (size_t i = 0; i < kind->column_count; i++) {
        ret->at[i] = find_cell(table, &kind->columns[i]);
        count += ret->at[i] != HEAD_NONE;
    }
    return count;
}

// Names the columns that are missing, and those that stand there twice.
static bool check_head(const Head *head, const Tabular *table, Diags *diags) {
    const TableKind *kind = head->kind;
    size_t before = diags->error_count;
    for (size_t i = 0; i < kind->column_count; i++) {
        const Column *column = &kind->columns[i];
        Place place = {table->path, table->offset};
        if (head->at[i] == HEAD_NONE && column->flags & COLUMN_REQUIRED) {
            diag_error(diags, place, "missing-column", "name the table as it was published",
                       "this table of %s lacks the column '%s'", kind->name, column->name);
        }
        for (size_t j = i + 1; j < kind->column_count && head->at[i] != HEAD_NONE; j++) {
            if (head->at[i] != head->at[j]) continue;
            place.offset = table->cells[head->at[i]].offset;
            diag_error(diags, place, "missing-column", "name the table as it was published",
                       "one column is both '%s' and '%s'", column->name, kind->columns[j].name);
        }
    }
    return diags->error_count == before;
}

static bool report_no_head(const TableKind *kind, const Tabular *table, Diags *diags) {
    size_t plain = 0;   // the first column whose name is the same each year
    while (plain + 1 < kind->column_count && strchr(kind->columns[plain].name, '*')) plain++;
    Buf hint = {0};
    buf_printf(&hint, "%s takes a table with columns such as '%s'; is this another one?",
               kind->option, kind->columns[plain].name);
    diag_error(diags, (Place){table->path, 0}, "missing-column", hint.ptr,
               "this is no table of %s: no row names its columns", kind->name);
    buf_free(&hint);
    return false;
}

static void add_title(Buf *title, const Tabular *table) {
    for (size_t i = 0; i < table->cell_count; i++) {
        if (title->len) buf_add_char(title, ' ');
        buf_add(title, table->cells[i].text);
    }
}

bool head_find(const TableKind *kind, Tabular *table, Arena *arena, Head *ret, Str *ret_title,
               Diags *diags) {
    Buf title = {0};
    bool is_found = false;
    size_t errors_before = diags->error_count;
    for (int i = 0; !is_found && i < HEAD_ROWS_MAX && tabular_next(table, diags); i++) {
        // Half of its columns make a head, so that a missing one is named.
        is_found = find_columns(kind, table, ret) * 2 > kind->column_count;
        if (!is_found) add_title(&title, table);
    }
    if (is_found) {
        for (size_t i = 0; i < kind->column_count; i++) {
            if (ret->at[i] == HEAD_NONE) continue;
            ret->names[i] = arena_copy(arena, str_trim(table->cells[ret->at[i]].text));
        }
        *ret_title = arena_copy(arena, buf_str(&title));
        is_found = check_head(ret, table, diags);
    } else if (diags->error_count == errors_before) {
        report_no_head(kind, table, diags);
    }
    buf_free(&title);
    return is_found;
}

// Digits, perhaps with ',' or a blank between groups of three. Moves *at behind them.
static bool read_whole(Str text, size_t *at, int64_t *ret) {
    size_t start = *at;
    size_t digits = 0;
    size_t in_group = 0;
    char mark = 0;
    for (; *at < text.len; ++*at) {
        char byte = text.ptr[*at];
        if (ascii_is_digit(byte)) {
            if (++digits > DIGITS_MAX) return false;
            in_group++;
            *ret = *ret * 10 + (byte - '0');
        } else if (byte == ',' || byte == ' ') {
            bool is_first = !mark && in_group && in_group <= GROUP;
            if (!is_first && (byte != mark || in_group != GROUP)) return false;
            mark = byte;
            in_group = 0;
        } else {
            break;
        }
    }
    return *at > start && in_group && (!mark || in_group == GROUP);
}

// "94,480" and "45.42" to hundredths.
static bool parse_number(Str text, unsigned flags, int64_t *ret) {
    bool is_negative = flags & COLUMN_SIGNED && str_starts_with(text, STR("-"));
    size_t at = is_negative;
    int64_t value = 0;
    if (!read_whole(text, &at, &value)) return false;
    int decimals = 0;
    bool has_point = at < text.len && text.ptr[at] == '.';
    if (has_point) at++;
    for (; has_point && at < text.len && ascii_is_digit(text.ptr[at]); at++, decimals++) {
        if (decimals == DECIMALS) return false;
        value = value * 10 + (text.ptr[at] - '0');
    }
    if (at < text.len || (has_point && !decimals)) return false;
    if (decimals && flags & COLUMN_WHOLE) return false;
    for (; decimals < DECIMALS; decimals++) value *= 10;
    *ret = is_negative ? -value : value;
    return true;
}

static void add_wanted(const Column *column, Buf *out) {
    bool is_whole = column->flags & COLUMN_WHOLE;
    buf_printf(out, "it takes a %s",
               is_whole ? "whole number such as 94480 or 94,480" : "number such as 45.42");
    for (const Marker *marker = column->markers; marker && marker->text; marker++) {
        buf_printf(out, ", or '%s'", marker->text);
    }
}

// A cell that is read: of which column, and what it is to become.
typedef struct Reading {
    const Tabular *table;
    const TabularCell *cell;
    const Column *column;
    Str name;                // of the column, as the table writes it
    Str text;                // of the cell, without blanks around it
} Reading;

static bool report_cell(const Reading *reading, const char *hint, Diags *diags) {
    Place place = {reading->table->path, reading->cell->offset};
    Str shown = str_cut(reading->text, SHOWN_SIZE);
    if (!shown.len) {
        return diag_error(diags, place, "bad-cell", hint, "a cell of '%.*s' is empty",
                          (int)reading->name.len, reading->name.ptr);
    }
    return diag_error(diags, place, "bad-cell", hint, "'%.*s' is no value of '%.*s'",
                      (int)shown.len, shown.ptr, (int)reading->name.len, reading->name.ptr);
}

static bool read_figure(const Reading *reading, Figure *ret, Diags *diags) {
    const Column *column = reading->column;
    *ret = (Figure){.offset = reading->cell->offset};
    if (!reading->text.len && !(column->flags & COLUMN_FILLED)) return true;
    for (const Marker *marker = column->markers; marker && marker->text; marker++) {
        if (!str_equal(reading->text, str_from(marker->text))) continue;
        ret->state = marker->state;
        ret->reason = marker->reason;
        return true;
    }
    ret->state = FIGURE_KNOWN;
    if (parse_number(reading->text, column->flags, &ret->hundredths)) return true;
    Buf hint = {0};
    add_wanted(column, &hint);
    report_cell(reading, hint.ptr, diags);
    buf_free(&hint);
    return false;
}

static bool read_text(const Reading *reading, Arena *arena, Str *ret, Diags *diags) {
    if (!reading->text.len && reading->column->flags & COLUMN_FILLED) {
        return report_cell(reading, "name the table as it was published", diags);
    }
    *ret = arena_copy(arena, reading->text);
    return true;
}

static bool read_flag(const Reading *reading, bool *ret, Diags *diags) {
    *ret = str_equal_ascii_case(reading->text, STR("TRUE"));
    return *ret || !reading->text.len || str_equal_ascii_case(reading->text, STR("FALSE")) ||
           report_cell(reading, "it takes TRUE, or nothing", diags);
}

static bool read_cell(const Reading *reading, Arena *arena, void *ret, Diags *diags) {
    void *member = (char *)ret + reading->column->offset;
    switch (reading->column->kind) {
        case CELL_TEXT: return read_text(reading, arena, member, diags);
        case CELL_FIGURE: return read_figure(reading, member, diags);
        case CELL_FLAG: return read_flag(reading, member, diags);
    }
    return false;
}

bool head_read_row(const Head *head, const Tabular *table, Arena *arena, void *ret, Diags *diags) {
    const TableKind *kind = head->kind;
    if (table->cell_count != head->cell_count) {
        return diag_error(diags, (Place){table->path, table->offset}, "table-syntax",
                          "the table may have been cut off: take it from its source once more",
                          "this row has %zu cells, and the head has %zu", table->cell_count,
                          head->cell_count);
    }
    *(size_t *)((char *)ret + kind->offset_member) = table->offset;
    for (size_t i = 0; i < kind->column_count; i++) {
        if (head->at[i] == HEAD_NONE) continue;
        const TabularCell *cell = &table->cells[head->at[i]];
        Reading reading = {table, cell, &kind->columns[i], head->names[i], str_trim(cell->text)};
        if (!read_cell(&reading, arena, ret, diags)) return false;
    }
    return true;
}

bool row_is_note(const Head *head, const Tabular *table) {
    size_t filled = 0;
    if (table->cell_count != head->cell_count) return false;
    for (size_t i = 0; i < table->cell_count; i++) {
        filled += str_trim(table->cells[i].text).len > 0;
    }
    return filled <= 1 && str_trim(table->cells[0].text).len;
}

Place head_place(const Head *head, const Tabular *table, const char *name) {
    for (size_t i = 0; i < head->kind->column_count; i++) {
        bool is_it = str_equal(str_from(head->kind->columns[i].name), str_from(name));
        if (is_it && head->at[i] != HEAD_NONE) {
            return (Place){table->path, table->cells[head->at[i]].offset};
        }
    }
    return (Place){table->path, table->offset};
}

bool soc_code_is_valid(Str text) {
    if (text.len != 7) return false;
    for (size_t i = 0; i < text.len; i++) {
        if (i == 2 ? text.ptr[i] != '-' : !ascii_is_digit(text.ptr[i])) return false;
    }
    return true;
}

bool data_file_read(Str path, Buf *ret, Diags *diags) {
    if (file_read_named(path, TABULAR_MAX_SIZE, ret)) return true;
    int error_number = errno;
    if (error_number == EFBIG) {
        diag_error(diags, (Place){path, DIAG_NO_OFFSET}, "table-limit",
                   "take a table of fewer areas or industries", "this table is larger than %d MB",
                   TABULAR_MAX_SIZE / 1024 / 1024);
    } else {
        diag_environment(diags, "cannot be read", path, error_number);
    }
    errno = error_number;
    return false;
}
