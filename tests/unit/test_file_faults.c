// Each system call that a function of base/file.h makes fails in turn, once: whatever it is, the function says so with
// that call's errno or gets on without it, a file is old, new or absent and never torn, no descriptor stays open, and
// the next call of it does what this one did not.
#include <dirent.h>
#include <errno.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/spool.h"
#include "base/stamp.h"
#include "../fault/real.h"
#include "folder.h"

// The calls, between the library and the system.

static bool is_armed, without_openat2, without_types;
static long made, wanted;
static int given_errno;

// Whether the next call is the one that fails.
static bool fails(void) {
    if (!is_armed || ++made != wanted) return false;
    errno = given_errno;
    return true;
}

#define FAILING(type, name, parameters, arguments, failure) \
    type name parameters;                                   \
    type name parameters { return fails() ? (failure) : REAL(name) arguments; }

FAILING(int, fsync, (int file), (file), -1)
FAILING(int, fstat, (int file, struct stat *ret), (file, ret), -1)
FAILING(ssize_t, read, (int file, void *ret, size_t size), (file, ret, size), -1)
FAILING(ssize_t, pread, (int file, void *ret, size_t size, off_t at), (file, ret, size, at), -1)
FAILING(ssize_t, write, (int file, const void *bytes, size_t size), (file, bytes, size), -1)
FAILING(ssize_t, pwrite, (int file, const void *bytes, size_t size, off_t at), (file, bytes, size, at), -1)
FAILING(int, fchmod, (int file, mode_t mode), (file, mode), -1)
FAILING(int, fchown, (int file, uid_t user, gid_t group), (file, user, group), -1)

// What somebody else does meanwhile.
static void (*on_lock)(void);
int flock(int file, int what) {
    if (on_lock) on_lock();
    return fails() ? -1 : REAL(flock)(file, what);
}
FAILING(int, mkdirat, (int folder, const char *name, mode_t mode), (folder, name, mode), -1)
FAILING(int, unlinkat, (int folder, const char *name, int flags), (folder, name, flags), -1)
FAILING(int, renameat, (int from, const char *name, int to, const char *other), (from, name, to, other), -1)
FAILING(int, renameat2, (int from, const char *name, int to, const char *other, unsigned flags),
        (from, name, to, other, flags), -1)
FAILING(int, linkat, (int from, const char *name, int to, const char *other, int flags),
        (from, name, to, other, flags), -1)
FAILING(int, fstatat, (int folder, const char *name, struct stat *ret, int flags), (folder, name, ret, flags), -1)
FAILING(DIR *, fdopendir, (int folder), (folder), NULL)
FAILING(int, syncfs, (int folder), (folder), -1)
FAILING(ssize_t, readlink, (const char *path, char *ret, size_t size), (path, ret, size), -1)
FAILING(ssize_t, readlinkat, (int folder, const char *name, char *ret, size_t size), (folder, name, ret, size), -1)
FAILING(char *, realpath, (const char *path, char *ret), (path, ret), NULL)
FAILING(char *, mkdtemp, (char *path), (path), NULL)

// Some disks do not say what a name is.
struct dirent *readdir(DIR *listed) {
    if (fails()) return NULL;
    struct dirent *ret = REAL(readdir)(listed);
    if (ret && without_types) ret->d_type = DT_UNKNOWN;
    return ret;
}

int close(int file) {
    bool is_failed = fails();
    int error_number = errno;
    int ret = REAL(close)(file);
    errno = is_failed ? error_number : errno;
    return is_failed ? -1 : ret;
}

int open(const char *path, int flags, ...) {
    MODE(mode, flags);
    return fails() ? -1 : REAL(open)(path, flags, mode);
}

int fcntl(int file, int what, ...) {
    va_list rest;
    va_start(rest, what);
    long more = va_arg(rest, long);
    va_end(rest);
    return fails() ? -1 : REAL(fcntl)(file, what, more);
}

int openat(int folder, const char *name, int flags, ...) {
    MODE(mode, flags);
    return fails() ? -1 : REAL(openat)(folder, name, flags, mode);
}

// The same, as a hardened build calls them.
int __openat_2(int folder, const char *name, int flags);
int __openat_2(int folder, const char *name, int flags) { return openat(folder, name, flags, 0); }
ssize_t __readlink_chk(const char *path, char *ret, size_t size, size_t room);
ssize_t __readlink_chk(const char *path, char *ret, size_t size, size_t room) {
    assert_true(size <= room);
    return readlink(path, ret, size);
}
ssize_t __readlinkat_chk(int folder, const char *name, char *ret, size_t size, size_t room);
ssize_t __readlinkat_chk(int folder, const char *name, char *ret, size_t size, size_t room) {
    assert_true(size <= room);
    return readlinkat(folder, name, ret, size);
}

long syscall(long number, ...) {
    WORDS(words, number);
    if (number == SYS_openat2 && without_openat2) {
        errno = ENOSYS;
        return -1;
    }
    if (number == SYS_openat2 && fails()) return -1;
    return REAL(syscall)(number, words[0], words[1], words[2], words[3], words[4], words[5]);
}

// The functions, each on a folder where `old` holds "old", `other/new` "new", and `tree` two files and a link.

static Stamp before;         // of `old`
static Arena arena;
static const char *place;    // the folder's path

static bool run_read(int at) {
    Buf bytes = {0};
    bool ret = file_read(at, STR("other/new"), 100, &bytes);
    if (ret) assert_str(buf_str(&bytes), "new");
    buf_free(&bytes);
    return ret;
}

static bool run_read_stamped(int at) {
    Buf bytes = {0};
    Stamp stamp;
    bool ret = file_read_stamped(at, STR("other/new"), 100, &bytes, &stamp);
    if (ret) assert_int_equal(stamp.size, 3);
    buf_free(&bytes);
    return ret;
}

static bool run_start(int at) {
    Buf bytes = {0};
    bool ret = file_read_start(at, STR("other/new"), 2, &bytes);
    if (ret) assert_str(buf_str(&bytes), "ne");
    buf_free(&bytes);
    return ret;
}

static bool run_hash(int at) {
    Hash hash;
    bool ret = file_hash(at, STR("other/new"), &hash);
    if (ret) assert_true(hash_equal(hash, hash_128(STR("new"))));
    return ret;
}

static bool run_stamp(int at) {
    Stamp now;
    return file_stamp(at, STR("old"), &now);
}

static bool run_compare(int at) {
    Buf scratch = {0};
    FileState state = file_compare(at, STR("old"), STR("old"), &scratch, NULL);
    buf_free(&scratch);
    assert_true(state == FILE_SAME || state == FILE_UNKNOWN);
    return state == FILE_SAME;
}

static bool run_compare_hash(int at) {
    Stamp now;
    FileState state = file_compare_hash(at, STR("old"), hash_128(STR("old")), &now);
    assert_true(state == FILE_SAME || state == FILE_UNKNOWN);
    return state == FILE_SAME;
}

static bool run_write(int at) { return file_write(at, STR("deep/er/target"), STR("new")); }
static bool run_write_new(int at) { return file_write_new(at, STR("deep/er/target"), STR("new")); }
static bool run_synced(int at) { return file_write_synced(at, STR("old"), STR("new")); }
static bool run_put(int at) { return file_put(at, STR("beside"), STR("old"), STR("new")); }
static bool run_replace(int at) { return file_replace(at, STR("old"), &before, STR("new")); }
static bool run_replace_by(int at) { return file_replace_by(at, STR("old"), &before, at, STR("other/new")); }
static bool run_move(int at) { return file_move(at, STR("other/new"), at, STR("deep/er/target")); }
static bool run_move_new(int at) { return file_move_new(at, STR("other/new"), at, STR("deep/er/target")); }
static bool run_move_folder(int at) { return file_move_folder(at, STR("other"), at, STR("another")); }
static bool run_remove(int at) { return file_remove(at, STR("old")); }
static bool run_remove_tree(int at) { return file_remove_tree(at, STR("tree")); }

static bool run_writer(int at) {
    Stamp now;
    FileWriter writer = {0};
    bool ret = file_writer_put(&writer, at, STR("deep/er/first"), STR("new"), &now) &&
               file_writer_put(&writer, at, STR("deep/er/target"), STR("new"), &now) &&
               file_writer_put(&writer, at, STR("deep/there"), STR("new"), &now);
    int error_number = errno;
    file_writer_end(&writer);
    errno = error_number;
    return ret;
}

static bool run_hold(int at) {
    HeldFolder held = {0};
    bool ret = folder_hold(&held, at, STR("tree")) && folder_hold(&held, at, STR("tree")) &&
               folder_hold(&held, at, STR("other"));
    int error_number = errno;
    folder_let_go(&held);
    errno = error_number;
    return ret;
}

static bool run_pieces(int at) {
    int file = file_begin(at, STR("deep/er/target"));
    return file >= 0 && file_end_synced(at, file, file_add(file, STR("xew")) && file_add_at(file, 0, STR("n")));
}

static bool run_copy(int at) {
    Hash hash;
    Stamp now;
    return file_copy(at, STR("deep/er/target"), at, STR("other/new"), &hash, &now) == COPY_WHOLE;
}

static bool run_count(int at) {
    size_t count = 0;
    bool ret = file_count(at, STR("tree"), &count);
    if (ret) assert_int_equal(count, 3);
    return ret;
}

static void count_visited(void *count, Str path) {
    ++*(size_t *)count;
    assert_str(path, "c");
}

static bool run_lock(int at) {
    int lock = file_lock(at, STR("lock"));
    if (lock >= 0) file_unlock(lock);
    return lock >= 0;
}

static bool run_make(int at) {
    int made_folder = folder_make(at, STR("a/b/c"));
    folder_close(made_folder);
    return made_folder >= 0;
}

static bool run_list(int at) {
    List found = {0};
    int folder = folder_open_in(at, STR("tree"));
    bool ret = folder >= 0 && folder_list_folders(folder, &arena, &found);
    int error_number = errno;
    if (ret) assert_int_equal(found.count, 1);
    folder_close(folder);
    free(found.items);
    errno = error_number;
    return ret;
}

static bool run_walk(int at) {
    List found = {0};
    Diags diags = {0};
    file_walk(at, STR("tree"), &arena, &found, &diags);
    bool ret = !diags.error_count;
    if (ret) assert_int_equal(found.count, 3);
    // Told by the diagnostic, and not as if the link led elsewhere.
    if (!ret) assert_true(diags.has_environment_failure);
    if (!ret) errno = given_errno;
    free(found.items);
    diags_free(&diags);
    return ret;
}

// What is asked of a folder; `other` is another one, on the same disk.
static bool ask(int at, bool (*question)(int a, int b), const char *other) {
    int folder = folder_open_in(at, str_from(other));
    bool ret = folder >= 0 && question(folder, at);
    int error_number = errno;
    folder_close(folder);
    errno = error_number;
    return ret;
}
static bool run_trusted(int at) { return ask(at, folder_is_trusted, "other"); }
static bool run_one_mount(int at) { return ask(at, folder_is_on_one_mount, "other"); }
static bool run_same(int at) { return ask(at, folder_is_same, ""); }
static bool is_empty(int folder, int above) {
    (void)above;
    return folder_is_empty(folder);
}
static bool run_empty(int at) { return ask(at, is_empty, "empty"); }
static bool run_folder_remove(int at) { return folder_remove(at, STR("empty")); }

static bool run_folder_stamp(int at) {
    Stamp now;
    return stamp_take_folder(at, STR("other"), &now);
}

static bool run_identity(int at) {
    Hash hash;
    return stamp_folder(at, &hash);
}

static bool run_spool(int at) {
    static char large[300000] = "one";   // more than stays in memory
    static char bytes[sizeof large];
    Spool spool;
    Spooled first, second;
    memset(bytes, 0, sizeof bytes);
    spool_open(at, 1, &spool);
    bool ret = spool.file >= 0 && spool_add(&spool, 0, (Str){large, sizeof large}, &first) &&
               spool_add(&spool, 0, STR("two"), &second) && spool_read(&spool, first, bytes);
    if (ret) assert_memory_equal(bytes, large, sizeof large);
    int error_number = errno;
    spool_close(&spool);
    errno = error_number;
    return ret;
}

// Opened, and closed again.
static bool run_opened(int descriptor) {
    int error_number = errno;
    folder_close(descriptor);
    errno = error_number;
    return descriptor >= 0;
}
static bool run_file_open(int at) {
    uint64_t size = 0;
    bool ret = run_opened(file_open(at, STR("old"), &size));
    if (ret) assert_int_equal(size, 3);
    return ret;
}
// Opened by its stamp, read, and known by it still.
static bool run_open_known(int at) {
    Stamp stamp;
    if (!file_stamp(at, STR("old"), &stamp)) return false;
    stamp.is_racy = false;   // it was made just now
    int file = file_open_known(at, STR("old"), &stamp);
    Buf bytes = {0};
    bool ret = file >= 0 && file_read_on(file, 3, &bytes) && file_is_known(file, &stamp);
    if (ret) assert_int_equal(bytes.len, 3);
    buf_free(&bytes);
    run_opened(file);
    return ret;
}
static bool run_folder_open(int at) { return at >= 0 && run_opened(folder_open(place)); }
static bool run_open_start(int at) { return at >= 0 && run_opened(folder_open_start(place)); }
static bool run_open_named(int at) { return run_opened(folder_open_named(at, STR("other"))); }
static bool run_open_above(int at) { return run_opened(folder_open_above(at)); }
static bool run_open_in(int at) { return run_opened(folder_open_in(at, STR("tree/b"))); }
static bool run_share(int at) { return run_opened(folder_share(at)); }
static bool run_sync(int at) { return folder_sync(at); }
static bool run_visit(int at) {
    size_t count = 0;
    return file_visit(at, STR("tree/b"), count_visited, &count) && count == 1;
}

static bool run_exists(int at) {
    bool ret = file_exists(at, STR("tree/b/c"));
    errno = ret ? errno : given_errno;   // it says no more
    return ret;
}

// These say nothing of what they could not remove.
static bool run_remove_empty(int at) {
    folder_remove_empty(at, STR("empty"));
    return true;
}
static bool run_remove_above(int at) {
    file_remove_empty_folders(at, STR("empty/gone"));
    return true;
}

static bool run_resolve(int at) {
    Str real;
    bool ret = file_resolve(at, STR("other"), STR("other/link"), &arena, &real);
    if (ret) assert_str(real, "other/new");
    return ret;
}

static Str named(const char *path) { return path_join(&arena, str_from(place), str_from(path)); }
static bool run_read_named(int at) {
    Buf bytes = {0};
    bool ret = at >= 0 && file_read_named(named("other/link"), 100, &bytes);
    if (ret) assert_str(buf_str(&bytes), "new");
    int error_number = errno;
    buf_free(&bytes);
    errno = error_number;
    return ret;
}
static bool run_hash_named(int at) {
    Hash hash;
    bool ret = at >= 0 && file_hash_named(named("other/link"), &hash);
    if (ret) assert_true(hash_equal(hash, hash_128(STR("new"))));
    return ret;
}

static bool run_walk_shown(int at) {
    List found = {0};
    Diags diags = {0};
    file_walk_shown(at, STR("/shown/"), STR("other"), &arena, &found, &diags);
    bool ret = !diags.error_count;
    if (ret) assert_int_equal(found.count, 2);
    errno = ret ? errno : given_errno;   // told by the diagnostic
    free(found.items);
    diags_free(&diags);
    return ret;
}

// Of one that could not be made nothing stays.
static bool run_private(int at) {
    Str path;
    int folder = folder_make_private(&arena, &path);
    int error_number = errno;
    if (folder >= 0) {
        folder_end_private(folder, path);
        return true;
    }
    is_armed = false;
    List found = {0};
    assert_true(folder_list_folders(at, &arena, &found));
    assert_int_equal(found.count, 3);
    free(found.items);
    errno = error_number;
    return false;
}

static bool run_program_folder(int at) {
    Str path;
    return at >= 0 && file_program_folder(&arena, &path);
}

typedef struct Case {
    const char *name;
    bool (*run)(int at);
    const char *target;      // what it writes; NULL: nothing
    bool may_tear;           // its header says so
} Case;
static const Case cases[] = {
    {"read", run_read, NULL, false}, {"read stamped", run_read_stamped, NULL, false}, {"start", run_start, NULL, false}, {"hash", run_hash, NULL, false},
    {"stamp", run_stamp, NULL, false}, {"compare", run_compare, NULL, false},
    {"compare hash", run_compare_hash, NULL, false}, {"count", run_count, NULL, false},
    {"lock", run_lock, NULL, false}, {"make", run_make, NULL, false}, {"walk", run_walk, NULL, false},
    {"list", run_list, NULL, false}, {"trusted", run_trusted, NULL, false}, {"one mount", run_one_mount, NULL, false},
    {"same", run_same, NULL, false}, {"empty", run_empty, NULL, false}, {"spool", run_spool, NULL, false},
    {"folder remove", run_folder_remove, NULL, false}, {"folder stamp", run_folder_stamp, NULL, false},
    {"identity", run_identity, NULL, false}, {"hold", run_hold, NULL, false}, {"open file", run_file_open, NULL, false},
    {"open known", run_open_known, NULL, false},
    {"open", run_folder_open, NULL, false}, {"open start", run_open_start, NULL, false},
    {"open named", run_open_named, NULL, false}, {"open above", run_open_above, NULL, false},
    {"open in", run_open_in, NULL, false}, {"share", run_share, NULL, false}, {"sync", run_sync, NULL, false},
    {"visit", run_visit, NULL, false}, {"exists", run_exists, NULL, false},
    {"remove empty", run_remove_empty, NULL, false}, {"remove above", run_remove_above, NULL, false},
    {"resolve", run_resolve, NULL, false}, {"read named", run_read_named, NULL, false},
    {"hash named", run_hash_named, NULL, false}, {"walk shown", run_walk_shown, NULL, false},
    {"private", run_private, NULL, false}, {"program folder", run_program_folder, NULL, false},
    {"write", run_write, "deep/er/target", false}, {"write new", run_write_new, "deep/er/target", false},
    {"writer", run_writer, "deep/er/target", false}, {"pieces", run_pieces, "deep/er/target", true},
    {"copy", run_copy, "deep/er/target", true}, {"synced", run_synced, "old", true},
    {"put", run_put, "old", false}, {"replace", run_replace, "old", false},
    {"replace by", run_replace_by, "old", false}, {"move", run_move, "deep/er/target", false},
    {"move new", run_move_new, "deep/er/target", false}, {"move folder", run_move_folder, "another/new", false},
    {"remove", run_remove, NULL, false}, {"remove tree", run_remove_tree, NULL, false},
};

static int count_open(void) {
    int ret = 0;
    for (int i = 0; i < 256; i++) ret += fcntl(i, F_GETFD) >= 0;
    return ret;
}

static void write_all_files(const Folder *folder) {
    const char *const files[][2] = {{"old", "old"}, {"other/new", "new"}, {"tree/a", "a"}, {"tree/b/c", "c"}};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        assert_true(file_write(folder->at, str_from(files[i][0]), str_from(files[i][1])));
    }
    folder_close(folder_make(folder->at, STR("empty")));
    assert_int_equal(symlinkat("new", folder->at, "other/link"), 0);
    assert_int_equal(symlinkat("b/c", folder->at, "tree/d"), 0);
    assert_true(file_stamp(folder->at, STR("old"), &before));
}

static void check_target(const Case *which, const Folder *folder, bool is_done) {
    Buf bytes = {0};
    bool is_there = file_read(folder->at, str_from(which->target), 100, &bytes);
    bool is_old = strcmp(which->target, "old") == 0 && str_equal(buf_str(&bytes), STR("old"));
    bool is_new = str_equal(buf_str(&bytes), STR("new"));
    if (is_done) assert_true(is_there && is_new);
    else if (!which->may_tear) assert_true(!is_there || is_old || is_new);
    buf_free(&bytes);
}

// False where fewer calls than that are made.
static bool fail_one(const Case *which, long number) {
    static char *temporary;
    if (!temporary && getenv("TMPDIR")) temporary = strdup(getenv("TMPDIR"));
    Folder folder = folder_make_temporary();
    write_all_files(&folder);
    place = folder.path;
    setenv("TMPDIR", folder.path, 1);
    int open_before = count_open();
    made = 0;
    wanted = number;
    is_armed = true;
    errno = 0;
    bool is_done = which->run(folder.at);
    int error_number = errno;
    is_armed = false;
    bool was_made = made >= number;
    bool is_right = (is_done || error_number == given_errno) && (is_done || was_made) &&
                    count_open() == open_before;
    if (!is_right) {
        fail_msg("%s, call %ld with errno %d, %s openat2: %s, errno %d, %d descriptors in place of %d", which->name,
                 number, given_errno, without_openat2 ? "without" : "with", is_done ? "done" : "failed",
                 error_number, count_open(), open_before);
    }
    if (which->target) check_target(which, &folder, is_done);
    if (temporary) setenv("TMPDIR", temporary, 1);
    else unsetenv("TMPDIR");
    folder_remove_temporary(&folder);
    arena_reset(&arena);
    return was_made;
}

static void fail_all(int error_number) {
    given_errno = error_number;
    long count = 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        long number = 1;
        while (fail_one(&cases[i], number)) number++;
        if (number == 1) fail_msg("%s makes no call that can fail", cases[i].name);
        count += number;
    }
    assert_true(count > 200);
}

// By their names, in the header and here; but for those that make no call, close or tell only.
static void test_each_function_of_the_header_is_tried(void **state) {
    (void)state;
    static const char others[] = " folder_close file_close file_unlock folder_of_temporary path_is_clean path_is_possible path_parent"
                                 " path_name path_join file_report_unreadable file_report_changed ";
    Buf header = {0};
    Buf here = {0};
    size_t count = 0;
    assert_true(file_read_named(STR("src/base/file.h"), 1 << 20, &header));
    assert_true(file_read_named(str_from(__FILE__), 1 << 20, &here));
    for (char *line = strtok(header.ptr, "\n"); line; line = strtok(NULL, "\n")) {
        char name[64];
        char call[80];
        bool is_function = sscanf(line, "%*[a-z] %63[a-z_](", name) == 1 || sscanf(line, "%*[A-Za-z] %63[a-z_](", name) == 1 ||
                           sscanf(line, "const char *%63[a-z_](", name) == 1;
        if (!is_function || line[0] == ' ' || line[0] == '/' || !strchr(line, '(') || !strncmp(line, "typedef", 7)) continue;
        count++;
        snprintf(call, sizeof call, " %s ", name);
        if (strstr(others, call)) continue;
        if (!strstr(here.ptr, name)) fail_msg("%s of base/file.h is not tried", name);
    }
    assert_true(count > 60);
    buf_free(&header);
    buf_free(&here);
}

static void test_a_call_that_fails_is_told_and_leaves_nothing_torn(void **state) {
    (void)state;
    fail_all(EIO);
}

static void test_a_call_that_a_signal_interrupts_is_told_or_made_again(void **state) {
    (void)state;
    fail_all(EINTR);
}

static void test_the_same_holds_where_there_is_neither_openat2_nor_a_type_of_names(void **state) {
    (void)state;
    without_openat2 = without_types = true;
    fail_all(EIO);
    without_openat2 = without_types = false;
    arena_free(&arena);
}

static const Folder *shared;
static void lead_elsewhere(void) {
    on_lock = NULL;
    assert_int_equal(linkat(shared->at, "way/lock", shared->at, "other/lock", 0), 0);
    assert_int_equal(unlinkat(shared->at, "way/lock", 0), 0);
    assert_int_equal(renameat(shared->at, "way", shared->at, "gone"), 0);
    assert_int_equal(symlinkat("other", shared->at, "way"), 0);
}
static void test_a_lock_is_looked_for_where_it_was_opened(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    write_all_files(&folder);
    folder_close(folder_make(folder.at, STR("way")));
    shared = &folder;
    on_lock = lead_elsewhere;
    assert_int_equal(file_lock(folder.at, STR("way/lock")), -1);
    assert_int_equal(errno, ESTALE);
    assert_null(on_lock);
    folder_remove_temporary(&folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_function_of_the_header_is_tried),
        cmocka_unit_test(test_a_call_that_fails_is_told_and_leaves_nothing_torn),
        cmocka_unit_test(test_a_call_that_a_signal_interrupts_is_told_or_made_again),
        cmocka_unit_test(test_a_lock_is_looked_for_where_it_was_opened),
        cmocka_unit_test(test_the_same_holds_where_there_is_neither_openat2_nor_a_type_of_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
