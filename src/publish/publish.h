// Publish: rendered bytes to the output folder. Nothing there is touched before publish_commit;
// until then new bytes wait in a staging folder. What is to be moved and removed is written into a
// journal first, so that a publish that is cut off is completed when the next one begins.
#ifndef METIER_PUBLISH_PUBLISH_H
#define METIER_PUBLISH_PUBLISH_H

#include "base/workers.h"

typedef struct PublishCounts {
    size_t file_count;
    size_t changed_count;
    size_t removed_count;
    bool is_begun;           // the output folder was touched; with an error: the next build completes it
    bool is_recovered;       // an earlier publish that had been cut off was completed first
} PublishCounts;

typedef struct Publish Publish;

// Opens the output folder `out` (relative to the folder `root`, or absolute) for a build: locks it,
// completes what an earlier build had begun, reads the manifest. A folder that holds files and has
// no manifest is refused unless is_forced. NULL with diagnostics on failure.
Publish *publish_open(int root, Str out, bool is_forced, PublishCounts *ret, Diags *diags);
// How many slots publish_put and publish_copy may name.
void publish_reserve(Publish *publish, size_t slot_count);
// Stages the file if it is not already published with these bytes. Callable from several threads
// for different slots. A slot may stay unused. `path` is borrowed until publish_close.
bool publish_put(Publish *publish, size_t slot, Str path, Str bytes, Buf *scratch, Diags *diags);
// The same for a file that is copied as it is.
bool publish_copy(Publish *publish, size_t slot, Str path, int source_folder, Str source, Diags *diags);
// Puts everything in place, removes what earlier builds wrote and this one does not. Where a file
// that is not ours stands in the way of one that is new, nothing is touched, unless is_forced.
bool publish_commit(Publish *publish, PublishCounts *ret, Diags *diags);
// Removes what is staged, releases the lock. Always the last call; takes NULL.
void publish_close(Publish *publish);

#endif
