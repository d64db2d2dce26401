// The calls of the system that the sandbox refuses, by libseccomp: those that neither a build nor
// the libraries under it make. See sandbox.h.
#ifndef METIER_BASE_REFUSED_CALLS_H
#define METIER_BASE_REFUSED_CALLS_H

#include <stdbool.h>

// Whether the kernel can refuse calls.
bool refused_calls_are_known(void);
typedef struct CallNeeds {
    bool with_network;
    bool with_mending;       // a file that was written gets the mode and owner of another
    bool guards_emptying;    // nobody else looks at who empties a file on opening it
} CallNeeds;
// From now on they fail with EPERM. 0, or the errno of what failed.
int refused_calls_begin(CallNeeds needs);

#endif
