#include "base/workers.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

enum {
    JOBS_PER_GRAB = 8,
    PROCESSORS_MAX = 1 << 20,   // that a kernel may name: where looking for more ends
};

typedef struct Crew {
    atomic_size_t next;
    size_t count;
    size_t per_grab;
    WorkerJob *job;
    void *context;
} Crew;

typedef struct Seat {
    Worker worker;
    Crew *crew;
    pthread_t thread;
    bool is_started;
} Seat;

static void *work(void *argument) {
    Seat *seat = argument;
    Crew *crew = seat->crew;
    for (;;) {
        size_t from = atomic_fetch_add(&crew->next, crew->per_grab);
        if (from >= crew->count) break;
        size_t to = crew->count - from < crew->per_grab ? crew->count : from + crew->per_grab;
        for (size_t i = from; i < to; i++) {
            buf_clear(&seat->worker.buf);
            crew->job(&seat->worker, i, crew->context);
            arena_reset(&seat->worker.scratch);
        }
    }
    return NULL;
}

void worker_free(Worker *worker) {
    arena_free(&worker->scratch);
    arena_free(&worker->aside);
    buf_free(&worker->buf);
    file_writer_end(&worker->writer);
    spare_free(&worker->spare);
}

static void run(Crew *crew, size_t thread_count, Arena *keep, Diags *diags) {
    size_t useful = (crew->count + crew->per_grab - 1) / crew->per_grab;
    size_t seat_count = thread_count < useful ? thread_count : useful;
    if (seat_count < 1) seat_count = 1;
    Seat *seats = calloc(seat_count, sizeof *seats);
    if (!seats) memory_exhausted();
    // The caller takes the first seat. A thread that cannot start leaves its work to the others.
    for (size_t i = 0; i < seat_count; i++) {
        seats[i].crew = crew;
        seats[i].worker.seat = i;
        seats[i].worker.diags.policy = diags->policy;
        if (i > 0) seats[i].is_started = !pthread_create(&seats[i].thread, NULL, work, &seats[i]);
    }
    work(&seats[0]);
    for (size_t i = 0; i < seat_count; i++) {
        if (seats[i].is_started) pthread_join(seats[i].thread, NULL);
        arena_adopt(keep, &seats[i].worker.keep);
        worker_free(&seats[i].worker);
        diags_merge(diags, &seats[i].worker.diags);
    }
    free(seats);
}

void workers_run(size_t thread_count, size_t count, WorkerJob *job, void *context, Arena *keep,
                 Diags *diags) {
    Crew crew = {.count = count, .per_grab = JOBS_PER_GRAB, .job = job, .context = context};
    run(&crew, thread_count, keep, diags);
}

void workers_run_large(size_t thread_count, size_t count, WorkerJob *job, void *context,
                       Arena *keep, Diags *diags) {
    Crew crew = {.count = count, .per_grab = 1, .job = job, .context = context};
    run(&crew, thread_count, keep, diags);
}

size_t workers_default_count(void) {
    // The kernel refuses a set that is smaller than its own.
    int error = EINVAL;
    int count = 0;
    for (size_t room = CPU_SETSIZE; room <= PROCESSORS_MAX && error == EINVAL; room *= 2) {
        cpu_set_t *set = CPU_ALLOC(room);
        if (!set) memory_exhausted();
        error = sched_getaffinity(0, CPU_ALLOC_SIZE(room), set) ? errno : 0;
        if (!error) count = CPU_COUNT_S(CPU_ALLOC_SIZE(room), set);
        CPU_FREE(set);
    }
    return count < 1 ? 1 : (size_t)count;
}
