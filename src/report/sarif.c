// SARIF 2.1.0, the form in which hosts of code take what a scan has found.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
#include <string.h>

#include "base/hash.h"
#include "format/json.h"
#include "format/url.h"
#include "report/codes.h"
#include "report/plain.h"
#include "report/report.h"

#define SARIF_SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/" \
                     "sarif-schema-2.1.0.json"
#define FINGERPRINT "lineOfPath/v1"

typedef struct Sarif {
    const Report *report;
    Locator *locator;
    Json json;
    Arena arena;
    const char **rules;      // each code once
    size_t rule_count;
    uint64_t *fingerprints;  // of the results so far
    size_t result_count;
} Sarif;

// Braces hold arguments in a message, and [text](target) is a link.
static void add_escaped(Buf *out, Str text) {
    Buf shown = {0};
    plain_add(&shown, text);
    for (size_t i = 0; i < shown.len; i++) {
        char byte = shown.ptr[i];
        if (byte == '{' || byte == '}') buf_add_char(out, byte);
        if (byte == ']' && shown.ptr[i + 1] == '(') buf_add_char(out, '\\');
        buf_add_char(out, byte);
    }
    buf_free(&shown);
}

static void put_message(Sarif *sarif, Str message, Str hint) {
    Buf text = {0};
    add_escaped(&text, message);
    if (hint.len) buf_add(&text, STR("; "));
    add_escaped(&text, hint);
    json_open_object(&sarif->json, "message");
    json_text(&sarif->json, "text", buf_str(&text));
    json_close_object(&sarif->json);
    buf_free(&text);
}

// The theme's files have absolute paths.
static void put_artifact(Sarif *sarif, Str path) {
    bool is_absolute = str_starts_with(path, STR("/"));
    Buf whole = {0};
    locator_add_path(sarif->locator, path, &whole);
    Str uri = url_from_name(&sarif->arena, arena_take(&sarif->arena, &whole));
    json_open_object(&sarif->json, "artifactLocation");
    json_text(&sarif->json, "uri",
              is_absolute ? arena_join(&sarif->arena, STR("file://"), uri) : uri);
    if (!is_absolute) json_text(&sarif->json, "uriBaseId", STR("%SRCROOT%"));
    json_close_object(&sarif->json);
}

static void put_physical(Sarif *sarif, Str path, const Location *location) {
    Json *json = &sarif->json;
    json_open_object(json, "physicalLocation");
    put_artifact(sarif, path);
    if (location->is_known) {
        json_open_object(json, "region");
        json_integer(json, "startLine", (int64_t)location->line);
        json_integer(json, "startColumn", (int64_t)location->utf16_column);
        json_close_object(json);
    }
    json_close_object(json);
}

static void put_locations(Sarif *sarif, Str path, const Location *location) {
    Json *json = &sarif->json;
    if (!path.len) return;
    json_open_array(json, "locations");
    json_open_object(json, NULL);
    put_physical(sarif, path, location);
    json_close_object(json);
    json_close_array(json);
}

static void put_other(Sarif *sarif, const Diag *diag) {
    Json *json = &sarif->json;
    if (!diag->other.path.len) return;
    Location location = locator_find_other(sarif->locator, &diag->other);
    json_open_array(json, "relatedLocations");
    json_open_object(json, NULL);
    put_physical(sarif, diag->other.path, &location);
    put_message(sarif, str_from(diag->other_message), (Str){0});
    json_close_object(json);
    json_close_array(json);
}

// The same for a problem that was there before, wherever its line stands by now: of its code, its
// path and the text of its line, and which of those that have all three it is.
static void put_fingerprint(Sarif *sarif, const Diag *diag, const Location *location) {
    Buf text = {0};
    buf_printf(&text, "%s\n", diag->code);
    buf_add(&text, diag->place.path);
    buf_add_char(&text, '\n');
    buf_add(&text, str_trim(location->text));
    uint64_t hash = hash_64(buf_str(&text));
    size_t before = 0;
    for (size_t i = 0; i < sarif->result_count; i++) before += sarif->fingerprints[i] == hash;
    sarif->fingerprints[sarif->result_count++] = hash;
    buf_clear(&text);
    buf_printf(&text, "%016llx:%zu", (unsigned long long)hash, before + 1);
    json_open_object(&sarif->json, "partialFingerprints");
    json_text(&sarif->json, FINGERPRINT, buf_str(&text));
    json_close_object(&sarif->json);
    buf_free(&text);
}

static size_t rule_of(const Sarif *sarif, const char *code) {
    size_t i = 0;
    while (i < sarif->rule_count && strcmp(sarif->rules[i], code) != 0) i++;
    return i;
}

static void put_result(Sarif *sarif, const Diag *diag) {
    Json *json = &sarif->json;
    Location location = locator_find(sarif->locator, &diag->place);
    buf_add_char(json->out, '\n');
    json_open_object(json, NULL);
    json_text(json, "ruleId", str_from(diag->code));
    json_integer(json, "ruleIndex", (int64_t)rule_of(sarif, diag->code));
    json_text(json, "level", str_from(severity_names[diag->severity]));
    put_message(sarif, diag->message, diag->hint);
    put_locations(sarif, diag->place.path, &location);
    put_other(sarif, diag);
    put_fingerprint(sarif, diag, &location);
    json_close_object(json);
}

static void put_text(Json *json, const char *name, Str text) {
    if (!text.len) return;
    json_open_object(json, name);
    json_text(json, "text", text);
    json_close_object(json);
}

// What hosts show of a rule beside its results.
static void put_rule(Sarif *sarif, const Diag *diag) {
    Json *json = &sarif->json;
    Str code = str_from(diag->code);
    const Code *row = code_find(code);
    Buf meaning = {0};
    if (sarif->report->add_meaning) sarif->report->add_meaning(code, &meaning);
    json_open_object(json, NULL);
    json_text(json, "id", code);
    put_text(json, "shortDescription", buf_str(&meaning));
    if (row) put_text(json, "help", str_from(row->mend));
    json_open_object(json, "defaultConfiguration");
    json_text(json, "level", str_from(severity_names[diag->severity]));
    json_close_object(json);
    json_close_object(json);
    buf_free(&meaning);
}

static void put_tool(Sarif *sarif) {
    const Diag *items = sarif->report->diags->list.items;
    Json *json = &sarif->json;
    json_open_object(json, "tool");
    json_open_object(json, "driver");
    json_text(json, "name", STR("metier"));
    json_text(json, "version", str_from(sarif->report->version));
    json_open_array(json, "rules");
    for (size_t i = 0; i < sarif->report->diags->list.count; i++) {
        if (rule_of(sarif, items[i].code) < sarif->rule_count) continue;
        sarif->rules[sarif->rule_count++] = items[i].code;
        put_rule(sarif, &items[i]);
    }
    json_close_array(json);
    json_close_object(json);
    json_close_object(json);
}

static void put_hidden(Sarif *sarif, Str path, size_t count, const char *where) {
    if (!count) return;
    Buf text = {0};
    buf_printf(&text, "and %zu more %s", count, where);
    json_open_object(&sarif->json, NULL);
    json_text(&sarif->json, "level", STR("note"));
    put_message(sarif, buf_str(&text), (Str){0});
    put_locations(sarif, path, &(Location){0});
    json_close_object(&sarif->json);
    buf_free(&text);
}

// How the run went, and how many more problems there are.
static void put_invocation(Sarif *sarif) {
    const Diags *diags = sarif->report->diags;
    const Diag *items = diags->list.items;
    Json *json = &sarif->json;
    json_open_array(json, "invocations");
    json_open_object(json, NULL);
    json_bool(json, "executionSuccessful", !diags->has_environment_failure);
    json_open_array(json, "toolExecutionNotifications");
    for (size_t i = 0; i < diags->list.count; i++) {
        Str path = items[i].place.path;
        put_hidden(sarif, path, items[i].hidden_count, report_hidden_where(path));
    }
    put_hidden(sarif, (Str){0}, diags->hidden_count, "in other files");
    json_close_array(json);
    json_close_object(json);
    json_close_array(json);
}

static void put_base(Json *json) {
    json_open_object(json, "originalUriBaseIds");
    json_open_object(json, "%SRCROOT%");
    json_open_object(json, "description");
    json_text(json, "text", STR("where the program was called, or the site's folder elsewhere"));
    json_close_object(json);
    json_close_object(json);
    json_close_object(json);
}

static void put_run(Sarif *sarif) {
    const Diags *diags = sarif->report->diags;
    const Diag *items = diags->list.items;
    Json *json = &sarif->json;
    Buf summary = {0};
    report_add_summary(sarif->report, &summary);
    json_open_object(json, NULL);
    put_tool(sarif);
    put_base(json);
    json_text(json, "columnKind", STR("utf16CodeUnits"));
    put_invocation(sarif);
    json_open_array(json, "results");
    for (size_t i = 0; i < diags->list.count; i++) put_result(sarif, &items[i]);
    json_close_array(json);
    json_open_object(json, "properties");
    json_text(json, "summary", buf_str(&summary));
    json_text(json, "outcome", str_from(sarif->report->outcome));
    json_close_object(json);
    json_close_object(json);
    buf_free(&summary);
}

static void sarif_write(const Report *report, Locator *locator, FILE *out) {
    Buf text = {0};
    Sarif sarif = {.report = report, .locator = locator, .json = {.out = &text}};
    size_t count = report->diags->list.count;
    sarif.rules = ARENA_NEW(&sarif.arena, const char *, count + 1);
    sarif.fingerprints = ARENA_NEW(&sarif.arena, uint64_t, count + 1);
    json_open_object(&sarif.json, NULL);
    json_text(&sarif.json, "$schema", STR(SARIF_SCHEMA));
    json_text(&sarif.json, "version", STR("2.1.0"));
    json_open_array(&sarif.json, "runs");
    put_run(&sarif);
    json_close_array(&sarif.json);
    json_close_object(&sarif.json);
    buf_add_char(&text, '\n');
    fwrite(text.ptr, 1, text.len, out);
    buf_free(&text);
    arena_free(&sarif.arena);
}

const ReportForm sarif_form = {.name = "sarif", .is_data = true, .is_for_output = true,
                               .write = sarif_write};
