#include "site/sources.h"

#include <stdlib.h>

#include "base/workers.h"
#include "format/slug.h"
#include "site/address.h"
#include "site/parsed.h"

static void forget_site(Sources *sources) {
    assets_free(&sources->assets);
    strings_free(&sources->strings);
    locale_close(sources->locale);
    arena_free(&sources->arena);
    sources->assets = (Assets){0};
    sources->strings = (Strings){0};
    sources->config = (Config){0};
    sources->locale = NULL;
}

// Entries are read with site.yaml and with the headings of the strings' file.
static Hash basis_of(const Sources *sources) {
    Hash texts[] = {sources->config.hash, sources->strings.hash};
    return hash_128((Str){(const char *)texts, sizeof texts});
}

// Of the site's language or, where there is none of it, of English: content can be read with that.
static bool open_locale(Sources *sources, Diags *diags) {
    const Text *language = &sources->config.language;
    sources->locale = locale_open(text_str(*language));
    if (sources->locale) return true;
    sources->locale = locale_open(STR("en"));
    return diag_error(diags, (Place){CONFIG_PATH, language->offset}, "bad-language",
                      "write a BCP 47 tag: en, en-US, de, pt-BR", "'%.*s' is not a language",
                      (int)language->len, language->ptr);
}

bool sources_read_site(Sources *sources, Diags *diags) {
    size_t errors_before = diags->error_count;
    const Config *config = &sources->config;
    sources->site_has_errors = true;
    forget_site(sources);
    // Where there is no site nothing else is wrong with it.
    if (!config_find(sources->root, diags)) return false;
    config_load(sources->root, sources->options.base_url, &sources->arena, &sources->config, diags);
    bool has_strings = open_locale(sources, diags) &&
                       strings_load(sources->root, &sources->theme, config, &sources->strings,
                                    diags);
    sources->basis = basis_of(sources);
    assets_load(sources->root, &sources->theme, config->outputs.hashed_assets, &sources->assets,
                diags);
    sources->site_has_errors = diags->error_count != errors_before;
    return has_strings && config->is_extra_known;
}

static void add_attachment(Sources *sources, const FileEntry *file, Diags *diags) {
    Arena *arena = &sources->attachments.arena;
    FileEntry kept = {.path = arena_copy(arena, file->path), .real = arena_copy(arena, file->real)};
    kept.shown = kept.path;
    assets_add(&sources->attachments, sources->root, &kept, kept.path, diags);
}

const char *stray_file_hint(Str path) {
    static const char *const ends[] = {".markdown", ".mdown", ".mkd", ".mdx", ".md.txt", ".MD",
                                       ".Md"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        if (str_ends_with(path, str_from(ends[i]))) return "rename it, if it is content: NAME.md";
    }
    return "pictures and downloads belong in static/, or beside the index.md of a page that is a "
           "folder";
}

// The files that are content; others may belong to them. What else lies there is reported.
static bool list_files(Sources *sources, Arena *arena, List *ret, Diags *diags) {
    List found = {0};
    bool is_listed = file_walk(sources->root, STR("content"), arena, &found, diags);
    assets_free(&sources->attachments);
    sources->attachments = (Assets){0};
    for (size_t i = 0; i < found.count; i++) {
        const FileEntry *file = (const FileEntry *)found.items + i;
        Place place = {file->path, DIAG_NO_OFFSET};
        EntryKind kind;
        if (str_equal(file->path, LOCK_PATH)) continue;
        if (!path_is_printable(file->path)) {
            is_listed = path_report_unprintable(file->path, diags);
        } else if (!str_ends_with(file->path, STR(".md"))) {
            if (source_file_kind(file->path, &kind)) add_attachment(sources, file, diags);
            else diag_warning(diags, place, "stray-file", stray_file_hint(file->path),
                              STRAY_FILE_MESSAGE);
        } else if (!source_file_kind(file->path, &kind)) {
            is_listed = diag_error(diags, place, "stray-file",
                                   "move it to content/roles, content/articles or content/pages",
                                   "the kind of this file is not known");
        } else {
            *(FileEntry *)list_add(ret, sizeof *file) = *file;
        }
    }
    free(found.items);
    return is_listed;
}

// Whether a path is among those of the table, or below one of them.
static bool is_among(const Table *paths, Str path) {
    for (size_t end = 0; end <= path.len && paths->count; end++) {
        bool is_part = end == path.len || path.ptr[end] == '/';
        if (is_part && table_get(paths, str_slice(path, 0, end)) != TABLE_NONE) return true;
    }
    return false;
}

// The files of content, read or taken over from before.
typedef struct Content {
    const Sources *sources;
    const FileEntry *listed;
    SourceFile **files;      // by listed file; of those to read, what was read before, or NULL
    size_t *unread;          // indexes of those that are to be read
    size_t unread_count;
    Arena *terms;            // by the worker's seat
} Content;

// From so many files for each thread on they take much memory.
enum { FILES_OF_MUCH = 4000 };

static void read_one(Worker *worker, size_t index, void *context) {
    Content *content = context;
    size_t at = content->unread[index];
    const SourceOptions *options = &content->sources->options;
    bool is_shared = options->is_read_once;
    bool is_much = content->unread_count / FILES_OF_MUCH >= options->thread_count;
    SharedArenas shared = {&worker->keep, &content->terms[worker->seat]};
    if (is_shared && is_much) {
        arena_expect_much(shared.keep);
        arena_expect_much(shared.terms);
    }
    content->files[at] = source_file_read(content->sources, &content->listed[at],
                                          content->files[at], is_shared ? &shared : NULL,
                                          worker);
}

// Both lists are in the order of their paths.
static void take_over(Sources *sources, const PathList *changed, Content *content, size_t count) {
    Table paths = {0};
    for (size_t i = 0; changed && i < changed->count; i++) table_add(&paths, changed->items[i], i);
    size_t old = 0;
    sources->has_links = false;
    for (size_t i = 0; i < count; i++) {
        const FileEntry *listed = &content->listed[i];
        sources->has_links |= !str_equal(listed->path, listed->real);
        int order = -1;
        while (old < sources->file_count &&
               (order = str_compare(sources->files[old]->path, listed->path)) < 0) {
            source_file_free(sources->files[old++]);
        }
        SourceFile *file = old < sources->file_count && order == 0 ? sources->files[old++] : NULL;
        bool is_there = file && changed && str_equal(file->real, listed->real);
        bool is_same = is_there && !file->is_patched && !is_among(&paths, listed->path) &&
                       !is_among(&paths, listed->real);
        content->files[i] = is_there ? file : NULL;
        if (!is_same) content->unread[content->unread_count++] = i;
        if (file && !is_there) source_file_free(file);
    }
    while (old < sources->file_count) source_file_free(sources->files[old++]);
    table_free(&paths);
}

// Whether a field that begins here, perhaps misspelt, says what an entry is called. Other lines
// belong to the one before.
static bool names_entry(Str line, bool was_naming) {
    const Str names[] = {STR("title"), STR("slug"), STR("permalink"), STR("aliases"),
                         STR("alternative_titles")};
    if (!line.len || !ascii_is_letter(line.ptr[0])) return was_naming;
    Str key = str_trim(str_slice(line, 0, str_find(line, ':')));
    return diag_nearest(key, names, sizeof names / sizeof names[0]).len;
}

// Notes all runs of so many words of a line as slugs: one of them may be that of an address.
enum { POSSIBLE_WORDS_MAX = 6 };
static void note_words(Sources *sources, Str line) {
    Buf buf = {0};
    slug_add(&buf, line);
    Str slug = arena_take(&sources->possible_texts, &buf);
    for (size_t from = 0; from < slug.len; from++) {
        if (from && slug.ptr[from - 1] != '-') continue;
        size_t count = 0;
        for (size_t to = from + 1; to <= slug.len && count < POSSIBLE_WORDS_MAX; to++) {
            if (to < slug.len && slug.ptr[to] != '-') continue;
            table_add(&sources->possible, str_slice(slug, from, to), 0);
            count++;
        }
    }
}

static void note_names(Sources *sources, const SourceFile *file) {
    bool is_naming = false;
    Str front = file->faults ? file->faults->front : (Str){0};
    note_words(sources, file->path);
    for (size_t at = 0; at < front.len;) {
        Str rest = str_slice(front, at, front.len);
        Str line = str_slice(rest, 0, str_find(rest, '\n'));
        is_naming = names_entry(line, is_naming);
        if (is_naming) note_words(sources, line);
        at += line.len + 1;
    }
}

static void forget_gaps(Sources *sources) {
    table_free(&sources->possible);
    arena_free(&sources->possible_texts);
    sources->possible = (Table){0};
    sources->possible_texts = (Arena){0};
    sources->has_missing = false;
}

// Notes what is not known of entries that could not be read, or not whole.
static void note_gaps(Sources *sources) {
    forget_gaps(sources);
    for (size_t i = 0; i < sources->file_count; i++) {
        const SourceFile *file = sources->files[i];
        sources->has_missing |= file->is_missing;
        bool is_nameless = file->is_missing || (file->entry && !file->entry->address.ptr);
        if (is_nameless) note_names(sources, file);
    }
}

bool sources_may_have(const Sources *sources, Str slug) {
    return sources->possible.count && table_get(&sources->possible, slug) != TABLE_NONE;
}

void sources_report_content(const Sources *sources, Diags *diags) {
    diags_add_all(diags, &sources->listing);
    for (size_t i = 0; i < sources->file_count; i++) {
        const SourceFaults *faults = sources->files[i]->faults;
        if (faults) diags_add_all(diags, &faults->diags);
    }
}

// Of all that content is read with.
static Hash key_of(const Sources *sources) {
    Hash parts[] = {sources->parsed->key, sources->basis, hash_128(sources->replaced.lines)};
    return hash_128((Str){(const char *)parts, sizeof parts});
}

bool sources_read_content(Sources *sources, const PathList *changed, Diags *diags) {
    size_t errors_before = diags->error_count;
    Arena arena = {0};
    List listed = {0};
    diags_free(&sources->listing);
    sources->listing = (Diags){.policy = diags->policy};
    list_files(sources, &arena, &listed, &sources->listing);
    sources->listing.policy = NULL;
    Content content = {.sources = sources, .listed = listed.items,
                       .files = calloc(listed.count + 1, sizeof *content.files),
                       .unread = ARENA_NEW(&arena, size_t, listed.count + 1),
                       .terms = ARENA_NEW(&arena, Arena, sources->options.thread_count + 1)};
    if (!content.files) memory_exhausted();
    // What is said of a text depends on them.
    if (replaced_read(sources->root, &sources->replaced)) changed = NULL;
    if (sources->parsed) parsed_open(key_of(sources), sources->parsed);
    take_over(sources, changed, &content, listed.count);
    free(sources->files);
    sources->files = content.files;
    sources->file_count = listed.count;
    sources->patch_count = 0;
    if (sources->options.is_read_once) sources->texts = shared_texts_new(&arena);
    progress_begin(sources->options.progress, "load", content.unread_count);
    workers_run(sources->options.thread_count, content.unread_count, read_one, &content,
                &sources->entries, diags);
    for (size_t i = 0; i <= sources->options.thread_count; i++) {
        arena_adopt(&sources->terms, &content.terms[i]);
    }
    sources->texts = NULL;
    sources_report_content(sources, diags);
    free(listed.items);
    arena_free(&arena);
    note_gaps(sources);
    sources->content_has_errors = diags->error_count != errors_before;
    return !sources->content_has_errors;
}

static int compare_path(const void *key, const void *item) {
    const Str *path = key;
    const SourceFile *const *file = item;
    return str_compare(*path, (*file)->path);
}

static SourceFile *find(const Sources *sources, Str path) {
    SourceFile **found = sources->file_count ? bsearch(&path, sources->files, sources->file_count,
                                                       sizeof *sources->files, compare_path)
                                             : NULL;
    return found ? *found : NULL;
}

const SourceFile *sources_find(const Sources *sources, Str path) {
    return find(sources, path);
}

// Reads a file of which no more than its text and fields may have changed. False where more has.
static bool read_entry(Sources *sources, SourceFile *file, Worker *worker, Facts *ret) {
    FileEntry listed = {.path = file->path, .shown = file->path, .real = file->real};
    SourceFile *newer = source_file_read(sources, &listed, NULL, NULL, worker);
    bool is_patch = !hash_equal(file->front_hash, newer->front_hash);
    Facts facts = 0;
    bool is_same = file->entry && hash_equal(file->hash, newer->hash);
    bool is_taken = !is_same && source_file_take(sources, file, newer, &facts);
    if (!is_taken) source_file_free(newer);
    sources->patch_count += is_taken && is_patch;
    *ret |= facts;
    return is_same || is_taken;
}

// An edit of a field holds some 10 KB until all else is read again.
enum { PATCHES_MAX = 200, PATCHES_WORTH_FREEING = 50 };
bool sources_read_entries(Sources *sources, const PathList *changed, Facts *ret) {
    Worker worker = {0};
    bool is_taken = !sources->has_links && sources->patch_count < PATCHES_MAX;
    *ret = 0;
    for (size_t i = 0; is_taken && i < changed->count; i++) {
        SourceFile *file = find(sources, changed->items[i]);
        is_taken = file && read_entry(sources, file, &worker, ret);
    }
    worker_free(&worker);
    return is_taken;
}

static bool is_at_or_below(Str path, Str top) {
    return str_starts_with(path, top) && (path.len == top.len || path.ptr[top.len] == '/');
}

bool sources_passed_by(const Sources *sources, Str path) {
    bool is_content = str_starts_with(path, STR("content/")) && !str_equal(path, LOCK_PATH);
    bool ret = is_content && !sources->listing.marks.count;
    for (size_t i = 0; ret && i < sources->file_count; i++) {
        ret = !is_at_or_below(sources->files[i]->path, path);
    }
    for (size_t i = 0; ret && i < sources->attachments.files.count; i++) {
        ret = !is_at_or_below(((const Asset *)sources->attachments.files.items)[i].path, path);
    }
    return ret && !file_exists(sources->root, path);
}

void sources_forget_terms(Sources *sources) {
    arena_free(&sources->terms);
}

bool sources_hold_earlier(const Sources *sources) {
    return sources->patch_count >= PATCHES_WORTH_FREEING;
}

void sources_free(Sources *sources) {
    for (size_t i = 0; i < sources->file_count; i++) source_file_free(sources->files[i]);
    free(sources->files);
    arena_free(&sources->entries);
    arena_free(&sources->terms);
    diags_free(&sources->listing);
    assets_free(&sources->attachments);
    replaced_free(&sources->replaced);
    forget_gaps(sources);
    forget_site(sources);
}
