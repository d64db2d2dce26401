// A library to be preloaded: writes down, in their order, the calls of a program that change files, and those that wait
// until a disk has them. ORDER_LOG names the file; with ORDER_MOVES the program is killed behind so many moves. A line is
//
//   write PATH        bytes were written, or a file was cut off
//   name PATH         a file or a folder was made
//   link FROM TO      a file got a name, or another one
//   move FROM TO
//   remove PATH
//   sync PATH         the file's bytes, or the folder's names, are on the disk
//   sync-disk PATH    all that lies on the disk of that folder is
#include <errno.h>
#include <linux/openat2.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "real.h"

enum { ROOM = 4096 };

static int output = -1;   // opened at once: the program may lock itself in

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("ORDER_LOG");
    if (path) output = (int)REAL(syscall)(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (path && output < 0) abort();
}

// The whole path of a name in a folder, or of a descriptor where there is no name.
static const char *path_of(int folder, const char *name, char *ret) {
    char link[64];
    char above[ROOM];
    if (name && name[0] == '/') return name;
    if (folder == AT_FDCWD) snprintf(link, sizeof link, "/proc/self/cwd");
    else snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    ssize_t len = REAL(readlink)(link, above, sizeof above - 1);
    if (len < 0) abort();
    above[len] = '\0';
    snprintf(ret, ROOM, name ? "%.2000s/%.2000s" : "%.2000s", above, name);
    return ret;
}

static long note(long status, const char *what, const char *path, const char *target) {
    char line[3 * ROOM];
    int saved = errno;
    int size = snprintf(line, sizeof line, "%s\t%s%s%s\n", what, path, target ? "\t" : "", target ? target : "");
    if (status >= 0 && output >= 0 && REAL(write)(output, line, (size_t)size) != size) abort();
    errno = saved;
    return status;
}

static long opened(long fd, int flags) {
    char room[ROOM];
    if (fd < 0 || !(flags & O_CREAT) || output < 0) return fd;
    return note(fd, "name", path_of((int)fd, NULL, room), NULL);
}

long syscall(long number, ...) {
    WORDS(a, number);
    long ret = REAL(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5]);
    return number == SYS_openat2 ? opened(ret, (int)((const struct open_how *)a[2])->flags) : ret;
}

int openat(int folder, const char *path, int flags, ...) {
    MODE(mode, flags);
    return (int)opened(REAL(openat)(folder, path, flags, mode), flags);
}

// A pipe has no path.
static long written(long status, int fd) {
    char room[ROOM];
    const char *path = output >= 0 && fd != output ? path_of(fd, NULL, room) : "";
    return path[0] == '/' ? note(status, "write", path, NULL) : status;
}
ssize_t write(int fd, const void *bytes, size_t size) { return written(REAL(write)(fd, bytes, size), fd); }
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at) { return written(REAL(pwrite)(fd, bytes, size, at), fd); }
int ftruncate(int fd, off_t size) { return (int)written(REAL(ftruncate)(fd, size), fd); }

static long synced(long status, const char *what, int fd) {
    char room[ROOM];
    return note(status, what, path_of(fd, NULL, room), NULL);
}
int fsync(int fd) { return (int)synced(REAL(fsync)(fd), "sync", fd); }
int fdatasync(int fd) { return (int)synced(REAL(fdatasync)(fd), "sync", fd); }
int syncfs(int fd) { return (int)synced(REAL(syncfs)(fd), "sync-disk", fd); }

int mkdirat(int folder, const char *path, mode_t mode) {
    char room[ROOM];
    return (int)note(REAL(mkdirat)(folder, path, mode), "name", path_of(folder, path, room), NULL);
}

int unlinkat(int folder, const char *path, int flags) {
    char room[ROOM];
    return (int)note(REAL(unlinkat)(folder, path, flags), "remove", path_of(folder, path, room), NULL);
}

static int moved(int status, int a, const char *from, int b, const char *to) {
    char room[ROOM];
    char other[ROOM];
    static int count;
    const char *last = getenv("ORDER_MOVES");
    note(status, "move", path_of(a, from, room), path_of(b, to, other));
    if (last && ++count == atoi(last)) kill(getpid(), SIGKILL);
    return status;
}
int renameat(int a, const char *from, int b, const char *to) { return moved(REAL(renameat)(a, from, b, to), a, from, b, to); }
int renameat2(int a, const char *from, int b, const char *to, unsigned flags) {
    return moved(REAL(renameat2)(a, from, b, to, flags), a, from, b, to);
}

// A file without a name is linked by /proc/self/fd/N, which stands for it.
int linkat(int a, const char *from, int b, const char *to, int flags) {
    char room[ROOM];
    char other[ROOM];
    char source[ROOM] = "";
    ssize_t len = flags & AT_SYMLINK_FOLLOW ? REAL(readlink)(from, source, sizeof source - 1) : -1;
    if (len < 0) snprintf(source, sizeof source, "%s", path_of(a, from, room));
    return (int)note(REAL(linkat)(a, from, b, to, flags), "link", source, path_of(b, to, other));
}
