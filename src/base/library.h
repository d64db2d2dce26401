// Libraries that are loaded when they are needed, for a start of the program that costs nothing.
#ifndef METIER_BASE_LIBRARY_H
#define METIER_BASE_LIBRARY_H

#include <stdbool.h>

// NULL where there is none of this name. It stays loaded.
void *library_load(const char *name);
// Finds a function; `ret` points to a pointer to it.
bool library_find(void *library, const char *name, void *ret);

#endif
