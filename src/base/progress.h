// Progress: how far a run has come, for whoever watches it, what each of its phases cost, and
// whether it may still be stopped. One thread goes through the phases; any thread may count, watch
// or stop. All functions but progress_stop and progress_ask take NULL, for a run that nobody
// watches.
#ifndef METIER_BASE_PROGRESS_H
#define METIER_BASE_PROGRESS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PHASES_MAX = 16 };

typedef struct Phase {
    const char *name;        // a literal: "load"
    double wall_s;
    double cpu_s;            // of all threads
    size_t file_count;
    uint64_t size;           // bytes
} Phase;

// Until it commits, a run may end at any moment and nobody sees that it was; then it has to go on.
// Where it lingers, what was done so far is worth an end of its own, which it comes to soon when it
// is asked to.
typedef enum ProgressState {
    PROGRESS_BEGINS, PROGRESS_STOPPED, PROGRESS_COMMITS, PROGRESS_LINGERS,
} ProgressState;

// Zero-initialise to start.
typedef struct Progress {
    Phase phases[PHASES_MAX];  // whole ones, and the running one behind them
    size_t phase_count;        // of whole ones
    double wall_start_s;       // of the running one
    double cpu_start_s;
    _Atomic(const char *) phase;  // the running one's name, or NULL
    atomic_size_t total;       // files of the running phase; 0: not known
    atomic_size_t done;
    atomic_uint_least64_t size;   // bytes
    atomic_int state;          // a ProgressState
    atomic_bool is_asked;      // to end soon
} Progress;

// Ends the phase that runs and begins another one, of `total` files (0: not known).
void progress_begin(Progress *progress, const char *phase, size_t total);
void progress_end(Progress *progress);
// One more file of so many bytes is done.
void progress_count(Progress *progress, uint64_t size);

// Says that what follows must be gone through with; false when the run was stopped before.
bool progress_commit(Progress *progress);
// The same of what follows: it is gone through with, unless the run is asked to end.
bool progress_linger(Progress *progress);
void progress_ask(Progress *progress);
bool progress_is_asked(const Progress *progress);
// Whether the run could be stopped: from now on it never commits.
bool progress_stop(Progress *progress);

double clock_wall_s(void);     // seconds of a clock that only goes on

#endif
