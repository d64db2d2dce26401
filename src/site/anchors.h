// Anchors: the headings of entries as targets of links.
#ifndef METIER_SITE_ANCHORS_H
#define METIER_SITE_ANCHORS_H

#include <stdatomic.h>

#include "site/site.h"

// The ids of an entry's headings, made when a link first names one.
typedef struct EntryAnchors EntryAnchors;

// For any number of threads; anchors_free to end.
typedef struct Anchors {
    const Site *site;
    _Atomic(EntryAnchors *) *entries;   // by the index of the entry
} Anchors;

Anchors anchors_new(const Site *site);
// Whether the fragment of a link that stands at `place` leads to a heading of entry `index`, or to
// the page as a whole. Reports where it does not.
bool anchors_check(const Anchors *anchors, size_t index, Str fragment, Place place,
                   Suggestions *suggestions, Diags *diags);
void anchors_free(Anchors *anchors);

#endif
