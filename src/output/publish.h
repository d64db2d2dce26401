// Publish: rendered bytes to the output folder. Nothing there is touched before publish_commit;
// until then new bytes wait in a staging folder beside it.
#ifndef METIER_OUTPUT_PUBLISH_H
#define METIER_OUTPUT_PUBLISH_H

#include "base/workers.h"

typedef struct PublishCounts {
    size_t file_count;
    size_t changed_count;
    size_t removed_count;
} PublishCounts;

typedef struct Publish Publish;

// Opens the output folder `out` (relative to root, or absolute) for a build: takes the build's
// lock, reads the manifest of the last one. A folder that holds files and has no manifest is
// refused unless is_forced. NULL with diagnostics on failure.
Publish *publish_open(const char *root, Str out, bool is_forced, Diags *diags);
// Stages the file if it is not already published with these bytes. `slot` is below slot_count of
// publish_reserve; callable from several threads for different slots. A slot may stay unused.
void publish_reserve(Publish *publish, size_t slot_count);
bool publish_put(Publish *publish, size_t slot, Str path, Str bytes, Buf *scratch, Diags *diags);
// Puts everything in place, removes what the last build wrote and this one does not, writes the
// manifest.
bool publish_commit(Publish *publish, PublishCounts *ret, Diags *diags);
// Removes what is staged, releases the lock. Always the last call.
void publish_close(Publish *publish);

#endif
