// libmicrohttpd, loaded when it is needed: a build does without it and the libraries behind it.
#ifndef METIER_SERVE_HTTP_LIBRARY_H
#define METIER_SERVE_HTTP_LIBRARY_H

#include <microhttpd.h>
#include <stdbool.h>

#define HTTP_FUNCTIONS(F)                                                                   \
    F(start_daemon) F(stop_daemon) F(run) F(get_timeout) F(get_daemon_info)                 \
    F(add_connection) F(suspend_connection) F(resume_connection) F(get_connection_values)   \
    F(lookup_connection_value) F(get_connection_info) F(create_response_from_buffer)        \
    F(create_response_from_fd64) F(create_response_from_callback) F(add_response_header)    \
    F(queue_response) F(destroy_response)

// Of each function of libmicrohttpd its name without "MHD_".
typedef struct HttpLibrary {
#define HTTP_MEMBER(name) __typeof__(MHD_##name) *name;
    HTTP_FUNCTIONS(HTTP_MEMBER)
#undef HTTP_MEMBER
} HttpLibrary;

#define HTTP_LIBRARY_NAME "libmicrohttpd.so.12"

// False where there is no such library. It stays loaded.
bool http_library_load(HttpLibrary *ret);

#endif
