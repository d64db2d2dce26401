#include "diff/prose.h"

#include <stdlib.h>

// What stands under a heading of the second level, or above the first one.
typedef struct Section {
    Str key;
    Str name;
    Str text;
} Section;
typedef struct Sections {
    Section *items;
    size_t count;
    Table by_key;            // → index
} Sections;

enum { SECTION_LEVEL = 2 };
#define LEAD_NAME STR("lead")

static Section make_section(const Entry *entry, size_t index) {
    const MarkdownHeading *heading = &entry->body->headings[index];
    SectionKind kind = entry->section_kinds[index];
    return (Section){kind ? str_from(section_names[kind]) : heading->id, heading->text, {0}};
}

static Sections find_sections(Side *side, const Entry *entry, Arena *arena) {
    const MarkdownDocument *body = entry->body;
    Str text = side_text(side, entry);
    Sections ret = {.items = ARENA_NEW(arena, Section, body->heading_count + 1), .count = 1};
    ret.items[0] = (Section){STR(""), LEAD_NAME, {0}};
    table_add(&ret.by_key, ret.items[0].key, 0);
    size_t from = entry->body_offset;
    for (size_t i = 0; i < body->heading_count; i++) {
        const MarkdownHeading *heading = &body->headings[i];
        // One without a text stands nowhere.
        bool is_within = heading->level > SECTION_LEVEL || heading->is_nested;
        if (is_within || heading->offset > text.len) continue;
        ret.items[ret.count - 1].text = str_slice(text, from, heading->offset);
        Section *section = &ret.items[ret.count];
        *section = make_section(entry, i);
        // A second one of a kind is found by its heading.
        if (table_add(&ret.by_key, section->key, ret.count) != TABLE_NONE) {
            section->key = arena_join(arena, STR("#"), heading->id);
            table_add(&ret.by_key, section->key, ret.count);
        }
        ret.count++;
        from = heading->offset;
    }
    ret.items[ret.count - 1].text = str_slice(text, from, text.len);
    return ret;
}

// How often each word stands in the one text more than in the other.
static void count_words(Str before, Str after, SectionChange *ret) {
    Table table = {0};
    List counts = {0};       // of int64_t
    const Str texts[] = {before, after};
    for (size_t i = 0; i < 2; i++) {
        size_t at = 0;
        for (Str word; (word = words_next(texts[i], &at)).len;) {
            size_t index = table_add(&table, word, counts.count);
            int64_t *count = index == TABLE_NONE ? list_add(&counts, sizeof *count)
                                                 : (int64_t *)counts.items + index;
            *count += i ? 1 : -1;
        }
    }
    for (size_t i = 0; i < counts.count; i++) {
        int64_t count = ((const int64_t *)counts.items)[i];
        if (count > 0) ret->added_count += (size_t)count;
        if (count < 0) ret->removed_count += (size_t)-count;
    }
    table_free(&table);
    free(counts.items);
}

// Whether two texts have the same words in the same order.
static bool is_same_prose(Str a, Str b) {
    size_t at_a = 0;
    size_t at_b = 0;
    Str word;
    do {
        word = words_next(a, &at_a);
        if (!str_equal(word, words_next(b, &at_b))) return false;
    } while (word.len);
    return true;
}

static void add_section(Arena *arena, SectionChanges *to, Str name, Str before, Str after) {
    if (is_same_prose(before, after)) return;
    to->items = arena_grow_array(arena, to->items, to->count, &to->capacity, sizeof *to->items);
    SectionChange *change = &to->items[to->count++];
    *change = (SectionChange){.name = arena_copy(arena, name)};
    count_words(before, after, change);
    words_compare(before, after, arena, &change->words);
}

void prose_compare(Side *before, const Entry *old_entry, Side *after, const Entry *new_entry,
                   Arena *arena, SectionChanges *ret) {
    Sections old = find_sections(before, old_entry, arena);
    Sections new = find_sections(after, new_entry, arena);
    bool *is_met = ARENA_NEW(arena, bool, old.count + 1);
    for (size_t i = 0; i < new.count; i++) {
        size_t at = table_get(&old.by_key, new.items[i].key);
        bool is_free = at != TABLE_NONE && !is_met[at];
        if (is_free) is_met[at] = true;
        add_section(arena, ret, new.items[i].name, is_free ? old.items[at].text : (Str){0},
                    new.items[i].text);
    }
    for (size_t i = 0; i < old.count; i++) {
        if (!is_met[i]) add_section(arena, ret, old.items[i].name, old.items[i].text, (Str){0});
    }
    table_free(&old.by_key);
    table_free(&new.by_key);
}
