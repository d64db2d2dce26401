// Sorting what is mostly in order.
#ifndef METIER_BASE_SORT_H
#define METIER_BASE_SORT_H

#include <stddef.h>

typedef int Compare(const void *left, const void *right);

// Sorts as qsort does; what is equal stays in its order. An array that is made of few pieces, each
// of which is in order, takes a few passes, and one that is in order takes one.
void sort_pieces(void *items, size_t count, size_t size, Compare *compare);

#endif
