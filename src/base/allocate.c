// Allocation that does not fail: the program ends instead, whoever asked.
//
// Libraries differ in what they do when memory runs out: one frees a thing twice, one takes other
// data and says nothing, one blames the file that it reads. So none of them ever sees it: these
// stand in for the system's functions, in the program and in all that it loads. Sanitizers bring
// their own.
//
// A thread may lend room of its own for a while. A piece of that is the next that is free, and its
// place is not used again when it is freed: all are, when the room is lent anew.
#include <assert.h>
#include <features.h>
#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/lend.h"
#include "base/memory.h"

// Of a thread.
typedef struct Lent {
    char *room;              // NULL: nothing is lent
    size_t size;
    size_t used;
    bool is_asked;           // by the library that it is lent to
} Lent;
static _Thread_local Lent lent;

static size_t rounded(size_t size) {
    return (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
}

bool *lend_begin(void *room, size_t size) {
    assert(!lent.room);
    size_t from = rounded((uintptr_t)room) - (uintptr_t)room;
    if (from < size) lent = (Lent){.room = (char *)room + from, .size = size - from};
    return &lent.is_asked;
}

void lend_end(void) {
    lent = (Lent){0};
}

#if defined(__GLIBC__) && !defined(MEMORY_IS_SANITIZED) && !defined(MEMORY_IS_THREAD_SANITIZED)

// What glibc calls its functions where others replace them: such names are its own.
// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp)
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void __libc_free(void *memory);
// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp)

// A piece of what is lent knows how large it is.
typedef struct Piece {
    alignas(max_align_t) size_t size;
    alignas(max_align_t) char bytes[];
} Piece;

static inline bool is_lent(const void *memory) {
    return (uintptr_t)memory - (uintptr_t)lent.room < lent.size;
}

// What a piece takes of the room. One of no bytes has its place within it, too.
static size_t room_for(size_t size) {
    return sizeof(Piece) + rounded(size ? size : 1);
}

// NULL where there is no room for it.
static void *take(size_t size) {
    size_t left = lent.size - lent.used;
    if (size > left || room_for(size) > left) return NULL;
    Piece *piece = (Piece *)(void *)(lent.room + lent.used);
    lent.used += room_for(size);
    piece->size = size;
    return piece->bytes;
}

static void *allocate(size_t size) {
    void *ret = lent.is_asked ? take(size) : NULL;
    if (!ret) ret = __libc_malloc(size);
    if (!ret) memory_exhausted();
    return ret;
}

void *malloc(size_t size) {
    return allocate(size);
}

void *calloc(size_t count, size_t size) {
    void *ret = __libc_calloc(count, size);
    if (!ret) memory_exhausted();
    return ret;
}

// The last piece grows where it is.
static void *move(void *memory, size_t size) {
    const Piece *piece = (const Piece *)((const char *)memory - offsetof(Piece, bytes));
    size_t before = piece->size;
    bool is_last = (const char *)piece + room_for(before) == lent.room + lent.used;
    if (is_last) lent.used = (size_t)((const char *)piece - lent.room);
    void *ret = allocate(size);
    return memmove(ret, memory, before < size ? before : size);
}

// Of no bytes it is what frees, and gives nothing.
void *realloc(void *memory, size_t size) {
    if (is_lent(memory)) return size ? move(memory, size) : NULL;
    if (!memory && lent.is_asked) return allocate(size);
    void *ret = __libc_realloc(memory, size);
    if (!ret && size) memory_exhausted();
    return ret;
}

void free(void *memory) {
    if (!is_lent(memory)) __libc_free(memory);
}

#endif
