#include <stdlib.h>

#include "unit.h"

#include "format/yaml_edit.h"

enum { BASE = 10 };

static bool parse(Str text, Arena *arena, YamlNode **ret, Diags *diags) {
    return yaml_parse(text, STR("x"), BASE, arena, NULL, ret, diags);
}

// The root of a text with which nothing is wrong.
static YamlNode *parse_sound(Str text, Arena *arena) {
    Diags diags = {0};
    YamlNode *ret = NULL;
    if (!parse(text, arena, &ret, &diags) || diags.list.count) fail_msg("'%.*s' is refused", (int)text.len, text.ptr);
    return ret;
}

static void assert_refused(Str text, const char *code, size_t offset) {
    Arena arena = {0};
    Diags diags = {0};
    YamlNode *root = NULL;
    assert_false(parse(text, &arena, &root, &diags));
    assert_null(root);
    assert_int_equal(diags.error_count, 1);
    const Diag *diag = diags.list.items;
    if (strcmp(diag->code, code) || diag->place.offset != BASE + offset) {
        fail_msg("'%.*s': %s at %zu, not %s at %zu", (int)text.len, text.ptr, diag->code,
                 diag->place.offset, code, BASE + offset);
    }
    arena_free(&arena);
    diags_free(&diags);
}

// Every scalar's text stands in the file where its node says.
static void test_yaml_offsets_point_at_the_text_in_any_script(void **state) {
    (void)state;
    Arena arena = {0};
    static const char text[] = "título: 看護師\n# 😀 größer\nsub:\n  ключ: 😀x\n  liste: [é, 'ü', z]\nend: last\n";
    const YamlNode *root = parse_sound(STR(text), &arena);
    size_t count = 0;
    for (const YamlNode *node = root->first; node; node = node->next) {
        for (const YamlNode *inner = node->first ? node->first : node; inner; inner = inner->next) {
            for (const YamlNode *leaf = inner->first ? inner->first : inner; leaf; leaf = leaf->next) {
                size_t at = leaf->offset - BASE + (text[leaf->offset - BASE] == '\'');
                assert_true(at + leaf->text.len < sizeof text);
                assert_memory_equal(text + at, leaf->text.ptr, leaf->text.len);
                count += 1;
                if (leaf == node || leaf == inner) break;
            }
            if (inner == node) break;
            assert_memory_equal(text + inner->key_offset - BASE, inner->key.ptr, inner->key.len);
        }
        assert_memory_equal(text + node->key_offset - BASE, node->key.ptr, node->key.len);
    }
    assert_int_equal(count, 6);
    arena_free(&arena);
}

static void test_yaml_keeps_nothing_in_the_memory_that_it_is_lent(void **state) {
    (void)state;
    Arena nodes = {0};
    Arena scratch = {0};
    Diags diags = {0};
    YamlNode *roots[2];
    for (int i = 0; i < 2; i++) {
        assert_true(yaml_parse(STR("key: \"a value\""), STR("x"), 0, &nodes, &scratch, &roots[i], &diags));
        arena_reset(&scratch);
    }
    arena_free(&scratch);
    for (int i = 0; i < 2; i++) {
        assert_str(roots[i]->first->key, "key");
        assert_str(roots[i]->first->text, "a value");
    }
    arena_free(&nodes);
    diags_free(&diags);
}

static void test_yaml_takes_an_empty_document_for_an_empty_mapping(void **state) {
    (void)state;
    static const char *const texts[] = {"", "\n\n", "# only a comment\n", "---\n"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        Arena arena = {0};
        const YamlNode *root = parse_sound(str_from(texts[i]), &arena);
        assert_int_equal(root->kind, YAML_MAPPING);
        assert_null(root->first);
        arena_free(&arena);
    }
}

static void test_yaml_keeps_scalars_as_text_and_says_which_were_quoted(void **state) {
    (void)state;
    Arena arena = {0};
    const YamlNode *root =
        parse_sound(STR("a: no\nb: \"no\"\nc: |\n  no\nd: 012\ne:\nf: {g: 'x', h: [1]}\n"), &arena);
    static const struct { const char *key, *text; bool is_quoted; } expected[] = {
        {"a", "no", false}, {"b", "no", true}, {"c", "no\n", true}, {"d", "012", false}, {"e", "", false},
    };
    const YamlNode *node = root->first;
    for (size_t i = 0; i < 5; i++, node = node->next) {
        assert_str(node->key, expected[i].key);
        assert_str(node->text, expected[i].text);
        assert_int_equal(node->is_quoted, expected[i].is_quoted);
        assert_int_equal(node->kind, YAML_SCALAR);
    }
    assert_int_equal(node->kind, YAML_MAPPING);
    assert_int_equal(node->first->next->kind, YAML_LIST);
    assert_null(node->next);
    arena_free(&arena);
}

static void test_yaml_refuses_a_field_that_stands_twice_in_one_mapping(void **state) {
    (void)state;
    assert_refused(STR("größe: 1\nß: 2\ngröße: 3\n"), "duplicate-field", 17);
    assert_refused(STR("a: {b: 1, 'b': 2}"), "duplicate-field", 10);
    Arena arena = {0};
    parse_sound(STR("a: {x: 1}\nb: {x: 1}\nx: 1\nX: 1\n"), &arena);
    arena_free(&arena);
}

static void test_yaml_refuses_a_field_that_stands_twice_among_any_number(void **state) {
    (void)state;
    for (size_t count = 1; count < 40; count++) {
        for (size_t again = 0; again < count; again++) {
            Buf text = {0};
            for (size_t i = 0; i < count; i++) buf_printf(&text, "field-%zu: {a: 1}\n", i);
            Arena arena = {0};
            parse_sound(buf_str(&text), &arena);
            size_t offset = text.len;
            buf_printf(&text, "field-%zu: 2\nother: 3\n", again);
            assert_refused(buf_str(&text), "duplicate-field", offset);
            arena_free(&arena);
            buf_free(&text);
        }
    }
}

static void test_yaml_refuses_anchors_aliases_and_tags_wherever_they_stand(void **state) {
    (void)state;
    assert_refused(STR("a: &x {b: 1}"), "yaml-feature", 3);
    assert_refused(STR("a: &x [1]"), "yaml-feature", 3);
    assert_refused(STR("&x a: 1"), "yaml-feature", 0);
    assert_refused(STR("ä: [1, *x]"), "yaml-feature", 8);
    assert_refused(STR("*x"), "yaml-feature", 0);
    assert_refused(STR("a: !mine 1"), "yaml-feature", 3);
    assert_refused(STR("a: !!binary aGk="), "yaml-feature", 3);
    assert_refused(STR("a: !!map {b: 1}"), "yaml-feature", 3);
    assert_refused(STR("a: !!seq [1]"), "yaml-feature", 3);
}

static void test_yaml_refuses_a_second_document(void **state) {
    (void)state;
    assert_refused(STR("ü: 1\n---\nb: 2\n"), "yaml-documents", 6);
    assert_refused(STR("a: 1\n...\n---\nb: 2\n"), "yaml-documents", 9);
}

// The root mapping is level 1, so that a value may open YAML_MAX_DEPTH - 1 lists.
static void test_yaml_takes_depth_32_and_refuses_33(void **state) {
    (void)state;
    Buf text = {0};
    for (int lists = YAML_MAX_DEPTH - 1; lists <= YAML_MAX_DEPTH; lists++) {
        buf_clear(&text);
        buf_add(&text, STR("a: "));
        for (int i = 0; i < lists; i++) buf_add_char(&text, '[');
        for (int i = 0; i < lists; i++) buf_add_char(&text, ']');
        if (lists == YAML_MAX_DEPTH) {
            assert_refused(buf_str(&text), "yaml-depth", 3 + YAML_MAX_DEPTH - 1);
            continue;
        }
        Arena arena = {0};
        parse_sound(buf_str(&text), &arena);
        arena_free(&arena);
    }
    buf_free(&text);
}

static void test_yaml_refuses_a_hundred_thousand_brackets_at_once(void **state) {
    (void)state;
    Buf text = {0};
    for (int i = 0; i < 100000; i++) buf_add_char(&text, '[');
    assert_refused(buf_str(&text), "yaml-depth", YAML_MAX_DEPTH);
    buf_free(&text);
}

static void test_yaml_refuses_a_nul_in_a_name(void **state) {
    (void)state;
    assert_refused(STR("a: 1\n\"b\\0c\": 2\n"), "yaml-syntax", 5);
    assert_refused(STR("a: {'x': 1, \"\\x00\": 2}\n"), "yaml-syntax", 12);
}

static void test_yaml_says_where_its_syntax_breaks(void **state) {
    (void)state;
    assert_refused(STR("ä: 1\n\tb: 2\n"), "yaml-syntax", 6);
    assert_refused(STR("ä: 1\nb: {c: 1\n"), "yaml-syntax", 9);
    assert_refused(STR("ä: x\nb: y\x01z\n"), "yaml-syntax", 10);
}

// What is written between `before` and `after`, as the value of a key, is read as the same text.
static void assert_read_again(const char *before, void (*add)(Buf *, Str), const char *text, const char *after) {
    Buf file = {0};
    Arena arena = {0};
    buf_add(&file, str_from(before));
    add(&file, str_from(text));
    buf_add(&file, str_from(after));
    const YamlNode *node = parse_sound(buf_str(&file), &arena)->first;
    if (node->kind == YAML_LIST) node = node->first;
    assert_true(node && !node->next && str_equal(node->text, str_from(text)));
    assert_false(*text && yaml_is_null(node));
    bool is_word = !strcmp(text, "No") || !strcmp(text, "null");
    if (is_word) assert_true(node->is_quoted);
    arena_free(&arena);
    buf_free(&file);
}

static void test_yaml_writes_texts_that_it_reads_again(void **state) {
    (void)state;
    static const char *const texts[] = {
        "Nurse", "IT & Development", "C++: a language", "# 1", "No", "null", "42", "- Dash", "O'Neil",
        "'quoted'", "*a", "ends:", "看護師", "a #b", "a#b", "{a}", "", " ", "x ", "@x", "1.5", "TRUE",
        "a\x1B[1m \"b\" \\", "\x7F", "a\xC2\x85z", "a \xE2\x80\xA8 b", "\xEF\xBB\xBFx", "it's\xEF\xBF\xBF", "a\tb",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_read_again("key: ", yaml_add_text, texts[i], "  # a comment\n");
    }
}

// Within brackets a colon before some signs ends a text.
static void test_yaml_writes_items_that_it_reads_again(void **state) {
    (void)state;
    static const char *const items[] = {"https:? //a", "a:?", "a:,b", "a:[b", "a:]b", "a:{b", "a:}b", "a:", "a?b", "a:b", "a, b", "null"};
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) assert_read_again("key: [", yaml_add_item, items[i], "]\n");
}

// What a file becomes when the value at a path of keys is set, or an entry added before another.
typedef struct EditCase {
    // value NULL: null; `added` in YAML, before `next`; expected NULL: it cannot be done
    const char *file, *path, *value, *added, *next, *expected;
} EditCase;

static YamlNode *entry(YamlNode *mapping, Str key) {
    YamlNode *node = mapping ? mapping->first : NULL;
    while (node && !str_equal(node->key, key)) node = node->next;
    return node;
}

static const EditCase edit_cases[] = {
    {"a: 1\nb: 2   # b\n", "b", "33", NULL, NULL, "a: 1\nb: 33   # b\n"},
    {"a: \"1\"\nb: 2\n", "a", "3", NULL, NULL, "a: \"3\"\nb: 2\n"},
    {"a: '1'\n", "a", "it's", NULL, NULL, "a: 'it''s'\n"},
    {"a: \"x\"\n", "a", "\"\\", NULL, NULL, "a: \"\\\"\\\\\"\n"},
    {"a: \"1\"\n", "a", NULL, NULL, NULL, "a: null\n"},
    {"a: \">=1\"\nb: 2\n", "a", "5", NULL, NULL, "a: 5\nb: 2\n"},
    {"a: '>=1'\n", "a", ">=5", NULL, NULL, "a: '>=5'\n"},
    {"a: null\n", "a", ">=5", NULL, NULL, "a: \">=5\"\n"},
    {"a: ~\nb: 1\n", "a", "5", NULL, NULL, "a: 5\nb: 1\n"},
    {"a:\nb: 1\n", "a", "5", NULL, NULL, "a: 5\nb: 1\n"},
    {"a: x\n", "a", "y: z", NULL, NULL, "a: \"y: z\"\n"},
    {"a: x\n", "a", "y, z", NULL, NULL, "a: y, z\n"},
    {"m: {a: x}\n", "m.a", "y, z", NULL, NULL, "m: {a: \"y, z\"}\n"},
    {"m: {a: -1.5%, b: 1}\n", "m.a", "2024-05", NULL, NULL, "m: {a: 2024-05, b: 1}\n"},
    {"é: {ü: 😀, a: 1}\r\n", "é.a", "2", NULL, NULL, "é: {ü: 😀, a: 2}\r\n"},
    {"a: one\n  two\n", "a", "3", NULL, NULL, NULL},
    {"a: |\n  two\n", "a", "3", NULL, NULL, NULL},
    {"a: [1]\n", "a", "3", NULL, NULL, NULL},
    {"a: 1\n", "a", "two\nlines", NULL, NULL, NULL},
    {"m: {a: 1, c: 3}\n", "m", NULL, "b: 2", "c", "m: {a: 1, b: 2, c: 3}\n"},
    {"m: {a: 1}   # n\n", "m", NULL, "b: 2", NULL, "m: {a: 1, b: 2}   # n\n"},
    {"m:\n  a: 1   # n\n\n  c: 3\n", "m", NULL, "b: 2", "c", "m:\n  a: 1   # n\n\n  b: 2\n  c: 3\n"},
    {"m:\n  a: 1   # n\n\nz: 1\n", "m", NULL, "b: 2", NULL, "m:\n  a: 1   # n\n  b: 2\n\nz: 1\n"},
    {"m:\n  a: {c: 1}\n", "m", NULL, "b: 2", NULL, NULL},
    {"m: {a: {c: 1}}\n", "m", NULL, "b: 2", NULL, NULL},
    {"m: {a: 1, c: 3}\n", "m", NULL, "b: {x: 1, y: 'p, q', z: null}", "c",
     "m: {a: 1, b: {x: 1, y: \"p, q\", z: null}, c: 3}\n"},
    {"m:\n  a: 1   # n\n", "m", NULL, "b: {x: 1, y: \">=2\"}", NULL,
     "m:\n  a: 1   # n\n  b: {x: 1, y: \">=2\"}\n"},
    {"a: 1\n", "a", NULL, "b: 2", NULL, NULL},
    {"m: {}\n", "m", NULL, "b: 2", NULL, NULL},
};

static void run_edit_case(const EditCase *edit, Str head, Str tail) {
    Arena arena = {0};
    Diags diags = {0};
    Buf file = {0};
    Buf result = {0};
    Buf expected = {0};
    buf_printf(&file, "%.*s%s%.*s", (int)head.len, head.ptr, edit->file, (int)tail.len, tail.ptr);
    YamlEditing editing = {.file = buf_str(&file), .path = STR("x"), .from = head.len,
                           .to = file.len - tail.len, .arena = &arena};
    assert_true(yaml_parse(str_from(edit->file), STR("x"), head.len, &arena, NULL, &editing.root,
                           &diags));
    Str path = str_from(edit->path);
    Str first = str_slice(path, 0, str_find(path, '.'));
    YamlNode *node = entry(editing.root, first);
    YamlNode *mapping = first.len < path.len ? node : editing.root;
    if (first.len < path.len) node = entry(node, str_slice(path, first.len + 1, path.len));
    YamlNode *added = NULL;
    Str text = edit->added ? str_from(edit->added) : (Str){0};
    assert_true(yaml_parse(text, STR("x"), 0, &arena, NULL, &added, &diags));
    bool is_done = edit->added ? yaml_edit_add(&editing, node,
                                               edit->next ? entry(node, str_from(edit->next)) : NULL,
                                               added->first)
                               : yaml_edit_set(&editing, mapping, node, str_from(edit->value),
                                               !edit->value);
    assert_int_equal(is_done, edit->expected != NULL);
    if (is_done) {
        assert_true(yaml_edit_end(&editing, &result));
        buf_printf(&expected, "%.*s%s%.*s", (int)head.len, head.ptr, edit->expected, (int)tail.len,
                   tail.ptr);
        assert_string_equal(result.ptr, expected.ptr);
    }
    free(editing.edits.items);
    buf_free(&file);
    buf_free(&result);
    buf_free(&expected);
    arena_free(&arena);
    diags_free(&diags);
}

static void test_yaml_edits_change_a_value_and_no_other_byte(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof edit_cases / sizeof edit_cases[0]; i++) {
        run_edit_case(&edit_cases[i], (Str){"", 0}, (Str){"", 0});
        run_edit_case(&edit_cases[i], STR("---\n"), STR("---\nBody: 1\n"));
    }
}

// Lines end as that before the fields does.
static void test_yaml_edits_end_lines_as_the_file_does(void **state) {
    (void)state;
    static const EditCase edit = {"m:\r\n  a: 1\r\n  c: 3\r\n", "m", NULL, "b: 2", "c",
                                  "m:\r\n  a: 1\r\n  b: 2\r\n  c: 3\r\n"};
    static const EditCase last = {"m:\r\n  a: 1\r\nz: 1\r\n", "m", NULL, "b: 2", NULL,
                                  "m:\r\n  a: 1\r\n  b: 2\r\nz: 1\r\n"};
    run_edit_case(&edit, STR("---\r\n"), STR("---\r\n"));
    run_edit_case(&last, STR("---\r\n"), STR("---\r\n"));
}

// Edits that make something else of the file than was meant are found out.
static void test_yaml_edits_that_go_wrong_are_refused(void **state) {
    (void)state;
    Arena arena = {0};
    Diags diags = {0};
    Buf result = {0};
    YamlEditing editing = {.file = STR("a: 1\nb: 2\n"), .path = STR("x"), .to = 10, .arena = &arena};
    assert_true(yaml_parse(editing.file, STR("x"), 0, &arena, NULL, &editing.root, &diags));
    assert_true(yaml_edit_set(&editing, editing.root, editing.root->first, STR("3"), false));
    ((Edit *)editing.edits.items)[0].text = STR("3\nc: 4");
    assert_false(yaml_edit_end(&editing, &result));
    buf_clear(&result);
    ((Edit *)editing.edits.items)[0] = (Edit){.offset = 8, .size = 1, .text = STR("3")};
    assert_false(yaml_edit_end(&editing, &result));
    free(editing.edits.items);
    buf_free(&result);
    arena_free(&arena);
    diags_free(&diags);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_yaml_edits_change_a_value_and_no_other_byte),
        cmocka_unit_test(test_yaml_edits_end_lines_as_the_file_does),
        cmocka_unit_test(test_yaml_edits_that_go_wrong_are_refused),
        cmocka_unit_test(test_yaml_offsets_point_at_the_text_in_any_script),
        cmocka_unit_test(test_yaml_keeps_nothing_in_the_memory_that_it_is_lent),
        cmocka_unit_test(test_yaml_takes_an_empty_document_for_an_empty_mapping),
        cmocka_unit_test(test_yaml_keeps_scalars_as_text_and_says_which_were_quoted),
        cmocka_unit_test(test_yaml_refuses_a_field_that_stands_twice_in_one_mapping),
        cmocka_unit_test(test_yaml_refuses_a_field_that_stands_twice_among_any_number),
        cmocka_unit_test(test_yaml_refuses_anchors_aliases_and_tags_wherever_they_stand),
        cmocka_unit_test(test_yaml_refuses_a_second_document),
        cmocka_unit_test(test_yaml_takes_depth_32_and_refuses_33),
        cmocka_unit_test(test_yaml_refuses_a_hundred_thousand_brackets_at_once),
        cmocka_unit_test(test_yaml_refuses_a_nul_in_a_name),
        cmocka_unit_test(test_yaml_says_where_its_syntax_breaks),
        cmocka_unit_test(test_yaml_writes_texts_that_it_reads_again),
        cmocka_unit_test(test_yaml_writes_items_that_it_reads_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
