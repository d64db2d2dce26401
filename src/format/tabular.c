#include "format/tabular.h"

enum { FIRST_LINES = 20 };

static bool report(const Tabular *table, size_t offset, const char *hint, const char *message,
                   Diags *diags) {
    return diag_error(diags, (Place){table->path, offset}, "table-syntax", hint, "%s", message);
}

// What programs for tables keep them in, by the first bytes.
typedef struct Container {
    Str start;
    const char *what;
    const char *hint;
} Container;

#define SPREADSHEET_HINT                                                                   \
    "make a CSV of it: soffice --headless --convert-to "                                   \
    "'csv:Text - txt - csv (StarCalc):44,34,76,1' FILE"
static const Container containers[] = {
    {{"PK\003\004", 4}, "a zip archive",
     "unpack it with 'unzip FILE', and name the table that was in it"},
    {{"\320\317\021\340", 4}, "a spreadsheet", SPREADSHEET_HINT},
    {{"\037\213", 2}, "compressed", "unpack it with 'gunzip FILE'"},
    {{"\377\376", 2}, "UTF-16", "make UTF-8 of it: iconv -f UTF-16 -t UTF-8 FILE >NEW"},
    {{"\376\377", 2}, "UTF-16", "make UTF-8 of it: iconv -f UTF-16 -t UTF-8 FILE >NEW"},
    {{"%PDF", 4}, "a PDF", "name the table that is published beside it"},
    {{"<", 1}, "a web page", "name the table that the page leads to"},
};

static bool contains(Str text, Str part) {
    for (size_t i = 0; i + part.len <= text.len; i++) {
        if (str_starts_with(str_slice(text, i, text.len), part)) return true;
    }
    return false;
}

// A spreadsheet of today is a zip archive with such a folder in it.
static bool is_workbook(Str text) {
    enum { LOOKED_AT = 4096 };
    Str start = str_slice(text, 0, LOOKED_AT);
    Str end = str_slice(text, text.len > LOOKED_AT ? text.len - LOOKED_AT : 0, text.len);
    return contains(start, STR("xl/")) || contains(end, STR("xl/workbook"));
}

// A name as a shell takes it for one word.
static void add_shell_word(Buf *out, Str name) {
    buf_add_char(out, '\'');
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] == '\'') buf_add(out, STR("'\\'"));
        buf_add_char(out, name.ptr[i]);
    }
    buf_add_char(out, '\'');
}

// The name of the file stands in the hint for FILE.
static bool report_container(Str path, const char *what, const char *hint, Diags *diags) {
    static const Str name = {"FILE", 4};
    Buf text = {0};
    for (Str rest = str_from(hint); rest.len; rest = str_slice(rest, 1, rest.len)) {
        if (str_starts_with(rest, name)) {
            add_shell_word(&text, path);
            rest = str_slice(rest, name.len - 1, rest.len);
        } else {
            buf_add_char(&text, rest.ptr[0]);
        }
    }
    diag_error(diags, (Place){path, DIAG_NO_OFFSET}, "not-a-table", text.ptr,
               "this is no table of text: it is %s", what);
    buf_free(&text);
    return false;
}

static bool is_text(Str path, Str text, Diags *diags) {
    for (size_t i = 0; i < sizeof containers / sizeof containers[0]; i++) {
        const Container *row = &containers[i];
        if (!str_starts_with(text, row->start)) continue;
        if (i == 0 && is_workbook(text)) {
            return report_container(path, "a spreadsheet (.xlsx)", SPREADSHEET_HINT, diags);
        }
        return report_container(path, row->what, row->hint, diags);
    }
    if (!str_trim(text).len) {
        return report_container(path, "empty", "name the file that was downloaded", diags);
    }
    if (str_find(text, '\0') < text.len) {
        return report_container(path, "a binary file", "name a CSV, or the text of O*NET", diags);
    }
    return diag_check_utf8(diags, path, text);
}

static char find_separator(Str text) {
    static const char separators[] = {',', ';', '\t'};
    size_t counts[sizeof separators] = {0};
    bool is_quoted = false;
    size_t lines = 0;
    for (size_t i = 0; i < text.len && lines < FIRST_LINES; i++) {
        char byte = text.ptr[i];
        if (byte == '"') is_quoted = !is_quoted;
        lines += byte == '\n';
        for (size_t j = 0; !is_quoted && j < sizeof separators; j++) {
            counts[j] += byte == separators[j];
        }
    }
    size_t most = 0;
    for (size_t j = 1; j < sizeof separators; j++) {
        if (counts[j] > counts[most]) most = j;
    }
    return separators[most];
}

bool tabular_begin(Tabular *ret, TabularForm form, Str path, Str text, Diags *diags) {
    static const Str mark = {"\357\273\277", 3};
    if (!is_text(path, text, diags)) return false;
    *ret = (Tabular){.path = path, .text = text, .separator = '\t'};
    if (str_starts_with(text, mark)) ret->at = mark.len;
    if (form == TABULAR_CSV) {
        ret->separator = find_separator(str_slice(text, ret->at, text.len));
        ret->has_quotes = true;
    }
    return true;
}

static bool is_line_end(const Tabular *table, size_t at) {
    Str text = table->text;
    if (at >= text.len || text.ptr[at] == '\n') return true;
    return text.ptr[at] == '\r' && (at + 1 == text.len || text.ptr[at + 1] == '\n');
}

// The text between quotes; `from` is behind the first of them, *at moves behind the last.
static bool read_quoted(Tabular *table, size_t from, size_t *at, Str *ret, Diags *diags) {
    Str text = table->text;
    size_t i = from;
    size_t doubled = 0;
    for (; i < text.len; i++) {
        if (text.ptr[i] != '"') continue;
        if (i + 1 >= text.len || text.ptr[i + 1] != '"') break;
        doubled++;
        i++;
    }
    if (i >= text.len) {
        return report(table, from - 1, "close it, or double a quote that is a letter of the text",
                      "a quote is opened here, and never closed", diags);
    }
    *at = i + 1;
    *ret = str_slice(text, from, i);
    if (!doubled) return true;
    char *copy = arena_alloc(&table->unquoted, ret->len, 1);
    size_t size = 0;
    for (size_t j = from; j < i; j++) {
        copy[size++] = text.ptr[j];
        j += text.ptr[j] == '"';
    }
    *ret = (Str){copy, size};
    return true;
}

static bool read_bare(const Tabular *table, size_t *at, Str *ret, Diags *diags) {
    size_t from = *at;
    while (!is_line_end(table, *at) && table->text.ptr[*at] != table->separator) {
        char byte = table->text.ptr[*at];
        if (byte == '"' && table->has_quotes) {
            return report(table, *at, "put the whole cell in quotes, and double this one",
                          "a quote stands within a cell", diags);
        }
        if ((byte >= 0 && byte < ' ' && byte != '\t') || byte == 127) {
            return report(table, *at, "save the table as CSV with CRLF or LF at the line ends",
                          "a control character stands in a cell", diags);
        }
        ++*at;
    }
    *ret = str_slice(table->text, from, *at);
    return true;
}

static bool read_cell(Tabular *table, size_t *at, Diags *diags) {
    if (table->cell_count == TABULAR_COLUMNS_MAX) {
        return diag_error(diags, (Place){table->path, *at}, "table-limit",
                          "name a table as it is published",
                          "this row has more than %d cells", TABULAR_COLUMNS_MAX);
    }
    TabularCell *cell = &table->cells[table->cell_count++];
    cell->offset = *at;
    bool is_quoted = table->has_quotes && *at < table->text.len && table->text.ptr[*at] == '"';
    if (!is_quoted) return read_bare(table, at, &cell->text, diags);
    if (!read_quoted(table, *at + 1, at, &cell->text, diags)) return false;
    bool is_ended = is_line_end(table, *at) || table->text.ptr[*at] == table->separator;
    return is_ended || report(table, *at, "double a quote that is a letter of the text",
                              "something stands between a closing quote and the next cell", diags);
}

static bool is_blank(const Tabular *table) {
    for (size_t i = 0; i < table->cell_count; i++) {
        if (str_trim(table->cells[i].text).len) return false;
    }
    return true;
}

bool tabular_next(Tabular *table, Diags *diags) {
    while (table->at < table->text.len) {
        arena_reset(&table->unquoted);
        table->cell_count = 0;
        table->offset = table->at;
        if (table->row_count++ == TABULAR_ROWS_MAX) {
            return diag_error(diags, (Place){table->path, table->at}, "table-limit",
                              "take a table of fewer areas or industries",
                              "this table has more than %d rows", TABULAR_ROWS_MAX);
        }
        size_t at = table->at;
        bool has_more = true;
        while (has_more) {
            if (!read_cell(table, &at, diags)) return false;
            has_more = !is_line_end(table, at);
            at += has_more;
        }
        if (at < table->text.len) at += table->text.ptr[at] == '\r' ? 2 : 1;
        table->at = at;
        if (!is_blank(table)) return true;
    }
    return false;
}

void tabular_end(Tabular *table) {
    arena_free(&table->unquoted);
}
