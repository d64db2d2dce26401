// A spool: bytes that are put aside in a file without a name, to be read back later. Nobody else
// can open it, and it is gone with the process, however that ends.
#ifndef METIER_BASE_SPOOL_H
#define METIER_BASE_SPOOL_H

#include <pthread.h>

#include "base/text.h"

// What was put aside last is in memory, and goes to the disk in blocks.
typedef struct Spool {
    int file;                // -1: there is none, and nothing can be put aside
    pthread_mutex_t lock;    // for all below to change, and for what is in memory to be read
    _Atomic uint64_t written_size;   // on the disk; a multiple of the block's size
    char *block;             // what follows
    size_t block_used;
    int error_number;        // of the disk that took no block: nothing more can be put aside
} Spool;

// Where in its spool something stands. Of a size of 0: nowhere.
typedef struct Spooled {
    uint64_t at;
    size_t size;
} Spooled;

// Opens one in a folder, or where `folder` is -1 where temporary files lie. Where that cannot be,
// it stays without a file.
void spool_open(int folder, Spool *ret);
// Both may be called by several threads at once. False, with errno set, where there is no room for
// the bytes on the disk: then they are not there, but all that was added before is.
bool spool_add(Spool *spool, Str bytes, Spooled *ret);
bool spool_read(Spool *spool, Spooled place, char *ret);
void spool_close(Spool *spool);

// Reads what stands near each other by few calls. Zero-initialise to start, but for the spool.
typedef struct SpoolReader {
    Spool *spool;
    Spooled held;            // what the buffer has
    Buf buf;
} SpoolReader;
// *ret is borrowed until the next call.
bool spool_reader_take(SpoolReader *reader, Spooled place, Str *ret);
void spool_reader_end(SpoolReader *reader);

#endif
