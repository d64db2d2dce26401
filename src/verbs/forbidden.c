#include "verbs/forbidden.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

// 0 where a call was done, else its errno.
static int error_of(long result) {
    return result < 0 ? errno : 0;
}

static int open_it(const char *path, int flags) {
    int file = open(path, flags | O_CLOEXEC, 0600);
    int error = error_of(file);
    if (file >= 0) close(file);
    return error;
}

static int make_it(const char *path) {
    int error = open_it(path, O_WRONLY | O_CREAT | O_EXCL);
    if (!error) unlink(path);
    return error;
}

static int read_outside(const ForbiddenPlaces *places) {
    return open_it(places->secret, O_RDONLY);
}

static int read_link(const ForbiddenPlaces *places) {
    return open_it(places->link, O_RDONLY);
}

static int list_outside(const ForbiddenPlaces *places) {
    return open_it(places->outside, O_RDONLY | O_DIRECTORY);
}

static int write_outside(const ForbiddenPlaces *places) {
    return make_it(places->new_outside);
}

static int write_source(const ForbiddenPlaces *places) {
    return make_it(places->new_source);
}

static int change_source(const ForbiddenPlaces *places) {
    return open_it(places->config, O_WRONLY | O_APPEND);
}

static int empty_source(const ForbiddenPlaces *places) {
    return open_it(places->empty, O_RDONLY | O_TRUNC);
}

static int write_beside(const ForbiddenPlaces *places) {
    return make_it(places->new_beside);
}

static int move_source(const ForbiddenPlaces *places) {
    int error = error_of(rename(places->link, places->new_source));
    if (!error) (void)rename(places->new_source, places->link);   // where it was not refused
    return error;
}

static int change_mode(const ForbiddenPlaces *places) {
    struct stat status;
    if (stat(places->config, &status)) return errno;
    return error_of(chmod(places->config, status.st_mode & 07777));
}

// Where a pair of sockets need not be of streams, its ends send to whatever path is given.
static int reach_neighbour(const ForbiddenPlaces *places) {
    (void)places;
    int ends[2];
    int error = error_of(socketpair(AF_UNIX, SOCK_RAW | SOCK_CLOEXEC, 0, ends));
    if (error) return error;
    close(ends[0]);
    close(ends[1]);
    return 0;
}

static int open_socket(int family) {
    long descriptor = syscall(SYS_socket, family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int error = error_of(descriptor);
    if (descriptor >= 0) close((int)descriptor);
    return error;
}

static int call_host(const ForbiddenPlaces *places) {
    (void)places;
    return open_socket(AF_INET);
}

static int call_neighbour(const ForbiddenPlaces *places) {
    (void)places;
    return open_socket(AF_UNIX);
}

// It is empty: a kernel that may run it says ENOEXEC.
static int run_program(const ForbiddenPlaces *places) {
    const char *words[] = {places->program, NULL};
    int error = error_of(syscall(SYS_execve, places->program, words, words + 1));
    return error == ENOEXEC ? 0 : error;
}

// Reads a word of whoever started this from where it lies here, too.
static int look_into_process(const ForbiddenPlaces *places) {
    (void)places;
    static int word;
    int copy;
    struct iovec here = {&copy, sizeof copy};
    struct iovec there = {&word, sizeof word};
    return error_of(process_vm_readv(getppid(), &here, 1, &there, 1, 0));
}

static int signal_process(const ForbiddenPlaces *places) {
    (void)places;
    return error_of(kill(getppid(), 0));
}

static int slow_process(const ForbiddenPlaces *places) {
    (void)places;
    errno = 0;
    int priority = getpriority(PRIO_PROCESS, (id_t)getppid());
    return errno ? errno : error_of(setpriority(PRIO_PROCESS, (id_t)getppid(), priority));
}

typedef enum ForbiddenKind {
    EVERYWHERE,
    PLANTED,                 // it needs what was put into the site
    OF_NETWORK,              // allowed to whom the network is
} ForbiddenKind;

typedef struct Forbidden {
    const char *name;
    int (*attempt)(const ForbiddenPlaces *places);
    ForbiddenKind kind;
} Forbidden;

static const Forbidden rows[] = {
    {"read a file outside the site", read_outside, EVERYWHERE},
    {"read it through a link in the site", read_link, PLANTED},
    {"list a folder outside the site", list_outside, EVERYWHERE},
    {"write a file outside the site", write_outside, EVERYWHERE},
    {"write a file into content/", write_source, EVERYWHERE},
    {"change site.yaml", change_source, EVERYWHERE},
    {"empty a file of the site", empty_source, PLANTED},
    {"move a file of the site", move_source, PLANTED},
    {"change the mode of site.yaml", change_mode, EVERYWHERE},
    {"write a file beside the output folder", write_beside, EVERYWHERE},
    {"open a socket to another host", call_host, OF_NETWORK},
    {"open a socket to a program of this machine", call_neighbour, EVERYWHERE},
    {"send to a program of this machine by its path", reach_neighbour, EVERYWHERE},
    {"run a program", run_program, EVERYWHERE},
    {"look into another process", look_into_process, EVERYWHERE},
    {"send a signal to another process", signal_process, EVERYWHERE},
    {"set the priority of another process", slow_process, EVERYWHERE},
};
const size_t forbidden_count = sizeof rows / sizeof rows[0];
_Static_assert(sizeof rows / sizeof rows[0] <= FORBIDDEN_MAX, "their results have room");

const char *forbidden_name(size_t index) {
    return rows[index].name;
}

const char *const forbidden_verdict_names[] = {"refused", "already", "untried", "allowed", "done"};

static bool is_refused(int error_number) {
    return error_number == EACCES || error_number == EPERM;
}

// What is not there yet is no refusal: the build makes it.
static bool is_refused_by_system(int error_number) {
    return is_refused(error_number) || error_number == EROFS || error_number == ENOSYS;
}

static bool is_tried(const ForbiddenPlaces *places, size_t index) {
    return places->link || rows[index].kind != PLANTED;
}

ForbiddenVerdict forbidden_judge(const ForbiddenPlaces *places, size_t index, int inside,
                                 int outside) {
    if (rows[index].kind == OF_NETWORK && places->with_network) return FORBIDDEN_ALLOWED;
    if (!is_tried(places, index)) return FORBIDDEN_UNTRIED;
    if (inside && is_refused_by_system(outside)) return FORBIDDEN_ALREADY;
    return is_refused(inside) ? FORBIDDEN_REFUSED : FORBIDDEN_DONE;
}

typedef struct Trying {
    const ForbiddenPlaces *places;
    ForbiddenResults *results;
} Trying;

static void *try_all(void *context) {
    const Trying *trying = context;
    for (size_t i = 0; i < forbidden_count; i++) {
        int *result = &trying->results->errors[i];
        bool is_due = is_refused(*result) && is_tried(trying->places, i);
        if (is_due) *result = rows[i].attempt(trying->places);
    }
    return NULL;
}

void forbidden_try_all(const ForbiddenPlaces *places, ForbiddenResults *ret) {
    Trying trying = {places, ret};
    pthread_t thread;
    for (size_t i = 0; i < forbidden_count; i++) ret->errors[i] = EPERM;
    try_all(&trying);
    ret->thread_error = pthread_create(&thread, NULL, try_all, &trying);
    if (!ret->thread_error) pthread_join(thread, NULL);
}
