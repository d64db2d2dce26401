// Publish: the sink whose end is the output folder. Nothing there is touched before it is
// committed; until then new bytes wait in a staging folder. What is to be moved and removed is
// written into a journal first, so that a publish that is cut off is completed when the next one
// begins.
#ifndef METIER_PUBLISH_PUBLISH_H
#define METIER_PUBLISH_PUBLISH_H

#include "base/progress.h"
#include "base/sandbox.h"
#include "publish/part.h"
#include "publish/sink.h"

typedef struct PublishOptions {
    Str out;                 // the output folder; relative to the folder `root`, or absolute
    size_t thread_count;
    bool is_forced;
    bool is_part;            // it is for a part: a folder that a whole site stands in is refused
    Progress *progress;      // told when publishing can be stopped no more; may be NULL
    Sandbox *sandbox;        // entered once the folders are known and locked, before anything that
                             // stands there is read; may be NULL
} PublishOptions;

// Opens the output folder for a build: locks it, and completes what an earlier build had begun.
// NULL with diagnostics on failure.
Sink *publish_open(int root, const PublishOptions *options, PublishCounts *ret, Diags *diags);
// Then, before anything else is done with it: reads what is published, and looks which files stand
// there as they were left. False with diagnostics on failure, and where the folder holds files and
// has no manifest, unless is_forced; then it is only to be closed.
//
// sink_put and sink_copy stage a file that is not already published with these bytes. sink_commit
// puts everything in place, and removes what earlier builds wrote and this one does not; where a
// file that is not ours stands in the way of one that is new, nothing is touched, unless is_forced.
// sink_close removes what is staged and releases the lock.
bool publish_read(Sink *publish, PublishCounts *ret, Diags *diags);
// The hash of what was put into a slot, or copied.
Hash publish_hash(const Sink *publish, size_t slot);
// What will be committed is a part, and has the list of its files with it. `part` is borrowed until
// then; its files are those of the slots.
void publish_set_part(Sink *publish, const Part *part);
// The folder in which what publishing needs stands: what is made there stays on its disk.
int publish_folder(Sink *publish);
// Whether all files of the last build stand there as it published them; then *ret says how many
// they are. False also where that cannot be said cheaply.
bool publish_is_untouched(Sink *publish, PublishCounts *ret);
// Calls `visit` with each file that the last commit removed, by path.
typedef void PublishVisit(void *context, Str path);
void publish_visit_removed(Sink *publish, PublishVisit *visit, void *context);
// Keeps bytes of the caller's beside the manifest of what is published now, in pieces and one thing
// at a time, and gives them back to a later build. False where none are known, or they belong to
// another state of things.
typedef enum Memo {
    KEPT_INPUTS,             // goes with what is published
    KEPT_PARSED,             // these stay whatever is
    KEPT_PARSED_SINCE,
} Memo;
void publish_keep_begin(Sink *publish, Memo what);
void publish_keep_add(Sink *publish, Str bytes);
void publish_keep_end(Sink *publish, Memo what);
bool publish_kept(Sink *publish, Memo what, Buf *ret);

#endif
