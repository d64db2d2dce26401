#include "site/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/locale.h"
#include "format/markdown.h"
#include "format/slug.h"
#include "format/unicode.h"
#include "format/url.h"
#include "site/amount_guess.h"
#include "site/foreign_fields.h"

enum { CANDIDATES_MAX = 64 };

typedef struct Parse {
    Str path;
    Arena *arena;
    Diags *diags;
} Parse;

static Place at(const Parse *parse, const YamlNode *node) {
    return (Place){parse->path, node->offset};
}

static bool parse_mapping(const Parse *parse, const Schema *schema, const YamlNode *node,
                          void *ret);

static bool wrong_type(const Parse *parse, const Field *field, const YamlNode *node,
                       const char *wanted, const char *hint) {
    return diag_error(parse->diags, at(parse, node), "wrong-type", hint, "'%s' must be %s",
                      field->name, wanted);
}

#define ITEM_HINT "begin each entry with '- ', a dash and a space"
#define INDENT_HINT "indent what belongs to it, on the lines below it"

// Where a list is wanted: lines that lack the marks of items are one text to YAML.
static bool is_run_together(const YamlNode *node) {
    return node->kind == YAML_SCALAR && !node->is_quoted && node->is_on_lines;
}

// Where a mapping is wanted: nothing, since its fields are not indented.
static bool is_outdented(const YamlNode *node) {
    return node->kind == YAML_SCALAR && !node->is_quoted && !node->text.len;
}

// Whether a text is what YAML writes for no value.
static bool is_null(const YamlNode *node) {
    static const char *const nulls[] = {"null", "~", "Null", "NULL"};
    bool ret = false;
    for (size_t i = 0; i < sizeof nulls / sizeof nulls[0]; i++) {
        ret |= str_equal(node->text, str_from(nulls[i]));
    }
    return ret && !node->is_quoted;
}

static bool parse_text(const Parse *parse, const Field *field, const YamlNode *node, Text *ret) {
    if (node->kind != YAML_SCALAR) {
        return wrong_type(parse, field, node, "a text",
                          "write it on one line, in quotes if needed");
    }
    Str text = str_trim(node->text);
    if (is_null(node)) {
        return diag_error(parse->diags, at(parse, node), "empty-value",
                          "leave the field out, or put it in quotes where this is its text",
                          "'%s' is empty: '%.*s' stands for nothing", field->name, (int)text.len,
                          text.ptr);
    }
    if (!text.len) {
        return diag_error(parse->diags, at(parse, node), "empty-value",
                          "give it a value, or leave the field out", "'%s' is empty", field->name);
    }
    size_t limit = field->limit && field->type == FIELD_TEXT ? field->limit : TEXT_MAX_SIZE;
    if (text.len > limit) {
        return diag_error(parse->diags, at(parse, node), "text-limit", "shorten it",
                          "'%s' is longer than %zu bytes", field->name, limit);
    }
    if (!unicode_is_visible(text)) {
        return diag_error(parse->diags, at(parse, node), "empty-value",
                          "give it a value, or leave the field out",
                          "'%s' has no letter that can be seen", field->name);
    }
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.ptr[i] < 0x20 && text.ptr[i] != '\n' && text.ptr[i] != '\t') {
            return wrong_type(parse, field, node, "free of control characters", "remove them");
        }
    }
    if (unicode_turn_at(text) < text.len) {
        return diag_error(parse->diags, at(parse, node), "direction-mark", UNICODE_TURN_HINT,
                          "'%s' has a mark that turns the direction of what follows it",
                          field->name);
    }
    *ret = (Text){text, node->offset};
    return true;
}

static bool parse_slug(const Parse *parse, const Field *field, const YamlNode *node, Text *ret) {
    Text text;
    if (!parse_text(parse, field, node, &text)) return false;
    if (slug_is_valid(text.str)) {
        *ret = text;
        return true;
    }
    Buf hint = {0};
    buf_add(&hint, STR("use lower-case letters, digits and single dashes"));
    size_t len = hint.len + strlen(": ''");
    buf_add(&hint, STR(": '"));
    slug_add(&hint, text.str);
    bool has_proposal = hint.len >= len;
    buf_add(&hint, STR("'"));
    diag_error(parse->diags, at(parse, node), "bad-slug",
               has_proposal ? hint.ptr : "use lower-case letters, digits and single dashes",
               "'%.*s' cannot be part of an address", (int)text.str.len, text.str.ptr);
    buf_free(&hint);
    return false;
}

// Where a sign stands that ends an address, or begins something else, wherever it is written; or
// the address's length.
static size_t bad_sign_at(Str url) {
    size_t i = 0;
    while (i < url.len && (unsigned char)url.ptr[i] > ' ' && !strchr("\\\"<>", url.ptr[i])) i++;
    return i;
}

static bool parse_url(const Parse *parse, const Field *field, const YamlNode *node, Text *ret) {
    Text text;
    if (!parse_text(parse, field, node, &text)) return false;
    static const char *const starts[] = {"https://", "http://", "mailto:", "tel:", "/"};
    bool is_allowed = false;
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        Str start = str_from(starts[i]);
        is_allowed |= text.str.len > start.len - (start.len == 1) &&
                      str_equal_ascii_case(str_slice(text.str, 0, start.len), start);
    }
    if (str_starts_with(text.str, STR("//"))) is_allowed = false;
    size_t sign = bad_sign_at(text.str);
    if (is_allowed && sign < text.str.len) {
        unsigned char byte = (unsigned char)text.str.ptr[sign];
        char hint[] = "write a '?' as %00";
        snprintf(hint, sizeof hint, "write a '%c' as %%%02X", byte, byte);
        return diag_error(parse->diags, at(parse, node), "bad-url",
                          byte == '\\' ? "write '/'" : byte < 0x20 ? "write it on one line" : hint,
                          "'%.*s' is not an address: a sign in it may not stand there",
                          (int)text.str.len, text.str.ptr);
    }
    if (!unicode_is_plain(text.str)) is_allowed = false;
    bool is_inside = is_allowed && text.str.ptr[0] == '/';
    UrlFault fault = is_inside ? url_fault(text.str) : URL_IS_SOUND;
    if (fault != URL_IS_SOUND) {
        return diag_error(parse->diags, at(parse, node), "bad-url", url_fault_hint(fault), "%s",
                          url_fault_message(fault));
    }
    if (!is_allowed) {
        return diag_error(parse->diags, at(parse, node), "bad-url",
                          "begin with https:// or, inside the site, with a single '/'",
                          "'%.*s' is not an address that can be published", (int)text.str.len,
                          text.str.ptr);
    }
    if (field->flags & FIELD_PICTURE && !is_inside) {
        return diag_error(parse->diags, at(parse, node), "foreign-picture", PICTURE_HINT,
                          "'%.*s' is no file of this site: no page loads anything from another",
                          (int)text.str.len, text.str.ptr);
    }
    *ret = text;
    return true;
}

static bool check_count(const Parse *parse, const Field *field, const YamlNode *node,
                        size_t count) {
    size_t limit = field->limit ? field->limit : LIST_MAX_ITEMS;
    if (count <= limit) return true;
    const YamlNode *item = node->first;
    for (size_t i = 0; i < limit; i++) item = item->next;
    return diag_error(parse->diags, at(parse, item), "list-limit", "keep those that matter most",
                      "'%s' has %zu items, and may have %zu", field->name, count, limit);
}

static const Text *text_in(const void *items, size_t size, size_t index) {
    return (const Text *)(const void *)((const char *)items + size * index);
}

// Whether no two items begin with one text. `size` is that of an item.
static bool check_unique(const Parse *parse, const Field *field, const void *items, size_t count,
                         size_t size) {
    if (!(field->flags & FIELD_UNIQUE) || count < 2) return true;
    Table seen = {0};
    bool is_unique = true;
    for (size_t i = 0; i < count; i++) {
        const Text *text = text_in(items, size, i);
        // Items with errors are empty, and reported already.
        if (!text->str.len || table_add(&seen, text->str, i) == TABLE_NONE) continue;
        is_unique = diag_error(parse->diags, (Place){parse->path, text->offset}, "repeated-item",
                               "keep one of them", "'%.*s' stands twice in '%s'",
                               (int)text->str.len, text->str.ptr, field->name);
    }
    table_free(&seen);
    return is_unique;
}

typedef bool ParseOneText(const Parse *, const Field *, const YamlNode *, Text *);

static bool parse_text_list(const Parse *parse, const Field *field, const YamlNode *node,
                            ParseOneText *parse_one, TextList *ret) {
    if (node->kind == YAML_MAPPING) {
        return wrong_type(parse, field, node, "a list of texts", "write [one, two]");
    }
    if (is_run_together(node)) return wrong_type(parse, field, node, "a list", ITEM_HINT);
    size_t count = node->kind == YAML_SCALAR;
    for (const YamlNode *item = node->first; item; item = item->next) count++;
    if (!check_count(parse, field, node, count)) return false;
    TextList list = {.items = ARENA_NEW(parse->arena, Text, count + 1)};
    bool is_parsed = true;
    if (node->kind == YAML_SCALAR) {
        is_parsed = parse_one(parse, field, node, &list.items[list.count++]);
    }
    for (const YamlNode *item = node->first; item; item = item->next) {
        is_parsed &= parse_one(parse, field, item, &list.items[list.count++]);
    }
    *ret = list;
    return check_unique(parse, field, list.items, list.count, sizeof(Text)) && is_parsed;
}

static bool parse_bool(const Parse *parse, const Field *field, const YamlNode *node, bool *ret) {
    bool is_scalar = node->kind == YAML_SCALAR && !node->is_quoted;
    bool is_true = is_scalar && str_equal(node->text, STR("true"));
    bool is_false = is_scalar && str_equal(node->text, STR("false"));
    if (!is_true && !is_false) {
        return wrong_type(parse, field, node, "true or false",
                          "write true or false, without quotes; yes, no, on and off are texts "
                          "here");
    }
    *ret = is_true;
    return true;
}

// Numbers that are larger count as this one, which no field allows. Five decimals more still fit.
#define NUMBER_TOO_LARGE INT64_C(1000000000000)

// Whether text is -?(0|[1-9][0-9]*), and its value.
static bool parse_whole(Str text, int64_t *ret) {
    bool is_negative = text.len && text.ptr[0] == '-';
    Str digits = str_slice(text, is_negative, text.len);
    if (!digits.len || (digits.len > 1 && digits.ptr[0] == '0')) return false;
    int64_t value = 0;
    for (size_t i = 0; i < digits.len; i++) {
        if (digits.ptr[i] < '0' || digits.ptr[i] > '9') return false;
        value = value * 10 + (digits.ptr[i] - '0');
        if (value > NUMBER_TOO_LARGE) value = NUMBER_TOO_LARGE;
    }
    *ret = is_negative ? -value : value;
    return true;
}

static bool out_of_range(const Parse *parse, const Field *field, const YamlNode *node, int64_t min,
                         int64_t max) {
    return diag_error(parse->diags, at(parse, node), "out-of-range", "check the number",
                      "'%s' must lie between %lld and %lld", field->name, (long long)min,
                      (long long)max);
}

static bool parse_int(const Parse *parse, const Field *field, const YamlNode *node, int64_t *ret) {
    int64_t value = 0;
    if (node->kind != YAML_SCALAR || node->is_quoted || !parse_whole(node->text, &value)) {
        return wrong_type(parse, field, node, "a whole number",
                          "write digits only: no leading zero, no '_' or ',' between them");
    }
    bool has_range = field->max > field->min;
    int64_t min = has_range ? field->min : 1 - NUMBER_TOO_LARGE;
    int64_t max = has_range ? field->max : NUMBER_TOO_LARGE - 1;
    if (value < min || value > max) return out_of_range(parse, field, node, min, max);
    *ret = value;
    return true;
}

// Decimal text to an integer of 10^-decimals.
static bool parse_decimal(Str text, int decimals, int64_t *ret) {
    size_t point = str_find(text, '.');
    Str fraction = str_slice(text, point + 1, text.len);
    int64_t value = 0;
    if (!parse_whole(str_slice(text, 0, point), &value)) return false;
    if (point < text.len && (!fraction.len || fraction.len > (size_t)decimals)) return false;
    bool is_negative = text.ptr[0] == '-';
    if (is_negative) value = -value;
    for (int i = 0; i < decimals; i++) {
        char digit = (size_t)i < fraction.len ? fraction.ptr[i] : '0';
        if (digit < '0' || digit > '9') return false;
        value = value * 10 + (digit - '0');
    }
    *ret = is_negative ? -value : value;
    return true;
}

// One hint that is right at once: for "$90,780", to write 90780.
static bool report_amount(const Parse *parse, const Field *field, const YamlNode *node, Str text) {
    bool is_least = text.ptr != node->text.ptr;
    Buf hint = {0};
    buf_add(&hint, is_least ? STR("write \">=") : STR("write "));
    bool is_guessed = node->kind == YAML_SCALAR && amount_guess(text, &hint);
    if (is_guessed && is_least) buf_add(&hint, STR("\""));
    if (is_guessed && node->is_quoted && !is_least) buf_add(&hint, STR(", without quotes"));
    if (!is_guessed) {
        buf_clear(&hint);
        bool is_range = node->kind == YAML_SCALAR && amount_is_range(text);
        buf_add(&hint, is_range ? STR("write one figure; both ends go into "
                                      "'range: {min: 80000, max: 100000}'")
                                : STR("write digits without signs or separators: 102450 or 49.25; "
                                      "\">=239200\" for a top-coded figure, null for a withheld "
                                      "one"));
    }
    wrong_type(parse, field, node, "an amount of money", hint.ptr);
    buf_free(&hint);
    return false;
}

static bool parse_amount(const Parse *parse, const Field *field, const YamlNode *node,
                         Amount *ret) {
    Amount amount = {.state = AMOUNT_KNOWN, .offset = node->offset};
    if (node->kind != YAML_SCALAR) {
        return report_amount(parse, field, node, node->text);
    }
    Str text = node->text;
    if (is_null(node)) {
        amount.state = AMOUNT_SUPPRESSED;
        *ret = amount;
        return true;
    }
    if (str_starts_with(text, STR(">="))) {
        amount.state = AMOUNT_AT_LEAST;
        text = str_trim(str_slice(text, 2, text.len));
    } else if (node->is_quoted) {
        return report_amount(parse, field, node, text);
    }
    bool is_number = parse_decimal(text, AMOUNT_DECIMALS, &amount.minor) && amount.minor >= 0;
    if (!is_number) return report_amount(parse, field, node, text);
    if (amount.minor > AMOUNT_MAX * AMOUNT_UNIT) {
        return out_of_range(parse, field, node, 0, AMOUNT_MAX);
    }
    *ret = amount;
    return true;
}

static bool parse_percent(const Parse *parse, const Field *field, const YamlNode *node,
                          Percent *ret) {
    Str text = node->kind == YAML_SCALAR ? str_trim(node->text) : (Str){0};
    if (str_ends_with(text, STR("%"))) text = str_trim(str_slice(text, 0, text.len - 1));
    int64_t value = 0;
    bool is_number = text.len && parse_decimal(text, 2, &value);
    if (!is_number) {
        return wrong_type(parse, field, node, "a percentage", "write it like 17% or -2.5%");
    }
    if (value < -PERCENT_MAX * 100 || value > PERCENT_MAX * 100) {
        return out_of_range(parse, field, node, -PERCENT_MAX, PERCENT_MAX);
    }
    *ret = (Percent){(int32_t)value, true, node->offset};
    return true;
}

static bool digits_at(Str text, size_t from, size_t count, int *ret) {
    int value = 0;
    for (size_t i = from; i < from + count; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') return false;
        value = value * 10 + (text.ptr[i] - '0');
    }
    *ret = value;
    return true;
}

bool date_parse(Str text, bool is_partial, Date *ret) {
    static const int month_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = 0;
    int month = 0;
    int day = 0;
    bool is_long_enough = text.len == 10 || (is_partial && (text.len == 7 || text.len == 4));
    if (!is_long_enough || !digits_at(text, 0, 4, &year) || year < 1) return false;
    if (text.len >= 7) {
        if (text.ptr[4] != '-' || !digits_at(text, 5, 2, &month) || month < 1 || month > 12) {
            return false;
        }
    }
    if (text.len == 10) {
        bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        int days = month_days[month - 1] + (month == 2 && is_leap);
        if (text.ptr[7] != '-' || !digits_at(text, 8, 2, &day) || day < 1 || day > days) {
            return false;
        }
    }
    *ret = (Date){.year = (int16_t)year, .month = (int8_t)month, .day = (int8_t)day};
    return true;
}

int date_compare(Date a, Date b) {
    int a_key = a.year * 512 + a.month * 32 + a.day;
    int b_key = b.year * 512 + b.month * 32 + b.day;
    return (a_key > b_key) - (a_key < b_key);
}

static bool parse_date(const Parse *parse, const Field *field, const YamlNode *node, Date *ret) {
    bool is_partial = field->type == FIELD_PARTIAL_DATE;
    if (node->kind == YAML_SCALAR && date_parse(node->text, is_partial, ret)) {
        ret->offset = node->offset;
        return true;
    }
    return wrong_type(parse, field, node, is_partial ? "a date, a month or a year" : "a date",
                      is_partial ? "write it like 2025-06-30, 2025-06 or 2025"
                                 : "write it like 2025-06-30: year, month, day");
}

static bool parse_choice(const Parse *parse, const Field *field, const YamlNode *node, Text *ret) {
    Text text;
    if (!parse_text(parse, field, node, &text)) return false;
    Str names[CANDIDATES_MAX];
    size_t count = 0;
    Buf all = {0};
    buf_add(&all, STR("use one of: "));
    for (; field->choices[count] && count < CANDIDATES_MAX; count++) {
        names[count] = str_from(field->choices[count]);
        if (str_equal(names[count], text.str)) {
            buf_free(&all);
            *ret = text;
            return true;
        }
        buf_printf(&all, "%s%s", count ? ", " : "", field->choices[count]);
    }
    diag_error(parse->diags, at(parse, node), "bad-choice",
               diag_did_you_mean(parse->arena, text.str, names, count, all.ptr),
               "'%s' cannot be '%.*s'", field->name, (int)text.str.len, text.str.ptr);
    buf_free(&all);
    return false;
}

static bool parse_currency(const Parse *parse, const Field *field, const YamlNode *node,
                           Text *ret) {
    Text text;
    if (!parse_text(parse, field, node, &text)) return false;
    bool is_code = text.str.len == 3;
    for (size_t i = 0; i < text.str.len; i++) {
        is_code &= text.str.ptr[i] >= 'A' && text.str.ptr[i] <= 'Z';
    }
    if (!is_code) {
        return wrong_type(parse, field, node, "a currency code of ISO 4217",
                          "write three capitals: USD, EUR, INR");
    }
    *ret = text;
    return true;
}

static bool parse_language(const Parse *parse, const Field *field, const YamlNode *node,
                           Text *ret) {
    Text text;
    if (!parse_text(parse, field, node, &text)) return false;
    if (!language_is_valid(text.str)) {
        return diag_error(parse->diags, at(parse, node), "bad-language",
                          "write a BCP 47 tag: en, en-US, de, pt-BR", "'%.*s' is not a language",
                          (int)text.str.len, text.str.ptr);
    }
    *ret = text;
    return true;
}

// Each list has a type of its own, and all have one shape.
static void set_list(void *ret, void *items, size_t count) {
    ItemList list = {items, count};
    memcpy(ret, &list, sizeof list);
}

static bool parse_list(const Parse *parse, const Field *field, const YamlNode *node, void *ret) {
    bool takes_text = field->flags & FIELD_TAKES_TEXT;
    bool is_single = node->kind == YAML_MAPPING ? (field->flags & FIELD_ONE_OR_LIST)
                                                : node->kind == YAML_SCALAR && takes_text;
    if (is_outdented(node)) {
        return diag_error(parse->diags, at(parse, node), "empty-value", INDENT_HINT,
                          "'%s' is empty", field->name);
    }
    if ((node->kind != YAML_LIST && !is_single) || is_run_together(node)) {
        return wrong_type(parse, field, node, "a list", ITEM_HINT);
    }
    size_t count = is_single;
    const YamlNode *first = node->kind == YAML_LIST ? node->first : NULL;
    for (const YamlNode *item = first; item; item = item->next) count++;
    if (!check_count(parse, field, node, count)) return false;
    const Schema *schema = field->schema;
    char *items = arena_alloc(parse->arena, count + 1, schema->size);
    bool is_parsed = true;
    const YamlNode *item = is_single ? node : node->first;
    for (size_t i = 0; i < count; i++, item = item->next) {
        void *target = items + i * schema->size;
        if (item->kind == YAML_SCALAR && takes_text) {
            is_parsed &= parse_text(parse, field, item, (Text *)target);
        } else {
            is_parsed &= parse_mapping(parse, schema, item, target);
        }
    }
    set_list(ret, items, count);
    return check_unique(parse, field, items, count, schema->size) && is_parsed;
}

// Whether the values may have this name.
static bool check_name(const Parse *parse, const Field *field, const YamlNode *item) {
    const NameTable *table = field->names;
    if (!table) return true;
    Str names[CANDIDATES_MAX];
    size_t count = 0;
    for (; count < CANDIDATES_MAX && table->at(count); count++) {
        names[count] = str_from(table->at(count));
        if (str_equal(names[count], item->key)) return true;
    }
    return diag_error(parse->diags, (Place){parse->path, item->key_offset}, "unknown-name",
                      diag_did_you_mean(parse->arena, item->key, names, count, table->hint),
                      "there is no %s '%.*s'", table->what, (int)item->key.len, item->key.ptr);
}

static bool parse_values(const Parse *parse, const Field *field, const YamlNode *item,
                         TextList *ret) {
    if (!field->choices) return parse_text_list(parse, field, item, parse_text, ret);
    *ret = (TextList){ARENA_NEW(parse->arena, Text, 1), 1};
    return parse_choice(parse, field, item, ret->items);
}

static bool parse_named_values(const Parse *parse, const Field *field, const YamlNode *node,
                               void *ret) {
    if (node->kind != YAML_MAPPING) {
        return wrong_type(parse, field, node, "a mapping",
                          "write 'name: value' on lines of their own");
    }
    size_t count = 0;
    for (const YamlNode *item = node->first; item; item = item->next) count++;
    if (!check_count(parse, field, node, count)) return false;
    NamedValues *items = ARENA_NEW(parse->arena, NamedValues, count + 1);
    bool is_parsed = true;
    size_t i = 0;
    for (const YamlNode *item = node->first; item; item = item->next, i++) {
        items[i].name = (Text){item->key, item->key_offset};
        is_parsed &= check_name(parse, field, item);
        is_parsed &= parse_values(parse, field, item, &items[i].values);
    }
    set_list(ret, items, count);
    return is_parsed;
}

static bool parse_field(const Parse *parse, const Field *field, const YamlNode *node, void *ret) {
    switch (field->type) {
        case FIELD_TEXT: return parse_text(parse, field, node, ret);
        case FIELD_TEXT_LIST: return parse_text_list(parse, field, node, parse_text, ret);
        case FIELD_SLUG: return parse_slug(parse, field, node, ret);
        case FIELD_SLUG_LIST: return parse_text_list(parse, field, node, parse_slug, ret);
        case FIELD_URL: return parse_url(parse, field, node, ret);
        case FIELD_BOOL: return parse_bool(parse, field, node, ret);
        case FIELD_INT: return parse_int(parse, field, node, ret);
        case FIELD_AMOUNT: return parse_amount(parse, field, node, ret);
        case FIELD_PERCENT: return parse_percent(parse, field, node, ret);
        case FIELD_DATE:
        case FIELD_PARTIAL_DATE: return parse_date(parse, field, node, ret);
        case FIELD_CHOICE: return parse_choice(parse, field, node, ret);
        case FIELD_CURRENCY: return parse_currency(parse, field, node, ret);
        case FIELD_LANGUAGE: return parse_language(parse, field, node, ret);
        case FIELD_MAPPING:
            if (node->kind == YAML_SCALAR && field->flags & FIELD_TAKES_TEXT) {
                return parse_text(parse, field, node, ret);
            }
            return parse_mapping(parse, field->schema, node, ret);
        case FIELD_LIST: return parse_list(parse, field, node, ret);
        case FIELD_NAMED_VALUES: return parse_named_values(parse, field, node, ret);
    }
    return false;
}

const Field *schema_find_field(const Schema *schema, Str name) {
    for (size_t i = 0; i < schema->field_count; i++) {
        const char *known = schema->fields[i].name;
        if (name.len && known[0] == name.ptr[0] && str_equal(name, str_from(known))) {
            return &schema->fields[i];
        }
    }
    return NULL;
}

static const char *hint_for_foreign(Arena *arena, const ForeignField *foreign) {
    if (foreign->hint) return foreign->hint;
    Buf hint = {0};
    buf_printf(&hint, "it is called '%s' here", foreign->field);
    return arena_take(arena, &hint).ptr;
}

// {text: one, two} and {amount: 90,780}: the comma has cut the value in two.
static const char *cut_off_hint(const YamlNode *mapping, const YamlNode *entry) {
    bool is_cut_off = mapping->is_in_braces && entry->kind == YAML_SCALAR && !entry->is_quoted &&
                      !entry->text.len;
    if (!is_cut_off) return "";
    return entry->key.len && ascii_is_digit(entry->key.ptr[0])
               ? "if this belongs to the number before it, write that without a comma; "
               : "if this belongs to the text before it, put that text in quotes; ";
}

// Returns the field that may be meant, or NULL.
static const Field *report_unknown(const Parse *parse, const Schema *schema,
                                   const YamlNode *mapping, const YamlNode *entry) {
    Str names[CANDIDATES_MAX];
    size_t count = 0;
    Buf all = {0};
    buf_printf(&all, "%sthe fields here are: ", cut_off_hint(mapping, entry));
    for (; count < schema->field_count && count < CANDIDATES_MAX; count++) {
        names[count] = str_from(schema->fields[count].name);
        buf_printf(&all, "%s%s", count ? ", " : "", schema->fields[count].name);
    }
    const ForeignField *foreign = foreign_field_find(schema, entry->key);
    const char *hint = foreign ? hint_for_foreign(parse->arena, foreign)
                               : diag_did_you_mean(parse->arena, entry->key, names, count, all.ptr);
    diag_error(parse->diags, (Place){parse->path, entry->key_offset}, "unknown-field", hint,
               "unknown field '%.*s'", (int)entry->key.len, entry->key.ptr);
    buf_free(&all);
    Str meant = foreign ? str_from(foreign->field) : diag_nearest(entry->key, names, count);
    return schema_find_field(schema, meant);
}

static BadFields bit_of(const Schema *schema, const Field *field) {
    return field ? UINT64_C(1) << (field - schema->fields) : 0;
}

static bool parse_mapping(const Parse *parse, const Schema *schema, const YamlNode *node,
                          void *ret) {
    if (node->kind != YAML_MAPPING) {
        return diag_error(parse->diags, at(parse, node), "wrong-type",
                          is_outdented(node) ? INDENT_HINT : "write its fields as 'name: value'",
                          "this %s must be a mapping",
                          schema->name);
    }
    if (schema->offset_member != SCHEMA_NO_OFFSET) {
        memcpy((char *)ret + schema->offset_member, &node->offset, sizeof node->offset);
    }
    bool is_parsed = true;
    uint64_t seen = 0;
    BadFields bad = 0;
    for (const YamlNode *entry = node->first; entry; entry = entry->next) {
        const Field *field = schema_find_field(schema, entry->key);
        if (!field) {
            bad |= bit_of(schema, report_unknown(parse, schema, node, entry));
            is_parsed = false;
            continue;
        }
        seen |= bit_of(schema, field);
        if (parse_field(parse, field, entry, (char *)ret + field->offset)) continue;
        bad |= bit_of(schema, field);
        is_parsed = false;
    }
    for (size_t i = 0; i < schema->field_count; i++) {
        const Field *field = &schema->fields[i];
        // One under a misspelt name is bad already, and is not missing once that is mended.
        uint64_t known = seen | bad;
        if (!(field->flags & FIELD_REQUIRED) || known & bit_of(schema, field)) continue;
        bad |= bit_of(schema, field);
        Buf hint = {0};
        buf_printf(&hint, "add '%s: …' — %s", field->name, field->doc);
        is_parsed = diag_error(parse->diags, at(parse, node), "missing-field", hint.ptr,
                               "the %s lacks its required field '%s'", schema->name, field->name);
        buf_free(&hint);
    }
    if (schema->bad_member) memcpy((char *)ret + schema->bad_member, &bad, sizeof bad);
    return is_parsed;
}

bool schema_has_bad(const Schema *schema, const void *of, const char *name) {
    BadFields bad;
    memcpy(&bad, (const char *)of + schema->bad_member, sizeof bad);
    return bad && bad & bit_of(schema, schema_find_field(schema, str_from(name)));
}

bool schema_parse(const Schema *schema, const YamlNode *node, Str path, Arena *arena, void *ret,
                  Diags *diags) {
    Parse parse = {path, arena, diags};
    return parse_mapping(&parse, schema, node, ret);
}

void schema_visit_amounts(const Schema *schema, void *of, AmountVisit *visit, void *context) {
    for (size_t i = 0; i < schema->field_count; i++) {
        const Field *field = &schema->fields[i];
        void *member = (char *)of + field->offset;
        if (field->type == FIELD_AMOUNT) visit(context, member);
        if (field->type == FIELD_MAPPING) {
            schema_visit_amounts(field->schema, member, visit, context);
        }
        if (field->type != FIELD_LIST) continue;
        ItemList list = item_list_at(member);
        for (size_t j = 0; j < list.count; j++) {
            void *item = (char *)list.items + j * field->schema->size;
            schema_visit_amounts(field->schema, item, visit, context);
        }
    }
}

const char *field_public_name(const Field *field) {
    return field->json ? field->json : field->name;
}
