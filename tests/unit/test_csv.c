#include <stdio.h>

#include "unit.h"

#include "format/csv.h"

static void assert_cell(Str value, const char *expected) {
    Buf out = {0};
    Csv csv = {.out = &out};
    csv_cell(&csv, value);
    assert_str(buf_str(&out), expected);
    buf_free(&out);
}

static void test_csv_separates_cells_and_ends_rows_with_crlf(void **state) {
    (void)state;
    Buf out = {0};
    Csv csv = {.out = &out};
    csv_cell(&csv, STR("role"));
    csv_cell(&csv, STR("größe"));
    csv_end_row(&csv);
    csv_cell(&csv, (Str){0});
    csv_cell(&csv, (Str){0});
    csv_cell(&csv, STR("7"));
    csv_end_row(&csv);
    assert_str(buf_str(&out), "role,größe\r\n,,7\r\n");
    buf_free(&out);
}

static void test_csv_quotes_only_where_needed(void **state) {
    (void)state;
    assert_cell(STR("a b; c'd"), "a b; c'd");
    assert_cell(STR("a,b"), "\"a,b\"");
    assert_cell(STR("a\nb"), "\"a\nb\"");
    assert_cell(STR("a\rb"), "\"a\rb\"");
    assert_cell(STR("\""), "\"\"\"\"");
    assert_cell(STR("say \"a\" \"b\""), "\"say \"\"a\"\" \"\"b\"\"\"");
}

static void test_csv_disarms_formulas(void **state) {
    (void)state;
    assert_cell(STR("=1+1"), "'=1+1");
    assert_cell(STR("+49 30 1234"), "'+49 30 1234");
    assert_cell(STR("-cmd|' /C calc'!A0"), "'-cmd|' /C calc'!A0");
    assert_cell(STR("@SUM(A1)"), "'@SUM(A1)");
    assert_cell(STR("\t=1"), "'\t=1");
    assert_cell(STR("\r=1"), "\"'\r=1\"");
    assert_cell(STR("=HYPERLINK(\"x\",1)"), "\"'=HYPERLINK(\"\"x\"\",1)\"");
    assert_cell(STR("a=1"), "a=1");
}

static void test_csv_disarms_formulas_of_any_width_behind_any_blanks(void **state) {
    (void)state;
    static const char *const signs[] = {"=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫"};
    static const char *const blanks[] = {"", " ", "\t", "\n", "\xEF\xBB\xBF", "\xE2\x80\x8B", "\xC2\xA0",
                                         "\xE3\x80\x80", "\xE2\x80\xAE", " \xEF\xBB\xBF  "};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        for (size_t j = 0; j < sizeof blanks / sizeof blanks[0]; j++) {
            char value[64];
            char expected[64];
            snprintf(value, sizeof value, "%s%sA1()", blanks[j], signs[i]);
            bool is_quoted = strchr(value, '\n');
            snprintf(expected, sizeof expected, is_quoted ? "\"'%s\"" : "'%s", value);
            assert_cell(str_from(value), expected);
        }
    }
    assert_cell(STR(" a=1"), " a=1");
    assert_cell(STR("\xEF\xBB\xBF"), "\xEF\xBB\xBF");
    assert_cell(STR("看護＝x"), "看護＝x");
    assert_cell(STR("\xEF\xBC="), "\xEF\xBC=");
}

static void test_csv_keeps_plain_numbers(void **state) {
    (void)state;
    assert_cell(STR("-5"), "-5");
    assert_cell(STR("-12.50"), "-12.50");
    assert_cell(STR("12.50"), "12.50");
    static const struct { const char *value, *expected; } cases[] = {
        {"-", "'-"}, {"-5.", "'-5."}, {"-.5", "'-.5"}, {"--5", "'--5"}, {"+5", "'+5"},
        {"-5-1", "'-5-1"}, {"-5.1.2", "'-5.1.2"}, {"-5e3", "'-5e3"}, {"-5 ", "'-5 "},
        {"-1,5", "\"'-1,5\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_cell(str_from(cases[i].value), cases[i].expected);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv_separates_cells_and_ends_rows_with_crlf),
        cmocka_unit_test(test_csv_quotes_only_where_needed),
        cmocka_unit_test(test_csv_disarms_formulas),
        cmocka_unit_test(test_csv_disarms_formulas_of_any_width_behind_any_blanks),
        cmocka_unit_test(test_csv_keeps_plain_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
