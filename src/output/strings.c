#include "output/strings.h"

#include <errno.h>
#include <stdlib.h>

#include "base/file.h"

enum { STRINGS_MAX_SIZE = 256 * 1024 };

// Keys that the program itself writes; layouts may use further ones.
static const char *const needed_keys[] = {
    "page_not_found", "branch", "search", "compare", "roles", "branches", "all_skills", "salaries", "salaries_in_region", "all_regions", "articles", "home", "plural_of_title",
    "role_count.other", "page_of", "minutes.other",
    "at_least", "not_published", "from_to", "figure_in_region",
    "period_year", "period_month", "period_week", "period_day", "period_hour",
    "average", "median", "lowest", "highest", "percentile_10", "percentile_25", "percentile_50",
    "percentile_75", "percentile_90", "short_10", "short_25", "short_75", "short_90",
    "pay", "career_steps", "equivalents_name", "equivalents_note", "modelled_note",
    "entry_routes", "licences", "skills", "salary_guide", "career_path", "outlook", "sources", "verification",
    "typical_pay", "education", "experience", "hours", "growth", "openings", "kind_of_pay",
    "verified_reviewed", "verified_ai_assisted", "verified_imported",
};

static void add_string(Strings *strings, Str key, Str value) {
    Str kept = arena_copy(&strings->arena, key);
    table_add(&strings->by_key, kept, strings->values.count);
    *(Str *)list_add(&strings->values, sizeof(Str)) = arena_copy(&strings->arena, value);
    *(Str *)list_add(&strings->keys, sizeof(Str)) = kept;
}

static SectionKind section_kind(Str name) {
    for (int i = 1; i < SECTION_KIND_COUNT; i++) {
        if (str_equal(name, str_from(section_names[i]))) return (SectionKind)i;
    }
    return SECTION_OTHER;
}

static void add_heading(Site *site, Str heading, SectionKind kind) {
    Buf slug = {0};
    slug_append(&slug, heading);
    table_add(&site->section_headings, arena_copy(&site->arena, buf_str(&slug)), kind);
    buf_free(&slug);
}

static bool add_config_sections(Site *site, Diags *diags) {
    const NamedValues *sections = site->config.sections.items;
    bool is_valid = true;
    for (size_t i = 0; i < site->config.sections.count; i++) {
        SectionKind kind = section_kind(sections[i].name.str);
        if (kind == SECTION_OTHER) {
            Str names[SECTION_KIND_COUNT];
            for (int j = 1; j < SECTION_KIND_COUNT; j++) names[j - 1] = str_from(section_names[j]);
            Str name = sections[i].name.str;
            is_valid = diag_error(
                diags, (Place){CONFIG_PATH, sections[i].name.offset}, "unknown-section",
                diag_did_you_mean(&site->arena, name, names, SECTION_KIND_COUNT - 1,
                                  "'metier help layouts' lists them as IS_…: duties, salary, advance and others"),
                "there is no section '%.*s'", (int)name.len, name.ptr);
            continue;
        }
        for (size_t j = 0; j < sections[i].values.count; j++) {
            add_heading(site, sections[i].values.items[j].str, kind);
        }
    }
    for (int i = 1; i < SECTION_KIND_COUNT; i++) add_heading(site, str_from(section_names[i]), (SectionKind)i);
    return is_valid;
}

static void add_file_sections(Site *site, const YamlNode *sections) {
    for (const YamlNode *section = sections->first; section; section = section->next) {
        SectionKind kind = section_kind(section->key);
        for (const YamlNode *item = section->first; item && kind; item = item->next) {
            add_heading(site, item->text, kind);
        }
    }
}

static bool read_strings(Site *site, const YamlNode *root, Strings *strings, Diags *diags) {
    bool is_valid = true;
    for (const YamlNode *entry = root->first; entry; entry = entry->next) {
        if (str_equal(entry->key, STR("sections"))) {
            add_file_sections(site, entry);
        } else if (entry->kind == YAML_SCALAR) {
            add_string(strings, entry->key, entry->text);
        } else if (entry->kind == YAML_MAPPING) {
            Str stem = arena_join(&strings->arena, entry->key, STR("."));
            for (const YamlNode *form = entry->first; form; form = form->next) {
                add_string(strings, arena_join(&strings->arena, stem, form->key), form->text);
            }
        } else {
            is_valid = diag_error(diags, (Place){strings->path, entry->offset}, "wrong-type",
                                  "write one text, or one per plural category",
                                  "'%.*s' must be a text", (int)entry->key.len, entry->key.ptr);
        }
    }
    Buf missing = {0};
    for (size_t i = 0; i < sizeof needed_keys / sizeof needed_keys[0]; i++) {
        if (table_get(&strings->by_key, str_from(needed_keys[i])) != TABLE_NONE) continue;
        buf_printf(&missing, "%s%s", missing.len ? ", " : "", needed_keys[i]);
    }
    if (missing.len) {
        is_valid = diag_error(diags, (Place){strings->path, 0}, "missing-string",
                              "copy the lines from layouts/strings/en.yaml and translate them",
                              "these strings are missing: %s", missing.ptr);
    }
    buf_free(&missing);
    return is_valid;
}

// Reads layouts/strings/<language>.yaml of the site or the theme.
static bool read_file(int root, const Theme *theme, Str language, Strings *strings,
                      Buf *text) {
    Str stem = arena_join(&strings->arena, STR("layouts/strings/"), language);
    strings->path = arena_join(&strings->arena, stem, STR(".yaml"));
    if (file_read(root, strings->path, STRINGS_MAX_SIZE, text)) return true;
    if (!file_read(theme->folder, strings->path, STRINGS_MAX_SIZE, text)) return false;
    Str folder = arena_join(&strings->arena, str_from(theme->path), STR("/"));
    strings->path = arena_join(&strings->arena, folder, strings->path);
    return true;
}

bool strings_load(Site *site, const Theme *theme, Strings *ret, Diags *diags) {
    Str language = site->config.language.str;
    Buf text = {0};
    bool is_read = read_file(site->root, theme, language, ret, &text);
    if (!is_read) {
        Str base = str_slice(language, 0, str_find(language, '-'));
        is_read = read_file(site->root, theme, base, ret, &text);
    }
    if (!is_read) {
        return diag_error(diags, (Place){CONFIG_PATH, site->config.language.offset}, "no-strings",
                          "copy layouts/strings/en.yaml to that name and translate it",
                          "there is no layouts/strings/%.*s.yaml", (int)language.len, language.ptr);
    }
    Str source = arena_copy(&ret->arena, buf_str(&text));
    buf_free(&text);
    YamlNode *root = NULL;
    if (!diag_check_utf8(diags, ret->path, source)) return false;
    bool is_valid = add_config_sections(site, diags);
    return yaml_parse(source, ret->path, 0, &ret->arena, &ret->arena, &root, diags) &&
           read_strings(site, root, ret, diags) && is_valid;
}

Str strings_get(const Strings *strings, const char *key) {
    size_t index = table_get(&strings->by_key, str_from(key));
    return index == TABLE_NONE ? (Str){0} : ((Str *)strings->values.items)[index];
}

void strings_write(Str pattern, const Placeholder *placeholders, size_t count, Buf *out) {
    for (size_t i = 0; i < pattern.len;) {
        Str rest = str_slice(pattern, i, pattern.len);
        size_t open = str_find(rest, '{');
        size_t close = str_find(rest, '}');
        buf_add(out, str_slice(rest, 0, open));
        if (open == rest.len) return;
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

void strings_write_count(const Strings *strings, const Locale *locale, const char *key,
                         size_t count, Buf *out) {
    Buf full = {0};
    buf_printf(&full, "%s.%s", key, locale_plural(locale, count));
    Str pattern = strings_get(strings, full.ptr);
    if (!pattern.len) {
        buf_clear(&full);
        buf_printf(&full, "%s.other", key);
        pattern = strings_get(strings, full.ptr);
    }
    Buf number = {0};
    number_write(locale_integer(locale), (int64_t)count, &number);
    strings_write(pattern, &(Placeholder){"count", buf_str(&number)}, 1, out);
    buf_free(&number);
    buf_free(&full);
}

void strings_free(Strings *strings) {
    table_free(&strings->by_key);
    free(strings->values.items);
    free(strings->keys.items);
    arena_free(&strings->arena);
}
