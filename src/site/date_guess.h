// What a day is meant to be that is not written as one.
#ifndef METIER_SITE_DATE_GUESS_H
#define METIER_SITE_DATE_GUESS_H

#include "base/text.h"

// Appends how the day in a text is to be written: 2024-05-03 for "2024/5/3", "3 May 2024",
// "May 3rd, 2024", "25.12.2024", "2024-05-03T10:00:00Z"; where `is_partial`, also 2024-05 for
// "May 2024". False when it cannot be told, as of "03/05/2024", or there is no such day; then
// nothing is appended.
bool date_guess(Str text, bool is_partial, Buf *out);

#endif
