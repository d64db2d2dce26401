// Attends a run: shows how far it has come on a terminal, and stops it when somebody asks for that.
#ifndef METIER_VERBS_ATTEND_H
#define METIER_VERBS_ATTEND_H

#include "base/progress.h"

typedef struct Attendance Attendance;

// From now on SIGINT and SIGTERM ask the run to stop; a second one ends the program where it is.
// Where stderr is a terminal, a line there follows the phases of what takes longer than half a
// second, unless is_quiet. Call it before other threads start.
Attendance *attend_begin(Progress *progress, bool is_quiet);
// Ends that, and removes the line. Returns the signal that came, or 0.
int attend_end(Attendance *attendance);
// Ends the program as the signal would have.
_Noreturn void attend_die(int signal_number);

#endif
