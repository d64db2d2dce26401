#include "format/json.h"

#include <string.h>

// Bytes that can start something that is escaped: controls, what HTML and JSON give a meaning, and
// 0xE2, which leads U+2028 and U+2029.
static const bool may_need_escape[256] = {
    true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true,
    true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true,
    ['"'] = true, ['\\'] = true, ['<'] = true, ['>'] = true, ['&'] = true, [0x7F] = true,
    [0xE2] = true,
};

static void put_escape(Buf *out, uint32_t letter) {
    static const char digits[] = "0123456789abcdef";
    buf_add(out, STR("\\u"));
    for (int shift = 12; shift >= 0; shift -= 4) buf_add_char(out, digits[letter >> shift & 15]);
}

static void put_string(Buf *out, Str text) {
    buf_make_room(out, text.len + 2);   // of one that has nothing to escape
    buf_add_char(out, '"');
    size_t from = 0;   // start of the run that needs no escape
    for (size_t i = str_skip_plain(text, 0); i < text.len;) {
        while (i < text.len && !may_need_escape[(unsigned char)text.ptr[i]]) i++;
        if (i == text.len) break;
        size_t at = i;
        uint32_t letter = utf8_decode(text, &i);
        bool is_quoted = letter == '"' || letter == '\\';
        if (!is_quoted && letter >= 0x80 && letter != 0x2028 && letter != 0x2029) continue;
        buf_add(out, str_slice(text, from, at));
        if (is_quoted) {
            buf_add_char(out, '\\');
            buf_add_char(out, (char)letter);
        } else {
            put_escape(out, letter);
        }
        from = i;
        i = str_skip_plain(text, i);
    }
    buf_add(out, str_slice(text, from, text.len));
    buf_add_char(out, '"');
}

static void begin(Json *json, const char *name) {
    Buf *out = json->out;
    if (json->wants_comma) buf_add_char(out, ',');
    json->wants_comma = true;
    if (!name) return;
    Str key = str_from(name);
    buf_make_room(out, key.len + sizeof "\"\":");
    char *at = out->ptr + out->len;
    *at++ = '"';
    memcpy(at, key.ptr, key.len);
    at += key.len;
    *at++ = '"';
    *at++ = ':';
    buf_cut(out, (size_t)(at - out->ptr));
}

static void open_with(Json *json, const char *name, char bracket) {
    begin(json, name);
    buf_add_char(json->out, bracket);
    json->wants_comma = false;
}

static void close_with(Json *json, char bracket) {
    buf_add_char(json->out, bracket);
    json->wants_comma = true;
}

void json_open_object(Json *json, const char *name) {
    open_with(json, name, '{');
}

void json_close_object(Json *json) {
    close_with(json, '}');
}

void json_open_array(Json *json, const char *name) {
    open_with(json, name, '[');
}

void json_open_list(Json *json, Str name) {
    if (json->wants_comma) buf_add_char(json->out, ',');
    put_string(json->out, name);
    buf_add(json->out, STR(":["));
    json->wants_comma = false;
}

void json_close_array(Json *json) {
    close_with(json, ']');
}

void json_text(Json *json, const char *name, Str value) {
    begin(json, name);
    put_string(json->out, value);
}

void json_text_if(Json *json, const char *name, Str value) {
    if (value.len) json_text(json, name, value);
}

void json_integer(Json *json, const char *name, int64_t value) {
    begin(json, name);
    buf_add_int(json->out, value);
}

void json_value(Json *json, const char *name, Str value) {
    begin(json, name);
    buf_add(json->out, value);
}

void json_bool(Json *json, const char *name, bool value) {
    json_value(json, name, value ? STR("true") : STR("false"));
}

void json_null(Json *json, const char *name) {
    json_value(json, name, STR("null"));
}

void json_decimal(Json *json, const char *name, int64_t value, int decimals) {
    begin(json, name);
    int64_t unit = 1;
    for (int i = 0; i < decimals; i++) unit *= 10;
    if (value < 0) buf_add_char(json->out, '-');
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    uint64_t fraction = magnitude % (uint64_t)unit;
    buf_add_int(json->out, (int64_t)(magnitude / (uint64_t)unit));
    if (!fraction) return;
    buf_add_char(json->out, '.');
    for (uint64_t place = (uint64_t)unit / 10; fraction; place /= 10) {
        buf_add_char(json->out, (char)('0' + fraction / place));
        fraction %= place;
    }
}
