#include "site/date.h"

static bool digits_at(Str text, size_t from, size_t count, int *ret) {
    int value = 0;
    for (size_t i = from; i < from + count; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') return false;
        value = value * 10 + (text.ptr[i] - '0');
    }
    *ret = value;
    return true;
}

bool date_parse(Str text, bool is_partial, Date *ret) {
    static const int month_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = 0;
    int month = 0;
    int day = 0;
    bool is_long_enough = text.len == 10 || (is_partial && (text.len == 7 || text.len == 4));
    if (!is_long_enough || !digits_at(text, 0, 4, &year) || year < 1) return false;
    if (text.len >= 7) {
        if (text.ptr[4] != '-' || !digits_at(text, 5, 2, &month) || month < 1 || month > 12) {
            return false;
        }
    }
    if (text.len == 10) {
        bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        int days = month_days[month - 1] + (month == 2 && is_leap);
        if (text.ptr[7] != '-' || !digits_at(text, 8, 2, &day) || day < 1 || day > days) {
            return false;
        }
    }
    *ret = (Date){.year = (int16_t)year, .month = (int8_t)month, .day = (int8_t)day};
    return true;
}

// Writes the last digits of a number, and returns where they end.
static char *put_digits(char *at, int value, int count) {
    for (int i = count - 1; i >= 0; i--, value /= 10) at[i] = (char)('0' + value % 10);
    return at + count;
}

size_t date_write(Date date, char ret[DATE_TEXT_SIZE]) {
    if (!date.year) return 0;
    char *end = put_digits(ret, date.year, 4);
    if (date.month) *end++ = '-';
    if (date.month) end = put_digits(end, date.month, 2);
    if (date.day) *end++ = '-';
    if (date.day) end = put_digits(end, date.day, 2);
    return (size_t)(end - ret);
}

void date_add(Buf *out, Date date) {
    char text[DATE_TEXT_SIZE];
    buf_add(out, (Str){text, date_write(date, text)});
}

int date_compare(Date a, Date b) {
    int a_key = a.year * 512 + a.month * 32 + a.day;
    int b_key = b.year * 512 + b.month * 32 + b.day;
    return (a_key > b_key) - (a_key < b_key);
}

// Years begin with March here, so that a leap day is the last of them.
long date_day_number(Date date) {
    long year = date.year - (date.month <= 2);
    long month = date.month + (date.month <= 2 ? 9 : -3);
    return year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + date.day;
}
