#include "format/css.h"

#include <string.h>

enum { ESCAPE_MAX_DIGITS = 6 };

typedef struct Scan {
    Str path;
    Str text;
    size_t at;
    Arena *arena;
    List *references;        // of CssReference
    Diags *diags;
    bool is_import;          // since @import only space was met: the next string is an address
    bool is_namespace;       // in @namespace, whose address nobody loads
    size_t depth;            // of parentheses
    size_t set_depth;        // of the open image-set( or src(, whose strings are addresses; or 0
} Scan;

static bool is_newline(char byte) {
    return byte == '\n' || byte == '\r' || byte == '\f';
}

static bool is_space(char byte) {
    return byte == ' ' || byte == '\t' || is_newline(byte);
}

static bool is_name_byte(char byte) {
    return ascii_is_letter(byte) || ascii_is_digit(byte) || byte == '_' || byte == '-' ||
           (unsigned char)byte >= 0x80;
}

// Whether a byte may stand in an address without quotes.
static bool is_address_byte(char byte) {
    return (unsigned char)byte > ' ' && byte != 0x7F && !strchr("\"'()\\", byte);
}

// Behind the white space at `at`; a pair of CR and LF counts as one.
static size_t behind_space(Str text, size_t at) {
    bool is_pair = at + 1 < text.len && text.ptr[at] == '\r' && text.ptr[at + 1] == '\n';
    return at + (is_pair ? 2 : 1);
}

// Behind the escape whose backslash stands at `at`.
static size_t behind_escape(Str text, size_t at) {
    size_t digits = 0;
    at++;
    while (digits < ESCAPE_MAX_DIGITS && at < text.len && hex_value(text.ptr[at]) >= 0) {
        at++, digits++;
    }
    if (digits) return at < text.len && is_space(text.ptr[at]) ? behind_space(text, at) : at;
    if (at < text.len && is_newline(text.ptr[at])) return behind_space(text, at);
    return at < text.len ? at + 1 : at;
}

// Whether an escape begins at `at`, of those that may stand outside strings.
static bool is_escape(Str text, size_t at) {
    return text.ptr[at] == '\\' && at + 1 < text.len && !is_newline(text.ptr[at + 1]);
}

// Appends what an escape, without its backslash, stands for.
static void add_escaped(Buf *out, Str escape) {
    uint32_t letter = 0;
    size_t digits = 0;
    while (digits < escape.len && digits < ESCAPE_MAX_DIGITS &&
           hex_value(escape.ptr[digits]) >= 0) {
        letter = letter << 4 | (uint32_t)hex_value(escape.ptr[digits++]);
    }
    bool is_letter = letter && letter <= 0x10FFFF && !(letter >= 0xD800 && letter <= 0xDFFF);
    if (digits) utf8_add(out, is_letter ? letter : 0xFFFD);
    else if (escape.len && !is_newline(escape.ptr[0])) buf_add(out, escape);
}

// Nearly no text has an escape: then it is borrowed.
static Str unescape(Arena *arena, Str text) {
    if (str_find(text, '\\') == text.len) return text;
    Buf out = {0};
    for (size_t i = 0; i < text.len;) {
        size_t plain = str_find(str_slice(text, i, text.len), '\\');
        buf_add(&out, str_slice(text, i, i + plain));
        i += plain;
        if (i == text.len) break;
        size_t end = behind_escape(text, i);
        add_escaped(&out, str_slice(text, i + 1, end));
        i = end;
    }
    return arena_take(arena, &out);
}

static void report(Scan *scan, size_t at, const char *hint, const char *message) {
    diag_error(scan->diags, (Place){scan->path, at}, "bad-css", hint, "%s", message);
}

static void add_reference(Scan *scan, size_t from, size_t to, bool is_source_map) {
    if (scan->is_namespace) return;
    if (scan->references->count == CSS_REFERENCES_MAX) {
        diag_error(scan->diags, (Place){scan->path, from}, "css-limit", "split the style sheet",
                   "a style sheet may name %d addresses", CSS_REFERENCES_MAX);
        scan->at = scan->text.len;
        return;
    }
    Str address = str_trim(unescape(scan->arena, str_slice(scan->text, from, to)));
    *(CssReference *)list_add(scan->references, sizeof(CssReference)) =
        (CssReference){from, to, address, is_source_map};
}

// "/*# sourceMappingURL=style.css.map */"
static void take_comment(Scan *scan) {
    size_t start = scan->at;
    size_t end = start + 2;
    Str text = scan->text;
    do {
        end += str_find(str_slice(text, end, text.len), '*') + 1;
    } while (end < text.len && text.ptr[end] != '/');
    if (end >= text.len) {
        report(scan, start, "end it with */", "this comment does not end");
        scan->at = text.len;
        return;
    }
    scan->at = end + 1;
    const Str mark = STR("# sourceMappingURL=");
    Str comment = str_slice(text, start + 2, end - 1);
    if (!str_starts_with(comment, mark)) return;
    size_t from = start + 2 + mark.len;
    size_t to = from;
    while (to < end - 1 && !is_space(text.ptr[to])) to++;
    add_reference(scan, from, to, true);
}

// Takes the string whose quote stands here. False where it ends with its line or the file.
static bool take_string(Scan *scan, size_t *ret_from, size_t *ret_to) {
    Str text = scan->text;
    char quote = text.ptr[scan->at];
    size_t at = scan->at + 1;
    *ret_from = at;
    while (at < text.len && text.ptr[at] != quote && !is_newline(text.ptr[at])) {
        at = text.ptr[at] == '\\' ? behind_escape(text, at) : at + 1;
    }
    *ret_to = at;
    bool is_closed = at < text.len && text.ptr[at] == quote;
    scan->at = at + is_closed;
    return is_closed;
}

static void take_string_token(Scan *scan, bool is_address) {
    size_t start = scan->at;
    size_t from = 0;
    size_t to = 0;
    bool is_closed = take_string(scan, &from, &to);
    if (!is_address) return;
    if (is_closed) add_reference(scan, from, to, false);
    else report(scan, start, "close its quotes", "this address does not end on its line");
}

// Takes a name, which may be none: its letters, digits and escapes.
static Str take_name(Scan *scan) {
    size_t from = scan->at;
    while (scan->at < scan->text.len) {
        if (is_name_byte(scan->text.ptr[scan->at])) scan->at++;
        else if (is_escape(scan->text, scan->at)) scan->at = behind_escape(scan->text, scan->at);
        else break;
    }
    return unescape(scan->arena, str_slice(scan->text, from, scan->at));
}

static void take_space(Scan *scan) {
    while (scan->at < scan->text.len && is_space(scan->text.ptr[scan->at])) scan->at++;
}

// What is left of an address that is none ends with the next parenthesis.
static void skip_broken_url(Scan *scan) {
    Str text = scan->text;
    while (scan->at < text.len && text.ptr[scan->at] != ')') {
        scan->at = text.ptr[scan->at] == '\\' ? behind_escape(text, scan->at) : scan->at + 1;
    }
}

// Takes what stands behind "url(" up to its parenthesis, which follows; in quotes it is a string.
static void take_url(Scan *scan) {
    Str text = scan->text;
    size_t start = scan->at;
    scan->depth++;
    take_space(scan);
    size_t from = scan->at;
    char first = from < text.len ? text.ptr[from] : '\0';
    if (first == '"' || first == '\'') {
        take_string_token(scan, true);
        return;
    }
    while (scan->at < text.len) {
        if (is_escape(text, scan->at)) scan->at = behind_escape(text, scan->at);
        else if (is_address_byte(text.ptr[scan->at])) scan->at++;
        else break;
    }
    size_t to = scan->at;
    take_space(scan);
    if (scan->at < text.len && text.ptr[scan->at] == ')') {
        add_reference(scan, from, to, false);
    } else if (scan->at < text.len) {
        report(scan, from, "write it in quotes: url(\"...\")",
               "this address holds a sign that may only stand in quotes, or it does not end");
        skip_broken_url(scan);
    } else {
        report(scan, start, "close it with ')'", "this address does not end");
    }
}

static void take_word(Scan *scan) {
    bool is_number = ascii_is_digit(scan->text.ptr[scan->at]);
    Str name = take_name(scan);
    bool is_function = !is_number && scan->at < scan->text.len && scan->text.ptr[scan->at] == '(';
    if (!is_function) return;
    scan->at++;
    if (str_equal_ascii_case(name, STR("url"))) {
        take_url(scan);
        return;
    }
    scan->depth++;
    const Str sets[] = {STR("image-set"), STR("-webkit-image-set"), STR("src")};
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        if (str_equal_ascii_case(name, sets[i])) scan->set_depth = scan->depth;
    }
}

static void take_at_keyword(Scan *scan) {
    scan->at++;
    Str name = take_name(scan);
    scan->is_import = str_equal_ascii_case(name, STR("import"));
    scan->is_namespace = str_equal_ascii_case(name, STR("namespace"));
}

static void take_sign(Scan *scan) {
    char byte = scan->text.ptr[scan->at++];
    if (byte == '#') take_name(scan);   // "#url" is no function's name
    if (byte == '(') scan->depth++;
    if (byte == ')' && scan->depth == scan->set_depth) scan->set_depth = 0;
    if (byte == ')' && scan->depth) scan->depth--;
    if (byte == ';' || byte == '{' || byte == '}') scan->is_namespace = false;
    if (byte == '}') scan->depth = scan->set_depth = 0;   // whatever was left open
}

static void take_token(Scan *scan) {
    Str text = scan->text;
    char byte = text.ptr[scan->at];
    bool is_comment = byte == '/' && scan->at + 1 < text.len && text.ptr[scan->at + 1] == '*';
    if (is_comment || is_space(byte)) {
        if (is_comment) take_comment(scan);
        else take_space(scan);
        return;
    }
    bool is_import = scan->is_import;
    scan->is_import = false;
    if (byte == '"' || byte == '\'') {
        bool is_in_set = scan->set_depth && scan->depth == scan->set_depth;
        take_string_token(scan, is_import || is_in_set);
    } else if (byte == '@') {
        take_at_keyword(scan);
    } else if (is_name_byte(byte) || is_escape(text, scan->at)) {
        take_word(scan);
    } else {
        take_sign(scan);
    }
}

void css_find_references(Str path, Str text, Arena *arena, List *ret, Diags *diags) {
    Scan scan = {.path = path, .text = text, .arena = arena, .references = ret, .diags = diags};
    while (scan.at < text.len) take_token(&scan);
}
