#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "unit.h"

#include "format/json.h"
#include "format/markdown.h"
#include "format/template.h"
#include "format/yaml.h"

// Renders with the two bytes behind the body that markdown_render asks for.
static bool render(const char *text, Arena *arena, MarkdownDocument *ret, Diags *diags) {
    Buf buf = {0};
    buf_add(&buf, str_from(text));
    size_t len = buf.len;
    buf_add(&buf, STR("\n\0"));
    bool is_rendered = markdown_render((Str){buf.ptr, len}, (Place){STR("x.md"), 100}, arena, arena, ret, diags);
    buf_free(&buf);
    return is_rendered;
}

static Str write_below(const void *how, Arena *scratch, Str address) {
    return arena_join(scratch, str_from(how), address);
}

static LinkForm links_below(const char *prefix) {
    return (LinkForm){write_below, prefix};
}

static void test_markdown_headings_have_unique_ids_and_positions(void **state) {
    (void)state;
    Arena arena = {0};
    Diags diags = {0};
    MarkdownDocument doc;
    assert_true(render("## A *b*\n\n## A b\n\n### C++\n\ntext\n", &arena, &doc, &diags));
    assert_int_equal(doc.heading_count, 3);
    assert_str(doc.headings[0].id, "a-b");
    assert_str(doc.headings[1].id, "a-b-2");
    assert_str(doc.headings[2].id, "c-plus-plus");
    assert_str(str_slice(doc.html, doc.headings[0].inner_start, doc.headings[0].inner_end), "A <em>b</em>");
    assert_str(doc.headings[0].text, "A b");
    assert_int_equal(doc.headings[1].offset, 100 + 13);
    assert_str(str_slice(doc.html, doc.headings[2].html_end, doc.html.len), "<p>text</p>\n");
    arena_free(&arena);
    diags_free(&diags);
}

static void test_markdown_lists_items_under_their_heading(void **state) {
    (void)state;
    Arena arena = {0};
    Diags diags = {0};
    MarkdownDocument doc;
    assert_true(render("- before\n\n## H\n\n- one **two**\n- three\n  - nested\n", &arena, &doc, &diags));
    assert_int_equal(doc.item_count, 3);
    assert_int_equal(doc.items[0].heading, 0);
    assert_str(doc.items[1].text, "one two");
    assert_int_equal(doc.items[1].heading, 1);
    arena_free(&arena);
    diags_free(&diags);
}

static void test_markdown_leaves_addresses_of_the_site_open(void **state) {
    (void)state;
    Arena arena = {0};
    Diags diags = {0};
    MarkdownDocument doc;
    assert_true(render("[a](../x.md#id) [b](https://e.org/?a&b) ![*c*](/i.png)\n", &arena, &doc, &diags));
    assert_str(doc.html, "<p><a href=\"\">a</a> <a href=\"https://e.org/?a&amp;b\">b</a> "
                         "<img src=\"\" alt=\"c\" loading=\"lazy\"></p>\n");
    assert_int_equal(doc.link_count, 2);
    assert_str(doc.links[0].target, "../x.md");
    assert_str(doc.links[0].fragment, "id");
    assert_int_equal(doc.links[0].offset, 104);
    assert_int_equal(doc.links[0].html_offset, 12);
    assert_true(doc.links[1].is_image);
    arena_free(&arena);
    diags_free(&diags);
}

static void test_markdown_reports_what_is_unsafe(void **state) {
    (void)state;
    static const struct { const char *text, *code; size_t offset; } cases[] = {
        {"[a](javascript:x)", "unsafe-link", 104}, {"[a](JaVa&#83;cript:x)", "unsafe-link", 104},
        {"[a](java&Tab;script:x)", "unsafe-link", 104}, {"[a](vbscript&colon;x)", "unsafe-link", 104},
        {"[a](//e.org)", "unsafe-link", 104}, {"[a](\\\\\\\\e.org)", "unsafe-link", 104},
        {"![a](data:x)", "unsafe-link", 105}, {"x <b>y</b>", "raw-html", 102},
        {"<!-- c -->", "raw-html", 100}, {"# One", "heading-level", 102},
        {"[^1]: note", "footnote", 100},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Arena arena = {0};
        Diags diags = {0};
        MarkdownDocument doc;
        assert_false(render(cases[i].text, &arena, &doc, &diags));
        if (!has_diag(&diags, cases[i].code, cases[i].offset)) {
            print_diags(&diags);
            fail_msg("case %zu: no %s at %zu", i, cases[i].code, cases[i].offset);
        }
        arena_free(&arena);
        diags_free(&diags);
    }
}

static void test_markdown_shows_code_and_entities_as_text(void **state) {
    (void)state;
    Arena arena = {0};
    Diags diags = {0};
    MarkdownDocument doc;
    assert_true(render("`<b>` &lt;i&gt; &euro; &bogus; &#x41;\n", &arena, &doc, &diags));
    assert_str(doc.html, "<p><code>&lt;b&gt;</code> &lt;i&gt; € &amp;bogus; A</p>\n");
    arena_free(&arena);
    diags_free(&diags);
}

static bool parse(const char *text, Arena *arena, YamlNode **ret, Diags *diags) {
    return yaml_parse(str_from(text), STR("x"), 10, arena, NULL, ret, diags);
}

static void test_yaml_offsets_count_bytes(void **state) {
    (void)state;
    Arena arena = {0};
    Diags diags = {0};
    YamlNode *root = NULL;
    assert_true(parse("größe: ü\nb: [x, 'null']\n", &arena, &root, &diags));
    assert_str(root->first->text, "ü");
    assert_int_equal(root->first->offset, 10 + 9);
    assert_int_equal(root->first->next->key_offset, 10 + 12);
    assert_false(root->first->next->first->is_quoted);
    assert_true(root->first->next->first->next->is_quoted);
    arena_free(&arena);
    diags_free(&diags);
}

static void test_yaml_rejects_features_that_surprise(void **state) {
    (void)state;
    static const struct { const char *text, *code; size_t offset; } cases[] = {
        {"a: &x 1", "yaml-feature", 13}, {"a: *x", "yaml-feature", 13}, {"a: !!str 1", "yaml-feature", 13},
        {"a: 1\na: 2", "duplicate-field", 15}, {"a: 1\n---\nb: 2", "yaml-documents", 15},
        {"? [a]\n: 1", "yaml-key", 12}, {"a: [1, 2", "yaml-syntax", 13},
        {"a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", "yaml-depth", 44},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Arena arena = {0};
        Diags diags = {0};
        YamlNode *root = NULL;
        assert_false(parse(cases[i].text, &arena, &root, &diags));
        if (!has_diag(&diags, cases[i].code, cases[i].offset)) {
            print_diags(&diags);
            fail_msg("case %zu: no %s at %zu", i, cases[i].code, cases[i].offset);
        }
        arena_free(&arena);
        diags_free(&diags);
    }
}

typedef struct Item { Str name, link; bool is_new; } Item;
typedef struct Top { Str title; ViewList items; } Top;
static const ViewName item_names[] = {
    {.name = "NAME", .kind = NAME_TEXT, .offset = offsetof(Item, name)},
    {.name = "LINK", .kind = NAME_LINK, .offset = offsetof(Item, link)},
    {.name = "IS_NEW", .kind = NAME_FLAG, .offset = offsetof(Item, is_new)},
};
static const ViewType item_type = {"item", sizeof(Item), item_names, 3};
static const ViewName top_names[] = {
    {.name = "TITLE", .kind = NAME_TEXT, .offset = offsetof(Top, title)},
    {.name = "ITEMS", .kind = NAME_LIST, .offset = offsetof(Top, items), .items = &item_type},
};
static const ViewType top_type = {"top", sizeof(Top), top_names, 2};

static void test_templates_expand_views_escaped_and_scoped(void **state) {
    (void)state;
    const ViewType *roots[] = {&top_type};
    Templates *templates = templates_new(NULL, 0);
    assert_true(templates_add(templates, STR("main"), roots, 1, STR("<p title=\"{{TITLE}}\">{{TITLE}}</p>{{#ITEMS}}<a href=\"{{LINK}}\">{{NAME}}/{{TITLE}}"
        "{{#IS_NEW}}!{{/IS_NEW}}{{#NOT_NEW}}.{{/NOT_NEW}}</a>{{#ITEMS_separator}}, {{/ITEMS_separator}}{{/ITEMS}}"
        "{{#NO_ITEMS}}none{{/NO_ITEMS}}")));
    const Item items[] = {{STR("a"), STR("roles/a/"), true}, {STR("<b>"), STR("roles/b/"), false}};
    Top top = {STR("\"T\" & <t>"), {items, 2}};
    Scope scope = {&top_type, &top};
    Arena scratch = {0};
    Buf out = {0};
    assert_int_equal(EXPANDED_WHOLE, templates_expand(templates, STR("main"), &scope, 1, links_below("/sub/"), &scratch, &out));
    assert_str(buf_str(&out), "<p title=\"&quot;T&quot; &amp; &lt;t&gt;\">&quot;T&quot; &amp; &lt;t&gt;</p>"
        "<a href=\"/sub/roles/a/\">a/&quot;T&quot; &amp; &lt;t&gt;!</a>, "
        "<a href=\"/sub/roles/b/\">&lt;b&gt;/&quot;T&quot; &amp; &lt;t&gt;.</a>");
    top.items.count = 0;
    buf_clear(&out);
    assert_int_equal(EXPANDED_WHOLE, templates_expand(templates, STR("main"), &scope, 1, links_below("/"), &scratch, &out));
    assert_str(buf_str(&out), "<p title=\"&quot;T&quot; &amp; &lt;t&gt;\">&quot;T&quot; &amp; &lt;t&gt;</p>none");
    buf_free(&out);
    arena_free(&scratch);
    templates_free(templates);
}

static void test_templates_write_addresses_of_known_schemes(void **state) {
    (void)state;
    const ViewType *roots[] = {&top_type};
    Templates *templates = templates_new(NULL, 0);
    assert_true(templates_add(templates, STR("main"), roots, 1, STR("<a href=\"{{TITLE:x-address}}\">")));
    static const struct { const char *address, *written; } cases[] = {
        {"/a?b&c", "/a?b&amp;c"}, {"https://e.org/\"", "https://e.org/&quot;"}, {"tel:1", "tel:1"},
        {"MailTo:a@e.org?x&y=\"<", "MailTo:a@e.org?x&amp;y=&quot;&lt;"}, {"mailto", "mailto"},
        {"javascript:x", "#"}, {"data:x", "#"}, {" mailto:x", "#"}, {"mailtox:x", "#"}, {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Top top = {.title = str_from(cases[i].address)};
        Scope scope = {&top_type, &top};
        Arena scratch = {0};
        Buf out = {0};
        Buf expected = {0};
        buf_printf(&expected, "<a href=\"%s\">", cases[i].written);
        assert_int_equal(EXPANDED_WHOLE, templates_expand(templates, STR("main"), &scope, 1,
                                                          links_below("/"), &scratch, &out));
        assert_str(buf_str(&out), expected.ptr);
        buf_free(&expected);
        buf_free(&out);
        arena_free(&scratch);
    }
    templates_free(templates);
}

static void test_templates_refuse_values_that_no_page_may_hold(void **state) {
    (void)state;
    const ViewType *roots[] = {&top_type};
    Templates *templates = templates_new(NULL, 0);
    assert_true(templates_add(templates, STR("src"), roots, 1, STR("<img src=\"{{TITLE:x-address}}\"><script src=\"{{TITLE}}\"></script>")));
    assert_false(templates_add(templates, STR("script"), roots, 1, STR("<script>x = '{{TITLE}}';</script>")));
    assert_false(templates_add(templates, STR("style"), roots, 1, STR("{{#ITEMS}}<p style=\"color: {{NAME}}\">{{/ITEMS}}")));
    assert_false(templates_add(templates, STR("unquoted"), roots, 1, STR("<p title={{TITLE}}>")));
    templates_free(templates);
}

static void test_templates_put_texts_together_and_escape_them_once(void **state) {
    (void)state;
    const ViewType *roots[] = {&top_type};
    const TextPiece plain[] = {{STR("}} {{TITLE:none}} <&>"), {0}}};
    const TextPiece mixed[] = {{STR("of <i>"), STR("TITLE")}, {STR("</i> {{"), STR("NAME")}, {STR(""), STR("LINK")}, {STR("!"), {0}}};
    const TemplateText texts[] = {{plain, 1}, {mixed, 4}};
    Templates *templates = templates_new(texts, 2);
    assert_true(templates_add(templates, STR("main"), roots, 1, STR("{{T_0}}|{{#ITEMS}}<p title=\"{{T_1}}\">{{/ITEMS}}|{{T_2}}{{T_X}}{{T_}}")));
    const Item items[] = {{STR("'n'"), STR("roles/a/"), true}};
    Top top = {STR("a & {{TITLE}}"), {items, 1}};
    Scope scope = {&top_type, &top};
    Arena scratch = {0};
    Buf out = {0};
    assert_int_equal(EXPANDED_WHOLE, templates_expand(templates, STR("main"), &scope, 1, links_below("/"), &scratch, &out));
    assert_str(buf_str(&out), "}} {{TITLE:none}} &lt;&amp;&gt;|<p title=\"of &lt;i&gt;a &amp; {{TITLE}}&lt;/i&gt; {{&#39;n&#39;/roles/a/!\">|");
    buf_free(&out);
    arena_free(&scratch);
    templates_free(templates);
}

static void test_templates_stop_at_the_limits_of_a_page(void **state) {
    (void)state;
    enum { COUNT = 200 };
    const ViewType *roots[] = {&top_type};
    Templates *templates = templates_new(NULL, 0);
    assert_true(templates_add(templates, STR("large"), roots, 1, STR("{{#ITEMS}}{{#ITEMS}}{{TITLE}}{{/ITEMS}}{{/ITEMS}}end")));
    assert_true(templates_add(templates, STR("long"), roots, 1, STR("{{#ITEMS}}{{#ITEMS}}{{#ITEMS}}{{#ITEMS}}{{/ITEMS}}{{/ITEMS}}{{/ITEMS}}{{/ITEMS}}end")));
    Item *items = calloc(COUNT, sizeof *items);
    enum { TITLE_SIZE = PAGE_MAX_SIZE / (COUNT * COUNT) + 1 };
    char title[TITLE_SIZE + 1];
    memset(title, 'x', TITLE_SIZE);
    title[TITLE_SIZE] = '\0';
    Top top = {str_from(title), {items, COUNT}};
    Scope scope = {&top_type, &top};
    Arena scratch = {0};
    Buf out = {0};
    LinkForm links = links_below("/");
    assert_int_equal(EXPANDED_TOO_LARGE, templates_expand(templates, STR("large"), &scope, 1, links, &scratch, &out));
    assert_true(out.len <= PAGE_MAX_SIZE);
    assert_false(str_ends_with(buf_str(&out), STR("end")));
    buf_clear(&out);
    assert_int_equal(EXPANDED_TOO_LONG, templates_expand(templates, STR("long"), &scope, 1, links, &scratch, &out));
    assert_int_equal(out.len, 0);
    free(items);
    buf_free(&out);
    arena_free(&scratch);
    templates_free(templates);
}

// ctemplate quotes what it refuses on standard error; tests/unit/run shows what a test prints there.
static void test_templates_refuse_in_silence(void **state) {
    (void)state;
    const ViewType *roots[] = {&top_type};
    Templates *templates = templates_new(NULL, 0);
    FILE *caught = tmpfile();
    int before = dup(STDERR_FILENO);
    assert_true(dup2(fileno(caught), STDERR_FILENO) >= 0);
    bool is_added = templates_add(templates, STR("x"), roots, 1, STR("<p \x1B[31m=\"{{TITLE}}\">"));
    dup2(before, STDERR_FILENO);
    close(before);
    assert_false(is_added);
    assert_int_equal(lseek(fileno(caught), 0, SEEK_END), 0);
    fclose(caught);
    templates_free(templates);
}

static void test_json_writes_members_and_escapes_for_script_elements(void **state) {
    (void)state;
    Buf out = {0};
    Json json = {.out = &out};
    json_open_object(&json, NULL);
    json_text(&json, "a", STR("q\" \\ </script> & \xE2\x80\xA8 \n é"));
    json_open_array(&json, "b");
    json_integer(&json, NULL, -7);
    json_decimal(&json, NULL, 4925, 2);
    json_decimal(&json, NULL, 4900, 2);
    json_decimal(&json, NULL, -5, 2);
    json_close_array(&json);
    json_text_if(&json, "none", (Str){0});
    json_open_object(&json, "c");
    json_close_object(&json);
    json_close_object(&json);
    assert_str(buf_str(&out), "{\"a\":\"q\\\" \\\\ \\u003c/script\\u003e \\u0026 \\u2028 \\u000a é\","
                              "\"b\":[-7,49.25,49,-0.05],\"c\":{}}");
    buf_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_markdown_headings_have_unique_ids_and_positions),
        cmocka_unit_test(test_markdown_lists_items_under_their_heading),
        cmocka_unit_test(test_markdown_leaves_addresses_of_the_site_open),
        cmocka_unit_test(test_markdown_reports_what_is_unsafe),
        cmocka_unit_test(test_markdown_shows_code_and_entities_as_text),
        cmocka_unit_test(test_yaml_offsets_count_bytes),
        cmocka_unit_test(test_yaml_rejects_features_that_surprise),
        cmocka_unit_test(test_json_writes_members_and_escapes_for_script_elements),
        cmocka_unit_test(test_templates_expand_views_escaped_and_scoped),
        cmocka_unit_test(test_templates_write_addresses_of_known_schemes),
        cmocka_unit_test(test_templates_refuse_values_that_no_page_may_hold),
        cmocka_unit_test(test_templates_put_texts_together_and_escape_them_once),
        cmocka_unit_test(test_templates_stop_at_the_limits_of_a_page),
        cmocka_unit_test(test_templates_refuse_in_silence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
