// What a refresh has to say of profiles: warnings at their places, and the figures that change.
#ifndef METIER_DATA_NEWS_H
#define METIER_DATA_NEWS_H

#include "data/settle.h"

// The editor's unit stays, and the source has another.
void news_edited(const Work *work, const OwnedUnit *owned, const OwnedUnit *locked,
                 const OwnedUnit *told);
// The source does not tell a field of it any more; NULL: nothing of it.
void news_gone(const Work *work, const OwnedUnit *owned, const OwnedField *field);
// The lock does not have it: nothing is said of what is a person's own prose.
void news_unlocked(const Work *work, const OwnedUnit *owned, const OwnedUnit *told);
// The same of all profiles, once, where there is no lock.
void news_no_lock(const Reconciling *all);
// The lock has later figures than the tables, by these fields. An error; returns false.
bool news_older(const Work *work, const OwnedUnit *owned, const OwnedField *then,
                const OwnedField *now);
// Why a profile cannot be edited, and so stays whole as it is.
typedef enum Unsafe {
    UNSAFE_FORM,             // a unit is written in a form that no source gives it
    UNSAFE_LINES,            // a value goes over several lines
    UNSAFE_PLACE,            // a value that is new has no place
    UNSAFE_LEFT,             // an old value would stay beside new ones
    UNSAFE_RESULT,           // the result is not what was meant
} Unsafe;
// Says it of the unit, or of a value of it; `owned` may be NULL. Returns false.
bool news_unsafe(const Work *work, const OwnedUnit *owned, Unsafe why, Str name);
// The tasks of O*NET are others than the lock has: nothing of them is written.
void news_tasks(const Work *work, Str then, Str now);
// Adds to the work's changes what is written: "median $86,070 → $93,600". Warns of a large one.
void news_change(Work *work, const OwnedUnit *owned, const OwnedUnit *told);

// The lock knows a profile whose fields, or whose code, cannot be read.
void news_unread(const Reconciling *all, Str path);
// No row of the tables tells what some profiles have: they are other tables.
void news_silent(const Reconciling *all);
// Figures and sources in site.yaml are of another vintage than the tables.
void news_settings(const Reconciling *all);
// The tables do not have a role's code.
void news_code(const Reconciling *all, const Role *role);

#endif
