// The report: diagnostics located in their files, and written for a terminal or a CI log. Paths,
// messages and lines quote content: nothing of it can steer the terminal, start a command of a CI
// log, hide or turn letters, or look like a line of ours.
#ifndef METIER_BASE_REPORT_H
#define METIER_BASE_REPORT_H

#include <stdio.h>

#include "base/diag.h"

// Settles the diagnostics (see diags_settle) and writes them to `out`:
// `path:line:column: error: message [code]`, the line, a caret, the hint; behind the last of a file
// and at the end how many more there are. `root` is the folder that paths are relative to; lines
// are read from there. Paths that begin with '/' are the theme's.
void diags_write(Diags *diags, const char *root, bool with_colour, FILE *out);

// Writes a text like printf, as one line: what it quotes may hold anything, and neither steers a
// terminal nor starts a command of a log.
__attribute__((format(printf, 2, 3)))
void report_line(FILE *out, const char *format, ...);

#endif
