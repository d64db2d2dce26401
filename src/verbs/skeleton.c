#include "verbs/skeleton.h"

#include <string.h>

#include "format/yaml.h"
#include "verbs/reference.h"

enum { NOTE_COLUMN = 28 };

static const Given *find_given(const Given *given, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++) {
        if (!strcmp(given[i].name, name)) return &given[i];
    }
    return NULL;
}

static void write_placeholder(const Field *field, Buf *out) {
    const char *example = field_kind(field)->example;
    Buf text = {0};
    buf_printf(&text, "TODO: %s", field->doc);
    if (field->type == FIELD_CHOICE) yaml_add_text(out, str_from(field->choices[0]));
    else if (field->type == FIELD_BOOL) buf_add(out, STR("false"));
    else if (field->type == FIELD_INT) buf_add_int(out, field->min);
    else if (field->type == FIELD_TEXT || !example) yaml_add_text(out, buf_str(&text));
    else buf_add(out, str_from(example));
    buf_free(&text);
}

// "#   - name:               # required: the skill", with those in it behind it.
static void write_comment(const Field *field, int column, bool is_item_start, Buf *out) {
    size_t start = out->len;
    buf_printf(out, "# %*s%s%s:", is_item_start ? column - 2 : column, "",
               is_item_start ? "- " : "", field->name);
    do buf_add_char(out, ' ');
    while (out->len < start + NOTE_COLUMN);
    buf_printf(out, "# %s", field->flags & FIELD_REQUIRED ? "required: " : "");
    field_write_notes(field, out);
    buf_add_char(out, '\n');
    bool is_list = field->type == FIELD_LIST && !(field->flags & FIELD_ONE_OR_LIST);
    for (size_t i = 0; field->schema && i < field->schema->field_count; i++) {
        int further = column + (is_list ? 4 : 2);
        write_comment(&field->schema->fields[i], further, is_list && i == 0, out);
    }
}

// "name: value", a placeholder where none is given; of a mapping its fields on lines of their own.
static void write_line(const Field *field, const Given *given, int column, Buf *out) {
    buf_printf(out, "%*s%s:", column, "", field->name);
    bool is_mapping = !given && field->type == FIELD_MAPPING && field->schema;
    if (!is_mapping) {
        buf_add_char(out, ' ');
        if (given) buf_add(out, given->yaml);
        else write_placeholder(field, out);
    }
    buf_add_char(out, '\n');
    for (size_t i = 0; is_mapping && i < field->schema->field_count; i++) {
        const Field *inner = &field->schema->fields[i];
        if (inner->flags & FIELD_REQUIRED) write_line(inner, NULL, column + 2, out);
        else write_comment(inner, column + 2, false, out);
    }
}

void skeleton_write_fields(const Schema *schema, const Given *given, size_t given_count, Buf *out) {
    for (size_t i = 0; i < schema->field_count; i++) {
        const Field *field = &schema->fields[i];
        const Given *value = find_given(given, given_count, field->name);
        if (!value && !(field->flags & FIELD_REQUIRED)) continue;
        write_line(field, value, 0, out);
    }
    for (size_t i = 0; i < schema->field_count; i++) {
        const Field *field = &schema->fields[i];
        bool is_written =
            field->flags & FIELD_REQUIRED || find_given(given, given_count, field->name);
        if (!is_written) write_comment(field, 0, false, out);
    }
}

// Whether a line of the text begins with "name:".
static bool has_line(Str text, const char *name) {
    Str wanted = str_from(name);
    for (size_t at = 0; at < text.len;) {
        Str line = str_slice(text, at, text.len);
        if (str_starts_with(line, wanted) && line.len > wanted.len && line.ptr[wanted.len] == ':') {
            return true;
        }
        at += str_find(line, '\n') + 1;
    }
    return false;
}

void skeleton_write_others(const Schema *schema, Str written, Buf *out) {
    for (size_t i = 0; i < schema->field_count; i++) {
        const Field *field = &schema->fields[i];
        if (!has_line(written, field->name)) write_comment(field, 0, false, out);
    }
}

void skeleton_write_sections(const Strings *strings, Buf *out) {
    for (int kind = 1; kind < SECTION_KIND_COUNT; kind++) {
        Str heading = strings_heading(strings, (SectionKind)kind);
        bool is_part = kind == SECTION_UPSIDES || kind == SECTION_DOWNSIDES;
        bool is_list = strstr(section_docs[kind], "a line each");
        buf_printf(out, "\n%s %.*s\n\n%sTODO: %s\n", is_part ? "###" : "##",
                   (int)heading.len, heading.ptr, is_list ? "- " : "", section_docs[kind]);
    }
}
