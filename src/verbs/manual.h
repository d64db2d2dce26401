// The manual page, made of the rows of verbs, options and topics.
#ifndef METIER_VERBS_MANUAL_H
#define METIER_VERBS_MANUAL_H

#include <stdio.h>

// metier(1), as roff with the macros of man.
void manual_write(FILE *out);

#endif
