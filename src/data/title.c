#include "data/title.h"

// Words behind which nobody is named any more.
static const char *const ends[] = {"except", "including", "of", "for", "in", "without", NULL};
// Words that end a name of people, with a ',' behind any word.
static const char *const joints[] = {"and", "or", NULL};
// What ends with an 's' and is no plural of people; "Sales and Related Workers".
static const char *const others[] = {
    "sales", "goods", "gas", "news", "arts", "sports", "physics", "mathematics", "systems",
    "activities", "programs", "surfaces", "metals", "animals", "electronics", "services",
    "hazardous", "humanities", "ambulance", "logistics", "economics", "dies", "materials",
    "records", "products", "plants", "resources", "graphics", "religious", "vessels", "benefits",
    "claims",
    "vehicles", "fibers", "trades", "occupations", NULL,
};
static const struct { Str plural, singular; } endings[] = {
    {{"women", 5}, {"woman", 5}}, {{"men", 3}, {"man", 3}},   {{"people", 6}, {"person", 6}},
    {{"wives", 5}, {"wife", 4}},  {{"ies", 3}, {"y", 1}},     {{"sses", 4}, {"ss", 2}},
    {{"ches", 4}, {"ch", 2}},     {{"shes", 4}, {"sh", 2}},   {{"xes", 3}, {"x", 1}},
    {{"ss", 2}, {"ss", 2}},       {{"us", 2}, {"us", 2}},     {{"s", 1}, {"", 0}},
};

static bool is_among(Str word, const char *const *words) {
    for (; *words; words++) {
        if (str_equal_ascii_case(word, str_from(*words))) return true;
    }
    return false;
}

static void add_word(Buf *out, Str word) {
    if (!is_among(word, others)) {
        for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
            if (!str_ends_with(word, endings[i].plural)) continue;
            buf_add(out, str_slice(word, 0, word.len - endings[i].plural.len));
            buf_add(out, endings[i].singular);
            return;
        }
    }
    buf_add(out, word);
}

static Str next_word(Str text, size_t at) {
    Str rest = str_slice(text, at, text.len);
    size_t end = 0;
    while (end < rest.len && !str_starts_with(str_slice(rest, end, rest.len), STR("--")) &&
           (ascii_is_letter(rest.ptr[end]) || rest.ptr[end] == '\'' || rest.ptr[end] == '-' ||
            (unsigned char)rest.ptr[end] >= 0x80)) {
        end++;
    }
    return str_slice(rest, 0, end);
}

// Whether a name of people ends before this rest: at its end, at ',' '/' or '(', and before "and".
static bool ends_name(Str rest) {
    if (!rest.len || str_find(STR(",/("), rest.ptr[0]) < 3) return true;
    if (str_starts_with(rest, STR("--"))) return true;
    if (rest.ptr[0] != ' ') return false;
    Str word = next_word(rest, 1);
    return (rest.len > 1 && rest.ptr[1] == '(') || is_among(word, joints) || is_among(word, ends);
}

void title_add_singular(Buf *out, Str plural) {
    bool is_named = true;
    for (size_t at = 0; at < plural.len;) {
        Str word = next_word(plural, at);
        if (!word.len) {
            buf_add_char(out, plural.ptr[at++]);
            continue;
        }
        at += word.len;
        is_named &= !is_among(word, ends);
        if (is_named && ends_name(str_slice(plural, at, plural.len))) add_word(out, word);
        else buf_add(out, word);
    }
}
