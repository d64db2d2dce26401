// Titles of occupations: the tables name all people of one, a profile speaks of one of them.
#ifndef METIER_DATA_TITLE_H
#define METIER_DATA_TITLE_H

#include "base/text.h"

// Appends an English title of several people as the title of one: "Registered Nurses" as
// "Registered Nurse", "Judges and Magistrates" as "Judge and Magistrate". What follows "Except",
// "Including" or a preposition stays, and so does a word that is no plural of a person.
void title_add_singular(Buf *out, Str plural);

#endif
