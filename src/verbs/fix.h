// metier check --fix: does in the sources what diagnostics propose.
#ifndef METIER_VERBS_FIX_H
#define METIER_VERBS_FIX_H

#include <stdio.h>

#include "output/build.h"

// Checks the site and mends what can be mended, until nothing more can. Each mend is a line on
// `out`. False when a file could not be read or written, which is reported.
bool fix_site(const BuildOptions *options, FILE *out, Diags *diags);

#endif
