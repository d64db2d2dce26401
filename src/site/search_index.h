// The words of all roles as a tree by their first letters: see output/files/search_index.c, which
// writes it for the search.
#ifndef METIER_SITE_SEARCH_INDEX_H
#define METIER_SITE_SEARCH_INDEX_H

#include "site/content.h"

typedef struct SearchPosting {
    uint32_t role : 28;      // into Site.roles, of which there are fewer: WALK_MAX_ENTRIES
    uint32_t weight : 4;
} SearchPosting;

typedef struct SearchWord {
    Str text;
    SearchPosting *postings; // by role
    uint32_t posting_count;
    uint32_t posting_capacity : 28;
    uint32_t weight : 4;     // the best of its postings
} SearchWord;

// The words that begin with some letters.
typedef struct SearchNode {
    Str key;                 // those letters
    size_t from;             // words from here
    size_t to;               // up to here
    bool is_whole;           // small enough to be written whole; else nodes of one letter more
                             // follow
} SearchNode;

typedef struct SearchIndex {
    SearchWord *words;       // sorted
    size_t word_count;
    size_t word_capacity;
    bool is_whole;           // small enough to be written as one file: there are no nodes
    SearchNode *nodes;       // each before those of more letters
    size_t node_count;
    size_t node_capacity;
} SearchIndex;

// Indexes the roles by their search_terms. The index lives in the arena; its texts do where it
// `owns_texts`, else with the roles.
void search_index_derive(const RoleList *roles, bool owns_texts, Arena *arena, SearchIndex *ret);
// Gives a role of the index the search terms of another reading. The texts have to stay where they
// are, as do those of its terms until now.
void search_index_renew(SearchIndex *index, Role *role, const Role *newer, Arena *arena);

#endif
