#include "output/pass.h"

#include "base/workers.h"
#include "output/compressed.h"
#include "output/earlier.h"
#include "output/fingerprints.h"

// One pass over the outputs.
typedef struct Pass {
    const PassOptions *options;
    Rendering *rendering;
    Sink *sink;
    Fingerprints *prints;    // NULL: nobody asks for them
    bool *are_kept;          // by output: it stays as it is; NULL: none does
    size_t *own;             // indexes of the outputs of a part; NULL: all
    size_t count;
    bool is_of_search;       // those are rendered that use its index, else the others
} Pass;

// Nobody would see them where nothing is kept, and they cost more than all the rest.
static bool wants_compressed(const Pass *pass, const Output *output) {
    return output->compressed && !pass->options->is_dry;
}

// Compressed copies have slots behind those of all outputs.
static size_t compressed_slot(const Pass *pass, int kind, size_t index) {
    return pass->rendering->plan->outputs.count * (size_t)(kind + 1) + index;
}

static void put_compressed(const Pass *pass, Worker *worker, size_t index, const Output *output,
                       Str bytes) {
    for (int kind = 0; kind < COMPRESSED_KIND_COUNT; kind++) {
        Buf packed = {0};
        if (output_has_compressed(output, kind) && compressed_make(kind, bytes, &packed)) {
            Str path = arena_join(&worker->keep, output_path(output), compressed_suffix(kind));
            size_t slot = compressed_slot(pass, kind, index);
            sink_put(pass->sink, slot, path, buf_str(&packed), &worker->writer, &worker->diags);
        }
        buf_free(&packed);
    }
}

// Takes the worker's `buf` for the time of the call.
static Hash print_of(const Pass *pass, Worker *worker, const Output *output) {
    const Asset *copied = output_copied(output);
    return copied ? fingerprint_of_copied(pass->prints, output, copied, &worker->buf)
                  : fingerprint_of(pass->prints, output, &worker->buf);
}

// Whether an output and its compressed copies are there already, made from the same. Where one of
// them is not, those that are get filled once more.
static bool keep_output(const Pass *pass, Worker *worker, size_t index, const Output *output,
                        Hash print) {
    bool is_kept = sink_keep(pass->sink, index, output_path(output), print);
    for (int kind = 0; kind < COMPRESSED_KIND_COUNT && is_kept; kind++) {
        if (!output_has_compressed(output, kind)) continue;
        Str path = arena_join(&worker->keep, output_path(output), compressed_suffix(kind));
        is_kept = sink_keep(pass->sink, compressed_slot(pass, kind, index), path, print);
    }
    return is_kept;
}

static void keep_one(Worker *worker, size_t index, void *context) {
    Pass *pass = context;
    const Output *output = (const Output *)pass->rendering->plan->outputs.items + index;
    Hash print = print_of(pass, worker, output);
    pass->are_kept[index] = keep_output(pass, worker, index, output, print);
}

static void mark_output(const Pass *pass, size_t index, const Output *output, Hash print) {
    sink_mark(pass->sink, index, print);
    for (int kind = 0; kind < COMPRESSED_KIND_COUNT; kind++) {
        if (output_has_compressed(output, kind)) {
            sink_mark(pass->sink, compressed_slot(pass, kind, index), print);
        }
    }
}

// A file of static/ is passed on piece by piece, however large it is. False where it could not be.
static bool copy_one(const Pass *pass, Worker *worker, size_t index, const Output *output,
                     const Asset *asset) {
    Diags *diags = &worker->diags;
    bool is_copied = sink_copy(pass->sink, index, output_path(output), asset->folder,
                               asset->real, diags);
    if (!is_copied || !asset_check(asset, diags)) return false;
    if (asset->stamp.size > COMPRESSED_MAX_SIZE || !wants_compressed(pass, output)) return true;
    if (!asset_read_start(asset, COMPRESSED_MAX_SIZE, &worker->buf, diags)) return false;
    put_compressed(pass, worker, index, output, buf_str(&worker->buf));
    return true;
}

// Returns the size of what was copied.
static uint64_t make_copied(const Pass *pass, Worker *worker, size_t index, const Output *output,
                            const Asset *asset) {
    bool is_copied = copy_one(pass, worker, index, output, asset);
    if (is_copied && pass->prints && !asset->stamp.is_racy) {
        mark_output(pass, index, output, print_of(pass, worker, output));
    }
    return asset->stamp.size;
}

// An output that is passed on in pieces.
typedef struct Passing {
    const Pass *pass;
    size_t index;
    Str path;
    SinkFile file;
    bool is_begun;
    uint64_t size;           // of what was passed on so far
    Diags *diags;
} Passing;

static bool pass_piece(void *context, Str bytes) {
    Passing *passing = context;
    passing->size += bytes.len;
    if (passing->is_begun) return sink_add(&passing->file, bytes, passing->diags);
    passing->is_begun = true;
    return sink_begin(passing->pass->sink, passing->index, passing->path, &passing->file,
                      passing->diags) &&
           sink_add(&passing->file, bytes, passing->diags);
}

// Its last piece, or all of it.
static void pass_rest(Passing *passing, Worker *worker, bool is_rendered) {
    Str rest = buf_str(&worker->buf);
    passing->size += rest.len;
    if (passing->is_begun) {
        if (is_rendered) sink_add(&passing->file, rest, passing->diags);
        sink_end(&passing->file, passing->diags);
    } else if (is_rendered) {
        sink_put(passing->pass->sink, passing->index, passing->path, rest, &worker->writer,
                 passing->diags);
    }
}

// Returns its size.
static uint64_t render_output(const Pass *pass, Worker *worker, size_t index,
                              const Output *output) {
    // What is compressed has to be there as a whole.
    bool is_whole = wants_compressed(pass, output);
    Passing passing = {.pass = pass, .index = index, .path = output_path(output),
                       .diags = &worker->diags};
    const OutputPieces pieces = {pass_piece, &passing};
    bool is_rendered = output_render(pass->rendering, output, is_whole ? NULL : &pieces,
                                     worker);
    pass_rest(&passing, worker, is_rendered);
    if (is_whole && is_rendered) put_compressed(pass, worker, index, output, buf_str(&worker->buf));
    return passing.size;
}

// Returns its size, as far as it was rendered.
static uint64_t make_output(const Pass *pass, Worker *worker, size_t index, const Output *output) {
    const Asset *copied = output_copied(output);
    if (copied) return make_copied(pass, worker, index, output, copied);
    if (!pass->prints) return render_output(pass, worker, index, output);
    Diags said = worker->diags;
    worker->diags = (Diags){.policy = said.policy};
    uint64_t size = render_output(pass, worker, index, output);
    // One of which something is said is rendered each time, to say it again.
    if (!worker->diags.marks.count) {
        mark_output(pass, index, output, print_of(pass, worker, output));
    }
    diags_merge(&said, &worker->diags);
    worker->diags = said;
    return size;
}

static void render_one(Worker *worker, size_t job, void *context) {
    const Pass *pass = context;
    size_t index = pass->own ? pass->own[job] : job;
    const PassOptions *options = pass->options;
    const Output *output = (const Output *)pass->rendering->plan->outputs.items + index;
    bool is_of_search = output_kind(output)->uses & USES_SEARCH;
    if (is_of_search != pass->is_of_search) return;
    double start_s = options->timings ? clock_wall_s() : 0;
    bool is_kept = pass->are_kept && pass->are_kept[index];
    uint64_t size = is_kept ? 0 : make_output(pass, worker, index, output);
    progress_count(options->progress, size);
    if (!options->timings) return;
    const OutputKind *kind = output_kind(output);
    options->timings->outputs[job] =
        (OutputTime){output_path(output), kind->layout ? kind->layout : kind->name,
                     clock_wall_s() - start_s, size};
}

// Outlives the plan.
static void begin_timings(Timings *timings, size_t count) {
    if (!timings) return;
    timings->count = count;
    timings->outputs = ARENA_NEW(&timings->arena, OutputTime, timings->count + 1);
}

static void end_timings(Timings *timings) {
    for (size_t i = 0; timings && i < timings->count; i++) {
        timings->outputs[i].path = arena_copy(&timings->arena, timings->outputs[i].path);
    }
}

// Whether the list of the search's records of all roles is rendered. Other files show them, too.
static bool needs_search_records(const Pass *pass) {
    const List *outputs = &pass->rendering->plan->outputs;
    const Output *list = plan_find(pass->rendering->plan, SEARCH_ROLES_FILE);
    if (!list || !pass->are_kept) return list != NULL;
    return !pass->are_kept[list - (const Output *)outputs->items];
}

// Looks which outputs stay as they are, and with that what can be taken from earlier ones.
static void keep_outputs(Pass *pass, Arena *arena, Arena *paths, Diags *diags) {
    Rendering *rendering = pass->rendering;
    pass->are_kept = ARENA_NEW(arena, bool, pass->count + 1);
    workers_run(pass->options->thread_count, pass->count, keep_one, pass, paths, diags);
    rendering->earlier = earlier_find(rendering, pass->are_kept, pass->sink, arena);
}

// The files of the search come first: its index need not be held beside what is to be known of all
// that is rendered.
static void render_search(Pass *pass, Rendering *rendering, Arena *keep, Diags *diags) {
    const PassOptions *options = pass->options;
    Arena records = {0};
    if (rendering->site->search.node_count && needs_search_records(pass)) {
        rendering->search_records = search_records_make(rendering, options->thread_count, &records,
                                                        diags);
    }
    pass->is_of_search = true;
    workers_run(options->thread_count, pass->count, render_one, pass, keep, diags);
    pass->is_of_search = false;
    rendering->search_records = NULL;
    arena_free(&records);
    if (!options->spent) return;
    site_forget_search(options->spent);
    if (!pass->are_kept) memory_give_back();
}

void pass_run(const PassOptions *options, Rendering *rendering, Sink *sink, Arena *keep,
              Diags *diags) {
    size_t thread_count = options->thread_count;
    Fingerprints prints = {0};
    Pass pass = {.options = options, .rendering = rendering, .sink = sink,
                 .count = rendering->plan->outputs.count};
    Arena arena = {0};
    bool has_compressed = rendering->site->config.outputs.precompress && !options->is_dry;
    size_t slot_count = pass.count * (has_compressed ? COMPRESSED_KIND_COUNT + 1 : 1);
    bool may_keep = sink_reserve(sink, slot_count);
    if (options->shard.count) {
        pass.own = shares_list(rendering->plan, options->shard, keep, &pass.count);
    } else if (options->key) {
        progress_begin(options->progress, "fingerprints", 0);
        fingerprints_find(rendering, *options->key, thread_count, &prints);
        pass.prints = &prints;
        if (may_keep) keep_outputs(&pass, &arena, keep, diags);
    }
    begin_timings(options->timings, pass.count);
    progress_begin(options->progress, "render", pass.count);
    render_search(&pass, rendering, keep, diags);
    workers_run(thread_count, pass.count, render_one, &pass, keep, diags);
    end_timings(options->timings);
    rendering->earlier = NULL;
    arena_free(&arena);
    fingerprints_free(&prints);
}
