#include <unistd.h>

#include <stdio.h>
#include <stdlib.h>
#include <unicode/ucurr.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>

#include "unit.h"

#include "format/locale.h"
#include "format/subdivision.h"
#include "site/salaries.h"

static void assert_money(const char *language, const char *currency, int64_t minor, const char *expected) {
    Locale *locale = locale_open(str_from(language));
    assert_non_null(locale);
    const NumberFormat *format = locale_money(locale, str_from(currency));
    assert_non_null(format);
    Buf buf = {0};
    number_write(format, minor, &buf);
    assert_str(buf_str(&buf), expected);
    buf_free(&buf);
    locale_close(locale);
}

static void test_number_write_follows_the_language(void **state) {
    (void)state;
    assert_money("en-US", "USD", 10245000, "$102,450");
    assert_money("de", "EUR", 10245000, "102.450\xC2\xA0€");
    assert_money("en-IN", "INR", 10245000, "₹1,02,450");
    assert_money("en-US", "USD", 4925, "$49.25");
    assert_money("en-US", "JPY", 4925, "¥4,925");
    assert_money("en-US", "NOK", 71234050, "NOK\xC2\xA0" "712,340.50");
}

// Those that are no more are known as well, while of codes that ICU lists some never were any country's money.
static void test_money_is_known_where_icu_knows_of_it(void **state) {
    (void)state;
    Locale *locale = locale_open(STR("en"));
    size_t count = 0;
    for (int i = 0; i < 26 * 26 * 26; i++) {
        char code[] = {(char)('A' + i / 26 / 26), (char)('A' + i / 26 % 26), (char)('A' + i % 26), '\0'};
        UChar wide[4];
        UErrorCode status = U_ZERO_ERROR;
        u_charsToUChars(code, wide, 4);
        bool is_known = ucurr_isAvailable(wide, U_DATE_MIN, U_DATE_MAX, &status);
        assert_int_equal(locale_money(locale, str_from(code)) != NULL, is_known);
        count += is_known;
    }
    assert_in_range(count, 250, 1000);
    assert_non_null(locale_money(locale, STR("DEM")));
    locale_close(locale);
}

// Our writer against ICU's own, for whole amounts.
static void test_locale_script_tag_names_digits_and_calendar(void **state) {
    static const char *const tags[][2] = {
        {"en-US", "en-US-u-ca-gregory-nu-latn"}, {"ar", "ar-u-ca-gregory-nu-arab"},
        {"fa", "fa-u-ca-gregory-nu-arabext"}, {"ar-u-nu-latn", "ar-u-ca-gregory-nu-latn"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        Locale *locale = locale_open(str_from(tags[i][0]));
        assert_non_null(locale);
        assert_string_equal(locale_script_tag(locale).ptr, tags[i][1]);
        locale_close(locale);
    }
}

static void test_number_write_agrees_with_icu(void **state) {
    (void)state;
    static const char *const languages[] = {"en-US", "en-GB", "en-IN", "de", "de-CH", "fr", "es",
                                            "pl", "pt-BR", "hi", "ja", "sv", "nl"};
    static const char *const currencies[] = {"USD", "EUR", "INR", "JPY", "GBP", "CHF", "NOK", "PLN"};
    static const int64_t amounts[] = {0, 7, 999, 1000, 9999, 10000, 102450, 1234567, 987654321};
    size_t compared = 0;
    for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++) {
        Locale *locale = locale_open(str_from(languages[i]));
        assert_non_null(locale);
        for (size_t j = 0; j < sizeof currencies / sizeof currencies[0]; j++) {
            const NumberFormat *format = locale_money(locale, str_from(currencies[j]));
            UErrorCode status = U_ZERO_ERROR;
            char id[16];
            snprintf(id, sizeof id, "%s", languages[i]);
            if (id[2] == '-') id[2] = '_';
            UNumberFormat *icu = unum_open(UNUM_CURRENCY, NULL, 0, id, NULL, &status);
            UChar code[4];
            u_uastrcpy(code, currencies[j]);
            unum_setTextAttribute(icu, UNUM_CURRENCY_CODE, code, 3, &status);
            unum_setAttribute(icu, UNUM_MIN_FRACTION_DIGITS, 0);
            unum_setAttribute(icu, UNUM_MAX_FRACTION_DIGITS, 0);
            int64_t unit = 1;
            for (int k = 0; k < format->fraction_digits; k++) unit *= 10;
            for (size_t k = 0; k < sizeof amounts / sizeof amounts[0]; k++) {
                UChar wide[64];
                char expected[200];
                int32_t len = unum_formatInt64(icu, amounts[k], wide, 64, NULL, &status);
                u_strToUTF8(expected, sizeof expected, NULL, wide, len, &status);
                assert_true(U_SUCCESS(status));
                Buf buf = {0};
                number_write(format, amounts[k] * unit, &buf);
                assert_string_equal(buf.ptr, expected);
                buf_free(&buf);
                compared++;
            }
            unum_close(icu);
        }
        locale_close(locale);
    }
    assert_int_equal(compared, 13 * 8 * 9);
}

static void test_locale_writes_dates_percents_countries_and_plurals(void **state) {
    (void)state;
    Locale *english = locale_open(STR("en-US"));
    Locale *german = locale_open(STR("de"));
    Buf buf = {0};
    locale_write_date(english, 2026, 2, 1, &buf);
    buf_add_char(&buf, '|');
    locale_write_date(english, 2025, 6, 0, &buf);
    buf_add_char(&buf, '|');
    locale_write_date(german, 2026, 3, 4, &buf);
    buf_add_char(&buf, '|');
    number_write(locale_percent(german, 0), 1700, &buf);
    buf_add_char(&buf, '|');
    number_write(locale_percent(english, 0), -250, &buf);
    buf_add_char(&buf, '|');
    assert_true(locale_country(german, STR("US"), &buf));
    assert_str(buf_str(&buf), "February 1, 2026|June 2025|4. März 2026|17\xC2\xA0%|−2.5%|Vereinigte Staaten");
    assert_string_equal(locale_plural(english, 1), "one");
    assert_string_equal(locale_plural(english, 2), "other");
    assert_true(locale_same_letter(german, STR("Ä"), STR("a")));
    assert_false(locale_same_letter(german, STR("A"), STR("B")));
    buf_free(&buf);
    locale_close(english);
    locale_close(german);
}

// In a column all percentages have as many decimals as one of them needs; more are never cut.
static void test_percentages_have_the_least_decimals_asked_for(void **state) {
    (void)state;
    Locale *english = locale_open(STR("en-US"));
    static const int64_t hundredths[] = {500, 460, 475, 0, -70};
    static const char *const expected[] = {
        "5% 4.6% 4.75% 0% −0.7% ", "5.0% 4.6% 4.75% 0.0% −0.7% ",
        "5.00% 4.60% 4.75% 0.00% −0.70% ",
    };
    for (int least = 0; least <= PERCENT_DECIMALS; least++) {
        Buf buf = {0};
        for (size_t i = 0; i < sizeof hundredths / sizeof hundredths[0]; i++) {
            number_write(locale_percent(english, least), hundredths[i], &buf);
            buf_add_char(&buf, ' ');
        }
        assert_str(buf_str(&buf), expected[least]);
        buf_free(&buf);
    }
    locale_close(english);
}

static void test_countries_are_those_of_iso_3166(void **state) {
    (void)state;
    char code[4];
    assert_true(country_is_listed(STR("GB")));
    assert_false(country_is_listed(STR("UK")));
    assert_false(country_is_listed(STR("ZZ")));
    assert_false(country_is_listed(STR("")));
    assert_str(country_currency(STR("GB"), code), "GBP");
    assert_str(country_currency(STR("DE"), code), "EUR");
    assert_str(country_currency(STR("AQ"), code), "");
}

static void test_locale_open_refuses_what_is_no_language(void **state) {
    (void)state;
    assert_null(locale_open(STR("xx-!!")));
    assert_null(locale_open(STR("")));
}

static void test_language_is_valid_where_a_tag_can_be_one(void **state) {
    (void)state;
    static const char *const valid[] = {"en", "en-US", "de-1996", "zh-Hant-TW", "ar", "az-Arab",
                                        "en-u-nu-deva", "haw"};
    static const char *const invalid[] = {"", "e", "de_DE", "German", "en-", "-en", "en US", "xx-!!", "ä"};
    for (size_t i = 0; i < sizeof valid / sizeof valid[0]; i++) {
        assert_true(language_is_valid(str_from(valid[i])));
    }
    for (size_t i = 0; i < sizeof invalid / sizeof invalid[0]; i++) {
        if (language_is_valid(str_from(invalid[i]))) fail_msg("'%s'", invalid[i]);
        assert_false(language_is_right_to_left(str_from(invalid[i])));
    }
    assert_true(language_is_right_to_left(STR("az-Arab")));
    assert_true(language_is_right_to_left(STR("he")));
    assert_false(language_is_right_to_left(STR("ar-Latn")));
}

static void test_salary_step_amount_rounds_halves_away_from_zero(void **state) {
    (void)state;
    static const int64_t expected[] = {128063, 112695, 102450, 92205, 76838};
    static const int64_t percents[] = {125, 110, 100, 90, 75};
    for (size_t i = 0; i < 5; i++) assert_int_equal(salary_step_amount(102450, percents[i]), expected[i]);
    assert_int_equal(salary_step_amount(-50, 125), -63);
    assert_int_equal(salary_step_amount(1, 50), 1);
    assert_int_equal(salary_step_amount(1, 49), 0);
}

static void test_subdivision_has_its_name_in_the_language_or_the_standards(void **state) {
    (void)state;
    Str name = {0};
    assert_true(subdivision_name(STR("en-US"), STR("US-AL"), &name));
    assert_str(name, "Alabama");
    assert_true(subdivision_name(STR(""), STR("CA-QC"), &name));
    assert_true(subdivision_name(STR("pt-BR"), STR("GB-ENG"), &name));
    assert_str(name, "England");
    static const char *const unknown[] = {"", "US", "US-", "US-ZZ", "us-al", "de/US-CA", "US-AL-and-more-of-it"};
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        assert_false(subdivision_name(STR("de"), str_from(unknown[i]), &name));
    }
    assert_false(subdivision_name(STR("a-very-long-language-tag"), (Str){"US\0AL", 5}, &name));
    // Small images leave the translations out.
    if (access("/usr/share/locale/de/LC_MESSAGES/iso_3166-2.mo", R_OK) != 0) return;
    assert_true(subdivision_name(STR("de-AT"), STR("US-CA"), &name));
    assert_str(name, "Kalifornien");
}

static void test_money_with_all_digits_shows_a_fraction_of_none(void **state) {
    (void)state;
    Locale *locale = locale_open(STR("en-US"));
    Buf text = {0};
    number_write(money_with_digits(locale_money(locale, STR("USD")), true), 4500, &text);
    assert_str(buf_str(&text), "$45.00");
    buf_clear(&text);
    number_write(money_with_digits(locale_money(locale, STR("JPY")), true), 4500, &text);
    assert_str(buf_str(&text), "¥4,500");
    buf_free(&text);
    locale_close(locale);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_number_write_follows_the_language),
        cmocka_unit_test(test_locale_script_tag_names_digits_and_calendar),
        cmocka_unit_test(test_number_write_agrees_with_icu),
        cmocka_unit_test(test_locale_writes_dates_percents_countries_and_plurals),
        cmocka_unit_test(test_percentages_have_the_least_decimals_asked_for),
        cmocka_unit_test(test_countries_are_those_of_iso_3166),
        cmocka_unit_test(test_locale_open_refuses_what_is_no_language),
        cmocka_unit_test(test_language_is_valid_where_a_tag_can_be_one),
        cmocka_unit_test(test_salary_step_amount_rounds_halves_away_from_zero),
        cmocka_unit_test(test_subdivision_has_its_name_in_the_language_or_the_standards),
        cmocka_unit_test(test_money_is_known_where_icu_knows_of_it),
        cmocka_unit_test(test_money_with_all_digits_shows_a_fraction_of_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
