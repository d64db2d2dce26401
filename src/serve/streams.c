#include "serve/streams.h"

#include <string.h>
#include <sys/socket.h>

static void resume(Stream *stream) {
    if (!stream->is_suspended) return;
    stream->is_suspended = false;
    stream->is_resumed = true;
    stream->http->resume_connection(stream->connection);
}

// Hands on what is to be sent; with nothing to send the connection rests.
static ssize_t read_unsent(void *context, uint64_t position, char *bytes, size_t size) {
    Stream *stream = context;
    Buf *unsent = &stream->unsent;
    (void)position;
    if (!unsent->len && stream->is_over) return MHD_CONTENT_READER_END_OF_STREAM;
    if (!unsent->len) {
        stream->is_suspended = true;
        stream->http->suspend_connection(stream->connection);
        return 0;
    }
    if (size > unsent->len) size = unsent->len;
    memcpy(bytes, unsent->ptr, size);
    memmove(unsent->ptr, unsent->ptr + size, unsent->len - size);
    buf_cut(unsent, unsent->len - size);
    return (ssize_t)size;
}

static void forget(void *context) {
    Stream *stream = context;
    buf_free(&stream->page);
    buf_free(&stream->unsent);
    *stream = (Stream){0};
}

// A stream that rests does not notice that its browser is gone.
static void let_go_closed(Streams *streams) {
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        Stream *stream = &streams->items[i];
        char byte;
        if (!stream->is_suspended) continue;
        const union MHD_ConnectionInfo *info = stream->http->get_connection_info(
            stream->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        if (!info || recv(info->connect_fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT)) continue;
        stream->is_over = true;
        resume(stream);
    }
}

struct MHD_Response *streams_open(Streams *streams, const HttpLibrary *http,
                                  struct MHD_Connection *connection, Str page, PageHash shown,
                                  double now_s, Stream **ret_stream) {
    enum { BLOCK_SIZE = 4096 };
    size_t i = 0;
    let_go_closed(streams);
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
    // A browser that takes nothing loses the stream, and asks for a new one when it wakes.
    stream->is_over |= stream->unsent.len > STREAM_UNSENT_MAX;
    if (stream->is_over) buf_clear(&stream->unsent);
    resume(stream);
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
