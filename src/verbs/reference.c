#include "verbs/reference.h"

#include <stdlib.h>

#include "output/output.h"
#include "site/strings.h"
#include "verbs/roff.h"
#include "verbs/surroundings.h"
#include "verbs/topics.h"

#define STRINGS_FOLDER STR("layouts/strings")
enum { KIND_COLUMN = 28, DOC_COLUMN = 38 };

// What a reference is written on: a terminal, or a manual page.
typedef struct Sheet {
    FILE *out;
    bool is_manual;
} Sheet;

static const FieldKind kinds[] = {
    [FIELD_TEXT] = {"text", "one line; in quotes where it holds ': ' or begins with a sign", NULL},
    [FIELD_TEXT_LIST] = {"texts", "one text, or [one, two], or a line '- one' for each", NULL},
    [FIELD_SLUG] = {"slug", "lower-case letters, digits and single dashes", "registered-nurse"},
    [FIELD_SLUG_LIST] = {"slugs", "written as texts are", "[registered-nurse]"},
    [FIELD_URL] = {"URL", "https://…, mailto:, tel:, or from '/' on inside the site",
                   "https://example.org/"},
    [FIELD_BOOL] = {"flag", "true or false", NULL},
    [FIELD_INT] = {"number", "a whole one, digits only", NULL},
    [FIELD_AMOUNT] = {"amount", "digits only: 102450 or 49.25; \">=239200\" where the source gives "
                                "a lower bound, null where it withholds the figure", "51000"},
    [FIELD_PERCENT] = {"percent", "17% or -2.5%", "4%"},
    [FIELD_DATE] = {"day", "year, month and day", "2025-06-30"},
    [FIELD_PARTIAL_DATE] = {"date", "a day, a month or a year", "2025-06"},
    [FIELD_CHOICE] = {"choice", "one of the words that are given", NULL},
    [FIELD_CURRENCY] = {"currency", "three capitals of ISO 4217", "USD"},
    [FIELD_LANGUAGE] = {"language", "a tag of BCP 47", "en-US"},
    [FIELD_MAPPING] = {"mapping", "its fields on lines of their own, further in; or {one: 1}",
                       NULL},
    [FIELD_LIST] = {"list", "of mappings, each begins with '- '", NULL},
    [FIELD_NAMED_VALUES] = {"names", "a line 'name: value' for each", NULL},
};
enum { KIND_COUNT = sizeof kinds / sizeof kinds[0] };

const FieldKind *field_kind(const Field *field) {
    return &kinds[field->type];
}

static void write_choices(const char *const *choices, Buf *out) {
    for (size_t i = 0; choices[i]; i++) {
        buf_printf(out, "%s%s", !i ? "; " : choices[i + 1] ? ", " : " or ", choices[i]);
    }
}

void field_write_notes(const Field *field, Buf *out) {
    static const struct {
        unsigned flag;
        const char *note;
    } flags[] = {
        {FIELD_ONE_OR_LIST, "one, or a list of them"},
        {FIELD_TAKES_TEXT, "a text alone counts as its first field"},
        {FIELD_UNIQUE, "each once"},
        {FIELD_PICTURE, "a file of the site"},
    };
    bool is_text = field->type == FIELD_TEXT;
    const char *example = field->example ? field->example : kinds[field->type].example;
    if (field->flags & FIELD_PICTURE) example = NULL;   // its line has one
    buf_add(out, str_from(field->doc));
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        if (field->flags & flags[i].flag) buf_printf(out, "; %s", flags[i].note);
    }
    if (field->choices) write_choices(field->choices, out);
    if (field->names) buf_printf(out, "; the name of a %s each", field->names->what);
    if (field->max > field->min) {
        buf_printf(out, "; from %lld to %lld", (long long)field->min, (long long)field->max);
    }
    if (field->limit) buf_printf(out, "; up to %zu %s", field->limit, is_text ? "bytes" : "items");
    if (field->fallback) buf_printf(out, "; else %s", field->fallback);
    if (example) buf_printf(out, "; like %s", example);
}

static void write_heading(const Sheet *sheet, const char *text) {
    if (!sheet->is_manual) {
        fprintf(sheet->out, "\n%s\n", text);
        return;
    }
    fputs(".SH ", sheet->out);
    roff_write_line(text, sheet->out);
}

static void write_paragraph(const Sheet *sheet, const char *text) {
    if (sheet->is_manual) roff_write_line(text, sheet->out);
    else fprintf(sheet->out, "%s\n", text);
}

// Items of a manual page further in, or out again.
static void write_indent(const Sheet *sheet, bool is_in) {
    if (sheet->is_manual) fputs(is_in ? ".RS\n" : ".RE\n", sheet->out);
}

static void write_item(const Sheet *sheet, int depth, const char *name, const char *kind,
                       const char *notes) {
    FILE *out = sheet->out;
    if (!sheet->is_manual) {
        int width = fprintf(out, "%*s%s", depth * 2 + 2, "", name);
        width += fprintf(out, "%*s%s", width < KIND_COLUMN ? KIND_COLUMN - width : 1, "", kind);
        int column = *kind ? DOC_COLUMN : KIND_COLUMN;
        fprintf(out, "%*s%s\n", width < column ? column - width : *kind != 0, "", notes);
        return;
    }
    fputs(".TP\n", out);
    roff_write_in_font('B', name, out);
    if (*kind) fputc(' ', out);
    if (*kind) roff_write_in_font('I', kind, out);
    fputc('\n', out);
    roff_write_line(notes, out);
}

static void write_fields(const Sheet *sheet, const Schema *schema, int depth) {
    Buf name = {0};
    Buf notes = {0};
    for (size_t i = 0; i < schema->field_count; i++) {
        const Field *field = &schema->fields[i];
        buf_clear(&name);
        buf_clear(&notes);
        buf_printf(&name, "%s%s", field->name, field->flags & FIELD_REQUIRED ? "*" : "");
        field_write_notes(field, &notes);
        write_item(sheet, depth, name.ptr, kinds[field->type].name, notes.ptr);
        if (!field->schema) continue;
        write_indent(sheet, true);
        write_fields(sheet, field->schema, depth + 1);
        write_indent(sheet, false);
    }
    buf_free(&name);
    buf_free(&notes);
}

static void write_kinds(const Sheet *sheet) {
    write_heading(sheet, "HOW VALUES ARE WRITTEN");
    for (size_t i = 0; i < KIND_COUNT; i++) {
        write_item(sheet, 0, kinds[i].name, "", kinds[i].form);
    }
}

// The words of a language of the theme.
typedef struct Language {
    Str name;
    Strings strings;
} Language;

// Of all of them; to be freed.
static Language *load_languages(const Theme *theme, Arena *arena, size_t *ret_count) {
    List files = {0};
    Diags diags = {0};
    if (theme->folder >= 0) file_walk(theme->folder, STRINGS_FOLDER, arena, &files, &diags);
    Language *ret = ARENA_NEW(arena, Language, files.count + 1);
    *ret_count = files.count;
    for (size_t i = 0; i < files.count; i++) {
        Str path = ((const FileEntry *)files.items)[i].path;
        ret[i].name = str_slice(path, STRINGS_FOLDER.len + 1, path.len - STR(".yaml").len);
        Config config = {.language = text_make(ret[i].name, 0)};
        if (strings_load(theme->folder, theme, &config, &ret[i].strings, &diags)) continue;
        strings_free(&ret[i].strings);
        ret[i].strings = (Strings){0};
    }
    diags_free(&diags);
    free(files.items);
    return ret;
}

// The headings that a language has for a section: "Salary Guide, Pay".
static void add_headings(const Strings *strings, SectionKind kind, Buf *out) {
    const SectionHeading *headings = strings->headings.items;
    for (size_t i = 0; i < strings->headings.count; i++) {
        if (headings[i].kind != kind) continue;
        buf_printf(out, "%s%.*s", out->len ? ", " : "", (int)headings[i].text.len,
                   headings[i].text.ptr);
    }
}

static void write_section(const Sheet *sheet, const Language *languages, size_t count,
                          SectionKind kind) {
    write_item(sheet, 0, section_names[kind], "", section_docs[kind]);
    write_indent(sheet, true);
    for (size_t i = 0; i < count; i++) {
        Buf name = {0};
        Buf headings = {0};
        buf_add(&name, languages[i].name);
        add_headings(&languages[i].strings, kind, &headings);
        if (headings.len) write_item(sheet, 1, name.ptr, "", headings.ptr);
        buf_free(&headings);
        buf_free(&name);
    }
    write_indent(sheet, false);
}

static void write_sections(const Sheet *sheet) {
    Arena arena = {0};
    Theme theme = {.folder = -1};
    size_t count = 0;
    if (surroundings_find_theme(&arena, &theme.path)) theme.folder = folder_open(theme.path);
    Language *languages = load_languages(&theme, &arena, &count);
    write_heading(sheet, "SECTIONS");
    write_paragraph(sheet, "Headings of the text ('##' or '###') that are understood; sections of "
                           "site.yaml adds others.");
    for (int kind = 1; kind < SECTION_KIND_COUNT; kind++) {
        write_section(sheet, languages, count, (SectionKind)kind);
    }
    for (size_t i = 0; i < count; i++) strings_free(&languages[i].strings);
    folder_close(theme.folder);
    arena_free(&arena);
}

static void write_document(const Sheet *sheet, const Document *document) {
    write_heading(sheet, "FIELDS");
    Buf text = {0};
    buf_printf(&text, "What is marked * is required. A text has up to %d bytes, a list up to %d "
                      "items, where nothing else is said.", TEXT_MAX_SIZE, LIST_MAX_ITEMS);
    write_paragraph(sheet, text.ptr);
    buf_free(&text);
    write_fields(sheet, document->schema, 0);
    write_kinds(sheet);
    if (document->has_sections) write_sections(sheet);
}

void reference_write(const Document *document, FILE *out) {
    fprintf(out, "%s: %s\n", document->place, document->summary);
    write_document(&(Sheet){out, false}, document);
}

void reference_write_manual(const Document *document, FILE *out) {
    char name[64];
    snprintf(name, sizeof name, "metier-%s", document->name);
    roff_write_title(name, 5, document->summary, out);
    fputs(".SH SYNOPSIS\n", out);
    roff_write_in_font('I', document->place, out);
    fputc('\n', out);
    write_document(&(Sheet){out, true}, document);
    fputs(".SH SEE ALSO\n.BR metier (1)\n", out);
}

void reference_write_layouts_manual(FILE *out) {
    Buf text = {0};
    topic_add_text(output_write_reference, &text);
    roff_write_title("metier-layouts", 5, "the names that layouts may use", out);
    fputs(".SH SYNOPSIS\n", out);
    roff_write_in_font('I', "layouts/*.html", out);
    fputs("\n.SH NAMES\n.nf\n", out);
    char *rest = text.ptr;
    for (char *line = rest; *line; line = rest) {
        rest = line + str_find(str_from(line), '\n');
        if (*rest) *rest++ = '\0';
        roff_write_line(line, out);
    }
    fputs(".fi\n.SH SEE ALSO\n.BR metier (1)\n", out);
    buf_free(&text);
}
