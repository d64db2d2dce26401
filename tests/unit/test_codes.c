// The catalogue of codes: each example is built in a small site, where it gives its code and no
// other, and where it gives none once it is mended.
#include "folder.h"
#include "output/build.h"
#include "report/codes.h"
#include "site/lints/lints.h"

#define ROLE_OF(title, summary, more) \
    "---\ntitle: " title "\nbranch: Healthcare\nsummary: " summary "\n" more
#define ROLE(title, more) ROLE_OF(title, "They care.", more)

// Where a part of a file stands: the file, and what is around the part.
static const struct { const char *path, *before, *after; } places[EXAMPLE_PLACE_COUNT] = {
    [EXAMPLE_SITE] = {"site.yaml", "title: Careers\n", "\n"},
    [EXAMPLE_FIELDS] = {"content/roles/nurse.md",
                        ROLE("Nurse", "sources: [{id: bls, name: Bureau of Labor Statistics}]\n"),
                        "\n---\nNurses see people first.\n"},
    [EXAMPLE_TEXT] = {"content/roles/nurse.md", ROLE("Nurse", "---\n"), "\n"},
    [EXAMPLE_FILE] = {"content/roles/nurse.md", "", "\n"},
    [EXAMPLE_PAGE] = {"content/pages/about.md", "---\ntitle: About\n", "\n---\nWho we are.\n"},
    [EXAMPLE_LAYOUT] = {"layouts/page.html", "", "\n"},
    [EXAMPLE_PARTIAL] = {"layouts/partials/header.html", "", "\n"},
    [EXAMPLE_STYLE] = {"static/style.css", "", "\n"},
};

static void write_file(const Folder *folder, Str path, const char *before, Str text,
                       const char *after) {
    Buf whole = {0};
    buf_add(&whole, str_from(before));
    buf_add(&whole, text);
    buf_add(&whole, str_from(after));
    file_remove(folder->at, path);
    assert_true(file_write(folder->at, path, buf_str(&whole)));
    buf_free(&whole);
}

// The theme's strings with a line in the place of the one that has its key.
static void write_strings(const Folder *folder, Str line) {
    Buf strings = {0};
    int theme = folder_open(".");
    assert_true(file_read(theme, STR("layouts/strings/en.yaml"), SIZE_MAX / 2, &strings));
    folder_close(theme);
    Str key = str_slice(line, 0, str_find(line, ':') + 1);
    Str text = buf_str(&strings);
    Buf out = {0};
    size_t replaced_count = 0;
    for (size_t at = 0; at < text.len;) {
        size_t end = at + str_find(str_slice(text, at, text.len), '\n');
        Str here = str_slice(text, at, end);
        bool is_it = str_starts_with(here, key);
        replaced_count += is_it;
        buf_add(&out, is_it ? line : here);
        buf_add_char(&out, '\n');
        at = end + 1;
    }
    assert_int_equal(replaced_count, 1);
    write_file(folder, STR("layouts/strings/en.yaml"), "", buf_str(&out), "");
    buf_free(&out);
    buf_free(&strings);
}

static void write_example(const Folder *folder, ExamplePlace place, const char *text) {
    Str given = str_from(text);
    if (place == EXAMPLE_STRING) {
        write_strings(folder, given);
    } else if (place == EXAMPLE_NAME) {
        bool is_layout = str_ends_with(given, STR(".html"));
        write_file(folder, given, "", str_from(is_layout ? "<h1>{{TITLE}}</h1>\n"
                                                         : ROLE("Nurse", "---\nText.\n")), "");
    } else {
        write_file(folder, str_from(places[place].path), places[place].before, given,
                   places[place].after);
    }
}

static Diags build_example(const Code *code, const char *text) {
    Folder folder = folder_make_temporary();
    Diags diags = {0};
    BuildResult result = {0};
    write_file(&folder, STR("site.yaml"), "title: Careers\n", STR(""), "");
    write_file(&folder, STR("content/roles/doctor.md"),
               ROLE("Doctor", "skills: [Patient care]\n---\nDoctors cure.\n"), STR(""), "");
    write_file(&folder, STR("content/roles/surgeon.md"),
               ROLE("Surgeon", "draft: true\n---\nSurgeons cut.\n"), STR(""), "");
    write_file(&folder, STR("content/roles/midwife.md"),
               ROLE_OF("Midwife", "They help.", "expires: 2026-12-15\n---\nMidwives help.\n"), STR(""), "");
    write_file(&folder, STR("content/roles/paramedic.md"),
               ROLE("Paramedic", "date: 2027-03-01\n---\nParamedics drive.\n"), STR(""), "");
    write_example(&folder, code->place, text);
    BuildOptions options = {.root = folder.path, .theme = ".", .thread_count = 1, .is_dry = true,
                            .now = {.year = 2026, .month = 12, .day = 1}};
    build_site(&options, &result, &diags);
    folder_remove_temporary(&folder);
    return diags;
}

// How often the diagnostics have the code. Others are no part of an example, but for lints, which
// judge what it does not speak of.
static size_t count_code(const Code *code, const Diags *diags, size_t *ret_other_count) {
    size_t count = 0;
    bool is_lint = lint_find(str_from(code->code)) != NULL;
    for (size_t i = 0; i < diags->list.count; i++) {
        const Diag *diag = (const Diag *)diags->list.items + i;
        bool is_it = !strcmp(diag->code, code->code);
        bool is_other_lint = !is_it && lint_find(str_from(diag->code));
        if (!is_it && !is_other_lint) {
            print_error("the example of %s gives %s: %.*s\n", code->code, diag->code,
                        (int)diag->message.len, diag->message.ptr);
            ++*ret_other_count;
        }
        if (is_it && !is_lint && (diag->severity == SEVERITY_WARNING) != code->is_warning) {
            print_error("%s is as severe as its row does not say\n", code->code);
            ++*ret_other_count;
        }
        count += is_it;
    }
    return count;
}

static void test_examples_give_their_code_and_none_when_mended(void **state) {
    (void)state;
    size_t count = 0;
    size_t bad_count = 0;
    for (size_t i = 0; i < code_count; i++) {
        const Code *code = &codes[i];
        if (code->place == EXAMPLE_NONE) continue;
        Diags wrong = build_example(code, code->wrong);
        Diags mended = build_example(code, code->mended);
        bool is_seen = count_code(code, &wrong, &bad_count);
        bool is_mended = !count_code(code, &mended, &bad_count);
        if (!is_seen) print_error("the example of %s is taken\n", code->code);
        if (!is_mended) print_error("%s is not mended\n", code->code);
        if (!is_seen || !is_mended) bad_count++;
        diags_free(&wrong);
        diags_free(&mended);
        count++;
    }
    assert_int_equal(bad_count, 0);
    assert_true(count >= 60);
}

static bool ends_a_sentence(const char *text) {
    return text[0] && text[strlen(text) - 1] == '.';
}

static void test_rows_are_whole_and_in_order(void **state) {
    (void)state;
    for (size_t i = 0; i < code_count; i++) {
        const Code *code = &codes[i];
        if (i) assert_true(strcmp(codes[i - 1].code, code->code) < 0);
        assert_ptr_equal(code_find(str_from(code->code)), code);
        assert_true(code->meaning || lint_find(str_from(code->code)));
        assert_true(!code->meaning || ends_a_sentence(code->meaning));
        assert_true(ends_a_sentence(code->mend));
        bool has_example = code->place != EXAMPLE_NONE;
        assert_int_equal(has_example, code->wrong && code->mended);
        assert_int_equal(has_example, example_places[code->place] != NULL);
    }
    assert_null(code_find(STR("nothing")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_are_whole_and_in_order),
        cmocka_unit_test(test_examples_give_their_code_and_none_when_mended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
