// Front matter: where the fields of a file of content stand, and where its text begins.
#ifndef METIER_SITE_FRONT_MATTER_H
#define METIER_SITE_FRONT_MATTER_H

#include "base/diag.h"

enum { FRONT_MATTER_MAX_SIZE = 64 * 1024 };

typedef struct FrontMatter {
    Str text;                // between its two lines '---'
    size_t offset;           // where that begins
    size_t body_offset;
} FrontMatter;

// Finds it. What stands there instead is named: that of other generators, a line of four hyphens.
bool front_matter_find(Str text, Str path, FrontMatter *ret, Diags *diags);

#endif
