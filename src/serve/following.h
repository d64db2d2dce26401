// Follows what is written: a preview that is refreshed with what the watcher tells, and the pages
// that are open, which are told of it.
#ifndef METIER_SERVE_FOLLOWING_H
#define METIER_SERVE_FOLLOWING_H

#include "serve/preview.h"
#include "serve/streams.h"
#include "serve/watcher.h"

enum { POLL_MS = 500 };      // how often folders are looked through that nobody watches

// What a refresh came to.
typedef struct Refresh {
    const PathList *changed; // NULL: it is the first
    WatchLoss loss;
    bool is_sound;
    double seconds;
    size_t output_count;
    size_t content_count;
} Refresh;

typedef struct FollowingOptions {
    BuildOptions build;
    bool is_polling;         // the folders are looked through, not watched
    bool (*find_day)(Date *ret);   // which day it is; NULL: it stays that of `build`
    void *context;           // of the two below
    // The site was read; what was found is the callee's to tell. Appends what open pages are to
    // know of it, in JSON, and the same as text for a page that cannot be shown.
    void (*refreshed)(void *context, const Refresh *refresh, Diags *diags, Buf *json, Buf *text);
    // The same for a page that could not be rendered although the site has no error.
    void (*unrendered)(void *context, Diags *diags, Buf *json, Buf *text);
} FollowingOptions;

typedef struct Following {
    const FollowingOptions *options;
    BuildOptions build;
    Preview *preview;
    Watcher *watcher;
    Changes changes;
    double changed_s;        // when the last of them was seen, and the first
    double first_changed_s;
    double looked_s;         // when folders were last looked through
    bool is_read;            // the changes were read, and are still to be told
    bool is_sound;           // what reading them came to
    double reading_s;        // how long that took
    Diags found;
    Streams streams;
    Buf report;              // what open pages are to know of the site, and as text
    Buf problems;
} Following;

// Opens a site; nothing is read yet. The options are borrowed. False where there is none, which is
// reported. following_close in any case.
bool following_open(const FollowingOptions *options, Following *ret, Diags *diags);
// Reads the site for the first time. What changes meanwhile is told behind it.
void following_begin(Following *following);
// Asks the watcher; whether something has changed.
bool following_collect(Following *following);
// How long a burst of changes still has to be waited for, while somebody waits or nobody does; 0:
// it is over. -1: nothing has changed.
int following_wait_ms(const Following *following, bool is_asked);
// Reads what has changed while it is waited for the end of a burst, where that is quick. All that
// comes later is read then.
void following_read_ahead(Following *following);
// Reads what has changed, and tells all open pages.
void following_refresh(Following *following);
// Reads all that was told of changes: what is answered next is fresh.
void following_catch_up(Following *following);
// Frees what edits have left behind, once none has come for a while.
void following_tidy(Following *following);
// A preview is left open over night: what comes and goes by its day does so here as well.
void following_follow_day(Following *following);
// Where another folder has taken the place of the site's or the theme's, that one is read.
void following_follow_folders(Following *following);
// Renders a page. *ret_json and *ret_text take what is wrong with it or else with the site. False
// where it could not be rendered because a file has changed since the site was read: that is to be
// read first.
bool following_render(Following *following, Str path, Answer *ret, Buf *ret_json, Buf *ret_text);
// What a page is that has these bytes.
PageHash following_hash(const Following *following, Str html);
// Tells an open page whether it still is what the site has, and what is wrong with that.
void following_tell(Following *following, Stream *stream);
void following_close(Following *following);

#endif
