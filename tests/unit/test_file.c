#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/stamp.h"
#include "folder.h"

// The system's own, but where a test wants it to fail.
static bool is_listing_failing;
struct dirent *readdir(DIR *listed) {
    struct dirent *(*next)(DIR *) = (__typeof__(next))dlsym(RTLD_NEXT, "readdir");
    if (!is_listing_failing) return next(listed);
    errno = EIO;
    return NULL;
}

// As it is, a byte at a time, or of a file that somebody writes to, once it is known how large it is.
static enum { READ_WHOLE, READ_BYTEWISE, READ_GROWING } read_way;
static int read_from, read_count;
ssize_t read(int file, void *ret, size_t size) {
    int grows = read_way == READ_GROWING ? openat(read_from, "grows", O_WRONLY | O_APPEND) : -1;
    if (grows >= 0) {
        assert_true(file_add(grows, STR("more")) && !close(grows));
        read_way = READ_WHOLE;
    }
    read_count++;
    return syscall(SYS_read, file, ret, read_way == READ_BYTEWISE && size > 1 ? 1 : size);
}

// An editor saves right before a file is put in place, so often: "saved 1", "saved 2", … Or removes it.
static int saves_left, save_count, removes_at;
static int save_in;
int renameat2(int folder, const char *name, int target, const char *new_name, unsigned flags) {
    char text[32];
    if (saves_left > 0 && saves_left--) {
        snprintf(text, sizeof text, "saved %d", ++save_count);
        assert_true(file_write(save_in, STR("swap"), str_from(text)));
        assert_int_equal(syscall(SYS_renameat2, save_in, "swap", save_in, "page", 0), 0);
        if (save_count == removes_at) assert_int_equal(unlinkat(save_in, "page", 0), 0);
    }
    return (int)syscall(SYS_renameat2, folder, name, target, new_name, flags);
}

static void make_pipe(const Folder *folder, const char *name) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    assert_int_equal(mkfifo(path, 0600), 0);
}

static void write_file(const Folder *folder, const char *name, const char *bytes) {
    assert_true(file_write(folder->at, str_from(name), str_from(bytes)));
}

// What a walk of the folder "top" finds.
typedef struct Walked {
    Arena arena;
    List found;
    Diags diags;
} Walked;

static Walked walk(const Folder *folder) {
    Walked ret = {0};
    bool is_clean = file_walk(folder->at, STR("top"), &ret.arena, &ret.found, &ret.diags);
    assert_int_equal(is_clean, ret.diags.error_count == 0);
    return ret;
}

static const FileEntry *entry_at(const Walked *walked, size_t index) {
    assert_true(index < walked->found.count);
    return (const FileEntry *)walked->found.items + index;
}

static size_t count_of(const Walked *walked, const char *code) {
    size_t ret = 0;
    for (size_t i = 0; i < walked->diags.list.count; i++) {
        ret += !strcmp(((const Diag *)walked->diags.list.items)[i].code, code);
    }
    return ret;
}

static void walked_free(Walked *walked) {
    free(walked->found.items);
    arena_free(&walked->arena);
    diags_free(&walked->diags);
}

static void test_file_walk_orders_bytewise_and_skips_hidden_names(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    static const char *const names[] = {"top/b/z", "top/a", "top/B", "top/b/a", "top/b-c", "top/.git/x",
                                        "top/.well-known/y", "top/b.d", "top/ä"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) write_file(&folder, names[i], names[i]);
    Walked walked = walk(&folder);
    static const char *const expected[] = {"top/.well-known/y", "top/B", "top/a", "top/b-c", "top/b.d",
                                           "top/b/a", "top/b/z", "top/ä"};
    assert_int_equal(walked.found.count, sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < walked.found.count; i++) {
        assert_str(entry_at(&walked, i)->path, expected[i]);
        assert_str(entry_at(&walked, i)->real, expected[i]);
    }
    walked_free(&walked);
    folder_remove_temporary(&folder);
}

static void test_file_walk_reports_links_that_leave_the_top_folder(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    write_file(&folder, "beside/secret", "s");
    write_file(&folder, "top/.hidden/secret", "s");
    write_file(&folder, "top/a/x", "x");
    static const char *const targets[] = {
        "../beside", "../beside/secret", "/etc/passwd", "/proc/self/environ", ".hidden", ".hidden/secret",
        "a/../../beside/secret", "nowhere", "l7/..", "../../../../../../../../../../etc/passwd",
        "a/x/y", "", "../top/../beside", ".",
    };
    size_t count = 0;
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        char name[16];
        if (!*targets[i]) continue;
        snprintf(name, sizeof name, "top/l%zu", i);
        folder_make_link(&folder, targets[i], name);
        count++;
    }
    folder_make_link(&folder, "chain", "top/itself");
    folder_make_link(&folder, "itself", "top/chain");
    Walked walked = walk(&folder);
    assert_int_equal(walked.found.count, 1);
    assert_str(entry_at(&walked, 0)->path, "top/a/x");
    assert_int_equal(count_of(&walked, "outside-link") + count_of(&walked, "link-circle"), count + 2);
    assert_int_equal(count_of(&walked, "link-circle"), 1);   // the one that leads to "."
    walked_free(&walked);
    folder_remove_temporary(&folder);
}

static void test_file_walk_follows_links_that_stay(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    write_file(&folder, "top/deep/kept/x", "x");
    folder_make_link(&folder, "deep/kept", "top/folder");
    folder_make_link(&folder, "folder/x", "top/file");
    folder_make_link(&folder, "../kept/./x", "top/deep/kept/again");
    Walked walked = walk(&folder);
    static const char *const paths[] = {"top/deep/kept/again", "top/deep/kept/x", "top/file",
                                        "top/folder/again", "top/folder/x"};
    assert_int_equal(walked.diags.error_count, 0);
    assert_int_equal(walked.found.count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_str(entry_at(&walked, i)->path, paths[i]);
        assert_str(entry_at(&walked, i)->real, "top/deep/kept/x");
    }
    Str real;
    assert_true(file_resolve(folder.at, STR("top"), STR("top/folder/again"), &walked.arena, &real));
    assert_str(real, "top/deep/kept/x");
    assert_false(file_resolve(folder.at, STR("top"), STR("top/nowhere"), &walked.arena, &real));
    assert_int_equal(errno, ENOENT);
    walked_free(&walked);
    folder_remove_temporary(&folder);
}

static void test_file_walk_refuses_a_top_folder_that_is_a_link(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    write_file(&folder, "other/x", "x");
    folder_make_link(&folder, "other", "top");
    Walked walked = walk(&folder);
    assert_int_equal(walked.found.count, 0);
    assert_int_equal(count_of(&walked, "outside-link"), 1);
    walked_free(&walked);
    folder_remove_temporary(&folder);
}

static void test_file_walk_reports_circles_pipes_and_depth(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    write_file(&folder, "top/a/x", "x");
    folder_make_link(&folder, "..", "top/a/up");
    make_pipe(&folder, "top/pipe");
    Buf deep = {0};
    buf_add(&deep, STR("top"));
    for (int i = 0; i < WALK_MAX_DEPTH; i++) buf_add(&deep, STR("/d"));
    Str last = buf_str(&deep);
    buf_add(&deep, STR("/d/y"));
    assert_true(file_write(folder.at, buf_str(&deep), STR("y")));
    buf_clear(&deep);
    buf_add(&deep, str_slice(last, 0, 0));
    Walked walked = walk(&folder);
    assert_int_equal(walked.found.count, 1);
    assert_int_equal(count_of(&walked, "link-circle"), 1);
    assert_int_equal(count_of(&walked, "not-a-file"), 1);
    assert_int_equal(count_of(&walked, "walk-depth"), 1);
    buf_free(&deep);
    walked_free(&walked);
    folder_remove_temporary(&folder);
}

// Two links a level would be 2^20 folders.
static void test_file_walk_ends_where_links_multiply(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    for (int i = 0; i < 20; i++) {
        char name[64];
        char next[64];
        snprintf(name, sizeof name, "top/%02d", i);
        snprintf(next, sizeof next, "../%02d", i + 1);
        folder_close(folder_make(folder.at, str_from(name)));
        snprintf(name, sizeof name, "top/%02d/a", i);
        folder_make_link(&folder, next, name);
        snprintf(name, sizeof name, "top/%02d/b", i);
        folder_make_link(&folder, next, name);
    }
    write_file(&folder, "top/20/x", "x");
    Walked walked = walk(&folder);
    assert_int_equal(count_of(&walked, "walk-limit"), 1);
    assert_true(walked.found.count <= WALK_MAX_LINKED);
    walked_free(&walked);
    folder_remove_temporary(&folder);
}

static void test_file_walk_lists_nothing_of_a_missing_folder(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    Walked walked = walk(&folder);
    assert_int_equal(walked.found.count, 0);
    assert_int_equal(walked.diags.list.count, 0);
    walked_free(&walked);
    write_file(&folder, "top", "a file");
    walked = walk(&folder);
    assert_true(walked.diags.has_environment_failure);
    walked_free(&walked);
    folder_remove_temporary(&folder);
}

static void test_paths_that_could_lead_away_are_refused(void **state) {
    (void)state;
    static const char *const bad[] = {"", "/", "/a", "a/", "a//b", ".", "..", "a/..", "../a", "a/./b", "./a"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) assert_false(path_is_clean(str_from(bad[i])));
    assert_false(path_is_clean(STR("a\0b")));
    static const char *const good[] = {"a", "a/b", "...", ".a", "a..", "a/.b", "..a/b..", "ä/\n"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) assert_true(path_is_clean(str_from(good[i])));
    Folder folder = folder_make_temporary();
    write_file(&folder, "in/x", "x");
    int in = folder_open_in(folder.at, STR("in"));
    assert_true(in >= 0);
    Buf bytes = {0};
    assert_false(file_read(in, STR("../in/x"), 100, &bytes));
    assert_int_equal(errno, EINVAL);
    assert_false(file_write(in, STR("/tmp/metier-absolute"), STR("")));
    assert_int_equal(errno, EINVAL);
    buf_free(&bytes);
    folder_close(in);
    folder_remove_temporary(&folder);
}

static void test_no_call_follows_a_link(void **state) {
    (void)state;
    Folder outside = folder_make_temporary();
    Folder folder = folder_make_temporary();
    write_file(&outside, "kept", "kept");
    write_file(&outside, "in/kept", "kept");
    folder_make_link(&folder, outside.path, "way");
    folder_make_link(&folder, "way/kept", "link");
    write_file(&folder, "mine", "mine");
    Buf bytes = {0};
    Hash hash;
    Stamp stamp;
    static const char *const paths[] = {"way/kept", "link"};
    for (size_t i = 0; i < 2; i++) {
        Str path = str_from(paths[i]);
        assert_false(file_read(folder.at, path, 100, &bytes));
        assert_int_equal(errno, ELOOP);
        assert_false(file_read_start(folder.at, path, 100, &bytes));
        assert_false(file_hash(folder.at, path, &hash));
        assert_int_equal(file_compare(folder.at, path, STR("kept"), &bytes, NULL),
                         i ? FILE_IS_STRANGE : FILE_IS_BEHIND_LINK);
    }
    assert_false(file_write(folder.at, STR("way/new"), STR("n")));
    assert_false(file_write(folder.at, STR("link"), STR("n")));
    assert_int_equal(file_copy(folder.at, STR("way/new"), folder.at, STR("mine"), &hash, &stamp), COPY_UNWRITTEN);
    assert_int_equal(file_copy(folder.at, STR("new"), folder.at, STR("gone"), &hash, &stamp), COPY_UNREAD);
    assert_false(file_exists(folder.at, STR("new")));
    assert_false(file_move(folder.at, STR("mine"), folder.at, STR("way/kept")));
    assert_false(file_move(folder.at, STR("mine"), folder.at, STR("way/new/deep")));
    assert_false(file_move(folder.at, STR("way/kept"), folder.at, STR("taken")));
    assert_false(file_remove(folder.at, STR("way/kept")));
    assert_false(file_remove_tree(folder.at, STR("way/in")));
    file_remove_empty_folders(folder.at, STR("way/in/x"));
    assert_int_equal(folder_open_in(folder.at, STR("way")), -1);
    assert_int_equal(folder_make(folder.at, STR("way/new")), -1);
    assert_int_equal(file_lock(folder.at, STR("link")), -1);
    assert_true(file_remove_tree(folder.at, STR("way")));   // the link itself goes
    assert_true(file_remove(folder.at, STR("link")));
    assert_true(folder_has_bytes(outside.at, "kept", "kept"));
    assert_true(folder_has_bytes(outside.at, "in/kept", "kept"));
    assert_true(folder_has_bytes(folder.at, "mine", "mine"));
    buf_free(&bytes);
    folder_remove_temporary(&folder);
    folder_remove_temporary(&outside);
}

static void test_file_compare_says_what_stands_there(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    Buf scratch = {0};
    write_file(&folder, "x", "abc");
    write_file(&folder, "empty", "");
    make_pipe(&folder, "pipe");
    assert_int_equal(file_compare(folder.at, STR("x"), STR("abc"), &scratch, NULL), FILE_SAME);
    assert_int_equal(file_compare(folder.at, STR("empty"), STR(""), &scratch, NULL), FILE_SAME);
    assert_int_equal(file_compare(folder.at, STR("x"), STR("abd"), &scratch, NULL), FILE_OTHER);
    assert_int_equal(file_compare(folder.at, STR("x"), STR("ab"), &scratch, NULL), FILE_OTHER);
    assert_int_equal(file_compare(folder.at, STR("x"), STR("abcd"), &scratch, NULL), FILE_OTHER);
    assert_int_equal(file_compare(folder.at, STR("missing"), STR(""), &scratch, NULL), FILE_ABSENT);
    assert_int_equal(file_compare(folder.at, STR("missing/x"), STR(""), &scratch, NULL), FILE_ABSENT);
    assert_int_equal(file_compare(folder.at, STR("x/y"), STR(""), &scratch, NULL), FILE_IS_BLOCKED);
    assert_int_equal(file_compare(folder.at, STR("pipe"), STR(""), &scratch, NULL), FILE_IS_STRANGE);
    folder_close(folder_make(folder.at, STR("folder")));
    assert_int_equal(file_compare(folder.at, STR("folder"), STR(""), &scratch, NULL), FILE_IS_FOLDER);
    assert_int_equal(file_compare_hash(folder.at, STR("x"), hash_128(STR("abc")), NULL), FILE_SAME);
    assert_int_equal(file_compare_hash(folder.at, STR("x"), hash_128(STR("abd")), NULL), FILE_OTHER);
    assert_int_equal(file_compare_hash(folder.at, STR("folder"), hash_128(STR("")), NULL), FILE_IS_FOLDER);
    buf_free(&scratch);
    folder_remove_temporary(&folder);
}

static void test_file_read_appends_and_refuses_the_large_and_the_strange(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    write_file(&folder, "x", "12345");
    Buf bytes = {0};
    buf_add(&bytes, STR("0"));
    assert_true(file_read(folder.at, STR("x"), 5, &bytes));
    assert_str(buf_str(&bytes), "012345");
    assert_false(file_read(folder.at, STR("x"), 4, &bytes));
    assert_int_equal(errno, EFBIG);
    buf_clear(&bytes);
    assert_true(file_read_start(folder.at, STR("x"), 3, &bytes));
    assert_str(buf_str(&bytes), "123");
    assert_true(file_read_start(folder.at, STR("x"), 100, &bytes));
    assert_str(buf_str(&bytes), "12312345");
    assert_false(file_read(folder.at, STR(""), 100, &bytes));
    make_pipe(&folder, "pipe");
    assert_false(file_read(folder.at, STR("pipe"), 100, &bytes));  // and does not wait for a writer
    assert_false(file_read(folder.at, STR("missing"), 100, &bytes));
    assert_int_equal(errno, ENOENT);
    buf_free(&bytes);
    folder_remove_temporary(&folder);
}

static void test_file_read_ends_where_the_system_says_or_behind(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    read_from = folder.at;
    const char *const kept[] = {"", "x", "some text"};
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        for (int way = READ_WHOLE; way <= READ_GROWING; way++) {
            Buf bytes = {0};
            Buf expected = {0};
            write_file(&folder, "grows", kept[i]);
            read_way = way;
            read_count = 0;
            assert_true(file_read(folder.at, STR("grows"), 100, &bytes));
            buf_printf(&expected, "%s%s", kept[i], way == READ_GROWING ? "more" : "");
            assert_str(buf_str(&bytes), expected.ptr);
            if (way == READ_WHOLE) assert_int_equal(read_count, 1);
            buf_free(&bytes);
            read_way = way;
            if (way != READ_GROWING) assert_true(folder_has_bytes(folder.at, "grows", kept[i]));
            else assert_false(folder_has_bytes(folder.at, "grows", kept[i]));
            read_way = READ_WHOLE;
            buf_free(&expected);
            assert_true(file_remove(folder.at, STR("grows")));
        }
    }
    // Nobody knows how much the kernel has to say: it tells 0, or a page.
    Buf bytes = {0};
    assert_true(file_read_named(STR("/proc/self/status"), 1 << 20, &bytes));
    assert_true(bytes.len > 200);
    buf_clear(&bytes);
    bool has_more = file_read_named(STR("/sys/kernel/mm/transparent_hugepage/enabled"), 1 << 20, &bytes);
    assert_true(!has_more || (bytes.len > 5 && bytes.ptr[bytes.len - 1] == '\n'));
    buf_free(&bytes);
    folder_remove_temporary(&folder);
}

static void test_file_write_makes_folders_and_never_replaces(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    write_file(&folder, "new/deep/x", "first");
    assert_false(file_write(folder.at, STR("new/deep/x"), STR("second")));
    assert_int_equal(errno, EEXIST);
    assert_true(folder_has_bytes(folder.at, "new/deep/x", "first"));
    assert_true(file_write_synced(folder.at, STR("new/deep/x"), STR("second")));
    assert_true(folder_has_bytes(folder.at, "new/deep/x", "second"));
    assert_false(file_write(folder.at, STR("new/deep/x/y"), STR("")));
    folder_remove_temporary(&folder);
}
static void test_file_copy_passes_on_large_files_and_says_their_hash(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    Buf large = {0};
    for (int i = 0; i < 700 * 1024; i++) buf_add_char(&large, (char)(i * 31));
    assert_true(file_write(folder.at, STR("large"), buf_str(&large)));
    Hash copied;
    Stamp stamp;
    Hash read;
    assert_int_equal(file_copy(folder.at, STR("a/copy"), folder.at, STR("large"), &copied, &stamp), COPY_WHOLE);
    assert_true(file_hash(folder.at, STR("a/copy"), &read));
    assert_true(hash_equal(copied, read));
    assert_true(hash_equal(copied, hash_128(buf_str(&large))));
    Buf scratch = {0};
    assert_int_equal(file_compare(folder.at, STR("a/copy"), buf_str(&large), &scratch, NULL), FILE_SAME);
    buf_free(&scratch);
    buf_free(&large);
    folder_remove_temporary(&folder);
}

static void test_file_remove_tree_counts_and_leaves_what_links_lead_to(void **state) {
    (void)state;
    Folder outside = folder_make_temporary();
    Folder folder = folder_make_temporary();
    write_file(&outside, "kept", "k");
    write_file(&folder, "tree/a/b", "b");
    write_file(&folder, "tree/.hidden", "h");
    folder_close(folder_make(folder.at, STR("tree/empty/empty")));
    folder_make_link(&folder, outside.path, "tree/out");
    size_t count = 0;
    assert_true(file_count(folder.at, STR("tree"), &count));
    assert_int_equal(count, 4);
    assert_true(file_remove_tree(folder.at, STR("tree")));
    assert_false(file_exists(folder.at, STR("tree")));
    assert_true(folder_has_bytes(outside.at, "kept", "k"));
    assert_true(file_remove_tree(folder.at, STR("tree")));
    folder_remove_temporary(&folder);
    folder_remove_temporary(&outside);
}

static void test_file_says_where_a_folder_cannot_be_listed(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    write_file(&folder, "tree/a", "a");
    int tree = folder_open_in(folder.at, STR("tree"));
    size_t count = 0;
    is_listing_failing = true;
    assert_false(folder_is_empty(tree));
    assert_false(file_count(folder.at, STR("tree"), &count));
    assert_int_equal(errno, EIO);
    assert_false(file_remove_tree(folder.at, STR("tree")));
    assert_int_equal(errno, EIO);
    is_listing_failing = false;
    assert_true(file_count(folder.at, STR("tree"), &count));
    assert_int_equal(count, 1);
    folder_close(tree);
    folder_remove_temporary(&folder);
}

static void test_file_remove_empty_folders_stops_at_one_that_is_used(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    write_file(&folder, "a/b/c/x", "x");
    write_file(&folder, "a/y", "y");
    assert_true(file_remove(folder.at, STR("a/b/c/x")));
    assert_true(file_remove(folder.at, STR("a/b/c/x")));
    file_remove_empty_folders(folder.at, STR("a/b/c/x"));
    assert_false(file_exists(folder.at, STR("a/b")));
    assert_true(file_exists(folder.at, STR("a/y")));
    folder_remove_temporary(&folder);
}

static void test_file_lock_is_held_by_one_at_a_time(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    int first = file_lock(folder.at, STR("lock"));
    assert_true(first >= 0);
    assert_int_equal(file_lock(folder.at, STR("lock")), -1);
    assert_int_equal(errno, EWOULDBLOCK);
    // A lock whose file is gone keeps nobody out; the next one has a file of its own.
    assert_true(file_remove(folder.at, STR("lock")));
    int second = file_lock(folder.at, STR("lock"));
    assert_true(second >= 0);
    file_unlock(first);
    file_unlock(second);
    folder_remove_temporary(&folder);
}

static void test_file_move_makes_folders_and_replaces_files_only(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    write_file(&folder, "x", "x");
    assert_true(file_move(folder.at, STR("x"), folder.at, STR("new/deep/y")));
    assert_false(file_exists(folder.at, STR("x")));
    assert_true(folder_has_bytes(folder.at, "new/deep/y", "x"));
    write_file(&folder, "x", "again");
    assert_true(file_move(folder.at, STR("x"), folder.at, STR("new/deep/y")));
    assert_true(folder_has_bytes(folder.at, "new/deep/y", "again"));
    write_file(&folder, "x", "x");
    assert_false(file_move(folder.at, STR("x"), folder.at, STR("new")));
    assert_int_equal(errno, EISDIR);
    assert_false(file_move(folder.at, STR("missing"), folder.at, STR("z")));
    assert_int_equal(errno, ENOENT);
    assert_false(file_move_folder(folder.at, STR("new"), folder.at, STR("x")));
    assert_int_equal(errno, EEXIST);
    assert_true(file_move_folder(folder.at, STR("new"), folder.at, STR("newer")));
    assert_true(folder_has_bytes(folder.at, "newer/deep/y", "again"));
    folder_remove_temporary(&folder);
}

static size_t count_names(const Folder *folder) {
    size_t ret = 0;
    DIR *listed = opendir(folder->path);
    assert_non_null(listed);
    while (readdir(listed)) ret++;
    closedir(listed);
    return ret - 2;
}

// Replaces a page that is saved so often meanwhile, and asks whether it was.
static bool replace_amid(Folder *folder, int saves) {
    Stamp before;
    *folder = folder_make_temporary();
    write_file(folder, "page", "read");
    assert_true(file_stamp(folder->at, STR("page"), &before));
    save_in = folder->at;
    save_count = 0;
    saves_left = saves;
    bool ret = file_replace(folder->at, STR("page"), &before, STR("mended"));
    int error_number = errno;
    assert_int_equal(saves_left, 0);
    errno = error_number;
    return ret;
}

static void test_file_replace_loses_nothing_that_is_saved_meanwhile(void **state) {
    (void)state;
    for (int saves = 0; saves <= 5; saves++) {
        Folder folder;
        char last[32];
        assert_int_equal(replace_amid(&folder, saves), saves == 0);
        assert_true(!saves || errno == ESTALE);
        // What was saved last stands there, and nothing beside it.
        snprintf(last, sizeof last, "saved %d", saves);
        assert_true(folder_has_bytes(folder.at, "page", saves ? last : "mended"));
        assert_int_equal(count_names(&folder), 1);
        folder_remove_temporary(&folder);
    }
}

static void test_file_replace_leaves_a_file_removed_that_was_removed_meanwhile(void **state) {
    (void)state;
    for (removes_at = 1; removes_at <= 3; removes_at++) {
        Folder folder;
        assert_false(replace_amid(&folder, removes_at));
        assert_int_equal(count_names(&folder), 0);
        folder_remove_temporary(&folder);
    }
    removes_at = 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_file_replace_loses_nothing_that_is_saved_meanwhile),
        cmocka_unit_test(test_file_replace_leaves_a_file_removed_that_was_removed_meanwhile),
        cmocka_unit_test(test_file_walk_orders_bytewise_and_skips_hidden_names),
        cmocka_unit_test(test_file_walk_reports_links_that_leave_the_top_folder),
        cmocka_unit_test(test_file_walk_follows_links_that_stay),
        cmocka_unit_test(test_file_walk_refuses_a_top_folder_that_is_a_link),
        cmocka_unit_test(test_file_walk_reports_circles_pipes_and_depth),
        cmocka_unit_test(test_file_walk_ends_where_links_multiply),
        cmocka_unit_test(test_file_walk_lists_nothing_of_a_missing_folder),
        cmocka_unit_test(test_paths_that_could_lead_away_are_refused),
        cmocka_unit_test(test_no_call_follows_a_link),
        cmocka_unit_test(test_file_compare_says_what_stands_there),
        cmocka_unit_test(test_file_read_appends_and_refuses_the_large_and_the_strange),
        cmocka_unit_test(test_file_read_ends_where_the_system_says_or_behind),
        cmocka_unit_test(test_file_write_makes_folders_and_never_replaces),
        cmocka_unit_test(test_file_copy_passes_on_large_files_and_says_their_hash),
        cmocka_unit_test(test_file_remove_tree_counts_and_leaves_what_links_lead_to),
        cmocka_unit_test(test_file_says_where_a_folder_cannot_be_listed),
        cmocka_unit_test(test_file_remove_empty_folders_stops_at_one_that_is_used),
        cmocka_unit_test(test_file_lock_is_held_by_one_at_a_time),
        cmocka_unit_test(test_file_move_makes_folders_and_replaces_files_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
