#include "base/diag.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

enum { EXCERPT_MAX_LEN = 160 };

static void add(Diags *diags, Diag diag, const char *hint, const char *format, va_list arguments) {
    Buf message = {0};
    va_list again;
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (size > 0) {
        buf_reserve(&message, (size_t)size);
        vsnprintf(message.ptr, (size_t)size + 1, format, arguments);
        message.len = (size_t)size;
    }
    diag.message = arena_copy(&diags->arena, buf_str(&message));
    diag.hint = arena_copy(&diags->arena, str_from(hint));
    diag.place.path = arena_copy(&diags->arena, diag.place.path);
    *(Diag *)list_add(&diags->list, sizeof(Diag)) = diag;
    if (diag.severity == SEVERITY_ERROR) diags->error_count++;
    if (diag.is_environment) diags->has_environment_failure = true;
    buf_free(&message);
}

bool diag_error(Diags *diags, Place place, const char *code, const char *hint, const char *format,
                ...) {
    va_list arguments;
    va_start(arguments, format);
    add(diags, (Diag){.place = place, .code = code}, hint, format, arguments);
    va_end(arguments);
    return false;
}

void diag_warning(Diags *diags, Place place, const char *code, const char *hint,
                  const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    add(diags, (Diag){.place = place, .severity = SEVERITY_WARNING, .code = code}, hint, format,
        arguments);
    va_end(arguments);
}

static void add_environment(Diags *diags, Place place, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    add(diags, (Diag){.place = place, .code = "environment", .is_environment = true}, NULL, format,
        arguments);
    va_end(arguments);
}

bool diag_environment(Diags *diags, const char *what, Str path, int error_number) {
    add_environment(diags, (Place){path, DIAG_NO_OFFSET}, "%s: %s", what, strerror(error_number));
    return false;
}

bool diag_check_utf8(Diags *diags, Str path, Str text) {
    size_t bad = utf8_invalid_at(text);
    return bad == text.len || diag_error(diags, (Place){path, bad}, "bad-utf8", "save the file as UTF-8",
                                         "this is not valid UTF-8");
}

void diags_merge(Diags *diags, Diags *other) {
    for (size_t i = 0; i < other->list.count; i++) {
        *(Diag *)list_add(&diags->list, sizeof(Diag)) = ((Diag *)other->list.items)[i];
    }
    diags->error_count += other->error_count;
    diags->has_environment_failure |= other->has_environment_failure;
    arena_adopt(&diags->arena, &other->arena);
    free(other->list.items);
    *other = (Diags){0};
}

static int compare_diags(const void *left, const void *right) {
    const Diag *a = left;
    const Diag *b = right;
    int order = str_compare(a->place.path, b->place.path);
    if (order) return order;
    size_t a_offset = a->place.offset + 1;  // "no offset" wraps to 0 and stands first
    size_t b_offset = b->place.offset + 1;
    if (a_offset != b_offset) return a_offset < b_offset ? -1 : 1;
    order = strcmp(a->code, b->code);
    return order ? order : str_compare(a->message, b->message);
}

// Whether a letter may reach a terminal: controls and marks that turn the writing may not.
static bool is_plain(uint32_t letter, size_t size) {
    return letter >= 0x20 && letter != 0x7F && (letter < 0x80 || size > 1) &&
           !(letter >= 0x80 && letter < 0xA0) && !(letter >= 0x202A && letter <= 0x202E) &&
           !(letter >= 0x2066 && letter <= 0x2069);
}

// Writes a text that may quote content, on one line.
static void write_plain(Str text, FILE *out) {
    Buf shown = {0};
    for (size_t i = 0; i < text.len;) {
        size_t at = i;
        uint32_t letter = utf8_decode(text, &i);
        if (is_plain(letter, i - at)) utf8_append(&shown, letter);
        else buf_add_char(&shown, letter == '\t' ? ' ' : '?');
    }
    fwrite(shown.ptr ? shown.ptr : "", 1, shown.len, out);
    buf_free(&shown);
}

// Writes one source line without control characters and, below it, a caret under `column_byte`.
static void write_excerpt(Str line, size_t column_byte, FILE *out) {
    size_t from = column_byte > EXCERPT_MAX_LEN / 2 ? column_byte - EXCERPT_MAX_LEN / 2 : 0;
    while (from > 0 && ((unsigned char)line.ptr[from] & 0xC0) == 0x80) from--;
    Buf shown = {0};
    Buf caret = {0};
    for (size_t i = from; i < line.len && shown.len < EXCERPT_MAX_LEN;) {
        size_t at = i;
        uint32_t letter = utf8_decode(line, &i);
        if (is_plain(letter, i - at)) utf8_append(&shown, letter);
        else buf_add_char(&shown, letter == '\t' ? ' ' : '?');
        if (at < column_byte) buf_add_char(&caret, ' ');
    }
    buf_add_char(&caret, '^');
    fprintf(out, "  %s\n  %s\n", shown.ptr ? shown.ptr : "", caret.ptr);
    buf_free(&shown);
    buf_free(&caret);
}

static void write_one(const Diag *diag, Str text, bool with_colour, FILE *out) {
    const char *word = diag->severity == SEVERITY_ERROR ? "error" : "warning";
    const char *on = !with_colour ? "" : diag->severity == SEVERITY_ERROR ? "\033[1;31m" : "\033[1;33m";
    const char *off = with_colour ? "\033[0m" : "";
    bool is_located = diag->place.offset != DIAG_NO_OFFSET;
    size_t offset = diag->place.offset < text.len ? diag->place.offset : text.len;
    size_t line = 1;
    size_t line_start = 0;
    if (diag->place.path.len) {
        write_plain(diag->place.path, out);
        fputc(':', out);
    }
    if (is_located) {
        for (size_t i = 0; i < offset; i++) {
            if (text.ptr[i] == '\n') {
                line++;
                line_start = i + 1;
            }
        }
        size_t column = 1;
        for (size_t i = line_start; i < offset; column++) utf8_decode(text, &i);
        fprintf(out, "%zu:%zu:", line, column);
    }
    fprintf(out, "%s%s%s%s: ", diag->place.path.len ? " " : "", on, word, off);
    write_plain(diag->message, out);
    fprintf(out, " [%s]\n", diag->code);
    if (is_located && text.len) {
        Str rest = str_slice(text, line_start, text.len);
        write_excerpt(str_slice(rest, 0, str_find(rest, '\n')), offset - line_start, out);
    }
    if (diag->hint.len) {
        fputs("  hint: ", out);
        write_plain(diag->hint, out);
        fputc('\n', out);
    }
}

void diags_write(Diags *diags, const char *root, bool with_colour, FILE *out) {
    Diag *items = diags->list.items;
    if (diags->list.count) qsort(items, diags->list.count, sizeof *items, compare_diags);
    Buf text = {0};
    Str loaded = {0};
    for (size_t i = 0; i < diags->list.count; i++) {
        if (i > 0 && compare_diags(&items[i - 1], &items[i]) == 0) {
            if (items[i].severity == SEVERITY_ERROR) diags->error_count--;
            continue;
        }
        if (items[i].place.offset != DIAG_NO_OFFSET && !str_equal(loaded, items[i].place.path)) {
            // A file that can no longer be read is reported without its line.
            buf_clear(&text);
            int folder = folder_open(root);
            file_read(folder, items[i].place.path, SIZE_MAX, &text);
            folder_close(folder);
            loaded = items[i].place.path;
        }
        write_one(&items[i], buf_str(&text), with_colour, out);
    }
    buf_free(&text);
}

void diags_free(Diags *diags) {
    arena_free(&diags->arena);
    free(diags->list.items);
    *diags = (Diags){0};
}

Str diag_nearest(Str word, const Str *names, size_t count) {
    Str ret = {0};
    size_t best = word.len < 4 ? 1 : word.len < 8 ? 2 : 3;
    for (size_t i = 0; i < count; i++) {
        size_t distance = text_distance(word, names[i], best);
        if (distance < best || (distance == best && !ret.ptr)) {
            best = distance;
            ret = names[i];
        }
    }
    return ret;
}

const char *diag_did_you_mean(Arena *arena, Str word, const Str *names, size_t count,
                              const char *otherwise) {
    Str nearest = diag_nearest(word, names, count);
    if (!nearest.len) return otherwise;
    Buf hint = {0};
    buf_printf(&hint, "did you mean '%.*s'?", (int)nearest.len, nearest.ptr);
    Str ret = arena_copy(arena, buf_str(&hint));
    buf_free(&hint);
    return ret.ptr;
}
