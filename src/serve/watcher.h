// The watcher: what has changed in the folders of a site, as the kernel tells it (inotify). Where
// it cannot tell, for there are more changes or folders than it keeps, everything may have changed.
#ifndef METIER_SERVE_WATCHER_H
#define METIER_SERVE_WATCHER_H

#include "site/sources.h"

typedef struct Watcher Watcher;

// Why changes are not told one by one.
typedef enum WatchLoss {
    WATCH_LOST_NOTHING,
    WATCH_LOST_SOME,         // the queue was full: they are told as "everything", once
    WATCH_HAS_NO_ROOM,       // there are too few watches: from now on the folders are looked
                             // through
} WatchLoss;

// What has changed since the last time. Zero-initialise to start.
typedef struct Changes {
    Arena arena;             // owns the paths
    List paths;              // of Str, relative to the site's folder, each once; a folder stands
                             // for all below it
    Table known;
    bool is_whole;           // a file was closed or put in place last: nobody writes in the midst
    WatchLoss loss;          // what is new of it
} Changes;

// Watches content/, layouts/, static/ and site.yaml in a site's folder, and layouts/ and static/ of
// its theme. `is_polling`: looks through them from the start. NULL with errno where that cannot be.
Watcher *watcher_open(const char *root, const char *theme, bool is_polling);
// Becomes readable when there is something to take; -1: nobody tells, so it is to be asked at
// times.
int watcher_descriptor(const Watcher *watcher);
// Whether other folders stand now where those stood that it watches. It follows one that is moved.
bool watcher_is_outdated(const Watcher *watcher);
// Adds what has changed; whether there was anything.
bool watcher_take(Watcher *watcher, Changes *ret);
void watcher_close(Watcher *watcher);      // takes NULL

PathList changes_list(const Changes *changes);
void changes_note_all(Changes *changes);   // everything may have changed
void changes_clear(Changes *changes);

#endif
