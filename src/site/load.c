// Load: content files to entries, one slot per file, on all workers.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/workers.h"
#include "format/unicode.h"
#include "site/address.h"
#include "site/search_terms.h"
#include "site/site.h"

enum { FILE_MAX_SIZE = 4 * 1024 * 1024, FRONT_MATTER_MAX_SIZE = 64 * 1024 };

typedef struct Load {
    Site *site;
    const LoadOptions *options;
    const FileEntry *files;
    SourceFile *sources;     // by file
    Entry **slots;           // NULL for a draft that stays out, or for a file with errors
} Load;

static const struct {
    const char *folder;
    EntryKind kind;
    const Schema *schema;
} kinds[ENTRY_KIND_COUNT] = {
    {"content/roles/", ENTRY_ROLE, &role_schema},
    {"content/articles/", ENTRY_ARTICLE, &article_schema},
    {"content/pages/", ENTRY_PAGE, &page_schema},
};

// Index into `kinds` of the folder that a file lies in, or -1.
static int kind_of(Str path) {
    for (int i = 0; i < ENTRY_KIND_COUNT; i++) {
        if (str_starts_with(path, str_from(kinds[i].folder))) return i;
    }
    return -1;
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

static bool is_published(const Load *load, const Entry *entry) {
    const LoadOptions *options = load->options;
    Date now = load->site->now;
    bool is_future = entry->date.year && date_compare(entry->date, now) > 0;
    bool is_expired = entry->expires.year && date_compare(entry->expires, now) <= 0;
    return (!entry->is_draft || options->with_drafts) && (!is_future || options->with_future) &&
           (!is_expired || options->with_expired);
}

static bool parse_entry(const Load *load, Worker *worker, Str text, int kind, Entry *entry) {
    Str front = {0};
    size_t front_start = 0;
    size_t body_start = 0;
    Diags *diags = &worker->diags;
    if (!check_text(text, entry->path, diags)) return false;
    if (!split_front_matter(text, entry->path, &front, &front_start, &body_start, diags)) {
        return false;
    }
    YamlNode *node = NULL;
    bool is_parsed = yaml_parse(front, entry->path, front_start, &worker->scratch,
                                &worker->keep, &node, diags);
    if (is_parsed) {
        // An empty mapping stands where its fields are missing: at the first line.
        if (!node->first) node->offset = front_start;
        is_parsed = schema_parse(kinds[kind].schema, node, entry->path, &worker->keep, entry,
                                 diags);
    }
    if (is_parsed && !is_published(load, entry)) return true;
    entry->body_offset = body_start;
    Place place = {entry->path, body_start};
    is_parsed &= markdown_render(str_slice(text, body_start, text.len), place, &worker->keep,
                                 &entry->body, diags);
    return is_parsed;
}

static void name_sections(const Site *site, Arena *arena, Buf *scratch, Entry *entry) {
    entry->section_kinds = ARENA_NEW(arena, SectionKind, entry->body.heading_count + 1);
    for (size_t i = 0; i < entry->body.heading_count; i++) {
        const MarkdownHeading *heading = &entry->body.headings[i];
        if (heading->level > 3) continue;
        buf_clear(scratch);
        slug_append(scratch, heading->text);
        size_t kind = table_get(&site->section_headings, buf_str(scratch));
        if (kind != TABLE_NONE) entry->section_kinds[i] = (SectionKind)kind;
    }
}

static bool derive_slug(Arena *arena, Entry *entry, Diags *diags) {
    if (entry->slug.str.len) return true;
    Str name = entry->path;
    for (size_t i = name.len; i > 0; i--) {
        if (name.ptr[i - 1] == '/') {
            name = str_slice(name, i, name.len);
            break;
        }
    }
    entry->slug = (Text){arena_copy(arena, str_slice(name, 0, name.len - 3)), 0};
    if (slug_is_valid(entry->slug.str) && unicode_is_visible(entry->slug.str)) return true;
    return diag_error(diags, (Place){entry->path, 0}, "bad-slug",
                      "rename the file, or give it a 'slug'",
                      "the file's name cannot be part of an address");
}

static bool derive_permalink(Arena *arena, Page *page, Diags *diags) {
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

static bool derive_address(Arena *arena, Entry *entry, Diags *diags) {
    if (!derive_slug(arena, entry, diags)) return false;
    if (entry->kind == ENTRY_PAGE && ((Page *)entry)->permalink.str.len) {
        return derive_permalink(arena, (Page *)entry, diags);
    }
    static const char *const prefixes[] = {"roles/", "articles/", ""};
    Str with_slug = arena_join(arena, str_from(prefixes[entry->kind]), entry->slug.str);
    entry->address = arena_join(arena, with_slug, STR("/"));
    return true;
}

static void load_file(Worker *worker, size_t index, void *context) {
    Load *load = context;
    Str path = load->files[index].path;
    load->sources[index].path = path;
    int kind = kind_of(path);
    Buf *text = &worker->buf;
    if (!file_read(load->site->root, load->files[index].real, FILE_MAX_SIZE, text)) {
        if (errno == EFBIG) {
            diag_error(&worker->diags, (Place){path, DIAG_NO_OFFSET}, "file-limit",
                       "split the file",
                       "this file is larger than %d MB", FILE_MAX_SIZE / 1024 / 1024);
        } else {
            file_report_unreadable(path, errno, &worker->diags);
        }
        return;
    }
    progress_count(load->options->progress, text->len);
    load->sources[index].hash = hash_128(buf_str(text));
    // md4c looks one byte behind its input, and wants to find a line's end there.
    size_t size = text->len;
    buf_add(text, STR("\n\0\0\0"));
    Entry *entry = arena_alloc(&worker->keep, 1, kinds[kind].schema->size);
    entry->kind = kinds[kind].kind;
    entry->path = path;
    if (!parse_entry(load, worker, (Str){text->ptr, size}, kind, entry)) return;
    if (!is_published(load, entry)) return;
    if (!derive_address(&worker->keep, entry, &worker->diags)) return;
    bool is_found = entry->kind == ENTRY_ROLE && load->site->config.outputs.search &&
                    !entry->is_noindex;
    if (is_found) search_terms_collect((Role *)entry, &worker->keep, &worker->scratch);
    // Once it is read, nobody opens the file again: what could stand there by then is not what was
    // checked.
    bool is_kept = entry->kind == ENTRY_ROLE && load->site->config.outputs.data;
    if (is_kept) {
        entry->source = arena_copy(&worker->keep,
                                   str_slice(buf_str(text), entry->body_offset, size));
    }
    name_sections(load->site, &worker->keep, text, entry);
    load->slots[index] = entry;
}

// The files that are content; what else lies there is reported.
static bool list_files(Site *site, const FileEntry **ret, size_t *ret_count, Diags *diags) {
    List found = {0};
    bool is_listed = file_walk(site->root, STR("content"), &site->arena, &found, diags);
    FileEntry *files = ARENA_NEW(&site->arena, FileEntry, found.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < found.count; i++) {
        FileEntry *file = (FileEntry *)found.items + i;
        Place place = {file->path, DIAG_NO_OFFSET};
        if (!path_is_readable(file->path)) {
            is_listed = path_report_unreadable(file->path, diags);
        } else if (!str_ends_with(file->path, STR(".md"))) {
            diag_warning(diags, place, "stray-file", "pictures and downloads belong in static/",
                         "only .md files are content; this one is ignored");
        } else if (kind_of(file->path) < 0) {
            is_listed = diag_error(diags, place, "stray-file",
                                   "move it to content/roles, content/articles or content/pages",
                                   "the kind of this file is not known");
        } else {
            files[count++] = *file;
        }
    }
    free(found.items);
    *ret = files;
    *ret_count = count;
    return is_listed;
}

bool site_load(Site *site, const LoadOptions *options, Diags *diags) {
    size_t errors_before = diags->error_count;
    size_t path_count = 0;
    Load load = {.site = site, .options = options};
    if (!list_files(site, &load.files, &path_count, diags) && diags->has_environment_failure) {
        return false;
    }
    progress_begin(options->progress, "load", path_count);
    load.slots = ARENA_NEW(&site->arena, Entry *, path_count + 1);
    load.sources = ARENA_NEW(&site->arena, SourceFile, path_count + 1);
    site->sources = (SourceList){load.sources, path_count};
    workers_run(options->thread_count, path_count, load_file, &load, &site->arena, diags);
    site->entries = load.slots;
    for (size_t i = 0; i < path_count; i++) {
        if (load.slots[i]) site->entries[site->entry_count++] = load.slots[i];
    }
    site->is_partial = diags->error_count != errors_before;
    return !site->is_partial;
}

bool site_has_unpublished(const Site *site, Str path) {
    return table_get(&site->entries_by_path, path) == TABLE_NONE && file_exists(site->root, path);
}

void site_free(Site *site) {
    table_free(&site->section_headings);
    table_free(&site->roles_by_slug);
    table_free(&site->region_names);
    free(site->region_texts.items);
    table_free(&site->entries_by_path);
    locale_close(site->locale);
    arena_free(&site->arena);
}
