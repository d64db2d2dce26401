#include "output/json_schema.h"

#include "format/slug.h"
#include "site/schema_values.h"

typedef struct Describing {
    Json *json;
    const Publishing *publishing;   // NULL: of front matter
} Describing;

// Patterns of ECMA-262, as JSON Schema has them. A text may have blanks around it, in its quotes.
#define TRIMMED(pattern) "^\\s*" pattern "\\s*$"
#define MONTH "(0[1-9]|1[0-2])"
#define LEAP_YEAR "([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)"
#define DAY                                                                                  \
    "([0-9]{4}-(" MONTH "-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|"                  \
    "(0[13578]|1[02])-31)|" LEAP_YEAR "-02-29)"
#define NO_YEAR_0 "(?!0000)"
#define WHOLE "(0|[1-9][0-9]*)"
#define URL_LETTERS "([^\\s\\\\\"<>%]|%[0-9A-Fa-f]{2})"
#define URL_LETTERS_OF_OTHERS "[^\\s\\\\\"<>]"
static const char date_pattern[] = "^" NO_YEAR_0 DAY "$";
static const char partial_date_pattern[] = "^" NO_YEAR_0 "([0-9]{4}(-" MONTH ")?|" DAY ")$";
static const char amount_pattern[] =
    "^\\s*>=\\s*((0|[1-9][0-9]{0,10})(\\.[0-9]{1,5})?|1(0){11}(\\.0{1,5})?)\\s*$";
static const char percent_pattern[] =
    TRIMMED("-?(?!9999\\.0?[1-9])(0|[1-9][0-9]{0,3})(\\.[0-9]{1,2})?\\s*%?");
static const char slug_pattern[] = TRIMMED(SLUG_PATTERN);
static const char url_pattern[] =
    TRIMMED("([Hh][Tt][Tt][Pp][Ss]?://" URL_LETTERS_OF_OTHERS "+|[Mm][Aa][Ii][Ll][Tt][Oo]:"
            URL_LETTERS_OF_OTHERS "+|[Tt][Ee][Ll]:" URL_LETTERS_OF_OTHERS "+|/(?!/)" URL_LETTERS
            "*)");
// A path in the site, from its top or from here.
static const char picture_pattern[] = TRIMMED("(?![?#]|//|[^/]*:)" URL_LETTERS "+");
static const char currency_pattern[] = TRIMMED("[A-Z]{3}");
static const char language_pattern[] = TRIMMED("[A-Za-z]{1,8}([-_][A-Za-z0-9]{1,8})*");

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

static void put_pattern(Json *json, const char *pattern) {
    put_keyword(json, "type", "string");
    put_keyword(json, "pattern", pattern);
}

static void put_written_slug(Json *json) {
    static const char *const types[] = {"string", "integer", "boolean"};
    put_types(json, types, sizeof types / sizeof types[0]);
    put_keyword(json, "pattern", slug_pattern);
    json_integer(json, "minimum", 0);
}

// The text of a field, of an item of its list, or in place of what it holds.
static void put_text(const Describing *describing, const Field *field) {
    Json *json = describing->json;
    if (describing->publishing) {
        put_keyword(json, "type", "string");
        return;
    }
    bool is_slug = field->type == FIELD_SLUG || field->type == FIELD_SLUG_LIST;
    if (is_slug) put_written_slug(json);
    else if (field->pattern) put_pattern(json, field->pattern);
    else put_written_text(json);
    if (!is_slug && !field->pattern) put_keyword(json, "pattern", "\\S");
    json_integer(json, "maxLength", (int64_t)value_text_limit(field));
}

static void put_url(const Describing *describing, const Field *field) {
    Json *json = describing->json;
    if (describing->publishing) {
        put_keyword(json, "type", "string");
        put_keyword(json, "format", "iri-reference");
        return;
    }
    bool is_picture = field->flags & FIELD_PICTURE;
    if (is_picture) put_written_text(json);
    else put_keyword(json, "type", "string");
    put_keyword(json, "pattern", is_picture ? picture_pattern : url_pattern);
    json_integer(json, "maxLength", TEXT_MAX_SIZE);
}

// A choice without quotes that YAML takes for a number or a flag is one to its readers.
static void put_unquoted(Json *json, Str choice) {
    int64_t value;
    int decimals = 0;
    bool is_true = str_equal(choice, STR("true"));
    if (is_true || str_equal(choice, STR("false"))) json_bool(json, NULL, is_true);
    else if (value_is_number(choice, &value, &decimals)) json_decimal(json, NULL, value, decimals);
}

static void put_choices(const Describing *describing, const Field *field) {
    Json *json = describing->json;
    json_open_array(json, "enum");
    for (const char *const *choice = field->choices; *choice; choice++) {
        json_text(json, NULL, str_from(*choice));
        if (!describing->publishing) put_unquoted(json, str_from(*choice));
    }
    json_close_array(json);
}

static void put_int(const Describing *describing, const Field *field) {
    Json *json = describing->json;
    put_keyword(json, "type", "integer");
    if (describing->publishing && field->max <= field->min) return;
    int64_t min, max;
    value_int_range(field, &min, &max);
    json_integer(json, "minimum", min);
    json_integer(json, "maximum", max);
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
    put_keyword(json, "pattern", amount_pattern);
}

static void put_percent(const Describing *describing) {
    static const char *const types[] = {"number", "string"};
    Json *json = describing->json;
    if (describing->publishing) put_keyword(json, "type", "number");
    else put_types(json, types, sizeof types / sizeof types[0]);
    json_integer(json, "minimum", -PERCENT_MAX);
    json_integer(json, "maximum", PERCENT_MAX);
    if (!describing->publishing) put_keyword(json, "pattern", percent_pattern);
}

static void put_date(const Describing *describing) {
    put_pattern(describing->json,
                describing->publishing ? "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" : date_pattern);
    put_keyword(describing->json, "format", "date");
}

static void put_partial_date(const Describing *describing) {
    static const char *const types[] = {"string", "integer"};   // 2025 is a number to YAML
    Json *json = describing->json;
    if (describing->publishing) {
        put_pattern(json, "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$");
        return;
    }
    put_types(json, types, sizeof types / sizeof types[0]);
    put_keyword(json, "pattern", partial_date_pattern);
    json_integer(json, "minimum", 1000);
    json_integer(json, "maximum", 9999);
}

static void put_object(const Describing *describing, const Schema *schema);

// An item of a list: an object, or in front matter a text in its place.
static void put_item(const Describing *describing, const Field *field) {
    Json *json = describing->json;
    bool takes_text = !describing->publishing && field->flags & FIELD_TAKES_TEXT;
    if (takes_text) {
        json_open_array(json, "anyOf");
        json_open_object(json, NULL);
        put_text(describing, field);
        json_close_object(json);
        json_open_object(json, NULL);
    }
    if (field->schema) put_object(describing, field->schema);
    else put_text(describing, field);
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
    else json_integer(json, "maxItems", (int64_t)value_count_limit(field));
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
    if (is_of_texts || !(field->flags & FIELD_ONE_OR_LIST)) put_text(describing, field);
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
    json_integer(json, "maxProperties", (int64_t)value_count_limit(field));
    json_open_object(json, "additionalProperties");
    if (field->choices) put_choices(describing, field);
    else put_list(describing, &values);
    json_close_object(json);
}

static void put_form(const Describing *describing, const Field *field) {
    Json *json = describing->json;
    switch (field->type) {
        case FIELD_TEXT:
        case FIELD_SLUG: put_text(describing, field); return;
        case FIELD_URL: put_url(describing, field); return;
        case FIELD_LANGUAGE: put_pattern(json, language_pattern); return;   // never published
        case FIELD_TEXT_LIST:
        case FIELD_SLUG_LIST:
        case FIELD_LIST: put_list(describing, field); return;
        case FIELD_BOOL: put_keyword(json, "type", "boolean"); return;
        case FIELD_INT: put_int(describing, field); return;
        case FIELD_AMOUNT: put_amount(describing); return;
        case FIELD_PERCENT: put_percent(describing); return;
        case FIELD_DATE: put_date(describing); return;
        case FIELD_PARTIAL_DATE: put_partial_date(describing); return;
        case FIELD_CHOICE: put_choices(describing, field); return;
        case FIELD_CURRENCY:
            put_pattern(json, describing->publishing ? "^[A-Z]{3}$" : currency_pattern);
            return;
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

static void put_any_of(Json *json, const char *const *names) {
    json_open_array(json, "anyOf");
    for (; *names; names++) {
        json_open_object(json, NULL);
        json_open_array(json, "required");
        json_text(json, NULL, str_from(*names));
        json_close_array(json);
        json_close_object(json);
    }
    json_close_array(json);
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
    if (!describing->publishing && schema->any_of) put_any_of(json, schema->any_of);
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
    put_keyword(json, "$schema", "https://json-schema.org/draft/2020-12/schema");
    put_keyword(json, "title", schema->name);
    put_object(&(Describing){json, NULL}, schema);
    json_close_object(json);
}
