// A pass over the outputs: each is rendered and handed to a sink, or stays where it is made from
// the same once more.
#ifndef METIER_OUTPUT_PASS_H
#define METIER_OUTPUT_PASS_H

#include "base/progress.h"
#include "output/output.h"
#include "output/shares.h"
#include "publish/sink.h"

// What an output took.
typedef struct OutputTime {
    Str path;
    const char *kind;        // its layout, or what kinds without one are called
    double wall_s;           // to render it, and to hand it on
    uint64_t size;           // bytes
} OutputTime;

// Of the outputs that were rendered. Zero-initialise to start; arena_free to end.
typedef struct Timings {
    Arena arena;
    OutputTime *outputs;
    size_t count;
} Timings;

typedef struct PassOptions {
    size_t thread_count;
    bool is_dry;             // nothing is kept of what is rendered
    Shard shard;             // of a count of 0: all outputs
    const Hash *key;         // of all that a site is made from beside its files; NULL: unknown, and
                             // nothing stays
    Site *spent;             // what is rendered, where nothing of it is rendered again: its search
                             // is forgotten; NULL: it stays whole
    Timings *timings;        // filled in, where it is not NULL
    Progress *progress;      // may be NULL
} PassOptions;

// Reserves the sink's slots: of all outputs of the plan, and behind these of their compressed
// copies, one kind after another. `keep` owns what the sink borrows.
void pass_run(const PassOptions *options, Rendering *rendering, Sink *sink, Arena *keep,
              Diags *diags);

#endif
