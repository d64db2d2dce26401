// The build: config, load, derive, plan, render, sink. The same steps for every verb.
#ifndef METIER_OUTPUT_BUILD_H
#define METIER_OUTPUT_BUILD_H

#include "output/output.h"
#include "publish/publish.h"

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

typedef struct BuildOptions {
    const char *root;        // the site's folder
    const char *theme;       // the folder whose layouts/ and static/ stand in for missing ones
    Str out;                 // the output folder; relative to root, or absolute
    Str base_url;            // in place of site.yaml's; may be empty
    size_t thread_count;
    bool with_drafts;
    bool with_future;        // pages of a later day
    bool with_expired;
    bool is_forced;
    bool is_dry;             // render everything, publish nothing
    Date now;
    Progress *progress;      // told how far the build has come; may be NULL
    Timings *timings;        // filled in, where it is not NULL
} BuildOptions;

// Builds the site. False when there was an error: then nothing was published, unless ret->is_begun
// says that the system failed in the midst of it.
bool build_site(const BuildOptions *options, PublishCounts *ret, Diags *diags);

#endif
