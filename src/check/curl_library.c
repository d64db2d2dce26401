#include "check/curl_library.h"

#include "base/library.h"

bool curl_library_load(CurlLibrary *ret) {
    void *library = library_load(CURL_LIBRARY_NAME);
    if (!library) library = library_load("libcurl-gnutls.so.4");
    bool is_found = library != NULL;
#define CURL_FIND(name) is_found = is_found && library_find(library, "curl_" #name, &ret->name);
    CURL_FUNCTIONS(CURL_FIND)
#undef CURL_FIND
    return is_found && ret->global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}
