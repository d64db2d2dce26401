// Workers: one job function over a range of indexes, on several threads.
#ifndef METIER_BASE_WORKERS_H
#define METIER_BASE_WORKERS_H

#include "base/file.h"
#include "base/memory.h"

// What one worker thread has for itself. Zero-initialise to start.
typedef struct Worker {
    size_t seat;     // which it is of those that run at once: from 0
    Arena keep;      // adopted by the caller's arena at the join
    Arena scratch;   // reset after each job
    Arena aside;     // for what a job resets by itself
    void *kept;      // in there: what a job has left for the next; NULL at first
    Buf buf;         // for a job's bytes; cleared before each job
    SpareBufs spare;
    FileWriter writer;
    Diags diags;     // merged into the caller's at the join
} Worker;

void worker_free(Worker *worker);   // all but `keep` and `diags`

typedef void WorkerJob(Worker *worker, size_t index, void *context);

// Calls job(worker, i, context) once for each i < count on up to `thread_count` threads, in no
// fixed order; the order of results must come from slots by index. Returns when all are done.
void workers_run(size_t thread_count, size_t count, WorkerJob *job, void *context, Arena *keep,
                 Diags *diags);
// The same of jobs that each take long, however few they are.
void workers_run_large(size_t thread_count, size_t count, WorkerJob *job, void *context,
                       Arena *keep, Diags *diags);
size_t workers_default_count(void);  // processors that this process may use

#endif
