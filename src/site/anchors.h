// Anchors: the headings of entries as targets of links.
#ifndef METIER_SITE_ANCHORS_H
#define METIER_SITE_ANCHORS_H

#include "site/site.h"

// The ids of an entry's headings, made when a link names one.
typedef struct EntryAnchors {
    Str *ids;                // in order; NULL: of no entry so far
    size_t count;
    size_t index;            // of the entry
    bool is_unread;          // its text cannot be read back
} EntryAnchors;

// So many entries' are held at a time, each in the place that its index has. With one more all are
// forgotten.
enum { ANCHORS_HELD_MAX = 1024 };

// Set the first two; anchors_free to end.
typedef struct Anchors {
    const Site *site;
    Suggestions *suggestions;
    Arena arena;
    EntryAnchors *held;
    size_t held_count;
    Arena ids;               // of those that are held
    Arena body;              // that ids are read from
} Anchors;

// Whether the fragment of a link that stands at `place` leads to a heading of entry `index`, or to
// the page as a whole. Reports where it does not.
bool anchors_check(Anchors *anchors, size_t index, Str fragment, Place place, Diags *diags);
void anchors_free(Anchors *anchors);

#endif
