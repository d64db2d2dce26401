// Sockets that wait for connections.
#ifndef METIER_SERVE_LISTENER_H
#define METIER_SERVE_LISTENER_H

#include "base/diag.h"

enum { LISTENERS_MAX = 8, PORTS_TRIED = 100 };

typedef struct Listener {
    int sockets[LISTENERS_MAX];
    size_t count;
    unsigned port;           // where all of them listen
} Listener;

// Listens at all addresses of a host; of "localhost" at those of this machine's own loop. Where a
// port is taken, the next one is tried. False where there is none, which is reported.
bool listener_open(const char *host, unsigned port, Listener *ret, Diags *diags);
// The next connection; -1 when none waits.
int listener_accept(int socket);
// The address that a connection came to: "127.0.0.1:8000". False where nobody can tell.
bool listener_local_address(int connection, Buf *ret);
void listener_close(Listener *listener);

#endif
