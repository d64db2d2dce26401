#include "base/report.h"

#include <errno.h>
#include <stdarg.h>

#include "base/file.h"

enum {
    EXCERPT_MAX = 160,        // bytes of a line, around the place
    COMMAND_NAME_MAX = 16,    // letters of "##vso[", "##teamcity["
    SOURCE_MAX_SIZE = 16 * 1024 * 1024,   // no source is larger, unless it was changed meanwhile
};

// The file that diagnostics are located in. They come in order of their offsets: each is counted on
// from the one before.
typedef struct Source {
    int root;
    Str path;
    Buf text;
    bool is_read;
    size_t at;            // byte that line and column are counted up to
    size_t line;
    size_t column;
    size_t line_start;
    size_t line_end;
} Source;

static void begin_line(Source *source) {
    Str rest = str_slice(buf_str(&source->text), source->at, source->text.len);
    source->column = 1;
    source->line_start = source->at;
    source->line_end = source->at + str_find(rest, '\n');
}

// A link in content/, layouts/ or static/ is read where it leads: that text has the problem.
static bool read_linked(int root, Str path, Buf *ret) {
    Arena arena = {0};
    Str real = {0};
    Str top = str_slice(path, 0, str_find(path, '/'));
    bool is_read = top.len < path.len && file_resolve(root, top, path, &arena, &real) &&
                   file_read(root, real, SOURCE_MAX_SIZE, ret);
    arena_free(&arena);
    return is_read;
}

// A file that can no longer be read is reported without its line.
static void read_source(Source *source, Str path) {
    bool is_absolute = str_starts_with(path, STR("/"));
    int folder = is_absolute ? folder_open("/") : source->root;
    Str below = str_slice(path, is_absolute, path.len);
    buf_clear(&source->text);
    source->is_read = file_read(folder, below, SOURCE_MAX_SIZE, &source->text) ||
                      (!is_absolute && errno == ELOOP && read_linked(folder, below, &source->text));
    if (is_absolute) folder_close(folder);
    source->path = path;
    source->at = 0;
    source->line = 1;
    begin_line(source);
}

static void locate(Source *source, const Place *place) {
    bool is_other = !source->path.ptr || !str_equal(source->path, place->path);
    if (is_other) read_source(source, place->path);
    Str text = buf_str(&source->text);
    size_t offset = place->offset < text.len ? place->offset : text.len;
    while (source->at < offset) {
        if (text.ptr[source->at] == '\n') {
            source->at++;
            source->line++;
            begin_line(source);
        } else {
            utf8_decode(text, &source->at);
            source->column++;
        }
    }
}

// Whether the '#' at `at` is the second of "##[", "##vso[" and their like, which start a command
// wherever they stand in a line of a log.
static bool starts_command(Str text, size_t at) {
    if (at == 0 || text.ptr[at] != '#' || text.ptr[at - 1] != '#') return false;
    size_t end = at + 1;
    while (end < text.len && end - at <= COMMAND_NAME_MAX && (text.ptr[end] | 0x20) >= 'a' &&
           (text.ptr[end] | 0x20) <= 'z') {
        end++;
    }
    return end < text.len && text.ptr[end] == '[';
}

// Columns that a letter takes in a terminal: near enough for the caret to stand below it.
static size_t letter_width(uint32_t letter) {
    static const struct { uint32_t first, last; size_t width; } ranges[] = {
        {0x300, 0x36F, 0},     {0x483, 0x489, 0},     {0x591, 0x5BD, 0},     {0x64B, 0x65F, 0},
        {0x1100, 0x115E, 2},   {0x1AB0, 0x1AFF, 0},   {0x1DC0, 0x1DFF, 0},   {0x20D0, 0x20FF, 0},
        {0x2E80, 0x303E, 2},   {0x3041, 0xA4CF, 2},   {0xAC00, 0xD7A3, 2},   {0xF900, 0xFAFF, 2},
        {0xFE20, 0xFE2F, 0},   {0xFE30, 0xFE6F, 2},   {0xFF01, 0xFF60, 2},   {0xFFE0, 0xFFE6, 2},
        {0x1F300, 0x1F64F, 2}, {0x1F680, 0x1F6FF, 2}, {0x1F900, 0x1FAFF, 2}, {0x20000, 0x3FFFD, 2},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (letter >= ranges[i].first && letter <= ranges[i].last) return ranges[i].width;
    }
    return 1;
}

// Shows the letter at *index, moves *index behind it, and returns the columns that it takes.
static size_t show_letter(Str text, size_t *index, Buf *shown) {
    size_t at = *index;
    size_t shown_before = shown->len;
    uint32_t letter;
    bool is_letter = utf8_read(text, index, &letter);
    if (!is_letter) buf_printf(shown, "\\x%02X", (unsigned)letter);
    else if (letter == '\t') buf_add_char(shown, ' ');
    else if (letter_is_invisible(letter) || starts_command(text, at)) {
        buf_printf(shown, "\\u{%X}", (unsigned)letter);
    } else {
        utf8_add(shown, letter);
        return letter_width(letter);
    }
    return shown->len - shown_before;
}

// Writes a text that may quote content, on one line.
static void write_plain(Str text, FILE *out) {
    Buf shown = {0};
    for (size_t i = 0; i < text.len;) show_letter(text, &i, &shown);
    fwrite(shown.ptr ? shown.ptr : "", 1, shown.len, out);
    buf_free(&shown);
}

void report_line(FILE *out, const char *format, ...) {
    Buf text = {0};
    va_list arguments;
    va_start(arguments, format);
    buf_vprintf(&text, format, arguments);
    va_end(arguments);
    write_plain(buf_str(&text), out);
    fputc('\n', out);
    buf_free(&text);
}

// A path stands at the start of a line: one that begins in an unusual way, as "::" does, which
// starts a command there even behind blanks, is written "./::".
static void write_path(Str path, FILE *out) {
    char first = path.len ? path.ptr[0] : '/';
    bool is_usual = ascii_is_letter(first) || ascii_is_digit(first) ||
                    str_find(STR("/._-"), first) < 4;
    if (!is_usual) fputs("./", out);
    write_plain(path, out);
}

// Writes the line around the place and, below it, a caret. The gutter keeps the line of content
// from the start of the line, where logs look for commands.
static void write_excerpt(const Source *source, FILE *out) {
    Str line = str_slice(buf_str(&source->text), source->line_start, source->line_end);
    if (str_ends_with(line, STR("\r"))) line.len--;
    size_t at = source->at - source->line_start;
    size_t from = at > EXCERPT_MAX / 2 ? at - EXCERPT_MAX / 2 : 0;
    while (from > 0 && ((unsigned char)line.ptr[from] & 0xC0) == 0x80) from--;
    Buf shown = {0};
    size_t width = 0;
    for (size_t i = from; i < line.len && i < from + EXCERPT_MAX;) {
        bool is_before = i < at;
        size_t columns = show_letter(line, &i, &shown);
        if (is_before) width += columns;
    }
    fprintf(out, "  | %s\n  | %*s^\n", shown.ptr ? shown.ptr : "", (int)width, "");
    buf_free(&shown);
}

static void write_one(const Diag *diag, Source *source, bool with_colour, FILE *out) {
    bool is_error = diag->severity == SEVERITY_ERROR;
    const char *word = is_error ? "error" : "warning";
    const char *on = !with_colour ? "" : is_error ? "\033[1;31m" : "\033[1;33m";
    const char *off = with_colour ? "\033[0m" : "";
    bool has_path = diag->place.path.len > 0;
    bool is_located = false;
    if (diag->place.offset != DIAG_NO_OFFSET) {
        locate(source, &diag->place);
        is_located = source->is_read;
    }
    if (has_path) {
        write_path(diag->place.path, out);
        fputc(':', out);
    }
    if (is_located) fprintf(out, "%zu:%zu:", source->line, source->column);
    fprintf(out, "%s%s%s%s: ", has_path ? " " : "", on, word, off);
    write_plain(diag->message, out);
    fprintf(out, " [%s]\n", diag->code);
    if (is_located && source->text.len) write_excerpt(source, out);
    if (diag->hint.len) {
        fputs("  hint: ", out);
        write_plain(diag->hint, out);
        fputc('\n', out);
    }
}

// Says how many diagnostics of a file are not shown.
static void write_hidden(const Diag *diag, FILE *out) {
    if (!diag->hidden_count) return;
    if (diag->place.path.len) {
        write_path(diag->place.path, out);
        fprintf(out, ": and %zu more in this file\n", diag->hidden_count);
    } else {
        fprintf(out, "and %zu more without a file\n", diag->hidden_count);
    }
}

void diags_write(Diags *diags, const char *root, bool with_colour, FILE *out) {
    diags_settle(diags);
    const Diag *items = diags->list.items;
    Source source = {.root = folder_open(root)};
    for (size_t i = 0; i < diags->list.count; i++) {
        write_one(&items[i], &source, with_colour, out);
        write_hidden(&items[i], out);
    }
    if (diags->hidden_count) fprintf(out, "and %zu more in other files\n", diags->hidden_count);
    folder_close(source.root);
    buf_free(&source.text);
}
