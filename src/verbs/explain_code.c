#include "verbs/explain_code.h"

#include <stdlib.h>
#include <string.h>

#include "report/report.h"
#include "report/codes.h"
#include "site/lints/lint_names.h"
#include "site/lints/lints.h"

enum { TEXT_COLUMNS = 79, CODE_COLUMNS = 24 };

// What is known of a code: its row of the catalogue, its row among the lints, or both.
typedef struct Known {
    Str code;
    const Code *row;
    const Lint *lint;
} Known;

static Known find(Str code) {
    return (Known){code, code_find(code), lint_find(code)};
}

static const char *meaning_of(const Known *known) {
    return known->row && known->row->meaning ? known->row->meaning : known->lint->reason;
}

static const char *severity_of(const Known *known) {
    Severity severity = known->lint              ? known->lint->severity
                        : known->row->is_warning ? SEVERITY_WARNING
                                                 : SEVERITY_ERROR;
    return severity_names[severity];
}

// The size of a line's beginning that fits, without the blank behind it.
static size_t fitting_size(Str text) {
    if (text.len <= TEXT_COLUMNS) return text.len;
    size_t size = TEXT_COLUMNS;
    while (size && text.ptr[size] != ' ') size--;
    return size ? size : text.len;
}

// What is no sentence yet becomes one.
static void add_sentence(const char *words, Buf *out) {
    size_t start = out->len;
    buf_add(out, str_from(words));
    char *first = out->ptr + start;
    *first = ascii_upper(*first);
    if (!str_ends_with(buf_str(out), STR("."))) buf_add_char(out, '.');
}

static void write_paragraph(const char *words, FILE *out) {
    Buf sentence = {0};
    add_sentence(words, &sentence);
    for (Str text = buf_str(&sentence); text.len;) {
        size_t size = fitting_size(text);
        fprintf(out, "%.*s\n", (int)size, text.ptr);
        text = str_trim(str_slice(text, size, text.len));
    }
    buf_free(&sentence);
}

static void write_indented(const char *lines, FILE *out) {
    fputc('\n', out);
    for (Str rest = str_from(lines); rest.len;) {
        size_t size = str_find(rest, '\n');
        fprintf(out, "%s%.*s\n", size ? "    " : "", (int)size, rest.ptr);
        rest = str_slice(rest, size + (size < rest.len), rest.len);
    }
}

static void write_silencing(const char *code, FILE *out) {
    fprintf(out, "\nIt is a lint. In site.yaml\n\n    lints: {%s: off}\n\n"
                 "silences it everywhere; 'warning' and 'error' say how severe it is. In front\n"
                 "matter\n\n    silence: {%s: the reason}\n\nsilences it for one page.\n",
            code, code);
}

bool explain_code_write(Str code, FILE *out) {
    Known known = find(code);
    const Code *row = known.row;
    if (!row && !known.lint) return false;
    fprintf(out, "%.*s: %s\n\n", (int)code.len, code.ptr, severity_of(&known));
    write_paragraph(meaning_of(&known), out);
    bool has_example = row && row->place != EXAMPLE_NONE;
    if (has_example) {
        fprintf(out, "\nFor example, %s:\n", example_places[row->place]);
        write_indented(row->wrong, out);
    }
    if (row) fputc('\n', out);
    if (row) write_paragraph(row->mend, out);
    if (has_example) write_indented(row->mended, out);
    if (known.lint) write_silencing(known.lint->code, out);
    return true;
}

void explain_code_add_meaning(Str code, Buf *out) {
    Known known = find(code);
    if (known.row || known.lint) add_sentence(meaning_of(&known), out);
}

// All codes, each once; to be freed.
static Str *list_codes(size_t *ret_count) {
    List list = {0};
    for (size_t i = 0; i < code_count; i++) {
        *(Str *)list_add(&list, sizeof(Str)) = str_from(codes[i].code);
    }
    for (size_t i = 0; i < lint_count(); i++) {
        Str code = str_from(lint_at(i)->code);
        if (!code_find(code)) *(Str *)list_add(&list, sizeof(Str)) = code;
    }
    qsort(list.items, list.count, sizeof(Str), str_compare_items);
    *ret_count = list.count;
    return list.items;
}

void explain_code_list(FILE *out) {
    size_t count = 0;
    Str *all = list_codes(&count);
    for (size_t i = 0; i < count; i++) {
        Known known = find(all[i]);
        const char *meaning = meaning_of(&known);
        const char *end = strstr(meaning, ". ");
        size_t size = end ? (size_t)(end - meaning) : strlen(meaning);
        if (meaning[size - 1] == '.') size--;
        fprintf(out, "%-*.*s %-8s %.*s\n", CODE_COLUMNS, (int)all[i].len, all[i].ptr,
                severity_of(&known), (int)size, meaning);
    }
    free(all);
}

void explain_code_report_unknown(Str code) {
    Arena arena = {0};
    size_t count = 0;
    Str *all = list_codes(&count);
    report_line(stderr, "metier: there is no code '%.*s'; %s", (int)code.len, code.ptr,
                diag_did_you_mean(&arena, code, all, count,
                                  "'metier explain' lists them, and a path has a '/'"));
    free(all);
    arena_free(&arena);
}
