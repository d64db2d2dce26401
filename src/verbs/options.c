#include "verbs/options.h"

#include <assert.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

enum {
    LONG_ONLY = 256,         // LONG_ONLY + index is what getopt_long returns
    CHOICES_MAX = 16,        // among which the nearest is looked for
};
_Static_assert(OPTION_COUNT_MAX == 256, "refuse_value names it");

// What getopt_long needs to know of a table.
typedef struct Getopt {
    char letters[OPTIONS_MAX * 2 + 2];
    struct option names[OPTIONS_MAX + 1];
} Getopt;

static void prepare(const OptionTable *table, Getopt *ret) {
    char *letter = ret->letters;
    *letter++ = ':';   // a missing value is told from an unknown option
    size_t count = 0;
    for (size_t i = 0; i < table->count; i++) {
        const Option *row = &table->rows[i];
        if (row->letter) *letter++ = row->letter;
        if (row->letter && row->argument) *letter++ = ':';
        if (!row->name) continue;
        int has_argument = row->argument ? required_argument : no_argument;
        ret->names[count++] = (struct option){row->name, has_argument, NULL, LONG_ONLY + (int)i};
    }
    *letter = '\0';
    ret->names[count] = (struct option){0};
}

static const Option *find_row(const OptionTable *table, int code) {
    if (code >= LONG_ONLY) return &table->rows[code - LONG_ONLY];
    for (size_t i = 0; i < table->count; i++) {
        if (table->rows[i].letter == code) return &table->rows[i];
    }
    return NULL;
}

static bool set_count(size_t *ret, const char *value) {
    char *end = NULL;
    unsigned long count = strtoul(value, &end, 10);
    *ret = count;
    return *value >= '0' && *value <= '9' && !*end && count >= 1 && count <= OPTION_COUNT_MAX;
}

static size_t count_choices(const Option *row) {
    size_t count = 0;
    while (row->choices && row->choices[count]) count++;
    return count;
}

static void add_choices(const Option *row, Buf *out) {
    for (size_t i = 0; i < count_choices(row); i++) {
        buf_printf(out, "%s%s", i ? ", " : "", row->choices[i]);
    }
}

static bool set_choice(Choice *ret, const Option *row, const char *value) {
    size_t count = count_choices(row);
    ret->index = 0;
    while (ret->index < count && strcmp(row->choices[ret->index], value) != 0) ret->index++;
    return ret->index < count;
}

// Sets the member; false when the value is not of its kind.
static bool set_value(const Option *row, const char *value, void *ret) {
    void *member = (char *)ret + row->offset;
    switch (row->kind) {
        case OPTION_FLAG: *(bool *)member = true; return true;
        case OPTION_TEXT: *(Str *)member = str_from(value); return *value != '\0';
        case OPTION_TEXTS:
            *(Str *)list_add(member, sizeof(Str)) = str_from(value);
            return *value != '\0';
        case OPTION_COUNT: return set_count(member, value);
        case OPTION_DAY: return date_parse(str_from(value), false, member);
        case OPTION_CHOICE: return set_choice(member, row, value);
    }
    return false;
}

static int refuse_missing(const char *verb, const char *word) {
    report_line(stderr, "metier: %s needs a value; 'metier help %s' lists the options", word, verb);
    return -1;
}

// "one of text, json", or the choice that may have been meant.
static void add_wanted_choice(const Option *row, const char *value, Buf *out) {
    Str names[CHOICES_MAX];
    size_t count = 0;
    for (; count < count_choices(row) && count < CHOICES_MAX; count++) {
        names[count] = str_from(row->choices[count]);
    }
    Str nearest = diag_nearest(str_from(value), names, count);
    if (nearest.len) {
        buf_printf(out, "'%.*s'", (int)nearest.len, nearest.ptr);
    } else {
        buf_add(out, STR("one of "));
        add_choices(row, out);
    }
}

static int refuse_value(const Option *row, const char *value) {
    static const char *const wanted[] = {
        [OPTION_FLAG] = "nothing", [OPTION_TEXT] = "a text",
        [OPTION_TEXTS] = "a text",
        [OPTION_COUNT] = "a number from 1 to 256",
        [OPTION_DAY] = "a day like 2026-02-28",
    };
    char letter[] = {row->letter, '\0'};
    Buf choice = {0};
    if (row->kind == OPTION_CHOICE) add_wanted_choice(row, value, &choice);
    else buf_add(&choice, str_from(wanted[row->kind]));
    report_line(stderr, "metier: %s%s takes %s, not '%s'", row->name ? "--" : "-",
                row->name ? row->name : letter, choice.ptr, value);
    buf_free(&choice);
    return -1;
}

static int refuse_unknown(const OptionTable *table, const char *verb, const char *word) {
    Arena arena = {0};
    Str names[OPTIONS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < table->count; i++) {
        if (table->rows[i].name) {
            names[count++] = arena_join(&arena, STR("--"), str_from(table->rows[i].name));
        }
    }
    Str given = str_from(word);
    Str nearest = diag_nearest(str_slice(given, 0, str_find(given, '=')), names, count);
    if (nearest.len) {
        report_line(stderr, "metier: unknown option '%s'; did you mean '%.*s'?", word,
                    (int)nearest.len,
                    nearest.ptr);
    } else {
        report_line(stderr, "metier: unknown option '%s'; 'metier help %s' lists the options", word,
                    verb);
    }
    arena_free(&arena);
    return -1;
}

// getopt_long takes any beginning of a name for the name. A script must not come to mean another
// option with the next version, and nobody shall write --fo and get --force.
static bool is_abbreviated(const Option *row, int code, const char *word) {
    if (code < LONG_ONLY) return false;
    size_t size = strcspn(word + 2, "=");
    return strncmp(row->name, word + 2, size) != 0 || row->name[size];
}

int options_parse(const OptionTable *table, const char *verb, int argument_count, char **arguments,
                  void *ret) {
    Getopt getopt = {0};
    prepare(table, &getopt);
    optind = 0;   // glibc: begin anew
    opterr = 0;
    for (;;) {
        int before = optind ? optind : 1;
        // NOLINTNEXTLINE(concurrency-mt-unsafe): words are read before any thread begins
        int code = getopt_long(argument_count, arguments, getopt.letters, getopt.names, NULL);
        if (code == -1) return optind;
        // Where getopt_long has looked at a word's first letter only, it has not moved on yet.
        const char *word = arguments[optind > before ? optind - 1 : before];
        if (code == ':') return refuse_missing(verb, word);
        // It may have passed words that are no options on the way to this one.
        if (code == '?' && (word[0] != '-' || !word[1])) word = arguments[optind];
        if (code == '?') return refuse_unknown(table, verb, word);
        const Option *row = find_row(table, code);
        assert(row);   // getopt_long knows no others
        // A value that stands by itself is the word that was taken last.
        if (row->argument && code >= LONG_ONLY && optarg == word) word = arguments[optind - 2];
        if (is_abbreviated(row, code, word)) return refuse_unknown(table, verb, word);
        if (!set_value(row, optarg, ret)) return refuse_value(row, optarg);
    }
}

void option_write_choices(const Option *row, FILE *out) {
    for (size_t i = 0; i < count_choices(row); i++) {
        fprintf(out, "%s%s", i ? " " : "", row->choices[i]);
    }
}

void option_add_help(const Option *row, Buf *out) {
    buf_add(out, str_from(row->help));
    if (row->choices) buf_add(out, STR(": "));
    add_choices(row, out);
}

void options_write_help(const OptionTable *table, FILE *out) {
    for (size_t i = 0; i < table->count; i++) {
        const Option *row = &table->rows[i];
        int width = fprintf(out, "  ");
        if (row->letter) width += fprintf(out, "-%c", row->letter);
        if (row->letter && row->name) width += fprintf(out, ", ");
        if (row->name) width += fprintf(out, "--%s", row->name);
        if (row->argument) width += fprintf(out, " %s", row->argument);
        Buf text = {0};
        option_add_help(row, &text);
        fprintf(out, "%*s%s\n", width < HELP_COLUMN ? HELP_COLUMN - width : 1, "", text.ptr);
        buf_free(&text);
    }
}
