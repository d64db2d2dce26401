#include "site/date_guess.h"

#include "site/schema.h"

enum { PARTS_MAX = 3, YEAR_DIGITS = 4, NAME_SHORT = 3, ISO_SIZE = 10 };

// A part of a day: a number, or the name of a month.
typedef struct Part {
    int value;
    size_t digits;           // 0: a name
} Part;

// How much of the beginning is made of such signs.
static size_t run_of(Str text, bool (*is_one)(char)) {
    size_t ret = 0;
    while (ret < text.len && is_one(text.ptr[ret])) ret++;
    return ret;
}

static bool is_separator(char byte) {
    return byte == '-' || byte == '/' || byte == '.' || byte == ',' || byte == ' ';
}

// The month that a word names, whole or by its first letters; 0: none.
static int month_of(Str word) {
    static const char *const names[] = {"january", "february", "march", "april", "may", "june",
                                        "july", "august", "september", "october", "november",
                                        "december"};
    for (int i = 0; i < 12; i++) {
        Str name = str_from(names[i]);
        Str start = str_slice(name, 0, word.len == NAME_SHORT ? NAME_SHORT : name.len);
        if (str_equal_ascii_case(word, start)) return i + 1;
    }
    return str_equal_ascii_case(word, STR("sept")) ? 9 : 0;
}

static int number_of(Str digits) {
    int ret = 0;
    for (size_t i = 0; i < digits.len; i++) ret = ret * 10 + (digits.ptr[i] - '0');
    return ret;
}

// "1st", "2nd": what stands behind the number.
static size_t ordinal_size(Str text) {
    static const char *const ends[] = {"st", "nd", "rd", "th"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        if (str_starts_with(text, str_from(ends[i]))) return 2;
    }
    return 0;
}

// Takes a part from the beginning of a text, with what separates it from the next.
static bool take_part(Str *text, Part *ret) {
    size_t digits = run_of(*text, ascii_is_digit);
    size_t size = digits ? digits : run_of(*text, ascii_is_letter);
    Str word = str_slice(*text, 0, size);
    if (!size || digits > YEAR_DIGITS || digits == YEAR_DIGITS - 1) return false;
    *ret = (Part){digits ? number_of(word) : month_of(word), digits};
    if (digits) size += ordinal_size(str_slice(*text, size, text->len));
    *text = str_slice(*text, size, text->len);
    size_t gap = run_of(*text, is_separator);
    if (gap > 2 || (text->len && !gap)) return false;
    *text = str_slice(*text, gap, text->len);
    return ret->value > 0;
}

static bool is_year(const Part *part) {
    return part->digits == YEAR_DIGITS;
}

// Which of the parts are day and month, where the year is the last one: "3 May", "May 3", "25/12".
// "3/5" may be both.
static bool order_parts(const Part *first, const Part *second, Part *month, Part *day) {
    bool is_month_first = !first->digits || (second->digits && second->value > 12);
    bool is_day_first = !second->digits || first->value > 12;
    *month = is_month_first ? *first : *second;
    *day = is_month_first ? *second : *first;
    return is_month_first != is_day_first;
}

static bool find_day(const Part parts[PARTS_MAX], size_t count, int *year, Part *month, Part *day) {
    *day = (Part){0};
    const Part *last = &parts[count - 1];
    if (count > 1 && is_year(&parts[0])) {
        *year = parts[0].value;
        *month = parts[1];
        if (count > 2) *day = parts[2];
        return true;
    }
    *year = last->value;
    if (count == PARTS_MAX) return is_year(last) && order_parts(&parts[0], &parts[1], month, day);
    *month = parts[0];
    return count == 2 && is_year(last);
}

bool date_guess(Str text, bool is_partial, Buf *out) {
    bool has_time = text.len > ISO_SIZE && str_find(text, ':') < text.len &&
                    (text.ptr[ISO_SIZE] == 'T' || text.ptr[ISO_SIZE] == ' ');
    Str rest = has_time ? str_slice(text, 0, ISO_SIZE) : text;
    Part parts[PARTS_MAX];
    size_t count = 0;
    while (rest.len && count < PARTS_MAX && take_part(&rest, &parts[count])) count++;
    int year = 0;
    Part month = {0};
    Part day = {0};
    if (rest.len || !count || !find_day(parts, count, &year, &month, &day)) return false;
    size_t start = out->len;
    buf_printf(out, "%04d-%02d", year, month.value);
    if (count == PARTS_MAX) buf_printf(out, "-%02d", day.value);
    Date date;
    bool is_day = !is_year(&month) && !is_year(&day) &&
                  date_parse(str_slice(buf_str(out), start, out->len), is_partial, &date);
    if (!is_day) out->len = start;
    return is_day;
}
