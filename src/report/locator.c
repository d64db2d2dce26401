#include "report/locator.h"

#include <errno.h>
#include <stdlib.h>

#include "base/file.h"

static void begin_line(LocatedFile *file) {
    Str rest = str_slice(buf_str(&file->text), file->at, file->text.len);
    file->column = file->utf16_column = 1;
    file->line_start = file->at;
    file->line_end = file->at + str_find(rest, '\n');
}

static void rewind_file(LocatedFile *file) {
    file->at = 0;
    file->line = 1;
    begin_line(file);
}

bool source_resolve(int root, Str path, Arena *arena, Str *ret) {
    Str top = str_slice(path, 0, str_find(path, '/'));
    *ret = path;
    return top.len == path.len || file_resolve(root, top, path, arena, ret);
}

// A link is read where it leads: that text has the problem.
static bool read_linked(int root, Str path, Buf *ret) {
    Arena arena = {0};
    Str real = {0};
    bool is_read = source_resolve(root, path, &arena, &real) &&
                   file_read(root, real, SOURCE_MAX_SIZE, ret);
    arena_free(&arena);
    return is_read;
}

static bool is_named(const NamedPaths *named, Str path) {
    for (size_t i = 0; i < named->count; i++) {
        Str item = named->items[i];
        if (!item.len || !str_starts_with(path, item)) continue;
        bool is_below = path.len == item.len || path.ptr[item.len] == '/';
        if (is_below || item.ptr[item.len - 1] == '/') return true;
    }
    return false;
}

// A file that can no longer be read is reported without its line.
static void read_source(int root, Str path, LocatedFile *file) {
    bool is_absolute = str_starts_with(path, STR("/"));
    int folder = is_absolute ? folder_open_start("/") : root;
    Str below = str_slice(path, is_absolute, path.len);
    buf_clear(&file->text);
    file->is_read = file_read(folder, below, SOURCE_MAX_SIZE, &file->text) ||
                       (!is_absolute && errno == ELOOP &&
                        read_linked(folder, below, &file->text));
    file->error_number = errno;
    if (is_absolute) folder_close(folder);
    file->path = path;
    rewind_file(file);
}

static void read_named(Str path, LocatedFile *file) {
    buf_clear(&file->text);
    file->is_read = file_read_named(path, NAMED_MAX_SIZE, &file->text);
    file->error_number = errno;
    file->path = path;
    rewind_file(file);
}

static void count_up_to(LocatedFile *file, size_t offset) {
    Str text = buf_str(&file->text);
    while (file->at < offset) {
        if (text.ptr[file->at] == '\n') {
            file->at++;
            file->line++;
            begin_line(file);
        } else {
            uint32_t letter = utf8_decode(text, &file->at);
            file->column++;
            file->utf16_column += letter < 0x10000 ? 1 : 2;
        }
    }
}

static Location find(const Locator *locator, LocatedFile *file, const Place *place) {
    if (place->offset == DIAG_NO_OFFSET) return (Location){0};
    bool is_other = !file->path.ptr || !str_equal(file->path, place->path);
    if (is_other && is_named(&locator->named, place->path)) read_named(place->path, file);
    else if (is_other) read_source(locator->root, place->path, file);
    if (!file->is_read) return (Location){0};
    Str text = buf_str(&file->text);
    if (place->offset < file->at) rewind_file(file);
    count_up_to(file, place->offset < text.len ? place->offset : text.len);
    Str line = str_slice(text, file->line_start, file->line_end);
    if (str_ends_with(line, STR("\r"))) line.len--;
    return (Location){.is_known = true, .line = file->line, .column = file->column,
                      .utf16_column = file->utf16_column, .text = line,
                      .at = file->at - file->line_start};
}

Location locator_find(Locator *locator, const Place *place) {
    return find(locator, &locator->file, place);
}

Location locator_find_other(Locator *locator, const Place *place) {
    return find(locator, &locator->other, place);
}

// The way from where the program was called to the site's folder, with a '/' at its end; empty
// where that does not lie below.
static void find_way(const char *root, Buf *ret) {
    char *here = realpath(".", NULL);
    char *real = realpath(root, NULL);
    Str folder = str_from(here);
    Str site = str_from(real);
    bool is_below = here && real && str_starts_with(site, folder) && site.len > folder.len &&
                    (folder.len == 1 || site.ptr[folder.len] == '/');
    if (is_below) buf_add(ret, str_slice(site, folder.len + (folder.len > 1), site.len));
    if (is_below) buf_add_char(ret, '/');
    free(here);
    free(real);
}

Locator locator_open(const char *root, NamedPaths named) {
    Locator ret = {.named = named};
    find_way(root, &ret.way);
    ret.root = folder_open(root);
    return ret;
}

void locator_add_path(const Locator *locator, Str path, Buf *out) {
    bool is_relative = path.len && path.ptr[0] != '/' && !is_named(&locator->named, path);
    if (is_relative) buf_add(out, buf_str(&locator->way));
    buf_add(out, path);
}

void locator_close(Locator *locator) {
    folder_close(locator->root);
    buf_free(&locator->file.text);
    buf_free(&locator->other.text);
    buf_free(&locator->way);
}
