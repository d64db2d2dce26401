#include "site/schema.h"

#include <string.h>

#include "site/foreign_fields.h"
#include "site/schema_values.h"

static bool parse_mapping(const Parse *parse, const Schema *schema, const YamlNode *node,
                          void *ret);

#define ITEM_HINT "begin each entry with '- ', a dash and a space"
#define INDENT_HINT "indent what belongs to it, on the lines below it"
enum {
    FIELDS_SHOWN = 5,            // of a mapping that is none
    ITEMS_COMPARED_MAX = 16,     // of a list, one by one
};

// Where a list is wanted: lines that lack the marks of items are one text to YAML.
static bool is_run_together(const YamlNode *node) {
    return node->kind == YAML_SCALAR && !node->is_quoted && node->is_on_lines;
}

// Where a mapping is wanted: nothing, since its fields are not indented.
static bool is_outdented(const YamlNode *node) {
    return node->kind == YAML_SCALAR && !node->is_quoted && !node->text.len;
}

static bool check_count(const Parse *parse, const Field *field, const YamlNode *node,
                        size_t count) {
    size_t limit = value_count_limit(field);
    if (count <= limit) return true;
    const YamlNode *item = node->first;
    for (size_t i = 0; i < limit; i++) item = item->next;
    return diag_error(parse->diags, value_place(parse, item), "list-limit",
                      "keep those that matter most", "'%s' has %zu items, and may have %zu",
                      field->name, count, limit);
}

static const Text *text_in(const void *items, size_t size, size_t index) {
    return (const Text *)(const void *)((const char *)items + size * index);
}

// Leaves the second of two items out where they are nothing but this text.
static void propose_one(const Parse *parse, const YamlNode *list, size_t first, size_t second) {
    const YamlNode *item = list->first;
    bool is_text = true;
    for (size_t i = 0; i < second; i++, item = item->next) {
        is_text &= i != first || item->kind == YAML_SCALAR;
    }
    if (!is_text || !item->gap) return;
    diags_propose(parse->diags, (Edit){.offset = item->offset - item->gap,
                                       .size = item->gap + item->size});
}

// The first item before this one that begins with its text; TABLE_NONE where none does.
static size_t find_same(const void *items, size_t size, size_t index) {
    Str text = text_str(*text_in(items, size, index));
    size_t i = 0;
    while (i < index && !str_equal(text_str(*text_in(items, size, i)), text)) i++;
    return i < index ? i : TABLE_NONE;
}

// Whether no two items of a list begin with one text. `size` is that of an item.
static bool check_unique(const Parse *parse, const Field *field, const YamlNode *list,
                         ItemList items, size_t size) {
    if (!(field->flags & FIELD_UNIQUE) || items.count < 2) return true;
    Table seen = {0};
    bool is_unique = true;
    for (size_t i = 0; i < items.count; i++) {
        const Text *text = text_in(items.items, size, i);
        size_t first = items.count > ITEMS_COMPARED_MAX ? table_add(&seen, text_str(*text), i)
                                                        : find_same(items.items, size, i);
        // Items with errors are empty, and reported already.
        if (first == TABLE_NONE || !text->len) continue;
        propose_one(parse, list, first, i);
        diags_relate(parse->diags, (Place){parse->path, text_in(items.items, size, first)->offset},
                     "it stands here first");
        is_unique = diag_error(parse->diags, (Place){parse->path, text->offset}, "repeated-item",
                               "keep one of them", "'%.*s' stands twice in '%s'",
                               (int)text->len, text->ptr, field->name);
    }
    table_free(&seen);
    return is_unique;
}

static bool parse_text_list(const Parse *parse, const Field *field, const YamlNode *node,
                            TextList *ret) {
    if (node->kind == YAML_MAPPING) {
        return value_report_type(parse, field, node, "a list of texts", "write [one, two]");
    }
    if (is_run_together(node)) return value_report_type(parse, field, node, "a list", ITEM_HINT);
    size_t count = node->kind == YAML_SCALAR;
    for (const YamlNode *item = node->first; item; item = item->next) count++;
    if (!check_count(parse, field, node, count)) return false;
    TextList list = {.items = ARENA_NEW(parse->arena, Text, count)};
    bool is_parsed = true;
    if (node->kind == YAML_SCALAR) {
        is_parsed = value_read(parse, field, node, &list.items[list.count++]);
    }
    for (const YamlNode *item = node->first; item; item = item->next) {
        is_parsed &= value_read(parse, field, item, &list.items[list.count++]);
    }
    *ret = list;
    ItemList items = {list.items, list.count};
    return check_unique(parse, field, node, items, sizeof(Text)) && is_parsed;
}

// Each list has a type of its own, and all have one shape.
static void set_list(void *ret, void *items, size_t count) {
    ItemList list = {items, count};
    memcpy(ret, &list, sizeof list);
}

// Names some fields of a mapping that is a text, or a list of values without names.
static bool report_no_mapping(const Parse *parse, const Schema *schema, const YamlNode *node) {
    Buf hint = {0};
    buf_add(&hint, STR("write its fields as 'name: value': "));
    for (size_t i = 0; i < schema->field_count && i < FIELDS_SHOWN; i++) {
        buf_printf(&hint, "%s%s", i ? ", " : "", schema->fields[i].name);
    }
    if (schema->field_count > FIELDS_SHOWN) buf_add(&hint, STR(", …"));
    diag_error(parse->diags, value_place(parse, node), "wrong-type",
               is_outdented(node) ? INDENT_HINT : hint.ptr, "this %s must be a mapping",
               schema->name);
    buf_free(&hint);
    return false;
}

static bool parse_list(const Parse *parse, const Field *field, const YamlNode *node, void *ret) {
    bool takes_text = field->flags & FIELD_TAKES_TEXT;
    bool is_single = node->kind == YAML_MAPPING ? (field->flags & FIELD_ONE_OR_LIST)
                                                : node->kind == YAML_SCALAR && takes_text;
    if (is_outdented(node)) {
        return diag_error(parse->diags, value_place(parse, node), "empty-value", INDENT_HINT,
                          "'%s' is empty", field->name);
    }
    bool is_list = (node->kind == YAML_LIST || is_single) && !is_run_together(node);
    // One without a mark may be a mapping here: a text is no list of it, and none of its fields.
    if (!is_list && field->flags & FIELD_ONE_OR_LIST && !is_run_together(node)) {
        return report_no_mapping(parse, field->schema, node);
    }
    if (!is_list) return value_report_type(parse, field, node, "a list", ITEM_HINT);
    size_t count = is_single;
    const YamlNode *first = node->kind == YAML_LIST ? node->first : NULL;
    for (const YamlNode *item = first; item; item = item->next) count++;
    if (!check_count(parse, field, node, count)) return false;
    const Schema *schema = field->schema;
    char *items = arena_alloc(parse->arena, count, schema->size);
    bool is_parsed = true;
    const YamlNode *item = is_single ? node : node->first;
    for (size_t i = 0; i < count; i++, item = item->next) {
        void *target = items + i * schema->size;
        if (item->kind == YAML_SCALAR && takes_text) {
            is_parsed &= value_read(parse, field, item, target);
        } else {
            is_parsed &= parse_mapping(parse, schema, item, target);
        }
    }
    set_list(ret, items, count);
    return check_unique(parse, field, node, (ItemList){items, count}, schema->size) && is_parsed;
}

// Whether the values may have this name.
static bool check_name(const Parse *parse, const Field *field, const YamlNode *item) {
    const NameTable *table = field->names;
    if (!table) return true;
    size_t count = 0;
    for (; table->at(count); count++) {
        if (str_equal(str_from(table->at(count)), item->key)) return true;
    }
    Str *names = ARENA_NEW(parse->arena, Str, count);
    for (size_t i = 0; i < count; i++) names[i] = str_from(table->at(i));
    return diag_error(parse->diags, (Place){parse->path, item->key_offset}, table->code,
                      diag_did_you_mean(parse->arena, item->key, names, count, table->hint),
                      "there is no %s '%.*s'", table->what, (int)item->key.len, item->key.ptr);
}

static bool parse_values(const Parse *parse, const Field *field, const YamlNode *item,
                         TextList *ret) {
    if (!field->choices) return parse_text_list(parse, field, item, ret);
    *ret = (TextList){ARENA_NEW(parse->arena, Text, 1), 1};
    return value_read(parse, field, item, ret->items);
}

static bool parse_named_values(const Parse *parse, const Field *field, const YamlNode *node,
                               void *ret) {
    if (node->kind != YAML_MAPPING) {
        return value_report_type(parse, field, node, "a mapping",
                                 "write 'name: value' on lines of their own");
    }
    size_t count = 0;
    for (const YamlNode *item = node->first; item; item = item->next) count++;
    if (!check_count(parse, field, node, count)) return false;
    NamedValues *items = ARENA_NEW(parse->arena, NamedValues, count);
    bool is_parsed = true;
    size_t i = 0;
    for (const YamlNode *item = node->first; item; item = item->next, i++) {
        items[i].name = text_make(arena_share(parse->arena, parse->texts, item->key),
                                  item->key_offset);
        is_parsed &= check_name(parse, field, item);
        is_parsed &= parse_values(parse, field, item, &items[i].values);
    }
    set_list(ret, items, count);
    return is_parsed;
}

static bool parse_inner(const Parse *parse, const Field *field, const YamlNode *node, void *ret) {
    if (!field->schema) return true;
    if (node->kind == YAML_SCALAR && field->flags & FIELD_TAKES_TEXT) {
        return value_read(parse, field, node, ret);
    }
    if (!(field->flags & FIELD_POINTED)) return parse_mapping(parse, field->schema, node, ret);
    void *of = arena_alloc(parse->arena, 1, field->schema->size);
    memcpy(ret, &of, sizeof of);
    return parse_mapping(parse, field->schema, node, of);
}

static bool parse_field(const Parse *parse, const Field *field, const YamlNode *node, void *ret) {
    switch (field->type) {
        case FIELD_TEXT_LIST:
        case FIELD_SLUG_LIST: return parse_text_list(parse, field, node, ret);
        case FIELD_MAPPING: return parse_inner(parse, field, node, ret);
        case FIELD_LIST: return parse_list(parse, field, node, ret);
        case FIELD_NAMED_VALUES: return parse_named_values(parse, field, node, ret);
        default: return value_read(parse, field, node, ret);
    }
}

// Looks from one field on, then before it: most of what is written follows the schema's order.
static const Field *find_field_from(const Schema *schema, size_t from, Str name) {
    for (size_t i = 0; i < schema->field_count; i++, from++) {
        if (from >= schema->field_count) from = 0;
        const char *known = schema->fields[from].name;
        if (name.len && known[0] == name.ptr[0] && str_equal(name, str_from(known))) {
            return &schema->fields[from];
        }
    }
    return NULL;
}

const Field *schema_find_field(const Schema *schema, Str name) {
    return find_field_from(schema, 0, name);
}

static const char *hint_for_foreign(Arena *arena, const ForeignField *foreign) {
    if (foreign->hint && *foreign->hint) return foreign->hint;
    Buf hint = {0};
    buf_printf(&hint, "it is called '%s' here", foreign->field);
    return arena_take(arena, &hint).ptr;
}

// {text: one, two} and {amount: 90,780}: the comma has cut the value in two.
static const char *cut_off_hint(const YamlNode *mapping, const YamlNode *entry) {
    bool is_cut_off = mapping->is_in_braces && entry->kind == YAML_SCALAR && !entry->is_quoted &&
                      !entry->text.len;
    if (!is_cut_off) return "";
    return entry->key.len && ascii_is_digit(entry->key.ptr[0])
               ? "if this belongs to the number before it, write that without a comma; "
               : "if this belongs to the text before it, put that text in quotes; ";
}

// A field that belongs into a mapping of those that a site declares; NULL where it is none.
static const char *hint_for_inner(Arena *arena, const Schema *schema, Str name) {
    for (size_t i = 0; i < schema->field_count; i++) {
        const Field *field = &schema->fields[i];
        bool is_known = field->flags & FIELD_POINTED && field->schema &&
                        schema_find_field(field->schema, name);
        if (!is_known) continue;
        Buf hint = {0};
        buf_printf(&hint, "write it under '%s': '%s: {%.*s: …}'", field->name, field->name,
                   (int)name.len, name.ptr);
        return arena_take(arena, &hint).ptr;
    }
    return NULL;
}

// Calls a field of others by our name, unless another entry is that field, or would become it.
static void propose_name(const Parse *parse, const Schema *schema, const YamlNode *mapping,
                         const YamlNode *entry, const ForeignField *foreign) {
    Str ours = str_from(foreign->field);
    if (!foreign_field_is_same(foreign)) return;
    size_t count = 0;
    for (const YamlNode *other = mapping->first; other; other = other->next) {
        if (++count > SCHEMA_FIELDS_MAX) return;
        const ForeignField *its = foreign_field_find(schema, other->key);
        bool is_taken = str_equal(other->key, ours) ||
                        (other != entry && its && str_equal(str_from(its->field), ours));
        if (is_taken) return;
    }
    diags_propose(parse->diags, (Edit){.offset = entry->key_offset, .size = entry->key_size,
                                       .text = ours});
}

// Returns the field that may be meant, or NULL.
static const Field *report_unknown(const Parse *parse, const Schema *schema,
                                   const YamlNode *mapping, const YamlNode *entry) {
    Str names[SCHEMA_FIELDS_MAX];
    size_t count = 0;
    Buf all = {0};
    buf_printf(&all, "%sthe fields here are: ", cut_off_hint(mapping, entry));
    for (; count < schema->field_count && count < SCHEMA_FIELDS_MAX; count++) {
        names[count] = str_from(schema->fields[count].name);
        buf_printf(&all, "%s%s", count ? ", " : "", schema->fields[count].name);
    }
    const ForeignField *foreign = foreign_field_find(schema, entry->key);
    const char *hint = hint_for_inner(parse->arena, schema, entry->key);
    if (!hint && foreign) {
        hint = hint_for_foreign(parse->arena, foreign);
        propose_name(parse, schema, mapping, entry, foreign);
    }
    if (!hint) hint = diag_did_you_mean(parse->arena, entry->key, names, count, all.ptr);
    diag_error(parse->diags, (Place){parse->path, entry->key_offset}, "unknown-field", hint,
               "unknown field '%.*s'", (int)entry->key.len, entry->key.ptr);
    buf_free(&all);
    Str meant = foreign ? str_from(foreign->field) : diag_nearest(entry->key, names, count);
    return schema_find_field(schema, meant);
}

static BadFields bit_of(const Schema *schema, const Field *field) {
    return field ? UINT64_C(1) << (field - schema->fields) : 0;
}

static bool parse_mapping(const Parse *parse, const Schema *schema, const YamlNode *node,
                          void *ret) {
    if (node->kind != YAML_MAPPING) return report_no_mapping(parse, schema, node);
    if (schema->offset_member != SCHEMA_NO_OFFSET) {
        memcpy((char *)ret + schema->offset_member, &node->offset, sizeof node->offset);
    }
    bool is_parsed = true;
    uint64_t seen = 0;
    BadFields bad = 0;
    size_t next = 0;
    for (const YamlNode *entry = node->first; entry; entry = entry->next) {
        const Field *field = find_field_from(schema, next, entry->key);
        if (!field) {
            bad |= bit_of(schema, report_unknown(parse, schema, node, entry));
            is_parsed = false;
            continue;
        }
        next = (size_t)(field - schema->fields) + 1;
        seen |= bit_of(schema, field);
        if (parse_field(parse, field, entry, (char *)ret + field->offset)) continue;
        bad |= bit_of(schema, field);
        is_parsed = false;
    }
    for (size_t i = 0; i < schema->field_count; i++) {
        const Field *field = &schema->fields[i];
        // One under a misspelt name is bad already, and is not missing once that is mended.
        uint64_t known = seen | bad;
        if (!(field->flags & FIELD_REQUIRED) || known & bit_of(schema, field)) continue;
        bad |= bit_of(schema, field);
        Buf hint = {0};
        buf_printf(&hint, "add '%s: …' — %s", field->name, field->doc);
        is_parsed = diag_error(parse->diags, value_place(parse, node), "missing-field", hint.ptr,
                               "the %s lacks its required field '%s'", schema->name, field->name);
        buf_free(&hint);
    }
    if (schema->given_member) memcpy((char *)ret + schema->given_member, &seen, sizeof seen);
    if (schema->bad_member) memcpy((char *)ret + schema->bad_member, &bad, sizeof bad);
    return is_parsed;
}

bool schema_is_given(const Schema *schema, const void *of, const Field *field) {
    if (!schema->given_member) return true;
    GivenFields given;
    memcpy(&given, (const char *)of + schema->given_member, sizeof given);
    return given & bit_of(schema, field);
}

bool schema_has_bad(const Schema *schema, const void *of, const char *name) {
    BadFields bad;
    memcpy(&bad, (const char *)of + schema->bad_member, sizeof bad);
    return bad && bad & bit_of(schema, schema_find_field(schema, str_from(name)));
}

bool schema_parse(const Parse *parse, const Schema *schema, const YamlNode *node, void *ret) {
    return parse_mapping(parse, schema, node, ret);
}

const void *field_struct_at(const Field *field, const void *member) {
    const void *ret = member;
    if (field->flags & FIELD_POINTED) memcpy(&ret, member, sizeof ret);
    return ret;
}

void schema_visit(const Schema *schema, FieldType type, void *of, FieldVisit *visit,
                  void *context) {
    for (size_t i = 0; i < schema->field_count; i++) {
        const Field *field = &schema->fields[i];
        void *member = (char *)of + field->offset;
        if (field->type == type) visit(context, member);
        if (field->type == FIELD_MAPPING) {
            void *inner = member;
            if (field->flags & FIELD_POINTED) memcpy(&inner, member, sizeof inner);
            if (inner && field->schema) schema_visit(field->schema, type, inner, visit, context);
        }
        if (field->type != FIELD_LIST) continue;
        ItemList list = item_list_at(member);
        for (size_t j = 0; j < list.count; j++) {
            void *item = (char *)list.items + j * field->schema->size;
            schema_visit(field->schema, type, item, visit, context);
        }
    }
}

const char *field_public_name(const Field *field) {
    return field->json ? field->json : field->name;
}
