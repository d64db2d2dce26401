#include "base/sort.h"

#include <stdlib.h>

#include "base/memory.h"

// Merges two pieces, one behind the other, that end at `middle` and `end`.
static void merge(char *from, char *middle, const char *end, size_t size, Compare *compare,
                  Buf *spare) {
    buf_clear(spare);
    buf_add(spare, (Str){from, (size_t)(middle - from)});
    const char *left = spare->ptr;
    const char *left_end = left + spare->len;
    const char *right = middle;
    while (left < left_end && right < end) {
        const char **next = compare(left, right) > 0 ? &right : &left;
        memcpy(from, *next, size);
        from += size;
        *next += size;
    }
    memcpy(from, left, (size_t)(left_end - left));   // what is left of the other stands there
}

void sort_pieces(void *items, size_t count, size_t size, Compare *compare) {
    char *bytes = items;
    List ends = {0};         // of char *: of each piece
    Buf spare = {0};
    for (size_t i = 1; i <= count; i++) {
        char *item = bytes + i * size;
        bool is_end = i == count || compare(item - size, item) > 0;
        if (is_end) *(char **)list_add(&ends, sizeof item) = item;
    }
    char **all = ends.items;
    while (ends.count > 1) {
        size_t kept = 0;
        for (size_t i = 0; i + 1 < ends.count; i += 2) {
            merge(kept ? all[kept - 1] : bytes, all[i], all[i + 1], size, compare, &spare);
            all[kept++] = all[i + 1];
        }
        if (ends.count % 2) all[kept++] = all[ends.count - 1];
        ends.count = kept;
    }
    free(ends.items);
    buf_free(&spare);
}
