// The check of layouts: whether every mark that a page can reach names something that is there, in
// a place where it may stand, and whether the page that they make is of a bearable size.
#ifndef METIER_OUTPUT_LAYOUT_CHECK_H
#define METIER_OUTPUT_LAYOUT_CHECK_H

#include "output/layouts/layout_context.h"
#include "output/layouts/layouts.h"

// What the layouts of one page come to, with all includes written out and each section once.
enum {
    INCLUDE_MAX_DEPTH = 16,
    INCLUDE_MAX_COUNT = 10000,
    INCLUDE_MAX_SIZE = 4 * 1024 * 1024,   // bytes of layout text
};

typedef struct LayoutFile {
    Str name;                // "partials/header.html"
    Str path;                // for diagnostics
    Str text;
    List marks;              // of Mark
    Spot *spots;             // one per mark
    bool is_valid;           // its marks and their contexts are
    bool is_open;            // it is being checked: an include of it goes round in a circle
    bool is_used;
} LayoutFile;

typedef struct LayoutCheck {
    List files;              // of LayoutFile
    Table by_name;
    const Strings *strings;
    Arena *arena;            // of the layouts
    Diags *diags;
    size_t hint_count;       // proposals made so far: each costs a look at all names
} LayoutCheck;

// Checks a page's frame and layout, and what they include, in the scopes of that page.
void layout_check_use(LayoutCheck *check, const LayoutUse *use);
// Checks that each page made with the frame holds its own layout, once.
void layout_check_frame(LayoutCheck *check, Str frame);

// The string that {{T_KEY}} names: its index, or TABLE_NONE.
size_t layout_string(const LayoutCheck *check, Str mark_name);

#endif
