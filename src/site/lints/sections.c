// Lints of how a text is divided: what becomes of a section follows from its heading, and the text
// begins where the front matter ends.
#include "base/wide.h"
#include "format/slug.h"
#include "site/lints/lints.h"

enum { SHORT_SIZE = 5, MIDDLE_SIZE = 10, LONG_SIZE = 20, LONGEST_SIZE = 25,
       HEADING_LEVEL_MAX = 3, BARE_MAX_SIZE = 60 };

// Whether a heading may be meant for one that is known: few letters of it are wrong, and seldom the
// first, which tells a certification from a verification.
static bool is_near(Str slug, Str known) {
    if (!slug.len || !known.len || slug.ptr[0] != known.ptr[0]) return false;
    size_t max = known.len < SHORT_SIZE ? 0 : 1;
    if (known.len >= MIDDLE_SIZE) max = known.len < LONG_SIZE ? 2 : 3;
    if (known.len >= LONGEST_SIZE) max = 4;
    return text_distance(slug, known, max) <= max;
}

// "Key Dutys" is near "Key Duties & Responsibilities" as well, and "Salery" near the kind itself.
static SectionHeading find_near(const Strings *strings, Str slug) {
    const SectionHeading *headings = strings->headings.items;
    for (size_t i = 0; i < strings->headings.count; i++) {
        if (is_near(slug, headings[i].slug)) return headings[i];
    }
    for (size_t i = 0; i < strings->headings.count; i++) {
        if (is_near(slug, headings[i].first)) return headings[i];
    }
    for (int kind = SECTION_OTHER + 1; kind < SECTION_KIND_COUNT; kind++) {
        Str name = str_from(section_names[kind]);
        if (is_near(slug, name)) return (SectionHeading){.text = name, .kind = (SectionKind)kind};
    }
    return (SectionHeading){0};
}

static void find_kinds(const Entry *entry, bool ret[SECTION_KIND_COUNT]) {
    for (size_t i = 0; i < entry->body->heading_count; i++) ret[entry->section_kinds[i]] = true;
}

static void check_near(const Linting *linting, const Entry *entry) {
    if (entry->kind != ENTRY_ROLE) return;
    bool has_kind[SECTION_KIND_COUNT] = {false};
    find_kinds(entry, has_kind);
    for (size_t i = 0; i < entry->body->heading_count; i++) {
        const MarkdownHeading *heading = &entry->body->headings[i];
        bool is_other = entry->section_kinds[i] == SECTION_OTHER;
        if (!is_other || heading->level > HEADING_LEVEL_MAX) continue;
        SectionHeading near = find_near(&linting->sources->strings, heading->id);
        if (near.kind == SECTION_OTHER || has_kind[near.kind]) continue;
        Buf hint = {0};
        buf_printf(&hint, "did you mean '%.*s'? 'sections' of site.yaml names others",
                   (int)near.text.len, near.text.ptr);
        diag_warning(linting->diags, entry_place(entry, heading->offset), "near-section", hint.ptr,
                     "'%.*s' names no section, and is not taken for one", (int)heading->text.len,
                     heading->text.ptr);
        buf_free(&hint);
    }
}

static void check_repeated(const Linting *linting, const Entry *entry) {
    const MarkdownHeading *firsts[SECTION_KIND_COUNT] = {NULL};
    if (entry->kind != ENTRY_ROLE) return;
    for (size_t i = 0; i < entry->body->heading_count; i++) {
        SectionKind kind = entry->section_kinds[i];
        const MarkdownHeading *first = kind == SECTION_OTHER ? NULL : firsts[kind];
        if (!first) firsts[kind] = &entry->body->headings[i];
        if (!first) continue;
        diags_relate(linting->diags, entry_place(entry, first->offset), "it stands here first");
        diag_warning(linting->diags, entry_place(entry, entry->body->headings[i].offset),
                     "repeated-section", "put both under one heading, or give this one another",
                     "the profile has a section '%s' already", section_names[kind]);
    }
}

// The line's text where it is one of its own, without the marks of bold text around it.
static Str bare_heading(Str line) {
    const Str marks[] = {STR("**"), STR("__")};
    const size_t size = marks[0].len;
    Str ret = str_trim(line);
    if (!ret.len || ret.len > BARE_MAX_SIZE + 4 * size) return (Str){0};
    for (size_t i = 0; i < 2; i++) {
        bool is_bold = ret.len > 2 * size && str_starts_with(ret, marks[i]) &&
                       str_ends_with(ret, marks[i]);
        if (is_bold) ret = str_slice(ret, size, ret.len - size);
    }
    bool is_heading = ret.len <= BARE_MAX_SIZE && ret.ptr[0] != '#' && ret.ptr[0] != '-';
    return is_heading ? ret : (Str){0};
}

static void report_unmarked(const Linting *linting, const Entry *entry, Str heading) {
    Buf hint = {0};
    buf_printf(&hint, "write '## %.*s'", (int)heading.len, heading.ptr);
    diag_warning(linting->diags, entry_place(entry, (size_t)(heading.ptr - linting->text.ptr)),
                 "unmarked-heading", hint.ptr,
                 "this names a section, and is no heading without a '##'");
    buf_free(&hint);
}

// Whether a text names a section of a kind that the profile has not.
static bool names_other(const Table *names, Str text, Buf *slug,
                        const bool has_kind[SECTION_KIND_COUNT]) {
    buf_clear(slug);
    slug_add(slug, text);
    size_t kind = slug->len ? table_get(names, buf_str(slug)) : TABLE_NONE;
    return kind != TABLE_NONE && !has_kind[kind];
}

// What was a heading in a text processor is a paragraph here.
static void check_unmarked(const Linting *linting, const Entry *entry) {
    const Table *names = &linting->sources->strings.section_headings;
    bool has_kind[SECTION_KIND_COUNT] = {false};
    if (entry->kind != ENTRY_ROLE) return;
    find_kinds(entry, has_kind);
    Str rest = str_slice(linting->text, entry->body_offset, linting->text.len);
    bool is_below_blank = true;
    Buf slug = {.arena = linting->scratch};
    while (rest.len) {
        Str line = str_slice(rest, 0, wide_line_size(rest));
        Str bare = is_below_blank ? bare_heading(line) : (Str){0};
        if (bare.len && names_other(names, bare, &slug, has_kind)) {
            report_unmarked(linting, entry, bare);
        }
        is_below_blank = !line.len || (line.ptr[0] <= ' ' && !str_trim(line).len);
        rest = str_slice(rest, line.len + 1, rest.len);
    }
}

// A line '---' among the fields leaves those below it to the text.
static void check_fields(const Linting *linting, const Entry *entry) {
    Str body = str_slice(linting->text, entry->body_offset, linting->text.len);
    size_t at = (size_t)(str_trim(body).ptr - body.ptr);
    Str line = str_slice(body, at, body.len);
    size_t size = 0;
    while (size < line.len && (ascii_is_letter(line.ptr[size]) || line.ptr[size] == '_')) size++;
    bool is_field = size + 1 < line.len && line.ptr[size] == ':' &&
                    (line.ptr[size + 1] == ' ' || line.ptr[size + 1] == '\n');
    const Schema *schema = entry_kinds[entry->kind].schema;
    const Field *field = is_field ? schema_find_field(schema, str_slice(line, 0, size)) : NULL;
    if (!field) return;
    diag_warning(linting->diags, entry_place(entry, entry->body_offset + at), "field-in-text",
                 "move the line '---' from above the field to below it",
                 "the field '%s' stands below the front matter, and is shown as text",
                 field->name);
}

static const Lint rows[] = {
    {"near-section", SEVERITY_WARNING, "a heading is nearly one that names a section",
     .check_entry = check_near},
    {"repeated-section", SEVERITY_WARNING, "a profile has two sections of one kind",
     .check_entry = check_repeated},
    {"unmarked-heading", SEVERITY_WARNING, "a heading without its '##' is plain text",
     .check_entry = check_unmarked},
    {"field-in-text", SEVERITY_WARNING, "a field stands below the front matter, in the text",
     .check_entry = check_fields},
};
const LintFamily section_lints = LINT_FAMILY("sections", rows);
