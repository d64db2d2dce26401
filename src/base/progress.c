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
    const char *name = atomic_exchange(&progress->phase, NULL);
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
    progress_end(progress);
    progress->wall_start_s = clock_wall_s();
    progress->cpu_start_s = clock_s(CLOCK_PROCESS_CPUTIME_ID);
    atomic_store(&progress->total, total);
    atomic_store(&progress->done, 0);
    atomic_store(&progress->size, 0);
    atomic_store(&progress->phase, phase);
}

void progress_count(Progress *progress, uint64_t size) {
    atomic_fetch_add_explicit(&progress->done, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&progress->size, size, memory_order_relaxed);
}

void progress_stop(Progress *progress) {
    atomic_store(&progress->is_stopped, true);
}

bool progress_is_stopped(const Progress *progress) {
    return atomic_load_explicit(&progress->is_stopped, memory_order_relaxed);
}
