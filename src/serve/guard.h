// Which requests are answered at all: those of a browser that was told this server's own name.
//
// A page of another site can make a browser send requests here, and by DNS rebinding under a name
// of that site's (https://www.w3.org/TR/post-spectre-webdev/, RFC 9110 section 7.2): so the Host
// must name this server as its user does, and a request from another origin gets nothing.
#ifndef METIER_SERVE_GUARD_H
#define METIER_SERVE_GUARD_H

#include "base/text.h"

// What a request says of where it comes from and goes to. Texts without a pointer: not said.
typedef struct RequestOrigin {
    Str host;                // the header Host
    size_t host_count;       // how often it stands there
    Str origin;              // Origin
    Str site;                // Sec-Fetch-Site
    Str local;               // the address that the connection was made to: "127.0.0.1:8000",
                             // "[::1]:8000"
    unsigned port;           // of that
} RequestOrigin;

// Whether its Host is "localhost", `name` (empty: none), or the address that it came to, with the
// port.
bool guard_allows_host(const RequestOrigin *request, Str name);
// Whether it comes from a page of this server, or from no page.
bool guard_allows_origin(const RequestOrigin *request);

#endif
