// A spool: bytes that are put aside in a file without a name, to be read back later. Nobody else
// can open it, and it is gone with the process, however that ends.
#ifndef METIER_BASE_SPOOL_H
#define METIER_BASE_SPOOL_H

#include "base/text.h"

// What a thread has put aside last: it is in memory until there is a whole block of it.
typedef struct SpoolBlock {
    uint64_t at;             // where it stands in the file
    Buf bytes;               // without a pointer: there is none yet
} SpoolBlock;

typedef struct Spool {
    int file;                // -1: there is none, and nothing can be put aside
    SpoolBlock *blocks;      // by the thread
    size_t thread_count;
    _Atomic uint64_t size;   // of the room that blocks have in the file
    _Atomic int error_number;   // of the disk that took no block: nothing more can be put aside
} Spool;

// Where in its spool something stands. Of a size of 0: nowhere.
typedef struct Spooled {
    uint64_t at;
    size_t size;
} Spooled;

// Opens one in a folder, or where `folder` is -1 where temporary files lie. Where that cannot be,
// it stays without a file.
void spool_open(int folder, size_t thread_count, Spool *ret);
// Several threads may add at once, each as another one below the count. False, with errno set,
// where there is no room for the bytes on the disk: then they are not there, but all that was added
// before is.
bool spool_add(Spool *spool, size_t thread, Str bytes, Spooled *ret);
// While nobody adds.
bool spool_read(const Spool *spool, Spooled place, char *ret);
void spool_close(Spool *spool);

// Reads what stands near each other by few calls, while nobody adds: also what a few threads have
// added side by side. Zero-initialise to start, but for the spool.
typedef struct SpoolReader {
    const Spool *spool;
    Spooled held[4];         // what the buffers have
    Buf bufs[4];
} SpoolReader;
// *ret is borrowed until the next call.
bool spool_reader_take(SpoolReader *reader, Spooled place, Str *ret);
void spool_reader_end(SpoolReader *reader);

#endif
