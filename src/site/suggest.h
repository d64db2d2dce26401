// Suggestions: "did you mean" for names that the site does not have. Comparing a name with all
// others is dear, and helps with the first mistakes only: a run compares so many names, and no
// more.
#ifndef METIER_SITE_SUGGEST_H
#define METIER_SITE_SUGGEST_H

#include "site/site.h"

enum { SUGGESTION_NAMES_MAX = 200000 };   // that are compared in a run

// "did you mean 'nurse'?", or `otherwise` where nothing is near or the run has compared its share.
const char *suggest(Site *site, Str word, const Str *names, size_t count, const char *otherwise);
// The same among the slugs of all roles.
const char *suggest_role(Site *site, Str slug, const char *otherwise);

#endif
