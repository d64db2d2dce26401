// The list of --codes: which occupations are wanted. A code a line, perhaps one of the UK's SOC
// 2020 behind it; '#' begins a note.
#include "data/tables.h"

enum { UK_CODE_SIZE = 4 };

// Cuts the next word off a line.
static Str next_word(Str *line) {
    static const Str blanks = {" \t,;", 4};
    size_t end = 0;
    *line = str_trim(*line);
    while (end < line->len && str_find(blanks, line->ptr[end]) == blanks.len) end++;
    Str ret = str_slice(*line, 0, end);
    *line = str_trim(str_slice(*line, end + (end < line->len), line->len));
    return ret;
}

static bool is_uk_code(Str text) {
    if (text.len != UK_CODE_SIZE) return false;
    for (size_t i = 0; i < text.len; i++) {
        if (!ascii_is_digit(text.ptr[i])) return false;
    }
    return true;
}

typedef struct Choosing {
    Str path;
    Str text;
    PublicData *data;
    bool *is_chosen;         // by occupation
    Diags *diags;
} Choosing;

static bool report(const Choosing *choosing, Str word, const char *hint, const char *message) {
    Place place = {choosing->path, (size_t)(word.ptr - choosing->text.ptr)};
    Str shown = str_cut(word, 60);
    return diag_error(choosing->diags, place, "unknown-code", hint, "'%.*s' %s", (int)shown.len,
                      shown.ptr, message);
}

static bool report_unknown(const Choosing *choosing, Str code) {
    const PublicData *data = choosing->data;
    Arena scratch = {0};
    Str *codes = ARENA_NEW(&scratch, Str, data->count + 1);
    for (size_t i = 0; i < data->count; i++) codes[i] = data->items[i].code;
    report(choosing, code,
           diag_did_you_mean(&scratch, code, codes, data->count,
                             "it may be a group, or a code of other years"),
           "is no detailed occupation of the OEWS table");
    arena_free(&scratch);
    return false;
}

static bool choose(const Choosing *choosing, Str line) {
    Str code = next_word(&line);
    Str uk_code = next_word(&line);
    if (!soc_code_is_valid(code)) {
        return report(choosing, code, "write a code a line: 29-1141", "is no code of the SOC");
    }
    Occupation *occupation = public_data_find(choosing->data, code);
    if (!occupation) return report_unknown(choosing, code);
    bool *is_chosen = &choosing->is_chosen[occupation - choosing->data->items];
    if (*is_chosen) return report(choosing, code, "leave one out", "stands here twice");
    *is_chosen = true;
    if (uk_code.len && !is_uk_code(uk_code)) {
        return report(choosing, uk_code,
                      "write its four digits: 29-1141 2231; '#' begins a note",
                      "is no code of the UK's SOC 2020");
    }
    if (line.len) {
        return report(choosing, line, "begin a note with '#'", "stands behind the codes");
    }
    occupation->uk_code = arena_copy(&choosing->data->arena, uk_code);
    return true;
}

static void keep_chosen(PublicData *data, const bool *is_chosen) {
    size_t kept = 0;
    for (size_t i = 0; i < data->count; i++) {
        if (is_chosen[i]) data->items[kept++] = data->items[i];
    }
    data->count = kept;   // by_code is made anew when they are sorted
}

bool codes_choose(Str path, Str text, PublicData *data, Diags *diags) {
    size_t before = diags->error_count;
    if (!diag_check_utf8(diags, path, text)) return false;
    Choosing choosing = {path, text, data, ARENA_NEW(&data->arena, bool, data->count + 1), diags};
    size_t count = 0;
    for (size_t at = 0; at < text.len;) {
        Str line = str_slice(text, at, text.len);
        line = str_slice(line, 0, str_find(line, '\n'));
        at += line.len + 1;
        line = str_trim(str_slice(line, 0, str_find(line, '#')));
        if (!line.len) continue;
        count++;
        choose(&choosing, line);
    }
    if (!count) {
        diag_error(diags, (Place){path, DIAG_NO_OFFSET}, "unknown-code",
                   "write a code a line: 29-1141", "this list names no occupation");
    }
    keep_chosen(data, choosing.is_chosen);
    return diags->error_count == before;
}
