// Compressed copies of texts, for hosts that send them as they are: index.html.gz, index.html.br.
#ifndef METIER_OUTPUT_COPIES_H
#define METIER_OUTPUT_COPIES_H

#include "base/text.h"

// Larger files are left to the hosts.
enum { COPY_KIND_COUNT = 2, COPIES_MAX_SIZE = 16 * 1024 * 1024 };

// Whether a file at this path is a text.
bool copies_suit(Str path);
Str copies_suffix(int kind);
// Appends the copy; false when it would be no smaller, and so would only cost a choice.
bool copies_make(int kind, Str bytes, Buf *ret);

#endif
