#include "format/csv.h"

static bool needs_quotes(Str text) {
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        if (byte == ',' || byte == '"' || byte == '\r' || byte == '\n') return true;
    }
    return false;
}

static size_t skip_digits(Str text, size_t from) {
    while (from < text.len && text.ptr[from] >= '0' && text.ptr[from] <= '9') from++;
    return from;
}

// -?digits[.digits]
static bool is_plain_number(Str text) {
    size_t start = str_starts_with(text, STR("-")) ? 1 : 0;
    size_t end = skip_digits(text, start);
    if (end == start) return false;
    if (end == text.len) return true;
    size_t fraction_end = skip_digits(text, end + 1);
    return text.ptr[end] == '.' && fraction_end > end + 1 && fraction_end == text.len;
}

// Spreadsheets take the fullwidth and the small forms for the same signs.
static bool is_formula_sign(uint32_t letter) {
    static const uint32_t signs[] = {'=',    '+',    '-',    '@',    0xFF1D, 0xFF0B,
                                     0xFF0D, 0xFF20, 0xFE66, 0xFE62, 0xFE63, 0xFE6B};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (letter == signs[i]) return true;
    }
    return false;
}

// A sign counts behind what a spreadsheet may strip, too; and controls at the start always do.
static bool looks_like_formula(Str value) {
    if (is_plain_number(value)) return false;
    uint32_t letter = 0;
    for (size_t i = 0; i < value.len;) {
        bool is_letter = utf8_read(value, &i, &letter);
        bool is_skipped = is_letter && (letter_is_space(letter) || letter_is_invisible(letter));
        if (letter < ' ') return true;
        if (!is_skipped) return is_letter && is_formula_sign(letter);
    }
    return false;
}

void csv_cell(Csv *csv, Str value) {
    if (csv->has_cell) buf_add_char(csv->out, ',');
    csv->has_cell = true;
    bool is_quoted = needs_quotes(value);
    if (is_quoted) buf_add_char(csv->out, '"');
    if (looks_like_formula(value)) buf_add_char(csv->out, '\'');
    size_t from = 0;   // start of the run that has no quote inside
    for (size_t i = 0; is_quoted && i < value.len; i++) {
        if (value.ptr[i] != '"') continue;
        buf_add(csv->out, str_slice(value, from, i));
        buf_add_char(csv->out, '"');
        from = i;
    }
    buf_add(csv->out, str_slice(value, from, value.len));
    if (is_quoted) buf_add_char(csv->out, '"');
}

void csv_end_row(Csv *csv) {
    buf_add(csv->out, STR("\r\n"));
    csv->has_cell = false;
}
