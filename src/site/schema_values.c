#include "site/schema_values.h"

#include <stdio.h>
#include <string.h>

#include "base/wide.h"
#include "format/locale.h"
#include "format/markdown.h"
#include "format/slug.h"
#include "format/unicode.h"
#include "format/url.h"
#include "site/amount_guess.h"
#include "site/date_guess.h"

size_t value_text_limit(const Field *field) {
    const Field *text = field->flags & FIELD_TAKES_TEXT ? &field->schema->fields[0] : field;
    return text->type == FIELD_TEXT && text->limit ? text->limit : TEXT_MAX_SIZE;
}

size_t value_count_limit(const Field *field) {
    return field->limit ? field->limit : LIST_MAX_ITEMS;
}

Place value_place(const Parse *parse, const YamlNode *node) {
    return (Place){parse->path, node->offset};
}

bool value_report_type(const Parse *parse, const Field *field, const YamlNode *node,
                       const char *wanted, const char *hint) {
    return diag_error(parse->diags, value_place(parse, node), "wrong-type", hint, "'%s' must be %s",
                      field->name, wanted);
}

// Another writing of a value of one line, in whose place it may be put without asking.
static void propose(const Parse *parse, const YamlNode *node, Str text) {
    if (node->kind != YAML_SCALAR || node->is_on_lines) return;
    diags_propose(parse->diags, (Edit){.offset = node->offset, .size = node->size, .text = text});
}

// Quotes of an editor that makes them curly are no quotes to YAML: they are a part of the text.
static void judge_quotes(const Parse *parse, const Field *field, const YamlNode *node) {
    static const char *const pairs[][2] = {
        {"\xE2\x80\x9C", "\xE2\x80\x9D"}, {"\xE2\x80\x9E", "\xE2\x80\x9C"},
        {"\xE2\x80\x98", "\xE2\x80\x99"},
    };
    if (node->is_quoted || !str_starts_with(node->text, STR("\xE2\x80"))) return;
    Str inside = str_slice(node->text, 3, node->text.len);
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        const char *end = memmem(inside.ptr, inside.len, pairs[i][1], 3);
        // “Hot” and “cold” are two.
        bool is_around = str_starts_with(node->text, str_from(pairs[i][0])) &&
                         end && end + 3 == inside.ptr + inside.len;
        if (!is_around) continue;
        diag_warning(parse->diags, value_place(parse, node), "curly-quotes",
                     "write straight quotes, or none; straight ones around them show them",
                     "the quotes of '%s' are a part of it", field->name);
        return;
    }
}

// But for ends of lines and tabs.
static inline Wide are_controls(Wide bytes) {
    return wide_is(bytes & 0xE0, 0) & ~(wide_is(bytes, '\n') | wide_is(bytes, '\t'));
}
// And what marks of direction begin with.
static inline Wide are_odd(Wide bytes) {
    return are_controls(bytes) | wide_is(bytes, '\xE2');
}

static bool parse_text(const Parse *parse, const Field *field, const YamlNode *node, Text *ret) {
    if (node->kind != YAML_SCALAR) {
        return value_report_type(parse, field, node, "a text",
                                 "write it on one line, in quotes if needed");
    }
    Str text = str_trim(node->text);
    if (yaml_is_null(node)) {
        return diag_error(parse->diags, value_place(parse, node), "empty-value",
                          "leave the field out, or put it in quotes where this is its text",
                          "'%s' is empty: '%.*s' stands for nothing", field->name, (int)text.len,
                          text.ptr);
    }
    if (!text.len) {
        return diag_error(parse->diags, value_place(parse, node), "empty-value",
                          "give it a value, or leave the field out", "'%s' is empty", field->name);
    }
    size_t limit = value_text_limit(field);
    if (text.len > limit) {
        return diag_error(parse->diags, value_place(parse, node), "text-limit", "shorten it",
                          "'%s' is longer than %zu bytes", field->name, limit);
    }
    judge_quotes(parse, field, node);
    if (!unicode_is_visible(text)) {
        return diag_error(parse->diags, value_place(parse, node), "empty-value",
                          "give it a value, or leave the field out",
                          "'%s' has no letter that can be seen", field->name);
    }
    bool is_odd = wide_find(text, 0, are_odd) < text.len;
    if (is_odd && wide_find(text, 0, are_controls) < text.len) {
        return value_report_type(parse, field, node, "free of control characters", "remove them");
    }
    if (is_odd && unicode_turn_at(text) < text.len) {
        return diag_error(parse->diags, value_place(parse, node), "direction-mark",
                          UNICODE_TURN_HINT,
                          "'%s' has a mark that turns the direction of what follows it",
                          field->name);
    }
    *ret = text_make(arena_share(parse->arena, parse->texts, text), node->offset);
    return true;
}

static bool parse_slug(const Parse *parse, const Field *field, const YamlNode *node, Text *ret) {
    Text text;
    if (!parse_text(parse, field, node, &text)) return false;
    if (slug_is_valid(text_str(text))) {
        *ret = text;
        return true;
    }
    Buf hint = {0};
    buf_add(&hint, STR("use lower-case letters, digits and single dashes"));
    size_t len = hint.len + strlen(": ''");
    buf_add(&hint, STR(": '"));
    slug_add(&hint, text_str(text));
    bool has_proposal = hint.len >= len;
    buf_add(&hint, STR("'"));
    diag_error(parse->diags, value_place(parse, node), "bad-slug",
               has_proposal ? hint.ptr : "use lower-case letters, digits and single dashes",
               "'%.*s' cannot be part of an address", (int)text.len, text.ptr);
    buf_free(&hint);
    return false;
}

// Signs that end an address, or begin something else, wherever it is written.
static inline Wide are_bad_signs(Wide bytes) {
    return (Wide)(bytes <= ' ') | wide_is(bytes, '\\') | wide_is(bytes, '"') |
           wide_is(bytes, '<') | wide_is(bytes, '>');
}

// Whether an address is a path from the file that it stands in: "ward.jpg", "img/ward.jpg".
static bool is_path_from_here(Str url) {
    Str first = str_slice(url, 0, str_find(url, '/'));
    return first.len && str_find(first, ':') == first.len && !strchr("?#", first.ptr[0]);
}

static bool parse_url(const Parse *parse, const Field *field, const YamlNode *node, Text *ret) {
    Text text;
    if (!parse_text(parse, field, node, &text)) return false;
    static const char *const starts[] = {"https://", "http://", "mailto:", "tel:", "/"};
    bool is_allowed = false;
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        Str start = str_from(starts[i]);
        is_allowed |= text.len > start.len - (start.len == 1) &&
                      str_equal_ascii_case(str_slice(text_str(text), 0, start.len), start);
    }
    if (str_starts_with(text_str(text), STR("//"))) is_allowed = false;
    bool is_beside = field->flags & FIELD_PICTURE && is_path_from_here(text_str(text));
    is_allowed |= is_beside;
    size_t sign = wide_find(text_str(text), 0, are_bad_signs);
    if (is_allowed && sign < text.len) {
        unsigned char byte = (unsigned char)text.ptr[sign];
        char hint[] = "write a '?' as %00";
        snprintf(hint, sizeof hint, "write a '%c' as %%%02X", byte, byte);
        return diag_error(parse->diags, value_place(parse, node), "bad-url",
                          byte == '\\' ? "write '/'" : byte < 0x20 ? "write it on one line" : hint,
                          "'%.*s' is not an address: a sign in it may not stand there",
                          (int)text.len, text.ptr);
    }
    if (!unicode_is_plain(text_str(text))) is_allowed = false;
    bool is_inside = is_allowed && (is_beside || text.ptr[0] == '/');
    UrlFault fault = is_inside ? url_fault(text_str(text)) : URL_IS_SOUND;
    if (fault != URL_IS_SOUND) {
        return diag_error(parse->diags, value_place(parse, node), "bad-url", url_fault_hint(fault),
                          "%s", url_fault_message(fault));
    }
    if (!is_allowed) {
        return diag_error(parse->diags, value_place(parse, node), "bad-url",
                          "begin with https:// or, inside the site, with a single '/'",
                          "'%.*s' is not an address that can be published", (int)text.len,
                          text.ptr);
    }
    if (field->flags & FIELD_PICTURE && !is_inside) {
        return diag_error(parse->diags, value_place(parse, node), "foreign-picture", PICTURE_HINT,
                          "'%.*s' is no file of this site: no page loads anything from another",
                          (int)text.len, text.ptr);
    }
    *ret = text;
    return true;
}

static void propose_bool(const Parse *parse, const YamlNode *node) {
    static const char *const words[][2] = {{"true", "false"}, {"yes", "no"}, {"on", "off"}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        for (size_t j = 0; j < 2; j++) {
            bool is_this = str_equal_ascii_case(node->text, str_from(words[i][j]));
            if (is_this) propose(parse, node, str_from(words[0][j]));
        }
    }
}

static bool parse_bool(const Parse *parse, const Field *field, const YamlNode *node, bool *ret) {
    bool is_scalar = node->kind == YAML_SCALAR && !node->is_quoted;
    bool is_true = is_scalar && str_equal(node->text, STR("true"));
    bool is_false = is_scalar && str_equal(node->text, STR("false"));
    if (!is_true && !is_false) {
        propose_bool(parse, node);
        return value_report_type(parse, field, node, "true or false",
                                 "write true or false, without quotes; yes, no, on and off are "
                                 "texts here");
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
    return diag_error(parse->diags, value_place(parse, node), "out-of-range", "check the number",
                      "'%s' must lie between %lld and %lld", field->name, (long long)min,
                      (long long)max);
}

void value_int_range(const Field *field, int64_t *ret_min, int64_t *ret_max) {
    bool has_range = field->max > field->min;
    *ret_min = has_range ? field->min : 1 - NUMBER_TOO_LARGE;
    *ret_max = has_range ? field->max : NUMBER_TOO_LARGE - 1;
}

// Of "5,400": write 5400. Where its sign could be a decimal point, that is left to judgement.
static bool report_int(const Parse *parse, const Field *field, const YamlNode *node) {
    static const char general[] =
        "write digits only: no leading zero, no '_' or ',' between them";
    Str text = node->kind == YAML_SCALAR ? str_trim(node->text) : (Str){0};
    Buf hint = {0};
    buf_add(&hint, STR("write "));
    size_t from = hint.len;
    bool is_all = false;
    bool is_number = text.len && ascii_is_digit(text.ptr[0]) &&
                     ascii_is_digit(text.ptr[text.len - 1]) && amount_guess(text, &hint, &is_all);
    Str guess = str_slice(buf_str(&hint), from, hint.len);
    is_number = is_number && str_find(guess, '.') == guess.len;
    if (is_number && str_find(text, '.') == text.len) propose(parse, node, guess);
    value_report_type(parse, field, node, "a whole number", is_number ? hint.ptr : general);
    buf_free(&hint);
    return false;
}

static bool parse_int(const Parse *parse, const Field *field, const YamlNode *node, int64_t *ret) {
    int64_t value = 0;
    if (node->kind != YAML_SCALAR || node->is_quoted || !parse_whole(node->text, &value)) {
        return report_int(parse, field, node);
    }
    int64_t min, max;
    value_int_range(field, &min, &max);
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

bool value_is_number(Str text, int64_t *ret, int *ret_decimals) {
    size_t point = str_find(text, '.');
    *ret_decimals = (int)(point < text.len ? text.len - point - 1 : 0);
    return *ret_decimals <= AMOUNT_DECIMALS && parse_decimal(text, *ret_decimals, ret);
}

// One hint that is right at once: for "$90,780", to write 90780.
static bool report_amount(const Parse *parse, const Field *field, const YamlNode *node, Str text) {
    bool is_least = text.ptr != node->text.ptr;
    Buf hint = {0};
    buf_add(&hint, is_least ? STR("write \">=") : STR("write "));
    bool is_all = false;
    bool is_guessed = node->kind == YAML_SCALAR && amount_guess(text, &hint, &is_all);
    if (is_guessed && is_least) buf_add(&hint, STR("\""));
    size_t guess_end = hint.len;
    if (is_guessed && node->is_quoted && !is_least) buf_add(&hint, STR(", without quotes"));
    if (is_all) propose(parse, node, str_slice(buf_str(&hint), strlen("write "), guess_end));
    if (!is_guessed) {
        buf_clear(&hint);
        Buf range = {0};
        if (node->kind == YAML_SCALAR && amount_guess_range(text, &range)) {
            buf_printf(&hint, "write one figure; both ends go into '%s'", range.ptr);
        } else {
            buf_add(&hint, STR("write digits without signs or separators: 102450 or 49.25; "
                               "\">=239200\" for a top-coded figure, null for a withheld one"));
        }
        buf_free(&range);
    }
    value_report_type(parse, field, node, "an amount of money", hint.ptr);
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
    if (yaml_is_null(node)) {
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
    size_t point = str_find(text, '.');
    if (is_number && point < text.len) amount.decimals = (int8_t)(text.len - point - 1);
    if (!is_number) return report_amount(parse, field, node, text);
    if (amount.minor > AMOUNT_MAX * AMOUNT_UNIT) {
        return out_of_range(parse, field, node, 0, AMOUNT_MAX);
    }
    *ret = amount;
    return true;
}

// Of "7,5%", whose comma is another country's point: write 7.5%.
static bool report_percent(const Parse *parse, const Field *field, const YamlNode *node,
                           Str number) {
    size_t comma = str_find(number, ',');
    Buf hint = {0};
    int64_t value;
    buf_add(&hint, STR("write "));
    size_t from = hint.len;
    buf_add(&hint, str_slice(number, 0, comma));
    buf_add_char(&hint, '.');
    buf_add(&hint, str_slice(number, comma + 1, number.len));
    bool is_number = comma < number.len &&
                     parse_decimal(str_slice(buf_str(&hint), from, hint.len), 2, &value);
    buf_add_char(&hint, '%');
    if (is_number) propose(parse, node, str_slice(buf_str(&hint), from, hint.len));
    value_report_type(parse, field, node, "a percentage",
                      is_number ? hint.ptr : "write it like 17% or -2.5%");
    buf_free(&hint);
    return false;
}

static bool parse_percent(const Parse *parse, const Field *field, const YamlNode *node,
                          Percent *ret) {
    Str text = node->kind == YAML_SCALAR ? str_trim(node->text) : (Str){0};
    if (str_ends_with(text, STR("%"))) text = str_trim(str_slice(text, 0, text.len - 1));
    int64_t value = 0;
    bool is_number = text.len && parse_decimal(text, 2, &value);
    if (!is_number) return report_percent(parse, field, node, text);
    const int64_t max = (int64_t)PERCENT_MAX * 100;
    if (value < -max || value > max) {
        return out_of_range(parse, field, node, -PERCENT_MAX, PERCENT_MAX);
    }
    *ret = (Percent){.hundredths = (int32_t)value, .offset = node->offset, .is_given = true};
    return true;
}

// "2025-02-30" has the form of a day.
static bool has_form_of_day(Str text) {
    bool ret = text.len == 10;
    for (size_t i = 0; i < text.len && ret; i++) {
        ret = i == 4 || i == 7 ? text.ptr[i] == '-' : ascii_is_digit(text.ptr[i]);
    }
    return ret;
}

static bool report_date(const Parse *parse, const Field *field, const YamlNode *node,
                        bool is_partial) {
    Buf hint = {0};
    if (node->kind == YAML_SCALAR && has_form_of_day(str_trim(node->text))) {
        return value_report_type(parse, field, node, "a day of the calendar",
                                 "check the day and the month: year, month, day");
    }
    buf_add(&hint, STR("write "));
    bool is_guessed = node->kind == YAML_SCALAR &&
                      date_guess(str_trim(node->text), is_partial, &hint);
    if (is_guessed) propose(parse, node, str_slice(buf_str(&hint), strlen("write "), hint.len));
    else buf_add(&hint, is_partial ? STR("it like 2025-06-30, 2025-06 or 2025")
                                   : STR("it like 2025-06-30: year, month, day"));
    value_report_type(parse, field, node, is_partial ? "a date, a month or a year" : "a date",
                      hint.ptr);
    buf_free(&hint);
    return false;
}

static bool parse_date(const Parse *parse, const Field *field, const YamlNode *node, Date *ret) {
    bool is_partial = field->type == FIELD_PARTIAL_DATE;
    if (node->kind == YAML_SCALAR && date_parse(node->text, is_partial, ret)) {
        ret->offset = node->offset;
        return true;
    }
    return report_date(parse, field, node, is_partial);
}

static bool parse_choice(const Parse *parse, const Field *field, const YamlNode *node, Text *ret) {
    Text text;
    if (!parse_text(parse, field, node, &text)) return false;
    size_t count = 0;
    for (; field->choices[count]; count++) {
        if (!str_equal(str_from(field->choices[count]), text_str(text))) continue;
        *ret = text;
        return true;
    }
    Str *names = ARENA_NEW(parse->arena, Str, count + 1);
    Buf all = {0};
    buf_add(&all, STR("use one of: "));
    for (size_t i = 0; i < count; i++) {
        names[i] = str_from(field->choices[i]);
        buf_printf(&all, "%s%s", i ? ", " : "", field->choices[i]);
    }
    diag_error(parse->diags, value_place(parse, node), "bad-choice",
               diag_did_you_mean(parse->arena, text_str(text), names, count, all.ptr),
               "'%s' cannot be '%.*s'", field->name, (int)text.len, text.ptr);
    buf_free(&all);
    return false;
}

static bool parse_currency(const Parse *parse, const Field *field, const YamlNode *node,
                           Text *ret) {
    Text text;
    if (!parse_text(parse, field, node, &text)) return false;
    bool is_code = text.len == 3;
    for (size_t i = 0; i < text.len; i++) {
        is_code &= text.ptr[i] >= 'A' && text.ptr[i] <= 'Z';
    }
    if (!is_code) {
        return value_report_type(parse, field, node, "a currency code of ISO 4217",
                                 "write three capitals: USD, EUR, INR");
    }
    *ret = text;
    return true;
}

static bool parse_language(const Parse *parse, const Field *field, const YamlNode *node,
                           Text *ret) {
    Text text;
    if (!parse_text(parse, field, node, &text)) return false;
    if (!language_is_valid(text_str(text))) {
        return diag_error(parse->diags, value_place(parse, node), "bad-language",
                          "write a BCP 47 tag: en, en-US, de, pt-BR", "'%.*s' is not a language",
                          (int)text.len, text.ptr);
    }
    *ret = text;
    return true;
}

bool value_read(const Parse *parse, const Field *field, const YamlNode *node, void *ret) {
    switch (field->type) {
        case FIELD_TEXT:
        case FIELD_TEXT_LIST:
        case FIELD_MAPPING:
        case FIELD_LIST: return parse_text(parse, field, node, ret);
        case FIELD_NAMED_VALUES:
            return field->choices ? parse_choice(parse, field, node, ret)
                                  : parse_text(parse, field, node, ret);
        case FIELD_SLUG:
        case FIELD_SLUG_LIST: return parse_slug(parse, field, node, ret);
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
    }
    return false;
}
