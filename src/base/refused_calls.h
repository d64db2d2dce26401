// The calls of the system that the sandbox refuses, by libseccomp: those that neither a build nor
// the libraries under it make. See sandbox.h.
#ifndef METIER_BASE_REFUSED_CALLS_H
#define METIER_BASE_REFUSED_CALLS_H

#include <stdbool.h>

// Whether the kernel can refuse calls.
bool refused_calls_are_known(void);
// From now on they fail with EPERM. 0, or the errno of what failed.
int refused_calls_begin(bool with_network, bool with_mending);

#endif
