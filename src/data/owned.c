#include "data/owned.h"

#include <stdlib.h>

#include "data/profile.h"

enum { UNIT_FIELDS_MAX = 12 };

// Where the units of a kind stand in front matter, and which of their fields are a source's.
typedef struct UnitKind {
    const char *field;       // "salary"
    const char *source;      // that they are of; NULL: their own field `source_field` names it
    const char *source_field;
    const char *part;        // that tells them apart: "region"; NULL: there is one
    const char *names[UNIT_FIELDS_MAX];
} UnitKind;

static const UnitKind kinds[] = {
    {"salary", NULL, "source", "region",
     {"currency", "period", "average", "median", "p10", "p25", "p75", "p90", "as_of",
      "only_period"}},
    {"outlook", NULL, "source", NULL, {"growth", "openings", "from", "to"}},
    {"education", PROJECTIONS_SOURCE, NULL, NULL, {"text"}},
    {"experience", PROJECTIONS_SOURCE, NULL, NULL, {"text", "months"}},
    {"entry_routes", PROJECTIONS_SOURCE, NULL, NULL, {"text"}},
    {"sources", NULL, "id", NULL, {"name", "url", "attribution", "retrieved"}},
};

const char *const owned_kind_names[] = {"salary", "outlook", "education", "experience",
                                        "entry_routes", "sources", "tasks", NULL};

Str owned_kind_of(Str word) {
    Str first = str_slice(word, 0, str_find(word, ' '));
    if (str_is_among(first, owned_kind_names)) return first;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (str_is_among(word, kinds[i].names)) return str_from(kinds[i].field);
    }
    return (Str){0};
}

OwnedUnit *owned_add(Arena *arena, OwnedList *list, Str source, Str name) {
    list->items = arena_grow_array(arena, list->items, list->count, &list->capacity,
                                   sizeof *list->items);
    OwnedUnit *ret = &list->items[list->count++];
    *ret = (OwnedUnit){.source = source, .name = name};
    return ret;
}

void owned_add_field(Arena *arena, OwnedUnit *unit, OwnedField field) {
    unit->fields = arena_grow_array(arena, unit->fields, unit->count, &unit->capacity,
                                    sizeof *unit->fields);
    unit->fields[unit->count++] = field;
}

OwnedUnit *owned_find(const OwnedList *list, Str source, Str name) {
    for (size_t i = 0; i < list->count; i++) {
        bool is_it = str_equal(list->items[i].source, source) &&
                     str_equal(list->items[i].name, name);
        if (is_it) return &list->items[i];
    }
    return NULL;
}

void owned_remove(OwnedList *list, Str name) {
    size_t at = 0;
    while (at < list->count && !str_equal(list->items[at].name, name)) at++;
    for (; at + 1 < list->count; at++) list->items[at] = list->items[at + 1];
    if (at < list->count) list->count--;
}

OwnedField *owned_field(const OwnedUnit *unit, Str name) {
    for (size_t i = 0; i < unit->count; i++) {
        if (str_equal(unit->fields[i].name, name)) return &unit->fields[i];
    }
    return NULL;
}

bool owned_field_equal(const OwnedField *a, const OwnedField *b) {
    bool has_a = a && !a->is_null;
    bool has_b = b && !b->is_null;
    return has_a == has_b && (!has_a || str_equal(a->text, b->text));
}

bool owned_is_vintage(Str name) {
    return str_equal(name, STR("vintage")) || str_equal(name, STR("retrieved"));
}

void owned_count(Arena *arena, List *counts, Str name) {
    UnitCount *items = counts->items;
    size_t i = 0;
    while (i < counts->count && !str_equal(items[i].name, name)) i++;
    if (i == counts->count) {
        *(UnitCount *)list_add(counts, sizeof *items) = (UnitCount){arena_copy(arena, name), 0};
        items = counts->items;
    }
    items[i].count++;
}

static YamlNode *entry_of(const YamlNode *mapping, const char *key) {
    for (YamlNode *node = mapping->first; node; node = node->next) {
        if (str_equal(node->key, str_from(key))) return node;
    }
    return NULL;
}

static Str text_of(const YamlNode *mapping, const char *key) {
    const YamlNode *node = key && mapping->kind == YAML_MAPPING ? entry_of(mapping, key) : NULL;
    return node && node->kind == YAML_SCALAR ? node->text : (Str){0};
}

static bool is_owned(const UnitKind *kind, Str name) {
    return str_is_among(name, kind->names);
}

// Adds the fields of a mapping, and of those that lie in it: percentiles.
static void add_fields(Arena *arena, const UnitKind *kind, YamlNode *mapping, OwnedUnit *unit) {
    for (YamlNode *node = mapping->first; node; node = node->next) {
        if (node->kind == YAML_MAPPING) add_fields(arena, kind, node, unit);
        if (!is_owned(kind, node->key)) continue;
        unit->is_foreign |= node->kind != YAML_SCALAR;
        bool is_null = yaml_is_null(node);
        owned_add_field(arena, unit, (OwnedField){node->key, node->text, is_null, mapping, node});
    }
}

static void add_unit(Arena *arena, const UnitKind *kind, YamlNode *node, OwnedList *ret) {
    Str source = kind->source ? str_from(kind->source) : text_of(node, kind->source_field);
    Str part = text_of(node, kind->part);
    Buf name = {0};
    if (!source.len) return;
    buf_add(&name, str_from(kind->field));
    if (part.len) buf_add_char(&name, ' ');
    buf_add(&name, part);
    OwnedUnit *unit = owned_add(arena, ret, source, arena_take(arena, &name));
    unit->node = node;
    if (node->kind == YAML_MAPPING) {
        add_fields(arena, kind, node, unit);
    } else if (node->kind == YAML_SCALAR) {
        bool is_null = yaml_is_null(node);
        owned_add_field(arena, unit, (OwnedField){STR("text"), node->text, is_null, NULL, node});
    } else {
        unit->is_foreign = true;
    }
}

void owned_read(Arena *arena, const YamlNode *root, OwnedList *ret) {
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const UnitKind *kind = &kinds[i];
        YamlNode *node = root->kind == YAML_MAPPING ? entry_of(root, kind->field) : NULL;
        if (!node) continue;
        bool is_list = node->kind == YAML_LIST;
        bool is_single = is_list && kind->source && node->first && !node->first->next;
        if (is_list && (is_single || !kind->source)) {
            for (YamlNode *item = node->first; item; item = item->next) {
                add_unit(arena, kind, item, ret);
            }
        } else {
            add_unit(arena, kind, node, ret);   // several where a source gives one: foreign
        }
    }
}

// The tasks as one text: nobody writes them but a person, who wants to know which to look at.
static void add_tasks(Arena *arena, const PublicData *data, const Occupation *occupation,
                      OwnedList *ret) {
    const StrList *tasks = &occupation->tasks;
    if (!tasks->count) return;
    OwnedUnit *unit = owned_add(arena, ret, STR(ONET_SOURCE), TASKS_UNIT);
    Str *sorted = ARENA_NEW(arena, Str, tasks->count);
    Buf text = {0};
    for (size_t i = 0; i < tasks->count; i++) sorted[i] = tasks->items[i];
    qsort(sorted, tasks->count, sizeof *sorted, str_compare_items);
    for (size_t i = 0; i < tasks->count; i++) {
        if (i) buf_add_char(&text, ' ');
        buf_add(&text, sorted[i]);
    }
    owned_add_field(arena, unit, (OwnedField){.name = STR("version"), .text = data->onet_version});
    owned_add_field(arena, unit, (OwnedField){.name = STR("ids"),
                                              .text = arena_take(arena, &text)});
}

void owned_of_data(Arena *arena, const PublicData *data, const Occupation *occupation,
                   OwnedList *ret) {
    Buf text = {0};
    Diags unsaid = {0};
    YamlNode *root = NULL;
    profile_write_owned(data, occupation, &text);
    bool is_parsed = yaml_parse(buf_str(&text), STR("owned"), 0, arena, NULL, &root, &unsaid);
    OwnedList all = {0};
    if (is_parsed) owned_read(arena, root, &all);
    // Of O*NET nothing is taken in but by import: what its entry says is true of that.
    for (size_t i = 0; i < all.count; i++) {
        if (str_equal(all.items[i].source, STR(ONET_SOURCE))) continue;
        OwnedUnit *unit = owned_add(arena, ret, (Str){0}, (Str){0});
        *unit = all.items[i];
        if (!str_equal(unit->name, SOURCES_UNIT)) continue;
        Str vintage = origins_vintage(data, unit->source, arena);
        owned_add_field(arena, unit, (OwnedField){.name = STR("vintage"), .text = vintage});
    }
    add_tasks(arena, data, occupation, ret);
    buf_free(&text);
    diags_free(&unsaid);
}
