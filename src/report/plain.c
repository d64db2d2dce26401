#include "report/plain.h"

enum { COMMAND_NAME_MAX = 16 };   // letters of "##vso[", "##teamcity["

// Whether the '#' at `at` is the second of "##[", "##vso[" and their like, which start a command
// wherever they stand in a line of a log.
static bool starts_command(Str text, size_t at) {
    if (at == 0 || text.ptr[at] != '#' || text.ptr[at - 1] != '#') return false;
    size_t end = at + 1;
    while (end < text.len && end - at <= COMMAND_NAME_MAX && (text.ptr[end] | 0x20) >= 'a' &&
           (text.ptr[end] | 0x20) <= 'z') {
        end++;
    }
    return end < text.len && text.ptr[end] == '[';
}

// Columns that a letter takes in a terminal: near enough for the caret to stand below it.
static size_t letter_width(uint32_t letter) {
    static const struct { uint32_t first, last; size_t width; } ranges[] = {
        {0x300, 0x36F, 0},     {0x483, 0x489, 0},     {0x591, 0x5BD, 0},     {0x64B, 0x65F, 0},
        {0x1100, 0x115E, 2},   {0x1AB0, 0x1AFF, 0},   {0x1DC0, 0x1DFF, 0},   {0x20D0, 0x20FF, 0},
        {0x2E80, 0x303E, 2},   {0x3041, 0xA4CF, 2},   {0xAC00, 0xD7A3, 2},   {0xF900, 0xFAFF, 2},
        {0xFE20, 0xFE2F, 0},   {0xFE30, 0xFE6F, 2},   {0xFF01, 0xFF60, 2},   {0xFFE0, 0xFFE6, 2},
        {0x1F300, 0x1F64F, 2}, {0x1F680, 0x1F6FF, 2}, {0x1F900, 0x1FAFF, 2}, {0x20000, 0x3FFFD, 2},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (letter >= ranges[i].first && letter <= ranges[i].last) return ranges[i].width;
    }
    return 1;
}

size_t plain_add_letter(Buf *out, Str text, size_t *index) {
    size_t at = *index;
    size_t size_before = out->len;
    uint32_t letter;
    bool is_letter = utf8_read(text, index, &letter);
    if (!is_letter) buf_printf(out, "\\x%02X", (unsigned)letter);
    else if (letter == '\t') buf_add_char(out, ' ');
    else if (letter_is_invisible(letter) || starts_command(text, at)) {
        buf_printf(out, "\\u{%X}", (unsigned)letter);
    } else {
        utf8_add(out, letter);
        return letter_width(letter);
    }
    return out->len - size_before;
}

void plain_add(Buf *out, Str text) {
    for (size_t i = 0; i < text.len;) plain_add_letter(out, text, &i);
}

void plain_write(Str text, FILE *out) {
    Buf shown = {0};
    plain_add(&shown, text);
    fwrite(shown.ptr ? shown.ptr : "", 1, shown.len, out);
    buf_free(&shown);
}
