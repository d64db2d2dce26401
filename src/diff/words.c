#include "diff/words.h"

#include <stdlib.h>
#include <string.h>

// Texts in which more words than this came and went are told as one change.
enum { EDITS_MAX = 64 };
enum { AROUND_COUNT = 3 };

typedef struct Words {
    Str *items;
    size_t count;
    bool *is_changed;        // in the one text alone
} Words;

Str words_next(Str text, size_t *at) {
    while (*at < text.len) {
        while (*at < text.len && ascii_is_space(text.ptr[*at])) (*at)++;
        size_t from = *at;
        bool is_word = false;
        for (; *at < text.len && !ascii_is_space(text.ptr[*at]); (*at)++) {
            char byte = text.ptr[*at];
            is_word |= ascii_is_letter(byte) || ascii_is_digit(byte) || (byte & 0x80);
        }
        if (is_word) return str_slice(text, from, *at);
    }
    return (Str){0};
}

static Words split(Str text, Arena *scratch) {
    Words ret = {0};
    size_t capacity = 0;
    size_t at = 0;
    for (Str word; (word = words_next(text, &at)).len;) {
        ret.items = arena_grow_array(scratch, ret.items, ret.count, &capacity, sizeof word);
        ret.items[ret.count++] = word;
    }
    ret.is_changed = ARENA_NEW(scratch, bool, ret.count + 1);
    return ret;
}

static bool is_same(const Words *a, size_t i, const Words *b, size_t j) {
    return i < a->count && j < b->count && str_equal(a->items[i], b->items[j]);
}

// How far along each diagonal, words of the one less words of the other, so many edits lead: of
// Myers, "An O(ND) Difference Algorithm and Its Variations".
typedef struct Reach { ptrdiff_t at[2 * EDITS_MAX + 3]; } Reach;

static ptrdiff_t *reach_at(Reach *reach, ptrdiff_t diagonal) {
    return &reach->at[diagonal + EDITS_MAX + 1];
}

// Where the furthest way to a diagonal has its last edit: a word that came, or else one that went.
static bool comes_last(Reach *before, ptrdiff_t diagonal, ptrdiff_t edits) {
    if (diagonal == -edits) return true;
    if (diagonal == edits) return false;
    return *reach_at(before, diagonal - 1) < *reach_at(before, diagonal + 1);
}

// How far one more edit leads.
static ptrdiff_t step(Reach *before, ptrdiff_t diagonal, ptrdiff_t edits) {
    bool is_new = comes_last(before, diagonal, edits);
    return is_new ? *reach_at(before, diagonal + 1) : *reach_at(before, diagonal - 1) + 1;
}

// Goes the way back from the end of both, and marks the edits.
static void mark_way(Words *a, Words *b, Reach **reaches, ptrdiff_t edits) {
    ptrdiff_t x = (ptrdiff_t)a->count;
    ptrdiff_t y = (ptrdiff_t)b->count;
    for (; edits > 0; edits--) {
        Reach *before = reaches[edits - 1];
        bool is_new = comes_last(before, x - y, edits);
        ptrdiff_t diagonal = x - y + (is_new ? 1 : -1);
        x = *reach_at(before, diagonal);
        y = x - diagonal;
        if (is_new) b->is_changed[y] = true;
        else a->is_changed[x] = true;
    }
}

// Marks the fewest words that make one of the other. False where those are too many.
static bool mark_fewest(Words *a, Words *b, Arena *scratch) {
    Reach *reaches[EDITS_MAX + 1];
    ptrdiff_t end = (ptrdiff_t)a->count - (ptrdiff_t)b->count;
    if (end > EDITS_MAX || -end > EDITS_MAX) return false;
    for (ptrdiff_t edits = 0; edits <= EDITS_MAX; edits++) {
        reaches[edits] = ARENA_NEW(scratch, Reach, 1);
        for (ptrdiff_t diagonal = -edits; diagonal <= edits; diagonal += 2) {
            ptrdiff_t x = edits ? step(reaches[edits - 1], diagonal, edits) : 0;
            while (is_same(a, (size_t)x, b, (size_t)(x - diagonal))) x++;
            *reach_at(reaches[edits], diagonal) = x;
            if (diagonal != end || x != (ptrdiff_t)a->count) continue;
            mark_way(a, b, reaches, edits);
            return true;
        }
    }
    return false;
}

// Marks what stands between a beginning and an end that both have.
static void mark_middle(Words *a, Words *b) {
    size_t start = 0;
    size_t end = 0;
    while (is_same(a, start, b, start)) start++;
    while (end < a->count - start && end < b->count - start &&
           str_equal(a->items[a->count - 1 - end], b->items[b->count - 1 - end])) {
        end++;
    }
    memset(a->is_changed + start, true, a->count - start - end);
    memset(b->is_changed + start, true, b->count - start - end);
}

static Str join_words(const Words *words, size_t from, size_t to, Arena *arena) {
    Buf ret = {0};
    for (size_t i = from; i < to; i++) {
        if (i > from) buf_add_char(&ret, ' ');
        buf_add(&ret, words->items[i]);
    }
    return arena_take(arena, &ret);
}

// The end of the words that changed from here on. One that is the same between two that are not
// belongs to them: people read that as one change.
static void find_end(const Words *a, const Words *b, size_t *i, size_t *j) {
    for (;;) {
        while (a->is_changed[*i]) (*i)++;
        while (b->is_changed[*j]) (*j)++;
        bool goes_on = *i < a->count && *j < b->count &&
                       (a->is_changed[*i + 1] || b->is_changed[*j + 1]);
        if (!goes_on) return;
        (*i)++;
        (*j)++;
    }
}

static void add_changes(const Words *a, const Words *b, Arena *arena, WordChanges *to) {
    for (size_t i = 0, j = 0; i < a->count || j < b->count; i++, j++) {
        size_t old_from = i;
        size_t new_from = j;
        if (!a->is_changed[i] && !b->is_changed[j]) continue;
        find_end(a, b, &i, &j);
        to->items = arena_grow_array(arena, to->items, to->count, &to->capacity,
                                     sizeof *to->items);
        size_t around = new_from < AROUND_COUNT ? new_from : AROUND_COUNT;
        size_t end = b->count - j < AROUND_COUNT ? b->count : j + AROUND_COUNT;
        to->items[to->count++] = (WordChange){join_words(b, new_from - around, new_from, arena),
                                              join_words(a, old_from, i, arena),
                                              join_words(b, new_from, j, arena),
                                              join_words(b, j, end, arena)};
    }
}

void words_compare(Str before, Str after, Arena *arena, WordChanges *ret) {
    Arena scratch = {0};
    Words a = split(before, &scratch);
    Words b = split(after, &scratch);
    if (!mark_fewest(&a, &b, &scratch)) mark_middle(&a, &b);
    add_changes(&a, &b, arena, ret);
    arena_free(&scratch);
}
