// Lines and columns of diagnostics, for all forms of a report.
#ifndef METIER_REPORT_LOCATOR_H
#define METIER_REPORT_LOCATOR_H

#include "base/diag.h"

// No source is larger, unless it was changed meanwhile.
enum { SOURCE_MAX_SIZE = 16 * 1024 * 1024 };
// Nor is a file that whoever runs the program named.
enum { NAMED_MAX_SIZE = 256 * 1024 * 1024 };

// Paths that whoever runs the program named, from where it was called: of files, and of folders.
typedef struct NamedPaths {
    const Str *items;
    size_t count;
} NamedPaths;

// A file that places are located in. They come mostly in order of their offsets: each is counted on
// from the one before.
typedef struct LocatedFile {
    Str path;
    Buf text;
    bool is_read;
    int error_number;        // why it is not
    size_t at;               // byte that line and column are counted up to
    size_t line;
    size_t column;
    size_t utf16_column;
    size_t line_start;
    size_t line_end;
} LocatedFile;

typedef struct Locator {
    int root;
    NamedPaths named;
    Buf way;                 // from where the program was called to there
    LocatedFile file;        // that diagnostics are in
    LocatedFile other;       // and the other places that they speak of
} Locator;

typedef struct Location {
    bool is_known;           // there is a line: else only the file is known, or not even that
    size_t line;             // from 1, as are the columns
    size_t column;           // in letters
    size_t utf16_column;     // in units of UTF-16
    Str text;                // of the line, without its end; for as long as its file is looked at
    size_t at;               // byte in it
} Location;

// `root` is the folder that paths are relative to, but for named ones; those that begin with '/'
// are the theme's. Where it cannot be opened, errno says why, and no file has lines.
Locator locator_open(const char *root, NamedPaths named);
// A file that can no longer be read has no lines.
Location locator_find(Locator *locator, const Place *place);
// The same for the other place of a diagnostic.
Location locator_find_other(Locator *locator, const Place *place);
// A path of a diagnostic, from where the program was called: what reads a report may know nothing
// of the site's folder. The path itself where the site does not lie below there.
void locator_add_path(const Locator *locator, Str path, Buf *out);
void locator_close(Locator *locator);

// Where a source lies: a link in content/, layouts/ or static/ counts as what it leads to where
// that stays in the same of them.
bool source_resolve(int root, Str path, Arena *arena, Str *ret);

#endif
