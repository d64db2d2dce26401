// Merge: the parts of a site, from wherever they were rendered, become the site that one build
// would have published. Nothing is published unless all parts are there, each once, of one site,
// with one set of options, by one program, and each file is in one part, with the bytes that its
// list names.
#ifndef METIER_PUBLISH_MERGE_H
#define METIER_PUBLISH_MERGE_H

#include "publish/publish.h"

typedef struct MergeOptions {
    const Str *folders;      // of the parts, in any order; as whoever runs the program named them
    size_t folder_count;
    PublishOptions publish;
} MergeOptions;

// Publishes into a folder that is relative to `root`, from where the program was called. The parts
// stay as they are. False with diagnostics.
bool merge_parts(int root, const MergeOptions *options, PublishCounts *ret, Diags *diags);

#endif
