#include "site/replaced.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "format/yaml.h"
#include "site/sources.h"

// The lines that have some, one below the other.
static Str lines_of(Str lock, Arena *arena) {
    static const char mark[] = "replaced: {";
    Buf out = {0};
    for (size_t at = 0; at < lock.len;) {
        Str rest = str_slice(lock, at, lock.len);
        Str line = str_slice(rest, 0, str_find(rest, '\n'));
        at += line.len + 1;
        bool has_some = line.len && line.ptr[0] != '#' &&
                        memmem(line.ptr, line.len, mark, sizeof mark - 1);
        if (!has_some) continue;
        buf_add(&out, line);
        buf_add_char(&out, '\n');
    }
    return arena_take(arena, &out);
}

bool lock_key_split(Str key, Str *ret_path, Str *ret_source) {
    size_t at = key.len;
    while (at > 0 && key.ptr[at - 1] != ' ') at--;
    *ret_path = str_slice(key, 0, at ? at - 1 : 0);
    *ret_source = str_slice(key, at, key.len);
    return path_is_possible(*ret_path) && ret_source->len;
}

static void add_figure(ReplacedFigures *figures, Str path, const YamlNode *node) {
    size_t index = figures->items.count;
    size_t first = table_add(&figures->by_path, path, index);
    Replaced *before = first == TABLE_NONE ? NULL : (Replaced *)figures->items.items + first;
    if (before && before->count == REPLACED_MAX) return;
    size_t next = before ? before->next : TABLE_NONE;
    if (before) before->next = index;
    if (before) before->count++;
    *(Replaced *)list_add(&figures->items, sizeof(Replaced)) =
        (Replaced){.old = node->key, .now = node->text, .next = next, .count = 1};
}

// "content/roles/nurse.md bls-oews: {…, replaced: {"86,070": "93,600"}}"
static void read_line(ReplacedFigures *figures, Str line) {
    YamlNode *root = NULL;
    Diags unsaid = {0};
    Str path, source;
    bool is_read = diag_check_utf8(&unsaid, LOCK_PATH, line) &&
                   yaml_parse(line, LOCK_PATH, 0, &figures->arena, NULL, &root, &unsaid);
    diags_free(&unsaid);
    const YamlNode *entry = is_read && root->kind == YAML_MAPPING ? root->first : NULL;
    is_read = entry && entry->kind == YAML_MAPPING && lock_key_split(entry->key, &path, &source);
    const YamlNode *unit = is_read ? entry->first : NULL;
    while (unit && !str_equal(unit->key, STR("replaced"))) unit = unit->next;
    if (!unit || unit->kind != YAML_MAPPING) return;
    for (const YamlNode *node = unit->first; node; node = node->next) {
        if (node->kind == YAML_SCALAR && node->key.len) add_figure(figures, path, node);
    }
}

bool replaced_read(int root, ReplacedFigures *figures) {
    Buf text = {0};
    Arena arena = {0};
    Str lock = file_read(root, LOCK_PATH, LOCK_MAX_SIZE, &text) ? buf_str(&text) : (Str){0};
    Str lines = lines_of(lock, &arena);
    buf_free(&text);
    bool is_same = str_equal(lines, figures->lines);
    if (!is_same) replaced_free(figures);
    if (is_same || !lines.len) arena_free(&arena);
    if (is_same) return false;
    *figures = (ReplacedFigures){0};
    if (!lines.len) return true;
    figures->arena = arena;
    figures->lines = lines;
    for (size_t at = 0; at < lines.len;) {
        Str rest = str_slice(lines, at, lines.len);
        Str line = str_slice(rest, 0, str_find(rest, '\n'));
        read_line(figures, line);
        at += line.len + 1;
    }
    return true;
}

const Replaced *replaced_first(const ReplacedFigures *figures, Str path) {
    size_t index = figures->items.count ? table_get(&figures->by_path, path) : TABLE_NONE;
    return index == TABLE_NONE ? NULL : (const Replaced *)figures->items.items + index;
}

const Replaced *replaced_next(const ReplacedFigures *figures, const Replaced *item) {
    return item->next == TABLE_NONE ? NULL : (const Replaced *)figures->items.items + item->next;
}

void replaced_free(ReplacedFigures *figures) {
    table_free(&figures->by_path);
    free(figures->items.items);
    arena_free(&figures->arena);
}

// The lines of a field: those behind it are further in, or empty.
static Str find_lines(Str front, Str name) {
    size_t from = front.len;
    for (size_t at = 0; at < front.len;) {
        Str line = str_slice(front, at, front.len);
        bool is_outer = line.ptr[0] != ' ' && line.ptr[0] != '\n' && line.ptr[0] != '\r';
        if (is_outer && from < front.len) return str_slice(front, from, at);
        if (str_starts_with(line, name)) from = at;
        at += str_find(line, '\n') + 1;
    }
    return str_slice(front, from, front.len);
}

void replaced_find_prose(Str file, size_t body, Str ret[PROSE_COUNT]) {
    ret[0] = find_lines(str_slice(file, 0, body), STR("summary:"));
    ret[1] = str_slice(file, body, file.len);
}

static bool is_letter_or_digit(char byte) {
    return ascii_is_letter(byte) || ascii_is_digit(byte);
}

static bool is_point(char byte) {
    return byte == ',' || byte == '.';
}

static bool is_whole(Str text, size_t from, size_t to) {
    char before = from ? text.ptr[from - 1] : ' ';
    char after = to < text.len ? text.ptr[to] : ' ';
    bool goes_on = is_letter_or_digit(before) || strchr("/_#=", before) ||
                   (is_point(before) && from > 1 && ascii_is_digit(text.ptr[from - 2]));
    bool has_more = (is_letter_or_digit(after) && text.ptr[to - 1] != '%') || after == '_' ||
                    (is_point(after) && to + 1 < text.len && ascii_is_digit(text.ptr[to + 1]));
    return !goes_on && !has_more;
}

// Whether it is in the address of a link or a picture: "](pay-86070.htm", "/pay-86070".
static bool is_in_address(Str text, size_t at) {
    enum { ADDRESS_MAX_SIZE = 512 };   // one that is longer is none that anybody writes
    size_t from = at;
    size_t least = at < ADDRESS_MAX_SIZE ? 0 : at - ADDRESS_MAX_SIZE;
    while (from > least && !strchr(" \n\t\r)>|", text.ptr[from - 1])) from--;
    bool is_address = false;
    for (size_t i = from; i < at; i++) {
        is_address |= text.ptr[i] == '/' ||
                      (text.ptr[i] == '(' && i > from && text.ptr[i - 1] == ']');
    }
    return is_address;
}

bool replaced_find(Str text, Str figure, size_t *at) {
    while (*at < text.len) {
        const char *found = memmem(text.ptr + *at, text.len - *at, figure.ptr, figure.len);
        if (!found) return false;
        *at = (size_t)(found - text.ptr);
        bool is_it = is_whole(text, *at, *at + figure.len) && !is_in_address(text, *at);
        if (is_it) return true;
        *at += figure.len;
    }
    return false;
}
