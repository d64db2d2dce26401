#include "publish/part.h"

#include <errno.h>

enum { NUMBER_COUNT = 4, HASH_COUNT = 3, DIGITS_MAX = 18 };

void part_add_list(Buf *out, const Part *part, Arena *scratch) {
    const uint64_t numbers[NUMBER_COUNT] = {part->shard.number, part->shard.count,
                                            part->planned_count, part->total_count};
    const Hash hashes[HASH_COUNT] = {part->origin.program, part->origin.options,
                                     part->origin.files};
    Buf note = {0};
    buf_add(&note, STR("part"));
    for (int i = 0; i < NUMBER_COUNT; i++) {
        buf_add_char(&note, ' ');
        buf_add_int(&note, (int64_t)numbers[i]);
    }
    for (int i = 0; i < HASH_COUNT; i++) {
        buf_add_char(&note, ' ');
        journal_add_hash(&note, hashes[i]);
    }
    Journal list = part->files;
    list.note = arena_take(scratch, &note);
    journal_add(out, &list);
}

// The next word of a note; "" at its end.
static Str next_word(Str *note) {
    Str word = str_slice(*note, 0, str_find(*note, ' '));
    *note = str_slice(*note, word.len + 1, note->len);
    return word;
}

static bool parse_number(Str word, uint64_t *ret) {
    *ret = 0;
    if (!word.len || word.len > DIGITS_MAX) return false;
    for (size_t i = 0; i < word.len; i++) {
        if (!ascii_is_digit(word.ptr[i])) return false;
        *ret = *ret * 10 + (uint64_t)(word.ptr[i] - '0');
    }
    return true;
}

static bool is_possible(const Shard *shard) {
    return shard->number >= 1 && shard->number <= shard->count && shard->count <= SHARDS_MAX;
}

static bool parse_note(Str note, Part *ret) {
    uint64_t *const numbers[NUMBER_COUNT] = {&ret->shard.number, &ret->shard.count,
                                             &ret->planned_count, &ret->total_count};
    Hash *const hashes[HASH_COUNT] = {&ret->origin.program, &ret->origin.options,
                                      &ret->origin.files};
    bool is_good = str_equal(next_word(&note), STR("part"));
    for (int i = 0; i < NUMBER_COUNT; i++) {
        is_good = is_good && parse_number(next_word(&note), numbers[i]);
    }
    for (int i = 0; i < HASH_COUNT; i++) {
        is_good = is_good && journal_parse_hash(next_word(&note), hashes[i]);
    }
    return is_good && !note.len && is_possible(&ret->shard);
}

bool shard_parse(Str text, Shard *ret) {
    size_t slash = str_find(text, '/');
    Shard shard;
    bool is_good = parse_number(str_slice(text, 0, slash), &shard.number) &&
                   parse_number(str_slice(text, slash + 1, text.len), &shard.count) &&
                   is_possible(&shard);
    if (is_good) *ret = shard;
    return is_good;
}

// Names that begin so are those of a publish, of a list, of a site's state.
static bool is_own_name(Str path) {
    return str_starts_with(path, STR(".metier"));
}

bool part_read_list(int folder, Arena *arena, Part *ret) {
    bool is_whole = false;
    *ret = (Part){0};
    if (!journal_read(folder, PART_LIST_NAME, arena, &ret->files, &is_whole)) return false;
    // Beside the files of the outputs a list may name their compressed copies.
    is_whole = is_whole && parse_note(ret->files.note, ret) &&
               ret->files.count >= ret->planned_count;
    for (size_t i = 0; i < ret->files.count && is_whole; i++) {
        const Record *record = &ret->files.records[i];
        is_whole = record->action == ACTION_PUT && !is_own_name(record->path);
    }
    if (!is_whole) errno = EBADMSG;
    return is_whole;
}
