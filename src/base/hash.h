// Hashes of content (XXH3). Not for secrets.
#ifndef METIER_BASE_HASH_H
#define METIER_BASE_HASH_H

#include "base/text.h"

uint64_t hash_64(Str bytes);

// A hash that stands for content.
typedef struct Hash {
    uint64_t high;
    uint64_t low;
} Hash;

Hash hash_128(Str bytes);
bool hash_equal(Hash a, Hash b);

// The same of content that comes in pieces.
typedef struct Hasher Hasher;
Hasher *hasher_new(void);
void hasher_add(Hasher *hasher, Str bytes);
Hash hasher_end(Hasher *hasher);             // frees it

#endif
