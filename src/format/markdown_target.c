#include "format/markdown_target.h"

#include "format/url.h"

MarkdownTarget markdown_target(Str address, Place place, Diags *diags) {
    for (size_t i = 0; i < address.len; i++) {
        if ((unsigned char)address.ptr[i] <= 0x20 || address.ptr[i] == 0x7F ||
            address.ptr[i] == '\\') {
            diag_error(diags, place, "unsafe-link",
                       address.ptr[i] == '\\' ? "write '/' for '\\', in a path inside the site"
                                               : "write a space as %20",
                       "a link's address may hold no space, control character or backslash");
            return TARGET_BAD;
        }
    }
    if (str_starts_with(address, STR("//"))) {
        diag_error(diags, place, "unsafe-link",
                   "write the address with https:// in front",
                   "a link's address may not begin with '//'");
        return TARGET_BAD;
    }
    size_t colon = str_find(address, ':');
    Str before = str_slice(address, 0, colon);
    bool has_scheme = colon < address.len && str_find(before, '/') == before.len &&
                      str_find(before, '#') == before.len && str_find(before, '?') == before.len;
    UrlFault fault = has_scheme ? URL_IS_SOUND : url_fault(address);
    if (fault != URL_IS_SOUND) {
        diag_error(diags, place, "unsafe-link", url_fault_hint(fault),
                   "%s", url_fault_message(fault));
        return TARGET_BAD;
    }
    if (!has_scheme) return TARGET_SITE;
    static const char *const allowed[] = {"http", "https", "mailto", "tel"};
    for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++) {
        if (str_equal_ascii_case(before, str_from(allowed[i]))) return TARGET_ELSEWHERE;
    }
    diag_error(diags, place, "unsafe-link",
               "use http, https, mailto, tel or a path in the site",
               "links with '%.*s:' are not allowed", (int)before.len, before.ptr);
    return TARGET_BAD;
}
