#include "verbs/new_language.h"

#include <errno.h>
#include <string.h>

#include "format/locale.h"
#include "format/yaml.h"
#include "report/report.h"
#include "verbs/verbs.h"

#define ENGLISH STR("layouts/strings/en.yaml")
enum { TEXT_COLUMN = 28, COUNTED_MAX = 200, MILLION = 1000000 };

static Str strings_path(Arena *arena, Str language) {
    return arena_join_three(arena, STR("layouts/strings/"), language, STR(".yaml"));
}

static void write_line(const char *indent, Str key, const char *value, Str english, Buf *out) {
    size_t start = out->len;
    buf_printf(out, "%s%.*s:%s", indent, (int)key.len, key.ptr, value);
    do buf_add_char(out, ' ');
    while (out->len < start + TEXT_COLUMN);
    buf_printf(out, "# %.*s\n", (int)english.len, english.ptr);
}

static const YamlNode *find_form(const YamlNode *entry, Str key) {
    const YamlNode *form = entry->first;
    while (form && !str_equal(form->key, key)) form = form->next;
    return form;
}

// A line for each form that the language's plural has; English has fewer, or more.
static void write_plurals(const Locale *locale, const YamlNode *entry, Buf *out) {
    static const char *const forms[] = {"zero", "one", "two", "few", "many", "other"};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        bool is_used = !strcmp(locale_plural(locale, MILLION), forms[i]);
        for (size_t j = 0; j <= COUNTED_MAX && !is_used; j++) {
            is_used = !strcmp(locale_plural(locale, j), forms[i]);
        }
        const YamlNode *english = find_form(entry, str_from(forms[i]));
        if (!english) english = find_form(entry, STR("other"));
        if (is_used) write_line("  ", str_from(forms[i]), "", english->text, out);
    }
}

static void write_lists(const YamlNode *entry, Buf *out) {
    for (const YamlNode *list = entry->first; list; list = list->next) {
        Buf all = {0};
        for (const YamlNode *item = list->first; item; item = item->next) {
            buf_printf(&all, "%s%.*s", all.len ? ", " : "", (int)item->text.len, item->text.ptr);
        }
        write_line("  ", list->key, " []", buf_str(&all), out);
        buf_free(&all);
    }
}

static void write_forms(const YamlNode *entry, Buf *out) {
    for (const YamlNode *form = entry->first; form; form = form->next) {
        write_line("  ", form->key, "", form->text, out);
    }
}

static void write_entry(const Locale *locale, const YamlNode *entry, Buf *out) {
    if (entry->kind == YAML_SCALAR) {
        write_line("", entry->key, "", entry->text, out);
        return;
    }
    buf_printf(out, "%.*s:\n", (int)entry->key.len, entry->key.ptr);
    if (entry->first && entry->first->kind == YAML_LIST) write_lists(entry, out);
    else if (find_form(entry, STR("other"))) write_plurals(locale, entry, out);
    else write_forms(entry, out);
}

static bool write_text(const Sources *sources, Str language, Arena *arena, Buf *out) {
    Buf english = {0};
    Diags diags = {0};
    YamlNode *root = NULL;
    Locale *locale = locale_open(language);
    int theme = sources->theme.folder;
    bool is_read = locale && file_read(theme, ENGLISH, STRINGS_MAX_SIZE, &english) &&
                   yaml_parse(buf_str(&english), ENGLISH, 0, arena, NULL, &root, &diags);
    buf_printf(out, "# Every word that pages show, with the English behind it. {name} stands for a "
                    "value: keep it.\n# A text in which ': ' or ' #' stands, or that begins with a "
                    "sign, is written in quotes.\n# sections: the headings that name the sections "
                    "of a profile, as [one, another].\n");
    for (const YamlNode *entry = is_read ? root->first : NULL; entry; entry = entry->next) {
        write_entry(locale, entry, out);
    }
    if (locale) locale_close(locale);
    diags_free(&diags);
    buf_free(&english);
    return is_read;
}

static int refuse_known(const Sources *sources, Str language, Str path) {
    report_line(stderr, "metier: the theme has this language already: %s/%.*s; write 'language: "
                        "%.*s' in site.yaml, or copy the file to change its words",
                sources->theme.path, (int)path.len, path.ptr, (int)language.len, language.ptr);
    return EXIT_CONTENT;
}

static int write_file(const Sources *sources, Str path, Str language, Str text) {
    errno = 0;
    if (file_write_new(sources->root, path, text)) {
        report_line(stdout,
                    "%.*s: texts to be translated; then write 'language: %.*s' in site.yaml",
                    (int)path.len, path.ptr, (int)language.len, language.ptr);
        return EXIT_DONE;
    }
    if (errno == EEXIST) {
        report_line(stderr, "metier: %.*s exists already; nothing was written", (int)path.len,
                    path.ptr);
        return EXIT_CONTENT;
    }
    report_line(stderr, "metier: %.*s cannot be written: %s", (int)path.len, path.ptr,
                error_words(errno));
    return EXIT_ENVIRONMENT;
}

int new_language(const Sources *sources, Str language) {
    if (!language_is_known(language)) {
        report_line(stderr, "metier: '%.*s' is not a language; write a BCP 47 tag: fr, pt-BR, hi",
                    (int)language.len, language.ptr);
        return EXIT_USAGE;
    }
    Arena arena = {0};
    Str path = strings_path(&arena, language);
    Str base = strings_path(&arena, str_slice(language, 0, str_find(language, '-')));
    int status = EXIT_ENVIRONMENT;
    Buf text = {0};
    int theme = sources->theme.folder;
    if (file_exists(theme, path)) status = refuse_known(sources, language, path);
    else if (file_exists(theme, base)) status = refuse_known(sources, language, base);
    else if (write_text(sources, language, &arena, &text)) {
        status = write_file(sources, path, language, buf_str(&text));
    } else {
        report_line(stderr, "metier: the theme's %s cannot be read", ENGLISH.ptr);
    }
    buf_free(&text);
    arena_free(&arena);
    return status;
}
