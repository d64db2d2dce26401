#include "unit.h"
#include "format/slug.h"

#include "site/schema.h"

typedef struct Part {
    Text name;
    int64_t size;
} Part;

typedef struct Thing {
    Text title;
    bool is_open;
    int64_t count;
    Amount pay;
    Percent share;
    Date day;
    Date since;
    Text kind;
    Text currency;
    Text slug;
    Text url;
    TextList tags;
    LIST_OF(Part) parts;
    LIST_OF(NamedValues) notes;
} Thing;

static const Field part_fields[] = {
    FIELD(Part, name, "name", TEXT, "doc", .flags = FIELD_REQUIRED),
    FIELD(Part, size, "size", INT, "doc"),
};
static const Schema Part_schema = SCHEMA("part", Part, part_fields);
static const char *const kinds[] = {"small", "large", NULL};
enum { NOTE_COUNT = 100 };

static const char *note_at(size_t index) {
    static char names[NOTE_COUNT][8];
    if (index == NOTE_COUNT) return NULL;
    snprintf(names[index], sizeof names[index], "note-%zu", index);
    return names[index];
}
static const NameTable notes = {"note", "unknown-name", "doc", note_at};
static const Field thing_fields[] = {
    FIELD(Thing, title, "title", TEXT, "doc", .flags = FIELD_REQUIRED, .limit = 20),
    FIELD(Thing, is_open, "is_open", BOOL, "doc"),
    FIELD(Thing, count, "count", INT, "doc", .min = -5, .max = 2000000),
    FIELD(Thing, pay, "pay", AMOUNT, "doc"),
    FIELD(Thing, share, "share", PERCENT, "doc"),
    FIELD(Thing, day, "day", DATE, "doc"),
    FIELD(Thing, since, "since", PARTIAL_DATE, "doc"),
    FIELD(Thing, kind, "kind", CHOICE, "doc", .choices = kinds),
    FIELD(Thing, currency, "currency", CURRENCY, "doc"),
    FIELD(Thing, slug, "slug", SLUG, "doc"),
    FIELD(Thing, url, "url", URL, "doc"),
    FIELD(Thing, tags, "tags", TEXT_LIST, "doc", .flags = FIELD_UNIQUE),
    FIELD_STRUCTS(Thing, parts, "parts", Part, "doc",
                  .flags = FIELD_ONE_OR_LIST | FIELD_TAKES_TEXT | FIELD_UNIQUE, .limit = 3),
    FIELD_NAMED(Thing, notes, "notes", "doc", .names = &notes),
};
static const Schema thing_schema = SCHEMA("thing", Thing, thing_fields);

typedef struct Reading {
    Arena arena;
    Diags diags;
    Thing thing;
    bool is_parsed;
} Reading;

static Reading read_thing(const char *text) {
    Reading ret = {0};
    YamlNode *root = NULL;
    assert_true(yaml_parse(str_from(text), STR("x"), 0, &ret.arena, NULL, &root, &ret.diags));
    ret.is_parsed = schema_parse(&(Parse){STR("x"), &ret.arena, NULL, &ret.diags}, &thing_schema, root, &ret.thing);
    assert_int_equal(ret.is_parsed, ret.diags.error_count == 0);
    return ret;
}

static void reading_free(Reading *reading) {
    arena_free(&reading->arena);
    diags_free(&reading->diags);
}

// One problem, of this code, where `field`'s value begins.
static void assert_refused(const char *field, const char *value, const char *code) {
    Buf text = {0};
    buf_printf(&text, "title: T\n%s: %s\n", field, value);
    Reading reading = read_thing(text.ptr);
    size_t offset = strlen("title: T\n") + strlen(field) + 2;
    if (reading.diags.error_count != 1 || !has_diag(&reading.diags, code, offset)) {
        fail_msg("%s: %s gives %zu errors, and no %s at %zu", field, value, reading.diags.error_count, code, offset);
    }
    assert_true(((Diag *)reading.diags.list.items)->hint.len > 0);
    reading_free(&reading);
    buf_free(&text);
}

static void test_schema_fills_every_type(void **state) {
    (void)state;
    Reading reading = read_thing(
        "title: no\nis_open: true\ncount: -5\npay: 49.25\nshare: -2.5%\nday: 2024-02-29\nsince: 2025-06\n"
        "kind: large\ncurrency: USD\nslug: a-b\nurl: /x/\ntags: one\nparts: [x, {name: y, size: 2}]\n");
    const Thing *thing = &reading.thing;
    assert_true(reading.is_parsed);
    assert_str(text_str(thing->title), "no");
    assert_int_equal(thing->title.offset, 7);
    assert_true(thing->is_open);
    assert_int_equal(thing->count, -5);
    assert_int_equal(thing->pay.state, AMOUNT_KNOWN);
    assert_int_equal(thing->pay.minor, 4925000);
    assert_int_equal(thing->share.hundredths, -250);
    assert_true(thing->share.is_given);
    assert_int_equal(thing->day.day, 29);
    assert_int_equal(thing->since.month, 6);
    assert_int_equal(thing->since.day, 0);
    assert_str(text_str(thing->kind), "large");
    assert_str(text_str(thing->slug), "a-b");
    assert_int_equal(thing->tags.count, 1);
    assert_int_equal(thing->parts.count, 2);
    const Part *parts = thing->parts.items;
    assert_str(text_str(parts[0].name), "x");
    assert_str(text_str(parts[1].name), "y");
    assert_int_equal(parts[1].size, 2);
    reading_free(&reading);
}

static void assert_one(const char *text, const char *code, size_t offset) {
    Reading reading = read_thing(text);
    assert_int_equal(reading.diags.error_count, 1);
    assert_true(has_diag(&reading.diags, code, offset));
    reading_free(&reading);
}

static void test_schema_limits_lists_and_texts(void **state) {
    (void)state;
    assert_one("title: 123456789012345678901\n", "text-limit", 7);
    assert_one("title: T\nparts: [a, b, c, d]\n", "list-limit", 26);
    Buf text = {0};
    buf_add(&text, STR("title: T\ntags: ["));
    for (int i = 0; i < LIST_MAX_ITEMS; i++) buf_printf(&text, "a%d,", i);
    size_t end = text.len;
    buf_add(&text, STR("]\n"));
    Reading reading = read_thing(text.ptr);
    assert_int_equal(reading.thing.tags.count, LIST_MAX_ITEMS);
    reading_free(&reading);
    text.len = end;
    buf_add(&text, STR("more]\n"));
    assert_one(text.ptr, "list-limit", end);
    buf_free(&text);
}

static void test_schema_refuses_repeated_items(void **state) {
    (void)state;
    assert_one("title: T\ntags: [a, b, a]\n", "repeated-item", 22);
    assert_one("title: T\ntags: [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, b]\n", "repeated-item", 70);
    assert_one("title: T\nparts: [a, {size: 1, name: a}]\n", "repeated-item", 36);
}

static void test_schema_takes_the_highest_amount(void **state) {
    (void)state;
    Reading reading = read_thing("title: T\npay: 100000000000\n");
    assert_true(reading.is_parsed);
    assert_true(reading.thing.pay.minor == AMOUNT_MAX * AMOUNT_UNIT);
    reading_free(&reading);
}

static void test_schema_names_the_field_that_was_meant(void **state) {
    (void)state;
    Reading reading = read_thing("title: T\ncuont: 1\nphotograph: 1\n");
    assert_int_equal(reading.diags.error_count, 2);
    const Diag *diags = reading.diags.list.items;
    assert_string_equal(diags[0].code, "unknown-field");
    assert_int_equal(diags[0].place.offset, 9);
    assert_str(diags[0].message, "unknown field 'cuont'");
    assert_str(diags[0].hint, "did you mean 'count'?");
    assert_true(str_starts_with(diags[1].hint, STR("the fields here are: title, is_open, ")));
    reading_free(&reading);
}

static void test_schema_says_which_required_field_lacks(void **state) {
    (void)state;
    Reading reading = read_thing("count: 1\n");
    assert_int_equal(reading.diags.error_count, 1);
    assert_true(has_diag(&reading.diags, "missing-field", 0));
    reading_free(&reading);
    reading = read_thing("title: T\nparts: [{size: 1}]\n");
    assert_int_equal(reading.diags.error_count, 1);
    assert_true(has_diag(&reading.diags, "missing-field", 17));
    reading_free(&reading);
    reading = read_thing("title: ''\n");  // there, and empty: one problem, not two
    assert_int_equal(reading.diags.error_count, 1);
    assert_true(has_diag(&reading.diags, "empty-value", 7));
    reading_free(&reading);
}

static void test_schema_refuses_values_of_another_type(void **state) {
    (void)state;
    static const struct { const char *field, *value, *code; } cases[] = {
        {"is_open", "yes", "wrong-type"}, {"is_open", "True", "wrong-type"}, {"is_open", "'true'", "wrong-type"},
        {"is_open", "1", "wrong-type"}, {"is_open", "[true]", "wrong-type"},
        {"count", "012", "wrong-type"}, {"count", "102_450", "wrong-type"}, {"count", "1,000", "wrong-type"},
        {"count", "+1", "wrong-type"}, {"count", "1.0", "wrong-type"}, {"count", "0x10", "wrong-type"},
        {"count", "1e3", "wrong-type"}, {"count", "'1'", "wrong-type"},
        {"count", "99999999999999999999", "out-of-range"}, {"count", "2000001", "out-of-range"},
        {"count", "-6", "out-of-range"},
        {"pay", "012", "wrong-type"}, {"pay", "102_450", "wrong-type"}, {"pay", "$5", "wrong-type"},
        {"pay", "-5", "wrong-type"}, {"pay", "5.", "wrong-type"}, {"pay", "'5'", "wrong-type"},
        {"pay", "1.123456", "wrong-type"}, {"pay", "9999999999999", "out-of-range"}, {"pay", "5.1x", "wrong-type"},
        {"share", "x%", "wrong-type"}, {"share", "1.234%", "wrong-type"}, {"share", "10000%", "out-of-range"},
        {"day", "2025-02-30", "wrong-type"}, {"day", "2025-02-29", "wrong-type"}, {"day", "2100-02-29", "wrong-type"},
        {"day", "2025-13-01", "wrong-type"}, {"day", "2025-00-01", "wrong-type"}, {"day", "2025-01-00", "wrong-type"},
        {"day", "2025-6-1", "wrong-type"}, {"day", "2025-06", "wrong-type"}, {"day", "01.06.2025", "wrong-type"},
        {"day", "2025/06/01", "wrong-type"}, {"day", "0000-01-01", "wrong-type"},
        {"since", "2025-13", "wrong-type"}, {"since", "2025-", "wrong-type"},
        {"kind", "lagre", "bad-choice"}, {"currency", "usd", "wrong-type"}, {"currency", "EURO", "wrong-type"},
        {"slug", "A b", "bad-slug"}, {"slug", "../x", "bad-slug"}, {"url", "javascript:x", "bad-url"},
        {"url", "//e.org", "bad-url"}, {"url", "/\\e.org", "bad-url"}, {"url", "https://", "bad-url"},
        {"url", "x y", "bad-url"}, {"tags", "{a: b}", "wrong-type"},
        {"pay", "100000000000.00001", "out-of-range"}, {"pay", "99999999999999999999", "out-of-range"},
        {"share", "-99999999999999999999%", "out-of-range"},
        {"slug", "\xE3\x85\xA4", "empty-value"},          // U+3164, a filler
        {"kind", "\xE2\x80\x8B", "empty-value"}, {"kind", "'\xC2\xA0 \xE2\x80\xA8'", "empty-value"},
        {"url", "/a\xC2\xA0" "b", "bad-url"}, {"url", "/a\xE2\x80\xAE" "b", "direction-mark"},
        {"url", "/a\xE2\x80\x8E" "b", "bad-url"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_refused(cases[i].field, cases[i].value, cases[i].code);
    }
    Reading reading = read_thing("title: T\nparts: {size: x, name: y}\n");
    assert_true(has_diag(&reading.diags, "wrong-type", 23));
    reading_free(&reading);
}

static void test_schema_reports_every_problem_of_a_file(void **state) {
    (void)state;
    Reading reading = read_thing("is_open: yes\ncount: 012\nday: 2025-02-30\nx: 1\n");
    assert_int_equal(reading.diags.error_count, 5);
    assert_false(reading.thing.is_open);
    assert_int_equal(reading.thing.count, 0);
    assert_int_equal(reading.thing.day.year, 0);
    reading_free(&reading);
}

static void test_schema_tells_known_top_coded_and_withheld_amounts_apart(void **state) {
    (void)state;
    static const struct { const char *text; AmountState state; int64_t minor; } cases[] = {
        {"title: T\npay: 0\n", AMOUNT_KNOWN, 0}, {"title: T\npay: 102450\n", AMOUNT_KNOWN, 10245000000},
        {"title: T\npay: \">=239200\"\n", AMOUNT_AT_LEAST, 23920000000}, {"title: T\npay: null\n", AMOUNT_SUPPRESSED, 0},
        {"title: T\npay: ~\n", AMOUNT_SUPPRESSED, 0}, {"title: T\n", AMOUNT_NONE, 0},
        {"title: T\npay: 0.00001\n", AMOUNT_KNOWN, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Reading reading = read_thing(cases[i].text);
        assert_true(reading.is_parsed);
        assert_int_equal(reading.thing.pay.state, cases[i].state);
        assert_int_equal(reading.thing.pay.minor, cases[i].minor);
        reading_free(&reading);
    }
}

// A hint that is refused in its turn helps nobody.
static void test_schema_proposes_slugs_that_it_takes(void **state) {
    (void)state;
    static const char *const bad[] = {"A b", "_a", "a__b", "a-", "C++", "x/../y", "Ü b"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        Buf text = {0};
        buf_printf(&text, "title: T\nslug: \"%s\"\n", bad[i]);
        Reading reading = read_thing(text.ptr);
        assert_false(reading.is_parsed);
        Str hint = ((Diag *)reading.diags.list.items)->hint;
        size_t from = str_find(hint, '\'') + 1;
        Str proposal = str_slice(hint, from, hint.len ? hint.len - 1 : 0);
        if (!slug_is_valid(proposal)) fail_msg("'%.*s' for '%s'", (int)proposal.len, proposal.ptr, bad[i]);
        reading_free(&reading);
        buf_free(&text);
    }
}

static void test_schema_knows_the_last_of_many_names(void **state) {
    (void)state;
    Buf text = {0};
    buf_printf(&text, "title: T\nnotes: {note-0: first, note-%d: last}\n", NOTE_COUNT - 1);
    Reading reading = read_thing(text.ptr);
    assert_true(reading.is_parsed);
    reading_free(&reading);
    buf_clear(&text);
    buf_printf(&text, "title: T\nnotes: {note-%d: none}\n", NOTE_COUNT);
    reading = read_thing(text.ptr);
    assert_true(has_diag(&reading.diags, "unknown-name", 17));
    reading_free(&reading);
    buf_free(&text);
}

static void test_date_compare_orders_partial_dates_first(void **state) {
    (void)state;
    static const Date dates[] = {{0}, {2024, 12, 31, 0}, {2025, 0, 0, 0}, {2025, 1, 0, 0},
                                 {2025, 1, 1, 0}, {2025, 1, 31, 0}, {2025, 2, 1, 0}};
    for (size_t i = 0; i < 7; i++) {
        for (size_t j = 0; j < 7; j++) assert_int_equal(date_compare(dates[i], dates[j]), (i > j) - (i < j));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_schema_fills_every_type),
        cmocka_unit_test(test_schema_limits_lists_and_texts),
        cmocka_unit_test(test_schema_refuses_repeated_items),
        cmocka_unit_test(test_schema_takes_the_highest_amount),
        cmocka_unit_test(test_schema_names_the_field_that_was_meant),
        cmocka_unit_test(test_schema_says_which_required_field_lacks),
        cmocka_unit_test(test_schema_refuses_values_of_another_type),
        cmocka_unit_test(test_schema_reports_every_problem_of_a_file),
        cmocka_unit_test(test_schema_tells_known_top_coded_and_withheld_amounts_apart),
        cmocka_unit_test(test_schema_proposes_slugs_that_it_takes),
        cmocka_unit_test(test_schema_knows_the_last_of_many_names),
        cmocka_unit_test(test_date_compare_orders_partial_dates_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
