// Hashes of content (XXH3). Not for secrets.
#ifndef METIER_BASE_HASH_H
#define METIER_BASE_HASH_H

#include "base/text.h"

uint64_t hash_64(Str bytes);

#endif
