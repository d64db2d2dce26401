#include <time.h>

#include "folder.h"
#include "unit.h"

#include "base/stamp.h"
#include "serve/watcher.h"

static bool takes(Watcher *watcher) {
    Changes changes = {0};
    bool ret = watcher_take(watcher, &changes);
    changes_clear(&changes);
    return ret;
}

// In place, which keeps the inode; as many bytes as before.
static void overwrite(const Folder *folder, const char *letter) {
    char path[512];
    snprintf(path, sizeof path, "%s/static/a.txt", folder->path);
    FILE *file = fopen(path, "r+");
    assert_non_null(file);
    assert_true(fputs(letter, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void test_watcher_that_looks_sees_a_second_change_within_a_tick(void **state) {
    (void)state;
    enum { TRIES = 50 };
    Folder folder = folder_make_temporary();
    assert_true(file_write(folder.at, STR("static/a.txt"), STR("a")));
    Watcher *watcher = watcher_open(folder.path, folder.path, true);
    assert_non_null(watcher);
    for (int i = 0; i < TRIES; i++) {
        stamp_wait();
        takes(watcher);
        overwrite(&folder, "b");
        assert_true(takes(watcher));
        overwrite(&folder, "c");
        stamp_wait();
        assert_true(takes(watcher));
        assert_false(takes(watcher));
    }
    watcher_close(watcher);
    folder_remove_temporary(&folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_watcher_that_looks_sees_a_second_change_within_a_tick),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
