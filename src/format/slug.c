#include "format/slug.h"

#include "format/unicode.h"

static bool is_slug_ascii(uint32_t letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
}

// Letters, the marks on them, and digits.
static bool is_slug_letter(uint32_t letter) {
    if (letter < 0x80) return is_slug_ascii(letter);
    return letter_kind(letter) != LETTER_OTHER;
}

// Whether a letter or digit stands there; beyond ASCII its first byte is asked, which mostly knows.
static bool begins_word(Str text, size_t at) {
    return at < text.len && is_slug_ascii((unsigned char)ascii_lower(text.ptr[at] & 0x7F));
}

// Appends the letters and digits of ASCII that a text begins with, behind a dash if it wants one:
// nearly all that is written in most languages. Returns how many there are.
static size_t add_ascii(Buf *out, Str text, bool wants_dash) {
    buf_make_room(out, wants_dash + text.len);
    char *at = out->ptr + out->len + wants_dash;
    size_t size = 0;
    for (; size < text.len; size++) {
        char letter = ascii_lower(text.ptr[size]);
        if (!is_slug_ascii((unsigned char)letter)) break;
        at[size] = letter;
    }
    if (!size) return 0;
    if (wants_dash) at[-1] = '-';
    buf_cut(out, out->len + wants_dash + size);
    return size;
}

void slug_add(Buf *out, Str text) {
    enum { APOSTROPHE = 0x2019 };
    bool wants_dash = false;
    size_t start = out->len;
    for (size_t i = 0; i < text.len;) {
        size_t at = i;
        bool is_behind = wants_dash && out->len > start;
        i += add_ascii(out, str_slice(text, i, text.len), is_behind);
        if (i > at) {
            wants_dash = false;
            continue;
        }
        if (text.ptr[i] == ' ') {
            wants_dash = true;
            i++;
            continue;
        }
        uint32_t letter = letter_lower(utf8_decode(text, &i));
        Str word = {0};
        bool starts_word = at == 0 || text.ptr[at - 1] == ' ';
        if (letter == '+') word = STR("plus");
        if (letter == '#' && at > 0 && !starts_word) word = STR("sharp");
        if (letter == '.' && starts_word && begins_word(text, i)) word = STR("dot");
        if (word.len) {
            if (out->len > start) buf_add_char(out, '-');
            buf_add(out, word);
            wants_dash = true;
        } else if (is_slug_letter(letter)) {
            if (is_behind) buf_add_char(out, '-');
            utf8_add(out, letter);
            wants_dash = false;
        } else if (letter != '\'' && letter != APOSTROPHE) {
            wants_dash = true;
        }
    }
}

bool slug_is_valid(Str text) {
    bool was_dash = true;
    for (size_t i = 0; i < text.len;) {
        uint32_t letter = utf8_decode(text, &i);
        bool is_dash = letter == '-' || letter == '_';
        if (!is_slug_letter(letter) && (!is_dash || was_dash)) return false;
        was_dash = is_dash;
    }
    return !was_dash;
}
