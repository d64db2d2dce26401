// Other programs.
#include <errno.h>
#include <stdlib.h>

#include "base/program.h"
#include "unit.h"

typedef struct Said {
    Buf out;
    Buf errors;
    int status;
} Said;

static bool run(const char *const *words, const char *const *settings, Said *ret) {
    *ret = (Said){0};
    return program_run(words, settings, &ret->out, &ret->errors, &ret->status);
}

static void forget(Said *said) {
    buf_free(&said->out);
    buf_free(&said->errors);
}

static void test_program_run_gives_status_and_words_apart_and_nothing_to_read(void **state) {
    (void)state;
    Said said;
    assert_true(run((const char *const[]){"sh", "-c", "cat; echo one; echo two >&2; exit 7", NULL}, NULL, &said));
    assert_int_equal(said.status, 7);
    assert_str(buf_str(&said.out), "one\n");
    assert_str(buf_str(&said.errors), "two\n");
    forget(&said);
}

static void test_program_run_says_that_a_signal_ended_it(void **state) {
    (void)state;
    Said said;
    assert_true(run((const char *const[]){"sh", "-c", "kill -KILL $$", NULL}, NULL, &said));
    assert_int_equal(said.status, 128 + 9);
    forget(&said);
}

static void test_program_run_does_not_start_what_is_missing(void **state) {
    (void)state;
    Said said;
    assert_false(run((const char *const[]){"metier-no-such-program", NULL}, NULL, &said));
    assert_int_equal(errno, ENOENT);
    assert_int_equal(said.out.len + said.errors.len, 0);
    forget(&said);
}

static void test_program_run_sets_takes_away_and_leaves_settings(void **state) {
    (void)state;
    const char *const settings[] = {"METIER_NEW=new", "METIER_OTHER=later", "METIER_AWAY", NULL};
    setenv("METIER_OTHER", "earlier", 1);
    setenv("METIER_AWAY", "here", 1);
    setenv("METIER_AWAY_TOO", "stays", 1);
    Said said;
    const char *const words[] = {
        "sh", "-c", "echo $METIER_NEW $METIER_OTHER ${METIER_AWAY-none} $METIER_AWAY_TOO", NULL};
    assert_true(run(words, settings, &said));
    assert_str(buf_str(&said.out), "new later none stays\n");
    forget(&said);
}

static void test_program_run_keeps_the_beginning_of_much(void **state) {
    (void)state;
    Said said;
    assert_true(run((const char *const[]){"sh", "-c", "yes | head -c 1000000", NULL}, NULL, &said));
    assert_int_equal(said.status, 0);
    assert_in_range(said.out.len, 60000, 65536);
    assert_int_equal(strlen(said.out.ptr), said.out.len);
    forget(&said);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_program_run_gives_status_and_words_apart_and_nothing_to_read),
        cmocka_unit_test(test_program_run_says_that_a_signal_ended_it),
        cmocka_unit_test(test_program_run_does_not_start_what_is_missing),
        cmocka_unit_test(test_program_run_sets_takes_away_and_leaves_settings),
        cmocka_unit_test(test_program_run_keeps_the_beginning_of_much),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
