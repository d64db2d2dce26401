// Memory: arenas that own, and a table that finds things by text.
#ifndef METIER_BASE_MEMORY_H
#define METIER_BASE_MEMORY_H

#include "base/text.h"

#if defined(__SANITIZE_ADDRESS__)
#define MEMORY_IS_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MEMORY_IS_SANITIZED
#elif __has_feature(thread_sanitizer)
#define MEMORY_IS_THREAD_SANITIZED
#endif
#endif

// Blocks that are freed together. Zero-initialise to start. One thread at a time. Under
// AddressSanitizer what was not handed out is poisoned, so that one item too many is seen.
typedef struct ArenaBlock ArenaBlock;
struct Arena {
    ArenaBlock *block;
    size_t used;
};

// What fills the processor's large pages is mapped at once and found at once, where the system has
// such: small ones are 512 faults for each.
#define MEMORY_LARGE_PAGE ((size_t)2 * 1024 * 1024)
#define MEMORY_LARGE_MIN (4 * MEMORY_LARGE_PAGE)    // from so much on it is worth its last page
void memory_use_large_pages(void *memory, size_t size);

// From then on large pieces that are freed go back to the system at once, and grow without being
// copied. By itself glibc keeps ever larger ones, up to 32 MB, whose pages are there for the next:
// that is quicker where much is read and little made of it. For when no other thread allocates.
void memory_hold_little(void);
// The same of what was freed in small pieces, once much of that was.
void memory_give_back(void);

__attribute__((noreturn)) void memory_exhausted(void);  // says so on stderr, exits with status 3

// Zeroed, and aligned for numbers of 64 bits and pointers; never NULL.
void *arena_alloc(Arena *arena, size_t count, size_t size);
void *arena_alloc_unset(Arena *arena, size_t size);          // the same, but not zeroed
// Makes room in an arena that has none yet for about so many bytes, and for no more.
void arena_reserve(Arena *arena, size_t size);
// Begins an arena that will have MEMORY_LARGE_MIN or more as it would go on then.
void arena_expect_much(Arena *arena);
// Makes room for one more item in an array of `count` items that lives in the arena (NULL, with a
// capacity of 0, at first). Returns where the items are now; what is behind them is zeroed, and the
// place they had stays with the arena, so that all places together are at most twice the last.
void *arena_grow_array(Arena *arena, void *items, size_t count, size_t *capacity, size_t size);
Str arena_copy(Arena *arena, Str text);
Str arena_join(Arena *arena, Str a, Str b);
Str arena_join_three(Arena *arena, Str a, Str b, Str c);
// Texts that many things have alike: a short one that came before stands once, as far as is
// remembered of it. For any number of threads, whose arenas have to live equally long.
typedef struct SharedTexts SharedTexts;
SharedTexts *shared_texts_new(Arena *arena);
// A copy of a text, which has no NUL in it, that others may have as well; `texts` may be NULL.
Str arena_share(Arena *arena, SharedTexts *texts, Str text);
Str arena_take(Arena *arena, Buf *buf);                 // a buffer's text, and frees the buffer
void arena_reset(Arena *arena);                         // forgets all, keeps room in one block
void arena_adopt(Arena *arena, Arena *other);           // takes over all blocks of `other`
void arena_free(Arena *arena);

#define ARENA_NEW(arena, Type, count) ((Type *)arena_alloc((arena), (count), sizeof(Type)))

// A growing array of `size`-byte items; `items` moves when it grows. Free `items` with free().
typedef struct List {
    void *items;
    size_t count;
    size_t capacity;
    Arena *arena;            // it grows there, and nothing has to be freed; or NULL
} List;
void list_grow(List *list, size_t size);                // makes room for more items
static inline void *list_add(List *list, size_t size) { // a zeroed new last item
    if (list->count == list->capacity) list_grow(list, size);
    return memset((char *)list->items + size * list->count++, 0, size);
}

// Text to index (below 2^32). Keys are borrowed and must outlive the table.
// Zero-initialise to start, but for the arena. The order of the slots is another in each run:
// nothing may go through them.
typedef struct TableSlot {
    Str key;
    uint32_t hash;
    uint32_t value;
} TableSlot;
typedef struct Table {
    TableSlot *slots;
    size_t count;
    size_t capacity;
    uint64_t seed;
    Arena *arena;            // it grows there, and nothing has to be freed; or NULL
} Table;
#define TABLE_NONE SIZE_MAX
size_t table_get(const Table *table, Str key);          // the value, or TABLE_NONE
// Keeps the first value of a key: returns what the key had before, or TABLE_NONE when it is new.
size_t table_add(Table *table, Str key, size_t value);
// Makes room for so many keys at once, where it is known how many come.
void table_reserve(Table *table, size_t count);
void table_free(Table *table);

#endif
