// An errand: the one thing that a process of its own is there for, started before this one gives up
// the right to do it. It does that and nothing else, each time it is asked, and ends with whoever
// may ask.
#ifndef METIER_BASE_ERRAND_H
#define METIER_BASE_ERRAND_H

#include <stdbool.h>
#include <sys/types.h>

// Done by the other process, with what memory and descriptors were when it began. False with errno.
typedef bool ErrandWork(void *context);

typedef struct Errand {
    pid_t process;           // 0: none was begun
    int order;
    int answer;
} Errand;

// Call it before threads start. `unshared` is a descriptor that only this process shall hold. False
// with errno.
bool errand_begin(ErrandWork *work, void *context, int unshared, Errand *ret);
// Has it done. False with errno: that of the work, or EPIPE where the other process has ended and
// nobody can tell whether it was done.
bool errand_run(const Errand *errand);
void errand_end(Errand *errand);       // takes one that was not begun

#endif
