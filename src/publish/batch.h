// A batch: files of a site's sources that come, or are replaced, all together or not at all. They
// are staged, a journal says what is about to be written, then each gets to its place, the lock
// last; the next batch completes one that was cut off. What stands is replaced only where it still
// has the bytes that were read, which are staged, too; no link is followed.
//
// All of it is kept below the site's folder in .metier/batch/, which is gone afterwards.
#ifndef METIER_PUBLISH_BATCH_H
#define METIER_PUBLISH_BATCH_H

#include "publish/journal.h"

typedef struct Batch {
    Arena arena;
    int root;                // the site's folder; the caller's
    Str last;                // path of the lock
    int state;               // -1 while there is none
    int lock;
    List records;            // of Record
    size_t first;            // of them to be written: that behind `last`, which so is the last
    size_t recovered_count;  // files of an earlier batch that were moved first
} Batch;

// Begins a batch: one at a time in a site. Besides .md files below content/ it writes the file
// `last`, a path that lasts, behind all others. False with diagnostics; batch_close in any case.
bool batch_open(int root, Str last, Batch *ret, Diags *diags);
// Stages a new file.
bool batch_add(Batch *batch, Str path, Str bytes, Diags *diags);
// Stages what is to stand in place of a file, which was read as `before`.
bool batch_replace(Batch *batch, Str path, Str before, Str bytes, Diags *diags);
// Writes all of them. False with a diagnostic: then none is written.
bool batch_commit(Batch *batch, Diags *diags);
void batch_close(Batch *batch);

#endif
