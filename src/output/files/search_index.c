// The index of the search. A browser loads a small one as a whole, so that no request tells what
// somebody looks for; a large one in parts, while somebody types.
//
// The words of all roles, sorted, are a tree by their first letters. A node that is small is
// written whole, to search/data/<letters>.json; one that is too large is written with its best
// entries only, for those who have typed no more yet, and has nodes for one letter more below it.
// So an answer takes one small file for each word of a query, however many roles there are. Words
// that the site does not have, and lists by filters alone, take a file that all roles share.
//
//   search/data.json         {"branches": ["Healthcare"], "skills": [["SQL", "sql"]],
//                            "keys": ["a", "b", "ba", …]}: the skills that have pages, those of
//                            most roles first; the nodes that exist; of a small index all of it,
//                            as of one node
//   search/data/<key>.json   {"whole": true, "words": {"nurse": [0, 8, 1, 4]}, "roles": [[], []]}
//                            words: index into roles and weight, in turns
//                            roles: title, slug, branch's index, pay, pay in whole units of the
//                            main currency or 0, education levels as bits, what pay is: "per
//                            year, median", and its other titles where there are any
//   search/roles.json        of a large index: [[], []], all roles, A to Z
//   search/words.json        words worth a correction, the most frequent first
//
// static/search.js reads them.
#include <stdlib.h>
#include <string.h>

#include "format/json.h"
#include "output/views.h"
#include "site/salaries.h"

enum {
    HEAD_POSTINGS = 300,     // of the file of a node that is not whole
    WORDS_MAX = 8000,
    SKILLS_MAX = 2000,
    OTHER_TITLES_MAX = 20,   // of a record
};

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
    return arena_take(arena, &path);
}

static void put_other_titles(Json *json, const TextList *titles) {
    json_open_array(json, NULL);
    for (size_t i = 0; i < titles->count && i < OTHER_TITLES_MAX; i++) {
        json_text(json, NULL, text_str(titles->items[i]));
    }
    json_close_array(json);
}

static void put_record(const Job *job, Buf *out, const Role *role) {
    Json writer = {.out = out};
    Json *json = &writer;
    const Site *site = job->all->site;
    const Salary *salary = role->primary;
    const Amount *pay = salary ? salary_headline(salary) : NULL;
    bool is_comparable = pay && salary->format && amount_has_number(pay) &&
                         salary_is_like(salary, site->main_pay);
    Str pay_text = pay ? amount_text(job, salary, pay) : (Str){0};
    json_open_array(json, NULL);
    json_text(json, NULL, text_str(role->entry.title));
    json_text(json, NULL, text_str(role->entry.slug));
    json_integer(json, NULL, (int64_t)role->branch_index);
    json_text(json, NULL, pay_text);
    json_integer(json, NULL, is_comparable ? pay->minor / salary_unit(salary) : 0);
    json_integer(json, NULL, role->education_levels);
    json_text(json, NULL, pay_text.len ? headline_label(job, salary) : (Str){0});
    if (role->alternative_titles.count) put_other_titles(json, &role->alternative_titles);
    json_close_array(json);
}

typedef struct Records {
    const Rendering *all;
    Str *items;
} Records;

static void make_record(Worker *worker, size_t index, void *context) {
    Records *records = context;
    const Role *role = records->all->site->roles.items[index];
    if (!role->search_term_count) return;
    Job job = {.all = records->all, .scratch = &worker->scratch, .diags = &worker->diags,
               .spare = &worker->spare};
    put_record(&job, &worker->buf, role);
    records->items[index] = arena_copy(&worker->keep, buf_str(&worker->buf));
}

const Str *search_records_make(const Rendering *all, size_t thread_count, Arena *arena,
                               Diags *diags) {
    size_t count = all->site->roles.count;
    Records records = {all, ARENA_NEW(arena, Str, count + 1)};
    workers_run(thread_count, count, make_record, &records, arena, diags);
    return records.items;
}

static void search_nodes_plan(const Planning *planning) {
    const SearchIndex *index = &planning->site->search;
    for (size_t i = 0; i < index->node_count; i++) {
        Str path = node_path(&planning->plan->arena, index->nodes[i].key);
        plan_add_file(planning, path, &index->nodes[i], config_place());
    }
}

// A posting among those of a node, of which the first are the best.
typedef struct Choice {
    uint64_t rank;           // those of the node's key first, which stand nowhere else; then by
                             // weight, and by role
    const SearchWord *word;  // of the index's, which are in order
} Choice;
enum { RANK_ROLE_BITS = 28, RANK_KEY_BIT = 32 };
_Static_assert(SEARCH_WEIGHT_MAX < 1 << (RANK_KEY_BIT - RANK_ROLE_BITS), "a weight has its room");

static uint64_t rank_of(bool is_key, unsigned weight, uint32_t role) {
    return (uint64_t)!is_key << RANK_KEY_BIT |
           (uint64_t)(SEARCH_WEIGHT_MAX - weight) << RANK_ROLE_BITS | role;
}

static Choice choice_of(const SearchWord *word, size_t posting, bool is_key) {
    SearchPosting chosen = word->postings[posting];
    return (Choice){rank_of(is_key, chosen.weight, chosen.role), word};
}

static uint32_t choice_role(const Choice *choice) {
    return choice->rank & ((UINT32_C(1) << RANK_ROLE_BITS) - 1);
}

static unsigned choice_weight(const Choice *choice) {
    return SEARCH_WEIGHT_MAX - (choice->rank >> RANK_ROLE_BITS & SEARCH_WEIGHT_MAX);
}

static bool is_behind(const Choice *a, const Choice *b) {
    return a->rank > b->rank || (a->rank == b->rank && a->word > b->word);
}

// Moves the choice at `at` of a heap, whose first is the last, down to its place.
static void sink_choice(Choice *heap, size_t count, size_t at) {
    Choice moved = heap[at];
    for (size_t child = 2 * at + 1; child < count; child = 2 * at + 1) {
        child += child + 1 < count && is_behind(&heap[child + 1], &heap[child]);
        if (!is_behind(&heap[child], &moved)) break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = moved;
}

// Adds one where it is among the best: these are a heap once there are as many as are kept.
static void add_choice(Choice *choices, Choice choice, size_t *count) {
    if (*count == HEAD_POSTINGS) {
        if (is_behind(&choice, &choices[0])) return;
        choices[0] = choice;
        sink_choice(choices, HEAD_POSTINGS, 0);
        return;
    }
    choices[(*count)++] = choice;
    if (*count < HEAD_POSTINGS) return;
    for (size_t i = HEAD_POSTINGS / 2; i > 0; i--) sink_choice(choices, HEAD_POSTINGS, i - 1);
}

// Whether one of a word may stand no later than another choice.
static bool may_reach(const SearchWord *word, bool is_key, const Choice *other) {
    return rank_of(is_key, word->weight, 0) <= other->rank;
}

// The last of the best postings of a node that has more.
static Choice find_last(const SearchWord *words, const SearchNode *node) {
    Choice best[HEAD_POSTINGS] = {{0}};
    size_t count = 0;
    best[0] = (Choice){.rank = UINT64_MAX};   // of none
    for (size_t i = node->from; i < node->to; i++) {
        bool is_key = str_equal(words[i].text, node->key);
        if (count == HEAD_POSTINGS && !may_reach(&words[i], is_key, &best[0])) continue;
        for (size_t j = 0; j < words[i].posting_count; j++) {
            add_choice(best, choice_of(&words[i], j, is_key), &count);
        }
    }
    return best[0];
}

// The postings that the node's file holds, by word and role.
static Choice *choose(const Job *job, const SearchNode *node, size_t *ret_count) {
    const SearchWord *words = job->all->site->search.words;
    size_t room = 0;
    for (size_t i = node->from; i < node->to; i++) room += words[i].posting_count;
    bool has_all = node->is_whole || room <= HEAD_POSTINGS;
    Choice last = {.rank = UINT64_MAX};
    if (!has_all) {
        last = find_last(words, node);
        room = HEAD_POSTINGS;
    }
    Choice *ret = ARENA_NEW(job->scratch, Choice, room + 1);
    size_t count = 0;
    for (size_t i = node->from; i < node->to; i++) {
        bool is_key = str_equal(words[i].text, node->key);
        if (!may_reach(&words[i], is_key, &last)) continue;
        // As many as there is room for, also where some are alike: so they are in a forged state.
        for (size_t j = 0; j < words[i].posting_count && count < room; j++) {
            Choice choice = choice_of(&words[i], j, is_key);
            if (!is_behind(&choice, &last)) ret[count++] = choice;
        }
    }
    *ret_count = count;
    return ret;
}

// Which roles a file holds, in the order of the site.
typedef struct RoleSet {
    uint64_t *bits;          // of each role
    uint32_t *before;        // how many are in front of each 64 of them
    size_t part_count;
} RoleSet;

static RoleSet collect_roles(const Job *job, const Choice *choices, size_t choice_count) {
    size_t part_count = job->all->site->roles.count / 64 + 1;
    RoleSet ret = {ARENA_NEW(job->scratch, uint64_t, part_count),
                   ARENA_NEW(job->scratch, uint32_t, part_count), part_count};
    for (size_t i = 0; i < choice_count; i++) {
        uint32_t role = choice_role(&choices[i]);
        ret.bits[role / 64] |= UINT64_C(1) << role % 64;
    }
    for (size_t i = 1; i < part_count; i++) {
        ret.before[i] = ret.before[i - 1] + (uint32_t)__builtin_popcountll(ret.bits[i - 1]);
    }
    return ret;
}

static int64_t place_of(const RoleSet *roles, uint32_t role) {
    uint64_t in_front = roles->bits[role / 64] & ((UINT64_C(1) << role % 64) - 1);
    return roles->before[role / 64] + (int64_t)__builtin_popcountll(in_front);
}

static void put_role(const Job *job, Buf *out, size_t index) {
    if (job->all->search_records) buf_add(out, job->all->search_records[index]);
    else put_record(job, out, job->all->site->roles.items[index]);
}

static void put_roles(const Job *job, Buf *out, const RoleSet *roles) {
    bool is_first = true;
    for (size_t i = 0; i < roles->part_count; i++) {
        for (uint64_t left = roles->bits[i]; left; left &= left - 1) {
            if (!is_first) buf_add_char(out, ',');
            is_first = false;
            put_role(job, out, i * 64 + (size_t)__builtin_ctzll(left));
        }
    }
}

static void put_node(const Job *job, Json *json, const SearchNode *node) {
    size_t count = 0;
    Choice *choices = choose(job, node, &count);
    RoleSet roles = collect_roles(job, choices, count);
    json_bool(json, "whole", node->is_whole);
    json_open_object(json, "words");
    for (size_t i = 0; i < count; i++) {
        if (!i || choices[i].word != choices[i - 1].word) {
            json_open_list(json, choices[i].word->text);
        }
        json_integer(json, NULL, place_of(&roles, choice_role(&choices[i])));
        json_integer(json, NULL, choice_weight(&choices[i]));
        if (i + 1 == count || choices[i].word != choices[i + 1].word) json_close_array(json);
    }
    json_close_object(json);
    json_open_array(json, "roles");
    put_roles(job, json->out, &roles);
    json_close_array(json);
}

static bool search_node_write(const Job *job, Buf *out) {
    Json json = {.out = out};
    json_open_object(&json, NULL);
    put_node(job, &json, job->output->subject);
    json_close_object(&json);
    return true;
}

const OutputKind search_node_kind = {.name = "search index", .plan = search_nodes_plan,
                                     .reads = FACTS_WORDS,
                                     .write = search_node_write, .group = OUTPUT_GROUP(search),
                                     .uses = USES_ROLES | USES_STRINGS | USES_SEARCH,
                                     .settings = "language",
                                     .fingerprint = fingerprint_search};

static void search_keys_plan(const Planning *planning) {
    plan_add_file(planning, STR("search/data.json"), NULL, config_place());
}

static int compare_skills(const void *left, const void *right) {
    const Term *a = *(const Term *const *)left;
    const Term *b = *(const Term *const *)right;
    if (a->roles.count != b->roles.count) return a->roles.count > b->roles.count ? -1 : 1;
    return str_compare(a->slug, b->slug);
}

static void put_skills(const Job *job, Json *json) {
    const TermList *skills = &job->all->site->skills;
    const Term **terms = ARENA_NEW(job->scratch, const Term *, skills->count + 1);
    for (size_t i = 0; i < skills->count; i++) terms[i] = &skills->items[i];
    qsort(terms, skills->count, sizeof *terms, compare_skills);
    json_open_array(json, "skills");
    for (size_t i = 0; i < skills->count && i < SKILLS_MAX; i++) {
        json_open_array(json, NULL);
        json_text(json, NULL, terms[i]->name);
        json_text(json, NULL, terms[i]->slug);
        json_close_array(json);
    }
    json_close_array(json);
}

static bool search_keys_write(const Job *job, Buf *out) {
    const SearchIndex *index = &job->all->site->search;
    const TermList *branches = &job->all->site->branches;
    Json json = {.out = out};
    json_open_object(&json, NULL);
    json_open_array(&json, "branches");
    for (size_t i = 0; i < branches->count; i++) json_text(&json, NULL, branches->items[i].name);
    json_close_array(&json);
    if (job->all->site->config.outputs.skills) put_skills(job, &json);
    if (index->is_whole) {
        put_node(job, &json, &(SearchNode){.to = index->word_count, .is_whole = true});
    } else {
        json_open_array(&json, "keys");
        for (size_t i = 0; i < index->node_count; i++) json_text(&json, NULL, index->nodes[i].key);
        json_close_array(&json);
    }
    json_close_object(&json);
    return true;
}

const OutputKind search_keys_kind = {.name = "search keys", .plan = search_keys_plan,
                                     .write = search_keys_write, .group = OUTPUT_GROUP(search),
                                     .uses = USES_ROLES | USES_STRINGS | USES_SEARCH,
                                     .settings = "branches language outputs",
                                     .fingerprint = fingerprint_fields};

static void search_roles_plan(const Planning *planning) {
    if (planning->site->search.is_whole) return;
    plan_add_file(planning, SEARCH_ROLES_FILE, NULL, config_place());
}

// Roles without a word to be found by are not in it either.
static bool search_roles_write(const Job *job, Buf *out) {
    const RoleList *all = &job->all->site->roles;
    Arena scratch = {0};
    const Job each = job_for_items(job, &scratch);
    bool is_written = true;
    buf_add_char(out, '[');
    for (size_t i = 0, count = 0; i < all->count && is_written; i++) {
        if (!all->items[i]->search_term_count) continue;
        if (count++) buf_add_char(out, ',');
        put_role(&each, out, i);
        is_written = job_end_item(&each, out);
    }
    arena_free(&scratch);
    buf_add_char(out, ']');
    return is_written;
}

const OutputKind search_roles_kind = {.name = "search roles", .plan = search_roles_plan,
                                      .reads = FACTS_WORDS,
                                      .write = search_roles_write, .group = OUTPUT_GROUP(search),
                                      .uses = USES_ROLES | USES_STRINGS | USES_SEARCH,
                                      .settings = "language",
                                      .fingerprint = fingerprint_fields};

static void search_words_plan(const Planning *planning) {
    plan_add_file(planning, STR("search/words.json"), NULL, config_place());
}

static int compare_frequency(const void *left, const void *right) {
    const SearchWord *a = *(const SearchWord *const *)left;
    const SearchWord *b = *(const SearchWord *const *)right;
    if (a->posting_count != b->posting_count) return a->posting_count > b->posting_count ? -1 : 1;
    return str_compare(a->text, b->text);
}

// Words of titles, skills and branches; nobody wants a number or a short word corrected.
static bool is_correctable(const SearchWord *word) {
    enum { SHORTEST = 4 };
    bool has_digit = false;
    for (size_t i = 0; i < word->text.len; i++) {
        has_digit |= word->text.ptr[i] >= '0' && word->text.ptr[i] <= '9';
    }
    return word->weight > SEARCH_SUMMARY && word->text.len >= SHORTEST && !has_digit;
}

static bool search_words_write(const Job *job, Buf *out) {
    const SearchIndex *index = &job->all->site->search;
    const SearchWord **words = ARENA_NEW(job->scratch, const SearchWord *, index->word_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < index->word_count; i++) {
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
                                      .write = search_words_write, .group = OUTPUT_GROUP(search),
                                      .uses = USES_ROLES | USES_SEARCH,
                                      .fingerprint = fingerprint_fields};
