#include "output/layouts/field_names.h"

#include <assert.h>
#include <string.h>

#include "output/views.h"

// A text is read where the struct holds it.
_Static_assert(offsetof(Text, ptr) == offsetof(ShortStr, ptr) &&
                   offsetof(Text, len) == offsetof(ShortStr, len),
               "a Text begins as a ShortStr");
static const ViewName text_item_names[] = {
    {.name = "TEXT", .kind = NAME_TEXT, .doc = "the text", .is_short = true},
};
const ViewType text_item_view = VIEW_TYPE("text", Text, text_item_names);

typedef struct Names {
    Arena *arena;
    ViewName *items;
    size_t count;
    size_t capacity;
} Names;

const char *layout_name_make(Arena *arena, Str start, const char *name) {
    Str text = arena_join(arena, start, str_from(name));
    char *ret = ARENA_NEW(arena, char, text.len + 1);
    for (size_t i = 0; i < text.len; i++) ret[i] = ascii_upper(text.ptr[i]);
    return ret;
}

static void add_name(Names *names, Str start, const Field *field, size_t offset, NameKind kind,
                     const ViewType *items) {
    names->items = arena_grow_array(names->arena, names->items, names->count, &names->capacity,
                                    sizeof *names->items);
    names->items[names->count++] = (ViewName){
        .name = layout_name_make(names->arena, start, field_public_name(field)), .kind = kind,
        .offset = offset, .doc = field->doc, .items = items,
        .is_short = kind == NAME_TEXT || kind == NAME_URL,
    };
}

// What stands in front of the names of a mapping's fields.
static Str inner_start(const Names *names, Str start, const Field *field) {
    if (field->flags & FIELD_SPREAD) return start;
    return arena_join_three(names->arena, start, str_from(field_public_name(field)), STR("_"));
}

// `start` stands in front of the names, `base` is where the schema's struct begins.
static void add_fields(Names *names, const Schema *schema, Str start, size_t base) {
    for (size_t i = 0; i < schema->field_count; i++) {
        const Field *field = &schema->fields[i];
        size_t offset = base + field->offset;
        switch (field->type) {
            case FIELD_TEXT:
            case FIELD_SLUG:
            case FIELD_CHOICE:
            case FIELD_CURRENCY:
            case FIELD_LANGUAGE: add_name(names, start, field, offset, NAME_TEXT, NULL); break;
            case FIELD_URL: add_name(names, start, field, offset, NAME_URL, NULL); break;
            case FIELD_BOOL: {
                Str flag = arena_join(names->arena, STR("IS_"), start);
                add_name(names, flag, field, offset, NAME_FLAG, NULL);
                break;
            }
            case FIELD_TEXT_LIST:
            case FIELD_SLUG_LIST:
                add_name(names, start, field, offset, NAME_LIST, &text_item_view);
                break;
            case FIELD_LIST:
                add_name(names, start, field, offset, NAME_LIST,
                         field_names_make(field->schema, names->arena));
                break;
            case FIELD_MAPPING:
                if (field->flags & FIELD_POINTED) break;
                add_fields(names, field->schema, inner_start(names, start, field), offset);
                break;
            case FIELD_INT:
            case FIELD_AMOUNT:
            case FIELD_PERCENT:
            case FIELD_DATE:
            case FIELD_PARTIAL_DATE:
            case FIELD_NAMED_VALUES: break;
        }
    }
}

static const ViewType *make_view(const Schema *schema, const Names *names) {
    ViewType *ret = ARENA_NEW(names->arena, ViewType, 1);
    *ret = (ViewType){.name = schema->name, .size = schema->size, .names = names->items,
                      .name_count = names->count};
    return ret;
}

const ViewType *field_names_make(const Schema *schema, Arena *arena) {
    Names names = {.arena = arena};
    add_fields(&names, schema, STR(""), 0);
    return make_view(schema, &names);
}

PointedNames field_names_make_pointed(const Schema *schema, Arena *arena) {
    PointedNames ret = {0};
    for (size_t i = 0; i < schema->field_count; i++) {
        const Field *field = &schema->fields[i];
        if (field->type != FIELD_MAPPING || !(field->flags & FIELD_POINTED)) continue;
        assert(!ret.view);   // a page has a scope for one of them
        Names names = {.arena = arena};
        add_fields(&names, field->schema, inner_start(&names, STR(""), field), 0);
        ret = (PointedNames){make_view(field->schema, &names), field->offset,
                             arena_alloc(arena, 1, field->schema->size)};
    }
    return ret;
}

const void *field_names_pointed_at(const PointedNames *names, const void *of) {
    const void *ret;
    memcpy(&ret, (const char *)of + names->offset, sizeof ret);
    return ret ? ret : names->none;
}
