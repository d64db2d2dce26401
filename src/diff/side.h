// One of the two sites that are compared: read, and derived from what was read.
#ifndef METIER_DIFF_SIDE_H
#define METIER_DIFF_SIDE_H

#include "site/site.h"

// Zero-initialise to start, but for the folders; side_free to end.
typedef struct Side {
    Sources sources;
    Site site;
    Arena arena;
} Side;

// Reads the site in the folder that sources.root is, with the options there. False where it has
// errors, but for those of its layouts/: all are reported.
bool side_read(Side *side, Diags *diags);
// The file of an entry: what it gave, before anything was derived, is its entry. Of an entry of
// another side, the file in its place; NULL where there is none.
const SourceFile *side_file(const Side *side, const Entry *entry);
// The whole file of an entry, as it was written. Empty where it is not what it was any more.
Str side_text(Side *side, const Entry *entry);
void side_free(Side *side);

#endif
