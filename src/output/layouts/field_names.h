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

#endif
