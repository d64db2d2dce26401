// LD_PRELOAD of this counts calls of the allocator and operations on locks, of all threads: into the file that
// BENCH_CALLS names, as three 64-bit numbers: allocations, frees, locks. What the C library does within itself is not
// seen. A program that defines malloc of its own, and takes its memory from __libc_malloc, is met there.
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../fault/real.h"

typedef struct Calls {
    _Atomic uint64_t allocations, frees, locks;
} Calls;

static Calls unwanted;
static Calls *calls = &unwanted;   // in the file: it is whole however the program ends

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("BENCH_CALLS");
    int file = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644) : -1;
    if (file < 0 || ftruncate(file, sizeof *calls)) return;
    void *shared = mmap(NULL, sizeof *calls, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (shared != MAP_FAILED) calls = shared;
    close(file);
}

static void count(_Atomic uint64_t *what) { atomic_fetch_add_explicit(what, 1, memory_order_relaxed); }

// What the C library calls its functions where others replace them.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t items, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *memory);

void *__libc_malloc(size_t size) {
    count(&calls->allocations);
    return REAL(__libc_malloc)(size);
}
void *__libc_calloc(size_t items, size_t size) {
    count(&calls->allocations);
    return REAL(__libc_calloc)(items, size);
}
void *__libc_realloc(void *memory, size_t size) {
    count(&calls->allocations);
    return REAL(__libc_realloc)(memory, size);
}
void *__libc_memalign(size_t alignment, size_t size) {
    count(&calls->allocations);
    return REAL(__libc_memalign)(alignment, size);
}
void __libc_free(void *memory) {
    if (memory) count(&calls->frees);
    REAL(__libc_free)(memory);
}

void *malloc(size_t size) { return __libc_malloc(size); }
void *calloc(size_t items, size_t size) { return __libc_calloc(items, size); }
void *realloc(void *memory, size_t size) { return __libc_realloc(memory, size); }
void *aligned_alloc(size_t alignment, size_t size) { return __libc_memalign(alignment, size); }
void free(void *memory) { __libc_free(memory); }

#define COUNTED(name, type)                     \
    int name(type *lock) {                      \
        count(&calls->locks);                   \
        return REAL(name)(lock);                \
    }
COUNTED(pthread_mutex_lock, pthread_mutex_t)
COUNTED(pthread_mutex_trylock, pthread_mutex_t)
COUNTED(pthread_rwlock_rdlock, pthread_rwlock_t)
COUNTED(pthread_rwlock_tryrdlock, pthread_rwlock_t)
COUNTED(pthread_rwlock_wrlock, pthread_rwlock_t)
COUNTED(pthread_rwlock_trywrlock, pthread_rwlock_t)
COUNTED(pthread_spin_lock, volatile int)
