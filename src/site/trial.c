#include "site/trial.h"

#include <stdlib.h>

#include "base/workers.h"

typedef struct Trial {
    EntryLook *look;
    void *context;
    bool *is_open;           // by index of the entry
} Trial;

static void try_one(Worker *worker, size_t index, void *context) {
    const Trial *trial = context;
    DerivedStep own = {.arena = worker->keep, .diags.policy = worker->diags.policy,
                       .suggestions.compared_count = SUGGESTION_NAMES_MAX};
    trial->is_open[index] = !trial->look(trial->context, index, &own, true);
    worker->keep = own.arena;
    if (trial->is_open[index]) diags_free(&own.diags);
    else diags_merge(&worker->diags, &own.diags);
    arena_free(&own.suggestions.arena);
}

void entries_look(const Site *site, EntryLook *look, void *context, DerivedStep *own) {
    Trial trial = {look, context, calloc(site->entry_count + 1, sizeof(bool))};
    if (!trial.is_open) memory_exhausted();
    workers_run(site->sources->options.thread_count, site->entry_count, try_one, &trial,
                &own->arena, &own->diags);
    for (size_t i = 0; i < site->entry_count; i++) {
        if (trial.is_open[i]) look(context, i, own, false);
    }
    free(trial.is_open);
}
