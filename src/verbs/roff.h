// Text of manual pages: roff with the macros of man.
#ifndef METIER_VERBS_ROFF_H
#define METIER_VERBS_ROFF_H

#include <stdio.h>

// The page's first line and its name: METIER(1), "metier", "build a careers site".
void roff_write_title(const char *name, int section, const char *summary, FILE *out);
// A text with all that roff would take for its own written out.
void roff_write(const char *text, FILE *out);
void roff_write_line(const char *text, FILE *out);
void roff_write_in_font(char font, const char *text, FILE *out);   // 'B' or 'I'
// Begins an item of a list: its name stands out, and what follows is its text.
void roff_write_item(char font, const char *name, FILE *out);

#endif
