// The names by which layouts reach the extra fields that site.yaml declares: EXTRA_SHIFT, and of a
// date EXTRA_START and EXTRA_START_ISO.
#ifndef METIER_OUTPUT_EXTRA_VIEW_H
#define METIER_OUTPUT_EXTRA_VIEW_H

#include "output/output.h"

// The view of a schema of extra fields; NULL of NULL.
const ViewType *extra_view_make(const Schema *extra, Arena *arena);
// What that view reads, of the fields that an entry gives: `of` is their struct, or NULL.
const void *extra_view_fill(const Job *job, const Schema *extra, const void *of);

#endif
