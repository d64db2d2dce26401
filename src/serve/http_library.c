#include "serve/http_library.h"

#include "base/library.h"

bool http_library_load(HttpLibrary *ret) {
    void *library = library_load(HTTP_LIBRARY_NAME);
    bool is_found = library != NULL;
#define HTTP_FIND(name) is_found = is_found && library_find(library, "MHD_" #name, &ret->name);
    HTTP_FUNCTIONS(HTTP_FIND)
#undef HTTP_FIND
    return is_found;
}
