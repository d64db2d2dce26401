// The files of a build: those that are published already stay, others wait in a staging folder.
#include "publish/publishing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FINGERPRINTS_NAME STR("fingerprints")
#define NONE_SAME SIZE_MAX
enum { PRINTS_PER_PIECE = 1024 };

// A slot that is being filled.
typedef struct Slot {
    Str path;
    Hash hash;
    FileState state;         // what stands at the path
    Stamp stamp;
} Slot;

// A hash for each record.
static bool read_fingerprints(Publish *publish, Hash *ret) {
    Buf bytes = {0};
    size_t size = publish->manifest.count * sizeof *ret;
    bool is_read = sealed_read(&publish->target, &publish->manifest, FINGERPRINTS_NAME, &bytes) &&
                   bytes.len == size;
    if (is_read && size) memcpy(ret, bytes.ptr, size);
    buf_free(&bytes);
    return is_read;
}

bool stage_reserve(Sink *sink, size_t slot_count) {
    Publish *publish = publish_of(sink);
    // Those of the published files that stand there can stay, where they are made from the same.
    if (publish->survey.stamps) {
        Hash *made_from = ARENA_NEW(&publish->arena, Hash, publish->manifest.count + 1);
        if (read_fingerprints(publish, made_from)) publish->made_from = made_from;
    }
    size_t room = slot_count + 1;    // for the list of a part
    publish->slots = ARENA_NEW(&publish->arena, Record, room + publish->manifest.count);
    free(publish->traces);
    publish->traces = calloc(room, sizeof *publish->traces);
    if (!publish->traces) memory_exhausted();
    publish->slot_count = slot_count;
    return publish->made_from != NULL;
}

// Slots are in the order of their paths, but for compressed copies, as records are: mostly each is
// where it was.
static const Record *find_record(const Publish *publish, size_t slot, Str path) {
    const Journal *manifest = &publish->manifest;
    bool is_there = slot < manifest->count && str_equal(manifest->records[slot].path, path);
    return is_there ? &manifest->records[slot] : journal_find(manifest, path);
}

// The index of the record of a file that stands there as it was published; NONE_SAME of any other.
static size_t find_same(const Publish *publish, size_t slot, Str path) {
    const Record *record = publish->survey.stamps ? find_record(publish, slot, path) : NULL;
    size_t index = record ? (size_t)(record - publish->manifest.records) : 0;
    return record && publish->survey.are_same[index] ? index : NONE_SAME;
}

static void fill(Publish *publish, size_t slot, const Slot *filled) {
    publish->slots[slot] = (Record){.path = filled->path, .hash = filled->hash,
                                    .there = filled->state};
    publish->traces[slot] = trace_of(&filled->stamp);
}

bool stage_keep(Sink *sink, size_t slot, Str path, Hash made_from) {
    Publish *publish = publish_of(sink);
    size_t index = publish->made_from ? find_same(publish, slot, path) : NONE_SAME;
    if (index == NONE_SAME || !hash_equal(publish->made_from[index], made_from)) return false;
    fill(publish, slot, &(Slot){path, publish->manifest.records[index].hash, FILE_SAME,
                                publish->survey.stamps[index]});
    publish->traces[slot].made_from = made_from;
    return true;
}

void stage_mark(Sink *sink, size_t slot, Hash made_from) {
    publish_of(sink)->traces[slot].made_from = made_from;
}

SinkEarlier stage_earlier(Sink *sink, Str path) {
    const Publish *publish = publish_of(sink);
    size_t index = publish->made_from ? find_same(publish, publish->slot_count, path) : NONE_SAME;
    if (index == NONE_SAME) return (SinkEarlier){.file = -1};
    Stamp stamp = publish->survey.stamps[index];
    return (SinkEarlier){file_open_known(publish->target.out, path, &stamp), stamp};
}

bool stage_close_earlier(const Sink *sink, Str path, const SinkEarlier *earlier, Diags *diags) {
    bool is_good = file_is_known(earlier->file, &earlier->stamp);
    file_close(earlier->file);
    if (is_good) return true;
    Arena scratch = {0};
    file_report_changed(publish_place((const Publish *)sink, path, &scratch).path, diags);
    arena_free(&scratch);
    return false;
}

// Finds out what stands at the slot's path without a look at it: a file that is as it was published
// has the bytes that it was published with. False where that is not known.
static bool is_known(const Publish *publish, size_t slot, Slot *filled) {
    size_t index = find_same(publish, slot, filled->path);
    if (index == NONE_SAME) return false;
    bool is_same = hash_equal(publish->manifest.records[index].hash, filled->hash);
    filled->state = is_same ? FILE_SAME : FILE_OTHER;
    if (is_same) filled->stamp = publish->survey.stamps[index];
    return true;
}

bool stage_put(Sink *sink, size_t slot, Str path, Str bytes, FileWriter *writer, Diags *diags) {
    Publish *publish = publish_of(sink);
    int out = publish->target.out;
    Slot filled = {.path = path, .hash = hash_128(bytes), .state = FILE_ABSENT};
    if (out >= 0 && !is_known(publish, slot, &filled)) {
        filled.state = file_compare(out, path, bytes, &writer->compared, &filled.stamp);
    }
    if (filled.state == FILE_UNKNOWN) return publish_fail(publish, "cannot be read", path, diags);
    if (filled.state != FILE_SAME &&
        !file_writer_put(writer, publish->staging, path, bytes, &filled.stamp)) {
        return publish_fail(publish, "cannot be written", path, diags);
    }
    fill(publish, slot, &filled);
    return true;
}

bool stage_begin(SinkFile *file, Diags *diags) {
    const Publish *publish = publish_of(file->sink);
    file->staged = file_begin(publish->staging, file->path);
    file->hasher = hasher_new();
    return file->staged >= 0 || publish_fail(publish, "cannot be written", file->path, diags);
}

bool stage_add(SinkFile *file, Str bytes, Diags *diags) {
    if (file->staged < 0) return false;   // which was told
    hasher_add(file->hasher, bytes);
    return file_add(file->staged, bytes) ||
           publish_fail(publish_of(file->sink), "cannot be written", file->path, diags);
}

// Of a file that is published with these very bytes nothing stays staged.
static bool compare_staged(Publish *publish, size_t slot, Slot *filled, Diags *diags) {
    int out = publish->target.out;
    Stamp there;
    if (out < 0) return true;
    if (!is_known(publish, slot, filled)) {
        filled->state = file_compare_hash(out, filled->path, filled->hash, &there);
        if (filled->state == FILE_SAME) filled->stamp = there;
    }
    if (filled->state == FILE_UNKNOWN) {
        return publish_fail(publish, "cannot be read", filled->path, diags);
    }
    if (filled->state != FILE_SAME) return true;
    bool is_removed = file_remove(publish->staging, filled->path);
    file_remove_empty_folders(publish->staging, filled->path);
    return is_removed ||
           publish_fail(publish, "cannot be removed where it waits", filled->path, diags);
}

bool stage_end(SinkFile *file, Diags *diags) {
    Publish *publish = publish_of(file->sink);
    Slot filled = {.path = file->path, .hash = hasher_end(file->hasher), .state = FILE_ABSENT};
    if (file->staged < 0) return false;
    if (!file_end(file->staged, &filled.stamp)) {
        return publish_fail(publish, "cannot be written", file->path, diags);
    }
    if (!compare_staged(publish, file->slot, &filled, diags)) return false;
    fill(publish, file->slot, &filled);
    return true;
}

bool stage_copy(Sink *sink, size_t slot, Str path, int source_folder, Str source, Diags *diags) {
    Publish *publish = publish_of(sink);
    int out = publish->target.out;
    Slot filled = {.path = path, .state = FILE_ABSENT};
    if (out >= 0) {
        if (!file_hash(source_folder, source, &filled.hash)) {
            return file_report_unreadable(source, errno, diags);
        }
        if (!is_known(publish, slot, &filled)) {
            filled.state = file_compare_hash(out, path, filled.hash, &filled.stamp);
        }
        if (filled.state == FILE_UNKNOWN) {
            return publish_fail(publish, "cannot be read", path, diags);
        }
    }
    if (filled.state != FILE_SAME) {
        Hash before = filled.hash;
        CopyEnd end = file_copy(publish->staging, path, source_folder, source, &filled.hash,
                                &filled.stamp);
        if (end == COPY_UNREAD) return file_report_unreadable(source, errno, diags);
        if (end == COPY_UNWRITTEN) return publish_fail(publish, "cannot be copied", path, diags);
        if (out >= 0 && !hash_equal(before, filled.hash)) return file_report_changed(source, diags);
    }
    fill(publish, slot, &filled);
    return true;
}

// The stamps of the slots, whose traces end by it: they move together in the memory of these. A
// place of their own would add to what a build holds at most, which is here where files are many.
static Stamp *take_stamps(Publish *publish) {
    _Static_assert(sizeof(Stamp) <= sizeof(Trace), "none is written over one still to be moved");
    void *ret = publish->traces;
    for (size_t i = 0; i < publish->slot_count; i++) {
        Stamp stamp = trace_stamp(&publish->traces[i]);
        memcpy((Stamp *)ret + i, &stamp, sizeof stamp);
    }
    publish->traces = NULL;
    return ret;
}

void stage_keep_known(Publish *publish, const Journal *journal, Hash seal) {
    size_t count = publish->slot_count;
    Journal published = {.records = journal->records, .count = count,
                         .is_whole = journal->is_whole, .seal = seal};
    SealedFile prints;
    sealed_begin(&publish->target, FINGERPRINTS_NAME, &prints);
    for (size_t i = 0; i < count;) {
        Hash piece[PRINTS_PER_PIECE];
        size_t size = 0;
        while (size < PRINTS_PER_PIECE && i < count) piece[size++] = publish->traces[i++].made_from;
        sealed_add(&prints, (Str){(const char *)piece, size * sizeof *piece});
    }
    sealed_end(&prints, &published);
    Stamp *stamps = take_stamps(publish);
    stamps_keep(&publish->target, &published, stamps, &publish->survey, publish->thread_count);
    free(stamps);
    publish->slots = NULL;
    publish->manifest = published;
}
