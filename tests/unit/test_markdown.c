#include <errno.h>
#include <stdlib.h>

#include "unit.h"

#include "format/markdown_outline.h"

enum { BASE = 50 };

typedef struct Page {
    Arena arena;
    Diags diags;
    MarkdownDocument doc;
    bool is_rendered;
} Page;

static Page render(const char *text) {
    Page page = {0};
    Buf body = {0};
    buf_add(&body, str_from(text));
    size_t len = body.len;
    buf_add(&body, STR("\n\0"));  // the two bytes that markdown_render asks for
    page.is_rendered =
        markdown_render((Str){body.ptr, len}, (Place){STR("x.md"), BASE}, &page.arena, &page.arena, &page.doc, &page.diags);
    buf_free(&body);
    return page;
}

static void page_free(Page *page) {
    arena_free(&page->arena);
    diags_free(&page->diags);
}

static void assert_html(const char *text, const char *expected) {
    Page page = render(text);
    assert_true(page.is_rendered);
    assert_string_equal(page.doc.html.ptr, expected);
    page_free(&page);
}

static void assert_refused(const char *text, const char *code, size_t offset) {
    Page page = render(text);
    if (page.is_rendered || !has_diag(&page.diags, code, BASE + offset)) {
        const Diag *diag = page.diags.list.items;
        fail_msg("'%s': %s at %zu, not %s at %zu", text, diag ? diag->code : "nothing",
                 diag ? diag->place.offset : 0, code, BASE + offset);
    }
    page_free(&page);
}

static size_t count_of(const char *text, const char *part) {
    size_t count = 0;
    for (const char *at = strstr(text, part); at; at = strstr(at + 1, part)) count++;
    return count;
}

static void test_markdown_gives_every_heading_an_id_of_its_own(void **state) {
    (void)state;
    Page page = render("## A 2\n\n## A\n\n## A\n\n## A\n\n## …\n\n## --\n\n## *É* `x` [l](https://e.org)\n");
    static const char *const ids[] = {"a-2", "a", "a-3", "a-4", "section", "section-2", "é-x-l"};
    static const char *const slugs[] = {"a-2", "a", "a", "a", "", "", "é-x-l"};
    assert_true(page.is_rendered);
    assert_int_equal(page.doc.heading_count, 7);
    for (size_t i = 0; i < 7; i++) {
        const MarkdownHeading *heading = &page.doc.headings[i];
        assert_str(heading->id, ids[i]);
        assert_str(str_slice(heading->id, 0, heading->slug_size), slugs[i]);
        Str tag = str_slice(page.doc.html, heading->html_start, heading->html_end);
        assert_true(str_starts_with(tag, STR("<h2 id=\"")));
        assert_true(str_ends_with(tag, STR("</h2>\n")));
    }
    page_free(&page);
}

// Numbers go on where they were, past those that headings have for a name.
static void test_markdown_numbers_headings_of_one_name(void **state) {
    (void)state;
    Page page = render("## A\n\n## A 3\n\n## A\n\n## A\n\n## A 3\n\n## A 2\n\n## A\n\n## A 2\n");
    static const char *const ids[] = {"a", "a-3", "a-2", "a-4", "a-3-2", "a-2-2", "a-5", "a-2-3"};
    assert_true(page.is_rendered);
    for (size_t i = 0; i < 8; i++) assert_str(page.doc.headings[i].id, ids[i]);
    page_free(&page);
}

static void test_markdown_says_where_a_heading_s_links_are(void **state) {
    (void)state;
    Page page = render("[a](a.md)\n\n## B [c](c.md) ![d](/d.png)\n\n[e](e.md)\n\n### [f](f.md)\n");
    static const size_t first[] = {1, 4};
    static const size_t end[] = {3, 5};
    assert_true(page.is_rendered);
    for (size_t i = 0; i < 2; i++) {
        const MarkdownHeading *heading = &page.doc.headings[i];
        assert_true(str_ends_with(str_slice(page.doc.html, 0, heading->inner_start), STR("\">")));
        assert_true(str_starts_with(str_slice(page.doc.html, heading->inner_end, page.doc.html.len), STR("</h")));
        for (size_t j = 0; j < page.doc.link_count; j++) {
            size_t at = page.doc.links[j].html_offset;
            bool is_inside = at > heading->inner_start && at < heading->inner_end;
            assert_int_equal(is_inside, j >= first[i] && j < end[i]);
        }
    }
    page_free(&page);
}

static void test_markdown_refuses_headings_that_skip_a_level(void **state) {
    (void)state;
    assert_refused("### A", "heading-level", 4);
    assert_refused("## A\n\n#### B", "heading-level", 11);
    assert_refused("text\n\nA\n=\n", "heading-level", 6);
    assert_html("## A\n\n### B\n\n#### C\n\n## D\n",
                "<h2 id=\"a\">A</h2>\n<h3 id=\"b\">B</h3>\n<h4 id=\"c\">C</h4>\n<h2 id=\"d\">D</h2>\n");
}

static void test_markdown_shows_the_bar_of_code_in_a_cell(void **state) {
    (void)state;
    assert_html("|a|\n|---|\n|`b \\| c \\|`|\n\n`d \\| e`\n",
                "<div class=\"scroll\" tabindex=\"0\"><table>\n<thead>\n<tr><th scope=\"col\">a</th></tr>\n</thead>\n"
                "<tbody>\n<tr><td><code>b | c |</code></td></tr>\n</tbody>\n</table></div>\n"
                "<p><code>d \\| e</code></p>\n");
}

static void test_markdown_keeps_a_heading_apart_from_the_item_around_it(void **state) {
    (void)state;
    Page page = render("- intro\n\n  ## Inner\n");
    assert_true(page.is_rendered);
    assert_str(page.doc.headings[0].text, "Inner");
    assert_str(page.doc.headings[0].id, "inner");
    page_free(&page);
}

// What is below it in the page is not below it in the text.
static void test_markdown_tells_headings_in_quotes_and_lists(void **state) {
    (void)state;
    Page page = render("- a\n\n## B\n\n> ## C\n>\n> - c\n\n- d\n\n  ### D\n- e\n\n### E\n\n- f\n");
    static const bool is_nested[] = {false, true, true, false};
    static const size_t above[] = {0, 1, 1, 1, 4};
    assert_true(page.is_rendered);
    assert_int_equal(page.doc.heading_count, 4);
    for (size_t i = 0; i < 4; i++) assert_int_equal(page.doc.headings[i].is_nested, is_nested[i]);
    assert_int_equal(page.doc.item_count, 5);
    for (size_t i = 0; i < 5; i++) assert_int_equal(page.doc.items[i].heading, above[i]);
    page_free(&page);
}

static void test_markdown_puts_no_link_into_a_link(void **state) {
    (void)state;
    assert_html("[<a@b.org> *c <https://d.org>*](https://e.org/) <a@b.org>",
                "<p><a href=\"https://e.org/\">a@b.org <em>c https://d.org</em></a> "
                "<a href=\"mailto:a@b.org\">a@b.org</a></p>\n");
}

// md4c pairs them, and tells of one of the two alone: the other stands where it looks for no marks.
static void test_markdown_refuses_emphasis_that_ends_in_an_address(void **state) {
    (void)state;
    assert_refused("*a [b](c*d)", "crossed-emphasis", 0);
    assert_refused("- a **b\n  [c](<d**e>)\n\nf", "crossed-emphasis", 4);
    assert_refused("a [b](c/*d) e*", "crossed-emphasis", 13);
    assert_refused("| a |\n|-|\n| *[b](c*d) |", "crossed-emphasis", 12);
    assert_html("*a [b*](c.md)* e", "<p><em>a <a href=\"\">b*</a></em> e</p>\n");
    assert_html("\\*a [b](c*d)", "<p>*a <a href=\"\">b</a></p>\n");
}

static void test_markdown_refuses_script_links_in_every_disguise(void **state) {
    (void)state;
    static const struct { const char *text; size_t offset; } cases[] = {
        {"[a](javascript:alert)", 4}, {"[a](JAVASCRIPT:x)", 4}, {"[a](&#106;avascript:x)", 4},
        {"[a](&#x6A;avascript:x)", 4}, {"[a](&#0000106;avascript:x)", 4}, {"[a](javascript&#58;x)", 4},
        {"[a](javascript&#x3a;x)", 4}, {"[a](javascript&colon;x)", 4}, {"[a](javascript\\:x)", 4},
        {"[a](java&NewLine;script:x)", 4}, {"[a](&#1;javascript:x)", 4}, {"[a](data:text/html,x)", 4},
        {"[a](vbscript:x)", 4}, {"[a](file:///etc/passwd)", 4}, {"[a](blob:x)", 4},
        {"[a](/&#92;evil.org)", 4}, {"[a](&#47;/evil.org)", 4}, {"![a](javascript:x)", 5},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_refused(cases[i].text, "unsafe-link", cases[i].offset);
    }
    static const char *const elsewhere[] = {
        "[a](<java script:x>)", "[a](< javascript:x>)", "<javascript:x>", "[a]\n\n[a]: javascript:x\n",
        "[a][b]\n\n[b]: JavaScript&colon;x\n", "## [a](javascript:x)", "![[a](javascript:x)](/i.png)",
        "[![a](data:x)](/i/)", "| [a](javascript:x) |\n|---|\n",
    };
    for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++) {
        Page page = render(elsewhere[i]);
        bool shows_it = strstr(page.doc.html.ptr, "=\"javascript") || strstr(page.doc.html.ptr, "=\"data:");
        bool is_alt_only = i == 6;  // inside an image only the text remains
        if (shows_it || (page.is_rendered && !is_alt_only)) fail_msg("case %zu", i);
        page_free(&page);
    }
}

static void test_markdown_writes_links_to_elsewhere(void **state) {
    (void)state;
    assert_html("[a](https://e.org/?a=1&b=%20 \"T \\\"q\\\"\")\n",
                "<p><a href=\"https://e.org/?a=1&amp;b=%20\" title=\"T &quot;q&quot;\">a</a></p>\n");
    assert_html("<https://e.org> <a@e.org> [t](tel:+1)\n",
                "<p><a href=\"https://e.org\">https://e.org</a> <a href=\"mailto:a@e.org\">a@e.org</a> "
                "<a href=\"tel:+1\">t</a></p>\n");
}

// A link listed belongs behind `href="` or `src="`, wherever headings and images stand.
static void test_markdown_lists_links_with_both_places(void **state) {
    (void)state;
    static const char text[] = "ü [a](a.md#x) ![b](/b.png)\n\n## H [c](c.md) & [d](#d)\n\n"
                               "- [e](../e.md)\n\n[f](https://e.org) [![g](/g.png)](g.md) [h]()\n";
    static const struct { const char *target, *fragment; bool is_image; } expected[] = {
        {"a.md", "x", false}, {"/b.png", "", true}, {"c.md", "", false}, {"", "d", false},
        {"../e.md", "", false}, {"g.md", "", false}, {"/g.png", "", true}, {"", "", false},
    };
    Page page = render(text);
    assert_true(page.is_rendered);
    assert_int_equal(page.doc.link_count, 8);
    size_t before = 0;
    for (size_t i = 0; i < 8; i++) {
        const MarkdownLink *link = &page.doc.links[i];
        assert_str(link->target, expected[i].target);
        assert_str(link->fragment, expected[i].fragment);
        assert_int_equal(link->has_fragment, expected[i].fragment[0] != '\0');
        assert_int_equal(link->is_image, expected[i].is_image);
        Str upto = str_slice(page.doc.html, 0, link->html_offset);
        assert_true(str_ends_with(upto, link->is_image ? STR("<img src=\"") : STR("<a href=\"")));
        assert_true(link->html_offset > before);
        before = link->html_offset;
        Str source = str_slice(STR(text), link->offset - BASE, sizeof text);
        if (link->target.len && !str_starts_with(source, link->target)) fail_msg("link %zu", i);
    }
    page_free(&page);
}

// Names that could hide something are judged as the numbers of the same letters are.
static void test_markdown_takes_a_named_letter_as_a_numbered_one(void **state) {
    (void)state;
    static const struct { const char *name, *number; } letters[] = {
        {"&Tab;", "&#9;"}, {"&NewLine;", "&#10;"}, {"&zwnj;", "&#x200C;"}, {"&zwj;", "&#x200D;"},
        {"&lrm;", "&#x200E;"}, {"&rlm;", "&#x200F;"}, {"&ZeroWidthSpace;", "&#x200B;"},
        {"&NegativeThinSpace;", "&#x200B;"}, {"&NoBreak;", "&#x2060;"}, {"&ApplyFunction;", "&#x2061;"},
        {"&af;", "&#x2061;"}, {"&InvisibleTimes;", "&#x2062;"}, {"&it;", "&#x2062;"},
        {"&InvisibleComma;", "&#x2063;"}, {"&ic;", "&#x2063;"}, {"&shy;", "&#xAD;"}, {"&nbsp;", "&#xA0;"},
        {"&NonBreakingSpace;", "&#xA0;"}, {"&MediumSpace;", "&#x205F;"}, {"&ThickSpace;", "&#x205F;&#x200A;"},
        {"&colon;", "&#58;"}, {"&sol;", "&#47;"}, {"&bsol;", "&#92;"}, {"&period;", "&#46;"},
        {"&lpar;", "&#40;"}, {"&rpar;", "&#41;"}, {"&num;", "&#35;"}, {"&quest;", "&#63;"}, {"&lt;", "&#60;"},
        {"&LT;", "&#60;"}, {"&AMP;", "&#38;"}, {"&QUOT;", "&#34;"}, {"&quot;", "&#34;"}, {"&apos;", "&#39;"},
        {"&grave;", "&#96;"}, {"&lbrack;", "&#91;"}, {"&excl;", "&#33;"}, {"&vert;", "&#124;"}, {"&ast;", "&#42;"},
        {"&percnt;", "&#37;"}, {"&commat;", "&#64;"}, {"&lcub;", "&#123;"}, {"&NotEqualTilde;", "&#x2242;&#x338;"},
        {"&fjlig;", "fj"}, {"&acE;", "&#x223E;&#x333;"}, {"&Afr;", "&#x1D504;"},
    };
    static const char *const places[] = {
        "%s", "%sa", "## %s b\n\n## %s\n", "- %s\n", "[a](%s)", "[a](%s/evil.org)", "[a](/%s/evil.org)",
        "[a](javascript%sx)", "[a](java%sscript:x)", "[a](https%s//e.org)", "[a](b.md%sc)", "[a](%s%s)",
        "[a][b]\n\n[b]: c%sd\n", "[a](/b \"%s\")", "![%s](/b.png)", "![a](/b%s.png)", "|%s|\n|-|\n|%s|\n", "%sb](c)",
    };
    size_t refused_count = 0;
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
        for (size_t j = 0; j < sizeof places / sizeof places[0]; j++) {
            const char *name = letters[i].name;
            const char *number = letters[i].number;
            char text[2][128];
            Str format = str_from(places[j]);
            for (size_t k = 0; k < 2; k++) {
                const char *letter = k ? number : name;
                size_t len = 0;
                for (size_t at = 0; at < format.len; at++) {
                    bool is_letter = str_starts_with(str_slice(format, at, format.len), STR("%s"));
                    size_t size = is_letter ? strlen(letter) : 1;
                    memcpy(text[k] + len, is_letter ? letter : format.ptr + at, size);
                    len += size;
                    at += is_letter;
                }
                text[k][len] = 0;
            }
            Page named = render(text[0]);
            Page numbered = render(text[1]);
            bool is_same = named.is_rendered == numbered.is_rendered && str_equal(named.doc.html, numbered.doc.html) &&
                           named.diags.list.count == numbered.diags.list.count &&
                           named.doc.heading_count == numbered.doc.heading_count &&
                           named.doc.link_count == numbered.doc.link_count;
            for (size_t k = 0; is_same && k < named.doc.heading_count; k++) {
                is_same &= str_equal(named.doc.headings[k].id, numbered.doc.headings[k].id) &&
                           str_equal(named.doc.headings[k].text, numbered.doc.headings[k].text);
            }
            for (size_t k = 0; is_same && k < named.doc.link_count; k++) {
                is_same &= str_equal(named.doc.links[k].target, numbered.doc.links[k].target) &&
                           str_equal(named.doc.links[k].fragment, numbered.doc.links[k].fragment);
            }
            if (!is_same) fail_msg("'%s' is not as '%s'", text[0], text[1]);
            refused_count += !named.is_rendered;
            page_free(&named);
            page_free(&numbered);
        }
    }
    assert_true(refused_count > 0);
}

static void test_markdown_warns_of_entities_that_html_does_not_know(void **state) {
    (void)state;
    static const struct { const char *text; size_t offset; const char *hint; } cases[] = {
        {"a &eacut; b", 2, "did you mean '&eacute;'?"}, {"&nbps;", 0, "did you mean '&nbsp;'?"},
        {"## b &Eaucte;", 5, "did you mean '&Eacute;'?"}, {"![a &mdsh;](/b.png)", 4, "did you mean '&mdash;'?"},
        {"x [a](/b \"c &hellp;\")", 6, "did you mean '&hellip;'?"},
        {"&qqqqqqqqqqqq;", 0, "write '&amp;' for a '&' that stands for itself"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Page page = render(cases[i].text);
        assert_true(page.is_rendered);
        assert_int_equal(page.diags.list.count, 1);
        const Diag *diag = page.diags.list.items;
        assert_string_equal(diag->code, "unknown-entity");
        assert_str(diag->hint, cases[i].hint);
        assert_int_equal(diag->place.offset, BASE + cases[i].offset);
        page_free(&page);
    }
    static const char *const fine[] = {"`&eacut;`", "R&D; x", "[a](/b?c=1&d;)", "    &eacut;\n", "\\&eacut;", "&eacut", "&copy x"};
    for (size_t i = 0; i < sizeof fine / sizeof fine[0]; i++) {
        Page page = render(fine[i]);
        assert_int_equal(page.diags.list.count, 0);
        page_free(&page);
    }
}

// Of addresses with escapes and entities md4c hands a copy; those of references stand elsewhere.
static void test_markdown_finds_where_addresses_stand(void **state) {
    (void)state;
    static const struct { const char *text; size_t offsets[3]; bool is_reference; } cases[] = {
        {"a [b](/x&amp;y) [c](/z\\_) [d](</e&#233;>)\n", {6, 20, 31}, false},
        {"[a](\n /x\\_)[b](/x\\_)[c]( /x\\_)\n", {6, 15, 25}, false},
        {"[![a](/i\\_)](/p) [b](/i\\_)\n", {13, 6, 21}, false},
        {"<a\n[a](b.md) *[b](c&amp;)* `](` [c](d&amp;)\n", {7, 18, 36}, false},
        {"[a] [b][a] ![c][a]\n\n[a]: /x&amp;y\n", {0, 4, 12}, true},
        {"[a]: /x&amp;y\n\n[a] [b][a] x [c][]\n\n[c]: /z\n", {15, 19, 28}, true},
        {"[a]: /x\n\n> [a]: /y\n\n[a] [a] [][a]\n", {20, 24, 28}, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Page page = render(cases[i].text);
        assert_int_equal(page.doc.link_count, 3);
        for (size_t j = 0; j < 3; j++) {
            const MarkdownLink *link = &page.doc.links[j];
            if (link->offset == BASE + cases[i].offsets[j] && link->is_reference == cases[i].is_reference) continue;
            fail_msg("case %zu: link %zu at %zu", i, j, link->offset - BASE);
        }
        page_free(&page);
    }
    assert_refused("<a@b.c>\n[a](ftp&#58;x)\n", "unsafe-link", 12);
    assert_refused("[a] [b]\n\n[a]: ftp&#58;x\n[b]: https://b\n", "unsafe-link", 0);
    assert_refused("[a]\n\n[a]: ftp:x\n", "unsafe-link", 10);
}

static void test_markdown_refuses_raw_html(void **state) {
    (void)state;
    assert_refused("a <b>c</b>", "raw-html", 2);
    assert_refused("<script>x</script>", "raw-html", 0);
    assert_refused("a <!-- c --> b", "raw-html", 2);
    assert_refused("<div\nclass=x>\n\ntext", "raw-html", 0);
    assert_refused("<?php x ?>", "raw-html", 0);
    assert_refused("- <img src=x onerror=y>", "raw-html", 2);
    assert_refused("## <i>h</i>", "raw-html", 3);
}

// A closing tag alone is raw HTML too; dropped silently, it would take the lines behind it along.
static void test_markdown_refuses_a_lone_closing_tag(void **state) {
    (void)state;
    assert_refused("a </b> c", "raw-html", 2);
    assert_refused("</div>\nImportant text\n", "raw-html", 0);
}

static void test_markdown_reports_each_element_once(void **state) {
    (void)state;
    Page page = render("a <b>c</b> d\n");
    assert_false(page.is_rendered);
    assert_int_equal(page.diags.error_count, 1);
    page_free(&page);
}

static void test_markdown_marks_tasks_with_labelled_boxes(void **state) {
    (void)state;
    assert_html("- [ ] a\n- [x] b *c*\n- d\n",
                "<ul>\n<li class=\"task\"><label><input type=\"checkbox\" disabled> a</label></li>\n"
                "<li class=\"task is-done\"><label><input type=\"checkbox\" disabled checked> b <em>c</em></label></li>\n"
                "<li>d</li>\n</ul>\n");
    assert_html("- [X] a\n\n- b\n",
                "<ul>\n<li class=\"task is-done\"><p><label><input type=\"checkbox\" disabled checked> a</label></p>\n"
                "</li>\n<li><p>b</p>\n</li>\n</ul>\n");
}

static void test_markdown_keeps_a_box_inside_its_own_task(void **state) {
    (void)state;
    Page page = render("- [ ] \n\n- plain\n\npara\n");
    assert_true(page.is_rendered);
    const char *html = page.doc.html.ptr;
    assert_int_equal(count_of(html, "<label>"), count_of(html, "</label>"));
    assert_non_null(strstr(html, "<li><p>plain</p>"));
    assert_non_null(strstr(html, "<p>para</p>"));
    page_free(&page);
    page = render("- [ ] a\n  - [x] b\n");
    html = page.doc.html.ptr;
    assert_int_equal(count_of(html, "<label>"), 2);
    assert_int_equal(count_of(html, "</label>"), 2);
    assert_true(strstr(html, "</label>") < strstr(html, "<ul>\n<li class=\"task is-done\">"));
    page_free(&page);
}

static void test_markdown_aligns_table_cells_by_class(void **state) {
    (void)state;
    assert_html("| a | b | c | d |\n|---|:--|:-:|--:|\n| 1 | *2* | \\| | <3 |\n",
                "<div class=\"scroll\" tabindex=\"0\"><table>\n<thead>\n<tr><th scope=\"col\">a</th>"
                "<th scope=\"col\" class=\"align-left\">b</th><th scope=\"col\" class=\"align-center\">c</th>"
                "<th scope=\"col\" class=\"align-right\">d</th></tr>\n</thead>\n<tbody>\n<tr><td>1</td>"
                "<td class=\"align-left\"><em>2</em></td><td class=\"align-center\">|</td>"
                "<td class=\"align-right\">&lt;3</td></tr>\n</tbody>\n</table></div>\n");
}

static void test_markdown_balances_a_table_without_rows(void **state) {
    (void)state;
    Page page = render("| a |\n|---|\n\ntext\n");
    assert_true(page.is_rendered);
    assert_int_equal(count_of(page.doc.html.ptr, "<table>"), 1);
    assert_int_equal(count_of(page.doc.html.ptr, "<tbody>"), count_of(page.doc.html.ptr, "</tbody>"));
    page_free(&page);
}

static void test_markdown_refuses_footnotes_but_not_in_code(void **state) {
    (void)state;
    assert_refused("Text[^1].\n\n[^1]: The note.\n", "footnote", 11);
    assert_refused("  [^note]: x\n", "footnote", 2);
    assert_html("See [^1] there.\n", "<p>See [^1] there.</p>\n");
    static const char *const code[] = {
        "```\n[^1]: x\n```\n", "```\n~~~\n[^1]: x\n```\n", "~~~\n```\n[^1]: x\n~~~\n",
        "````\n```\n[^1]: x\n````\n", "```\n``` a\n[^1]: x\n```\n", "```\n    ```\n[^1]: x\n```\n",
        "    [^1]: x\n", "\t[^1]: x\n", "- a\n\n      [^1]: x\n", "> ```\n> [^1]: x\n", "~~~ a`b\n[^1]: x\n",
        "`a\n[^1]: x`\n", "1. ```\n   [^1]: x\n   ```\n",
    };
    for (size_t i = 0; i < sizeof code / sizeof code[0]; i++) {
        Page page = render(code[i]);
        if (!page.is_rendered || !strstr(page.doc.html.ptr, "[^1]: x")) fail_msg("case %zu", i);
        page_free(&page);
    }
}

// What looks like code's begin and is none, or what comes behind its end.
static void test_markdown_refuses_footnotes_behind_code(void **state) {
    (void)state;
    static const struct { const char *text; size_t offset; } cases[] = {
        {"```\n```\n[^1]: x\n", 8}, {"```\n````\n[^1]: x\n", 9}, {"~~~\na\n~~~~  \n\n[^1]: x\n", 14},
        {"``` a`b\n\n[^1]: x\n", 9}, {"``\n\n[^1]: x\n", 4}, {"a\n    [^1]: x\n", 6},
        {"1.  a\n\n    [^1]: x\n", 11}, {"> ```\n\n[^1]: x\n", 7}, {"[^1]: /x\n\n    code\n", 0},
        {"[a]: b\n  [^1]: x\n", 9}, {"1. [^1]: x\n", 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_refused(cases[i].text, "footnote", cases[i].offset);
    }
}

// md4c takes them for link definitions there too, and the note would be gone.
static void test_markdown_refuses_footnotes_in_lists_and_quotes(void **state) {
    (void)state;
    assert_refused("> [^1]: note\n", "footnote", 2);
    assert_refused("- [^1]: note\n", "footnote", 2);
}

static void test_markdown_writes_alternative_texts_without_tags(void **state) {
    (void)state;
    assert_html("![a **b** `c` [d](https://e.org) ![e](/e.png) \"q\" <3](/i.png \"T\")\n",
                "<p><img src=\"\" title=\"T\" alt=\"a b c d e &quot;q&quot; &lt;3\" "
                "loading=\"lazy\"></p>\n");
    assert_html("![a  \nb](/i.png)*c*\n",
                "<p><img src=\"\" alt=\"a b\" loading=\"lazy\"><em>c</em></p>\n");
}

static void test_markdown_keeps_words_of_an_item_apart(void **state) {
    (void)state;
    Page page = render("- one\n  two\n- three  \n  four\n- five\n  - six\n- seven\n\n  eight\n");
    static const char *const texts[] = {"one\ntwo", "three four", "five six", "seven eight"};
    assert_true(page.is_rendered);
    assert_int_equal(page.doc.item_count, 4);
    for (size_t i = 0; i < 4; i++) {
        Buf text = {0};
        for (size_t j = 0; j < page.doc.items[i].text.len; j++) {
            char byte = page.doc.items[i].text.ptr[j];
            bool is_double = byte == ' ' && text.len && text.ptr[text.len - 1] == ' ';
            if (!is_double) buf_add_char(&text, byte);
        }
        assert_str(buf_str(&text), texts[i]);
        buf_free(&text);
    }
    page_free(&page);
}

static Page render_nested(const char *mark, size_t depth) {
    Buf text = {0};
    for (size_t i = 0; i < depth; i++) buf_add(&text, str_from(mark));
    buf_add(&text, STR("x\n\n\n"));
    Page page = render(text.ptr);
    buf_free(&text);
    return page;
}

static void test_markdown_nests_as_deep_as_it_says(void **state) {
    (void)state;
    static const struct { const char *mark, *begin, *end; } cases[] = {
        {"- ", "<ul>", "</ul>"}, {"> ", "<blockquote>", "</blockquote>"}, {"1. ", "<ol>", "</ol>"},
        {">", "<blockquote>", "</blockquote>"}, {"-\t", "<ul>", "</ul>"},
    };
    for (size_t i = 0; i < 4; i++) {
        Page page = render_nested(cases[i].mark, 64);
        assert_true(page.is_rendered);
        assert_int_equal(count_of(page.doc.html.ptr, cases[i].begin), 64);
        assert_int_equal(count_of(page.doc.html.ptr, cases[i].end), 64);
        page_free(&page);
    }
    for (size_t i = 0; i < 5; i++) {
        Page page = render_nested(cases[i].mark, 65);
        assert_false(page.is_rendered);
        assert_int_equal(page.diags.error_count, 1);
        page_free(&page);
    }
    Page page = render_nested("+ ", 65);
    assert_false(page.is_rendered);
    page_free(&page);
    page = render("+ + + + + + + + + + + + + + + + + + + + + + + + + + + + + + + + + "
                  "+ + + + + + + + + + + + + + + + + + + + + + + + + + + + + + + + \n");
    assert_false(page.is_rendered);
    page_free(&page);
    page = render_nested("- ", 65);
    assert_true(has_diag(&page.diags, "nesting-limit", BASE + 128));
    page_free(&page);
}

// None of these is a list, whatever it looks like.
static void test_markdown_takes_long_rules_and_deep_code(void **state) {
    (void)state;
    Buf text = {0};
    for (size_t i = 0; i < 300; i++) buf_add(&text, STR("- "));
    buf_add(&text, STR("\n\n```\n"));
    for (size_t i = 0; i < 40; i++) buf_add(&text, STR("  "));
    buf_add(&text, STR("- key: value\n"));
    for (size_t i = 0; i < 400; i++) buf_add(&text, STR(" "));
    buf_add(&text, STR("x\n```\n"));
    Page page = render(text.ptr);
    assert_true(page.is_rendered);
    assert_non_null(strstr(page.doc.html.ptr, "<hr>"));
    page_free(&page);
    buf_free(&text);
}

static void test_markdown_takes_an_empty_body(void **state) {
    (void)state;
    Page page = render("");
    assert_true(page.is_rendered);
    assert_int_equal(page.doc.html.len, 0);
    assert_int_equal(page.doc.heading_count + page.doc.item_count + page.doc.link_count, 0);
    page_free(&page);
}

static void test_markdown_counts_all_problems(void **state) {
    (void)state;
    enum { COUNT = 80 };
    Buf body = {0};
    for (int i = 0; i < COUNT; i++) buf_add(&body, STR("a <b>\n\n"));
    Page page = render(body.ptr);
    assert_false(page.is_rendered);
    assert_int_equal(page.diags.error_count, COUNT);
    buf_free(&body);
    page_free(&page);
}

static void assert_text(Str a, Str b) {
    assert_int_equal(a.len, b.len);
    if (a.len) assert_memory_equal(a.ptr, b.ptr, a.len);
}

static void test_markdown_comes_back_from_a_spool_as_it_was(void **state) {
    (void)state;
    static const char *const texts[] = {"", "Text.\n", "## A\n\n- one [l](../x.md#y)\n- two\n  - three\n\n### B\n\n1. four\n2. five &amp; six\n\n- [x] seven\n\n- *eight*\n"};
    Spool spool;
    Buf scratch = {0};
    spool_open(-1, 1, &spool);
    assert_true(spool.file >= 0);
    enum { COUNT = sizeof texts / sizeof texts[0] };
    MarkdownDocument kept[COUNT];
    Page pages[COUNT];
    Arena arena = {0};
    for (size_t i = 0; i < COUNT; i++) {
        pages[i] = render(texts[i]);
        pages[i].doc.source = str_from(texts[i]);
        assert_true(markdown_spool(&pages[i].doc, &spool, 0, &scratch, &arena, &kept[i]));
        assert_null(kept[i].html.ptr);
        assert_null(kept[i].headings);
        assert_int_equal(kept[i].link_count, pages[i].doc.link_count);
    }
    for (size_t i = COUNT; i-- > 0;) {
        const MarkdownDocument *whole = &pages[i].doc;
        MarkdownDocument *back = &kept[i];
        assert_true(markdown_unspool(&spool, &arena, back));
        assert_text(back->html, whole->html);
        assert_text(back->source, whole->source);
        assert_true(markdown_same_outline(back, whole));
        assert_int_equal(back->item_count, whole->item_count);
        for (size_t j = 0; j < whole->item_count; j++) {
            assert_text(back->items[j].text, whole->items[j].text);
            assert_int_equal(back->items[j].heading, whole->items[j].heading);
            assert_int_equal(back->items[j].own_size, whole->items[j].own_size);
        }
        for (size_t j = 0; j < whole->heading_count; j++) {
            assert_int_equal(back->headings[j].html_end, whole->headings[j].html_end);
        }
        page_free(&pages[i]);
    }
    arena_free(&arena);
    buf_free(&scratch);
    spool_close(&spool);
}

static void test_markdown_stays_where_there_is_no_spool(void **state) {
    (void)state;
    Page page = render("## A\n\n- one\n");
    const MarkdownDocument before = page.doc;
    Spool spool = {.file = -1};
    Buf scratch = {0};
    Arena arena = {0};
    assert_false(markdown_spool(&page.doc, &spool, 0, &scratch, &arena, &page.doc));
    spool_open(-1, 1, &spool);
    spool.error_number = ENOSPC;   // the disk has taken no block
    assert_false(markdown_spool(&page.doc, &spool, 0, &scratch, &arena, &page.doc));
    assert_memory_equal(&page.doc, &before, sizeof before);
    // What was put aside and is gone is not taken for something else.
    page.doc.spooled = (Spooled){100, 10};
    assert_false(markdown_unspool(&spool, &arena, &page.doc));
    spool_close(&spool);
    arena_free(&arena);
    buf_free(&scratch);
    page_free(&page);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_markdown_gives_every_heading_an_id_of_its_own),
        cmocka_unit_test(test_markdown_numbers_headings_of_one_name),
        cmocka_unit_test(test_markdown_says_where_a_heading_s_links_are),
        cmocka_unit_test(test_markdown_refuses_headings_that_skip_a_level),
        cmocka_unit_test(test_markdown_shows_the_bar_of_code_in_a_cell),
        cmocka_unit_test(test_markdown_keeps_a_heading_apart_from_the_item_around_it),
        cmocka_unit_test(test_markdown_tells_headings_in_quotes_and_lists),
        cmocka_unit_test(test_markdown_puts_no_link_into_a_link),
        cmocka_unit_test(test_markdown_refuses_emphasis_that_ends_in_an_address),
        cmocka_unit_test(test_markdown_refuses_script_links_in_every_disguise),
        cmocka_unit_test(test_markdown_writes_links_to_elsewhere),
        cmocka_unit_test(test_markdown_lists_links_with_both_places),
        cmocka_unit_test(test_markdown_takes_a_named_letter_as_a_numbered_one),
        cmocka_unit_test(test_markdown_warns_of_entities_that_html_does_not_know),
        cmocka_unit_test(test_markdown_finds_where_addresses_stand),
        cmocka_unit_test(test_markdown_refuses_raw_html),
        cmocka_unit_test(test_markdown_refuses_a_lone_closing_tag),
        cmocka_unit_test(test_markdown_reports_each_element_once),
        cmocka_unit_test(test_markdown_marks_tasks_with_labelled_boxes),
        cmocka_unit_test(test_markdown_keeps_a_box_inside_its_own_task),
        cmocka_unit_test(test_markdown_aligns_table_cells_by_class),
        cmocka_unit_test(test_markdown_balances_a_table_without_rows),
        cmocka_unit_test(test_markdown_refuses_footnotes_but_not_in_code),
        cmocka_unit_test(test_markdown_refuses_footnotes_behind_code),
        cmocka_unit_test(test_markdown_refuses_footnotes_in_lists_and_quotes),
        cmocka_unit_test(test_markdown_writes_alternative_texts_without_tags),
        cmocka_unit_test(test_markdown_keeps_words_of_an_item_apart),
        cmocka_unit_test(test_markdown_nests_as_deep_as_it_says),
        cmocka_unit_test(test_markdown_takes_long_rules_and_deep_code),
        cmocka_unit_test(test_markdown_takes_an_empty_body),
        cmocka_unit_test(test_markdown_comes_back_from_a_spool_as_it_was),
        cmocka_unit_test(test_markdown_stays_where_there_is_no_spool),
        cmocka_unit_test(test_markdown_counts_all_problems),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
