#include "format/markdown_marks.h"

#include <string.h>

#include "format/markdown_mark_kinds.h"
#include "format/markdown_mark_mends.h"

#define NO_TABLE "this is shown as text, not as a table"

static Place place_at(const MarkdownMarks *marks, size_t offset) {
    return (Place){marks->place.path, marks->place.offset + offset};
}

static bool is_line_start(Str source, size_t at) {
    while (at > 0 && is_one_of(source.ptr[at - 1], " \t>")) at--;
    return at == 0 || source.ptr[at - 1] == '\n' || source.ptr[at - 1] == '\r';
}

// The end of a shortcode that was opened before says nothing new.
static bool is_closing(Str mark) {
    size_t at = 0;
    while (at < mark.len && is_one_of(mark.ptr[at], "{<%- ")) at++;
    Str name = str_slice(mark, at, mark.len);
    return mark.ptr[0] == '{' && at > 1 &&
           (str_starts_with(name, STR("/")) || str_starts_with(name, STR("end")));
}

static void judge_at(MarkdownMarks *marks, size_t at, bool is_start) {
    char before = at ? marks->source.ptr[at - 1] : '\n';
    if (at < marks->judged_end || before == '\\') return;
    Str lead = str_slice(marks->source, at < MARK_MAX_SIZE ? 0 : at - MARK_MAX_SIZE, at);
    Str text = str_slice(marks->source, at, marks->source.len);
    MarkSpot spot = {mark_line_rest(marks->source, at), lead, text, before, is_start,
                     marks->has_notes};
    size_t size = 0;
    const MarkKind *kind = mark_kind_find(&spot, &size);
    if (!kind) return;
    marks->judged_end = at + size;
    if (is_closing(spot.rest)) return;
    if (kind->is_at_line_start) mark_propose_mend(marks, &spot, at, size);
    diag_warning(marks->diags, place_at(marks, at), kind->code, kind->hint, "%s", kind->message);
}

// "|---|---|" and what an editor takes for it.
static bool is_delimiter(Str line) {
    bool has_bar = false;
    bool has_dash = false;
    for (size_t i = 0; i < line.len; i++) {
        if (!is_one_of(line.ptr[i], "|-: \t")) return false;
        has_bar |= line.ptr[i] == '|';
        has_dash |= line.ptr[i] == '-';
    }
    return has_bar && has_dash;
}

// Whether the line at `at`, but for marks of quotes, follows one that is blank.
static bool is_below_blank(Str source, size_t at) {
    size_t line_feeds = 0;
    while (at > 0 && is_one_of(source.ptr[at - 1], " \t\r\n>")) {
        line_feeds += source.ptr[--at] == '\n';
    }
    return line_feeds > 1 || at == 0;
}

// Of a line in a paragraph that should be one of a table.
static void judge_bar(MarkdownMarks *marks, size_t offset) {
    Str line = str_trim(mark_line_rest(marks->source, offset));
    if (marks->bars == SIZE_MAX) return;
    bool is_row = line.len > 2 && line.ptr[0] == '|' &&
                  str_find(str_slice(line, 1, line.len), '|') < line.len - 1;
    if (!is_delimiter(line)) {
        if (is_row && !marks->bars) marks->bars = offset + 1;
        return;
    }
    const char *hint = "put a blank line above the first row, and a row of dashes below it: "
                       "|---|---|";
    size_t first = marks->bars ? marks->bars - 1 : offset;
    if (find_text(line, STR("---")) == line.len) {
        first = offset;
        hint = "write at least three dashes for each column";
    } else if (is_below_blank(marks->source, offset)) {
        hint = "put the row with the names of the columns right above it, without a blank line";
    }
    marks->bars = SIZE_MAX;
    diag_warning(marks->diags, place_at(marks, first), "table-row", hint, NO_TABLE);
}

void marks_judge_bars(MarkdownMarks *marks) {
    size_t first = marks->bars;
    marks->bars = 0;
    if (first == SIZE_MAX) return;
    diag_warning(marks->diags, place_at(marks, first - 1), "table-row",
                 "put a row of dashes below its first row, without a blank line: |---|---|",
                 NO_TABLE);
}

void marks_judge(MarkdownMarks *marks, Str text, size_t offset) {
    if (!text.len) return;
    bool is_start = mark_begins_with(text.ptr[0]) && !marks->is_in_table &&
                    is_line_start(marks->source, offset);
    if (is_start && is_one_of(text.ptr[0], "|:-")) judge_bar(marks, offset);
    if (is_start) judge_at(marks, offset, true);
    size_t at = marks->next_sign;
    if (at < offset) at = mark_find_sign(marks->source, offset);
    for (; at < offset + text.len; at = mark_find_sign(marks->source, at + 1)) {
        judge_at(marks, at, false);
    }
    marks->next_sign = at;
}

static Str line_around(Str source, size_t *at) {
    size_t start = *at;
    while (start > 0 && source.ptr[start - 1] != '\n') start--;
    Str line = str_slice(source, start, source.len);
    line.len = str_find(line, '\n');
    *at -= start;
    return line;
}

void marks_begin_table(MarkdownMarks *marks) {
    marks->is_in_table = true;
    marks->is_head_long = false;
    marks->has_glued = false;
}

// Of a line below a table, without a blank one between; those that follow it have the same cause.
static void judge_glued(MarkdownMarks *marks, size_t start, size_t end) {
    if (marks->has_glued) return;
    marks->has_glued = true;
    while (start < end && is_one_of(marks->source.ptr[start], " \t>")) start++;
    diag_warning(marks->diags, place_at(marks, start), "table-text",
                 "put a blank line between the two",
                 "this text is taken for a row of the table above it");
}

void marks_judge_row(MarkdownMarks *marks, bool is_head, size_t last, size_t column,
                     size_t column_count) {
    size_t at = last;
    Str line = line_around(marks->source, &at);
    size_t start = last - at;
    if (!is_head && column_count > 1 && str_find(line, '|') == line.len) {
        judge_glued(marks, start, last);
        return;
    }
    for (; at < line.len && column <= column_count; at++) {
        if (line.ptr[at] == '|' && !str_is_escaped(line, at)) column++;
    }
    while (at < line.len && is_one_of(line.ptr[at], " \t\r|")) at++;
    if (column <= column_count || at == line.len || marks->is_head_long) return;
    marks->is_head_long = is_head;
    diag_warning(marks->diags, place_at(marks, start + at), "table-surplus",
                 is_head ? "write as many groups of dashes below as there are cells here"
                         : "write \\| for a '|' that is text, or give the table another column",
                 is_head ? "this cell is not shown: the row of dashes ends with column %zu"
                         : "this cell is not shown: the table ends with column %zu",
                 column_count);
}

void marks_judge_strike(MarkdownMarks *marks, size_t offset) {
    Str rest = str_slice(marks->source, offset, marks->source.len);
    size_t at = offset + str_find(rest, '~');
    if (str_starts_with(str_slice(marks->source, at, marks->source.len), STR("~~"))) return;
    diag_warning(marks->diags, place_at(marks, at), "single-tilde",
                 "write \\~ where it is no mark, ~~text~~ to strike out, H\xE2\x82\x82O for a "
                 "subscript",
                 "a single '~' strikes the text through");
}

void marks_judge_fence(MarkdownMarks *marks, char fence, size_t from, size_t last) {
    const char three[] = {fence, fence, fence};
    const Str mark = {three, sizeof three};
    Str source = marks->source;
    if (from < marks->fence_end) from = marks->fence_end;
    size_t start = from + find_text(str_slice(source, from, source.len), mark);
    size_t at = last > start ? last : start + str_find(str_slice(source, start, source.len), '\n');
    while (at < source.len && is_one_of(source.ptr[at], " \t\r\n>")) at++;
    marks->fence_end = at;
    if (str_starts_with(str_slice(source, at, source.len), mark)) {
        marks->fence_end += mark.len;
        return;
    }
    diag_warning(marks->diags, place_at(marks, start), "open-fence",
                 "end it with a line of the same marks",
                 "the code that begins here goes on to the end");
}
