// What an output of a site was made from, and what is made from a file.
#ifndef METIER_VERBS_EXPLAIN_PATH_H
#define METIER_VERBS_EXPLAIN_PATH_H

#include "output/build.h"

// Reads the site, and writes on stdout what is known of an output or a file of it; says on stderr
// what is wrong. Returns the exit status.
int explain_path_run(const BuildOptions *options, Str path);

#endif
