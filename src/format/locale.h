// Locale data through ICU, learnt once: how numbers, money, dates and order look in a language.
// ICU's own formatters cost microseconds a call; here its patterns are read when a locale opens,
// and writing a value is then plain copying, safe from any number of threads.
#ifndef METIER_FORMAT_LOCALE_H
#define METIER_FORMAT_LOCALE_H

#include "base/diag.h"

enum { MONEY_DECIMALS_MAX = 4 };        // of a currency: Chile's unit of account has them
enum { PERCENT_DECIMALS = 2 };          // hundredths of a percent
#define MONEY_UNIT_MAX INT64_C(10000)   // minor units in a unit of it

// What stands around a number's digits, in UTF-8: signs of currencies, percent, less than 0.
typedef struct Affixes {
    char prefix[40];
    char suffix[40];
} Affixes;

enum { SIGN_SIZE = 12, DIGIT_SIZE = 5 };    // in bytes, with their NUL
typedef struct NumberFormat {
    Affixes positive;
    Affixes negative;
    char group[SIGN_SIZE];
    char decimal[SIGN_SIZE];
    char digits[10][DIGIT_SIZE];
    int primary_group;           // digits in the last group; 0 for no grouping
    int secondary_group;
    int min_group_digits;        // digits that must stand before the first separator
    int fraction_digits;         // minor units are 10^-fraction_digits; up to MONEY_DECIMALS_MAX
    bool is_trimmed;             // a fraction's last digits are left out where they are 0
    int least_digits;            // of a fraction that stand also where they are 0
} NumberFormat;

typedef struct Locale Locale;

// Whether a text is the BCP 47 tag of a language; cheap, as nothing is opened for it.
bool language_is_valid(Str language);
// Whether it is, too, one that data of languages know: "xx" is none.
bool language_is_known(Str language);
// Of a valid one: whether it is written from right to left.
bool language_is_right_to_left(Str language);

// NULL when `language` is not a BCP 47 tag or ICU cannot serve it.
Locale *locale_open(Str language);
void locale_close(Locale *locale);

// The language's tag with its digits and our calendar, "ar-u-ca-gregory-nu-arab": browsers, whose
// data of languages differ from ours, write numbers and dates by it as we do. Stands in the locale.
Str locale_script_tag(const Locale *locale);
bool locale_is_right_to_left(const Locale *locale);

// The format of an ISO 4217 currency, or NULL when the code is unknown. Remembered; call from one
// thread, keep the pointer as long as the locale.
const NumberFormat *locale_money(Locale *locale, Str currency);
// The same format of money with all its decimals, or with those that a figure has.
const NumberFormat *money_with_digits(const NumberFormat *format, bool has_all_digits);
const NumberFormat *locale_integer(const Locale *locale);
// Hundredths of a percent, with so many decimals (0 to 2) or those that a figure has.
const NumberFormat *locale_percent(const Locale *locale, int least_digits);

// Minor units of a currency's money (cents), or hundredths of a percent, as text: no fraction when
// there is none, unless the format has least digits. Below 0 with a minus sign, never a hyphen.
void number_write(const NumberFormat *format, int64_t minor, Buf *out);
enum { NUMBER_SIZE = 512 };             // bytes that a number takes at most
// The same into a place of the caller's; returns its length.
size_t number_put(const NumberFormat *format, int64_t minor, char ret[NUMBER_SIZE]);

// "February 1, 2026". month and day may be 0 when only the year or the month is known.
void locale_write_date(const Locale *locale, int year, int month, int day, Buf *out);
// Display name of an ISO 3166-1 alpha-2 code ("United States"); false when it is unknown.
bool locale_country(const Locale *locale, Str code, Buf *out);
// Whether ISO 3166-1 has the code of a country: of more codes than these there are names ("UK").
bool country_is_listed(Str code);
// The ISO 4217 currency of a country that is listed; empty where there is none. It stands in `ret`.
Str country_currency(Str code, char ret[4]);
// A key whose bytes sort as the language orders the text.
Str locale_sort_key(const Locale *locale, Str text, Arena *arena);
// Whether two texts are the same letter for an index: "É" and "e" are in French.
bool locale_same_letter(const Locale *locale, Str a, Str b);
// The text in capitals, by the language's rules.
void locale_write_upper(const Locale *locale, Str text, Buf *out);
// "one", "few", "other" …: the CLDR plural category of a count. A literal.
const char *locale_plural(const Locale *locale, size_t count);

#endif
