// Preloaded: folders are listed in an order that SHUFFLE (a number) draws.
#include <dirent.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

typedef struct Listing {
    struct Listing *next;
    DIR *dir;
    struct dirent *entries;
    size_t count;
    size_t at;
} Listing;

static Listing *listings;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static Listing *list(DIR *dir) {
    struct dirent *(*original)(DIR *) = (struct dirent * (*)(DIR *)) dlsym(RTLD_NEXT, "readdir");
    Listing *ret = calloc(1, sizeof *ret);
    for (struct dirent *entry = original(dir); entry; entry = original(dir)) {
        ret->entries = realloc(ret->entries, (ret->count + 1) * sizeof *entry);
        memcpy(&ret->entries[ret->count++], entry, entry->d_reclen);
    }
    unsigned seed = (unsigned)atoi(getenv("SHUFFLE"));
    for (size_t i = ret->count; i > 1; i--) {
        size_t j = (size_t)rand_r(&seed) % i;
        struct dirent swapped = ret->entries[i - 1];
        ret->entries[i - 1] = ret->entries[j];
        ret->entries[j] = swapped;
    }
    *ret = (Listing){listings, dir, ret->entries, ret->count, 0};
    return listings = ret;
}

struct dirent *readdir(DIR *dir) {
    pthread_mutex_lock(&lock);
    Listing *one = listings;
    while (one && one->dir != dir) one = one->next;
    if (!one) one = list(dir);
    struct dirent *ret = one->at < one->count ? &one->entries[one->at++] : NULL;
    pthread_mutex_unlock(&lock);
    return ret;
}

struct dirent64 *readdir64(DIR *dir) {
    return (struct dirent64 *)readdir(dir);
}

static void forget(DIR *dir) {
    pthread_mutex_lock(&lock);
    for (Listing **at = &listings; *at; at = &(*at)->next) {
        if ((*at)->dir != dir) continue;
        Listing *gone = *at;
        *at = gone->next;
        free(gone->entries);
        free(gone);
        break;
    }
    pthread_mutex_unlock(&lock);
}

void rewinddir(DIR *dir) {
    forget(dir);
    ((void (*)(DIR *))dlsym(RTLD_NEXT, "rewinddir"))(dir);
}

int closedir(DIR *dir) {
    forget(dir);
    return ((int (*)(DIR *))dlsym(RTLD_NEXT, "closedir"))(dir);
}
