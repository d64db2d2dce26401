#include "unit.h"

#include "format/markdown.h"
#include "format/url.h"

static void test_url_encodes_names_for_every_place(void **state) {
    (void)state;
    static const struct { const char *name, *link; } cases[] = {
        {"img/a-b_c.~!$*+,;=@x", "img/a-b_c.~!$*+,;=@x"}, {"my cat.svg", "my%20cat.svg"},
        {"roles/äöü/", "roles/%C3%A4%C3%B6%C3%BC/"}, {"50%.svg", "50%25.svg"}, {"a?b#c&d", "a%3Fb%23c%26d"},
        {"javascript:x", "javascript%3Ax"}, {"a\"b'c(d)<e>", "a%22b%27c%28d%29%3Ce%3E"}, {"", ""},
        {"a\\b\tc\x7F", "a%5Cb%09c%7F"}, {"[a]{b}|^`", "%5Ba%5D%7Bb%7D%7C%5E%60"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Arena arena = {0};
        Buf back = {0};
        Str link = url_from_name(&arena, str_from(cases[i].name));
        assert_str(link, cases[i].link);
        assert_str(url_from_link(&arena, link), cases[i].link);
        bool is_name = url_add_path_name(&back, link);
        if (is_name) assert_str(buf_str(&back), cases[i].name);
        else assert_true(strchr(cases[i].name, '\\') != NULL);
        buf_free(&back);
        arena_free(&arena);
    }
}

static void test_url_leaves_the_codes_and_signs_of_links(void **state) {
    (void)state;
    Arena arena = {0};
    Str link = STR("roles/?a=1&b[]=%20#c:d");
    assert_ptr_equal(url_from_link(&arena, link).ptr, link.ptr);
    assert_str(url_from_link(&arena, STR("ä?(ö)='ü'#ß \"")), "%C3%A4?%28%C3%B6%29=%27%C3%BC%27#%C3%9F%20%22");
    arena_free(&arena);
}

static void test_url_splits_links(void **state) {
    (void)state;
    static const struct { const char *link, *path, *query, *fragment; } cases[] = {
        {"a/b", "a/b", "", ""}, {"a?b#c", "a", "?b", "#c"}, {"a#b?c", "a", "", "#b?c"}, {"#", "", "", "#"},
        {"?", "", "?", ""}, {"a?b?c#d#e", "a", "?b?c", "#d#e"}, {"", "", "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        UrlParts parts = url_split(str_from(cases[i].link));
        assert_str(parts.path, cases[i].path);
        assert_str(parts.query, cases[i].query);
        assert_str(parts.fragment, cases[i].fragment);
    }
}

static void test_url_finds_faults_of_codes(void **state) {
    (void)state;
    static const struct { const char *link; UrlFault fault; } cases[] = {
        {"a%20b/%C3%A4.md?x=%2F%00%FF#%2F%5c", URL_IS_SOUND}, {"a/../b", URL_IS_SOUND}, {"%2e%2e%2e", URL_IS_SOUND},
        {"%252e%252e/", URL_IS_SOUND}, {"a#..", URL_IS_SOUND}, {"a#%2e%2e", URL_IS_SOUND}, {"%25", URL_IS_SOUND},
        {"%", URL_HAS_NO_CODE}, {"a%2", URL_HAS_NO_CODE}, {"%g0", URL_HAS_NO_CODE}, {"%0g", URL_HAS_NO_CODE},
        {"a?%", URL_HAS_NO_CODE}, {"a#%", URL_HAS_NO_CODE}, {"%%20", URL_HAS_NO_CODE}, {"% 20", URL_HAS_NO_CODE},
        {"%2f", URL_HIDES_SIGN}, {"a%2Fb", URL_HIDES_SIGN}, {"%5C", URL_HIDES_SIGN}, {"%00", URL_HIDES_SIGN},
        {"a%0ab", URL_HIDES_SIGN}, {"%7f", URL_HIDES_SIGN}, {"%C2%85", URL_HIDES_SIGN}, {"%2e", URL_HIDES_SIGN},
        {"a/%2e./b", URL_HIDES_SIGN}, {".%2E", URL_HIDES_SIGN}, {"%2e%2e/a", URL_HIDES_SIGN}, {"%FF", URL_HIDES_SIGN},
        {"%C3", URL_HIDES_SIGN}, {"%C3/%A4", URL_HIDES_SIGN}, {"%ED%A0%80", URL_HIDES_SIGN}, {"%C0%AF", URL_HIDES_SIGN},
        {"%E2%80%AE", URL_HIDES_SIGN}, {"%E2%80%A8", URL_HIDES_SIGN}, {"a#%FF", URL_HIDES_SIGN}, {"a#%00", URL_HIDES_SIGN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (url_fault(str_from(cases[i].link)) != cases[i].fault) fail_msg("'%s'", cases[i].link);
    }
}

static void test_url_finds_names(void **state) {
    (void)state;
    Arena arena = {0};
    Buf name = {0};
    assert_true(url_add_path_name(&name, STR("a%20b/50%/%c3%a4%")));
    assert_str(buf_str(&name), "a b/50%/ä%");
    assert_false(url_add_path_name(&name, STR("/c%2Fd")));
    assert_int_equal(name.len, strlen("a b/50%/ä%"));
    assert_str(url_fragment_id(&arena, STR("%C3%BCber")), "über");
    assert_str(url_fragment_id(&arena, STR("über")), "über");
    buf_free(&name);
    arena_free(&arena);
}

// Whatever is written, nothing leaves the site but by an address that says so.
static void test_url_disguises_are_refused_in_markdown(void **state) {
    (void)state;
    static const char *const addresses[] = {
        "/\\evil.org", "\\\\\\\\evil.org", "/%2fevil.org", "/%5cevil.org", "%2f/evil.org", "%2F%2Fevil.org", "//evil.org",
        "&#x2f;&#47;evil.org", "java&Tab;script:x", "java&#13;script:x", "java%09script:x", "%6Aavascript:x",
        "%6a%61vascript&colon;x", "\xEF\xBB\xBFjavascript:x", "&#xFEFF;javascript:x", "&#8203;javascript:x",
        "javascript&#58;x", "JaVa&#83;cript:x", "data:,x", "%2e%2e/x.md", "..%2fx.md", "x%00.md", "&#0;javascript:x",
        "<java script:x>", "< //evil.org>", "feed:javascript:x", "view-source:x", "1:x", ":x",
        "&sol;&sol;evil.org", "/&bsol;evil.org", "&sol;&bsol;evil.org", "&percnt;2f&sol;evil.org", "javascript&colon;x",
        "java&NewLine;script&colon;x", "&Tab;javascript:x", "&ZeroWidthSpace;javascript:x", "&zwnj;javascript:x",
        "&NoBreak;javascript:x", "&af;javascript:x", "&lrm;javascript:x", "javascript&rlm;:x", "java&shy;script:x",
        "&period;&period;&percnt;2fx.md", "&nbsp;javascript:x", "d&apos;ata:x", "&lowbar;:x",
    };
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        Arena arena = {0};
        Diags diags = {0};
        Buf text = {0};
        MarkdownDocument document;
        buf_printf(&text, "[a](%s)", addresses[i]);
        size_t len = text.len;
        buf_add(&text, STR("\n\0"));
        bool is_rendered = markdown_render((Str){text.ptr, len}, (Place){STR("x.md"), 0}, &arena, &arena, &document, &diags);
        if (is_rendered) fail_msg("'%s' is '%s'", addresses[i], document.html.ptr);
        buf_free(&text);
        diags_free(&diags);
        arena_free(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_url_encodes_names_for_every_place),
        cmocka_unit_test(test_url_leaves_the_codes_and_signs_of_links),
        cmocka_unit_test(test_url_splits_links),
        cmocka_unit_test(test_url_finds_faults_of_codes),
        cmocka_unit_test(test_url_finds_names),
        cmocka_unit_test(test_url_disguises_are_refused_in_markdown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
