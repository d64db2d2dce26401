#include <errno.h>

#include "folder.h"

// What diags_write writes for these diagnostics, and frees them.
static void assert_written(Diags *diags, const Folder *folder, bool with_colour, const char *expected) {
    FILE *out = tmpfile();
    assert_non_null(out);
    diags_write(diags, folder->path, with_colour, out);
    char text[4096] = {0};
    rewind(out);
    size_t size = fread(text, 1, sizeof text - 1, out);
    assert_true(size > 0);
    assert_string_equal(text, expected);
    fclose(out);
    diags_free(diags);
}

static void test_diags_write_orders_by_path_offset_code_and_message(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    Diags diags = {0};
    diag_error(&diags, (Place){STR("b"), DIAG_NO_OFFSET}, "z", NULL, "2");
    diag_error(&diags, (Place){STR("b"), 0}, "a", NULL, "3");
    diag_error(&diags, (Place){STR("b"), DIAG_NO_OFFSET}, "z", NULL, "1");
    diag_error(&diags, (Place){STR("a"), 0}, "z", NULL, "0");
    diag_error(&diags, (Place){STR("b"), DIAG_NO_OFFSET}, "y", NULL, "9");
    assert_written(&diags, &folder, false,
                   "a:1:1: error: 0 [z]\nb: error: 9 [y]\nb: error: 1 [z]\nb: error: 2 [z]\n"
                   "b:1:1: error: 3 [a]\n");
    folder_remove_temporary(&folder);
}

static void test_diags_write_does_not_count_what_it_drops(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    Diags diags = {0};
    for (int i = 0; i < 3; i++) diag_error(&diags, (Place){STR("a"), DIAG_NO_OFFSET}, "c", NULL, "same");
    diag_warning(&diags, (Place){STR("w"), DIAG_NO_OFFSET}, "c", "look", "only said");
    assert_int_equal(diags.error_count, 3);
    FILE *out = tmpfile();
    assert_non_null(out);
    diags_write(&diags, folder.path, false, out);
    fclose(out);
    assert_int_equal(diags.error_count, 1);
    assert_int_equal(diags.list.count, 4);
    diags_free(&diags);
    folder_remove_temporary(&folder);
}

static void test_diags_write_puts_the_caret_below_letters_not_bytes(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    assert_true(file_write(folder.at, STR("x.md"), STR("first\n\tü€😀=bad\nlast")));
    Diags diags = {0};
    diag_error(&diags, (Place){STR("x.md"), 6 + 1 + 2 + 3 + 4}, "c", "write good", "bad sign");
    diag_error(&diags, (Place){STR("x.md"), 25}, "d", NULL, "at the end");
    assert_written(&diags, &folder, false,
                   "x.md:2:5: error: bad sign [c]\n   ü€😀=bad\n      ^\n  hint: write good\n"
                   "x.md:3:5: error: at the end [d]\n  last\n      ^\n");
    folder_remove_temporary(&folder);
}

static void test_diags_write_shows_a_window_of_a_long_line(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    Buf line = {0};
    for (int i = 0; i < 1000; i++) buf_add_char(&line, i == 700 ? 'X' : '.');
    assert_true(file_write(folder.at, STR("x.md"), buf_str(&line)));
    Diags diags = {0};
    diag_error(&diags, (Place){STR("x.md"), 700}, "c", NULL, "here");
    FILE *out = tmpfile();
    assert_non_null(out);
    diags_write(&diags, folder.path, false, out);
    rewind(out);
    char head[64] = {0};
    char shown[512] = {0};
    char caret[512] = {0};
    assert_non_null(fgets(head, sizeof head, out));
    assert_non_null(fgets(shown, sizeof shown, out));
    assert_non_null(fgets(caret, sizeof caret, out));
    assert_string_equal(head, "x.md:1:701: error: here [c]\n");
    assert_true(strlen(shown) < 200);
    assert_int_equal(shown[strcspn(caret, "^")], 'X');
    fclose(out);
    diags_free(&diags);
    buf_free(&line);
    folder_remove_temporary(&folder);
}

static void test_diags_write_lets_no_control_character_of_a_line_through(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    assert_true(file_write(folder.at, STR("x.md"), STR("a\x1B[2Jb\x7F\xE2\x80\xAE.")));
    Diags diags = {0};
    diag_error(&diags, (Place){STR("x.md"), 0}, "c", NULL, "x");
    assert_written(&diags, &folder, false, "x.md:1:1: error: x [c]\n  a?[2Jb??.\n  ^\n");
    folder_remove_temporary(&folder);
}

// Names of fields come from content: they may neither steer the terminal nor forge a line.
static void test_diags_write_lets_no_control_character_of_a_message_through(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    Diags diags = {0};
    diag_error(&diags, (Place){STR("x.md"), DIAG_NO_OFFSET}, "c", "try\x1B[1m", "field '\x1B[2J\n::error::'");
    assert_written(&diags, &folder, false,
                   "x.md: error: field '?[2J?::error::' [c]\n  hint: try?[1m\n");
    folder_remove_temporary(&folder);
}

static void test_diags_write_colours_only_the_severity(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    Diags diags = {0};
    diag_error(&diags, (Place){STR("a"), DIAG_NO_OFFSET}, "c", NULL, "x");
    diag_warning(&diags, (Place){.offset = DIAG_NO_OFFSET}, "c", NULL, "y");
    assert_written(&diags, &folder, true,
                   "\033[1;33mwarning\033[0m: y [c]\na: \033[1;31merror\033[0m: x [c]\n");
    folder_remove_temporary(&folder);
}

static void test_diags_merge_takes_over_counts_texts_and_the_environment(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    Diags a = {0};
    Diags b = {0};
    diag_warning(&a, (Place){STR("a"), DIAG_NO_OFFSET}, "c", NULL, "own");
    assert_false(diag_error(&b, (Place){STR("b"), DIAG_NO_OFFSET}, "c", "h", "other %d", 7));
    assert_false(diag_environment(&b, "cannot write", STR("p"), ENOSPC));
    diags_merge(&a, &b);
    assert_int_equal(b.list.count, 0);
    assert_int_equal(a.error_count, 2);
    assert_true(a.has_environment_failure);
    char expected[256];
    snprintf(expected, sizeof expected,
             "a: warning: own [c]\nb: error: other 7 [c]\n  hint: h\np: error: cannot write: %s [environment]\n",
             strerror(ENOSPC));
    assert_written(&a, &folder, false, expected);
    folder_remove_temporary(&folder);
}

static void test_diag_did_you_mean_takes_the_nearest_or_says_otherwise(void **state) {
    (void)state;
    Arena arena = {0};
    const Str names[] = {STR("summary"), STR("salary"), STR("skills")};
    assert_string_equal(diag_did_you_mean(&arena, STR("salry"), names, 3, "no"), "did you mean 'salary'?");
    assert_string_equal(diag_did_you_mean(&arena, STR("Skills"), names, 3, "no"), "did you mean 'skills'?");
    assert_string_equal(diag_did_you_mean(&arena, STR("photograph"), names, 3, "no"), "no");
    assert_string_equal(diag_did_you_mean(&arena, STR("x"), names, 0, "no"), "no");
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_diags_write_orders_by_path_offset_code_and_message),
        cmocka_unit_test(test_diags_write_does_not_count_what_it_drops),
        cmocka_unit_test(test_diags_write_puts_the_caret_below_letters_not_bytes),
        cmocka_unit_test(test_diags_write_shows_a_window_of_a_long_line),
        cmocka_unit_test(test_diags_write_lets_no_control_character_of_a_line_through),
        cmocka_unit_test(test_diags_write_lets_no_control_character_of_a_message_through),
        cmocka_unit_test(test_diags_write_colours_only_the_severity),
        cmocka_unit_test(test_diags_merge_takes_over_counts_texts_and_the_environment),
        cmocka_unit_test(test_diag_did_you_mean_takes_the_nearest_or_says_otherwise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
