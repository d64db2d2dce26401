// Sixteen bytes that are looked at together: nearly all of what a build reads and writes is plain
// text.
#ifndef METIER_BASE_WIDE_H
#define METIER_BASE_WIDE_H

#include "base/text.h"

#ifdef __SSE2__
#include <emmintrin.h>
#else
#include <endian.h>
#endif

enum { WIDE_SIZE = 16 };
typedef uint8_t Wide __attribute__((vector_size(WIDE_SIZE)));
typedef uint64_t WideHalves __attribute__((vector_size(WIDE_SIZE)));

static inline Wide wide_load(const char *ptr) {
    Wide ret;
    memcpy(&ret, ptr, sizeof ret);
    return ret;
}

static inline uint64_t wide_load_8(const char *ptr) {
    uint64_t ret;
    memcpy(&ret, ptr, sizeof ret);
    return ret;
}

static inline uint64_t wide_load_4(const char *ptr) {
    uint32_t ret;
    memcpy(&ret, ptr, sizeof ret);
    return ret;
}

// All bytes of a text that is shorter than this and not empty, some of them more than once.
static inline Wide wide_load_short(Str text) {
    const char *end = text.ptr + text.len;
    if (text.len >= 8) return (Wide)(WideHalves){wide_load_8(text.ptr), wide_load_8(end - 8)};
    uint64_t half;
    if (text.len >= 4) {
        half = wide_load_4(text.ptr) << 32 | wide_load_4(end - 4);
    } else {
        unsigned char first = (unsigned char)text.ptr[0];
        unsigned char middle = (unsigned char)text.ptr[text.len / 2];
        half = 0x0101010101010000U * first | (uint64_t)middle << 8 | (unsigned char)end[-1];
    }
    return (Wide)(WideHalves){half, half};
}

// All bits of each byte that is this one.
static inline Wide wide_is(Wide bytes, char byte) {
    return (Wide)(bytes == (uint8_t)byte);
}

// The highest bit of each byte, the lowest for the first.
static inline unsigned wide_bits(Wide bytes) {
#ifdef __SSE2__
    return (unsigned)_mm_movemask_epi8((__m128i)bytes);
#else
    const uint64_t to_highest = 0x0102040810204080 >> 7;
    uint64_t halves[2];
    bytes &= 0x80;
    memcpy(halves, &bytes, sizeof halves);
    return (unsigned)(le64toh(halves[0]) * to_highest >> 56 |
                      le64toh(halves[1]) * to_highest >> 56 << 8);
#endif
}

// Sets the highest bit of the bytes that are looked for.
typedef Wide WideTest(Wide bytes);

// Where the first of them stands in a text that is shorter than this.
size_t wide_find_short(Str text, size_t at, WideTest *test);
// Where the first of them stands from `at` on, or text.len. It becomes one with its test.
__attribute__((always_inline))
static inline size_t wide_find(Str text, size_t at, WideTest *test) {
    unsigned found = 0;
    for (; at + 2 * WIDE_SIZE <= text.len; at += 2 * WIDE_SIZE) {
        Wide first = test(wide_load(text.ptr + at));
        if (wide_bits(first | test(wide_load(text.ptr + at + WIDE_SIZE)))) break;
    }
    for (; at + WIDE_SIZE <= text.len; at += WIDE_SIZE) {
        found = wide_bits(test(wide_load(text.ptr + at)));
        if (found) return at + (unsigned)__builtin_ctz(found);
    }
    if (at >= text.len) return text.len;
    size_t rest = text.len - at;
    if (text.len >= WIDE_SIZE) {
        found = wide_bits(test(wide_load(text.ptr + text.len - WIDE_SIZE))) >> (WIDE_SIZE - rest);
    } else if (wide_bits(test(wide_load_short(text)))) {
        return wide_find_short(text, at, test);
    }
    return found ? at + (unsigned)__builtin_ctz(found) : text.len;
}

static inline Wide wide_are_line_feeds(Wide bytes) {
    return wide_is(bytes, '\n');
}

// The length of a text's first line, without its end.
static inline size_t wide_line_size(Str text) {
    return wide_find(text, 0, wide_are_line_feeds);
}

#endif
