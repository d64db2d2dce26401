// The preview server: a loop in one thread that watches a site's folders and answers browsers on
// this machine, over the preview.
//
// Every answer is fresh: before it is given, all that the kernel has told of changes is read. So a
// page that is asked for after a file was saved shows what was saved, without a wait.
#ifndef METIER_SERVE_SERVER_H
#define METIER_SERVE_SERVER_H

#include "output/build.h"
#include "serve/watcher.h"

// What a refresh came to.
typedef struct ServerRefresh {
    const PathList *changed; // NULL: it is the first
    WatchLoss loss;
    bool is_sound;
    double seconds;
    size_t output_count;
    size_t content_count;
} ServerRefresh;

typedef struct ServerOptions {
    BuildOptions build;
    const char *host;        // a name or an address
    unsigned port;           // the first to try
    bool is_polling;         // the folders are looked through, not watched
    bool (*find_day)(Date *ret);   // which day it is; NULL: it stays that of `build`
    void *context;           // of the two below
    // The server listens at this address.
    void (*started)(void *context, const char *url);
    // The site was read; what was found is the callee's to tell. Appends what open pages are to
    // know of it, in JSON, and the same as text for a page that cannot be shown.
    void (*refreshed)(void *context, const ServerRefresh *refresh, Diags *diags, Buf *json,
                      Buf *text);
    // The same for a page that could not be rendered although the site has no error.
    void (*unrendered)(void *context, Diags *diags, Buf *json, Buf *text);
} ServerOptions;

// Serves until SIGINT or SIGTERM comes. False where it could not, which is reported.
bool server_run(const ServerOptions *options, Diags *diags);

#endif
