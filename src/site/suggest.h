// Suggestions: "did you mean" for names that the site does not have. Comparing a name with all
// others is dear, and helps with the first mistakes only: a run compares so many names, and no
// more.
#ifndef METIER_SITE_SUGGEST_H
#define METIER_SITE_SUGGEST_H

#include "base/diag.h"

enum { SUGGESTION_NAMES_MAX = 200000 };   // that are compared in a run

// Zero-initialise to start; arena_free to end.
typedef struct Suggestions {
    Arena arena;
    size_t compared_count;   // names
} Suggestions;

// Whether so many names would still be compared.
bool suggest_is_open(const Suggestions *suggestions, size_t count);
// "did you mean 'nurse'?", or `otherwise` where nothing is near or the run has compared its share.
const char *suggest(Suggestions *suggestions, Str word, const Str *names, size_t count,
                    const char *otherwise);

#endif
