#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folder.h"

static void make_link(const Folder *folder, const char *target, const char *name) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    assert_int_equal(symlink(target, path), 0);
}

static mode_t mode_of(const Folder *folder, const char *name) {
    char path[512];
    struct stat status;
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    assert_int_equal(stat(path, &status), 0);
    return status.st_mode & 07777;
}

static void test_file_walk_orders_bytewise_and_skips_hidden_names(void **state) {
    (void)state;
    Folder folder = folder_make();
    static const char *const names[] = {"b/z", "a", "B", "b/a", "b-c", ".git/x", ".well-known/y", "b.d", "ä"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_true(file_write(folder.path, str_from(names[i]), str_from(names[i])));
    }
    Arena arena = {0};
    List found = {0};
    assert_true(file_walk(folder.path, STR(""), &arena, &found));
    static const char *const expected[] = {".well-known", ".well-known/y", "B", "a", "b", "b-c", "b.d", "b/a", "b/z", "ä"};
    assert_int_equal(found.count, sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < found.count; i++) {
        const FileEntry *entry = (const FileEntry *)found.items + i;
        assert_str(entry->path, expected[i]);
        assert_int_equal(entry->kind, i == 0 || i == 4 ? FILE_FOLDER : FILE_REGULAR);
        if (entry->kind == FILE_REGULAR) assert_int_equal(entry->size, entry->path.len);
    }
    free(found.items);
    arena_free(&arena);
    folder_remove(&folder);
}

static void test_file_walk_never_follows_links_out_of_the_root(void **state) {
    (void)state;
    Folder outside = folder_make();
    Folder folder = folder_make();
    assert_true(file_write(outside.path, STR("secret"), STR("s")));
    assert_true(file_write(folder.path, STR("kept/x"), STR("x")));
    // A neighbour whose name begins like the root's is outside too.
    char neighbour[300];
    snprintf(neighbour, sizeof neighbour, "%s-beside", folder.path);
    assert_int_equal(mkdir(neighbour, 0700), 0);
    make_link(&folder, outside.path, "1-folder");
    make_link(&folder, neighbour, "2-neighbour");
    make_link(&folder, "../../../../../../../../etc/passwd", "3-file");
    make_link(&folder, "nowhere", "4-dangling");
    make_link(&folder, "5-itself", "5-itself");
    make_link(&folder, "kept", "6-inside");
    Arena arena = {0};
    List found = {0};
    assert_true(file_walk(folder.path, STR(""), &arena, &found));
    assert_int_equal(found.count, 9);
    const FileEntry *entries = found.items;
    for (size_t i = 0; i < 5; i++) assert_int_equal(entries[i].kind, FILE_SYMLINK);
    assert_str(entries[5].path, "6-inside");
    assert_int_equal(entries[5].kind, FILE_FOLDER);
    assert_str(entries[6].path, "6-inside/x");
    free(found.items);
    arena_free(&arena);
    assert_int_equal(rmdir(neighbour), 0);
    folder_remove(&folder);
    folder_remove(&outside);
}

static void test_file_walk_fails_on_a_link_to_a_folder_above(void **state) {
    (void)state;
    Folder folder = folder_make();
    assert_true(file_write(folder.path, STR("a/x"), STR("x")));
    make_link(&folder, "..", "a/up");
    Arena arena = {0};
    List found = {0};
    assert_false(file_walk(folder.path, STR(""), &arena, &found));
    assert_int_equal(errno, ELOOP);
    free(found.items);
    arena_free(&arena);
    folder_remove(&folder);
}

static void test_file_walk_lists_nothing_of_a_missing_folder(void **state) {
    (void)state;
    Folder folder = folder_make();
    Arena arena = {0};
    List found = {0};
    assert_true(file_walk(folder.path, STR("missing"), &arena, &found));
    assert_int_equal(found.count, 0);
    assert_true(file_write(folder.path, STR("file"), STR("")));
    assert_false(file_walk(folder.path, STR("file"), &arena, &found));
    arena_free(&arena);
    folder_remove(&folder);
}

static void test_file_write_gives_readable_files_whatever_the_umask(void **state) {
    (void)state;
    Folder folder = folder_make();
    static const mode_t masks[] = {0, 022, 077, 0777};
    for (size_t i = 0; i < sizeof masks / sizeof masks[0]; i++) {
        char name[32];
        char above[32];
        snprintf(name, sizeof name, "%zu/deep/x", i);
        snprintf(above, sizeof above, "%zu/deep", i);
        mode_t before = umask(masks[i]);
        bool is_written = file_write(folder.path, str_from(name), STR("long text"));
        is_written &= file_write(folder.path, str_from(name), STR("short"));
        umask(before);
        assert_true(is_written);
        assert_int_equal(mode_of(&folder, name), 0644);
        assert_int_equal(mode_of(&folder, above), 0755);
        Buf bytes = {0};
        assert_true(file_read(folder.path, str_from(name), 100, &bytes));
        assert_str(buf_str(&bytes), "short");
        buf_free(&bytes);
    }
    folder_remove(&folder);
}

static void test_file_write_does_not_write_through_a_link(void **state) {
    (void)state;
    Folder folder = folder_make();
    assert_true(file_write(folder.path, STR("target"), STR("kept")));
    make_link(&folder, "target", "link");
    assert_false(file_write(folder.path, STR("link"), STR("lost")));
    Buf scratch = {0};
    assert_true(file_has_bytes(folder.path, STR("target"), STR("kept"), &scratch));
    buf_free(&scratch);
    folder_remove(&folder);
}

static void test_file_has_bytes_compares_size_bytes_and_kind(void **state) {
    (void)state;
    Folder folder = folder_make();
    Buf scratch = {0};
    assert_true(file_write(folder.path, STR("x"), STR("abc")));
    assert_true(file_write(folder.path, STR("empty"), STR("")));
    make_link(&folder, "x", "link");
    assert_true(file_has_bytes(folder.path, STR("x"), STR("abc"), &scratch));
    assert_true(file_has_bytes(folder.path, STR("empty"), STR(""), &scratch));
    assert_false(file_has_bytes(folder.path, STR("x"), STR("abd"), &scratch));
    assert_false(file_has_bytes(folder.path, STR("x"), STR("ab"), &scratch));
    assert_false(file_has_bytes(folder.path, STR("x"), STR("abcd"), &scratch));
    assert_false(file_has_bytes(folder.path, STR("link"), STR("abc"), &scratch));
    assert_false(file_has_bytes(folder.path, STR("missing"), STR(""), &scratch));
    assert_false(file_has_bytes(folder.path, STR(""), STR(""), &scratch));
    buf_free(&scratch);
    folder_remove(&folder);
}

static void test_file_read_appends_and_refuses_the_large_and_the_strange(void **state) {
    (void)state;
    Folder folder = folder_make();
    assert_true(file_write(folder.path, STR("x"), STR("12345")));
    Buf bytes = {0};
    buf_add(&bytes, STR("0"));
    assert_true(file_read(folder.path, STR("x"), 5, &bytes));
    assert_str(buf_str(&bytes), "012345");
    assert_false(file_read(folder.path, STR("x"), 4, &bytes));
    assert_int_equal(errno, EFBIG);
    assert_false(file_read(folder.path, STR(""), 100, &bytes));
    assert_int_equal(errno, EISDIR);
    char fifo[300];
    snprintf(fifo, sizeof fifo, "%s/fifo", folder.path);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    assert_false(file_read(folder.path, STR("fifo"), 100, &bytes));  // and does not wait for a writer
    assert_false(file_read(folder.path, STR("missing"), 100, &bytes));
    assert_int_equal(errno, ENOENT);
    buf_free(&bytes);
    folder_remove(&folder);
}

static void test_file_remove_tree_leaves_what_links_lead_to(void **state) {
    (void)state;
    Folder outside = folder_make();
    Folder folder = folder_make();
    assert_true(file_write(outside.path, STR("kept"), STR("k")));
    assert_true(file_write(folder.path, STR("tree/a/b"), STR("b")));
    make_link(&folder, outside.path, "tree/out");
    assert_true(file_remove_tree(folder.path, STR("tree")));
    assert_false(file_exists(folder.path, STR("tree")));
    assert_true(file_exists(outside.path, STR("kept")));
    assert_true(file_remove_tree(folder.path, STR("tree")));
    folder_remove(&folder);
    folder_remove(&outside);
}

static void test_file_remove_empty_folders_stops_at_one_that_is_used(void **state) {
    (void)state;
    Folder folder = folder_make();
    assert_true(file_write(folder.path, STR("a/b/c/x"), STR("x")));
    assert_true(file_write(folder.path, STR("a/y"), STR("y")));
    assert_true(file_remove(folder.path, STR("a/b/c/x")));
    assert_true(file_remove(folder.path, STR("a/b/c/x")));
    file_remove_empty_folders(folder.path, STR("a/b/c/x"));
    assert_false(file_exists(folder.path, STR("a/b")));
    assert_true(file_exists(folder.path, STR("a/y")));
    folder_remove(&folder);
}

static void test_file_lock_is_held_by_one_at_a_time(void **state) {
    (void)state;
    Folder folder = folder_make();
    int first = file_lock(folder.path, STR("lock"));
    assert_true(first >= 0);
    assert_int_equal(file_lock(folder.path, STR("lock")), -1);
    assert_int_equal(errno, EWOULDBLOCK);
    file_unlock(first);
    int second = file_lock(folder.path, STR("lock"));
    assert_true(second >= 0);
    file_unlock(second);
    folder_remove(&folder);
}

static void test_file_rename_makes_the_folders_of_its_target(void **state) {
    (void)state;
    Folder folder = folder_make();
    assert_true(file_write(folder.path, STR("x"), STR("x")));
    assert_true(file_rename(folder.path, STR("x"), STR("new/deep/y")));
    assert_false(file_exists(folder.path, STR("x")));
    assert_true(file_exists(folder.path, STR("new/deep/y")));
    assert_false(file_rename(folder.path, STR("missing"), STR("z")));
    assert_false(file_make_folders(folder.path, STR("new/deep/y")));
    assert_int_equal(errno, ENOTDIR);
    assert_false(file_folder_is_empty(folder.path, STR("new")));
    assert_true(file_folder_is_empty(folder.path, STR("missing")));
    folder_remove(&folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_file_walk_orders_bytewise_and_skips_hidden_names),
        cmocka_unit_test(test_file_walk_never_follows_links_out_of_the_root),
        cmocka_unit_test(test_file_walk_fails_on_a_link_to_a_folder_above),
        cmocka_unit_test(test_file_walk_lists_nothing_of_a_missing_folder),
        cmocka_unit_test(test_file_write_gives_readable_files_whatever_the_umask),
        cmocka_unit_test(test_file_write_does_not_write_through_a_link),
        cmocka_unit_test(test_file_has_bytes_compares_size_bytes_and_kind),
        cmocka_unit_test(test_file_read_appends_and_refuses_the_large_and_the_strange),
        cmocka_unit_test(test_file_remove_tree_leaves_what_links_lead_to),
        cmocka_unit_test(test_file_remove_empty_folders_stops_at_one_that_is_used),
        cmocka_unit_test(test_file_lock_is_held_by_one_at_a_time),
        cmocka_unit_test(test_file_rename_makes_the_folders_of_its_target),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
