// A spool: bytes that are put aside in a file without a name, to be read back later. Nobody else
// can open it, and it is gone with the process, however that ends.
#ifndef METIER_BASE_SPOOL_H
#define METIER_BASE_SPOOL_H

#include <stdatomic.h>

#include "base/text.h"

typedef struct Spool {
    int file;                // -1: there is none, and nothing can be put aside
    _Atomic uint64_t size;
} Spool;

// Where in its spool something stands. Of a size of 0: nowhere.
typedef struct Spooled {
    uint64_t at;
    size_t size;
} Spooled;

// Opens one in a folder, or where `folder` is -1 where temporary files lie. Where that cannot be,
// it stays without a file.
void spool_open(int folder, Spool *ret);
// Both may be called by several threads at once. False, with errno set, where the disk does not
// take the bytes: then they are not there.
bool spool_add(Spool *spool, Str bytes, Spooled *ret);
bool spool_read(const Spool *spool, Spooled place, char *ret);
void spool_close(Spool *spool);

#endif
