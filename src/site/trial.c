#include "site/trial.h"

#include <stdlib.h>

#include "base/workers.h"

// Entries of one job share the anchors that are held.
enum { JOBS_MIN = 64, ENTRIES_PER_JOB_MAX = 256 };

typedef struct Trial {
    const Site *site;
    EntryLook *look;
    void *context;
    bool *is_open;           // by index of the entry
    size_t per_job;
} Trial;

static void try_one(const Trial *trial, size_t index, Anchors *anchors, Worker *worker) {
    DerivedStep own = {.arena = worker->keep, .spare = worker->spare,
                       .diags.policy = worker->diags.policy,
                       .suggestions.compared_count = SUGGESTION_NAMES_MAX};
    anchors->suggestions = &own.suggestions;
    trial->is_open[index] = !trial->look(trial->context, index, anchors, &own, true);
    worker->keep = own.arena;
    worker->spare = own.spare;
    if (trial->is_open[index]) diags_free(&own.diags);
    else diags_merge(&worker->diags, &own.diags);
    arena_free(&own.suggestions.arena);
}

static void try_some(Worker *worker, size_t job, void *context) {
    const Trial *trial = context;
    size_t to = (job + 1) * trial->per_job;
    if (to > trial->site->entry_count) to = trial->site->entry_count;
    Anchors anchors = {.site = trial->site};
    for (size_t i = job * trial->per_job; i < to; i++) try_one(trial, i, &anchors, worker);
    anchors_free(&anchors);
}

void entries_look(const Site *site, EntryLook *look, void *context, DerivedStep *own) {
    size_t count = site->entry_count;
    size_t per_job = count / JOBS_MIN + 1;
    if (per_job > ENTRIES_PER_JOB_MAX) per_job = ENTRIES_PER_JOB_MAX;
    Trial trial = {site, look, context, calloc(count + 1, sizeof(bool)), per_job};
    if (!trial.is_open) memory_exhausted();
    workers_run_large(site->sources->options.thread_count, (count + per_job - 1) / per_job,
                      try_some, &trial, &own->arena, &own->diags);
    Anchors anchors = {.site = site, .suggestions = &own->suggestions};
    for (size_t i = 0; i < count; i++) {
        if (trial.is_open[i]) look(context, i, &anchors, own, false);
    }
    anchors_free(&anchors);
    free(trial.is_open);
}
