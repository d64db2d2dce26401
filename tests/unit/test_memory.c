#include <sanitizer/asan_interface.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "unit.h"

#include "base/hash.h"
#include "base/memory.h"
#include "base/sort.h"

static void test_arena_share_gives_one_text_for_all_that_are_alike(void **state) {
    (void)state;
    Arena arena = {0};
    SharedTexts *texts = shared_texts_new(&arena);
    enum { COUNT = 20000, ALIKE = 50, LONG = 100 };
    size_t shared_count = 0;
    Str before[ALIKE] = {{0}};
    for (size_t i = 0; i < COUNT; i++) {
        char text[LONG];
        size_t kind = i % ALIKE;
        // One begins as another goes on: "text 1", "text 10".
        size_t len = (size_t)snprintf(text, sizeof text, "text %zu", kind);
        Str ret = arena_share(&arena, texts, (Str){text, len});
        assert_true(str_equal(ret, (Str){text, len}) && ret.ptr != text && !ret.ptr[ret.len]);
        shared_count += ret.ptr == before[kind].ptr;
        before[kind] = ret;
        // What comes once takes a place now and then.
        len = (size_t)snprintf(text, sizeof text, "once %zu", i);
        assert_true(str_equal(arena_share(&arena, texts, (Str){text, len}), (Str){text, len}));
    }
    assert_true(shared_count > COUNT * 9 / 10);
    char large[LONG];
    memset(large, 'x', sizeof large);
    Str first = arena_share(&arena, texts, (Str){large, sizeof large});
    assert_true(str_equal(first, (Str){large, sizeof large}));
    assert_int_equal(arena_share(&arena, texts, STR("")).len, 0);
    assert_ptr_not_equal(arena_share(&arena, NULL, STR("a")).ptr, arena_share(&arena, NULL, STR("a")).ptr);
    arena_free(&arena);
}

static void test_arena_alloc_is_aligned_zeroed_and_apart(void **state) {
    (void)state;
    Arena arena = {0};
    enum { COUNT = 3000 };
    unsigned char **items = calloc(COUNT, sizeof *items);
    assert_non_null(items);
    for (size_t i = 0; i < COUNT; i++) {
        size_t size = i % 97 + 1;
        items[i] = arena_alloc(&arena, 1, size);
        assert_int_equal((uintptr_t)items[i] % alignof(uint64_t), 0);
        for (size_t j = 0; j < size; j++) assert_int_equal(items[i][j], 0);
        memset(items[i], (int)(i % 251) + 1, size);
        arena_copy(&arena, STR("odd"));
    }
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t j = 0; j < i % 97 + 1; j++) assert_int_equal(items[i][j], i % 251 + 1);
    }
    free(items);
    arena_free(&arena);
}

static void test_arena_alloc_serves_more_than_a_block(void **state) {
    (void)state;
    Arena arena = {0};
    Str small = arena_copy(&arena, STR("small"));
    char *large = arena_alloc(&arena, 1000, 1000);
    memset(large, 1, 1000000);
    Str after = arena_copy(&arena, STR("after"));
    assert_str(small, "small");
    assert_str(after, "after");
    assert_int_equal(large[999999], 1);
    arena_free(&arena);
    assert_null(arena.block);
}

static void test_arena_of_many_megabytes_keeps_all_of_it_apart(void **state) {
    (void)state;
    enum { COUNT = 40000, SIZE = 500 };
    Arena arena = {0};
    uint32_t **items = malloc(COUNT * sizeof *items);
    assert_non_null(items);
    for (int round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < COUNT; i++) {
            items[i] = arena_alloc(&arena, 1, i % 1000 ? SIZE : SIZE * SIZE);
            for (size_t j = 0; j < SIZE / sizeof(uint32_t); j++) {
                assert_int_equal(items[i][j], 0);
                items[i][j] = i;
            }
        }
        for (uint32_t i = 0; i < COUNT; i++) {
            for (size_t j = 0; j < SIZE / sizeof(uint32_t); j++) assert_int_equal(items[i][j], i);
        }
        arena_reset(&arena);
    }
    arena_free(&arena);
    assert_null(arena.block);
    free(items);
}

static void test_arena_that_expects_much_serves_little_and_much(void **state) {
    (void)state;
    Arena arena = {0};
    arena_expect_much(&arena);
    Str little = arena_copy(&arena, STR("little"));
    char *much = arena_alloc(&arena, 5, MEMORY_LARGE_PAGE);
    memset(much, 'x', 5 * MEMORY_LARGE_PAGE);
    arena_expect_much(&arena);   // it has begun
    Str after = arena_copy(&arena, STR("after"));
    assert_str(little, "little");
    assert_str(after, "after");
    arena_free(&arena);
    assert_null(arena.block);
}

static void test_arena_reset_hands_out_zeroed_memory_again(void **state) {
    (void)state;
    Arena arena = {0};
    for (int round = 0; round < 3; round++) {
        unsigned char *bytes = arena_alloc(&arena, 1, 200000);
        for (size_t i = 0; i < 200000; i++) assert_int_equal(bytes[i], 0);
        memset(bytes, 0xAA, 200000);
        arena_alloc(&arena, 1, 300000);
        arena_reset(&arena);
    }
    arena_free(&arena);
    arena_reset(&arena);
    assert_null(arena.block);
}

static void test_arena_reset_has_room_for_what_did_not_fit_into_one_block(void **state) {
    (void)state;
    Arena arena = {0};
    const ArenaBlock *block = NULL;
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 9; i++) arena_alloc(&arena, 1, 30000);
        if (round) assert_ptr_equal(arena.block, block);
        arena_reset(&arena);
        block = arena.block;
    }
    arena_free(&arena);
}

static void test_what_grows_in_an_arena_is_freed_with_it(void **state) {
    (void)state;
    enum { COUNT = 500 };
    Arena arena = {0};
    List list = {.arena = &arena};
    Buf buf = {.arena = &arena};
    Table table = {.arena = &arena};
    char keys[COUNT][8];
    for (size_t i = 0; i < COUNT; i++) {
        *(size_t *)list_add(&list, sizeof(size_t)) = i;
        buf_printf(&buf, "%zu,", i);
        int len = snprintf(keys[i], sizeof keys[i], "%zu", i);
        assert_int_equal(table_add(&table, (Str){keys[i], (size_t)len}, i), TABLE_NONE);
        assert_int_equal(buf.ptr[buf.len], '\0');
    }
    const char *at = buf.ptr;
    for (size_t i = 0; i < COUNT; i++) {
        char *end = NULL;
        assert_int_equal(((const size_t *)list.items)[i], i);
        assert_int_equal(strtoul(at, &end, 10), i);
        at = end + 1;
        assert_int_equal(table_get(&table, str_from(keys[i])), i);
    }
    assert_ptr_equal(at, buf.ptr + buf.len);
    table_free(&table);
    buf_free(&buf);
    arena_free(&arena);
}

static void test_arena_join_ends_with_nul_and_takes_empty_texts(void **state) {
    (void)state;
    Arena arena = {0};
    Str joined = arena_join(&arena, STR("ab"), STR("cd"));
    Str empty = arena_join(&arena, (Str){0}, (Str){0});
    assert_str(joined, "abcd");
    assert_int_equal(joined.ptr[4], '\0');
    assert_non_null(empty.ptr);
    assert_int_equal(empty.len, 0);
    assert_int_equal(empty.ptr[0], '\0');
    arena_free(&arena);
}

static void test_arena_adopt_into_an_empty_arena_goes_on_where_the_other_was(void **state) {
    (void)state;
    Arena a = {0};
    Arena b = {0};
    Str before = arena_copy(&b, STR("before"));
    arena_adopt(&a, &b);
    Str behind = arena_copy(&a, STR("behind"));
    arena_adopt(&a, &b);
    assert_str(before, "before");
    assert_str(behind, "behind");
    arena_free(&a);
}

// What was given back last, in whole pages, as the system does.
static uintptr_t given_back_from;
static uintptr_t given_back_to;

int madvise(void *memory, size_t size, int advice) {
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    if (advice != MADV_DONTNEED) return 0;
    given_back_from = (uintptr_t)memory;
    given_back_to = (given_back_from + size + page - 1) / page * page;
    return 0;
}

static void test_arena_adopt_gives_back_nothing_behind_a_block(void **state) {
    (void)state;
    Arena all = {0};
    static const size_t sizes[] = {MEMORY_LARGE_PAGE, MEMORY_LARGE_PAGE + 100, 2 * MEMORY_LARGE_PAGE - 1};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        Arena other = {0};
        arena_reserve(&other, sizes[i]);
        uintptr_t from = (uintptr_t)arena_copy(&other, STR("used")).ptr;
        given_back_from = given_back_to = 0;
        arena_adopt(&all, &other);
        assert_true(!given_back_to || (given_back_from > from && given_back_to <= from + sizes[i]));
    }
    Arena large = {0};
    arena_expect_much(&large);
    uintptr_t from = (uintptr_t)arena_copy(&large, STR("used")).ptr;
    arena_adopt(&all, &large);
    assert_true(given_back_to - given_back_from > MEMORY_LARGE_PAGE / 2);
    assert_true(given_back_from > from && given_back_to <= from + MEMORY_LARGE_PAGE);
    arena_free(&all);
}

#ifdef MEMORY_IS_SANITIZED
// Whether what is handed out may be used, and the byte before and the 16 behind it may not.
static void assert_fenced(const void *item, size_t size) {
    const char *bytes = item;
    assert_null(__asan_region_is_poisoned((void *)(uintptr_t)bytes, size));
    for (size_t i = 0; i < 16; i++) assert_true(__asan_address_is_poisoned(bytes + size + i));
}

// These tests run under AddressSanitizer: there an arena must not hide one item too many.
static void test_arena_lets_nobody_use_what_it_did_not_hand_out(void **state) {
    (void)state;
    Arena arena = {0};
    static const size_t sizes[] = {1, 3, 7, 8, 9, 15, 16, 17, 24, 1000, 64 * 1024, 64 * 1024 + 5, 2};
    for (int round = 0; round < 2; round++) {
        const char *items[sizeof sizes / sizeof sizes[0]];
        Str texts[sizeof sizes / sizeof sizes[0]];
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            items[i] = arena_alloc(&arena, 1, sizes[i]);
            texts[i] = arena_copy(&arena, (Str){"0123456789abcdef", sizes[i] % 16});
        }
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            assert_fenced(items[i], sizes[i]);
            assert_fenced(texts[i].ptr, texts[i].len + 1);
        }
        const char *last = texts[sizeof sizes / sizeof sizes[0] - 1].ptr;
        arena_reset(&arena);
        assert_true(__asan_address_is_poisoned(last));
    }
    arena_free(&arena);
}

static void test_arena_adopt_keeps_what_was_handed_out_usable(void **state) {
    (void)state;
    Arena a = {0};
    Arena b = {0};
    Str first = arena_copy(&a, STR("first"));
    Str second = arena_copy(&b, STR("second"));
    arena_adopt(&a, &b);
    Str third = arena_copy(&a, STR("third"));
    assert_fenced(first.ptr, first.len + 1);
    assert_fenced(second.ptr, second.len + 1);
    assert_fenced(third.ptr, third.len + 1);
    arena_free(&a);
    char *again = malloc(64 * 1024);
    assert_non_null(again);
    assert_null(__asan_region_is_poisoned(again, 64 * 1024));
    free(again);
}
#endif

static void test_arena_grow_array_keeps_the_items_and_zeroes_what_is_behind(void **state) {
    (void)state;
    Arena arena = {0};
    size_t *items = NULL;
    size_t capacity = 0;
    size_t moves = 0;
    enum { COUNT = 5000 };
    for (size_t count = 0; count < COUNT; count++) {
        size_t *grown = arena_grow_array(&arena, items, count, &capacity, sizeof *items);
        assert_true(capacity > count);
        assert_int_equal(grown[count], 0);
        if (grown != items) moves++;
        items = grown;
        items[count] = count + 1;
        arena_copy(&arena, STR("between"));
    }
    for (size_t i = 0; i < COUNT; i++) assert_int_equal(items[i], i + 1);
    assert_true(moves > 1 && moves < 15);
    arena_free(&arena);
}

// An array that was made with just as many items as it needed grows from there.
static void test_arena_grow_array_goes_on_from_a_capacity_that_is_no_power_of_two(void **state) {
    (void)state;
    Arena arena = {0};
    size_t capacity = 5;
    size_t *items = ARENA_NEW(&arena, size_t, 5);
    for (size_t i = 0; i < 5; i++) items[i] = i;
    items = arena_grow_array(&arena, items, 4, &capacity, sizeof *items);
    assert_int_equal(capacity, 5);
    items = arena_grow_array(&arena, items, 5, &capacity, sizeof *items);
    assert_int_equal(capacity, 10);
    for (size_t i = 0; i < 10; i++) assert_int_equal(items[i], i < 5 ? i : 0);
    arena_free(&arena);
}

static void test_list_add_gives_zeroed_items_and_keeps_the_others(void **state) {
    (void)state;
    List list = {0};
    for (size_t i = 0; i < 1000; i++) {
        size_t *item = list_add(&list, sizeof *item);
        assert_int_equal(*item, 0);
        *item = i + 1;
    }
    assert_int_equal(list.count, 1000);
    for (size_t i = 0; i < 1000; i++) assert_int_equal(((size_t *)list.items)[i], i + 1);
    free(list.items);
}

static void test_table_tells_empty_prefixed_and_binary_keys_apart(void **state) {
    (void)state;
    Table table = {0};
    assert_int_equal(table_get(&table, STR("a")), TABLE_NONE);
    assert_int_equal(table_add(&table, (Str){0}, 1), TABLE_NONE);
    assert_int_equal(table_add(&table, STR("a"), 2), TABLE_NONE);
    assert_int_equal(table_add(&table, STR("a\0b"), 3), TABLE_NONE);
    assert_int_equal(table_add(&table, STR("a\0c"), 4), TABLE_NONE);
    assert_int_equal(table_get(&table, STR("")), 1);
    assert_int_equal(table_get(&table, STR("a")), 2);
    assert_int_equal(table_get(&table, STR("a\0b")), 3);
    assert_int_equal(table_get(&table, STR("a\0c")), 4);
    assert_int_equal(table_get(&table, STR("a\0")), TABLE_NONE);
    assert_int_equal(table_add(&table, STR(""), 9), 1);
    assert_int_equal(table.count, 4);
    table_free(&table);
    assert_int_equal(table_get(&table, STR("a")), TABLE_NONE);
}

// How far the keys stand from where their hashes want them, in all.
static size_t sum_of_steps(const Table *table) {
    size_t ret = 0;
    for (size_t i = 0; i < table->capacity; i++) {
        const TableSlot *slot = &table->slots[i];
        if (slot->key.ptr) ret += (i - (size_t)slot->hash) & (table->capacity - 1);
    }
    return ret;
}

static void test_table_takes_keys_that_were_chosen_to_collide(void **state) {
    (void)state;
    enum { COUNT = 2000, MASK = 8191 };
    Table table = {0};
    Arena arena = {0};
    char key[32];
    for (unsigned i = 0; table.count < COUNT; i++) {
        int len = snprintf(key, sizeof key, "a-heading-%u", i);
        Str text = {key, (size_t)len};
        if ((hash_64(text) & MASK) == 7) table_add(&table, arena_copy(&arena, text), i);
    }
    assert_true(table.capacity <= MASK + 1);
    if (sum_of_steps(&table) > 4 * COUNT) fail_msg("%zu steps for %d keys", sum_of_steps(&table), COUNT);
    table_free(&table);
    arena_free(&arena);
}

typedef struct Piece {
    int key;
    int place;               // at first
    char rest[5];
} Piece;

static int compare_pieces(const void *left, const void *right) {
    return ((const Piece *)left)->key - ((const Piece *)right)->key;
}

// Of any length, in any number of pieces: sorted, and what is equal in its order.
static void test_sort_pieces_keeps_what_is_equal_in_its_order(void **state) {
    (void)state;
    enum { COUNT = 70 };
    Piece items[COUNT];
    sort_pieces(NULL, 0, sizeof items[0], compare_pieces);
    for (size_t count = 1; count <= COUNT; count++) {
        for (int step = 1; step < COUNT; step++) {
            for (size_t i = 0; i < count; i++) {
                items[i] = (Piece){.key = (int)i * step % COUNT / 3, .place = (int)i};
            }
            sort_pieces(items, count, sizeof items[0], compare_pieces);
            for (size_t i = 0; i < count; i++) {
                assert_int_equal(items[i].key, items[i].place * step % COUNT / 3);
                if (!i) continue;
                int order = compare_pieces(&items[i - 1], &items[i]);
                assert_true(order < 0 || (!order && items[i - 1].place < items[i].place));
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena_alloc_is_aligned_zeroed_and_apart),
        cmocka_unit_test(test_arena_share_gives_one_text_for_all_that_are_alike),
        cmocka_unit_test(test_arena_alloc_serves_more_than_a_block),
        cmocka_unit_test(test_arena_of_many_megabytes_keeps_all_of_it_apart),
        cmocka_unit_test(test_arena_that_expects_much_serves_little_and_much),
        cmocka_unit_test(test_arena_reset_hands_out_zeroed_memory_again),
        cmocka_unit_test(test_arena_reset_has_room_for_what_did_not_fit_into_one_block),
        cmocka_unit_test(test_what_grows_in_an_arena_is_freed_with_it),
        cmocka_unit_test(test_arena_join_ends_with_nul_and_takes_empty_texts),
        cmocka_unit_test(test_arena_adopt_into_an_empty_arena_goes_on_where_the_other_was),
        cmocka_unit_test(test_arena_adopt_gives_back_nothing_behind_a_block),
#ifdef MEMORY_IS_SANITIZED
        cmocka_unit_test(test_arena_lets_nobody_use_what_it_did_not_hand_out),
        cmocka_unit_test(test_arena_adopt_keeps_what_was_handed_out_usable),
#endif
        cmocka_unit_test(test_arena_grow_array_keeps_the_items_and_zeroes_what_is_behind),
        cmocka_unit_test(test_arena_grow_array_goes_on_from_a_capacity_that_is_no_power_of_two),
        cmocka_unit_test(test_list_add_gives_zeroed_items_and_keeps_the_others),
        cmocka_unit_test(test_table_tells_empty_prefixed_and_binary_keys_apart),
        cmocka_unit_test(test_sort_pieces_keeps_what_is_equal_in_its_order),
        cmocka_unit_test(test_table_takes_keys_that_were_chosen_to_collide),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
