#include "format/markdown_address.h"

#include <string.h>

enum {
    GAP_MAX = 256,      // bytes of white space and marks around an address that are looked at
    LABEL_MAX = 1000,   // bytes of a definition's label
};

static size_t seek(AddressSeek *state, Str source, Str what, size_t from) {
    if (from < state->from) from = state->from;
    if (from > source.len) from = source.len;
    if (!state->is_known || from > state->at) {
        const char *found = memmem(source.ptr + from, source.len - from, what.ptr, what.len);
        state->at = found ? (size_t)(found - source.ptr) : source.len;
        state->is_known = true;
    }
    state->from = from;
    return state->at;
}

// Whether the address at `at` is one of a definition: `[label]: address`.
static bool is_in_definition(Str source, size_t at) {
    size_t i = at;
    while (i > 0 && at - i < GAP_MAX &&
           (is_blank(source.ptr[i - 1]) || source.ptr[i - 1] == '<' ||
            source.ptr[i - 1] == '>')) i--;
    return i >= 2 && source.ptr[i - 1] == ':' && source.ptr[i - 2] == ']';
}

// Whether the bracket at `at` begins a definition.
static bool is_label(Str source, size_t at) {
    size_t i = at;
    while (i > 0 && at - i < GAP_MAX && (source.ptr[i - 1] == ' ' || source.ptr[i - 1] == '>')) i--;
    if (i > 0 && source.ptr[i - 1] != '\n' && source.ptr[i - 1] != '\r') return false;
    Str label = str_slice(source, at, at + LABEL_MAX);
    size_t close = str_find(label, ']');
    return close + 1 < label.len && label.ptr[close + 1] == ':';
}

static bool is_punctuation(char byte) {
    return (byte >= '!' && byte <= '/') || (byte >= ':' && byte <= '@') ||
           (byte >= '[' && byte <= '`') || (byte >= '{' && byte <= '~');
}

// Whether the source at `at` is the text that md4c took the attribute from, and where it ends:
// entities are in it as they were written, the backslashes of escapes are not.
static bool is_written_at(Str source, size_t at, Str text, size_t *ret_end) {
    for (size_t i = 0; i < text.len; i++, at++) {
        bool is_escape = at + 1 < source.len && source.ptr[at] == '\\' &&
                         is_punctuation(source.ptr[at + 1]);
        at += is_escape;
        if (at >= source.len || source.ptr[at] != text.ptr[i]) return false;
    }
    *ret_end = at;
    return at < source.len;
}

AddressPlace address_find(AddressFinder *finder, const MD_ATTRIBUTE *attribute, size_t from) {
    Str source = finder->source;
    Str text = {attribute->text, attribute->size};
    AddressPlace ret = {0};
    if (text.len && text.ptr >= source.ptr && text.ptr < source.ptr + source.len) {
        ret.address = (size_t)(text.ptr - source.ptr);
        ret.is_reference = is_in_definition(source, ret.address);
        size_t end = ret.address + text.len;
        if (!ret.is_reference) return (AddressPlace){ret.address, ret.address, end, false};
    } else {
        size_t end = 0;
        size_t angle = seek(&finder->angles, source, STR("<"), from);
        // Of <a@b.c>, md4c makes mailto:a@b.c.
        Str mail = str_starts_with(text, STR("mailto:")) ? str_slice(text, 7, text.len) : (Str){0};
        bool is_here = mail.len && is_written_at(source, angle + 1, mail, &end) &&
                       source.ptr[end] == '>';
        size_t at = angle + 1;
        if (!is_here) {
            at = seek(&finder->calls, source, STR("]("), from) + 2;
            size_t gap_end = at + GAP_MAX < source.len ? at + GAP_MAX : source.len;
            while (at < gap_end && is_blank(source.ptr[at])) at++;
            if (at < gap_end && source.ptr[at] == '<') at++;
            is_here = is_written_at(source, at, text, &end) &&
                      (is_blank(source.ptr[end]) || source.ptr[end] == ')' ||
                       source.ptr[end] == '>');
        }
        if (is_here) return (AddressPlace){at, at, end, false};
        ret.is_reference = true;
    }
    ret.use = seek(&finder->brackets, source, STR("["), from);
    while (ret.use < source.len && is_label(source, ret.use)) {
        ret.use = seek(&finder->brackets, source, STR("["), ret.use + 1);
    }
    if (ret.use == source.len) ret.use = from;
    if (!ret.address) ret.address = ret.use;
    ret.end = from;
    return ret;
}
