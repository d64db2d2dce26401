// A batch: new files for a site's sources that come all together or not at all. They are staged, a
// journal says what is about to be moved, then each is moved to its place; the next batch completes
// one that was cut off. Nothing that stands is ever replaced, and no link is followed.
//
// All of it is kept below the site's folder in .metier/batch/, which is gone afterwards.
#ifndef METIER_PUBLISH_BATCH_H
#define METIER_PUBLISH_BATCH_H

#include "publish/journal.h"

typedef struct Batch {
    Arena arena;
    int root;                // the site's folder; the caller's
    int state;               // -1 while there is none
    int lock;
    List records;            // of Record
    size_t recovered_count;  // files of an earlier batch that were moved first
} Batch;

// Begins a batch: one at a time in a site. False with diagnostics; batch_close in any case.
bool batch_open(int root, Batch *ret, Diags *diags);
// Stages a file below content/.
bool batch_add(Batch *batch, Str path, Str bytes, Diags *diags);
// Moves all of them to their places. False with a diagnostic: then none is there.
bool batch_commit(Batch *batch, Diags *diags);
void batch_close(Batch *batch);

#endif
