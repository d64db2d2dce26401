// UTF-16, in which ICU takes and gives text. Only for its adapters.
#ifndef METIER_FORMAT_UTF16_H
#define METIER_FORMAT_UTF16_H

#include <unicode/utypes.h>

#include "base/text.h"

// A copy of `text`, to be freed.
UChar *utf16_from(Str text, int32_t *ret_len);
// Copies text into a UTF-8 field of `size` bytes, NUL-terminated; false when it does not fit.
bool utf16_to_utf8(const UChar *text, int32_t len, char *ret, size_t size);

#endif
