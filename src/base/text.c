#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/wide.h"

bool str_equal_ascii_case(Str a, Str b) {
    if (a.len != b.len) return false;
    for (size_t i = 0; i < a.len; i++) {
        if (ascii_lower(a.ptr[i]) != ascii_lower(b.ptr[i])) return false;
    }
    return true;
}

bool str_is_among(Str text, const char *const *words) {
    while (*words && !str_equal_ascii_case(text, str_from(*words))) words++;
    return *words != NULL;
}

int str_compare(Str a, Str b) {
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared ? memcmp(a.ptr, b.ptr, shared) : 0;
    if (order) return order;
    return (a.len > b.len) - (a.len < b.len);
}

int str_compare_items(const void *left, const void *right) {
    return str_compare(*(const Str *)left, *(const Str *)right);
}

size_t str_find(Str text, char byte) {
    const char *found = text.len ? memchr(text.ptr, byte, text.len) : NULL;
    return found ? (size_t)(found - text.ptr) : text.len;
}

static bool is_space(char byte) {
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

Str str_cut(Str text, size_t size) {
    if (size >= text.len) return text;
    while (size && ((unsigned char)text.ptr[size] & 0xC0) == 0x80) size--;
    return str_slice(text, 0, size);
}

bool str_is_escaped(Str text, size_t at) {
    size_t from = at;
    while (from && text.ptr[from - 1] == '\\') from--;
    return (at - from) % 2;
}

Str str_trim_spaces(Str text) {
    size_t from = 0;
    size_t to = text.len;
    while (from < to && is_space(text.ptr[from])) from++;
    while (to > from && is_space(text.ptr[to - 1])) to--;
    return str_slice(text, from, to);
}

size_t wide_find_short(Str text, size_t at, WideTest *test) {
    const Wide none = {0};
    while (at < text.len && !wide_bits(test(none + (uint8_t)text.ptr[at]))) at++;
    return at;
}

static Wide wide_spaces(const char *ptr) {
    Wide bytes = wide_load(ptr);
    return wide_is(bytes, ' ') | wide_is(bytes, '\n');
}

// All bits of each of the bytes from `ptr` on that begins a word: right behind a space, and none
// itself.
static Wide wide_word_starts(const char *ptr) {
    return wide_spaces(ptr - 1) & ~wide_spaces(ptr);
}

// Of bytes that together make less than 256.
static size_t wide_sum(Wide bytes) {
    uint64_t halves[2];
    memcpy(halves, &bytes, sizeof halves);
    return (halves[0] + halves[1]) * UINT64_C(0x0101010101010101) >> 56;
}

size_t str_count_words(Str text) {
    static const char last[2 * WIDE_SIZE] = {
        [WIDE_SIZE] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    };
    enum { SUMMED_MAX = 15 };
    if (!text.len) return 0;
    size_t ret = text.ptr[0] != ' ' && text.ptr[0] != '\n';
    size_t i = 1;
    for (size_t rest = (text.len - 1) / WIDE_SIZE, part = 0; rest; rest -= part) {
        Wide sum = {0};
        part = rest < SUMMED_MAX ? rest : SUMMED_MAX;
        for (size_t end = i + part * WIDE_SIZE; i < end; i += WIDE_SIZE) {
            sum -= wide_word_starts(text.ptr + i);
        }
        ret += wide_sum(sum);
    }
    // The rest: the end of the last sixteen.
    if (text.len > WIDE_SIZE) {
        Wide starts = wide_word_starts(text.ptr + text.len - WIDE_SIZE);
        return ret + wide_sum(starts & wide_load(last + (text.len - i)));
    }
    for (; i < text.len; i++) {
        bool was_space = text.ptr[i - 1] == ' ' || text.ptr[i - 1] == '\n';
        ret += was_space && text.ptr[i] != ' ' && text.ptr[i] != '\n';
    }
    return ret;
}

// Size of the well-formed sequence at `index`, or 0.
static size_t utf8_sequence_size(Str text, size_t index) {
    const unsigned char *byte = (const unsigned char *)text.ptr + index;
    size_t left = text.len - index;
    if (byte[0] < 0x80) return 1;
    size_t size = byte[0] >= 0xF0 ? 4 : byte[0] >= 0xE0 ? 3 : 2;
    if (byte[0] < 0xC2 || byte[0] > 0xF4 || left < size) return 0;
    for (size_t i = 1; i < size; i++) {
        if ((byte[i] & 0xC0) != 0x80) return 0;
    }
    if (byte[0] == 0xE0 && byte[1] < 0xA0) return 0;
    if (byte[0] == 0xED && byte[1] > 0x9F) return 0;
    if (byte[0] == 0xF0 && byte[1] < 0x90) return 0;
    if (byte[0] == 0xF4 && byte[1] > 0x8F) return 0;
    return size;
}

static inline Wide are_beyond_ascii(Wide bytes) {
    return bytes;
}

size_t str_ascii_size(Str text) {
    return wide_find(text, 0, are_beyond_ascii);
}

// How many of the 16 bytes from `ptr` on, where a letter begins, are whole letters of up to three
// bytes; 0 where other ones are among them, or what is no letter.
static size_t wide_letters_size(const char *ptr) {
    enum { LAST = 1 << (WIDE_SIZE - 1), ALL = 2 * LAST - 1 };
    Wide bytes = wide_load(ptr);
    unsigned beyond_ascii = wide_bits(bytes);
    unsigned leads = wide_bits((Wide)(bytes >= 0xC2) & (Wide)(bytes < 0xF0));
    unsigned leads_of_three = wide_bits(wide_is(bytes & 0xF0, '\xE0'));
    unsigned are_high = wide_bits((Wide)(bytes >= 0xA0));
    // Behind these only one half of what else may follow is right.
    unsigned wants_high = wide_bits(wide_is(bytes, '\xE0')) << 1;
    unsigned wants_low = wide_bits(wide_is(bytes, '\xED')) << 1;
    unsigned followers = leads << 1 | leads_of_three << 2;
    bool is_sound = (followers & ALL) == (beyond_ascii & ~leads) &&
                    wide_bits((Wide)((bytes & 0xC0) == 0xC0)) == leads &&
                    !(wants_high & ALL & ~are_high) && !(wants_low & are_high);
    if (!is_sound) return 0;
    if (followers <= ALL) return WIDE_SIZE;
    return leads & LAST ? WIDE_SIZE - 1 : WIDE_SIZE - 2;
}

size_t utf8_invalid_at(Str text) {
    for (size_t i = 0; (i = wide_find(text, i, are_beyond_ascii)) < text.len;) {
        size_t size = i + WIDE_SIZE <= text.len ? wide_letters_size(text.ptr + i) : 0;
        if (!size) size = utf8_sequence_size(text, i);
        if (!size) return i;
        i += size;
    }
    return text.len;
}

uint32_t utf8_decode_wide(Str text, size_t *index) {
    const unsigned char *byte = (const unsigned char *)text.ptr + *index;
    size_t size = utf8_sequence_size(text, *index);
    if (size == 0) size = 1;
    *index += size;
    if (size == 1) return byte[0];
    uint32_t code_point = byte[0] & (0x7Fu >> size);
    for (size_t i = 1; i < size; i++) code_point = (code_point << 6) | (byte[i] & 0x3Fu);
    return code_point;
}

void utf8_add(Buf *out, uint32_t code_point) {
    if (code_point < 0x80) {
        buf_add_char(out, (char)code_point);
        return;
    }
    int size = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    static const unsigned lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    buf_add_char(out, (char)(lead[size] | (code_point >> (6 * (size - 1)))));
    for (int i = size - 2; i >= 0; i--) {
        buf_add_char(out, (char)(0x80u | ((code_point >> (6 * i)) & 0x3Fu)));
    }
}

bool utf8_read(Str text, size_t *index, uint32_t *ret) {
    size_t at = *index;
    *ret = utf8_decode(text, index);
    return *index - at > 1 || *ret < 0x80;
}

typedef struct LetterRange {
    uint32_t first;
    uint32_t last;
} LetterRange;

static bool is_in(const LetterRange *ranges, size_t count, uint32_t letter) {
    for (size_t i = 0; i < count; i++) {
        if (letter >= ranges[i].first && letter <= ranges[i].last) return true;
    }
    return false;
}

bool letter_is_space(uint32_t letter) {
    static const LetterRange wide[] = {
        {0x85, 0x85},     {0xA0, 0xA0},     {0x1680, 0x1680}, {0x2000, 0x200A},
        {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000},
    };
    if (letter < 0x80) return is_space((char)letter);
    return is_in(wide, sizeof wide / sizeof wide[0], letter);
}

bool letter_is_invisible(uint32_t letter) {
    // Default_Ignorable_Code_Point and Bidi_Control, the ends of lines, and interlinear annotation.
    static const LetterRange wide[] = {
        {0x80, 0x9F},       {0xAD, 0xAD},       {0x34F, 0x34F},     {0x61C, 0x61C},
        {0x115F, 0x1160},   {0x17B4, 0x17B5},   {0x180B, 0x180F},   {0x200B, 0x200F},
        {0x2028, 0x202E},   {0x2060, 0x206F},   {0x3164, 0x3164},   {0xFE00, 0xFE0F},
        {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},   {0x1BCA0, 0x1BCA3},
        {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
    };
    if (letter < 0x80) return letter < 0x20 || letter == 0x7F;
    return is_in(wide, sizeof wide / sizeof wide[0], letter);
}

enum { DISTANCE_MAX_LEN = 64 };

static bool is_same_letter(char a, char b) {
    return ascii_lower(a) == ascii_lower(b);
}

// Leaves out what two texts begin and end with: it adds nothing to their distance.
static void trim_common(Str *a, Str *b) {
    size_t shorter = a->len < b->len ? a->len : b->len;
    size_t start = 0;
    size_t end = 0;
    while (start < shorter && is_same_letter(a->ptr[start], b->ptr[start])) start++;
    while (end < shorter - start &&
           is_same_letter(a->ptr[a->len - 1 - end], b->ptr[b->len - 1 - end])) {
        end++;
    }
    *a = str_slice(*a, start, a->len - end);
    *b = str_slice(*b, start, b->len - end);
}

// Only what lies within `limit` of the diagonal can count.
size_t text_distance(Str a, Str b, size_t limit) {
    if (a.len > DISTANCE_MAX_LEN || b.len > DISTANCE_MAX_LEN) return limit + 1;
    if (a.len > b.len + limit || b.len > a.len + limit) return limit + 1;
    trim_common(&a, &b);
    size_t rows[3][DISTANCE_MAX_LEN + 2];
    for (size_t j = 0; j <= b.len; j++) rows[0][j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t *row = rows[i % 3];
        const size_t *before = rows[(i + 2) % 3];
        const size_t *before_that = rows[(i + 1) % 3];
        size_t from = i > limit ? i - limit : 1;
        size_t to = i + limit < b.len ? i + limit : b.len;
        row[from - 1] = from > 1 ? limit + 1 : i;
        row[to + 1] = limit + 1;
        for (size_t j = from; j <= to; j++) {
            size_t best = before[j - 1] + (is_same_letter(a.ptr[i - 1], b.ptr[j - 1]) ? 0 : 1);
            if (before[j] + 1 < best) best = before[j] + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            bool swapped = i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] &&
                           a.ptr[i - 2] == b.ptr[j - 1];
            if (swapped && before_that[j - 2] + 1 < best) best = before_that[j - 2] + 1;
            row[j] = best;
        }
    }
    size_t distance = rows[a.len % 3][b.len];
    return distance > limit ? limit + 1 : distance;
}

void buf_reserve(Buf *buf, size_t extra) {
    if (extra > SIZE_MAX / 2 || buf->len > SIZE_MAX / 2 - extra - 1) memory_exhausted();
    size_t needed = buf->len + extra + 1;
    if (needed <= buf->capacity) return;
    size_t capacity = buf->capacity ? buf->capacity : 64;
    while (capacity < needed) capacity *= 2;
    char *ptr = buf->arena ? arena_alloc_unset(buf->arena, capacity) : realloc(buf->ptr, capacity);
    if (!ptr) memory_exhausted();
    if (buf->arena && buf->len) memcpy(ptr, buf->ptr, buf->len);
    if (!buf->arena && capacity >= MEMORY_LARGE_MIN) memory_use_large_pages(ptr, capacity);
    buf->ptr = ptr;
    buf->capacity = capacity;
}

void buf_add_int(Buf *buf, int64_t number) {
    if (number >= 0 && number < 10) {
        buf_add_char(buf, (char)('0' + number));
        return;
    }
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    size_t size = number < 0 ? 2 : 1;
    for (uint64_t power = 10; rest >= power; power *= 10) size++;   // 10^19 is enough
    buf_make_room(buf, size);
    buf->len += size;
    char *at = buf->ptr + buf->len;
    *at = '\0';
    do *--at = (char)('0' + rest % 10);
    while (rest /= 10);
    if (number < 0) *--at = '-';
}

void buf_printf(Buf *buf, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    buf_vprintf(buf, format, arguments);
    va_end(arguments);
}

void buf_vprintf(Buf *buf, const char *format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (size < 0) memory_exhausted();
    buf_reserve(buf, (size_t)size);
    int written = vsnprintf(buf->ptr + buf->len, (size_t)size + 1, format, arguments);
    if (written != size) memory_exhausted();
    buf->len += (size_t)size;
}

// '&' and '\'' differ in the lowest bit alone, '<' and '>' in the one above it.
static inline Wide are_of_html(Wide bytes) {
    return wide_is(bytes | 1, '\'') | wide_is(bytes | 2, '>') | wide_is(bytes, '"');
}

static bool wide_is_plain(Wide bytes) {
    // '"', '&' and '\'' differ in two bits alone; so do '<', '>' and '\\', and that these take '#',
    // '^', '|' and '~' along does no harm.
    return !wide_bits(wide_is(bytes | 5, '\'') | wide_is(bytes | 0x62, '~') |
                      wide_is(bytes & 0xE0, 0) | wide_is(bytes, 0x7F) | wide_is(bytes, '\xE2'));
}

size_t str_skip_plain(Str text, size_t at) {
    if (text.len < WIDE_SIZE) {
        bool is_plain = at < text.len && wide_is_plain(wide_load_short(text));
        return is_plain ? text.len : at;
    }
    while (at + WIDE_SIZE <= text.len && wide_is_plain(wide_load(text.ptr + at))) at += WIDE_SIZE;
    bool is_last = at + WIDE_SIZE > text.len;
    return is_last && wide_is_plain(wide_load(text.ptr + text.len - WIDE_SIZE)) ? text.len : at;
}

static Str html_entity(char byte) {
    switch (byte) {
        case '&': return STR("&amp;");
        case '<': return STR("&lt;");
        case '>': return STR("&gt;");
        case '"': return STR("&quot;");
        default: return STR("&#39;");
    }
}

void buf_add_html(Buf *buf, Str text) {
    size_t from = 0;
    for (size_t i; (i = wide_find(text, from, are_of_html)) < text.len; from = i + 1) {
        buf_add(buf, str_slice(text, from, i));
        buf_add(buf, html_entity(text.ptr[i]));
    }
    buf_add(buf, str_slice(text, from, text.len));
}

Str buf_str(const Buf *buf) {
    return (Str){buf->ptr, buf->len};
}

void buf_free(Buf *buf) {
    if (!buf->arena) free(buf->ptr);
    *buf = (Buf){0};
}

Buf spare_take(SpareBufs *spare) {
    return spare->count ? spare->bufs[--spare->count] : (Buf){0};
}

void spare_give(SpareBufs *spare, Buf *buf) {
    if (spare->count == sizeof spare->bufs / sizeof spare->bufs[0]) {
        buf_free(buf);
        return;
    }
    buf_clear(buf);
    spare->bufs[spare->count++] = *buf;
    *buf = (Buf){0};
}

void spare_free(SpareBufs *spare) {
    while (spare->count) buf_free(&spare->bufs[--spare->count]);
}
