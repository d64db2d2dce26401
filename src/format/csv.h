// A CSV writer (RFC 4180): comma, CRLF, quotes where needed. Its output may also be opened in a
// spreadsheet: a cell that would be taken for a formula there (OWASP, "CSV injection") gets a "'"
// in front, whatever width its sign has and whatever blanks precede it. Plain numbers, negative
// ones too, stay as they are.
#ifndef METIER_FORMAT_CSV_H
#define METIER_FORMAT_CSV_H

#include "base/text.h"

typedef struct Csv {
    Buf *out;
    bool has_cell;   // of the row that is being written
} Csv;

void csv_cell(Csv *csv, Str value);
void csv_end_row(Csv *csv);

#endif
