// The preview server: a loop in one thread that watches a site's folders and answers browsers on
// this machine, over the preview.
//
// Every answer is fresh: before it is given, all that the kernel has told of changes is read. So a
// page that is asked for after a file was saved shows what was saved, without a wait.
#ifndef METIER_SERVE_SERVER_H
#define METIER_SERVE_SERVER_H

#include "serve/following.h"

typedef struct ServerOptions {
    FollowingOptions following;
    const char *host;        // a name or an address
    unsigned port;           // the first to try
    // It listens there. The context is that of `following`.
    void (*started)(void *context, const char *url);
} ServerOptions;

// Serves until SIGINT or SIGTERM comes. False where it could not, which is reported.
bool server_run(const ServerOptions *options, Diags *diags);

#endif
