#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "folder.h"

#include "report/report.h"

static void diags_write(Diags *diags, const char *root, bool with_colour, FILE *out) {
    report_write(&text_form, &(Report){.diags = diags, .root = root, .with_colour = with_colour}, out);
}

// What diags_write writes for these diagnostics, and frees them.
static void assert_written(Diags *diags, const Folder *folder, bool with_colour, const char *expected) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    diags_write(diags, folder->path, with_colour, out);
    fclose(out);
    assert_true(size > 0);
    assert_string_equal(text, expected);
    free(text);
    diags_free(diags);
}

// What is written for one diagnostic at `offset` of a file that holds `source`.
static void assert_line(Str source, size_t offset, const char *expected) {
    Folder folder = folder_make_temporary();
    assert_true(file_write(folder.at, STR("x"), source));
    Diags diags = {0};
    diag_error(&diags, (Place){STR("x"), offset}, "c", NULL, "m");
    assert_written(&diags, &folder, false, expected);
    folder_remove_temporary(&folder);
}

static void test_diags_write_orders_by_path_offset_code_and_message(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    assert_true(file_write(folder.at, STR("a"), STR("")));
    assert_true(file_write(folder.at, STR("b"), STR("")));
    Diags diags = {0};
    diag_error(&diags, (Place){STR("b"), DIAG_NO_OFFSET}, "z", NULL, "2");
    diag_error(&diags, (Place){STR("b"), 0}, "a", NULL, "3");
    diag_error(&diags, (Place){STR("b"), DIAG_NO_OFFSET}, "z", NULL, "1");
    diag_error(&diags, (Place){STR("a"), 0}, "z", NULL, "0");
    diag_error(&diags, (Place){STR("b"), DIAG_NO_OFFSET}, "y", NULL, "9");
    assert_written(&diags, &folder, false,
                   "a:1:1: error: 0 [z]\nb: error: 9 [y]\nb: error: 1 [z]\nb: error: 2 [z]\n"
                   "b:1:1: error: 3 [a]\n");
    folder_remove_temporary(&folder);
}

static void test_diags_write_does_not_count_what_it_drops(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    Diags diags = {0};
    for (int i = 0; i < 3; i++) diag_error(&diags, (Place){STR("a"), DIAG_NO_OFFSET}, "c", NULL, "same");
    diag_warning(&diags, (Place){STR("w"), DIAG_NO_OFFSET}, "c", "look", "only said");
    assert_int_equal(diags.error_count, 3);
    FILE *out = tmpfile();
    assert_non_null(out);
    diags_write(&diags, folder.path, false, out);
    fclose(out);
    assert_int_equal(diags.error_count, 1);
    assert_int_equal(diags.list.count, 2);
    diags_free(&diags);
    folder_remove_temporary(&folder);
}

static void test_diags_write_puts_the_caret_below_letters_not_bytes(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    assert_true(file_write(folder.at, STR("x.md"), STR("first\n\tü€😀=bad\nlast")));
    Diags diags = {0};
    diag_error(&diags, (Place){STR("x.md"), 6 + 1 + 2 + 3 + 4}, "c", "write good", "bad sign");
    diag_error(&diags, (Place){STR("x.md"), 25}, "d", NULL, "at the end");
    assert_written(&diags, &folder, false,
                   "x.md:2:5: error: bad sign [c]\n  |  ü€😀=bad\n  |      ^\n  hint: write good\n"
                   "x.md:3:5: error: at the end [d]\n  | last\n  |     ^\n");
    folder_remove_temporary(&folder);
}

static void test_diags_write_shows_a_window_of_a_long_line(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    Buf line = {0};
    for (int i = 0; i < 1000; i++) buf_add_char(&line, i == 700 ? 'X' : '.');
    assert_true(file_write(folder.at, STR("x.md"), buf_str(&line)));
    Diags diags = {0};
    diag_error(&diags, (Place){STR("x.md"), 700}, "c", NULL, "here");
    FILE *out = tmpfile();
    assert_non_null(out);
    diags_write(&diags, folder.path, false, out);
    rewind(out);
    char head[64] = {0};
    char shown[512] = {0};
    char caret[512] = {0};
    assert_non_null(fgets(head, sizeof head, out));
    assert_non_null(fgets(shown, sizeof shown, out));
    assert_non_null(fgets(caret, sizeof caret, out));
    assert_string_equal(head, "x.md:1:701: error: here [c]\n");
    assert_true(strlen(shown) < 200);
    assert_int_equal(shown[strcspn(caret, "^")], 'X');
    assert_memory_equal(caret, "  |", 3);
    fclose(out);
    diags_free(&diags);
    buf_free(&line);
    folder_remove_temporary(&folder);
}

static void test_diags_write_lets_no_control_character_of_a_line_through(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    assert_true(file_write(folder.at, STR("x.md"), STR("a\x1B[2Jb\x7F\xE2\x80\xAE.")));
    Diags diags = {0};
    diag_error(&diags, (Place){STR("x.md"), 0}, "c", NULL, "x");
    assert_written(&diags, &folder, false, "x.md:1:1: error: x [c]\n  | a\\u{1B}[2Jb\\u{7F}\\u{202E}.\n  | ^\n");
    folder_remove_temporary(&folder);
}

// Names of fields come from content: they may neither steer the terminal nor forge a line.
static void test_diags_write_lets_no_control_character_of_a_message_through(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    Diags diags = {0};
    diag_error(&diags, (Place){STR("x.md"), DIAG_NO_OFFSET}, "c", "try\x1B[1m", "field '\x1B[2J\n::error::'");
    assert_written(&diags, &folder, false,
                   "x.md: error: field '\\u{1B}[2J\\u{A}::error::' [c]\n  hint: try\\u{1B}[1m\n");
    folder_remove_temporary(&folder);
}

static void test_diags_write_colours_only_the_severity(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    Diags diags = {0};
    diag_error(&diags, (Place){STR("a"), DIAG_NO_OFFSET}, "c", NULL, "x");
    diag_warning(&diags, (Place){.offset = DIAG_NO_OFFSET}, "c", NULL, "y");
    assert_written(&diags, &folder, true,
                   "\033[1;33mwarning\033[0m: y [c]\na: \033[1;31merror\033[0m: x [c]\n");
    folder_remove_temporary(&folder);
}

// A CI log takes "::x::" at the start of a line, behind blanks too, and "##[x]" anywhere for a command.
static void test_diags_write_starts_no_command_of_a_ci_log(void **state) {
    (void)state;
    assert_line(STR("  ::stop-commands::x"), 2,
                "x:1:3: error: m [c]\n  |   ::stop-commands::x\n  |   ^\n");
    assert_line(STR("##[error]x"), 3, "x:1:4: error: m [c]\n  | #\\u{23}[error]x\n  |         ^\n");
    assert_line(STR("a ##vso[task]##TeamCity[x"), 0,
                "x:1:1: error: m [c]\n  | a #\\u{23}vso[task]#\\u{23}TeamCity[x\n  | ^\n");
    assert_line(STR("## [a] ##b ###[c"), 0, "x:1:1: error: m [c]\n  | ## [a] ##b ##\\u{23}[c\n  | ^\n");
    Folder folder = folder_make_temporary();
    static const struct { const char *path, *expected; } cases[] = {
        {"::error::x", "./::error::x: error: a #\\u{23}[b] [c]\n  hint: #\\u{23}vso[d]\n"},
        {" ::error::x", "./ ::error::x: error: a #\\u{23}[b] [c]\n  hint: #\\u{23}vso[d]\n"},
        {"\xE3\x80\x80::x", "./\xE3\x80\x80::x: error: a #\\u{23}[b] [c]\n  hint: #\\u{23}vso[d]\n"},
        {"##[error]", "./#\\u{23}[error]: error: a #\\u{23}[b] [c]\n  hint: #\\u{23}vso[d]\n"},
        {"a\n::x::", "a\\u{A}::x::: error: a #\\u{23}[b] [c]\n  hint: #\\u{23}vso[d]\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Diags diags = {0};
        diag_error(&diags, (Place){str_from(cases[i].path), DIAG_NO_OFFSET}, "c", "##vso[d]", "a ##[b]");
        assert_written(&diags, &folder, false, cases[i].expected);
    }
    folder_remove_temporary(&folder);
}

static void test_diags_write_shows_what_hides_or_turns_and_keeps_the_caret_below_its_letter(void **state) {
    (void)state;
    static const uint32_t letters[] = {
        0x1, 0x1B, 0x7F, 0x80, 0x9F, 0xAD, 0x61C, 0x200B, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A,
        0x202E, 0x2060, 0x2066, 0x2069, 0xFEFF, 0xFFF9, 0xE0001, 0xE01EF,
    };
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
        Buf line = {0};
        utf8_add(&line, letters[i]);
        size_t offset = line.len;
        buf_add(&line, STR("X"));
        char expected[256];
        int width = snprintf(NULL, 0, "\\u{%X}", (unsigned)letters[i]);
        snprintf(expected, sizeof expected, "x:1:2: error: m [c]\n  | \\u{%X}X\n  | %*s^\n",
                 (unsigned)letters[i], width, "");
        assert_line(buf_str(&line), offset, expected);
        buf_free(&line);
    }
    assert_line(STR("a\xFF\xE2\x82X"), 4, "x:1:5: error: m [c]\n  | a\\xFF\\xE2\\x82X\n  |              ^\n");
    assert_line(STR("看護X"), 6, "x:1:3: error: m [c]\n  | 看護X\n  |     ^\n");
    assert_line(STR("e\xCC\x81X"), 3, "x:1:3: error: m [c]\n  | e\xCC\x81X\n  |  ^\n");
    assert_line(STR("ab\r\nc"), 1, "x:1:2: error: m [c]\n  | ab\n  |  ^\n");
}

// However wide escapes make what stands before it.
static void test_diags_write_shows_the_place_in_a_long_line_of_escapes(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    Buf line = {0};
    for (int i = 0; i < 500; i++) buf_add_char(&line, '\x01');
    buf_add_char(&line, 'X');
    assert_true(file_write(folder.at, STR("x"), buf_str(&line)));
    Diags diags = {0};
    diag_error(&diags, (Place){STR("x"), 500}, "c", NULL, "m");
    Buf expected = {0};
    buf_add(&expected, STR("x:1:501: error: m [c]\n  | "));
    for (int i = 0; i < 80; i++) buf_add(&expected, STR("\\u{1}"));
    buf_add(&expected, STR("X\n  | "));
    for (int i = 0; i < 80 * 5; i++) buf_add_char(&expected, ' ');
    buf_add(&expected, STR("^\n"));
    assert_written(&diags, &folder, false, expected.ptr);
    buf_free(&expected);
    buf_free(&line);
    folder_remove_temporary(&folder);
}

// Lines and columns are counted on from one diagnostic to the next.
static void test_diags_write_counts_lines_and_columns_in_any_order_of_finding(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    assert_true(file_write(folder.at, STR("x"), STR("ä1\n\n\nö2ü3\n4")));
    Diags diags = {0};
    static const size_t offsets[] = {14, 13, 9, 6, 5, 4, 3, 2, 0, 99};
    for (size_t i = 0; i < sizeof offsets / sizeof offsets[0]; i++) {
        diag_error(&diags, (Place){STR("x"), offsets[i]}, "c", NULL, "%zu", offsets[i]);
    }
    assert_written(&diags, &folder, false,
                   "x:1:1: error: 0 [c]\n  | ä1\n  | ^\nx:1:2: error: 2 [c]\n  | ä1\n  |  ^\n"
                   "x:1:3: error: 3 [c]\n  | ä1\n  |   ^\nx:2:1: error: 4 [c]\n  | \n  | ^\n"
                   "x:3:1: error: 5 [c]\n  | \n  | ^\nx:4:1: error: 6 [c]\n  | ö2ü3\n  | ^\n"
                   "x:4:3: error: 9 [c]\n  | ö2ü3\n  |   ^\nx:5:1: error: 13 [c]\n  | 4\n  | ^\n"
                   "x:5:2: error: 14 [c]\n  | 4\n  |  ^\nx:5:2: error: 99 [c]\n  | 4\n  |  ^\n");
    folder_remove_temporary(&folder);
}

// The theme's files lie elsewhere than the site.
static void test_diags_write_finds_the_line_of_an_absolute_path(void **state) {
    (void)state;
    Folder site = folder_make_temporary();
    Folder theme = folder_make_temporary();
    assert_true(file_write(theme.at, STR("layouts/base.html"), STR("<p>\n{{X}}")));
    char path[300];
    char *real = realpath(theme.path, NULL);
    assert_non_null(real);
    snprintf(path, sizeof path, "%s/layouts/base.html", real);
    free(real);
    Diags diags = {0};
    diag_error(&diags, (Place){str_from(path), 4}, "c", NULL, "m");
    char expected[512];
    snprintf(expected, sizeof expected, "%s:2:1: error: m [c]\n  | {{X}}\n  | ^\n", path);
    assert_written(&diags, &site, false, expected);
    folder_remove_temporary(&site);
    folder_remove_temporary(&theme);
}

// A link that stays in content/ is content; what one leads to elsewhere is not shown.
static void test_diags_write_reads_through_links_only_inside_their_folder(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    assert_true(file_write(folder.at, STR("content/a.md"), STR("shared")));
    assert_true(file_write(folder.at, STR("secret"), STR("token")));
    assert_int_equal(symlinkat("a.md", folder.at, "content/b.md"), 0);
    assert_int_equal(symlinkat("../secret", folder.at, "content/c.md"), 0);
    assert_int_equal(symlinkat("secret", folder.at, "site.yaml"), 0);
    Diags diags = {0};
    diag_error(&diags, (Place){STR("content/b.md"), 1}, "c", NULL, "m");
    diag_error(&diags, (Place){STR("content/c.md"), 1}, "c", NULL, "m");
    diag_error(&diags, (Place){STR("gone.md"), 1}, "c", NULL, "m");
    diag_error(&diags, (Place){STR("site.yaml"), 1}, "c", NULL, "m");
    assert_written(&diags, &folder, false,
                   "content/b.md:1:2: error: m [c]\n  | shared\n  |  ^\ncontent/c.md: error: m [c]\n"
                   "gone.md: error: m [c]\nsite.yaml: error: m [c]\n");
    folder_remove_temporary(&folder);
}

static void test_diags_write_says_how_many_more_there_are(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    Diags diags = {0};
    for (size_t file = 0; file < 20; file++) {
        char path[] = {'f', (char)('a' + file), '\0'};
        for (size_t i = 0; i < 150; i++) {
            diag_error(&diags, (Place){str_from(path), DIAG_NO_OFFSET}, "c", NULL, "%03zu", i);
        }
    }
    diag_environment(&diags, "cannot write", STR("z"), ENOSPC);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    diags_write(&diags, folder.path, false, out);
    fclose(out);
    assert_non_null(strstr(text, "fa: error: 099 [c]\nfa: and 50 more in this file\nfb: error: 000 [c]\n"));
    assert_non_null(strstr(text, "fj: error: 098 [c]\nfj: and 51 more in this file\nz: error: cannot write"));
    assert_string_equal(text + size - strlen("[environment]\nand 1500 more in other files\n"),
                        "[environment]\nand 1500 more in other files\n");
    assert_int_equal(diags.error_count, 20 * 150 + 1);
    free(text);
    diags_free(&diags);
    folder_remove_temporary(&folder);
}

// What a form writes for these diagnostics, and frees them. To be freed.
static char *written_as(const ReportForm *form, Diags *diags, const Folder *folder) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    report_write(form, &(Report){.diags = diags, .root = folder->path, .version = "1",
                                 .file_count = 7, .outcome = "done", .sandbox = "partly"}, out);
    fclose(out);
    diags_free(diags);
    return text;
}

static void assert_holds(const char *text, const char *wanted) {
    if (strstr(text, wanted)) return;
    fprintf(stderr, "no '%s' in:\n%s\n", wanted, text);
    assert_non_null(strstr(text, wanted));
}

static Diags hostile_diags(const Folder *folder) {
    assert_true(file_write(folder->at, STR("x"), STR("a\n  \xF0\x9F\x98\x80 {b}\n")));
    Diags diags = {0};
    diag_error(&diags, (Place){STR("x"), 2 + 2 + 4 + 1}, "c", "h,i: 5%",
               "\n::error::\r##[x] \"\xE2\x80\xAE\x1B\xFF {0} [y](z) 100%%0A");
    return diags;
}

// A JSON text has no lines of content, no letters that hide, and ends no string.
static void test_json_quotes_what_is_hostile(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    Diags diags = hostile_diags(&folder);
    char *text = written_as(&json_form, &diags, &folder);
    assert_string_equal(text,
        "{\"diagnostics\":[\n{\"path\":\"x\",\"line\":2,\"column\":5,\"severity\":\"error\",\"code\":\"c\","
        "\"message\":\"\\\\u{A}::error::\\\\u{D}#\\\\u{23}[x] \\\"\\\\u{202E}\\\\u{1B}\\\\xFF {0} [y](z) 100%0A\","
        "\"hint\":\"h,i: 5%\"}],\"hidden\":[],\"summary\":{\"errors\":1,\"warnings\":0,"
        "\"files_with_problems\":1,\"files\":7,\"passed\":false,\"outcome\":\"done\",\"sandbox\":\"partly\"}}\n");
    free(text);
    folder_remove_temporary(&folder);
}

static void test_github_escapes_what_ends_a_value(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    Diags diags = hostile_diags(&folder);
    diag_warning(&diags, (Place){STR("a,b:c%\n::x"), DIAG_NO_OFFSET}, "d", NULL, "m");
    diag_warning(&diags, (Place){.offset = DIAG_NO_OFFSET}, "e", NULL, "n");
    char *text = written_as(&github_form, &diags, &folder);
    assert_string_equal(text,
        "::warning title=e::n\n"
        "::warning file=a%2Cb%3Ac%25\\u{A}%3A%3Ax,title=d::m\n"
        "::error file=x,line=2,col=5,title=c::\\u{A}::error::\\u{D}#\\u{23}[x] \"\\u{202E}\\u{1B}\\xFF {0} [y](z) "
        "100%250A%0Ahint: h,i: 5%25\n");
    free(text);
    folder_remove_temporary(&folder);
}

// Columns count units of UTF-16; a message holds neither an argument nor a link.
static void test_sarif_counts_and_escapes_as_it_says(void **state) {
    (void)state;
    Folder folder = folder_make_temporary();
    Diags diags = hostile_diags(&folder);
    diag_warning(&diags, (Place){STR("content/a b#\xFF?.md"), DIAG_NO_OFFSET}, "d", NULL, "m");
    diag_error(&diags, (Place){STR("/theme/x y"), DIAG_NO_OFFSET}, "d", NULL, "m");
    char *text = written_as(&sarif_form, &diags, &folder);
    assert_holds(text, "\"columnKind\":\"utf16CodeUnits\"");
    assert_holds(text, "\"region\":{\"startLine\":2,\"startColumn\":6}");
    assert_holds(text, " {{0}} [y\\\\](z) 100%0A; h,i: 5%\"");
    assert_holds(text, "\"uri\":\"content/a%20b%23%FF%3F.md\",\"uriBaseId\":\"%SRCROOT%\"");
    assert_holds(text, "{\"uri\":\"file:///theme/x%20y\"}");
    assert_holds(text, "\"rules\":[{\"id\":\"d\",\"defaultConfiguration\":{\"level\":\"error\"}},{\"id\":\"c\"");
    assert_holds(text, "\"ruleId\":\"c\",\"ruleIndex\":1,\"level\":\"error\"");
    free(text);
    folder_remove_temporary(&folder);
}

static void fingerprint_of(const char *source, size_t offset, char ret[32]) {
    Folder folder = folder_make_temporary();
    assert_true(file_write(folder.at, STR("x"), str_from(source)));
    Diags diags = {0};
    diag_error(&diags, (Place){STR("x"), offset}, "c", NULL, "m");
    char *text = written_as(&sarif_form, &diags, &folder);
    const char *found = strstr(text, "\"lineOfPath/v1\":\"");
    assert_non_null(found);
    snprintf(ret, 32, "%.18s", found + strlen("\"lineOfPath/v1\":\""));
    free(text);
    folder_remove_temporary(&folder);
}

static void test_sarif_knows_a_problem_again_whose_line_has_moved(void **state) {
    (void)state;
    char first[32], moved[32], other[32];
    fingerprint_of("a\nb\n", 2, first);
    fingerprint_of("a\n\n  b\n", 5, moved);
    fingerprint_of("a\nc\n", 2, other);
    assert_string_equal(first, moved);
    assert_string_not_equal(first, other);
}

static void test_all_forms_say_how_many_more_there_are(void **state) {
    (void)state;
    static const struct { const ReportForm *form; const char *in_file, *elsewhere; } cases[] = {
        {&json_form, "{\"path\":\"fa\",\"count\":50},{\"path\":\"fb\",\"count\":50}", "{\"count\":1500}]"},
        {&github_form, "::notice file=fa,title=hidden::and 50 more in this file\n",
         "::notice title=hidden::and 1500 more in other files\n"},
        {&sarif_form, "\"text\":\"and 50 more in this file\"},\"locations\":[{\"physicalLocation\":{\"artifactLocation\":"
                      "{\"uri\":\"fa\"", "\"text\":\"and 1500 more in other files\"}}"},
        {&text_form, "fa: and 50 more in this file\n", "and 1500 more in other files\n"},
    };
    Folder folder = folder_make_temporary();
    for (size_t at = 0; at < sizeof cases / sizeof cases[0]; at++) {
        Diags diags = {0};
        for (size_t file = 0; file < 20; file++) {
            char path[] = {'f', (char)('a' + file), '\0'};
            for (size_t i = 0; i < 150; i++) {
                diag_error(&diags, (Place){str_from(path), DIAG_NO_OFFSET}, "c", NULL, "%03zu", i);
            }
        }
        assert_int_equal(diags_file_count(&diags), 20);
        char *text = written_as(cases[at].form, &diags, &folder);
        assert_holds(text, cases[at].in_file);
        assert_holds(text, cases[at].elsewhere);
        free(text);
    }
    folder_remove_temporary(&folder);
}

// The other places are in another file, further up in one that was looked at, and nowhere in particular.
static Diags related_diags(void) {
    Diags found = {0};
    diags_relate(&found, (Place){STR("x"), 4}, "it is here");
    diag_error(&found, (Place){STR("y"), 0}, "c", "h", "m");
    diags_relate(&found, (Place){STR("x"), 0}, "and here");
    diag_error(&found, (Place){STR("y"), 0}, "c", "h", "m");
    diags_relate(&found, (Place){STR("a,b\n::c"), DIAG_NO_OFFSET}, "or there");
    diag_error(&found, (Place){STR("y"), 1}, "c", NULL, "m");
    diag_error(&found, (Place){STR("y"), 1}, "d", NULL, "alone");
    Diags ret = {0};
    diags_add_all(&ret, &found);
    diags_free(&found);
    return ret;
}

static void test_all_forms_tell_the_other_place(void **state) {
    (void)state;
    static const struct { const ReportForm *form; const char *wanted[4]; } cases[] = {
        {&text_form, {"  hint: h\nx:1:1: note: and here\n", "  hint: h\nx:2:3: note: it is here\n",
                      "a,b\\u{A}::c: note: or there\n", "alone [d]\n  | d\n  |  ^\n"}},
        {&json_form, {"\"hint\":\"h\",\"related\":[{\"path\":\"x\",\"line\":1,\"column\":1,\"message\":\"and here\"}]}",
                      "{\"path\":\"x\",\"line\":2,\"column\":3,\"message\":\"it is here\"}]}",
                      "\"related\":[{\"path\":\"a,b\\\\u{A}::c\",\"message\":\"or there\"}]}",
                      "\"message\":\"alone\"}]"}},
        {&github_form, {"::m%0Ahint: h%0Anote: x:1:1: and here\n", "::m%0Ahint: h%0Anote: x:2:3: it is here\n",
                        "::m%0Anote: a,b\\u{A}::c: or there\n", "::alone\n"}},
        {&sarif_form, {"\"relatedLocations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"x\","
                       "\"uriBaseId\":\"%SRCROOT%\"},\"region\":{\"startLine\":1,\"startColumn\":1}},"
                       "\"message\":{\"text\":\"and here\"}}],\"partial",
                       "\"region\":{\"startLine\":2,\"startColumn\":3}},\"message\":{\"text\":\"it is here\"}}]",
                       "{\"uri\":\"a,b%0A%3A%3Ac\",\"uriBaseId\":\"%SRCROOT%\"}},\"message\":{\"text\":\"or there\"}}]",
                       "\"startColumn\":2}}}],\"partialFingerprints\""}},
    };
    Folder folder = folder_make_temporary();
    assert_true(file_write(folder.at, STR("x"), STR("a\nb {c}\n")));
    assert_true(file_write(folder.at, STR("y"), STR("d\n")));
    for (size_t at = 0; at < sizeof cases / sizeof cases[0]; at++) {
        Diags diags = related_diags();
        char *text = written_as(cases[at].form, &diags, &folder);
        for (size_t i = 0; i < 4; i++) assert_holds(text, cases[at].wanted[i]);
        free(text);
    }
    folder_remove_temporary(&folder);
}

static void test_summary_counts_each_problem_once(void **state) {
    (void)state;
    Diags diags = {0};
    Buf text = {0};
    Report report = {.diags = &diags, .file_count = 1};
    report_add_summary(&report, &text);
    assert_string_equal(text.ptr, "no errors, no warnings; 1 file of content read");
    for (int i = 0; i < 2; i++) {
        diag_error(&diags, (Place){STR("a"), 1}, "c", NULL, "m");
        diag_warning(&diags, (Place){STR("a"), 1}, "d", NULL, "m");
        diag_warning(&diags, (Place){STR("b"), 1}, "c", NULL, "m");
        diag_warning(&diags, (Place){.offset = DIAG_NO_OFFSET}, "c", NULL, "m");
    }
    assert_int_equal(diags_warning_count(&diags), 3);
    diags_settle(&diags);
    buf_clear(&text);
    report_add_summary(&report, &text);
    assert_string_equal(text.ptr, "1 error, 3 warnings in 2 files; 1 file of content read");
    buf_free(&text);
    diags_free(&diags);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_diags_write_orders_by_path_offset_code_and_message),
        cmocka_unit_test(test_diags_write_does_not_count_what_it_drops),
        cmocka_unit_test(test_diags_write_puts_the_caret_below_letters_not_bytes),
        cmocka_unit_test(test_diags_write_shows_a_window_of_a_long_line),
        cmocka_unit_test(test_diags_write_lets_no_control_character_of_a_line_through),
        cmocka_unit_test(test_diags_write_lets_no_control_character_of_a_message_through),
        cmocka_unit_test(test_diags_write_colours_only_the_severity),
        cmocka_unit_test(test_diags_write_starts_no_command_of_a_ci_log),
        cmocka_unit_test(test_diags_write_shows_what_hides_or_turns_and_keeps_the_caret_below_its_letter),
        cmocka_unit_test(test_diags_write_shows_the_place_in_a_long_line_of_escapes),
        cmocka_unit_test(test_diags_write_counts_lines_and_columns_in_any_order_of_finding),
        cmocka_unit_test(test_diags_write_finds_the_line_of_an_absolute_path),
        cmocka_unit_test(test_diags_write_reads_through_links_only_inside_their_folder),
        cmocka_unit_test(test_diags_write_says_how_many_more_there_are),
        cmocka_unit_test(test_json_quotes_what_is_hostile),
        cmocka_unit_test(test_github_escapes_what_ends_a_value),
        cmocka_unit_test(test_sarif_counts_and_escapes_as_it_says),
        cmocka_unit_test(test_sarif_knows_a_problem_again_whose_line_has_moved),
        cmocka_unit_test(test_all_forms_say_how_many_more_there_are),
        cmocka_unit_test(test_all_forms_tell_the_other_place),
        cmocka_unit_test(test_summary_counts_each_problem_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
