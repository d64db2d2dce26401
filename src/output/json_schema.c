#include "output/json_schema.h"

typedef struct Describing {
    Json *json;
    const Publishing *publishing;   // NULL: of front matter
} Describing;

#define DAY "[0-9]{4}-[0-9]{2}-[0-9]{2}"

static void put_keyword(Json *json, const char *name, const char *text) {
    json_text(json, name, str_from(text));
}

static void put_types(Json *json, const char *const *types, size_t count) {
    json_open_array(json, "type");
    for (size_t i = 0; i < count; i++) json_text(json, NULL, str_from(types[i]));
    json_close_array(json);
}

// What YAML takes for a number is a text all the same where one is expected.
static void put_written_text(Json *json) {
    static const char *const types[] = {"string", "number", "boolean"};
    put_types(json, types, sizeof types / sizeof types[0]);
}

static void put_text(const Describing *describing) {
    if (describing->publishing) put_keyword(describing->json, "type", "string");
    else put_written_text(describing->json);
}

static void put_pattern(Json *json, const char *pattern) {
    put_keyword(json, "type", "string");
    put_keyword(json, "pattern", pattern);
}

static void put_choices(Json *json, const Field *field) {
    json_open_array(json, "enum");
    for (const char *const *choice = field->choices; *choice; choice++) {
        json_text(json, NULL, str_from(*choice));
    }
    json_close_array(json);
}

static void put_int(Json *json, const Field *field) {
    put_keyword(json, "type", "integer");
    if (field->max <= field->min) return;
    json_integer(json, "minimum", field->min);
    json_integer(json, "maximum", field->max);
}

static void put_amount(const Describing *describing) {
    static const char *const types[] = {"number", "string", "null"};
    Json *json = describing->json;
    if (describing->publishing) {
        put_keyword(json, "$ref", "#/$defs/amount");
        return;
    }
    put_types(json, types, sizeof types / sizeof types[0]);
    json_integer(json, "minimum", 0);
    json_integer(json, "maximum", AMOUNT_MAX);
    put_keyword(json, "pattern", "^>= *[0-9]+(\\.[0-9]+)?$");
}

static void put_percent(const Describing *describing) {
    static const char *const types[] = {"number", "string"};
    Json *json = describing->json;
    if (describing->publishing) put_keyword(json, "type", "number");
    else put_types(json, types, sizeof types / sizeof types[0]);
    json_integer(json, "minimum", -PERCENT_MAX);
    json_integer(json, "maximum", PERCENT_MAX);
    if (!describing->publishing) {
        put_keyword(json, "pattern", "^-?[0-9]+(\\.[0-9][0-9]?)? *%?$");
    }
}

static void put_partial_date(const Describing *describing) {
    static const char *const types[] = {"string", "integer"};   // 2025 is a number to YAML
    Json *json = describing->json;
    if (describing->publishing) put_keyword(json, "type", "string");
    else put_types(json, types, sizeof types / sizeof types[0]);
    put_keyword(json, "pattern", "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$");
}

static void put_object(const Describing *describing, const Schema *schema);

// An item of a list: an object, or in front matter a text in its place.
static void put_item(const Describing *describing, const Field *field) {
    Json *json = describing->json;
    bool takes_text = !describing->publishing && field->flags & FIELD_TAKES_TEXT;
    if (takes_text) {
        json_open_array(json, "anyOf");
        json_open_object(json, NULL);
        put_written_text(json);
        json_close_object(json);
        json_open_object(json, NULL);
    }
    if (field->schema) put_object(describing, field->schema);
    else put_text(describing);
    if (takes_text) {
        json_close_object(json);
        json_close_array(json);
    }
}

static void put_array(const Describing *describing, const Field *field) {
    Json *json = describing->json;
    put_keyword(json, "type", "array");
    // A list that is empty is not published.
    if (describing->publishing) json_integer(json, "minItems", 1);
    else json_integer(json, "maxItems", (int64_t)(field->limit ? field->limit : LIST_MAX_ITEMS));
    if (field->flags & FIELD_UNIQUE) json_bool(json, "uniqueItems", true);
    json_open_object(json, "items");
    put_item(describing, field);
    json_close_object(json);
}

// In front matter one item may stand for a list of one.
static void put_list(const Describing *describing, const Field *field) {
    Json *json = describing->json;
    bool is_of_texts = field->type != FIELD_LIST;
    bool takes_one = is_of_texts || field->flags & (FIELD_ONE_OR_LIST | FIELD_TAKES_TEXT);
    if (describing->publishing || !takes_one) {
        put_array(describing, field);
        return;
    }
    json_open_array(json, "anyOf");
    json_open_object(json, NULL);
    if (is_of_texts || !(field->flags & FIELD_ONE_OR_LIST)) put_written_text(json);
    else put_item(describing, field);
    json_close_object(json);
    json_open_object(json, NULL);
    put_array(describing, field);
    json_close_object(json);
    json_close_array(json);
}

static void put_named_values(const Describing *describing, const Field *field) {
    static const Field values = {.type = FIELD_TEXT_LIST};
    Json *json = describing->json;
    const char *name;
    if (field->names) {
        json_open_object(json, "propertyNames");
        json_open_array(json, "enum");
        for (size_t i = 0; (name = field->names->at(i)); i++) json_text(json, NULL, str_from(name));
        json_close_array(json);
        json_close_object(json);
    }
    json_open_object(json, "additionalProperties");
    if (field->choices) put_choices(json, field);
    else put_list(describing, &values);
    json_close_object(json);
}

static void put_form(const Describing *describing, const Field *field) {
    Json *json = describing->json;
    switch (field->type) {
        case FIELD_TEXT:
        case FIELD_SLUG: put_text(describing); return;
        case FIELD_URL:
            put_keyword(json, "type", "string");
            put_keyword(json, "format", "iri-reference");
            return;
        case FIELD_LANGUAGE: put_keyword(json, "type", "string"); return;
        case FIELD_TEXT_LIST:
        case FIELD_SLUG_LIST:
        case FIELD_LIST: put_list(describing, field); return;
        case FIELD_BOOL: put_keyword(json, "type", "boolean"); return;
        case FIELD_INT: put_int(json, field); return;
        case FIELD_AMOUNT: put_amount(describing); return;
        case FIELD_PERCENT: put_percent(describing); return;
        case FIELD_DATE:
            put_pattern(json, "^" DAY "$");
            put_keyword(json, "format", "date");
            return;
        case FIELD_PARTIAL_DATE: put_partial_date(describing); return;
        case FIELD_CHOICE: put_choices(json, field); return;
        case FIELD_CURRENCY: put_pattern(json, "^[A-Z]{3}$"); return;
        case FIELD_MAPPING: put_item(describing, field); return;
        case FIELD_NAMED_VALUES:
            put_keyword(json, "type", "object");
            put_named_values(describing, field);
            return;
    }
}

typedef void Visit(const Describing *describing, const Field *field, bool is_optional);

static const char *name_in(const Describing *describing, const Field *field) {
    return describing->publishing ? field_public_name(field) : field->name;
}

// `is_optional`: as the whole of which it is published as a part may be left out.
static void put_property(const Describing *describing, const Field *field, bool is_optional) {
    (void)is_optional;
    Json *json = describing->json;
    json_open_object(json, name_in(describing, field));
    put_keyword(json, "description", field->doc);
    put_form(describing, field);
    json_text_if(json, "default", str_from(describing->publishing ? NULL : field->fallback));
    json_close_object(json);
}

static void put_required(const Describing *describing, const Field *field, bool is_optional) {
    // What is published of a flag is true or false, and a text that stands in is always there.
    bool is_always = describing->publishing && (field->type == FIELD_BOOL || field->fallback);
    bool is_required = field->flags & FIELD_REQUIRED || is_always;
    if (!is_required || is_optional) return;
    json_text(describing->json, NULL, str_from(name_in(describing, field)));
}

static void visit_derived(const Describing *describing, const Derived *rows, size_t count,
                          Visit *visit, bool is_optional) {
    for (size_t i = 0; i < count; i++) visit(describing, &rows[i].field, is_optional);
}

// Visits what an object has as its members.
static void visit_members(const Describing *describing, const Schema *schema, Visit *visit,
                          bool is_optional) {
    bool is_published = describing->publishing;
    Shape shape = {0};
    if (is_published) shape = published_shape(describing->publishing, schema);
    visit_derived(describing, shape.first, shape.first_count, visit, is_optional);
    for (size_t i = 0; i < schema->field_count; i++) {
        const Field *field = &schema->fields[i];
        if (is_published && field->flags & FIELD_UNPUBLISHED) continue;
        bool is_spread = is_published && field->flags & FIELD_SPREAD;
        bool is_inner_optional = is_optional || !(field->flags & FIELD_REQUIRED);
        // A flag that may be left out is not published then.
        bool may_lack = is_optional || (schema->given_member && is_inner_optional);
        if (is_spread) visit_members(describing, field->schema, visit, is_inner_optional);
        else visit(describing, field, may_lack);
    }
    visit_derived(describing, shape.last, shape.last_count, visit, is_optional);
}

static void put_object(const Describing *describing, const Schema *schema) {
    Json *json = describing->json;
    put_keyword(json, "type", "object");
    // An object without members is not published.
    if (describing->publishing) json_integer(json, "minProperties", 1);
    json_bool(json, "additionalProperties", false);
    json_open_array(json, "required");
    visit_members(describing, schema, put_required, false);
    json_close_array(json);
    json_open_object(json, "properties");
    visit_members(describing, schema, put_property, false);
    json_close_object(json);
}

void json_schema_write_published(Json *json, const Publishing *publishing, const Schema *schema) {
    put_object(&(Describing){json, publishing}, schema);
}

void json_schema_write_text(Json *json, const char *name, const char *doc) {
    json_open_object(json, name);
    put_keyword(json, "description", doc);
    put_keyword(json, "type", "string");
    json_close_object(json);
}

static void put_type(Json *json, const char *type) {
    json_open_object(json, NULL);
    put_keyword(json, "type", type);
    json_close_object(json);
}

void json_schema_write_amount(Json *json) {
    json_open_object(json, "amount");
    put_keyword(json, "description",
                "in units of the currency; null where the source withholds it, at_least where it "
                "gives a lower bound only");
    json_open_array(json, "oneOf");
    put_type(json, "number");
    put_type(json, "null");
    json_open_object(json, NULL);
    put_keyword(json, "type", "object");
    json_bool(json, "additionalProperties", false);
    json_open_array(json, "required");
    json_text(json, NULL, STR("at_least"));
    json_close_array(json);
    json_open_object(json, "properties");
    json_open_object(json, "at_least");
    put_keyword(json, "type", "number");
    json_close_object(json);
    json_close_object(json);
    json_close_object(json);
    json_close_array(json);
    json_close_object(json);
}

void json_schema_write_fields(Json *json, const Schema *schema) {
    json_open_object(json, NULL);
    put_keyword(json, "$schema", "http://json-schema.org/draft-07/schema#");
    put_keyword(json, "title", schema->name);
    put_object(&(Describing){json, NULL}, schema);
    json_close_object(json);
}
