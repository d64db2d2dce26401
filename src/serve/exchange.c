#include "serve/exchange.h"

#include <string.h>

#include "serve/listener.h"
#include "serve/media_type.h"

enum { RENDERINGS_MAX = 5 };   // of a page of a site that is written again and again

static enum MHD_Result queue(Exchange *exchange, unsigned status, const char *media_type,
                             struct MHD_Response *response) {
    const HttpLibrary *http = exchange->http;
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
    return exchange->http->create_response_from_buffer(
        bytes.len, (void *)(uintptr_t)(bytes.ptr ? bytes.ptr : ""), MHD_RESPMEM_MUST_COPY);
}

static enum MHD_Result answer_bytes(Exchange *exchange, unsigned status, const char *media_type,
                                    Str bytes) {
    return queue(exchange, status, media_type, make_response(exchange, bytes));
}

static enum MHD_Result answer_text(Exchange *exchange, unsigned status, const char *text) {
    return answer_bytes(exchange, status, media_type_of(STR(".txt")), str_from(text));
}

static enum MHD_Result answer_elsewhere(Exchange *exchange, unsigned status, const char *name,
                                        Str value) {
    struct MHD_Response *response = make_response(exchange, STR(""));
    Buf text = {0};
    buf_add(&text, value);
    if (response) exchange->http->add_response_header(response, name, text.ptr);
    buf_free(&text);
    return queue(exchange, status, media_type_of(STR(".txt")), response);
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
            return queue(exchange, status, type, exchange->http->create_response_from_fd64(
                                                     answer->file_size, answer->file));
        case ANSWER_BYTES: case ANSWER_MISSING: break;
    }
    PageHash hash = following_hash(exchange->following, answer->bytes);
    if (is_page) return answer_page(exchange, status, answer->bytes, hash);
    if (!answer->path.len) return answer_text(exchange, status, "There is nothing here.\n");
    return answer_bytes(exchange, status, type, answer->bytes);
}

static enum MHD_Result answer_site(Exchange *exchange, Str path) {
    Following *following = exchange->following;
    Str base = preview_base_path(following->preview);
    Answer answer;
    Buf unheard = {0};
    Buf problems = {0};
    if (base.len > 1 && str_equal(path, STR("/"))) {
        return answer_elsewhere(exchange, MHD_HTTP_FOUND, "Location", base);
    }
    for (int i = 0; i < RENDERINGS_MAX; i++) {
        if (following_render(following, path, &answer, &unheard, &problems)) break;
        following_catch_up(following);
    }
    enum MHD_Result ret = answer_with(exchange, path, &answer, buf_str(&problems));
    buf_free(&unheard);
    buf_free(&problems);
    return ret;
}

static Str argument(const Exchange *exchange, const char *name) {
    return str_from(exchange->http->lookup_connection_value(
        exchange->connection, MHD_GET_ARGUMENT_KIND, name));
}

static enum MHD_Result answer_stream(Exchange *exchange) {
    Streams *streams = &exchange->following->streams;
    if (!guard_allows_origin(&exchange->origin)) {
        return answer_text(exchange, MHD_HTTP_FORBIDDEN, "This is for pages of this server.\n");
    }
    Stream *stream = NULL;
    struct MHD_Response *response =
        streams_open(streams, exchange->http, exchange->connection, argument(exchange, "page"),
                     pages_read_hash(argument(exchange, "hash")), clock_wall_s(), &stream);
    if (!response) {
        return answer_text(exchange, MHD_HTTP_SERVICE_UNAVAILABLE, "Too many pages are open.\n");
    }
    following_tell(exchange->following, stream);
    stream->is_over = streams_count(streams) > STREAMS_KEPT;
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
    return str_from(exchange->http->lookup_connection_value(exchange->connection,
                                                                   MHD_HEADER_KIND, name));
}

static void read_origin(Exchange *exchange) {
    RequestOrigin *origin = &exchange->origin;
    exchange->http->get_connection_values(exchange->connection, MHD_HEADER_KIND, count_host,
                                                 origin);
    origin->origin = header(exchange, "Origin");
    origin->site = header(exchange, "Sec-Fetch-Site");
    origin->port = exchange->port;
    if (listener_local_address(exchange->socket, &exchange->local)) {
        origin->local = buf_str(&exchange->local);
    }
}

bool exchange_is_read_only(const char *method) {
    return !strcmp(method, MHD_HTTP_METHOD_GET) || !strcmp(method, MHD_HTTP_METHOD_HEAD);
}

static enum MHD_Result answer(Exchange *exchange, const char *method, Str path) {
    read_origin(exchange);
    if (!guard_allows_host(&exchange->origin, exchange->host)) {
        return answer_text(exchange, MHD_HTTP_MISDIRECTED_REQUEST,
                           "This server does not go by that name. Ask for localhost, or start it "
                           "with --host NAME.\n");
    }
    if (!exchange_is_read_only(method)) {
        return answer_elsewhere(exchange, MHD_HTTP_METHOD_NOT_ALLOWED, "Allow", STR("GET, HEAD"));
    }
    if (exchange->has_body) {
        return answer_text(exchange, MHD_HTTP_BAD_REQUEST, "No request here has a body.\n");
    }
    if (!str_starts_with(path, STR("/"))) {
        return answer_text(exchange, MHD_HTTP_BAD_REQUEST, "A path begins with '/'.\n");
    }
    if (str_equal(path, PAGES_SCRIPT)) {
        return answer_bytes(exchange, MHD_HTTP_OK, media_type_of(PAGES_SCRIPT), pages_script());
    }
    following_catch_up(exchange->following);
    return str_equal(path, PAGES_EVENTS) ? answer_stream(exchange) : answer_site(exchange, path);
}

enum MHD_Result exchange_answer(Exchange *exchange, const char *method, Str path) {
    enum MHD_Result ret = answer(exchange, method, path);
    buf_free(&exchange->local);
    return ret;
}
