// What differs in two structs of one schema: by its rows alone, so that a new field is compared
// without a word here.
#ifndef METIER_DIFF_FIELDS_H
#define METIER_DIFF_FIELDS_H

#include "diff/difference.h"

// What two structs are compared with.
typedef struct Comparing {
    Side *before;
    Side *after;
    const Entry *old_entry;  // as they were given; NULL of site.yaml, and where there is none
    const Entry *new_entry;
    Arena *arena;
    FieldChanges *changes;
} Comparing;

void fields_compare(const Comparing *comparing, const Schema *schema, const void *before,
                    const void *after);
// The same of two lists of texts that are no field.
void texts_compare(const Comparing *comparing, Str path, TextList before, TextList after);

#endif
