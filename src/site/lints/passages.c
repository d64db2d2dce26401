#include "site/lints/passages.h"

#include <string.h>

bool passage_is_word_byte(char byte) {
    return ascii_is_letter(byte) || ascii_is_digit(byte) || (unsigned char)byte >= 0x80;
}

bool passage_is_digit_at(Str text, size_t at) {
    return at < text.len && ascii_is_digit(text.ptr[at]);
}

size_t passage_find_word(Str text, const char *word, size_t from) {
    Str wanted = str_from(word);
    for (size_t i = from; i + wanted.len <= text.len; i++) {
        if (ascii_lower(text.ptr[i]) != wanted.ptr[0]) continue;
        if (i && passage_is_word_byte(text.ptr[i - 1])) continue;
        size_t end = i + wanted.len;
        if (end < text.len && passage_is_word_byte(text.ptr[end])) continue;
        if (str_equal_ascii_case(str_slice(text, i, end), wanted)) return i;
    }
    return text.len;
}

// The digits of a number with its groups, as a whole number; how many zeros it ends with tells how
// far it is rounded.
static bool read_whole(Str text, size_t *at, int64_t *ret, int *zeros) {
    enum { DIGITS_MAX = 11 };
    int digits = 0;
    size_t group = 0;          // where the last one begins, behind its comma
    *ret = 0;
    *zeros = 0;
    for (; *at < text.len; (*at)++) {
        char byte = text.ptr[*at];
        bool is_comma = byte == ',' && digits && *at + 1 < text.len &&
                        ascii_is_digit(text.ptr[*at + 1]);
        if (is_comma) {
            group = *at + 1;
            continue;
        }
        if (!ascii_is_digit(byte)) break;
        *ret = *ret * 10 + (byte - '0');
        *zeros = byte == '0' ? *zeros + 1 : 0;
        if (++digits > DIGITS_MAX) return false;
    }
    return digits && (!group || *at - group == 3);
}

static const struct {
    const char *text;
    int64_t factor;
} multiples[] = {{"k", 1000}, {" thousand", 1000}, {"m", 1000000}, {" million", 1000000},
                 {" lakh", 100000}};

static int64_t read_multiple(Str text, size_t *at) {
    for (size_t i = 0; i < sizeof multiples / sizeof multiples[0]; i++) {
        Str word = str_from(multiples[i].text);
        size_t end = *at + word.len;
        if (end > text.len || (end < text.len && passage_is_word_byte(text.ptr[end]))) continue;
        if (!str_equal_ascii_case(str_slice(text, *at, end), word)) continue;
        *at = end;
        return multiples[i].factor;
    }
    return 1;
}

// "102,450", "102,450.50", "102.5k". A rounded one may be off by what it is rounded to, but by no
// more than a tenth.
static bool read_sum(Str text, size_t *at, Sum *ret) {
    int64_t whole = 0;
    int zeros = 0;
    if (!read_whole(text, at, &whole, &zeros)) return false;
    int64_t rounded_to = AMOUNT_UNIT;
    int64_t amount = whole * AMOUNT_UNIT;
    if (*at + 1 < text.len && text.ptr[*at] == '.' && ascii_is_digit(text.ptr[*at + 1])) {
        int digits = 0;
        for ((*at)++; *at < text.len && ascii_is_digit(text.ptr[*at]); (*at)++) {
            if (++digits > 2) return false;
            rounded_to /= 10;
            amount += (text.ptr[*at] - '0') * rounded_to;
        }
    } else if (zeros > 1) {
        while (zeros--) rounded_to *= 10;
    }
    int64_t factor = read_multiple(text, at);
    if (amount > AMOUNT_MAX * AMOUNT_UNIT / factor) return false;
    ret->amount = amount * factor;
    ret->tolerance = rounded_to * factor;
    if (ret->tolerance > ret->amount / 10) ret->tolerance = ret->amount / 10;
    // The text may leave cents out.
    if (ret->tolerance < AMOUNT_UNIT) ret->tolerance = AMOUNT_UNIT;
    return true;
}

bool passage_read_sum(Str body, size_t from, size_t end, Sum *ret) {
    bool is_of_word = from && ascii_is_letter(body.ptr[from - 1]);
    if (is_of_word) return false;                      // "A$": another currency
    size_t at = end + (end < body.len && body.ptr[end] == ' ');
    if (passage_is_digit_at(body, at)) {
        ret->from = from;
        if (!read_sum(body, &at, ret)) return false;
        ret->to = at;
        return true;
    }
    size_t start = from;
    if (start && body.ptr[start - 1] == ' ') start--;
    while (start && (ascii_is_digit(body.ptr[start - 1]) || body.ptr[start - 1] == ',' ||
                     body.ptr[start - 1] == '.')) {
        start--;
    }
    // "$102,450 USD" is one sum.
    bool is_apart = !start || !(passage_is_word_byte(body.ptr[start - 1]) ||
                                body.ptr[start - 1] == '$');
    if (!passage_is_digit_at(body, start) || !is_apart) return false;
    at = start;
    ret->from = start;
    ret->to = end;
    if (!read_sum(body, &at, ret)) return false;
    return at == from || (at + 1 == from && body.ptr[at] == ' ');
}

Str passage_line(Str text, size_t at) {
    size_t from = at;
    size_t to = at;
    while (from && at - from < PASSAGE_MAX && text.ptr[from - 1] != '\n') from--;
    while (to < text.len && to - at < PASSAGE_MAX && text.ptr[to] != '\n') to++;
    return str_slice(text, from, to);
}

// "Mr. X", "the U.S. is", "avg. pay": no end of a sentence.
static bool ends_sentence(Str text, size_t at) {
    char byte = text.ptr[at];
    bool is_before_space = at + 1 >= text.len || strchr(" \n", text.ptr[at + 1]);
    if (!is_before_space || !strchr(".!?;", byte)) return false;
    if (byte != '.') return true;
    size_t from = at;
    while (from && ascii_is_letter(text.ptr[from - 1])) from--;
    Str word = str_slice(text, from, at);
    if (word.len == 1 || str_equal_ascii_case(word, STR("avg"))) return false;
    return !str_equal_ascii_case(word, STR("approx"));
}

// A paragraph ends at a blank line; items, headings and rows of tables have a line to themselves.
static bool begins_block(Str text, size_t line_start) {
    Str line = str_trim(passage_line(text, line_start));
    bool is_marked = line.len && strchr("-*+#|>", line.ptr[0]);
    bool is_after_blank = line_start > 1 && text.ptr[line_start - 2] == '\n';
    return !line.len || is_marked || is_after_blank;
}

Str passage_sentence(Str text, const Sum *sum) {
    size_t from = sum->from;
    while (from && sum->from - from < PASSAGE_MAX && !ends_sentence(text, from - 1) &&
           !(text.ptr[from - 1] == '\n' && begins_block(text, from))) {
        from--;
    }
    size_t to = sum->to;
    while (to < text.len && to - sum->to < PASSAGE_MAX && !ends_sentence(text, to) &&
           !(text.ptr[to] == '\n' && begins_block(text, to + 1))) {
        to++;
    }
    return str_slice(text, from, to);
}

Str passage_clause(Str sentence, size_t from, size_t to) {
    static const char *const joints[] = {"and", "but", "against", "or", NULL};
    size_t start = from;
    size_t end = to;
    while (start && !strchr(",():", sentence.ptr[start - 1])) start--;
    while (end < sentence.len && !strchr(",():", sentence.ptr[end])) end++;
    for (size_t i = 0; joints[i]; i++) {
        size_t at = start;
        while ((at = passage_find_word(str_slice(sentence, 0, from), joints[i], at)) < from) {
            start = at += strlen(joints[i]);
        }
        at = passage_find_word(str_slice(sentence, 0, end), joints[i], to);
        if (at < end) end = at;
    }
    return str_slice(sentence, start, end);
}

