// LD_PRELOAD of this counts calls of the allocator and operations on locks, of all threads: into the file that
// BENCH_CALLS names, as two 64-bit numbers. What the C library does within itself is not seen.
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

typedef struct Calls {
    _Atomic uint64_t allocator, locks;
} Calls;

static Calls unwanted;
static Calls *calls = &unwanted;   // in the file: it is whole however the program ends

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *memory);

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("BENCH_CALLS");
    int file = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644) : -1;
    if (file < 0 || ftruncate(file, sizeof *calls)) return;
    void *shared = mmap(NULL, sizeof *calls, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (shared != MAP_FAILED) calls = shared;
    close(file);
}

static void count_allocator(void) { atomic_fetch_add_explicit(&calls->allocator, 1, memory_order_relaxed); }
static void count_lock(void) { atomic_fetch_add_explicit(&calls->locks, 1, memory_order_relaxed); }

void *malloc(size_t size) { count_allocator(); return __libc_malloc(size); }
void *calloc(size_t count, size_t size) { count_allocator(); return __libc_calloc(count, size); }
void *realloc(void *memory, size_t size) { count_allocator(); return __libc_realloc(memory, size); }
void *aligned_alloc(size_t alignment, size_t size) { count_allocator(); return __libc_memalign(alignment, size); }
void free(void *memory) { if (memory) count_allocator(); __libc_free(memory); }

// A function of the same name, which counts and calls the next library's.
#define COUNTED(name, type)                                       \
    int name(type *lock) {                                        \
        static int (*next)(type *);   /* set twice at worst */      \
        if (!next) *(void **)&next = dlsym(RTLD_NEXT, #name);     \
        count_lock();                                             \
        return next(lock);                                        \
    }
COUNTED(pthread_mutex_lock, pthread_mutex_t)
COUNTED(pthread_mutex_trylock, pthread_mutex_t)
COUNTED(pthread_rwlock_rdlock, pthread_rwlock_t)
COUNTED(pthread_rwlock_tryrdlock, pthread_rwlock_t)
COUNTED(pthread_rwlock_wrlock, pthread_rwlock_t)
COUNTED(pthread_rwlock_trywrlock, pthread_rwlock_t)
COUNTED(pthread_spin_lock, volatile int)
