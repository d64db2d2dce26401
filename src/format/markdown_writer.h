// What those share that write a text's HTML, each its part of the language: what is written so far,
// and how far in the source it has come.
#ifndef METIER_FORMAT_MARKDOWN_WRITER_H
#define METIER_FORMAT_MARKDOWN_WRITER_H

#include "base/diag.h"

enum {
    WRITER_STOP = -2,          // what a callback of md4c returns when an error ends the text
    WRITER_SIZE_FACTOR = 50,   // of the HTML, to its source
    WRITER_SIZE_FLOOR = 1024 * 1024,
};

// What there may not be more of in a text: far more than anybody writes.
typedef struct MarkdownLimit {
    int max;
    const char *what;
    const char *code;
} MarkdownLimit;

// Zero-initialise but for the first four, and the arenas of the two texts.
typedef struct MarkdownWriter {
    Str source;
    Place place;               // of the source
    Arena *keep;               // of what the document is made of
    Diags *diags;
    Buf html;
    Buf plain;                 // text of the heading or list item that is open
    size_t plain_users;
    size_t last_offset;        // where the last text or link ended in the source
    const MarkdownLimit *limit;   // that is passed: told with the first text of the one too many
    size_t unknown_entity_count;
} MarkdownWriter;

static inline Place writer_place(const MarkdownWriter *writer, size_t offset) {
    return (Place){writer->place.path, writer->place.offset + offset};
}

static inline void writer_put(MarkdownWriter *writer, Str html) {
    buf_add(&writer->html, html);
}

// From here on the text is kept without its marks. Headings may stand in items.
static inline void writer_begin_plain(MarkdownWriter *writer) {
    if (writer->plain_users++ == 0) buf_clear(&writer->plain);
}
// Between two pieces of it that are no one word.
static inline void writer_part_plain(MarkdownWriter *writer) {
    if (writer->plain_users) buf_add_char(&writer->plain, ' ');
}
// What has been kept from byte `from` of `plain` on, in `keep`.
static inline Str writer_end_plain(MarkdownWriter *writer, size_t from) {
    Str plain = {writer->plain.ptr, writer->plain.len};
    writer->plain_users--;
    return arena_copy(writer->keep, str_trim(str_slice(plain, from, plain.len)));
}

// Of an entity that HTML does not know, where text, not an address, is written: `?a=1&b=2;c` is
// right in an address. A warning.
void writer_judge_entity(MarkdownWriter *writer, Str entity, size_t offset);
// Of marks that turn the direction, only those are left that an entity stands for. An error.
void writer_judge_direction(MarkdownWriter *writer, Str decoded, size_t offset);

// Both report an error, and return WRITER_STOP.
int writer_stop(MarkdownWriter *writer, const MarkdownLimit *limit, size_t offset);
int writer_stop_large(MarkdownWriter *writer);
// A table of many columns and short rows grows without any text: each callback asks. 0: go on.
static inline int writer_check_size(MarkdownWriter *writer) {
    size_t max = writer->source.len * WRITER_SIZE_FACTOR + WRITER_SIZE_FLOOR;
    return writer->html.len <= max ? 0 : writer_stop_large(writer);
}

#endif
