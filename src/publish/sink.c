#include "publish/sink.h"

#include <errno.h>
#include <stdlib.h>

bool sink_reserve(Sink *sink, size_t slot_count) {
    return sink->type->reserve(sink, slot_count);
}

bool sink_put(Sink *sink, size_t slot, Str path, Str bytes, FileWriter *writer, Diags *diags) {
    return sink->type->put(sink, slot, path, bytes, writer, diags);
}

bool sink_begin(Sink *sink, size_t slot, Str path, SinkFile *ret, Diags *diags) {
    *ret = (SinkFile){.sink = sink, .slot = slot, .path = path, .staged = -1};
    return sink->type->begin(ret, diags);
}

bool sink_add(SinkFile *file, Str bytes, Diags *diags) {
    return file->sink->type->add(file, bytes, diags);
}

bool sink_end(SinkFile *file, Diags *diags) {
    return file->sink->type->end(file, diags);
}

bool sink_copy(Sink *sink, size_t slot, Str path, int source_folder, Str source, Diags *diags) {
    return sink->type->copy(sink, slot, path, source_folder, source, diags);
}

bool sink_keep(Sink *sink, size_t slot, Str path, Hash made_from) {
    return sink->type->keep && sink->type->keep(sink, slot, path, made_from);
}

void sink_mark(Sink *sink, size_t slot, Hash made_from) {
    if (sink->type->mark) sink->type->mark(sink, slot, made_from);
}

SinkEarlier sink_open_earlier(Sink *sink, Str path) {
    return sink->type->earlier ? sink->type->earlier(sink, path) : (SinkEarlier){.file = -1};
}

bool sink_close_earlier(const Sink *sink, Str path, const SinkEarlier *earlier, Diags *diags) {
    return earlier->file < 0 || sink->type->close_earlier(sink, path, earlier, diags);
}

bool sink_commit(Sink *sink, PublishCounts *ret, Diags *diags) {
    return sink->type->commit(sink, ret, diags);
}

void sink_close(Sink *sink) {
    if (sink) sink->type->close(sink);
}

// A file in memory. In a sink that keeps nothing only the path counts.
typedef struct Held {
    Str path;                // NULL: the slot is unused
    Buf bytes;
} Held;

typedef struct HeldFiles {
    Held *items;
    size_t count;
} HeldFiles;

typedef struct MemorySink {
    Sink sink;
    Arena arena;             // of the committed paths
    HeldFiles incoming;      // by slot
    HeldFiles committed;
    Table by_path;           // → index into committed
} MemorySink;

static MemorySink *memory_of(Sink *sink) {
    return (MemorySink *)sink;
}

static void free_held(HeldFiles *files) {
    for (size_t i = 0; i < files->count; i++) buf_free(&files->items[i].bytes);
    free(files->items);
    *files = (HeldFiles){0};
}

static bool reserve(Sink *sink, size_t slot_count) {
    HeldFiles *incoming = &memory_of(sink)->incoming;
    free_held(incoming);
    incoming->items = calloc(slot_count + 1, sizeof *incoming->items);
    if (!incoming->items) memory_exhausted();
    incoming->count = slot_count;
    return false;
}

static bool hold(Sink *sink, size_t slot, Str path, Str bytes, FileWriter *writer, Diags *diags) {
    (void)writer;
    (void)diags;
    Held *held = &memory_of(sink)->incoming.items[slot];
    held->path = path;
    buf_add(&held->bytes, bytes);
    return true;
}

static bool hold_piece(SinkFile *file, Str bytes, Diags *diags) {
    return hold(file->sink, file->slot, file->path, bytes, NULL, diags);
}

// Empty so far, or as it is.
static bool hold_no_piece(SinkFile *file, Diags *diags) {
    return hold_piece(file, (Str){0}, diags);
}

static bool hold_copy(Sink *sink, size_t slot, Str path, int folder, Str source, Diags *diags) {
    Held *held = &memory_of(sink)->incoming.items[slot];
    if (!file_read(folder, source, SIZE_MAX, &held->bytes)) {
        return file_report_unreadable(source, errno, diags);
    }
    held->path = path;
    return true;
}

static bool commit_memory(Sink *sink, PublishCounts *ret, Diags *diags) {
    (void)diags;
    MemorySink *memory = memory_of(sink);
    free_held(&memory->committed);
    table_free(&memory->by_path);
    arena_reset(&memory->arena);
    memory->committed = memory->incoming;
    memory->incoming = (HeldFiles){0};
    *ret = (PublishCounts){0};
    for (size_t i = 0; i < memory->committed.count; i++) {
        Held *held = &memory->committed.items[i];
        if (!held->path.ptr) continue;
        held->path = arena_copy(&memory->arena, held->path);
        table_add(&memory->by_path, held->path, i);
        ret->file_count++;
    }
    ret->changed_count = ret->file_count;
    return true;
}

static void close_memory(Sink *sink) {
    MemorySink *memory = memory_of(sink);
    free_held(&memory->incoming);
    free_held(&memory->committed);
    table_free(&memory->by_path);
    arena_free(&memory->arena);
    free(memory);
}

static const SinkType memory_type = {.reserve = reserve, .put = hold, .begin = hold_no_piece,
                                     .add = hold_piece, .end = hold_no_piece, .copy = hold_copy,
                                     .commit = commit_memory, .close = close_memory};

bool sink_get(const Sink *sink, Str path, Str *ret) {
    const MemorySink *memory = (const MemorySink *)sink;
    size_t index = table_get(&memory->by_path, path);
    if (index == TABLE_NONE) return false;
    *ret = buf_str(&memory->committed.items[index].bytes);
    return true;
}

static bool drop(Sink *sink, size_t slot, Str path, Str bytes, FileWriter *writer, Diags *diags) {
    (void)bytes;
    return hold(sink, slot, path, (Str){0}, writer, diags);
}

static bool drop_piece(SinkFile *file, Str bytes, Diags *diags) {
    (void)bytes;
    return hold_no_piece(file, diags);
}

static bool drop_copy(Sink *sink, size_t slot, Str path, int folder, Str source, Diags *diags) {
    (void)folder;
    (void)source;
    return hold(sink, slot, path, (Str){0}, NULL, diags);
}

static const SinkType nothing_type = {.reserve = reserve, .put = drop, .begin = hold_no_piece,
                                      .add = drop_piece, .end = hold_no_piece, .copy = drop_copy,
                                      .commit = commit_memory, .close = close_memory};

static Sink *open_with(const SinkType *type) {
    MemorySink *memory = calloc(1, sizeof *memory);
    if (!memory) memory_exhausted();
    memory->sink.type = type;
    return (Sink *)memory;
}

Sink *sink_open_nothing(void) {
    return open_with(&nothing_type);
}

Sink *sink_open_memory(void) {
    return open_with(&memory_type);
}
