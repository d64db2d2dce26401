// Tables as text: what RFC 4180 says of cells, where they stand, and what is no table.
#include "unit.h"

#include "format/tabular.h"

// All cells of a table, "a|b/c|d", or the offset and the code of what is wrong with it.
static void read_all(Str text, TabularForm form, Buf *out) {
    Tabular table = {0};
    Diags diags = {0};
    bool is_begun = tabular_begin(&table, form, STR("t.csv"), text, &diags);
    while (is_begun && tabular_next(&table, &diags)) {
        if (out->len) buf_add_char(out, '/');
        for (size_t i = 0; i < table.cell_count; i++) {
            if (i) buf_add_char(out, '|');
            buf_add(out, table.cells[i].text);
        }
    }
    if (diags.list.count) {
        const Diag *diag = diags.list.items;
        buf_clear(out);
        buf_printf(out, "%s@%d", diag->code,
                   diag->place.offset == DIAG_NO_OFFSET ? -1 : (int)diag->place.offset);
    }
    tabular_end(&table);
    diags_free(&diags);
}

static void assert_table(Str text, TabularForm form, const char *expected) {
    Buf out = {0};
    read_all(text, form, &out);
    assert_string_equal(out.ptr ? out.ptr : "", expected);
    buf_free(&out);
}

static void test_tabular_reads_what_rfc_4180_says(void **state) {
    (void)state;
    static const struct { const char *text, *cells; } cases[] = {
        {"aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n", "aaa|bbb|ccc/zzz|yyy|xxx"},
        {"aaa,bbb,ccc\r\nzzz,yyy,xxx", "aaa|bbb|ccc/zzz|yyy|xxx"},
        {"a,b\nc,d\n", "a|b/c|d"},
        {"\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx", "aaa|bbb|ccc/zzz|yyy|xxx"},
        {"\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx", "aaa|b\r\nbb|ccc/zzz|yyy|xxx"},
        {"\"aaa\",\"b\"\"bb\",\"ccc\"", "aaa|b\"bb|ccc"},
        {"\"\"\"\",\"\"", "\"|"},
        {"a, b ,c", "a| b |c"},
        {"a,,\n,,c\n", "a||/||c"},
        {"a,b\n\n\nc,d", "a|b/c|d"},
        {"a,b\n,\n \nc,d", "a|b/c|d"},
        {"\xEF\xBB\xBF" "a,b\n1,2\n", "a|b/1|2"},
        {"a;b;c\n1;\"2;3\";4,5", "a|b|c/1|2;3|4,5"},
        {"\"Pay, in pounds\",,\na,b,c", "Pay, in pounds||/a|b|c"},
        {"a\tb\n1\t2", "a|b/1|2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_table(str_from(cases[i].text), TABULAR_CSV, cases[i].cells);
    }
}

static void test_tabular_takes_a_quote_between_tabs_for_a_letter(void **state) {
    (void)state;
    assert_table(STR("a\tb\r\n\"x\t5\" pipe, \"y\"\r\n"), TABULAR_TSV, "a|b/\"x|5\" pipe, \"y\"");
}

static void test_tabular_reports_what_is_wrong_at_its_place(void **state) {
    (void)state;
    assert_table(STR("a,b\nc,\"d\n"), TABULAR_CSV, "table-syntax@6");
    assert_table(STR("a,b\nc,d\"e\n"), TABULAR_CSV, "table-syntax@7");
    assert_table(STR("a,b\n\"c\"d,e\n"), TABULAR_CSV, "table-syntax@7");
    assert_table(STR("a,b\nc\rd,e\n"), TABULAR_CSV, "table-syntax@5");
    assert_table(STR("a,b\nc\001,e\n"), TABULAR_CSV, "table-syntax@5");
    assert_table(STR("a,b\nc,\xFF\n"), TABULAR_CSV, "bad-utf8@6");
}

static void test_tabular_knows_where_a_cell_stands(void **state) {
    (void)state;
    Tabular table = {0};
    Diags diags = {0};
    assert_true(tabular_begin(&table, TABULAR_CSV, STR("t"), STR("ä,\"b\"\"\",c\r\nd,e,f"), &diags));
    assert_true(tabular_next(&table, &diags));
    assert_int_equal(table.cells[1].offset, 3);
    assert_int_equal(table.cells[2].offset, 9);
    assert_str(table.cells[1].text, "b\"");
    assert_true(tabular_next(&table, &diags));
    assert_int_equal(table.offset, 12);
    assert_int_equal(table.cells[2].offset, 16);
    assert_false(tabular_next(&table, &diags));
    tabular_end(&table);
    diags_free(&diags);
}

static void test_tabular_recognises_what_is_no_text(void **state) {
    (void)state;
    static const struct { Str text; const char *message, *hint; } cases[] = {
        {{"PK\003\004....[Content_Types].xml....xl/workbook.xml", 46}, "spreadsheet", "soffice"},
        {{"PK\003\004....national_M2023_dl.xlsx", 30}, "zip", "unzip 'it''s"},
        {{"\320\317\021\340....", 8}, "spreadsheet", "soffice"},
        {{"\037\213....", 6}, "compressed", "gunzip"},
        {{"\377\376a\0b\0", 6}, "UTF-16", "iconv"},
        {{"a,b\0c\n", 6}, "binary", "CSV"},
        {{"<html>", 6}, "web page", "table"},
        {{" \n\n", 3}, "empty", "file"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Tabular table = {0};
        Diags diags = {0};
        assert_false(tabular_begin(&table, TABULAR_CSV, STR("it's"), cases[i].text, &diags));
        assert_int_equal(diags.list.count, 1);
        const Diag *diag = diags.list.items;
        assert_string_equal(diag->code, "not-a-table");
        assert_non_null(strstr(diag->message.ptr, cases[i].message));
        if (i != 1) assert_non_null(strstr(diag->hint.ptr, cases[i].hint));
        else assert_non_null(strstr(diag->hint.ptr, "unzip 'it'\\''s'"));
        diags_free(&diags);
    }
}

static void test_tabular_has_limits(void **state) {
    (void)state;
    Buf wide = {0};
    for (int i = 0; i <= TABULAR_COLUMNS_MAX; i++) buf_add(&wide, STR("x,"));
    assert_table(buf_str(&wide), TABULAR_CSV, "table-limit@512");
    Buf long_ = {0};
    for (int i = 0; i <= TABULAR_ROWS_MAX; i++) buf_add(&long_, STR("a\n"));
    assert_table(buf_str(&long_), TABULAR_CSV, "table-limit@1000000");
    buf_free(&wide);
    buf_free(&long_);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tabular_reads_what_rfc_4180_says),
        cmocka_unit_test(test_tabular_takes_a_quote_between_tabs_for_a_letter),
        cmocka_unit_test(test_tabular_reports_what_is_wrong_at_its_place),
        cmocka_unit_test(test_tabular_knows_where_a_cell_stands),
        cmocka_unit_test(test_tabular_recognises_what_is_no_text),
        cmocka_unit_test(test_tabular_has_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
