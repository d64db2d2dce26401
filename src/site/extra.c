#include "site/extra.h"

#include <string.h>

// A value of an extra field.
typedef union ExtraValue {
    Text text;
    TextList texts;
    bool flag;
    int64_t number;
    Date date;
} ExtraValue;

// What an entry gives under 'extra': this, and a value for each field.
typedef struct ExtraHead {
    FileOffset offset;
    GivenFields given;
} ExtraHead;

enum { EXTRA_NAME_MAX_SIZE = 64, EXTRA_CHOICES_MAX = 64 };

static const char *const type_names[] = {"text", "list", "bool", "integer", "date", "url", "choice",
                                         NULL};
static const FieldType types[] = {FIELD_TEXT, FIELD_TEXT_LIST, FIELD_BOOL, FIELD_INT, FIELD_DATE,
                                  FIELD_URL,  FIELD_CHOICE};

static const Field extra_field_fields[] = {
    FIELD(ExtraField, name, "name", TEXT, "what front matter calls it: night_shift",
          .flags = FIELD_REQUIRED, .limit = EXTRA_NAME_MAX_SIZE, .example = "night_shift"),
    FIELD(ExtraField, type, "type", CHOICE, "what may be its value", .choices = type_names,
          .fallback = "text"),
    FIELD(ExtraField, choices, "choices", TEXT_LIST, "of type choice: the texts to choose from",
          .flags = FIELD_UNIQUE, .limit = EXTRA_CHOICES_MAX),
    FIELD(ExtraField, is_required, "required", BOOL, "true where each must give it"),
    FIELD(ExtraField, doc, "doc", TEXT, "what it says, in a few words"),
};
static const Schema ExtraField_schema = 
    SCHEMA_AT("extra field", ExtraField, extra_field_fields, SCHEMA_NO_OFFSET,
              .bad_member = SCHEMA_BAD(ExtraField, bad_fields));

#define DECLARATIONS(member, name, doc)                          \
    FIELD_STRUCTS(ExtraConfig, member, name, ExtraField, doc,    \
                  .flags = FIELD_TAKES_TEXT | FIELD_UNIQUE, .limit = SCHEMA_FIELDS_MAX)
static const Field extra_config_fields[] = {
    DECLARATIONS(role, "role", "fields of roles, under 'extra' of their front matter"),
    DECLARATIONS(article, "article", "likewise of articles"),
    DECLARATIONS(page, "page", "likewise of pages"),
};
const Schema ExtraConfig_schema = SCHEMA("set of extra fields", ExtraConfig, extra_config_fields);

static FieldType type_of(const ExtraField *declared) {
    size_t i = 0;
    while (type_names[i] && !str_equal(text_str(declared->type), str_from(type_names[i]))) i++;
    return type_names[i] ? types[i] : FIELD_TEXT;
}

static bool is_name(Str text) {
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        bool is_later = i && (ascii_is_digit(byte) || byte == '_');
        if (!(byte >= 'a' && byte <= 'z') && !is_later) return false;
    }
    return text.len;
}

// Layouts know the other form of a date by a name with this behind it.
static bool check_form(const ExtraField *date, const ExtraField *other, Diags *diags) {
    Str name = text_str(other->name);
    if (date->bad_fields || other->bad_fields) return true;
    bool is_form = type_of(date) == FIELD_DATE && str_ends_with(name, STR("_iso")) &&
                   str_equal(str_slice(name, 0, name.len - 4), text_str(date->name));
    if (!is_form) return true;
    return diag_error(diags, (Place){CONFIG_PATH, other->name.offset}, "bad-extra",
                      "give it another name",
                      "'%.*s' is what layouts call the date '%.*s' as YYYY-MM-DD", (int)name.len,
                      name.ptr, (int)date->name.len, date->name.ptr);
}

static bool check_field(const ExtraField *declared, Diags *diags) {
    Place place = {CONFIG_PATH, declared->name.offset};
    Str name = text_str(declared->name);
    bool is_choice = type_of(declared) == FIELD_CHOICE;
    if (declared->bad_fields || !name.len) return false;   // which is reported
    if (!is_name(name)) {
        return diag_error(diags, place, "bad-extra",
                          "use small letters, digits and '_', and begin with a letter",
                          "'%.*s' cannot be the name of a field", (int)name.len, name.ptr);
    }
    if (is_choice == (declared->choices.count > 0)) return true;
    return diag_error(diags, place, "bad-extra",
                      is_choice ? "add 'choices: [one, two]'"
                                : "write 'type: choice', or leave 'choices' out",
                      is_choice ? "'%.*s' has nothing to choose from"
                                : "'%.*s' has choices, and its type is not choice",
                      (int)name.len, name.ptr);
}

static const char *const *make_choices(const TextList *given, Arena *arena) {
    const char **ret = ARENA_NEW(arena, const char *, given->count + 1);
    for (size_t i = 0; i < given->count; i++) {
        ret[i] = arena_copy(arena, text_str(given->items[i])).ptr;
    }
    return ret;
}

static Field make_field(const ExtraField *declared, size_t index, Arena *arena) {
    Str doc = declared->doc.len ? text_str(declared->doc) : STR("a field of this site");
    return (Field){
        .name = arena_copy(arena, text_str(declared->name)).ptr, .type = type_of(declared),
        .flags = declared->is_required ? FIELD_REQUIRED : 0, .doc = arena_copy(arena, doc).ptr,
        .offset = sizeof(ExtraHead) + index * sizeof(ExtraValue),
        .choices = declared->choices.count ? make_choices(&declared->choices, arena) : NULL,
    };
}

// The schema of what stands under 'extra'.
static const Schema *make_extra(const ExtraField *declared, size_t count, Arena *arena) {
    Field *fields = ARENA_NEW(arena, Field, count);
    for (size_t i = 0; i < count; i++) fields[i] = make_field(&declared[i], i, arena);
    Schema *ret = ARENA_NEW(arena, Schema, 1);
    *ret = (Schema){
        .name = "set of extra fields", .fields = fields, .field_count = count,
        .size = sizeof(ExtraHead) + count * sizeof(ExtraValue),
        .offset_member = SCHEMA_OFFSET(ExtraHead, offset),
        .given_member = offsetof(ExtraHead, given),
    };
    return ret;
}

// A kind's own schema with a last field 'extra'. `extra` is NULL where nobody knows its fields.
static const Schema *extend(const Schema *own, const Schema *extra, Arena *arena) {
    Field *fields = ARENA_NEW(arena, Field, own->field_count + 1);
    memcpy(fields, own->fields, own->field_count * sizeof *fields);
    Field *last = &fields[own->field_count];
    *last = (Field){.name = "extra", .type = FIELD_MAPPING, .flags = FIELD_POINTED,
                    .offset = TYPED_OFFSET(Entry, extra, void *), .schema = extra,
                    .doc = "the fields that site.yaml declares", .facts = FACTS_OWN};
    for (size_t i = extra ? extra->field_count : 0; i > 0; i--) {
        const Field *field = &extra->fields[i - 1];
        if (!(field->flags & FIELD_REQUIRED)) continue;
        last->flags |= FIELD_REQUIRED;
        Buf doc = {0};
        buf_printf(&doc, "the fields that site.yaml declares; '%s' is required", field->name);
        last->doc = arena_take(arena, &doc).ptr;
    }
    Schema *ret = ARENA_NEW(arena, Schema, 1);
    *ret = *own;
    ret->fields = fields;
    ret->field_count = own->field_count + 1;
    ret->base = own;
    return ret;
}

bool extra_derive(Config *config, Arena *arena, Diags *diags) {
    const ItemList declared[ENTRY_KIND_COUNT] = {
        [ENTRY_ROLE] = item_list_at(&config->extra.role),
        [ENTRY_ARTICLE] = item_list_at(&config->extra.article),
        [ENTRY_INFO_PAGE] = item_list_at(&config->extra.page)};
    bool is_sound = !schema_has_bad(&config_schema, config, "extra");
    for (int kind = 0; kind < ENTRY_KIND_COUNT; kind++) {
        const Schema *own = entry_kinds[kind].schema;
        const ExtraField *fields = declared[kind].items;
        size_t count = declared[kind].count;
        for (size_t i = 0; i < count * count; i++) {
            is_sound &= check_form(&fields[i / count], &fields[i % count], diags);
        }
        for (size_t i = 0; i < count; i++) is_sound &= check_field(&fields[i], diags);
        const Schema *extra = count && is_sound ? make_extra(fields, count, arena) : NULL;
        bool has_extra = extra || !is_sound;
        config->extra_schemas[kind] = extra;
        config->schemas[kind] = has_extra ? extend(own, extra, arena) : own;
    }
    config->is_extra_known = is_sound;
    return is_sound;
}

const Schema *extra_schema(const Config *config, const Schema *own) {
    for (int kind = 0; kind < ENTRY_KIND_COUNT; kind++) {
        const Schema *schema = config->schemas[kind];
        if (schema->base == own) return config->extra_schemas[kind];
    }
    return NULL;
}
