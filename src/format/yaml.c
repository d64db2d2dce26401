#include "format/yaml.h"

#include <string.h>
#include <yaml.h>

#include "format/yaml_memory.h"
#include "format/yaml_slip.h"

// What libyaml takes for its parser, and some for what it reads.
enum { PARSER_MEMORY = 96 * 1024 };

typedef struct Parse {
    yaml_parser_t parser;
    Str text;
    Str path;
    size_t base;
    Arena *nodes;
    Diags *diags;
    size_t ascii_size;     // of the text, up to the first letter that is no byte
    // libyaml counts characters; its events come in order, so one moving cursor maps them to bytes.
    size_t cursor_byte;
    size_t cursor_character;
    size_t quote_start;    // of the last text in quotes, and behind it; 0: none
    size_t quote_end;
} Parse;

static size_t byte_offset(Parse *parse, size_t character) {
    if (character <= parse->ascii_size) return parse->base + character;
    if (character < parse->cursor_character || !parse->cursor_character) {
        parse->cursor_byte = parse->cursor_character = parse->ascii_size;
    }
    while (parse->cursor_character < character && parse->cursor_byte < parse->text.len) {
        utf8_decode(parse->text, &parse->cursor_byte);
        parse->cursor_character++;
    }
    return parse->base + parse->cursor_byte;
}

static Place place_of(Parse *parse, yaml_mark_t mark) {
    return (Place){parse->path, byte_offset(parse, mark.index)};
}

// Where a block of text begins, whose blanks are its own.
static bool begins_text(Str line) {
    static const char *const starts[] = {": |", ": >", "- |", "- >"};
    bool ret = false;
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        ret |= line.len && memmem(line.ptr, line.len, starts[i], strlen(starts[i]));
    }
    return ret;
}

// Writes each tab that indents a line as two blanks; false where others are indented by blanks.
static bool expand_tabs(Str text, List *edits, Buf *ret) {
    static const char blanks[] = "                    ";
    for (size_t at = 0, size = 0; at < text.len; at += size) {
        Str line = str_slice(text, at, text.len);
        size = str_find(line, '\n');
        size += size < line.len;
        line.len = size;
        size_t tabs = 0;
        while (tabs < line.len && line.ptr[tabs] == '\t') tabs++;
        bool is_other = str_starts_with(str_slice(line, tabs, line.len), STR(" "));
        if (is_other || tabs * 2 >= sizeof blanks || begins_text(line)) return false;
        Str indent = {blanks, tabs * 2};
        if (tabs) *(Edit *)list_add(edits, sizeof(Edit)) = (Edit){at, tabs, indent, {0}};
        buf_add(ret, indent);
        buf_add(ret, str_slice(line, tabs, line.len));
    }
    return true;
}

// Where tabs are all that is wrong.
static void propose_blanks(const Parse *parse) {
    List edits = {0};
    Buf text = {0};
    Arena scratch = {0};
    Diags diags = {0};
    YamlNode *root = NULL;
    bool is_mended = expand_tabs(parse->text, &edits, &text) && edits.count &&
                     yaml_parse(buf_str(&text), parse->path, 0, &scratch, NULL, &root, &diags);
    for (size_t i = 0; is_mended && i < edits.count; i++) {
        Edit edit = ((Edit *)edits.items)[i];
        edit.offset += parse->base;
        diags_propose(parse->diags, edit);
    }
    free(edits.items);
    buf_free(&text);
    arena_free(&scratch);
    diags_free(&diags);
}

static bool report_failure(Parse *parse) {
    const yaml_parser_t *parser = &parse->parser;
    size_t context_at = byte_offset(parse, parser->context_mark.index) - parse->base;
    YamlFailure failure = {
        .text = parse->text,
        .problem = parser->problem ? parser->problem : "this cannot be read",
        .context = parser->context,
        .context_at = context_at,
        .at = byte_offset(parse, parser->problem_mark.index) - parse->base,
        .quote_start = parse->quote_start,
        .quote_end = parse->quote_end,
    };
    // The reader, below the parser, knows no marks, but the byte.
    if (parser->error == YAML_READER_ERROR) failure.at = parser->problem_offset;
    YamlSlip slip = yaml_slip(&failure);
    Place place = {parse->path, parse->base + slip.at};
    if (slip.mend) {
        Edit edit = {.offset = place.offset, .size = slip.size, .text = str_from(slip.mend)};
        diags_propose(parse->diags, edit);
    }
    bool is_tab = slip.at < parse->text.len && parse->text.ptr[slip.at] == '\t';
    if (is_tab) propose_blanks(parse);
    const char *quote = slip.sign.len ? "'" : "";
    return diag_error(parse->diags, place, "yaml-syntax", slip.hint, "%s%s%s%.*s%s", slip.message,
                      slip.sign.len ? " " : "", quote, (int)slip.sign.len, slip.sign.ptr, quote);
}

static bool next_event(Parse *parse, yaml_event_t *event) {
    return yaml_parser_parse(&parse->parser, event) || report_failure(parse);
}

static bool reject(Parse *parse, yaml_mark_t mark, const char *what) {
    return diag_error(parse->diags, place_of(parse, mark), "yaml-feature",
                      "write the value out, or quote it if it is meant as text",
                      "YAML %s are not accepted here", what);
}

static bool check_features(Parse *parse, const yaml_event_t *event) {
    const yaml_char_t *anchor = NULL;
    const yaml_char_t *tag = NULL;
    if (event->type == YAML_ALIAS_EVENT) return reject(parse, event->start_mark, "aliases");
    if (event->type == YAML_SCALAR_EVENT) {
        anchor = event->data.scalar.anchor;
        tag = event->data.scalar.tag;
    } else if (event->type == YAML_SEQUENCE_START_EVENT) {
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;
    } else if (event->type == YAML_MAPPING_START_EVENT) {
        anchor = event->data.mapping_start.anchor;
        tag = event->data.mapping_start.tag;
    }
    if (anchor) return reject(parse, event->start_mark, "anchors");
    if (tag) return reject(parse, event->start_mark, "tags");
    return true;
}

// How many bytes a scalar takes that begins at `offset`. The mark of libyaml behind a plain one may
// lie behind the next event; on one line, it is written as it is.
static size_t scalar_size(Parse *parse, const yaml_event_t *event, size_t offset) {
    bool is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    return is_plain ? event->data.scalar.length
                    : byte_offset(parse, event->end_mark.index) - offset;
}

// Of "title: C #Developer" YAML takes the end for a note, and its writer may not know. One behind a
// number, or with a space behind its '#', is a note.
static void judge_note(Parse *parse, const YamlNode *node) {
    Str rest = str_slice(parse->text, node->offset - parse->base + node->size, parse->text.len);
    size_t at = 0;
    while (at < rest.len && rest.ptr[at] == ' ') at++;
    bool is_note = at && at + 1 < rest.len && rest.ptr[at] == '#';
    if (!is_note || !node->text.len || ascii_is_digit(node->text.ptr[0])) return;
    char next = rest.ptr[at + 1];
    if (!ascii_is_letter(next) && !ascii_is_digit(next)) return;
    diag_warning(parse->diags, (Place){parse->path, node->offset + node->size + at}, "glued-note",
                 "put the whole text in quotes, or a space behind the '#' if it is a note",
                 "from this '#' on it is a note, and not part of the text");
}

static bool parse_children(Parse *parse, YamlNode *parent, int depth);

// Builds the node that the event starts.
static bool parse_node(Parse *parse, const yaml_event_t *event, int depth, YamlNode **ret) {
    if (!check_features(parse, event)) return false;
    YamlNode *node = ARENA_NEW(parse->nodes, YamlNode, 1);
    node->offset = (FileOffset)byte_offset(parse, event->start_mark.index);
    *ret = node;
    if (event->type == YAML_SCALAR_EVENT) {
        Str value = {(const char *)event->data.scalar.value, event->data.scalar.length};
        node->is_quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
        node->is_on_lines = event->start_mark.line < event->end_mark.line;
        node->size = scalar_size(parse, event, node->offset);
        if (node->is_quoted) {
            parse->quote_start = node->offset - parse->base;
            parse->quote_end = parse->quote_start + node->size;
        }
        node->text = arena_copy(parse->nodes, value);
        if (!node->is_quoted && !node->is_on_lines) judge_note(parse, node);
        return true;
    }
    node->kind = event->type == YAML_SEQUENCE_START_EVENT ? YAML_LIST : YAML_MAPPING;
    node->is_in_braces = node->kind == YAML_MAPPING &&
                         event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
    if (depth > YAML_MAX_DEPTH) {
        return diag_error(parse->diags, (Place){parse->path, node->offset}, "yaml-depth",
                          "flatten the structure",
                          "this is nested deeper than %d levels", YAML_MAX_DEPTH);
    }
    return parse_children(parse, node, depth + 1);
}

// The keys of a mapping. In most there are few: those are compared one by one.
enum { KEYS_COMPARED_MAX = 16 };
typedef struct Keys {
    const YamlNode *mapping;
    size_t count;
    Table table;           // of all, where there are more
} Keys;

// Returns where a key stands already, or TABLE_NONE when it is new.
static size_t add_key(Keys *keys, Str key, size_t offset) {
    const YamlNode *node = keys->mapping->first;
    if (keys->count++ < KEYS_COMPARED_MAX) {
        while (node && !str_equal(node->key, key)) node = node->next;
        return node ? node->key_offset : TABLE_NONE;
    }
    bool is_first = !keys->table.count;
    for (; is_first && node; node = node->next) {
        table_add(&keys->table, node->key, node->key_offset);
    }
    return table_add(&keys->table, key, offset);
}

static bool parse_key(Parse *parse, const yaml_event_t *event, Keys *keys, Str *ret) {
    Place place = place_of(parse, event->start_mark);
    if (!check_features(parse, event)) return false;
    if (event->type != YAML_SCALAR_EVENT) {
        return diag_error(parse->diags, place, "yaml-key",
                          "write 'name: value'; put a text that begins with '{' in quotes",
                          "a field's name must be plain text");
    }
    Str key = {(const char *)event->data.scalar.value, event->data.scalar.length};
    if (str_starts_with(key, STR("\xC2\xA0"))) {
        return diag_error(parse->diags, place, "yaml-syntax", "use plain spaces",
                          "a no-break space stands here");
    }
    // "\0" writes one. Of a value each kind of field says what it may hold.
    bool may_have_nul = event->data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
    if (may_have_nul && str_find(key, '\0') < key.len) {
        return diag_error(parse->diags, place, "yaml-syntax", "remove it",
                          "a NUL stands in this name");
    }
    *ret = arena_copy(parse->nodes, key);
    size_t first = add_key(keys, *ret, place.offset);
    if (first != TABLE_NONE) {
        diags_relate(parse->diags, (Place){parse->path, first}, "it stands here first");
        return diag_error(parse->diags, place, "duplicate-field",
                          event->start_mark.column
                              ? "keep one of the two; what begins an entry of a list has a '- '"
                              : "keep one of the two",
                          "the field '%.*s' stands here twice", (int)ret->len, ret->ptr);
    }
    return true;
}

enum { COMMENT_SEEN_MAX = 200 };   // bytes behind an item, on its line

static bool is_on_line(const YamlNode *node) {
    return node && node->kind == YAML_SCALAR && !node->is_on_lines;
}

// How many bytes stand between an item of a list and the one before, where they are nothing but
// blanks and the mark of the item, and nothing that belongs to it follows.
static size_t gap_of(const Parse *parse, const YamlNode *before, const YamlNode *item) {
    if (!is_on_line(before) || !is_on_line(item)) return 0;
    Str text = parse->text;
    size_t from = before->offset + before->size - parse->base;
    size_t to = item->offset - parse->base;
    Str mark = str_trim(str_slice(text, from, to));
    Str rest = str_slice(text, to + item->size, to + item->size + COMMENT_SEEN_MAX);
    rest = str_trim(str_slice(rest, 0, str_find(rest, '\n')));
    bool is_mark = str_equal(mark, STR(",")) || str_equal(mark, STR("-"));
    bool is_alone = !rest.len || rest.ptr[0] == ',' || rest.ptr[0] == ']';
    return from < to && is_mark && is_alone && str_find(rest, '#') == rest.len ? to - from : 0;
}

static bool parse_children(Parse *parse, YamlNode *parent, int depth) {
    const YamlNode *before = NULL;
    Keys keys = {.mapping = parent};
    YamlNode **link = &parent->first;
    bool is_parsed = true;
    bool is_open = true;
    while (is_open && is_parsed) {
        yaml_event_t event;
        Str key = {0};
        size_t key_offset = 0;
        size_t key_size = 0;
        if (!next_event(parse, &event)) {
            is_parsed = false;
            break;
        }
        is_open = event.type != YAML_SEQUENCE_END_EVENT && event.type != YAML_MAPPING_END_EVENT;
        if (is_open && parent->kind == YAML_MAPPING) {
            key_offset = byte_offset(parse, event.start_mark.index);
            is_parsed = parse_key(parse, &event, &keys, &key);
            if (is_parsed) {
                key_size = scalar_size(parse, &event, key_offset);
                yaml_event_delete(&event);
                is_parsed = next_event(parse, &event);
            }
        }
        if (is_open && is_parsed) {
            is_parsed = parse_node(parse, &event, depth, link);
            if (is_parsed) {
                if (parent->kind == YAML_LIST) (*link)->gap = gap_of(parse, before, *link);
                before = *link;
                (*link)->key = key;
                (*link)->key_offset = (FileOffset)key_offset;
                (*link)->key_size = key_size;
                link = &(*link)->next;
            }
        }
        yaml_event_delete(&event);
    }
    table_free(&keys.table);
    return is_parsed;
}

static bool parse_document(Parse *parse, YamlNode **ret) {
    bool has_document = false;
    for (;;) {
        yaml_event_t event;
        if (!next_event(parse, &event)) return false;
        yaml_event_type_t type = event.type;
        bool is_parsed = true;
        if (type == YAML_DOCUMENT_START_EVENT) {
            if (has_document) {
                is_parsed = diag_error(parse->diags, place_of(parse, event.start_mark),
                                       "yaml-documents", "keep everything in one document",
                                       "a second YAML document starts here");
            }
            has_document = true;
        } else if (type == YAML_SCALAR_EVENT || type == YAML_SEQUENCE_START_EVENT ||
                   type == YAML_MAPPING_START_EVENT || type == YAML_ALIAS_EVENT) {
            is_parsed = parse_node(parse, &event, 1, ret);
        }
        yaml_event_delete(&event);
        if (!is_parsed) return false;
        if (type == YAML_STREAM_END_EVENT || type == YAML_NO_EVENT) return true;
    }
}

// libyaml compares each directive with all before it. No line of a mapping begins with '%', but
// those of quoted texts may, where they are not indented.
static bool check_directives(Str text, Str path, size_t base, Diags *diags) {
    for (size_t at = 0; at < text.len; at++) {
        at += str_find(str_slice(text, at, text.len), '%');
        if (at == text.len || (at && text.ptr[at - 1] != '\n')) continue;
        return diag_error(diags, (Place){path, base + at}, "yaml-feature",
                          "leave the line out, or indent it if it is meant as text",
                          "YAML directives are not accepted here");
    }
    return true;
}

bool yaml_parse(Str text, Str path, size_t base, Arena *nodes, Arena *scratch, YamlNode **ret,
                Diags *diags) {
    if (!check_directives(text, path, base, diags)) return false;
    Parse parse = {.text = text, .path = path, .base = base, .nodes = nodes, .diags = diags,
                   .ascii_size = str_ascii_size(text)};
    Arena memory = {0};
    if (!scratch) arena_reserve(&memory, PARSER_MEMORY);
    Arena *memory_before = yaml_memory_use(scratch ? scratch : &memory);
    if (!yaml_parser_initialize(&parse.parser)) memory_exhausted();
    yaml_parser_set_encoding(&parse.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parse.parser, (const unsigned char *)(text.len ? text.ptr : ""),
                                 text.len);
    YamlNode *root = NULL;
    bool is_parsed = parse_document(&parse, &root);
    yaml_parser_delete(&parse.parser);
    yaml_memory_use(memory_before);
    arena_free(&memory);
    if (!is_parsed) return false;
    bool is_empty = !root || (root->kind == YAML_SCALAR && !root->is_quoted && !root->text.len);
    if (is_empty) {
        root = ARENA_NEW(nodes, YamlNode, 1);
        *root = (YamlNode){.kind = YAML_MAPPING, .offset = (FileOffset)base};
    }
    *ret = root;
    return true;
}

bool yaml_is_null(const YamlNode *node) {
    static const Str nulls[] = {{"~", 1}, {"null", 4}, {"Null", 4}, {"NULL", 4}};
    bool ret = false;
    if (node->text.len > nulls[1].len || node->is_quoted) return false;
    for (size_t i = 0; i < sizeof nulls / sizeof nulls[0]; i++) {
        ret |= str_equal(node->text, nulls[i]);
    }
    return ret && node->kind == YAML_SCALAR;
}

// Whether all letters may stand as they are: others YAML refuses, or takes for the end of a line.
static bool is_written_plainly(Str text) {
    bool ret = true;
    for (size_t i = 0; i < text.len;) {
        uint32_t letter = utf8_decode(text, &i);
        bool is_control = (letter < ' ' && letter != '\t') || (letter >= 0x7F && letter < 0xA0);
        bool is_line_end = letter == 0x2028 || letter == 0x2029;
        bool is_none = letter == 0xFEFF || letter == 0xFFFE || letter == 0xFFFF;
        ret &= !is_control && !is_line_end && !is_none;
    }
    return ret;
}

// Whether a text may stand without quotes, and is a text then.
static bool is_plain(Str text) {
    static const char *const others[] = {"null", "true", "false", "yes", "no", "on", "off", "y",
                                         "n"};
    char first = text.len ? text.ptr[0] : ' ';
    bool ret = ascii_is_letter(first) || (unsigned char)first >= 0x80;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        ret &= !str_equal_ascii_case(text, str_from(others[i]));
    }
    for (size_t i = 0; i < text.len; i++) {
        char next = i + 1 < text.len ? text.ptr[i + 1] : ' ';
        ret &= !(text.ptr[i] == ':' && next == ' ') && !(text.ptr[i] == ' ' && next == '#');
    }
    return ret && text.ptr[text.len - 1] != ' ' && is_written_plainly(text);
}

// Whether it may do so within brackets, too, where ":?" ends a text.
static bool is_name(Str text) {
    bool ret = is_plain(text);
    for (size_t i = 0; i < text.len; i++) {
        char next = i + 1 < text.len ? text.ptr[i + 1] : ' ';
        ret &= !strchr(",[]{}'\"\\", text.ptr[i]) && !(text.ptr[i] == ':' && next == '?');
    }
    return ret;
}

void yaml_propose_name(Diags *diags, size_t offset, Str old, Str name) {
    if (is_name(old) && is_name(name)) diags_propose(diags, (Edit){offset, old.len, name, old});
}

// In double quotes letters have codes.
static void add_escaped(Buf *out, Str text) {
    buf_add_char(out, '"');
    for (size_t i = 0; i < text.len;) {
        size_t from = i;
        uint32_t letter = utf8_decode(text, &i);
        Str written = str_slice(text, from, i);
        if (letter == '"' || letter == '\\') buf_add_char(out, '\\');
        if (is_written_plainly(written)) buf_add(out, written);
        else buf_printf(out, "\\u%04X", letter);
    }
    buf_add_char(out, '"');
}

void yaml_add_quoted(Buf *out, Str text) {
    if (!is_written_plainly(text)) {
        add_escaped(out, text);
        return;
    }
    buf_add_char(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\'') buf_add_char(out, '\'');
        buf_add_char(out, text.ptr[i]);
    }
    buf_add_char(out, '\'');
}

void yaml_add_text(Buf *out, Str text) {
    if (is_plain(text)) buf_add(out, text);
    else yaml_add_quoted(out, text);
}

void yaml_add_item(Buf *out, Str text) {
    if (is_name(text)) buf_add(out, text);
    else yaml_add_quoted(out, text);
}
