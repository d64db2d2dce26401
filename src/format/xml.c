#include "format/xml.h"

static bool is_forbidden(uint32_t letter) {
    bool is_control = letter < 0x20 && letter != '\t' && letter != '\n' && letter != '\r';
    return is_control || letter == 0xFFFE || letter == 0xFFFF;
}

void xml_add_text(Buf *out, Str text) {
    size_t from = 0;   // start of the run that is not yet written
    for (size_t i = 0; i < text.len;) {
        size_t at = i;
        if (!is_forbidden(utf8_decode(text, &i))) continue;
        buf_add_html(out, str_slice(text, from, at));
        from = i;
    }
    buf_add_html(out, str_slice(text, from, text.len));
}

void xml_add_element(Buf *out, const char *name, Str text) {
    if (!text.len) return;
    buf_printf(out, "<%s>", name);
    xml_add_text(out, text);
    buf_printf(out, "</%s>\n", name);
}
