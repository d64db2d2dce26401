// What nothing in a sandbox may do, as tries: of each is found out whether it is refused. They are
// harmless where they are not, and undone.
#ifndef METIER_VERBS_FORBIDDEN_H
#define METIER_VERBS_FORBIDDEN_H

#include "base/memory.h"

enum { FORBIDDEN_MAX = 32 };

// Where things are tried: paths, which live in an arena.
typedef struct ForbiddenPlaces {
    const char *outside;     // a folder that is not the site's
    const char *secret;      // a file in it
    const char *program;     // another, which may be run
    const char *link;        // of the site, to that secret; NULL: the site cannot be written
    const char *empty;       // a file of the site; NULL likewise
    const char *new_outside, *new_source, *new_beside;   // files that are not there
    const char *config;      // site.yaml
    bool with_network;       // whoever goes inside may connect to hosts
} ForbiddenPlaces;

// In the order of the names; each the errno that a try ended with, 0 where it was done.
typedef struct ForbiddenResults {
    int errors[FORBIDDEN_MAX];
    int thread_error;        // of the thread that was to try them as well
} ForbiddenResults;

typedef enum ForbiddenVerdict {
    FORBIDDEN_REFUSED,       // inside, and done outside
    FORBIDDEN_ALREADY,       // the system refuses it outside as well
    FORBIDDEN_UNTRIED,       // it needs a site that can be written
    FORBIDDEN_ALLOWED,       // to whoever goes inside here
    FORBIDDEN_DONE,          // inside, or it failed there for another reason
} ForbiddenVerdict;
extern const char *const forbidden_verdict_names[];

extern const size_t forbidden_count;
const char *forbidden_name(size_t index);        // "read a file outside the site"
// Tries all, here and in a thread that starts now: what one of them may do is not refused.
void forbidden_try_all(const ForbiddenPlaces *places, ForbiddenResults *ret);
// Of one, by what came of it inside and outside.
ForbiddenVerdict forbidden_judge(const ForbiddenPlaces *places, size_t index, int inside,
                                 int outside);

#endif
