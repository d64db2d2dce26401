#include "diff/values.h"

#include "format/json.h"
#include "site/salaries.h"

static void write_number(Buf *out, int64_t value, int decimals) {
    json_decimal(&(Json){.out = out}, NULL, value, decimals);
}

static void write_amount(const NumberFormat *money, const Amount *amount, Buf *written,
                         Buf *shown) {
    if (amount->state == AMOUNT_NONE) return;
    if (amount->state == AMOUNT_SUPPRESSED) {
        buf_add(written, STR("null"));
        buf_add(shown, STR("withheld"));
        return;
    }
    if (amount->state == AMOUNT_AT_LEAST) {
        buf_add(written, STR(">="));
        buf_add(shown, STR(">= "));
    }
    write_number(written, amount->minor, AMOUNT_DECIMALS);
    if (!money) {
        write_number(shown, amount->minor, AMOUNT_DECIMALS);
        return;
    }
    int64_t minor = amount->minor / power_of_ten(AMOUNT_DECIMALS - money->fraction_digits);
    bool has_fraction = minor % power_of_ten(money->fraction_digits);
    number_write(money_with_digits(money, has_fraction), minor, shown);
}

static void write_date(const Locale *locale, Date date, Buf *written, Buf *shown) {
    if (!date.year) return;
    date_add(written, date);
    locale_write_date(locale, date.year, date.month, date.day, shown);
}

static void write_integer(const Field *field, const Locale *locale, int64_t number, Buf *written,
                          Buf *shown) {
    enum { YEAR_MIN = 1000 };
    write_number(written, number, 0);
    // A year has no separators.
    if (field->min >= YEAR_MIN) write_number(shown, number, 0);
    else number_write(locale_integer(locale), number, shown);
}

static void write_texts(const TextList *texts, Buf *out) {
    for (size_t i = 0; i < texts->count; i++) {
        if (i) buf_add(out, STR(", "));
        buf_add(out, text_str(texts->items[i]));
    }
}

static void write_value(const Locale *locale, const NumberFormat *money, const Field *field,
                        const void *at, Buf *written, Buf *shown) {
    switch (field->type) {
        case FIELD_AMOUNT: write_amount(money, at, written, shown); return;
        case FIELD_BOOL: buf_add(written, *(const bool *)at ? STR("true") : STR("false")); return;
        case FIELD_INT: write_integer(field, locale, *(const int64_t *)at, written, shown); return;
        case FIELD_PERCENT:
            if (!((const Percent *)at)->is_given) return;
            write_number(written, ((const Percent *)at)->hundredths, 2);
            buf_add_char(written, '%');
            number_write(locale_percent(locale, 0), ((const Percent *)at)->hundredths, shown);
            return;
        case FIELD_DATE:
        case FIELD_PARTIAL_DATE: write_date(locale, *(const Date *)at, written, shown); return;
        case FIELD_TEXT_LIST:
        case FIELD_SLUG_LIST: write_texts(at, written); return;
        case FIELD_TEXT: case FIELD_SLUG: case FIELD_URL: case FIELD_CHOICE: case FIELD_CURRENCY:
        case FIELD_LANGUAGE: buf_add(written, text_str(*(const Text *)at)); return;
        case FIELD_MAPPING: case FIELD_LIST: case FIELD_NAMED_VALUES: return;
    }
}

Value value_of_text(Str text) {
    return (Value){text, text};
}

Value value_make(const Locale *locale, const NumberFormat *money, const Schema *schema,
                 const Field *field, const void *of, Arena *arena) {
    const void *at = (const char *)of + field->offset;
    // What no row says otherwise of has no 0: it stands for what is not given.
    bool is_given = schema->given_member ? schema_is_given(schema, of, field)
                    : field->type == FIELD_INT ? *(const int64_t *)at != 0
                                               : true;
    // One that stands nowhere is that of the file's name.
    if (field->type == FIELD_SLUG) is_given = ((const Text *)at)->offset;
    if (!is_given) return (Value){0};
    Buf written = {0};
    Buf shown = {0};
    write_value(locale, money, field, at, &written, &shown);
    Value ret = value_of_text(arena_take(arena, &written));
    if (shown.len) ret.shown = arena_take(arena, &shown);
    buf_free(&shown);
    return ret;
}
