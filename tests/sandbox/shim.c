// Preloaded into the program: other kernels, and a program that was fooled.
//
//   SHIM_LANDLOCK=N     the kernel's Landlock has this version; below 0: the errno that it answers with
//   SHIM_SECCOMP=-N     likewise
//   SHIM_ERRAND=before  a process that the program has started is killed before it moves something, or "after"
//   SHIM_YAMA=1         nobody looks into other processes, inside or outside
//   SHIM_THREADS=1      no thread can start
//   SHIM_FROM, SHIM_TO  where a path ends with the one, the other is opened in its place, whatever it is: as if none
//                       of the program's own looks at paths and links were there
#include <errno.h>
#include <signal.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "../fault/real.h"

static pid_t program;
__attribute__((constructor)) static void begin(void) { program = getpid(); }

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
    const char *when = getpid() == program ? NULL : getenv("SHIM_ERRAND");
    if (when && !strcmp(when, "before")) kill(getpid(), SIGKILL);
    int ret = REAL(renameat2)(from_folder, from, to_folder, to, flags);
    if (when) kill(getpid(), SIGKILL);
    return ret;
}

static int setting(const char *name) {
    const char *value = getenv(name);
    return value ? atoi(value) : 0;
}

static long fail(int error) {
    errno = error;
    return -1;
}

ssize_t process_vm_readv(pid_t process, const struct iovec *here, unsigned long count, const struct iovec *there, unsigned long there_count, unsigned long flags) {
    if (setting("SHIM_YAMA")) return fail(EPERM);
    return syscall(SYS_process_vm_readv, process, here, count, there, there_count, flags);
}

int pthread_create(pthread_t *ret, const pthread_attr_t *attributes, void *(*begin)(void *), void *context) {
    return setting("SHIM_THREADS") ? EAGAIN : REAL(pthread_create)(ret, attributes, begin, context);
}

static int is_fooled(const char *path) {
    const char *from = getenv("SHIM_FROM");
    size_t size = from ? strlen(from) : 0, length = strlen(path);
    return from && length >= size && !strcmp(path + length - size, from);
}

long syscall(long number, ...) {
    WORDS(a, number);
    int landlock = setting("SHIM_LANDLOCK"), seccomp = setting("SHIM_SECCOMP");
    if (number == SYS_landlock_create_ruleset && landlock < 0) return fail(-landlock);
    if (number == SYS_landlock_create_ruleset && landlock && a[2]) return landlock;
    if (number == SYS_seccomp && seccomp < 0) return fail(-seccomp);
    if (number == SYS_openat2 && is_fooled((const char *)a[1])) {
        const struct open_how *how = (const void *)a[2];
        return open(getenv("SHIM_TO"), (int)how->flags & ~O_NOFOLLOW & ~O_EXCL, (mode_t)how->mode);
    }
    return REAL(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
