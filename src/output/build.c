#include "output/build.h"

#include <errno.h>

#include "base/file.h"
#include "output/copies.h"

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
} Build;

static bool open_folders(Build *build, Diags *diags) {
    const BuildOptions *options = build->options;
    build->theme.path = options->theme;
    build->theme.folder = folder_open(options->theme);
    if (build->theme.folder < 0) {
        return diag_environment(diags, "the theme cannot be opened", str_from(options->theme), errno);
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
    if (!config_load(site->root, options->base_url, &site->arena, &site->config, diags)) return false;
    site->locale = locale_open(site->config.language.str);
    if (!site->locale) {
        Str language = site->config.language.str;
        return diag_error(diags, (Place){CONFIG_PATH, site->config.language.offset}, "bad-language",
                          "write a BCP 47 tag: en, en-US, de, pt-BR",
                          "'%.*s' is not a language", (int)language.len, language.ptr);
    }
    if (!strings_load(site, &build->theme, &build->strings, diags)) return false;
    assets_load(site, &build->theme, &build->assets, diags);
    output_load_layouts(site, &build->theme, &build->strings, &build->assets, &build->layouts, diags);
    return true;
}

// Nobody would see them where nothing is kept, and they cost more than all the rest.
static bool wants_copies(const Build *build, const Output *output) {
    bool wants_any = false;
    for (int kind = 0; kind < COPY_KIND_COUNT; kind++) wants_any |= output->has_copy[kind];
    return wants_any && !build->options->is_dry;
}

// Compressed copies have slots behind those of all outputs.
static void put_copies(Build *build, Worker *worker, size_t index, const Output *output, Str bytes) {
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
static void copy_one(Build *build, Worker *worker, size_t index, const Output *output, const Asset *asset) {
    Diags *diags = &worker->diags;
    bool is_copied = sink_copy(build->sink, index, output->path, asset->folder, asset->real, diags);
    if (!is_copied || !asset_check(asset, diags)) return;
    if (asset->stamp.size > COPIES_MAX_SIZE || !wants_copies(build, output)) return;
    if (!asset_read_start(asset, COPIES_MAX_SIZE, &worker->buf, diags)) return;
    put_copies(build, worker, index, output, buf_str(&worker->buf));
}

static void render_one(Worker *worker, size_t index, void *context) {
    Build *build = context;
    const Output *output = (const Output *)build->plan.outputs.items + index;
    const Asset *copied = output->kind->copied ? output->kind->copied(output) : NULL;
    if (copied) {
        copy_one(build, worker, index, output, copied);
        return;
    }
    if (!output_render(&build->rendering, output, &worker->scratch, &worker->buf, &worker->diags)) return;
    Str bytes = buf_str(&worker->buf);
    sink_put(build->sink, index, output->path, bytes, &worker->other, &worker->diags);
    if (wants_copies(build, output)) put_copies(build, worker, index, output, bytes);
}

static bool render_all(Build *build, PublishCounts *ret, Diags *diags) {
    size_t count = build->plan.outputs.count;
    build->rendering = (Rendering){&build->site, &build->plan, &build->layouts, &build->strings,
                                   &build->assets, NULL};
    if (build->site.search.node_count) {
        build->rendering.search_records =
            search_records_make(&build->rendering, build->options->thread_count, &build->site.arena, diags);
    }
    sink_reserve(build->sink, count * (COPY_KIND_COUNT + 1));
    workers_run(build->options->thread_count, count, render_one, build, &build->site.arena, diags);
    output_report_layouts(&build->rendering, diags);
    return !diags->error_count && sink_commit(build->sink, ret, diags);
}

// Each step adds all that it finds; a step that needs a sound result of the one before waits.
static bool run(Build *build, PublishCounts *ret, Diags *diags) {
    const BuildOptions *options = build->options;
    if (!open_folders(build, diags) || !config_find(build->site.root, diags)) return false;
    // First of all: what an earlier build had begun is completed even if this one finds errors.
    build->sink = options->is_dry
                      ? sink_open_nothing()
                      : publish_open(build->site.root, options->out, options->is_forced,
                                     options->thread_count, ret, diags);
    if (diags->has_environment_failure) return false;
    if (!prepare(build, diags)) return false;
    LoadOptions load = {.thread_count = options->thread_count, .with_drafts = options->with_drafts,
                        .with_future = options->with_future, .with_expired = options->with_expired};
    bool is_loaded = site_load(&build->site, &load, diags);
    bool is_derived = site_derive(&build->site, diags);
    bool is_planned = plan_make(&build->site, &build->assets, &build->plan, diags);
    // A file with errors is missing from the site: links to it would be reported as broken.
    if (is_loaded) links_resolve(&build->site, &build->plan, &build->assets, diags);
    if (is_loaded) links_check_layouts(&build->site, &build->plan, &build->assets, &build->layouts, diags);
    if (!is_loaded || !is_derived || !is_planned || diags->error_count) return false;
    return render_all(build, ret, diags);
}

bool build_site(const BuildOptions *options, PublishCounts *ret, Diags *diags) {
    Build build = {.options = options, .theme.folder = -1, .site.root = -1};
    bool is_built = run(&build, ret, diags) && !diags->error_count;
    sink_close(build.sink);
    plan_free(&build.plan);
    layouts_free(&build.layouts);
    assets_free(&build.assets);
    strings_free(&build.strings);
    folder_close(build.site.root);
    folder_close(build.theme.folder);
    site_free(&build.site);
    return is_built;
}
