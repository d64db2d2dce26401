// Memory out of room that is lent, and what of it is the system's.
#include <pthread.h>
#include <stdalign.h>
#include <stdlib.h>

#include "unit.h"

#include "base/lend.h"
#include "base/memory.h"

enum { ROOM = 4096 };
static alignas(max_align_t) char room[ROOM + 1];

// So that no compiler leaves a call out.
static void *(*volatile take)(size_t) = malloc;
static void *(*volatile change)(void *, size_t) = realloc;
static void (*volatile give)(void *) = free;

static bool is_in_room(const void *memory) {
    return (uintptr_t)memory - (uintptr_t)room < sizeof room;
}

static void assert_place(const void *memory, bool is_lent) {
#if defined(MEMORY_IS_SANITIZED) || defined(MEMORY_IS_THREAD_SANITIZED)
    is_lent = false;
#endif
    assert_non_null(memory);
    assert_int_equal(is_in_room(memory), is_lent);
    assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
}

static char *fill(char *memory, size_t size, char byte) {
    return memset(memory, byte, size);
}

static void assert_filled(const char *memory, size_t size, char byte) {
    for (size_t i = 0; i < size; i++) assert_int_equal(memory[i], byte);
}

static void test_what_is_asked_for_stands_in_the_room(void **state) {
    (void)state;
    for (size_t from = 0; from < 2; from++) {
        bool *is_asked = lend_begin(room + from, ROOM);
        *is_asked = true;
        char *first = fill(take(100), 100, 'a');
        char *second = fill(change(NULL, 50), 50, 'b');
        assert_place(first, true);
        assert_place(second, true);
        void *nothing = take(0);
        assert_place(nothing, true);
        give(nothing);
        // One that is not the last moves, with what it has; and so it does where it shrinks.
        first = change(first, 300);
        assert_place(first, true);
        assert_filled(first, 100, 'a');
        fill(first, 300, 'c');
        assert_filled(second, 50, 'b');
        second = change(second, 20);
        assert_place(second, true);
        assert_filled(second, 20, 'b');
        assert_filled(first, 300, 'c');
        give(first);
        assert_null(change(second, 0));
        *is_asked = false;
        lend_end();
    }
}

static void test_the_last_piece_grows_where_it_is(void **state) {
    (void)state;
    bool *is_asked = lend_begin(room, ROOM);
    *is_asked = true;
    char *first = NULL;
    char *piece = NULL;
    for (size_t size = 16; size <= ROOM / 2; size += size / 2) {
        piece = change(piece, size);
        if (!first) first = piece;
        assert_place(piece, true);
        if (is_in_room(piece)) assert_ptr_equal(piece, first);
        fill(piece, size, 'x');
    }
    give(piece);
    *is_asked = false;
    lend_end();
}

static void test_what_has_no_room_is_the_systems(void **state) {
    (void)state;
    bool *is_asked = lend_begin(room, ROOM);
    *is_asked = true;
    char *piece = fill(take(1000), 1000, 'a');
    char *last = fill(take(1000), 1000, 'b');
    char *large = fill(take(ROOM), ROOM, 'c');
    assert_place(large, false);
    last = change(last, ROOM);
    assert_place(last, false);
    assert_filled(last, 1000, 'b');
    // The room that it had is free again.
    char *next = fill(take(2000), 2000, 'd');
    assert_place(next, true);
    piece = change(piece, 3000);
    assert_place(piece, false);
    assert_filled(piece, 1000, 'a');
    assert_filled(next, 2000, 'd');
    large = change(large, 10);
    assert_place(large, false);
    assert_filled(large, 10, 'c');
    char *const all[] = {piece, last, large, next};
    for (size_t i = 0; i < 4; i++) give(all[i]);
    *is_asked = false;
    lend_end();
}

static void test_what_has_no_bytes_has_a_place_or_is_the_systems(void **state) {
    (void)state;
    const size_t unit = alignof(max_align_t);
    for (size_t left = 0; left <= 4 * unit; left += unit) {
        bool *is_asked = lend_begin(room, ROOM);
        *is_asked = true;
        char *piece = take(ROOM - unit - left);
        assert_place(piece, true);
        char *nothing = take(0);
        assert_place(nothing, left >= 2 * unit);
        assert_ptr_not_equal(nothing, room + ROOM);
        give(nothing);
        give(piece);
        *is_asked = false;
        lend_end();
    }
}

static void *ask(void *ret) {
    *(void **)ret = take(10);
    return NULL;
}

static void test_others_ask_the_system(void **state) {
    (void)state;
    bool *is_asked = lend_begin(room, ROOM);
    char *before = take(10);
    assert_place(before, false);
    *is_asked = true;
    char *lent = take(10);
    pthread_t thread;
    void *elsewhere = NULL;
    assert_int_equal(pthread_create(&thread, NULL, ask, &elsewhere), 0);
    pthread_join(thread, NULL);
    assert_place(elsewhere, false);
    give(before);
    *is_asked = false;
    char *between = take(10);
    char *grown = change(NULL, 10);
    assert_place(between, false);
    assert_place(grown, false);
    give(lent);
    give(between);
    *is_asked = true;
    grown = change(grown, 20);
    assert_place(grown, false);
    give(grown);
    *is_asked = false;
    lend_end();
    char *after = take(10);
    assert_place(after, false);
    give(after);
    give(elsewhere);
}

static void test_room_of_nothing_is_none(void **state) {
    (void)state;
    for (size_t size = 0; size < alignof(max_align_t); size++) {
        bool *is_asked = lend_begin(room + 1, size);
        *is_asked = true;
        char *piece = take(1);
        assert_place(piece, false);
        give(piece);
        *is_asked = false;
        lend_end();
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_asked_for_stands_in_the_room),
        cmocka_unit_test(test_the_last_piece_grows_where_it_is),
        cmocka_unit_test(test_what_has_no_room_is_the_systems),
        cmocka_unit_test(test_what_has_no_bytes_has_a_place_or_is_the_systems),
        cmocka_unit_test(test_others_ask_the_system),
        cmocka_unit_test(test_room_of_nothing_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
