#include "format/url.h"

#include <string.h>

#include "format/unicode.h"

// Where a byte may stand. A link may stand in HTML, CSS and Markdown, in quotes or without.
enum {
    IN_NAME = 1,             // it stands for itself in the link to a name
    IN_LINK = 2,
    IN_URL = 4,              // after RFC 3986
};

enum {
    ALL = IN_NAME | IN_LINK | IN_URL,
    SIGN = IN_LINK | IN_URL,     // it parts a link
};
static const unsigned char classes[256] = {
    // ' '  !   "   #     $    %     &     '       (       )       *    +    ,    -    .    /
    [' '] = 0, ALL, 0, SIGN, ALL, SIGN, SIGN, IN_URL, IN_URL, IN_URL, ALL, ALL, ALL, ALL, ALL, ALL,
    // 0-9, then : ; < = > ?
    ['0'] = ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, SIGN, ALL, 0, ALL, 0, SIGN,
    // @ A-Z, then [ \ ] ^ _
    ['@'] = ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL,
    ['P'] = ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, SIGN, 0, SIGN, 0, ALL,
    // ` a-z, then { | } ~
    ['`'] = 0, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL,
    ['p'] = ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, 0, 0, 0, ALL,
};

// The length of the start of a text that stands for itself.
static size_t plain_len(Str text, int class) {
    size_t len = 0;
    while (len < text.len && classes[(unsigned char)text.ptr[len]] & class) len++;
    return len;
}

static void add_encoded(Buf *out, Str text, int class) {
    while (text.len) {
        size_t len = plain_len(text, class);
        buf_add(out, str_slice(text, 0, len));
        if (len < text.len) buf_printf(out, "%%%02X", (unsigned char)text.ptr[len]);
        text = str_slice(text, len + 1, text.len);
    }
}

static Str encode(Arena *arena, Str text, int class) {
    if (plain_len(text, class) == text.len) return text;
    Buf encoded = {0};
    add_encoded(&encoded, text, class);
    return arena_take(arena, &encoded);
}

Str url_from_name(Arena *arena, Str name) {
    return encode(arena, name, IN_NAME);
}

void url_add_link(Buf *out, Str link) {
    add_encoded(out, link, IN_LINK);
}

Str url_from_link(Arena *arena, Str link) {
    return encode(arena, link, IN_LINK);
}

bool url_is_plain(Str text) {
    return plain_len(text, IN_URL) == text.len;
}

UrlParts url_split(Str link) {
    size_t hash = str_find(link, '#');
    size_t question = str_find(str_slice(link, 0, hash), '?');
    return (UrlParts){str_slice(link, 0, question), str_slice(link, question, hash),
                      str_slice(link, hash, link.len)};
}

// The byte that the code at `index` stands for, or -1 where none begins there.
static int code_at(Str text, size_t index) {
    if (index + 2 >= text.len || text.ptr[index] != '%') return -1;
    int high = hex_value(text.ptr[index + 1]);
    int low = hex_value(text.ptr[index + 2]);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

// Appends what a text stands for; a '%' that begins no code stays. Sets *ret_signs where codes are
// those of a sign that parts a path or that no name may have.
static void add_decoded(Buf *out, Str text, bool is_path, bool *ret_signs) {
    size_t from = out->len;
    bool has_code = false;
    for (size_t i = 0; i < text.len; i++) {
        int byte = code_at(text, i);
        bool is_code = byte >= 0;
        if (is_code && is_path) *ret_signs |= byte == '/' || byte == '\\';
        buf_add_char(out, is_code ? (char)byte : text.ptr[i]);
        has_code |= is_code;
        if (is_code) i += 2;
    }
    if (!has_code) return;
    Str added = str_slice(buf_str(out), from, out->len);
    bool is_dots = str_equal(added, STR(".")) || str_equal(added, STR(".."));
    bool is_text = utf8_invalid_at(added) == added.len && !unicode_has_controls(added);
    *ret_signs |= !is_text || (is_path && is_dots);
}

// The same for a path, part by part: only so dots that are codes are seen.
static void add_decoded_path(Buf *out, Str path, bool *ret_signs) {
    if (str_find(path, '%') == path.len) {
        buf_add(out, path);
        return;
    }
    while (path.len) {
        size_t slash = str_find(path, '/');
        add_decoded(out, str_slice(path, 0, slash), true, ret_signs);
        if (slash < path.len) buf_add_char(out, '/');
        path = str_slice(path, slash + 1, path.len);
    }
}

bool url_is_foreign(Str address) {
    static const char *const starts[] = {"https://", "http://", "//"};
    size_t i = 0;
    size_t count = sizeof starts / sizeof starts[0];
    for (; i < count; i++) {
        Str start = str_from(starts[i]);
        if (str_equal_ascii_case(str_slice(address, 0, start.len), start)) break;
    }
    return i < count;
}

UrlFault url_fault(Str link) {
    UrlParts parts = url_split(link);
    bool has_signs = false;
    bool has_code = false;
    for (size_t i = 0; i < link.len; i++) {
        if (link.ptr[i] != '%') continue;
        if (code_at(link, i) < 0) return URL_HAS_NO_CODE;
        has_code = true;
    }
    if (!has_code) return URL_IS_SOUND;
    Buf decoded = {0};
    add_decoded_path(&decoded, parts.path, &has_signs);
    add_decoded(&decoded, parts.fragment, false, &has_signs);
    buf_free(&decoded);
    return has_signs ? URL_HIDES_SIGN : URL_IS_SOUND;
}

static const struct { const char *message, *hint;
} fault_texts[] = {
    [URL_HAS_NO_CODE] = {"a '%' in an address begins a code like %20, and this one begins none",
                         "write a '%' itself as %25"},
    [URL_HIDES_SIGN] =
        {"a code in this address hides a '/', a '\\', dots, a control character, or no letter",
         "write '/' and '..' as they are, and letters as the bytes of UTF-8: %C3%A4 is an 'ä'"},
};

const char *url_fault_message(UrlFault fault) {
    return fault_texts[fault].message;
}

const char *url_fault_hint(UrlFault fault) {
    return fault_texts[fault].hint;
}

bool url_add_path_name(Buf *out, Str path) {
    size_t from = out->len;
    bool has_signs = false;
    add_decoded_path(out, path, &has_signs);
    if (has_signs) out->len = from;
    return !has_signs;
}

bool url_join_name(Buf *out, Str from, Str path) {
    size_t start = out->len;
    size_t folder = from.len;
    while (folder > 0 && from.ptr[folder - 1] != '/') folder--;
    buf_add(out, str_slice(from, 0, folder));
    while (path.len) {
        size_t slash = str_find(path, '/');
        Str part = str_slice(path, 0, slash);
        bool is_up = str_equal(part, STR(".."));
        if (is_up && out->len == start) return false;
        if (is_up) out->len--;
        while (is_up && out->len > start && out->ptr[out->len - 1] != '/') out->len--;
        if (!is_up && part.len && !str_equal(part, STR("."))) {
            buf_add(out, part);
            if (slash < path.len) buf_add_char(out, '/');
        }
        path = str_slice(path, slash + 1, path.len);
    }
    return true;
}

Str url_fragment_id(Arena *arena, Str fragment) {
    if (str_find(fragment, '%') == fragment.len) return fragment;
    Buf id = {0};
    bool has_signs = false;
    add_decoded(&id, fragment, false, &has_signs);
    Str ret = has_signs ? fragment : arena_copy(arena, buf_str(&id));
    buf_free(&id);
    return ret;
}

bool url_join_path(Buf *out, Str from, Str path) {
    Buf name = {0};
    bool is_inside = url_add_path_name(&name, path) && url_join_name(out, from, buf_str(&name));
    buf_free(&name);
    return is_inside;
}
