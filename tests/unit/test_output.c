#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "unit.h"

#include "output/earlier.h"
#include "output/output.h"

static void test_template_scan_places_what_ctemplate_would_misread(void **state) {
    (void)state;
    static const struct { const char *text; size_t offset; } cases[] = {
        {"ab{{}}", 2}, {"{{ A }}", 0}, {"x{{A:h}}", 4}, {"{{%AUTOESCAPE}}", 0}, {"{{=<% %>=}}", 0},
        {"{{A", 0}, {"{{#A}}", 0}, {"{{/A}}", 0}, {"{{#A}}{{#B}}{{/A}}{{/B}}", 12}, {"{{#A:none}}{{/A}}", 4},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Diags diags = {0};
        List marks = {0};
        assert_false(template_scan(str_from(cases[i].text), (Place){STR("x"), 0}, &marks, &diags));
        if (!has_diag(&diags, "layout-syntax", cases[i].offset)) fail_msg("%s", cases[i].text);
        free(marks.items);
        diags_free(&diags);
    }
}

static void test_template_scan_lists_the_marks_in_order(void **state) {
    (void)state;
    Diags diags = {0};
    List marks = {0};
    assert_true(template_scan(STR("{{! c }}{{#A}}{{B:none}}{{>C}}{{/A}}"), (Place){STR("x"), 0}, &marks, &diags));
    static const MarkKind kinds[] = {MARK_COMMENT, MARK_SECTION, MARK_VARIABLE, MARK_INCLUDE, MARK_END};
    assert_int_equal(marks.count, 5);
    for (size_t i = 0; i < 5; i++) assert_int_equal(((Mark *)marks.items)[i].kind, kinds[i]);
    assert_true(((Mark *)marks.items)[2].is_raw);
    free(marks.items);
    diags_free(&diags);
}

static void test_template_scan_limits_how_deep_sections_lie(void **state) {
    (void)state;
    for (size_t depth = SECTION_MAX_DEPTH; depth <= SECTION_MAX_DEPTH + 1; depth++) {
        Diags diags = {0};
        List marks = {0};
        Buf text = {0};
        for (size_t i = 0; i < depth; i++) buf_add(&text, STR("{{#A}}"));
        for (size_t i = 0; i < depth; i++) buf_add(&text, STR("{{/A}}"));
        bool is_deep = depth > SECTION_MAX_DEPTH;
        assert_int_equal(template_scan(buf_str(&text), (Place){STR("x"), 0}, &marks, &diags), !is_deep);
        assert_int_equal(has_diag(&diags, "layout-depth", SECTION_MAX_DEPTH * 6), is_deep);
        buf_free(&text);
        free(marks.items);
        diags_free(&diags);
    }
}

static void test_plan_add_page_makes_paths(void **state) {
    (void)state;
    Plan plan = {0};
    Planning planning = {.plan = &plan};
    plan_add_page(&planning, STR("roles/x/"), NULL, 0, (Place){STR("a"), 0});
    plan_add_page(&planning, STR(""), NULL, 0, (Place){STR("b"), 0});
    plan_add_page(&planning, STR("404.html"), NULL, 0, (Place){STR("c"), 0});
    const Output *outputs = plan.outputs.items;
    assert_str(output_path(&outputs[0]), "roles/x/index.html");
    assert_str(output_path(&outputs[1]), "index.html");
    assert_str(output_path(&outputs[2]), "404.html");
    plan_free(&plan);
}

static void test_plan_has_a_limit(void **state) {
    (void)state;
    static const Entry entry = {.address = {"x/", 2}};
    Diags diags = {0};
    Plan plan = {.outputs = {.count = OUTPUTS_MAX, .capacity = OUTPUTS_MAX}};
    Planning planning = {.plan = &plan, .diags = &diags};
    plan_add_file(&planning, STR("a"), NULL, (Place){STR("a"), 0});
    plan_add_page(&planning, STR("b/"), NULL, 0, (Place){STR("b"), 0});
    plan_add_entry(&planning, &entry, 0);
    assert_int_equal(plan.outputs.count, OUTPUTS_MAX);
    assert_int_equal(diags.error_count, 1);
    assert_true(has_diag(&diags, "outputs-limit", DIAG_NO_OFFSET));
    diags_free(&diags);
    plan_free(&plan);
}

static int earlier_writer;

// A list whose first 64 KB can be read, and nothing behind them.
static SinkEarlier half_of_a_list(Sink *sink, Str path) {
    static const char rows[64 * 1024] = "{\na,1\nb,1\nb,2\nc,1\nc,2";
    int ends[2];
    (void)sink;
    (void)path;
    assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
    assert_int_equal(write(ends[1], rows, sizeof rows), sizeof rows);
    earlier_writer = ends[1];
    return (SinkEarlier){ends[0], {.size = 2 * sizeof rows}};
}

static bool close_list(const Sink *sink, Str path, const SinkEarlier *earlier, Diags *diags) {
    (void)sink;
    (void)path;
    (void)diags;
    return !close(earlier->file);
}

static void test_rows_of_which_the_rest_cannot_be_read_are_none(void **state) {
    (void)state;
    static const SinkType type = {.earlier = half_of_a_list, .close_earlier = close_list};
    Sink sink = {&type};
    bool are_same[] = {true, true, true, false};
    Diags diags = {0};
    const Output output = {.path = "roles.json", .path_size = 10};
    const Rendering all = {.earlier = &(Earlier){&sink, are_same}};
    const Job job = {.all = &all, .output = &output, .diags = &diags};
    EarlierItems items;
    earlier_begin(&job, 0, false, &items);
    for (uint32_t i = 0; i < 4; i++) assert_int_equal(earlier_has(&items, &(Role){.index = i}), are_same[i]);
    assert_str(earlier_item(&items, STR("a,")), "a,1\n");
    assert_str(earlier_item(&items, STR("b,")), "b,1\nb,2\n");
    assert_int_equal(earlier_item(&items, STR("c,")).len, 0);
    assert_true(earlier_end(&items));
    close(earlier_writer);
    diags_free(&diags);
}

// Parsed content that was kept may be forged: a role may have a word as often as it likes.
static void test_search_node_holds_no_more_than_its_best_postings(void **state) {
    (void)state;
    enum { TERM_COUNT = 30000, BEST_COUNT = 300 };
    Arena arena = {0};
    SearchTerm *terms = ARENA_NEW(&arena, SearchTerm, TERM_COUNT);
    for (size_t i = 0; i < TERM_COUNT; i++) terms[i] = (SearchTerm){.size = 4, .weight = SEARCH_TITLE};
    Role role = {.search_words = "word", .search_terms = terms, .search_term_count = TERM_COUNT};
    RoleList roles = role_list_make(&arena, 1);
    role_list_add(&arena, &roles, &role);
    Site site = {.roles = roles};
    search_index_derive(&roles, false, &arena, &site.search);
    assert_int_equal(site.search.node_count, 4);
    const Str record = STR("[]");
    const Rendering all = {.site = &site, .search_records = &record};
    const Output output = {.subject = &site.search.nodes[3]};
    const Job job = {.all = &all, .output = &output, .scratch = &arena};
    Buf out = {0};
    size_t comma_count = 0;
    assert_true(search_node_kind.write(&job, &out));
    for (size_t i = 0; i < out.len; i++) comma_count += out.ptr[i] == ',';
    assert_int_equal(comma_count, 2 + 2 * BEST_COUNT - 1);
    buf_free(&out);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_template_scan_places_what_ctemplate_would_misread),
        cmocka_unit_test(test_template_scan_lists_the_marks_in_order),
        cmocka_unit_test(test_template_scan_limits_how_deep_sections_lie),
        cmocka_unit_test(test_plan_add_page_makes_paths),
        cmocka_unit_test(test_rows_of_which_the_rest_cannot_be_read_are_none),
        cmocka_unit_test(test_search_node_holds_no_more_than_its_best_postings),
        cmocka_unit_test(test_plan_has_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
