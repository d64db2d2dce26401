// A library to be preloaded: makes one system call of a program fail, or kills the program there.
//
//   FAULT_CALLS  write: calls that change the disk; read: calls that look at it; write-at, read-at: those of them that
//                say where in a file
//   FAULT_AT     which of them, from 1 on; 0: none, they are only counted
//   FAULT_DO     kill: SIGKILL before the call; killed-after: behind it; short: half of a read or
//                write; else an errno as a number: the call is not made and gives that error
//   FAULT_COUNT  a file for the number of calls that were made
//   FAULT_KINDS  a file for a letter of each: d where bytes go in or out, which may be half of them; else .
//   FAULT_WITHOUT_OPENAT2  set: that call does not exist, as before Linux 5.6
//   FAULT_LOG    a file to which the path of each file that is opened to be read is added
//   FAULT_CHANGE a file, as the program names it, that grows by a letter before it is opened for the
//   FAULT_CHANGE_AT  how manieth time
//   FAULT_GROWS  the file that does, where it is another one; then FAULT_CHANGE may be a folder
//   FAULT_SWAP   a folder that stands in the place of FAULT_PLACE from then until the next file is opened
//   FAULT_ROOM   as many bytes of addresses as the program may have
//   FAULT_SIGNAL a signal, as a number, that comes to the program whenever it has joined a thread
//
// Calls on a descriptor count when it was opened through openat or openat2, so that what the linker
// and libraries load does not.
#include <dirent.h>
#include <errno.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "real.h"

enum { FD_MAX = 4096, WRITING = 1, READING = 2, CALLS_MAX = 1 << 20 };

static atomic_long *made;              // of the program, and of a process that it starts for an errand
static char *kinds;                    // of these
static pid_t program;
static int count = -1, kept = -1;      // descriptors: the program may lock itself in
static long wanted;
static int error_number;
static bool is_kill, is_kill_after, is_short, wants_writes, wants_places, has_openat2;
static unsigned char opened[FD_MAX];   // WRITING, READING: how a descriptor was opened

static int open_named(const char *variable) {
    const char *path = getenv(variable);
    return path ? (int)REAL(syscall)(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644) : -1;
}

__attribute__((constructor)) static void begin(void) {
    count = open_named("FAULT_COUNT");
    kept = open_named("FAULT_KINDS");
    made = mmap(NULL, sizeof *made + CALLS_MAX, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (made == MAP_FAILED) abort();
    kinds = (char *)(made + 1);
    program = getpid();
    const char *what = getenv("FAULT_DO");
    const char *at = getenv("FAULT_AT");
    const char *calls = getenv("FAULT_CALLS");
    wanted = at ? atol(at) : 0;
    is_kill = what && !strcmp(what, "kill");
    is_kill_after = what && !strcmp(what, "killed-after");
    is_short = what && !strcmp(what, "short");
    error_number = what ? atoi(what) : 0;
    has_openat2 = !getenv("FAULT_WITHOUT_OPENAT2");
    wants_writes = !calls || !strncmp(calls, "write", 5);
    wants_places = calls && strstr(calls, "-at");
    const char *room = getenv("FAULT_ROOM");
    struct rlimit limit = {.rlim_cur = room ? (rlim_t)atoll(room) : 0, .rlim_max = room ? (rlim_t)atoll(room) : 0};
    if (room) setrlimit(RLIMIT_AS, &limit);
}

__attribute__((destructor)) static void end(void) {
    if (count >= 0) dprintf(count, "%ld\n", atomic_load(made));
    if (kept >= 0) dprintf(kept, "%s", kinds);
}

// All of it at once. What it has written stays with the system: what a loss of power would take is looked at in order.c.
static void end_all(void) {
    if (getpid() != program) kill(program, SIGKILL);
    kill(getpid(), SIGKILL);
}

// Counts a call; true when it is the one that shall not be made.
static bool is_failed_as(bool is_write, char kind) {
    if (is_write != wants_writes || (wants_places && kind != 'a')) return false;
    long number = atomic_fetch_add(made, 1);
    if (number < CALLS_MAX - 1) kinds[number] = kind == 'a' ? 'd' : kind;
    if (number + 1 != wanted) return false;
    if (is_kill) end_all();
    if (is_kill_after || is_short) return false;
    errno = error_number;
    return true;
}

static bool is_failed(bool is_write) {
    return is_failed_as(is_write, '.');
}

static long after(long ret, bool is_write) {
    int saved = errno;
    if (is_kill_after && is_write == wants_writes && atomic_load(made) == wanted) end_all();
    errno = saved;
    return ret;
}

int pthread_join(pthread_t thread, void **ret) {
    const char *number = getenv("FAULT_SIGNAL");
    int status = REAL(pthread_join)(thread, ret);
    if (number) kill(getpid(), atoi(number));
    return status;
}

static void append(int folder, const char *path, const char *text) {
    int fd = (int)REAL(syscall)(SYS_openat, folder, path, O_WRONLY | O_APPEND | O_CREAT, 0644);
    if (fd < 0) return;
    if (REAL(write)(fd, text, strlen(text)) < 0) perror(path);
    REAL(close)(fd);
}

// Two folders change places.
static void swap(const char *a, const char *b) {
    char aside[2048];
    snprintf(aside, sizeof aside, "%s.aside", b);
    if (rename(a, aside) || rename(b, a) || rename(aside, b)) abort();
}

// Notes that a file is about to be opened to be read, and changes it.
static void note_reading(int folder, const char *path, int flags) {
    static atomic_long count;
    const char *log = getenv("FAULT_LOG");
    const char *changed = getenv("FAULT_CHANGE");
    const char *at = getenv("FAULT_CHANGE_AT");
    const char *grows = getenv("FAULT_GROWS");
    const char *other = getenv("FAULT_SWAP");
    static atomic_bool is_swapped;
    if ((flags & O_ACCMODE) != O_RDONLY || flags & O_PATH || (flags & O_DIRECTORY && !grows)) return;
    if (log) {
        char line[2048];
        snprintf(line, sizeof line, "%s\n", path);
        append(AT_FDCWD, log, line);
    }
    if (atomic_exchange(&is_swapped, false)) swap(getenv("FAULT_PLACE"), other);
    if (changed && at && !strcmp(path, changed) && atomic_fetch_add(&count, 1) + 1 == atol(at)) {
        if (other) swap(getenv("FAULT_PLACE"), other);
        else append(folder, grows ? grows : path, "x");
        atomic_store(&is_swapped, other != NULL);
    }
}

static bool is_writing(int flags) {
    return (flags & O_ACCMODE) != O_RDONLY || flags & O_CREAT;
}

static long remember(long fd, int flags) {
    if (fd >= 0 && fd < FD_MAX) opened[fd] = is_writing(flags) ? WRITING : READING;
    return fd;
}

static unsigned char how_opened(int fd) {
    return fd >= 0 && fd < FD_MAX ? opened[fd] : 0;
}

long syscall(long number, ...) {
    WORDS(a, number);
    if (number != SYS_openat2) return REAL(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5]);
    if (!has_openat2) {
        errno = ENOSYS;
        return -1;
    }
    int flags = (int)((const struct open_how *)a[2])->flags;
    note_reading((int)a[0], (const char *)a[1], flags);
    if (is_failed(is_writing(flags))) return -1;
    return after(remember(REAL(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5]), flags), is_writing(flags));
}

int openat(int folder, const char *path, int flags, ...) {
    MODE(mode, flags);
    note_reading(folder, path, flags);
    if (is_failed(is_writing(flags))) return -1;
    return (int)after(remember(REAL(openat)(folder, path, flags, mode), flags), is_writing(flags));
}

int __openat_2(int folder, const char *path, int flags) {
    return openat(folder, path, flags);
}

int open(const char *path, int flags, ...) {
    MODE(mode, flags);
    if (is_failed(is_writing(flags))) return -1;
    return (int)after(remember(REAL(open)(path, flags, mode), flags), is_writing(flags));
}

int fcntl(int fd, int what, ...) {
    va_list list;
    va_start(list, what);
    long more = va_arg(list, long);
    va_end(list);
    bool is_copy = (what == F_DUPFD || what == F_DUPFD_CLOEXEC) && how_opened(fd);
    if (is_copy && is_failed(false)) return -1;
    int ret = REAL(fcntl)(fd, what, more);
    if (is_copy && ret >= 0 && ret < FD_MAX) opened[ret] = opened[fd];
    return ret;
}

ssize_t write(int fd, const void *bytes, size_t size) {
    if (how_opened(fd) != WRITING) return REAL(write)(fd, bytes, size);
    if (is_failed_as(true, 'd')) return -1;
    bool is_halved = is_short && wants_writes && atomic_load(made) == wanted && size > 1;
    return after(REAL(write)(fd, bytes, is_halved ? size / 2 : size), true);
}

ssize_t read(int fd, void *bytes, size_t size) {
    if (!how_opened(fd)) return REAL(read)(fd, bytes, size);
    if (is_failed_as(false, 'd')) return -1;
    bool is_halved = is_short && !wants_writes && atomic_load(made) == wanted && size > 1;
    return after(REAL(read)(fd, bytes, is_halved ? size / 2 : size), false);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at) {
    if (how_opened(fd) != WRITING) return REAL(pwrite)(fd, bytes, size, at);
    if (is_failed_as(true, 'a')) return -1;
    bool is_halved = is_short && wants_writes && atomic_load(made) == wanted && size > 1;
    return after(REAL(pwrite)(fd, bytes, is_halved ? size / 2 : size, at), true);
}

ssize_t pread(int fd, void *bytes, size_t size, off_t at) {
    if (!how_opened(fd)) return REAL(pread)(fd, bytes, size, at);
    if (is_failed_as(false, 'a')) return -1;
    bool is_halved = is_short && !wants_writes && atomic_load(made) == wanted && size > 1;
    return after(REAL(pread)(fd, bytes, is_halved ? size / 2 : size, at), false);
}

ssize_t __pread_chk(int fd, void *bytes, size_t size, off_t at, size_t room) {
    (void)room;
    return pread(fd, bytes, size, at);
}

ssize_t __read_chk(int fd, void *bytes, size_t size, size_t room) {
    (void)room;
    return read(fd, bytes, size);
}

struct dirent *readdir(DIR *listed) {
    if (is_failed(false)) return NULL;
    return REAL(readdir)(listed);
}

int fstat(int fd, struct stat *status) {
    if (how_opened(fd) && is_failed(false)) return -1;
    return REAL(fstat)(fd, status);
}

int close(int fd) {
    bool is_written = how_opened(fd) == WRITING;
    if (fd >= 0 && fd < FD_MAX) opened[fd] = 0;
    bool fails = is_written && is_failed(true);
    int saved = errno;
    int ret = REAL(close)(fd);   // Linux closes even where it says that it failed
    if (fails) errno = saved;
    return fails ? -1 : (int)after(ret, is_written);
}

#define READING_CALL(type, name, parameters, arguments, failure)    \
    type name parameters {                                        \
        return is_failed(false) ? (failure) : REAL(name) arguments; \
    }
READING_CALL(int, fstatat, (int folder, const char *path, struct stat *ret, int flags), (folder, path, ret, flags), -1)
READING_CALL(int, statx, (int folder, const char *path, int flags, unsigned mask, struct statx *ret), (folder, path, flags, mask, ret), -1)
READING_CALL(ssize_t, readlinkat, (int folder, const char *path, char *ret, size_t size), (folder, path, ret, size), -1)
READING_CALL(ssize_t, __readlinkat_chk, (int folder, const char *path, char *ret, size_t size, size_t room), (folder, path, ret, size, room), -1)
READING_CALL(DIR *, fdopendir, (int fd), (fd), NULL)
READING_CALL(DIR *, opendir, (const char *path), (path), NULL)
READING_CALL(int, pipe2, (int ends[2], int flags), (ends, flags), -1)
READING_CALL(pid_t, fork, (void), (), -1)

#define CHANGING(name, parameters, arguments)                     \
    int name parameters {                                         \
        if (is_failed(true)) return -1;                           \
        return (int)after(REAL(name) arguments, true);            \
    }
CHANGING(fsync, (int fd), (fd))
CHANGING(syncfs, (int fd), (fd))
CHANGING(fchmod, (int fd, mode_t mode), (fd, mode))
CHANGING(fchown, (int fd, uid_t user, gid_t group), (fd, user, group))
CHANGING(flock, (int fd, int how), (fd, how))
CHANGING(mkdirat, (int folder, const char *path, mode_t mode), (folder, path, mode))
CHANGING(unlinkat, (int folder, const char *path, int flags), (folder, path, flags))
CHANGING(renameat, (int a, const char *from, int b, const char *to), (a, from, b, to))
CHANGING(renameat2, (int a, const char *from, int b, const char *to, unsigned flags), (a, from, b, to, flags))
CHANGING(linkat, (int a, const char *from, int b, const char *to, int flags), (a, from, b, to, flags))
