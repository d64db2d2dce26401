// The folder of a site where check --external keeps what it finds.
#ifndef METIER_VERBS_FINDINGS_H
#define METIER_VERBS_FINDINGS_H

#include "base/sandbox.h"

// Makes it while that may be, where the folder `root` is a site, and grants it. Returns the site,
// open; -1 where it cannot be. Release it with findings_close, which is no error with -1.
int findings_open(const char *root, Sandbox *sandbox);
void findings_close(int root);   // the folder goes where nothing was found

#endif
