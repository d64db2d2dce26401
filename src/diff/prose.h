// Prose: which words came into each section of a text, and went.
#ifndef METIER_DIFF_PROSE_H
#define METIER_DIFF_PROSE_H

#include "diff/difference.h"

// Compares the texts below the front matter of two entries. Sections that
// are in both have the same meaning, or else the same heading.
void prose_compare(Side *before, const Entry *old_entry, Side *after, const Entry *new_entry,
                   Arena *arena, SectionChanges *ret);

#endif
