// One object: the diagnostics, how many more there are, and a summary. What they quote is written
// as text shows it: what cannot be seen stands there as an escape.
#include "report/plain.h"
#include "report/report.h"

static void put_plain(Json *json, const char *name, Str text) {
    Buf shown = {0};
    plain_add(&shown, text);
    json_text(json, name, buf_str(&shown));
    buf_free(&shown);
}

static void put_place(Json *json, Str path, const Location *location) {
    if (path.len) put_plain(json, "path", path);
    if (!location->is_known) return;
    json_integer(json, "line", (int64_t)location->line);
    json_integer(json, "column", (int64_t)location->column);
}

static void put_other(Json *json, const Diag *diag, Locator *locator) {
    if (!diag->other.path.len) return;
    Location location = locator_find_other(locator, &diag->other);
    json_open_array(json, "related");
    json_open_object(json, NULL);
    put_place(json, diag->other.path, &location);
    json_text(json, "message", str_from(diag->other_message));
    json_close_object(json);
    json_close_array(json);
}

void report_put_problem(Json *json, const Diag *diag, const Location *location, Locator *locator) {
    put_place(json, diag->place.path, location);
    json_text(json, "severity", str_from(severity_names[diag->severity]));
    json_text(json, "code", str_from(diag->code));
    put_plain(json, "message", diag->message);
    if (diag->hint.len) put_plain(json, "hint", diag->hint);
    put_other(json, diag, locator);
}

static void put_one(Json *json, const Diag *diag, Locator *locator) {
    Location location = locator_find(locator, &diag->place);
    json_open_object(json, NULL);
    report_put_problem(json, diag, &location, locator);
    json_close_object(json);
}

// How many are not shown, by their file; without one, in other files.
static void put_hidden(Json *json, Str path, size_t count) {
    if (!count) return;
    json_open_object(json, NULL);
    if (path.len) put_plain(json, "path", path);
    json_integer(json, "count", (int64_t)count);
    json_close_object(json);
}

static void put_summary(Json *json, const Report *report) {
    const Diags *diags = report->diags;
    json_open_object(json, "summary");
    json_integer(json, "errors", (int64_t)diags->error_count);
    json_integer(json, "warnings", (int64_t)diags_warning_count(diags));
    json_integer(json, "files_with_problems", (int64_t)diags_file_count(diags));
    json_integer(json, "files", (int64_t)report->file_count);
    json_bool(json, "passed", report->is_done);
    json_text(json, "outcome", str_from(report->outcome));
    if (report->sandbox) json_text(json, "sandbox", str_from(report->sandbox));
    json_close_object(json);
}

static void json_write(const Report *report, Locator *locator, FILE *out) {
    const Diags *diags = report->diags;
    const Diag *items = diags->list.items;
    Buf text = {0};
    Json json = {.out = &text};
    json_open_object(&json, NULL);
    json_open_array(&json, "diagnostics");
    for (size_t i = 0; i < diags->list.count; i++) {
        buf_add_char(&text, '\n');
        put_one(&json, &items[i], locator);
    }
    json_close_array(&json);
    json_open_array(&json, "hidden");
    for (size_t i = 0; i < diags->list.count; i++) {
        put_hidden(&json, items[i].place.path, items[i].hidden_count);
    }
    put_hidden(&json, (Str){0}, diags->hidden_count);
    json_close_array(&json);
    put_summary(&json, report);
    json_close_object(&json);
    buf_add_char(&text, '\n');
    fwrite(text.ptr, 1, text.len, out);
    buf_free(&text);
}

const ReportForm json_form = {.name = "json", .is_data = true, .is_for_output = true,
                              .write = json_write};
