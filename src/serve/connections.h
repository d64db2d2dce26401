// The connections of a server: how many there are, which of them are idle, and since when.
//
// Who opens many and asks for nothing, or takes no answer, must not keep others out: where there is
// no room for one more, the one goes that has been silent for longest. One that has just come may
// stay for a moment, in which its request comes and its answer is taken; those who come meanwhile
// wait to be accepted.
#ifndef METIER_SERVE_CONNECTIONS_H
#define METIER_SERVE_CONNECTIONS_H

#include <stdbool.h>
#include <stddef.h>

enum {
    CONNECTIONS_MAX = 128,
    REQUEST_TIMEOUT_S = 10,  // until a request has come whole
    IDLE_TIMEOUT_S = 30,     // until the next one comes
    GRACE_MS = 100,          // so long one may stay where there is no room
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
// Whether one more may come now; another may have to go for it.
bool connections_have_room(Connections *connections, double now_s);
// Adds one where there is room, and ends the one that has to go for it.
void connections_add(Connections *connections, int socket, double now_s);
// A request has come whole; its answer is done.
void connections_begin_answer(Connections *connections, int socket, double now_s,
                              bool is_stream);
void connections_end_answer(Connections *connections, int socket, double now_s);
void connections_remove(Connections *connections, int socket);
// Ends those whose time is over: who has begun no request in time is told so (408).
void connections_expire(Connections *connections, double now_s);

#endif
