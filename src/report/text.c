// `path:line:column: error: message [code]`, the line, a caret, the hint, the other place; behind
// the last of a file and at the end how many more there are.
#include "report/plain.h"
#include "report/report.h"

enum { EXCERPT_MAX = 160 };   // bytes of a line, around the place

// A path stands at the start of a line: one that begins in an unusual way, as "::" does, which
// starts a command there even behind blanks, is written "./::".
static void write_path(Str path, FILE *out) {
    char first = path.len ? path.ptr[0] : '/';
    bool is_usual = ascii_is_letter(first) || ascii_is_digit(first) ||
                    str_find(STR("/._-"), first) < 4;
    if (!is_usual) fputs("./", out);
    plain_write(path, out);
}

// Writes the line around the place and, below it, a caret. The gutter keeps the line of content
// from the start of the line, where logs look for commands.
static void write_excerpt(const Location *location, FILE *out) {
    Str line = location->text;
    size_t at = location->at;
    size_t from = at > EXCERPT_MAX / 2 ? at - EXCERPT_MAX / 2 : 0;
    while (from > 0 && ((unsigned char)line.ptr[from] & 0xC0) == 0x80) from--;
    Buf shown = {0};
    size_t width = 0;
    for (size_t i = from; i < line.len && i < from + EXCERPT_MAX;) {
        bool is_before = i < at;
        size_t columns = plain_add_letter(&shown, line, &i);
        if (is_before) width += columns;
    }
    fprintf(out, "  | %s\n  | %*s^\n", shown.ptr ? shown.ptr : "", (int)width, "");
    buf_free(&shown);
}

// On a line of its own, so that editors find it like the problem itself.
static void write_other(const Diag *diag, Locator *locator, FILE *out) {
    if (!diag->other.path.len) return;
    Location location = locator_find_other(locator, &diag->other);
    write_path(diag->other.path, out);
    if (location.is_known) fprintf(out, ":%zu:%zu", location.line, location.column);
    fprintf(out, ": note: %s\n", diag->other_message);
}

static void write_one(const Diag *diag, Locator *locator, bool with_colour, FILE *out) {
    bool is_error = diag->severity == SEVERITY_ERROR;
    const char *on = !with_colour ? "" : is_error ? "\033[1;31m" : "\033[1;33m";
    const char *off = with_colour ? "\033[0m" : "";
    bool has_path = diag->place.path.len > 0;
    Location location = locator_find(locator, &diag->place);
    if (has_path) {
        write_path(diag->place.path, out);
        fputc(':', out);
    }
    if (location.is_known) fprintf(out, "%zu:%zu:", location.line, location.column);
    fprintf(out, "%s%s%s%s: ", has_path ? " " : "", on,
            severity_names[diag->severity], off);
    plain_write(diag->message, out);
    fprintf(out, " [%s]\n", diag->code);
    if (location.is_known && locator->file.text.len) write_excerpt(&location, out);
    if (diag->hint.len) {
        fputs("  hint: ", out);
        plain_write(diag->hint, out);
        fputc('\n', out);
    }
    write_other(diag, locator, out);
}

// Says how many diagnostics of a file are not shown.
static void write_hidden(const Diag *diag, FILE *out) {
    if (!diag->hidden_count) return;
    Str path = diag->place.path;
    if (path.len) write_path(path, out);
    fprintf(out, "%sand %zu more %s\n", path.len ? ": " : "", diag->hidden_count,
            report_hidden_where(path));
}

static void text_write(const Report *report, Locator *locator, FILE *out) {
    const Diags *diags = report->diags;
    const Diag *items = diags->list.items;
    for (size_t i = 0; i < diags->list.count; i++) {
        write_one(&items[i], locator, report->with_colour, out);
        write_hidden(&items[i], out);
    }
    if (diags->hidden_count) fprintf(out, "and %zu more in other files\n", diags->hidden_count);
}

const ReportForm text_form = {.name = "text", .write = text_write};
