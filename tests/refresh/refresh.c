// A build that goes on, against builds that begin anew. In one process, sequences of edits that a
// seed chooses: files come, change, move, break, are mended and go; after each edit the refreshed
// build must give the bytes and the words of a new one, and in the end all memory must be back.
//
// Before that, each field of the schema goes through its values in field_values.h.
//
// Then the same of builds into a folder, one after the other: after each edit what is published, and what is
// said, is that of a build into a new folder; whatever happens meanwhile to what builds remember.
//
//   refresh FOLDER THEME SEQUENCES PUBLISHED [FIRST]     in an empty folder; so many of each
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "field_values.h"
#include "output/build.h"

// The sanitizer's own, of which not every compiler has the header.
size_t __sanitizer_get_current_allocated_bytes(void);

enum { EDITS_PER_SEQUENCE = 5, ROLE_NAMES = 8, OTHER_NAMES = 3, RENDERED_PER_EDIT = 3,
       WARM_COUNT = 30 };

static uint64_t state;
static uint64_t sequence;    // for who wants to see one again

static size_t choose(size_t count) {
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (size_t)(state >> 33) % count;
}

static void fail(const char *what, Str which) {
    fprintf(stderr, "sequence %zu: %s: %.*s\n", (size_t)sequence, what, (int)which.len, which.ptr);
    exit(1);
}

// A sink that keeps the hash of each file, in the order of the slots, which is that of the paths.
typedef struct Taken {
    Str path;
    Hash hash;
} Taken;
typedef struct TakingSink {
    Sink sink;
    Arena arena;
    Taken *files;
    size_t count;
} TakingSink;

static void reserve(Sink *sink, size_t count) {
    TakingSink *taking = (TakingSink *)sink;
    taking->files = ARENA_NEW(&taking->arena, Taken, count + 1);
    taking->count = count;
}

static bool put(Sink *sink, size_t slot, Str path, Str bytes, Buf *scratch, Diags *diags) {
    (void)scratch;
    (void)diags;
    ((TakingSink *)sink)->files[slot] = (Taken){path, hash_128(bytes)};
    return true;
}

static bool begin_pieces(SinkFile *file, Diags *diags) {
    (void)diags;
    file->hasher = hasher_new();
    return true;
}

static bool add_piece(SinkFile *file, Str bytes, Diags *diags) {
    (void)diags;
    hasher_add(file->hasher, bytes);
    return true;
}

static bool end_pieces(SinkFile *file, Diags *diags) {
    (void)diags;
    ((TakingSink *)file->sink)->files[file->slot] = (Taken){file->path, hasher_end(file->hasher)};
    return true;
}

static bool copy(Sink *sink, size_t slot, Str path, int folder, Str source, Diags *diags) {
    (void)diags;
    Taken *taken = &((TakingSink *)sink)->files[slot];
    taken->path = path;
    return file_hash(folder, source, &taken->hash);
}

static bool commit(Sink *sink, PublishCounts *ret, Diags *diags) {
    (void)sink;
    (void)ret;
    (void)diags;
    return true;
}

static void close_taking(Sink *sink) {
    arena_free(&((TakingSink *)sink)->arena);
}

static const SinkType taking_type = {.reserve = reserve, .put = put, .begin = begin_pieces, .add = add_piece, .end = end_pieces,
                                     .copy = copy, .commit = commit, .close = close_taking};

// What a build came to.
typedef struct Outcome {
    Diags diags;
    TakingSink taking;
    bool is_sound;
} Outcome;

static void take(Build *build, const PathList *changed, Outcome *ret) {
    *ret = (Outcome){.taking = {.sink = {&taking_type}}};
    PublishCounts counts = {0};
    ret->is_sound = build_refresh(build, changed, &ret->diags) &&
                    build_write(build, &ret->taking.sink, &counts, &ret->diags);
    diags_settle(&ret->diags);
}

// The outcome of a new build, which is returned: NULL where there is no site.
static Build *take_new(const BuildOptions *options, Outcome *ret) {
    Diags diags = {0};
    Build *build = build_open(options, &diags);
    if (build) take(build, NULL, ret);
    else *ret = (Outcome){.diags = diags, .taking = {.sink = {&taking_type}}};
    return build;
}

static void drop(Outcome *outcome) {
    sink_close(&outcome->taking.sink);
    diags_free(&outcome->diags);
}

static void compare_diags(const Diags *a, const Diags *b) {
    for (size_t i = 0; i < a->list.count || i < b->list.count; i++) {
        const Diag *left = i < a->list.count ? (const Diag *)a->list.items + i : NULL;
        const Diag *right = i < b->list.count ? (const Diag *)b->list.items + i : NULL;
        if (left && right && str_equal(left->message, right->message)) continue;
        fprintf(stderr, "refreshed: %s %s\nnew: %s %s\n", left ? left->place.path.ptr : "", left ? left->message.ptr : "nothing",
                right ? right->place.path.ptr : "", right ? right->message.ptr : "nothing");
        fail("other diagnostics", STR("from these on"));
    }
    for (size_t i = 0; i < a->list.count; i++) {
        const Diag *left = (const Diag *)a->list.items + i;
        const Diag *right = (const Diag *)b->list.items + i;
        bool is_same = left->place.offset == right->place.offset && left->severity == right->severity &&
                       str_equal(left->place.path, right->place.path) && !strcmp(left->code, right->code) &&
                       str_equal(left->message, right->message) && str_equal(left->hint, right->hint) &&
                       str_equal(left->other.path, right->other.path) && left->other.offset == right->other.offset &&
                       !strcmp(left->other_message, right->other_message);
        if (!is_same) fail("another diagnostic", left->message);
    }
}

static void compare(const Outcome *a, const Outcome *b) {
    compare_diags(&a->diags, &b->diags);
    if (a->is_sound != b->is_sound) fail("only one of two builds is sound", STR(""));
    if (a->taking.count != b->taking.count) fail("other outputs", STR("their count"));
    for (size_t i = 0; i < a->taking.count && a->is_sound; i++) {
        const Taken *left = &a->taking.files[i];
        const Taken *right = &b->taking.files[i];
        if (!str_equal(left->path, right->path)) fail("another output", left->path);
        if (!hash_equal(left->hash, right->hash)) fail("other bytes", left->path);
    }
}

// One output alone has the bytes that it has among all.
static void compare_rendered(Build *build, const Outcome *outcome) {
    for (size_t i = 0; i < RENDERED_PER_EDIT && outcome->is_sound; i++) {
        const Taken *taken = &outcome->taking.files[choose(outcome->taking.count)];
        if (!taken->path.len) continue;
        Diags diags = {0};
        Buf bytes = {0};
        bool is_same = build_render(build, taken->path, &bytes, &diags) &&
                       hash_equal(hash_128(buf_str(&bytes)), taken->hash);
        if (!is_same) fail("other bytes, alone", taken->path);
        buf_free(&bytes);
        diags_free(&diags);
    }
}

// Edits.

typedef struct Editing {
    int root;
    Arena arena;             // of the paths
    Str changed[EDITS_PER_SEQUENCE * 4];
    size_t changed_count;
} Editing;

static void note(Editing *editing, Str path) {
    editing->changed[editing->changed_count++] = arena_copy(&editing->arena, path);
}

static void write_file(Editing *editing, const char *path, Str text) {
    Str at = str_from(path);
    if (!file_remove(editing->root, at) || !file_write(editing->root, at, text)) fail("cannot write", at);
    note(editing, at);
}

// Writes content/<name><number>.md, and frees the text.
static void write_entry(Editing *editing, const char *name, size_t number, Buf *text) {
    char path[64];
    snprintf(path, sizeof path, "content/%s%zu.md", name, number);
    write_file(editing, path, buf_str(text));
    buf_free(text);
}

static void add_names(Buf *out, const char *field) {
    buf_printf(out, "%s: [", field);
    for (size_t i = choose(3); i > 0; i--) buf_printf(out, "r%zu%s", choose(ROLE_NAMES), i > 1 ? ", " : "");
    buf_add(out, STR("]\n"));
}

// What may be wrong with a profile: at its end, in place of its front matter, …
static const char *const faults[] = {"salry: 1\n", "salary: {currency: US}\n", "draft: maybe\n", "slug: ../x\n"};

static void write_role(Editing *editing, size_t name, bool is_broken) {
    static const char *const branches[] = {"Care", "Craft", "Code"};
    static const char *const titles[] = {"Nurse", "Baker", "Écuyer", "Zoologist", "analyst", "Ärztin"};
    static const char *const headings[] = {"Duties", "Chores", "Salary Guide", "Anything", "Requirements"};
    Buf text = {0};
    buf_printf(&text, "---\ntitle: %s %zu\nbranch: %s\nsummary: One of %zu.\n", titles[choose(6)], choose(9),
               branches[choose(3)], choose(99));
    if (choose(2)) buf_printf(&text, "skills: [S%zu, T%zu]\n", choose(6), choose(4));
    if (choose(2)) buf_printf(&text, "alternative_titles: [Other %zu]\n", choose(5));
    if (choose(3)) {
        buf_printf(&text, "salary: {region: %s, currency: %s, average: %zu, source: s}\n",
                   choose(2) ? "US" : "NO", choose(2) ? "USD" : "NOK", 1000 + choose(90000));
        buf_add(&text, STR("sources: [{id: s, name: Survey}]\n"));
    }
    if (!choose(3)) add_names(&text, "related");
    if (!choose(3)) {
        buf_add(&text, STR("career_path:\n  "));
        add_names(&text, choose(2) ? "from" : "to");
    }
    if (!choose(6)) buf_printf(&text, "aliases: [/old/%zu/]\n", choose(9));
    if (!choose(8)) buf_add(&text, STR("draft: true\n"));
    if (!choose(8)) buf_printf(&text, "extra: {shift: %s, since: 2025-01-0%zu}\n", choose(2) ? "day" : "true", 1 + choose(9));
    // On both sides of the day of the build.
    if (!choose(4)) buf_printf(&text, "expires: 2026-0%zu-01\n", choose(3) ? (size_t)7 : 5);
    if (!choose(8)) buf_add(&text, STR("date: 2026-06-02\n"));
    if (!choose(8)) buf_add(&text, STR("image: {src: /pic.svg, alt: A picture}\n"));
    if (is_broken) buf_add(&text, str_from(faults[choose(4)]));
    buf_printf(&text, "---\nText.\n\n## %s\n\n- One\n- Two %zu\n\n", headings[choose(5)], choose(9));
    if (!choose(2)) buf_printf(&text, "See [it](r%zu.md%s).\n", choose(ROLE_NAMES), choose(4) ? "" : "#duties");
    if (!choose(4)) buf_printf(&text, "See [them](/branches/%s/).\n", choose(2) ? "care" : "code");
    if (!choose(5)) buf_add(&text, STR("![A picture](../../static/pic.svg)\n"));
    write_entry(editing, "roles/r", name, &text);
}

static void write_article(Editing *editing, size_t name) {
    Buf text = {0};
    buf_printf(&text, "---\ntitle: News %zu\ndate: 2026-0%zu-01\nsummary: New.\n", choose(9), 1 + choose(9));
    if (!choose(3)) buf_printf(&text, "slug: news-%zu\n", choose(4));
    add_names(&text, "roles");
    buf_printf(&text, "---\nRead [on](../roles/r%zu.md).\n", choose(ROLE_NAMES));
    write_entry(editing, "articles/a", name, &text);
}

static void write_page(Editing *editing, size_t name) {
    Buf text = {0};
    buf_printf(&text, "---\ntitle: Page %zu\nsummary: About.\nweight: %zu\n", choose(9), choose(4));
    if (!choose(3)) buf_printf(&text, "permalink: /here/%zu/\n", choose(4));
    buf_add(&text, STR("---\nAll.\n\n## Duties\n\nOurs.\n"));
    write_entry(editing, "pages/p", name, &text);
}

static const char *const beside_names[] = {"ward.png", "img/bed.png", "notes.txt"};

// A page that is a folder: of a role, whose slug another role may have as well, or of pages.
static void write_folder(Editing *editing) {
    Buf text = {0};
    bool is_role = choose(3);
    buf_printf(&text, "---\ntitle: Folder %zu\nsummary: One.\n", choose(4));
    if (is_role) buf_add(&text, STR("branch: Care\n"));
    if (!choose(6)) buf_printf(&text, "slug: r%zu\n", choose(ROLE_NAMES));
    if (!choose(8)) buf_add(&text, STR("draft: true\n"));
    if (!choose(3)) buf_printf(&text, "image: {src: %s, alt: A picture}\n", beside_names[choose(2)]);
    buf_add(&text, STR("---\nText.\n"));
    if (choose(2)) buf_printf(&text, "![Beside](%s)\n", beside_names[choose(3)]);
    if (!choose(4)) buf_add(&text, STR("![Above](../ward.png)\n"));
    write_file(editing, is_role ? "content/roles/folder/index.md" : "content/pages/folder/index.md", buf_str(&text));
    buf_free(&text);
}

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
                   choose(ROLE_NAMES), choose(9), choose(4) ? "}" : "");
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

// New words in a text or, now and then, more than words.
static void add_text(Editing *editing) {
    static const char *const texts[] = {"More words.\n", "\n- Three\n- Four\n", "\nThe the words.\n", "\n| a |\n|---|\n| b |\n",
                                        "\n## More\n", "\n[it](r1.md)\n", "\n<b>\n", "\n[out](https://example.org/)\n"};
    static const char *const files[] = {"roles/r", "roles/r", "roles/r", "articles/a", "pages/p"};
    char path[64];
    snprintf(path, sizeof path, "content/%s%zu.md", files[choose(5)], choose(ROLE_NAMES));
    Buf text = {0};
    Buf changed = {0};
    if (file_read(editing->root, str_from(path), SIZE_MAX, &text) && text.len > 3) {
        // At its end, or before all of it, which moves what stands behind.
        const char *front = strstr(text.ptr + 3, "\n---\n");
        size_t at = front && choose(2) ? (size_t)(front - text.ptr) + 5 : text.len;
        buf_add(&changed, str_slice(buf_str(&text), 0, at));
        buf_add(&changed, str_from(texts[choose(3) ? choose(4) : choose(8)]));
        buf_add(&changed, str_slice(buf_str(&text), at, text.len));
        write_file(editing, path, buf_str(&changed));
    }
    buf_free(&text);
    buf_free(&changed);
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

static const FieldValues *find_values(const char *name) {
    enum { COUNT = sizeof field_values / sizeof field_values[0] };
    size_t i = 0;
    while (i < COUNT && strcmp(field_values[i].name, name)) i++;
    if (i == COUNT) fail("field_values.h has nothing for a field", str_from(name));
    return &field_values[i];
}

// Gives a field of an entry another value; NULL: none.
static void change_field(Editing *editing, const char *path, const char *name, const char *value) {
    Buf text = {0};
    Buf changed = {0};
    if (file_read(editing->root, str_from(path), SIZE_MAX, &text)) {
        set_field(buf_str(&text), name, value, &changed);
        write_file(editing, path, buf_str(&changed));
    }
    buf_free(&text);
    buf_free(&changed);
}

// Another value of any field of a profile.
static void write_field(Editing *editing) {
    char path[64];
    snprintf(path, sizeof path, "content/roles/r%zu.md", choose(ROLE_NAMES));
    const FieldValues *values = find_values(role_schema.fields[choose(role_schema.field_count)].name);
    change_field(editing, path, values->name, values->values[choose(FIELD_VALUES_MAX)]);
}

// An article or a page of which nothing changes but where it is published.
static void move_address(Editing *editing) {
    char path[64];
    char value[32];
    bool is_article = choose(3);
    snprintf(path, sizeof path, "content/%s%zu.md", is_article ? "articles/a" : "pages/p", choose(OTHER_NAMES));
    bool is_slug = is_article || choose(2);
    snprintf(value, sizeof value, is_slug ? "moved-%zu" : "/here/%zu/", choose(4));
    change_field(editing, path, is_slug ? "slug" : "permalink", choose(4) ? value : NULL);
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

// Two files of one kind: one takes the other's name.
static void rename_entry(Editing *editing) {
    static const struct { const char *name; size_t count; } kinds[] = {
        {"roles/r", ROLE_NAMES}, {"articles/a", OTHER_NAMES}, {"pages/p", OTHER_NAMES}};
    char from[64];
    char to[64];
    size_t kind = choose(3);
    snprintf(from, sizeof from, "content/%s%zu.md", kinds[kind].name, choose(kinds[kind].count));
    snprintf(to, sizeof to, "content/%s%zu.md", kinds[kind].name, choose(kinds[kind].count));
    if (strcmp(from, to) && file_exists(editing->root, str_from(from))) move_file(editing, from, to);
}

static void remove_some(Editing *editing) {
    char path[64];
    switch (choose(10)) {
        case 8: remove_file(editing, "site.yaml"); return;
        case 5: remove_file(editing, "layouts/redirect.html"); return;
        case 6: remove_file(editing, "content/roles/folder/index.md"); return;
        case 7: remove_file(editing, beside_path(path, sizeof path)); return;
        case 0: remove_file(editing, "static/pic.svg"); return;
        case 1: remove_file(editing, "layouts/article.html"); return;
        case 2: snprintf(path, sizeof path, "content/articles/a%zu.md", choose(OTHER_NAMES)); break;
        default: snprintf(path, sizeof path, "content/roles/r%zu.md", choose(ROLE_NAMES)); break;
    }
    remove_file(editing, path);
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
static void tell_otherwise(Editing *editing, const char *root) {
    char path[4096];
    const char *const forms[] = {"./%.*s", "%.*s/", "content/../%.*s", NULL};
    const char *form = forms[choose(4)];
    for (size_t i = 0; i < editing->changed_count; i++) {
        Str told = editing->changed[i];
        int len = form ? snprintf(path, sizeof path, form, (int)told.len, told.ptr)
                       : snprintf(path, sizeof path, "%s/%.*s", root, (int)told.len, told.ptr);
        editing->changed[i] = arena_copy(&editing->arena, (Str){path, (size_t)len});
    }
}

static void edit(Editing *editing, const char *root) {
    editing->changed_count = 0;
    switch (choose(36)) {
        case 32: case 33: move_address(editing); break;
        case 34: case 35: rename_entry(editing); break;
        case 30: case 31: write_lock(editing); break;
        case 24: case 25: case 26: case 27: case 28: case 29: write_field(editing); break;
        case 17: add_text(editing); add_text(editing); break;
        case 18: case 19: case 20: case 21: case 22: case 23: add_text(editing); break;
        case 0: write_config(editing); break;
        case 1: case 11: write_theme_file(editing); break;
        case 2: write_article(editing, choose(OTHER_NAMES)); break;
        case 3: write_page(editing, choose(OTHER_NAMES)); break;
        case 4: rename_entry(editing); break;
        case 12: case 13: write_folder(editing); break;
        case 14: case 15: case 16: write_beside(editing); break;
        case 5: case 6: remove_some(editing); break;
        case 7: case 8: write_role(editing, choose(ROLE_NAMES), true); break;
        default: write_role(editing, choose(ROLE_NAMES), false); break;
    }
    // Whoever watches may know no more than the folder, and may tell of what did not change.
    if (!choose(4)) tell_folders(editing);
    if (!choose(6)) note(editing, STR("content/pages/p0.md"));
    if (!choose(3)) note(editing, choose(2) ? STR("content/roles/4913") : STR("content/roles/bundle.tmp/index.md"));
    if (!choose(8)) tell_otherwise(editing, root);
}

static void begin_site(Editing *editing) {
    static const char *const folders[] = {"content", "layouts", "static", "site.yaml"};
    for (size_t i = 0; i < 4; i++) file_remove_tree(editing->root, str_from(folders[i]));
    editing->changed_count = 0;
    write_file(editing, "site.yaml", STR("title: Careers\n"));
    write_file(editing, "static/pic.svg", STR("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"));
    write_file(editing, "content/roles/r0.md", STR("---\ntitle: A\nbranch: Care\nsummary: S\n---\nText, and a [link](r1.md) that will not stay.\n"));
    write_file(editing, "content/roles/r1.md", STR("---\ntitle: B\nbranch: Code\nsummary: S\nexpires: 2026-07-01\n---\nText.\n"));
}

static size_t allocated(void) {
    return __sanitizer_get_current_allocated_bytes();
}

// Refreshes a build after an edit, and compares it with a new one. Whether both are sound.
static bool is_like_new(const BuildOptions *options, const Editing *editing, Build *build) {
    PathList changed = {editing->changed, editing->changed_count};
    Outcome outcome;
    Outcome fresh;
    take(build, &changed, &outcome);
    compare_rendered(build, &outcome);
    Build *other = take_new(options, &fresh);
    compare(&outcome, &fresh);
    bool ret = outcome.is_sound;
    drop(&fresh);
    drop(&outcome);
    build_close(other);
    return ret;
}

// An entry of each kind, beside others with which it shares some words.
static const char *const edited[ENTRY_KIND_COUNT][2] = {
    [ENTRY_ROLE] = {"content/roles/r5.md",
        "---\ntitle: Nurse\nbranch: Care\nsummary: Words.\nskills: [S1, T1]\n"
        "salary: {region: US, currency: USD, average: 50500, source: s}\n"
        "sources: [{id: s, name: Survey}]\n---\nText.\n\n## Duties\n\n- One\n"},
    [ENTRY_ARTICLE] = {"content/articles/a0.md", "---\ntitle: News\ndate: 2026-01-01\nsummary: New.\nroles: [r4]\n---\nText.\n"},
    [ENTRY_INFO_PAGE] = {"content/pages/p0.md", "---\ntitle: Page\n---\nText.\n"},
};

static void begin_fields(Editing *editing) {
    begin_site(editing);
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
    for (int kind = 0; kind < ENTRY_KIND_COUNT; kind++) write_file(editing, edited[kind][0], str_from(edited[kind][1]));
}

static size_t go_through(const BuildOptions *options, Editing *editing, Build *build, int kind, const char *name) {
    const FieldValues *values = find_values(name);
    size_t sound_count = 0;
    for (size_t i = 0; i <= FIELD_VALUES_MAX; i++) {
        const char *value = i < FIELD_VALUES_MAX ? values->values[i] : NULL;
        Buf text = {0};
        if (i && i < FIELD_VALUES_MAX && !value) continue;
        if (i < FIELD_VALUES_MAX) set_field(str_from(edited[kind][1]), name, value, &text);
        else buf_add(&text, str_from(edited[kind][1]));
        editing->changed_count = 0;
        write_file(editing, edited[kind][0], buf_str(&text));
        buf_free(&text);
        sound_count += is_like_new(options, editing, build);
    }
    return sound_count;
}

// Each field of each kind, one edit after the other.
static void edit_fields(const BuildOptions *options) {
    Editing editing = {.root = folder_open(options->root)};
    Diags diags = {0};
    Outcome outcome;
    size_t sound_count = 0;
    begin_fields(&editing);
    BuildOptions lean = *options;
    lean.is_lean = true;
    Build *build = build_open(&lean, &diags);
    take(build, NULL, &outcome);
    if (!outcome.is_sound) fail("the site has errors", ((const Diag *)outcome.diags.list.items)->message);
    drop(&outcome);
    for (int kind = 0; kind < ENTRY_KIND_COUNT; kind++) {
        const Schema *schema = entry_kinds[kind].schema;
        for (size_t i = 0; i < schema->field_count; i++) {
            sound_count += go_through(options, &editing, build, kind, schema->fields[i].name);
        }
        sound_count += go_through(options, &editing, build, kind, "extra");
    }
    printf("each field through its values, %zu times to a sound site\n", sound_count);
    build_close(build);
    diags_free(&diags);
    arena_free(&editing.arena);
    folder_close(editing.root);
}

// How many of the edits left a site that can be published.
static size_t run_sequence(const BuildOptions *options, int root, uint64_t seed, bool is_measured) {
    Editing editing = {.root = root};
    Diags diags = {0};
    Outcome outcome;
    size_t sound_count = 0;
    sequence = seed;
    state = seed * UINT64_C(7919) + 17;
    begin_site(&editing);
    BuildOptions lean = *options;
    lean.is_lean = seed % 3 == 0;
    Build *build = build_open(&lean, &diags);
    if (!build) fail("cannot be opened", STR(""));
    take(build, NULL, &outcome);
    drop(&outcome);
    size_t level = allocated();
    for (size_t i = 0; i < EDITS_PER_SEQUENCE; i++) {
        edit(&editing, options->root);
        sound_count += is_like_new(options, &editing, build);
        if (!choose(4)) build_tidy(build);
    }
    begin_site(&editing);
    take(build, NULL, &outcome);
    drop(&outcome);
    // Nothing of the edits may remain. Which of several threads needs a block of memory is chance.
    if (is_measured && options->thread_count == 1 && allocated() != level) {
        fprintf(stderr, "%zu bytes before the edits, %zu behind them\n", level, allocated());
        exit(1);
    }
    build_close(build);
    diags_free(&diags);
    arena_free(&editing.arena);
    return sound_count;
}

static int run_sequences(const BuildOptions *options, size_t count) {
    int root = folder_open(options->root);
    size_t sound_count = 0;
    size_t level = 0;
    for (size_t seed = 0; seed < count; seed++) {
        // The libraries keep what they have made at their first use: not of these is memory measured.
        bool is_measured = seed > WARM_COUNT;
        if (seed == WARM_COUNT) level = allocated();
        BuildOptions some = *options;
        some.thread_count = 1 + seed % 2;
        sound_count += run_sequence(&some, root, seed, is_measured);
    }
    if (count > WARM_COUNT && allocated() > level) {
        fprintf(stderr, "%zu bytes before all sequences, %zu behind them\n", level, allocated());
        return 1;
    }
    folder_close(root);
    size_t edit_count = count * EDITS_PER_SEQUENCE;
    printf("%zu sequences, %zu edits, %zu of them to a sound site\n", count, edit_count, sound_count);
    return sound_count * 10 > edit_count && sound_count < edit_count ? 0 : 1;
}

// Builds into a folder.

// What happens between two builds.
typedef struct Happened {
    size_t build_count;
    size_t sound_count;
    size_t damage_count;
    size_t cut_count;
} Happened;

// A file of a folder, in the order of their names; false where there is none.
static bool choose_file(const char *folder, char *ret, size_t size) {
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, NULL, alphasort);
    bool is_found = false;
    size_t from = count > 0 ? choose((size_t)count) : 0;
    for (size_t i = 0; count > 0 && i < (size_t)count && !is_found; i++) {
        const struct dirent *entry = entries[(from + i) % (size_t)count];
        is_found = entry->d_type == DT_REG && strcmp(entry->d_name, "lock") != 0;
        if (is_found) snprintf(ret, size, "%s/%s", folder, entry->d_name);
    }
    for (int i = 0; i < count; i++) free(entries[i]);
    free(entries);
    return is_found;
}

// Flips a bit, cuts it off, or adds to it.
static void damage(const char *path) {
    FILE *file = fopen(path, "r+b");
    if (!file || fseek(file, 0, SEEK_END)) fail("cannot be opened", str_from(path));
    size_t size = (size_t)ftell(file);
    size_t place = size ? choose(size) : 0;
    size_t how = choose(6);
    if (how == 0 && ftruncate(fileno(file), (off_t)place)) fail("cannot be cut off", str_from(path));
    if (how == 1) fputc('x', file);
    if (how > 1 && size) {
        fseek(file, (long)place, SEEK_SET);
        int byte = fgetc(file);
        fseek(file, (long)place, SEEK_SET);
        fputc(byte ^ 1 << choose(8), file);
    }
    fclose(file);
}

// Of what builds remember; a damaged manifest is an error, which is told.
static bool damage_state(const char *root) {
    char folder[4096];
    char path[8192];
    snprintf(folder, sizeof folder, "%s/.public.metier", root);
    if (!choose_file(folder, path, sizeof path) || strstr(path, "/manifest")) return false;
    damage(path);
    return true;
}

// Somebody changes a published page, or removes it.
static bool damage_published(const char *root) {
    static const char *const folders[] = {"", "/roles", "/roles/r0", "/roles/r1", "/branches", "/articles", "/search/data"};
    char folder[4096];
    char path[8192];
    snprintf(folder, sizeof folder, "%s/public%s", root, folders[choose(7)]);
    if (!choose_file(folder, path, sizeof path)) return false;
    if (choose(2)) damage(path);
    else remove(path);
    return true;
}

static void publish(const BuildOptions *options, const char *out, Diags *ret, BuildResult *result) {
    BuildOptions some = *options;
    some.out = str_from(out);
    *result = (BuildResult){0};
    build_site(&some, result, ret);
    arena_free(&result->gone.arena);
    diags_settle(ret);
}

// Begins a build that is cut off somewhere.
static void cut_off(const BuildOptions *options) {
    pid_t child = fork();
    if (child == 0) {
        BuildResult result;
        Diags diags = {0};
        BuildOptions some = *options;
        some.thread_count = 1;
        publish(&some, "public", &diags, &result);
        _exit(0);
    }
    usleep((useconds_t)choose(30000));
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

static void compare_published(const BuildOptions *options, const char *root, Happened *happened) {
    Outcome built = {0};
    Outcome clean = {0};
    BuildResult result;
    BuildResult clean_result;
    char command[16384];
    snprintf(command, sizeof command, "rm -rf %s/clean %s/.clean.metier", root, root);
    if (system(command)) fail("cannot be removed", STR("clean"));
    publish(options, "public", &built.diags, &result);
    publish(options, "clean", &clean.diags, &clean_result);
    compare_diags(&built.diags, &clean.diags);
    if (result.is_done != clean_result.is_done) fail("only one of two builds is done", STR(""));
    snprintf(command, sizeof command, "diff -r %s/public %s/clean", root, root);
    if (result.is_done && system(command)) fail("another folder", STR("see above"));
    happened->build_count++;
    happened->sound_count += result.is_done;
    diags_free(&built.diags);
    diags_free(&clean.diags);
}

static BuildOptions other_options(const BuildOptions *options) {
    BuildOptions ret = *options;
    ret.thread_count = 1 + choose(3);
    switch (choose(12)) {
        case 0: ret.with_drafts = true; break;
        case 1: ret.with_future = true; break;
        case 2: ret.base_url = STR("https://elsewhere.example/"); break;
        case 3: ret.now.month = 8; break;
        case 4: ret.is_forced = true; break;
        default: break;
    }
    return ret;
}

static void run_published_sequence(const BuildOptions *options, int root, uint64_t seed, Happened *happened) {
    Editing editing = {.root = root};
    sequence = seed;
    state = seed * UINT64_C(104729) + 5;
    begin_site(&editing);
    compare_published(options, options->root, happened);
    for (size_t i = 0; i < EDITS_PER_SEQUENCE; i++) {
        edit(&editing, options->root);
        BuildOptions some = choose(3) ? *options : other_options(options);
        if (!choose(4)) happened->damage_count += damage_state(options->root);
        if (!choose(6)) {
            cut_off(&some);
            happened->cut_count++;
        }
        compare_published(&some, options->root, happened);
        if (choose(4) || !damage_published(options->root)) continue;
        happened->damage_count++;
        compare_published(&some, options->root, happened);
    }
    arena_free(&editing.arena);
}

// What other pages say of an entry, and where they lead to it, one edit after the other.
static void publish_names(const BuildOptions *options, int root, Happened *happened) {
    static const char *const names[] = {"title", "slug", "permalink"};
    Editing editing = {.root = root};
    begin_fields(&editing);
    for (int kind = 0; kind < ENTRY_KIND_COUNT; kind++) {
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            const FieldValues *values = find_values(names[i]);
            for (size_t j = 0; j < FIELD_VALUES_MAX && values->values[j]; j++) {
                editing.changed_count = 0;
                change_field(&editing, edited[kind][0], names[i], values->values[j]);
                compare_published(options, options->root, happened);
            }
            editing.changed_count = 0;
            write_file(&editing, edited[kind][0], str_from(edited[kind][1]));
        }
        // Not a byte of it changes, but its address does.
        char moved[64];
        snprintf(moved, sizeof moved, "%.*s-moved.md", (int)strlen(edited[kind][0]) - 3, edited[kind][0]);
        compare_published(options, options->root, happened);
        move_file(&editing, edited[kind][0], moved);
        compare_published(options, options->root, happened);
        move_file(&editing, moved, edited[kind][0]);
        editing.changed_count = 0;
    }
    arena_free(&editing.arena);
}

static int run_published(const BuildOptions *options, size_t first, size_t count) {
    Happened happened = {0};
    int root = folder_open(options->root);
    BuildOptions some = *options;
    some.is_dry = false;
    if (count) publish_names(&some, root, &happened);
    for (size_t seed = first; seed < first + count; seed++) {
        run_published_sequence(&some, root, seed, &happened);
    }
    folder_close(root);
    printf("%zu builds into a folder, %zu of them sound, %zu after damage, %zu after one that was cut off\n", happened.build_count,
           happened.sound_count, happened.damage_count, happened.cut_count);
    return happened.sound_count * 10 > happened.build_count && happened.damage_count && happened.cut_count ? 0 : 1;
}

int main(int argument_count, char **arguments) {
    if (argument_count < 5) return 2;
    BuildOptions options = {.root = arguments[1], .theme = arguments[2], .thread_count = 1, .is_dry = true,
                            .now = {.year = 2026, .month = 6, .day = 1}};
    size_t first = argument_count > 5 ? (size_t)atoi(arguments[5]) : 0;
    size_t count = (size_t)atoi(arguments[3]);
    if (count) edit_fields(&options);
    if (count && run_sequences(&options, count)) return 1;
    return run_published(&options, first, (size_t)atoi(arguments[4]));
}
