// Fields of other generators (Hugo, Jekyll, Zola, Eleventy, Astro), for those who move in.
#ifndef METIER_SITE_FOREIGN_FIELDS_H
#define METIER_SITE_FOREIGN_FIELDS_H

#include "site/schema.h"

// A field as others call it. One name may have several rows: the first fits whose field the schema
// has.
typedef struct ForeignField {
    const char *name;          // compared without case
    const char *field;         // what it is called here; NULL: it has no field
    const char *hint;          // NULL or empty: the other name says it
} ForeignField;

// NULL where nobody calls a field so, or the schema has nothing to do with pages and sites.
const ForeignField *foreign_field_find(const Schema *schema, Str name);
// Whether what it holds is what our field holds: then another name mends it.
bool foreign_field_is_same(const ForeignField *foreign);

#endif
