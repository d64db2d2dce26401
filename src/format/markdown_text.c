#include "format/markdown_text.h"

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

static bool is_lower(char byte) {
    return byte >= 'a' && byte <= 'z';
}

static bool is_alphanumeric(char byte) {
    return is_digit(byte) || is_lower(byte) || (byte >= 'A' && byte <= 'Z');
}

// Of a byte inside the text; what stands around the text is not known.
static bool is_blank(Str text, size_t at) {
    return at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t' || text.ptr[at] == '\n');
}

static bool is_blank_or_end(Str text, size_t at) {
    return at >= text.len || is_blank(text, at);
}

// Emphasis and strikethrough lean on something; what stands alone between blanks does neither.
static bool can_emphasize(Str text, size_t at) {
    return !at || !is_blank(text, at - 1) || !is_blank(text, at + 1);
}

static bool is_inside_word(Str text, size_t at) {
    return at && at + 1 < text.len && is_alphanumeric(text.ptr[at - 1]) &&
           is_alphanumeric(text.ptr[at + 1]);
}

// "&amp;", "&#38;"
static bool begins_entity(Str text, size_t at) {
    size_t end = at + 1 + (at + 1 < text.len && text.ptr[at + 1] == '#');
    size_t start = end;
    while (end < text.len && is_alphanumeric(text.ptr[end])) end++;
    return end > start && end < text.len && text.ptr[end] == ';';
}

// The first of a run that would make a heading, or end one.
static bool marks_heading(Str text, size_t at) {
    size_t end = at;
    if (at && !is_blank(text, at - 1)) return false;
    while (end < text.len && text.ptr[end] == '#') end++;
    return at ? end == text.len : is_blank_or_end(text, end);
}

// "1." and "1)" at the beginning
static bool ends_item_number(Str text, size_t at) {
    enum { NUMBER_MAX_DIGITS = 9 };   // CommonMark's
    if (at > NUMBER_MAX_DIGITS) return false;
    for (size_t i = 0; i < at; i++) {
        if (!is_digit(text.ptr[i])) return false;
    }
    return at && is_blank_or_end(text, at + 1);
}

static bool means_something(Str text, size_t at) {
    switch (text.ptr[at]) {
        case '\\':
        case '`':
        case '[':
        case ']': return true;
        case '*':
        case '~': return can_emphasize(text, at);
        case '_': return can_emphasize(text, at) && !is_inside_word(text, at);
        case '<': return !is_blank(text, at + 1);
        case '&': return begins_entity(text, at);
        case '#': return marks_heading(text, at);
        case '>': return !at;
        case '+': return !at && is_blank_or_end(text, 1);
        case '-': return !at && (is_blank_or_end(text, 1) || text.ptr[1] == '-');
        case '.':
        case ')': return ends_item_number(text, at);
        default: return false;
    }
}

void markdown_add_text(Buf *out, Str text) {
    text = str_trim(text);
    size_t from = 0;     // of what is added as it stands
    for (size_t i = 0; i < text.len; i++) {
        if (is_lower(text.ptr[i]) || text.ptr[i] == ' ') continue;   // nearly all
        bool is_line_end = text.ptr[i] == '\n';
        if (!is_line_end && !means_something(text, i)) continue;
        buf_add(out, str_slice(text, from, i));
        buf_add_char(out, is_line_end ? ' ' : '\\');
        from = i + is_line_end;
    }
    buf_add(out, str_slice(text, from, text.len));
}
