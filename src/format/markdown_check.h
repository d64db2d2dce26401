// What is looked at in a body before md4c sees it. md4c takes time that grows with the square of
// some inputs: brackets in one paragraph, and blank lines below nested lists. Those are refused
// here.
#ifndef METIER_FORMAT_MARKDOWN_CHECK_H
#define METIER_FORMAT_MARKDOWN_CHECK_H

#include "base/diag.h"

enum { MARKDOWN_NESTING_MAX = 64 };  // lists and quotes in each other

// False when there was an error, which is reported: then md4c must not see the body. Otherwise
// `footnotes` is a List of the offsets (size_t) in `body` where lines begin like `[^1]: note`,
// whatever they are part of.
bool markdown_check(Str body, Place place, List *footnotes, Diags *diags);

#endif
