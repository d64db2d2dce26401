// Layouts: the HTML files of layouts/, checked against what the program offers and made ready.
#ifndef METIER_OUTPUT_LAYOUTS_H
#define METIER_OUTPUT_LAYOUTS_H

#include "output/layouts/field_names.h"
#include "site/sources.h"

// What went wrong with pages of a layout: the first of them, and why. Written by all workers.
typedef struct LayoutState LayoutState;

// An address that a layout writes behind {{ROOT}} where a browser follows it.
typedef struct LayoutLink {
    Str address;
    Place place;
} LayoutLink;

// A file that a layout is made with: another that it includes, or one of static/ whose address with
// its hash it writes.
typedef struct LayoutPart {
    Str of;                  // the layout's name; empty: `name` is a layout itself
    Str name;                // of an included layout; empty of a file of static/
    Str path;                // for diagnostics
} LayoutPart;

typedef struct Layouts {
    Arena arena;
    Templates *templates;
    Hash hash;               // of all files that were read
    List links;              // of LayoutLink
    List parts;              // of LayoutPart
    LayoutState *states;     // one per kind of page
    size_t state_count;
} Layouts;

enum { LAYOUT_SCOPE_MAX = 5 };

// A kind of page: its layout file and the views that the layout may read.
typedef struct LayoutUse {
    Str frame;               // "base.html", or the file itself
    Str file;                // "role.html"
    const ViewType *fields;  // of the front matter that it shows, or NULL
    PointedNames pointed;    // and of what that points to
    const ViewType *extra;   // of the extra fields in it, or NULL
    const ViewType *scopes[LAYOUT_SCOPE_MAX];   // all of its views; the last is asked first
    size_t scope_count;
} LayoutUse;

#define LAYOUT_FRAME STR("base.html")

// Reads all layouts (the site's file, else the theme's), checks every mark in every scope where it
// is used, and parses them.
// Style sheets and scripts that a layout names after {{ROOT}} get their hashed addresses.
bool layouts_load(Sources *sources, const LayoutUse *uses, size_t use_count, Layouts *ret,
                  Diags *diags);
// Forgets what failed when pages were expanded before.
void layouts_begin(Layouts *layouts);
void layouts_free(Layouts *layouts);
// The use of a layout, one of those that it was loaded with, which have to live as long.
const LayoutUse *layouts_use(const Layouts *layouts, Str file);
// Calls `visit` for a layout, and for each file that it is made with, as long as that returns true
// of the layout that includes it: a file may be included more than once.
typedef bool LayoutVisit(void *context, Str path, bool is_layout);
void layouts_visit_parts(const Layouts *layouts, Str file, LayoutVisit *visit, void *context);

// Expands the page that is output `index`; see templates_expand. False when the layout fails:
// beyond a limit, or with an empty page. Of each layout only the first failure is kept, whatever
// the order in which workers come to it, and later pages are not begun once one has failed.
bool layouts_expand(const Layouts *layouts, Str file, size_t index, const Scope *scopes,
                    size_t scope_count, LinkForm links, Arena *scratch, Buf *out);
// Reports what layouts_expand has kept; `path_of` gives an output's path.
typedef Str LayoutPathOf(const void *context, size_t index);
void layouts_report(const Layouts *layouts, LayoutPathOf *path_of, const void *context,
                    Diags *diags);

#endif
