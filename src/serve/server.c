#include "serve/server.h"

#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/file.h"
#include "serve/connections.h"
#include "serve/guard.h"
#include "serve/listener.h"
#include "serve/media_type.h"
#include "serve/pages.h"
#include "serve/preview.h"
#include "serve/streams.h"

enum {
    REQUEST_MAX_SIZE = 32 * 1024,     // of a request's first line and headers
    LIBRARY_CONNECTIONS_MAX = 1024,   // with those that have ended and are not yet closed
    LIBRARY_TIMEOUT_S = 60,
    ACCEPTED_PER_TURN = 16,
    TICK_MS = 1000,
    ROOM_MS = 10,                     // where there is no room for one more: until there may be
    QUIET_MS = 8,                     // so long nothing has to come before a burst is over
    MANY_CHANGES = 20,                // of so many paths more are to be expected, …
    MANY_QUIET_MS = 50,               // … and so long nothing has to come
    BURST_MAX_MS = 3000,              // no longer is waited for that, …
    ASKED_MAX_MS = 200,               // … and no longer than this while somebody waits
    READINGS_MAX = 5,                 // of a site that is written again and again
    RENDERINGS_MAX = 5,               // of such a page
    POLL_MS = 500,                    // where the folders are looked through
};

static const double LONG_READING_S = 0.1;

typedef struct Server {
    const ServerOptions *options;
    BuildOptions build;
    HttpLibrary http;
    struct MHD_Daemon *daemon;
    Listener listener;
    int signals;
    Preview *preview;
    Watcher *watcher;
    Changes changes;
    double changed_s;        // when the last of them was seen, and the first
    double first_changed_s;
    double looked_s;         // when folders were last looked through
    Connections connections;
    Streams streams;
    Buf report;              // what open pages are to know of the site, and as text
    Buf problems;
} Server;

static double elapsed_ms(double since_s) {
    return (clock_wall_s() - since_s) * 1000;
}

// What has changed.

// Whether there was something.
static bool collect(Server *server) {
    bool is_polling = watcher_descriptor(server->watcher) < 0;
    if (is_polling && elapsed_ms(server->looked_s) < POLL_MS) return false;
    bool was_empty = !server->changes.paths.count;
    bool is_changed = watcher_take(server->watcher, &server->changes);
    server->looked_s = clock_wall_s();
    if (is_changed) server->changed_s = server->looked_s;
    if (is_changed && was_empty) server->first_changed_s = server->looked_s;
    return is_changed;
}

// How long the burst still has to be waited for; 0: it is over. -1: nothing has changed.
static int wait_ms(const Server *server, bool is_asked) {
    size_t count = server->changes.paths.count;
    if (!count) return -1;
    int needed_ms = count < MANY_CHANGES || is_asked ? QUIET_MS : MANY_QUIET_MS;
    int max_ms = is_asked ? ASKED_MAX_MS : BURST_MAX_MS;
    double quiet_ms = elapsed_ms(server->changed_s);
    bool is_over = quiet_ms >= needed_ms || elapsed_ms(server->first_changed_s) >= max_ms;
    return is_over ? 0 : 1 + (int)(needed_ms - quiet_ms);
}

// Reads what has changed. Where that ends in an error while more changes, as when a file goes after
// it was listed, it is read again.
static bool read_changed(Server *server, bool is_first, PathList *ret_changed, Diags *diags) {
    for (int i = 1;; i++) {
        *ret_changed = changes_list(&server->changes);
        bool is_sound = preview_refresh(server->preview, is_first ? NULL : ret_changed, diags);
        if (is_sound || i == READINGS_MAX || !collect(server)) return is_sound;
        diags_free(diags);
        *diags = (Diags){0};
    }
}

static void refresh(Server *server, bool is_first) {
    PathList changed;
    double start_s = clock_wall_s();
    Diags diags = {0};
    ServerRefresh what = {.changed = is_first ? NULL : &changed};
    what.is_sound = read_changed(server, is_first, &changed, &diags);
    what.loss = server->changes.loss;
    what.seconds = clock_wall_s() - start_s;
    // What reading took for a while is the system's again: a preview is left open all day.
    if (what.seconds > LONG_READING_S) malloc_trim(0);
    what.output_count = preview_output_count(server->preview);
    what.content_count = preview_content_count(server->preview);
    buf_clear(&server->report);
    buf_clear(&server->problems);
    server->options->refreshed(server->options->context, &what, &diags, &server->report,
                               &server->problems);
    changes_clear(&server->changes);
    diags_free(&diags);
}

static PageHash hash_page(const Server *server, Str html) {
    FilesHash files = preview_files(server->preview);
    return pages_hash(html, files.style_sheets, files.others);
}

// What an open page is to do to be as the site has it; NULL: nothing.
static const char *change_of(const PageHash *shown, const PageHash *now) {
    bool is_text_same = hash_equal(shown->text, now->text);
    bool is_style_same = hash_equal(shown->style, now->style);
    if (!hash_equal(shown->rest, now->rest)) return "\"reload\"";
    if (is_style_same) return is_text_same ? NULL : "\"page\"";
    return is_text_same ? "\"style\"" : "\"page and style\"";
}

// Renders a page. *ret_json and *ret_text take what is wrong with it or else with the site. False
// where it could not be rendered because a file has changed since the site was read: that is to be
// read first.
static bool render(Server *server, Str path, Answer *ret, Buf *ret_json, Buf *ret_text) {
    Diags diags = {0};
    preview_answer(server->preview, path, ret, &diags);
    if (diags.error_count) collect(server);
    bool is_behind = diags.error_count && server->changes.paths.count;
    if (is_behind) {
        // Nothing to tell.
    } else if (diags.error_count) {
        server->options->unrendered(server->options->context, &diags, ret_json, ret_text);
    } else {
        buf_add(ret_json, buf_str(&server->report));
        buf_add(ret_text, buf_str(&server->problems));
    }
    diags_free(&diags);
    return !is_behind;
}

// Tells an open page of a change, unless nobody can render what it is now.
static void tell_change(Server *server, Stream *stream, const Answer *answer, double now_s) {
    if (answer->kind == ANSWER_BROKEN || answer->is_old) return;
    PageHash now = hash_page(server, answer->bytes);
    const char *change = change_of(&stream->shown, &now);
    if (change) stream_send(stream, "change", str_from(change), now_s);
    stream->shown = now;
}

// Tells an open page whether it still is what the site has, and what is wrong with that.
static void tell(Server *server, Stream *stream) {
    Answer answer;
    Buf report = {0};
    Buf unheard = {0};
    double now_s = clock_wall_s();
    if (!stream_keeps_up(stream)) return;
    if (render(server, buf_str(&stream->page), &answer, &report, &unheard)) {
        stream_send(stream, "report", buf_str(&report), now_s);
        stream_send(stream, "draft", answer.is_draft ? STR("true") : STR("false"), now_s);
        tell_change(server, stream, &answer, now_s);
    }
    if (answer.file >= 0) close(answer.file);
    buf_free(&report);
    buf_free(&unheard);
}

static void refresh_and_tell(Server *server) {
    refresh(server, false);
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        if (server->streams.items[i].connection) tell(server, &server->streams.items[i]);
    }
}

// Reads all that was told of changes: what is answered next is fresh.
static void catch_up(Server *server) {
    int left_ms;
    collect(server);
    while ((left_ms = wait_ms(server, true)) > 0) {
        struct pollfd more = {.fd = watcher_descriptor(server->watcher), .events = POLLIN};
        poll(&more, 1, left_ms);
        collect(server);
    }
    if (left_ms == 0) refresh_and_tell(server);
}

// A preview is left open over night: what comes and goes by its day does so here as well.
static void follow_day(Server *server) {
    Date day;
    Date *now = &server->build.now;
    const ServerOptions *options = server->options;
    if (!options->find_day || !options->find_day(&day) || !date_compare(day, *now)) return;
    Diags diags = {0};
    *now = day;
    Preview *next = preview_open(&server->build, &diags);
    diags_free(&diags);
    if (!next) return;
    preview_close(server->preview);
    server->preview = next;
    changes_note_all(&server->changes);
    refresh_and_tell(server);
}

// Answers.

typedef struct Exchange {
    Server *server;
    struct MHD_Connection *connection;
    int socket;
    RequestOrigin origin;
    Buf local;
    bool has_body;           // the request
} Exchange;

static enum MHD_Result queue(Exchange *exchange, unsigned status, const char *media_type,
                             struct MHD_Response *response) {
    const HttpLibrary *http = &exchange->server->http;
    if (!response) return MHD_NO;
    http->add_response_header(response, "Content-Type", media_type);
    // Nothing of a preview is to be kept, or shown in pages of others.
    http->add_response_header(response, "Cache-Control", "no-store");
    http->add_response_header(response, "X-Content-Type-Options", "nosniff");
    http->add_response_header(response, "Cross-Origin-Resource-Policy", "same-origin");
    enum MHD_Result ret = http->queue_response(exchange->connection, status, response);
    http->destroy_response(response);
    return ret;
}

static struct MHD_Response *make_response(Exchange *exchange, Str bytes) {
    return exchange->server->http.create_response_from_buffer(
        bytes.len, (void *)(uintptr_t)(bytes.ptr ? bytes.ptr : ""), MHD_RESPMEM_MUST_COPY);
}

static enum MHD_Result answer_bytes(Exchange *exchange, unsigned status, const char *media_type,
                                    Str bytes) {
    return queue(exchange, status, media_type, make_response(exchange, bytes));
}

static enum MHD_Result answer_text(Exchange *exchange, unsigned status, const char *text) {
    return answer_bytes(exchange, status, "text/plain; charset=utf-8", str_from(text));
}

static enum MHD_Result answer_elsewhere(Exchange *exchange, unsigned status, const char *name,
                                        Str value) {
    struct MHD_Response *response = make_response(exchange, STR(""));
    Buf text = {0};
    buf_add(&text, value);
    if (response) exchange->server->http.add_response_header(response, name, text.ptr);
    buf_free(&text);
    return queue(exchange, status, "text/plain; charset=utf-8", response);
}

static enum MHD_Result answer_page(Exchange *exchange, unsigned status, Str html, PageHash hash) {
    Buf page = {0};
    pages_add_live(html, hash, &page);
    enum MHD_Result ret = answer_bytes(exchange, status, media_type_of(STR(".html")),
                                       buf_str(&page));
    buf_free(&page);
    return ret;
}

static enum MHD_Result answer_broken(Exchange *exchange, Str problems) {
    Buf page = {0};
    pages_add_problems(problems, &page);
    enum MHD_Result ret = answer_page(exchange, MHD_HTTP_INTERNAL_SERVER_ERROR, buf_str(&page),
                                      (PageHash){0});
    buf_free(&page);
    return ret;
}

static enum MHD_Result answer_moved(Exchange *exchange, Str path) {
    Buf target = {0};
    buf_add(&target, path);
    buf_add_char(&target, '/');
    enum MHD_Result ret = answer_elsewhere(exchange, MHD_HTTP_MOVED_PERMANENTLY, "Location",
                                           buf_str(&target));
    buf_free(&target);
    return ret;
}

static enum MHD_Result answer_with(Exchange *exchange, Str path, const Answer *answer,
                                   Str problems) {
    const char *type = media_type_of(answer->path);
    bool is_page = str_ends_with(answer->path, STR(".html"));
    unsigned status = answer->kind == ANSWER_MISSING ? MHD_HTTP_NOT_FOUND : MHD_HTTP_OK;
    switch (answer->kind) {
        case ANSWER_BROKEN: return answer_broken(exchange, problems);
        case ANSWER_MOVED: return answer_moved(exchange, path);
        case ANSWER_FILE:
            return queue(exchange, status, type, exchange->server->http.create_response_from_fd64(
                                                     answer->file_size, answer->file));
        case ANSWER_BYTES: case ANSWER_MISSING: break;
    }
    PageHash hash = hash_page(exchange->server, answer->bytes);
    if (is_page) return answer_page(exchange, status, answer->bytes, hash);
    if (!answer->path.len) return answer_text(exchange, status, "There is nothing here.\n");
    return answer_bytes(exchange, status, type, answer->bytes);
}

static enum MHD_Result answer_site(Exchange *exchange, Str path) {
    Server *server = exchange->server;
    Str base = preview_base_path(server->preview);
    Answer answer;
    Buf unheard = {0};
    Buf problems = {0};
    if (base.len > 1 && str_equal(path, STR("/"))) {
        return answer_elsewhere(exchange, MHD_HTTP_FOUND, "Location", base);
    }
    for (int i = 0; i < RENDERINGS_MAX; i++) {
        if (render(server, path, &answer, &unheard, &problems)) break;
        catch_up(server);
    }
    enum MHD_Result ret = answer_with(exchange, path, &answer, buf_str(&problems));
    buf_free(&unheard);
    buf_free(&problems);
    return ret;
}

static Str argument(const Exchange *exchange, const char *name) {
    return str_from(exchange->server->http.lookup_connection_value(
        exchange->connection, MHD_GET_ARGUMENT_KIND, name));
}

static enum MHD_Result answer_stream(Exchange *exchange) {
    Server *server = exchange->server;
    if (!guard_allows_origin(&exchange->origin)) {
        return answer_text(exchange, MHD_HTTP_FORBIDDEN, "This is for pages of this server.\n");
    }
    Stream *stream = NULL;
    struct MHD_Response *response =
        streams_open(&server->streams, &server->http, exchange->connection,
                     argument(exchange, "page"), pages_read_hash(argument(exchange, "hash")),
                     clock_wall_s(), &stream);
    if (!response) {
        return answer_text(exchange, MHD_HTTP_SERVICE_UNAVAILABLE, "Too many pages are open.\n");
    }
    tell(server, stream);
    stream->is_over = streams_count(&server->streams) > STREAMS_KEPT;
    return queue(exchange, MHD_HTTP_OK, "text/event-stream", response);
}

// Of the request's headers what says where it comes from.

static enum MHD_Result count_host(void *context, enum MHD_ValueKind kind, const char *name,
                                  const char *value) {
    RequestOrigin *origin = context;
    (void)kind;
    if (str_equal_ascii_case(str_from(name), STR("Host"))) {
        origin->host = str_from(value);
        origin->host_count++;
    }
    return MHD_YES;
}

static Str header(const Exchange *exchange, const char *name) {
    return str_from(exchange->server->http.lookup_connection_value(exchange->connection,
                                                                   MHD_HEADER_KIND, name));
}

static void read_origin(Exchange *exchange) {
    RequestOrigin *origin = &exchange->origin;
    exchange->server->http.get_connection_values(exchange->connection, MHD_HEADER_KIND, count_host,
                                                 origin);
    origin->origin = header(exchange, "Origin");
    origin->site = header(exchange, "Sec-Fetch-Site");
    origin->port = exchange->server->listener.port;
    if (listener_local_address(exchange->socket, &exchange->local)) {
        origin->local = buf_str(&exchange->local);
    }
}

static bool is_read_only(const char *method) {
    return !strcmp(method, MHD_HTTP_METHOD_GET) || !strcmp(method, MHD_HTTP_METHOD_HEAD);
}

static enum MHD_Result answer_request(Exchange *exchange, const char *method, Str path) {
    Server *server = exchange->server;
    read_origin(exchange);
    if (!guard_allows_host(&exchange->origin, str_from(server->options->host))) {
        return answer_text(exchange, MHD_HTTP_MISDIRECTED_REQUEST,
                           "This server does not go by that name. Ask for localhost, or start it "
                           "with --host NAME.\n");
    }
    if (!is_read_only(method)) {
        return answer_elsewhere(exchange, MHD_HTTP_METHOD_NOT_ALLOWED, "Allow", STR("GET, HEAD"));
    }
    if (exchange->has_body) {
        return answer_text(exchange, MHD_HTTP_BAD_REQUEST, "No request here has a body.\n");
    }
    if (!str_starts_with(path, STR("/"))) {
        return answer_text(exchange, MHD_HTTP_BAD_REQUEST, "A path begins with '/'.\n");
    }
    if (str_equal(path, PAGES_SCRIPT)) {
        return answer_bytes(exchange, MHD_HTTP_OK, "text/javascript; charset=utf-8",
                            pages_script());
    }
    catch_up(server);
    return str_equal(path, PAGES_EVENTS) ? answer_stream(exchange) : answer_site(exchange, path);
}

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
                 (is_size && strcmp(value, "0"));
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
    if (!*state && is_read_only(method) && !has_body) {
        *state = (void *)(uintptr_t)&seen;
        return MHD_YES;
    }
    // Of a body nobody asked for nothing is read.
    if (*upload_size) return MHD_NO;
    Exchange exchange = {.server = server, .connection = connection,
                         .socket = socket_of(server, connection), .has_body = has_body};
    Str path = str_from(url);
    connections_begin_answer(&server->connections, exchange.socket, clock_wall_s(),
                             str_equal(path, PAGES_EVENTS));
    enum MHD_Result ret = answer_request(&exchange, method, path);
    buf_free(&exchange.local);
    return ret;
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
    int burst_ms = wait_ms(server, false);
    if (watcher_descriptor(server->watcher) < 0 && ret > POLL_MS) ret = POLL_MS;
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
    struct pollfd waits[LISTENERS_MAX + 3];
    for (;;) {
        size_t count = 0;
        int limit_ms = turn_ms(server);
        waits[count++] = (struct pollfd){.fd = server->signals, .events = POLLIN};
        const int told[] = {watcher_descriptor(server->watcher), library_descriptor(server)};
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
        collect(server);
        if (wait_ms(server, false) == 0) refresh_and_tell(server);
        for (size_t i = 0; i < server->listener.count; i++) {
            accept_some(server, server->listener.sockets[i]);
        }
        streams_end_gone(&server->streams);
        server->http.run(server->daemon);
        follow_day(server);
        if (streams_take_resumed(&server->streams)) server->http.run(server->daemon);
        connections_expire(&server->connections, clock_wall_s());
        streams_breathe(&server->streams, clock_wall_s());
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
    sigprocmask(SIG_BLOCK, &signals, ret_before);
    signal(SIGPIPE, SIG_IGN);
    server->signals = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    return server->signals >= 0 ||
           diag_environment(diags, "signals cannot be waited for", (Str){0}, errno);
}

static void say_started(const Server *server) {
    Buf url = {0};
    Str host = str_from(server->options->host);
    bool is_six = str_find(host, ':') < host.len;
    buf_printf(&url, is_six ? "http://[%s]:%u" : "http://%s:%u", server->options->host,
               server->listener.port);
    buf_add(&url, preview_base_path(server->preview));
    server->options->started(server->options->context, url.ptr);
    buf_free(&url);
}

static bool begin(Server *server, Diags *diags) {
    const ServerOptions *options = server->options;
    const BuildOptions *build = &server->build;
    server->preview = preview_open(build, diags);
    if (!server->preview || !begin_library(server, diags)) return false;
    if (!listener_open(options->host, options->port, &server->listener, diags)) return false;
    server->watcher = watcher_open(build->root, build->theme, options->is_polling);
    return server->watcher ||
           diag_environment(diags, "cannot be watched", str_from(build->root), errno);
}

static void end(Server *server) {
    streams_end(&server->streams);
    if (server->daemon) {
        server->http.run(server->daemon);
        server->http.stop_daemon(server->daemon);
    }
    listener_close(&server->listener);
    watcher_close(server->watcher);
    preview_close(server->preview);
    changes_clear(&server->changes);
    buf_free(&server->report);
    buf_free(&server->problems);
    if (server->signals >= 0) close(server->signals);
}

bool server_run(const ServerOptions *options, Diags *diags) {
    Server *server = calloc(1, sizeof *server);
    sigset_t before;
    if (!server) memory_exhausted();
    server->options = options;
    server->build = options->build;
    server->signals = -1;
    connections_init(&server->connections);
    bool is_begun = begin_signals(server, &before, diags) && begin(server, diags);
    if (is_begun) {
        // What changes while it is read is told behind it.
        refresh(server, true);
        say_started(server);
        run_loop(server);
    }
    end(server);
    free(server);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return is_begun;
}
