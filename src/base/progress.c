#include "base/progress.h"

#include <time.h>

static double clock_s(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double clock_wall_s(void) {
    return clock_s(CLOCK_MONOTONIC);
}

void progress_end(Progress *progress) {
    const char *name = progress ? atomic_exchange(&progress->phase, NULL) : NULL;
    if (!name || progress->phase_count == PHASES_MAX) return;
    progress->phases[progress->phase_count++] = (Phase){
        .name = name,
        .wall_s = clock_wall_s() - progress->wall_start_s,
        .cpu_s = clock_s(CLOCK_PROCESS_CPUTIME_ID) - progress->cpu_start_s,
        .file_count = atomic_load(&progress->done),
        .size = atomic_load(&progress->size),
    };
}

void progress_begin(Progress *progress, const char *phase, size_t total) {
    if (!progress) return;
    progress_end(progress);
    progress->wall_start_s = clock_wall_s();
    progress->cpu_start_s = clock_s(CLOCK_PROCESS_CPUTIME_ID);
    atomic_store(&progress->total, total);
    atomic_store(&progress->done, 0);
    atomic_store(&progress->size, 0);
    atomic_store(&progress->phase, phase);
}

void progress_count(Progress *progress, uint64_t size) {
    if (!progress) return;
    atomic_fetch_add_explicit(&progress->done, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&progress->size, size, memory_order_relaxed);
}

static bool leave_beginning(Progress *progress, ProgressState state) {
    int expected = PROGRESS_BEGINS;
    return atomic_compare_exchange_strong(&progress->state, &expected, (int)state);
}

bool progress_commit(Progress *progress) {
    return !progress || leave_beginning(progress, PROGRESS_COMMITS);
}

bool progress_linger(Progress *progress) {
    return !progress || leave_beginning(progress, PROGRESS_LINGERS);
}

void progress_ask(Progress *progress) {
    atomic_store(&progress->is_asked, true);
}

bool progress_is_asked(const Progress *progress) {
    return progress && atomic_load(&progress->is_asked);
}

bool progress_stop(Progress *progress) {
    return leave_beginning(progress, PROGRESS_STOPPED);
}
