#include "output/build.h"

#include <errno.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/workers.h"
#include "output/inputs.h"
#include "output/link_check.h"
#include "output/shares.h"
#include "site/lints/lints.h"

struct Build {
    BuildOptions options;
    Sources sources;
    Parsed parsed;
    Sink *keeping;           // what parsed content an earlier build has left; NULL: nobody knows
    Spool spool;             // of bodies
    Spool forms;             // and of what is kept of content
    LintPolicy lints;
    Layouts layouts;
    Diags diags;             // what reading all but the content found
    Diags derived;           // what follows from the sources, of all steps
    Diags planned;           // and what planning found of that
    bool is_prepared;        // the layouts were read
    Site site;
    Plan plan;
    Rendering rendering;
    bool is_sound;           // all of it can be rendered
    bool has_key;            // the next is known
    Hash key;                // of all that a site is made from beside its files
};

// Whether what was found stands against publishing, although it is no error.
static bool is_refused(const Build *build, const Diags *diags) {
    return build->options.is_strict && diags_warning_count(diags);
}

bool build_write(Build *build, Sink *sink, PublishCounts *ret, Diags *diags) {
    size_t errors_before = diags->error_count;
    const BuildOptions *options = &build->options;
    if (!build->is_sound) return false;
    PassOptions pass = {.thread_count = options->thread_count, .is_dry = options->is_dry,
                        .shard = options->shard, .key = build->has_key ? &build->key : NULL,
                        .spent = options->is_read_once ? &build->site : NULL,
                        .timings = options->timings, .progress = options->progress};
    layouts_begin(&build->layouts);
    pass_run(&pass, &build->rendering, sink, &build->site.arena, diags);
    output_report_layouts(&build->rendering, diags);
    if (diags->error_count != errors_before || is_refused(build, diags)) return false;
    progress_begin(options->progress, "publish", 0);
    return sink_commit(sink, ret, diags);
}

size_t build_content_count(const Build *build) {
    return build->sources.file_count;
}

const Rendering *build_rendering(const Build *build) {
    return build->is_sound ? &build->rendering : NULL;
}

bool build_render(Build *build, Str path, Buf *out, Diags *diags) {
    size_t errors_before = diags->error_count;
    const Output *output = build->is_sound ? plan_find(&build->plan, path) : NULL;
    const Asset *copied = output ? output_copied(output) : NULL;
    if (!output) return false;
    if (copied) return asset_read_start(copied, copied->stamp.size, out, diags);
    Worker worker = {.buf = *out, .diags = *diags};
    layouts_begin(&build->layouts);
    bool is_rendered = output_render(&build->rendering, output, NULL, &worker);
    *out = worker.buf;
    *diags = worker.diags;
    worker.buf = (Buf){0};
    worker_free(&worker);
    output_report_layouts(&build->rendering, diags);
    return is_rendered && diags->error_count == errors_before;
}

// Forgets what follows from the sources.
static void forget_site(Build *build) {
    build->is_sound = false;
    diags_free(&build->derived);
    diags_free(&build->planned);
    build->derived = (Diags){.policy = &build->lints.policy};
    build->planned = (Diags){.policy = &build->lints.policy};
    build->rendering = (Rendering){0};
    plan_free(&build->plan);
    build->plan = (Plan){0};
    site_free(&build->site);
    build->site = (Site){0};
}

// Two things that need nothing of each other, at once.
static void run_both(Build *build, WorkerJob *job, void *context) {
    Arena nothing = {0};
    Diags none = {0};
    workers_run_large(build->options.thread_count, 2, job, context, &nothing, &none);
}

// What an earlier build has left of the content that it parsed.
static void read_parsed(Build *build) {
    if (!build->keeping) return;
    if (publish_kept(build->keeping, KEPT_PARSED, &build->parsed.texts[0])) {
        publish_kept(build->keeping, KEPT_PARSED_SINCE, &build->parsed.texts[1]);
    }
    build->keeping = NULL;
}

static void prepare_one(Worker *worker, size_t index, void *context) {
    Build *build = context;
    (void)worker;
    if (index) read_parsed(build);
    else build->is_prepared = sources_read_site(&build->sources, &build->diags);
}

// Everything but the layouts that can be wrong before content is read. Goes on after an error where
// it can.
static void prepare(Build *build) {
    progress_begin(build->options.progress, "prepare", 0);
    diags_free(&build->diags);
    layouts_free(&build->layouts);
    build->layouts = (Layouts){0};
    run_both(build, prepare_one, build);
    if (build->options.is_read_once && !build->parsed.texts[0].len) memory_hold_little();
}

typedef struct Reading {
    Build *build;
    const PathList *changed; // of content
    Diags layouts;
    Diags content;
} Reading;

static void read_one(Worker *worker, size_t index, void *context) {
    Reading *reading = context;
    Build *build = reading->build;
    (void)worker;
    if (index) output_load_layouts(&build->sources, &build->layouts, &reading->layouts);
    else sources_read_content(&build->sources, reading->changed, &reading->content);
}

// Reads the layouts, where all before them was read anew, and the content.
static void read_rest(Build *build, const PathList *changed, bool is_anew, Diags *diags) {
    static const Entry none;   // pages, which may silence lints, are just being read
    LintPolicy of_layouts = lints_policy(&build->sources, &none);
    Reading reading = {build, changed, {.policy = &of_layouts.policy}, {.policy = diags->policy}};
    // What could not be read before is not said to be missing or to have changed.
    reading.layouts.has_environment_failure = build->diags.has_environment_failure;
    if (is_anew && build->is_prepared) run_both(build, read_one, &reading);
    else sources_read_content(&build->sources, changed, &reading.content);
    diags_merge(&build->diags, &reading.layouts);
    diags_add_all(diags, &build->diags);
    diags_merge(diags, &reading.content);
}

// Whether files can be found by these paths: "./a", "a/" and "/home/site/a" may stand for any.
static bool is_clean(const PathList *paths) {
    size_t i = 0;
    while (i < paths->count && path_is_clean(paths->items[i])) i++;
    return i == paths->count;
}

static bool is_content(const PathList *paths) {
    size_t i = 0;
    while (i < paths->count && str_starts_with(paths->items[i], STR("content/"))) i++;
    return i == paths->count;
}

// Lists the outputs, and looks whether all links lead to some.
static void plan(Build *build) {
    Diags *diags = &build->planned;
    Progress *progress = build->options.progress;
    plan_free(&build->plan);
    build->plan = (Plan){0};
    progress_begin(progress, "plan", 0);
    plan_make(&build->site, &build->sources.assets, &build->plan, diags);
    progress_begin(progress, "links", 0);
    links_check(&build->site, &build->plan, &build->layouts, NULL, diags);
    build->rendering = (Rendering){&build->site, &build->plan, &build->layouts,
                                   &build->sources.strings, &build->sources.assets, NULL, NULL};
}

static void derive(Build *build) {
    progress_begin(build->options.progress, "derive", 0);
    site_derive(&build->sources, &build->site, &build->derived);
    bool is_once = build->options.is_read_once;
    if (is_once) sources_forget_terms(&build->sources);
    plan(build);
    if (is_once) site_forget_lookups(&build->site);
    diags_add_all(&build->derived, &build->planned);
}

// Whether something is said of a file whose places may have moved since: it is among these, or was
// read again.
static bool has_moved(const Build *build, const PathList *paths) {
    const Sources *sources = &build->sources;
    List moved = {0};
    for (size_t i = 0; i < paths->count; i++) {
        *(Str *)list_add(&moved, sizeof(Str)) = paths->items[i];
    }
    for (size_t i = 0; sources->patch_count && i < sources->file_count; i++) {
        const SourceFile *file = sources->files[i];
        if (file->is_patched) *(Str *)list_add(&moved, sizeof(Str)) = file->path;
    }
    bool ret = diags_speak_of(&build->derived, &moved);
    free(moved.items);
    return ret;
}

// Brings the plan up to date. False also where a link leads to what has gone, which is an error.
static bool renew_plan(Build *build, Facts facts) {
    PlanChange change;
    Diags found = {0};
    bool ret = plan_renew(&build->site, &build->sources.assets, facts, &build->plan, &change);
    bool has_changed = change.has_come || change.gone.count;
    // What stands at the addresses of pages that are not out is another where some come and go.
    if (has_changed && build->site.timed.count) ret = false;
    if (ret && change.gone.count) {
        links_check(&build->site, &build->plan, &build->layouts, &change.gone, &found);
        ret = !found.error_count;
    }
    table_free(&change.gone);
    diags_free(&found);
    return ret;
}

// Brings the site and the plan up to date. False where that needs more.
static bool renew(Build *build, const PathList *changed, Facts facts) {
    diags_free(&build->derived);
    build->derived = (Diags){.policy = &build->lints.policy};
    if (!site_renew(&build->site, changed, facts, &build->derived)) return false;
    if (facts && !renew_plan(build, facts)) return false;
    diags_add_all(&build->derived, &build->planned);
    links_check_entries(&build->site, &build->plan, changed, &build->derived);
    return !build->derived.error_count && !has_moved(build, changed);
}

// The most frequent changes, in a hundredth of the time and less: new words in a text, another
// value of a field. All that does not read them stays as it is.
enum { ENTRIES_MAX = 100 };
static bool are_entries(const Build *build, const PathList *changed) {
    return build->is_sound && changed->count <= ENTRIES_MAX && is_clean(changed);
}

bool build_is_quick(const Build *build, const PathList *changed) {
    const Sources *sources = &build->sources;
    bool ret = are_entries(build, changed);
    for (size_t i = 0; ret && i < changed->count; i++) {
        Str path = changed->items[i];
        bool is_there = sources_find(sources, path) && file_exists(sources->root, path);
        ret = is_there || sources_passed_by(sources, path);
    }
    return ret;
}

static bool refresh_entries(Build *build, const PathList *changed, Diags *diags) {
    if (!changed || !are_entries(build, changed)) return false;
    Str items[ENTRIES_MAX];
    PathList staying = {items, 0};
    for (size_t i = 0; i < changed->count; i++) {
        Str path = changed->items[i];
        if (!sources_passed_by(&build->sources, path)) items[staying.count++] = path;
    }
    Facts facts;
    bool may_do = !has_moved(build, &staying) &&
                  sources_read_entries(&build->sources, &staying, &facts);
    if (!may_do || !renew(build, &staying, facts)) return false;
    sources_report_content(&build->sources, diags);
    diags_add_all(diags, &build->diags);
    diags_add_all(diags, &build->derived);
    return true;
}

// Each step adds all that it finds. What an error keeps from being known is not reported as
// missing.
static bool refresh(Build *build, const PathList *changed, Diags *diags) {
    size_t errors_before = diags->error_count;
    Hash basis = build->sources.basis;
    bool was_prepared = build->is_prepared;
    if (changed && !is_clean(changed)) changed = NULL;
    forget_site(build);
    bool is_anew = !changed || !was_prepared || !is_content(changed);
    if (is_anew) prepare(build);
    if (!build->sources.locale) {
        diags_add_all(diags, &build->diags);
        return false;
    }
    bool is_kept = changed && was_prepared && hash_equal(basis, build->sources.basis);
    read_rest(build, is_kept ? changed : NULL, is_anew, diags);
    // What was not seen is not missing.
    if (diags->has_environment_failure) return false;
    derive(build);
    diags_add_all(diags, &build->derived);
    build->is_sound = diags->error_count == errors_before;
    return build->is_sound;
}

bool build_is_untidy(const Build *build) {
    return build->is_sound && sources_hold_earlier(&build->sources);
}

bool build_tidy(Build *build) {
    Diags found = {.policy = &build->lints.policy};
    bool is_sound = refresh(build, &(PathList){0}, &found);
    diags_free(&found);
    return is_sound;
}

bool build_refresh(Build *build, const PathList *changed, Diags *diags) {
    const DiagPolicy *policy = diags->policy;
    diags->policy = &build->lints.policy;
    bool is_sound = refresh_entries(build, changed, diags) || refresh(build, changed, diags);
    diags->policy = policy;
    return is_sound;
}

static bool open_folders(Build *build, Diags *diags) {
    const BuildOptions *options = &build->options;
    Sources *sources = &build->sources;
    sources->theme = (Theme){folder_open_start(options->theme), options->theme};
    if (sources->theme.folder < 0) {
        return diag_environment(diags, "the theme cannot be opened", str_from(options->theme),
                                errno);
    }
    sources->root = folder_open(options->root);
    if (sources->root >= 0) return true;
    return diag_environment(diags, "cannot be opened", str_from(options->root), errno);
}

Build *build_open(const BuildOptions *options, Diags *diags) {
    Build *build = calloc(1, sizeof *build);
    if (!build) memory_exhausted();
    build->options = *options;
    build->sources = (Sources){
        .root = -1, .theme = {.folder = -1},
        .options = {.base_url = options->base_url, .now = options->now,
                    .with_drafts = options->with_drafts, .with_future = options->with_future,
                    .with_expired = options->with_expired, .thread_count = options->thread_count,
                    .is_lean = options->is_lean,
                    .is_read_once = options->is_read_once, .progress = options->progress}};
    build->lints = lints_policy(&build->sources, NULL);
    build->diags.policy = &build->lints.policy;
    if (open_folders(build, diags) && config_find(build->sources.root, diags)) return build;
    build_close(build);
    return NULL;
}

void build_close(Build *build) {
    if (!build) return;
    forget_site(build);
    layouts_free(&build->layouts);
    diags_free(&build->diags);
    sources_free(&build->sources);
    parsed_free(&build->parsed);
    if (build->sources.spool) spool_close(&build->spool);
    if (build->parsed.spool) spool_close(&build->forms);
    folder_close(build->sources.root);
    folder_close(build->sources.theme.folder);
    free(build);
}

// What the options say of the outputs.
static void add_options(const BuildOptions *options, Buf *out) {
    buf_printf(out, "%d %d %d %d %d %d ", options->with_drafts, options->with_future,
               options->with_expired, options->now.year, options->now.month, options->now.day);
    buf_add(out, options->base_url);
}

// Stands for all that a site is made from beside its files.
static bool make_key(const Build *build, Hash *ret) {
    const BuildOptions *options = &build->options;
    Hash parts[3];
    bool is_known = stamp_program(&parts[0]) && stamp_folder(build->sources.root, &parts[1]) &&
                    stamp_folder(build->sources.theme.folder, &parts[2]);
    Buf bytes = {0};
    buf_add(&bytes, (Str){(const char *)&options->shard, sizeof options->shard});
    buf_add(&bytes, (Str){(const char *)parts, is_known ? sizeof parts : 0});
    add_options(options, &bytes);
    *ret = hash_128(buf_str(&bytes));
    buf_free(&bytes);
    return is_known;
}

// Whether a build like this one has published all that stands there, from these very files.
static bool is_up_to_date(const Build *build, Inputs *inputs, Sink *sink, PublishCounts *ret,
                          Diags *diags) {
    // The inputs first: after an edit they differ, and nobody needs to look at what is published.
    return build->has_key && inputs_match(inputs, sink) && publish_is_untouched(sink, ret) &&
           inputs_repeat_warnings(inputs, diags);
}

// What every build reads.
static void grant_sources(const Build *build) {
    Sandbox *sandbox = build->options.sandbox;
    sandbox_grant(sandbox, build->sources.root, SANDBOX_READ);
    // Where the theme is a repository, there is more beside these.
    sandbox_grant_below(sandbox, build->sources.theme.folder, STR("layouts"), SANDBOX_READ);
    sandbox_grant_below(sandbox, build->sources.theme.folder, STR("static"), SANDBOX_READ);
    if (build->options.shard.count) sandbox_grant_program(sandbox);
}

// What is published, and what there is now to be published.
typedef struct Comparing {
    Build *build;
    Sink *sink;
    bool is_read;            // what is published
    Inputs *inputs;
    PublishCounts *counts;
    Diags *diags;            // of the first
} Comparing;

static void compare_one(Worker *worker, size_t index, void *context) {
    Comparing *comparing = context;
    Build *build = comparing->build;
    (void)worker;
    if (index == 0) {
        comparing->is_read = publish_read(comparing->sink, comparing->counts, comparing->diags);
    } else {
        inputs_list(build->sources.root, build->sources.theme.folder, build->key,
                    build->options.thread_count, comparing->inputs);
    }
}

// Opens the output folder, and lists what the site is made from meanwhile. NULL where nothing can
// be published there.
static Sink *begin(Build *build, const PublishOptions *publish, Inputs *ret_inputs,
                   PublishCounts *ret, Diags *diags) {
    const BuildOptions *options = &build->options;
    progress_begin(options->progress, "open", 0);
    grant_sources(build);
    Sink *sink = publish_open(build->sources.root, publish, ret, diags);
    if (!sink) return NULL;
    build->has_key = make_key(build, &build->key);
    // A part is known by its inputs, also where no later build may take them for the same.
    bool wants_inputs = build->has_key || options->shard.count;
    Comparing comparing = {build, sink, false, ret_inputs, ret, diags};
    progress_begin(options->progress, "compare", 0);
    if (wants_inputs) run_both(build, compare_one, &comparing);
    else compare_one(NULL, 0, &comparing);
    if (comparing.is_read) return sink;
    sink_close(sink);
    return NULL;
}

static void open_parsed(Build *build, Inputs *inputs, Sink *sink) {
    if (!build->has_key) return;
    build->parsed.key = build->key;
    inputs_note(inputs, &build->parsed);
    build->keeping = sink;
    spool_open(publish_folder(sink), build->options.thread_count, &build->forms);
    build->parsed.spool = &build->forms;
    build->sources.parsed = &build->parsed;
}

static void take_parsed(void *sink, Str bytes) {
    publish_keep_add(sink, bytes);
}

static void keep_parsed(const Build *build, Sink *sink) {
    ParsedText text = build->sources.parsed ? parsed_choose(&build->sources) : PARSED_SAME;
    if (text == PARSED_SAME) return;
    Memo memo = text == PARSED_WHOLE ? KEPT_PARSED : KEPT_PARSED_SINCE;
    publish_keep_begin(sink, memo);
    parsed_write(&build->sources, text, take_parsed, sink);
    publish_keep_end(sink, memo);
}

// What is to be known of a part: of its files the sink knows best.
static bool make_part(const Build *build, const Inputs *inputs, Part *ret, Diags *diags) {
    const BuildOptions *options = &build->options;
    Arena scratch = {0};
    Buf bytes = {0};
    size_t own_count;
    progress_begin(options->progress, "identify", 0);
    add_options(options, &bytes);
    shares_list(&build->plan, options->shard, &scratch, &own_count);
    *ret = (Part){.shard = options->shard, .planned_count = own_count,
                  .total_count = build->plan.outputs.count,
                  .origin.options = hash_128(buf_str(&bytes))};
    buf_free(&bytes);
    arena_free(&scratch);
    if (!stamp_program_bytes(&ret->origin.program)) {
        return diag_environment(diags, "the program and its libraries cannot be read",
                                STR("/proc/self/exe"), errno);
    }
    return inputs_digest(inputs, &build->sources, &ret->origin.files, diags);
}

// Renders all that is to be published, or the part that is asked for.
static bool write_site(Build *build, const Inputs *inputs, Sink *sink, PublishCounts *ret,
                       Diags *diags) {
    Part part;
    bool is_part = build->options.shard.count;
    if (is_part && !make_part(build, inputs, &part, diags)) return false;
    if (is_part) publish_set_part(sink, &part);
    return build_write(build, sink, ret, diags);
}

// Bodies are put aside in a folder, or where temporary files lie.
static void open_spool(Build *build, int folder) {
    spool_open(folder, build->options.thread_count, &build->spool);
    build->sources.spool = &build->spool;
}

// Into the output folder.
static void publish(Build *build, BuildResult *ret, Diags *diags) {
    const BuildOptions *options = &build->options;
    PublishOptions publish = {.out = options->out, .thread_count = options->thread_count,
                              .is_forced = options->is_forced, .is_part = options->shard.count,
                              .progress = options->progress, .sandbox = options->sandbox};
    Inputs inputs = {0};
    // First of all: what an earlier build had begun is completed even if this one finds errors.
    Sink *sink = begin(build, &publish, &inputs, &ret->published, diags);
    if (!sink && diags->has_environment_failure) {
        inputs_free(&inputs);
        return;
    }
    if (sink && is_up_to_date(build, &inputs, sink, &ret->published, diags)) {
        ret->file_count = inputs.content_count;
        ret->is_done = !is_refused(build, diags);
    } else {
        // What is wrong with the output folder is told beside all that is wrong with the site.
        open_spool(build, sink ? publish_folder(sink) : -1);
        if (sink) open_parsed(build, &inputs, sink);
        bool is_inside = sandbox_enter(options->sandbox, diags);
        bool is_sound = is_inside && build_refresh(build, NULL, diags) && sink;
        ret->file_count = build->sources.file_count;
        ret->is_done = is_sound && write_site(build, &inputs, sink, &ret->published, diags);
        // What one part no longer has may stand in another.
        if (ret->is_done && !options->shard.count) gone_find(&build->site, sink, &ret->gone);
        // A warning of a file that was left, or of a copied folder, must not be repeated: the next
        // build does not know of it any more. What is kept of content before makes room for this.
        bool is_once = ret->published.left_count || ret->published.is_copied;
        bool is_kept = ret->is_done && build->has_key && !is_once;
        if (ret->is_done) keep_parsed(build, sink);
        inputs_note_taken(&inputs, &build->parsed);
        parsed_forget(&build->parsed);
        // The files are listed once more: where the site was there is room for that.
        forget_site(build);
        if (is_kept) inputs_keep(&inputs, &build->sources, sink, diags);
    }
    sink_close(sink);
    inputs_free(&inputs);
}

static void examine(Build *build, BuildResult *ret, Diags *diags) {
    const BuildOptions *options = &build->options;
    size_t errors_before = diags->error_count;
    const DiagPolicy *policy = diags->policy;
    diags->policy = &build->lints.policy;
    options->examine(options->examine_context, &build->sources, diags);
    diags->policy = policy;
    bool is_sound = diags->error_count == errors_before && !is_refused(build, diags);
    ret->is_done = ret->is_done && is_sound;
}

static void rehearse(Build *build, BuildResult *ret, Diags *diags) {
    Sink *sink = sink_open_nothing();
    open_spool(build, -1);
    grant_sources(build);
    bool is_inside = sandbox_enter(build->options.sandbox, diags);
    ret->is_done = is_inside && build_refresh(build, NULL, diags) &&
                   build_write(build, sink, &ret->published, diags);
    if (is_inside && build->options.examine) examine(build, ret, diags);
    ret->file_count = build->sources.file_count;
    sink_close(sink);
}

void build_site(const BuildOptions *options, BuildResult *ret, Diags *diags) {
    BuildOptions once = *options;
    once.is_read_once = !options->examine;   // what was read is looked at as it is
    Build *build = build_open(&once, diags);
    if (build && options->is_dry) rehearse(build, ret, diags);
    else if (build) publish(build, ret, diags);
    progress_end(options->progress);
    build_close(build);
}
