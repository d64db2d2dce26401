#include <stdlib.h>

#include "folder.h"
#include "unit.h"

#include "base/file.h"
#include "output/output.h"
#include "output/publish.h"

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

static void nothing_to_plan(const Planning *planning) {
    (void)planning;
}

static void test_plan_add_page_makes_paths(void **state) {
    (void)state;
    static const OutputKind kind = {.name = "test", .plan = nothing_to_plan};
    Plan plan = {0};
    Planning planning = {.kind = &kind, .plan = &plan};
    plan_add_page(&planning, STR("roles/x/"), NULL, 0, (Place){STR("a"), 0});
    plan_add_page(&planning, STR(""), NULL, 0, (Place){STR("b"), 0});
    plan_add_page(&planning, STR("404.html"), NULL, 0, (Place){STR("c"), 0});
    const Output *outputs = plan.outputs.items;
    assert_str(outputs[0].path, "roles/x/index.html");
    assert_str(outputs[1].path, "index.html");
    assert_str(outputs[2].path, "404.html");
    plan_free(&plan);
}

static bool publish_one(const char *root, const char *path, const char *bytes, PublishCounts *counts) {
    Diags diags = {0};
    Buf scratch = {0};
    Publish *publish = publish_open(root, STR("public"), false, &diags);
    assert_non_null(publish);
    publish_reserve(publish, 1);
    assert_true(publish_put(publish, 0, str_from(path), str_from(bytes), &scratch, &diags));
    bool is_published = publish_commit(publish, counts, &diags);
    publish_close(publish);
    buf_free(&scratch);
    diags_free(&diags);
    return is_published;
}

static void test_publish_counts_what_it_changes_and_removes(void **state) {
    (void)state;
    Folder folder = folder_make();
    PublishCounts counts;
    assert_true(publish_one(folder.path, "a/index.html", "one", &counts));
    assert_int_equal(counts.changed_count, 1);
    assert_true(publish_one(folder.path, "a/index.html", "one", &counts));
    assert_int_equal(counts.changed_count, 0);
    assert_true(publish_one(folder.path, "b", "two", &counts));
    assert_int_equal(counts.changed_count, 1);
    assert_int_equal(counts.removed_count, 1);
    assert_false(file_exists(folder.path, STR("public/a")));
    assert_true(publish_one(folder.path, "b/c", "three", &counts));
    assert_true(file_exists(folder.path, STR("public/b/c")));
    folder_remove(&folder);
}

static void test_publish_without_commit_leaves_nothing(void **state) {
    (void)state;
    Folder folder = folder_make();
    Diags diags = {0};
    Buf scratch = {0};
    Publish *publish = publish_open(folder.path, STR("public"), false, &diags);
    publish_reserve(publish, 1);
    assert_true(publish_put(publish, 0, STR("x"), STR("bytes"), &scratch, &diags));
    assert_null(publish_open(folder.path, STR("public"), false, &diags));
    assert_true(diags.has_environment_failure);
    publish_close(publish);
    assert_false(file_exists(folder.path, STR("public")));
    assert_false(file_exists(folder.path, STR(".public.metier-staging")));
    buf_free(&scratch);
    diags_free(&diags);
    folder_remove(&folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_template_scan_places_what_ctemplate_would_misread),
        cmocka_unit_test(test_template_scan_lists_the_marks_in_order),
        cmocka_unit_test(test_plan_add_page_makes_paths),
        cmocka_unit_test(test_publish_counts_what_it_changes_and_removes),
        cmocka_unit_test(test_publish_without_commit_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
