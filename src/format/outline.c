#include "format/outline.h"

#include <string.h>

enum { TOP_LEVEL = 2, LEVEL_MAX = 6, INDENT_MAX = 3 };

typedef struct Outline {
    const MarkdownHeading *headings;
    size_t count;
    Str body;
    size_t start;            // of the body in its file
} Outline;

// Where the '#' signs of a heading stand in the body; false where it has other ones, or none.
static bool find_signs(const Outline *outline, const MarkdownHeading *heading, size_t *ret) {
    Str body = outline->body;
    size_t at = heading->offset - outline->start;
    if (heading->offset < outline->start || at > body.len) return false;
    while (at > 0 && body.ptr[at - 1] != '\n') at--;
    size_t line = at;
    while (at < body.len && body.ptr[at] == ' ') at++;
    size_t end = at;
    while (end < body.len && body.ptr[end] == '#') end++;
    *ret = at;
    return at - line <= INDENT_MAX && end - at == (size_t)heading->level;
}

// The level that each heading has where it lies one below the heading that it belongs to.
static bool mend_levels(const Outline *outline, int *ret) {
    int open[LEVEL_MAX + 1] = {0};   // by the level that is written: the one of the open heading
    for (size_t i = 0; i < outline->count; i++) {
        int level = outline->headings[i].level;
        int above = TOP_LEVEL - 1;
        for (int j = 1; j < level; j++) {
            if (open[j]) above = open[j];
        }
        memset(&open[level], 0, sizeof open - (size_t)level * sizeof open[0]);
        open[level] = ret[i] = above + 1;
        if (ret[i] > LEVEL_MAX) return false;
    }
    return true;
}

static bool has_title(const Outline *outline) {
    size_t count = 0;
    for (size_t i = 0; i < outline->count; i++) count += outline->headings[i].level == 1;
    return count == 1 && outline->headings[0].level == 1 && outline->count > 1;
}

// Proposes to move headings as deep as they lie in each other. Not where the title is repeated
// above the text: its sections would sink.
static void propose_levels(const Outline *outline, Diags *diags) {
    if (outline->count > EDITS_MAX || has_title(outline)) return;
    int levels[EDITS_MAX];
    Edit edits[EDITS_MAX];
    size_t count = 0;
    if (!mend_levels(outline, levels)) return;
    for (size_t i = 0; i < outline->count; i++) {
        int level = outline->headings[i].level;
        size_t at = 0;
        if (level == levels[i]) continue;
        if (!find_signs(outline, &outline->headings[i], &at)) return;
        Str signs = str_slice(STR("######"), 0, (size_t)levels[i]);
        Edit edit = {.offset = outline->start + at, .size = (size_t)level, .text = signs};
        if (count && edits[count - 1].offset >= edit.offset) return;
        edits[count++] = edit;
    }
    for (size_t i = 0; i < count; i++) diags_propose(diags, edits[i]);
}

void outline_check(const MarkdownHeading *headings, size_t count, Str body, Place place,
                   Diags *diags) {
    Outline outline = {headings, count, body, place.offset};
    bool is_proposed = false;
    int above = 1;
    // One that a limit has cut off stands nowhere.
    for (size_t i = 0; i < count && headings[i].offset != SIZE_MAX; i++) {
        int level = headings[i].level;
        bool is_title = level == 1;
        bool is_skipping = level > above + 1;
        above = level;
        if (!is_title && !is_skipping) continue;
        if (!is_proposed) propose_levels(&outline, diags);
        is_proposed = true;
        diag_error(diags, (Place){place.path, headings[i].offset}, "heading-level",
                   is_title ? "begin sections with '##'"
                            : "use one '#' more than the heading above",
                   is_title ? "the page's title is its only first-level heading"
                            : "this heading skips a level, which readers of outlines stumble over");
    }
}
