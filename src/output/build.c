#include "output/build.h"

#include "format/compress.h"

typedef struct Build {
    const BuildOptions *options;
    Site site;
    Strings strings;
    Assets assets;
    Layouts layouts;
    Plan plan;
    Rendering rendering;
    Publish *publish;        // NULL in a dry build
} Build;

// Everything that can be wrong before content is read. Goes on after an error where it can.
static bool prepare(Build *build, Diags *diags) {
    const BuildOptions *options = build->options;
    Site *site = &build->site;
    site->root = options->root;
    site->now = options->now;
    if (!config_load(options->root, options->base_url, &site->arena, &site->config, diags)) return false;
    site->locale = locale_open(site->config.language.str);
    if (!site->locale) {
        Str language = site->config.language.str;
        return diag_error(diags, (Place){CONFIG_PATH, site->config.language.offset}, "bad-language",
                          "write a BCP 47 tag: en, en-US, de, pt-BR",
                          "'%.*s' is not a language", (int)language.len, language.ptr);
    }
    if (!strings_load(site, options->theme_root, &build->strings, diags)) return false;
    assets_load(site, options->theme_root, &build->assets, diags);
    output_load_layouts(site, options->theme_root, &build->strings, &build->assets, &build->layouts, diags);
    return true;
}

// Copies in the forms that browsers accept, for hosts that send them as they are.
static const struct {
    const char *suffix;
    bool (*compress)(Str bytes, Buf *out);
} encodings[] = {{".gz", compress_gzip}, {".br", compress_brotli}};
enum { ENCODING_COUNT = sizeof encodings / sizeof encodings[0] };

static bool is_text(Str path) {
    static const char *const ends[] = {".html", ".css", ".js", ".json", ".xml", ".svg", ".txt", ".csv", ".md"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        if (str_ends_with(path, str_from(ends[i]))) return true;
    }
    return false;
}

static void put_compressed(Build *build, Worker *worker, size_t index, Str path, Str bytes) {
    size_t count = build->plan.outputs.count;
    for (size_t i = 0; i < ENCODING_COUNT; i++) {
        Buf packed = {0};
        Str packed_path = arena_join(&worker->keep, path, str_from(encodings[i].suffix));
        bool is_taken = table_get(&build->plan.by_address, packed_path) != TABLE_NONE;
        if (is_taken || !encodings[i].compress(bytes, &packed)) packed.len = SIZE_MAX;
        // A copy that is no smaller only costs a choice.
        if (packed.len < bytes.len) {
            publish_put(build->publish, count * (i + 1) + index, packed_path, buf_str(&packed),
                        &worker->other, &worker->diags);
        }
        buf_free(&packed);
    }
}

static void render_one(Worker *worker, size_t index, void *context) {
    Build *build = context;
    const Output *output = (const Output *)build->plan.outputs.items + index;
    if (!output_render(&build->rendering, output, &worker->scratch, &worker->buf, &worker->diags)) return;
    if (!build->publish) return;
    Str bytes = buf_str(&worker->buf);
    publish_put(build->publish, index, output->path, bytes, &worker->other, &worker->diags);
    if (build->site.config.outputs.precompress && is_text(output->path)) {
        put_compressed(build, worker, index, output->path, bytes);
    }
}

static bool render_all(Build *build, PublishCounts *ret, Diags *diags) {
    const BuildOptions *options = build->options;
    size_t count = build->plan.outputs.count;
    build->rendering = (Rendering){&build->site, &build->plan, &build->layouts, &build->strings,
                                   &build->assets};
    if (!options->is_dry) {
        build->publish = publish_open(options->root, options->out, options->is_forced, diags);
        if (!build->publish) return false;
        publish_reserve(build->publish, count * (ENCODING_COUNT + 1));
    }
    workers_run(options->thread_count, count, render_one, build, &build->site.arena, diags);
    ret->file_count = count;
    return !diags->error_count && (options->is_dry || publish_commit(build->publish, ret, diags));
}

// Each step adds all that it finds; a step that needs a sound result of the one before waits.
static bool run(Build *build, PublishCounts *ret, Diags *diags) {
    const BuildOptions *options = build->options;
    if (!prepare(build, diags)) return false;
    LoadOptions load = {.thread_count = options->thread_count, .with_drafts = options->with_drafts,
                        .with_future = options->with_future, .with_expired = options->with_expired};
    bool is_loaded = site_load(&build->site, &load, diags);
    bool is_derived = site_derive(&build->site, diags);
    bool is_planned = plan_make(&build->site, &build->assets, &build->strings, &build->plan, diags);
    // A file with errors is missing from the site: links to it would be reported as broken.
    if (is_loaded) links_resolve(&build->site, &build->plan, &build->assets, diags);
    if (!is_loaded || !is_derived || !is_planned || diags->error_count) return false;
    return render_all(build, ret, diags);
}

bool build_site(const BuildOptions *options, PublishCounts *ret, Diags *diags) {
    Build build = {.options = options};
    bool is_built = run(&build, ret, diags) && !diags->error_count;
    publish_close(build.publish);
    plan_free(&build.plan);
    layouts_free(&build.layouts);
    assets_free(&build.assets);
    strings_free(&build.strings);
    site_free(&build.site);
    return is_built;
}
