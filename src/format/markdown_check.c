#include "format/markdown_check.h"

#include "base/wide.h"
#include "format/unicode.h"

enum {
    // For each closing bracket md4c reads what stands between it and its opening one, and counts
    // the lines above them; for each tilde it goes back over those before it. So many bytes are two
    // seconds. A table of a thousand rows, each with two links, may stand without a blank line.
    BRACKET_WORK_MAX = 1 << 28,
    COLUMNS_OF_TAB = 4,
    RULE_MARK_MIN = 3,
};

typedef struct Scan {
    Str body;
    Place place;
    List *footnotes;
    Diags *diags;
    size_t run_start;      // of the lines that may be one paragraph
    size_t run_brackets;   // closing ones, and tildes
    size_t run_work;       // for those of this run
    size_t work;           // for those of the runs before it
} Scan;

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t';
}

// The ends of lines, of which a carriage return is one to md4c, and what is counted in them.
static inline Wide are_noticed(Wide bytes) {
    return wide_is(bytes, '\n') | wide_is(bytes, '\r') | wide_is(bytes, ']') |
           wide_is(bytes, '~');
}

// The line at `from`, without its end, and whether a closing bracket or a tilde stands in it.
static Str line_at(Str body, size_t from, bool *has_brackets) {
    size_t end = wide_find(body, from, are_noticed);
    *has_brackets = false;
    while (end < body.len && (body.ptr[end] == ']' || body.ptr[end] == '~')) {
        *has_brackets = true;
        end = wide_find(body, end + 1, are_noticed);
    }
    return str_slice(body, from, end);
}

// How far `text` is nothing but its first mark and blanks. All of it, with three marks, may be a
// rule and not lists in each other.
static size_t rule_size(Str text, bool *is_rule) {
    size_t count = 0;
    size_t i = 0;
    for (; i < text.len && (is_blank(text.ptr[i]) || text.ptr[i] == text.ptr[0]); i++) {
        count += !is_blank(text.ptr[i]);
    }
    *is_rule = i == text.len && count >= RULE_MARK_MIN;
    return i;
}

// Size of the mark of a quote or of a list's item that `text` begins with, or 0.
static size_t mark_size(Str text) {
    if (!text.len || ascii_is_letter(text.ptr[0])) return 0;
    if (text.ptr[0] == '>') return 1;
    size_t digits = 0;
    while (digits < text.len && text.ptr[digits] >= '0' && text.ptr[digits] <= '9') digits++;
    if (digits == text.len) return 0;
    char mark = text.ptr[digits];
    bool is_mark = digits ? mark == '.' || mark == ')' : mark == '-' || mark == '*' || mark == '+';
    if (!is_mark || (digits + 1 < text.len && !is_blank(text.ptr[digits + 1]))) return 0;
    return digits + 1;
}

// Where the text behind a line's indentation and marks begins. A line can stand in no more lists
// and quotes than it has marks and pairs of columns: it is not known here which of them are open.
static bool skip_marks(Scan *scan, Str line, size_t *ret) {
    size_t depth = 0;
    size_t rule_end = 0;
    size_t i = 0;
    for (size_t mark = 0;; i += mark) {
        size_t columns = 0;
        for (; i < line.len && is_blank(line.ptr[i]); i++) {
            columns += line.ptr[i] == '\t' ? COLUMNS_OF_TAB : 1;
        }
        // The blank behind a mark belongs to it.
        depth += columns && mark ? (columns - 1) / 2 : columns / 2;
        mark = mark_size(str_slice(line, i, line.len));
        if (!mark) break;
        bool is_rule = false;
        if (i >= rule_end) rule_end = i + rule_size(str_slice(line, i, line.len), &is_rule);
        if (is_rule && (line.ptr[i] == '-' || line.ptr[i] == '*')) break;
        if (++depth <= MARKDOWN_NESTING_MAX) continue;
        size_t offset = (size_t)(line.ptr + i - scan->body.ptr);
        return diag_error(scan->diags, (Place){scan->place.path, scan->place.offset + offset},
                          "nesting-limit", "write it with fewer levels",
                          "lists and quotes can be nested %d levels deep", MARKDOWN_NESTING_MAX);
    }
    *ret = i;
    return true;
}

// Whether a paragraph surely ends above this line: it is blank, also in a quote, or an item of a
// list begins, at the left or nearly so.
static bool ends_run(Str line, size_t text_start) {
    size_t indent = 0;
    while (indent < text_start && is_blank(line.ptr[indent])) indent++;
    if (indent == text_start) return text_start == line.len;
    bool has_tab = indent && str_find(str_slice(line, 0, indent), '\t') < indent;
    if (indent >= COLUMNS_OF_TAB || has_tab) return false;
    char mark = line.ptr[indent];
    if (mark == '>') return str_trim(line).len == 1;
    return text_start < line.len && (mark == '-' || mark == '*' || mark == '+');
}

static void end_run(Scan *scan, size_t next_start) {
    scan->work += scan->run_work;
    scan->run_start = next_start;
    scan->run_brackets = 0;
    scan->run_work = 0;
}

static bool count_brackets(Scan *scan, Str line, char bracket) {
    size_t line_start = (size_t)(line.ptr - scan->body.ptr);
    for (size_t i = str_find(line, bracket); i < line.len;
         i = i + 1 + str_find(str_slice(line, i + 1, line.len), bracket)) {
        bool is_run = bracket == '~' && i + 1 < line.len && line.ptr[i + 1] == '~';
        if (is_run || str_is_escaped(line, i)) continue;
        size_t work = ++scan->run_brackets * (line_start + i + 1 - scan->run_start);
        if (work > scan->run_work) scan->run_work = work;
        if (scan->work + scan->run_work <= BRACKET_WORK_MAX) continue;
        return diag_error(scan->diags,
                          (Place){scan->place.path, scan->place.offset + line_start + i},
                          "bracket-limit",
                          "divide it by blank lines; write \\[ and \\] where no link is meant",
                          "this paragraph, list or table has too many brackets or tildes");
    }
    return true;
}

static bool check_direction(const Scan *scan, size_t turn) {
    if (turn == scan->body.len) return true;
    return diag_error(scan->diags, (Place){scan->place.path, scan->place.offset + turn},
                      "direction-mark", UNICODE_TURN_HINT,
                      "here is a mark that turns the direction of what follows it");
}

static bool is_footnote(Str text) {
    size_t close = str_find(text, ']');
    return str_starts_with(text, STR("[^")) && close + 1 < text.len && text.ptr[close + 1] == ':';
}

bool markdown_check(Str body, Place place, List *footnotes, Diags *diags) {
    Scan scan = {.body = body, .place = place, .footnotes = footnotes, .diags = diags};
    if (!check_direction(&scan, unicode_turn_at(body))) return false;
    for (size_t from = 0; from < body.len;) {
        bool has_brackets;
        Str line = line_at(body, from, &has_brackets);
        size_t text_start = 0;
        bool has_marks = !line.len || !ascii_is_letter(line.ptr[0]);
        if (has_marks && !skip_marks(&scan, line, &text_start)) return false;
        if (has_marks && ends_run(line, text_start)) end_run(&scan, from);
        bool is_counted = !has_brackets ||
                          (count_brackets(&scan, line, ']') && count_brackets(&scan, line, '~'));
        if (!is_counted) return false;
        if (has_brackets && is_footnote(str_slice(line, text_start, line.len))) {
            *(size_t *)list_add(footnotes, sizeof(size_t)) = from + text_start;
        }
        from += line.len + 1;
    }
    return true;
}
