// Hashes of content (XXH3). Not for secrets.
#ifndef METIER_BASE_HASH_H
#define METIER_BASE_HASH_H

#include "base/text.h"

uint64_t hash_64(Str bytes);                 // always and everywhere the same

// The same under a seed, for tables in memory: whoever writes the content does not know the seed
// of the process, and can choose no keys that collide. Nothing that is published may depend on it.
uint64_t hash_64_seeded(Str bytes, uint64_t seed);
uint64_t hash_seed(void);                    // of this process

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
