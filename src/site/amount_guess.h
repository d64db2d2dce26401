// What an amount of money is meant to be that is not written as one.
#ifndef METIER_SITE_AMOUNT_GUESS_H
#define METIER_SITE_AMOUNT_GUESS_H

#include "base/text.h"

// Appends how the amount in a text is to be written: 90780 for "$90,780", "90.780 €", "90.78k",
// "USD 90 780 a year". False when that cannot be told, and nothing is appended. *ret_is_all is set
// where no period stands behind it: the amount alone does not say one.
bool amount_guess(Str text, Buf *out, bool *ret_is_all);
// Whether a text is two amounts: "80-100k".
bool amount_is_range(Str text);

#endif
