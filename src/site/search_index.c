#include "site/search_index.h"

#include <stdlib.h>
#include <string.h>

enum {
    WHOLE_POSTINGS = 20000,  // an index with more is split: about 60 KB, compressed
    NODE_POSTINGS = 600,     // and so is a node with more
    KEY_MAX_LETTERS = 10,
};

static int compare_words(const void *left, const void *right) {
    return str_compare(((const SearchWord *)left)->text, ((const SearchWord *)right)->text);
}

static void count_words(const RoleList *roles, Table *by_text, List *words) {
    for (size_t i = 0; i < roles->count; i++) {
        const Role *role = roles->items[i];
        for (size_t j = 0; j < role->search_term_count; j++) {
            size_t index = table_add(by_text, role->search_terms[j].word, words->count);
            if (index == TABLE_NONE) {
                index = words->count;
                SearchWord *word = list_add(words, sizeof *word);
                word->text = role->search_terms[j].word;
            }
            ((SearchWord *)words->items)[index].posting_count++;
        }
    }
}

static void add_postings(const RoleList *roles, const Table *by_text, SearchWord *words) {
    for (size_t i = 0; i < roles->count; i++) {
        const Role *role = roles->items[i];
        for (size_t j = 0; j < role->search_term_count; j++) {
            const SearchTerm *term = &role->search_terms[j];
            SearchWord *word = &words[table_get(by_text, term->word)];
            word->postings[word->posting_count++] = (SearchPosting){i, term->weight};
            if (term->weight > word->weight) word->weight = term->weight;
        }
    }
}

// The first `letters` letters of a text; shorter texts as they are.
static Str first_letters(Str text, size_t letters) {
    size_t end = 0;
    while (letters-- && end < text.len) utf8_decode(text, &end);
    return str_slice(text, 0, end);
}

// Adds the nodes for the words of a range by their first `letters` letters.
static void add_nodes(const SearchIndex *index, size_t from, size_t to, size_t letters,
                      List *nodes) {
    while (from < to) {
        Str key = first_letters(index->words[from].text, letters);
        size_t end = from;
        size_t postings = 0;
        while (end < to && str_equal(first_letters(index->words[end].text, letters), key)) {
            postings += index->words[end++].posting_count;
        }
        bool is_whole = postings <= NODE_POSTINGS;
        *(SearchNode *)list_add(nodes, sizeof(SearchNode)) = (SearchNode){key, from, end, is_whole};
        // The word that is the key itself has no letter more: it stands in this node's file.
        size_t longer = from + str_equal(index->words[from].text, key);
        if (!is_whole && letters < KEY_MAX_LETTERS) {
            add_nodes(index, longer, end, letters + 1, nodes);
        }
        from = end;
    }
}

void search_index_derive(const RoleList *roles, Arena *arena, SearchIndex *ret) {
    Table by_text = {0};
    List words = {0};
    List nodes = {0};
    count_words(roles, &by_text, &words);
    *ret = (SearchIndex){.words = ARENA_NEW(arena, SearchWord, words.count + 1),
                         .word_count = words.count};
    if (words.count) memcpy(ret->words, words.items, words.count * sizeof(SearchWord));
    for (size_t i = 0; i < words.count; i++) {
        ret->words[i].postings = ARENA_NEW(arena, SearchPosting, ret->words[i].posting_count);
        ret->words[i].posting_count = 0;
    }
    add_postings(roles, &by_text, ret->words);
    if (words.count) qsort(ret->words, words.count, sizeof(SearchWord), compare_words);
    size_t postings = 0;
    for (size_t i = 0; i < words.count; i++) postings += ret->words[i].posting_count;
    ret->is_whole = postings <= WHOLE_POSTINGS;
    if (!ret->is_whole) add_nodes(ret, 0, words.count, 1, &nodes);
    ret->nodes = ARENA_NEW(arena, SearchNode, nodes.count + 1);
    ret->node_count = nodes.count;
    if (nodes.count) memcpy(ret->nodes, nodes.items, nodes.count * sizeof(SearchNode));
    table_free(&by_text);
    free(words.items);
    free(nodes.items);
}
