#include "format/markdown_writer.h"

#include "format/entity.h"
#include "format/unicode.h"

enum {
    SUGGESTIONS_MAX = 10,  // for unknown entities
    ENTITY_SHOWN_MAX = 48, // of the bytes of one, in a message
};

void writer_judge_entity(MarkdownWriter *writer, Str entity, size_t offset) {
    const char *hint = "write '&amp;' for a '&' that stands for itself";
    if (writer->unknown_entity_count++ < SUGGESTIONS_MAX) {
        hint = entity_suggest(writer->keep, entity, hint);
    }
    diag_warning(writer->diags, writer_place(writer, offset), "unknown-entity", hint,
                 "HTML knows no '%.*s': it is shown as it is written",
                 entity.len < ENTITY_SHOWN_MAX ? (int)entity.len : ENTITY_SHOWN_MAX, entity.ptr);
}

void writer_judge_direction(MarkdownWriter *writer, Str decoded, size_t offset) {
    if (unicode_turn_at(decoded) == decoded.len) return;
    diag_error(writer->diags, writer_place(writer, offset), "direction-mark", UNICODE_TURN_HINT,
               "this stands for a mark that turns the direction of what follows it");
}

int writer_stop(MarkdownWriter *writer, const MarkdownLimit *limit, size_t offset) {
    diag_error(writer->diags, writer_place(writer, offset), limit->code, "divide this text",
               "a text can have %d %s", limit->max, limit->what);
    return WRITER_STOP;
}

int writer_stop_large(MarkdownWriter *writer) {
    diag_error(writer->diags, writer_place(writer, writer->last_offset), "output-limit",
               "shorten or split this file", "the page grows beyond %d times its source",
               WRITER_SIZE_FACTOR);
    return WRITER_STOP;
}
