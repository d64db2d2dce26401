// The ids of a text's headings: slugs, with a number where a name comes again.
#ifndef METIER_FORMAT_HEADING_IDS_H
#define METIER_FORMAT_HEADING_IDS_H

#include "base/memory.h"

// Zero-initialise to start, but for the arenas of the three.
typedef struct HeadingIds {
    Table ids;             // → index into `next`
    Buf id;                // that is being made
    List next;             // of each id: the number (size_t) for the next heading that wants it
} HeadingIds;

// An id that no heading before has, in the arena; its first bytes, so many, are the slug of the
// text. Returns 1, or the number that it ends with because its name is taken: all tries for all
// headings together are as many as the headings.
size_t heading_ids_add(HeadingIds *headings, Str text, Arena *keep, Str *ret,
                       size_t *ret_slug_size);

#endif
