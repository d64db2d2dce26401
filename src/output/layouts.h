// Layouts: the HTML files of layouts/, checked against what the program offers and made ready.
#ifndef METIER_OUTPUT_LAYOUTS_H
#define METIER_OUTPUT_LAYOUTS_H

#include "format/template.h"
#include "output/assets.h"
#include "output/strings.h"

typedef struct Layouts {
    Arena arena;
    Templates *templates;
} Layouts;

// A kind of page: its layout file and the view that the layout may read.
typedef struct LayoutUse {
    Str frame;               // "base.html", or the file itself
    Str file;                // "role.html"
    const ViewType *view;
} LayoutUse;

#define LAYOUT_FRAME STR("base.html")

// Reads all layouts (the site's file, else the theme's), checks every mark in every scope where it
// is used, and parses them. `frame_views` are the views that all pages have.
// Style sheets and scripts that a layout names after {{ROOT}} get their hashed addresses.
bool layouts_load(const Site *site, const Theme *theme, const Strings *strings, Assets *assets,
                  const ViewType *const *frame_views, size_t frame_view_count,
                  const LayoutUse *uses, size_t use_count, Layouts *ret, Diags *diags);
void layouts_free(Layouts *layouts);

#endif
