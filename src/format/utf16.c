#include "format/utf16.h"

#include <stdlib.h>
#include <unicode/ustring.h>

#include "base/memory.h"

UChar *utf16_from(Str text, int32_t *ret_len) {
    UErrorCode status = U_ZERO_ERROR;
    UChar *units = malloc((text.len + 1) * sizeof *units);
    if (!units) memory_exhausted();
    u_strFromUTF8WithSub(units, (int32_t)text.len + 1, ret_len, text.len ? text.ptr : "",
                         (int32_t)text.len, 0xFFFD, NULL, &status);
    if (!U_SUCCESS(status)) *ret_len = 0;   // longer than ICU can count: no text of ours is
    return units;
}

bool utf16_to_utf8(const UChar *text, int32_t len, char *ret, size_t size) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t written = 0;
    u_strToUTF8(ret, (int32_t)size - 1, &written, text, len, &status);
    if (!U_SUCCESS(status)) return false;
    ret[written] = '\0';
    return true;
}
