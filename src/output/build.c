#include "output/build.h"

#include <errno.h>

#include "base/file.h"
#include "output/copies.h"
#include "output/inputs.h"

typedef struct Build {
    const BuildOptions *options;
    Theme theme;
    Site site;
    Strings strings;
    Assets assets;
    Layouts layouts;
    Plan plan;
    Rendering rendering;
    Sink *sink;
    Inputs inputs;           // of a build that publishes
} Build;

static bool open_folders(Build *build, Diags *diags) {
    const BuildOptions *options = build->options;
    build->theme.path = options->theme;
    build->theme.folder = folder_open(options->theme);
    if (build->theme.folder < 0) {
        return diag_environment(diags, "the theme cannot be opened", str_from(options->theme),
                                errno);
    }
    build->site.root = folder_open(options->root);
    if (build->site.root >= 0) return true;
    return diag_environment(diags, "cannot be opened", str_from(options->root), errno);
}

// Everything that can be wrong before content is read. Goes on after an error where it can.
static bool prepare(Build *build, Diags *diags) {
    const BuildOptions *options = build->options;
    Site *site = &build->site;
    site->now = options->now;
    if (!config_load(site->root, options->base_url, &site->arena, &site->config, diags)) {
        return false;
    }
    site->locale = locale_open(site->config.language.str);
    if (!site->locale) {
        Str language = site->config.language.str;
        return diag_error(diags, (Place){CONFIG_PATH, site->config.language.offset}, "bad-language",
                          "write a BCP 47 tag: en, en-US, de, pt-BR",
                          "'%.*s' is not a language", (int)language.len, language.ptr);
    }
    if (!strings_load(site, &build->theme, &build->strings, diags)) return false;
    assets_load(site, &build->theme, &build->assets, diags);
    output_load_layouts(site, &build->theme, &build->strings, &build->assets, &build->layouts,
                        diags);
    return true;
}

// Nobody would see them where nothing is kept, and they cost more than all the rest.
static bool wants_copies(const Build *build, const Output *output) {
    bool wants_any = false;
    for (int kind = 0; kind < COPY_KIND_COUNT; kind++) wants_any |= output->has_copy[kind];
    return wants_any && !build->options->is_dry;
}

// Compressed copies have slots behind those of all outputs.
static void put_copies(Build *build, Worker *worker, size_t index, const Output *output,
                       Str bytes) {
    for (int kind = 0; kind < COPY_KIND_COUNT; kind++) {
        Buf packed = {0};
        if (output->has_copy[kind] && copies_make(kind, bytes, &packed)) {
            Str path = arena_join(&worker->keep, output->path, copies_suffix(kind));
            size_t slot = build->plan.outputs.count * (size_t)(kind + 1) + index;
            sink_put(build->sink, slot, path, buf_str(&packed), &worker->other, &worker->diags);
        }
        buf_free(&packed);
    }
}

// A file of static/ is passed on piece by piece, however large it is.
static void copy_one(Build *build, Worker *worker, size_t index, const Output *output,
                     const Asset *asset) {
    Diags *diags = &worker->diags;
    bool is_copied = sink_copy(build->sink, index, output->path, asset->folder, asset->real, diags);
    if (!is_copied || !asset_check(asset, diags)) return;
    if (asset->stamp.size > COPIES_MAX_SIZE || !wants_copies(build, output)) return;
    if (!asset_read_start(asset, COPIES_MAX_SIZE, &worker->buf, diags)) return;
    put_copies(build, worker, index, output, buf_str(&worker->buf));
}

// Returns its size.
static uint64_t make_output(Build *build, Worker *worker, size_t index, const Output *output) {
    const Asset *copied = output->kind->copied ? output->kind->copied(output) : NULL;
    if (copied) {
        copy_one(build, worker, index, output, copied);
        return copied->stamp.size;
    }
    if (!output_render(&build->rendering, output, &worker->scratch, &worker->buf, &worker->diags)) {
        return 0;
    }
    Str bytes = buf_str(&worker->buf);
    sink_put(build->sink, index, output->path, bytes, &worker->other, &worker->diags);
    if (wants_copies(build, output)) put_copies(build, worker, index, output, bytes);
    return bytes.len;
}

static void render_one(Worker *worker, size_t index, void *context) {
    Build *build = context;
    const BuildOptions *options = build->options;
    const Output *output = (const Output *)build->plan.outputs.items + index;
    double start_s = options->timings ? clock_wall_s() : 0;
    uint64_t size = make_output(build, worker, index, output);
    progress_count(options->progress, size);
    if (!options->timings) return;
    const OutputKind *kind = output->kind;
    options->timings->outputs[index] =
        (OutputTime){output->path, kind->layout ? kind->layout : kind->name,
                     clock_wall_s() - start_s, size};
}

// Outlives the plan.
static void begin_timings(const Build *build) {
    Timings *timings = build->options->timings;
    if (!timings) return;
    timings->count = build->plan.outputs.count;
    timings->outputs = ARENA_NEW(&timings->arena, OutputTime, timings->count + 1);
}

static void end_timings(const Build *build) {
    Timings *timings = build->options->timings;
    for (size_t i = 0; timings && i < timings->count; i++) {
        timings->outputs[i].path = arena_copy(&timings->arena, timings->outputs[i].path);
    }
}

static bool render_all(Build *build, PublishCounts *ret, Diags *diags) {
    Progress *progress = build->options->progress;
    size_t count = build->plan.outputs.count;
    build->rendering = (Rendering){&build->site, &build->plan, &build->layouts, &build->strings,
                                   &build->assets, NULL};
    if (build->site.search.node_count) {
        build->rendering.search_records =
            search_records_make(&build->rendering, build->options->thread_count, &build->site.arena,
                                diags);
    }
    sink_reserve(build->sink, count * (COPY_KIND_COUNT + 1));
    begin_timings(build);
    progress_begin(progress, "render", count);
    workers_run(build->options->thread_count, count, render_one, build, &build->site.arena, diags);
    end_timings(build);
    output_report_layouts(&build->rendering, diags);
    if (diags->error_count) return false;
    progress_begin(progress, "publish", 0);
    if (!sink_commit(build->sink, ret, diags)) return false;
    if (!build->options->is_dry) {
        inputs_keep(&build->inputs, &build->site.sources, build->sink, diags);
    }
    return true;
}

// Stands for all that a site is made from beside its files.
static bool make_key(const Build *build, Hash *ret) {
    const BuildOptions *options = build->options;
    Hash parts[3];
    bool is_known = stamp_program(&parts[0]) && stamp_folder(build->site.root, &parts[1]) &&
                    stamp_folder(build->theme.folder, &parts[2]);
    Buf bytes = {0};
    buf_printf(&bytes, "%d %d %d %d %d %d ", options->with_drafts, options->with_future,
               options->with_expired, options->now.year, options->now.month, options->now.day);
    buf_add(&bytes, (Str){(const char *)parts, is_known ? sizeof parts : 0});
    buf_add(&bytes, options->base_url);
    *ret = hash_128(buf_str(&bytes));
    buf_free(&bytes);
    return is_known;
}

// Whether a build like this one has published all that stands there, from these very files.
static bool is_up_to_date(Build *build, PublishCounts *ret, Diags *diags) {
    Hash key;
    if (!make_key(build, &key)) return false;
    progress_begin(build->options->progress, "compare", 0);
    inputs_list(build->site.root, build->theme.folder, key, &build->inputs);
    // The inputs first: after an edit they differ, and nobody needs to look at what is published.
    return inputs_match(&build->inputs, build->sink) &&
           publish_is_untouched(build->sink, ret) && inputs_repeat_warnings(&build->inputs, diags);
}

// Each step adds all that it finds; a step that needs a sound result of the one before waits.
static bool run(Build *build, PublishCounts *ret, Diags *diags) {
    const BuildOptions *options = build->options;
    if (!open_folders(build, diags) || !config_find(build->site.root, diags)) return false;
    // First of all: what an earlier build had begun is completed even if this one finds errors.
    PublishOptions publish = {.out = options->out, .thread_count = options->thread_count,
                              .is_forced = options->is_forced, .progress = options->progress};
    progress_begin(options->progress, "open", 0);
    build->sink = options->is_dry ? sink_open_nothing()
                                  : publish_open(build->site.root, &publish, ret, diags);
    if (diags->has_environment_failure) return false;
    bool is_publishing = !options->is_dry && build->sink;
    if (is_publishing && is_up_to_date(build, ret, diags)) return true;
    progress_begin(options->progress, "prepare", 0);
    if (!prepare(build, diags)) return false;
    LoadOptions load = {.thread_count = options->thread_count, .with_drafts = options->with_drafts,
                        .with_future = options->with_future, .with_expired = options->with_expired,
                        .progress = options->progress};
    bool is_loaded = site_load(&build->site, &load, diags);
    progress_begin(options->progress, "derive", 0);
    bool is_derived = site_derive(&build->site, diags);
    progress_begin(options->progress, "plan", 0);
    bool is_planned = plan_make(&build->site, &build->assets, &build->plan, diags);
    progress_begin(options->progress, "links", 0);
    // A file with errors is missing from the site: links to it would be reported as broken.
    if (is_loaded) links_resolve(&build->site, &build->plan, &build->assets, diags);
    if (is_loaded) {
        links_check_layouts(&build->site, &build->plan, &build->assets, &build->layouts, diags);
    }
    if (!is_loaded || !is_derived || !is_planned || diags->error_count) return false;
    return render_all(build, ret, diags);
}

bool build_site(const BuildOptions *options, PublishCounts *ret, Diags *diags) {
    Build build = {.options = options, .theme.folder = -1, .site.root = -1};
    bool is_built = run(&build, ret, diags) && !diags->error_count;
    progress_end(options->progress);
    sink_close(build.sink);
    inputs_free(&build.inputs);
    plan_free(&build.plan);
    layouts_free(&build.layouts);
    assets_free(&build.assets);
    strings_free(&build.strings);
    folder_close(build.site.root);
    folder_close(build.theme.folder);
    site_free(&build.site);
    return is_built;
}
