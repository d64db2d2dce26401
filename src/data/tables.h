// The public tables: each adds what it tells to the occupations. Texts are kept in the arena of the
// data. False with diagnostics.
#ifndef METIER_DATA_TABLES_H
#define METIER_DATA_TABLES_H

#include "data/occupation.h"

bool oews_read(Str path, Str text, const Table *regions, PublicData *data, Diags *diags);
bool projections_read(Str path, Str text, PublicData *data, Diags *diags);
bool ashe_read(Str path, Str text, PublicData *data, Diags *diags);
bool onet_read(Str folder, PublicData *data, Diags *diags);
// Keeps of the occupations those that a list names, a code a line, and notes the code of the
// United Kingdom's SOC 2020 that may stand behind one.
bool codes_choose(Str path, Str text, PublicData *data, Diags *diags);

#endif
