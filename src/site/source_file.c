// One file of content: from its bytes to an entry.
#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "format/unicode.h"
#include "site/address.h"
#include "site/search_terms.h"
#include "site/sources.h"

enum {
    FILE_MAX_SIZE = 4 * 1024 * 1024,
    FRONT_MATTER_MAX_SIZE = 64 * 1024,
    // What an entry takes in memory, in most cases: at first, and for each byte of its file.
    ENTRY_SIZE = 2048,
    ENTRY_SIZE_PER_BYTE = 3,
};

// What one file is read with.
typedef struct Reading {
    const Sources *sources;
    SourceFile *file;
    Arena *scratch;
    Buf *text;
} Reading;

static const struct {
    const char *folder;
    const Schema *schema;
} kinds[ENTRY_KIND_COUNT] = {
    [ENTRY_ROLE] = {"content/roles/", &role_schema},
    [ENTRY_ARTICLE] = {"content/articles/", &article_schema},
    [ENTRY_INFO_PAGE] = {"content/pages/", &info_page_schema},
};

bool source_file_kind(Str path, EntryKind *ret) {
    for (int i = 0; i < ENTRY_KIND_COUNT; i++) {
        *ret = (EntryKind)i;
        if (str_starts_with(path, str_from(kinds[i].folder))) return true;
    }
    return false;
}

static bool check_text(Str text, Str path, Diags *diags) {
    if (!str_trim(text).len) {
        return diag_error(diags, (Place){path, 0}, "empty-file",
                          "begin with '---', the fields, '---', then the text",
                          "this file is empty");
    }
    size_t nul = str_find(text, '\0');
    if (nul < text.len) {
        return diag_error(diags, (Place){path, nul}, "nul-byte",
                          "save the file as plain UTF-8 text",
                          "this file holds a NUL byte");
    }
    return diag_check_utf8(diags, path, text);
}

// The line at `from`, without its end and trailing blanks; `next` is where the following one
// starts.
static Str line_at(Str text, size_t from, size_t *next) {
    Str rest = str_slice(text, from, text.len);
    size_t len = str_find(rest, '\n');
    *next = from + len + (len < rest.len);
    while (len &&
           (rest.ptr[len - 1] == '\r' || rest.ptr[len - 1] == ' ' || rest.ptr[len - 1] == '\t')) {
        len--;
    }
    return str_slice(rest, 0, len);
}

// Finds the front matter between two lines '---' and where the body starts.
static bool split_front_matter(Str text, Str path, Str *ret, size_t *ret_start, size_t *ret_body,
                               Diags *diags) {
    size_t start = str_starts_with(text, STR("\xEF\xBB\xBF")) ? 3 : 0;
    size_t from = 0;
    if (!str_equal(line_at(text, start, &from), STR("---"))) {
        return diag_error(diags, (Place){path, start}, "no-front-matter",
                          "begin the file with a line '---', the fields, and a line '---'",
                          "this file has no front matter");
    }
    for (size_t at = from, next = 0; at < text.len; at = next) {
        if (!str_equal(line_at(text, at, &next), STR("---"))) continue;
        if (at - from > FRONT_MATTER_MAX_SIZE) {
            return diag_error(diags, (Place){path, from}, "front-matter-limit",
                              "move text into the body",
                              "the front matter is larger than %d KB",
                              FRONT_MATTER_MAX_SIZE / 1024);
        }
        *ret = str_slice(text, from, at);
        *ret_start = from;
        *ret_body = next;
        return true;
    }
    return diag_error(diags, (Place){path, start}, "open-front-matter",
                      "end the front matter with a line '---'",
                      "the front matter that begins here never ends");
}

static bool is_published(const SourceOptions *options, const Entry *entry) {
    Date now = options->now;
    bool is_future = entry->date.year && date_compare(entry->date, now) > 0;
    bool is_expired = entry->expires.year && date_compare(entry->expires, now) <= 0;
    return (!entry->is_draft || options->with_drafts) && (!is_future || options->with_future) &&
           (!is_expired || options->with_expired);
}

static bool parse_entry(const Reading *reading, Str text, Entry *entry) {
    Str front = {0};
    size_t front_start = 0;
    size_t body_start = 0;
    Arena *arena = &reading->file->arena;
    Diags *diags = &reading->file->diags;
    if (!check_text(text, entry->path, diags)) return false;
    if (!split_front_matter(text, entry->path, &front, &front_start, &body_start, diags)) {
        return false;
    }
    YamlNode *node = NULL;
    bool is_parsed = yaml_parse(front, entry->path, front_start, reading->scratch, arena, &node,
                                diags);
    if (is_parsed) {
        // An empty mapping stands where its fields are missing: at the first line.
        if (!node->first) node->offset = front_start;
        is_parsed = schema_parse(kinds[entry->kind].schema, node, entry->path, arena, entry, diags);
    }
    if (is_parsed && !is_published(&reading->sources->options, entry)) return true;
    entry->body_offset = body_start;
    Place place = {entry->path, body_start};
    is_parsed &= markdown_render(str_slice(text, body_start, text.len), place, arena, &entry->body,
                                 diags);
    return is_parsed;
}

static void name_sections(const Reading *reading, Entry *entry) {
    const Table *names = &reading->sources->strings.section_headings;
    entry->section_kinds =
        ARENA_NEW(&reading->file->arena, SectionKind, entry->body.heading_count + 1);
    for (size_t i = 0; i < entry->body.heading_count; i++) {
        const MarkdownHeading *heading = &entry->body.headings[i];
        if (heading->level > 3) continue;
        buf_clear(reading->text);
        slug_append(reading->text, heading->text);
        size_t kind = table_get(names, buf_str(reading->text));
        if (kind != TABLE_NONE) entry->section_kinds[i] = (SectionKind)kind;
    }
}

// Where the file of an entry lies, and its name, below the folder of its kind: "help/" and
// "contact.md", or "" and "nurse.md".
typedef struct Location {
    Str folder;
    Str name;
} Location;

static Location location_of(const Entry *entry) {
    size_t from = str_from(kinds[entry->kind].folder).len;
    size_t name = entry->path.len;
    while (name > from && entry->path.ptr[name - 1] != '/') name--;
    return (Location){str_slice(entry->path, from, name),
                      str_slice(entry->path, name, entry->path.len)};
}

// "help/more/" is "help/" and "more".
static Location location_above(Str folder) {
    size_t end = folder.len ? folder.len - 1 : 0;
    size_t from = end;
    while (from > 0 && folder.ptr[from - 1] != '/') from--;
    return (Location){str_slice(folder, 0, from), str_slice(folder, from, end)};
}

static bool check_slug(const Entry *entry, bool is_of_folder, Diags *diags) {
    if (slug_is_valid(entry->slug.str) && unicode_is_visible(entry->slug.str)) return true;
    return diag_error(diags, (Place){entry->path, 0}, "bad-slug",
                      is_of_folder ? "rename the folder, or give the page a 'slug'"
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

static bool derive_slug(Arena *arena, Entry *entry, Diags *diags) {
    if (entry->slug.str.len) return true;
    Location location = location_of(entry);
    bool is_of_folder = location.folder.len && entry_is_folder(entry->path);
    Str name = is_of_folder ? location_above(location.folder).name
                            : str_slice(location.name, 0, location.name.len - 3);
    entry->slug = (Text){arena_copy(arena, name), 0};
    return check_slug(entry, is_of_folder, diags);
}

static bool derive_permalink(Arena *arena, InfoPage *page, Diags *diags) {
    Str path = page->permalink.str;
    Place place = {page->entry.path, page->permalink.offset};
    Str rest = str_slice(path, 1, path.len);
    if (str_ends_with(rest, STR("/"))) rest = str_slice(rest, 0, rest.len - 1);
    page->entry.address = arena_join(arena, rest, STR("/"));
    AddressState state = path.ptr[0] == '/' ? address_state(rest) : ADDRESS_BAD;
    if (state == ADDRESS_GOOD) return true;
    if (state == ADDRESS_TOO_DEEP) return address_report_depth(place, diags);
    return diag_error(diags, place, "bad-permalink",
                      "write it like /about/ or /help/contact/",
                      "'%.*s' is not an address inside the site", (int)path.len, path.ptr);
}

// The address of a page is its file's path below content/pages/. An index.md stands for its folder,
// and the one in content/pages/ itself for the home page.
static bool derive_page_address(Arena *arena, InfoPage *page, Diags *diags) {
    Entry *entry = &page->entry;
    Location location = location_of(entry);
    bool is_index = entry_is_folder(entry->path);
    bool has_address = entry->slug.str.len || page->permalink.str.len;
    if (is_index && !location.folder.len && !has_address) {
        // A link that leads there is not a missing one.
        entry->address = STR("");
        return true;
    }
    if (!derive_slug(arena, entry, diags)) return false;
    if (page->permalink.str.len) return derive_permalink(arena, page, diags);
    if (is_index) location.folder = location_above(location.folder).folder;
    Str path = arena_join(arena, location.folder, entry->slug.str);
    entry->address = arena_join(arena, path, STR("/"));
    AddressState state = address_state(path);
    if (state == ADDRESS_GOOD) return true;
    Place place = {entry->path, 0};
    if (state == ADDRESS_TOO_DEEP) return address_report_depth(place, diags);
    return diag_error(diags, place, "bad-slug", "rename the folder, or give the page a 'permalink'",
                      "'%.*s': the name of a folder cannot be part of an address",
                      (int)location.folder.len, location.folder.ptr);
}

static bool derive_address(Arena *arena, Entry *entry, Diags *diags) {
    static const char *const prefixes[] = {"roles/", "articles/"};
    if (entry->kind == ENTRY_INFO_PAGE) {
        return derive_page_address(arena, (InfoPage *)entry, diags);
    }
    if (!derive_slug(arena, entry, diags)) return false;
    Str with_slug = arena_join(arena, str_from(prefixes[entry->kind]), entry->slug.str);
    entry->address = arena_join(arena, with_slug, STR("/"));
    return true;
}

static bool report_unread(Str path, int error_number, Diags *diags) {
    if (error_number != EFBIG) return file_report_unreadable(path, error_number, diags);
    return diag_error(diags, (Place){path, DIAG_NO_OFFSET}, "file-limit", "split the file",
                      "this file is larger than %d MB", FILE_MAX_SIZE / 1024 / 1024);
}

// The entry of a file that was read, or NULL.
static const Entry *make_entry(const Reading *reading) {
    SourceFile *file = reading->file;
    const Config *config = &reading->sources->config;
    // md4c looks one byte behind its input, and wants to find a line's end there.
    size_t size = reading->text->len;
    buf_add(reading->text, STR("\n\0\0\0"));
    EntryKind kind;
    source_file_kind(file->path, &kind);
    Entry *entry = arena_alloc(&file->arena, 1, kinds[kind].schema->size);
    entry->kind = kind;
    entry->path = file->path;
    if (!parse_entry(reading, (Str){reading->text->ptr, size}, entry)) return NULL;
    if (!is_published(&reading->sources->options, entry)) return NULL;
    if (!derive_address(&file->arena, entry, &file->diags)) return NULL;
    entry->sort_key = locale_sort_key(reading->sources->locale, entry->title.str, &file->arena);
    bool is_found = kind == ENTRY_ROLE && config->outputs.search && !entry->is_noindex;
    if (is_found) search_terms_collect((Role *)entry, &file->arena, reading->scratch);
    // Once it is read, nobody opens the file again: what could stand there by then is not what was
    // checked.
    if (kind == ENTRY_ROLE && config->outputs.data) {
        Str text = str_slice(buf_str(reading->text), entry->body_offset, size);
        entry->source = arena_copy(&file->arena, text);
    }
    name_sections(reading, entry);
    return entry;
}

SourceFile *source_file_read(const Sources *sources, const FileEntry *listed, Buf *text,
                             Arena *scratch) {
    buf_clear(text);
    errno = 0;
    bool is_read = file_read(sources->root, listed->real, FILE_MAX_SIZE, text);
    int error_number = errno;
    Arena arena = {0};
    arena_reserve(&arena, ENTRY_SIZE + ENTRY_SIZE_PER_BYTE * text->len);
    SourceFile *file = ARENA_NEW(&arena, SourceFile, 1);
    file->arena = arena;
    file->path = arena_copy(&file->arena, listed->path);
    file->real = arena_copy(&file->arena, listed->real);
    if (is_read) {
        progress_count(sources->options.progress, text->len);
        file->hash = hash_128(buf_str(text));
        file->entry = make_entry(&(Reading){sources, file, scratch, text});
    } else {
        report_unread(file->path, error_number, &file->diags);
    }
    return file;
}

void source_file_free(SourceFile *file) {
    diags_free(&file->diags);
    Arena arena = file->arena;
    arena_free(&arena);
}
