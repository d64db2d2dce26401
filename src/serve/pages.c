#include "serve/pages.h"

#include <string.h>

#include "live_script.inc"

// Where the last such text begins, or text.len.
static size_t find_last(Str text, Str part) {
    for (size_t at = text.len; at-- > 0;) {
        if (str_starts_with(str_slice(text, at, text.len), part)) return at;
    }
    return text.len;
}

// Whether a tag of HTML is a link to a style sheet.
static bool is_sheet(Str tag) {
    Str word = STR("stylesheet");
    return str_starts_with(tag, STR("<link")) && memmem(tag.ptr, tag.len, word.ptr, word.len);
}

PageHash pages_hash(Str html, Hash style_sheets, Hash other_files) {
    Hasher *text = hasher_new();
    Hasher *style = hasher_new();
    hasher_add(style, (Str){(const char *)&style_sheets, sizeof style_sheets});
    for (size_t at = 0; at < html.len;) {
        Str rest = str_slice(html, at, html.len);
        size_t size = rest.ptr[0] == '<' ? str_find(rest, '>') + 1 : str_find(rest, '<');
        Str piece = str_slice(rest, 0, size < rest.len ? size : rest.len);
        hasher_add(is_sheet(piece) ? style : text, piece);
        at += piece.len;
    }
    return (PageHash){hasher_end(text), hasher_end(style), other_files};
}

static void add_hash(Buf *out, Hash hash) {
    buf_printf(out, "%016llx%016llx", (unsigned long long)hash.high,
               (unsigned long long)hash.low);
}

void pages_add_live(Str html, PageHash hash, Buf *out) {
    size_t at = find_last(html, STR("</body>"));
    buf_add(out, str_slice(html, 0, at));
    buf_add(out, STR("<script src=\""));
    buf_add(out, PAGES_SCRIPT);
    buf_add(out, STR("\" data-hash=\""));
    add_hash(out, hash.text);
    add_hash(out, hash.style);
    add_hash(out, hash.rest);
    buf_add(out, STR("\" async></script>\n"));
    buf_add(out, str_slice(html, at, html.len));
}

void pages_add_problems(Str problems, Buf *out) {
    buf_add(out, STR("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                     "<title>This page cannot be shown</title>\n<style>\n"
                     ":root { color-scheme: light dark; }\n"
                     "body { margin: 2rem auto; padding: 0 1rem; max-width: 60rem; "
                     "font: 1rem/1.5 system-ui, sans-serif; }\n"
                     "pre { white-space: pre-wrap; overflow-wrap: anywhere; }\n"
                     "</style>\n</head>\n<body>\n<main>\n<h1>This page cannot be shown</h1>\n"
                     "<p>It will be as soon as this is mended:</p>\n<pre>"));
    buf_add_html(out, problems);
    buf_add(out, STR("</pre>\n</main>\n</body>\n</html>\n"));
}

Str pages_script(void) {
    return (Str){(const char *)live_script, sizeof live_script};
}

// Of 16 hexadecimal digits; 0 of anything else.
static uint64_t read_half(Str digits) {
    uint64_t ret = 0;
    for (size_t i = 0; i < digits.len; i++) {
        int value = hex_value(digits.ptr[i]);
        if (value < 0) return 0;
        ret = ret << 4 | (uint64_t)value;
    }
    return ret;
}

PageHash pages_read_hash(Str argument) {
    enum { HALF = 16, HALVES = 6 };
    uint64_t halves[HALVES] = {0};
    for (size_t i = 0; argument.len == sizeof halves * 2 && i < HALVES; i++) {
        halves[i] = read_half(str_slice(argument, i * HALF, (i + 1) * HALF));
    }
    return (PageHash){{halves[0], halves[1]}, {halves[2], halves[3]}, {halves[4], halves[5]}};
}
