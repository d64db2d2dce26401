// A publish on its way, as the files that share the work have it; nobody else looks into it.
// publish.c opens, reads, commits and closes it, stage.c takes the files of a build, steps.c says
// what is to be done, and apply.c does it, or completes what was cut off.
//
// All that a Publish points to lives in its arena, but for the paths of slots, which are the
// caller's until it has committed. Functions that return bool add a diagnostic where they fail.
#ifndef METIER_PUBLISH_PUBLISHING_H
#define METIER_PUBLISH_PUBLISHING_H

#include "publish/publish.h"
#include "publish/sealed.h"
#include "publish/stamps.h"

// What is to be known of the file in a slot. There are five for a role, or more: the stamp, of the
// file that is there already or of the one that was staged, is without what pads it.
typedef struct Trace {
    uint64_t size : 63;
    uint64_t is_racy : 1;
    uint64_t inode;
    int64_t modified_ns;
    int64_t changed_ns;
    Hash made_from;          // none where nobody has said
} Trace;

static inline Trace trace_of(const Stamp *stamp) {
    return (Trace){.size = stamp->size & INT64_MAX, .is_racy = stamp->is_racy,
                   .inode = stamp->inode, .modified_ns = stamp->modified_ns,
                   .changed_ns = stamp->changed_ns};
}
static inline Stamp trace_stamp(const Trace *trace) {
    return (Stamp){.size = trace->size, .is_racy = trace->is_racy, .inode = trace->inode,
                   .modified_ns = trace->modified_ns, .changed_ns = trace->changed_ns};
}

typedef struct Publish {
    Sink sink;               // the first: a Sink * is a Publish *
    Arena arena;
    Target target;
    Str instance;            // of its state folder
    Journal manifest;        // of the last build, by path
    Survey survey;           // of its files
    Hash *made_from;         // what they were made from, by record; NULL: nobody knows
    Journal removed;         // by the last commit
    Record *slots;           // as they are filled; then the journal's, with room for removals
    Trace *traces;           // of the slots; of malloc
    size_t slot_count;
    int staging;             // the folder of what is staged; -1 where there is none
    size_t thread_count;
    bool is_forced;
    bool is_part;
    SealedFile keeping;      // what is kept in pieces at the moment
    const Part *part;        // what is to be committed, where it is one
    Progress *progress;
    bool is_begun;           // something was moved
    bool is_reduced;         // a record of the journal could not be carried out, and was dropped
} Publish;

static inline Publish *publish_of(Sink *sink) {
    return (Publish *)sink;
}

// A path below the output folder, or with "" that itself, for a diagnostic; it is in the arena.
Place publish_place(const Publish *publish, Str path, Arena *arena);
// Reports a failure of the system there, by errno. Returns false.
bool publish_fail(const Publish *publish, const char *what, Str path, Diags *diags);
// Whether a journal or manifest was written in this very state folder.
bool publish_is_of_here(const Publish *publish, const Journal *journal);
bool publish_read_manifest(Publish *publish, bool *ret_exists, Diags *diags);

// The members of SinkType: what the sink does with files.
bool stage_reserve(Sink *sink, size_t slot_count);
bool stage_put(Sink *sink, size_t slot, Str path, Str bytes, FileWriter *writer, Diags *diags);
bool stage_begin(SinkFile *file, Diags *diags);
bool stage_add(SinkFile *file, Str bytes, Diags *diags);
bool stage_end(SinkFile *file, Diags *diags);
bool stage_copy(Sink *sink, size_t slot, Str path, int source_folder, Str source, Diags *diags);
bool stage_keep(Sink *sink, size_t slot, Str path, Hash made_from);
SinkEarlier stage_earlier(Sink *sink, Str path);
bool stage_close_earlier(const Sink *sink, Str path, const SinkEarlier *earlier, Diags *diags);
void stage_mark(Sink *sink, size_t slot, Hash made_from);
// Makes the slots of a journal that is done the manifest, and keeps what is known of their files
// for the next build. `seal` is that of the manifest as it stands on the disk. The slots are gone
// then.
void stage_keep_known(Publish *publish, const Journal *journal, Hash seal);

// Makes the journal of what is to be done, with the list of a part where it is one: the slots, by
// path, come first among its records. False also where something of anybody else's is in the way.
bool steps_list(Publish *publish, Journal *ret, PublishCounts *ret_counts, Diags *diags);
// Whether nothing is to be done: the manifest of the last build says all that the journal would.
bool steps_are_none(const Publish *publish, const Journal *journal);

// Whether a file, where one stands, can be replaced: it was published by us, or whoever runs the
// program says so.
bool apply_may_replace(const Publish *publish, Str path, FileState state);
// Carries out the journal that stands in the state folder, which becomes the manifest. What could
// not be done, as somebody else had come between, is no longer in it.
bool apply_journal(Publish *publish, Journal *journal, Diags *diags);
// Completes what an earlier publish had written down and was cut off in. Of the counts it sets
// is_recovered, is_begun.
bool apply_recover(Publish *publish, PublishCounts *ret, Diags *diags);

#endif
