#include "format/xml.h"

#include "base/wide.h"

static bool is_forbidden(uint32_t letter) {
    bool is_control = letter < 0x20 && letter != '\t' && letter != '\n' && letter != '\r';
    return is_control || letter == 0xFFFE || letter == 0xFFFF;
}

// Controls, and letters beyond ASCII.
static Wide may_be_forbidden(Wide bytes) {
    return wide_is(bytes & 0xE0, 0) | bytes;
}

void xml_add_text(Buf *out, Str text) {
    size_t from = 0;   // start of the run that is not yet written
    size_t next = 0;
    for (size_t at; (at = wide_find(text, next, may_be_forbidden)) < text.len;) {
        next = at;
        if (!is_forbidden(utf8_decode(text, &next))) continue;
        buf_add_html(out, str_slice(text, from, at));
        from = next;
    }
    buf_add_html(out, str_slice(text, from, text.len));
}

void xml_add_element(Buf *out, const char *name, Str text) {
    if (!text.len) return;
    buf_printf(out, "<%s>", name);
    xml_add_text(out, text);
    buf_printf(out, "</%s>\n", name);
}
