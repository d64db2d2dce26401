#include "format/yaml_memory.h"

#include <stdlib.h>

// Sanitizers look into libyaml's use of its memory as well: they keep the system's.
#ifdef MEMORY_IS_SANITIZED

Arena *yaml_memory_use(Arena *arena) {
    (void)arena;
    return NULL;
}

#else

// libyaml calls these by name, and takes ours for its own.
void *yaml_malloc(size_t size);
void *yaml_realloc(void *memory, size_t size);
void yaml_free(void *memory);
unsigned char *yaml_strdup(const unsigned char *text);

// A piece of an arena knows how large it is.
typedef struct Piece {
    size_t size;
    char bytes[];            // as aligned as the arena's: libyaml has nothing wider than a pointer
} Piece;

static _Thread_local Arena *current;

Arena *yaml_memory_use(Arena *arena) {
    Arena *before = current;
    current = arena;
    return before;
}

void *yaml_malloc(size_t size) {
    if (!current) return malloc(size ? size : 1);
    if (size > SIZE_MAX / 2) memory_exhausted();
    Piece *piece = arena_alloc_unset(current, sizeof *piece + size);
    piece->size = size;
    return piece->bytes;
}

void *yaml_realloc(void *memory, size_t size) {
    if (!current) return realloc(memory, size ? size : 1);
    void *ret = yaml_malloc(size);
    if (!memory) return ret;
    const Piece *before = (const Piece *)((const char *)memory - offsetof(Piece, bytes));
    return memcpy(ret, memory, before->size < size ? before->size : size);
}

void yaml_free(void *memory) {
    if (!current) free(memory);
}

unsigned char *yaml_strdup(const unsigned char *text) {
    if (!text) return NULL;
    size_t size = strlen((const char *)text) + 1;
    void *ret = yaml_malloc(size);
    return ret ? memcpy(ret, text, size) : NULL;
}

#endif
