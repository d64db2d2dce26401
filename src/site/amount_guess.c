#include "site/amount_guess.h"

#include <string.h>

enum { DIGITS_MAX = 12, THOUSAND_ZEROS = 3 };

// Digits of an amount, and how many of them stand behind its decimal point.
typedef struct Number {
    char digits[DIGITS_MAX];
    size_t count;
    size_t decimals;
} Number;

// Size of the sign that may stand between groups of digits, or 0.
static size_t separator_size(Str text) {
    static const char *const separators[] = {",", ".", "'", " ", "_", "\xC2\xA0", "\xE2\x80\xAF",
                                             "\xE2\x80\x99"};
    for (size_t i = 0; i < sizeof separators / sizeof separators[0]; i++) {
        if (str_starts_with(text, str_from(separators[i]))) return strlen(separators[i]);
    }
    return 0;
}

static size_t digit_count(Str text) {
    size_t ret = 0;
    while (ret < text.len && ascii_is_digit(text.ptr[ret])) ret++;
    return ret;
}

static bool add_digits(Number *number, Str digits) {
    if (digits.len > DIGITS_MAX - number->count) return false;
    memcpy(number->digits + number->count, digits.ptr, digits.len);
    number->count += digits.len;
    return true;
}

// The number that `text` begins with, and what stands behind it. Three digits behind a sign are a
// group, one or two its decimals. All groups have the same sign, and decimals another one.
static bool read_number(Str text, Number *ret, Str *rest) {
    size_t count = digit_count(text);
    if (!count || !add_digits(ret, str_slice(text, 0, count))) return false;
    size_t at = count;
    Str sign = {0};
    while (!ret->decimals) {
        size_t size = separator_size(str_slice(text, at, text.len));
        Str behind = str_slice(text, at + size, text.len);
        count = digit_count(behind);
        if (!size || !count) break;
        bool is_point = text.ptr[at] == '.' || text.ptr[at] == ',';
        if (count != 3 && !(is_point && count < 3)) return false;
        Str next = str_slice(text, at, at + size);
        if (sign.len && str_equal(sign, next) != (count == 3)) return false;
        sign = next;
        if (!add_digits(ret, str_slice(behind, 0, count))) return false;
        if (count < 3) ret->decimals = count;
        at += size + count;
    }
    *rest = str_slice(text, at, text.len);
    return true;
}

// What a currency is called: "$", "€", "US$", "EUR".
static Str skip_currency(Str text) {
    static const char *const signs[] = {"$", "\xE2\x82\xAC", "\xC2\xA3", "\xC2\xA5",
                                        "\xE2\x82\xB9"};
    size_t letters = 0;
    while (letters < text.len && text.ptr[letters] >= 'A' && text.ptr[letters] <= 'Z') letters++;
    Str behind = str_slice(text, letters, text.len);
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (!str_starts_with(behind, str_from(signs[i]))) continue;
        return str_trim(str_slice(behind, strlen(signs[i]), behind.len));
    }
    return letters == 3 ? str_trim(behind) : text;
}

// Of "90.78k": the point moves.
static bool multiply(Number *number) {
    size_t moved = number->decimals < THOUSAND_ZEROS ? number->decimals : THOUSAND_ZEROS;
    number->decimals -= moved;
    return add_digits(number, str_slice(STR("000"), moved, THOUSAND_ZEROS));
}

static bool read_amount(Str text, Number *ret, Str *rest) {
    if (!read_number(skip_currency(str_trim(text)), ret, rest)) return false;
    bool is_thousands = rest->len && (rest->ptr[0] == 'k' || rest->ptr[0] == 'K');
    if (is_thousands) *rest = str_slice(*rest, 1, rest->len);
    *rest = skip_currency(str_trim(*rest));
    return !is_thousands || multiply(ret);
}

bool amount_guess(Str text, Buf *out, bool *ret_is_all) {
    Number number = {0};
    Str rest = {0};
    if (!read_amount(text, &number, &rest)) return false;
    static const char *const ends[] = {"/", "per ", "a ", "an ", "p.a."};
    bool is_whole = !rest.len;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        is_whole |= str_starts_with(rest, str_from(ends[i]));
    }
    size_t zeros = 0;
    while (zeros < number.count && number.digits[zeros] == '0') zeros++;
    size_t whole = number.count - number.decimals;
    if (!is_whole || zeros >= whole) return false;
    *ret_is_all = !rest.len;
    buf_add(out, (Str){number.digits + zeros, whole - zeros});
    if (number.decimals) buf_add_char(out, '.');
    buf_add(out, (Str){number.digits + whole, number.decimals});
    return true;
}

// The two ends of a range, without the dash between them.
static bool split_range(Str text, Str *first, Str *second) {
    Number number = {0};
    Str rest = {0};
    if (!read_amount(text, &number, &rest)) return false;
    static const char *const dashes[] = {"-", "\xE2\x80\x93", "\xE2\x80\x94", "to "};
    for (size_t i = 0; i < sizeof dashes / sizeof dashes[0]; i++) {
        if (!str_starts_with(rest, str_from(dashes[i]))) continue;
        *first = str_slice(text, 0, (size_t)(rest.ptr - text.ptr));
        *second = str_trim(str_slice(rest, strlen(dashes[i]), rest.len));
        return true;
    }
    return false;
}

bool amount_guess_range(Str text, Buf *out) {
    Str ends[2];
    size_t start = out->len;
    if (!split_range(text, &ends[0], &ends[1])) return false;
    // Of "80-100k" both ends are thousands.
    bool is_thousands = str_ends_with(ends[1], STR("k")) && str_find(ends[0], 'k') == ends[0].len;
    buf_add(out, STR("range: {min: "));
    bool is_all = false;   // a period behind an end is for the field of that name
    bool is_guessed = amount_guess(ends[0], out, &is_all);
    buf_printf(out, "%s, max: ", is_thousands ? "000" : "");
    is_guessed = is_guessed && amount_guess(ends[1], out, &is_all);
    buf_add(out, STR("}"));
    if (!is_guessed) buf_cut(out, start);
    return is_guessed;
}
