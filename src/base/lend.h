// Room for what a library asks of malloc() in the course of one call of it, and has freed by its
// end: see allocate.c.
#ifndef METIER_BASE_LEND_H
#define METIER_BASE_LEND_H

#include <stdbool.h>
#include <stddef.h>

// Lends room to the library that this thread is about to call, until lend_end; what does not fit in
// there is the system's, as is all where sanitizers watch. Returns where to say whether it is the
// library that asks: true as long as that is at work, and nothing else. Room that is lent already
// cannot be lent again.
bool *lend_begin(void *room, size_t size);
void lend_end(void);

#endif
