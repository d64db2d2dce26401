#include "serve/guard.h"

#include <stdio.h>

enum { PORT_SIZE = 8 };

// Whether a host is `name` and the port, which is left out where it is that of http.
static bool is_host(Str host, Str name, unsigned port) {
    char text[PORT_SIZE];
    Str end = {text, (size_t)snprintf(text, sizeof text, ":%u", port)};
    if (!name.len) return false;
    if (port == 80 && str_equal_ascii_case(host, name)) return true;
    return str_ends_with(host, end) &&
           str_equal_ascii_case(str_slice(host, 0, host.len - end.len), name);
}

bool guard_allows_host(const RequestOrigin *request, Str name) {
    if (request->host_count != 1) return false;
    Str address = request->local;
    while (address.len && address.ptr[address.len - 1] != ':') address.len--;
    address.len -= address.len > 0;
    return is_host(request->host, STR("localhost"), request->port) ||
           is_host(request->host, name, request->port) ||
           is_host(request->host, address, request->port);
}

bool guard_allows_origin(const RequestOrigin *request) {
    Str scheme = STR("http://");
    bool is_own = !request->origin.ptr ||
                  (str_starts_with(request->origin, scheme) &&
                   str_equal(str_slice(request->origin, scheme.len, request->origin.len),
                             request->host));
    bool is_near = !request->site.ptr || str_equal(request->site, STR("same-origin")) ||
                   str_equal(request->site, STR("none"));
    return is_own && is_near;
}
