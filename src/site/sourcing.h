// Sourcing: which sources the figures of a role come from, its own or those of site.yaml.
#ifndef METIER_SITE_SOURCING_H
#define METIER_SITE_SOURCING_H

#include "site/site.h"

// Learns the sources of site.yaml; before the first role. One that its own figures name and it does
// not have is reported.
void sourcing_begin(Site *site, Diags *diags);
// The source of site.yaml that has an id; NULL where there is none.
const Source *site_source(const Site *site, Str id);
// Gives a role, behind its own sources, those of site.yaml that its figures name. A source that
// neither has is reported.
void sourcing_derive(const Site *site, Role *role, DerivedStep *own);
// Collects the attributions of all roles' sources; after the last role.
void attributions_derive(Site *site, DerivedStep *own);

// How a source's name begins, up to the first comma or colon.
Str source_first_name(const Source *source);
// What sources have in common that are one publication, of which each role may name another page:
// their id, and how their names begin. Empty for NULL.
Str source_key(const Source *source, Arena *arena);
void source_add_key(const Source *source, Buf *out);   // the same, behind what `out` has
// How two of their names begin alike, up to a comma or a colon: "A Bureau, Wages" of "A Bureau,
// Wages: Nurses" and "A Bureau, Wages: Doctors".
Str source_common_name(Str a, Str b);

#endif
