// Settles what becomes of the units of one profile, by the rule that reconcile.h tells.
#ifndef METIER_DATA_SETTLE_H
#define METIER_DATA_SETTLE_H

#include "data/reconcile.h"
#include "format/yaml_edit.h"

enum { WORK_SOURCES_MAX = 16 };

// A value as a text may write it, and what has replaced it.
typedef struct ProseFigure {
    Str source;
    Str old;
    Str now;
} ProseFigure;

// One profile at work.
typedef struct Work {
    Reconciling *all;
    const SourceFile *file;
    const Role *role;
    YamlEditing editing;
    OwnedList owned;         // in the profile
    OwnedList told;          // by the tables
    List puts;               // of OwnedUnit: what the lock is to hold, once the profile is edited
    Str moved[WORK_SOURCES_MAX];  // sources whose first figures are those of the tables
    size_t moved_count;
    Str seen[WORK_SOURCES_MAX];
    size_t seen_count;
    Buf changes;
    List prose;              // of ProseFigure: all that is replaced
    const bool *triples;     // which three digits in a row the text has; NULL: not known yet
} Work;

// Settles one unit that the tables tell: edits the profile, notes what the lock is to hold, or says
// why not. False where the whole profile is to stay as it is, which is said.
bool settle_unit(Work *work, OwnedUnit *told);
// What --take or --keep says of a unit, which so is met; NULL: nothing.
const Decision *settle_decision(const Work *work, const OwnedUnit *unit);

#endif
