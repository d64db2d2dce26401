// Lints of what is said twice: in a profile, or over the site.
#include <stdlib.h>
#include <string.h>

#include "format/slug.h"
#include "format/yaml.h"
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
    INDENT_MAX = 3,
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

// The same for a shorter text.
static uint64_t hash_short(Str text) {
    uint64_t ret = text.len;
    for (size_t i = 0; i < text.len; i++) ret = (ret ^ (unsigned char)text.ptr[i]) * FACTOR;
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

// Items of a list without numbers, of which one is too many: the steps of a list with numbers may
// come again.
static bool is_twice(const MarkdownItem *item, const MarkdownItem *other) {
    return item->list == other->list && !item->is_numbered && str_equal(item->text, other->text);
}

// Whether one with the same bit was seen before.
static bool filter_add(Items *items, uint64_t hash) {
    uint64_t *bits = &items->filter[hash >> 60];
    uint64_t bit = (uint64_t)1 << (hash >> 54 & 63);
    bool ret = *bits & bit;
    *bits |= bit;
    return ret;
}

static Str line_from(Str text, size_t from) {
    Str rest = str_slice(text, from, text.len);
    size_t size = str_find(rest, '\n');
    return str_slice(rest, 0, size + (size < rest.len));
}

static size_t indent_of(Str line) {
    size_t ret = 0;
    while (ret < line.len && (line.ptr[ret] == ' ' || line.ptr[ret] == '\t')) ret++;
    return ret;
}

// Whether an item with this mark begins here.
static bool begins_item(Str line, size_t indent, char mark) {
    return indent + 1 < line.len && line.ptr[indent] == mark &&
           ascii_is_space(line.ptr[indent + 1]);
}

// Whether a line that is indented deeper follows behind blank ones, or nobody looked so far.
static bool may_go_on(Str text, size_t from, size_t indent) {
    Str window = str_slice(text, from, from + PASSAGE_MAX);
    size_t at = 0;
    Str line = line_from(window, at);
    while (line.len && !str_trim(line).len) line = line_from(window, at += line.len);
    return line.len ? indent_of(line) > indent : window.len == PASSAGE_MAX;
}

// The lines of an item of an outermost list; false where it is not plain where they end.
static bool find_lines(Str text, const MarkdownItem *item, Str *ret) {
    size_t from = item->offset;
    while (from && text.ptr[from - 1] != '\n') from--;
    Str line = line_from(text, from);
    size_t indent = indent_of(line);
    char mark = line.ptr[indent];
    bool is_item = indent <= INDENT_MAX && strchr("-*+", mark) && begins_item(line, indent, mark);
    if (!is_item) return false;
    size_t to = from + line.len;
    for (; to < text.len; to += line.len) {
        line = line_from(text, to);
        if (indent_of(line) > indent && str_trim(line).len) continue;
        if (begins_item(line, indent, mark)) break;
        // No paragraph of it stands below a blank line, and none goes on at the left.
        if (str_trim(line).len || may_go_on(text, to, indent)) return false;
        break;
    }
    *ret = str_slice(text, from, to);
    return true;
}

// Where the blank lines above a line begin; the line itself where there are none.
static size_t blanks_above(Str text, size_t from) {
    size_t at = from;
    while (at && ascii_is_space(text.ptr[at - 1])) at--;
    return at + str_find(str_slice(text, at, from), '\n') + 1;
}

// Leaves out an item that stands in the file as another one does, with blank lines above it where
// some follow.
static void propose_one(const Linting *linting, const MarkdownItem *item,
                        const MarkdownItem *earlier) {
    Str text = linting->text;
    Str lines;
    Str others;
    bool is_found = find_lines(text, item, &lines) && find_lines(text, earlier, &others);
    if (!is_found || !str_equal(str_trim(lines), str_trim(others))) return;
    size_t from = (size_t)(lines.ptr - text.ptr);
    size_t to = from + lines.len;
    bool is_last = to == text.len || !str_trim(line_from(text, to)).len;
    if (is_last) from = blanks_above(text, from);
    // The file's last line has no end before and after.
    bool has_end = text.ptr[to - 1] == '\n';
    if (!has_end) from -= text.ptr[from - 2] == '\r' ? 2 : 1;
    diags_propose(linting->diags, (Edit){.offset = from, .size = to - from});
}

static void report_item(const Linting *linting, const Entry *entry, const MarkdownItem *item,
                        const MarkdownItem *earlier) {
    Str shown = str_cut(earlier->text, SHOWN_MAX);
    bool is_same = is_twice(item, earlier);
    if (is_same) propose_one(linting, item, earlier);
    diags_relate(linting->diags, (Place){entry->path, earlier->offset}, "this is the earlier item");
    diag_warning(linting->diags, (Place){entry->path, item->offset}, "similar-item",
                 is_same ? "leave one out" : "leave one out, or say what differs",
                 "an earlier item says %s: '%.*s'", is_same ? "the same" : "nearly the same",
                 (int)shown.len, shown.ptr);
}

static void check_item(const Linting *linting, const Entry *entry, Items *items,
                       const MarkdownItem *item) {
    bool is_short = item->text.len < END_SIZE;
    uint64_t beginning = is_short ? hash_short(item->text) : hash_end(item->text.ptr);
    uint64_t ending = is_short ? beginning : hash_end(item->text.ptr + item->text.len - END_SIZE);
    bool may_be_like = filter_add(items, beginning);
    may_be_like |= !is_short && filter_add(items, ending);
    for (size_t i = 0; may_be_like && i < items->count; i++) {
        bool is_same = items->beginnings[i] == beginning || items->endings[i] == ending;
        if (!is_same) continue;
        if (is_short ? !is_twice(item, items->items[i]) : !is_like(item, items->items[i])) continue;
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
    size_t item_count = entry->kind == ENTRY_ROLE ? entry->body->item_count : 0;
    for (size_t i = 0; i < item_count && items.count < ITEMS_MAX; i++) {
        const MarkdownItem *item = &entry->body->items[i];
        if (item->text.len) check_item(linting, entry, &items, item);
    }
}

// Once for each text: where it stands for the second time. Drafts are yet to be written.
static void check_texts(const Linting *linting, const Site *site, bool is_title, const char *code,
                        const char *what, const char *hint) {
    Table seen = {0};
    Arena arena = {0};
    size_t *counts = ARENA_NEW(&arena, size_t, site->entry_count + 1);
    size_t *seconds = ARENA_NEW(&arena, size_t, site->entry_count + 1);
    table_reserve(&seen, site->entry_count);
    for (size_t i = 0; i < site->entry_count; i++) {
        const Entry *entry = site->entries[i];
        Str text = text_str(is_title ? entry->title : entry->summary);
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

// Another title of a role that is the title of a different one leads to that.
static void check_other_titles(const Linting *linting, const Site *site) {
    for (size_t i = 0; i < site->redirect_count; i++) {
        const Redirect *redirect = &site->redirects[i];
        const Role *role = redirect->roles.count ? redirect->roles.items[0] : NULL;
        if (!role || redirect->entry == &role->entry) continue;
        diags_relate(linting->diags, entry_place(&role->entry, role->entry.title.offset),
                     "it is the title here");
        diag_warning(linting->diags, redirect_place(redirect), "title-of-other",
                     "leave it out, or say in one of the two what sets it apart",
                     "this is the title of %.*s: its address leads there",
                     (int)role->entry.path.len, role->entry.path.ptr);
    }
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
    size_t *of_skills;       // in the list, by index of the term; TABLE_NONE: not found so far
} Spellings;

// Returns its index.
static size_t count_name(Spellings *spellings, const Entry *entry, Text name, bool is_skill) {
    size_t index = table_add(&spellings->by_name, text_str(name), spellings->list.count);
    if (index == TABLE_NONE) {
        index = spellings->list.count;
        *(Spelling *)list_add(&spellings->list, sizeof(Spelling)) =
            (Spelling){name, entry, is_skill, 0};
    }
    ((Spelling *)spellings->list.items)[index].count++;
    return index;
}

// Of skills it is known already which have one name.
static void count_names(Spellings *spellings, const Role *role) {
    const Skill *skills = role->skills.items;
    for (size_t i = 0; i < role->skills.count; i++) {
        if (!skills[i].name.len) continue;   // an error, and reported
        size_t *index = &spellings->of_skills[skills[i].term_index];
        if (*index == TABLE_NONE) {
            *index = count_name(spellings, &role->entry, skills[i].name, true);
        } else {
            ((Spelling *)spellings->list.items)[*index].count++;
        }
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
    slug_add(&slugs, text_str(a->name));
    size_t size = slugs.len;
    slug_add(&slugs, text_str(b->name));
    Str both = buf_str(&slugs);
    bool ret = str_equal(str_slice(both, 0, size), str_slice(both, size, both.len));
    buf_free(&slugs);
    return ret;
}

static void report_spelling(const Linting *linting, const Entry *entry, Text name,
                            const Spelling *rare, const Spelling *usual) {
    if (rare->is_skill && usual->is_skill && is_one_address(rare, usual)) return;
    Buf hint = {0};
    Str other = text_str(usual->name);
    buf_printf(&hint, "write '%.*s', as %.*s does", (int)other.len, other.ptr,
               (int)usual->entry->path.len, usual->entry->path.ptr);
    if (usual->count > 1) buf_printf(&hint, ", and %zu more", usual->count - 1);
    if (usual->count > rare->count) {
        yaml_propose_name(linting->diags, name.offset, text_str(name), other);
    }
    diags_relate(linting->diags, (Place){usual->entry->path, usual->name.offset},
                 "this is the usual spelling");
    diag_warning(linting->diags, (Place){entry->path, name.offset}, "two-spellings", hint.ptr,
                 "'%.*s' has another spelling", (int)name.len, name.ptr);
    buf_free(&hint);
}

// Of each name the spelling that most have counts as right, the first that is found among equals.
// Whether there is one that is not.
static bool choose_spellings(const Spelling *items, size_t count, Arena *arena, size_t *usual) {
    Table by_fold = {0};
    bool has_rare = false;
    size_t *first = ARENA_NEW(arena, size_t, count + 1);
    for (size_t i = 0; i < count; i++) {
        size_t index = table_add(&by_fold, fold(text_str(items[i].name), arena), i);
        first[i] = index == TABLE_NONE ? i : index;
        has_rare |= index != TABLE_NONE;
        if (index == TABLE_NONE) usual[i] = i;
        else if (items[i].count > items[usual[index]].count) usual[index] = i;
    }
    for (size_t i = count; i-- > 0;) usual[i] = usual[first[i]];
    table_free(&by_fold);
    return has_rare;
}

static void judge_spelling(const Linting *linting, const Spellings *spellings, const size_t *usual,
                           const Entry *entry, Text name) {
    const Spelling *items = spellings->list.items;
    size_t index = table_get(&spellings->by_name, text_str(name));
    if (index == TABLE_NONE || usual[index] == index) return;
    report_spelling(linting, entry, name, &items[index], &items[usual[index]]);
}

static void check_spellings(const Linting *linting, const Site *site) {
    Spellings spellings = {0};
    Arena arena = {0};
    spellings.of_skills = ARENA_NEW(&arena, size_t, site->skills.count + 1);
    for (size_t i = 0; i < site->skills.count; i++) spellings.of_skills[i] = TABLE_NONE;
    for (size_t i = 0; i < site->entry_count; i++) {
        const Entry *entry = site->entries[i];
        if (entry->kind == ENTRY_ROLE) count_names(&spellings, entry_role(entry));
    }
    size_t *usual = ARENA_NEW(&arena, size_t, spellings.list.count + 1);
    bool has_rare = choose_spellings(spellings.list.items, spellings.list.count, &arena, usual);
    for (size_t i = 0; has_rare && i < site->entry_count; i++) {
        const Entry *entry = site->entries[i];
        const Role *role = entry->kind == ENTRY_ROLE ? entry_role(entry) : NULL;
        const Skill *skills = role ? role->skills.items : NULL;
        for (size_t j = 0; role && j < role->skills.count; j++) {
            judge_spelling(linting, &spellings, usual, entry, skills[j].name);
        }
        for (size_t j = 0; role && j < role->technologies.count; j++) {
            judge_spelling(linting, &spellings, usual, entry, role->technologies.items[j]);
        }
    }
    arena_free(&arena);
    table_free(&spellings.by_name);
    free(spellings.list.items);
}

static const Lint rows[] = {
    {"similar-item", SEVERITY_WARNING, "readers look for what sets items that are alike apart",
     .check_entry = check_items},
    {"duplicate-title", SEVERITY_WARNING, "readers cannot tell pages of one title apart",
     .check_site = check_titles, .reads = FACTS_TITLE},
    {"title-of-other", SEVERITY_WARNING, "another title that is a title leads readers away",
     .check_site = check_other_titles, .reads = FACTS_REST | FACTS_TITLE},
    {"duplicate-summary", SEVERITY_WARNING, "readers cannot tell what sets the pages apart",
     .check_site = check_summaries, .reads = FACTS_SUMMARY},
    {"two-spellings", SEVERITY_WARNING, "a skill in two spellings is counted as two",
     .check_site = check_spellings, .reads = FACTS_TERMS},
};
const LintFamily repeat_lints = LINT_FAMILY("repeats", rows);
