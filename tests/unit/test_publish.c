#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "folder.h"
#include "unit.h"

#include "base/stamp.h"
#include "publish/journal.h"
#include "publish/publish.h"
#include "publish/target.h"

typedef struct File { const char *path; const char *bytes; } File;

// One build that publishes these files, up to one without a path.
typedef struct Built {
    bool is_opened;
    bool is_published;
    PublishCounts counts;
    Diags diags;
} Built;

static Sink *open_publish(int root, Str out, bool is_forced, PublishCounts *ret, Diags *diags) {
    PublishOptions options = {.out = out, .thread_count = 2, .is_forced = is_forced};
    Sink *publish = publish_open(root, &options, ret, diags);
    if (!publish || publish_read(publish, ret, diags)) return publish;
    sink_close(publish);
    return NULL;
}

static Built build_into(const Folder *folder, const char *out, const File *files, bool is_forced) {
    Built ret = {0};
    FileWriter writer = {0};
    Sink *publish = open_publish(folder->at, str_from(out), is_forced, &ret.counts, &ret.diags);
    ret.is_opened = publish != NULL;
    if (publish) {
        size_t count = 0;
        while (files[count].path) count++;
        sink_reserve(publish, count);
        for (size_t i = 0; i < count; i++) {
            assert_true(sink_put(publish, i, str_from(files[i].path), str_from(files[i].bytes),
                                    &writer, &ret.diags));
        }
        ret.is_published = sink_commit(publish, &ret.counts, &ret.diags);
    }
    sink_close(publish);
    file_writer_end(&writer);
    return ret;
}

static bool has_code(const Built *built, const char *code) {
    for (size_t i = 0; i < built->diags.list.count; i++) {
        if (!strcmp(((const Diag *)built->diags.list.items)[i].code, code)) return true;
    }
    return false;
}

// Builds, and says how it ended: NULL when all went well, else the code that is expected.
static PublishCounts build(const Folder *folder, const File *files, const char *code) {
    Built built = build_into(folder, "public", files, false);
    if (built.is_published != !code) fail_msg("published: %d", built.is_published);
    if (code && !has_code(&built, code)) fail_msg("no %s", code);
    diags_free(&built.diags);
    return built.counts;
}

static bool holds(const Folder *folder, const char *path, const char *bytes) {
    Buf scratch = {0};
    bool is_same = file_compare(folder->at, str_from(path), str_from(bytes), &scratch, NULL) == FILE_SAME;
    buf_free(&scratch);
    return is_same;
}

static void put(const Folder *folder, const char *path, const char *bytes) {
    assert_true(file_write_synced(folder->at, str_from(path), str_from(bytes)));
}

static void assert_idle(const Folder *folder) {
    assert_true(file_exists(folder->at, STR(".public.metier/lock")));
    assert_true(file_exists(folder->at, STR(".public.metier/manifest")));
    assert_false(file_exists(folder->at, STR(".public.metier/journal")));
    assert_false(file_exists(folder->at, STR(".public.metier/manifest.new")));
    assert_false(file_exists(folder->at, STR(".public.metier/staging")));
}

static void test_publish_counts_what_it_changes_and_removes(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    assert_int_equal(build(&folder, (File[]){{"a/index.html", "one"}, {0}}, NULL).changed_count, 1);
    assert_int_equal(build(&folder, (File[]){{"a/index.html", "one"}, {0}}, NULL).changed_count, 0);
    PublishCounts counts = build(&folder, (File[]){{"b", "two"}, {0}}, NULL);
    assert_int_equal(counts.changed_count, 1);
    assert_int_equal(counts.removed_count, 1);
    assert_false(file_exists(folder.at, STR("public/a")));
    build(&folder, (File[]){{"b/c", "a folder now"}, {0}}, NULL);
    assert_true(holds(&folder, "public/b/c", "a folder now"));
    build(&folder, (File[]){{"b", "a file again"}, {0}}, NULL);
    assert_true(holds(&folder, "public/b", "a file again"));
    assert_idle(&folder);
    folder_remove_temporary(&folder);
}

static void test_publish_without_commit_leaves_nothing(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    Diags diags = {0};
    FileWriter writer = {0};
    PublishCounts counts = {0};
    Sink *publish = open_publish(folder.at, STR("public"), false, &counts, &diags);
    sink_reserve(publish, 1);
    assert_true(sink_put(publish, 0, STR("x"), STR("bytes"), &writer, &diags));
    assert_null(open_publish(folder.at, STR("./public/"), false, &counts, &diags));
    assert_true(diags.has_environment_failure);
    sink_close(publish);
    size_t count = 0;
    assert_true(file_count(folder.at, STR(""), &count));
    assert_int_equal(count, 1);   // the folder itself, which is empty
    file_writer_end(&writer);
    diags_free(&diags);
    folder_remove_temporary(&folder);
}

static void test_publish_leaves_foreign_files_and_changed_ones(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    build(&folder, (File[]){{"a", "a"}, {"b", "b"}, {"c/x", "x"}, {"k", "k"}, {0}}, NULL);
    put(&folder, "public/note", "mine");
    put(&folder, "public/c/mine", "mine");
    put(&folder, "public/b", "changed by hand");
    put(&folder, "public/k", "changed by hand");
    Built built = build_into(&folder, "public", (File[]){{"k", "k"}, {0}}, false);
    assert_true(built.is_published);
    assert_true(has_code(&built, "changed-file"));
    assert_int_equal(built.counts.removed_count, 2);
    diags_free(&built.diags);
    assert_false(file_exists(folder.at, STR("public/a")));
    assert_false(file_exists(folder.at, STR("public/c/x")));
    assert_true(holds(&folder, "public/b", "changed by hand"));
    assert_true(holds(&folder, "public/k", "k"));      // one that is still published is put right
    assert_true(holds(&folder, "public/note", "mine"));
    assert_true(holds(&folder, "public/c/mine", "mine"));
    folder_remove_temporary(&folder);
}

static void test_publish_moves_nothing_where_something_foreign_is_in_the_way(void **state) {
    (void)state;
    static const char *const ways[] = {"n", "n/deep/file", "n/x", "n/x/y"};
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        Folder folder = folder_make_temporary();
        char way[64];
        build(&folder, (File[]){{"a", "a"}, {"z", "z"}, {0}}, NULL);
        snprintf(way, sizeof way, "public/%s", ways[i]);
        put(&folder, way, "mine");
        const char *path = i < 2 ? "n" : "n/x";
        build(&folder, (File[]){{"a", "new"}, {path, "new"}, {0}}, "foreign-file");
        assert_true(holds(&folder, "public/a", "a"));
        assert_true(holds(&folder, "public/z", "z"));
        assert_true(holds(&folder, way, "mine"));
        assert_idle(&folder);
        Built forced = build_into(&folder, "public", (File[]){{"a", "new"}, {path, "new"}, {0}}, true);
        // Files may be replaced by force, folders not.
        assert_int_equal(forced.is_published, i == 0 || i == 2);
        assert_int_equal(holds(&folder, way, "mine"), !forced.is_published);
        diags_free(&forced.diags);
        folder_remove_temporary(&folder);
    }
}

static void test_publish_follows_no_link_below_the_output(void **state) {
    (void)state;
    Folder outside = folder_make_temporary();
    Folder folder = folder_make_temporary();
    put(&outside, "x", "victim");
    build(&folder, (File[]){{"l/x", "old"}, {"l/f", "old"}, {"y", "old"}, {0}}, NULL);
    assert_true(file_remove_tree(folder.at, STR("public/l")));
    folder_make_link(&folder, outside.path, "public/l");
    // Neither written nor removed through, though the manifest names it.
    for (int forced = 0; forced < 2; forced++) {
        Built built = build_into(&folder, "public", (File[]){{"l/x", "new"}, {"y", "new"}, {0}}, forced);
        assert_false(built.is_published);
        assert_true(has_code(&built, "foreign-file"));
        diags_free(&built.diags);
    }
    build(&folder, (File[]){{"y", "new"}, {0}}, NULL);
    assert_true(holds(&outside, "x", "victim"));
    size_t count = 0;
    assert_true(file_count(outside.at, STR(""), &count));
    assert_int_equal(count, 1);
    // A link at the very place is replaced by force, and what it leads to stays.
    folder_make_link(&folder, "../victim", "public/z");
    put(&folder, "victim", "victim");
    build(&folder, (File[]){{"z", "new"}, {0}}, "foreign-file");
    Built forced = build_into(&folder, "public", (File[]){{"z", "new"}, {0}}, true);
    assert_true(forced.is_published);
    diags_free(&forced.diags);
    assert_true(holds(&folder, "victim", "victim"));
    assert_true(holds(&folder, "public/z", "new"));
    folder_remove_temporary(&folder);
    folder_remove_temporary(&outside);
}

static void test_publish_names_a_source_that_cannot_be_read(void **state) {
    (void)state;
    for (int is_later = 0; is_later < 2; is_later++) {
        Folder folder = folder_make_temporary();
        if (is_later) build(&folder, (File[]){{"a", "a"}, {0}}, NULL);
        Diags diags = {0};
        PublishCounts counts = {0};
        Sink *publish = open_publish(folder.at, STR("public"), false, &counts, &diags);
        assert_non_null(publish);
        sink_reserve(publish, 1);
        assert_false(sink_copy(publish, 0, STR("gone"), folder.at, STR("static/gone"), &diags));
        const Diag *diag = diags.list.items;
        assert_int_equal(diags.list.count, 1);
        assert_str(diag->place.path, "static/gone");
        sink_close(publish);
        diags_free(&diags);
        folder_remove_temporary(&folder);
    }
}

// A journal as a build would write it in this state folder.
static bool write_journal(int state, Journal *journal) {
    Arena arena = {0};
    journal->instance = target_instance_text(state, &arena);
    bool is_written = journal_write(state, STR("journal"), journal);
    arena_free(&arena);
    return is_written;
}

// Leaves the state that a build leaves which is killed at a certain point.
typedef enum CutOff { BEFORE_JOURNAL, IN_JOURNAL, BEFORE_MOVES, AMID_MOVES, AFTER_MOVES, CUT_OFF_COUNT } CutOff;

static void cut_off(const Folder *folder, CutOff at) {
    put(folder, ".public.metier/staging/a", "new");
    put(folder, ".public.metier/staging/n/x", "new");
    Record records[] = {
        {STR("a"), hash_128(STR("new")), ACTION_PUT, FILE_ABSENT}, {STR("k"), hash_128(STR("k")), ACTION_KEEP, FILE_ABSENT},
        {STR("n/x"), hash_128(STR("new")), ACTION_PUT, FILE_ABSENT}, {STR("o"), hash_128(STR("old")), ACTION_REMOVE, FILE_ABSENT},
        {STR("q"), hash_128(STR("old")), ACTION_REMOVE, FILE_ABSENT},
    };
    if (at == BEFORE_JOURNAL) return;
    int state = folder_open_in(folder->at, STR(".public.metier"));
    assert_true(write_journal(state, &(Journal){.records = records, .count = 5}));
    if (at == IN_JOURNAL) {
        Buf bytes = {0};
        assert_true(file_read(state, STR("journal"), 4096, &bytes));
        assert_true(file_write_synced(state, STR("journal"), str_slice(buf_str(&bytes), 0, bytes.len - 1)));
        buf_free(&bytes);
    }
    if (at >= AMID_MOVES) assert_true(file_move(state, STR("staging/a"), folder->at, STR("public/a")));
    if (at >= AFTER_MOVES) {
        assert_true(file_move(state, STR("staging/n/x"), folder->at, STR("public/n/x")));
        assert_true(file_remove(folder->at, STR("public/o")));
        assert_true(file_remove(folder->at, STR("public/q")));
    }
    folder_close(state);
}

static void test_publish_completes_what_was_cut_off(void **state) {
    (void)state;
    for (CutOff at = 0; at < CUT_OFF_COUNT; at++) {
        Folder folder = folder_make_temporary();
        build(&folder, (File[]){{"a", "old"}, {"k", "k"}, {"o", "old"}, {"q", "old"}, {0}}, NULL);
        put(&folder, "public/mine", "mine");
        cut_off(&folder, at);
        // The next build has an error of its own and commits nothing: the site is whole all the same.
        Diags diags = {0};
        PublishCounts counts = {0};
        Sink *publish = open_publish(folder.at, STR("public"), false, &counts, &diags);
        assert_non_null(publish);
        sink_close(publish);
        diags_free(&diags);
        bool is_new = at >= BEFORE_MOVES;
        assert_int_equal(counts.is_recovered, is_new);
        assert_true(holds(&folder, "public/a", is_new ? "new" : "old"));
        assert_true(holds(&folder, "public/k", "k"));
        assert_int_equal(holds(&folder, "public/n/x", "new"), is_new);
        assert_int_equal(file_exists(folder.at, STR("public/o")), !is_new);
        assert_true(holds(&folder, "public/mine", "mine"));
        assert_idle(&folder);
        // And the one after it knows what is ours.
        PublishCounts next = build(&folder, (File[]){{"k", "k"}, {0}}, NULL);
        assert_int_equal(next.removed_count, is_new ? 2 : 3);
        assert_true(holds(&folder, "public/mine", "mine"));
        folder_remove_temporary(&folder);
    }
}

static int count_descriptors(void) {
    enum { DESCRIPTORS_MAX = 256 };
    int ret = 0;
    for (int i = 0; i < DESCRIPTORS_MAX; i++) ret += fcntl(i, F_GETFD) >= 0;
    return ret;
}

static void test_publish_completes_a_first_build(void **state) {
    (void)state;
    int before = count_descriptors();
    for (int is_moved = 0; is_moved < 2; is_moved++) {
        Folder folder = folder_make_temporary();
        put(&folder, is_moved ? "public/a" : ".public.metier/staging/a", "a");
        put(&folder, ".public.metier/lock", "");
        int at = folder_open_in(folder.at, STR(".public.metier"));
        Record record = {STR("a"), hash_128(STR("a")), ACTION_PUT, FILE_ABSENT};
        assert_true(write_journal(at, &(Journal){.records = &record, .count = 1, .is_whole = true}));
        folder_close(at);
        PublishCounts counts = build(&folder, (File[]){{"b", "b"}, {0}}, NULL);
        assert_true(counts.is_recovered);
        assert_int_equal(counts.removed_count, 1);
        assert_true(holds(&folder, "public/b", "b"));
        assert_idle(&folder);
        folder_remove_temporary(&folder);
        assert_int_equal(count_descriptors(), before);
    }
}

// Somebody put a folder where the interrupted build wanted a file: theirs stays, and is reported.
static void test_publish_completes_around_what_is_foreign_by_now(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    build(&folder, (File[]){{"a", "old"}, {"k", "k"}, {"o", "old"}, {"q", "old"}, {0}}, NULL);
    cut_off(&folder, BEFORE_MOVES);
    assert_true(file_remove(folder.at, STR("public/a")));
    put(&folder, "public/a/mine", "mine");
    build(&folder, (File[]){{"a", "newer"}, {"k", "k"}, {"n/x", "new"}, {0}}, "foreign-file");
    assert_true(holds(&folder, "public/a/mine", "mine"));
    assert_true(holds(&folder, "public/n/x", "new"));
    build(&folder, (File[]){{"k", "k"}, {"n/x", "new"}, {0}}, NULL);
    assert_true(holds(&folder, "public/a/mine", "mine"));
    assert_idle(&folder);
    folder_remove_temporary(&folder);
}

static void test_forged_state_leads_nowhere(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    put(&folder, "victim", "victim");
    put(&folder, "public/mine", "mine");
    put(&folder, ".public.metier/staging/x", "x");
    int at = folder_open_in(folder.at, STR(".public.metier"));
    Hash victim = hash_128(STR("victim"));
    static const char *const paths[] = {"../victim", "/etc/passwd", "a//b", "a/./b", "", "a/../../victim"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        Record records[] = {{str_from(paths[i]), victim, ACTION_REMOVE, FILE_ABSENT}, {STR("x"), victim, ACTION_PUT, FILE_ABSENT}};
        put(&folder, ".public.metier/lock", "");
        assert_true(write_journal(at, &(Journal){.records = records, .count = 2}));
        build(&folder, (File[]){{"b", "b"}, {0}}, "foreign-folder");
        assert_true(holds(&folder, "victim", "victim"));
        assert_true(holds(&folder, "public/mine", "mine"));
        assert_false(file_exists(folder.at, STR("public/x")));
        folder_close(at);
        at = folder_make(folder.at, STR(".public.metier"));
    }
    folder_close(at);
    folder_remove_temporary(&folder);
}

static void test_target_is_never_the_sites_own(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    put(&folder, "content/x.md", "x");
    put(&folder, "layouts/x.html", "x");
    put(&folder, "file", "x");
    put(&folder, "sub/x", "x");
    folder_make_link(&folder, "content", "link");
    folder_make_link(&folder, "/tmp", "away");
    folder_make_link(&folder, "sub", "inner");
    Buf above = {0};
    buf_printf(&above, "%s/content/new", folder.path);
    const char *const bad[] = {
        "content", "content/", "content/new", "content/a/b/c", "./layouts/x", "static", "static/new", ".git",
        ".git/x", ".metier", ".metier/x", ".public.metier", ".public.metier/x", ".", "./", "..", "../", "/",
        "sub/../content/new", "link", "link/new", "away/new", "inner/new", "file", "file/x", "sub/..",
        above.ptr,
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        Built built = build_into(&folder, bad[i], (File[]){{"a", "a"}, {0}}, true);
        if (built.is_opened || !has_code(&built, "output-folder")) fail_msg("%s was accepted", bad[i]);
        diags_free(&built.diags);
    }
    size_t count = 0;
    assert_true(file_count(folder.at, STR(""), &count));
    assert_int_equal(count, 7);
    static const char *const good[] = {"public", "deep/er/public", "sub/./public", "sub/../public2"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        Built built = build_into(&folder, good[i], (File[]){{"a", "a"}, {0}}, false);
        if (!built.is_published) fail_msg("%s was refused", good[i]);
        diags_free(&built.diags);
    }
    assert_true(holds(&folder, "deep/er/public/a", "a"));
    buf_free(&above);
    folder_remove_temporary(&folder);
}

static void test_journal_is_whole_or_not_at_all(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    Record records[] = {{STR("a\nb"), {1, 2}, ACTION_PUT, FILE_ABSENT}, {STR("\xC3\xA4/x"), {~UINT64_C(0), 0}, ACTION_KEEP, FILE_ABSENT}};
    assert_true(journal_write(folder.at, STR("j"), &(Journal){.records = records, .count = 2, .is_whole = true}));
    Buf bytes = {0};
    assert_true(file_read(folder.at, STR("j"), 4096, &bytes));
    Arena arena = {0};
    Journal journal;
    bool is_there = false;
    assert_true(journal_read(folder.at, STR("j"), &arena, &journal, &is_there));
    assert_true(is_there && journal.is_whole);
    assert_int_equal(journal.count, 2);
    assert_str(journal.records[0].path, "a\nb");
    assert_true(hash_equal(journal.records[1].hash, records[1].hash));
    for (size_t i = 0; i < bytes.len; i++) {
        // Cut off at any byte, or one byte changed.
        assert_true(file_write_synced(folder.at, STR("j"), str_slice(buf_str(&bytes), 0, i)));
        assert_true(journal_read(folder.at, STR("j"), &arena, &journal, &is_there));
        assert_false(is_there);
        assert_int_equal(journal.count, 0);
        bytes.ptr[i] ^= 1;
        assert_true(file_write_synced(folder.at, STR("j"), buf_str(&bytes)));
        assert_true(journal_read(folder.at, STR("j"), &arena, &journal, &is_there));
        assert_false(is_there);
        bytes.ptr[i] ^= 1;
    }
    buf_free(&bytes);
    arena_free(&arena);
    folder_remove_temporary(&folder);
}

static void test_hash_of_a_journal_has_its_digits_and_no_others(void **state) {
    (void)state;
    const Hash hash = {0x0123456789abcdef, 0xfedcba9876543210};
    Buf text = {0};
    Buf again = {0};
    journal_add_hash(&text, hash);
    assert_str(buf_str(&text), "0123456789abcdeffedcba9876543210");
    for (size_t at = 0; at < text.len; at++) {
        char before = text.ptr[at];
        for (int byte = 0; byte < 256; byte++) {
            Hash ret = {0};
            text.ptr[at] = (char)byte;
            bool is_digit = byte && strchr("0123456789abcdef", byte);
            assert_int_equal(journal_parse_hash(buf_str(&text), &ret), is_digit);
            buf_clear(&again);
            journal_add_hash(&again, ret);
            assert_int_equal(str_equal(buf_str(&text), buf_str(&again)), is_digit);
        }
        text.ptr[at] = before;
    }
    buf_free(&text);
    buf_free(&again);
}

// Opens as a next build would, and asks.
static bool is_untouched(const Folder *folder) {
    Diags diags = {0};
    PublishCounts counts = {0};
    Sink *publish = open_publish(folder->at, STR("public"), false, &counts, &diags);
    assert_non_null(publish);
    bool ret = publish_is_untouched(publish, &counts);
    sink_close(publish);
    diags_free(&diags);
    return ret;
}

static void test_publish_knows_whether_its_files_are_untouched(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    const File files[] = {{"a/index.html", "one"}, {"b", "two"}, {0}};
    build(&folder, files, NULL);
    assert_true(is_untouched(&folder));
    assert_true(is_untouched(&folder));
    put(&folder, "public/b", "twx");   // of the same size
    assert_false(is_untouched(&folder));
    build(&folder, files, NULL);
    assert_true(is_untouched(&folder));
    put(&folder, "public/b", "two");   // the same bytes in another file
    assert_true(is_untouched(&folder));
    put(&folder, "public/note", "mine");
    assert_true(is_untouched(&folder));
    assert_true(file_remove(folder.at, STR("public/a/index.html")));
    assert_false(is_untouched(&folder));
    folder_remove_temporary(&folder);
}

// What somebody else does once all is in place, and nothing is known of it yet.
static void (*on_placed)(const Folder *folder);
static const Folder *placed_in;
int syncfs(int folder) {
    bool is_placed = on_placed && file_exists(placed_in->at, STR("public"));
    if (is_placed) {
        stamp_wait();   // stamps tell by themselves from here on
        on_placed(placed_in);
        stamp_wait();
        on_placed = NULL;
    }
    return (int)syscall(SYS_syncfs, folder);
}
static void write_in_place(const Folder *folder) {
    int file = openat(folder->at, "public/b", O_WRONLY);
    assert_true(file >= 0 && file_add(file, STR("twx")) && !close(file));
}
static void put_another(const Folder *folder) { put(folder, "public/b", "twx"); }
static void put_same_bytes(const Folder *folder) { put(folder, "public/b", "two"); }
static void lead_elsewhere(const Folder *folder) {
    assert_int_equal(renameat(folder->at, "public/a", folder->at, "public/was"), 0);
    folder_make_link(folder, "was", "public/a");
}
static void leave_all(const Folder *folder) { (void)folder; }
static void remove_one(const Folder *folder) { assert_true(file_remove(folder->at, STR("public/b"))); }

static void test_publish_sees_what_was_changed_before_it_ended(void **state) {
    (void)state;
    static const struct { void (*change)(const Folder *folder); bool is_untouched; } cases[] = {
        {NULL, true}, {put_same_bytes, true}, {write_in_place, false}, {put_another, false}, {remove_one, false},
        {lead_elsewhere, false},
    };
    const File files[] = {{"a/index.html", "one"}, {"b", "two"}, {0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Folder folder = folder_make_temporary();
        placed_in = &folder;
        on_placed = cases[i].change;
        build(&folder, files, NULL);
        assert_null(on_placed);
        if (is_untouched(&folder) != cases[i].is_untouched) fail_msg("case %zu", i);
        folder_remove_temporary(&folder);
    }
}

static void test_publish_believes_no_stamps_from_elsewhere(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    build(&folder, (File[]){{"b", "two"}, {0}}, NULL);
    assert_true(is_untouched(&folder));
    // A copy of the state folder, as a repository would carry it: the lock is another file.
    assert_true(file_remove(folder.at, STR(".public.metier/lock")));
    put(&folder, ".public.metier/lock", "");
    assert_false(is_untouched(&folder));
    build(&folder, (File[]){{"b", "two"}, {0}}, NULL);
    assert_true(is_untouched(&folder));
    Buf bytes = {0};
    assert_true(file_read(folder.at, STR(".public.metier/stamps"), 4096, &bytes));
    bytes.ptr[bytes.len / 2] ^= 1;
    assert_true(file_write_synced(folder.at, STR(".public.metier/stamps"), buf_str(&bytes)));
    assert_false(is_untouched(&folder));
    buf_free(&bytes);
    folder_remove_temporary(&folder);
}

// Keeps these bytes, one after the other, and says whether they stand there then.
static bool keeps(const Folder *folder, const Str *pieces, size_t count) {
    PublishCounts counts = {0};
    Diags diags = {0};
    Sink *publish = open_publish(folder->at, STR("public"), false, &counts, &diags);
    assert_non_null(publish);
    publish_keep_begin(publish, KEPT_PARSED);
    for (size_t i = 0; i < count; i++) publish_keep_add(publish, pieces[i]);
    publish_keep_end(publish, KEPT_PARSED);
    sink_close(publish);
    diags_free(&diags);
    return file_exists(folder->at, STR(".public.metier/parsed"));
}

static void test_publish_keeps_no_more_than_it_reads_back(void **state) {
    (void)state;
    enum { MOST = 1 << 30 };
    Folder folder = folder_make_temporary();
    build(&folder, (File[]){{"b", "two"}, {0}}, NULL);
    void *much = mmap(NULL, MOST, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    assert_true(much != MAP_FAILED);
    Str pieces[] = {STR("a few"), {much, MOST}, STR("more")};
    assert_true(keeps(&folder, pieces, 1));
    assert_false(keeps(&folder, pieces, 3));
    assert_true(keeps(&folder, pieces, 1));
    munmap(much, MOST);
    folder_remove_temporary(&folder);
}

static void test_publish_names_a_published_file_that_changes_while_it_is_read(void **state) {
    (void)state;
    for (int is_changed = 0; is_changed < 2; is_changed++) {
        Folder folder = folder_make_temporary();
        placed_in = &folder;
        on_placed = leave_all;
        build(&folder, (File[]){{"a/b", "two"}, {0}}, NULL);
        assert_null(on_placed);
        Diags diags = {0};
        PublishCounts counts = {0};
        Sink *publish = open_publish(folder.at, STR("public"), false, &counts, &diags);
        assert_non_null(publish);
        sink_reserve(publish, 1);
        SinkEarlier earlier = sink_open_earlier(publish, STR("a/b"));
        assert_true(earlier.file >= 0);
        if (is_changed) put(&folder, "public/a/b", "twx");
        assert_int_equal(sink_close_earlier(publish, STR("a/b"), &earlier, &diags), !is_changed);
        assert_int_equal(diags.list.count, is_changed);
        const Diag *diag = diags.list.items;
        if (is_changed) assert_str(diag->place.path, "public/a/b");
        SinkEarlier none = sink_open_earlier(publish, STR("none"));
        assert_int_equal(none.file, -1);
        assert_true(sink_close_earlier(publish, STR("none"), &none, &diags));
        sink_close(publish);
        diags_free(&diags);
        folder_remove_temporary(&folder);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_publish_keeps_no_more_than_it_reads_back),
        cmocka_unit_test(test_publish_knows_whether_its_files_are_untouched),
        cmocka_unit_test(test_publish_sees_what_was_changed_before_it_ended),
        cmocka_unit_test(test_publish_believes_no_stamps_from_elsewhere),
        cmocka_unit_test(test_publish_counts_what_it_changes_and_removes),
        cmocka_unit_test(test_publish_without_commit_leaves_nothing),
        cmocka_unit_test(test_publish_leaves_foreign_files_and_changed_ones),
        cmocka_unit_test(test_publish_moves_nothing_where_something_foreign_is_in_the_way),
        cmocka_unit_test(test_publish_follows_no_link_below_the_output),
        cmocka_unit_test(test_publish_names_a_source_that_cannot_be_read),
        cmocka_unit_test(test_publish_names_a_published_file_that_changes_while_it_is_read),
        cmocka_unit_test(test_publish_completes_what_was_cut_off),
        cmocka_unit_test(test_publish_completes_a_first_build),
        cmocka_unit_test(test_publish_completes_around_what_is_foreign_by_now),
        cmocka_unit_test(test_forged_state_leads_nowhere),
        cmocka_unit_test(test_target_is_never_the_sites_own),
        cmocka_unit_test(test_journal_is_whole_or_not_at_all),
        cmocka_unit_test(test_hash_of_a_journal_has_its_digits_and_no_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
