// What --timings prints.
#ifndef METIER_VERBS_TIMINGS_H
#define METIER_VERBS_TIMINGS_H

#include <stdio.h>

#include "output/build.h"

// The phases, how far the run was locked in, the layouts and other kinds by what they took
// together, and the slowest outputs.
void timings_write(const Progress *progress, const Timings *timings, const char *sandbox,
                   FILE *out);

#endif
