#include "data/prose.h"

#include "data/profile.h"
#include "site/replaced.h"

#define REPLACED_UNIT STR("replaced")
#define NBSP "\xC2\xA0"
#define NARROW_NBSP "\xE2\x80\xAF"

enum { TRIPLE_COUNT = 1000 };

// The next three digits in a row from *at on, as a number; TRIPLE_COUNT: there are none.
static size_t next_triple(Str text, size_t *at) {
    size_t digits = 0;
    size_t ret = 0;
    while (*at < text.len) {
        char byte = text.ptr[(*at)++];
        digits = ascii_is_digit(byte) ? digits + 1 : 0;
        ret = digits ? (ret * 10 + (size_t)(byte - '0')) % TRIPLE_COUNT : 0;
        if (digits < 3) continue;
        *at -= 2;
        return ret;
    }
    return TRIPLE_COUNT;
}

static const bool *find_triples(Arena *arena, const Str *prose) {
    bool *ret = ARENA_NEW(arena, bool, TRIPLE_COUNT + 1);
    for (size_t i = 0; i < PROSE_COUNT; i++) {
        size_t at = 0;
        for (size_t triple; (triple = next_triple(prose[i], &at)) < TRIPLE_COUNT;) {
            ret[triple] = true;
        }
    }
    ret[TRIPLE_COUNT] = true;
    return ret;
}

static bool says(Work *work, Str figure) {
    Str prose[PROSE_COUNT];
    replaced_find_prose(work->editing.file, work->editing.to, prose);
    // Of the figures of many regions a text says few: most can be told without a look into it.
    if (!work->triples) work->triples = find_triples(work->editing.arena, prose);
    size_t from = 0;
    if (!work->triples[next_triple(figure, &from)]) return false;
    for (size_t i = 0; figure.len && i < PROSE_COUNT; i++) {
        size_t at = 0;
        if (replaced_find(prose[i], figure, &at)) return true;
    }
    return false;
}

static void note(Work *work, Str source, Str old, Str now) {
    if (!old.len || str_equal(old, now)) return;
    *(ProseFigure *)list_add(&work->prose, sizeof(ProseFigure)) = (ProseFigure){source, old, now};
}

static bool is_number(Str text, size_t *ret_digits) {
    bool has_point = false;
    size_t i = 0;
    *ret_digits = 0;
    for (; i < text.len; i++) {
        bool is_point = text.ptr[i] == '.' && i && !has_point;
        if (!is_point && !ascii_is_digit(text.ptr[i])) return false;
        has_point |= is_point;
        if (!has_point) ++*ret_digits;
    }
    return i > 0;
}

// How people write a number: what stands between thousands, and before decimals.
typedef struct Writing { const char *group; const char *point; } Writing;

// "86,070" of "86070"
static Str written(Arena *arena, Str number, size_t digits, const Writing *writing) {
    Buf out = {0};
    for (size_t i = 0; i < number.len; i++) {
        bool is_group = i && i < digits && (digits - i) % 3 == 0;
        if (is_group) buf_add(&out, str_from(writing->group));
        if (number.ptr[i] == '.') buf_add(&out, str_from(writing->point));
        else buf_add_char(&out, number.ptr[i]);
    }
    return arena_take(arena, &out);
}

// A number of few digits may be one of many things.
enum { DIGITS_MIN = 4 };

static void note_number(Work *work, Str source, Str old, Str now) {
    static const Writing ways[] = {
        {"", "."}, {",", "."}, {"'", "."}, {"\xE2\x80\x99", "."}, {"", ","}, {".", ","},
        {" ", ","}, {NBSP, ","}, {NARROW_NBSP, ","},
    };
    Arena *arena = work->editing.arena;
    size_t old_digits, now_digits;
    if (!is_number(old, &old_digits) || !is_number(now, &now_digits)) return;
    if (old_digits < DIGITS_MIN && str_find(old, '.') == old.len) return;
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        note(work, source, written(arena, old, old_digits, &ways[i]),
             written(arena, now, now_digits, &ways[i]));
    }
}

static void note_percent(Work *work, Str source, Str old, Str now) {
    static const char *const signs[] = {"%", " %", NBSP "%", NARROW_NBSP "%", " percent",
                                        " per cent"};
    static const Writing ways[] = {{"", "."}, {"", ","}};
    Arena *arena = work->editing.arena;
    for (size_t i = 0; i < 2; i++) {
        Str before = written(arena, str_slice(old, 0, old.len - 1), 0, &ways[i]);
        Str after = written(arena, str_slice(now, 0, now.len - 1), 0, &ways[i]);
        for (size_t j = 0; j < sizeof signs / sizeof signs[0]; j++) {
            Str sign = str_from(signs[j]);
            note(work, source, arena_join(arena, before, sign), arena_join(arena, after, sign));
        }
    }
}

static void note_value(Work *work, Str source, Str old, Str now) {
    bool is_percent = str_ends_with(old, STR("%")) && str_ends_with(now, STR("%"));
    if (is_percent) note_percent(work, source, old, now);
    else note_number(work, source, old, now);
}

// Whether it is a value of the profile all the same.
static bool is_told(const Work *work, Str text) {
    for (size_t i = 0; i < work->told.count; i++) {
        const OwnedUnit *unit = &work->told.items[i];
        for (size_t j = 0; j < unit->count; j++) {
            if (str_equal(unit->fields[j].text, text)) return true;
        }
    }
    return false;
}

static void note_vintage(Work *work, const OwnedUnit *locked, const OwnedUnit *told) {
    const OwnedField *then = locked ? owned_field(locked, STR("vintage")) : NULL;
    const OwnedField *now = owned_field(told, STR("vintage"));
    Arena *arena = work->editing.arena;
    if (!then || !now) return;
    note(work, told->source, origins_vintage_words(told->source, then->text, arena),
         origins_vintage_words(told->source, now->text, arena));
}

void prose_note(Work *work, const OwnedUnit *owned, const OwnedUnit *locked,
                const OwnedUnit *told) {
    bool is_entry = str_equal(told->name, SOURCES_UNIT);
    if (is_entry) note_vintage(work, locked, told);
    for (size_t i = 0; !is_entry && i < told->count; i++) {
        const OwnedField *now = &told->fields[i];
        const OwnedField *own = owned_field(owned, now->name);
        bool is_replaced = own && !own->is_null && !now->is_null && !owned_field_equal(own, now);
        if (is_replaced && !is_told(work, own->text)) {
            note_value(work, told->source, own->text, now->text);
        }
    }
}

// The newest value of one that an earlier refresh has replaced.
static Str newest(const Work *work, Str source, Str now) {
    const ProseFigure *figures = work->prose.items;
    for (size_t i = 0; i < work->prose.count; i++) {
        bool is_it = str_equal(figures[i].source, source) && str_equal(figures[i].old, now);
        if (is_it) return figures[i].now;
    }
    return now;
}

// Of one that stood for two figures it is not known which of them the text says.
static void add_said(Work *work, OwnedUnit *unit, Str old, Str now) {
    if (!says(work, old) || str_equal(old, now)) return;
    OwnedField *other = owned_field(unit, old);
    if (other && !str_equal(other->text, now)) {
        other->text = arena_join_three(work->editing.arena, other->text, STR(" or "), now);
    }
    if (other) return;
    owned_add_field(work->editing.arena, unit, (OwnedField){.name = old, .text = now});
}

static bool lock_line(Work *work, LockLine *line) {
    OwnedUnit said = {.source = line->source, .name = REPLACED_UNIT};
    const OwnedUnit *before = owned_find(&line->units, line->source, REPLACED_UNIT);
    const ProseFigure *figures = work->prose.items;
    for (size_t i = 0; before && i < before->count; i++) {
        const OwnedField *field = &before->fields[i];
        add_said(work, &said, field->name, newest(work, line->source, field->text));
    }
    for (size_t i = 0; i < work->prose.count; i++) {
        bool is_here = str_equal(figures[i].source, line->source);
        if (is_here) add_said(work, &said, figures[i].old, figures[i].now);
    }
    if (said.count) lock_put(work->all->lock, line, &said);
    else owned_remove(&line->units, REPLACED_UNIT);
    return said.count > 0;
}

bool prose_lock(Work *work) {
    const List *lines = &work->all->lock->lines;
    bool ret = false;
    for (size_t i = 0; i < lines->count; i++) {
        LockLine *line = (LockLine *)lines->items + i;
        if (str_equal(line->path, work->file->path)) ret |= lock_line(work, line);
    }
    return ret;
}
