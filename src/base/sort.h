// Sorting what is mostly in order.
#ifndef METIER_BASE_SORT_H
#define METIER_BASE_SORT_H

#include <stddef.h>

typedef int Compare(const void *left, const void *right);

// Sorts as qsort does; what is equal stays in its order. An array that is made of few pieces, each
// of which is in order or in the order turned round, takes a few passes; of one piece, one.
void sort_pieces(void *items, size_t count, size_t size, Compare *compare);

#endif
