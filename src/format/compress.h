// Compression for the web, as small as it gets: slow, and done once per build. The same bytes give
// the same result at each run, as long as the libraries' versions stay the same.
#ifndef METIER_FORMAT_COMPRESS_H
#define METIER_FORMAT_COMPRESS_H

#include "base/text.h"

// Both append to `out`; false only when memory runs out, `out` then holds what it held before.
// Any number of threads at a time.
bool compress_gzip(Str bytes, Buf *out);     // RFC 1952, without file name and time
bool compress_brotli(Str bytes, Buf *out);   // RFC 7932

#endif
