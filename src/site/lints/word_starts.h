// Where words begin in a text, sixteen bytes at a time: asked of all text of a site.
#ifndef METIER_SITE_LINTS_WORD_STARTS_H
#define METIER_SITE_LINTS_WORD_STARTS_H

#include <endian.h>

#include "base/wide.h"

// A bit for each of the 16 bytes from `ptr` on that may begin a word, the lowest for the first: no
// letter stands before it, and it is one of ASCII itself, or one of "@[\\]^_`{|}~", or begins a
// letter of another kind. The byte before has to be readable, too.
static inline unsigned word_starts(const char *ptr) {
    Wide before = wide_load(ptr - 1);
    Wide are_letters = (Wide)((before | 0x20) - 'a' < 26) | wide_beyond_ascii(before);
    Wide starts = wide_load(ptr) & ~are_letters;
    return wide_bits(starts + starts);   // their bit 0x40
}

// The first four bytes of a word, with small letters for capital ones.
static inline uint32_t word_head(const char *ptr) {
    uint32_t ret;
    memcpy(&ret, ptr, sizeof ret);
    return le32toh(ret) | 0x20202020;
}

// Whether these are four letters, or like them: digits and most signs have no bit 0x40.
static inline bool word_is_long(uint32_t head) {
    return (head & 0x40404040) == 0x40404040;
}

#endif
