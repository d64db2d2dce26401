#include "format/entity.h"

#include <stdlib.h>
#include <string.h>

// Named entities that editors use; others are shown as they are written.
static const struct { const char *name; uint32_t code_point; } entities[] = {
    {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}, {"colon", ':'},
    {"Tab", '\t'}, {"NewLine", '\n'}, {"nbsp", 0xA0}, {"cent", 0xA2}, {"pound", 0xA3},
    {"yen", 0xA5}, {"sect", 0xA7}, {"copy", 0xA9}, {"laquo", 0xAB}, {"reg", 0xAE}, {"deg", 0xB0},
    {"plusmn", 0xB1}, {"middot", 0xB7}, {"raquo", 0xBB}, {"frac12", 0xBD}, {"auml", 0xE4},
    {"Auml", 0xC4}, {"ouml", 0xF6}, {"Ouml", 0xD6}, {"uuml", 0xFC}, {"Uuml", 0xDC},
    {"szlig", 0xDF}, {"agrave", 0xE0}, {"egrave", 0xE8}, {"eacute", 0xE9}, {"ccedil", 0xE7},
    {"ntilde", 0xF1}, {"times", 0xD7}, {"divide", 0xF7}, {"shy", 0xAD}, {"ndash", 0x2013},
    {"mdash", 0x2014}, {"lsquo", 0x2018}, {"rsquo", 0x2019}, {"ldquo", 0x201C}, {"rdquo", 0x201D},
    {"bull", 0x2022}, {"hellip", 0x2026}, {"euro", 0x20AC}, {"trade", 0x2122}, {"rarr", 0x2192},
    {"larr", 0x2190}, {"le", 0x2264}, {"ge", 0x2265}, {"ne", 0x2260}, {"minus", 0x2212},
    {"thinsp", 0x2009}, {"ensp", 0x2002}, {"emsp", 0x2003},
};

void entity_decode(Buf *out, Str entity) {
    Str name = str_slice(entity, 1, entity.len - 1);
    if (name.len > 1 && name.ptr[0] == '#') {
        bool is_hex = name.ptr[1] == 'x' || name.ptr[1] == 'X';
        char digits[16] = {0};
        Str number = str_slice(name, is_hex ? 2 : 1, name.len);
        memcpy(digits, number.ptr, number.len < 15 ? number.len : 15);
        unsigned long value = strtoul(digits, NULL, is_hex ? 16 : 10);
        bool is_letter = value > 0 && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
        utf8_append(out, is_letter ? (uint32_t)value : 0xFFFD);
        return;
    }
    for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++) {
        if (str_equal(name, str_from(entities[i].name))) {
            utf8_append(out, entities[i].code_point);
            return;
        }
    }
    buf_add(out, entity);
}
