#include "format/subdivision.h"

#include <stdlib.h>
#include <string.h>

typedef struct Subdivision {
    char key[16];            // "US-CA", and "de/US-CA" where the name is another
    const char *name;
} Subdivision;

// In bytewise order.
static const Subdivision subdivisions[] = {
#include "subdivision_table.inc"
};
enum { SUBDIVISION_COUNT = sizeof subdivisions / sizeof subdivisions[0] };

static int compare_key(const void *key, const void *item) {
    return strcmp(key, ((const Subdivision *)item)->key);
}

static bool find(Str prefix, Str code, Str *ret) {
    char key[16] = "";
    size_t slash = prefix.len ? 1 : 0;
    size_t size = prefix.len + slash + code.len;
    if (size >= sizeof key || memchr(code.ptr, '\0', code.len)) return false;
    if (slash) memcpy(key, prefix.ptr, prefix.len);
    if (slash) key[prefix.len] = '/';
    memcpy(key + prefix.len + slash, code.ptr, code.len);
    const Subdivision *found = bsearch(key, subdivisions, SUBDIVISION_COUNT,
                                       sizeof subdivisions[0], compare_key);
    if (found) *ret = str_from(found->name);
    return found != NULL;
}

bool subdivision_name(Str language, Str code, Str *ret) {
    if (!code.len || str_find(code, '/') < code.len) return false;
    Str primary = str_slice(language, 0, str_find(language, '-'));
    return find(primary, code, ret) || find((Str){0}, code, ret);
}
