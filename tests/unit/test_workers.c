#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "unit.h"

#include "base/workers.h"

typedef struct Ledger {
    atomic_int *calls;
    atomic_int dirty_count;
    Str *kept;
} Ledger;

static void note_job(Worker *worker, size_t index, void *context) {
    Ledger *ledger = context;
    bool is_fresh = worker->buf.len == 0 && worker->scratch.used == 0;
    if (!is_fresh) atomic_fetch_add(&ledger->dirty_count, 1);
    atomic_fetch_add(&ledger->calls[index], 1);
    buf_printf(&worker->buf, "job %zu", index);
    arena_copy(&worker->scratch, buf_str(&worker->buf));
    ledger->kept[index] = arena_copy(&worker->keep, buf_str(&worker->buf));
    if (index % 3 == 0) diag_error(&worker->diags, (Place){STR("x"), index}, "third", NULL, "job %zu", index);
}

typedef void Run(size_t thread_count, size_t count, WorkerJob *job, void *context, Arena *keep, Diags *diags);

static void check_run(Run *run, size_t thread_count, size_t count) {
    Ledger ledger = {.calls = calloc(count + 1, sizeof(atomic_int)), .kept = calloc(count + 1, sizeof(Str))};
    assert_non_null(ledger.calls);
    assert_non_null(ledger.kept);
    Arena keep = {0};
    Diags diags = {0};
    run(thread_count, count, note_job, &ledger, &keep, &diags);
    for (size_t i = 0; i < count; i++) {
        char expected[32];
        snprintf(expected, sizeof expected, "job %zu", i);
        assert_int_equal(ledger.calls[i], 1);
        assert_str(ledger.kept[i], expected);
    }
    assert_int_equal(ledger.calls[count], 0);
    assert_int_equal(ledger.dirty_count, 0);
    assert_int_equal(diags.error_count, (count + 2) / 3);
    for (size_t i = 0; i < count; i += 3) assert_true(has_diag(&diags, "third", i));
    diags_free(&diags);
    arena_free(&keep);
    free(ledger.calls);
    free(ledger.kept);
}

static void test_workers_run_each_index_once_and_keep_what_it_made(void **state) {
    (void)state;
    static const size_t counts[] = {0, 1, 7, 8, 9, 64, 65, 1000};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        check_run(workers_run, 1, counts[i]);
        check_run(workers_run, 8, counts[i]);
        check_run(workers_run_large, 1, counts[i]);
        check_run(workers_run_large, 8, counts[i]);
    }
}

static void test_workers_run_takes_no_threads_for_one(void **state) {
    (void)state;
    check_run(workers_run, 0, 20);
}

typedef struct Meeting {
    atomic_int waiting;
    atomic_bool have_met;
} Meeting;

static void meet(Worker *worker, size_t index, void *context) {
    (void)worker;
    (void)index;
    Meeting *meeting = context;
    atomic_fetch_add(&meeting->waiting, 1);
    for (int i = 0; i < 10000 && atomic_load(&meeting->waiting) < 2; i++) usleep(1000);
    if (atomic_load(&meeting->waiting) == 2) atomic_store(&meeting->have_met, true);
}

static void test_two_large_jobs_run_beside_each_other(void **state) {
    (void)state;
    Meeting meeting = {0};
    Arena keep = {0};
    Diags diags = {0};
    workers_run_large(2, 2, meet, &meeting, &keep, &diags);
    assert_true(meeting.have_met);
    arena_free(&keep);
    diags_free(&diags);
}

// A container or taskset may leave fewer processors than the machine has.
static void test_workers_default_count_is_of_the_processors_that_may_be_used(void **state) {
    (void)state;
    cpu_set_t all;
    assert_int_equal(sched_getaffinity(0, sizeof all, &all), 0);
    assert_int_equal(workers_default_count(), CPU_COUNT(&all));
    cpu_set_t some;
    CPU_ZERO(&some);
    size_t count = 0;
    for (size_t i = 0; i < CPU_SETSIZE && count < 2; i++) {
        if (!CPU_ISSET(i, &all)) continue;
        CPU_SET(i, &some);
        count++;
        assert_int_equal(sched_setaffinity(0, sizeof some, &some), 0);
        assert_int_equal(workers_default_count(), count);
    }
    assert_int_equal(sched_setaffinity(0, sizeof all, &all), 0);
    assert_true(count >= 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_workers_run_each_index_once_and_keep_what_it_made),
        cmocka_unit_test(test_workers_run_takes_no_threads_for_one),
        cmocka_unit_test(test_two_large_jobs_run_beside_each_other),
        cmocka_unit_test(test_workers_default_count_is_of_the_processors_that_may_be_used),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
