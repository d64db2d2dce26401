#include "output/published.h"

#include "output/views.h"

// A value of any type that a derived row may have.
typedef union Value {
    Text text;
    TextList texts;
    bool flag;
    Date date;
} Value;

static Value derive_value(const Publishing *publishing, const Derived *row, const void *of) {
    Value ret = {0};
    switch (row->field.type) {
        case FIELD_TEXT_LIST:
        case FIELD_SLUG_LIST: ret.texts = row->derive.texts(publishing, of); break;
        case FIELD_BOOL: ret.flag = row->derive.flag(publishing, of); break;
        case FIELD_DATE: ret.date = row->derive.date(publishing, of); break;
        default: ret.text = text_make(row->derive.text(publishing, of), 0);
    }
    return ret;
}

Shape published_shape(const Publishing *publishing, const Schema *schema) {
    for (size_t i = 0; i < publishing->shape_count; i++) {
        const Schema *known = publishing->shapes[i].schema;
        if (known == schema || known == schema->base) return publishing->shapes[i];
    }
    return (Shape){.schema = schema};
}

static bool is_published(const Publishing *publishing, const Field *field) {
    unsigned hidden = FIELD_UNPUBLISHED | (publishing->is_whole ? 0 : FIELD_DETAIL);
    return !(field->flags & hidden);
}

static const void *member_of(const void *of, size_t offset) {
    return (const char *)of + offset;
}

static Str text_of(const Field *field, const Text *value) {
    return value->len ? text_str(*value) : str_from(field->fallback);
}

// The decimals of the amounts in a struct, given those of the one that holds it.
static int decimals_in(const Schema *schema, const void *of, int decimals) {
    if (!schema->money_member) return decimals;
    const NumberFormat *const *format = member_of(of, schema->money_member);
    return (*format)->fraction_digits;
}

typedef struct Writer {
    const Publishing *publishing;
    Json *json;
    int decimals;            // of amounts
} Writer;

static void put_members(const Writer *writer, const Schema *schema, const void *of);

// An object without members is left out where `name` is given.
static void put_object(const Writer *writer, const char *name, const Schema *schema,
                       const void *of) {
    Json *json = writer->json;
    size_t len = json->out->len;
    bool wants_comma = json->wants_comma;
    json_open_object(json, name);
    put_members(writer, schema, of);
    bool is_empty = !json->wants_comma;
    json_close_object(json);
    if (!is_empty || !name) return;
    buf_cut(json->out, len);
    json->wants_comma = wants_comma;
}

static void put_texts(Json *json, const char *name, const TextList *texts) {
    if (!texts->count) return;
    json_open_array(json, name);
    for (size_t i = 0; i < texts->count; i++) json_text(json, NULL, text_str(texts->items[i]));
    json_close_array(json);
}

static void put_named_values(Json *json, const char *name, ItemList list) {
    const NamedValues *items = list.items;
    if (!list.count) return;
    json_open_object(json, name);
    for (size_t i = 0; i < list.count; i++) {
        json_open_list(json, text_str(items[i].name));
        for (size_t j = 0; j < items[i].values.count; j++) {
            json_text(json, NULL, text_str(items[i].values.items[j]));
        }
        json_close_array(json);
    }
    json_close_object(json);
}

static void put_list(const Writer *writer, const char *name, const Schema *schema,
                     ItemList list) {
    if (!list.count) return;
    json_open_array(writer->json, name);
    for (size_t i = 0; i < list.count; i++) {
        put_object(writer, NULL, schema, member_of(list.items, i * schema->size));
    }
    json_close_array(writer->json);
}

// A known figure is a number, a withheld one null, a top-coded one {"at_least": number}.
static void put_amount(const Writer *writer, const char *name, const Amount *amount) {
    Json *json = writer->json;
    switch (amount->state) {
        case AMOUNT_NONE: return;
        case AMOUNT_SUPPRESSED: json_null(json, name); return;
        case AMOUNT_KNOWN: json_decimal(json, name, amount->minor, writer->decimals); return;
        case AMOUNT_AT_LEAST:
            json_open_object(json, name);
            json_decimal(json, "at_least", amount->minor, writer->decimals);
            json_close_object(json);
    }
}

static void put_percent(Json *json, const char *name, const Percent *percent) {
    if (percent->is_given) json_decimal(json, name, percent->hundredths, 2);
}

static void put_pointed(const Writer *writer, const Field *field, const void *at) {
    const void *of = field_struct_at(field, at);
    if (of) put_object(writer, field_public_name(field), field->schema, of);
}

static void put_field(const Writer *writer, const Field *field, const void *value) {
    Json *json = writer->json;
    const char *name = field_public_name(field);
    switch (field->type) {
        case FIELD_TEXT:
        case FIELD_SLUG:
        case FIELD_URL:
        case FIELD_CHOICE:
        case FIELD_CURRENCY:
        case FIELD_LANGUAGE: json_text_if(json, name, text_of(field, value)); return;
        case FIELD_TEXT_LIST:
        case FIELD_SLUG_LIST: put_texts(json, name, value); return;
        case FIELD_BOOL: json_bool(json, name, *(const bool *)value); return;
        // 0 is what a number is where none is given.
        case FIELD_INT:
            if (*(const int64_t *)value) json_integer(json, name, *(const int64_t *)value);
            return;
        case FIELD_AMOUNT: put_amount(writer, name, value); return;
        case FIELD_PERCENT: put_percent(json, name, value); return;
        case FIELD_DATE:
        case FIELD_PARTIAL_DATE:
            json_text_if(json, name, date_iso(writer->publishing->job, *(const Date *)value));
            return;
        case FIELD_MAPPING:
            if (field->flags & FIELD_POINTED) put_pointed(writer, field, value);
            else if (field->flags & FIELD_SPREAD) put_members(writer, field->schema, value);
            else put_object(writer, name, field->schema, value);
            return;
        case FIELD_LIST: put_list(writer, name, field->schema, item_list_at(value)); return;
        case FIELD_NAMED_VALUES: put_named_values(json, name, item_list_at(value)); return;
    }
}

static void put_derived(const Writer *writer, const Derived *rows, size_t count, const void *of) {
    for (size_t i = 0; i < count; i++) {
        if (!is_published(writer->publishing, &rows[i].field)) continue;
        Value value = derive_value(writer->publishing, &rows[i], of);
        put_field(writer, &rows[i].field, &value);
    }
}

static void put_members(const Writer *writer, const Schema *schema, const void *of) {
    Writer inner = *writer;
    inner.decimals = decimals_in(schema, of, writer->decimals);
    Shape shape = published_shape(writer->publishing, schema);
    put_derived(&inner, shape.first, shape.first_count, of);
    const void *whole = shape.complete ? shape.complete(writer->publishing, of) : of;
    for (size_t i = 0; i < schema->field_count; i++) {
        const Field *field = &schema->fields[i];
        const void *value = member_of(whole, field->offset);
        bool is_given = schema_is_given(schema, of, field);
        if (!is_given || !is_published(writer->publishing, field)) continue;
        // 0 is a value where it is known to be given.
        bool is_number = field->type == FIELD_INT && schema->given_member;
        if (is_number) {
            json_integer(writer->json, field_public_name(field), *(const int64_t *)value);
        } else {
            put_field(&inner, field, value);
        }
    }
    put_derived(&inner, shape.last, shape.last_count, of);
}

void published_write_object(const Publishing *publishing, const Schema *schema, const void *of,
                            Json *json) {
    Writer writer = {publishing, json, AMOUNT_DECIMALS};
    put_object(&writer, NULL, schema, of);
}

// One line of a table.
typedef struct Line {
    const Publishing *publishing;
    Csv *csv;
    Buf *cell;               // the one that is being written
    size_t item;             // of the list that is FIELD_LINES
    bool is_head;            // names in place of values
} Line;

static void add_texts(Buf *cell, const void *items, size_t count, size_t size) {
    for (size_t i = 0; i < count; i++) {
        const Text *text = member_of(items, i * size);
        if (i) buf_add(cell, STR("; "));
        buf_add(cell, text_str(*text));
    }
}

// A plain number; ">=239200" for a top-coded figure, nothing for a withheld one.
static void add_amount(Buf *cell, const Amount *amount, int decimals) {
    if (amount->state == AMOUNT_AT_LEAST) buf_add(cell, STR(">="));
    if (amount->state != AMOUNT_AT_LEAST && amount->state != AMOUNT_KNOWN) return;
    json_decimal(&(Json){.out = cell}, NULL, amount->minor, decimals);
}

static void add_value(const Line *line, const Field *field, const void *value, int decimals) {
    Buf *cell = line->cell;
    switch (field->type) {
        case FIELD_TEXT:
        case FIELD_SLUG:
        case FIELD_URL:
        case FIELD_CHOICE:
        case FIELD_CURRENCY:
        case FIELD_LANGUAGE: buf_add(cell, text_of(field, value)); return;
        case FIELD_TEXT_LIST:
        case FIELD_SLUG_LIST: {
            const TextList *texts = value;
            add_texts(cell, texts->items, texts->count, sizeof(Text));
            return;
        }
        // Of each item its first text, which names it.
        case FIELD_LIST: {
            ItemList list = item_list_at(value);
            add_texts(cell, list.items, list.count, field->schema->size);
            return;
        }
        case FIELD_BOOL: buf_add(cell, *(const bool *)value ? STR("true") : STR("false")); return;
        case FIELD_INT:
            if (*(const int64_t *)value) buf_add_int(cell, *(const int64_t *)value);
            return;
        case FIELD_AMOUNT: add_amount(cell, value, decimals); return;
        case FIELD_PERCENT: put_percent(&(Json){.out = cell}, NULL, value); return;
        case FIELD_DATE:
        case FIELD_PARTIAL_DATE:
            buf_add(cell, date_iso(line->publishing->job, *(const Date *)value));
            return;
        case FIELD_MAPPING:
        case FIELD_NAMED_VALUES: return;
    }
}

// `value` is NULL where the line has no item of the list that is FIELD_LINES.
static void put_cell(const Line *line, const Field *field, const void *value, int decimals) {
    buf_clear(line->cell);
    if (line->is_head) buf_add(line->cell, str_from(field->column));
    else if (value) add_value(line, field, value, decimals);
    csv_cell(line->csv, buf_str(line->cell));
}

static void put_derived_cells(const Line *line, const Derived *rows, size_t count, const void *of,
                              int decimals) {
    for (size_t i = 0; i < count; i++) {
        if (!rows[i].field.column) continue;
        Value value = {0};
        if (of) value = derive_value(line->publishing, &rows[i], of);
        put_cell(line, &rows[i].field, of ? &value : NULL, decimals);
    }
}

static const void *item_of(const Field *field, const void *list_at, size_t index) {
    ItemList list = {0};
    if (list_at) list = item_list_at(list_at);
    return index < list.count ? member_of(list.items, index * field->schema->size) : NULL;
}

static void put_cells(const Line *line, const Schema *schema, const void *of, int outer_decimals) {
    int decimals = of ? decimals_in(schema, of, outer_decimals) : outer_decimals;
    Shape shape = published_shape(line->publishing, schema);
    put_derived_cells(line, shape.first, shape.first_count, of, decimals);
    for (size_t i = 0; i < schema->field_count; i++) {
        const Field *field = &schema->fields[i];
        if (field->flags & FIELD_UNPUBLISHED) continue;
        const void *value = of ? member_of(of, field->offset) : NULL;
        if (field->flags & FIELD_LINES) {
            put_cells(line, field->schema, item_of(field, value, line->item), decimals);
        } else if (field->type == FIELD_MAPPING) {
            put_cells(line, field->schema, value, decimals);
        } else if (field->column) {
            put_cell(line, field, value, decimals);
        }
    }
    put_derived_cells(line, shape.last, shape.last_count, of, decimals);
}

static size_t count_lines(const Schema *schema, const void *of) {
    for (size_t i = 0; i < schema->field_count; i++) {
        const Field *field = &schema->fields[i];
        if (!(field->flags & FIELD_LINES)) continue;
        size_t count = item_list_at(member_of(of, field->offset)).count;
        return count ? count : 1;
    }
    return 1;
}

static void put_line(Line line, const Schema *schema, const void *of) {
    Buf cell = scratch_begin(line.publishing->job);
    line.cell = &cell;
    put_cells(&line, schema, of, AMOUNT_DECIMALS);
    csv_end_row(line.csv);
    scratch_drop(line.publishing->job, &cell);
}

void published_write_columns(const Publishing *publishing, const Schema *schema, Csv *csv) {
    put_line((Line){.publishing = publishing, .csv = csv, .is_head = true}, schema, NULL);
}

void published_write_lines(const Publishing *publishing, const Schema *schema, const void *of,
                           Csv *csv) {
    size_t count = count_lines(schema, of);
    for (size_t i = 0; i < count; i++) {
        put_line((Line){.publishing = publishing, .csv = csv, .item = i}, schema, of);
    }
}
