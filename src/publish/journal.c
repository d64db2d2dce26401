#include "publish/journal.h"

#include <errno.h>
#include <stdlib.h>

enum { JOURNAL_MAX_SIZE = 1 << 30, HASH_DIGITS = 32 };
#define HEADER STR("metier journal 2")
#define HEADER_WHOLE STR("metier journal 2 whole")

void journal_add_hash(Buf *out, Hash hash) {
    static const char digits[] = "0123456789abcdef";
    char text[HASH_DIGITS];
    for (int i = 0; i < HASH_DIGITS / 2; i++) {
        text[i] = digits[hash.high >> (60 - 4 * i) & 15];
        text[i + HASH_DIGITS / 2] = digits[hash.low >> (60 - 4 * i) & 15];
    }
    buf_add(out, (Str){text, HASH_DIGITS});
}

// Each digit and 1, so that 0 is none: a journal has very many of them.
static const unsigned char digit_values[256] = {
    ['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5, ['5'] = 6, ['6'] = 7, ['7'] = 8,
    ['8'] = 9, ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
};

static bool parse_half(const char *digits, uint64_t *ret) {
    uint64_t others = 0;
    uint64_t number = 0;
    for (size_t i = 0; i < HASH_DIGITS / 2; i++) {
        uint64_t value = digit_values[(unsigned char)digits[i]] - UINT64_C(1);
        others |= value;
        number = number << 4 | value;
    }
    *ret = number;
    return others <= 15;
}

bool journal_parse_hash(Str text, Hash *ret) {
    return text.len >= HASH_DIGITS && parse_half(text.ptr, &ret->high) &&
           parse_half(text.ptr + HASH_DIGITS / 2, &ret->low);
}

static int compare_to_record(const void *path, const void *record) {
    return str_compare(*(const Str *)path, ((const Record *)record)->path);
}

const Record *journal_find(const Journal *journal, Str path) {
    return journal->count ? bsearch(&path, journal->records, journal->count,
                                    sizeof *journal->records, compare_to_record)
                          : NULL;
}

// A journal on its way to the disk: it is as large as all paths of a site together.
typedef struct Writing {
    int file;                // or into memory:
    Buf *out;
    Hasher *hasher;
    Buf text;                // that is still to be written
    bool is_whole;           // so far
} Writing;

static void pass_text(Writing *writing) {
    Str text = buf_str(&writing->text);
    if (writing->out) buf_add(writing->out, text);
    else writing->is_whole = writing->is_whole && file_add(writing->file, text);
    buf_clear(&writing->text);
}

static void write_text(Writing *writing) {
    hasher_add(writing->hasher, buf_str(&writing->text));
    pass_text(writing);
}

static void write_record(Writing *writing, const Record *record) {
    enum { PIECE_SIZE = 64 * 1024 };
    Buf *text = &writing->text;
    buf_add_char(text, (char)record->action);
    journal_add_hash(text, record->hash);
    buf_add_char(text, ' ');
    buf_add(text, record->path);
    buf_add_char(text, '\0');
    if (text->len >= PIECE_SIZE) write_text(writing);
}

// What is said of all of it, where there is something to say.
static void write_line(Writing *writing, char sign, Str text) {
    if (!text.len) return;
    buf_add_char(&writing->text, sign);
    buf_add(&writing->text, text);
    buf_add_char(&writing->text, '\0');
}

static bool write_all(Writing *writing, const Journal *journal, Hash *ret_seal) {
    buf_add(&writing->text, journal->is_whole ? HEADER_WHOLE : HEADER);
    buf_add_char(&writing->text, '\0');
    write_line(writing, '@', journal->instance);
    write_line(writing, '#', journal->note);
    for (size_t i = 0; i < journal->count && writing->is_whole; i++) {
        write_record(writing, &journal->records[i]);
    }
    write_text(writing);
    *ret_seal = hasher_end(writing->hasher);
    buf_add_char(&writing->text, '.');
    journal_add_hash(&writing->text, *ret_seal);
    buf_add_char(&writing->text, '\0');
    pass_text(writing);
    return writing->is_whole;
}

void journal_add(Buf *out, const Journal *journal) {
    Writing writing = {.out = out, .hasher = hasher_new(), .is_whole = true};
    Hash seal;
    write_all(&writing, journal, &seal);
    buf_free(&writing.text);
}

bool journal_write(int folder, Str name, Journal *journal) {
    int file = file_remove(folder, name) ? file_begin(folder, name) : -1;
    if (file < 0) return false;
    Writing writing = {.file = file, .hasher = hasher_new(), .is_whole = true};
    bool is_whole = write_all(&writing, journal, &journal->seal);
    bool is_written = file_end_synced(folder, file, is_whole);
    int saved = errno;
    buf_free(&writing.text);
    errno = saved;
    return is_written;
}

// The next record of `text`, without its NUL; false at the end, or where there is none.
static bool next_line(Str *text, Str *ret) {
    size_t end = str_find(*text, '\0');
    if (end == text->len) return false;
    *ret = str_slice(*text, 0, end);
    *text = str_slice(*text, end + 1, text->len);
    return true;
}

// What follows a sign at the start of `text`, where that is the next line; else empty.
static Str take_line(Str *text, Str sign) {
    Str line = {0};
    bool is_there = str_starts_with(*text, sign) && next_line(text, &line);
    return is_there ? str_slice(line, sign.len, line.len) : (Str){0};
}

static bool parse_record(Str line, Record *ret) {
    char sign = line.ptr[0];     // its NUL, where it is empty
    bool is_action = sign == ACTION_KEEP || sign == ACTION_PUT || sign == ACTION_REMOVE;
    bool is_whole = is_action && line.len > HASH_DIGITS + 2;
    if (!is_whole || !journal_parse_hash(str_slice(line, 1, line.len), &ret->hash)) return false;
    ret->action = (Action)sign;
    ret->path = str_slice(line, HASH_DIGITS + 2, line.len);
    return line.ptr[HASH_DIGITS + 1] == ' ' && path_is_possible(ret->path);
}

// Whether the records of what stays come first, those of what goes behind them, each by path, and
// none is in both: all that works with them relies on that.
static bool is_ordered(const Record *records, size_t count) {
    size_t kept_count = 0;
    while (kept_count < count && records[kept_count].action != ACTION_REMOVE) kept_count++;
    for (size_t i = 1; i < count; i++) {
        bool is_misplaced = i > kept_count && records[i].action != ACTION_REMOVE;
        if (is_misplaced) return false;
        if (i != kept_count && str_compare(records[i - 1].path, records[i].path) >= 0) return false;
    }
    size_t kept = 0;
    for (size_t i = kept_count; i < count; i++) {
        while (kept < kept_count && str_compare(records[kept].path, records[i].path) < 0) kept++;
        if (kept < kept_count && str_equal(records[kept].path, records[i].path)) return false;
    }
    return true;
}

// How many records there can be at most: no more than lines, and none is shorter than this.
static size_t count_records(Str text) {
    enum { RECORD_MIN_SIZE = HASH_DIGITS + 4 };
    size_t count = 0;
    size_t count_max = text.len / RECORD_MIN_SIZE;
    Str line;
    while (count < count_max && next_line(&text, &line)) count++;
    return count;
}

// Parses the whole of a journal; false when anything in it is not as journal_write leaves it.
static bool parse(Str text, Arena *arena, Journal *ret) {
    Str rest = text;
    Str line;
    bool is_parsed = next_line(&rest, &line);
    ret->is_whole = is_parsed && str_equal(line, HEADER_WHOLE);
    is_parsed = ret->is_whole || (is_parsed && str_equal(line, HEADER));
    bool is_ended = false;
    if (is_parsed) {
        ret->instance = take_line(&rest, STR("@"));
        ret->note = take_line(&rest, STR("#"));
    }
    ret->records = ARENA_NEW(arena, Record, count_records(rest) + 1);   // one that is none ends it
    size_t count = 0;
    while (is_parsed && !is_ended && next_line(&rest, &line)) {
        is_ended = str_starts_with(line, STR("."));
        if (is_ended) {
            Str before = str_slice(text, 0, (size_t)(line.ptr - text.ptr));
            is_parsed = line.len == HASH_DIGITS + 1 && !rest.len &&
                        journal_parse_hash(str_slice(line, 1, line.len), &ret->seal) &&
                        hash_equal(ret->seal, hash_128(before));
        } else {
            is_parsed = parse_record(line, &ret->records[count++]);
        }
    }
    is_parsed = is_parsed && is_ended && is_ordered(ret->records, count);
    ret->count = is_parsed ? count : 0;
    return is_parsed;
}

bool journal_read(int folder, Str name, Arena *arena, Journal *ret, bool *ret_exists) {
    Buf text = {0};
    *ret = (Journal){0};
    *ret_exists = false;
    // What begins otherwise is not read any further, however large it is.
    bool is_read = file_read_start(folder, name, HEADER.len, &text);
    if (is_read && str_equal(buf_str(&text), HEADER)) {
        buf_clear(&text);
        is_read = file_read(folder, name, JOURNAL_MAX_SIZE, &text);
        *ret_exists = is_read && parse(arena_copy(arena, buf_str(&text)), arena, ret);
    }
    int saved = errno;
    buf_free(&text);
    errno = saved;
    return is_read || errno == ENOENT;
}
