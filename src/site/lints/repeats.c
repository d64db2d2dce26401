// Lints of what is said twice: in a profile, or over the site.
#include <stdlib.h>
#include <string.h>

#include "format/slug.h"
#include "site/lints/lints.h"
#include "site/lints/word_starts.h"
#include "site/site.h"

enum {
    ITEMS_MAX = 100,         // of a body that are compared: each with each
    ITEM_WORDS_MAX = 16,     // of an item
    ITEM_WORDS_MIN = 5,      // fewer may be alike by chance
    WORD_LETTERS_MIN = 4,    // most shorter words say nothing by themselves
    BEGINNING_WORDS = 4,
    SHOWN_MAX = 60,          // bytes of a text, in a message
};

#define WORD_FACTOR 0x9E3779B97F4A7C15u      // spreads the bits of a word

// The words of an item: each as up to eight letters, so that most of their forms are the same.
typedef struct ItemWords {
    uint64_t marks;          // a bit for each
    uint64_t beginning;      // the same of items that begin with the same words
    size_t count;
    uint64_t words[ITEM_WORDS_MAX];
} ItemWords;

static void take_word(const char *ptr, ItemWords *ret) {
    uint64_t letters;
    size_t size = word_letters(ptr, &letters);
    if (size < WORD_LETTERS_MIN || ret->count == ITEM_WORDS_MAX) return;
    uint64_t mark = (uint64_t)1 << (letters * WORD_FACTOR >> 58);
    for (size_t i = 0; i < ret->count && ret->marks & mark; i++) {
        if (ret->words[i] == letters) return;
    }
    ret->marks |= mark;
    if (ret->count < BEGINNING_WORDS) ret->beginning = (ret->beginning ^ letters) * WORD_FACTOR;
    ret->words[ret->count++] = letters;
}

// As it is written in the file, about so far as its text goes.
static void take_words(const Linting *linting, const MarkdownItem *item, ItemWords *ret) {
    Str text = str_slice(linting->text, item->offset, item->offset + item->text.len);
    uint64_t carry = WORD_BEGINS;
    *ret = (ItemWords){.count = 0};
    for (size_t i = 0; i < text.len; i += sizeof carry) {
        for (uint64_t starts = word_starts(text.ptr + i, &carry); starts; starts &= starts - 1) {
            size_t at = i + (size_t)__builtin_ctzll(starts) / 8;
            if (at < text.len) take_word(text.ptr + at, ret);
        }
    }
}

// Four fifths of the words of both. So many of the shorter one's marks that the other lacks tell
// soon that there are fewer.
static inline bool shares_words(const ItemWords *less, const ItemWords *more) {
    uint64_t missing = less->marks & ~more->marks;
    missing &= missing - 1;
    if (less->count >= 10) missing &= missing - 1;
    if (less->count >= 15) missing &= missing - 1;
    if (missing) return false;
    size_t shared = 0;
    for (size_t i = 0; i < less->count; i++) {
        for (size_t j = 0; j < more->count; j++) shared += less->words[i] == more->words[j];
    }
    return shared * 10 >= (less->count + more->count) * 4;
}

static inline bool is_alike(const ItemWords *a, const ItemWords *b) {
    if (a->beginning == b->beginning) return true;
    return a->count < b->count ? shares_words(a, b) : shares_words(b, a);
}

static void report_item(const Linting *linting, const Entry *entry, const MarkdownItem *item,
                        Str earlier) {
    diag_warning(linting->diags, (Place){entry->path, item->offset}, "repeated-item",
                 "leave one out, or say what differs",
                 "an earlier item says nearly the same: '%.*s'",
                 earlier.len < SHOWN_MAX ? (int)earlier.len : SHOWN_MAX, earlier.ptr);
}

// Each item once, with the first that is like it. Those of few words are passed over.
static void check_items(const Linting *linting, const Entry *entry) {
    ItemWords words[ITEMS_MAX];
    const MarkdownItem *of[ITEMS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < entry->body.item_count && entry->kind == ENTRY_ROLE; i++) {
        of[count] = &entry->body.items[i];
        take_words(linting, of[count], &words[count]);
        if (words[count].count < ITEM_WORDS_MIN) continue;
        size_t j = 0;
        while (j < count && !is_alike(&words[count], &words[j])) j++;
        if (j < count) report_item(linting, entry, of[count], of[j]->text);
        if (++count == ITEMS_MAX) return;
    }
}

// Once for each text: where it stands for the second time.
static void check_texts(const Linting *linting, const Site *site, bool is_title, const char *code,
                        const char *what, const char *hint) {
    Table seen = {0};
    Arena arena = {0};
    size_t *counts = ARENA_NEW(&arena, size_t, site->entry_count + 1);
    size_t *seconds = ARENA_NEW(&arena, size_t, site->entry_count + 1);
    for (size_t i = 0; i < site->entry_count; i++) {
        Str text = is_title ? site->entries[i]->title.str : site->entries[i]->summary.str;
        size_t first = text.len ? table_add(&seen, text, i) : TABLE_NONE;
        if (first != TABLE_NONE && !counts[first]++) seconds[first] = i;
    }
    for (size_t i = 0; i < site->entry_count; i++) {
        if (!counts[i]) continue;
        const Entry *second = site->entries[seconds[i]];
        size_t offset = is_title ? second->title.offset : second->summary.offset;
        Str path = site->entries[i]->path;
        diag_warning(linting->diags, (Place){second->path, offset}, code, hint,
                     "%.*s has the same %s: pages with it, %zu", (int)path.len, path.ptr, what,
                     counts[i] + 1);
    }
    table_free(&seen);
    arena_free(&arena);
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

static bool is_of_word(char byte) {
    return ascii_is_letter(byte) || ascii_is_digit(byte) || (unsigned char)byte >= 0x80;
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
