// Reconciling: what the tables say now, what was last taken in (the lock), and what stands in a
// profile. For each unit that a source owns (owned.h):
//
//   the profile has what the lock has      the source's new figures are written, all of the unit
//   the source says what the lock has      the editor's stay
//   all three differ                       the editor's stay, and that is said
//   the source withholds it, or is silent  all of the unit stays, and that is said
//   a field, or a unit, is not there       its editor took it out: it stays out
//   the lock does not have the unit        it is the editor's: it stays, until it is adopted
//
// The entry of a source in `sources` follows the first figures of that source in the profile. In
// its texts only the vintage is replaced. `retrieved` is the day of the refresh.
//
// What comes new to a unit (a percentile that is published now, or all of them) is added where its
// place can be told; where it cannot, all of the profile stays, and that is said. Units that a
// profile never had are counted. Nothing is ever removed: `only_period: true` becomes false.
#ifndef METIER_DATA_RECONCILE_H
#define METIER_DATA_RECONCILE_H

#include "data/lock.h"
#include "site/sources.h"

// Of what an editor settled: --take, --keep.
typedef struct Decision {
    Str given;               // "registered-nurse:salary"
    const SourceFile *file;
    Str kind;                // of the units: "salary"
    Str unit;                // one of them: "salary US-CA"; empty: all of the kind
    bool is_take;            // the source's is written; else the profile's stays, and is no news
    bool is_met;             // both have such a unit
} Decision;

typedef struct Reconciling {
    const Sources *site;
    const PublicData *data;
    Lock *lock;
    bool is_adopting;        // what agrees with the tables is locked, and nothing is written
    bool has_all_codes;      // the tables were not narrowed to some occupations
    Decision *decisions;
    size_t decision_count;
    Batch *batch;            // NULL: nothing is to be written
    Diags *diags;
    Arena arena;
    List changes;            // of Str: "Registered Nurse: median $86,070 → $93,600"
    StrList new_codes;       // of occupations of which the site has no profile
    size_t role_count;       // that have an occupation of the tables
    size_t changed_count;    // whose file changes
    size_t locked_count;     // of units that were adopted
    List lacking;            // of UnitCount: what the tables tell and profiles never had
    Table told;              // regions that some row is of, and other units that some row tells
    List silent;             // of UnitCount: what no row tells
    size_t unlocked_count;   // of units that the lock does not have
    size_t repeating_count;  // whose text says a figure that was replaced
} Reconciling;

// Reconciles all roles of the site, and stages the files and the lock. False with diagnostics:
// nothing is to be written then. reconcile_free in any case.
bool reconcile(Reconciling *reconciling);
void reconcile_free(Reconciling *reconciling);

#endif
