// Where words begin in a text, eight bytes at a time: asked of all text of a site.
#ifndef METIER_SITE_LINTS_WORD_STARTS_H
#define METIER_SITE_LINTS_WORD_STARTS_H

#include <endian.h>
#include <string.h>

#include "base/text.h"

#define WORD_BEGINS ((uint64_t)0x80)         // of `carry`, at the beginning of a text

// Of the eight bytes at `ptr`: the highest bit of each that stands behind white space and is none.
// `carry` tells what stands before them. The byte behind a blank may be taken for another if it is
// '!', with which no word begins.
static inline uint64_t word_starts(const char *ptr, uint64_t *carry) {
    const uint64_t ones = 0x0101010101010101;
    uint64_t bytes;
    memcpy(&bytes, ptr, sizeof bytes);
    bytes = le64toh(bytes);
    uint64_t blanks = (bytes - ones * '!') & ~bytes & ones << 7;
    uint64_t ret = (blanks << 8 | *carry) & (blanks ^ ones << 7);
    *carry = blanks >> 56;
    return ret;
}

// How many letters of ASCII a word begins with, up to eight; *ret is these, in small letters.
static inline size_t word_letters(const char *ptr, uint64_t *ret) {
    const uint64_t ones = 0x0101010101010101;
    uint64_t bytes;
    memcpy(&bytes, ptr, sizeof bytes);
    bytes = le64toh(bytes) | ones * 0x20;
    // Blanks, digits and most signs have no bit 0x40.
    uint64_t others = ~bytes & ones * 0x40;
    if (!others) {
        *ret = bytes;
        return sizeof bytes;
    }
    size_t size = (size_t)__builtin_ctzll(others) / 8;
    *ret = bytes & (((uint64_t)1 << size * 8) - 1);
    return size;
}

#endif
