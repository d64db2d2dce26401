// How the diagnostics of a run are written: for a terminal or a log, for programs, for the code
// scanning of a host. Paths, messages and lines quote content: nothing of it can break a form,
// steer the terminal, start a command of a CI log, hide or turn letters, or look like a line of
// ours.
#ifndef METIER_REPORT_REPORT_H
#define METIER_REPORT_REPORT_H

#include <stdio.h>

#include "format/json.h"
#include "report/locator.h"

// What a run found, and what came of it.
typedef struct Report {
    Diags *diags;            // report_begin settles them
    const char *root;        // the folder that paths are relative to; lines are read from there
    NamedPaths named;        // whose paths start from where the program was called
    const char *version;     // of the program
    size_t file_count;       // files of content that were read
    const char *outcome;     // "nothing was published"
    const char *sandbox;     // how far the run was locked in; NULL: it never is
    bool is_done;            // the run did what was asked for
    bool with_colour;
    void (*add_meaning)(Str code, Buf *out);  // what a code means, for code scanning; may be NULL
} Report;

typedef struct ReportForm {
    const char *name;
    bool is_data;            // the output is to hold it and nothing else
    bool is_for_output;      // its readers look there, not where problems go
    void (*write)(const Report *report, Locator *locator, FILE *out);
} ReportForm;

// All forms, as help lists them. Of each, NAME_form is defined in its file.
#define REPORT_FORMS(FORM) FORM(text) FORM(json) FORM(github) FORM(sarif)
#define REPORT_FORM_DECLARATION(name) extern const ReportForm name##_form;
REPORT_FORMS(REPORT_FORM_DECLARATION)
#undef REPORT_FORM_DECLARATION
extern const ReportForm *const report_forms[];
extern const char *const report_form_names[];   // in the same order, NULL-terminated

// Settles the diagnostics (see diags_settle) and writes them.
void report_write(const ReportForm *form, const Report *report, FILE *out);

// Adds what is to be known of a problem to an object that is open: its place, which is found by
// locator_find, its severity, code, message and hint, and the other place that it speaks of.
void report_put_problem(Json *json, const Diag *diag, const Location *location, Locator *locator);

// What there was, to end with: "2 errors, 5 warnings in 3 files; 121 files of content read".
void report_add_summary(const Report *report, Buf *out);

// Where the diagnostics are that are hidden behind one with this path: "in this file".
const char *report_hidden_where(Str path);

// Writes a text like printf, as one line: what it quotes may hold anything, and neither steers a
// terminal nor starts a command of a log.
__attribute__((format(printf, 2, 3)))
void report_line(FILE *out, const char *format, ...);

#endif
