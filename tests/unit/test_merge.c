#include <sys/stat.h>
#include <unistd.h>

#include "folder.h"
#include "unit.h"

#include "publish/merge.h"

// What a list says: paths of files that hold "x", up to an empty one.
enum { PATHS_MAX = 4 };
typedef struct Listed { uint64_t number, count; const char *paths[PATHS_MAX]; } Listed;

static void put(const Folder *folder, const char *path, Str bytes) {
    assert_true(file_write_synced(folder->at, str_from(path), bytes));
}

// Writes a list, whether or not there are such files, and so many outputs.
static void put_counted(const Folder *folder, const char *path, const Listed *listed, uint64_t planned_count,
                        uint64_t total_count) {
    Arena arena = {0};
    Buf bytes = {0};
    Record records[PATHS_MAX];
    Part part = {.shard = {listed->number, listed->count}, .planned_count = planned_count, .total_count = total_count,
                 .files = {.records = records}};
    for (size_t i = 0; i < PATHS_MAX && listed->paths[i]; i++) {
        records[i] = (Record){.path = str_from(listed->paths[i]), .hash = hash_128(STR("x")), .action = ACTION_PUT};
        part.files.count++;
    }
    part_add_list(&bytes, &part, &arena);
    put(folder, path, buf_str(&bytes));
    buf_free(&bytes);
    arena_free(&arena);
}

static void put_list(const Folder *folder, const char *path, const Listed *listed) {
    put_counted(folder, path, listed, 0, 0);
}

// Merges parts/1 and parts/2 of a folder; the code that is expected, or NULL.
static void merge(const Folder *folder, const char *code) {
    char places[2][300];
    Str folders[2];
    char out[300];
    for (int i = 0; i < 2; i++) {
        snprintf(places[i], sizeof places[i], "%s/parts/%d", folder->path, i + 1);
        folders[i] = str_from(places[i]);
    }
    snprintf(out, sizeof out, "%s/public", folder->path);
    Diags diags = {0};
    PublishCounts counts = {0};
    MergeOptions options = {.folders = folders, .folder_count = 2,
                            .publish = {.out = str_from(out), .thread_count = 2}};
    bool is_done = merge_parts(folder->at, &options, &counts, &diags);
    bool is_expected = code ? !is_done && has_diag(&diags, code, DIAG_NO_OFFSET) : is_done;
    if (!is_expected) {
        print_diags(&diags);
        fail_msg("%s, not %s", is_done ? "merged" : "refused", code ? code : "merged");
    }
    if (code) assert_false(file_exists(folder->at, STR("public")));
    diags_free(&diags);
}

static void test_merge_takes_no_path_that_leads_elsewhere(void **state) {
    (void)state;
    static const char *const bad[] = {
        "../evil", "/evil", "a/../../evil", "./evil", "a//b", "a/", "", ".", "..",
        ".metier-part", ".metier-staging/x", ".metier/x",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        Folder folder = folder_make_temporary();
        put(&folder, "parts/evil", STR("x"));
        put(&folder, "evil", STR("x"));
        put_list(&folder, "parts/1/.metier-part", &(Listed){1, 2, {bad[i]}});
        put_list(&folder, "parts/2/.metier-part", &(Listed){2, 2, {0}});
        merge(&folder, "part-list");
        folder_remove_temporary(&folder);
    }
}

static void test_merge_takes_each_path_from_one_part(void **state) {
    (void)state;
    static const Listed pairs[][2] = {
        {{1, 2, {"a", "b"}}, {2, 2, {"b"}}},
        {{1, 2, {"a"}}, {2, 2, {"a-b", "a/b"}}},
        {{1, 2, {"a", "a/b"}}, {2, 2, {0}}},
        {{1, 2, {"a/b/c/d"}}, {2, 2, {"a/b"}}},
        {{1, 2, {"a-b", "a/b/c"}}, {2, 2, {"a.b", "a/b"}}},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        Folder folder = folder_make_temporary();
        put_list(&folder, "parts/1/.metier-part", &pairs[i][0]);
        put_list(&folder, "parts/2/.metier-part", &pairs[i][1]);
        merge(&folder, "part-file");
        folder_remove_temporary(&folder);
    }
}

static void test_merge_refuses_impossible_numbers(void **state) {
    (void)state;
    static const Listed bad[] = {{0, 2, {0}}, {3, 2, {0}}, {1, 0, {0}}, {1, SHARDS_MAX + 1, {0}}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        Folder folder = folder_make_temporary();
        put_list(&folder, "parts/1/.metier-part", &bad[i]);
        put_list(&folder, "parts/2/.metier-part", &(Listed){2, 2, {0}});
        merge(&folder, "part-list");
        folder_remove_temporary(&folder);
    }
}

static void test_merge_refuses_a_list_that_is_shorter_than_it_says(void **state) {
    (void)state;
    for (uint64_t planned = 1; planned <= 2; planned++) {
        Folder folder = folder_make_temporary();
        put(&folder, "parts/1/a", STR("x"));
        put_counted(&folder, "parts/1/.metier-part", &(Listed){1, 2, {"a"}}, planned, planned);
        put_counted(&folder, "parts/2/.metier-part", &(Listed){2, 2, {0}}, 0, planned);
        merge(&folder, planned == 1 ? NULL : "part-list");
        folder_remove_temporary(&folder);
    }
}

static void make_two(const Folder *folder) {
    put(folder, "parts/1/a/b", STR("x"));
    put_list(folder, "parts/1/.metier-part", &(Listed){1, 2, {"a/b"}});
    put(folder, "parts/2/c", STR("x"));
    put_list(folder, "parts/2/.metier-part", &(Listed){2, 2, {"c"}});
}

static void test_merge_publishes_what_the_lists_name(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    Buf scratch = {0};
    size_t count = 0;
    make_two(&folder);
    merge(&folder, NULL);
    assert_true(file_count(folder.at, STR("public"), &count));
    assert_int_equal(count, 2);
    assert_int_equal(file_compare(folder.at, STR("public/a/b"), STR("x"), &scratch, NULL), FILE_SAME);
    buf_free(&scratch);
    folder_remove_temporary(&folder);
}

static void test_merge_refuses_a_part_that_is_not_what_its_list_says(void **state) {
    (void)state;
    for (int kind = 0; kind < 7; kind++) {
        Folder folder = folder_make_temporary();
        make_two(&folder);
        Buf list = {0};
        int part = folder_open_in(folder.at, STR("parts/1"));
        assert_true(file_read(part, PART_LIST_NAME, 4096, &list));
        if (kind < 4) assert_true(file_remove(part, STR("a/b")));
        if (kind == 1) assert_int_equal(symlinkat("../../2/c", part, "a/b"), 0);
        if (kind == 2) assert_int_equal(mkfifoat(part, "a/b", 0600), 0);
        if (kind == 3) {
            assert_true(folder_remove(part, STR("a")));
            assert_int_equal(symlinkat("../2", part, "a"), 0);
        }
        if (kind == 4) assert_true(file_write_synced(part, STR("a/b"), STR("y")));
        if (kind == 5) assert_true(file_write_synced(part, STR("d"), STR("x")));
        if (kind == 6) {
            list.ptr[list.len / 2] ^= 1;
            assert_true(file_write_synced(part, PART_LIST_NAME, buf_str(&list)));
        }
        merge(&folder, kind == 6 ? "part-list" : "part-file");
        buf_free(&list);
        folder_close(part);
        folder_remove_temporary(&folder);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_merge_takes_no_path_that_leads_elsewhere),
        cmocka_unit_test(test_merge_takes_each_path_from_one_part),
        cmocka_unit_test(test_merge_refuses_impossible_numbers),
        cmocka_unit_test(test_merge_refuses_a_list_that_is_shorter_than_it_says),
        cmocka_unit_test(test_merge_publishes_what_the_lists_name),
        cmocka_unit_test(test_merge_refuses_a_part_that_is_not_what_its_list_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
