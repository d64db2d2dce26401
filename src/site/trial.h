// Looking at all entries on several threads, where what few of them need is shared: what may be
// compared for suggestions, tables that grow. Each is tried by itself; one that cannot be looked at
// so is looked at once more behind all others, alone and in the order of the entries: so the
// threads change nothing of what is found.
#ifndef METIER_SITE_TRIAL_H
#define METIER_SITE_TRIAL_H

#include "site/anchors.h"

// Looks at an entry, by its index. In a trial others are looked at meanwhile: nothing is written
// but what is the entry's own, and nothing is compared. Whether it needs no second look; what a
// trial found that does is forgotten.
typedef bool EntryLook(void *context, size_t index, Anchors *anchors, DerivedStep *own,
                       bool is_trial);
void entries_look(const Site *site, EntryLook *look, void *context, DerivedStep *own);

#endif
