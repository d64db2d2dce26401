#include "site/lints/lints.h"

#include <assert.h>
#include "site/lints/lint_names.h"

extern const LintFamily reading_lints, section_lints, date_lints, figure_lints, step_lints,
                        code_lints, money_text_lints, limit_lints, text_lints, word_lints,
                        repeat_lints, graph_lints, request_lints, elsewhere_lints,
                        public_data_lints;
static const LintFamily *const families[] = {
    &reading_lints, &section_lints, &date_lints, &figure_lints, &step_lints, &code_lints,
    &public_data_lints, &money_text_lints, &limit_lints, &text_lints, &word_lints, &repeat_lints,
    &graph_lints, &request_lints, &elsewhere_lints,
};
enum { FAMILY_COUNT = sizeof families / sizeof families[0] };

size_t lint_count(void) {
    size_t ret = 0;
    for (size_t i = 0; i < FAMILY_COUNT; i++) ret += families[i]->count;
    return ret;
}

const Lint *lint_at(size_t index) {
    for (size_t i = 0; i < FAMILY_COUNT; i++) {
        if (index < families[i]->count) return &families[i]->rows[index];
        index -= families[i]->count;
    }
    return NULL;
}

static const char *name_at(size_t index) {
    const Lint *lint = lint_at(index);
    return lint ? lint->code : NULL;
}
const NameTable lint_names = {"lint", "unknown-name", "'metier help lints' lists them", name_at};

// The index of a lint, or how many there are.
static size_t find(Str code) {
    const Lint *lint;
    size_t index = 0;
    while ((lint = lint_at(index)) && !str_equal(str_from(lint->code), code)) index++;
    return index;
}

const Lint *lint_find(Str code) {
    return lint_at(find(code));
}

// One that is not among the names leaves it as it is: it was reported.
static void choose(Str name, Severity *ret) {
    for (int i = 0; severity_names[i]; i++) {
        if (str_equal(name, str_from(severity_names[i]))) *ret = (Severity)i;
    }
}

const Severity *lints_choose(const NamedValues *given, size_t count, Arena *arena) {
    size_t all = lint_count();
    Severity *ret = ARENA_NEW(arena, Severity, all);
    const Lint *lint;
    for (size_t i = 0; (lint = lint_at(i)); i++) ret[i] = lint->severity;
    for (size_t i = 0; i < count; i++) {
        size_t index = find(text_str(given[i].name));
        bool is_chosen = index < all && given[i].values.count;
        if (is_chosen) choose(text_str(given[i].values.items[0]), &ret[index]);
    }
    return ret;
}

bool lint_is_silent(const Entry *entry, const char *code) {
    const NamedValues *silences = entry ? entry->silence.items : NULL;
    size_t count = silences ? entry->silence.count : 0;
    size_t i = 0;
    while (i < count && !str_equal(text_str(silences[i].name), str_from(code))) i++;
    return i < count;
}

static Severity decide(const DiagPolicy *policy, const char *code, Str path) {
    const LintPolicy *lints = (const LintPolicy *)policy;
    size_t index = find(str_from(code));
    // What is no lint nobody can silence.
    if (!lint_at(index)) return SEVERITY_WARNING;
    // Before site.yaml was read nothing is known of it.
    const Severity *chosen = lints->sources->config.lint_severities;
    Severity severity = chosen ? chosen[index] : lint_at(index)->severity;
    if (severity == SEVERITY_OFF) return severity;
    const SourceFile *file = lints->entry ? NULL : sources_find(lints->sources, path);
    const Entry *entry = file ? file->entry : lints->entry;
    return lint_is_silent(entry, code) ? SEVERITY_OFF : severity;
}

LintPolicy lints_policy(const Sources *sources, const Entry *entry) {
    return (LintPolicy){{decide}, sources, entry};
}

static bool is_on(const Linting *linting, size_t index) {
    return linting->sources->config.lint_severities[index] != SEVERITY_OFF;
}

bool linting_is_english(const Linting *linting, const Entry *entry) {
    Str language = text_str(entry->language);
    if (!language.len) language = text_str(linting->sources->config.language);
    return str_equal_ascii_case(str_slice(language, 0, str_find(language, '-')), STR("en"));
}

void lints_check_entry(const Linting *linting, const Entry *entry) {
    size_t index = 0;
    for (size_t i = 0; i < FAMILY_COUNT; i++) {
        bool is_one_on = false;
        for (size_t j = 0; j < families[i]->count; j++, index++) {
            const Lint *lint = &families[i]->rows[j];
            bool is_looked_for = lint->check_entry || families[i]->check_entry;
            if (!is_looked_for || !is_on(linting, index)) continue;
            is_one_on = true;
            if (lint->check_entry) lint->check_entry(linting, entry);
        }
        if (is_one_on && families[i]->check_entry) families[i]->check_entry(linting, entry);
    }
}

void lints_check_site(const Linting *linting, const Site *site, size_t index) {
    const Lint *lint = lint_at(index);
    assert(lint);
    if (lint->check_site && is_on(linting, index)) lint->check_site(linting, site);
}
