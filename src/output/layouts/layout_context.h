// Where in a page each mark of a layout stands, as a browser reads it. ctemplate escapes a value by
// where it stands, but knows neither all attributes nor all elements.
#ifndef METIER_OUTPUT_LAYOUT_CONTEXT_H
#define METIER_OUTPUT_LAYOUT_CONTEXT_H

#include "output/layouts/request.h"
#include "output/layouts/spot.h"

// Finds the spot of each mark; `ret` has room for all of them. The marks are balanced. Adds what
// the text holds of requests and inline code to `forbidden`, unless that is NULL. Reports
// sections that do not end in the context where they began, includes that do not stand between
// tags, and a layout that ends within a tag. False when there was an error.
bool layout_find_spots(Str text, Place place, const Mark *marks, size_t mark_count, Spot *ret,
                       Forbidden *forbidden, Diags *diags);

#endif
