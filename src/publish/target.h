// The target of a publish: the output folder, and beside it the state folder ".NAME.metier" with
//
//   lock       held by the build that publishes: one at a time, from whatever site
//   manifest   what stands in the output folder by our hand
//   stamps     what the system says of those files: see stamps.h
//   fingerprints   of what each of them was made from: see output/fingerprints.h
//   parsed     content as it was parsed, and parsed.since, what came later: see site/parsed.h
//   inputs     what all of them were made from: see output/inputs.h
//   journal    only while things are moved
//   staging/   only while a build runs: new bytes, until all is well
//
// A folder of the site itself is no target, nor are the sources of another site, a state folder,
// and whatever is behind a link that the site holds.
#ifndef METIER_PUBLISH_TARGET_H
#define METIER_PUBLISH_TARGET_H

#include "base/errand.h"
#include "base/file.h"
#include "base/sandbox.h"

#define JOURNAL_NAME STR("journal")
#define MANIFEST_NAME STR("manifest")

// Tells a state folder from every copy of it: the inode and the times of its lock file, which stays
// as it is. What is bound to it holds nowhere else: not where it comes from a repository, a cache
// or a backup. Of zeros where it cannot be told: then nothing holds.
typedef struct Instance {
    uint64_t lock_inode;
    int64_t lock_changed_ns;
} Instance;

typedef struct Target {
    int parent;              // the folder that the output folder stands in, or will
    int made_in;             // -1, or the folder in which those on the way were made
    Str made;                // their path
    Str name;                // of the output folder in it
    int state;               // the state folder
    Str state_name;
    int lock;
    int out;                 // the output folder; -1 while it does not exist
    Errand placing;          // puts the staged folder in its place
    Str path;                // as whoever runs the program wrote it, for diagnostics
} Target;

// Opens and locks the output folder `path`, which is absolute or starts from the site's folder
// `root`. The folders above it are made once nothing speaks against it. False with diagnostics;
// target_close in any case.
bool target_open(int root, Str path, Arena *arena, Target *ret, Diags *diags);
Instance target_instance(int state);
// The same as text for a journal; empty where it cannot be told.
Str target_instance_text(int state, Arena *arena);
// Opens target->out, where the folder exists by now.
bool target_open_out(Target *target, Diags *diags);

// The folder that staged files lie in: beside the output folder, or inside where that is a mount of
// its own, since files are moved within one file system only. -1 with errno; close it.
int target_open_staging(const Target *target);
int target_make_staging(const Target *target);
bool target_remove_staging(const Target *target);

// Grants what publishing does there and no more: all changes are in the output and the state
// folder. In the folder above, where others stand, empty ones can be removed where this may have
// made them. A new output folder is put in its place by an errand, since who may move a folder
// there could move one into content/ as well. False with diagnostics.
bool target_grant(Target *target, Sandbox *sandbox, Diags *diags);
// Makes the staged folder, of which `staging` is open, the output folder. False with errno.
bool target_place(Target *target, int staging);

// Releases everything. A state folder that has no manifest is removed, and so are folders that were
// made and stayed empty.
void target_close(Target *target);

#endif
