// The lock, content/metier.lock: what import and refresh last took in, so that a refresh knows an
// editor's figure from a source's. It is committed beside the content, and is no content.
//
//   # metier lock 1              lines that begin with '#' are notes; this one has to stand
//   content/roles/actor.md bls-oews: {code: 27-2011, salary US: {median: 20.00}, sources: {}}
//
// One line a role and source, sorted, so that git merges them: each is an entry of a mapping in
// YAML, of the code that the role had, and of the units that are the source's (see owned.h). Of
// O*NET, `tasks` has a hash of each task, by its ID.
//
// `replaced: {"86,070": "93,600"}` has what the profile's text says of figures that newer ones have
// replaced, as prose.h notes it: see site/replaced.h.
//
// A unit that is not here is its editor's. A line that cannot be read, or that a merge has left
// twice, is an error at its place, and nothing is written then.
#ifndef METIER_DATA_LOCK_H
#define METIER_DATA_LOCK_H

#include "data/owned.h"
#include "publish/batch.h"

typedef struct LockLine {
    Str key;                 // "content/roles/actor.md bls-oews"
    Str path;
    Str source;
    Str code;
    OwnedList units;
    bool is_dropped;         // left out when it is written
} LockLine;

// Texts live in its arena, or are borrowed. Zero-initialise to start.
typedef struct Lock {
    Arena arena;
    List lines;              // of LockLine
    Table by_key;            // → index into lines
    Buf text;                // as it was read
    bool exists;
} Lock;

// Reads the lock of a site; none is an empty one. False with diagnostics.
bool lock_read(int root, Lock *ret, Diags *diags);
LockLine *lock_find(const Lock *lock, Str path, Str source);    // NULL where there is none
// The same, made where there is none; moves all lines.
LockLine *lock_get(Lock *lock, Str path, Str source);
// Holds what the tables say of an occupation as taken in by a role: what import does.
void lock_take_all(Lock *lock, Str path, Str code, const OwnedList *units);
// Puts a unit in place of the line's own, or adds it.
void lock_put(Lock *lock, LockLine *line, const OwnedUnit *unit);
// Stages it where it has changed.
bool lock_stage(Lock *lock, Batch *batch, Diags *diags);
void lock_free(Lock *lock);

#endif
