// What an amount of money is meant to be that is not written as one.
#ifndef METIER_SITE_AMOUNT_GUESS_H
#define METIER_SITE_AMOUNT_GUESS_H

#include "base/text.h"

// Appends how the amount in a text is to be written: 90780 for "$90,780", "90.780 €", "90.78k",
// "USD 90 780 a year". False when that cannot be told, and nothing is appended. *ret_is_all is set
// where no period stands behind it: the amount alone does not say one.
bool amount_guess(Str text, Buf *out, bool *ret_is_all);
// Appends how two amounts are to be written: range: {min: 80000, max: 100000} for "80,000-100,000",
// "80-100k". False when a text is none, and nothing is appended.
bool amount_guess_range(Str text, Buf *out);

#endif
