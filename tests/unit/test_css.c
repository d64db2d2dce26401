#include <stdlib.h>

#include "unit.h"

#include "format/css.h"

// Checks that the references of a style sheet are these, each followed by a '|', and how many
// problems there are.
static void assert_found(Str text, const char *expected, size_t problem_count) {
    Arena arena = {0};
    Diags diags = {0};
    List found = {0};
    Buf all = {0};
    // A copy of its very size: a sanitizer then sees what reads on behind the end.
    char *exact = malloc(text.len + !text.len);
    assert_non_null(exact);
    if (text.len) memcpy(exact, text.ptr, text.len);
    css_find_references(STR("x.css"), (Str){exact, text.len}, &arena, &found, &diags);
    for (size_t i = 0; i < found.count; i++) {
        const CssReference *reference = (const CssReference *)found.items + i;
        assert_true(reference->from <= reference->to && reference->to <= text.len);
        if (i) assert_true(reference->from >= reference[-1].to);
        buf_add(&all, reference->address);
        buf_add(&all, reference->is_source_map ? STR("|map|") : STR("|"));
    }
    assert_str(buf_str(&all), expected);
    assert_int_equal(diags.list.count, problem_count);
    free(exact);
    free(found.items);
    buf_free(&all);
    diags_free(&diags);
    arena_free(&arena);
}

static void test_urls_are_found_however_they_are_written(void **state) {
    (void)state;
    assert_found(STR("a{b:url(x.png)}"), "x.png|", 0);
    assert_found(STR("a{b:URL(x)c:uRl( 'y' )d:url(\n\t\"z\"\r\n)}"), "x|y|z|", 0);
    assert_found(STR("a{b:url(\n\fx.png\t\n)}"), "x.png|", 0);
    assert_found(STR("url()url( )url('')"), "|||", 0);
    assert_found(STR("url(x),url(y)url(z)"), "x|y|z|", 0);
    assert_found(STR("u\\72l(x)\\75 rl(y)\\000055RL(z)"), "x|y|z|", 0);
    assert_found(STR("url(\"data:image/png;base64,AA==\")url(data:a,b;c)url('data:x,\"()')"),
                 "data:image/png;base64,AA==|data:a,b;c|data:x,\"()|", 0);
    assert_found(STR("url(x)"), "x|", 0);
}

static void test_words_that_only_look_like_url_are_none(void **state) {
    (void)state;
    assert_found(STR("curl(x) urls(x) url-prefix(x) #url(x) -url(x) 10url(x) url (x) _url(x)"), "", 0);
    assert_found(STR("\"url(x)\" 'url(y)' /* url(z) */ \"\\\"url(x)\" 'a\\\nurl(y)'"), "", 0);
    assert_found(STR("--url:url(x)"), "x|", 0);
}

static void test_escapes_are_resolved(void **state) {
    (void)state;
    assert_found(STR("url(a\\ b\\)c)"), "a b)c|", 0);
    assert_found(STR("url(\"a\\\"b\\\nc\\\r\nd\")"), "a\"bcd|", 0);
    assert_found(STR("url(\\66oo\\20 bar\\e9)"), "foo bar\xC3\xA9|", 0);
    assert_found(STR("url(\\66\r\noo)url('\\0\\110000\\D800 x')"),
                 "foo|\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDx|", 0);
    assert_found(STR("url(\\0000666)"), "f6|", 0);
}

static void test_imports_are_found_with_and_without_url(void **state) {
    (void)state;
    assert_found(STR("@import \"x.css\" layer(a) screen;@IMPORT/**/'y.css';@import\nurl(z.css)print;"),
                 "x.css|y.css|z.css|", 0);
    assert_found(STR("@import url(\"x\") layer(a) supports(background: url(y));"), "x|y|", 0);
    assert_found(STR("@im\\70ort 'x';"), "x|", 0);
    assert_found(STR("@import x 'y'; @imports 'x'; @charset \"utf-8\"; @import; 'z'"), "", 0);
}

static void test_a_namespace_is_a_name(void **state) {
    (void)state;
    assert_found(STR("@namespace svg url(http://x/y);@namespace \"z\";a{b:url(c)}"), "c|", 0);
    assert_found(STR("@NAMESPACE url(x){}url(c)"), "c|", 0);
}

static void test_strings_are_addresses_right_in_an_image_set(void **state) {
    (void)state;
    assert_found(STR("a{b:image-set(\"x.png\" 1x, 'y.avif' type(\"image/avif\") 2x, url(z) 3x)\"w\"}"),
                 "x.png|y.avif|z|", 0);
    assert_found(STR("-WEBKIT-image-set('x' 1x)src('y')format('woff')"), "x|y|", 0);
    assert_found(STR("image-set('x' 1x; } 'y'"), "x|", 0);
}

static void test_a_source_map_is_found(void **state) {
    (void)state;
    assert_found(STR("a{}/*# sourceMappingURL=x.css.map */"), "x.css.map|map|", 0);
    assert_found(STR("/*# sourceMappingURL=x*//* # sourceMappingURL=y */"), "x|map|", 0);
}

static void test_comments_end_at_their_first_end(void **state) {
    (void)state;
    assert_found(STR("/**/url(a)/***/url(b)/* * / **/url(c)/*/*/url(d)"), "a|b|c|d|", 0);
}

static void test_what_does_not_end_is_reported_once(void **state) {
    (void)state;
    assert_found(STR("url(x"), "", 1);
    assert_found(STR("url("), "", 1);
    assert_found(STR("url('x"), "", 1);
    assert_found(STR("url(\"x\n)url(y)"), "y|", 1);
    assert_found(STR("url(a b)url(c)"), "c|", 1);
    assert_found(STR("url(a\"b)url(c)"), "c|", 1);
    assert_found(STR("url(url(url(url(x"), "", 1);
    assert_found(STR("/*/"), "", 1);
    assert_found(STR("/*"), "", 1);
    assert_found(STR("url(x)/* url(y)/* url(z)"), "x|", 1);
    assert_found(STR("@import 'x\n@import 'y'"), "y|", 1);
    assert_found(STR("url(x\\\n)"), "", 1);
    assert_found(STR("a{b:'c\nd:url(e)}"), "e|", 0);
    assert_found(STR("\\"), "", 0);
    assert_found(STR("url(\\"), "", 1);
    assert_found(STR("'\\"), "", 0);
    assert_found(STR("@"), "", 0);
    assert_found(STR(""), "", 0);
}

static void test_the_number_of_references_is_bounded(void **state) {
    (void)state;
    Buf text = {0};
    Arena arena = {0};
    Diags diags = {0};
    List found = {0};
    for (int i = 0; i <= CSS_REFERENCES_MAX + 1; i++) buf_add(&text, STR("url(x)"));
    css_find_references(STR("x.css"), buf_str(&text), &arena, &found, &diags);
    assert_int_equal(found.count, CSS_REFERENCES_MAX);
    assert_int_equal(diags.list.count, 1);
    assert_true(has_diag(&diags, "css-limit", CSS_REFERENCES_MAX * strlen("url(x)") + strlen("url(")));
    free(found.items);
    buf_free(&text);
    diags_free(&diags);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_urls_are_found_however_they_are_written),
        cmocka_unit_test(test_words_that_only_look_like_url_are_none),
        cmocka_unit_test(test_escapes_are_resolved),
        cmocka_unit_test(test_imports_are_found_with_and_without_url),
        cmocka_unit_test(test_a_namespace_is_a_name),
        cmocka_unit_test(test_strings_are_addresses_right_in_an_image_set),
        cmocka_unit_test(test_a_source_map_is_found),
        cmocka_unit_test(test_comments_end_at_their_first_end),
        cmocka_unit_test(test_what_does_not_end_is_reported_once),
        cmocka_unit_test(test_the_number_of_references_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
