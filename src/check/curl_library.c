#include "check/curl_library.h"

#include <dlfcn.h>
#include <string.h>

static bool find(void *library, const char *name, void *ret) {
    void *symbol = dlsym(library, name);
    memcpy(ret, &symbol, sizeof symbol);
    return symbol != NULL;
}

bool curl_library_load(CurlLibrary *ret) {
    void *library = dlopen(CURL_LIBRARY_NAME, RTLD_NOW | RTLD_LOCAL);
    if (!library) library = dlopen("libcurl-gnutls.so.4", RTLD_NOW | RTLD_LOCAL);
    bool is_found = library != NULL;
#define CURL_FIND(name) is_found = is_found && find(library, "curl_" #name, &ret->name);
    CURL_FUNCTIONS(CURL_FIND)
#undef CURL_FIND
    return is_found && ret->global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}
