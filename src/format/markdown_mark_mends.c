#include "format/markdown_mark_mends.h"

#include <string.h>

enum { INDENT_MAX = 3 };       // of a heading or a list
#define NO_BREAK_SPACE "\xC2\xA0"

// The blanks at the beginning of the line of a mark; false where a quote's marks are among them, or
// where they make it go on with the text above.
static bool find_indent(const MarkdownMarks *marks, size_t at, Str *ret) {
    size_t start = at;
    while (start && marks->source.ptr[start - 1] == ' ') start--;
    *ret = str_slice(marks->source, start, at);
    bool is_whole = !start || marks->source.ptr[start - 1] == '\n';
    return is_whole && ret->len <= INDENT_MAX;
}

static void propose(const MarkdownMarks *marks, size_t at, size_t size, const char *text) {
    diags_propose(marks->diags, (Edit){.offset = marks->place.offset + at, .size = size,
                                       .text = str_from(text)});
}

// A space behind the signs of a heading, in place of one that is none.
static void propose_heading(const MarkdownMarks *marks, Str line, size_t at, size_t level) {
    Str behind = str_slice(line, level, line.len);
    bool is_other_space = str_starts_with(behind, STR(NO_BREAK_SPACE));
    bool is_letter = ascii_is_letter(behind.ptr[0]) || (unsigned char)behind.ptr[0] >= 0x80;
    if (!is_letter) return;
    propose(marks, at + level, is_other_space ? strlen(NO_BREAK_SPACE) : 0, " ");
}

// The size of what a line begins with in place of "- ", or 0.
static size_t lost_mark_size(Str line) {
    if (mark_is_glued_item(line)) return 1;
    size_t ret = mark_bullet_size(line);
    if (!ret) return 0;
    if (str_starts_with(str_slice(line, ret, line.len), STR(NO_BREAK_SPACE))) {
        return ret + strlen(NO_BREAK_SPACE);
    }
    while (ret < line.len && is_one_of(line.ptr[ret], " \t")) ret++;
    return ret;
}

// Where such a line begins below the one at `at`; or the end.
static size_t next_lost_item(const MarkdownMarks *marks, size_t at, Str indent) {
    Str source = marks->source;
    size_t start = at + str_find(str_slice(source, at, source.len), '\n') + 1;
    bool is_beside = str_starts_with(str_slice(source, start, source.len), indent);
    size_t next = start + indent.len;
    return is_beside && lost_mark_size(mark_line_rest(source, next)) ? next : source.len;
}

// Whether all of these have the same mark: others may be meant for lists in each other.
static bool is_one_list(const MarkdownMarks *marks, size_t at, Str indent) {
    Str first = mark_line_rest(marks->source, at);
    Str mark = str_slice(first, 0, mark_is_glued_item(first) ? 1 : mark_bullet_size(first));
    bool ret = true;
    for (; ret && at < marks->source.len; at = next_lost_item(marks, at, indent)) {
        ret = str_starts_with(mark_line_rest(marks->source, at), mark);
    }
    return ret;
}

static bool is_item(Str line) {
    return line.len > 1 && is_one_of(line.ptr[0], "-*+") && line.ptr[1] == ' ';
}

// Whether the line above begins in the same column.
static bool is_below_same(const MarkdownMarks *marks, size_t at, Str indent) {
    size_t start = at - indent.len;
    if (start) start--;
    while (start && marks->source.ptr[start - 1] != '\n') start--;
    Str above = str_slice(marks->source, start, at);
    return str_starts_with(above, indent) && above.ptr[indent.len] != ' ';
}

// The marks of items in all lines from this one on that lack them likewise. One below a text may be
// a line of it, and one with another mark below an item may be meant for a list in that.
static void propose_items(const MarkdownMarks *marks, const MarkSpot *spot, size_t at, Str indent) {
    size_t end = marks->source.len;
    Str above = mark_line_above(spot);
    bool is_text = above.len && !is_item(above) && above.ptr[0] != '#';
    bool is_other = is_item(above) && spot->rest.ptr[0] != '-' && is_below_same(marks, at, indent);
    bool is_alone = next_lost_item(marks, at, indent) == end;
    if ((is_text && is_alone) || is_other || !is_one_list(marks, at, indent)) return;
    for (; at < end; at = next_lost_item(marks, at, indent)) {
        propose(marks, at, lost_mark_size(mark_line_rest(marks->source, at)), "- ");
    }
}

void mark_propose_mend(const MarkdownMarks *marks, const MarkSpot *spot, size_t at, size_t size) {
    bool is_heading = spot->rest.ptr[0] == '#';
    Str indent;
    if (!is_heading && !lost_mark_size(spot->rest)) return;
    if (!find_indent(marks, at, &indent)) return;
    if (is_heading) propose_heading(marks, spot->rest, at, size);
    else propose_items(marks, spot, at, indent);
}
