#include "site/search_form.h"

#include "format/unicode.h"

// One letter of the decomposed text. A '+' or '#' belongs to the word before it.
static void add_letter(uint32_t letter, Buf *out) {
    bool is_in_word = out->len && out->ptr[out->len - 1] != ' ';
    LetterKind kind = letter_kind(letter);
    if (kind == LETTER_OF_WORD || ((letter == '+' || letter == '#') && is_in_word)) {
        utf8_add(out, letter_lower(letter));
    } else if (kind == LETTER_OTHER) {
        buf_add_char(out, ' ');
    }
}

// Whether the dash or dot before `next` stands between two digits.
static bool joins_digits(Str letters, size_t next, const Buf *out) {
    char byte = letters.ptr[next - 1];
    return (byte == '-' || byte == '.') && out->len && ascii_is_digit(out->ptr[out->len - 1]) &&
           next < letters.len && ascii_is_digit(letters.ptr[next]);
}

void search_form(Str text, Buf *out) {
    Buf form = {0};
    bool is_ascii = true;
    for (size_t i = 0; i < text.len; i++) is_ascii &= (unsigned char)text.ptr[i] < 0x80;
    if (!is_ascii) unicode_decompose(text, &form);
    Str letters = is_ascii ? text : buf_str(&form);
    for (size_t i = 0; i < letters.len;) {
        char byte = letters.ptr[i];
        // Nearly all that is written in most languages.
        if (ascii_is_letter(byte) || ascii_is_digit(byte)) {
            buf_add_char(out, ascii_lower(byte));
            i++;
        } else if (joins_digits(letters, i + 1, out)) {
            i++;
        } else {
            add_letter(utf8_decode(letters, &i), out);
        }
    }
    buf_free(&form);
}
