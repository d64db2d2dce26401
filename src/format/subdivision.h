// Names of the parts of countries: ISO 3166-2, as Debian's iso-codes knew it when the program was
// built.
#ifndef METIER_FORMAT_SUBDIVISION_H
#define METIER_FORMAT_SUBDIVISION_H

#include "base/text.h"

// "Alabama" for US-AL, "Kalifornien" for US-CA in German: in that language (BCP 47) where it is one
// of the theme and has a name of its own, else as the standard has it. A literal. False where the
// code is unknown.
bool subdivision_name(Str language, Str code, Str *ret);

#endif
