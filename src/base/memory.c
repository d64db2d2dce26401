#include "base/memory.h"

#include <malloc.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/hash.h"

enum {
    ARENA_BLOCK_SIZE = 64 * 1024,
    ARENA_SMALL_BLOCK_SIZE = 1024,   // of an arena that was made to measure
    ARENA_KEPT_MAX = 1024 * 1024,    // of what several blocks held, in one
    ARENA_OWN_MIN = 256 * 1024,      // of a zeroed piece that has a block of its own
    ARENA_ALIGNMENT = alignof(uint64_t),   // of all that has no long double in it
    ARENA_ARRAY_MIN = 4,    // items that a growing array has room for at first
    SHARED_TEXTS_SLOTS = 8192,
    SHARED_TEXT_MAX_SIZE = 64,
    GIVEN_BACK_MIN = 1024 * 1024,    // of what is freed: see memory_hold_little
    TABLE_MIN = 16,         // slots; a power of two
    EXHAUSTED_STATUS = 3,   // of the process: the environment failed
};

// Under AddressSanitizer each allocation begins on a multiple of 8, for whose bytes it keeps one
// mark, and is followed by as many bytes that nobody may touch.
#ifdef MEMORY_IS_SANITIZED
#include <sanitizer/asan_interface.h>
enum { ARENA_ALIGNMENT_MIN = 8, ARENA_REDZONE = 16 };
#define arena_forbid(ptr, size) ASAN_POISON_MEMORY_REGION((ptr), (size))
#define arena_allow(ptr, size) ASAN_UNPOISON_MEMORY_REGION((ptr), (size))
#else
enum { ARENA_ALIGNMENT_MIN = 1, ARENA_REDZONE = 0 };
#define arena_forbid(ptr, size) ((void)(ptr), (void)(size))
#define arena_allow(ptr, size) ((void)(ptr), (void)(size))
#endif

struct ArenaBlock {
    ArenaBlock *next;
    size_t size;
    size_t grown;            // all that the arena had room for with this one
    alignas(max_align_t) char bytes[];
};

// Nothing here may allocate, or wait for a lock that whoever allocated holds: so no exit().
void memory_exhausted(void) {
    static const char words[] = "metier: out of memory\n";
    (void)!write(STDERR_FILENO, words, sizeof words - 1);   // nobody is left to tell
    _exit(EXHAUSTED_STATUS);
}

void memory_use_large_pages(void *memory, size_t size) {
    uintptr_t from = ((uintptr_t)memory + MEMORY_LARGE_PAGE - 1) & ~(MEMORY_LARGE_PAGE - 1);
    uintptr_t to = ((uintptr_t)memory + size) & ~(MEMORY_LARGE_PAGE - 1);
    if (from < to) madvise((void *)from, to - from, MADV_HUGEPAGE);   // if not, small ones do
}

void memory_hold_little(void) {
#ifdef __GLIBC__
    // NOLINTBEGIN(concurrency-mt-unsafe): no other thread allocates meanwhile
    mallopt(M_MMAP_THRESHOLD, GIVEN_BACK_MIN);
    mallopt(M_TRIM_THRESHOLD, GIVEN_BACK_MIN);
    // NOLINTEND(concurrency-mt-unsafe)
#endif
}

void memory_give_back(void) {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

static ArenaBlock *large_block(void) {
    void *ret = aligned_alloc(MEMORY_LARGE_PAGE, MEMORY_LARGE_PAGE);
    if (ret) memory_use_large_pages(ret, MEMORY_LARGE_PAGE);
    return ret;
}

// `grown` is how much room the arena has, or will have.
static void add_block(Arena *arena, size_t size, size_t least, size_t grown) {
    if (size > SIZE_MAX / 2) memory_exhausted();
    size_t large = MEMORY_LARGE_PAGE - sizeof(ArenaBlock);
    bool is_large = grown >= MEMORY_LARGE_MIN && size <= large;
    size_t room = is_large ? large : size > least ? size : least;
    ArenaBlock *block = is_large ? large_block() : malloc(sizeof *block + room);
    if (!block) memory_exhausted();
    arena_forbid(block->bytes, room);
    *block = (ArenaBlock){.next = arena->block, .size = room, .grown = grown + room};
    arena->block = block;
    arena->used = 0;
}

static void arena_grow(Arena *arena, size_t size, size_t least) {
    add_block(arena, size, least, arena->block ? arena->block->grown : 0);
}

static void *arena_bytes_of_new(Arena *arena, size_t size) {
    // One that was made small stays small.
    bool is_small = arena->block && arena->block->size < ARENA_BLOCK_SIZE;
    arena_grow(arena, size, is_small ? ARENA_SMALL_BLOCK_SIZE : ARENA_BLOCK_SIZE);
    arena->used = size;
    return arena->block->bytes;
}

// Called for each piece of what is read.
static inline void *arena_bytes(Arena *arena, size_t size, size_t alignment) {
    if (alignment < ARENA_ALIGNMENT_MIN) alignment = ARENA_ALIGNMENT_MIN;
    size_t at = (arena->used + alignment - 1) & ~(alignment - 1);
    size_t needed = size + ARENA_REDZONE;
    const ArenaBlock *block = arena->block;
    bool is_there = block && at <= block->size && block->size - at >= needed;
    char *ret = is_there ? arena->block->bytes + at : arena_bytes_of_new(arena, needed);
    if (is_there) arena->used = at + needed;
    arena_allow(ret, size);
    return ret;
}

// Behind the block that is being filled. It is zero as the system maps it: pages that nobody ever
// writes to are none.
static void *arena_zeroed_block(Arena *arena, size_t size) {
    Arena own = {.block = calloc(1, sizeof *own.block + size), .used = size};
    if (!own.block) memory_exhausted();
    char *ret = own.block->bytes;
    own.block->size = size;
    arena->block->grown += size;
    arena_adopt(arena, &own);
    return ret;
}

void *arena_alloc(Arena *arena, size_t count, size_t size) {
    if (size && count > SIZE_MAX / 2 / size) memory_exhausted();
    size_t total = count * size;
    if (total >= ARENA_OWN_MIN && arena->block) return arena_zeroed_block(arena, total);
    void *ret = arena_bytes(arena, total, ARENA_ALIGNMENT);
    return memset(ret, 0, total);
}

void *arena_alloc_unset(Arena *arena, size_t size) {
    return arena_bytes(arena, size, ARENA_ALIGNMENT);
}

void *arena_grow_array(Arena *arena, void *items, size_t count, size_t *capacity, size_t size) {
    if (count < *capacity) return items;
    if (*capacity > SIZE_MAX / 2) memory_exhausted();
    size_t larger = *capacity ? *capacity * 2 : ARENA_ARRAY_MIN;
    void *ret = arena_alloc(arena, larger, size);
    if (count) memcpy(ret, items, count * size);
    *capacity = larger;
    return ret;
}

void arena_reserve(Arena *arena, size_t size) {
    if (!arena->block) arena_grow(arena, size, 0);
}

void arena_expect_much(Arena *arena) {
    if (!arena->block) add_block(arena, 0, 0, MEMORY_LARGE_MIN);
}

Str arena_copy(Arena *arena, Str text) {
    char *ptr = arena_bytes(arena, text.len + 1, 1);
    if (text.len) memcpy(ptr, text.ptr, text.len);
    ptr[text.len] = '\0';
    return (Str){ptr, text.len};
}

Str arena_join(Arena *arena, Str a, Str b) {
    return arena_join_three(arena, a, b, (Str){0});
}

Str arena_join_three(Arena *arena, Str a, Str b, Str c) {
    size_t len = a.len + b.len + c.len;
    char *ptr = arena_bytes(arena, len + 1, 1);
    if (a.len) memcpy(ptr, a.ptr, a.len);
    if (b.len) memcpy(ptr + a.len, b.ptr, b.len);
    if (c.len) memcpy(ptr + a.len + b.len, c.ptr, c.len);
    ptr[len] = '\0';
    return (Str){ptr, len};
}

struct SharedTexts {
    _Atomic(const char *) slots[SHARED_TEXTS_SLOTS];   // by their hash; with a NUL behind each
};

SharedTexts *shared_texts_new(Arena *arena) {
    return ARENA_NEW(arena, SharedTexts, 1);
}

Str arena_share(Arena *arena, SharedTexts *texts, Str text) {
    if (!texts || !text.len || text.len > SHARED_TEXT_MAX_SIZE) return arena_copy(arena, text);
    _Atomic(const char *) *slot = &texts->slots[hash_64(text) % SHARED_TEXTS_SLOTS];
    const char *known = atomic_load_explicit(slot, memory_order_acquire);
    bool is_same = known && !strncmp(known, text.ptr, text.len) && !known[text.len];
    if (is_same) return (Str){known, text.len};
    Str ret = arena_copy(arena, text);
    atomic_store_explicit(slot, ret.ptr, memory_order_release);
    return ret;
}

Str arena_take(Arena *arena, Buf *buf) {
    Str ret = arena_copy(arena, buf_str(buf));
    buf_free(buf);
    return ret;
}

void arena_reset(Arena *arena) {
    if (!arena->block) return;
    size_t size = 0;
    for (const ArenaBlock *block = arena->block; block; block = block->next) size += block->size;
    // What did not fit into one block may come again.
    bool is_scattered = arena->block->next && size <= ARENA_KEPT_MAX;
    if (is_scattered) {
        Arena whole = {0};
        arena_reserve(&whole, size);
        arena_free(arena);
        *arena = whole;
    }
    Arena older = {.block = arena->block->next};
    arena_free(&older);
    arena->block->next = NULL;
    arena->block->grown = arena->block->size;
    arena->used = 0;
    arena_forbid(arena->block->bytes, arena->block->size);
}

// What a large page has left, which is there as a whole once any of it is.
static void give_rest_back(const Arena *arena) {
    ArenaBlock *block = arena->block;
    if (!block || block->size < MEMORY_LARGE_PAGE - sizeof *block) return;
    uintptr_t whole = ~(uintptr_t)(ARENA_BLOCK_SIZE - 1);   // of pages, whatever their size
    uintptr_t from = ((uintptr_t)block->bytes + arena->used + ~whole) & whole;
    uintptr_t end = ((uintptr_t)block->bytes + block->size) & whole;
    if (from < end) madvise((void *)from, end - from, MADV_DONTNEED);   // if not, it stays
}

void arena_adopt(Arena *arena, Arena *other) {
    give_rest_back(other);
    if (!arena->block) {
        *arena = *other;
    } else if (other->block) {
        ArenaBlock *last = other->block;
        while (last->next) last = last->next;
        last->next = arena->block->next;
        arena->block->next = other->block;
    }
    *other = (Arena){0};
}

void arena_free(Arena *arena) {
    while (arena->block) {
        ArenaBlock *next = arena->block->next;
        arena_allow(arena->block->bytes, arena->block->size);
        free(arena->block);
        arena->block = next;
    }
    arena->used = 0;
}

void list_grow(List *list, size_t size) {
    size_t capacity = list->capacity ? list->capacity * 2 : 8;
    if (capacity > SIZE_MAX / 2 / size) memory_exhausted();
    void *items = list->arena ? arena_alloc_unset(list->arena, capacity * size)
                              : realloc(list->items, capacity * size);
    if (!items) memory_exhausted();
    if (list->arena && list->count) memcpy(items, list->items, list->count * size);
    list->items = items;
    list->capacity = capacity;
}

// The slot of a key, or the free slot where it would stand.
static TableSlot *table_slot(const Table *table, Str key, uint32_t hash) {
    size_t mask = table->capacity - 1;
    size_t at = hash & mask;
    while (table->slots[at].key.ptr &&
           (table->slots[at].hash != hash || !str_equal(table->slots[at].key, key))) {
        at = (at + 1) & mask;
    }
    return &table->slots[at];
}

static uint32_t table_hash(const Table *table, Str key) {
    return (uint32_t)hash_64_seeded(key, table->seed);
}

size_t table_get(const Table *table, Str key) {
    if (table->count == 0) return TABLE_NONE;
    const TableSlot *slot = table_slot(table, key, table_hash(table, key));
    return slot->key.ptr ? slot->value : TABLE_NONE;
}

static void table_resize(Table *table, size_t capacity) {
    Table larger = *table;
    larger.capacity = capacity;
    larger.slots = table->arena ? ARENA_NEW(table->arena, TableSlot, larger.capacity)
                                : calloc(larger.capacity, sizeof *larger.slots);
    if (!larger.slots) memory_exhausted();
    if (!table->capacity) larger.seed = hash_seed();
    for (size_t i = 0; i < table->capacity; i++) {
        const TableSlot *old = &table->slots[i];
        if (old->key.ptr) *table_slot(&larger, old->key, old->hash) = *old;
    }
    if (!table->arena) free(table->slots);
    *table = larger;
}

void table_reserve(Table *table, size_t count) {
    size_t capacity = table->capacity ? table->capacity : TABLE_MIN;
    while (capacity / 4 * 3 < count) capacity *= 2;
    if (capacity > table->capacity) table_resize(table, capacity);
}

size_t table_add(Table *table, Str key, size_t value) {
    // Of four slots one stays free at least.
    if (table->count * 4 >= table->capacity * 3) table_reserve(table, table->count + 1);
    if (value > UINT32_MAX) memory_exhausted();
    if (!key.ptr) key = STR("");
    uint32_t hash = table_hash(table, key);
    TableSlot *slot = table_slot(table, key, hash);
    if (slot->key.ptr) return slot->value;
    *slot = (TableSlot){key, hash, (uint32_t)value};
    table->count++;
    return TABLE_NONE;
}

void table_free(Table *table) {
    if (!table->arena) free(table->slots);
    *table = (Table){0};
}
