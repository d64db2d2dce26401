#include <stdlib.h>

#include "unit.h"

#include "output/layouts/layout_context.h"
#include "site/strings.h"

// Finds the spots of a layout's marks; false when the layout is refused.
static bool find_spots(const char *text, Spot *ret, size_t *ret_count, Diags *diags) {
    List marks = {0};
    Place place = {STR("x"), 0};
    assert_true(template_scan(str_from(text), place, &marks, diags));
    assert_true(marks.count <= 16);
    *ret_count = marks.count;
    bool is_valid = layout_find_spots(str_from(text), place, marks.items, marks.count, ret, NULL, diags);
    free(marks.items);
    return is_valid;
}

// The spot of a layout's last value.
static void check_spot(const char *text, Spot wanted) {
    Diags diags = {0};
    Spot spots[16];
    size_t count = 0;
    find_spots(text, spots, &count, &diags);
    if (!count || spots[count - 1] != wanted) fail_msg("%s: %d, not %d", text, count ? (int)spots[count - 1] : -1, (int)wanted);
    diags_free(&diags);
}

static void test_layout_spots_are_those_of_browsers(void **state) {
    (void)state;
    static const struct { const char *text; Spot spot; } cases[] = {
        {"<p>{{X}}</p>", SPOT_TEXT}, {"a < b {{X}}", SPOT_TEXT}, {"<!doctype html>{{X}}", SPOT_TEXT},
        {"<!-- a --!>{{X}}", SPOT_TEXT}, {"<!-->{{X}}", SPOT_TEXT}, {"<!--->{{X}}", SPOT_TEXT},
        {"<!--!>{{X}}-->", SPOT_COMMENT}, {"<!-- -> {{X}} -->", SPOT_COMMENT}, {"<?x {{X}}?>", SPOT_COMMENT},
        {"<!doctype {{X}}>", SPOT_COMMENT}, {"</ {{X}}>", SPOT_COMMENT}, {"<!-{{X}}>", SPOT_COMMENT},
        {"<title>{{X}}</title>", SPOT_TITLE}, {"<textarea a='b'>{{X}}</textarea>", SPOT_TITLE},
        {"<title><b title=\"</title>{{X}}", SPOT_TEXT}, {"<TITLE></TiTlE >{{X}}", SPOT_TEXT},
        {"<title></titles>{{X}}</title>", SPOT_TITLE}, {"<title></title a='>{{X}}'>", SPOT_ATTRIBUTE},
        {"<script>{{X}}</script>", SPOT_SCRIPT_ELEMENT}, {"<script>'</scr' + {{X}}</script>", SPOT_SCRIPT_ELEMENT},
        {"<script type=\"application/ld+json\">{{X}}</script>", SPOT_JSON},
        {"<script type=application/ld+json>{{X}}</script>", SPOT_JSON},
        {"<script type='text/javascript' type='application/ld+json'>{{X}}</script>", SPOT_SCRIPT_ELEMENT},
        {"<script type=\"application/ld+json{{T}}\">{{X}}</script>", SPOT_SCRIPT_ELEMENT},
        {"<script{{#IS_X}} type=\"application/ld+json\"{{/IS_X}}>{{X}}</script>", SPOT_SCRIPT_ELEMENT},
        {"<style>{{X}}</style>", SPOT_STYLE_ELEMENT}, {"<xmp>{{X}}</xmp>", SPOT_RAW_ELEMENT},
        {"<iframe>{{X}}</iframe>", SPOT_RAW_ELEMENT}, {"<plaintext></plaintext >{{X}}", SPOT_RAW_ELEMENT},
        {"<p title=\"{{X}}\">", SPOT_ATTRIBUTE}, {"<p title='a\"{{X}}'>", SPOT_ATTRIBUTE},
        {"<p title = \n\"{{X}}\">", SPOT_ATTRIBUTE}, {"<p a=b/c title=\"{{X}}\">", SPOT_ATTRIBUTE},
        {"<p a='>' title=\"{{X}}\">", SPOT_ATTRIBUTE}, {"<p a='b'title=\"{{X}}\">", SPOT_ATTRIBUTE},
        {"<p title={{X}}>", SPOT_UNQUOTED}, {"<p title=a{{X}}>", SPOT_UNQUOTED}, {"<p title= {{X}}>", SPOT_UNQUOTED},
        {"<p {{X}}>", SPOT_ATTRIBUTE_NAME}, {"<p a{{X}}>", SPOT_ATTRIBUTE_NAME}, {"<p a {{X}}>", SPOT_ATTRIBUTE_NAME},
        {"<{{X}}>", SPOT_TAG_NAME}, {"</{{X}}>", SPOT_TAG_NAME}, {"<h{{X}}>", SPOT_TAG_NAME},
        {"<title></ti{{X}}</title>", SPOT_TAG_NAME}, {"a <{{X}}", SPOT_TAG_NAME},
        {"<a href=\"{{X}}\">", SPOT_ADDRESS_START}, {"<A HREF='{{X}}'>", SPOT_ADDRESS_START},
        {"<a href=\" \t{{X}}\">", SPOT_ADDRESS_START}, {"<a href=\"{{L}}{{X}}\">", SPOT_ADDRESS_START},
        {"<a href=\"{{#HAS_L}}{{L}}{{/HAS_L}}{{X}}\">", SPOT_ADDRESS_START},
        {"<a href=\"{{ROOT}}roles/{{X}}\">", SPOT_ADDRESS}, {"<a href=\"#{{X}}\">", SPOT_ADDRESS},
        {"<a href=\"?q={{X}}\">", SPOT_ADDRESS}, {"<a href=\"{{L}}#{{X}}\">", SPOT_ADDRESS},
        {"<a href=\"mailto:{{X}}\">", SPOT_ADDRESS}, {"<a href=\"HTTPS:{{X}}\">", SPOT_ADDRESS},
        {"<a href=\"/{{X}}\">", SPOT_ADDRESS_OPEN}, {"<a href=\"java{{X}}\">", SPOT_ADDRESS_OPEN},
        {"<a href=\"{{ROOT}}roles{{X}}\">", SPOT_ADDRESS_OPEN}, {"<a href=\"//{{X}}\">", SPOT_ADDRESS},
        {"<a href=\"javascript:{{X}}\">", SPOT_SCRIPT_ADDRESS}, {"<a href=\"java\nscript:{{X}}\">", SPOT_SCRIPT_ADDRESS},
        {"<a href=\"data:{{X}}\">", SPOT_SCRIPT_ADDRESS}, {"<a href=\"&#106;avascript:{{X}}\">", SPOT_SCRIPT_ADDRESS},
        {"<a href=\"javascript&colon;{{X}}\">", SPOT_SCRIPT_ADDRESS},
        {"<a href=\"{{#IS_A}}java{{/IS_A}}script/{{X}}\">", SPOT_SCRIPT_ADDRESS},
        {"<a href=\"{{#IS_A}}x/{{/IS_A}}{{X}}\">", SPOT_ADDRESS_START},
        {"<button formaction=\"{{X}}\">", SPOT_ADDRESS_START}, {"<video poster=\"{{X}}\">", SPOT_ADDRESS_START},
        {"<svg><a xlink:href=\"{{X}}\">", SPOT_ADDRESS_START}, {"<q cite=\"{{X}}\">", SPOT_ADDRESS_START},
        {"<img srcset=\"a.png 1x, {{X}}\">", SPOT_ADDRESS_LIST}, {"<a ping=\"{{X}}\">", SPOT_ADDRESS_LIST},
        {"<script src=\"{{X}}\">", SPOT_CODE_START}, {"<object data=\"{{X}}\">", SPOT_CODE_START},
        {"<base href=\"{{X}}\">", SPOT_CODE_START}, {"<embed src='{{X}}'>", SPOT_CODE_START},
        {"<iframe src=\"{{X}}\">", SPOT_CODE_START}, {"<script src=\"{{ROOT}}a/{{X}}\">", SPOT_ADDRESS},
        {"<script src=\"https://{{X}}\">", SPOT_FOREIGN_CODE}, {"<script src=\"//a/{{X}}\">", SPOT_FOREIGN_CODE},
        {"<iframe srcdoc=\"{{X}}\">", SPOT_FRAME_TEXT}, {"<p onclick=\"f('{{X}}')\">", SPOT_EVENT},
        {"<p ONFOCUS='{{X}}'>", SPOT_EVENT}, {"<p style=\"color: {{X}}\">", SPOT_STYLE},
        {"<animate attributeName=\"href\" to=\"{{X}}\">", SPOT_ANIMATION}, {"<p to=\"{{X}}\">", SPOT_ATTRIBUTE},
        {"<meta content=\"{{X}}\">", SPOT_ATTRIBUTE}, {"<meta http-equiv=\"{{X}}\">", SPOT_MEANING},
        {"<meta http-equiv=\"refresh\" content=\"{{X}}\">", SPOT_REFRESH},
        {"<meta http-equiv=\"refresh\" content=\"{{X}}; url=a\">", SPOT_REFRESH},
        {"<meta http-equiv=\"refresh\" content=\"00000000000000000000000000000000; url={{X}}\">", SPOT_REFRESH},
        {"<meta http-equiv=\"refresh\" content=\"0; URL = '{{X}}\">", SPOT_ADDRESS_START},
        {"<meta http-equiv=\"refresh\" content=\"0;url=javascript:{{X}}\">", SPOT_SCRIPT_ADDRESS},
        {"<meta http-equiv=\"refresh\" content=\"0; url={{#HAS_L}}{{L}}{{/HAS_L}}{{X}}\">", SPOT_ADDRESS_START},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) check_spot(cases[i].text, cases[i].spot);
}

static void test_layouts_end_each_section_where_it_began(void **state) {
    (void)state;
    static const struct { const char *text; bool is_valid; } cases[] = {
        {"<a href=\"x\"{{#IS_X}} hidden{{/IS_X}}>", true}, {"<a{{#IS_X}} hidden{{/IS_X}} id=\"a\">", true},
        {"<a {{#IS_X}}hidden{{/IS_X}}>", true}, {"<a {{#XS}}hidden{{/XS}}>", false},
        {"<a {{#IS_X}}hidden{{/IS_X}}id=\"a\">", false}, {"<a{{#IS_X}}hidden{{/IS_X}}>", false},
        {"<a{{! c }}b>", false}, {"<a {{#XS}}id=\"{{A}}\" on{{/XS}}click>", false},
        {"<a title=\"{{#IS_X}}a{{/IS_X}}{{#NOT_X}}b{{/NOT_X}}\">", true},
        {"<a title=\"{{#IS_X}}\" href=\"{{/IS_X}}{{A}}\">", false},
        {"{{#IS_X}}<a href=\"{{/IS_X}}{{A}}\">", false}, {"{{#IS_X}}<!--{{/IS_X}} -->", false},
        {"<!-- {{#IS_X}} a {{/IS_X}} -->", true}, {"<title>{{#IS_X}}a</title>{{/IS_X}}", false},
        {"<script>{{#IS_X}}a{{/IS_X}}</script>", true}, {"<p class={{#IS_X}}a{{/IS_X}}>", false},
        {"<{{#IS_X}}b{{/IS_X}}>", false}, {"<p", false}, {"<p title=\"", false}, {"<!-- a", false},
        {"<script>", false}, {"<title>a</title", false}, {"<p {{>A}}>", false}, {"<title>{{>A}}</title>", false},
        {"<p title=\"{{>A}}\">", false}, {"<!-- {{>A}} -->", false}, {"<p>{{>A}}</p>", true},
        {"<script><!-- a --></script>", false}, {"<meta content=\"{{X}}\" http-equiv=\"refresh\">", false},
        {"<meta content=\"x\" http-equiv=\"refresh\">", true}, {"1 < 2", true}, {"a <3", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Diags diags = {0};
        Spot spots[16];
        size_t count = 0;
        bool is_valid = find_spots(cases[i].text, spots, &count, &diags);
        if (is_valid != cases[i].is_valid) fail_msg("%s", cases[i].text);
        assert_int_equal(diags.error_count > 0, !is_valid);
        diags_free(&diags);
    }
}

static void test_spots_take_only_what_is_safe_there(void **state) {
    (void)state;
    const char *hint = NULL;
    for (int i = 0; i < SPOT_COUNT; i++) {
        Spot spot = (Spot)i;
        bool takes_text = spot == SPOT_TEXT || spot == SPOT_TITLE || spot == SPOT_ATTRIBUTE || spot == SPOT_ADDRESS;
        bool takes_address = takes_text || spot == SPOT_ADDRESS_START || spot == SPOT_ADDRESS_LIST;
        assert_int_equal(!spot_objection(spot, NAME_TEXT, &hint), takes_text);
        assert_int_equal(!spot_objection(spot, NAME_URL, &hint), takes_address);
        assert_int_equal(!spot_objection(spot, NAME_LINK, &hint), takes_address || spot == SPOT_CODE_START);
        assert_int_equal(!spot_objection(spot, NAME_BASE, &hint), takes_address || spot == SPOT_CODE_START);
        assert_int_equal(!spot_objection(spot, NAME_HTML, &hint), spot == SPOT_TEXT);
        assert_int_equal(!spot_objection(spot, NAME_JSON, &hint), spot == SPOT_JSON);
        hint = NULL;
        if (spot_objection(spot, NAME_TEXT, &hint)) assert_non_null(hint);
    }
}

static void test_placeholders_are_found_in_order(void **state) {
    (void)state;
    Str name;
    size_t at = 0;
    assert_true(strings_next_placeholder(STR("a {b} {c}"), &at, &name));
    assert_str(name, "b");
    assert_true(strings_next_placeholder(STR("a {b} {c}"), &at, &name));
    assert_str(name, "c");
    assert_false(strings_next_placeholder(STR("a {b} {c}"), &at, &name));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_layout_spots_are_those_of_browsers),
        cmocka_unit_test(test_layouts_end_each_section_where_it_began),
        cmocka_unit_test(test_spots_take_only_what_is_safe_there),
        cmocka_unit_test(test_placeholders_are_found_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
