#include "base/library.h"

#include <dlfcn.h>
#include <string.h>

void *library_load(const char *name) {
    return dlopen(name, RTLD_NOW | RTLD_LOCAL);
}

bool library_find(void *library, const char *name, void *ret) {
    void *symbol = dlsym(library, name);
    memcpy(ret, &symbol, sizeof symbol);
    return symbol != NULL;
}
