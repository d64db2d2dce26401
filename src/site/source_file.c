// One file of content: from its bytes to an entry.
#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "base/wide.h"
#include "format/markdown_outline.h"
#include "format/slug.h"
#include "format/unicode.h"
#include "site/address.h"
#include "site/front_matter.h"
#include "site/lints/lints.h"
#include "site/parsed.h"
#include "site/schema_compare.h"
#include "site/search_terms.h"
#include "site/sources.h"

enum {
    FILE_MAX_SIZE = 4 * 1024 * 1024,
    // What an entry and its body take in memory, in most cases: the latter for each byte.
    ENTRY_SIZE = 4352,
    BODY_SIZE_PER_BYTE = 3,
    OUTLINE_SIZE = 1280,
};

// What one file is read with.
typedef struct Reading {
    const Sources *sources;
    SourceFile *file;
    SourceFaults *faults;    // of the file
    Worker *worker;          // whose buffer has its bytes
    Arena *terms;            // owns those of the search
    LintPolicy *lints;
    ParsedFile *known;       // where its form is to be put aside; may be NULL
} Reading;

bool source_file_kind(Str path, EntryKind *ret) {
    for (int i = 0; i < ENTRY_KIND_COUNT; i++) {
        *ret = (EntryKind)i;
        if (str_starts_with(path, str_from(entry_kinds[i].folder))) return true;
    }
    return false;
}

// Bytes beyond ASCII, and those of text that is none.
static inline Wide are_odd(Wide bytes) {
    return bytes | wide_is(bytes, '\0');
}

static bool check_text(Str text, Str path, Diags *diags) {
    if (!str_trim(text).len) {
        return diag_error(diags, (Place){path, 0}, "empty-file",
                          "begin with '---', the fields, '---', then the text",
                          "this file is empty");
    }
    if (wide_find(text, 0, are_odd) == text.len) return true;
    size_t nul = str_find(text, '\0');
    if (nul < text.len) {
        return diag_error(diags, (Place){path, nul}, "nul-byte",
                          "save the file as plain UTF-8 text",
                          "this file holds a NUL byte");
    }
    return diag_check_utf8(diags, path, text);
}

static bool is_out(const SourceOptions *options, const Entry *entry) {
    Date now = options->now;
    bool is_future = entry->date.year && date_compare(entry->date, now) > 0;
    bool is_expired = entry->expires.year && date_compare(entry->expires, now) <= 0;
    return (!is_future || options->with_future) && (!is_expired || options->with_expired);
}

// Where the file of an entry lies, and its name, below the folder of its kind: "help/" and
// "contact.md", or "" and "nurse.md".
typedef struct Location {
    Str folder;
    Str name;
} Location;

static Location location_of(const Entry *entry) {
    Str name = path_name(entry->path);
    size_t from = str_from(entry_kinds[entry->kind].folder).len;
    return (Location){str_slice(entry->path, from, entry->path.len - name.len), name};
}

// "help/more/" is "help/" and "more".
static Location location_above(Str folder) {
    folder.len -= folder.len > 0;
    Str name = path_name(folder);
    return (Location){str_slice(folder, 0, folder.len - name.len), name};
}

static bool report_slug(const Entry *entry, bool is_of_folder, Diags *diags) {
    Str name = path_name(entry->path);
    // As it is called by other generators, or on systems for which both are one.
    bool is_nearly_index = str_equal(name, STR("_index.md")) ||
                           str_equal_ascii_case(name, ENTRY_INDEX_FILE);
    return diag_error(diags, entry_place(entry, 0), "bad-slug",
                      is_of_folder      ? "rename the folder, or give the page a 'slug'"
                      : is_nearly_index ? "call it index.md if it stands for its folder, or give "
                                          "it a 'slug'"
                                        : "rename the file, or give it a 'slug'",
                      "the %s's name cannot be part of an address",
                      is_of_folder ? "folder" : "file");
}

bool entry_is_folder(Str path) {
    EntryKind kind;
    if (!source_file_kind(path, &kind)) return false;
    Location location = location_of(&(Entry){.kind = kind, .path = path});
    bool is_index = str_equal(location.name, ENTRY_INDEX_FILE);
    return is_index && (location.folder.len || kind == ENTRY_INFO_PAGE);
}

static bool derive_slug(Entry *entry, Diags *diags) {
    if (entry->slug.len) return true;
    Location location = location_of(entry);
    bool is_of_folder = location.folder.len && entry_is_folder(entry->path);
    Str name = is_of_folder ? location_above(location.folder).name
                            : str_slice(location.name, 0, location.name.len - STR(".md").len);
    if (!slug_is_valid(name) || !unicode_is_visible(name)) {
        return report_slug(entry, is_of_folder, diags);
    }
    entry->slug = text_make(name, 0);   // where the path stands
    return true;
}

static bool derive_permalink(Arena *arena, InfoPage *page, Diags *diags) {
    Str path = text_str(page->permalink);
    Place place = entry_place(&page->entry, page->permalink.offset);
    Str rest = str_slice(path, 1, path.len);
    if (str_ends_with(rest, STR("/"))) rest = str_slice(rest, 0, rest.len - 1);
    AddressState state = path.ptr[0] == '/' ? address_state(rest) : ADDRESS_BAD;
    if (state == ADDRESS_TOO_DEEP) return address_report_depth(place, diags);
    if (state == ADDRESS_BAD) {
        return diag_error(diags, place, "bad-permalink",
                          "write it like /about/ or /help/contact/",
                          "'%.*s' is not an address inside the site", (int)path.len, path.ptr);
    }
    page->entry.address = arena_join(arena, rest, STR("/"));
    return true;
}

// The address of a page is its file's path below content/pages/. An index.md stands for its folder,
// and the one in content/pages/ itself for the home page.
static bool derive_page_address(Arena *arena, InfoPage *page, Diags *diags) {
    Entry *entry = &page->entry;
    Location location = location_of(entry);
    bool is_index = entry_is_folder(entry->path);
    bool has_address = entry->slug.len || page->permalink.len;
    if (is_index && !location.folder.len && !has_address) {
        // A link that leads there is not a missing one.
        entry->address = STR("");
        return true;
    }
    if (!derive_slug(entry, diags)) return false;
    if (page->permalink.len) return derive_permalink(arena, page, diags);
    if (is_index) location.folder = location_above(location.folder).folder;
    Str path = arena_join(arena, location.folder, text_str(entry->slug));
    AddressState state = address_state(path);
    if (state == ADDRESS_GOOD) {
        entry->address = arena_join(arena, path, STR("/"));
        return true;
    }
    Place place = entry_place(entry, 0);
    if (state == ADDRESS_TOO_DEEP) return address_report_depth(place, diags);
    return diag_error(diags, place, "bad-slug", "rename the folder, or give the page a 'permalink'",
                      "'%.*s': the name of a folder cannot be part of an address",
                      (int)location.folder.len, location.folder.ptr);
}

// False where it follows from a field that is bad.
static bool derive_address(Arena *arena, Entry *entry, Diags *diags) {
    if (schema_has_bad(entry_kinds[entry->kind].schema, entry, "slug")) return false;
    if (entry->kind == ENTRY_INFO_PAGE) {
        bool is_known = !schema_has_bad(&info_page_schema, entry, "permalink");
        return is_known && derive_page_address(arena, (InfoPage *)entry, diags);
    }
    if (!derive_slug(entry, diags)) return false;
    entry->address = arena_join_three(arena, str_from(entry_kinds[entry->kind].address),
                                      text_str(entry->slug), STR("/"));
    return true;
}

// Reads the front matter, what can be told of it: false where that is nothing. *ret is its text, as
// far as that is known, and *ret_body what stands behind it.
static bool parse_front(const Reading *reading, Str text, Entry *entry, Str *ret, Str *ret_body) {
    SourceFile *file = reading->file;
    Diags *diags = &reading->faults->diags;
    FrontMatter front = {0};
    YamlNode *node = NULL;
    *ret = text;
    if (!check_text(text, entry->path, diags)) return false;
    if (!front_matter_find(text, entry->path, &front, diags)) return false;
    *ret = front.text;
    entry->body_offset = (FileOffset)front.body_offset;
    *ret_body = str_slice(text, front.body_offset, text.len);
    Arena *scratch = &reading->worker->scratch;
    if (!yaml_parse(front.text, entry->path, front.offset, scratch, scratch, &node, diags)) {
        return false;
    }
    // An empty mapping stands where its fields are missing: at the first line.
    if (!node->first) node->offset = (FileOffset)front.offset;
    const Schema *schema = reading->sources->config.schemas[entry->kind];
    schema_parse(&(Parse){entry->path, &file->arena, reading->sources->texts, diags}, schema, node,
                 entry);
    return true;
}

static void name_sections(const Reading *reading, Entry *entry) {
    const Table *names = &reading->sources->strings.section_headings;
    entry->section_kinds =
        ARENA_NEW(&reading->file->arena, uint8_t, entry->body->heading_count + 1);
    for (size_t i = 0; i < entry->body->heading_count; i++) {
        const MarkdownHeading *heading = &entry->body->headings[i];
        if (heading->level > 3 || heading->is_nested) continue;
        size_t kind = table_get(names, str_slice(heading->id, 0, heading->slug_size));
        if (kind != TABLE_NONE) entry->section_kinds[i] = (uint8_t)kind;
    }
}

static bool report_unread(Str path, int error_number, Diags *diags) {
    if (error_number != EFBIG) return file_report_unreadable(path, error_number, diags);
    return diag_error(diags, (Place){path, DIAG_NO_OFFSET}, "file-limit", "split the file",
                      "this file is larger than %d MB", FILE_MAX_SIZE / 1024 / 1024);
}

// What others are to know of an entry, beside its fields.
static void complete_entry(const Reading *reading, Entry *entry) {
    const Config *config = &reading->sources->config;
    Arena *arena = &reading->file->arena;
    entry->sort_key = locale_sort_key(reading->sources->locale, text_str(entry->title), arena);
    bool is_found = entry->kind == ENTRY_ROLE && config->outputs.search && !entry->is_noindex;
    if (is_found) {
        search_terms_collect((Role *)entry, reading->terms, &reading->worker->scratch);
    }
    name_sections(reading, entry);
}

// What leads to it falls away, wherever it is named by its address.
static Entry *withhold(const Reading *reading, Entry *entry) {
    entry->is_withheld = true;
    derive_address(&reading->file->arena, entry, &reading->faults->diags);
    reading->file->withheld = entry;
    return NULL;
}

// md4c looks one byte behind its input, and wants to find a line's end there; lints look further.
static void pad(Buf *text) {
    buf_add(text, STR("\n\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"));
}

static void render_body(const Reading *reading, const Entry *entry, Str body, Arena *arena,
                        MarkdownDocument *ret, Diags *diags) {
    arena_reserve(arena, BODY_SIZE_PER_BYTE * body.len);
    markdown_render(body, entry_place(entry, entry->body_offset), arena,
                    &reading->worker->scratch, ret, diags);
    // Once it is read, nobody opens the file again, or only to find the same there: what could
    // stand there by then is not what was checked.
    bool is_published = entry->kind == ENTRY_ROLE && reading->sources->config.outputs.data;
    if (is_published) ret->source = arena_copy(arena, body);
}

// Where the text goes: what the one before it had, where that was put aside.
static Arena *body_arena(const Reading *reading) {
    SourceFile *file = reading->file;
    file->body_arena = reading->worker->aside;
    reading->worker->aside = (Arena){0};
    arena_reset(&file->body_arena);
    return &file->body_arena;
}

static void forget_text(SourceFile *file) {
    MarkdownDocument whole = *file->body;
    Arena arena = file->body_arena;
    file->body_arena = (Arena){0};
    arena_reserve(&file->body_arena, OUTLINE_SIZE);
    markdown_copy_outline(&whole, &file->body_arena, file->body);
    arena_free(&arena);
}

// Where there is no room for it elsewhere it stays here. What the buffer holds is of no more use to
// anybody.
static void put_text_aside(const Sources *sources, SourceFile *file, Worker *worker) {
    MarkdownDocument *body = file->body;
    if (body->is_partial) return;
    if (markdown_spool(body, sources->spool, worker->seat, &worker->buf, &file->arena, body)) {
        worker->aside = file->body_arena;
        file->body_arena = (Arena){0};
    }
}

// The entry of a file that was read; NULL where nothing of it can be told, or nobody is to see it.
static Entry *make_entry(const Reading *reading) {
    SourceFile *file = reading->file;
    Diags *diags = &reading->faults->diags;
    Buf *bytes = &reading->worker->buf;
    size_t size = bytes->len;
    pad(bytes);
    EntryKind kind;
    source_file_kind(file->path, &kind);
    Entry *entry = arena_alloc(&file->arena, 1, entry_kinds[kind].schema->size);
    entry->kind = kind;
    entry->path = file->path;
    entry->body = file->body;
    reading->lints->entry = entry;
    Str front = {0};
    Str body = {0};
    Str text = {bytes->ptr, size};
    file->is_missing = !parse_front(reading, text, entry, &front, &body);
    file->front_hash = hash_128(str_slice(text, 0, entry->body_offset));
    const SourceOptions *options = &reading->sources->options;
    if (!file->is_missing && entry->is_draft && !options->with_drafts) return NULL;
    if (!file->is_missing && !is_out(options, entry)) return withhold(reading, entry);
    // What is wrong with its text is told even where its fields cannot be.
    if (body.ptr) render_body(reading, entry, body, body_arena(reading), file->body, diags);
    bool is_named = !file->is_missing && derive_address(&file->arena, entry, diags);
    if (!is_named) {
        reading->faults->front =
            arena_copy(&file->arena, str_slice(front, 0, FRONT_MATTER_MAX_SIZE));
    }
    if (file->is_missing) return NULL;
    complete_entry(reading, entry);
    lints_check_entry(&(Linting){.sources = reading->sources, .scratch = &reading->worker->scratch,
                                 .text = text, .diags = diags}, entry);
    if (!diags_have_any(diags)) {
        parsed_put(reading->sources, reading->known, file, entry, reading->worker);
    }
    if (options->is_lean) forget_text(file);
    else if (reading->sources->spool) put_text_aside(reading->sources, file, reading->worker);
    return entry;
}

// Where there are none there is nothing to keep.
static void keep_faults(SourceFile *file, SourceFaults *faults) {
    faults->diags.policy = NULL;
    if (!diags_have_any(&faults->diags) && !faults->front.len) {
        diags_free(&faults->diags);
        return;
    }
    file->faults = ARENA_NEW(&file->arena, SourceFaults, 1);
    *file->faults = *faults;
}

SourceFile *source_file_read(const Sources *sources, const FileEntry *listed, SourceFile *before,
                             const SharedArenas *shared, Worker *worker) {
    Arena *keep = shared ? shared->keep : NULL;
    Buf *text = &worker->buf;
    buf_clear(text);
    ParsedFile *known = parsed_find(sources, listed->path);
    SourceFile *parsed = before ? NULL : parsed_take(sources, known, listed, NULL, keep);
    if (parsed) return parsed;
    Stamp stamp;
    errno = 0;
    bool is_read = file_read_stamped(sources->root, listed->real, FILE_MAX_SIZE, text, &stamp);
    int error_number = errno;
    if (is_read) parsed_note_read(known, &stamp);
    Hash hash = is_read ? hash_128(buf_str(text)) : (Hash){0};
    bool is_same = before && is_read && !before->is_patched && hash_equal(hash, before->hash);
    if (is_same) return before;
    if (!before && is_read) parsed = parsed_take(sources, known, listed, &hash, keep);
    if (parsed) return parsed;
    if (before) source_file_free(before);
    Arena arena = keep ? *keep : (Arena){0};
    if (!keep) arena_reserve(&arena, ENTRY_SIZE);
    SourceFile *file = ARENA_NEW(&arena, SourceFile, 1);
    file->arena = arena;
    file->body = ARENA_NEW(&file->arena, MarkdownDocument, 1);
    // Who notes the files of a build keeps their paths as long as it needs what it reads once.
    file->path = keep && known ? known->path : arena_copy(&file->arena, listed->path);
    bool is_real = str_equal(listed->path, listed->real);
    file->real = is_real ? file->path : arena_copy(&file->arena, listed->real);
    SourceFaults faults = {0};
    if (is_read) {
        progress_count(sources->options.progress, text->len);
        file->hash = hash;
        LintPolicy lints = lints_policy(sources, NULL);
        faults.diags.policy = &lints.policy;
        file->entry = make_entry(&(Reading){sources, file, &faults, worker,
                                            shared ? shared->terms : &file->arena, &lints,
                                            known});
    } else {
        file->is_missing = true;
        report_unread(file->path, error_number, &faults.diags);
    }
    keep_faults(file, &faults);
    if (keep) {
        *keep = file->arena;
        file->arena = (Arena){0};
    }
    return file;
}

void source_file_free(SourceFile *file) {
    if (file->faults) diags_free(&file->faults->diags);
    arena_free(&file->body_arena);
    Arena arena = file->arena;
    arena_free(&arena);
}

static bool load_again(const Sources *sources, const Entry *entry, Arena *arena,
                       MarkdownDocument *ret, Diags *diags) {
    const SourceFile *file = sources_find(sources, entry->path);
    Worker worker = {0};
    Buf *text = &worker.buf;
    bool is_read = file && file_read(sources->root, file->real, FILE_MAX_SIZE, text);
    bool is_same = is_read && hash_equal(hash_128(buf_str(text)), file->hash);
    if (is_same) {
        size_t size = text->len;
        pad(text);
        // What is wrong with it was said when it was read.
        Diags unheard = {0};
        size_t from = entry->body_offset < size ? entry->body_offset : size;
        render_body(&(Reading){.sources = sources, .worker = &worker}, entry,
                    (Str){text->ptr + from, size - from}, arena, ret, &unheard);
        diags_free(&unheard);
        is_same = ret->heading_count == entry->body->heading_count &&
                  ret->link_count == entry->body->link_count;
    }
    if (file && !is_read && errno != ENOENT) {
        report_unread(entry->path, errno, diags);
    } else if (!is_same) {
        diag_error(diags, (Place){entry->path, DIAG_NO_OFFSET}, "changed-file", "build again",
                   "this file has changed since it was read");
    }
    worker_free(&worker);
    return is_same;
}

bool source_file_load_body(const Sources *sources, const Entry *entry, Arena *arena,
                           MarkdownDocument *ret, Diags *diags) {
    *ret = *entry->body;
    if (!ret->spooled.size) return load_again(sources, entry, arena, ret, diags);
    return markdown_unspool(sources->spool, arena, ret) ||
           diag_environment(diags, "its text cannot be read back from a temporary file",
                            entry->path, errno);
}

// Whether nothing but the text and what its own fields say has changed: *ret gets which of them.
static bool is_like(const Sources *sources, const SourceFile *a, const SourceFile *b, Facts *ret) {
    bool has_error = b->faults && b->faults->diags.error_count;
    if (!a->entry || !b->entry || has_error) return false;
    if (!markdown_same_outline(a->body, b->body)) return false;
    bool is_same_front = hash_equal(a->front_hash, b->front_hash);
    const Schema *schema = sources->config.schemas[a->entry->kind];
    *ret = is_same_front ? 0 : schema_compare(schema, a->entry, b->entry);
    return !(*ret & FACTS_REST);
}

static void take_faults(SourceFile *file, SourceFile *newer) {
    if (file->faults) diags_free(&file->faults->diags);
    if (file->faults) *file->faults = (SourceFaults){0};
    if (!newer->faults) return;
    if (!file->faults) file->faults = ARENA_NEW(&file->arena, SourceFaults, 1);
    file->faults->diags = newer->faults->diags;
    newer->faults->diags = (Diags){0};
}

static void take_body(SourceFile *file, SourceFile *newer) {
    arena_free(&file->body_arena);
    *file->body = *newer->body;
    file->body_arena = newer->body_arena;
    newer->body_arena = (Arena){0};
}

// The entry, and all that it points to, beside what was there: who keeps something of the older
// reading finds it where it was.
static void take_entry(SourceFile *file, SourceFile *newer) {
    file->body = newer->body;
    file->entry = newer->entry;
    file->front_hash = newer->front_hash;
    file->is_patched = true;
    Arena arena = newer->arena;
    newer->arena = (Arena){0};
    arena_adopt(&file->arena, &arena);
}

bool source_file_take(const Sources *sources, SourceFile *file, SourceFile *newer, Facts *ret) {
    if (!is_like(sources, file, newer, ret)) return false;
    bool is_same_front = hash_equal(file->front_hash, newer->front_hash);
    take_body(file, newer);
    take_faults(file, newer);
    file->hash = newer->hash;
    if (is_same_front) source_file_free(newer);
    else take_entry(file, newer);
    return true;
}
