#include "unit.h"

#include "base/progress.h"

static void test_progress_keeps_what_phases_took(void **state) {
    (void)state;
    Progress progress = {0};
    progress_begin(&progress, "load", 2);
    assert_string_equal(progress.phase, "load");
    progress_count(&progress, 10);
    progress_count(&progress, 5);
    assert_int_equal(progress.total, 2);
    assert_int_equal(progress.done, 2);
    progress_begin(&progress, "render", 0);
    assert_int_equal(progress.done, 0);
    progress_end(&progress);
    progress_end(&progress);
    assert_null(progress.phase);
    assert_int_equal(progress.phase_count, 2);
    assert_string_equal(progress.phases[0].name, "load");
    assert_int_equal(progress.phases[0].file_count, 2);
    assert_int_equal(progress.phases[0].size, 15);
    assert_true(progress.phases[1].wall_s >= 0 && progress.phases[1].cpu_s >= 0);
}

static void test_progress_begins_no_more_phases_than_it_can_keep(void **state) {
    (void)state;
    Progress progress = {0};
    for (int i = 0; i < PHASES_MAX + 3; i++) progress_begin(&progress, "phase", 0);
    progress_end(&progress);
    assert_int_equal(progress.phase_count, PHASES_MAX);
}

static void test_progress_stops_or_commits(void **state) {
    (void)state;
    Progress stopped = {0};
    assert_true(progress_stop(&stopped));
    assert_false(progress_commit(&stopped));
    assert_false(progress_stop(&stopped));
    Progress committed = {0};
    assert_true(progress_commit(&committed));
    assert_false(progress_stop(&committed));
}

static void test_progress_is_not_needed(void **state) {
    (void)state;
    progress_begin(NULL, "load", 1);
    progress_count(NULL, 1);
    progress_end(NULL);
    assert_true(progress_commit(NULL));
    assert_true(progress_linger(NULL));
    assert_false(progress_is_asked(NULL));
}

static void test_progress_that_lingers_is_asked_to_end_and_not_stopped(void **state) {
    (void)state;
    Progress progress = {0};
    assert_true(progress_linger(&progress));
    assert_false(progress_stop(&progress));
    assert_false(progress_linger(&progress));
    assert_false(progress_is_asked(&progress));
    progress_ask(&progress);
    assert_true(progress_is_asked(&progress));
    Progress stopped = {0};
    assert_true(progress_stop(&stopped));
    assert_false(progress_linger(&stopped));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_progress_keeps_what_phases_took),
        cmocka_unit_test(test_progress_begins_no_more_phases_than_it_can_keep),
        cmocka_unit_test(test_progress_stops_or_commits),
        cmocka_unit_test(test_progress_is_not_needed),
        cmocka_unit_test(test_progress_that_lingers_is_asked_to_end_and_not_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
