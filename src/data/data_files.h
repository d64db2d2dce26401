// The files that import and refresh take in.
#ifndef METIER_DATA_DATA_FILES_H
#define METIER_DATA_DATA_FILES_H

#include "data/occupation.h"

// As the command line names them; empty paths are not given.
typedef struct DataFiles {
    Str oews, projections, onet, ashe, codes;
} DataFiles;

// Reads all of them, one after the other, into *ret, whose vintage is given. `regions` has the
// codes of metropolitan areas that the site names. False with diagnostics; what is lacking in a
// table is warned of. Free *ret in any case.
bool public_data_read(const DataFiles *files, const Table *regions, PublicData *ret, Diags *diags);

#endif
