#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "folder.h"
#include "unit.h"

#include "base/open.h"
#include "base/stamp.h"

static void put(const Folder *folder, const char *path, const char *bytes) {
    assert_true(file_write_synced(folder->at, str_from(path), str_from(bytes)));
}

static Stamp take(const Folder *folder, const char *path) {
    Stamp ret;
    Stamper stamper = stamper_begin(folder->at, false);
    assert_true(stamper_take(&stamper, str_from(path), &ret));
    stamper_end(&stamper);
    return ret;
}

// Lets the clock of the file system go on by some ticks.
static void wait_ticks(void) {
    nanosleep(&(struct timespec){.tv_nsec = 30 * 1000 * 1000}, NULL);
}

static void test_stamp_of_an_untouched_file_stays_equal(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    put(&folder, "a/b", "text");
    wait_ticks();
    Stamp then = take(&folder, "a/b");
    Stamp now = take(&folder, "a/b");
    assert_false(then.is_racy);
    assert_int_equal(then.size, 4);
    assert_true(stamp_equal(&then, &now));
    folder_remove_temporary(&folder);
}

static void test_stamp_sees_a_change_whose_time_was_set_back(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    char path[512];
    struct stat status;
    put(&folder, "file", "old!");
    wait_ticks();
    Stamp then = take(&folder, "file");
    snprintf(path, sizeof path, "%s/file", folder.path);
    assert_int_equal(stat(path, &status), 0);
    int descriptor = open(path, O_WRONLY);   // the same inode, size and time
    assert_int_equal(write(descriptor, "new!", 4), 4);
    assert_int_equal(futimens(descriptor, (struct timespec[]){status.st_atim, status.st_mtim}), 0);
    close(descriptor);
    Stamp now = take(&folder, "file");
    assert_int_equal(now.modified_ns, then.modified_ns);
    assert_false(stamp_equal(&then, &now));
    folder_remove_temporary(&folder);
}

static void test_stamp_of_a_file_changed_in_this_tick_is_racy(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    char path[512];
    snprintf(path, sizeof path, "%s/file", folder.path);
    put(&folder, "file", "text");
    // A time that the clock has not passed yet stands for one of the same tick.
    struct timespec later;
    clock_gettime(CLOCK_REALTIME, &later);
    later.tv_sec += 100;
    assert_int_equal(utimensat(AT_FDCWD, path, (struct timespec[]){later, later}, 0), 0);
    Stamp then = take(&folder, "file");
    Stamp now = take(&folder, "file");
    assert_true(then.is_racy);
    assert_false(stamp_equal(&then, &now));
    folder_remove_temporary(&folder);
}

// Some file systems keep whole seconds, or every second one; others cut off nanoseconds. A time that
// they give stands for a later one, too.
static void test_stamp_of_a_coarse_time_is_racy_for_as_long_as_that_lasts(void **state) {
    (void)state;
    static const struct {
        long changed_ns;     // behind the second 100
        int64_t age_ns;
        bool is_racy;
    } cases[] = {
        {0, 1900000000, true},           // ext4 with small inodes, vfat
        {0, 2100000000, false},
        {20000000, 1900000000, true},    // exfat
        {123456700, 99, true},           // ntfs
        {123456700, 4000000, false},
        {123456789, 4000000, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct timespec changed = {.tv_sec = 100, .tv_nsec = cases[i].changed_ns};
        struct stat status = {.st_mtim = changed, .st_ctim = changed};
        int64_t then_ns = INT64_C(100000000000) + cases[i].changed_ns;
        assert_int_equal(stamp_from(&status, then_ns + cases[i].age_ns).is_racy, cases[i].is_racy);
    }
}

static void test_stamper_follows_no_link(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    char path[512];
    put(&folder, "real/file", "text");
    snprintf(path, sizeof path, "%s/linked", folder.path);
    assert_int_equal(symlink("real", path), 0);
    snprintf(path, sizeof path, "%s/real/link", folder.path);
    assert_int_equal(symlink("file", path), 0);
    Stamp stamp;
    Stamper stamper = stamper_begin(folder.at, false);
    assert_true(stamper_take(&stamper, STR("real/file"), &stamp));
    assert_false(stamper_take(&stamper, STR("linked/file"), &stamp));
    assert_int_equal(errno, ELOOP);
    assert_false(stamper_take(&stamper, STR("real/link"), &stamp));
    assert_false(stamper_take(&stamper, STR("real"), &stamp));
    assert_int_equal(errno, EISDIR);
    assert_false(stamper_take(&stamper, STR("real/missing"), &stamp));
    assert_int_equal(errno, ENOENT);
    assert_true(stamper_take(&stamper, STR("real/file"), &stamp));
    stamper_end(&stamper);
    folder_remove_temporary(&folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stamp_of_an_untouched_file_stays_equal),
        cmocka_unit_test(test_stamp_sees_a_change_whose_time_was_set_back),
        cmocka_unit_test(test_stamp_of_a_file_changed_in_this_tick_is_racy),
        cmocka_unit_test(test_stamp_of_a_coarse_time_is_racy_for_as_long_as_that_lasts),
        cmocka_unit_test(test_stamper_follows_no_link),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
