#include "serve/connections.h"

#include <string.h>
#include <sys/socket.h>

void connections_init(Connections *connections) {
    for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
        connections->items[i] = (Connection){.socket = -1};
    }
}

static Connection *find(Connections *connections, int socket) {
    for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
        if (connections->items[i].socket == socket) return &connections->items[i];
    }
    return NULL;
}

// The library sees the end and closes it.
static void end(Connection *connection) {
    shutdown(connection->socket, SHUT_RDWR);
    connection->socket = -1;
}

// A free place, or that of the one that may go: who is with an answer goes last. NULL: there is
// none.
static Connection *find_place(Connections *connections, double now_s) {
    Connection *ret = find(connections, -1);
    if (ret) return ret;
    for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
        Connection *connection = &connections->items[i];
        bool may_go = !connection->is_stream && (now_s - connection->since_s) * 1000 > GRACE_MS;
        bool is_first = !ret || connection->is_busy < ret->is_busy ||
                        (connection->is_busy == ret->is_busy && connection->since_s < ret->since_s);
        if (may_go && is_first) ret = connection;
    }
    return ret;
}

bool connections_have_room(Connections *connections, double now_s) {
    return find_place(connections, now_s) != NULL;
}

void connections_add(Connections *connections, int socket, double now_s) {
    Connection *place = find_place(connections, now_s);
    if (!place) return;
    if (place->socket >= 0) end(place);
    *place = (Connection){.socket = socket, .since_s = now_s};
}

void connections_begin_answer(Connections *connections, int socket, double now_s,
                              bool is_stream) {
    Connection *connection = find(connections, socket);
    if (!connection) return;
    connection->is_busy = true;
    connection->is_stream = is_stream;
    connection->since_s = now_s;
}

void connections_end_answer(Connections *connections, int socket, double now_s) {
    Connection *connection = find(connections, socket);
    if (!connection) return;
    connection->is_busy = false;
    connection->is_stream = false;
    connection->is_answered = true;
    connection->since_s = now_s;
}

void connections_remove(Connections *connections, int socket) {
    Connection *connection = find(connections, socket);
    if (connection) connection->socket = -1;
}

void connections_expire(Connections *connections, double now_s) {
    static const char late[] = "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n"
                               "Content-Length: 0\r\n\r\n";
    for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
        Connection *connection = &connections->items[i];
        double limit_s = connection->is_answered ? IDLE_TIMEOUT_S : REQUEST_TIMEOUT_S;
        bool is_late = connection->socket >= 0 && !connection->is_busy &&
                       now_s - connection->since_s > limit_s;
        if (!is_late) continue;
        if (!connection->is_answered) {
            send(connection->socket, late, strlen(late), MSG_NOSIGNAL | MSG_DONTWAIT);
        }
        end(connection);
    }
}
