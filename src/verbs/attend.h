// Attends a run that publishes: shows on a terminal how far it has come, and ends it when somebody
// asks for that.
#ifndef METIER_VERBS_ATTEND_H
#define METIER_VERBS_ATTEND_H

#include "base/progress.h"
#include "base/sandbox.h"

// Set what the sandbox and the line are to be, and call sandbox_begin. It stays where it is.
typedef struct Attending {
    Sandbox sandbox;
    Progress progress;       // of the run
    bool is_quiet;           // no line
    struct Attendance *attendance;   // NULL until then, and where no thread is to be had
} Attending;

// The files that are written from now on are for everybody to read. Once the sandbox is entered,
// which no thread may be outside of, SIGINT and SIGTERM end the program at once, with a word of
// what stands published, until the run commits or lingers; after that they ask for its end and wait
// for it, and a second one does not. Where stderr is a terminal, a line there follows the phases of
// what takes longer than half a second. Call it before other threads start.
void attend_begin(Attending *attending);
// The run is over: removes the line. A signal that comes from now on waits, so that the outcome is
// said in any case.
void attend_rest(Attending *attending);
// The outcome is said: ends the program as a signal that waits would have; returns where none does.
void attend_end(Attending *attending);

#endif
