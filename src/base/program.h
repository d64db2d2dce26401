// Other programs, whose end is waited for, and what they say.
#ifndef METIER_BASE_PROGRAM_H
#define METIER_BASE_PROGRAM_H

#include "base/text.h"

// Runs a program that is found by PATH, and waits for its end. `arguments` begin with its name and
// end with NULL, and no shell sees them; `settings` ("NAME=value", or "NAME" for none of that name;
// NULL-terminated, or NULL) stand in for the environment's own. It reads nothing, signals reach it
// though they are blocked here, and what it writes is appended, up to some 64 KB of each. False,
// with errno, where it could not be started: else *ret is its exit status, and 128 or more where a
// signal ended it.
bool program_run(const char *const *arguments, const char *const *settings, Buf *out, Buf *errors,
                 int *ret);

#endif
