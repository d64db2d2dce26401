#include "format/unicode.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include "base/memory.h"
#include "base/wide.h"
#include "format/utf16.h"

enum {
    UNITS_PER_UNIT_MAX = 18,   // of what normalizing makes of one unit of UTF-16 (UAX #15)
    BYTES_PER_UNIT_MAX = 3,    // of UTF-8
};

uint32_t letter_lower(uint32_t letter) {
    if (letter >= 0x80) return (uint32_t)u_tolower((UChar32)letter);
    return (unsigned char)ascii_lower((char)letter);
}

// Whether a code point leaves ink, or would.
static bool is_seen(uint32_t letter) {
    enum { BRAILLE_BLANK = 0x2800 };
    if (letter < 0x7F) return letter > 0x20;
    return !letter_is_space(letter) && !letter_is_invisible(letter) && letter != BRAILLE_BLANK;
}

bool unicode_is_visible(Str text) {
    for (size_t i = 0; i < text.len;) {
        if (is_seen(utf8_decode(text, &i))) return true;
    }
    return false;
}

bool unicode_is_plain(Str text) {
    for (size_t i = 0; i < text.len;) {
        uint32_t letter = utf8_decode(text, &i);
        if (letter != ' ' && !is_seen(letter)) return false;
    }
    return true;
}

bool unicode_has_controls(Str text) {
    const uint32_t controls = U_GC_CC_MASK | U_GC_ZL_MASK | U_GC_ZP_MASK;
    for (size_t i = 0; i < text.len;) {
        if (text.ptr[i] >= 0x20 && text.ptr[i] < 0x7F) {
            i++;
            continue;
        }
        UChar32 letter = (UChar32)utf8_decode(text, &i);
        if (U_MASK(u_charType(letter)) & controls ||
            u_hasBinaryProperty(letter, UCHAR_BIDI_CONTROL)) {
            return true;
        }
    }
    return false;
}

// Appends a text as a normalizer writes it: of ICU's own, which are always there.
static void add_normalized(const UNormalizer2 *normalizer, Str text, Buf *out) {
    UErrorCode status = U_ZERO_ERROR;
    Utf16 wide;
    utf16_begin(&wide, text);
    assert(wide.len < INT32_MAX / UNITS_PER_UNIT_MAX);
    int32_t capacity = wide.len * UNITS_PER_UNIT_MAX + 1;
    UChar *written = malloc((size_t)capacity * sizeof *written);
    if (!written) memory_exhausted();
    int32_t written_len = unorm2_normalize(normalizer, wide.units, wide.len, written, capacity,
                                           &status);
    size_t size = (size_t)capacity * BYTES_PER_UNIT_MAX + 1;
    buf_reserve(out, size);
    // All of it fits, and it was text before: only memory can be missing.
    bool is_whole =
        U_SUCCESS(status) && utf16_to_utf8(written, written_len, out->ptr + out->len, size);
    if (!is_whole) memory_exhausted();
    out->len += strlen(out->ptr + out->len);
    free(written);
    utf16_end(&wide);
}

size_t unicode_turn_at(Str text) {
    for (size_t i = str_find(text, '\xE2'); i + 2 < text.len;
         i += 1 + str_find(str_slice(text, i + 1, text.len), '\xE2')) {
        unsigned char second = (unsigned char)text.ptr[i + 1];
        unsigned char third = (unsigned char)text.ptr[i + 2];
        bool is_embedding = second == 0x80 && third >= 0xAA && third <= 0xAE;
        bool is_isolate = second == 0x81 && third >= 0xA6 && third <= 0xA9;
        if (is_embedding || is_isolate) return i;
    }
    return text.len;
}

// From '-' to '9' there are '-', '.', '/' and the digits.
static Wide are_not_simple(Wide bytes) {
    Wide are_letters = (Wide)(bytes - 'a' <= 'z' - 'a');
    return ~(are_letters | (Wide)(bytes - '-' <= '9' - '-') | wide_is(bytes, '_'));
}

bool unicode_is_simple(Str path) {
    return wide_find(path, 0, are_not_simple) == path.len;
}

void unicode_fold(Str path, Buf *out) {
    bool is_ascii = true;
    for (size_t i = 0; i < path.len; i++) is_ascii &= (unsigned char)path.ptr[i] < 0x80;
    if (is_ascii) {
        size_t start = out->len;
        buf_add(out, path);
        for (size_t i = start; i < out->len; i++) out->ptr[i] = ascii_lower(out->ptr[i]);
        return;
    }
    // Letters that stand for invalid bytes would make different names one.
    if (utf8_invalid_at(path) < path.len) {
        buf_add(out, path);
        return;
    }
    UErrorCode status = U_ZERO_ERROR;
    add_normalized(unorm2_getNFKCCasefoldInstance(&status), path, out);
}

void unicode_decompose(Str text, Buf *out) {
    UErrorCode status = U_ZERO_ERROR;
    add_normalized(unorm2_getNFKDInstance(&status), text, out);
}

LetterKind letter_kind(uint32_t letter) {
    uint32_t kind = U_MASK(u_charType((UChar32)letter));
    if (kind & (U_GC_L_MASK | U_GC_N_MASK)) return LETTER_OF_WORD;
    return kind & U_GC_M_MASK ? LETTER_MARK : LETTER_OTHER;
}
