// Links into the site as pages have them.
#ifndef METIER_OUTPUT_LINK_BASE_H
#define METIER_OUTPUT_LINK_BASE_H

#include "format/template.h"

// Where they begin, and whether a folder's link names its index.html.
typedef struct LinkBase {
    Str prefix;
    bool with_index;
} LinkBase;

// Appends one: "roles/nurse/#duties", "compare/#nurse,pharmacist".
void link_add(Buf *out, LinkBase base, Str address);
// How layouts write them; borrows the base.
LinkForm link_form(const LinkBase *base);

#endif
