// Compressed copies of texts, for hosts that send them as they are: index.html.gz, index.html.br.
#ifndef METIER_OUTPUT_COMPRESSED_H
#define METIER_OUTPUT_COMPRESSED_H

#include "base/text.h"

enum {
    COMPRESSED_KIND_COUNT = 2,
    COMPRESSED_SUFFIX_MAX = 3,               // bytes of ".gz", ".br"
    COMPRESSED_MAX_SIZE = 16 * 1024 * 1024,  // bytes; larger files are left to the hosts
};

// Whether a file at this path is a text.
bool compressed_suits(Str path);
Str compressed_suffix(int kind);
// Appends the copy; false when it would be no smaller, and so would only cost a choice.
bool compressed_make(int kind, Str bytes, Buf *ret);

#endif
