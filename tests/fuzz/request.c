// Fuzzes what the preview answers (serve/exchange.h, serve/guard.h), with a library of our own in libmicrohttpd's place:
// an input is a request's first line and its headers. Every request gets one answer, the same when it is asked
// again; of another host or with another method it gets nothing of the site; nothing outside of it is shown.
#include "fuzz.h"

#include "serve/exchange.h"
#include "serve/media_type.h"

enum { HEADERS_MAX = 32, PORT = 8000 };

#define SECRET "kXq7-secret-of-the-machine-0vZ"
#define SITE_TITLE "Zebra careers"

typedef struct Pair {
    char *name, *value;
    enum MHD_ValueKind kind;
} Pair;

// What stands for the library's own.
struct MHD_Response {
    unsigned use_count;
    Buf bytes;
    Buf headers;             // "Name: value\n"
    MHD_ContentReaderCallback read;
    MHD_ContentReaderFreeCallback end;
    void *context;
};
struct MHD_Connection {
    Pair pairs[HEADERS_MAX];
    int pair_count;
    unsigned status;
    int answer_count;
    struct MHD_Response *response;
    union MHD_ConnectionInfo info;
};

static struct MHD_Response *from_buffer(size_t size, void *bytes, enum MHD_ResponseMemoryMode mode) {
    struct MHD_Response *ret = calloc(1, sizeof *ret);
    require(ret && mode == MHD_RESPMEM_MUST_COPY);
    ret->use_count = 1;
    buf_add(&ret->bytes, (Str){bytes, size});
    return ret;
}

static struct MHD_Response *from_file(uint64_t size, int file) {
    struct MHD_Response *ret = from_buffer(0, NULL, MHD_RESPMEM_MUST_COPY);
    buf_reserve(&ret->bytes, size + 1);
    require(pread(file, ret->bytes.ptr, size, 0) == (ssize_t)size);
    ret->bytes.len = size;
    close(file);
    return ret;
}

static struct MHD_Response *from_callback(uint64_t size, size_t block_size, MHD_ContentReaderCallback read, void *context,
                                          MHD_ContentReaderFreeCallback end) {
    struct MHD_Response *ret = from_buffer(0, NULL, MHD_RESPMEM_MUST_COPY);
    (void)size;
    (void)block_size;
    ret->read = read;
    ret->end = end;
    ret->context = context;
    return ret;
}

static enum MHD_Result add_header(struct MHD_Response *response, const char *name, const char *value) {
    // libmicrohttpd refuses these.
    if (strpbrk(name, "\r\n") || strpbrk(value, "\r\n") || !*name || !*value) return MHD_NO;
    buf_printf(&response->headers, "%s: %s\n", name, value);
    return MHD_YES;
}

static void destroy(struct MHD_Response *response) {
    if (--response->use_count) return;
    if (response->end) response->end(response->context);
    buf_free(&response->bytes);
    buf_free(&response->headers);
    free(response);
}

static enum MHD_Result queue(struct MHD_Connection *connection, unsigned status, struct MHD_Response *response) {
    connection->answer_count++;
    connection->status = status;
    connection->response = response;
    response->use_count++;
    return MHD_YES;
}

static int get_values(struct MHD_Connection *connection, enum MHD_ValueKind kind, MHD_KeyValueIterator visit, void *context) {
    for (int i = 0; i < connection->pair_count; i++) {
        const Pair *pair = &connection->pairs[i];
        if (pair->kind == kind && visit(context, kind, pair->name, pair->value) == MHD_NO) return i;
    }
    return connection->pair_count;
}

static const char *lookup(struct MHD_Connection *connection, enum MHD_ValueKind kind, const char *name) {
    for (int i = 0; i < connection->pair_count; i++) {
        const Pair *pair = &connection->pairs[i];
        if (pair->kind == kind && str_equal_ascii_case(str_from(pair->name), str_from(name))) return pair->value;
    }
    return NULL;
}

static void nothing(struct MHD_Connection *connection) {
    (void)connection;
}

static const union MHD_ConnectionInfo *info(struct MHD_Connection *connection, enum MHD_ConnectionInfoType type, ...) {
    (void)type;
    return &connection->info;
}

static const HttpLibrary library = {
    .create_response_from_buffer = from_buffer, .create_response_from_fd64 = from_file,
    .create_response_from_callback = from_callback, .add_response_header = add_header, .destroy_response = destroy,
    .queue_response = queue, .get_connection_values = get_values, .lookup_connection_value = lookup,
    .suspend_connection = nothing, .resume_connection = nothing, .get_connection_info = info,
};

// The site that is shown, and what must never be.
static char above_path[256], root[300];
static Following following;

static void note_refresh(void *context, const Refresh *refresh, Diags *diags, Buf *json, Buf *text) {
    (void)context;
    (void)text;
    require(refresh->is_sound && !diags->error_count);
    buf_add(json, STR("{}"));
}

static void note_unrendered(void *context, Diags *diags, Buf *json, Buf *text) {
    (void)context;
    (void)diags;
    (void)json;
    (void)text;
    require(false);
}

static void begin(void) {
    static FollowingOptions options;
    int above = fuzz_folder(above_path, sizeof above_path);
    snprintf(root, sizeof root, "%s/site", above_path);
    int site = folder_make(above, STR("site"));
    require(site >= 0 && file_write(above, STR("secret.txt"), STR(SECRET)));
    require(file_write(site, STR("site.yaml"), STR("title: " SITE_TITLE "\nbase_url: https://example.org/jobs/\n")));
    require(file_write(site, STR("content/.secret.md"), STR(SECRET)));
    require(file_write(site, STR(".git/config"), STR(SECRET)));
    require(file_write(site, STR("notes.txt"), STR(SECRET)));
    require(file_write(site, STR("static/a b.txt"), STR("a\n")));
    require(file_write(site, STR("content/roles/nurse.md"),
                       STR("---\ntitle: Nurse\nbranch: Health\nsummary: Nurses care for people who are ill.\n---\n"
                           "## Key Duties\n\n- care\n")));
    folder_close(site);
    folder_close(above);
    options = (FollowingOptions){
        .build = {.root = root, .theme = ".", .out = STR("public"), .thread_count = 1, .now = {.year = 2026, .month = 12, .day = 1}},
        .is_polling = true, .refreshed = note_refresh, .unrendered = note_unrendered};
    Diags diags = {0};
    require(following_open(&options, &following, &diags));
    following_begin(&following);
    diags_free(&diags);
}

// "GET /path HTTP/1.1", then "Name: value" on lines.
typedef struct Request {
    Buf copy;
    char *method, *path;
    struct MHD_Connection connection;
    bool has_body;
} Request;

static void add_pair(Request *request, char *name, char *value, enum MHD_ValueKind kind) {
    struct MHD_Connection *connection = &request->connection;
    if (connection->pair_count < HEADERS_MAX) connection->pairs[connection->pair_count++] = (Pair){name, value, kind};
}

static void parse(Str text, Request *ret) {
    *ret = (Request){.connection.info.connect_fd = -1};
    buf_add(&ret->copy, text);
    char *next = ret->copy.ptr;
    char *line = strsep(&next, "\n");
    ret->method = strsep(&line, " ");
    ret->path = line ? strsep(&line, " ") : ret->copy.ptr + ret->copy.len;
    char *query = ret->path;
    strsep(&query, "?");
    for (char *pair = query; pair && (pair = strsep(&query, "&"));) {
        char *value = pair;
        char *name = strsep(&value, "=");
        add_pair(ret, name, value, MHD_GET_ARGUMENT_KIND);
    }
    while ((line = strsep(&next, "\n"))) {
        char *name = strsep(&line, ":");
        if (!line) continue;
        line += strspn(line, " \t");
        add_pair(ret, name, line, MHD_HEADER_KIND);
        ret->has_body |= !strcasecmp(name, "Transfer-Encoding") || (!strcasecmp(name, "Content-Length") && strcmp(line, "0"));
    }
}

static void ask(Request *request) {
    Exchange exchange = {.http = &library, .following = &following, .host = STR("box.lan"), .port = PORT,
                         .connection = &request->connection, .socket = -1, .has_body = request->has_body};
    enum MHD_Result ret = exchange_answer(&exchange, request->method, str_from(request->path));
    require(ret == MHD_YES && request->connection.answer_count == 1);
    struct MHD_Response *response = request->connection.response;
    char bytes[512];
    for (ssize_t size = 1; response->read && size > 0;) {
        size = response->read(response->context, response->bytes.len, bytes, sizeof bytes);
        if (size > 0) buf_add(&response->bytes, (Str){bytes, (size_t)size});
    }
}

static bool has(const Buf *text, const char *part) {
    return text->len && memmem(text->ptr, text->len, part, strlen(part));
}

static void check(const Request *request) {
    static const unsigned statuses[] = {200, 301, 302, 400, 403, 404, 405, 421, 503};
    const struct MHD_Connection *connection = &request->connection;
    const struct MHD_Response *response = connection->response;
    size_t i = 0;
    while (i < sizeof statuses / sizeof statuses[0] && statuses[i] != connection->status) i++;
    require_of(str_from(request->path), i < sizeof statuses / sizeof statuses[0]);
    require(has(&response->headers, "Content-Type: ") && has(&response->headers, "X-Content-Type-Options: nosniff\n") &&
            has(&response->headers, "Cache-Control: no-store\n") && has(&response->headers, "Cross-Origin-Resource-Policy: same-origin\n"));
    require_of(str_from(request->path), !has(&response->bytes, SECRET));
    const char *host = lookup((struct MHD_Connection *)(uintptr_t)connection, MHD_HEADER_KIND, "Host");
    static const char *const hosts[] = {"localhost:8000", "box.lan:8000", NULL};
    bool is_read = !strcmp(request->method, "GET") || !strcmp(request->method, "HEAD");
    bool is_ours = host && str_is_among(str_from(host), hosts);
    if (!is_ours) require(connection->status == 421);
    if (!is_ours || !is_read || request->has_body) require(connection->status >= 400 && !has(&response->bytes, SITE_TITLE));
    if (connection->status == 301) require(has(&response->headers, "Location: /jobs/") || has(&response->headers, "Location: /jobs\n"));
    if (connection->status == 302) require(has(&response->headers, "Location: /jobs/\n"));
    const char *origin = lookup((struct MHD_Connection *)(uintptr_t)connection, MHD_HEADER_KIND, "Origin");
    if (response->read) require(!origin || (!strncmp(origin, "http://", 7) && host && !strcmp(origin + 7, host)));
}

static void request_free(Request *request) {
    destroy(request->connection.response);
    buf_free(&request->copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Request first, second;
    Str text = {(const char *)data, size};
    if (!root[0]) begin();
    if (!size || str_find(text, '\0') < size) return 0;
    parse(text, &first);
    parse(text, &second);
    ask(&first);
    check(&first);
    ask(&second);
    require(first.connection.status == second.connection.status);
    require(str_equal(buf_str(&first.connection.response->bytes), buf_str(&second.connection.response->bytes)));
    require(str_equal(buf_str(&first.connection.response->headers), buf_str(&second.connection.response->headers)));
    request_free(&first);
    request_free(&second);
    return 0;
}
