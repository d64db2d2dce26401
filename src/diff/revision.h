// A site as a revision of git has it: taken out of the repository into a private folder, with the
// program git alone. Nothing in the repository is touched, no hook or filter runs, and nothing is
// fetched.
#ifndef METIER_DIFF_REVISION_H
#define METIER_DIFF_REVISION_H

#include "base/file.h"

typedef enum RevisionState {
    REVISION_OPEN,
    REVISION_UNKNOWN,        // there is no such one, or no repository
    REVISION_FAILED,         // no git, no room
} RevisionState;

// Zero-initialise to start, but for the folder; revision_close to end.
typedef struct Revision {
    int folder;              // the private one; -1: none
    Str folder_path;
    Str root;                // the site's folder in it, NUL-terminated
} Revision;

// Takes out what the folder `site` holds in a revision of the repository that it lies in. The texts
// live in the arena. Of other states *ret_problem says what is wrong.
RevisionState revision_open(Str site, Str name, Arena *arena, Revision *ret, Str *ret_problem);
void revision_close(Revision *revision);

#endif
