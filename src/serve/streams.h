// Event streams to the pages that are open in browsers: that a page has changed, and what is wrong
// with the site. Server-sent events:
// https://html.spec.whatwg.org/multipage/server-sent-events.html
#ifndef METIER_SERVE_STREAMS_H
#define METIER_SERVE_STREAMS_H

#include "serve/http_library.h"
#include "serve/pages.h"

// A browser has six connections for all its open pages: beyond so many streams a page is told how
// things stand and let go, and asks again.
enum { STREAMS_KEPT = 4 };
enum { STREAMS_MAX = 32, STREAM_PAGE_MAX = 2048, STREAM_BREATH_S = 15,
       STREAM_UNSENT_MAX = 64 * 1024 };

// An open page.
typedef struct Stream {
    const HttpLibrary *http;
    struct MHD_Connection *connection;   // NULL: this place is free
    Buf page;                // its path, as it stands in the URL: "/roles/nurse/"
    PageHash shown;          // what it shows
    Hash told;               // the report that it was sent last: a long one is not sent again
    Buf unsent;
    size_t taken_size;       // of that, by the library
    double sent_s;           // when something was last sent
    bool is_suspended;       // has nothing to send
    bool is_resumed;         // was so, until something came
    bool is_over;
} Stream;

typedef struct Streams {
    Stream items[STREAMS_MAX];
} Streams;

// Opens one for a page and the hash of what it shows. The response is the caller's to queue and
// destroy, and the stream goes with it; NULL where there are too many.
struct MHD_Response *streams_open(Streams *streams, const HttpLibrary *http,
                                  struct MHD_Connection *connection, Str page, PageHash shown,
                                  double now_s, Stream **ret);
// Whether it takes what it is sent. One that does not is ended: its browser asks for a new one when
// it wakes.
bool stream_keeps_up(Stream *stream);
// Sends an event of one line or more.
void stream_send(Stream *stream, const char *event, Str data, double now_s);
// Ends those whose page is gone. The library does not look at one that has nothing to send.
void streams_end_gone(Streams *streams);
// Sends a breath where nothing was sent for long: a machine that is gone is noticed only by that.
void streams_breathe(Streams *streams, double now_s);
// Whether one has got something to send since this was asked last: it is sent in the next run of
// the library, which does not ask for one.
bool streams_take_resumed(Streams *streams);
size_t streams_count(const Streams *streams);
// Ends all of them; the library still has to run for that.
void streams_end(Streams *streams);

#endif
