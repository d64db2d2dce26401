#include "unit.h"

#include "site/strings.h"
#include "site/content.h"

// Parses front matter as a role's; offsets count from 0.
static bool parse_role(const char *text, Role *ret, Arena *arena, Diags *diags) {
    YamlNode *node = NULL;
    *ret = (Role){0};
    return yaml_parse(str_from(text), STR("x.md"), 0, arena, NULL, &node, diags) &&
           schema_parse(&(Parse){STR("x.md"), arena, NULL, diags}, &role_schema, node, ret);
}

#define REQUIRED "title: T\nbranch: B\nsummary: S\n"
enum { REQUIRED_SIZE = sizeof REQUIRED - 1 };

static void test_schema_parse_keeps_every_field_of_a_role(void **state) {
    (void)state;
    Arena arena = {0};
    Diags diags = {0};
    Role role;
    assert_true(parse_role(REQUIRED
        "plural: Ts\nalternative_titles: [A, B]\nskills: [Python, {name: SQL, level: expert, importance: high}]\n"
        "technologies: [X]\neducation: E\nexperience: 3+ years\ncodes: {soc: \"15-1254\", onet: \"o\", isco: \"2512\"}\n"
        "salary: {region: NO, currency: NOK, period: hour, average: 49.25, median: null, range: {min: 1, max: 2},"
        " percentiles: {p10: 3, p25: 4, p75: 5, p90: \">=239200\"}, steps: [{level: L, amount: 7}], source: s,"
        " as_of: 2025-06, primary: true}\n"
        "outlook: {growth: -2.5%, openings: 140100, from: 2024, to: 2034, source: s}\n"
        "career_path: {from: [a], to: [b, c]}\nrelated: [d]\n"
        "sources: [{id: s, name: N, url: \"https://e.org/\", retrieved: 2025-06-30}]\n"
        "verified: {date: 2026-02-01, by: Ed, method: ai-assisted}\nslug: t\naliases: [/old/]\n"
        "image: {src: /i.png, alt: I}\ndate: 2026-01-01\nupdated: 2026-01-02\ndraft: true\nnoindex: true\n"
        "language: de\n", &role, &arena, &diags));
    const Salary *salary = role.salaries.items;
    const Skill *skills = role.skills.items;
    assert_int_equal(role.salaries.count, 1);
    assert_str(text_str(salary->region), "NO");  // Norway, not "false"
    assert_int_equal(salary->average.minor, 4925000);
    assert_int_equal(salary->median.state, AMOUNT_SUPPRESSED);
    assert_int_equal(salary->percentiles.p90.state, AMOUNT_AT_LEAST);
    assert_int_equal(salary->as_of.month, 6);
    assert_int_equal(salary->as_of.day, 0);
    assert_true(salary->is_primary);
    assert_str(text_str(skills[0].name), "Python");
    assert_str(text_str(skills[1].importance), "high");
    assert_int_equal(role.outlook.growth.hundredths, -250);
    assert_int_equal(role.outlook.openings, 140100);
    assert_int_equal(role.career_path.to.count, 2);
    assert_str(text_str(role.verified.method), "ai-assisted");
    assert_true(role.entry.is_draft && role.entry.is_noindex);
    assert_str(text_str(role.entry.image->alt), "I");
    assert_str(text_str(role.entry.aliases.items[0]), "/old/");
    arena_free(&arena);
    diags_free(&diags);
}

static void test_schema_parse_reports_each_wrong_value_at_its_place(void **state) {
    (void)state;
    static const struct { const char *line, *code; size_t offset; } cases[] = {
        {"salry: 1\n", "unknown-field", 0}, {"draft: yes\n", "wrong-type", 7},
        {"draft: 'true'\n", "wrong-type", 7}, {"weight: 1\n", "unknown-field", 0},
        {"outlook: {openings: 012}\n", "wrong-type", 20},
        {"outlook: {openings: 1_000}\n", "wrong-type", 20},
        {"outlook: {openings: 0}\n", "out-of-range", 20},
        {"experience: {text: Any, months: 0}\n", "out-of-range", 32},
        {"language: German\n", "bad-language", 10}, {"language: de_DE\n", "bad-language", 10},
        {"updated: 2025-02-29\n", "wrong-type", 9}, {"updated: 2025-06\n", "wrong-type", 9},
        {"salary: {currency: USD, average: 102_450}\n", "wrong-type", 33},
        {"salary: {currency: USD, average: -5}\n", "wrong-type", 33},
        {"salary: {currency: USD, average: 1.}\n", "wrong-type", 33},
        {"salary: {currency: us}\n", "wrong-type", 19}, {"slug: ../up\n", "bad-slug", 6},
        {"related: [A B]\n", "bad-slug", 10}, {"outlook: {growth: fast}\n", "wrong-type", 18},
        {"image: {src: \"javascript:x\", alt: A}\n", "bad-url", 13},
        {"image: {src: //evil.example/x, alt: A}\n", "bad-url", 13},
        {"education: ''\n", "empty-value", 11}, {"verified: {date: 2026-01-01, method: x}\n", "bad-choice", 37},
        {"codes: [1]\n", "wrong-type", 7},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Arena arena = {0};
        Diags diags = {0};
        Role role;
        Buf text = {0};
        buf_printf(&text, "%s%s", REQUIRED, cases[i].line);
        bool is_parsed = parse_role(text.ptr, &role, &arena, &diags);
        if (is_parsed || !has_diag(&diags, cases[i].code, REQUIRED_SIZE + cases[i].offset)) {
            print_diags(&diags);
            fail_msg("%s: no %s at %zu", cases[i].line, cases[i].code, cases[i].offset);
        }
        buf_free(&text);
        arena_free(&arena);
        diags_free(&diags);
    }
}

static void test_schema_parse_suggests_the_nearest_field(void **state) {
    (void)state;
    Arena arena = {0};
    Diags diags = {0};
    Role role;
    assert_false(parse_role(REQUIRED "salry: 1\n", &role, &arena, &diags));
    assert_int_equal(diags.list.count, 1);
    assert_str(((Diag *)diags.list.items)->hint, "did you mean 'salary'?");
    arena_free(&arena);
    diags_free(&diags);
}

static void test_schema_parse_names_all_missing_fields(void **state) {
    (void)state;
    Arena arena = {0};
    Diags diags = {0};
    Role role;
    assert_false(parse_role("plural: P\n", &role, &arena, &diags));
    assert_int_equal(diags.list.count, 3);
    assert_true(has_diag(&diags, "missing-field", 0));
    arena_free(&arena);
    diags_free(&diags);
}

static void test_date_parse_knows_the_calendar(void **state) {
    (void)state;
    Date date;
    assert_true(date_parse(STR("2024-02-29"), false, &date));
    assert_true(date_parse(STR("2000-02-29"), false, &date));
    assert_true(date_parse(STR("2025"), true, &date));
    static const char *const bad[] = {"2025-02-29", "1900-02-29", "2025-13-01", "2025-00-01", "2025-01-32",
                                      "2025-1-01", "25-01-01", "2025/01/01", "2025-06", "0000-01-01", ""};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(date_parse(str_from(bad[i]), false, &date));
    }
}

static void test_strings_write_fills_in_what_it_knows(void **state) {
    (void)state;
    Buf out = {0};
    Placeholder values[] = {{"title", STR("Nurse")}, {"plural", STR("Nurses")}};
    strings_write(STR("{plural}: a {title} {other} {"), values, 2, &out);
    assert_str(buf_str(&out), "Nurses: a Nurse {other} {");
    buf_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_schema_parse_keeps_every_field_of_a_role),
        cmocka_unit_test(test_schema_parse_reports_each_wrong_value_at_its_place),
        cmocka_unit_test(test_schema_parse_suggests_the_nearest_field),
        cmocka_unit_test(test_schema_parse_names_all_missing_fields),
        cmocka_unit_test(test_date_parse_knows_the_calendar),
        cmocka_unit_test(test_strings_write_fills_in_what_it_knows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
