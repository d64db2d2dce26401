#include "serve/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 512 };

static void set(int socket, int level, int name) {
    int on = 1;
    setsockopt(socket, level, name, &on, sizeof on);
}

// -1 with errno.
static int listen_at(const struct addrinfo *address) {
    int ret = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (ret < 0) return -1;
    set(ret, SOL_SOCKET, SO_REUSEADDR);
    if (address->ai_family == AF_INET6) set(ret, IPPROTO_IPV6, IPV6_V6ONLY);
    if (!bind(ret, address->ai_addr, address->ai_addrlen) && !listen(ret, BACKLOG)) return ret;
    int error_number = errno;
    close(ret);
    errno = error_number;
    return -1;
}

void listener_close(Listener *listener) {
    for (size_t i = 0; i < listener->count; i++) close(listener->sockets[i]);
    listener->count = 0;
}

// False with errno: EADDRINUSE where the port is taken at one of the addresses.
static bool try_port(const struct addrinfo *addresses, Listener *ret) {
    int error_number = EADDRNOTAVAIL;
    for (const struct addrinfo *at = addresses; at && ret->count < LISTENERS_MAX;
         at = at->ai_next) {
        int socket = listen_at(at);
        if (socket >= 0) {
            ret->sockets[ret->count++] = socket;
            continue;
        }
        error_number = errno;
        if (error_number == EADDRINUSE) break;
    }
    // A machine may lack one of two kinds of address.
    if (ret->count && error_number != EADDRINUSE) return true;
    listener_close(ret);
    errno = error_number;
    return false;
}

static struct addrinfo *find_addresses(const char *host, unsigned port, int *ret_error) {
    char service[16];
    struct addrinfo *ret = NULL;
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                                   .ai_flags = AI_NUMERICSERV | AI_PASSIVE};
    snprintf(service, sizeof service, "%u", port);
    *ret_error = getaddrinfo(host, service, &hints, &ret);
    return *ret_error ? NULL : ret;
}

bool listener_open(const char *host, unsigned port, Listener *ret, Diags *diags) {
    *ret = (Listener){.port = port};
    Str name = str_from(host);
    for (unsigned i = 0; i < PORTS_TRIED && ret->port <= UINT16_MAX; i++, ret->port++) {
        int error = 0;
        struct addrinfo *addresses = find_addresses(host, ret->port, &error);
        if (!addresses) {
            return diag_environment(diags, "this machine has no such address", name,
                                    error == EAI_SYSTEM ? errno : EADDRNOTAVAIL);
        }
        bool is_open = try_port(addresses, ret);
        int error_number = errno;
        freeaddrinfo(addresses);
        if (is_open) return true;
        bool is_taken = error_number == EADDRINUSE;
        if (!is_taken) return diag_environment(diags, "cannot be listened at", name, error_number);
    }
    return diag_environment(diags, "no port is free", name, EADDRINUSE);
}

int listener_accept(int socket) {
    int ret = accept4(socket, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (ret >= 0) set(ret, IPPROTO_TCP, TCP_NODELAY);
    return ret;
}

bool listener_local_address(int connection, Buf *ret) {
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    char text[INET6_ADDRSTRLEN];
    if (getsockname(connection, (struct sockaddr *)&address, &size)) return false;
    if (address.ss_family == AF_INET) {
        const struct sockaddr_in *four = (const void *)&address;
        if (!inet_ntop(AF_INET, &four->sin_addr, text, sizeof text)) return false;
        buf_printf(ret, "%s:%u", text, ntohs(four->sin_port));
        return true;
    }
    const struct sockaddr_in6 *six = (const void *)&address;
    if (!inet_ntop(AF_INET6, &six->sin6_addr, text, sizeof text)) return false;
    buf_printf(ret, "[%s]:%u", text, ntohs(six->sin6_port));
    return true;
}
