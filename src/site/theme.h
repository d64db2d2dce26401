// The theme, whose layouts/ and static/ stand in for what a site does not have.
#ifndef METIER_SITE_THEME_H
#define METIER_SITE_THEME_H

#include "base/file.h"

typedef struct Theme {
    int folder;
    const char *path;        // from '/' on, for diagnostics
} Theme;

// What stands in front of a path of the theme in diagnostics, where one without is the site's.
Str theme_prefix(const Theme *theme, Arena *arena);

#endif
