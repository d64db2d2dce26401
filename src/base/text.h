// Text: a slice that borrows (Str) and a buffer that owns (Buf). All text is UTF-8.
#ifndef METIER_BASE_TEXT_H
#define METIER_BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// Borrowed bytes, not NUL-terminated. {NULL, 0} is the empty text.
typedef struct Str {
    const char *ptr;
    size_t len;
} Str;

// The same of less than 4 GB, as the first members of what holds very many.
typedef struct ShortStr {
    const char *ptr;
    uint32_t len;
} ShortStr;

typedef struct Arena Arena;

// A growing byte buffer. Invariant: once anything was appended, ptr[len] is NUL.
// Zero-initialise to start, but for the arena; buf_free to end. Running out of memory ends the
// program.
typedef struct Buf {
    char *ptr;
    size_t len;
    size_t capacity;
    Arena *arena;            // it grows there, and nothing has to be freed; or NULL
} Buf;

// Borrow a string literal.
#define STR(literal) ((Str){(literal), sizeof(literal) - 1})

// Borrows a NUL-terminated string; NULL is empty.
static inline Str str_from(const char *text) {
    return text ? (Str){text, strlen(text)} : (Str){0, 0};
}
static inline Str str_slice(Str text, size_t from, size_t to) {
    if (to > text.len) to = text.len;
    if (from > to) from = to;
    return to ? (Str){text.ptr + from, to - from} : (Str){text.ptr, 0};   // NULL + 0 is not C
}
static inline bool str_equal(Str a, Str b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}
bool str_equal_ascii_case(Str a, Str b);     // ASCII letters compare without case
int str_compare(Str a, Str b);               // bytewise total order: <0, 0, >0
int str_compare_items(const void *left, const void *right);   // of two Str: for qsort, bsearch
bool str_is_among(Str text, const char *const *words);   // NULL-terminated; likewise
static inline bool str_starts_with(Str text, Str prefix) {
    return text.len >= prefix.len && str_equal(str_slice(text, 0, prefix.len), prefix);
}
static inline bool str_ends_with(Str text, Str suffix) {
    return text.len >= suffix.len &&
           str_equal(str_slice(text, text.len - suffix.len, text.len), suffix);
}
size_t str_find(Str text, char byte);        // index, or text.len when absent
// Moves on from `at` over bytes that neither HTML nor JSON writes otherwise: not behind the first
// control, & < > " ' or \ or first byte of U+2028. It stops at most 16 bytes in front of one of
// these, or of # ^ | or ~.
size_t str_skip_plain(Str text, size_t at);
Str str_cut(Str text, size_t size);            // its first bytes, without a part of a letter
bool str_is_escaped(Str text, size_t at);     // an odd number of backslashes stands before it
Str str_trim_spaces(Str text);
static inline Str str_trim(Str text) {       // without ASCII white space at both ends
    bool is_bare = text.len && (unsigned char)text.ptr[0] > ' ' &&
                   (unsigned char)text.ptr[text.len - 1] > ' ';
    return is_bare ? text : str_trim_spaces(text);
}
size_t str_count_words(Str text);            // runs of what is neither ' ' nor a line feed

// Letters, digits and white space of ASCII. Asked of each byte of much text.
static inline bool ascii_is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}
static inline bool ascii_is_space(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}
static inline bool ascii_is_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}
static inline char ascii_lower(char byte) {
    return byte >= 'A' && byte <= 'Z' ? (char)(byte + ('a' - 'A')) : byte;
}
static inline char ascii_upper(char byte) {
    return byte >= 'a' && byte <= 'z' ? (char)(byte - ('a' - 'A')) : byte;
}
static inline int hex_value(char byte) {     // of a digit of a hexadecimal number; -1 of all else
    char lower = ascii_lower(byte);
    return ascii_is_digit(byte) ? byte - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

size_t str_ascii_size(Str text);              // index of the first byte beyond ASCII, or text.len
// Index of the first byte that is not well-formed UTF-8 (RFC 3629), or text.len.
size_t utf8_invalid_at(Str text);
uint32_t utf8_decode_wide(Str text, size_t *index);
// Decodes the code point at *index of well-formed text and moves *index behind it.
static inline uint32_t utf8_decode(Str text, size_t *index) {
    unsigned char byte = (unsigned char)text.ptr[*index];
    if (byte >= 0x80) return utf8_decode_wide(text, index);
    ++*index;
    return byte;
}
void utf8_add(Buf *out, uint32_t code_point);
// Decodes the letter at *index of any bytes and moves *index behind it; false when the byte there
// begins no well-formed letter: then *ret is that byte.
bool utf8_read(Str text, size_t *index, uint32_t *ret);

bool letter_is_space(uint32_t letter);       // of any script, line ends too
// Whether a letter shows nothing of itself or turns the writing: controls, bidirectional marks, all
// that Unicode lets programs ignore. White space but for the controls is not among them.
bool letter_is_invisible(uint32_t letter);

// Damerau-Levenshtein distance of two short texts, cut off at `limit` + 1. For "did you mean".
size_t text_distance(Str a, Str b, size_t limit);

void buf_reserve(Buf *buf, size_t extra);
static inline void buf_make_room(Buf *buf, size_t extra) {
    if (buf->capacity - buf->len <= extra) buf_reserve(buf, extra);
}
static inline void buf_add(Buf *buf, Str text) {
    buf_make_room(buf, text.len);
    if (text.len) memcpy(buf->ptr + buf->len, text.ptr, text.len);
    buf->len += text.len;
    buf->ptr[buf->len] = '\0';
}
static inline void buf_add_char(Buf *buf, char byte) {
    buf_make_room(buf, 1);
    buf->ptr[buf->len++] = byte;
    buf->ptr[buf->len] = '\0';
}
void buf_add_int(Buf *buf, int64_t number);
__attribute__((format(printf, 2, 3))) void buf_printf(Buf *buf, const char *format, ...);
__attribute__((format(printf, 2, 0))) void buf_vprintf(Buf *buf, const char *format,
                                                       va_list arguments);
void buf_add_html(Buf *buf, Str text);       // escapes & < > " '
Str buf_str(const Buf *buf);                 // borrows until the next append
static inline void buf_cut(Buf *buf, size_t len) {   // to its first `len` bytes
    buf->len = len;
    if (buf->ptr) buf->ptr[len] = '\0';
}
static inline void buf_clear(Buf *buf) {
    buf_cut(buf, 0);
}
void buf_free(Buf *buf);

// Empty buffers that have their memory already, for the texts that are put together next: the one
// that was given back last is taken first.
typedef struct SpareBufs {
    Buf bufs[4];
    size_t count;
} SpareBufs;
Buf spare_take(SpareBufs *spare);
void spare_give(SpareBufs *spare, Buf *buf);   // empties it; frees it where there are enough
void spare_free(SpareBufs *spare);

#endif
