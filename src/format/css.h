// What a style sheet loads: the addresses in url(), src(), image-set() and @import, and the source
// map that a comment names. A tokenizer after W3C "CSS Syntax Module Level 3", 4, and no more:
// rules are not looked at.
#ifndef METIER_FORMAT_CSS_H
#define METIER_FORMAT_CSS_H

#include "base/diag.h"

enum { CSS_REFERENCES_MAX = 100000 };   // of one style sheet

typedef struct CssReference {
    size_t from;             // where the address stands in the text, without its quotes
    size_t to;
    Str address;             // the same, with its escapes resolved
    bool is_source_map;      // a comment's: nobody misses what it leads to
} CssReference;

// Lists the references of a style sheet (of CssReference, in their order), but for the addresses
// that @namespace uses as mere names. Texts borrow from `text`, or live in the arena. Reports, at
// `path`, what does not end and so would swallow the rest. Each byte is looked at once.
void css_find_references(Str path, Str text, Arena *arena, List *ret, Diags *diags);

#endif
