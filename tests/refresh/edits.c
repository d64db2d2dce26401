#include "edits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

static uint64_t state;
static size_t sequence;

void chance_begin(size_t number, uint64_t seed) {
    sequence = number;
    state = seed;
}

size_t choose(size_t count) {
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (size_t)(state >> 33) % count;
}

void fail(const char *what, Str which) {
    fprintf(stderr, "sequence %zu: %s: %.*s\n", sequence, what, (int)which.len, which.ptr);
    exit(1);
}

static void note(Editing *editing, Str path) {
    editing->changed[editing->changed_count++] = arena_copy(&editing->arena, path);
}

static void write_file(Editing *editing, const char *path, Str text) {
    Str at = str_from(path);
    if (!file_remove(editing->root, at) || !file_write(editing->root, at, text)) fail("cannot write", at);
    note(editing, at);
}

static void remove_file(Editing *editing, const char *path) {
    if (!file_remove(editing->root, str_from(path))) fail("cannot remove", str_from(path));
    note(editing, str_from(path));
}

static void move_file(Editing *editing, const char *from, const char *to) {
    if (!file_move(editing->root, str_from(from), editing->root, str_from(to))) fail("cannot move", str_from(from));
    note(editing, str_from(from));
    note(editing, str_from(to));
}

// Appends a text in which each digit that stands alone, or before three zeros, is another one.
static void add_varied(Buf *out, const char *text, size_t count) {
    for (const char *at = text; *at; at++) {
        bool is_alone = ascii_is_digit(*at) && !ascii_is_digit(at[1]) && (at == text || !ascii_is_digit(at[-1]));
        bool is_thousands = ascii_is_digit(*at) && !strncmp(at + 1, "000", 3);
        if (is_alone || is_thousands) buf_printf(out, "%zu", choose(count));
        else buf_add_char(out, *at);
    }
}

// Entries. Each is its kind's first one with other values in some fields, and with more texts.

static const struct { const char *path, *text; } first_entries[ENTRY_KIND_COUNT] = {
    [ENTRY_ROLE] = {"content/roles/r5.md",
        "---\ntitle: Nurse\nbranch: Care\nsummary: Words.\nskills: [S1, T1]\n"
        "salary: {region: US, currency: USD, average: 50500, source: s}\n"
        "sources: [{id: s, name: Survey}]\n---\nText.\n\n## Duties\n\n- One\n"},
    [ENTRY_ARTICLE] = {"content/articles/a0.md", "---\ntitle: News\ndate: 2026-01-01\nsummary: New.\nroles: [r4]\n---\nText.\n"},
    [ENTRY_INFO_PAGE] = {"content/pages/p0.md", "---\ntitle: Page\n---\nText.\n"},
};

// Where entries stand. A folder is a page with files beside it; its slug another role may have as well.
typedef struct EntryFile {
    EntryKind kind;
    const char *path;
    size_t count;            // of names, which differ in their digit
} EntryFile;
static const EntryFile entry_files[] = {
    {ENTRY_ROLE, "content/roles/r0.md", 8}, {ENTRY_ARTICLE, "content/articles/a0.md", 3},
    {ENTRY_INFO_PAGE, "content/pages/p0.md", 3},
    {ENTRY_ROLE, "content/roles/folder/index.md", 1}, {ENTRY_INFO_PAGE, "content/pages/folder/index.md", 1},
};
enum { PLAIN_FILE_COUNT = 3 };

// One of its names, in the arena.
static const char *choose_name(Editing *editing, const EntryFile *file) {
    Buf path = {0};
    add_varied(&path, file->path, file->count);
    const char *ret = arena_copy(&editing->arena, (Str){path.ptr, path.len + 1}).ptr;
    buf_free(&path);
    return ret;
}

// The path lives in the arena.
static const EntryFile *choose_entry(Editing *editing, const char **path) {
    static const size_t often[] = {0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4};
    const EntryFile *ret = &entry_files[often[choose(sizeof often / sizeof often[0])]];
    *path = choose_name(editing, ret);
    return ret;
}

// New words in a text or, now and then, more than words.
static const char *const texts[] = {
    "More words.\n", "\n- Three\n- Four 2\n", "\nThe the words.\n", "\n| a |\n|---|\n| b |\n",
    "\n## More\n", "\n## Salary Guide\n", "\n## Chores\n\n- One\n", "\n## Requirements\n\n- Two 2\n",
    "\n[it](r1.md)\n", "\n[it](../roles/r1.md#duties)\n", "\n<b>\n",
    "\n[out](https://example.org/)\n", "\nSee [them](/branches/care/).\n", "\n![A picture](../../static/pic.svg)\n",
    "\n![Beside](ward.png)\n![Beside](img/bed.png)\n", "\n![Above](../ward.png)\n",
};
enum { TEXT_COUNT = sizeof texts / sizeof texts[0], PLAIN_TEXT_COUNT = 4 };

static void add_words(Buf *out) {
    add_varied(out, texts[choose(choose(3) ? PLAIN_TEXT_COUNT : TEXT_COUNT)], 8);
}

// Appends a text whose front matter gives a field another value, or none.
static void set_field(Str text, const char *name, const char *value, Buf *out) {
    bool is_front = true;
    bool is_field = false;
    for (size_t at = 0; at < text.len;) {
        Str rest = str_slice(text, at, text.len);
        Str line = str_slice(rest, 0, str_find(rest, '\n'));
        bool is_end = is_front && at && str_equal(line, STR("---"));
        if (is_end && value) buf_printf(out, "%s: %s\n", name, value);
        if (is_end) is_front = false;
        size_t key = str_find(line, ':');
        if (line.len && line.ptr[0] != ' ') is_field = is_front && str_equal(str_slice(line, 0, key), str_from(name));
        if (!is_field) buf_printf(out, "%.*s\n", (int)line.len, line.ptr);
        at += line.len + 1;
    }
}

const FieldValues *edit_values(const char *name) {
    enum { COUNT = sizeof field_values / sizeof field_values[0] };
    size_t i = 0;
    while (i < COUNT && strcmp(field_values[i].name, name)) i++;
    if (i == COUNT) fail("field_values.h has nothing for a field", str_from(name));
    return &field_values[i];
}

// Another value of a field, or none, in place of what the text has.
static void change_field(Buf *text, const char *name) {
    const FieldValues *values = edit_values(name);
    size_t count = 0;
    while (count < FIELD_VALUES_MAX && values->values[count]) count++;
    size_t which = choose(count + 1);
    Buf varied = {0};
    Buf changed = {0};
    if (which < count) add_varied(&varied, values->values[which], 8);
    set_field(buf_str(text), name, varied.ptr, &changed);
    buf_free(&varied);
    buf_free(text);
    *text = changed;
}

static void change_any_field(Buf *text, EntryKind kind) {
    const Schema *schema = entry_kinds[kind].schema;
    size_t which = choose(schema->field_count + 1);
    change_field(text, which < schema->field_count ? schema->fields[which].name : "extra");
}

static void write_entry(Editing *editing) {
    // What may be wrong with a profile, beside values.
    static const char *const faults[] = {"salry: 1\n", "salary: {currency: US}\n", "draft: maybe\n", "slug: ../x\n"};
    const char *path;
    const EntryFile *file = choose_entry(editing, &path);
    Buf text = {0};
    if (!choose(8)) buf_printf(&text, "---\n%s", faults[choose(4)]);
    buf_add(&text, str_slice(str_from(first_entries[file->kind].text), text.len ? 4 : 0, SIZE_MAX));
    change_field(&text, "title");
    for (size_t i = choose(5); i > 0; i--) change_any_field(&text, file->kind);
    for (size_t i = choose(3); i > 0; i--) add_words(&text);
    write_file(editing, path, buf_str(&text));
    buf_free(&text);
}

// What is done to an entry that there is.
static void change_entry(Editing *editing, void (*change)(Buf *text, EntryKind kind)) {
    const char *path;
    const EntryFile *file = choose_entry(editing, &path);
    Buf text = {0};
    if (file_read(editing->root, str_from(path), SIZE_MAX, &text) && text.len > 3) {
        change(&text, file->kind);
        write_file(editing, path, buf_str(&text));
    }
    buf_free(&text);
}

// At its end, or before all of it, which moves what stands behind.
static void add_text(Buf *text, EntryKind kind) {
    (void)kind;
    const char *front = strstr(text->ptr + 3, "\n---\n");
    size_t at = front && choose(2) ? (size_t)(front - text->ptr) + 5 : text->len;
    Buf changed = {0};
    buf_add(&changed, str_slice(buf_str(text), 0, at));
    add_words(&changed);
    buf_add(&changed, str_slice(buf_str(text), at, text->len));
    buf_free(text);
    *text = changed;
}

// Nothing changes but where it is published.
static void change_address(Buf *text, EntryKind kind) {
    change_field(text, kind == ENTRY_INFO_PAGE && choose(2) ? "permalink" : "slug");
}

// Two files of one kind: one takes the other's name.
static void rename_entry(Editing *editing) {
    const EntryFile *file = &entry_files[choose(PLAIN_FILE_COUNT)];
    const char *from = choose_name(editing, file);
    const char *to = choose_name(editing, file);
    if (strcmp(from, to) && file_exists(editing->root, str_from(from))) move_file(editing, from, to);
}

// Other files.

static const char *const beside_names[] = {"ward.png", "img/bed.png", "notes.txt"};

// The file of a picture, or of another thing, beside a page that is a folder, or one that is not.
static const char *beside_path(char *ret, size_t size) {
    static const char *const folders[] = {"roles/folder", "roles/folder", "roles/folder", "pages/folder", "roles"};
    snprintf(ret, size, "content/%s/%s", folders[choose(5)], beside_names[choose(3)]);
    return ret;
}

static void write_beside(Editing *editing) {
    // What stands in the first bytes of a picture of one pixel, and of one of two.
    static const char *const heads[] = {"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x8",
                                        "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\2\0\0\0\1\x8"};
    char path[64];
    Buf bytes = {0};
    buf_add(&bytes, (Str){heads[choose(2)], 25});
    buf_printf(&bytes, "%zu", choose(3));
    write_file(editing, beside_path(path, sizeof path), buf_str(&bytes));
    buf_free(&bytes);
}

// What a refresh of figures has left for a text's editor, or a lock that is no lock any more.
static void write_lock(Editing *editing) {
    Buf text = {0};
    buf_add(&text, STR("# metier lock 1\n"));
    for (size_t i = choose(3); i > 0; i--) {
        buf_printf(&text, "content/roles/r%zu.md s: {code: 29-1141, replaced: {Text: Words, \"%zu\": \"7\"%s}\n",
                   choose(8), choose(9), choose(4) ? "}" : "");
    }
    write_file(editing, "content/metier.lock", buf_str(&text));
    buf_free(&text);
}

static void write_config(Editing *editing) {
    Buf text = {0};
    buf_printf(&text, "title: Careers %zu\n", choose(4));
    if (choose(2)) buf_add(&text, STR("base_url: https://careers.example/jobs/\n"));
    if (!choose(3)) buf_add(&text, STR("sections: {duties: [Chores]}\n"));
    if (!choose(3)) buf_printf(&text, "outputs: {search: %s, precompress: true}\n", choose(2) ? "true" : "false");
    if (!choose(3)) {
        buf_printf(&text, "extra: {role: [{name: shift, type: %s}, {name: since, type: date, required: %s}]}\n",
                   choose(4) ? "text" : "bool", choose(4) ? "false" : "true");
    }
    if (!choose(6)) buf_add(&text, STR("titel: x\n"));
    write_file(editing, "site.yaml", buf_str(&text));
    buf_free(&text);
}

static void write_theme_file(Editing *editing) {
    static const char *const layouts[] = {"<p>{{TITLE}}</p>\n", "<p>{{TITLE}}{{#HAS_ROLES}}!{{/HAS_ROLES}}</p>\n",
                                          "<p>{{TITEL}}</p>\n"};
    static const char *const pictures[] = {
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"3\"/>", "<svg", ""};
    // Nothing to see on a redirect within the site: fails while there is one.
    static const char *const redirects[] = {"{{#HAS_URL}}<p>Elsewhere</p>{{/HAS_URL}}\n", "<p>Moved</p>\n"};
    switch (choose(3)) {
        case 0: write_file(editing, "static/pic.svg", str_from(pictures[choose(3)])); break;
        case 1: write_file(editing, "layouts/article.html", str_from(layouts[choose(3)])); break;
        default: write_file(editing, "layouts/redirect.html", str_from(redirects[choose(2)])); break;
    }
}

static void remove_some(Editing *editing) {
    static const char *const paths[] = {"site.yaml", "static/pic.svg", "layouts/article.html", "layouts/redirect.html"};
    char beside[64];
    const char *path;
    size_t which = choose(10);
    if (which < 4) path = paths[which];
    else if (which == 4) path = beside_path(beside, sizeof beside);
    else choose_entry(editing, &path);
    remove_file(editing, path);
}

// What an edit does, to a file or to the text of an entry; and how often.
static const struct { size_t weight; void (*edit)(Editing *); void (*change)(Buf *, EntryKind); } edits[] = {
    {8, write_entry, NULL}, {7, NULL, change_any_field}, {7, NULL, add_text}, {2, NULL, change_address}, {3, rename_entry, NULL},
    {3, write_beside, NULL}, {2, write_lock, NULL}, {1, write_config, NULL}, {2, write_theme_file, NULL}, {2, remove_some, NULL},
};
enum { WEIGHT_SUM = 37 };

static void edit_once(Editing *editing) {
    size_t left = choose(WEIGHT_SUM);
    size_t which = 0;
    while (left >= edits[which].weight) left -= edits[which++].weight;
    if (edits[which].edit) edits[which].edit(editing);
    else change_entry(editing, edits[which].change);
}

static void tell_folders(Editing *editing) {
    for (size_t i = 0; i < editing->changed_count; i++) {
        Str path = editing->changed[i];
        size_t end = path.len;
        while (end > 0 && path.ptr[end - 1] != '/') end--;
        if (end) editing->changed[i] = str_slice(path, 0, end - 1);
    }
}

// The same paths, otherwise written.
static void tell_otherwise(Editing *editing) {
    char path[4096];
    const char *const forms[] = {"./%.*s", "%.*s/", "content/../%.*s", NULL};
    const char *form = forms[choose(4)];
    for (size_t i = 0; i < editing->changed_count; i++) {
        Str told = editing->changed[i];
        int len = form ? snprintf(path, sizeof path, form, (int)told.len, told.ptr)
                       : snprintf(path, sizeof path, "%s/%.*s", editing->root_path, (int)told.len, told.ptr);
        editing->changed[i] = arena_copy(&editing->arena, (Str){path, (size_t)len});
    }
}

void edit_some(Editing *editing) {
    editing->changed_count = 0;
    for (size_t i = choose(18) ? 1 : 2; i > 0; i--) edit_once(editing);
    // Whoever watches may know no more than the folder, and may tell of what did not change.
    if (!choose(4)) tell_folders(editing);
    if (!choose(6)) note(editing, STR("content/pages/p0.md"));
    if (!choose(3)) note(editing, choose(2) ? STR("content/roles/4913") : STR("content/roles/bundle.tmp/index.md"));
    if (!choose(8)) tell_otherwise(editing);
}

void edit_begin(Editing *editing) {
    static const char *const folders[] = {"content", "layouts", "static", "site.yaml"};
    for (size_t i = 0; i < 4; i++) file_remove_tree(editing->root, str_from(folders[i]));
    editing->changed_count = 0;
    write_file(editing, "site.yaml", STR("title: Careers\n"));
    write_file(editing, "static/pic.svg", STR("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"));
    write_file(editing, "content/roles/r0.md", STR("---\ntitle: A\nbranch: Care\nsummary: S\n---\nText, and a [link](r1.md) that will not stay.\n"));
    write_file(editing, "content/roles/r1.md", STR("---\ntitle: B\nbranch: Code\nsummary: S\nexpires: 2026-07-01\n---\nText.\n"));
}

void edit_begin_fields(Editing *editing) {
    edit_begin(editing);
    write_file(editing, "site.yaml",
               STR("title: Careers\nsources: [{id: t, name: Third, attribution: From a third.}]\nlints: {orphan-role: warning, early-link: off}\n"
                   "extra: {role: [{name: shift, type: bool}, {name: link, type: url}], article: [{name: shift, type: bool},"
                   " {name: link, type: url}], page: [{name: shift, type: bool}, {name: link, type: url}]}\n"));
    write_file(editing, "content/roles/r4.md",
               STR("---\ntitle: Nurse's aide\nbranch: Care\nsummary: A shared summary.\nskills: [S1, S2]\ntechnologies: [Git]\n"
                   "salary: {region: US, currency: USD, average: 50700}\n---\nSee [that](/skills/t1/).\n"));
    write_file(editing, "content/roles/r6.md",
               STR("---\ntitle: Shared title\nbranch: Craft\nsummary: More.\nskills: [T1, S2]\n"
                   "salary: {currency: USD, average: 50600, region: NO}\n---\nText.\n"));
    write_file(editing, "content/roles/r8.md",
               STR("---\ntitle: Not out\nbranch: Care\nsummary: Later.\ndate: 2026-09-01\n---\nText.\n"));
    for (int kind = 0; kind < ENTRY_KIND_COUNT; kind++) edit_field(editing, kind, NULL, NULL);
}

void edit_field(Editing *editing, int kind, const char *name, const char *value) {
    Str first = str_from(first_entries[kind].text);
    Buf text = {0};
    editing->changed_count = 0;
    if (name) set_field(first, name, value, &text);
    write_file(editing, first_entries[kind].path, name ? buf_str(&text) : first);
    buf_free(&text);
}

void edit_move(Editing *editing, int kind, bool is_back) {
    char moved[64];
    const char *path = first_entries[kind].path;
    snprintf(moved, sizeof moved, "%.*s-moved.md", (int)strlen(path) - 3, path);
    editing->changed_count = 0;
    move_file(editing, is_back ? moved : path, is_back ? path : moved);
}
