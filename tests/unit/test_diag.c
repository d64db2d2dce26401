#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

static void test_diags_merge_takes_over_counts_texts_and_the_environment(void **state) {
    (void)state;
    Diags a = {0};
    Diags b = {0};
    diag_warning(&a, (Place){STR("a"), DIAG_NO_OFFSET}, "c", NULL, "own");
    assert_false(diag_error(&b, (Place){STR("b"), DIAG_NO_OFFSET}, "c", "h", "other %d", 7));
    assert_false(diag_environment(&b, "cannot write", STR("p"), ENOSPC));
    diags_merge(&a, &b);
    assert_int_equal(b.list.count, 0);
    assert_int_equal(a.error_count, 2);
    assert_true(a.has_environment_failure);
    diags_settle(&a);
    assert_int_equal(a.list.count, 3);
    assert_str(((Diag *)a.list.items)[1].message, "other 7");
    assert_str(((Diag *)a.list.items)[1].hint, "h");
    assert_str(((Diag *)a.list.items)[2].place.path, "p");
    diags_free(&a);
}

static void test_diags_merge_counts_what_both_have_once(void **state) {
    (void)state;
    Diags a = {0};
    Diags b = {0};
    for (size_t i = 0; i < 300; i++) {
        diag_error(&a, (Place){STR("x"), i}, "c", NULL, "same");
        diag_error(&b, (Place){STR("x"), i + 100}, "c", NULL, "same");
        diag_warning(&b, (Place){STR("x"), i}, "w", NULL, "only said");
    }
    diags_merge(&a, &b);
    assert_int_equal(a.error_count, 600);
    diags_settle(&a);
    assert_int_equal(a.error_count, 400);
    const Diag *last = (Diag *)a.list.items + a.list.count - 1;
    assert_int_equal(a.list.count, 2 * DIAGS_SHOWN_PER_FILE_MAX);
    assert_int_equal(last->hidden_count, 400 + 300 - 2 * DIAGS_SHOWN_PER_FILE_MAX);
    diags_free(&a);
}

// The i-th of many diagnostics in many files, of all kinds, some of them again and again.
static void add_one(Diags *diags, size_t i) {
    char path[32];
    snprintf(path, sizeof path, "file-%02zu", i % 7 ? i * 31 % 53 : 3);
    Place place = {str_from(path), i % 11 ? i * 7919 % 4001 : DIAG_NO_OFFSET};
    if (i % 5 == 0) diag_warning(diags, place, "w", NULL, "warning %zu", i % 3);
    else if (i % 997 == 1) diag_environment(diags, "cannot read", place.path, ENOENT);
    else diag_error(diags, place, i % 2 ? "odd" : "even", "h", "error %zu", i % 5);
}

static void assert_same(const Diags *a, const Diags *b) {
    assert_int_equal(a->list.count, b->list.count);
    assert_int_equal(a->error_count, b->error_count);
    assert_int_equal(a->hidden_count, b->hidden_count);
    for (size_t i = 0; i < a->list.count; i++) {
        const Diag *left = (Diag *)a->list.items + i;
        const Diag *right = (Diag *)b->list.items + i;
        assert_true(str_equal(left->place.path, right->place.path));
        assert_true(str_equal(left->message, right->message));
        assert_int_equal(left->place.offset, right->place.offset);
        assert_int_equal(left->severity, right->severity);
        assert_int_equal(left->hidden_count, right->hidden_count);
        assert_string_equal(left->code, right->code);
    }
}

// Which are shown, and all counts, depend neither on the order in which they were found nor on how
// many workers found them.
static void test_diags_settle_keeps_the_same_whatever_the_order_and_the_workers(void **state) {
    (void)state;
    enum { COUNT = 20011, WORKERS = 5 };   // a prime, so that each step goes through all
    Diags expected = {0};
    for (size_t i = 0; i < COUNT; i++) add_one(&expected, i);
    diags_settle(&expected);
    assert_int_equal(expected.list.count, DIAGS_SHOWN_MAX);
    assert_true(expected.hidden_count > 0);
    for (size_t step = 1; step < 20000; step += 3331) {
        Diags all = {0};
        Diags parts[WORKERS] = {0};
        for (size_t i = 0; i < COUNT; i++) add_one(&parts[i % WORKERS], (COUNT - 1 - i) * step % COUNT);
        for (size_t i = 0; i < WORKERS; i++) diags_merge(&all, &parts[i]);
        diags_settle(&all);
        assert_same(&all, &expected);
        diags_free(&all);
    }
    diags_free(&expected);
}

// An error is never hidden by warnings, nor a failing disk by errors, wherever they stand.
static void test_diags_settle_keeps_the_gravest(void **state) {
    (void)state;
    Diags diags = {0};
    char path[32];
    for (size_t i = 0; i < 5000; i++) {
        snprintf(path, sizeof path, "a-%zu", i);
        diag_warning(&diags, (Place){str_from(path), 0}, "w", NULL, "warning");
        snprintf(path, sizeof path, "b-%zu", i);
        if (i % 10 == 0) diag_error(&diags, (Place){str_from(path), 0}, "e", NULL, "error");
    }
    diag_error(&diags, (Place){STR("y"), 0}, "e", NULL, "error");
    diag_environment(&diags, "cannot write", STR("z"), ENOSPC);
    diags_settle(&diags);
    assert_int_equal(diags.list.count, DIAGS_SHOWN_MAX);
    assert_int_equal(diags.error_count, 502);
    assert_int_equal(diags.hidden_count, 5000 + 502 - DIAGS_SHOWN_MAX);
    const Diag *items = diags.list.items;
    assert_str(items[DIAGS_SHOWN_MAX - 1].place.path, "z");
    assert_str(items[DIAGS_SHOWN_MAX - 2].place.path, "y");
    size_t errors = 0;
    for (size_t i = 0; i < diags.list.count; i++) errors += items[i].severity == SEVERITY_ERROR;
    assert_int_equal(errors, 502);
    diags_free(&diags);
}

static void test_diags_keep_few_of_many(void **state) {
    (void)state;
    enum { COUNT = 200000 };
    Diags diags = {0};
    for (size_t i = COUNT; i > 0; i--) diag_error(&diags, (Place){STR("x"), i}, "c", "h", "m");
    assert_true(diags.list.capacity <= 2 * 2 * DIAGS_SHOWN_MAX);
    assert_true(diags.marks.capacity <= 4 * COUNT);
    assert_int_equal(diags.error_count, COUNT);
    diags_settle(&diags);
    const Diag *items = diags.list.items;
    assert_int_equal(diags.list.count, DIAGS_SHOWN_PER_FILE_MAX);
    assert_int_equal(items[0].place.offset, 1);
    assert_int_equal(items[DIAGS_SHOWN_PER_FILE_MAX - 1].hidden_count, COUNT - DIAGS_SHOWN_PER_FILE_MAX);
    assert_int_equal(diags.hidden_count, 0);
    diags_free(&diags);
}

// A message may quote a value that is as long as its file.
static void test_diags_cut_long_messages_between_letters(void **state) {
    (void)state;
    Buf value = {0};
    for (int i = 0; i < 40000; i++) buf_add(&value, STR("€"));
    Diags diags = {0};
    diag_error(&diags, (Place){STR("x"), 0}, "c", value.ptr, "%s", value.ptr);
    const Diag *diag = diags.list.items;
    assert_int_equal(diag->message.len, 333 * 3 + 3);
    assert_int_equal(utf8_invalid_at(diag->message), diag->message.len);
    assert_true(str_ends_with(diag->message, STR("€…")));
    assert_true(str_ends_with(diag->hint, STR("€…")));
    diags_free(&diags);
    buf_free(&value);
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

static void test_edits_apply_in_the_order_of_their_offsets_or_not_at_all(void **state) {
    (void)state;
    const Edit some[] = {{.offset = 8, .size = 3, .text = STR("cat")}, {.offset = 0, .size = 1, .text = STR("O")},
                         {.offset = 4, .size = 0, .text = STR("a ")}, {.offset = 4, .size = 0, .text = STR("very ")}};
    List edits = {0};
    Buf text = {0};
    for (size_t i = 0; i < 4; i++) *(Edit *)list_add(&edits, sizeof(Edit)) = some[i];
    assert_true(edits_apply(STR("one old dog"), &edits, &text));
    assert_str(buf_str(&text), "One a very old cat");
    buf_clear(&text);
    assert_false(edits_apply(STR("one old do"), &edits, &text));
    *(Edit *)list_add(&edits, sizeof(Edit)) = (Edit){.offset = 9, .size = 1, .text = STR("x")};
    assert_false(edits_apply(STR("one old dog"), &edits, &text));
    free(edits.items);
    buf_free(&text);
}

static void test_diags_speak_of_a_file_that_they_stand_in_or_name(void **state) {
    (void)state;
    Diags diags = {0};
    List paths = {0};
    assert_false(diags_speak_of(&diags, &paths));
    diags_relate(&diags, (Place){STR("other.md"), 3}, "here");
    diag_error(&diags, (Place){STR("one.md"), 3}, "code", "hint", "message");
    assert_false(diags_speak_of(&diags, &paths));
    Str *path = list_add(&paths, sizeof(Str));
    *path = STR("third.md");
    assert_false(diags_speak_of(&diags, &paths));
    *path = STR("one.md");
    assert_true(diags_speak_of(&diags, &paths));
    *path = STR("other.md");
    assert_true(diags_speak_of(&diags, &paths));
    free(paths.items);
    diags_free(&diags);
}

static void test_error_words_are_there_for_every_number(void **state) {
    (void)state;
    assert_string_equal(error_words(ENOSPC), "No space left on device");
    assert_string_equal(error_words(99999), "an error without a name");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_diags_merge_takes_over_counts_texts_and_the_environment),
        cmocka_unit_test(test_diags_merge_counts_what_both_have_once),
        cmocka_unit_test(test_diags_settle_keeps_the_same_whatever_the_order_and_the_workers),
        cmocka_unit_test(test_diags_settle_keeps_the_gravest),
        cmocka_unit_test(test_diags_keep_few_of_many),
        cmocka_unit_test(test_diags_cut_long_messages_between_letters),
        cmocka_unit_test(test_edits_apply_in_the_order_of_their_offsets_or_not_at_all),
        cmocka_unit_test(test_diags_speak_of_a_file_that_they_stand_in_or_name),
        cmocka_unit_test(test_error_words_are_there_for_every_number),
        cmocka_unit_test(test_diag_did_you_mean_takes_the_nearest_or_says_otherwise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
