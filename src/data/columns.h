// Columns of public tables, as rows: the name that a table's head gives one, and the member of a
// struct that its cells become. A row whose member is of another type does not compile.
//
// Heads are found wherever they stand and whatever the case and the order of their names. A cell
// that is neither a value of its kind nor a marker of its table is an error at its place. Nobody
// writes these tables by hand: what is wrong in one cell is wrong in many, so that reading ends
// with the first of them.
#ifndef METIER_DATA_COLUMNS_H
#define METIER_DATA_COLUMNS_H

#include "base/typed.h"
#include "format/tabular.h"

typedef enum FigureState {
    FIGURE_NONE,             // the cell is empty, or nothing can stand there
    FIGURE_KNOWN,
    FIGURE_TOP_CODED,        // at least the top code of its table
    FIGURE_WITHHELD,         // there is one, and the source does not tell it
} FigureState;

// A number of a table.
typedef struct Figure {
    FigureState state;
    int64_t hundredths;
    const char *reason;      // of one that is withheld: why, in words that last
    size_t offset;
} Figure;

// What a table writes where it has no number.
typedef struct Marker {
    const char *text;
    FigureState state;
    const char *reason;
} Marker;

typedef enum CellKind {
    CELL_TEXT,               // Str, in the arena of who reads
    CELL_FIGURE,             // Figure
    CELL_FLAG,               // bool: TRUE or nothing
} CellKind;
#define CELL_VALUE_TEXT Str
#define CELL_VALUE_FIGURE Figure
#define CELL_VALUE_FLAG bool

typedef enum ColumnFlag {
    COLUMN_OPTIONAL = 0,
    COLUMN_REQUIRED = 1,     // the table is none without it
    COLUMN_FILLED = 2,       // no cell is empty
    COLUMN_WHOLE = 4,        // figures without decimals
    COLUMN_SIGNED = 8,       // figures may be negative
} ColumnFlag;

typedef struct Column {
    const char *name;        // a '*' stands for any text: "Employment, *"
    const char *other_name;  // of earlier years; mostly NULL
    CellKind kind;
    unsigned flags;
    size_t offset;           // of the member
    const Marker *markers;   // ends with one without a text; NULL: it has none
} Column;

// Behind the kind of a row its flags, at least, follow by name:
//   COLUMN(OewsRow, code, "OCC_CODE", TEXT, .flags = COLUMN_REQUIRED)
#define COLUMN(Type, member, name_, KIND, ...)                                              \
    {.name = name_, .kind = CELL_##KIND,                                                    \
     .offset = TYPED_OFFSET(Type, member, CELL_VALUE_##KIND), __VA_ARGS__}

enum { COLUMNS_MAX = 48 };

// A kind of table.
typedef struct TableKind {
    const char *name;        // "OEWS": as diagnostics call it
    const char *option;      // "--oews"
    TabularForm form;
    const Column *columns;
    size_t column_count;
    size_t offset_member;    // of a size_t: where the row stands
} TableKind;

// Where the columns of one table stand.
typedef struct Head {
    const TableKind *kind;
    size_t at[COLUMNS_MAX];  // cell of each column, or HEAD_NONE
    Str names[COLUMNS_MAX];  // as the table writes them; in the arena
    size_t cell_count;       // of the head, as each row has to have
} Head;
#define HEAD_NONE SIZE_MAX

// Reads up to the head of a table, whose names live in the arena. *ret_title is the text of the
// rows before it, and lives there as well. False with a diagnostic where there is none.
bool head_find(const TableKind *kind, Tabular *table, Arena *arena, Head *ret, Str *ret_title,
               Diags *diags);
// Reads the row that the table is at into a struct of the kind; texts live in the arena. False
// with a diagnostic where the row, or a cell of it, is not as it should be.
bool head_read_row(const Head *head, const Tabular *table, Arena *arena, void *ret, Diags *diags);
// Whether the row has nothing but a text in its first cell, as footnotes do.
bool row_is_note(const Head *head, const Tabular *table);
// The place of a cell of a column in the row that the table is at.
Place head_place(const Head *head, const Tabular *table, const char *name);

// Whether a text is a code like 29-1141.
bool soc_code_is_valid(Str text);

// A file that whoever runs the program named, as it was written; links are followed. False with a
// diagnostic, and errno.
bool data_file_read(Str path, Buf *ret, Diags *diags);

#endif
