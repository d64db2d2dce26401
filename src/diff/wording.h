// Words of a difference that both of its forms for people use.
#ifndef METIER_DIFF_WORDING_H
#define METIER_DIFF_WORDING_H

#include "diff/difference.h"

// "1 page added, 2 removed, 17 changed"
void wording_add_summary(const Difference *difference, Buf *out);
// "+8.7 %"; nothing where the share is not known.
void wording_add_share(const FieldChange *change, Buf *out);
// "median", with the region where there are several: "US-AL median".
void wording_add_figure(const FieldChange *change, Buf *out);
// Of a page that came or went though its file did not: "its file was a draft, …".
const char *wording_hidden(const PageChange *page);
// "+3 -1", "in another order"
void wording_add_words(const SectionChange *section, Buf *out);
// "$86,070", "not given"
Str wording_value(const Value *value);
// Appends the first `limit` columns of a text, as what can be seen, on one line.
void wording_add_cut(Str text, size_t limit, Buf *out);
// What of two long values is to be shown: where both begin alike, from shortly before they differ.
void wording_find_difference(Str *before, Str *after, size_t limit);
size_t wording_columns(Str text);    // that it would take
// Of a moved page, or one that is lost, its former address with a '/' in front.
void wording_add_address(const Entry *entry, Buf *out);

#endif
