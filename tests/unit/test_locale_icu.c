// Our own writing of money and dates against ICU's, far beyond the languages that we read.
#include <stdio.h>
#include <unicode/ucurr.h>
#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/uloc.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>

#include "unit.h"

#include "format/locale.h"
#include "format/unicode.h"

static const char *const languages[] = {
    "en-US", "en-ZA", "en-IN", "de", "de-AT", "de-CH", "fr", "fr-CH", "es", "es-MX", "pt-PT", "it",
    "pl", "hu", "et", "tr", "ru", "uk", "he", "ar", "ar-EG", "fa", "bn", "mr", "ta", "ja", "ko", "zh", "sv", "lt",
    "eu", "ur", "ckb", "my", "ne",
};
enum { LANGUAGES = sizeof languages / sizeof languages[0] };
static const char *const currencies[] = {"USD", "EUR", "INR", "JPY", "CLP", "KWD", "CHF", "SEK"};
enum { CURRENCIES = sizeof currencies / sizeof currencies[0], AMOUNTS = 60 };

static uint64_t next_random(uint64_t *seed) {
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

static void icu_id(const char *language, char ret[64]) {
    UErrorCode status = U_ZERO_ERROR;
    uloc_forLanguageTag(language, ret, 64, NULL, &status);
    assert_true(U_SUCCESS(status));
}

static UNumberFormat *open_icu_money(const char *language, const char *currency) {
    UErrorCode status = U_ZERO_ERROR;
    char id[64];
    UChar code[4];
    icu_id(language, id);
    UNumberFormat *icu = unum_open(UNUM_CURRENCY, NULL, 0, id, NULL, &status);
    u_uastrcpy(code, currency);
    unum_setTextAttribute(icu, UNUM_CURRENCY_CODE, code, 3, &status);
    assert_true(U_SUCCESS(status));
    return icu;
}

static void assert_same(const char *what, const Buf *ours, const UChar *wide, int32_t len) {
    UErrorCode status = U_ZERO_ERROR;
    char expected[400];
    u_strToUTF8(expected, sizeof expected, NULL, wide, len, &status);
    assert_true(U_SUCCESS(status));
    if (strcmp(ours->ptr, expected)) fail_msg("%s: '%s', ICU writes '%s'", what, ours->ptr, expected);
}

static int64_t minor_per_unit(const NumberFormat *format) {
    int64_t ret = 1;
    for (int i = 0; i < format->fraction_digits; i++) ret *= 10;
    return ret;
}

static void compare_whole(const char *language, const char *currency, const NumberFormat *format) {
    UNumberFormat *icu = open_icu_money(language, currency);
    unum_setAttribute(icu, UNUM_MIN_FRACTION_DIGITS, 0);
    unum_setAttribute(icu, UNUM_MAX_FRACTION_DIGITS, 0);
    uint64_t seed = 17;
    int64_t limit = 1;
    for (int i = 0; i < AMOUNTS; i++) {
        if (i % 4 == 0) limit = limit < INT64_C(100000000000) ? limit * 10 : limit;
        int64_t amount = (int64_t)(next_random(&seed) * next_random(&seed) % (uint64_t)limit);
        UErrorCode status = U_ZERO_ERROR;
        UChar wide[128];
        int32_t len = unum_formatInt64(icu, amount, wide, 128, NULL, &status);
        assert_true(U_SUCCESS(status));
        Buf ours = {0};
        number_write(format, amount * minor_per_unit(format), &ours);
        assert_same(language, &ours, wide, len);
        buf_free(&ours);
    }
    unum_close(icu);
}

// Amounts with a fraction show all of the currency's digits, as ICU does by itself.
static void compare_fractions(const char *language, const char *currency, const NumberFormat *format) {
    UNumberFormat *icu = open_icu_money(language, currency);
    uint64_t seed = 23;
    int64_t unit = minor_per_unit(format);
    for (int i = 0; i < AMOUNTS && unit > 1; i++) {
        int64_t minor = (int64_t)(next_random(&seed) % UINT64_C(10000000));
        if (minor % unit == 0) minor++;
        UErrorCode status = U_ZERO_ERROR;
        UChar wide[128];
        int32_t len = unum_formatDouble(icu, (double)minor / (double)unit, wide, 128, NULL, &status);
        assert_true(U_SUCCESS(status));
        Buf ours = {0};
        number_write(format, minor, &ours);
        assert_same(language, &ours, wide, len);
        buf_free(&ours);
    }
    unum_close(icu);
}

static void for_each_money(void (*compare)(const char *, const char *, const NumberFormat *)) {
    for (size_t i = 0; i < LANGUAGES; i++) {
        Locale *locale = locale_open(str_from(languages[i]));
        assert_non_null(locale);
        for (size_t j = 0; j < CURRENCIES; j++) {
            const NumberFormat *format = locale_money(locale, str_from(currencies[j]));
            assert_non_null(format);
            compare(languages[i], currencies[j], format);
        }
        locale_close(locale);
    }
}

static void test_number_write_agrees_with_icu_on_whole_amounts(void **state) {
    (void)state;
    for_each_money(compare_whole);
}

static void test_number_write_agrees_with_icu_on_fractions(void **state) {
    (void)state;
    for_each_money(compare_fractions);
}

static void test_number_write_takes_the_extremes(void **state) {
    (void)state;
    Locale *locale = locale_open(STR("en-US"));
    Buf buf = {0};
    number_write(locale_integer(locale), INT64_MAX, &buf);
    buf_add_char(&buf, '|');
    number_write(locale_integer(locale), INT64_MIN, &buf);
    assert_str(buf_str(&buf), "9,223,372,036,854,775,807|−9,223,372,036,854,775,808");
    buf_free(&buf);
    locale_close(locale);
}

// Of the last digits of a fraction, percentages leave out those that are 0.
static void test_number_write_agrees_with_icu_on_percentages(void **state) {
    (void)state;
    static const int32_t hundredths[] = {0, 1, 10, 50, 100, 250, 1200, 1750, 1755, 99999, 999900};
    for (size_t i = 0; i < LANGUAGES; i++) {
        Locale *locale = locale_open(str_from(languages[i]));
        assert_non_null(locale);
        UErrorCode status = U_ZERO_ERROR;
        char id[64];
        icu_id(languages[i], id);
        UNumberFormat *icu = unum_open(UNUM_PERCENT, NULL, 0, id, NULL, &status);
        unum_setAttribute(icu, UNUM_MAX_FRACTION_DIGITS, 2);
        for (size_t j = 0; j < sizeof hundredths / sizeof hundredths[0] * 2; j++) {
            int32_t value = j % 2 ? -hundredths[j / 2] : hundredths[j / 2];
            // There is no -0 among whole numbers: it is shown as 0.
            double share = value ? value / 10000.0 : 0;
            UChar wide[128];
            int32_t len = unum_formatDouble(icu, share, wide, 128, NULL, &status);
            assert_true(U_SUCCESS(status));
            for (int32_t k = 0; k < len; k++) wide[k] = wide[k] == '-' ? 0x2212 : wide[k];
            Buf ours = {0};
            number_write(locale_percent(locale, 0), value, &ours);
            assert_same(languages[i], &ours, wide, len);
            buf_free(&ours);
        }
        unum_close(icu);
        locale_close(locale);
    }
}

// ICU's date in its Gregorian calendar.
static void compare_date(const char *language, const Locale *locale, int year, int month, int day) {
    UErrorCode status = U_ZERO_ERROR;
    char id[64];
    icu_id(language, id);
    uloc_setKeywordValue("calendar", "gregorian", id, sizeof id, &status);
    UDateTimePatternGenerator *generator = udatpg_open(id, &status);
    UChar skeleton[16];
    UChar pattern[64];
    UChar zone[8];
    u_uastrcpy(skeleton, day ? "yMMMMd" : month ? "yMMMM" : "y");
    u_uastrcpy(zone, "UTC");
    int32_t len = udatpg_getBestPattern(generator, skeleton, -1, pattern, 64, &status);
    UDateFormat *format = udat_open(UDAT_PATTERN, UDAT_PATTERN, id, zone, -1, pattern, len, &status);
    UCalendar *calendar = ucal_open(zone, -1, id, UCAL_GREGORIAN, &status);
    ucal_setDateTime(calendar, year, month ? month - 1 : 0, day ? day : 1, 12, 0, 0, &status);
    UChar wide[128];
    int32_t wide_len = udat_formatCalendar(format, calendar, wide, 128, NULL, &status);
    assert_true(U_SUCCESS(status));
    Buf ours = {0};
    locale_write_date(locale, year, month, day, &ours);
    assert_same(language, &ours, wide, wide_len);
    buf_free(&ours);
    ucal_close(calendar);
    udat_close(format);
    udatpg_close(generator);
}

static void test_locale_write_date_agrees_with_icu(void **state) {
    (void)state;
    for (size_t i = 0; i < LANGUAGES; i++) {
        Locale *locale = locale_open(str_from(languages[i]));
        assert_non_null(locale);
        for (int month = 1; month <= 12; month++) {
            compare_date(languages[i], locale, 2026, month, month * 2 - 1);
            compare_date(languages[i], locale, 1999, month, 0);
        }
        compare_date(languages[i], locale, 2026, 0, 0);
        locale_close(locale);
    }
}

// Thai and Persian readers have calendars of their own; our dates are Gregorian and say so.
static void test_locale_write_date_stays_gregorian_everywhere(void **state) {
    (void)state;
    static const char *const others[] = {"th", "fa", "ar-SA", "am", "ps"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        Locale *locale = locale_open(str_from(others[i]));
        assert_non_null(locale);
        compare_date(others[i], locale, 2026, 3, 4);
        locale_close(locale);
    }
}

static void test_locale_plural_follows_the_language(void **state) {
    (void)state;
    static const struct { const char *language; size_t count; const char *category; } cases[] = {
        {"en", 0, "other"}, {"en", 1, "one"}, {"fr", 0, "one"}, {"pl", 1, "one"}, {"pl", 22, "few"},
        {"pl", 12, "many"}, {"ar", 0, "zero"}, {"ar", 2, "two"}, {"ja", 1, "other"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Locale *locale = locale_open(str_from(cases[i].language));
        assert_non_null(locale);
        assert_string_equal(locale_plural(locale, cases[i].count), cases[i].category);
        locale_close(locale);
    }
}

static void test_locale_money_refuses_codes_that_are_no_currency(void **state) {
    (void)state;
    Locale *locale = locale_open(STR("en-US"));
    static const char *const bad[] = {"", "US", "usd", "USDX", "ZZZ", "U$D"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) assert_null(locale_money(locale, str_from(bad[i])));
    const NumberFormat *first = locale_money(locale, STR("USD"));
    assert_non_null(first);
    assert_ptr_equal(locale_money(locale, STR("USD")), first);
    locale_close(locale);
}

// All that ICU knows, at once: none is forgotten, and formats stay where they are.
static void test_locale_money_knows_all_currencies(void **state) {
    (void)state;
    Locale *locale = locale_open(STR("en-US"));
    const NumberFormat *dollar = locale_money(locale, STR("USD"));
    UErrorCode status = U_ZERO_ERROR;
    UEnumeration *all = ucurr_openISOCurrencies(UCURR_ALL, &status);
    int count = 0;
    for (const char *code; (code = uenum_next(all, NULL, &status));) {
        const NumberFormat *format = locale_money(locale, str_from(code));
        UChar wide[4];
        u_uastrcpy(wide, code);
        if (!ucurr_isAvailable(wide, U_DATE_MIN, U_DATE_MAX, &status)) continue;
        if (!format) fail_msg("no format of %s", code);
        assert_int_equal(format->fraction_digits, ucurr_getDefaultFractionDigits(wide, &status));
        assert_ptr_equal(locale_money(locale, str_from(code)), format);
        count++;
    }
    assert_true(U_SUCCESS(status));
    assert_true(count > 150);
    assert_ptr_equal(locale_money(locale, STR("USD")), dollar);
    assert_string_equal(dollar->positive.prefix, "$");
    uenum_close(all);
    locale_close(locale);
}

static void test_unicode_sees_what_readers_see(void **state) {
    (void)state;
    static const char *const unseen[] = {
        "", " ", "\t", "\xC2\xA0", "\xE2\x80\x8B", "\xE2\x80\xA8", "\xE3\x80\x80", "\xEF\xBB\xBF", "\xC2\xAD",
        "\xE3\x85\xA4", "\xE2\xA0\x80", "\xE2\x80\xAE", "\xEF\xBF\xB9", "\xF3\xA0\x80\xA0", "\x7F", "\xC2\x85"};
    static const char *const seen[] = {"a", "ä", "護", "ا", "€", "1", "👩"};
    for (size_t i = 0; i < sizeof unseen / sizeof unseen[0]; i++) {
        assert_false(unicode_is_visible(str_from(unseen[i])));
        Buf text = {0};
        buf_printf(&text, "a%sb", unseen[i]);
        assert_true(unicode_is_visible(buf_str(&text)));
        assert_int_equal(unicode_is_plain(buf_str(&text)), i < 2);
        buf_free(&text);
    }
    for (size_t i = 0; i < sizeof seen / sizeof seen[0]; i++) {
        assert_true(unicode_is_visible(str_from(seen[i])));
        assert_true(unicode_is_plain(str_from(seen[i])));
        assert_false(unicode_has_controls(str_from(seen[i])));
    }
    static const char *const controls[] = {"a\nb", "\x7F", "\xC2\x85", "\xE2\x80\xA8", "x\xE2\x80\xAE", "\xD8\x9C"};
    for (size_t i = 0; i < sizeof controls / sizeof controls[0]; i++) {
        assert_true(unicode_has_controls(str_from(controls[i])));
    }
    assert_false(unicode_has_controls(STR("My file\xC2\xA0.pdf")));
}

static void test_unicode_fold_keeps_names_apart_that_are_no_text(void **state) {
    (void)state;
    Buf folded = {0};
    unicode_fold(STR("A\xE4|"), &folded);
    unicode_fold(STR("A\xF6|"), &folded);
    unicode_fold(STR("Ä|ﬀB|Zz"), &folded);
    assert_str(buf_str(&folded), "A\xE4|A\xF6|ä|ffb|zz");
    buf_free(&folded);
}

static void test_unicode_fold_takes_letters_that_grow(void **state) {
    (void)state;
    Buf upper = {0};
    Buf lower = {0};
    unicode_fold(STR("ﷺﷺﷺﷺﷺA.txt"), &upper);
    unicode_fold(STR("ﷺﷺﷺﷺﷺa.txt"), &lower);
    assert_true(upper.len > 5 * 18);
    assert_string_equal(upper.ptr, lower.ptr);
    buf_free(&upper);
    buf_free(&lower);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_number_write_agrees_with_icu_on_whole_amounts),
        cmocka_unit_test(test_number_write_agrees_with_icu_on_fractions),
        cmocka_unit_test(test_number_write_agrees_with_icu_on_percentages),
        cmocka_unit_test(test_number_write_takes_the_extremes),
        cmocka_unit_test(test_locale_write_date_agrees_with_icu),
        cmocka_unit_test(test_locale_write_date_stays_gregorian_everywhere),
        cmocka_unit_test(test_locale_plural_follows_the_language),
        cmocka_unit_test(test_locale_money_refuses_codes_that_are_no_currency),
        cmocka_unit_test(test_locale_money_knows_all_currencies),
        cmocka_unit_test(test_unicode_sees_what_readers_see),
        cmocka_unit_test(test_unicode_fold_keeps_names_apart_that_are_no_text),
        cmocka_unit_test(test_unicode_fold_takes_letters_that_grow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
