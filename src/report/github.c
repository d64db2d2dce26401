// Commands of a log of GitHub Actions, which shows them at their lines:
// `::error file=…,line=…,col=…,title=…::message`.
#include "report/plain.h"
#include "report/report.h"

// What a value may not hold is written as %25, %0A; in a property, the signs that end it, too.
static void add_value(Buf *out, Str text, bool is_property) {
    Buf shown = {0};
    plain_add(&shown, text);
    for (size_t i = 0; i < shown.len; i++) {
        char byte = shown.ptr[i];
        bool is_sign = byte == '%' || (is_property && (byte == ':' || byte == ','));
        if (is_sign) buf_printf(out, "%%%02X", (unsigned)byte);
        else buf_add_char(out, byte);
    }
    buf_free(&shown);
}

static void add_command(const Locator *locator, const char *name, Str path,
                        const Location *location, const char *title, Buf *out) {
    buf_printf(out, "::%s ", name);
    if (path.len) {
        Buf whole = {0};
        locator_add_path(locator, path, &whole);
        buf_add(out, STR("file="));
        add_value(out, buf_str(&whole), true);
        buf_add_char(out, ',');
        buf_free(&whole);
    }
    if (location->is_known) buf_printf(out, "line=%zu,col=%zu,", location->line, location->column);
    buf_printf(out, "title=%s::", title);
}

static void add_other(const Diag *diag, Locator *locator, Buf *out) {
    if (!diag->other.path.len) return;
    Location location = locator_find_other(locator, &diag->other);
    Buf whole = {0};
    locator_add_path(locator, diag->other.path, &whole);
    buf_add(out, STR("%0Anote: "));
    add_value(out, buf_str(&whole), false);
    buf_free(&whole);
    if (location.is_known) buf_printf(out, ":%zu:%zu", location.line, location.column);
    buf_printf(out, ": %s", diag->other_message);
}

static void add_one(const Diag *diag, Locator *locator, Buf *out) {
    Location location = locator_find(locator, &diag->place);
    const char *name = severity_names[diag->severity];
    add_command(locator, name, diag->place.path, &location, diag->code, out);
    add_value(out, diag->message, false);
    if (diag->hint.len) {
        buf_add(out, STR("%0Ahint: "));
        add_value(out, diag->hint, false);
    }
    add_other(diag, locator, out);
    buf_add_char(out, '\n');
}

static void add_hidden(const Locator *locator, Str path, size_t count, const char *where,
                       Buf *out) {
    if (!count) return;
    add_command(locator, "notice", path, &(Location){0}, "hidden", out);
    buf_printf(out, "and %zu more %s\n", count, where);
}

static void github_write(const Report *report, Locator *locator, FILE *out) {
    const Diags *diags = report->diags;
    const Diag *items = diags->list.items;
    Buf text = {0};
    for (size_t i = 0; i < diags->list.count; i++) {
        Str path = items[i].place.path;
        add_one(&items[i], locator, &text);
        add_hidden(locator, path, items[i].hidden_count, report_hidden_where(path), &text);
    }
    add_hidden(locator, (Str){0}, diags->hidden_count, "in other files", &text);
    fwrite(text.ptr ? text.ptr : "", 1, text.len, out);
    buf_free(&text);
}

const ReportForm github_form = {.name = "github", .is_for_output = true, .write = github_write};
