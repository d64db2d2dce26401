#include "site/strings.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "format/slug.h"

#define EDUCATION_LEVELS(LEVEL) \
    LEVEL(school) LEVEL(associate) LEVEL(bachelor) LEVEL(master) LEVEL(doctorate)
#define LEVEL_KEYS(level) {"education_names." #level, "education_words." #level},
const EducationLevel education_levels[EDUCATION_LEVEL_COUNT] = {EDUCATION_LEVELS(LEVEL_KEYS)};

// A key that the program itself writes, and the placeholders that it fills in, with spaces between
// them; layouts may use further keys, with the names of their views.
typedef struct NeededKey { const char *key; const char *placeholders; } NeededKey;
#define LEVEL_NEEDED(level) {"education_names." #level, ""}, {"education_words." #level, ""},
static const NeededKey needed_keys[] = {
    {"page_not_found", ""}, {"branch", ""}, {"search", ""}, {"compare", ""}, {"roles", ""},
    {"branches", ""}, {"all_skills", ""}, {"salaries", ""}, {"salaries_in_region", "region"},
    {"all_regions", ""}, {"articles", ""}, {"home", ""}, {"plural_of_title", "title"},
    {"role_count.other", "count"}, {"page_of", "page pages"}, {"minutes.other", "count"},
    {"at_least", "amount"}, {"not_published", ""}, {"from_to", "from to"},
    {"figure_in_region", "figure region"}, {"comparison_table", ""}, {"period_year", ""},
    {"period_month", ""},
    {"period_week", ""}, {"period_day", ""}, {"period_hour", ""}, {"average", ""}, {"median", ""},
    {"lowest", ""}, {"highest", ""}, {"percentile_10", ""}, {"percentile_25", ""},
    {"percentile_50", ""}, {"percentile_75", ""}, {"percentile_90", ""}, {"short_10", ""},
    {"short_25", ""}, {"short_75", ""}, {"short_90", ""}, {"pay", ""}, {"career_steps", ""},
    {"equivalents_name", ""}, {"equivalents_note", "hours"}, {"computed_here", ""},
    {"pay_note", "period"}, {"modelled_note", ""},
    {"entry_routes", ""}, {"licences", ""}, {"skills", ""}, {"salary_guide", ""},
    {"career_path", ""}, {"outlook", ""}, {"sources", ""}, {"verification", ""},
    {"typical_pay", ""}, {"education", ""}, {"experience", ""}, {"hours", ""}, {"growth", ""},
    {"openings", ""}, {"median_pay", "period"}, {"average_pay", "period"}, {"mixed_pay", "period"},
    {"pay_from", "from"},
    {"roles_by_pay", "pay period"}, {"roles_by_education", "education"},
    {"rare_skills.other", "count"}, {"years_old.other", "count"},
    {"region_count.other", "count"}, {"average_growth", ""}, {"verified_reviewed", ""},
    {"verified_ai_assisted", ""}, {"verified_imported", ""}, EDUCATION_LEVELS(LEVEL_NEEDED)
};

// Keys that have several texts.
#define PLURAL_FORMS "zero one two few many other"
#define LEVEL_FORM(level) #level " "
#define EDUCATION_FORMS EDUCATION_LEVELS(LEVEL_FORM)
static const struct { const char *key, *forms, *placeholders; } form_keys[] = {
    {"role_count", PLURAL_FORMS, "count"}, {"minutes", PLURAL_FORMS, "count"},
    {"rare_skills", PLURAL_FORMS, "count"}, {"years_old", PLURAL_FORMS, "count"},
    {"region_count", PLURAL_FORMS, "count"},
    {"education_names", EDUCATION_FORMS, ""}, {"education_words", EDUCATION_FORMS, ""},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

typedef struct Reading {
    Strings *strings;
    Str source;              // the file
    Diags *diags;
    bool is_valid;
} Reading;

__attribute__((format(printf, 5, 6)))
static void report(Reading *reading, size_t offset, const char *code, const char *hint,
                   const char *format, ...) {
    Place place = {reading->strings->path, offset};
    va_list arguments;
    va_start(arguments, format);
    reading->is_valid = diag_verror(reading->diags, place, code, hint, format, arguments);
    va_end(arguments);
}

// Whether a word is one of several that have spaces between them.
static bool is_word_of(Str word, const char *words) {
    Str rest = str_from(words);
    while (rest.len) {
        Str next = str_slice(rest, 0, str_find(rest, ' '));
        if (str_equal(next, word)) return true;
        rest = str_slice(rest, next.len + 1, rest.len);
    }
    return false;
}

static bool is_placeholder_name(Str name) {
    for (size_t i = 0; i < name.len; i++) {
        char byte = name.ptr[i];
        bool is_letter = (byte >= 'a' && byte <= 'z') || byte == '_';
        if (!is_letter && !(i && byte >= '0' && byte <= '9')) return false;
    }
    return name.len > 0;
}

bool strings_next_placeholder(Str text, size_t *at, Str *ret) {
    Str rest = str_slice(text, *at, text.len);
    size_t open = str_find(rest, '{');
    size_t close = str_find(rest, '}');
    if (open >= close || close == rest.len) return false;
    *ret = str_slice(rest, open + 1, close);
    *at += close + 1;
    return true;
}

// Where a byte of a node's text stands in the file; the text's start where it is written otherwise.
static size_t offset_of(const Reading *reading, const YamlNode *node, size_t at) {
    size_t start = node->offset + node->is_quoted;
    bool is_literal =
        str_starts_with(str_slice(reading->source, start, reading->source.len), node->text);
    return is_literal ? start + at : node->offset;
}

// Checks the braces of a text. `placeholders` are those that are filled in, NULL when layouts know.
static void check_braces(Reading *reading, const YamlNode *node, const char *placeholders) {
    Str text = node->text;
    Table seen = {0};
    size_t from = 0;
    Str name;
    for (size_t at = 0; strings_next_placeholder(text, &at, &name); from = at) {
        size_t open = (size_t)(name.ptr - text.ptr) - 1;
        if (!is_placeholder_name(name)) {
            report(reading, offset_of(reading, node, open), "bad-placeholder",
                   "write {name}, in lower case", "these braces hold no name");
        } else if (table_add(&seen, name, 1) != TABLE_NONE) {
            report(reading, offset_of(reading, node, open), "bad-placeholder", "say it once",
                   "{%.*s} stands here twice", (int)name.len, name.ptr);
        } else if (placeholders && !is_word_of(name, placeholders)) {
            report(reading, offset_of(reading, node, open), "bad-placeholder",
                   "see layouts/strings/en.yaml for the names of this text",
                   "{%.*s} is not filled in here", (int)name.len, name.ptr);
        }
    }
    table_free(&seen);
    Str rest = str_slice(text, from, text.len);
    size_t brace = str_find(rest, '{');
    if (brace == rest.len) brace = str_find(rest, '}');
    if (brace == rest.len) return;
    report(reading, offset_of(reading, node, from + brace), "bad-placeholder",
           "write {name}, or no brace", "this brace has no other half");
}

static void add_string(Reading *reading, Str key, const YamlNode *node, const char *placeholders) {
    Strings *strings = reading->strings;
    table_add(&strings->by_key, key, strings->values.count);
    *(Str *)list_add(&strings->values, sizeof(Str)) = node->text;
    *(Str *)list_add(&strings->keys, sizeof(Str)) = key;
    *(size_t *)list_add(&strings->offsets, sizeof(size_t)) = node->offset;
    if (!node->text.len && !node->is_quoted) {
        report(reading, node->key_offset, "empty-value", "translate it; \"\" shows nothing",
               "'%.*s' has no text yet", (int)node->key.len, node->key.ptr);
    }
    check_braces(reading, node, placeholders);
}

static SectionKind section_kind(Str name) {
    for (int i = 1; i < SECTION_KIND_COUNT; i++) {
        if (str_equal(name, str_from(section_names[i]))) return (SectionKind)i;
    }
    return SECTION_OTHER;
}

static Str make_slug(Strings *strings, Str heading) {
    Buf slug = {0};
    slug_add(&slug, heading);
    return arena_take(&strings->arena, &slug);
}

// Returns the heading's slug.
static Str name_section(Strings *strings, Str heading, SectionKind kind) {
    Str ret = make_slug(strings, heading);
    table_add(&strings->section_headings, ret, kind);
    return ret;
}

// What stands before the sign or the word that joins another name to it; else nothing.
static Str first_part(Str heading) {
    for (size_t i = 1; i < heading.len; i++) {
        Str rest = str_slice(heading, i, heading.len);
        bool is_joined = str_starts_with(rest, STR(" & ")) || str_starts_with(rest, STR(" and ")) ||
                         str_starts_with(rest, STR(" und "));
        if (is_joined) return str_slice(heading, 0, i);
    }
    return (Str){0};
}

static void add_heading(Strings *strings, Str heading, SectionKind kind) {
    Str slug = name_section(strings, heading, kind);
    *(SectionHeading *)list_add(&strings->headings, sizeof(SectionHeading)) =
        (SectionHeading){heading, slug, make_slug(strings, first_part(heading)), kind};
}

static const char *section_hint(Arena *arena, Str name) {
    Str names[SECTION_KIND_COUNT];
    for (int i = 1; i < SECTION_KIND_COUNT; i++) names[i - 1] = str_from(section_names[i]);
    return diag_did_you_mean(arena, name, names, SECTION_KIND_COUNT - 1,
                             section_name_table.hint);
}

static void add_config_sections(const Config *config, Strings *strings) {
    const NamedValues *sections = config->sections.items;
    for (size_t i = 0; i < config->sections.count; i++) {
        SectionKind kind = section_kind(text_str(sections[i].name));
        if (kind == SECTION_OTHER) continue;   // which is reported
        for (size_t j = 0; j < sections[i].values.count; j++) {
            add_heading(strings, text_str(sections[i].values.items[j]), kind);
        }
    }
    for (int i = 1; i < SECTION_KIND_COUNT; i++) {
        name_section(strings, str_from(section_names[i]), (SectionKind)i);
    }
}

static void report_type(Reading *reading, const YamlNode *node, const char *hint,
                        const char *wanted) {
    Str key = node->key;
    report(reading, node->offset, "wrong-type", hint, "'%.*s' must be %s", (int)key.len, key.ptr,
           wanted);
}

static void add_file_sections(Reading *reading, const YamlNode *sections) {
    const char *hint = "write 'duties: [Duties, Tasks]'";
    if (sections->kind != YAML_MAPPING) report_type(reading, sections, hint, "a mapping of lists");
    for (const YamlNode *section = sections->first; section; section = section->next) {
        SectionKind kind = section_kind(section->key);
        if (sections->kind != YAML_MAPPING) return;
        if (kind == SECTION_OTHER) {
            report(reading, section->key_offset, "unknown-section",
                   section_hint(&reading->strings->arena, section->key),
                   "there is no section '%.*s'", (int)section->key.len, section->key.ptr);
        } else if (section->kind != YAML_LIST) {
            report_type(reading, section, hint, "a list of headings");
        }
        bool is_list = kind != SECTION_OTHER && section->kind == YAML_LIST;
        for (const YamlNode *item = section->first; item && is_list; item = item->next) {
            if (item->kind == YAML_SCALAR) add_heading(reading->strings, item->text, kind);
            else report(reading, item->offset, "wrong-type", hint, "a heading must be a text");
        }
    }
}

static void add_forms(Reading *reading, const YamlNode *entry) {
    size_t index = 0;
    while (index < COUNT(form_keys) && !str_equal(entry->key, str_from(form_keys[index].key))) {
        index++;
    }
    if (index == COUNT(form_keys)) {
        report_type(reading, entry,
                    "only 'role_count', 'minutes' and the names of education have several",
                    "one text");
        return;
    }
    Arena *arena = &reading->strings->arena;
    Str stem = arena_join(arena, entry->key, STR("."));
    for (const YamlNode *form = entry->first; form; form = form->next) {
        if (!is_word_of(form->key, form_keys[index].forms)) {
            Str known = str_trim(str_from(form_keys[index].forms));
            Buf hint = {0};
            buf_printf(&hint, "one of: %.*s", (int)known.len, known.ptr);
            report(reading, form->key_offset, "unknown-form", hint.ptr, "'%.*s' has no form '%.*s'",
                   (int)entry->key.len, entry->key.ptr, (int)form->key.len, form->key.ptr);
            buf_free(&hint);
        } else if (form->kind != YAML_SCALAR) {
            report_type(reading, form, "write a text", "a text");
        } else {
            add_string(reading, arena_join(arena, stem, form->key), form,
                       form_keys[index].placeholders);
        }
    }
}

// What the program fills in in the text of a key; NULL where only layouts use it.
static const char *placeholders_of(Str key) {
    for (size_t i = 0; i < COUNT(needed_keys); i++) {
        if (str_equal(key, str_from(needed_keys[i].key))) return needed_keys[i].placeholders;
    }
    return NULL;
}

static void report_missing(Reading *reading) {
    Buf missing = {0};
    for (size_t i = 0; i < COUNT(needed_keys); i++) {
        const char *key = needed_keys[i].key;
        if (table_get(&reading->strings->by_key, str_from(key)) != TABLE_NONE) continue;
        buf_printf(&missing, "%s%s", missing.len ? ", " : "", key);
    }
    if (missing.len) {
        reading->is_valid = diag_error(
            reading->diags, (Place){reading->strings->path, 0}, "missing-string",
            "a strings file has all texts: copy these from the theme's, and translate them",
            "these strings are missing: %s", missing.ptr);
    }
    buf_free(&missing);
}

static bool read_strings(Reading *reading, const YamlNode *root) {
    if (root->kind != YAML_MAPPING) {
        report(reading, root->offset, "wrong-type", "write 'key: text' on each line",
               "a strings file must be a mapping");
        return false;
    }
    for (const YamlNode *entry = root->first; entry; entry = entry->next) {
        if (str_equal(entry->key, STR("sections"))) {
            add_file_sections(reading, entry);
        } else if (entry->kind == YAML_SCALAR) {
            add_string(reading, entry->key, entry, placeholders_of(entry->key));
        } else if (entry->kind == YAML_MAPPING) {
            add_forms(reading, entry);
        } else {
            report_type(reading, entry, "write one text, or one per plural category", "a text");
        }
    }
    report_missing(reading);
    return reading->is_valid;
}

typedef enum Found { FOUND, FOUND_NOT, FOUND_UNREADABLE } Found;

static Found report_unreadable(Str path, int error_number, Diags *diags) {
    Place place = {path, DIAG_NO_OFFSET};
    if (error_number == EFBIG) {
        diag_error(diags, place, "strings-limit", "keep only what pages show",
                   "this file is larger than %d KB", STRINGS_MAX_SIZE / 1024);
    } else if (error_number == EISDIR || error_number == ENOTDIR || error_number == EINVAL ||
               error_number == ENXIO) {
        diag_error(diags, place, "not-a-file", "remove it", "a file with strings is wanted here");
    } else {
        file_report_unreadable(path, error_number, diags);
    }
    return FOUND_UNREADABLE;
}

// Reads layouts/strings/<language>.yaml below a folder. Links that stay in layouts/ are followed.
static Found read_from(int folder, Str path, Str shown, Strings *strings, Buf *text, Diags *diags) {
    Str real;
    errno = 0;
    if (file_resolve(folder, STR("layouts"), path, &strings->arena, &real) &&
        file_read(folder, real, STRINGS_MAX_SIZE, text)) {
        strings->path = shown;
        return FOUND;
    }
    return errno == ENOENT ? FOUND_NOT : report_unreadable(shown, errno, diags);
}

// Of the site or, where it has none, the theme.
static Found read_file(int root, const Theme *theme, Str language, Strings *strings, Buf *text,
                       Diags *diags) {
    Arena *arena = &strings->arena;
    Str path = arena_join_three(arena, STR("layouts/strings/"), language, STR(".yaml"));
    Found found = read_from(root, path, path, strings, text, diags);
    if (found != FOUND_NOT) return found;
    Str shown = arena_join(arena, theme_prefix(theme, arena), path);
    return read_from(theme->folder, path, shown, strings, text, diags);
}

static Str find_text(const Strings *strings, Str key) {
    size_t index = table_get(&strings->by_key, key);
    return index == TABLE_NONE ? (Str){0, 0} : ((Str *)strings->values.items)[index];
}

Str strings_get(const Strings *strings, const char *key) {
    return find_text(strings, str_from(key));
}

static Str fill_period(Strings *strings, const char *key, Str period) {
    Buf text = {.arena = &strings->arena};
    strings_write(strings_get(strings, key), &(Placeholder){"period", period}, 1, &text);
    return buf_str(&text);
}

static void fill_periods(Strings *strings) {
    for (size_t i = 0; i < PERIOD_COUNT; i++) {
        Str period = str_from(salary_periods[i]);
        Str text = find_text(strings, arena_join(&strings->arena, STR("period_"), period));
        strings->periods[i] = (PeriodStrings){
            .period = period, .text = text,
            .median_pay = fill_period(strings, "median_pay", text),
            .average_pay = fill_period(strings, "average_pay", text),
        };
    }
}

const PeriodStrings *strings_of_period(const Strings *strings, Str period) {
    const PeriodStrings *ret = strings->periods;
    while (ret < strings->periods + PERIOD_COUNT - 1 && !str_equal(ret->period, period)) ret++;
    return ret;
}

bool strings_load(int root, const Theme *theme, const Config *config, Strings *ret, Diags *diags) {
    Str language = text_str(config->language);
    Buf text = {0};
    Found found = read_file(root, theme, language, ret, &text, diags);
    if (found == FOUND_NOT) {
        Str base = str_slice(language, 0, str_find(language, '-'));
        found = read_file(root, theme, base, ret, &text, diags);
    }
    if (found == FOUND_NOT) {
        Buf hint = {0};
        buf_printf(&hint, "'metier new language %.*s' writes it, to be translated",
                   (int)language.len, language.ptr);
        diag_error(diags, (Place){CONFIG_PATH, config->language.offset}, "no-strings", hint.ptr,
                   "there is no layouts/strings/%.*s.yaml", (int)language.len, language.ptr);
        buf_free(&hint);
    }
    Str source = arena_take(&ret->arena, &text);
    if (found != FOUND) return false;
    ret->hash = hash_128(source);
    YamlNode *node = NULL;
    if (!diag_check_utf8(diags, ret->path, source)) return false;
    add_config_sections(config, ret);
    if (!yaml_parse(source, ret->path, 0, &ret->arena, NULL, &node, diags)) return false;
    Reading reading = {.strings = ret, .source = source, .diags = diags, .is_valid = true};
    if (!read_strings(&reading, node)) return false;
    fill_periods(ret);
    return true;
}

Str strings_heading(const Strings *strings, SectionKind kind) {
    const SectionHeading *headings = strings->headings.items;
    size_t i = 0;
    while (i < strings->headings.count && headings[i].kind != kind) i++;
    return i < strings->headings.count ? headings[i].text : str_from(section_names[kind]);
}

void strings_write(Str pattern, const Placeholder *placeholders, size_t count, Buf *out) {
    for (size_t i = 0; i < pattern.len;) {
        Str rest = str_slice(pattern, i, pattern.len);
        size_t open = str_find(rest, '{');
        buf_add(out, str_slice(rest, 0, open));
        if (open == rest.len) return;
        size_t close = str_find(rest, '}');
        Str name = str_slice(rest, open + 1, close);
        bool is_found = false;
        for (size_t j = 0; j < count && close < rest.len && !is_found; j++) {
            is_found = str_equal(name, str_from(placeholders[j].name));
            if (is_found) buf_add(out, placeholders[j].value);
        }
        if (!is_found) buf_add_char(out, '{');
        i += is_found ? close + 1 : open + 1;
    }
}

// The text of a plural category, "one"; empty where the language's file has none.
static Str find_count(const Strings *strings, Str key, Str category) {
    char full[64];
    assert(key.len + 1 + category.len <= sizeof full);
    memcpy(full, key.ptr, key.len);
    full[key.len] = '.';
    memcpy(full + key.len + 1, category.ptr, category.len);
    return find_text(strings, (Str){full, key.len + 1 + category.len});
}

void strings_write_count(const Strings *strings, const Locale *locale, const char *key,
                         size_t count, Buf *out) {
    Str stem = str_from(key);
    Str pattern = find_count(strings, stem, str_from(locale_plural(locale, count)));
    if (!pattern.len) pattern = find_count(strings, stem, STR("other"));
    char number[NUMBER_SIZE];
    Str text = {number, number_put(locale_integer(locale), (int64_t)count, number)};
    strings_write(pattern, &(Placeholder){"count", text}, 1, out);
}

void strings_free(Strings *strings) {
    table_free(&strings->by_key);
    table_free(&strings->section_headings);
    free(strings->headings.items);
    free(strings->values.items);
    free(strings->keys.items);
    free(strings->offsets.items);
    arena_free(&strings->arena);
}
