// Lints of what is said twice: in a profile, or over the site.
#include <stdlib.h>
#include <string.h>

#include "format/slug.h"
#include "site/lints/lints.h"
#include "site/site.h"

enum {
    ITEMS_MAX = 100,         // of a body that are compared: each with each
    ITEM_WORDS_MAX = 16,     // of an item
    ITEM_WORDS_MIN = 5,      // fewer may be alike by chance
    WORD_LETTERS_MIN = 4,    // most shorter words say nothing by themselves
    BEGINNING_WORDS = 4,
    MISSING_MAX = 4,         // words of an item that one which is like it may not have
    SHOWN_MAX = 60,          // bytes of a text, in a message
};

// The words of an item: each as its first eight letters, so that most of their forms are the same.
typedef struct ItemWords {
    uint64_t words[ITEM_WORDS_MAX];
    uint64_t marks;          // a bit for each
    size_t count;
} ItemWords;

static uint64_t word_key(const char *ptr, size_t size) {
    uint64_t ret = 0;
    for (size_t i = 0; i < size && i < sizeof ret; i++) {
        ret = ret << 8 | (unsigned char)ascii_lower(ptr[i]);
    }
    return ret;
}

static bool is_of_word(char byte) {
    return ascii_is_letter(byte) || ascii_is_digit(byte) || (unsigned char)byte >= 0x80;
}

static void add_word(ItemWords *words, uint64_t key) {
    uint64_t mark = (uint64_t)1 << (key * 0x9E3779B97F4A7C15 >> 58);
    for (size_t i = 0; i < words->count && words->marks & mark; i++) {
        if (words->words[i] == key) return;
    }
    words->marks |= mark;
    words->words[words->count++] = key;
}

static void take_words(Str text, ItemWords *ret) {
    size_t end = 0;
    ret->count = 0;
    ret->marks = 0;
    for (size_t i = 0; i < text.len && ret->count < ITEM_WORDS_MAX; i = end + 1) {
        for (end = i; end < text.len && is_of_word(text.ptr[end]);) end++;
        if (end - i >= WORD_LETTERS_MIN) add_word(ret, word_key(text.ptr + i, end - i));
    }
}

// Most items share few words: so many of the shorter one's marks that the other lacks tell so.
static bool may_be_alike(const ItemWords *a, const ItemWords *b) {
    bool is_shorter = a->count < b->count;
    uint64_t missing = is_shorter ? a->marks & ~b->marks : b->marks & ~a->marks;
    for (int i = 0; i < MISSING_MAX && missing; i++) missing &= missing - 1;
    return !missing;
}

static bool is_alike(const ItemWords *a, const ItemWords *b) {
    size_t least = a->count < b->count ? a->count : b->count;
    if (least < ITEM_WORDS_MIN) return false;
    if (!memcmp(a->words, b->words, BEGINNING_WORDS * sizeof a->words[0])) return true;
    size_t shared = 0;
    for (size_t i = 0; i < a->count; i++) {
        for (size_t j = 0; j < b->count; j++) shared += a->words[i] == b->words[j];
    }
    // Three quarters of the words of both.
    return shared * 8 >= (a->count + b->count) * 3;
}

static void report_item(const Linting *linting, const Entry *entry, const MarkdownItem *item,
                        Str earlier) {
    diag_warning(linting->diags, (Place){entry->path, item->offset}, "repeated-item",
                 "leave one out, or say what differs",
                 "an earlier item says nearly the same: '%.*s'",
                 earlier.len < SHOWN_MAX ? (int)earlier.len : SHOWN_MAX, earlier.ptr);
}

// Each item once, with the first that is like it.
static void check_items(const Linting *linting, const Entry *entry) {
    const MarkdownItem *items = entry->body.items;
    size_t count = entry->body.item_count < ITEMS_MAX ? entry->body.item_count : ITEMS_MAX;
    if (entry->kind != ENTRY_ROLE) return;
    ItemWords words[ITEMS_MAX];
    for (size_t i = 0; i < count; i++) {
        take_words(items[i].text, &words[i]);
        if (words[i].count < ITEM_WORDS_MIN) continue;
        size_t j = 0;
        for (; j < i; j++) {
            if (may_be_alike(&words[i], &words[j]) && is_alike(&words[i], &words[j])) break;
        }
        if (j < i) report_item(linting, entry, &items[i], items[j].text);
    }
}

static void check_texts(const Linting *linting, const Site *site, bool is_title, const char *code,
                        const char *what, const char *hint) {
    Table seen = {0};
    for (size_t i = 0; i < site->entry_count; i++) {
        const Entry *entry = site->entries[i];
        const Text *text = is_title ? &entry->title : &entry->summary;
        size_t first = text->str.len ? table_add(&seen, text->str, i) : TABLE_NONE;
        if (first == TABLE_NONE) continue;
        Str path = site->entries[first]->path;
        diag_warning(linting->diags, (Place){entry->path, text->offset}, code, hint,
                     "%.*s has the same %s", (int)path.len, path.ptr, what);
    }
    table_free(&seen);
}

static void check_titles(const Linting *linting, const Site *site) {
    check_texts(linting, site, true, "duplicate-title", "title",
                "say in each what sets it apart: lists and search results show nothing else");
}

static void check_summaries(const Linting *linting, const Site *site) {
    check_texts(linting, site, false, "duplicate-summary", "summary",
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
        bool is_kept = is_of_word(name.ptr[i]) || name.ptr[i] == '+' || name.ptr[i] == '#';
        if (is_kept) ret[len++] = ascii_lower(name.ptr[i]);
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
        if (entry->kind == ENTRY_ROLE) count_names(&spellings, (const Role *)entry);
    }
    compare_spellings(linting, spellings.list.items, spellings.list.count);
    table_free(&spellings.by_name);
    free(spellings.list.items);
}

static const Lint rows[] = {
    {"repeated-item", SEVERITY_WARNING, "readers look for the difference between two like items",
     .check_entry = check_items},
    {"duplicate-title", SEVERITY_WARNING, "readers cannot tell pages of one title apart",
     .check_site = check_titles},
    {"duplicate-summary", SEVERITY_WARNING, "readers cannot tell what sets the pages apart",
     .check_site = check_summaries},
    {"two-spellings", SEVERITY_WARNING, "a skill in two spellings is counted as two",
     .check_site = check_spellings},
};
const LintFamily repeat_lints = LINT_FAMILY("repeats", rows);
