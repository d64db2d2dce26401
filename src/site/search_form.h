// Text in the form in which the search compares it.
#ifndef METIER_SITE_SEARCH_FORM_H
#define METIER_SITE_SEARCH_FORM_H

#include "base/text.h"

// Appends text as searchers type it: lower case, without marks ("Ärztin" is "arztin"), and a space
// for everything but letters, digits, and '+' or '#' behind them ("C++"). A dash or a dot between
// digits joins them: the code "15-1254.00" is one word. static/search.js does the same to what is
// typed.
void search_form(Str text, Buf *out);

#endif
