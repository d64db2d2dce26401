#include "serve/server.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "serve/connections.h"
#include "serve/exchange.h"
#include "serve/listener.h"

enum {
    REQUEST_MAX_SIZE = 32 * 1024,     // of a request's first line and headers
    LIBRARY_CONNECTIONS_MAX = 1024,   // with those that have ended and are not yet closed
    LIBRARY_TIMEOUT_S = 60,
    ACCEPTED_PER_TURN = 16,
    TICK_MS = 1000,
    ROOM_MS = 10,                     // where there is no room for one more: until there may be
};

typedef struct Server {
    const ServerOptions *options;
    Buf name;                // the host that it listens at, as URLs have it: "[::1]"
    Following following;
    HttpLibrary http;
    struct MHD_Daemon *daemon;
    Listener listener;
    Connections connections;
    int signals;
} Server;

// What the library asks and tells.

static int socket_of(const Server *server, struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        server->http.get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

static enum MHD_Result look_for_body(void *context, enum MHD_ValueKind kind, const char *name,
                                     const char *value) {
    bool *has_body = context;
    Str header_name = str_from(name);
    bool is_size = str_equal_ascii_case(header_name, STR("Content-Length"));
    (void)kind;
    *has_body |= str_equal_ascii_case(header_name, STR("Transfer-Encoding")) ||
                 (is_size && strcmp(value, "0") != 0);
    return MHD_YES;
}

// Called once when a request's headers have come, and again when it has come whole. One that may
// not be, or has a body, is answered at once: the library then ends its connection, and what may be
// a body is never taken for another request (RFC 9112 section 11.2).
static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **state) {
    static const char seen;
    Server *server = context;
    (void)version;
    (void)upload;
    bool has_body = false;
    server->http.get_connection_values(connection, MHD_HEADER_KIND, look_for_body, &has_body);
    if (!*state && exchange_is_read_only(method) && !has_body) {
        *state = (void *)(uintptr_t)&seen;
        return MHD_YES;
    }
    // Of a body nobody asked for nothing is read.
    if (*upload_size) return MHD_NO;
    Exchange exchange = {.http = &server->http, .following = &server->following,
                         .host = buf_str(&server->name), .port = server->listener.port,
                         .connection = connection, .socket = socket_of(server, connection),
                         .has_body = has_body};
    Str path = str_from(url);
    connections_begin_answer(&server->connections, exchange.socket, clock_wall_s(),
                             str_equal(path, PAGES_EVENTS));
    return exchange_answer(&exchange, method, path);
}

// What a path means is found out by who knows what it may hide.
static size_t leave_escaped(void *context, struct MHD_Connection *connection, char *text) {
    (void)context;
    (void)connection;
    return strlen(text);
}

static void note_completed(void *context, struct MHD_Connection *connection, void **state,
                           enum MHD_RequestTerminationCode code) {
    Server *server = context;
    (void)state;
    (void)code;
    connections_end_answer(&server->connections, socket_of(server, connection), clock_wall_s());
}

static void note_connection(void *context, struct MHD_Connection *connection, void **state,
                            enum MHD_ConnectionNotificationCode code) {
    Server *server = context;
    (void)state;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        connections_remove(&server->connections, socket_of(server, connection));
    }
}

// The loop.

static void accept_some(Server *server, int listening) {
    for (int i = 0; i < ACCEPTED_PER_TURN; i++) {
        double now_s = clock_wall_s();
        if (!connections_have_room(&server->connections, now_s)) return;
        int connection = listener_accept(listening);
        if (connection < 0) return;
        connections_add(&server->connections, connection, now_s);
        // It is the library's from now on, also where that fails.
        if (server->http.add_connection(server->daemon, connection, NULL, 0) != MHD_YES) {
            connections_remove(&server->connections, connection);
        }
    }
}

static int turn_ms(const Server *server) {
    MHD_UNSIGNED_LONG_LONG library_ms = 0;
    int ret = TICK_MS;
    int burst_ms = following_wait_ms(&server->following, false);
    if (watcher_descriptor(server->following.watcher) < 0) ret = POLL_MS;
    if (burst_ms >= 0 && burst_ms < ret) ret = burst_ms;
    bool is_told = server->http.get_timeout(server->daemon, &library_ms) == MHD_YES;
    return is_told && library_ms < (unsigned)ret ? (int)library_ms : ret;
}

static int library_descriptor(const Server *server) {
    return server->http.get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
}

// One that stayed would end the program as soon as it is let through, and not as one that is done.
static void take_signal(const Server *server) {
    struct signalfd_siginfo signal;
    while (read(server->signals, &signal, sizeof signal) > 0) continue;
}

static void run_loop(Server *server) {
    Following *following = &server->following;
    struct pollfd waits[LISTENERS_MAX + 3];
    for (;;) {
        size_t count = 0;
        int limit_ms = turn_ms(server);
        waits[count++] = (struct pollfd){.fd = server->signals, .events = POLLIN};
        const int told[] = {watcher_descriptor(following->watcher), library_descriptor(server)};
        for (size_t i = 0; i < 2; i++) {
            waits[count++] = (struct pollfd){.fd = told[i], .events = POLLIN};
        }
        bool has_room = connections_have_room(&server->connections, clock_wall_s());
        for (size_t i = 0; has_room && i < server->listener.count; i++) {
            waits[count++] = (struct pollfd){.fd = server->listener.sockets[i], .events = POLLIN};
        }
        poll(waits, count, has_room || limit_ms < ROOM_MS ? limit_ms : ROOM_MS);
        if (waits[0].revents) {
            take_signal(server);
            return;
        }
        following_collect(following);
        following_read_ahead(following);
        if (following_wait_ms(following, false) == 0) following_refresh(following);
        for (size_t i = 0; i < server->listener.count; i++) {
            accept_some(server, server->listener.sockets[i]);
        }
        streams_end_gone(&following->streams);
        server->http.run(server->daemon);
        following_follow_day(following);
        following_follow_folders(following);
        following_tidy(following);
        if (streams_take_resumed(&following->streams)) server->http.run(server->daemon);
        connections_expire(&server->connections, clock_wall_s());
        streams_breathe(&following->streams, clock_wall_s());
    }
}

static bool begin_library(Server *server, Diags *diags) {
    if (!http_library_load(&server->http)) {
        return diag_environment(diags, "the preview needs this library, which Debian calls "
                                       "libmicrohttpd12", STR(HTTP_LIBRARY_NAME), ENOENT);
    }
    server->daemon = server->http.start_daemon(
        MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, answer,
        server, MHD_OPTION_CONNECTION_LIMIT, (unsigned)LIBRARY_CONNECTIONS_MAX,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)REQUEST_MAX_SIZE,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)LIBRARY_TIMEOUT_S, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, NULL, MHD_OPTION_NOTIFY_COMPLETED,
        note_completed, server, MHD_OPTION_NOTIFY_CONNECTION, note_connection, server,
        MHD_OPTION_END);
    return server->daemon || diag_environment(diags, "the preview cannot be started",
                                              STR(HTTP_LIBRARY_NAME), errno ? errno : ENOMEM);
}

static bool begin_signals(Server *server, sigset_t *ret_before, Diags *diags) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, ret_before);
    signal(SIGPIPE, SIG_IGN);
    server->signals = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    return server->signals >= 0 ||
           diag_environment(diags, "signals cannot be waited for", (Str){0}, errno);
}

static void say_started(const Server *server) {
    Buf url = {0};
    buf_printf(&url, "http://%s:%u", server->name.ptr, server->listener.port);
    buf_add(&url, preview_base_path(server->following.preview));
    server->options->started(server->options->following.context, url.ptr);
    buf_free(&url);
}

static bool begin(Server *server, Diags *diags) {
    const ServerOptions *options = server->options;
    return following_open(&options->following, &server->following, diags) &&
           begin_library(server, diags) &&
           listener_open(options->host, options->port, &server->listener, diags);
}

static void end(Server *server) {
    streams_end(&server->following.streams);
    if (server->daemon) {
        server->http.run(server->daemon);
        server->http.stop_daemon(server->daemon);
    }
    listener_close(&server->listener);
    following_close(&server->following);
    if (server->signals >= 0) close(server->signals);
}

bool server_run(const ServerOptions *options, Diags *diags) {
    Server *server = calloc(1, sizeof *server);
    sigset_t before;
    if (!server) memory_exhausted();
    server->options = options;
    server->signals = -1;
    connections_init(&server->connections);
    buf_printf(&server->name, strchr(options->host, ':') ? "[%s]" : "%s", options->host);
    bool is_begun = begin_signals(server, &before, diags) && begin(server, diags);
    if (is_begun) {
        following_begin(&server->following);
        say_started(server);
        run_loop(server);
    }
    end(server);
    buf_free(&server->name);
    free(server);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return is_begun;
}
