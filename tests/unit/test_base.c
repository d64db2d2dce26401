#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"

#include "base/file.h"
#include "base/workers.h"

static void test_utf8_invalid_at_finds_the_first_bad_byte(void **state) {
    (void)state;
    static const struct { const char *text; size_t at; } cases[] = {
        {"plain ascii, long enough for words", 34}, {"caf\xC3\xA9", 5}, {"caf\xE9", 3},
        {"\xC0\xAF", 0}, {"a\xED\xA0\x80", 1}, {"\xF4\x90\x80\x80", 0}, {"\xE2\x82", 0},
        {"12345678\xFF", 8}, {"\xF0\x9F\x98\x80", 4},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(utf8_invalid_at(str_from(cases[i].text)), cases[i].at);
    }
}

static void test_slug_append_makes_addresses(void **state) {
    (void)state;
    static const struct { const char *text, *slug; } cases[] = {
        {"IT & Development", "it-development"}, {"Key Duties & Responsibilities", "key-duties-responsibilities"},
        {"C++", "c-plus-plus"}, {"C#", "c-sharp"}, {".NET", "dot-net"}, {"Node.js", "node-js"},
        {"  What's new?  ", "whats-new"}, {"Größe & Übung", "größe-übung"}, {"ЖУРНАЛ", "журнал"},
        {"…", ""}, {"a -- b", "a-b"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Buf buf = {0};
        slug_append(&buf, str_from(cases[i].text));
        assert_str(buf_str(&buf), cases[i].slug);
        buf_free(&buf);
    }
}

static void test_slug_is_valid_refuses_what_could_leave_a_folder(void **state) {
    (void)state;
    assert_true(slug_is_valid(STR("nurse-2")));
    static const char *const bad[] = {"", "..", "a/b", "A", "-a", "a-", "a--b", "a b", ".", "a.b"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) assert_false(slug_is_valid(str_from(bad[i])));
}

static void test_text_distance_counts_edits_and_swaps(void **state) {
    (void)state;
    assert_int_equal(text_distance(STR("salry"), STR("salary"), 3), 1);
    assert_int_equal(text_distance(STR("biuld"), STR("build"), 3), 1);
    assert_int_equal(text_distance(STR("same"), STR("same"), 3), 0);
    assert_int_equal(text_distance(STR("abcdef"), STR("uvwxyz"), 2), 3);
}

static void test_buf_add_html_escapes(void **state) {
    (void)state;
    Buf buf = {0};
    buf_add_html(&buf, STR("a<b>&\"'c"));
    assert_str(buf_str(&buf), "a&lt;b&gt;&amp;&quot;&#39;c");
    buf_free(&buf);
}

static void test_table_keeps_the_first_value_of_many_keys(void **state) {
    (void)state;
    Table table = {0};
    Arena arena = {0};
    for (size_t i = 0; i < 5000; i++) {
        char key[24];
        snprintf(key, sizeof key, "key-%zu", i);
        assert_int_equal(table_add(&table, arena_copy(&arena, str_from(key)), i), TABLE_NONE);
    }
    assert_int_equal(table_add(&table, STR("key-77"), 9), 77);
    assert_int_equal(table_get(&table, STR("key-4999")), 4999);
    assert_int_equal(table_get(&table, STR("key-5000")), TABLE_NONE);
    table_free(&table);
    arena_free(&arena);
}

static void test_arena_adopt_keeps_both_contents(void **state) {
    (void)state;
    Arena a = {0};
    Arena b = {0};
    Str first = arena_copy(&a, STR("first"));
    Str second = arena_copy(&b, STR("second"));
    arena_alloc(&b, 1, 200000);
    arena_adopt(&a, &b);
    assert_null(b.block);
    assert_str(first, "first");
    assert_str(second, "second");
    arena_free(&a);
}

static void count_job(Worker *worker, size_t index, void *context) {
    (void)worker;
    atomic_fetch_add((atomic_int *)context + index, 1);
}

static void test_workers_run_each_job_once(void **state) {
    (void)state;
    enum { JOBS = 1000 };
    for (size_t threads = 1; threads <= 8; threads += 7) {
        atomic_int *counts = calloc(JOBS, sizeof *counts);
        Arena keep = {0};
        Diags diags = {0};
        workers_run(threads, JOBS, count_job, counts, &keep, &diags);
        for (size_t i = 0; i < JOBS; i++) assert_int_equal(counts[i], 1);
        free(counts);
        arena_free(&keep);
        diags_free(&diags);
    }
}

static void test_diags_write_orders_locates_and_drops_repetitions(void **state) {
    (void)state;
    char folder[] = "/tmp/metier-unit-XXXXXX";
    assert_non_null(mkdtemp(folder));
    assert_true(file_write(folder, STR("b.md"), STR("one\ntw\xC3\xB6 three\n")));
    Diags diags = {0};
    diag_error(&diags, (Place){STR("b.md"), 9}, "later", "mend it", "second %d", 2);
    diag_error(&diags, (Place){STR("b.md"), 9}, "later", "mend it", "second %d", 2);
    diag_error(&diags, (Place){STR("a.md"), DIAG_NO_OFFSET}, "first", NULL, "no place");
    FILE *out = tmpfile();
    diags_write(&diags, folder, false, out);
    char text[512] = {0};
    rewind(out);
    size_t size = fread(text, 1, sizeof text - 1, out);
    assert_true(size > 0);
    assert_string_equal(text, "a.md: error: no place [first]\n"
                              "b.md:2:5: error: second 2 [later]\n  tw\xC3\xB6 three\n      ^\n"
                              "  hint: mend it\n");
    assert_int_equal(diags.error_count, 2);
    fclose(out);
    diags_free(&diags);
    assert_true(file_remove_tree(folder, STR("")));
}

static void test_file_walk_lists_in_order_and_marks_links_that_leave(void **state) {
    (void)state;
    char folder[] = "/tmp/metier-unit-XXXXXX";
    assert_non_null(mkdtemp(folder));
    mode_t before = umask(077);
    assert_true(file_write(folder, STR("content/b/x.md"), STR("x")));
    assert_true(file_write(folder, STR("content/a.md"), STR("yy")));
    assert_true(file_write(folder, STR("content/.hidden"), STR("z")));
    umask(before);
    char link[64];
    snprintf(link, sizeof link, "%s/content/out", folder);
    assert_int_equal(symlink("/etc", link), 0);
    snprintf(link, sizeof link, "%s/content/inside.md", folder);
    assert_int_equal(symlink("a.md", link), 0);
    Arena arena = {0};
    List found = {0};
    assert_true(file_walk(folder, STR("content"), &arena, &found));
    const FileEntry *entries = found.items;
    assert_int_equal(found.count, 5);
    assert_str(entries[0].path, "content/a.md");
    assert_int_equal(entries[0].size, 2);
    assert_str(entries[2].path, "content/b/x.md");
    assert_str(entries[3].path, "content/inside.md");
    assert_int_equal(entries[3].kind, FILE_REGULAR);
    assert_int_equal(entries[4].kind, FILE_SYMLINK);
    struct stat status;
    snprintf(link, sizeof link, "%s/content/a.md", folder);
    assert_int_equal(stat(link, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0644);
    free(found.items);
    arena_free(&arena);
    assert_true(file_remove_tree(folder, STR("")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_utf8_invalid_at_finds_the_first_bad_byte),
        cmocka_unit_test(test_slug_append_makes_addresses),
        cmocka_unit_test(test_slug_is_valid_refuses_what_could_leave_a_folder),
        cmocka_unit_test(test_text_distance_counts_edits_and_swaps),
        cmocka_unit_test(test_buf_add_html_escapes),
        cmocka_unit_test(test_table_keeps_the_first_value_of_many_keys),
        cmocka_unit_test(test_arena_adopt_keeps_both_contents),
        cmocka_unit_test(test_workers_run_each_job_once),
        cmocka_unit_test(test_diags_write_orders_locates_and_drops_repetitions),
        cmocka_unit_test(test_file_walk_lists_in_order_and_marks_links_that_leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
