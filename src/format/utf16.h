// UTF-16, in which ICU takes and gives text. Only for its adapters.
#ifndef METIER_FORMAT_UTF16_H
#define METIER_FORMAT_UTF16_H

#include <unicode/utypes.h>

#include "base/text.h"

// A copy of a text. Most have their place in it.
enum { UTF16_USUAL_SIZE = 256 };
typedef struct Utf16 {
    UChar usual[UTF16_USUAL_SIZE];
    UChar *units;            // these, or others
    int32_t len;
} Utf16;
void utf16_begin(Utf16 *ret, Str text);     // stays where it is until utf16_end
void utf16_end(Utf16 *text);
// Copies text into a UTF-8 field of `size` bytes, NUL-terminated; false when it does not fit.
bool utf16_to_utf8(const UChar *text, int32_t len, char *ret, size_t size);

#endif
