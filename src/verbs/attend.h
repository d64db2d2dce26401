// Attends a run: shows on a terminal how far it has come, and ends it when somebody asks for that.
#ifndef METIER_VERBS_ATTEND_H
#define METIER_VERBS_ATTEND_H

#include "base/progress.h"

typedef struct Attendance Attendance;

// From now on SIGINT and SIGTERM end the program at once, with a word of what stands published,
// until the run commits or lingers; after that they ask for its end and wait for it, and a second
// one does not. Where stderr is a terminal, a line there follows the phases of what takes longer
// than half a second, unless is_quiet. Call it before other threads start. NULL where that cannot
// be; the others take it.
Attendance *attend_begin(Progress *progress, bool is_quiet);

// The same as what is done on entering a sandbox, which no thread may be outside of.
typedef struct Attending {
    Progress *progress;
    bool is_quiet;
    Attendance *ret;         // set then
} Attending;
bool attend_entered(void *attending);
// The run is over: removes the line. A signal that comes from now on waits, so that the outcome is
// said in any case.
void attend_rest(Attendance *attendance);
// Ends the program as a signal that waits would have; returns where none does.
void attend_end(Attendance *attendance);

#endif
