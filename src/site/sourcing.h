// Sourcing: which sources the figures of a role come from, its own or those of site.yaml.
#ifndef METIER_SITE_SOURCING_H
#define METIER_SITE_SOURCING_H

#include "site/site.h"

// Learns the sources of site.yaml; before the first role.
void sourcing_begin(Site *site);
// Gives a role, behind its own sources, those of site.yaml that its figures name. A source that
// neither has is reported.
void sourcing_derive(Site *site, Role *role, Diags *diags);
// Collects the attributions of all roles' sources; after the last role.
void sourcing_end(Site *site);

#endif
