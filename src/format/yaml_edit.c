#include "format/yaml_edit.h"

// Numbers, days and shares mean the same without quotes.
static bool is_figure(Str text) {
    bool ret = text.len && (ascii_is_digit(text.ptr[0]) ||
                            (text.ptr[0] == '-' && text.len > 1 && ascii_is_digit(text.ptr[1])));
    for (size_t i = 0; i < text.len; i++) {
        ret &= ascii_is_digit(text.ptr[i]) || str_find(STR(".-%"), text.ptr[i]) < 3;
    }
    return ret;
}

static void add_double_quoted(Buf *out, Str text) {
    buf_add_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        if (byte == '"' || byte == '\\') buf_add_char(out, '\\');
        if (byte < ' ') buf_printf(out, "\\x%02x", byte);
        else buf_add_char(out, text.ptr[i]);
    }
    buf_add_char(out, '"');
}

static bool has_control(Str text) {
    bool ret = false;
    for (size_t i = 0; i < text.len; i++) ret |= (unsigned char)text.ptr[i] < ' ';
    return ret;
}

void yaml_add_value(Buf *out, char quote, bool is_in_braces, Str value, bool is_null) {
    static const char *const truths[] = {"true", "false", NULL};
    size_t from = out->len;
    if (is_null) {
        buf_add(out, STR("null"));
    } else if (quote == '"' || has_control(value)) {
        add_double_quoted(out, value);
    } else if (quote == '\'') {
        yaml_add_quoted(out, value);
    } else if (is_figure(value) || str_is_among(value, truths)) {
        buf_add(out, value);
    } else {
        if (is_in_braces) yaml_add_item(out, value);
        else yaml_add_text(out, value);
        if (out->ptr[from] != '\'') return;
        buf_cut(out, from);
        add_double_quoted(out, value);
    }
}

static bool needs_quotes(Str value, bool is_in_braces) {
    Buf text = {0};
    yaml_add_value(&text, 0, is_in_braces, value, false);
    bool ret = text.len && text.ptr[0] == '"';
    buf_free(&text);
    return ret;
}

static void add_edit(YamlEditing *editing, size_t offset, size_t size, Buf *text) {
    *(Edit *)list_add(&editing->edits, sizeof(Edit)) =
        (Edit){.offset = offset, .size = size, .text = arena_take(editing->arena, text)};
}

static void set_node(YamlEditing *editing, YamlNode *node, Str value, bool is_null) {
    node->text = arena_copy(editing->arena, is_null ? STR("null") : value);
    node->is_quoted = !is_null;   // that it is a text; whether it looks like one nobody compares
}

bool yaml_edit_set(YamlEditing *editing, const YamlNode *mapping, YamlNode *node, Str value,
                   bool is_null) {
    bool is_on_line = node->kind == YAML_SCALAR && !node->is_on_lines;
    if (!is_on_line || str_find(value, '\n') < value.len) return false;
    Buf text = {0};
    bool is_in_braces = !mapping || mapping->is_in_braces;
    char quote = node->is_quoted ? editing->file.ptr[node->offset] : 0;
    // Quotes that were there for the value's sake go with it.
    if (needs_quotes(node->text, is_in_braces) && !needs_quotes(value, is_in_braces)) quote = 0;
    // Of "median:", without a value, the place is right behind the ':'.
    if (!node->size && node->offset && editing->file.ptr[node->offset - 1] == ':') {
        buf_add_char(&text, ' ');
    }
    yaml_add_value(&text, quote, is_in_braces, value, is_null);
    add_edit(editing, node->offset, node->size, &text);
    set_node(editing, node, value, is_null);
    return true;
}

// The column of an offset.
static size_t indent_of(const YamlEditing *editing, size_t offset) {
    size_t start = offset;
    while (start > 0 && editing->file.ptr[start - 1] != '\n') start--;
    return offset - start;
}

// A line ends as the one does that opens the YAML.
static void add_line_end(const YamlEditing *editing, size_t indent, Buf *out) {
    size_t at = editing->from;
    if (at > 1 && editing->file.ptr[at - 2] == '\r') buf_add_char(out, '\r');
    buf_add_char(out, '\n');
    while (indent--) buf_add_char(out, ' ');
}

// Where the line of an offset ends.
static size_t line_end(const YamlEditing *editing, size_t offset) {
    size_t at = offset;
    while (at < editing->to && editing->file.ptr[at] != '\n') at++;
    return at > offset && editing->file.ptr[at - 1] == '\r' ? at - 1 : at;
}

// What stands before the new entry; NULL where it is the first.
static YamlNode *entry_before(const YamlNode *mapping, const YamlNode *next) {
    YamlNode *ret = NULL;
    for (YamlNode *node = mapping->first; node && node != next; node = node->next) ret = node;
    return ret;
}

static void add_entry(Buf *out, const YamlNode *entry, bool is_in_braces) {
    buf_add(out, entry->key);
    buf_add(out, STR(": "));
    if (entry->kind == YAML_SCALAR) {
        yaml_add_value(out, 0, is_in_braces, entry->text, yaml_is_null(entry));
        return;
    }
    buf_add_char(out, '{');
    for (const YamlNode *node = entry->first; node; node = node->next) {
        if (node != entry->first) buf_add(out, STR(", "));
        add_entry(out, node, true);
    }
    buf_add_char(out, '}');
}

bool yaml_edit_add(YamlEditing *editing, YamlNode *mapping, YamlNode *next,
                   const YamlNode *entry) {
    YamlNode *before = entry_before(mapping, next);
    bool is_after_scalar = before && before->kind == YAML_SCALAR && !before->is_on_lines;
    if (mapping->kind != YAML_MAPPING || (!next && !is_after_scalar)) return false;
    size_t after = next ? 0 : before->offset + before->size;
    bool is_in_braces = mapping->is_in_braces;
    size_t indent = is_in_braces ? 0 : indent_of(editing, (next ? next : before)->key_offset);
    Buf text = {0};
    if (!next && is_in_braces) buf_add(&text, STR(", "));
    if (!next && !is_in_braces) add_line_end(editing, indent, &text);
    add_entry(&text, entry, is_in_braces);
    if (next && is_in_braces) buf_add(&text, STR(", "));
    if (next && !is_in_braces) add_line_end(editing, indent, &text);
    YamlNode *node = ARENA_NEW(editing->arena, YamlNode, 1);
    *node = *entry;
    node->next = next;
    if (!next) {   // it stands nowhere yet: what is added next goes behind it
        node->offset = before->offset;
        node->size = before->size;
        node->key_offset = before->key_offset;
        if (!is_in_braces) after = line_end(editing, after);
    }
    add_edit(editing, next ? next->key_offset : after, 0, &text);
    *(before ? &before->next : &mapping->first) = node;
    return true;
}

static bool is_same(const YamlNode *a, const YamlNode *b) {
    if (!a || !b) return a == b;
    bool ret = a->kind == b->kind && str_equal(a->key, b->key) && str_equal(a->text, b->text) &&
               yaml_is_null(a) == yaml_is_null(b);
    const YamlNode *left = a->first;
    const YamlNode *right = b->first;
    for (; ret && left && right; left = left->next, right = right->next) ret = is_same(left, right);
    return ret && !left && !right;
}

bool yaml_edit_end(YamlEditing *editing, Buf *ret) {
    YamlNode *root = NULL;
    Diags unsaid = {0};
    size_t start = ret->len;
    bool is_meant = edits_apply(editing->file, &editing->edits, ret);
    Str file = str_slice(buf_str(ret), start, ret->len);
    size_t tail = editing->file.len - editing->to;
    is_meant = is_meant && file.len >= tail + editing->from &&
               yaml_parse(str_slice(file, editing->from, file.len - tail), editing->path, 0,
                          editing->arena, NULL, &root, &unsaid) &&
               is_same(editing->root, root) &&
               str_equal(str_slice(file, 0, editing->from),
                         str_slice(editing->file, 0, editing->from)) &&
               str_equal(str_slice(file, file.len - tail, file.len),
                         str_slice(editing->file, editing->to, editing->file.len));
    diags_free(&unsaid);
    return is_meant;
}
