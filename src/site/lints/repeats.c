// Lints of what is said twice: in a profile, or over the site.
#include <stdlib.h>
#include <string.h>

#include "format/slug.h"
#include "site/lints/lints.h"
#include "site/lints/passages.h"
#include "site/site.h"

enum {
    ITEMS_MAX = 100,         // of a body that are compared
    END_SIZE = 32,           // bytes; a shorter item may be like another by chance
    BEGINNING_WORDS = 4,     // so many at least
    WORDS_MAX = 32,          // of an item
    LETTERS_MIN = 4,         // of a word
    OTHER_WORDS = 5,         // of so many, one may be another
    SHOWN_MAX = 60,          // bytes of a text, in a message
};

#define FACTOR 0x9E3779B97F4A7C15u           // spreads bits

// Items of a body of which each differs from those before, for all that is known.
typedef struct Items {
    const MarkdownItem *items[ITEMS_MAX];
    uint64_t beginnings[ITEMS_MAX];
    uint64_t endings[ITEMS_MAX];
    size_t count;
    uint64_t filter[16];     // a bit for each beginning and ending
} Items;

// The words of an item, each as up to eight letters, so that most of their forms are the same. Only
// those of four letters or more: most shorter ones say nothing by themselves.
typedef struct ItemWords {
    size_t count;
    uint64_t words[WORDS_MAX];
} ItemWords;

// The same for END_SIZE bytes that differ in nothing but the size of their letters.
static uint64_t hash_end(const char *ptr) {
    uint64_t ret = 0;
    for (size_t i = 0; i < END_SIZE; i += sizeof ret) {
        uint64_t bytes;
        memcpy(&bytes, ptr + i, sizeof bytes);
        ret = (ret ^ (bytes | 0x2020202020202020)) * FACTOR;
    }
    return ret;
}

static uint64_t read_word(Str text, size_t *at) {
    uint64_t ret = 0;
    size_t size = 0;
    while (*at < text.len && !ascii_is_letter(text.ptr[*at])) ++*at;
    for (; *at < text.len && ascii_is_letter(text.ptr[*at]); ++*at, size++) {
        if (size < sizeof ret) ret = ret << 8 | (unsigned char)ascii_lower(text.ptr[*at]);
    }
    return size < LETTERS_MIN ? 0 : ret;
}

static void take_words(Str text, ItemWords *ret) {
    ret->count = 0;
    for (size_t i = 0; i < text.len && ret->count < WORDS_MAX;) {
        uint64_t word = read_word(text, &i);
        size_t j = 0;
        while (j < ret->count && ret->words[j] != word) j++;
        if (word && j == ret->count) ret->words[ret->count++] = word;
    }
}

static bool lacks_few(const ItemWords *words, const ItemWords *others) {
    size_t missing = 0;
    for (size_t i = 0; i < words->count; i++) {
        size_t j = 0;
        while (j < others->count && others->words[j] != words->words[i]) j++;
        missing += j == others->count;
    }
    return missing * OTHER_WORDS <= words->count;
}

static bool begin_alike(const ItemWords *words, const ItemWords *others) {
    size_t count = words->count < others->count ? words->count : others->count;
    size_t i = 0;
    while (i < count && words->words[i] == others->words[i]) i++;
    return i >= BEGINNING_WORDS && i * 3 >= count * 2;
}

// Two thirds of the shorter are how both begin, or four fifths of the words of each stand in the
// other.
static bool is_like(const MarkdownItem *item, const MarkdownItem *other) {
    ItemWords words;
    ItemWords others;
    take_words(item->text, &words);
    take_words(other->text, &others);
    return begin_alike(&words, &others) ||
           (lacks_few(&words, &others) && lacks_few(&others, &words));
}

// Whether one with the same bit was seen before.
static bool filter_add(Items *items, uint64_t hash) {
    uint64_t *bits = &items->filter[hash >> 60];
    uint64_t bit = (uint64_t)1 << (hash >> 54 & 63);
    bool ret = *bits & bit;
    *bits |= bit;
    return ret;
}

static void report_item(const Linting *linting, const Entry *entry, const MarkdownItem *item,
                        const MarkdownItem *earlier) {
    Str shown = str_cut(earlier->text, SHOWN_MAX);
    diags_relate(linting->diags, (Place){entry->path, earlier->offset}, "this is the earlier item");
    diag_warning(linting->diags, (Place){entry->path, item->offset}, "similar-item",
                 "leave one out, or say what differs",
                 "an earlier item says nearly the same: '%.*s'",
                 (int)shown.len, shown.ptr);
}

static void check_item(const Linting *linting, const Entry *entry, Items *items,
                       const MarkdownItem *item) {
    uint64_t beginning = hash_end(item->text.ptr);
    uint64_t ending = hash_end(item->text.ptr + item->text.len - END_SIZE);
    bool may_be_like = filter_add(items, beginning);
    may_be_like |= filter_add(items, ending);
    for (size_t i = 0; may_be_like && i < items->count; i++) {
        bool is_same = items->beginnings[i] == beginning || items->endings[i] == ending;
        if (!is_same || !is_like(item, items->items[i])) continue;
        report_item(linting, entry, item, items->items[i]);
        return;
    }
    items->items[items->count] = item;
    items->beginnings[items->count] = beginning;
    items->endings[items->count++] = ending;
}

// Each item once, with the first that is like it: of those that begin or end alike.
static void check_items(const Linting *linting, const Entry *entry) {
    Items items;
    items.count = 0;
    memset(items.filter, 0, sizeof items.filter);
    size_t item_count = entry->kind == ENTRY_ROLE ? entry->body.item_count : 0;
    for (size_t i = 0; i < item_count && items.count < ITEMS_MAX; i++) {
        const MarkdownItem *item = &entry->body.items[i];
        if (item->text.len >= END_SIZE) check_item(linting, entry, &items, item);
    }
}

// Once for each text: where it stands for the second time. Drafts are yet to be written.
static void check_texts(const Linting *linting, const Site *site, bool is_title, const char *code,
                        const char *what, const char *hint) {
    Table seen = {0};
    Arena arena = {0};
    size_t *counts = ARENA_NEW(&arena, size_t, site->entry_count + 1);
    size_t *seconds = ARENA_NEW(&arena, size_t, site->entry_count + 1);
    for (size_t i = 0; i < site->entry_count; i++) {
        Str text = is_title ? site->entries[i]->title.str : site->entries[i]->summary.str;
        bool is_told = text.len && !site->entries[i]->is_draft;
        size_t first = is_told ? table_add(&seen, text, i) : TABLE_NONE;
        if (first != TABLE_NONE && !counts[first]++) seconds[first] = i;
    }
    for (size_t i = 0; i < site->entry_count; i++) {
        if (!counts[i]) continue;
        const Entry *first = site->entries[i];
        const Entry *second = site->entries[seconds[i]];
        size_t offset = is_title ? second->title.offset : second->summary.offset;
        Str path = first->path;
        size_t first_offset = is_title ? first->title.offset : first->summary.offset;
        diags_relate(linting->diags, (Place){path, first_offset}, "it stands here first");
        diag_warning(linting->diags, (Place){second->path, offset}, code, hint,
                     "%.*s has the same %s: pages with it, %zu", (int)path.len, path.ptr, what,
                     counts[i] + 1);
    }
    table_free(&seen);
    arena_free(&arena);
}

static void check_titles(const Linting *linting, const Site *site) {
    check_texts(linting, site, true,
                "duplicate-title", "title",
                "say in each what sets it apart: lists and search results show nothing else");
}

static void check_summaries(const Linting *linting, const Site *site) {
    check_texts(linting, site, false,
                "duplicate-summary", "summary",
                "say in each what sets it apart");
}

// A name as one of the skills or technologies, the first place where it stands, and how often.
typedef struct Spelling {
    Text name;
    const Entry *entry;
    bool is_skill;           // there
    size_t count;
} Spelling;

// Spellings over the site, in the order in which they were found.
typedef struct Spellings {
    Table by_name;
    List list;               // of Spelling
} Spellings;

static void count_name(Spellings *spellings, const Entry *entry, Text name, bool is_skill) {
    size_t index = table_add(&spellings->by_name, name.str, spellings->list.count);
    if (index == TABLE_NONE) {
        *(Spelling *)list_add(&spellings->list, sizeof(Spelling)) =
            (Spelling){name, entry, is_skill, 1};
    } else {
        ((Spelling *)spellings->list.items)[index].count++;
    }
}

static void count_names(Spellings *spellings, const Role *role) {
    const Skill *skills = role->skills.items;
    for (size_t i = 0; i < role->skills.count; i++) {
        count_name(spellings, &role->entry, skills[i].name, true);
    }
    for (size_t i = 0; i < role->technologies.count; i++) {
        count_name(spellings, &role->entry, role->technologies.items[i], false);
    }
}

// What is the same in all spellings of a name: "Node.js" and "NodeJS", but not "C", "C++" and "C#".
static Str fold(Str name, Arena *arena) {
    char *ret = arena_alloc(arena, name.len + 1, 1);
    size_t len = 0;
    for (size_t i = 0; i < name.len; i++) {
        char byte = name.ptr[i];
        bool is_kept = passage_is_word_byte(byte) || byte == '+' || byte == '#';
        if (is_kept) ret[len++] = ascii_lower(byte);
    }
    return (Str){ret, len};
}

// Skills that would have one address are an error of their own.
static bool is_one_address(const Spelling *a, const Spelling *b) {
    Buf slugs = {0};
    slug_add(&slugs, a->name.str);
    size_t size = slugs.len;
    slug_add(&slugs, b->name.str);
    Str both = buf_str(&slugs);
    bool ret = str_equal(str_slice(both, 0, size), str_slice(both, size, both.len));
    buf_free(&slugs);
    return ret;
}

static void report_spelling(const Linting *linting, const Spelling *rare, const Spelling *usual) {
    if (rare->is_skill && usual->is_skill && is_one_address(rare, usual)) return;
    Buf hint = {0};
    Str other = usual->name.str;
    buf_printf(&hint, "write '%.*s', as %.*s does", (int)other.len, other.ptr,
               (int)usual->entry->path.len, usual->entry->path.ptr);
    if (usual->count > 1) buf_printf(&hint, ", and %zu more", usual->count - 1);
    diags_relate(linting->diags, (Place){usual->entry->path, usual->name.offset},
                 "this is the usual spelling");
    diag_warning(linting->diags, (Place){rare->entry->path, rare->name.offset}, "two-spellings",
                 hint.ptr, "'%.*s' has another spelling: roles that name it so, %zu",
                 (int)rare->name.str.len, rare->name.str.ptr, rare->count);
    buf_free(&hint);
}

// Of each name the spelling that most have counts as right, the first that is found among equals.
static void compare_spellings(const Linting *linting, const Spelling *items, size_t count) {
    Arena arena = {0};
    Table by_fold = {0};
    size_t *usual = ARENA_NEW(&arena, size_t, count + 1);  // by the first of each name
    size_t *first = ARENA_NEW(&arena, size_t, count + 1);
    for (size_t i = 0; i < count; i++) {
        size_t index = table_add(&by_fold, fold(items[i].name.str, &arena), i);
        first[i] = index == TABLE_NONE ? i : index;
        if (index == TABLE_NONE) usual[i] = i;
        else if (items[i].count > items[usual[index]].count) usual[index] = i;
    }
    for (size_t i = 0; i < count; i++) {
        if (usual[first[i]] != i) report_spelling(linting, &items[i], &items[usual[first[i]]]);
    }
    table_free(&by_fold);
    arena_free(&arena);
}

static void check_spellings(const Linting *linting, const Site *site) {
    Spellings spellings = {0};
    for (size_t i = 0; i < site->entry_count; i++) {
        const Entry *entry = site->entries[i];
        if (entry->kind == ENTRY_ROLE) count_names(&spellings, entry_role(entry));
    }
    compare_spellings(linting, spellings.list.items, spellings.list.count);
    table_free(&spellings.by_name);
    free(spellings.list.items);
}

static const Lint rows[] = {
    {"similar-item", SEVERITY_WARNING, "readers look for what sets items that are alike apart",
     .check_entry = check_items},
    {"duplicate-title", SEVERITY_WARNING, "readers cannot tell pages of one title apart",
     .check_site = check_titles},
    {"duplicate-summary", SEVERITY_WARNING, "readers cannot tell what sets the pages apart",
     .check_site = check_summaries},
    {"two-spellings", SEVERITY_WARNING, "a skill in two spellings is counted as two",
     .check_site = check_spellings},
};
const LintFamily repeat_lints = LINT_FAMILY("repeats", rows);
