// What a profile's text says in words of figures that a refresh replaces: the lock notes it, so
// that the lint replaced-figure finds it until its editor has mended it.
#ifndef METIER_DATA_PROSE_H
#define METIER_DATA_PROSE_H

#include "data/settle.h"

// Notes those values of a unit that are replaced and stand in the text. `locked` may be NULL.
void prose_note(Work *work, const OwnedUnit *owned, const OwnedUnit *locked,
                const OwnedUnit *told);
// Brings `replaced` in the lock's lines of this profile up to date: what the text says no more is
// left out, what it says still has the newest value. Whether there is any.
bool prose_lock(Work *work);

#endif
