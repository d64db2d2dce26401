// What is read of public tables, each by itself: figures and their marks, titles, batches of files.
#include "folder.h"

#include "data/profile.h"
#include "data/title.h"
#include "publish/batch.h"

typedef struct Row {
    size_t offset;
    Str name;
    Figure figure, count;
    bool is_flagged;
} Row;
static const Marker markers[] = {{"#", FIGURE_TOP_CODED, NULL}, {"*", FIGURE_WITHHELD, "a reason"},
                                 {NULL, FIGURE_NONE, NULL}};
static const Column columns[] = {
    COLUMN(Row, name, "Name", TEXT, .other_name = "Title", .flags = COLUMN_REQUIRED | COLUMN_FILLED),
    COLUMN(Row, figure, "Pay, *", FIGURE, .flags = COLUMN_REQUIRED | COLUMN_SIGNED,
           .markers = markers),
    COLUMN(Row, count, "Count", FIGURE, .flags = COLUMN_FILLED | COLUMN_WHOLE),
    COLUMN(Row, is_flagged, "Flag", FLAG, .flags = COLUMN_OPTIONAL),
};
static const TableKind kind = {"Test", "--test", TABULAR_CSV, columns, 4, offsetof(Row, offset)};

typedef struct Reading {
    Tabular table;
    Head head;
    Str title;
    Arena arena;
    Diags diags;
    Row row;
    bool is_read;
} Reading;

// Reads the first row of a table.
static void begin(Reading *ret, const char *text) {
    *ret = (Reading){0};
    ret->is_read =
        tabular_begin(&ret->table, TABULAR_CSV, STR("t"), str_from(text), &ret->diags) &&
        head_find(&kind, &ret->table, &ret->arena, &ret->head, &ret->title, &ret->diags) &&
        tabular_next(&ret->table, &ret->diags) &&
        head_read_row(&ret->head, &ret->table, &ret->arena, &ret->row, &ret->diags);
}

static void end(Reading *reading) {
    tabular_end(&reading->table);
    arena_free(&reading->arena);
    diags_free(&reading->diags);
}

static void test_columns_are_found_by_name_whatever_case_and_order(void **state) {
    (void)state;
    Reading reading;
    begin(&reading, "A table,,,\ncount,PAY, title ,flag\n7,4.50,Nurse,TRUE\n");
    assert_false(reading.is_read);   // "PAY" is no "Pay, *"
    end(&reading);
    begin(&reading, "A table,,,,\ncount,\"PAY, 2024\", title ,other,flag\n7,4.50, Nurse,x,TRUE\n");
    assert_true(reading.is_read);
    assert_str(reading.title, "A table    ");
    assert_str(reading.row.name, "Nurse");
    assert_int_equal(reading.row.figure.hundredths, 450);
    assert_int_equal(reading.row.count.hundredths, 700);
    assert_true(reading.row.is_flagged);
    end(&reading);
}

static void test_columns_that_are_missing_or_twice_are_named(void **state) {
    (void)state;
    Reading reading;
    begin(&reading, "Name,Count,Flag\nNurse,7,\n");
    assert_true(has_diag(&reading.diags, "missing-column", 0));
    end(&reading);
    begin(&reading, "something\nelse\n");
    assert_true(has_diag(&reading.diags, "missing-column", 0));
    end(&reading);
    begin(&reading, "Name,\"Pay, 1\",Count,Flag\nNurse,7,1\n");
    assert_true(has_diag(&reading.diags, "table-syntax", 25));
    end(&reading);
}

// {the cell, its state, its value in hundredths}; a state of -1: it is none.
static void test_columns_take_numbers_and_marks_and_nothing_else(void **state) {
    (void)state;
    static const struct { const char *cell; int state; int64_t value; } cases[] = {
        {"94480", FIGURE_KNOWN, 9448000}, {"\"94,480\"", FIGURE_KNOWN, 9448000},
        {"\"1,151,853,870\"", FIGURE_KNOWN, 115185387000}, {"94 480", FIGURE_KNOWN, 9448000},
        {"45.42", FIGURE_KNOWN, 4542}, {"45.4", FIGURE_KNOWN, 4540}, {"-0.9", FIGURE_KNOWN, -90},
        {"0", FIGURE_KNOWN, 0}, {"", FIGURE_NONE, 0}, {" # ", FIGURE_TOP_CODED, 0},
        {"*", FIGURE_WITHHELD, 0}, {"**", -1, 0}, {"n/a", -1, 0}, {"$94480", -1, 0},
        {"\"94,48\"", -1, 0}, {"\"9,4480\"", -1, 0}, {"\",480\"", -1, 0}, {"\"31,48\"", -1, 0},
        {"\"1,000 000\"", -1, 0}, {"45.", -1, 0}, {"45.425", -1, 0}, {"1e5", -1, 0}, {"--1", -1, 0},
        {"1234567890123", -1, 0}, {"94480 USD", -1, 0}, {">=239200", -1, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Reading reading;
        Buf text = {0};
        buf_printf(&text, "Name,\"Pay, 1\",Count,Flag\nNurse,%s,1,\n", cases[i].cell);
        begin(&reading, text.ptr);
        if (reading.is_read != (cases[i].state >= 0)) fail_msg("%s", cases[i].cell);
        if (reading.is_read) {
            assert_int_equal(reading.row.figure.state, cases[i].state);
            if (cases[i].value != reading.row.figure.hundredths) fail_msg("%s", cases[i].cell);
        } else {
            assert_true(has_diag(&reading.diags, "bad-cell", 31));
        }
        buf_free(&text);
        end(&reading);
    }
    Reading reading;
    begin(&reading, "Name,\"Pay, 1\",Count,Flag\nNurse,1,7.5,\n");   // a count has no decimals
    assert_true(has_diag(&reading.diags, "bad-cell", 33));
    end(&reading);
    begin(&reading, "Name,\"Pay, 1\",Count,Flag\n,1,1,\n");
    assert_true(has_diag(&reading.diags, "bad-cell", 25));
    end(&reading);
    begin(&reading, "Name,\"Pay, 1\",Count,Flag\nx,1,,\n");
    assert_true(has_diag(&reading.diags, "bad-cell", 29));
    end(&reading);
    begin(&reading, "Name,\"Pay, 1\",Count,Flag\nx,1,1,maybe\n");
    assert_true(has_diag(&reading.diags, "bad-cell", 31));
    end(&reading);
}

static void test_title_speaks_of_one_person(void **state) {
    (void)state;
    static const struct { const char *plural, *singular; } cases[] = {
        {"Registered Nurses", "Registered Nurse"},
        {"Judges, Magistrate Judges, and Magistrates", "Judge, Magistrate Judge, and Magistrate"},
        {"Clergy", "Clergy"}, {"Nurse Midwives", "Nurse Midwife"},
        {"Waiters and Waitresses", "Waiter and Waitress"},
        {"Coaches and Scouts", "Coach and Scout"}, {"Actuaries", "Actuary"},
        {"Sales and Related Workers, All Other", "Sales and Related Worker, All Other"},
        {"Agents and Business Managers of Artists, Performers, and Athletes",
         "Agent and Business Manager of Artists, Performers, and Athletes"},
        {"Architects, Except Landscape and Naval", "Architect, Except Landscape and Naval"},
        {"Helpers--Carpenters", "Helper--Carpenter"},
        {"Human Resources Managers", "Human Resources Manager"},
        {"Gambling Change Persons and Booth Cashiers", "Gambling Change Person and Booth Cashier"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Buf out = {0};
        title_add_singular(&out, str_from(cases[i].plural));
        assert_string_equal(out.ptr, cases[i].singular);
        buf_free(&out);
    }
}

static bool has_text(const Folder *folder, const char *path, const char *text) {
    Buf bytes = {0};
    bool ret = file_read(folder->at, str_from(path), 1000, &bytes) &&
               str_equal(buf_str(&bytes), str_from(text));
    buf_free(&bytes);
    return ret;
}

static void test_batch_writes_all_files_and_leaves_nothing_else(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    Batch batch;
    Diags diags = {0};
    assert_true(batch_open(folder.at, STR("content/metier.lock"), &batch, &diags));
    assert_true(batch_add(&batch, STR("content/roles/b.md"), STR("B"), &diags));
    assert_true(batch_add(&batch, STR("content/roles/a.md"), STR("A"), &diags));
    assert_false(file_exists(folder.at, STR("content")));
    assert_true(batch_commit(&batch, &diags));
    batch_close(&batch);
    assert_true(has_text(&folder, "content/roles/a.md", "A"));
    assert_true(has_text(&folder, "content/roles/b.md", "B"));
    assert_false(file_exists(folder.at, STR(".metier")));
    folder_remove_temporary(&folder);
    diags_free(&diags);
}

static void test_batch_writes_none_where_one_is_taken(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    Batch batch;
    Diags diags = {0};
    assert_true(batch_open(folder.at, STR("content/metier.lock"), &batch, &diags));
    assert_true(batch_add(&batch, STR("content/roles/a.md"), STR("A"), &diags));
    assert_true(batch_add(&batch, STR("content/roles/b.md"), STR("B"), &diags));
    assert_true(file_write(folder.at, STR("content/roles/b.md"), STR("an editor's")));
    assert_false(batch_commit(&batch, &diags));
    assert_true(has_diag(&diags, "changed-source", DIAG_NO_OFFSET));
    batch_close(&batch);
    assert_false(file_exists(folder.at, STR("content/roles/a.md")));
    assert_true(has_text(&folder, "content/roles/b.md", "an editor's"));
    assert_false(file_exists(folder.at, STR(".metier")));
    folder_remove_temporary(&folder);
    diags_free(&diags);
}

// What a batch leaves that is cut off once it has moved the first of its two files.
static void cut_off(const Folder *folder, const char *second_path) {
    Record records[] = {{STR("content/a.md"), hash_128(STR("A")), ACTION_PUT, FILE_ABSENT},
                        {str_from(second_path), hash_128(STR("B")), ACTION_PUT, FILE_ABSENT}};
    Journal journal = {.records = records, .count = 2};
    Buf staged = {0};
    buf_printf(&staged, ".metier/batch/staging/%s", second_path);
    assert_true(file_write(folder->at, STR("content/a.md"), STR("A")));
    assert_true(file_write(folder->at, buf_str(&staged), STR("B")));
    int state = folder_make(folder->at, STR(".metier/batch"));
    assert_true(journal_write(state, STR("journal"), &journal));
    folder_close(state);
    buf_free(&staged);
}

static void test_batch_completes_one_that_was_cut_off(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    Batch batch;
    Diags diags = {0};
    cut_off(&folder, "content/b.md");
    assert_true(batch_open(folder.at, STR("content/metier.lock"), &batch, &diags));
    assert_int_equal(batch.recovered_count, 1);
    batch_close(&batch);
    assert_true(has_text(&folder, "content/b.md", "B"));
    assert_false(file_exists(folder.at, STR(".metier")));
    folder_remove_temporary(&folder);
    diags_free(&diags);
}

#define LOCK STR("content/metier.lock")

// A site with two files, and a batch that is to replace both and the lock; `other` is what stands at
// the second by then.
static void begin_replacing(Folder *folder, Batch *batch, const char *other, Diags *diags) {
    *folder = folder_make_temporary();
    assert_true(file_write(folder->at, STR("content/a.md"), STR("a")));
    assert_true(file_write(folder->at, STR("content/z.md"), str_from(other)));
    assert_true(file_write(folder->at, LOCK, STR("l")));
    assert_true(batch_open(folder->at, LOCK, batch, diags));
    assert_true(batch_replace(batch, STR("content/a.md"), STR("a"), STR("A"), diags));
    assert_true(batch_replace(batch, STR("content/z.md"), STR("z"), STR("Z"), diags));
    assert_true(batch_replace(batch, LOCK, STR("l"), STR("L"), diags));
    assert_true(batch_add(batch, STR("content/b.md"), STR("N"), diags));
}

static void test_batch_replaces_what_is_as_it_was_read(void **state) {
    (void)state;
    for (int is_changed = 0; is_changed < 2; is_changed++) {
        Folder folder;
        Batch batch;
        Diags diags = {0};
        begin_replacing(&folder, &batch, is_changed ? "an editor's" : "z", &diags);
        assert_int_equal(batch_commit(&batch, &diags), !is_changed);
        batch_close(&batch);
        assert_int_equal(has_diag(&diags, "changed-source", DIAG_NO_OFFSET), is_changed);
        assert_true(has_text(&folder, "content/a.md", is_changed ? "a" : "A"));
        assert_true(has_text(&folder, "content/z.md", is_changed ? "an editor's" : "Z"));
        assert_true(has_text(&folder, "content/metier.lock", is_changed ? "l" : "L"));
        assert_int_equal(file_exists(folder.at, STR("content/b.md")), !is_changed);
        assert_false(file_exists(folder.at, STR(".metier")));
        folder_remove_temporary(&folder);
        diags_free(&diags);
    }
}

static void test_batch_takes_replaced_files_back(void **state) {
    (void)state;
    Folder folder;
    Batch batch;
    Diags diags = {0};
    begin_replacing(&folder, &batch, "z", &diags);
    assert_true(file_write(folder.at, STR("content/b.md"), STR("an editor's")));
    assert_false(batch_commit(&batch, &diags));   // when the others are replaced
    batch_close(&batch);
    assert_true(has_text(&folder, "content/a.md", "a"));
    assert_true(has_text(&folder, "content/z.md", "z"));
    assert_true(has_text(&folder, "content/metier.lock", "l"));
    assert_true(has_text(&folder, "content/b.md", "an editor's"));
    assert_false(file_exists(folder.at, STR(".metier")));
    folder_remove_temporary(&folder);
    diags_free(&diags);
}

// After a cut that left both files as they were, or one that an editor has changed since.
static void test_batch_completes_replacements(void **state) {
    (void)state;
    for (int is_changed = 0; is_changed < 2; is_changed++) {
        Folder folder = folder_make_temporary();
        Batch batch;
        Diags diags = {0};
        Record record = {STR("content/a.md"), hash_128(STR("A")), ACTION_PUT, FILE_ABSENT};
        Journal journal = {.records = &record, .count = 1};
        assert_true(file_write(folder.at, STR("content/a.md"), is_changed ? STR("x") : STR("a")));
        assert_true(file_write(folder.at, STR(".metier/batch/staging/content/a.md"), STR("A")));
        assert_true(file_write(folder.at, STR(".metier/batch/before/content/a.md"), STR("a")));
        int at = folder_make(folder.at, STR(".metier/batch"));
        assert_true(journal_write(at, STR("journal"), &journal));
        folder_close(at);
        assert_true(batch_open(folder.at, LOCK, &batch, &diags));
        assert_int_equal(batch.recovered_count, !is_changed);
        assert_int_equal(has_diag(&diags, "changed-source", DIAG_NO_OFFSET), is_changed);
        batch_close(&batch);
        assert_true(has_text(&folder, "content/a.md", is_changed ? "x" : "A"));
        assert_false(file_exists(folder.at, STR(".metier")));
        folder_remove_temporary(&folder);
        diags_free(&diags);
    }
}

static void test_batch_takes_no_foreign_journal_out_of_content(void **state) {
    (void)state;
    static const char *const paths[] = {"x/evil.md", "content/evil.html"};
    for (size_t i = 0; i < 2; i++) {
        Folder folder = folder_make_temporary();
        Batch batch;
        Diags diags = {0};
        cut_off(&folder, paths[i]);
        assert_true(batch_open(folder.at, STR("content/metier.lock"), &batch, &diags));
        assert_int_equal(batch.recovered_count, 0);
        batch_close(&batch);
        assert_false(file_exists(folder.at, str_from(paths[i])));
        folder_remove_temporary(&folder);
        diags_free(&diags);
    }
}

static void test_batch_is_one_at_a_time(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    Batch first, second;
    Diags diags = {0};
    assert_true(batch_open(folder.at, STR("content/metier.lock"), &first, &diags));
    assert_false(batch_open(folder.at, STR("content/metier.lock"), &second, &diags));
    assert_true(has_diag(&diags, "busy-site", DIAG_NO_OFFSET));
    batch_close(&second);
    batch_close(&first);
    folder_remove_temporary(&folder);
    diags_free(&diags);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns_are_found_by_name_whatever_case_and_order),
        cmocka_unit_test(test_columns_that_are_missing_or_twice_are_named),
        cmocka_unit_test(test_columns_take_numbers_and_marks_and_nothing_else),
        cmocka_unit_test(test_title_speaks_of_one_person),
        cmocka_unit_test(test_batch_writes_all_files_and_leaves_nothing_else),
        cmocka_unit_test(test_batch_writes_none_where_one_is_taken),
        cmocka_unit_test(test_batch_completes_one_that_was_cut_off),
        cmocka_unit_test(test_batch_takes_no_foreign_journal_out_of_content),
        cmocka_unit_test(test_batch_replaces_what_is_as_it_was_read),
        cmocka_unit_test(test_batch_takes_replaced_files_back),
        cmocka_unit_test(test_batch_completes_replacements),
        cmocka_unit_test(test_batch_is_one_at_a_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
