#include "verbs/attend.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"

enum { ENDS = SIGUSR2, LOOK_NS = 100 * 1000 * 1000 };
static const double SHOWN_AFTER_S = 0.5;

typedef struct Attendance {
    Progress *progress;
    pthread_t thread;
    sigset_t signals;        // that the thread waits for
    sigset_t before;         // the mask of the caller
    atomic_bool is_over;     // what ENDS says, unless it came from elsewhere
    double start_s;
    int signal_number;       // that came, or 0
    bool has_line;           // a line may be shown
    bool is_shown;
} Attendance;

static bool is_terminal(void) {
    const char *kind = getenv("TERM");
    return isatty(STDERR_FILENO) && kind && strcmp(kind, "dumb") != 0;
}

static void show(Attendance *attendance) {
    const char *phase = atomic_load(&attendance->progress->phase);
    bool is_long = clock_wall_s() - attendance->start_s > SHOWN_AFTER_S;
    if (!attendance->has_line || !phase || !is_long) return;
    size_t total = atomic_load(&attendance->progress->total);
    size_t done = atomic_load(&attendance->progress->done);
    if (total) fprintf(stderr, "\r\033[K%s: %zu of %zu", phase, done, total);
    else fprintf(stderr, "\r\033[K%s", phase);
    fflush(stderr);
    attendance->is_shown = true;
}

static void hide(const Attendance *attendance) {
    if (!attendance->is_shown) return;
    fputs("\r\033[K", stderr);
    fflush(stderr);   // it is no whole line
}

// As the signal would have ended it.
_Noreturn static void die(int signal_number) {
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, signal_number);
    signal(signal_number, SIG_DFL);
    pthread_sigmask(SIG_UNBLOCK, &only, NULL);
    raise(signal_number);
    _exit(128 + signal_number);   // where something ignores it
}

// What was begun before the run commits is of no effect, and the next build clears it away: so
// nobody has to wait for the run to notice.
static void take_signal(Attendance *attendance, int number) {
    hide(attendance);
    if (progress_stop(attendance->progress)) {
        fputs("metier: stopped; nothing of this build was published\n", stderr);
        die(number);
    }
    if (attendance->signal_number) {
        bool is_lingering = atomic_load(&attendance->progress->state) == PROGRESS_LINGERS;
        fputs(is_lingering ? "metier: stopped\n"
                           : "metier: stopped while it published; the next build completes it\n",
              stderr);
        die(number);
    }
    attendance->signal_number = number;
    progress_ask(attendance->progress);
}

static void *attend(void *argument) {
    Attendance *attendance = argument;
    for (;;) {
        const struct timespec look = {.tv_nsec = LOOK_NS};
        int number = sigtimedwait(&attendance->signals, NULL, &look);
        if (number == ENDS && atomic_load(&attendance->is_over)) return NULL;
        if (number > 0 && number != ENDS) take_signal(attendance, number);
        show(attendance);
    }
}

// Whoever started the program may have said that it shall not hear of a signal.
static void add_unless_ignored(sigset_t *signals, int number) {
    struct sigaction action;
    bool is_ignored = !sigaction(number, NULL, &action) && action.sa_handler == SIG_IGN;
    if (!is_ignored) sigaddset(signals, number);
}

static bool entered(void *context) {
    Attending *attending = context;
    Attendance *ret = calloc(1, sizeof *ret);
    if (!ret) memory_exhausted();
    ret->progress = &attending->progress;
    ret->start_s = clock_wall_s();
    ret->has_line = !attending->is_quiet && is_terminal();
    sigemptyset(&ret->signals);
    add_unless_ignored(&ret->signals, SIGINT);
    add_unless_ignored(&ret->signals, SIGTERM);
    sigaddset(&ret->signals, ENDS);
    pthread_sigmask(SIG_BLOCK, &ret->signals, &ret->before);
    if (!pthread_create(&ret->thread, NULL, attend, ret)) {
        attending->attendance = ret;
        return true;
    }
    // Without the thread signals do what they always do.
    pthread_sigmask(SIG_SETMASK, &ret->before, NULL);
    free(ret);
    return true;
}

void attend_begin(Attending *attending) {
    // Published files are for a web server to read: the umask of the builder must not matter.
    umask(022);
    // Who has mended is inside already; meanwhile nobody attended it.
    attending->sandbox.entered = entered;
    attending->sandbox.context = attending;
    if (attending->sandbox.state != SANDBOX_OUTSIDE) entered(attending);
}

void attend_rest(Attending *attending) {
    Attendance *attendance = attending->attendance;
    if (!attendance) return;
    atomic_store(&attendance->is_over, true);
    pthread_kill(attendance->thread, ENDS);
    pthread_join(attendance->thread, NULL);
    hide(attendance);
}

void attend_end(Attending *attending) {
    Attendance *attendance = attending->attendance;
    sandbox_end(&attending->sandbox);
    fflush(stdout);
    if (!attendance) return;
    if (attendance->signal_number) die(attendance->signal_number);
    // Whoever sends that one may be late: the program is about to end anyhow.
    sigaddset(&attendance->before, ENDS);
    pthread_sigmask(SIG_SETMASK, &attendance->before, NULL);
    free(attendance);
}
