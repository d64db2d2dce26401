#include "site/search_index.h"

#include <stdlib.h>
#include <string.h>

#include "site/search_terms.h"

enum {
    WHOLE_POSTINGS = 20000,  // an index with more is split: about 60 KB, compressed
    NODE_POSTINGS = 600,     // and so is a node with more
    KEY_MAX_LETTERS = 10,
    ROLE_MAX = (1 << 28) - 1,
};

static int compare_words(const void *left, const void *right) {
    return str_compare(((const SearchWord *)left)->text, ((const SearchWord *)right)->text);
}

// Finds which words there are, in how many roles each; `numbers`, one per term of each role in
// turn, has which of them it is.
static void count_words(const RoleList *roles, List *words, uint32_t *numbers) {
    Table by_text = {0};
    for (size_t i = 0; i < roles->count; i++) {
        const Role *role = roles->items[i];
        for (size_t j = 0; j < role->search_term_count; j++) {
            Str text = search_term_word(role, j);
            size_t index = table_add(&by_text, text, words->count);
            if (index == TABLE_NONE) {
                index = words->count;
                SearchWord *word = list_add(words, sizeof *word);
                word->text = text;
            }
            ((SearchWord *)words->items)[index].posting_count++;
            *numbers++ = (uint32_t)index;
        }
    }
    table_free(&by_text);
}

static void add_postings(const RoleList *roles, const uint32_t *numbers, SearchWord *words) {
    for (size_t i = 0; i < roles->count; i++) {
        const Role *role = roles->items[i];
        for (size_t j = 0; j < role->search_term_count; j++) {
            unsigned weight = role->search_terms[j].weight;
            SearchWord *word = &words[*numbers++];
            word->postings[word->posting_count++] =
                (SearchPosting){(uint32_t)i & ROLE_MAX, weight & SEARCH_WEIGHT_MAX};
            if (weight > word->weight) word->weight = weight & SEARCH_WEIGHT_MAX;
        }
    }
}

// The first `letters` letters of a text; shorter texts as they are.
static Str first_letters(Str text, size_t letters) {
    size_t end = 0;
    while (letters-- && end < text.len) utf8_decode(text, &end);
    return str_slice(text, 0, end);
}

// Behind the words of a range, whose first ones begin with a key, that do so.
static size_t find_end(const SearchIndex *index, size_t from, size_t to, Str key) {
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (str_starts_with(index->words[middle].text, key)) from = middle + 1;
        else to = middle;
    }
    return from;
}

// Adds the nodes for the words of a range, all of so many letters at least, by their first
// `letters` letters. `sums` has how many postings stand before each word.
static void add_nodes(const SearchIndex *index, const size_t *sums, size_t from, size_t to,
                      size_t letters, List *nodes) {
    while (from < to) {
        Str key = first_letters(index->words[from].text, letters);
        size_t end = find_end(index, from, to, key);
        bool is_whole = sums[end] - sums[from] <= NODE_POSTINGS;
        *(SearchNode *)list_add(nodes, sizeof(SearchNode)) = (SearchNode){key, from, end, is_whole};
        // The word that is the key itself has no letter more: it stands in this node's file.
        size_t longer = from + str_equal(index->words[from].text, key);
        if (!is_whole && letters < KEY_MAX_LETTERS) {
            add_nodes(index, sums, longer, end, letters + 1, nodes);
        }
        from = end;
    }
}

static void derive_nodes(SearchIndex *index, Arena *arena) {
    Arena scratch = {0};
    List nodes = {0};
    size_t *sums = ARENA_NEW(&scratch, size_t, index->word_count + 1);
    for (size_t i = 0; i < index->word_count; i++) {
        sums[i + 1] = sums[i] + index->words[i].posting_count;
    }
    index->is_whole = sums[index->word_count] <= WHOLE_POSTINGS;
    if (!index->is_whole) add_nodes(index, sums, 0, index->word_count, 1, &nodes);
    if (nodes.count > index->node_capacity) {
        index->node_capacity = nodes.count * 2;
        index->nodes = ARENA_NEW(arena, SearchNode, index->node_capacity);
    }
    index->node_count = nodes.count;
    if (nodes.count) memcpy(index->nodes, nodes.items, nodes.count * sizeof(SearchNode));
    free(nodes.items);
    arena_free(&scratch);
}

void search_index_derive(const RoleList *roles, bool owns_texts, Arena *arena, SearchIndex *ret) {
    size_t term_count = 0;
    for (size_t i = 0; i < roles->count; i++) term_count += roles->items[i]->search_term_count;
    Arena scratch = {0};
    uint32_t *numbers = ARENA_NEW(&scratch, uint32_t, term_count);
    List words = {0};
    count_words(roles, &words, numbers);
    *ret = (SearchIndex){.words = ARENA_NEW(arena, SearchWord, words.count + 1),
                         .word_count = words.count, .word_capacity = words.count + 1};
    if (words.count) memcpy(ret->words, words.items, words.count * sizeof(SearchWord));
    for (size_t i = 0; i < words.count; i++) {
        SearchWord *word = &ret->words[i];
        if (owns_texts) word->text = arena_copy(arena, word->text);
        word->posting_capacity = word->posting_count & ROLE_MAX;
        word->postings = ARENA_NEW(arena, SearchPosting, word->posting_count);
        word->posting_count = 0;
    }
    add_postings(roles, numbers, ret->words);
    if (words.count) qsort(ret->words, words.count, sizeof(SearchWord), compare_words);
    derive_nodes(ret, arena);
    arena_free(&scratch);
    free(words.items);
}

// Where a word stands, or would stand.
static size_t find_word(const SearchIndex *index, Str text) {
    size_t from = 0;
    size_t to = index->word_count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (str_compare(index->words[middle].text, text) < 0) from = middle + 1;
        else to = middle;
    }
    return from;
}

// Where a role stands among the postings of a word, or would stand.
static size_t find_posting(const SearchWord *word, size_t role) {
    size_t ret = 0;
    while (ret < word->posting_count && word->postings[ret].role < role) ret++;
    return ret;
}

static void weigh(SearchWord *word) {
    word->weight = 0;
    for (size_t i = 0; i < word->posting_count; i++) {
        if (word->postings[i].weight > word->weight) word->weight = word->postings[i].weight;
    }
}

static void add_term(SearchIndex *index, const Role *role, size_t term, Arena *arena) {
    Str text = search_term_word(role, term);
    size_t at = find_word(index, text);
    bool is_known = at < index->word_count && str_equal(index->words[at].text, text);
    if (!is_known) {
        index->words = arena_grow_array(arena, index->words, index->word_count,
                                        &index->word_capacity, sizeof *index->words);
        memmove(&index->words[at + 1], &index->words[at],
                (index->word_count++ - at) * sizeof *index->words);
        index->words[at] = (SearchWord){.text = text};
    }
    SearchWord *word = &index->words[at];
    size_t capacity = word->posting_capacity;
    word->postings = arena_grow_array(arena, word->postings, word->posting_count, &capacity,
                                      sizeof *word->postings);
    word->posting_capacity = capacity & ROLE_MAX;
    size_t place = find_posting(word, role->index);
    memmove(&word->postings[place + 1], &word->postings[place],
            (word->posting_count++ - place) * sizeof *word->postings);
    word->postings[place] = (SearchPosting){(uint32_t)role->index & ROLE_MAX,
                                            role->search_terms[term].weight};
    weigh(word);
}

static void remove_term(SearchIndex *index, const Role *role, size_t term) {
    size_t at = find_word(index, search_term_word(role, term));
    SearchWord *word = &index->words[at];
    size_t place = find_posting(word, role->index);
    memmove(&word->postings[place], &word->postings[place + 1],
            (--word->posting_count - place) * sizeof *word->postings);
    weigh(word);
    if (word->posting_count) return;
    memmove(word, word + 1, (--index->word_count - at) * sizeof *word);
}

void search_index_renew(SearchIndex *index, Role *role, const Role *newer, Arena *arena) {
    for (size_t i = 0; i < role->search_term_count; i++) {
        remove_term(index, role, i);
    }
    role->search_words = newer->search_words;
    role->search_terms = newer->search_terms;
    role->search_term_count = newer->search_term_count;
    role->lost_term_count = newer->lost_term_count;
    for (size_t i = 0; i < role->search_term_count; i++) {
        add_term(index, role, i, arena);
    }
    derive_nodes(index, arena);
}
