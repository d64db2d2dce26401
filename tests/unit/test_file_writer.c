#include <errno.h>
#include <unistd.h>

#include "base/stamp.h"
#include "base/workers.h"
#include "folder.h"

static bool put_at(FileWriter *writer, const Folder *folder, const char *path) {
    Stamp stamp;
    Stamp there;
    bool is_put = file_writer_put(writer, folder->at, str_from(path), STR("bytes"), &stamp);
    if (!is_put) return false;
    assert_true(folder_has_bytes(folder->at, path, "bytes"));
    assert_true(file_stamp(folder->at, str_from(path), &there));
    assert_false(stamp_shows_change(&stamp, &there));
    return true;
}

static void test_a_writer_makes_the_folders_that_it_comes_to(void **state) {
    (void)state;
    static const char *const paths[] = {"top", "a/x", "a/b/x", "a/b/y", "a/y", "a/b/c/d/x", "a/b/c/x", "also", "e/f/g/h"};
    Folder folder = folder_make_temporary();
    FileWriter writer = {0};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) assert_true(put_at(&writer, &folder, paths[i]));
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        assert_false(put_at(&writer, &folder, paths[i]));
        assert_int_equal(errno, EEXIST);
    }
    assert_false(put_at(&writer, &folder, "a/x/below"));
    assert_int_equal(errno, ENOTDIR);
    assert_false(put_at(&writer, &folder, "a/../z"));
    assert_int_equal(errno, EINVAL);
    file_writer_end(&writer);
    folder_remove_temporary(&folder);
}

// As somebody may do who works in the folder at the same time.
static void test_a_writer_follows_no_link_to_where_its_folder_was(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    FileWriter writer = {0};
    size_t count = 0;
    folder_close(folder_make(folder.at, STR("outside/b")));
    assert_true(put_at(&writer, &folder, "top/a/x"));
    assert_int_equal(renameat(folder.at, "top/a", folder.at, "top/was"), 0);
    folder_make_link(&folder, "../outside", "top/a");
    assert_false(put_at(&writer, &folder, "top/a/y"));
    assert_int_equal(errno, ELOOP);
    // A link where a folder is to be made, or the one above.
    folder_make_link(&folder, "../outside", "top/b");
    assert_false(put_at(&writer, &folder, "top/b/x"));
    assert_int_equal(errno, ELOOP);
    folder_make_link(&folder, "outside", "link");
    assert_false(put_at(&writer, &folder, "link/b/x"));
    assert_int_equal(errno, ELOOP);
    // The one that is open is still where it was moved to.
    assert_true(put_at(&writer, &folder, "top/c/x"));
    assert_int_equal(renameat(folder.at, "top", folder.at, "moved"), 0);
    folder_make_link(&folder, "outside", "top");
    file_writer_put(&writer, folder.at, STR("top/c/y"), STR("bytes"), &(Stamp){0});
    file_writer_put(&writer, folder.at, STR("top/d/y"), STR("bytes"), &(Stamp){0});
    file_writer_end(&writer);
    assert_true(file_count(folder.at, STR("outside"), &count));
    assert_int_equal(count, 1);   // its empty folder
    folder_remove_temporary(&folder);
}

static void test_a_writer_makes_once_more_what_was_removed(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    FileWriter writer = {0};
    static const char *const removed[] = {"a/b/c", "a/b", "a"};
    for (size_t i = 0; i < sizeof removed / sizeof removed[0]; i++) {
        assert_true(put_at(&writer, &folder, "a/b/c/x"));
        assert_true(file_remove_tree(folder.at, str_from(removed[i])));
        assert_true(put_at(&writer, &folder, "a/b/c/y"));
        assert_true(file_remove_tree(folder.at, STR("a")));
    }
    file_writer_end(&writer);
    folder_remove_temporary(&folder);
}

// Neighbours are in one folder, which several threads find missing at once.
static void put_job(Worker *worker, size_t index, void *context) {
    const Folder *folder = context;
    char path[64];
    snprintf(path, sizeof path, "%zu/%zu/%zu", index / 300, index / 12, index);
    Str kept = arena_copy(&worker->keep, str_from(path));
    Stamp stamp;
    if (!file_writer_put(&worker->writer, folder->at, kept, STR("bytes"), &stamp)) {
        diag_environment(&worker->diags, "cannot be written", kept, errno);
    }
}

static void test_writers_of_several_threads_make_one_folder(void **state) {
    (void)state;
    enum { FILE_COUNT = 3000 };
    Folder folder = folder_make_temporary();
    Arena keep = {0};
    Diags diags = {0};
    size_t count = 0;
    workers_run(8, FILE_COUNT, put_job, &folder, &keep, &diags);
    assert_int_equal(diags.error_count, 0);
    assert_true(file_count(folder.at, STR(""), &count));
    assert_int_equal(count, FILE_COUNT);
    diags_free(&diags);
    arena_free(&keep);
    folder_remove_temporary(&folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_writer_makes_the_folders_that_it_comes_to),
        cmocka_unit_test(test_a_writer_follows_no_link_to_where_its_folder_was),
        cmocka_unit_test(test_a_writer_makes_once_more_what_was_removed),
        cmocka_unit_test(test_writers_of_several_threads_make_one_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
