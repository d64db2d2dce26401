#include "site/facets.h"

#include <stdlib.h>
#include <string.h>

#include "site/salaries.h"
#include "site/search_form.h"

// The words of a level, as they are searched for.
typedef struct LevelWords { List items; } LevelWords;   // of Str

static void split_words(Str words, LevelWords *ret) {
    while (words.len) {
        size_t end = str_find(words, ',');
        Str word = str_trim(str_slice(words, 0, end));
        if (word.len) *(Str *)list_add(&ret->items, sizeof(Str)) = word;
        words = str_slice(words, end + 1, words.len);
    }
}

static bool has_word(Str form, Str word) {
    for (size_t at = 0; at + word.len <= form.len; at++) {
        bool is_start = at == 0 || form.ptr[at - 1] == ' ';
        if (is_start && !memcmp(form.ptr + at, word.ptr, word.len)) return true;
    }
    return false;
}

static unsigned find_levels(const LevelWords *levels, Str education, Buf *form) {
    unsigned ret = 0;
    buf_clear(form);
    search_form(education, form);
    for (unsigned i = 0; i < EDUCATION_LEVEL_COUNT; i++) {
        const Str *words = levels[i].items.items;
        for (size_t j = 0; j < levels[i].items.count; j++) {
            if (has_word(buf_str(form), words[j])) ret |= 1u << i;
        }
    }
    return ret;
}

static Str facet_address(Arena *arena, const char *folder, Str slug) {
    return arena_join_three(arena, str_from(folder), slug, STR("/"));
}

void facets_derive_educations(Site *site, DerivedStep *own) {
    const Strings *strings = &site->sources->strings;
    LevelWords words[EDUCATION_LEVEL_COUNT] = {0};
    Table known = {0};       // → levels; many roles say the same
    Buf form = {0};
    bool is_partial = false;
    Term *terms = ARENA_NEW(&own->arena, Term, EDUCATION_LEVEL_COUNT);
    for (size_t i = 0; i < EDUCATION_LEVEL_COUNT; i++) {
        Str key = str_from(education_levels[i].name_key);
        split_words(strings_get(strings, education_levels[i].words_key), &words[i]);
        terms[i] = (Term){.name = strings_get(strings, education_levels[i].name_key),
                          .slug = str_slice(key, str_find(key, '.') + 1, key.len)};
        terms[i].address = facet_address(&own->arena, "roles/education/", terms[i].slug);
    }
    for (size_t i = 0; i < site->roles.count; i++) {
        Role *role = site->role_items[i];
        Str education = text_str(role->education);
        size_t levels = table_get(&known, education);
        if (levels == TABLE_NONE) {
            levels = find_levels(words, education, &form);
            table_add(&known, education, levels);
        }
        role->education_levels = (unsigned)levels;
        is_partial |= !role->education_levels;
        for (size_t j = 0; j < EDUCATION_LEVEL_COUNT; j++) {
            bool has_level = role->education_levels >> j & 1;
            if (has_level) role_list_add(&own->arena, &terms[j].roles, role);
        }
    }
    site->educations = (TermList){.items = terms, .count = EDUCATION_LEVEL_COUNT,
                                  .is_partial = is_partial};
    for (size_t i = 0; i < EDUCATION_LEVEL_COUNT; i++) free(words[i].items.items);
    table_free(&known);
    buf_free(&form);
}

// Bands of pay begin at the same figures on every site, so that their addresses stay: at 10, 15,
// 20, 30, 50, 75, 100 and so on, in whole units of the currency. What is less than 10 is one band.
enum { BAND_LEAST = 10 };
static const int64_t band_starts[] = {10, 15, 20, 30, 50, 75, 100};   // of a power of ten

static int64_t band_scale(int64_t whole) {
    int64_t scale = 1;
    while (whole / scale >= 100) scale *= 10;
    return scale;
}

static int64_t band_start(int64_t whole) {
    int64_t scale = band_scale(whole);
    int64_t ret = 0;
    for (size_t i = 0; i < sizeof band_starts / sizeof band_starts[0]; i++) {
        if (band_starts[i] * scale <= whole) ret = band_starts[i] * scale;
    }
    return ret;
}

static int64_t band_end(int64_t start) {
    if (!start) return BAND_LEAST;
    int64_t scale = band_scale(start);
    for (size_t i = 0;; i++) {
        if (band_starts[i] * scale > start) return band_starts[i] * scale;
    }
}

// "$50,000 to $75,000"; of the highest band, whose highest figure may not be known, "$200,000 and
// more".
static Str band_name(const Site *site, int64_t start, bool is_highest, Arena *arena) {
    const Strings *strings = &site->sources->strings;
    int64_t unit = salary_unit(site->main_pay);
    Buf from = {0};
    Buf to = {0};
    Buf name = {0};
    number_write(site->main_pay->format, start * unit, &from);
    number_write(site->main_pay->format, band_end(start) * unit, &to);
    Placeholder values[] = {{"from", buf_str(&from)}, {"to", buf_str(&to)}};
    const char *key = is_highest ? "pay_from" : "from_to";
    strings_write(strings_get(strings, key), values, is_highest ? 1 : 2, &name);
    buf_free(&from);
    buf_free(&to);
    return arena_take(arena, &name);
}

static void add_band(const Site *site, int64_t start, bool is_highest, List *terms,
                     DerivedStep *own) {
    Buf slug = {0};
    Term *term = list_add(terms, sizeof *term);
    buf_add_int(&slug, start);
    term->slug = arena_take(&own->arena, &slug);
    term->name = band_name(site, start, is_highest, &own->arena);
    term->address = facet_address(&own->arena, "roles/pay/", term->slug);
}

// The band of each role by its index; BAND_NONE: it is in none.
#define BAND_NONE INT64_C(-1)
static int64_t *find_bands(const Site *site, Arena *arena) {
    int64_t *ret = ARENA_NEW(arena, int64_t, site->roles.count + 1);
    for (size_t i = 0; i < site->roles.count; i++) {
        const Salary *salary = site->role_items[i]->primary;
        bool is_like = salary && site->main_pay && salary_is_like(salary, site->main_pay);
        bool is_known = is_like && amount_has_number(salary_headline(salary));
        ret[i] = is_known ? band_start(salary_headline(salary)->minor / salary_unit(salary))
                          : BAND_NONE;
    }
    return ret;
}

// Where a band stands among those in order, or would stand.
static size_t find_start(const List *starts, int64_t start) {
    const int64_t *all = starts->items;
    size_t ret = 0;
    while (ret < starts->count && all[ret] < start) ret++;
    return ret;
}

static void note_start(List *starts, int64_t start) {
    size_t at = find_start(starts, start);
    int64_t *all = starts->items;
    if (at < starts->count && all[at] == start) return;
    list_add(starts, sizeof start);
    all = starts->items;
    memmove(&all[at + 1], &all[at], (starts->count - 1 - at) * sizeof start);
    all[at] = start;
}

void facets_derive_pay_bands(Site *site, DerivedStep *own) {
    Arena scratch = {0};
    const int64_t *bands = find_bands(site, &scratch);
    List starts = {0};           // of int64_t: there are few
    List terms = {0};
    bool is_partial = false;
    for (size_t i = 0; i < site->roles.count; i++) {
        if (bands[i] == BAND_NONE) is_partial = true;
        else note_start(&starts, bands[i]);
    }
    for (size_t i = 0; i < starts.count; i++) {
        add_band(site, ((int64_t *)starts.items)[i], i + 1 == starts.count, &terms, own);
    }
    for (size_t i = 0; i < site->roles.count; i++) {
        if (bands[i] == BAND_NONE) continue;
        Term *term = (Term *)terms.items + find_start(&starts, bands[i]);
        role_list_add(&own->arena, &term->roles, site->roles.items[i]);
    }
    site->pay_bands = (TermList){.items = ARENA_NEW(&own->arena, Term, terms.count + 1),
                                 .count = terms.count, .is_partial = is_partial};
    for (size_t i = 0; i < terms.count; i++) site->pay_bands.items[i] = ((Term *)terms.items)[i];
    free(starts.items);
    free(terms.items);
    arena_free(&scratch);
}
