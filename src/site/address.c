#include "site/address.h"

#include "format/slug.h"
#include "format/unicode.h"

AddressState address_state(Str text) {
    int depth = 0;
    for (bool is_last = false; !is_last; depth++) {
        size_t slash = str_find(text, '/');
        is_last = slash == text.len;
        if (!slug_is_valid(str_slice(text, 0, slash))) return ADDRESS_BAD;
        text = str_slice(text, slash + 1, text.len);
    }
    return depth > ADDRESS_DEPTH_MAX ? ADDRESS_TOO_DEEP : ADDRESS_GOOD;
}

bool address_report_depth(Place place, Diags *diags) {
    return diag_error(diags, place, "address-depth", "choose a shorter address",
                      "this address has more than %d parts", ADDRESS_DEPTH_MAX);
}

bool path_is_printable(Str path) {
    return utf8_invalid_at(path) == path.len && !unicode_has_controls(path);
}

bool path_report_unprintable(Str path, Diags *diags) {
    bool is_text = utf8_invalid_at(path) == path.len;
    return diag_error(diags, (Place){path, DIAG_NO_OFFSET}, "bad-name",
                      "rename it: plain letters, digits, '-' and '.'",
                      "the name of this file holds %s",
                      is_text ? "control characters" : "bytes that are not UTF-8");
}
