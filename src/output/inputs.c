#include "output/inputs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/workers.h"

enum { SITE, THEME, ROOT_COUNT };
enum { PER_JOB = 256 };

// What is kept of an input; its two paths follow, each with a NUL behind it.
typedef struct InputState {
    uint64_t root;
    Stamp stamp;
    Hash hash;               // of its bytes as they were read; none where nobody counted them
} InputState;

typedef struct Input {
    FileEntry file;
    InputState state;
    bool is_stamped;
} Input;

// What is kept begins with this; the inputs follow, then the warnings: see inputs_keep.
typedef struct InputsHeader {
    Hash key;
    uint64_t input_count;
    uint64_t warning_count;
    uint64_t content_count;
} InputsHeader;

static const Hash no_hash;

static void add_input(Inputs *inputs, int root, const FileEntry *file) {
    Input *input = list_add(&inputs->items, sizeof *input);
    // All bytes of it are kept, those between its members too.
    memset(input, 0, sizeof *input);
    input->file = *file;
    input->state.root = (uint64_t)root;
}

static bool list_below(Inputs *inputs, int root, Str top) {
    List files = {0};
    bool is_listed = file_walk(inputs->roots[root], top, &inputs->arena, &files, &inputs->diags);
    for (size_t i = 0; i < files.count; i++) {
        add_input(inputs, root, (const FileEntry *)files.items + i);
    }
    free(files.items);
    return is_listed;
}

static bool list_files(Inputs *inputs) {
    static const char *const tops[] = {"content", "layouts", "static"};
    bool is_listed = true;
    add_input(inputs, SITE, &(FileEntry){.path = CONFIG_PATH, .real = CONFIG_PATH});
    for (int root = SITE; root < ROOT_COUNT; root++) {
        size_t first = root == SITE ? 0 : 1;   // a theme has no content
        size_t end = inputs->roots[root] >= 0 ? sizeof tops / sizeof tops[0] : 0;
        for (size_t i = first; i < end && is_listed; i++) {
            is_listed = list_below(inputs, root, str_from(tops[i]));
        }
    }
    return is_listed;
}

// The inputs of a job, in the order of their paths.
static void stamp_some(Worker *worker, size_t job, void *context) {
    Inputs *inputs = context;
    Input *items = inputs->items.items;
    size_t to = (job + 1) * PER_JOB < inputs->items.count ? (job + 1) * PER_JOB
                                                          : inputs->items.count;
    for (size_t i = job * PER_JOB; i < to;) {
        uint64_t root = items[i].state.root;
        Stamper stamper = stamper_begin(inputs->roots[root], false);
        for (; i < to && items[i].state.root == root; i++) {
            items[i].is_stamped = stamper_take(&stamper, items[i].file.real, &items[i].state.stamp);
            if (items[i].is_stamped) continue;
            if (errno == ENOENT) file_report_changed(items[i].file.path, &worker->diags);
            else file_report_unreadable(items[i].file.path, errno, &worker->diags);
        }
        stamper_end(&stamper);
    }
}

void inputs_list(int site, int theme, Hash key, size_t thread_count, Inputs *ret) {
    *ret = (Inputs){.roots = {site, folder_is_same(site, theme) ? -1 : theme}, .key = key};
    ret->is_listed = list_files(ret);
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
    if (then.root != input->state.root || !str_equal(path, input->file.path)) return false;
    if (!str_equal(real, input->file.real)) return false;
    input->state.hash = then.hash;
    if (stamp_equal(&then.stamp, &input->state.stamp)) return true;
    Hash now;
    *ret_is_hashed = true;
    return !hash_equal(then.hash, no_hash) && then.stamp.size == input->state.stamp.size &&
           file_hash(inputs->roots[then.root], real, &now) && hash_equal(now, then.hash);
}

static void write_inputs(const Inputs *inputs, Buf *out) {
    for (size_t i = 0; i < inputs->items.count; i++) {
        const Input *input = (const Input *)inputs->items.items + i;
        buf_add(out, (Str){(const char *)&input->state, sizeof input->state});
        add_text(out, input->file.path);
        add_text(out, input->file.real);
    }
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
    if (is_hashed) {
        // With their new stamps the next build need not read them again.
        Buf renewed = {0};
        buf_add(&renewed, (Str){(const char *)&header, sizeof header});
        write_inputs(inputs, &renewed);
        buf_add(&renewed, kept.rest);
        publish_keep(publish, KEPT_INPUTS, buf_str(&renewed));
        buf_free(&renewed);
    }
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

void inputs_note(const Inputs *inputs, Parsed *parsed) {
    table_reserve(&parsed->by_path, inputs->items.count);
    for (size_t i = 0; i < inputs->items.count; i++) {
        const Input *input = (const Input *)inputs->items.items + i;
        bool is_content = input->state.root == SITE &&
                          str_starts_with(input->file.path, STR("content/"));
        if (is_content && input->is_stamped) {
            parsed_note(parsed, input->file.path, &input->state.stamp);
        }
    }
}

// Both are in the order of their paths; before them stands site.yaml.
static void take_hashes(const Inputs *inputs, const Sources *sources) {
    Input *items = inputs->items.items;
    items[0].state.hash = sources->config.hash;
    size_t at = 0;
    for (size_t i = 0; i < sources->file_count; i++) {
        Str path = sources->files[i]->path;
        while (at < inputs->items.count && !str_equal(items[at].file.path, path)) at++;
        if (at < inputs->items.count) items[at].state.hash = sources->files[i]->hash;
    }
}

// Whether the same files stand there as when they were listed. One that came since may have been
// read and published; once it goes again, no stamp would tell.
static bool is_still_so(const Inputs *inputs, size_t thread_count, Diags *diags) {
    Inputs now;
    inputs_list(inputs->roots[SITE], inputs->roots[THEME], inputs->key, thread_count, &now);
    bool is_same = now.is_listed && now.items.count == inputs->items.count;
    Str changed = STR("content");
    for (size_t i = 0; i < inputs->items.count && is_same; i++) {
        const Input *a = (const Input *)inputs->items.items + i;
        const Input *b = (const Input *)now.items.items + i;
        is_same = str_equal(a->file.path, b->file.path) && str_equal(a->file.real, b->file.real) &&
                  !stamp_shows_change(&a->state.stamp, &b->state.stamp);
        if (!is_same) changed = a->file.path;
    }
    if (!now.is_listed && diags) diags_merge(diags, &now.diags);
    else if (!is_same && diags) file_report_changed(changed, diags);
    inputs_free(&now);
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
        Hash hash = input->state.hash;
        int root = inputs->roots[input->state.root];
        if (hash_equal(hash, no_hash) && !file_hash(root, input->file.real, &hash)) {
            is_read = file_report_unreadable(input->file.path, errno, diags);
        }
        const uint64_t fixed[] = {input->state.root, input->file.path.len, hash.high, hash.low};
        hasher_add(hasher, (Str){(const char *)fixed, sizeof fixed});
        hasher_add(hasher, input->file.path);
    }
    *ret = hasher_end(hasher);
    return is_read;
}

void inputs_keep(const Inputs *inputs, const Sources *sources, Sink *publish,
                 const Diags *diags) {
    // Of very many warnings not all are known any more.
    if (!inputs->is_listed || diags->marks.count != diags->list.count) return;
    if (!is_still_so(inputs, sources->options.thread_count, NULL)) return;
    take_hashes(inputs, sources);
    Buf bytes = {0};
    InputsHeader header = {inputs->key, inputs->items.count, diags->list.count,
                           sources->file_count};
    buf_add(&bytes, (Str){(const char *)&header, sizeof header});
    write_inputs(inputs, &bytes);
    for (size_t i = 0; i < diags->list.count; i++) {
        const Diag *diag = (const Diag *)diags->list.items + i;
        add_place(&bytes, &diag->place);
        add_text(&bytes, str_from(diag->code));
        add_text(&bytes, diag->message);
        add_text(&bytes, diag->hint);
        add_place(&bytes, &diag->other);
        add_text(&bytes, str_from(diag->other_message));
    }
    publish_keep(publish, KEPT_INPUTS, buf_str(&bytes));
    buf_free(&bytes);
}
