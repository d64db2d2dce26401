#include "diff/fields.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "diff/values.h"
#include "site/salaries.h"
#include "site/schema_compare.h"

// Where the walk along the rows has come to.
typedef struct Walk {
    const Comparing *with;
    Str path;
    Str name;
    Str label;
    Str kind;
    bool is_data;
    bool is_inside;          // an item of a list
    bool is_part;            // of an item that came or went: only its figures are told
    bool is_like;            // amounts are of one currency and period
    const NumberFormat *old_format;
    const NumberFormat *new_format;
    Str source;
    size_t group;
} Walk;

static void walk_struct(const Walk *walk, const Schema *schema, const char *a, const char *b);

static const Text *text_of(const Schema *schema, const char *of, FieldType type) {
    for (size_t i = 0; i < schema->field_count; i++) {
        const Field *field = &schema->fields[i];
        if (field->type == type) return (const Text *)(const void *)(of + field->offset);
    }
    return NULL;
}

static FieldChange *add_change(const Walk *walk) {
    FieldChanges *to = walk->with->changes;
    to->items = arena_grow_array(walk->with->arena, to->items, to->count, &to->capacity,
                                 sizeof *to->items);
    FieldChange *ret = &to->items[to->count++];
    *ret = (FieldChange){.path = walk->path, .name = walk->name, .label = walk->label,
                         .kind = walk->kind, .is_data = walk->is_data, .group = walk->group};
    return ret;
}

static Str join(const Walk *walk, Str a, const char *between, Str b, const char *end) {
    if (!a.len) between = "";
    Buf ret = {0};
    buf_printf(&ret, "%.*s%s%.*s%s", (int)a.len, a.ptr, between, (int)b.len, b.ptr, end);
    return arena_take(walk->with->arena, &ret);
}

static Walk step_into(const Walk *walk, const Field *field) {
    Walk ret = *walk;
    Str name = str_from(field->name);
    ret.path = join(walk, walk->path, ".", name, "");
    ret.kind = join(walk, walk->kind, ".", name, "");
    // What is published beside the figures of what holds it is called as they are.
    if (!(field->flags & FIELD_SPREAD)) ret.name = join(walk, walk->name, " ", name, "");
    bool is_sourced = field->schema && schema_find_field(field->schema, STR("source"));
    ret.is_data |= field->facts & FACTS_PAY || field->schema == &Source_schema || is_sourced;
    return ret;
}

// Whole numbers that may be small are counts; others are years.
static bool is_figure(const Field *field) {
    return field->type == FIELD_AMOUNT || field->type == FIELD_PERCENT ||
           (field->type == FIELD_INT && field->min <= 1);
}

static bool is_known(const Field *field, const void *at) {
    if (field->type == FIELD_AMOUNT) return amount_has_number(at);
    if (field->type == FIELD_PERCENT) return ((const Percent *)at)->is_given;
    return *(const int64_t *)at != 0;
}

// Of what a share can be told: of figures that are known exactly.
static bool number_of(const Field *field, const void *at, double *ret) {
    const Amount *amount = at;
    if (field->type == FIELD_AMOUNT) *ret = (double)amount->minor;
    if (field->type == FIELD_INT) *ret = (double)*(const int64_t *)at;
    return field->type == FIELD_AMOUNT ? amount->state == AMOUNT_KNOWN : field->type == FIELD_INT;
}

static void measure(const Walk *walk, const Field *field, const void *a, const void *b,
                    FieldChange *change) {
    double before = 0;
    double after = 0;
    bool has_both = number_of(field, a, &before) && number_of(field, b, &after) && before > 0;
    change->has_share = has_both && walk->is_like && change->old_value.written.len &&
                        change->new_value.written.len;
    if (change->has_share) change->share = (int64_t)round((after - before) * 1000 / before);
    change->is_gone = is_known(field, a) && !is_known(field, b);
    change->source = walk->source;
}

static void add_value(const Walk *walk, const Schema *schema, const Field *field, const char *a,
                      const char *b) {
    const Comparing *with = walk->with;
    const Locale *locale = with->after->sources.locale;
    FieldChange change = {
        .old_value = value_make(locale, walk->old_format, schema, field, a, with->arena),
        .new_value = value_make(locale, walk->new_format, schema, field, b, with->arena),
        .is_figure = walk->is_data && is_figure(field),
    };
    if (walk->is_part && !change.is_figure) return;
    // It says the same: a number with and without decimals that are 0.
    if (str_equal(change.old_value.written, change.new_value.written)) return;
    FieldChange *added = add_change(walk);
    added->old_value = change.old_value;
    added->new_value = change.new_value;
    added->is_figure = change.is_figure;
    added->is_headline = !strcmp(field->name, "median");
    if (added->is_figure) measure(walk, field, a + field->offset, b + field->offset, added);
}

static void add_item(const Walk *walk, Str before, Str after) {
    FieldChange *change = add_change(walk);
    change->old_value = value_of_text(before);
    change->new_value = value_of_text(after);
}

// Counts the texts of a list: *ret is how many more of each there are than were taken.
static size_t *count_texts(const TextList *list, Table *table) {
    size_t *ret = calloc(list->count + 1, sizeof *ret);
    if (!ret) memory_exhausted();
    for (size_t i = 0; i < list->count; i++) {
        size_t at = table_add(table, text_str(list->items[i]), i);
        ret[at == TABLE_NONE ? i : at]++;
    }
    return ret;
}

// Adds what `list` has and `other` has not. Returns whether there was any.
static bool add_missing(const Walk *walk, const TextList *list, const TextList *other,
                        bool is_new) {
    Table table = {0};
    size_t *counts = count_texts(other, &table);
    size_t count_before = walk->with->changes->count;
    for (size_t i = 0; i < list->count; i++) {
        Str text = text_str(list->items[i]);
        size_t at = table_get(&table, text);
        if (at != TABLE_NONE && counts[at]) counts[at]--;
        else add_item(walk, is_new ? (Str){0, 0} : text, is_new ? text : (Str){0});
    }
    free(counts);
    table_free(&table);
    return walk->with->changes->count > count_before;
}

static void compare_texts(const Walk *walk, const TextList *a, const TextList *b) {
    bool is_less = add_missing(walk, a, b, false);
    bool is_more = add_missing(walk, b, a, true);
    if (!is_less && !is_more) add_change(walk)->is_order = true;
}

// What an item of a list is called: by its first text, and by what it chose of several.
static Str label_of(const Walk *walk, const Field *list, const char *item) {
    const Schema *schema = list->schema;
    Buf ret = {0};
    const Text *first = text_of(schema, item, FIELD_TEXT);
    if (first) buf_add(&ret, text_str(*first));
    for (size_t i = 0; i < schema->field_count; i++) {
        const Field *field = &schema->fields[i];
        const Text *text = (const Text *)(const void *)(item + field->offset);
        bool is_said = field->type == FIELD_CHOICE ||
                       (field->type == FIELD_CURRENCY && !ret.len);
        if (!is_said || !text->len) continue;
        if (ret.len) buf_add_char(&ret, ' ');
        buf_add(&ret, text_str(*text));
    }
    return arena_take(walk->with->arena, &ret);
}

// A choice that is not made stands for what it falls back to.
static bool is_same_kind(const Field *field, const char *a, const char *b) {
    const Text *texts[2] = {(const Text *)(const void *)(a + field->offset),
                            (const Text *)(const void *)(b + field->offset)};
    Str otherwise = str_from(field->fallback);
    return str_equal(texts[0]->len ? text_str(*texts[0]) : otherwise,
                     texts[1]->len ? text_str(*texts[1]) : otherwise);
}

static bool tells_kind(const Field *field) {
    return field->type == FIELD_CHOICE || field->type == FIELD_CURRENCY;
}

// How well two items of one name are the same one.
static int likeness(const Field *list, const char *a, const char *b) {
    int ret = 1;
    for (size_t i = 0; i < list->schema->field_count; i++) {
        const Field *field = &list->schema->fields[i];
        int weight = tells_kind(field) ? (int)SCHEMA_FIELDS_MAX : 1;
        bool is_same = tells_kind(field) ? is_same_kind(field, a, b)
                                         : schema_same_field(field, a, b);
        ret += is_same ? weight : 0;
    }
    return ret;
}

static Walk step_into_item(const Walk *walk, Str label, bool is_alone) {
    Walk ret = *walk;
    ret.path = join(walk, walk->path, "[", label, "]");
    if (walk->is_inside) {
        ret.name = join(walk, walk->name, " ", label, "");
        return ret;
    }
    ret.is_inside = true;
    ret.label = is_alone ? (Str){0, 0} : label;
    ret.name = (Str){0};
    return ret;
}

// An item that came or went is told as a whole, and each of its figures.
static void add_lone_item(const Walk *walk, const Field *field, const char *item, bool is_new) {
    Str label = label_of(walk, field, item);
    add_item(walk, is_new ? (Str){0, 0} : label, is_new ? label : (Str){0});
    Walk inside = step_into_item(walk, label, false);
    inside.is_part = true;
    const char *none = arena_alloc(walk->with->arena, 1, field->schema->size);
    walk_struct(&inside, field->schema, is_new ? none : item, is_new ? item : none);
}

// The older items of a list, to be paired with the newer ones: those of one name in a row.
typedef struct Partners {
    const Field *field;
    ItemList items;
    Table by_name;           // → index of the last one
    size_t *before;          // index of the one before it, or SIZE_MAX
    bool *is_taken;
} Partners;

static const char *item_at(const Field *field, ItemList list, size_t index) {
    return (const char *)list.items + index * field->schema->size;
}

static Str name_of(const Field *field, const char *item) {
    const Text *text = text_of(field->schema, item, FIELD_TEXT);
    return text ? text_str(*text) : (Str){0};
}

static Partners partners_make(const Field *field, ItemList items, Arena *arena) {
    Partners ret = {.field = field, .items = items,
                    .before = ARENA_NEW(arena, size_t, items.count + 1),
                    .is_taken = ARENA_NEW(arena, bool, items.count + 1)};
    // From the last to the first: the table keeps the first value of a name.
    Table heads = {0};
    for (size_t i = items.count; i-- > 0;) {
        Str name = name_of(field, item_at(field, items, i));
        size_t head = table_add(&heads, name, i);
        ret.before[i] = SIZE_MAX;
        if (head == TABLE_NONE) continue;
        ret.before[i] = ret.before[head];
        ret.before[head] = i;
    }
    ret.by_name = heads;
    return ret;
}

// The best partner of an item among those that have none yet; SIZE_MAX where there is none.
static size_t partners_take(Partners *partners, const char *item) {
    const Field *field = partners->field;
    int best = 0;
    size_t ret = SIZE_MAX;
    size_t at = table_get(&partners->by_name, name_of(field, item));
    for (; at != SIZE_MAX; at = partners->before[at]) {
        if (partners->is_taken[at]) continue;
        int like = likeness(field, item_at(field, partners->items, at), item);
        if (like > best) ret = at;
        if (like > best) best = like;
    }
    if (ret != SIZE_MAX) partners->is_taken[ret] = true;
    return ret;
}

static void compare_items(const Walk *walk, const Field *field, ItemList a, ItemList b) {
    size_t count_before = walk->with->changes->count;
    bool is_alone = a.count <= 1 && b.count <= 1;
    bool is_moved = false;
    size_t last = 0;
    Partners partners = partners_make(field, a, walk->with->arena);
    for (size_t i = 0; i < b.count; i++) {
        const char *item = item_at(field, b, i);
        size_t at = partners_take(&partners, item);
        if (at == SIZE_MAX) {
            add_lone_item(walk, field, item, true);
            continue;
        }
        is_moved |= at < last;
        last = at;
        Walk inside = step_into_item(walk, label_of(walk, field, item), is_alone);
        walk_struct(&inside, field->schema, item_at(field, a, at), item);
    }
    for (size_t i = 0; i < a.count; i++) {
        if (!partners.is_taken[i]) add_lone_item(walk, field, item_at(field, a, i), false);
    }
    table_free(&partners.by_name);
    bool has_changed = walk->with->changes->count > count_before;
    if (is_moved && !has_changed) add_change(walk)->is_order = true;
}

static TextList named_texts(const Walk *walk, ItemList list) {
    TextList ret = {ARENA_NEW(walk->with->arena, Text, list.count + 1), list.count};
    for (size_t i = 0; i < list.count; i++) {
        const NamedValues *named = (const NamedValues *)list.items + i;
        Buf text = {0};
        buf_printf(&text, "%.*s:", (int)named->name.len, named->name.ptr);
        for (size_t j = 0; j < named->values.count; j++) {
            Str value = text_str(named->values.items[j]);
            buf_printf(&text, "%s %.*s", j ? "," : "", (int)value.len, value.ptr);
        }
        ret.items[i] = text_make(arena_take(walk->with->arena, &text), 0);
    }
    return ret;
}

// The struct of a mapping; one of zeros where there is none.
static const char *struct_at(const Walk *walk, const Field *field, const char *at) {
    const void *ret = field_struct_at(field, at);
    return ret ? ret : arena_alloc(walk->with->arena, 1, field->schema->size);
}

static void walk_mapping(const Walk *walk, const Field *field, const char *a, const char *b) {
    if (!field->schema) return;
    walk_struct(walk, field->schema, struct_at(walk, field, a), struct_at(walk, field, b));
}

static void walk_field(const Walk *walk, const Field *field, const char *a, const char *b) {
    switch (field->type) {
        case FIELD_TEXT_LIST:
        case FIELD_SLUG_LIST:
            if (!walk->is_part) {
                compare_texts(walk, (const TextList *)(const void *)a,
                              (const TextList *)(const void *)b);
            }
            return;
        case FIELD_NAMED_VALUES: {
            TextList before = named_texts(walk, item_list_at(a));
            TextList after = named_texts(walk, item_list_at(b));
            if (!walk->is_part) compare_texts(walk, &before, &after);
            return;
        }
        case FIELD_LIST: compare_items(walk, field, item_list_at(a), item_list_at(b)); return;
        case FIELD_MAPPING: walk_mapping(walk, field, a, b); return;
        default: return;
    }
}

static bool is_nested(const Field *field) {
    return field->type == FIELD_TEXT_LIST || field->type == FIELD_SLUG_LIST ||
           field->type == FIELD_NAMED_VALUES || field->type == FIELD_LIST ||
           field->type == FIELD_MAPPING;
}

static const Source *find_source(const Entry *entry, const Side *side, Str id) {
    const Role *role = entry ? entry_role(entry) : NULL;
    const Source *ret = role ? role_source(role, id) : NULL;
    for (size_t i = 0; !ret && i < side->sources.config.sources.count; i++) {
        const Source *source = &side->sources.config.sources.items[i];
        if (str_equal(text_str(source->id), id)) ret = source;
    }
    return ret;
}

// "May 2024" of a struct with a day, "2024–2034" of one with years.
static void write_vintage(const Locale *locale, const Schema *schema, const char *of, Buf *out) {
    int64_t years[2] = {0};
    size_t year_count = 0;
    for (size_t i = 0; i < schema->field_count; i++) {
        const Field *field = &schema->fields[i];
        const void *at = of + field->offset;
        bool is_year = field->type == FIELD_INT && !is_figure(field);
        if (is_year && year_count < 2) years[year_count++] = *(const int64_t *)at;
        const Date *date = at;
        if (field->type != FIELD_PARTIAL_DATE || !date->year) continue;
        locale_write_date(locale, date->year, date->month, date->day, out);
        return;
    }
    if (years[0]) buf_printf(out, "%" PRId64, years[0]);
    if (years[0] && years[1]) buf_printf(out, "–%" PRId64, years[1]);
}

// Where the figures of a struct come from: of the newer one, unless it gives none.
static Str source_of(const Walk *walk, const Schema *schema, const char *a, const char *b) {
    const Comparing *with = walk->with;
    const Field *field = schema_find_field(schema, STR("source"));
    Str id = text_str(*((const Text *)(const void *)(b + field->offset)));
    bool is_new = id.len;
    if (!is_new) id = text_str(*((const Text *)(const void *)(a + field->offset)));
    const Source *source = is_new ? find_source(with->new_entry, with->after, id)
                                  : find_source(with->old_entry, with->before, id);
    Buf vintage = {0};
    write_vintage(with->after->sources.locale, schema, is_new ? b : a, &vintage);
    Buf ret = {0};
    buf_add(&ret, source ? text_str(source->name) : id);
    bool is_said = ret.len && vintage.len && memmem(ret.ptr, ret.len, vintage.ptr, vintage.len);
    if (vintage.len && !is_said) buf_printf(&ret, "%s%s", ret.len ? " " : "", vintage.ptr);
    buf_free(&vintage);
    return arena_take(with->arena, &ret);
}

static const NumberFormat *format_of(const Walk *walk, const Text *currency) {
    Locale *locale = walk->with->after->sources.locale;
    return currency && currency->len ? locale_money(locale, text_str(*currency)) : NULL;
}

static bool is_like(const Schema *schema, const char *a, const char *b) {
    bool ret = true;
    for (size_t i = 0; i < schema->field_count; i++) {
        if (tells_kind(&schema->fields[i])) ret &= is_same_kind(&schema->fields[i], a, b);
    }
    return ret;
}

static void walk_struct(const Walk *walk, const Schema *schema, const char *a, const char *b) {
    Walk here = *walk;
    if (schema_find_field(schema, STR("source"))) {
        here.source = source_of(walk, schema, a, b);
        here.group = walk->with->changes->count + 1;
        here.is_like = is_like(schema, a, b);
    }
    const Text *currencies[2] = {text_of(schema, a, FIELD_CURRENCY),
                                 text_of(schema, b, FIELD_CURRENCY)};
    if (currencies[0]) here.old_format = format_of(walk, currencies[0]);
    if (currencies[1]) here.new_format = format_of(walk, currencies[1]);
    for (size_t i = 0; i < schema->field_count; i++) {
        const Field *field = &schema->fields[i];
        bool is_same_use = schema_is_given(schema, a, field) == schema_is_given(schema, b, field);
        if (is_same_use && schema_same_field(field, a, b)) continue;
        Walk inside = step_into(&here, field);
        if (is_nested(field)) walk_field(&inside, field, a + field->offset, b + field->offset);
        else add_value(&inside, schema, field, a, b);
    }
}

void fields_compare(const Comparing *comparing, const Schema *schema, const void *before,
                    const void *after) {
    Walk walk = {.with = comparing, .is_like = true};
    walk_struct(&walk, schema, before, after);
}

void texts_compare(const Comparing *comparing, Str path, TextList before, TextList after) {
    Walk walk = {.with = comparing, .path = path, .name = path, .kind = path};
    size_t i = 0;
    while (i < before.count && i < after.count &&
           str_equal(text_str(before.items[i]), text_str(after.items[i]))) {
        i++;
    }
    if (i == before.count && i == after.count) return;
    compare_texts(&walk, &before, &after);
}
