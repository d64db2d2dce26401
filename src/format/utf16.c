#include "format/utf16.h"

#include <stdlib.h>
#include <unicode/ustring.h>

#include "base/memory.h"

void utf16_begin(Utf16 *ret, Str text) {
    UErrorCode status = U_ZERO_ERROR;
    bool is_usual = text.len < UTF16_USUAL_SIZE;
    ret->units = is_usual ? ret->usual : malloc((text.len + 1) * sizeof *ret->units);
    if (!ret->units) memory_exhausted();
    u_strFromUTF8WithSub(ret->units, (int32_t)text.len + 1, &ret->len, text.len ? text.ptr : "",
                         (int32_t)text.len, 0xFFFD, NULL, &status);
    if (!U_SUCCESS(status)) ret->len = 0;   // longer than ICU can count: no text of ours is
}

void utf16_end(Utf16 *text) {
    if (text->units != text->usual) free(text->units);
}

bool utf16_to_utf8(const UChar *text, int32_t len, char *ret, size_t size) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t written = 0;
    u_strToUTF8(ret, (int32_t)size - 1, &written, text, len, &status);
    if (!U_SUCCESS(status)) return false;
    ret[written] = '\0';
    return true;
}
