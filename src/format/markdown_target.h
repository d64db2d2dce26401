// Where the address of a link or a picture leads, and whether it may.
#ifndef METIER_FORMAT_MARKDOWN_TARGET_H
#define METIER_FORMAT_MARKDOWN_TARGET_H

#include "base/diag.h"

typedef enum MarkdownTarget { TARGET_SITE, TARGET_ELSEWHERE, TARGET_BAD } MarkdownTarget;

// Judges a decoded address; a bad one is reported at `place`.
MarkdownTarget markdown_target(Str address, Place place, Diags *diags);

#endif
