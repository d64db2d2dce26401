// Values of fields as text: as front matter has them, and as people read them.
#ifndef METIER_DIFF_VALUES_H
#define METIER_DIFF_VALUES_H

#include "diff/difference.h"

// The value of a field that is no struct and no list of them, in a struct of the schema. `money` is
// the format of its amounts, or NULL. The texts live in the arena.
Value value_make(const Locale *locale, const NumberFormat *money, const Schema *schema,
                 const Field *field, const void *of, Arena *arena);
// A text stands for itself.
Value value_of_text(Str text);

#endif
