#include "base/hash.h"

#include <stdlib.h>
#include <sys/auxv.h>

#include "base/memory.h"

#define XXH_INLINE_ALL
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wconversion"
#include <xxhash.h>
#pragma GCC diagnostic pop

enum { RANDOM_SIZE = 16 };   // bytes that the kernel hands to each process that it starts

struct Hasher {
    XXH3_state_t *state;
};

uint64_t hash_64(Str bytes) {
    return XXH3_64bits(bytes.ptr, bytes.len);
}

uint64_t hash_64_seeded(Str bytes, uint64_t seed) {
    return XXH3_64bits_withSeed(bytes.ptr, bytes.len, seed);
}

// Hashed once more: the stack's canary is made of the same bytes, and must not lie in the heap.
uint64_t hash_seed(void) {
    const char *random = (const char *)getauxval(AT_RANDOM);
    return random ? hash_64((Str){random, RANDOM_SIZE}) : 0;
}

Hash hash_128(Str bytes) {
    XXH128_hash_t hash = XXH3_128bits(bytes.ptr, bytes.len);
    return (Hash){hash.high64, hash.low64};
}

bool hash_equal(Hash a, Hash b) {
    return a.high == b.high && a.low == b.low;
}

Hasher *hasher_new(void) {
    Hasher *hasher = malloc(sizeof *hasher);
    if (!hasher) memory_exhausted();
    hasher->state = XXH3_createState();
    if (!hasher->state) memory_exhausted();
    XXH3_128bits_reset(hasher->state);
    return hasher;
}

void hasher_add(Hasher *hasher, Str bytes) {
    XXH3_128bits_update(hasher->state, bytes.ptr, bytes.len);
}

Hash hasher_end(Hasher *hasher) {
    XXH128_hash_t hash = XXH3_128bits_digest(hasher->state);
    XXH3_freeState(hasher->state);
    free(hasher);
    return (Hash){hash.high64, hash.low64};
}
