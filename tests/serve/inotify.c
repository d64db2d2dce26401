// A library to be preloaded: a system that has little to watch with.
//
//   INOTIFY_QUEUES   how many queues there are; unset: as many as are asked for
//   INOTIFY_WATCHES  how many watches there are in all
//   STAT_COARSE      set: the file system keeps no more of a time than every other second, as FAT does
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/stat.h>

static bool has_room(const char *limit, int *count) {
    const char *text = getenv(limit);
    if (text && *count >= atoi(text)) return false;
    ++*count;
    return true;
}

int inotify_init1(int flags) {
    static int count;
    int (*real)(int) = (int (*)(int))(uintptr_t)dlsym(RTLD_NEXT, "inotify_init1");
    if (has_room("INOTIFY_QUEUES", &count)) return real(flags);
    errno = EMFILE;
    return -1;
}

int inotify_add_watch(int queue, const char *path, uint32_t mask) {
    static int count;
    int (*real)(int, const char *, uint32_t) =
        (int (*)(int, const char *, uint32_t))(uintptr_t)dlsym(RTLD_NEXT, "inotify_add_watch");
    if (has_room("INOTIFY_WATCHES", &count)) return real(queue, path, mask);
    errno = ENOSPC;
    return -1;
}

static void cut(struct timespec *time) {
    time->tv_sec -= time->tv_sec % 2;
    time->tv_nsec = 0;
}

int fstatat(int folder, const char *path, struct stat *ret, int flags) {
    int (*real)(int, const char *, struct stat *, int) =
        (int (*)(int, const char *, struct stat *, int))(uintptr_t)dlsym(RTLD_NEXT, "fstatat");
    int status = real(folder, path, ret, flags);
    if (status || !getenv("STAT_COARSE")) return status;
    cut(&ret->st_mtim);
    cut(&ret->st_ctim);
    return status;
}
