// What the program finds around it when it runs: the day, and the theme.
#ifndef METIER_VERBS_SURROUNDINGS_H
#define METIER_VERBS_SURROUNDINGS_H

#include "site/schema.h"

// The one place that reads the clock: SOURCE_DATE_EPOCH, else today, as a UTC day. Says on stderr
// where the former is none.
bool surroundings_find_day(Date *ret);
// The folder of the theme, which lives in the arena: the repository's or the installation's, ../ or
// ../share/metier from the program. Says on stderr where there is none.
bool surroundings_find_theme(Arena *arena, const char **ret);

// Whether what is written to stderr may have colours.
bool surroundings_want_colour(void);

#endif
