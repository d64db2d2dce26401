#include "site/schema_compare.h"

#include <string.h>

static bool is_same_value(const Field *field, const void *a, const void *b);

bool schema_same_field(const Field *field, const void *a, const void *b) {
    size_t at = field->offset;
    return is_same_value(field, (const char *)a + at, (const char *)b + at);
}

Facts schema_compare(const Schema *schema, const void *a, const void *b) {
    Facts ret = 0;
    for (size_t i = 0; i < schema->field_count; i++) {
        const Field *field = &schema->fields[i];
        if (!schema_same_field(field, a, b)) ret |= field->facts ? field->facts : FACTS_REST;
    }
    return ret;
}

static size_t member_size(const Field *field) {
    static const size_t sizes[] = {
        [FIELD_TEXT] = sizeof(Text), [FIELD_TEXT_LIST] = sizeof(TextList),
        [FIELD_SLUG] = sizeof(Text), [FIELD_SLUG_LIST] = sizeof(TextList),
        [FIELD_URL] = sizeof(Text), [FIELD_BOOL] = sizeof(bool), [FIELD_INT] = sizeof(int64_t),
        [FIELD_AMOUNT] = sizeof(Amount), [FIELD_PERCENT] = sizeof(Percent),
        [FIELD_DATE] = sizeof(Date), [FIELD_PARTIAL_DATE] = sizeof(Date),
        [FIELD_CHOICE] = sizeof(Text), [FIELD_CURRENCY] = sizeof(Text),
        [FIELD_LANGUAGE] = sizeof(Text), [FIELD_LIST] = sizeof(ItemList),
        [FIELD_NAMED_VALUES] = sizeof(ItemList),
    };
    if (field->type != FIELD_MAPPING) return sizes[field->type];
    return field->flags & FIELD_POINTED ? sizeof(void *) : field->schema->size;
}

void schema_copy(const Schema *schema, Facts facts, const void *from, void *to) {
    for (size_t i = 0; i < schema->field_count; i++) {
        const Field *field = &schema->fields[i];
        if (!(field->facts & facts)) continue;
        memcpy((char *)to + field->offset, (const char *)from + field->offset,
               member_size(field));
    }
}

static bool is_same_struct(const Schema *schema, const char *a, const char *b) {
    for (size_t i = 0; i < schema->field_count; i++) {
        const Field *field = &schema->fields[i];
        if (!schema_same_field(field, a, b)) return false;
    }
    size_t given = schema->given_member;
    return !given || !memcmp(a + given, b + given, sizeof(GivenFields));
}

static bool is_same_text(const void *a, const void *b) {
    return str_equal(text_str(*(const Text *)a), text_str(*(const Text *)b));
}

static bool is_same_text_list(const void *a, const void *b) {
    const TextList *left = a;
    const TextList *right = b;
    size_t i = 0;
    while (i < left->count && i < right->count && is_same_text(&left->items[i], &right->items[i])) {
        i++;
    }
    return i == left->count && i == right->count;
}

static bool is_same_named_values(const void *a, const void *b) {
    const NamedValues *left = a;
    const NamedValues *right = b;
    return is_same_text(&left->name, &right->name) &&
           is_same_text_list(&left->values, &right->values);
}

static bool is_same_list(const Field *field, const void *a, const void *b) {
    bool is_named = field->type == FIELD_NAMED_VALUES;
    size_t size = is_named ? sizeof(NamedValues) : field->schema->size;
    ItemList left = item_list_at(a);
    ItemList right = item_list_at(b);
    bool is_same = left.count == right.count;
    for (size_t i = 0; is_same && i < left.count; i++) {
        const char *item = (const char *)left.items + i * size;
        const char *other = (const char *)right.items + i * size;
        is_same = is_named ? is_same_named_values(item, other)
                           : is_same_struct(field->schema, item, other);
    }
    return is_same;
}

static bool is_same_mapping(const Field *field, const void *at, const void *other_at) {
    const void *a = field_struct_at(field, at);
    const void *b = field_struct_at(field, other_at);
    if (!a || !b) return a == b;
    return field->schema && is_same_struct(field->schema, a, b);
}

static bool is_same_amount(const Amount *a, const Amount *b) {
    return a->state == b->state && a->decimals == b->decimals && a->minor == b->minor;
}

static bool is_same_percent(const Percent *a, const Percent *b) {
    return a->is_given == b->is_given && a->hundredths == b->hundredths;
}

static bool is_same_value(const Field *field, const void *a, const void *b) {
    switch (field->type) {
        case FIELD_TEXT: case FIELD_SLUG: case FIELD_URL: case FIELD_CHOICE: case FIELD_CURRENCY:
        case FIELD_LANGUAGE: return is_same_text(a, b);
        case FIELD_TEXT_LIST: case FIELD_SLUG_LIST: return is_same_text_list(a, b);
        case FIELD_BOOL: return *(const bool *)a == *(const bool *)b;
        case FIELD_INT: return *(const int64_t *)a == *(const int64_t *)b;
        case FIELD_AMOUNT: return is_same_amount(a, b);
        case FIELD_PERCENT: return is_same_percent(a, b);
        case FIELD_DATE: case FIELD_PARTIAL_DATE:
            return date_compare(*(const Date *)a, *(const Date *)b) == 0;
        case FIELD_MAPPING: return is_same_mapping(field, a, b);
        case FIELD_LIST: case FIELD_NAMED_VALUES: return is_same_list(field, a, b);
    }
    return false;
}
