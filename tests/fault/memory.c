// A library to be preloaded: makes one allocation of a program fail.
//
//   FAULT_AT     which of them, from 1 on; 0: none, they are only counted
//   FAULT_COUNT  a file for the number of allocations that were made
//
// A program that defines malloc of its own, and takes its memory from __libc_malloc, is met there.
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "real.h"

// What the C library calls its functions where others replace them.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);

static atomic_long made;
static long wanted;
static int count = -1;         // a descriptor: the program may lock itself in
static bool is_ready;          // what the linker allocates before does not count

__attribute__((constructor)) static void begin(void) {
    const char *at = getenv("FAULT_AT");
    const char *path = getenv("FAULT_COUNT");
    wanted = at ? atol(at) : 0;
    if (path) count = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    is_ready = true;
}

__attribute__((destructor)) static void end(void) {
    is_ready = false;
    if (count >= 0) dprintf(count, "%ld\n", atomic_load(&made));
}

static bool is_failed(void) {
    if (!is_ready || atomic_fetch_add(&made, 1) + 1 != wanted) return false;
    errno = ENOMEM;
    return true;
}

void *__libc_malloc(size_t size) {
    return is_failed() ? NULL : REAL(__libc_malloc)(size);
}

void *__libc_calloc(size_t count, size_t size) {
    return is_failed() ? NULL : REAL(__libc_calloc)(count, size);
}

void *__libc_realloc(void *memory, size_t size) {
    return is_failed() ? NULL : REAL(__libc_realloc)(memory, size);
}

void *malloc(size_t size) {
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) {
    return __libc_realloc(memory, size);
}
