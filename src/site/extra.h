// Extra fields: those of front matter that site.yaml declares, under 'extra'. From the declarations
// schemas are made like the program's own, so that all that works by rows works with them.
#ifndef METIER_SITE_EXTRA_H
#define METIER_SITE_EXTRA_H

#include "site/config.h"

extern const Schema ExtraConfig_schema;

// Makes the schemas of front matter from what is declared. Reports declarations that make no sense;
// false then. While what is declared is not known for an error, entries may give anything.
bool extra_derive(Config *config, Arena *arena, Diags *diags);
// What is declared for the kind of content whose own schema this is: a schema, or NULL.
const Schema *extra_schema(const Config *config, const Schema *own);

#endif
