// What is kept beside a manifest and holds only while that manifest stands, in this very place: it
// is known by its seal.
// Only ever a shortcut: where there is none, all is as if nothing was known.
#ifndef METIER_PUBLISH_SEALED_H
#define METIER_PUBLISH_SEALED_H

#include "publish/journal.h"
#include "publish/target.h"

// Bytes on their way under a name in the state folder, part by part; a failure leaves none there.
typedef struct SealedFile {
    const Target *target;
    Str name;                // borrowed until the end
    int file;                // -1: it could not be begun
    Hasher *hasher;
    uint64_t size;
    bool is_written;         // so far
} SealedFile;
void sealed_begin(const Target *target, Str name, SealedFile *ret);
void sealed_add(SealedFile *sealed, Str bytes);
void sealed_end(SealedFile *sealed, const Journal *manifest);
// All of them.
void sealed_write(const Target *target, const Journal *manifest, Str name, const Str *parts,
                  size_t count);
// Reads them back, in place of what *ret has. False where they are missing, torn, of another
// manifest, or come from elsewhere.
bool sealed_read(const Target *target, const Journal *manifest, Str name, Buf *ret);
void sealed_remove(const Target *target, Str name);

#endif
