// Anchors: the headings of entries as targets of links.
#ifndef METIER_SITE_ANCHORS_H
#define METIER_SITE_ANCHORS_H

#include "site/site.h"

// The ids of an entry's headings, made when a link first names one.
typedef struct EntryAnchors {
    Str *ids;                // in order
    size_t count;
    bool is_unread;          // its text cannot be read back
} EntryAnchors;

// Set the first two; anchors_free to end.
typedef struct Anchors {
    const Site *site;
    Suggestions *suggestions;
    Arena arena;
    EntryAnchors *entries;   // by the index of the entry
} Anchors;

// Whether the fragment of a link that stands at `place` leads to a heading of entry `index`, or to
// the page as a whole. Reports where it does not.
bool anchors_check(Anchors *anchors, size_t index, Str fragment, Place place, Diags *diags);
void anchors_free(Anchors *anchors);

#endif
