// Timed pages: those that are not out yet, that expire soon, or that have expired.
//
// What leads to one that is not out falls away, by itself and without an error: a site that is
// built every night stands on the day on which a page comes or goes. Editors are warned of it
// ahead. A draft has no day: what leads there is an error.
#ifndef METIER_SITE_TIMED_H
#define METIER_SITE_TIMED_H

#include "site/site.h"

// Notes the timed pages, and each address at which something stands only while they are out.
// Branches, skills and rankings are known by now.
void timed_derive(Site *site, DerivedStep *own);
// An address where something else stands.
void timed_forget(Site *site, Str address);
// The timed entry that an address, a link from the site's base, or a role's slug leads to; NULL
// where it is none. It may be out still: see is_withheld.
const Entry *timed_find(const Site *site, Str address);
const Entry *timed_find_link(const Site *site, Str link);
const Entry *timed_find_role(const Site *site, Str slug);
// Whether something that leads to an entry falls away, for it is not out. Warns of that, and of
// what will fall away soon; `from` has it, or site.yaml where that is NULL.
bool timed_falls(const Site *site, const Entry *from, Place place, const Entry *target,
                 Diags *diags);
// Takes what leads there out of the menu, and out of the fields of site.yaml and of roles.
void timed_clear_fields(Site *site, DerivedStep *own);
void timed_clear_entry(Site *site, Entry *entry, DerivedStep *own);   // of one alone

#endif
