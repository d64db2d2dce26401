#include "format/locale.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucol.h>
#include <unicode/ucurr.h>
#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/uenum.h>
#include <unicode/uloc.h>
#include <unicode/unum.h>
#include <unicode/unumsys.h>
#include <unicode/upluralrules.h>
#include <unicode/ustring.h>

#include "format/utf16.h"

enum {
    ID_SIZE = 160,
    PATTERN_SIZE = 64,
    MONTH_SIZE = 64,
    MINUS_SIGN = 0x2212,    // where a language writes a hyphen for it
    LANGUAGE_MAX_LEN = 3,   // of a tag's first part: longer ones may be well-formed, none is in use
};

// A piece of a date: of these letters of a CLDR pattern, or a literal.
typedef enum DatePart {
    DATE_LITERAL,
    DATE_YEAR,
    DATE_MONTH,
    DATE_MONTH_NAME,
    DATE_DAY
} DatePart;
typedef struct DatePiece {
    DatePart part;
    int width;              // digits at least; of a literal, its bytes
    bool is_alone;          // of a month's name: its stand-alone style
} DatePiece;
typedef struct DatePattern {
    DatePiece pieces[PATTERN_SIZE];
    size_t count;
    char literals[PATTERN_SIZE * 3];   // the one behind the other
    size_t literal_size;
} DatePattern;

// A number at its longest: as many digits as 64 bits hold, each of four bytes and in front of a
// separator, and those of a fraction.
static_assert(sizeof(Affixes) + (size_t)(20 + MONEY_DECIMALS_MAX) * (DIGIT_SIZE + SIGN_SIZE) <=
                  NUMBER_SIZE,
              "a number has its place");

struct Locale {
    char id[ID_SIZE];
    char script_tag[ID_SIZE];
    NumberFormat integer;
    NumberFormat percent[PERCENT_DECIMALS + 1];   // by least_digits
    Arena arena;                            // owns the formats of money
    Table money;                            // currency → index into formats
    List formats;                           // of NumberFormat *
    DatePattern patterns[3];                // year; year and month; year, month and day
    char months[2][12][MONTH_SIZE];         // format style, stand-alone style
    UCollator *collator;
    UCollator *letters;                     // primary strength
    UPluralRules *plurals;
    bool is_right_to_left;
};

static bool read_symbol(const UNumberFormat *number, UNumberFormatSymbol symbol, char *ret,
                        size_t size) {
    UErrorCode status = U_ZERO_ERROR;
    UChar text[16];
    int32_t len = unum_getSymbol(number, symbol, text, 16, &status);
    return U_SUCCESS(status) && utf16_to_utf8(text, len, ret, size);
}

// Prefix and suffix as they stand around a formatted number: only there is CLDR's spacing between
// a letter currency and digits ("NOK 5") in place.
static bool read_affixes(UNumberFormat *number, double sample, Affixes *ret) {
    UErrorCode status = U_ZERO_ERROR;
    UChar text[80];
    unum_setAttribute(number, UNUM_MIN_FRACTION_DIGITS, 0);
    unum_setAttribute(number, UNUM_MAX_FRACTION_DIGITS, 0);
    int32_t len = unum_formatDouble(number, sample, text, 80, NULL, &status);
    int32_t digit = 0;
    while (digit < len && !u_isdigit(text[digit])) digit++;
    for (int32_t i = 0; i < len && sample < 0; i++) {
        if (text[i] == '-') text[i] = MINUS_SIGN;
    }
    const UChar *behind = text + digit + 1;
    return U_SUCCESS(status) && digit < len &&
           utf16_to_utf8(text, digit, ret->prefix, sizeof ret->prefix) &&
           utf16_to_utf8(behind, len - digit - 1, ret->suffix, sizeof ret->suffix);
}

static bool read_format(UNumberFormat *number, bool is_money, double sample, NumberFormat *ret) {
    NumberFormat format = {0};
    bool is_read =
        read_affixes(number, sample, &format.positive) &&
        read_affixes(number, -sample, &format.negative) &&
        read_symbol(number, is_money ? UNUM_MONETARY_GROUPING_SEPARATOR_SYMBOL
                                     : UNUM_GROUPING_SEPARATOR_SYMBOL,
                    format.group, sizeof format.group) &&
        read_symbol(number,
                    is_money ? UNUM_MONETARY_SEPARATOR_SYMBOL : UNUM_DECIMAL_SEPARATOR_SYMBOL,
                    format.decimal, sizeof format.decimal) &&
        read_symbol(number, UNUM_ZERO_DIGIT_SYMBOL, format.digits[0], sizeof format.digits[0]);
    for (int i = 1; i < 10 && is_read; i++) {
        is_read = read_symbol(number, (UNumberFormatSymbol)(UNUM_ONE_DIGIT_SYMBOL + i - 1),
                              format.digits[i], sizeof format.digits[i]);
    }
    if (!is_read) return false;
    if (unum_getAttribute(number, UNUM_GROUPING_USED)) {
        format.primary_group = unum_getAttribute(number, UNUM_GROUPING_SIZE);
        int secondary = unum_getAttribute(number, UNUM_SECONDARY_GROUPING_SIZE);
        format.secondary_group = secondary > 0 ? secondary : format.primary_group;
    }
    int min_digits = unum_getAttribute(number, UNUM_MINIMUM_GROUPING_DIGITS);
    format.min_group_digits = min_digits > 1 ? min_digits : 1;
    if (format.primary_group < 0) format.primary_group = 0;
    *ret = format;
    return true;
}

static bool open_number(const char *id, UNumberFormatStyle style, const UChar *currency,
                        NumberFormat *ret) {
    UErrorCode status = U_ZERO_ERROR;
    UNumberFormat *number = unum_open(style, NULL, 0, id, NULL, &status);
    if (U_SUCCESS(status) && currency) {
        unum_setTextAttribute(number, UNUM_CURRENCY_CODE, currency, 3, &status);
    }
    double sample = style == UNUM_PERCENT ? 0.01 : 1;
    bool is_read = U_SUCCESS(status) && read_format(number, currency != NULL, sample, ret);
    unum_close(number);
    return is_read;
}

// Our dates are Gregorian also where another calendar is the custom.
static void gregorian_id(const Locale *locale, char ret[ID_SIZE], UErrorCode *status) {
    memcpy(ret, locale->id, ID_SIZE);
    uloc_setKeywordValue("calendar", "gregorian", ret, ID_SIZE, status);
}

// ICU could write the whole tag, and would read all that it knows of all extensions for that.
static bool open_script_tag(Locale *locale) {
    UErrorCode status = U_ZERO_ERROR;
    char base[ID_SIZE];
    char tag[ID_SIZE];
    uloc_getBaseName(locale->id, base, ID_SIZE, &status);
    uloc_toLanguageTag(base, tag, ID_SIZE, true, &status);
    UNumberingSystem *digits = unumsys_open(locale->id, &status);
    bool is_known = U_SUCCESS(status) && status != U_STRING_NOT_TERMINATED_WARNING;
    int size = is_known ? snprintf(locale->script_tag, ID_SIZE, "%s-u-ca-gregory-nu-%s", tag,
                                   unumsys_getName(digits))
                        : 0;
    unumsys_close(digits);
    return size > 0 && size < ID_SIZE;
}

static bool add_literal(DatePattern *pattern, const UChar *units, int32_t len) {
    char *text = pattern->literals + pattern->literal_size;
    if (!utf16_to_utf8(units, len, text, sizeof pattern->literals - pattern->literal_size)) {
        return false;
    }
    size_t size = strlen(text);
    pattern->literal_size += size;
    DatePiece *last = pattern->count ? &pattern->pieces[pattern->count - 1] : NULL;
    bool is_longer = last && last->part == DATE_LITERAL;
    if (is_longer) last->width += (int)size;
    else pattern->pieces[pattern->count++] = (DatePiece){DATE_LITERAL, (int)size, false};
    return true;
}

// The piece of a run of one letter of a pattern (UTS 35, Date Field Symbol Table).
static DatePiece date_piece(UChar letter, int32_t run) {
    switch (letter) {
        case 'y': return (DatePiece){DATE_YEAR, 1, false};
        case 'd': return (DatePiece){DATE_DAY, run, false};
        case 'M':
        case 'L': return (DatePiece){run >= 3 ? DATE_MONTH_NAME : DATE_MONTH, run, letter == 'L'};
        default: return (DatePiece){DATE_LITERAL, 0, false};
    }
}

// Of no more than PATTERN_SIZE units. False where its text has no room.
static bool read_pattern(const UChar *units, int32_t len, DatePattern *ret) {
    bool is_quoted = false;
    bool is_read = true;
    for (int32_t i = 0; i < len && is_read;) {
        int32_t run = 1;
        while (i + run < len && units[i + run] == units[i]) run++;
        bool is_quote = units[i] == '\'';
        DatePiece piece = {DATE_LITERAL, 0, false};
        if (!is_quoted) piece = date_piece(units[i], run);
        if (is_quote && run % 2) is_quoted = !is_quoted;
        if (piece.part != DATE_LITERAL) ret->pieces[ret->count++] = piece;
        else is_read = add_literal(ret, units + i, is_quote ? run / 2 : run);
        i += run;
    }
    return is_read;
}

static bool open_dates(Locale *locale) {
    static const char *const skeletons[] = {"y", "yMMMM", "yMMMMd"};
    UErrorCode status = U_ZERO_ERROR;
    char id[ID_SIZE];
    gregorian_id(locale, id, &status);
    UDateTimePatternGenerator *generator = udatpg_open(id, &status);
    for (int i = 0; i < 3 && U_SUCCESS(status); i++) {
        UChar skeleton[16];
        u_uastrcpy(skeleton, skeletons[i]);
        UChar units[PATTERN_SIZE];
        int32_t len = udatpg_getBestPattern(generator, skeleton, -1, units, PATTERN_SIZE, &status);
        bool is_read = U_SUCCESS(status) && read_pattern(units, len, &locale->patterns[i]);
        if (!is_read) status = U_ILLEGAL_ARGUMENT_ERROR;
    }
    udatpg_close(generator);
    UDateFormat *format = udat_open(UDAT_LONG, UDAT_LONG, id, NULL, 0, NULL, 0, &status);
    static const UDateFormatSymbolType types[] = {UDAT_MONTHS, UDAT_STANDALONE_MONTHS};
    for (int style = 0; style < 2; style++) {
        for (int i = 0; i < 12 && U_SUCCESS(status); i++) {
            UChar name[MONTH_SIZE];
            int32_t len = udat_getSymbols(format, types[style], i, name, MONTH_SIZE, &status);
            if (!utf16_to_utf8(name, len, locale->months[style][i], MONTH_SIZE)) {
                status = U_BUFFER_OVERFLOW_ERROR;
            }
        }
    }
    udat_close(format);
    return U_SUCCESS(status);
}

// ICU's name of the locale of a tag.
static bool read_tag(Str language, char ret[ID_SIZE]) {
    char tag[ID_SIZE];
    char first[ID_SIZE];
    if (!language.len || language.len >= ID_SIZE) return false;
    memcpy(tag, language.ptr, language.len);
    tag[language.len] = '\0';
    UErrorCode status = U_ZERO_ERROR;
    int32_t parsed = 0;
    uloc_forLanguageTag(tag, ret, ID_SIZE, &parsed, &status);
    if (!U_SUCCESS(status) || (size_t)parsed != language.len) return false;
    int32_t first_len = uloc_getLanguage(ret, first, ID_SIZE, &status);
    return U_SUCCESS(status) && first_len <= LANGUAGE_MAX_LEN;
}

bool language_is_valid(Str language) {
    char id[ID_SIZE];
    return read_tag(language, id);
}

bool language_is_known(Str language) {
    char id[ID_SIZE];
    return read_tag(language, id) && *uloc_getISO3Language(id);
}

bool language_is_right_to_left(Str language) {
    char id[ID_SIZE];
    return read_tag(language, id) && uloc_isRightToLeft(id);
}

Locale *locale_open(Str language) {
    Locale *locale = calloc(1, sizeof *locale);
    if (!locale) memory_exhausted();
    UErrorCode status = U_ZERO_ERROR;
    bool is_open = read_tag(language, locale->id) &&
                   open_number(locale->id, UNUM_DECIMAL, NULL, &locale->integer) &&
                   open_number(locale->id, UNUM_PERCENT, NULL, &locale->percent[0]) &&
                   open_dates(locale) && open_script_tag(locale);
    locale->percent[0].fraction_digits = PERCENT_DECIMALS;
    locale->percent[0].is_trimmed = true;
    for (int i = 1; i <= PERCENT_DECIMALS; i++) {
        locale->percent[i] = locale->percent[0];
        locale->percent[i].least_digits = i;
    }
    if (is_open) {
        locale->collator = ucol_open(locale->id, &status);
        locale->letters = ucol_open(locale->id, &status);
        locale->plurals = uplrules_open(locale->id, &status);
        is_open = U_SUCCESS(status);
    }
    if (!is_open) {
        locale_close(locale);
        return NULL;
    }
    ucol_setStrength(locale->letters, UCOL_PRIMARY);
    locale->is_right_to_left = uloc_isRightToLeft(locale->id);
    return locale;
}

void locale_close(Locale *locale) {
    if (!locale) return;
    table_free(&locale->money);
    free(locale->formats.items);
    arena_free(&locale->arena);
    if (locale->collator) ucol_close(locale->collator);
    if (locale->letters) ucol_close(locale->letters);
    if (locale->plurals) uplrules_close(locale->plurals);
    free(locale);
}

bool locale_is_right_to_left(const Locale *locale) {
    return locale->is_right_to_left;
}

Str locale_script_tag(const Locale *locale) {
    return str_from(locale->script_tag);
}

// Whether a currency is among those that are in use now.
static bool is_in_use(Str currency) {
    UErrorCode status = U_ZERO_ERROR;
    UEnumeration *all = ucurr_openISOCurrencies(UCURR_COMMON | UCURR_NON_DEPRECATED, &status);
    const char *code = NULL;
    do code = uenum_next(all, NULL, &status);
    while (U_SUCCESS(status) && code && !str_equal(str_from(code), currency));
    uenum_close(all);
    return U_SUCCESS(status) && code;
}

// Of any time. Of those that are no more ICU learns from what all countries ever had for money.
static bool is_known(Str currency, const UChar code[4]) {
    UErrorCode status = U_ZERO_ERROR;
    return is_in_use(currency) ||
           (ucurr_isAvailable(code, U_DATE_MIN, U_DATE_MAX, &status) && U_SUCCESS(status));
}

const NumberFormat *locale_money(Locale *locale, Str currency) {
    size_t index = table_get(&locale->money, currency);
    if (index != TABLE_NONE) return ((NumberFormat **)locale->formats.items)[index];
    if (currency.len != 3) return NULL;
    UChar code[4] = {0};
    for (size_t i = 0; i < 3; i++) {
        if (currency.ptr[i] < 'A' || currency.ptr[i] > 'Z') return NULL;
        code[i] = (UChar)currency.ptr[i];
    }
    UErrorCode status = U_ZERO_ERROR;
    NumberFormat format;
    if (!is_known(currency, code)) return NULL;
    if (!open_number(locale->id, UNUM_CURRENCY, code, &format)) return NULL;
    format.fraction_digits = ucurr_getDefaultFractionDigits(code, &status);
    bool is_writable = format.fraction_digits >= 0 && format.fraction_digits <= MONEY_DECIMALS_MAX;
    if (!U_SUCCESS(status) || !is_writable) return NULL;
    // Both stand beside each other: see money_with_digits.
    NumberFormat *kept = ARENA_NEW(&locale->arena, NumberFormat, 2);
    kept[0] = format;
    kept[1] = format;
    kept[1].least_digits = MONEY_DECIMALS_MAX;   // none of a currency that has none
    table_add(&locale->money, arena_copy(&locale->arena, currency), locale->formats.count);
    *(NumberFormat **)list_add(&locale->formats, sizeof(NumberFormat *)) = kept;
    return kept;
}

const NumberFormat *money_with_digits(const NumberFormat *format, bool has_all_digits) {
    return format - (format->least_digits > 0) + has_all_digits;
}

const NumberFormat *locale_integer(const Locale *locale) {
    return &locale->integer;
}

const NumberFormat *locale_percent(const Locale *locale, int least_digits) {
    return &locale->percent[least_digits];
}

// How many digits stand behind the first separator of a number; 0 where it has none.
static int first_group_end(const NumberFormat *format, int digit_count) {
    int primary = format->primary_group;
    if (primary <= 0 || digit_count < primary + format->min_group_digits) return 0;
    int secondary = format->secondary_group;
    return primary + (digit_count - primary - 1) / secondary * secondary;
}

static char *put_sign(char *at, const char *sign) {
    while (*sign) *at++ = *sign++;
    return at;
}

size_t number_put(const NumberFormat *format, int64_t minor, char ret[NUMBER_SIZE]) {
    uint64_t value = minor < 0 ? 0 - (uint64_t)minor : (uint64_t)minor;
    uint64_t unit = 1;
    for (int i = 0; i < format->fraction_digits; i++) unit *= 10;
    uint64_t whole = value / unit;
    uint64_t fraction = value % unit;
    const Affixes *affixes = minor < 0 ? &format->negative : &format->positive;
    unsigned char digits[24];
    int count = 0;
    do digits[count++] = (unsigned char)(whole % 10);
    while (whole /= 10);
    char *at = put_sign(ret, affixes->prefix);
    int group_end = first_group_end(format, count);
    for (int i = count - 1; i >= 0; i--) {
        at = put_sign(at, format->digits[digits[i]]);
        if (i == 0 || i != group_end) continue;
        at = put_sign(at, format->group);
        group_end -= i > format->primary_group ? format->secondary_group : i;
    }
    if (fraction || (format->least_digits && unit > 1)) {
        int left = format->least_digits;
        at = put_sign(at, format->decimal);
        for (uint64_t place = unit / 10; place; place /= 10) {
            at = put_sign(at, format->digits[fraction / place % 10]);
            if (--left <= 0 && format->is_trimmed && fraction % place == 0) break;
        }
    }
    return (size_t)(put_sign(at, affixes->suffix) - ret);
}

void number_write(const NumberFormat *format, int64_t minor, Buf *out) {
    buf_reserve(out, NUMBER_SIZE);
    buf_cut(out, out->len + number_put(format, minor, out->ptr + out->len));
}

// A number of a date: without groups, with zeros in front of it up to so many digits.
static void write_plain(const NumberFormat *format, int value, int least, Buf *out) {
    int unit = 1;
    for (int count = 1; count < least || value / unit >= 10; count++) unit *= 10;
    for (; unit; unit /= 10) buf_add(out, str_from(format->digits[value / unit % 10]));
}

void locale_write_date(const Locale *locale, int year, int month, int day, Buf *out) {
    const DatePattern *pattern = &locale->patterns[day ? 2 : month ? 1 : 0];
    const char *literal = pattern->literals;
    for (size_t i = 0; i < pattern->count; i++) {
        const DatePiece *piece = &pattern->pieces[i];
        switch (piece->part) {
            case DATE_YEAR: write_plain(&locale->integer, year, piece->width, out); break;
            case DATE_MONTH: write_plain(&locale->integer, month, piece->width, out); break;
            case DATE_DAY: write_plain(&locale->integer, day, piece->width, out); break;
            case DATE_MONTH_NAME:
                buf_add(out, str_from(locale->months[piece->is_alone][month - 1]));
                break;
            case DATE_LITERAL:
                buf_add(out, (Str){literal, (size_t)piece->width});
                literal += piece->width;
                break;
        }
    }
}

bool locale_country(const Locale *locale, Str code, Buf *out) {
    if (code.len != 2) return false;
    char id[] = {'u', 'n', 'd', '_', code.ptr[0], code.ptr[1], '\0'};
    UChar name[128];
    char text[400];
    UErrorCode status = U_ZERO_ERROR;
    int32_t len = uloc_getDisplayCountry(id, locale->id, name, 128, &status);
    bool is_known = U_SUCCESS(status) && status != U_USING_DEFAULT_WARNING;
    if (!is_known || !utf16_to_utf8(name, len, text, sizeof text)) return false;
    buf_add(out, str_from(text));
    return true;
}

bool country_is_listed(Str code) {
    const char *const *listed = uloc_getISOCountries();
    while (code.len == 2 && *listed && memcmp(*listed, code.ptr, 2) != 0) listed++;
    return code.len == 2 && *listed;
}

Str country_currency(Str code, char ret[4]) {
    char id[] = {'u', 'n', 'd', '_', code.ptr[0], code.ptr[1], '\0'};
    UChar currency[4] = {0};
    UErrorCode status = U_ZERO_ERROR;
    int32_t len = ucurr_forLocale(id, currency, 4, &status);
    for (int i = 0; i < 4; i++) ret[i] = (char)currency[i];
    // "XXX" says that there is none.
    bool is_known = U_SUCCESS(status) && len == 3 && strcmp(ret, "XXX") != 0;
    return (Str){ret, is_known ? 3 : 0};
}

Str locale_sort_key(const Locale *locale, Str text, Arena *arena) {
    enum { USUAL_MAX_SIZE = 256 };
    uint8_t usual[USUAL_MAX_SIZE];
    Utf16 wide;
    utf16_begin(&wide, text);
    int32_t size = ucol_getSortKey(locale->collator, wide.units, wide.len, usual, sizeof usual);
    if (size <= 0) memory_exhausted();   // its one way to fail, and it has no other way to say so
    uint8_t *key = arena_alloc(arena, (size_t)size, 1);
    bool is_usual = (size_t)size <= sizeof usual;
    if (is_usual) memcpy(key, usual, (size_t)size);
    else ucol_getSortKey(locale->collator, wide.units, wide.len, key, size);
    utf16_end(&wide);
    return (Str){(const char *)key, (size_t)size};
}

bool locale_same_letter(const Locale *locale, Str a, Str b) {
    UErrorCode status = U_ZERO_ERROR;
    UCollationResult order = ucol_strcollUTF8(locale->letters, a.ptr, (int32_t)a.len, b.ptr,
                                              (int32_t)b.len, &status);
    return order == UCOL_EQUAL;
}

void locale_write_upper(const Locale *locale, Str text, Buf *out) {
    Utf16 wide;
    utf16_begin(&wide, text);
    UChar upper[64];
    char shown[256];
    UErrorCode status = U_ZERO_ERROR;
    int32_t upper_len = u_strToUpper(upper, 64, wide.units, wide.len, locale->id, &status);
    if (U_SUCCESS(status) && utf16_to_utf8(upper, upper_len, shown, sizeof shown)) {
        buf_add(out, str_from(shown));
    } else {
        buf_add(out, text);
    }
    utf16_end(&wide);
}

const char *locale_plural(const Locale *locale, size_t count) {
    static const char *const categories[] = {"zero", "one", "two", "few", "many", "other"};
    UErrorCode status = U_ZERO_ERROR;
    UChar keyword[16];
    char text[48];
    int32_t len = uplrules_select(locale->plurals, (double)count, keyword, 16, &status);
    if (!U_SUCCESS(status) || !utf16_to_utf8(keyword, len, text, sizeof text)) return "other";
    for (size_t i = 0; i < sizeof categories / sizeof categories[0]; i++) {
        if (!strcmp(text, categories[i])) return categories[i];
    }
    return "other";
}
