#include "verbs/cms.h"

#include "format/yaml.h"
#include "site/content.h"

enum { FIELDS_INDENT = 6 };

// "  name: value", the value as a text.
static void write_key(FILE *out, int indent, const char *name, const char *text) {
    Buf value = {0};
    yaml_add_text(&value, str_from(text));
    fprintf(out, "%*s%s: %s\n", indent, "", name, value.ptr);
    buf_free(&value);
}

// A field's name, as forms show it: "Alternative titles".
static void write_label(FILE *out, int indent, const char *key, const char *name) {
    Buf label = {0};
    for (const char *at = name; *at; at++) buf_add_char(&label, *at == '_' ? ' ' : *at);
    if (label.len) label.ptr[0] = ascii_upper(*name);
    write_key(out, indent, key, label.ptr);
    buf_free(&label);
}

static void write_pattern(FILE *out, int indent, const char *pattern, const char *form) {
    write_key(out, indent, "widget", "string");
    fprintf(out, "%*spattern: ['%s', '%s']\n", indent, "", pattern, form);
}

static void write_number(FILE *out, int indent, const Field *field) {
    bool is_amount = field->type == FIELD_AMOUNT;
    write_key(out, indent, "widget", "number");
    write_key(out, indent, "value_type", is_amount ? "float" : "int");
    if (is_amount) fprintf(out, "%*smin: 0\n", indent, "");
    if (field->max <= field->min) return;
    fprintf(out, "%*smin: %lld\n%*smax: %lld\n", indent, "", (long long)field->min, indent, "",
            (long long)field->max);
}

static void write_choices(FILE *out, int indent, const Field *field) {
    write_key(out, indent, "widget", "select");
    fprintf(out, "%*soptions:\n", indent, "");
    for (const char *const *choice = field->choices; *choice; choice++) {
        Buf value = {0};
        yaml_add_text(&value, str_from(*choice));
        fprintf(out, "%*s- %s\n", indent + 2, "", value.ptr);
        buf_free(&value);
    }
}

// Without a default of their own, forms would fill in today.
static void write_day(FILE *out, int indent) {
    fprintf(out, "%*swidget: datetime\n%*sformat: YYYY-MM-DD\n%*sdate_format: YYYY-MM-DD\n"
                 "%*stime_format: false\n%*sdefault: ''\n", indent, "", indent, "", indent, "",
            indent, "", indent, "");
}

static void write_roles(FILE *out, int indent) {
    fprintf(out, "%*swidget: relation\n%*scollection: roles\n%*svalue_field: '{{slug}}'\n"
                 "%*ssearch_fields: [title]\n%*sdisplay_fields: [title]\n%*smultiple: true\n",
            indent, "", indent, "", indent, "", indent, "", indent, "", indent, "");
}

static void write_fields(FILE *out, int indent, const Schema *schema);

static void write_mapping(FILE *out, int indent, const Field *field) {
    write_key(out, indent, "widget", field->type == FIELD_LIST ? "list" : "object");
    fprintf(out, "%*scollapsed: true\n%*sfields:\n", indent, "", indent, "");
    write_fields(out, indent + 2, field->schema);
}

static void write_widget(FILE *out, int indent, const Field *field) {
    switch (field->type) {
        case FIELD_TEXT:
        case FIELD_LANGUAGE: write_key(out, indent, "widget", "string"); return;
        case FIELD_URL:
            write_key(out, indent, "widget", field->flags & FIELD_PICTURE ? "image" : "string");
            return;
        case FIELD_TEXT_LIST:
            write_key(out, indent, "widget", "list");
            fprintf(out, "%*sfield: {name: text, label: Text, widget: string}\n", indent, "");
            return;
        case FIELD_SLUG:
            write_pattern(out, indent, "^[^A-Z /]+$", "lower-case letters, digits and dashes");
            return;
        case FIELD_SLUG_LIST: write_roles(out, indent); return;
        case FIELD_BOOL:
            write_key(out, indent, "widget", "boolean");
            fprintf(out, "%*sdefault: false\n", indent, "");
            return;
        case FIELD_INT:
        case FIELD_AMOUNT: write_number(out, indent, field); return;
        case FIELD_PERCENT:
            write_pattern(out, indent, "^-?[0-9]+([.][0-9]+)? *%?$", "like 17% or -2.5%");
            return;
        case FIELD_DATE: write_day(out, indent); return;
        case FIELD_PARTIAL_DATE:
            write_pattern(out, indent, "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$",
                          "like 2025-06-30, 2025-06 or 2025");
            return;
        case FIELD_CURRENCY: write_pattern(out, indent, "^[A-Z]{3}$", "like USD"); return;
        case FIELD_CHOICE: write_choices(out, indent, field); return;
        case FIELD_MAPPING:
        case FIELD_LIST: write_mapping(out, indent, field); return;
        case FIELD_NAMED_VALUES: return;   // no form has names of one's own choice
    }
}

static void write_fields(FILE *out, int indent, const Schema *schema) {
    for (size_t i = 0; i < schema->field_count; i++) {
        const Field *field = &schema->fields[i];
        if (field->type == FIELD_NAMED_VALUES) continue;
        fprintf(out, "%*s- name: %s\n", indent, "", field->name);
        write_label(out, indent + 2, "label", field->name);
        write_key(out, indent + 2, "hint", field->doc);
        if (!(field->flags & FIELD_REQUIRED)) fprintf(out, "%*srequired: false\n", indent + 2, "");
        write_widget(out, indent + 2, field);
    }
}

static void write_collection(FILE *out, const EntryKindRow *kind) {
    Str folder = str_from(kind->folder);
    folder.len--;
    char name[32];
    snprintf(name, sizeof name, "%ss", kind->name);
    fprintf(out, "  - name: %s\n", name);
    write_label(out, 4, "label", name);
    write_label(out, 4, "label_singular", kind->name);
    fprintf(out, "    folder: %.*s\n    create: true\n    extension: md\n"
                 "    format: yaml-frontmatter\n    fields:\n", (int)folder.len, folder.ptr);
    write_fields(out, FIELDS_INDENT, kind->schema);
    fprintf(out, "%*s- {name: body, label: Text, widget: markdown, required: false}\n",
            FIELDS_INDENT, "");
}

void cms_write(FILE *out) {
    fputs("# The forms in which Decap CMS and Sveltia CMS edit this site: metier schema cms\n"
          "backend:\n"
          "  name: github           # or gitlab; what else there is the CMS's manual tells\n"
          "  repo: OWNER/REPOSITORY # the repository of this site\n"
          "  branch: main\n"
          "media_folder: static/img\n"
          "public_folder: /img\n"
          "slug: {encoding: unicode}\n"
          "output: {omit_empty_optional_fields: true}   # Decap CMS does so by itself\n"
          "collections:\n", out);
    for (int i = 0; i < ENTRY_KIND_COUNT; i++) write_collection(out, &entry_kinds[i]);
}
