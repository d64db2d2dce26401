// What was rendered last, as much of it as has room: for the time in which nothing can be rendered.
#ifndef METIER_SERVE_KEPT_H
#define METIER_SERVE_KEPT_H

#include "base/text.h"

enum { KEPT_COUNT = 100, KEPT_MAX_SIZE = 3 * 1024 * 1024 };

typedef struct KeptOutput {
    Buf path;
    Buf bytes;
    uint64_t used;           // the larger, the later
} KeptOutput;

// Zero-initialise to start.
typedef struct Kept {
    KeptOutput outputs[KEPT_COUNT];
    size_t size;             // of all their bytes
    uint64_t clock;
} Kept;

// Keeps bytes in place of those that a path had; what was used longest ago goes.
void kept_put(Kept *kept, Str path, Str bytes);
// Borrowed until the next kept_put; false where nothing is kept.
bool kept_find(Kept *kept, Str path, Str *ret_path, Str *ret);
// Forgets those that are no longer wanted.
void kept_retain(Kept *kept, bool (*is_wanted)(const void *context, Str path),
                 const void *context);
void kept_free(Kept *kept);

#endif
