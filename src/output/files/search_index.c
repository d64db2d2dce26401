// The index of the search, in parts that a browser loads while somebody types.
//
// The words of all roles, sorted, are a tree by their first letters. A node that is small is written
// whole, to search/data/<letters>.json; one that is too large is written with its best entries only,
// for those who have typed no more yet, and has nodes for one letter more below it. So an answer
// takes one small file for each word of a query, however many roles there are.
//
//   search/data.json         {"keys": ["a", "b", "ba", …]}: the nodes that exist
//   search/data/<key>.json   {"whole": true, "words": {"nurse": [0, 8, 1, 4, …]}, "roles": [[…], …]}
//                            words: index into roles and weight, in turns
//                            roles: title, slug, branch's index, pay, pay in whole units of the main
//                            currency or 0, education levels as bits
//   search/words.json        words worth a correction, the most frequent first
//
// static/search.js reads them.
#include <stdlib.h>
#include <string.h>

#include "format/json.h"
#include "output/views.h"
#include "site/salaries.h"

enum {
    NODE_POSTINGS = 600,     // a node with more is split
    HEAD_POSTINGS = 300,     // of a split node's file
    KEY_MAX_LETTERS = 10,
    WORDS_MAX = 8000,
};

typedef struct Posting {
    size_t role;             // into Site.roles
    int weight;
} Posting;

typedef struct Word {
    Str text;
    Posting *postings;       // by role
    size_t posting_count;
    int weight;              // the best of its postings
} Word;

typedef struct SearchIndex {
    Word *words;             // sorted
    size_t word_count;
    Str *records;            // of each role, as JSON
    List nodes;              // of Node
} SearchIndex;

typedef struct Node {
    const SearchIndex *index;
    Str key;
    size_t from;             // words from here
    size_t to;               // up to here
    bool is_whole;
} Node;

static int compare_words(const void *left, const void *right) {
    return str_compare(((const Word *)left)->text, ((const Word *)right)->text);
}

static void count_words(const Site *site, Table *by_text, List *words) {
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        for (size_t j = 0; j < role->search_term_count; j++) {
            size_t index = table_add(by_text, role->search_terms[j].word, words->count);
            if (index == TABLE_NONE) {
                index = words->count;
                ((Word *)list_add(words, sizeof(Word)))->text = role->search_terms[j].word;
            }
            ((Word *)words->items)[index].posting_count++;
        }
    }
}

static SearchIndex *make_index(const Site *site, Arena *arena) {
    SearchIndex *index = ARENA_NEW(arena, SearchIndex, 1);
    Table by_text = {0};
    List words = {0};
    count_words(site, &by_text, &words);
    index->word_count = words.count;
    index->words = ARENA_NEW(arena, Word, words.count + 1);
    if (words.count) memcpy(index->words, words.items, words.count * sizeof(Word));
    for (size_t i = 0; i < words.count; i++) {
        index->words[i].postings = ARENA_NEW(arena, Posting, index->words[i].posting_count);
        index->words[i].posting_count = 0;
    }
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        for (size_t j = 0; j < role->search_term_count; j++) {
            const SearchTerm *term = &role->search_terms[j];
            Word *word = &index->words[table_get(&by_text, term->word)];
            word->postings[word->posting_count++] = (Posting){i, term->weight};
            if (term->weight > word->weight) word->weight = term->weight;
        }
    }
    qsort(index->words, index->word_count, sizeof(Word), compare_words);
    free(words.items);
    table_free(&by_text);
    return index;
}

// The first `letters` letters of a text; shorter texts as they are.
static Str first_letters(Str text, size_t letters) {
    size_t end = 0;
    while (letters-- && end < text.len) utf8_decode(text, &end);
    return str_slice(text, 0, end);
}

// Adds the nodes for the words of a range by their first `letters` letters.
static void add_nodes(SearchIndex *index, size_t from, size_t to, size_t letters) {
    while (from < to) {
        Str key = first_letters(index->words[from].text, letters);
        size_t end = from;
        size_t postings = 0;
        while (end < to && str_equal(first_letters(index->words[end].text, letters), key)) {
            postings += index->words[end++].posting_count;
        }
        bool is_whole = postings <= NODE_POSTINGS;
        *(Node *)list_add(&index->nodes, sizeof(Node)) = (Node){index, key, from, end, is_whole};
        // The word that is the key itself has no letter more: it stands in this node's file.
        size_t longer = from + str_equal(index->words[from].text, key);
        if (!is_whole && letters < KEY_MAX_LETTERS) add_nodes(index, longer, end, letters + 1);
        from = end;
    }
}

// Letters beyond a to z and 0 to 9 would not be safe in a file's name.
static Str node_path(Arena *arena, Str key) {
    Buf path = {0};
    buf_add(&path, STR("search/data/"));
    for (size_t i = 0; i < key.len;) {
        uint32_t letter = utf8_decode(key, &i);
        bool is_plain = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
        if (is_plain) buf_add_char(&path, (char)letter);
        else buf_printf(&path, "_%x", (unsigned)letter);
    }
    buf_add(&path, STR(".json"));
    Str ret = arena_copy(arena, buf_str(&path));
    buf_free(&path);
    return ret;
}

static unsigned education_bits(const Job *job, const Role *role) {
    unsigned bits = 0;
    Buf form = {0};
    unicode_search_form(role->education.str, &form);
    for (size_t i = 0; i < EDUCATION_LEVEL_COUNT; i++) {
        Str words = string_text(job, education_levels[i].words_key);
        while (words.len) {
            size_t end = str_find(words, ',');
            Str word = str_trim(str_slice(words, 0, end));
            words = str_slice(words, end + 1, words.len);
            for (size_t at = 0; word.len && at + word.len <= form.len; at++) {
                bool is_start = at == 0 || form.ptr[at - 1] == ' ';
                if (is_start && !memcmp(form.ptr + at, word.ptr, word.len)) bits |= 1u << i;
            }
        }
    }
    buf_free(&form);
    return bits;
}

static void put_record(const Job *job, Json *json, const Role *role) {
    const Site *site = job->all->site;
    const Salary *salary = role->primary;
    const Amount *pay = salary ? salary_headline(salary) : NULL;
    bool is_comparable = pay && pay->state == AMOUNT_KNOWN && salary_is_like(salary, site->main_pay);
    json_open_array(json, NULL);
    json_text(json, NULL, role->entry.title.str);
    json_text(json, NULL, role->entry.slug.str);
    json_integer(json, NULL, (int64_t)role->branch_index);
    json_text(json, NULL, pay ? amount_text(job, salary, pay) : (Str){0});
    json_integer(json, NULL, is_comparable ? pay->minor / salary_unit(salary) : 0);
    json_integer(json, NULL, education_bits(job, role));
    json_close_array(json);
}

// Made once a role: a role stands in the files of all its words.
static Str *make_records(const Planning *planning) {
    const Site *site = planning->site;
    Arena *arena = &planning->plan->arena;
    Rendering all = {.site = site, .strings = planning->strings};
    Job job = {.all = &all, .scratch = arena};
    Str *records = ARENA_NEW(arena, Str, site->roles.count + 1);
    Buf text = {0};
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        if (!role->search_term_count) continue;
        buf_clear(&text);
        put_record(&job, &(Json){.out = &text}, role);
        records[i] = arena_copy(arena, buf_str(&text));
    }
    buf_free(&text);
    return records;
}

static void search_nodes_plan(const Planning *planning) {
    Arena *arena = &planning->plan->arena;
    SearchIndex *index = make_index(planning->site, arena);
    index->records = make_records(planning);
    add_nodes(index, 0, index->word_count, 1);
    Node *nodes = ARENA_NEW(arena, Node, index->nodes.count + 1);
    for (size_t i = 0; i < index->nodes.count; i++) {
        nodes[i] = ((Node *)index->nodes.items)[i];
        plan_add_file(planning, node_path(arena, nodes[i].key), &nodes[i], config_place());
    }
    free(index->nodes.items);
    index->nodes = (List){nodes, index->nodes.count, 0};
}

typedef struct Choice {
    const Word *word;
    const Posting *posting;
    bool is_key;             // the word is the node's key: it stands nowhere else
} Choice;

static int compare_choices(const void *left, const void *right) {
    const Choice *a = left;
    const Choice *b = right;
    if (a->is_key != b->is_key) return a->is_key ? -1 : 1;
    if (a->posting->weight != b->posting->weight) return a->posting->weight > b->posting->weight ? -1 : 1;
    if (a->posting->role != b->posting->role) return a->posting->role < b->posting->role ? -1 : 1;
    return str_compare(a->word->text, b->word->text);
}

static int compare_by_word(const void *left, const void *right) {
    const Choice *a = left;
    const Choice *b = right;
    int order = str_compare(a->word->text, b->word->text);
    if (order) return order;
    return (a->posting->role > b->posting->role) - (a->posting->role < b->posting->role);
}

// The postings that the node's file holds, by word.
static Choice *choose(const Job *job, const Node *node, size_t *ret_count) {
    size_t count = 0;
    for (size_t i = node->from; i < node->to; i++) count += node->index->words[i].posting_count;
    Choice *choices = ARENA_NEW(job->scratch, Choice, count + 1);
    count = 0;
    for (size_t i = node->from; i < node->to; i++) {
        const Word *word = &node->index->words[i];
        bool is_key = str_equal(word->text, node->key);
        for (size_t j = 0; j < word->posting_count; j++) choices[count++] = (Choice){word, &word->postings[j], is_key};
    }
    *ret_count = count;
    if (node->is_whole) return choices;   // by word and role already
    qsort(choices, count, sizeof *choices, compare_choices);
    if (count > HEAD_POSTINGS) *ret_count = HEAD_POSTINGS;
    qsort(choices, *ret_count, sizeof *choices, compare_by_word);
    return choices;
}

static int compare_indexes(const void *left, const void *right) {
    size_t a = *(const size_t *)left;
    size_t b = *(const size_t *)right;
    return (a > b) - (a < b);
}

// The roles of the postings, each once, in the order of the site.
static size_t *collect_roles(const Job *job, const Choice *choices, size_t choice_count, size_t *ret_count) {
    size_t *roles = ARENA_NEW(job->scratch, size_t, choice_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < choice_count; i++) roles[i] = choices[i].posting->role;
    qsort(roles, choice_count, sizeof *roles, compare_indexes);
    for (size_t i = 0; i < choice_count; i++) {
        if (!count || roles[count - 1] != roles[i]) roles[count++] = roles[i];
    }
    *ret_count = count;
    return roles;
}

static bool search_node_write(const Job *job, Buf *out) {
    const Node *node = job->output->subject;
    size_t count = 0;
    size_t role_count = 0;
    Choice *choices = choose(job, node, &count);
    size_t *roles = collect_roles(job, choices, count, &role_count);
    Json json = {.out = out};
    json_open_object(&json, NULL);
    json_bool(&json, "whole", node->is_whole);
    json_open_object(&json, "words");
    for (size_t i = 0; i < count; i++) {
        size_t role = choices[i].posting->role;
        size_t *place = bsearch(&role, roles, role_count, sizeof *roles, compare_indexes);
        if (!i || choices[i].word != choices[i - 1].word) json_open_list(&json, choices[i].word->text);
        json_integer(&json, NULL, place - roles);
        json_integer(&json, NULL, choices[i].posting->weight);
        if (i + 1 == count || choices[i].word != choices[i + 1].word) json_close_array(&json);
    }
    json_close_object(&json);
    json_open_array(&json, "roles");
    for (size_t i = 0; i < role_count; i++) {
        if (i) buf_add_char(out, ',');
        buf_add(out, node->index->records[roles[i]]);
    }
    json_close_array(&json);
    json_close_object(&json);
    return true;
}

const OutputKind search_node_kind = {.name = "search index", .plan = search_nodes_plan,
                                     .write = search_node_write, .group = OUTPUT_GROUP(search)};

static void search_keys_plan(const Planning *planning) {
    plan_add_file(planning, STR("search/data.json"), NULL, config_place());
}

// The nodes are found in the plan, which is in the order of their paths.
static bool search_keys_write(const Job *job, Buf *out) {
    const Output *outputs = job->all->plan->outputs.items;
    Json json = {.out = out};
    json_open_object(&json, NULL);
    json_open_array(&json, "keys");
    for (size_t i = 0; i < job->all->plan->outputs.count; i++) {
        if (outputs[i].kind == &search_node_kind) json_text(&json, NULL, ((const Node *)outputs[i].subject)->key);
    }
    json_close_array(&json);
    json_close_object(&json);
    return true;
}

const OutputKind search_keys_kind = {.name = "search keys", .plan = search_keys_plan,
                                     .write = search_keys_write, .group = OUTPUT_GROUP(search)};

static void search_words_plan(const Planning *planning) {
    plan_add_file(planning, STR("search/words.json"), NULL, config_place());
}

static int compare_frequency(const void *left, const void *right) {
    const Word *a = *(const Word *const *)left;
    const Word *b = *(const Word *const *)right;
    if (a->posting_count != b->posting_count) return a->posting_count > b->posting_count ? -1 : 1;
    return str_compare(a->text, b->text);
}

// Words of titles, skills and branches; nobody wants a number or a short word corrected.
static bool is_correctable(const Word *word) {
    enum { SHORTEST = 4 };
    bool has_digit = false;
    for (size_t i = 0; i < word->text.len; i++) has_digit |= word->text.ptr[i] >= '0' && word->text.ptr[i] <= '9';
    return word->weight > SEARCH_SUMMARY && word->text.len >= SHORTEST && !has_digit;
}

static bool search_words_write(const Job *job, Buf *out) {
    const Output *outputs = job->all->plan->outputs.items;
    const SearchIndex *index = NULL;
    for (size_t i = 0; i < job->all->plan->outputs.count && !index; i++) {
        if (outputs[i].kind == &search_node_kind) index = ((const Node *)outputs[i].subject)->index;
    }
    size_t word_count = index ? index->word_count : 0;
    const Word **words = ARENA_NEW(job->scratch, const Word *, word_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < word_count; i++) {
        if (is_correctable(&index->words[i])) words[count++] = &index->words[i];
    }
    qsort(words, count, sizeof *words, compare_frequency);
    Json json = {.out = out};
    json_open_array(&json, NULL);
    for (size_t i = 0; i < count && i < WORDS_MAX; i++) json_text(&json, NULL, words[i]->text);
    json_close_array(&json);
    return true;
}

const OutputKind search_words_kind = {.name = "search words", .plan = search_words_plan,
                                      .write = search_words_write, .group = OUTPUT_GROUP(search)};
