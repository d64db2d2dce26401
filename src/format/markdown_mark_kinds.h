// The kinds of marks that Markdown here gives no meaning: what each looks like, and what is said of
// it. Knows the text around a mark and nothing else; allocates and reports nothing.
#ifndef METIER_FORMAT_MARKDOWN_MARK_KINDS_H
#define METIER_FORMAT_MARKDOWN_MARK_KINDS_H

#include <string.h>

#include "base/text.h"

enum { MARK_MAX_SIZE = 200 };  // bytes of a line that are looked at behind a mark's beginning

// What stands around the beginning of a mark, of which there is at least a byte. Borrows the text.
typedef struct MarkSpot {
    Str rest;                  // of the line, from the mark on, as far as it is looked at
    Str lead;                  // what stands before it, likewise
    Str text;                  // all from the mark on
    char before;               // the byte before it; a line feed at the text's beginning
    bool is_line_start;        // but for blanks, and marks of quotes
    bool has_notes;            // of footnotes, somewhere in the text: those are reported
} MarkSpot;

typedef struct MarkKind {
    char sign;                 // that the mark begins with
    bool is_at_line_start;     // and nowhere else
    size_t (*match)(const MarkSpot *spot);   // the size of the mark at the spot, or 0
    const char *code;
    const char *message;
    const char *hint;
} MarkKind;

// Where the first sign stands, from a byte of the source on, that may begin a mark anywhere in a
// line; the source's length where none does.
size_t mark_find_sign(Str source, size_t from);

// Whether a mark that stands only at a line's beginning may begin so.
static inline bool mark_begins_with(char byte) {
    switch (byte) {
        case '|': case ':': case '-': case '!': case '?': case '#': case '[': case '$':
        case '1': case '\xE2': case '\xC2': return true;
        default: return false;
    }
}

// The kind of the mark that begins at the spot, and its size; NULL where none does.
const MarkKind *mark_kind_find(const MarkSpot *spot, size_t *size);

// The rest of a line, as far as it is looked at.
Str mark_line_rest(Str source, size_t at);
// The line above the one of the spot, as far as it is looked at, without its indentation.
Str mark_line_above(const MarkSpot *spot);
// "-Wash wounds", "-[ ] Wash": of "-v" and "--force" somebody speaks, and "-5" is a number.
bool mark_is_glued_item(Str line);
// Of the bullet that a line begins with, as text processors write it; or 0.
size_t mark_bullet_size(Str line);

static inline bool is_one_of(char byte, const char *bytes) {
    return byte && strchr(bytes, byte);
}

// Where it begins; or the text's end.
static inline size_t find_text(Str text, Str wanted) {
    const char *found = text.len ? memmem(text.ptr, text.len, wanted.ptr, wanted.len) : NULL;
    return found ? (size_t)(found - text.ptr) : text.len;
}

#endif
