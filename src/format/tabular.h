// Tables as text: rows of cells between commas or semicolons, read strictly after RFC 4180, or
// between tabs, where a quote is a letter like any other. Each cell knows where it stands, which
// libcsv does not tell: it copies cells, trims them, and drops blank rows.
//
// A byte order mark, CRLF and LF are read; what is no text at all is recognised.
#ifndef METIER_FORMAT_TABULAR_H
#define METIER_FORMAT_TABULAR_H

#include "base/diag.h"

enum {
    TABULAR_MAX_SIZE = 256 * 1024 * 1024,
    TABULAR_ROWS_MAX = 500000,
    TABULAR_COLUMNS_MAX = 256,
};

typedef enum TabularForm { TABULAR_CSV, TABULAR_TSV } TabularForm;

typedef struct TabularCell {
    Str text;                // borrowed until the next row
    size_t offset;           // of its first byte, or of the quote before it
} TabularCell;

// A table that is read row by row. Zero-initialise to start; tabular_end to end.
typedef struct Tabular {
    Str path;
    Str text;
    char separator;
    bool has_quotes;
    size_t at;               // where the next row begins
    size_t row_count;        // rows so far
    TabularCell cells[TABULAR_COLUMNS_MAX];   // of the last row
    size_t cell_count;
    size_t offset;           // of the last row
    Arena unquoted;          // texts of cells that hold a doubled quote
} Tabular;

// Begins to read a table; `path` names the file in diagnostics. Of TABULAR_CSV the separator is
// that of ',' ';' and the tab which its first lines have most of. False when it is no text.
bool tabular_begin(Tabular *ret, TabularForm form, Str path, Str text, Diags *diags);
// Reads the next row that has any text. False at the end, and after an error, which is reported.
bool tabular_next(Tabular *table, Diags *diags);
void tabular_end(Tabular *table);

#endif
