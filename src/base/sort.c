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

static void turn(char *from, const char *end, size_t size, Buf *spare) {
    buf_clear(spare);
    buf_add(spare, (Str){from, (size_t)(end - from)});
    for (const char *last = spare->ptr + spare->len; from < end; from += size) {
        last -= size;
        memcpy(from, last, size);
    }
}

// The end of the piece that begins somewhere, which is in order then.
static char *find_end(char *from, const char *end, size_t size, Compare *compare, Buf *spare) {
    char *ret = from + size;
    bool is_turned = ret < end && compare(from, ret) > 0;
    while (ret < end && (compare(ret - size, ret) > 0) == is_turned) ret += size;
    if (is_turned) turn(from, ret, size, spare);
    return ret;
}

void sort_pieces(void *items, size_t count, size_t size, Compare *compare) {
    char *bytes = items;
    const char *end = count ? bytes + count * size : bytes;
    List ends = {0};         // of char *: of each piece
    Buf spare = {0};
    for (char *at = bytes; at < end;) {
        at = find_end(at, end, size, compare, &spare);
        *(char **)list_add(&ends, sizeof at) = at;
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
