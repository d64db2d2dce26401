#include "output/inputs.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/workers.h"

enum { SITE, THEME, ROOT_COUNT };
enum { PER_JOB = 256, PIECE_SIZE = 128 * 1024 };

// What is kept of an input; its two paths follow, each with a NUL behind it.
typedef struct InputState {
    uint64_t root;
    Stamp stamp;
    Hash hash;               // of its bytes as they were read; none where nobody counted them
} InputState;

typedef struct Input {
    Str path;
    Str real;                // where it lies
    Stamp stamp;
    Hash hash;
    uint8_t root;
    bool is_stamped;
    bool is_taken;           // see inputs_note_taken
    bool is_other;           // likewise
} Input;

// What is kept begins with this; the inputs follow, then the warnings: see inputs_keep.
typedef struct InputsHeader {
    Hash key;
    uint64_t input_count;
    uint64_t warning_count;
    uint64_t content_count;
} InputsHeader;

static const Hash no_hash;

static const char *const tops[] = {"content", "layouts", "static"};
enum { TOP_COUNT = sizeof tops / sizeof tops[0] };

// Takes some of the files below a root, in their order (of FileEntry). False ends it.
typedef bool TakeFiles(void *context, int root, const List *files);

// Goes through all inputs, those below one folder at a time. The paths live in the arena.
static bool list_files(const Inputs *inputs, Arena *arena, TakeFiles *take, void *context,
                       Diags *diags) {
    FileEntry config = {.path = CONFIG_PATH, .real = CONFIG_PATH};
    bool is_listed = take(context, SITE, &(List){.items = &config, .count = 1});
    for (int root = SITE; root < ROOT_COUNT; root++) {
        size_t first = root == SITE ? 0 : 1;   // a theme has no content
        size_t end = inputs->roots[root] >= 0 ? TOP_COUNT : 0;
        for (size_t i = first; i < end && is_listed; i++) {
            List files = {0};
            is_listed = file_walk(inputs->roots[root], str_from(tops[i]), arena, &files, diags) &&
                        take(context, root, &files);
            free(files.items);
        }
    }
    return is_listed;
}

static bool add_inputs(void *context, int root, const List *files) {
    Inputs *inputs = context;
    for (size_t i = 0; i < files->count; i++) {
        const FileEntry *file = (const FileEntry *)files->items + i;
        *(Input *)list_add(&inputs->items, sizeof(Input)) =
            (Input){.path = file->path, .real = file->real, .root = (uint8_t)root};
    }
    return true;
}

static void report_unstamped(Str path, int error_number, Diags *diags) {
    if (error_number == ENOENT) file_report_changed(path, diags);
    else file_report_unreadable(path, error_number, diags);
}

// The inputs of a job, in the order of their paths.
static void stamp_some(Worker *worker, size_t job, void *context) {
    Inputs *inputs = context;
    Input *items = inputs->items.items;
    size_t to = (job + 1) * PER_JOB < inputs->items.count ? (job + 1) * PER_JOB
                                                          : inputs->items.count;
    for (size_t i = job * PER_JOB; i < to;) {
        uint8_t root = items[i].root;
        Stamper stamper = stamper_begin(inputs->roots[root], false);
        for (; i < to && items[i].root == root; i++) {
            items[i].is_stamped = stamper_take(&stamper, items[i].real, &items[i].stamp);
            if (!items[i].is_stamped) report_unstamped(items[i].path, errno, &worker->diags);
        }
        stamper_end(&stamper);
    }
}

void inputs_list(int site, int theme, Hash key, size_t thread_count, Inputs *ret) {
    *ret = (Inputs){.roots = {site, folder_is_same(site, theme) ? -1 : theme}, .key = key};
    ret->is_listed = list_files(ret, &ret->arena, add_inputs, ret, &ret->diags);
    size_t job_count = (ret->items.count + PER_JOB - 1) / PER_JOB;
    if (ret->is_listed) {
        workers_run(thread_count, job_count, stamp_some, ret, &ret->arena, &ret->diags);
        ret->is_listed = !ret->diags.error_count;
    }
}

void inputs_free(Inputs *inputs) {
    free(inputs->items.items);
    diags_free(&inputs->diags);
    buf_free(&inputs->kept);
    arena_free(&inputs->arena);
}

// What was kept, while it is read. Whatever does not fit leaves nothing to be read.
typedef struct Reader {
    Str rest;
} Reader;

static bool read_bytes(Reader *reader, void *ret, size_t size) {
    if (reader->rest.len < size) return false;
    memcpy(ret, reader->rest.ptr, size);
    reader->rest = str_slice(reader->rest, size, reader->rest.len);
    return true;
}

static bool read_text(Reader *reader, Str *ret) {
    size_t len = str_find(reader->rest, '\0');
    if (len == reader->rest.len) return false;
    *ret = str_slice(reader->rest, 0, len);
    reader->rest = str_slice(reader->rest, len + 1, reader->rest.len);
    return true;
}

static bool read_place(Reader *reader, Place *ret) {
    return read_bytes(reader, &ret->offset, sizeof ret->offset) && read_text(reader, &ret->path);
}

static void add_text(Buf *out, Str text) {
    buf_add(out, text);
    buf_add_char(out, '\0');
}

static void add_place(Buf *out, const Place *place) {
    buf_add(out, (Str){(const char *)&place->offset, sizeof place->offset});
    add_text(out, place->path);
}

// Whether an input is as it was kept. Where its stamp says nothing and its bytes are the same,
// *ret_is_hashed is set.
static bool is_same(const Inputs *inputs, Input *input, Reader *kept, bool *ret_is_hashed) {
    InputState then;
    Str path;
    Str real;
    if (!read_bytes(kept, &then, sizeof then) || !read_text(kept, &path) ||
        !read_text(kept, &real)) {
        return false;
    }
    if (then.root != input->root || !str_equal(path, input->path)) return false;
    if (!str_equal(real, input->real)) return false;
    input->hash = then.hash;
    if (stamp_equal(&then.stamp, &input->stamp)) return true;
    Hash now;
    *ret_is_hashed = true;
    return !hash_equal(then.hash, no_hash) && then.stamp.size == input->stamp.size &&
           file_hash(inputs->roots[then.root], real, &now) && hash_equal(now, then.hash);
}

// Keeps all inputs, a piece after the other, and behind them the warnings.
static void write_inputs(const Inputs *inputs, const InputsHeader *header, Str warnings,
                         Sink *publish) {
    Buf piece = {0};
    publish_keep_begin(publish, KEPT_INPUTS);
    buf_add(&piece, (Str){(const char *)header, sizeof *header});
    for (size_t i = 0; i < inputs->items.count; i++) {
        const Input *input = (const Input *)inputs->items.items + i;
        InputState state = {input->root, input->stamp, input->hash};
        buf_add(&piece, (Str){(const char *)&state, sizeof state});
        add_text(&piece, input->path);
        add_text(&piece, input->real);
        if (piece.len < PIECE_SIZE) continue;
        publish_keep_add(publish, buf_str(&piece));
        buf_clear(&piece);
    }
    publish_keep_add(publish, buf_str(&piece));
    publish_keep_add(publish, warnings);
    publish_keep_end(publish, KEPT_INPUTS);
    buf_free(&piece);
}

bool inputs_match(Inputs *inputs, Sink *publish) {
    InputsHeader header;
    bool is_hashed = false;
    bool is_matching = inputs->is_listed && publish_kept(publish, KEPT_INPUTS, &inputs->kept);
    Reader kept = {buf_str(&inputs->kept)};
    is_matching = is_matching && read_bytes(&kept, &header, sizeof header) &&
                  hash_equal(header.key, inputs->key) && header.input_count == inputs->items.count;
    for (size_t i = 0; i < inputs->items.count && is_matching; i++) {
        is_matching = is_same(inputs, (Input *)inputs->items.items + i, &kept, &is_hashed);
    }
    if (!is_matching) return false;
    inputs->warnings = kept.rest;
    inputs->warning_count = header.warning_count;
    inputs->content_count = (size_t)header.content_count;
    // With their new stamps the next build need not read them again.
    if (is_hashed) write_inputs(inputs, &header, kept.rest, publish);
    return true;
}

bool inputs_repeat_warnings(const Inputs *inputs, Diags *diags) {
    Reader kept = {inputs->warnings};
    for (uint64_t i = 0; i < inputs->warning_count; i++) {
        Place place;
        Place other;
        Str code;
        Str message;
        Str hint;
        Str other_message;
        bool is_read = read_place(&kept, &place) && read_text(&kept, &code) &&
                       read_text(&kept, &message) && read_text(&kept, &hint) &&
                       read_place(&kept, &other) && read_text(&kept, &other_message);
        if (!is_read) return false;
        diags_relate(diags, other, other_message.ptr);
        diag_warning(diags, place, code.ptr, hint.len ? hint.ptr : NULL, "%s", message.ptr);
    }
    return kept.rest.len == 0;
}

static bool is_noted(const Input *input) {
    return input->root == SITE && str_starts_with(input->path, STR("content/")) &&
           input->is_stamped;
}

// One behind a link is known by where it lies.
static void add_folder(Hasher *hasher, int root, Str path) {
    Stamp stamp;
    if (!stamp_take_folder(root, path, &stamp)) return;
    Hash hash = stamp_folder_hash(&stamp);
    hasher_add(hasher, (Str){(const char *)&hash, sizeof hash});
}

// The folders that a path leads through, but for those that the one before it does.
static void add_folders(Hasher *hasher, int root, Str path, Str before) {
    for (size_t at = 0; at < path.len; at++) {
        if (path.ptr[at] != '/' || str_starts_with(before, str_slice(path, 0, at + 1))) continue;
        add_folder(hasher, root, str_slice(path, 0, at));
    }
}

// Stands for the folders of all inputs. What came to one and went again, and a folder that was put
// in the place of another for a while, is seen in no file.
static Hash hash_folders(const Inputs *inputs) {
    Hasher *hasher = hasher_new();
    Input before = {0};
    for (int root = SITE; root < ROOT_COUNT; root++) {
        for (size_t i = 0; i < TOP_COUNT; i++) {
            add_folder(hasher, inputs->roots[root], str_from(tops[i]));   // may have no files
        }
    }
    for (size_t i = 0; i < inputs->items.count; i++) {
        const Input *input = (const Input *)inputs->items.items + i;
        int root = inputs->roots[input->root];
        if (input->root != before.root) before = (Input){0};
        add_folders(hasher, root, input->path, before.path);
        if (!str_equal(input->path, input->real)) {
            add_folders(hasher, root, input->real, before.real);
        }
        before = *input;
    }
    return hasher_end(hasher);
}

void inputs_note(Inputs *inputs, Parsed *parsed) {
    inputs->folders = hash_folders(inputs);
    for (size_t i = 0; i < inputs->items.count; i++) {
        const Input *input = (const Input *)inputs->items.items + i;
        if (is_noted(input)) parsed_note(parsed, input->path, &input->stamp);
    }
}

void inputs_note_taken(Inputs *inputs, const Parsed *parsed) {
    const ParsedFile *files = parsed->files.items;
    size_t at = 0;
    for (size_t i = 0; i < inputs->items.count && at < parsed->files.count; i++) {
        Input *input = (Input *)inputs->items.items + i;
        if (!is_noted(input)) continue;
        input->is_taken = files[at].is_as_listed;
        input->is_other = files[at++].is_other;
    }
}

// Both are in the order of their paths; before them stands site.yaml.
static void take_hashes(const Inputs *inputs, const Sources *sources) {
    Input *items = inputs->items.items;
    items[0].hash = sources->config.hash;
    size_t at = 0;
    for (size_t i = 0; i < sources->file_count; i++) {
        Str path = sources->files[i]->path;
        while (at < inputs->items.count && !str_equal(items[at].path, path)) at++;
        if (at < inputs->items.count) items[at].hash = sources->files[i]->hash;
    }
}

// The inputs once more, compared with what was listed.
typedef struct Comparison {
    const Inputs *inputs;
    size_t thread_count;
    size_t first;            // index of the first of those that are looked at
    int root;
    const List *files;       // that stand there
    atomic_size_t changed;   // index of the first that is another; or how many there are
    Diags diags;
} Comparison;

static void note_changed(Comparison *comparison, size_t index) {
    size_t first = atomic_load(&comparison->changed);
    while (index < first &&
           !atomic_compare_exchange_weak(&comparison->changed, &first, index)) {
    }
}

// Whether a file that stands there is the one that was listed at this place.
static bool is_listed_so(const Comparison *comparison, const Input *input, const FileEntry *file) {
    return input->root == comparison->root && str_equal(input->path, file->path) &&
           str_equal(input->real, file->real);
}

static void compare_some(Worker *worker, size_t job, void *context) {
    Comparison *comparison = context;
    const Inputs *inputs = comparison->inputs;
    const FileEntry *files = comparison->files->items;
    size_t count = comparison->files->count;
    size_t to = (job + 1) * PER_JOB < count ? (job + 1) * PER_JOB : count;
    Stamper stamper = stamper_begin(inputs->roots[comparison->root], false);
    for (size_t i = job * PER_JOB; i < to; i++) {
        size_t index = comparison->first + i;
        const Input *input = index < inputs->items.count
                                 ? (const Input *)inputs->items.items + index
                                 : NULL;
        bool is_same = input && is_listed_so(comparison, input, &files[i]);
        Stamp now;
        if (is_same && input->is_taken) continue;
        is_same = is_same && !input->is_other;
        if (!stamper_take(&stamper, files[i].real, &now)) {
            report_unstamped(files[i].path, errno, &worker->diags);
        } else if (input && !(is_same && !stamp_shows_change(&input->stamp, &now))) {
            note_changed(comparison, index);
        }
    }
    stamper_end(&stamper);
}

static bool compare_inputs(void *context, int root, const List *files) {
    Comparison *comparison = context;
    Arena nothing = {0};
    comparison->root = root;
    comparison->files = files;
    workers_run(comparison->thread_count, (files->count + PER_JOB - 1) / PER_JOB, compare_some,
                comparison, &nothing, &comparison->diags);
    comparison->first += files->count;
    return true;
}

// Whether the same files stand there as when they were listed. One that came since may have been
// read and published; once it goes again, no stamp would tell.
static bool is_still_so(const Inputs *inputs, size_t thread_count, Diags *diags) {
    size_t count = inputs->items.count;
    Arena arena = {0};
    Comparison comparison = {.inputs = inputs, .thread_count = thread_count, .changed = count};
    bool is_listed = list_files(inputs, &arena, compare_inputs, &comparison, &comparison.diags) &&
                     !comparison.diags.error_count;
    bool is_same = is_listed && comparison.first == count && comparison.changed == count;
    if (!is_listed && diags) {
        diags_merge(diags, &comparison.diags);
    } else if (!is_same && diags) {
        bool is_known = comparison.first == count;
        const Input *items = inputs->items.items;
        file_report_changed(is_known ? items[comparison.changed].path : STR("content"), diags);
    }
    diags_free(&comparison.diags);
    arena_free(&arena);
    return is_same;
}

bool inputs_digest(const Inputs *inputs, const Sources *sources, Hash *ret, Diags *diags) {
    if (!inputs->is_listed) {
        diags_add_all(diags, &inputs->diags);
        return false;
    }
    if (!is_still_so(inputs, sources->options.thread_count, diags)) return false;
    take_hashes(inputs, sources);
    Hasher *hasher = hasher_new();
    bool is_read = true;
    for (size_t i = 0; i < inputs->items.count && is_read; i++) {
        const Input *input = (const Input *)inputs->items.items + i;
        Hash hash = input->hash;
        int root = inputs->roots[input->root];
        if (hash_equal(hash, no_hash) && !file_hash(root, input->real, &hash)) {
            is_read = file_report_unreadable(input->path, errno, diags);
        }
        const uint64_t fixed[] = {input->root, input->path.len, hash.high, hash.low};
        hasher_add(hasher, (Str){(const char *)fixed, sizeof fixed});
        hasher_add(hasher, input->path);
    }
    *ret = hasher_end(hasher);
    return is_read;
}

void inputs_keep(const Inputs *inputs, const Sources *sources, Sink *publish,
                 const Diags *diags) {
    // Of very many warnings not all are known any more.
    if (!inputs->is_listed || diags->marks.count != diags->list.count) return;
    if (!is_still_so(inputs, sources->options.thread_count, NULL)) return;
    if (!hash_equal(inputs->folders, hash_folders(inputs))) return;
    take_hashes(inputs, sources);
    Buf warnings = {0};
    InputsHeader header = {inputs->key, inputs->items.count, diags->list.count,
                           sources->file_count};
    for (size_t i = 0; i < diags->list.count; i++) {
        const Diag *diag = (const Diag *)diags->list.items + i;
        add_place(&warnings, &diag->place);
        add_text(&warnings, str_from(diag->code));
        add_text(&warnings, diag->message);
        add_text(&warnings, diag->hint);
        add_place(&warnings, &diag->other);
        add_text(&warnings, str_from(diag->other_message));
    }
    write_inputs(inputs, &header, buf_str(&warnings), publish);
    buf_free(&warnings);
}
