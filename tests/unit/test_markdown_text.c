// Plain text as Markdown, read back by md4c: what comes out is what went in.
#include "unit.h"

#include "format/markdown.h"
#include "format/markdown_text.h"

// Writes `before`, the text as Markdown and `after`, and renders that.
static void assert_same_text(const char *text, const char *before, const char *after,
                             const char *html_before, const char *html_after) {
    Arena arena = {0};
    Diags diags = {0};
    MarkdownDocument document;
    Buf source = {0};
    Buf expected = {0};
    buf_add(&source, str_from(before));
    markdown_add_text(&source, str_from(text));
    buf_add(&source, str_from(after));
    size_t len = source.len;
    buf_add(&source, STR("\n\0"));
    buf_add(&expected, str_from(html_before));
    buf_add_html(&expected, str_from(text));
    buf_add(&expected, str_from(html_after));
    bool is_rendered = markdown_render((Str){source.ptr, len}, (Place){STR("x.md"), 0}, &arena, &arena, &document, &diags);
    if (!is_rendered || !str_equal(document.html, buf_str(&expected))) {
        fail_msg("'%s' is written as '%s' and read as '%s'", text, source.ptr, document.html.ptr);
    }
    buf_free(&expected);
    buf_free(&source);
    arena_free(&arena);
    diags_free(&diags);
}

// All places where texts are written.
static void assert_same_everywhere(const char *text) {
    assert_same_text(text, "", "\n\nText.\n", "<p>", "</p>\n<p>Text.</p>\n");
    assert_same_text(text, "> ", "\n", "<blockquote>\n<p>", "</p>\n</blockquote>\n");
    assert_same_text(text, "- ", ": x\n", "<ul>\n<li>", ": x</li>\n</ul>\n");
    assert_same_text(text, "- Pay: ", " (x)\n", "<ul>\n<li>Pay: ", " (x)</li>\n</ul>\n");
    assert_same_text(text, "- Pay: x (", ")\n", "<ul>\n<li>Pay: x (", ")</li>\n</ul>\n");
    assert_same_text(text, "- [", "](https://e.org)\n", "<ul>\n<li><a href=\"https://e.org\">", "</a></li>\n</ul>\n");
}

static void assert_same_heading(const char *text) {
    Buf source = {0};
    buf_add(&source, STR("## "));
    markdown_add_text(&source, str_from(text));
    size_t len = source.len;
    buf_add(&source, STR("\n\0"));
    Arena arena = {0};
    Diags diags = {0};
    MarkdownDocument document;
    assert_true(markdown_render((Str){source.ptr, len}, (Place){STR("x.md"), 0}, &arena, &arena, &document, &diags));
    bool is_same = document.heading_count == 1 && str_equal(document.headings[0].text, str_from(text));
    if (!is_same) fail_msg("'%s' is written as '%s'", text, source.ptr);
    buf_free(&source);
    arena_free(&arena);
    diags_free(&diags);
}

static void test_markdown_add_text_keeps_what_it_is_given(void **state) {
    (void)state;
    static const char *const texts[] = {
        "# not heading", "#", "C #", "C ##", "# #", "- x", "-", "---", "- - -", "+ x", "> x", "1. x", "12) x", "1.",
        "R&amp;D *Lead*", "&#65; &#x41; &copy", "_x_ snake_case", "`code`", "a\\b", "a\\", "[x]", "[x](y)",
        "[x]: y", "<b>", "<https://e.org>", "<1@e.org>", "</b>", "<!-- x", "~~x~~", "~x~", "~~~", "* x", "***",
        "2 * 3 * 4", "a*b*c", "!", "![x](y)", "===", "a | b", "x.", "1.5", "-5 %", "C++", "[ ] x", "\"q\"",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_same_everywhere(texts[i]);
        assert_same_heading(texts[i]);
    }
}

// Any texts made of signs that mean something.
static void test_markdown_add_text_keeps_any_signs(void **state) {
    (void)state;
    static const char *const parts[] = {
        "*", "**", "_", "__", "`", "``", "&", "&amp;", "#", "##", "-", "+", ">", "<", "=", "~", "~~", "1", ".", ")",
        "(", "[", "]", "!", "\\", "|", "a", "bc", "ä", "“", " ", " ", " ", "@", ":", "/", "'", "\"", ";", "?", "x.y"};
    uint64_t seed = 7;
    for (int i = 0; i < 3000; i++) {
        Buf text = {0};
        for (int j = 0; j < 1 + i % 12; j++) {
            seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            buf_add(&text, str_from(parts[(seed >> 33) % (sizeof parts / sizeof parts[0])]));
        }
        Str trimmed = str_trim(buf_str(&text));
        char plain[100] = {0};
        memcpy(plain, trimmed.ptr, trimmed.len);
        if (trimmed.len) assert_same_everywhere(plain);
        if (trimmed.len) assert_same_heading(plain);
        buf_free(&text);
    }
}

static void test_markdown_add_text_escapes_no_more_than_it_must(void **state) {
    (void)state;
    static const char *const texts[] = {
        "R&D", "IT & Development", "AT&T, x", "snake_case", "C#", "C++", "-5 %", "1.5", "2 * 3", "a - b", "a < b", "#1",
        "x > y", "(3) x.", "40–50 h", "a + b", "(x)", "$5", "a | b", "“x”", "v1.0"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        Buf out = {0};
        markdown_add_text(&out, str_from(texts[i]));
        assert_str(buf_str(&out), texts[i]);
        buf_free(&out);
    }
}

static void test_markdown_add_text_writes_one_line(void **state) {
    (void)state;
    Buf out = {0};
    markdown_add_text(&out, STR("\ta\n# b\n"));
    assert_str(buf_str(&out), "a # b");
    buf_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_markdown_add_text_keeps_what_it_is_given),
        cmocka_unit_test(test_markdown_add_text_keeps_any_signs),
        cmocka_unit_test(test_markdown_add_text_escapes_no_more_than_it_must),
        cmocka_unit_test(test_markdown_add_text_writes_one_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
