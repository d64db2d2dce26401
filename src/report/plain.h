// Text that may quote anything, made safe to show: on one line, in letters that can be seen.
#ifndef METIER_REPORT_PLAIN_H
#define METIER_REPORT_PLAIN_H

#include <stdio.h>

#include "base/text.h"

// Appends the letter at *index, or an escape in place of one that would do something, moves *index
// behind it, and returns the columns that it takes in a terminal.
size_t plain_add_letter(Buf *out, Str text, size_t *index);
void plain_add(Buf *out, Str text);
void plain_write(Str text, FILE *out);

#endif
