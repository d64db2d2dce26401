#include "site/search_terms.h"

#include <assert.h>
#include <stdlib.h>

#include "site/search_form.h"

// What is longer is cut, as static/search.js cuts what is typed.
enum { WORD_MAX_LETTERS = 40, WORD_MAX_SIZE = 4 * WORD_MAX_LETTERS };
static_assert((int)WORD_MAX_SIZE <= (int)SEARCH_SIZE_MAX &&
                  (int)SEARCH_TERMS_MAX * WORD_MAX_SIZE <= (int)SEARCH_FROM_MAX,
              "a term is too large");

typedef struct Found {
    Str word;
    int weight;
} Found;

typedef struct Collect {
    List terms;              // of Found
    Arena *scratch;
    Buf form;                // of the text that is looked at
} Collect;

static Str cut(Str word) {
    size_t end = 0;
    for (size_t i = 0; i < WORD_MAX_LETTERS && end < word.len; i++) utf8_decode(word, &end);
    return str_slice(word, 0, end);
}

static void add_words(Collect *collect, Str text, int weight) {
    buf_clear(&collect->form);
    search_form(text, &collect->form);
    Str words = arena_copy(collect->scratch, buf_str(&collect->form));
    while (words.len) {
        size_t end = str_find(words, ' ');
        Str word = str_slice(words, 0, end);
        words = str_slice(words, end + 1, words.len);
        if (!word.len) continue;
        Found *found = list_add(&collect->terms, sizeof *found);
        *found = (Found){cut(word), weight};
    }
}

// By word, the heaviest first.
static int compare_terms(const void *left, const void *right) {
    const Found *a = left;
    const Found *b = right;
    int order = str_compare(a->word, b->word);
    return order ? order : (b->weight > a->weight) - (b->weight < a->weight);
}

// The heaviest first.
static int compare_weights(const void *left, const void *right) {
    const Found *a = left;
    const Found *b = right;
    if (a->weight != b->weight) return a->weight > b->weight ? -1 : 1;
    return str_compare(a->word, b->word);
}

// Leaves each word once, at its heaviest, and no more of them than a role may have.
static void reduce(Role *role, List *terms) {
    Found *all = terms->items;
    size_t count = 0;
    if (terms->count) qsort(all, terms->count, sizeof *all, compare_terms);
    for (size_t i = 0; i < terms->count; i++) {
        if (!count || !str_equal(all[i].word, all[count - 1].word)) all[count++] = all[i];
    }
    if (count > SEARCH_TERMS_MAX) {
        role->lost_term_count = count - SEARCH_TERMS_MAX;
        qsort(all, count, sizeof *all, compare_weights);
        qsort(all, SEARCH_TERMS_MAX, sizeof *all, compare_terms);
        count = SEARCH_TERMS_MAX;
    }
    terms->count = count;
}

static void keep_terms(Role *role, Collect *collect, Arena *keep) {
    const Found *all = collect->terms.items;
    size_t count = collect->terms.count;
    role->search_terms = ARENA_NEW(keep, SearchTerm, count + 1);
    role->search_term_count = count;
    buf_clear(&collect->form);
    for (size_t i = 0; i < count; i++) {
        role->search_terms[i] = (SearchTerm){
            .from = collect->form.len & SEARCH_FROM_MAX,
            .size = all[i].word.len & SEARCH_SIZE_MAX,
            .weight = (unsigned)all[i].weight & SEARCH_WEIGHT_MAX,
        };
        buf_add(&collect->form, all[i].word);
    }
    role->search_words = arena_copy(keep, buf_str(&collect->form)).ptr;
}

void search_terms_collect(Role *role, Arena *keep, Arena *scratch) {
    Collect collect = {.terms.arena = scratch, .scratch = scratch, .form.arena = scratch};
    const Skill *skills = role->skills.items;
    add_words(&collect, text_str(role->entry.title), SEARCH_TITLE);
    for (size_t i = 0; i < role->alternative_titles.count; i++) {
        add_words(&collect, text_str(role->alternative_titles.items[i]), SEARCH_OTHER_TITLE);
    }
    for (size_t i = 0; i < role->skills.count; i++) {
        add_words(&collect, text_str(skills[i].name), SEARCH_SKILL);
    }
    for (size_t i = 0; i < role->keywords.count; i++) {
        add_words(&collect, text_str(role->keywords.items[i]), SEARCH_KEYWORD);
    }
    const Codes *codes = &role->codes;
    const Str all_codes[] = {text_str(codes->soc), text_str(codes->onet), text_str(codes->isco)};
    for (size_t i = 0; i < sizeof all_codes / sizeof all_codes[0]; i++) {
        add_words(&collect, all_codes[i], SEARCH_CODE);
    }
    add_words(&collect, text_str(role->branch), SEARCH_BRANCH);
    add_words(&collect, text_str(role->entry.summary), SEARCH_SUMMARY);
    reduce(role, &collect.terms);
    keep_terms(role, &collect, keep);
}

void search_terms_forget(Role *role) {
    role->search_words = NULL;
    role->search_terms = NULL;
}

Str search_term_word(const Role *role, size_t index) {
    const SearchTerm *term = &role->search_terms[index];
    return (Str){role->search_words + term->from, term->size};
}
