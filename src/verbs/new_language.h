// metier new language: the strings of a language, with the theme's English beside each.
#ifndef METIER_VERBS_NEW_LANGUAGE_H
#define METIER_VERBS_NEW_LANGUAGE_H

#include "site/sources.h"

// Writes layouts/strings/LANGUAGE.yaml into the site, and says so; or says why not. Returns the
// exit status. Of the sources the two folders are needed.
int new_language(const Sources *sources, Str language);

#endif
