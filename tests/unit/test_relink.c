#include "unit.h"

#include "format/relink.h"

enum { BASE = 50 };

// Relinks a text whose links are to lead to "U:" and their addresses, and compares what comes out.
static void assert_relinked(const char *text, const char *expected) {
    Arena arena = {0};
    Diags diags = {0};
    Buf body = {0};
    Buf out = {0};
    MarkdownDocument document;
    buf_add(&body, str_from(text));
    Str source = {body.ptr, body.len};
    buf_add(&body, STR("\n\0"));
    source.ptr = body.ptr;
    assert_true(markdown_render(source, (Place){STR("x.md"), BASE}, &arena, &arena, &document, &diags));
    Str *urls = ARENA_NEW(&arena, Str, document.link_count + 1);
    for (size_t i = 0; i < document.link_count; i++) {
        const MarkdownLink *link = &document.links[i];
        if (link->target.len) urls[i] = arena_join(&arena, STR("U:"), link->target);
    }
    bool *falls = ARENA_NEW(&arena, bool, document.link_count + 1);
    for (size_t i = 0; i < document.link_count; i++) {
        falls[i] = str_starts_with(document.links[i].target, STR("gone"));
    }
    relink_markdown(source, BASE, &document, urls, falls, &arena, &out);
    assert_str(buf_str(&out), expected);
    buf_free(&out);
    buf_free(&body);
    diags_free(&diags);
    arena_free(&arena);
}

static void test_relink_finds_addresses_in_place(void **state) {
    (void)state;
    assert_relinked("", "");
    assert_relinked("no link", "no link");
    assert_relinked("[a](b.md)", "[a](U:b.md)");
    assert_relinked("[a](b.md#c) and [d](b.md \"t\")", "[a](U:b.md) and [d](U:b.md \"t\")");
    assert_relinked("[a](<b.md>) ![i](/i.png 't')\n", "[a](<U:b.md>) ![i](U:/i.png 't')\n");
    assert_relinked("[a](#b) [c](https://e.org/b.md) <https://e.org/>", "[a](#b) [c](https://e.org/b.md) <https://e.org/>");
    assert_relinked("[![i](/i.png)](b.md) [c](d.md)", "[![i](U:/i.png)](U:b.md) [c](U:d.md)");
    assert_relinked("[a](b.md) `[a](b.md)`\n\n    [a](b.md)\n", "[a](U:b.md) `[a](b.md)`\n\n    [a](b.md)\n");
    assert_relinked("[a](b.md) [b](b.mdx)", "[a](U:b.md) [b](U:b.mdx)");
    assert_relinked("[a](\fb.md\v) [b](c.md\f\"t\")", "[a](\fU:b.md\v) [b](U:c.md\f\"t\")");
}

static void test_relink_leaves_the_text_of_links_that_fall(void **state) {
    (void)state;
    assert_relinked("a [b](gone.md) c", "a b c");
    assert_relinked("[**b** `c`](<gone.md> \"T\") [d](d.md)", "**b** `c` [d](U:d.md)");
    assert_relinked("[b\\] [c]](gone.md 'it\\'s') [b](gone.md (t))", "b\\] [c] b");
    assert_relinked("[![i](/i.png)](gone.md#x)", "![i](U:/i.png)");
    assert_relinked("[x] [a][g], [g], [g][] and [b](b.md)\n\n[g]: gone.md\n", "[x] a, g, g and [b](U:b.md)\n\n[g]: gone.md\n");
    assert_relinked("`[a](gone.md)` [a](\ngone.md\n)", "`[a](gone.md)` a");
    assert_relinked("[a](gone&#46;md) [b](gone\\.md)", "a b");
}

static void test_relink_finds_definitions(void **state) {
    (void)state;
    assert_relinked("[a] [b][a] [c]\n\n[a]: b.md\n[c]: d.md 'T'\n", "[a] [b][a] [c]\n\n[a]: U:b.md\n[c]: U:d.md 'T'\n");
    assert_relinked("[a]\n\n[a]:\n   b.md\n", "[a]\n\n[a]:\n   U:b.md\n");
    assert_relinked("> [a]: b.md\n\n[a] [c](d.md)", "> [a]: U:b.md\n\n[a] [c](U:d.md)");
    assert_relinked("[unused]: b.md\n\ntext", "[unused]: b.md\n\ntext");
}

static void test_relink_finds_addresses_with_escapes(void **state) {
    (void)state;
    assert_relinked("[a](b\\.md) [c](b&period;md) [c](<d&#46;md>) [d](b&none;md)", "[a](U:b.md) [c](U:b.md) [c](<U:d.md>) [d](U:b\\&none;md)");
    assert_relinked("[a](/s?a=1&amp;b)", "[a](U:/s?a=1&b)");
    assert_relinked("[a](/s?a=1&amp;amp;)", "[a](U:/s?a=1\\&amp;)");
    assert_relinked("[a]\n\n[a]: b\\.md\n", "[a]\n\n[a]: U:b.md\n");
    assert_relinked("[x\\]: b\\.md [a](b\\.md)", "[x\\]: b\\.md [a](U:b.md)");
    assert_relinked("[a](/f\\(b) [c](/f(b))", "[a](U:/f(b) [c](U:/f(b))");
    assert_relinked("[a] [b](c\\.md)\n\n[a]: b\\.md\n", "[a] [b](U:c.md)\n\n[a]: U:b.md\n");
}

static void test_relink_leaves_what_is_no_link(void **state) {
    (void)state;
    assert_relinked("`[a](o\\.md)` [b](o\\.md)", "`[a](o\\.md)` [b](U:o.md)");
    assert_relinked("\\[a](o\\.md) [b](o\\.md)", "\\[a](o\\.md) [b](U:o.md)");
    assert_relinked("[b](o\\.md) `[a](o\\.md)`\n\n    [a](o\\.md)\n", "[b](U:o.md) `[a](o\\.md)`\n\n    [a](o\\.md)\n");
    assert_relinked("[b](o&amp;.md)\n\n```\n[a]: o&amp;.md\n```\n", "[b](U:o&.md)\n\n```\n[a]: o&amp;.md\n```\n");
}

static void test_relink_stays_within_strange_texts(void **state) {
    (void)state;
    static const char *const texts[] = {
        "](", "]:", "](<", "](<\\", "](\\", "]:\\", "[a](", "[a](<b", "\\", "](&", "[a]:", "[a]: <", "]( \n \n",
        "](((((((((((((((((((((((((((((((((((\\a)", "[", "]", "](<a\n>)", "]:]:]:\\a]:",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        Arena arena = {0};
        Buf text = {0};
        Buf expected = {0};
        buf_printf(&text, "`[a](b.md)` [a](b.md) %s", texts[i]);
        buf_printf(&expected, "`[a](b.md)` [a](U:b.md) %s", texts[i]);
        assert_relinked(text.ptr, expected.ptr);
        buf_free(&text);
        buf_free(&expected);
        arena_free(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_relink_finds_addresses_in_place),
        cmocka_unit_test(test_relink_leaves_the_text_of_links_that_fall),
        cmocka_unit_test(test_relink_finds_definitions),
        cmocka_unit_test(test_relink_finds_addresses_with_escapes),
        cmocka_unit_test(test_relink_leaves_what_is_no_link),
        cmocka_unit_test(test_relink_stays_within_strange_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
