// libcurl, loaded when it is needed. Linked, it and the thirty libraries behind it would cost every
// run of the program more time than the rest of its start.
#ifndef METIER_CHECK_CURL_LIBRARY_H
#define METIER_CHECK_CURL_LIBRARY_H

#include <curl/curl.h>
#include <stdbool.h>

#define CURL_FUNCTIONS(F)                                                                   \
    F(global_init) F(easy_init) F(easy_setopt) F(easy_getinfo) F(easy_cleanup)              \
    F(multi_init) F(multi_add_handle) F(multi_remove_handle) F(multi_perform) F(multi_poll) \
    F(multi_info_read) F(multi_cleanup) F(url) F(url_set) F(url_get) F(url_cleanup) F(free)

// Of each function of libcurl its name without "curl_".
typedef struct CurlLibrary {
#define CURL_MEMBER(name) __typeof__(curl_##name) *name;
    CURL_FUNCTIONS(CURL_MEMBER)
#undef CURL_MEMBER
} CurlLibrary;

#define CURL_LIBRARY_NAME "libcurl.so.4"

// False where there is no such library. It stays loaded.
bool curl_library_load(CurlLibrary *ret);

#endif
