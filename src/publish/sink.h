// A sink: where the bytes of a build go. Three ends: the output folder (publish.h), memory,
// nothing. Everything before it is the same for all of them.
#ifndef METIER_PUBLISH_SINK_H
#define METIER_PUBLISH_SINK_H

#include "base/file.h"

typedef struct PublishCounts {
    size_t file_count;
    size_t changed_count;
    size_t removed_count;
    size_t left_count;       // that would have been removed; but somebody has changed them since
    bool is_begun;           // the output folder was touched; with an error: the next build
                             // completes it
    bool is_recovered;       // an earlier publish that had been cut off was completed first
    bool is_copied;          // what stands there was written elsewhere, and that was told
} PublishCounts;

typedef struct Sink Sink;

// A file that comes in pieces. Zero-initialise to start.
typedef struct SinkFile {
    Sink *sink;
    size_t slot;
    Str path;
    int staged;
    Hasher *hasher;
} SinkFile;

// A file as an earlier build published it.
typedef struct SinkEarlier {
    int file;                // open for reading; -1: there is none, or it has been changed since
    Stamp stamp;
} SinkEarlier;

typedef struct SinkType {
    bool (*reserve)(Sink *sink, size_t slot_count);
    bool (*put)(Sink *sink, size_t slot, Str path, Str bytes, FileWriter *writer, Diags *diags);
    bool (*begin)(SinkFile *file, Diags *diags);
    bool (*add)(SinkFile *file, Str bytes, Diags *diags);
    bool (*end)(SinkFile *file, Diags *diags);
    bool (*copy)(Sink *sink, size_t slot, Str path, int source_folder, Str source, Diags *diags);
    bool (*keep)(Sink *sink, size_t slot, Str path, Hash made_from);   // NULL: keeps none
    void (*mark)(Sink *sink, size_t slot, Hash made_from);             // NULL likewise
    SinkEarlier (*earlier)(Sink *sink, Str path);                      // NULL likewise
    bool (*close_earlier)(const Sink *sink, Str path, const SinkEarlier *earlier, Diags *diags);
    bool (*commit)(Sink *sink, PublishCounts *ret, Diags *diags);
    void (*close)(Sink *sink);
} SinkType;

struct Sink {
    const SinkType *type;
};

// How many slots may be named below. What was put before is forgotten. Whether sink_keep may find
// any file.
bool sink_reserve(Sink *sink, size_t slot_count);
// Takes the bytes of the file at `path`. Callable from several threads for different slots; a slot
// may stay unused. `path` is borrowed until sink_commit has ended.
bool sink_put(Sink *sink, size_t slot, Str path, Str bytes, FileWriter *writer, Diags *diags);
// The same in pieces. A file that was begun is to be ended, also where something has failed.
bool sink_begin(Sink *sink, size_t slot, Str path, SinkFile *ret, Diags *diags);
bool sink_add(SinkFile *file, Str bytes, Diags *diags);
bool sink_end(SinkFile *file, Diags *diags);
// The same for a file that is passed on as it is, however large: source_folder/source.
bool sink_copy(Sink *sink, size_t slot, Str path, int source_folder, Str source, Diags *diags);
// Whether the file at `path` is there already, made from what this hash stands for, and nobody has
// changed it since: then it is taken as it is, and nobody needs to know its bytes.
bool sink_keep(Sink *sink, size_t slot, Str path, Hash made_from);
// Says what the file was made from that was put into a slot, for sink_keep of a later build.
void sink_mark(Sink *sink, size_t slot, Hash made_from);
// The file at `path` as it was when this build began.
SinkEarlier sink_open_earlier(Sink *sink, Str path);
// False with a diagnostic where it was changed since it was opened.
bool sink_close_earlier(const Sink *sink, Str path, const SinkEarlier *earlier, Diags *diags);
// Makes what was put the whole of what there is.
bool sink_commit(Sink *sink, PublishCounts *ret, Diags *diags);
// Always the last call; takes NULL.
void sink_close(Sink *sink);

// Counts, and keeps nothing.
Sink *sink_open_nothing(void);
// Keeps all in memory.
Sink *sink_open_memory(void);
// The bytes that a memory sink has for a path since its last commit; false when it has none.
// Borrowed until the next commit or close.
bool sink_get(const Sink *memory, Str path, Str *ret);

#endif
