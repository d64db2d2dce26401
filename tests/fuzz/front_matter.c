// Fuzzes front matter (site/front_matter.h, format/yaml.h, site/schema.h) with the schemas of all kinds of content. What
// is accepted has safe addresses, and each of its texts can be written as YAML and read again.
#include "fuzz.h"

#include "site/content.h"
#include "site/front_matter.h"

typedef struct Reading {
    Arena arena;
    Diags diags;
    YamlNode *root;
    bool is_read;
    bool is_parsed;
    Role role;
    Article article;
    InfoPage page;
} Reading;

static void check_url(void *context, void *value) {
    const Text *url = value;
    (void)context;
    require_of(text_str(*url), fuzz_is_safe_address(text_str(*url)));
}

static bool parse(Reading *reading, const Schema *schema, void *ret) {
    size_t errors = reading->diags.error_count;
    bool is_parsed = schema_parse(&(Parse){STR("x.md"), &reading->arena, NULL, &reading->diags}, schema, reading->root, ret);
    require(is_parsed == (reading->diags.error_count == errors));
    if (is_parsed) schema_visit(schema, FIELD_URL, ret, check_url, NULL);
    return is_parsed;
}

static void read_file(Str text, Reading *ret) {
    FrontMatter front;
    ret->is_read = front_matter_find(text, STR("x.md"), &front, &ret->diags);
    require(ret->is_read == !ret->diags.error_count);
    if (!ret->is_read) return;
    require(front.offset + front.text.len <= front.body_offset && front.body_offset <= text.len);
    require(front.text.len <= FRONT_MATTER_MAX_SIZE);
    ret->is_read = yaml_parse(front.text, STR("x.md"), front.offset, &ret->arena, NULL, &ret->root, &ret->diags);
    require(ret->is_read == !ret->diags.error_count);
    if (!ret->is_read) return;
    ret->is_parsed = parse(ret, &role_schema, &ret->role);
    parse(ret, &article_schema, &ret->article);
    parse(ret, &info_page_schema, &ret->page);
}

// Written in one of three ways, it is read as it was.
static void check_written(Str value, void (*add)(Buf *out, Str text), const char *before, const char *behind) {
    Buf yaml = {0};
    Arena arena = {0};
    Diags diags = {0};
    YamlNode *root = NULL;
    buf_add(&yaml, str_from(before));
    add(&yaml, value);
    buf_add(&yaml, str_from(behind));
    bool is_read = yaml_parse(buf_str(&yaml), STR("x"), 0, &arena, NULL, &root, &diags);
    require_of(buf_str(&yaml), is_read && root->kind == YAML_MAPPING && root->first);
    const YamlNode *node = root->first->kind == YAML_LIST ? root->first->first : root->first;
    require_of(buf_str(&yaml), node && !node->next && node->kind == YAML_SCALAR && !yaml_is_null(node));
    require_of(buf_str(&yaml), str_equal(node->text, value));
    diags_free(&diags);
    arena_free(&arena);
    buf_free(&yaml);
}

static void check_nodes(const YamlNode *node, size_t size) {
    for (; node; node = node->next) {
        require(node->offset <= size && node->key_offset <= size);
        if (node->kind != YAML_SCALAR) {
            check_nodes(node->first, size);
        } else if (str_find(node->text, '\n') == node->text.len && node->text.len) {
            check_written(node->text, yaml_add_text, "a: ", "\n");
            check_written(node->text, yaml_add_item, "a: [", "]\n");
            check_written(node->text, yaml_add_quoted, "a: ", "\n");
        }
    }
}

static void reading_free(Reading *reading) {
    arena_free(&reading->arena);
    diags_free(&reading->diags);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Str text = {(const char *)data, size};
    static Reading first, second;
    if (!fuzz_is_text(text)) return 0;
    first = second = (Reading){0};
    read_file(text, &first);
    read_file(text, &second);
    fuzz_check_diags(&first.diags, STR("x.md"), text);
    if (first.is_read) check_nodes(first.root, size);
    require(first.is_parsed == second.is_parsed);
    fuzz_same_diags(&first.diags, &second.diags);
    reading_free(&first);
    reading_free(&second);
    return 0;
}
