// Allocation that does not fail: the program ends instead, whoever asked.
//
// Libraries differ in what they do when memory runs out: one frees a thing twice, one takes other
// data and says nothing, one blames the file that it reads. So none of them ever sees it: these
// stand in for the system's functions, in the program and in all that it loads. Sanitizers bring
// their own.
#include <features.h>
#include <stdlib.h>

#include "base/memory.h"

#if defined(__GLIBC__) && !defined(MEMORY_IS_SANITIZED) && !defined(MEMORY_IS_THREAD_SANITIZED)

// What glibc calls its functions where others replace them: such names are its own.
// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp)
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp)

void *malloc(size_t size) {
    void *ret = __libc_malloc(size);
    if (!ret) memory_exhausted();
    return ret;
}

void *calloc(size_t count, size_t size) {
    void *ret = __libc_calloc(count, size);
    if (!ret) memory_exhausted();
    return ret;
}

// Of no bytes it is what frees, and gives nothing.
void *realloc(void *memory, size_t size) {
    void *ret = __libc_realloc(memory, size);
    if (!ret && size) memory_exhausted();
    return ret;
}

#endif
