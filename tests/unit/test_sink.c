#include "folder.h"
#include "unit.h"

#include "publish/sink.h"

static void test_memory_sink_holds_what_was_committed_last(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    Diags diags = {0};
    PublishCounts counts = {0};
    Str bytes;
    assert_true(file_write_synced(folder.at, STR("logo.svg"), STR("<svg>")));
    Sink *sink = sink_open_memory();
    assert_false(sink_get(sink, STR("a/index.html"), &bytes));
    sink_reserve(sink, 3);
    char path[] = "a/index.html";   // borrowed until the commit only
    assert_true(sink_put(sink, 0, str_from(path), STR("first"), NULL, &diags));
    assert_true(sink_copy(sink, 2, STR("logo.svg"), folder.at, STR("logo.svg"), &diags));
    assert_false(sink_get(sink, STR("a/index.html"), &bytes));
    assert_true(sink_commit(sink, &counts, &diags));
    path[0] = 'b';
    assert_int_equal(counts.file_count, 2);
    assert_true(sink_get(sink, STR("a/index.html"), &bytes));
    assert_str(bytes, "first");
    assert_true(sink_get(sink, STR("logo.svg"), &bytes));
    assert_str(bytes, "<svg>");
    sink_reserve(sink, 1);
    assert_true(sink_put(sink, 0, STR("b"), STR("second"), NULL, &diags));
    assert_true(sink_commit(sink, &counts, &diags));
    assert_false(sink_get(sink, STR("a/index.html"), &bytes));
    assert_true(sink_get(sink, STR("b"), &bytes));
    assert_str(bytes, "second");
    sink_close(sink);
    diags_free(&diags);
    folder_remove_temporary(&folder);
}

static void test_memory_sink_reports_a_file_that_is_gone(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    Diags diags = {0};
    Sink *sink = sink_open_memory();
    sink_reserve(sink, 1);
    assert_false(sink_copy(sink, 0, STR("gone"), folder.at, STR("gone"), &diags));
    assert_true(diags.has_environment_failure);
    sink_close(sink);
    diags_free(&diags);
    folder_remove_temporary(&folder);
}

static void test_sink_of_nothing_counts(void **state) {
    (void)state;
    Diags diags = {0};
    PublishCounts counts = {0};
    Sink *sink = sink_open_nothing();
    sink_reserve(sink, 3);
    assert_true(sink_put(sink, 0, STR("a"), STR("bytes"), NULL, &diags));
    assert_true(sink_copy(sink, 1, STR("b"), -1, STR("nowhere"), &diags));
    assert_true(sink_commit(sink, &counts, &diags));
    assert_int_equal(counts.file_count, 2);
    sink_close(sink);
    sink_close(NULL);
    diags_free(&diags);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_sink_holds_what_was_committed_last),
        cmocka_unit_test(test_memory_sink_reports_a_file_that_is_gone),
        cmocka_unit_test(test_sink_of_nothing_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
