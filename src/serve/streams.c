#include "serve/streams.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>

static void resume(Stream *stream) {
    if (!stream->is_suspended) return;
    stream->is_suspended = false;
    stream->is_resumed = true;
    stream->http->resume_connection(stream->connection);
}

static int socket_of(const Stream *stream) {
    return stream->http->get_connection_info(stream->connection,
                                             MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
}

static void drop_unsent(Stream *stream) {
    buf_free(&stream->unsent);
    stream->taken_size = 0;
}

static void end(Stream *stream) {
    drop_unsent(stream);
    stream->is_over = true;
    resume(stream);
}

// Hands on what is to be sent; with nothing to send the connection rests.
static ssize_t read_unsent(void *context, uint64_t position, char *bytes, size_t size) {
    Stream *stream = context;
    Str unsent = buf_str(&stream->unsent);
    (void)position;
    unsent = str_slice(unsent, stream->taken_size, unsent.len);
    if (!unsent.len && stream->is_over) return MHD_CONTENT_READER_END_OF_STREAM;
    if (!unsent.len) {
        stream->is_suspended = true;
        stream->http->suspend_connection(stream->connection);
        return 0;
    }
    if (size > unsent.len) size = unsent.len;
    memcpy(bytes, unsent.ptr, size);
    stream->taken_size += size;
    if (size == unsent.len) drop_unsent(stream);
    return (ssize_t)size;
}

static void forget(void *context) {
    Stream *stream = context;
    buf_free(&stream->page);
    drop_unsent(stream);
    *stream = (Stream){0};
}

struct MHD_Response *streams_open(Streams *streams, const HttpLibrary *http,
                                  struct MHD_Connection *connection, Str page, PageHash shown,
                                  double now_s, Stream **ret_stream) {
    enum { BLOCK_SIZE = 4096 };
    size_t i = 0;
    streams_end_gone(streams);
    while (i < STREAMS_MAX && streams->items[i].connection) i++;
    if (i == STREAMS_MAX || page.len > STREAM_PAGE_MAX) return NULL;
    Stream *stream = &streams->items[i];
    *stream = (Stream){.http = http, .connection = connection, .shown = shown, .sent_s = now_s};
    buf_add(&stream->page, page);
    // A browser that loses the stream asks again after so many milliseconds.
    buf_add(&stream->unsent, STR("retry: 500\n\n"));
    struct MHD_Response *ret = http->create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK_SIZE,
                                                                   read_unsent, stream, forget);
    if (!ret) forget(stream);
    *ret_stream = stream;
    return ret;
}

bool stream_keeps_up(Stream *stream) {
    if (stream->unsent.len - stream->taken_size > STREAM_UNSENT_MAX) end(stream);
    return !stream->is_over;
}

void stream_send(Stream *stream, const char *event, Str data, double now_s) {
    buf_printf(&stream->unsent, "event: %s\n", event);
    while (data.len) {
        Str line = str_slice(data, 0, str_find(data, '\n'));
        buf_add(&stream->unsent, STR("data: "));
        buf_add(&stream->unsent, line);
        buf_add_char(&stream->unsent, '\n');
        data = str_slice(data, line.len + 1, data.len);
    }
    buf_add_char(&stream->unsent, '\n');
    stream->sent_s = now_s;
    resume(stream);
}

void streams_end_gone(Streams *streams) {
    struct pollfd waits[STREAMS_MAX];
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        const Stream *stream = &streams->items[i];
        // What is less than 0 is passed over.
        waits[i] = (struct pollfd){.fd = -1, .events = POLLRDHUP};
        if (stream->is_suspended) waits[i].fd = socket_of(stream);
    }
    if (poll(waits, STREAMS_MAX, 0) <= 0) return;
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        if (waits[i].revents) end(&streams->items[i]);
    }
}

void streams_breathe(Streams *streams, double now_s) {
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        Stream *stream = &streams->items[i];
        if (!stream->connection || now_s - stream->sent_s < STREAM_BREATH_S) continue;
        // One that takes nothing must not pile up.
        if (!stream->unsent.len) buf_add(&stream->unsent, STR(":\n\n"));
        stream->sent_s = now_s;
        resume(stream);
    }
}

bool streams_take_resumed(Streams *streams) {
    bool ret = false;
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        ret |= streams->items[i].is_resumed;
        streams->items[i].is_resumed = false;
    }
    return ret;
}

size_t streams_count(const Streams *streams) {
    size_t ret = 0;
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        ret += streams->items[i].connection && !streams->items[i].is_over;
    }
    return ret;
}

void streams_end(Streams *streams) {
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        Stream *stream = &streams->items[i];
        if (!stream->connection) continue;
        stream->is_over = true;
        resume(stream);
    }
}
