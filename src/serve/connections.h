// The connections of a server: how many there are, which of them are idle, and since when.
//
// Who opens many and asks for nothing must not keep others out: where there is no room for one
// more, the one goes that has been silent for longest.
#ifndef METIER_SERVE_CONNECTIONS_H
#define METIER_SERVE_CONNECTIONS_H

#include <stdbool.h>
#include <stddef.h>

enum {
    CONNECTIONS_MAX = 64,
    REQUEST_TIMEOUT_S = 10,  // until a request has come whole
    IDLE_TIMEOUT_S = 30,     // until the next one comes
    ANSWER_TIMEOUT_S = 5,    // until an answer has to be taken where there is no room
};

typedef struct Connection {
    int socket;              // -1: this place is free
    double since_s;          // it was opened, or was last answered
    bool is_answered;        // at least once
    bool is_busy;            // with an answer
    bool is_stream;          // of events: it may stay
} Connection;

typedef struct Connections {
    Connection items[CONNECTIONS_MAX];
} Connections;

void connections_init(Connections *connections);
// Makes room for one more, by ending one that is idle or slow: false where none is.
bool connections_make_room(Connections *connections, double now_s);
void connections_add(Connections *connections, int socket, double now_s);
// A request has come whole; its answer is done.
void connections_begin_answer(Connections *connections, int socket, double now_s,
                              bool is_stream);
void connections_end_answer(Connections *connections, int socket, double now_s);
void connections_remove(Connections *connections, int socket);
// Ends those whose time is over: who has begun no request in time is told so (408).
void connections_expire(Connections *connections, double now_s);

#endif
