#include "base/hash.h"

#include <stdlib.h>

#include "base/memory.h"

#define XXH_INLINE_ALL
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wconversion"
#include <xxhash.h>
#pragma GCC diagnostic pop

struct Hasher {
    XXH3_state_t *state;
};

uint64_t hash_64(Str bytes) {
    return XXH3_64bits(bytes.ptr, bytes.len);
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
    XXH3_state_t *state = XXH3_createState();
    if (!hasher || !state) memory_exhausted();
    XXH3_128bits_reset(state);
    hasher->state = state;
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
