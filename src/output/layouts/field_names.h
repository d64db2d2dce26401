// The names by which layouts reach the fields of front matter: they follow from the rows of the
// schema.
#ifndef METIER_OUTPUT_FIELD_NAMES_H
#define METIER_OUTPUT_FIELD_NAMES_H

#include "format/template.h"
#include "site/schema.h"

// A view of the structs that a schema describes: "entry_routes" is the list ENTRY_ROUTES, "src" of
// the mapping "image" is IMAGE_SRC, "draft" is IS_DRAFT. Dates, numbers and money, which are
// written in the site's language, have no names here: a row and a function of the page give them.
// The item of a list of texts: {{TEXT}}.
extern const ViewType text_item_view;
// "EXTRA_" and "shift" are "EXTRA_SHIFT".
const char *layout_name_make(Arena *arena, Str start, const char *name);
const ViewType *field_names_make(const Schema *schema, Arena *arena);
// Of what such a struct points to, which field_names_make leaves out: a view of its own.
typedef struct PointedNames {
    const ViewType *view;    // NULL: it points to nothing that has names
    size_t offset;           // of the pointer
    const void *none;        // a struct without values, for where it is NULL
} PointedNames;
PointedNames field_names_make_pointed(const Schema *schema, Arena *arena);
// The struct that one points to.
const void *field_names_pointed_at(const PointedNames *names, const void *of);

#endif
