// What is put aside comes back as it was, whatever is still in memory, and whenever the disk takes no more.
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "folder.h"

#include "base/spool.h"
#include "base/workers.h"

enum { ITEM_COUNT = 400, ITEM_MAX = 10000, LARGE = 400000 };

static long write_count, wanted;       // of the calls; the one from which on none works, or 0
static bool is_short;
ssize_t pwrite(int file, const void *bytes, size_t size, off_t at) {
    if (++write_count >= wanted && wanted) {
        errno = ENOSPC;
        return -1;
    }
    return syscall(SYS_pwrite64, file, bytes, is_short && size > 1 ? size / 2 : size, at);
}

static long read_count;
ssize_t pread(int file, void *ret, size_t size, off_t at) {
    read_count++;
    return syscall(SYS_pread64, file, ret, size, at);
}

// Of all sizes, one of many blocks among them.
static size_t item_size(size_t i) { return i == ITEM_COUNT / 2 ? LARGE : i * 7919 % ITEM_MAX; }

static void fill(Buf *out, size_t i) {
    buf_clear(out);
    for (size_t j = 0; j < item_size(i); j++) buf_add_char(out, (char)(i * 31 + j + j / 251));
}

static void assert_comes_back(Spool *spool, size_t i, Spooled place, Buf *expected, char *room) {
    fill(expected, i);
    assert_int_equal(place.size, expected->len);
    assert_true(spool_read(spool, place, room));
    if (place.size) assert_memory_equal(room, expected->ptr, place.size);
}

// Adds all items, as so many threads would that take turns; each is read back at once, and so is one before.
static void pass_items(Spool *spool, size_t thread_count, Spooled *places, bool *are_added) {
    enum { TURN = 8 };
    Buf bytes = {0};
    char *room = malloc(LARGE);
    assert_non_null(room);
    for (size_t i = 0; i < ITEM_COUNT; i++) {
        fill(&bytes, i);
        are_added[i] = spool_add(spool, i / TURN % thread_count, buf_str(&bytes), &places[i]);
        if (!are_added[i]) assert_int_equal(errno, ENOSPC);
        size_t earlier = i / 2;
        if (are_added[i]) assert_comes_back(spool, i, places[i], &bytes, room);
        if (are_added[earlier]) assert_comes_back(spool, earlier, places[earlier], &bytes, room);
    }
    free(room);
    buf_free(&bytes);
}

// By their numbers, and once more in another order. Returns how many calls the first took.
static long read_near(Spool *spool, const Spooled *places, const bool *are_added) {
    Buf expected = {0};
    SpoolReader reader = {.spool = spool};
    read_count = 0;
    long ret = 0;
    for (size_t i = 0; i < 2 * ITEM_COUNT; i++) {
        if (i == ITEM_COUNT) ret = read_count;
        size_t item = i < ITEM_COUNT ? i : i * 7 % ITEM_COUNT;
        Str bytes;
        if (!are_added[item]) continue;
        fill(&expected, item);
        assert_true(spool_reader_take(&reader, places[item], &bytes));
        assert_int_equal(bytes.len, expected.len);
        if (bytes.len) assert_memory_equal(bytes.ptr, expected.ptr, bytes.len);
    }
    Str none;
    assert_false(spool_reader_take(&reader, (Spooled){1 << 30, 1}, &none));
    assert_int_equal(errno, EIO);
    spool_reader_end(&reader);
    buf_free(&expected);
    return ret;
}

static size_t read_all(Spool *spool, const Spooled *places, const bool *are_added) {
    size_t ret = 0;
    Buf bytes = {0};
    char *room = malloc(LARGE);
    assert_non_null(room);
    for (size_t i = ITEM_COUNT; i-- > 0;) {
        if (are_added[i]) assert_comes_back(spool, i, places[i], &bytes, room);
        ret += are_added[i];
    }
    free(room);
    buf_free(&bytes);
    return ret;
}

static void test_what_is_put_aside_comes_back_by_few_calls(void **state) {
    (void)state;
    for (size_t i = 0; i < 6; i++) {
        Spool spool;
        Spooled places[ITEM_COUNT];
        bool are_added[ITEM_COUNT];
        size_t thread_count = 1 + i / 2;
        spool_open(-1, thread_count, &spool);
        is_short = i % 2;
        wanted = write_count = 0;
        pass_items(&spool, thread_count, places, are_added);
        if (!is_short) assert_in_range(write_count, 10, ITEM_COUNT / 4);
        assert_in_range(read_near(&spool, places, are_added), 10, ITEM_COUNT / 8);
        assert_int_equal(read_all(&spool, places, are_added), ITEM_COUNT);
        spool_close(&spool);
    }
    is_short = false;
}

static void test_what_is_small_is_not_written(void **state) {
    (void)state;
    Spool spool;
    Spooled place;
    char room[4] = "";
    spool_open(-1, 1, &spool);
    write_count = 0;
    for (int i = 0; i < 1000; i++) assert_true(spool_add(&spool, 0, STR("text"), &place));
    assert_true(spool_read(&spool, place, room));
    assert_memory_equal(room, "text", 4);
    assert_int_equal(write_count, 0);
    // What nobody has added is not taken for something else.
    for (uint64_t at = 3996; at < 4100; at++) {
        assert_int_equal(spool_read(&spool, (Spooled){at, 5}, room), 0);
        assert_int_equal(errno, EIO);
    }
    spool_close(&spool);
    spool_close(&spool);
}

// At whichever call that is: what was said to be there is there, and nothing more is taken.
static void test_a_disk_that_is_full_takes_nothing_away(void **state) {
    (void)state;
    size_t all_count = 0;
    for (long at = 1; all_count < ITEM_COUNT; at += 1 + at / 4) {
        Spool spool;
        Spooled places[ITEM_COUNT];
        bool are_added[ITEM_COUNT];
        spool_open(-1, 2, &spool);
        wanted = at;
        write_count = 0;
        pass_items(&spool, 2, places, are_added);
        read_near(&spool, places, are_added);
        size_t count = read_all(&spool, places, are_added);
        assert_true(count > 0 && count >= all_count);
        bool has_failed = false;
        for (size_t i = 0; i < ITEM_COUNT; i++) {
            // Nothing needs no room.
            if (has_failed && item_size(i)) assert_false(are_added[i]);
            has_failed |= !are_added[i];
        }
        all_count = count;
        spool_close(&spool);
        if (at > 1000) fail_msg("it never ends");
    }
    wanted = 0;
}

static void test_where_there_is_no_file_nothing_is_taken(void **state) {
    (void)state;
    Spool spool = {.file = -1};
    Spooled place;
    assert_false(spool_add(&spool, 0, STR("text"), &place));
    spool_close(&spool);
}

typedef struct Crowd {
    Spool spool;
    Spooled places[ITEM_COUNT];
    bool are_added[ITEM_COUNT];
} Crowd;
enum { CROWD = 8 };
static void add_job(Worker *worker, size_t index, void *context) {
    Crowd *crowd = context;
    fill(&worker->buf, index);
    crowd->are_added[index] = spool_add(&crowd->spool, worker->seat, buf_str(&worker->buf), &crowd->places[index]);
}

static void test_several_threads_share_one(void **state) {
    (void)state;
    static Crowd crowd;
    Arena keep = {0};
    Diags diags = {0};
    spool_open(-1, CROWD, &crowd.spool);
    workers_run(CROWD, ITEM_COUNT, add_job, &crowd, &keep, &diags);
    read_near(&crowd.spool, crowd.places, crowd.are_added);
    assert_int_equal(read_all(&crowd.spool, crowd.places, crowd.are_added), ITEM_COUNT);
    spool_close(&crowd.spool);
    arena_free(&keep);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_put_aside_comes_back_by_few_calls),
        cmocka_unit_test(test_what_is_small_is_not_written),
        cmocka_unit_test(test_a_disk_that_is_full_takes_nothing_away),
        cmocka_unit_test(test_where_there_is_no_file_nothing_is_taken),
        cmocka_unit_test(test_several_threads_share_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
