#include "base/errand.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static ssize_t read_whole(int from, void *bytes, size_t size) {
    ssize_t count;
    do count = read(from, bytes, size);   // as small as this comes in one piece
    while (count < 0 && errno == EINTR);
    return count;
}

static bool write_whole(int to, const void *bytes, size_t size) {
    ssize_t count;
    do count = write(to, bytes, size);
    while (count < 0 && errno == EINTR);
    return count == (ssize_t)size;
}

// Whoever ends the program with a key or a signal means the one that asks.
static void hear_nothing(void) {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
}

__attribute__((noreturn))
static void serve(ErrandWork *work, void *context, int orders, int answers) {
    char order;
    bool is_asked = true;
    while (is_asked && read_whole(orders, &order, sizeof order) == sizeof order) {
        int error_number = work(context) ? 0 : errno;
        is_asked = write_whole(answers, &error_number, sizeof error_number);
    }
    _exit(0);
}

static bool close_all(const int *descriptors, size_t count) {
    int saved = errno;
    for (size_t i = 0; i < count; i++) {
        if (descriptors[i] >= 0) close(descriptors[i]);
    }
    errno = saved;
    return false;
}

bool errand_begin(ErrandWork *work, void *context, int unshared, Errand *ret) {
    int ends[4] = {-1, -1, -1, -1};   // of the pipe of orders and that of answers
    if (pipe2(ends, O_CLOEXEC) || pipe2(ends + 2, O_CLOEXEC)) return close_all(ends, 4);
    pid_t process = fork();
    if (process < 0) return close_all(ends, 4);
    if (!process) {
        hear_nothing();
        close_all((const int[]){ends[1], ends[2], unshared}, 3);
        serve(work, context, ends[0], ends[3]);
    }
    close_all((const int[]){ends[0], ends[3]}, 2);
    *ret = (Errand){process, ends[1], ends[2]};
    return true;
}

bool errand_run(const Errand *errand) {
    const char order = 1;
    int error_number = EPIPE;
    struct sigaction usual;
    const struct sigaction none = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &none, &usual);
    bool is_asked = write_whole(errand->order, &order, sizeof order);
    sigaction(SIGPIPE, &usual, NULL);
    if (is_asked) {
        int answer;
        bool is_answered = read_whole(errand->answer, &answer, sizeof answer) == sizeof answer;
        if (is_answered) error_number = answer;
    }
    errno = error_number;
    return !error_number;
}

void errand_end(Errand *errand) {
    if (!errand->process) return;
    close_all((const int[]){errand->order, errand->answer}, 2);
    while (waitpid(errand->process, NULL, 0) < 0 && errno == EINTR) continue;
    *errand = (Errand){0};
}
