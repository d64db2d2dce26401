// Diagnostics: every problem with its place, what is wrong and how to mend it. They are collected
// while the work goes on, and put in order, located and written once, at the end.
#ifndef METIER_BASE_DIAG_H
#define METIER_BASE_DIAG_H

#include <stdio.h>

#include "base/memory.h"

typedef enum Severity { SEVERITY_ERROR, SEVERITY_WARNING } Severity;

// A place in a file: its path (relative to the site), and a byte offset or DIAG_NO_OFFSET.
typedef struct Place {
    Str path;
    size_t offset;
} Place;
#define DIAG_NO_OFFSET SIZE_MAX

typedef struct Diag {
    Place place;
    Severity severity;
    const char *code;  // "unknown-field": stable, a literal
    Str message;
    Str hint;          // may be empty
    bool is_environment;
} Diag;

// Owns its texts. One thread at a time. Zero-initialise to start.
typedef struct Diags {
    Arena arena;
    List list;         // of Diag
    size_t error_count;
    bool has_environment_failure;
} Diags;

// Adds a problem of the content. `hint` may be NULL. Always returns false, so that a function
// that fails can `return diag_error(...)`.
__attribute__((format(printf, 5, 6))) bool diag_error(Diags *diags, Place place, const char *code,
                                                      const char *hint, const char *format, ...);
__attribute__((format(printf, 5, 6))) void diag_warning(Diags *diags, Place place, const char *code,
                                                        const char *hint, const char *format, ...);
// Adds a failure of the environment (disk, permissions) with errno's words. Returns false.
bool diag_environment(Diags *diags, const char *what, Str path, int error_number);

// Reports the first byte of `text`, the whole of a file, that is not well-formed UTF-8.
bool diag_check_utf8(Diags *diags, Str path, Str text);

void diags_merge(Diags *diags, Diags *other);  // takes over all of `other`
// Orders by path, offset, code and message, drops exact repetitions (error_count counts them no
// more), and writes all to `out`:
// `path:line:column: error: message [code]`, the line, a caret, the hint. `root` is the folder
// that paths are relative to; lines are read from there.
void diags_write(Diags *diags, const char *root, bool with_colour, FILE *out);
void diags_free(Diags *diags);

// Of `count` names (an array of Str) the one nearest to `word`, or an empty Str.
Str diag_nearest(Str word, const Str *names, size_t count);
// "did you mean 'salary'?", or `otherwise` when nothing is near; lives in the arena.
const char *diag_did_you_mean(Arena *arena, Str word, const Str *names, size_t count,
                              const char *otherwise);

#endif
