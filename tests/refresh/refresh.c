// Builds that go on, against builds that begin anew, while a site is edited: edits.h. In one process, after each
// edit the refreshed build must give the bytes and the words of a new one, and in the end all memory must be back.
// And one folder after the other: what is published, and what is said, is that of a build into a new folder;
// whatever happens meanwhile to what builds remember.
//
// Both go through the values of fields, and then through sequences of edits that a seed chooses.
//
//   refresh FOLDER THEME SEQUENCES PUBLISHED [FIRST]     in an empty folder; so many of each
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "edits.h"
#include "output/build.h"
#include "output/output.h"
#include "output/plan.h"

// The sanitizer's own, of which not every compiler has the header.
size_t __sanitizer_get_current_allocated_bytes(void);

enum { EDITS_PER_SEQUENCE = 5, RENDERED_PER_EDIT = 3, WARM_COUNT = 30 };

// What a build came to.
typedef struct Outcome {
    Diags diags;
    Sink *sink;              // in memory
    size_t file_count;
    bool is_sound;
} Outcome;

static void take(Build *build, const PathList *changed, Outcome *ret) {
    *ret = (Outcome){.sink = sink_open_memory()};
    PublishCounts counts = {0};
    ret->is_sound = build_refresh(build, changed, &ret->diags) &&
                    build_write(build, ret->sink, &counts, &ret->diags);
    ret->file_count = counts.file_count;
    diags_settle(&ret->diags);
}

// The outcome of a new build, which is returned: NULL where there is no site.
static Build *take_new(const BuildOptions *options, Outcome *ret) {
    Diags diags = {0};
    Build *build = build_open(options, &diags);
    if (build) take(build, NULL, ret);
    else *ret = (Outcome){.diags = diags, .sink = sink_open_memory()};
    return build;
}

static void drop(Outcome *outcome) {
    sink_close(outcome->sink);
    diags_free(&outcome->diags);
}

static void compare_diags(const Diags *a, const Diags *b) {
    for (size_t i = 0; i < a->list.count || i < b->list.count; i++) {
        const Diag *left = i < a->list.count ? (const Diag *)a->list.items + i : NULL;
        const Diag *right = i < b->list.count ? (const Diag *)b->list.items + i : NULL;
        if (left && right && str_equal(left->message, right->message)) continue;
        fprintf(stderr, "refreshed: %s %s\nnew: %s %s\n", left ? left->place.path.ptr : "", left ? left->message.ptr : "nothing",
                right ? right->place.path.ptr : "", right ? right->message.ptr : "nothing");
        fail("other diagnostics", STR("from these on"));
    }
    for (size_t i = 0; i < a->list.count; i++) {
        const Diag *left = (const Diag *)a->list.items + i;
        const Diag *right = (const Diag *)b->list.items + i;
        bool is_same = left->place.offset == right->place.offset && left->severity == right->severity &&
                       str_equal(left->place.path, right->place.path) && !strcmp(left->code, right->code) &&
                       str_equal(left->message, right->message) && str_equal(left->hint, right->hint) &&
                       str_equal(left->other.path, right->other.path) && left->other.offset == right->other.offset &&
                       !strcmp(left->other_message, right->other_message);
        if (!is_same) fail("another diagnostic", left->message);
    }
}

// Compares a file of both; whether they have it.
static bool compare_file(const Outcome *a, const Outcome *b, Str path) {
    Str left;
    Str right;
    bool ret = sink_get(a->sink, path, &left);
    if (ret != sink_get(b->sink, path, &right)) fail("another output", path);
    if (ret && !str_equal(left, right)) fail("other bytes", path);
    return ret;
}

// `plan` is that of a.
static void compare(const Outcome *a, const Outcome *b, const Plan *plan) {
    static const char *const copies[] = {"", ".gz", ".br"};
    size_t count = 0;
    compare_diags(&a->diags, &b->diags);
    if (a->is_sound != b->is_sound) fail("only one of two builds is sound", STR(""));
    for (size_t i = 0; a->is_sound && i < plan->outputs.count * 3; i++) {
        Buf path = {0};
        buf_add(&path, output_path((const Output *)plan->outputs.items + i / 3));
        buf_add(&path, str_from(copies[i % 3]));
        count += compare_file(a, b, buf_str(&path));
        buf_free(&path);
    }
    if (count != a->file_count || count != b->file_count) fail("other outputs", STR("their count"));
}

// One output alone has the bytes that it has among all.
static void compare_rendered(Build *build, const Outcome *outcome, const Plan *plan) {
    for (size_t i = 0; i < RENDERED_PER_EDIT && outcome->is_sound; i++) {
        Str path = output_path((const Output *)plan->outputs.items + choose(plan->outputs.count));
        Str whole;
        Diags diags = {0};
        Buf bytes = {0};
        bool is_same = sink_get(outcome->sink, path, &whole) && build_render(build, path, &bytes, &diags) &&
                       str_equal(buf_str(&bytes), whole);
        if (!is_same) fail("other bytes, alone", path);
        buf_free(&bytes);
        diags_free(&diags);
    }
}

// A site that is edited, and the builds of it.
typedef struct Trial {
    const BuildOptions *options;
    Editing editing;
    Build *build;            // that is refreshed; NULL: builds go into a folder
    size_t step_count;
    size_t sound_count;      // of the steps that left a site that can be published
    size_t damage_count;
    size_t cut_count;
} Trial;

// Refreshes the build after an edit, and compares it with a new one. Whether both are sound.
static bool compare_refreshed(Trial *trial) {
    PathList changed = {trial->editing.changed, trial->editing.changed_count};
    Outcome outcome;
    Outcome fresh;
    take(trial->build, &changed, &outcome);
    const Plan *plan = outcome.is_sound ? build_rendering(trial->build)->plan : NULL;
    compare_rendered(trial->build, &outcome, plan);
    Build *other = take_new(trial->options, &fresh);
    compare(&outcome, &fresh, plan);
    bool ret = outcome.is_sound;
    drop(&fresh);
    drop(&outcome);
    build_close(other);
    return ret;
}

static void publish(const BuildOptions *options, const char *out, Diags *ret, BuildResult *result) {
    BuildOptions some = *options;
    some.out = str_from(out);
    *result = (BuildResult){0};
    build_site(&some, result, ret);
    arena_free(&result->gone.arena);
    diags_settle(ret);
}

// Builds into the folder, and into a new one. Whether both are done.
static bool compare_published(const BuildOptions *options) {
    Diags built = {0};
    Diags clean = {0};
    BuildResult result;
    BuildResult clean_result;
    char command[16384];
    snprintf(command, sizeof command, "rm -rf %s/clean %s/.clean.metier", options->root, options->root);
    if (system(command)) fail("cannot be removed", STR("clean"));
    publish(options, "public", &built, &result);
    publish(options, "clean", &clean, &clean_result);
    compare_diags(&built, &clean);
    if (result.is_done != clean_result.is_done) fail("only one of two builds is done", STR(""));
    snprintf(command, sizeof command, "diff -r %s/public %s/clean", options->root, options->root);
    if (result.is_done && system(command)) fail("another folder", STR("see above"));
    diags_free(&built);
    diags_free(&clean);
    return result.is_done;
}

static void compare_step(Trial *trial, const BuildOptions *options) {
    trial->step_count++;
    trial->sound_count += trial->build ? compare_refreshed(trial) : compare_published(options);
}

// Each field of each kind through its values, one edit after the other; of builds into a folder those that tell
// what other pages say of an entry, and where they lead to it.
static void go_through(Trial *trial, int kind, const char *name) {
    static const char *const told[] = {"title", "slug", "permalink", NULL};
    const FieldValues *values = edit_values(name);
    if (!trial->build && !str_is_among(str_from(name), told)) return;
    for (size_t i = 0; i < FIELD_VALUES_MAX && values->values[i]; i++) {
        edit_field(&trial->editing, kind, name, values->values[i]);
        compare_step(trial, trial->options);
    }
    edit_field(&trial->editing, kind, NULL, NULL);
    compare_step(trial, trial->options);
}

static void go_through_kinds(Trial *trial) {
    for (int kind = 0; kind < ENTRY_KIND_COUNT; kind++) {
        const Schema *schema = entry_kinds[kind].schema;
        for (size_t i = 0; i < schema->field_count; i++) go_through(trial, kind, schema->fields[i].name);
        go_through(trial, kind, "extra");
        for (int is_back = 0; is_back < 2; is_back++) {
            edit_move(&trial->editing, kind, is_back);
            compare_step(trial, trial->options);
        }
    }
}

static void begin_build(Trial *trial, bool is_lean, Diags *diags) {
    BuildOptions some = *trial->options;
    Outcome outcome;
    some.is_lean = is_lean;
    trial->build = build_open(&some, diags);
    if (!trial->build) fail("cannot be opened", STR(""));
    take(trial->build, NULL, &outcome);
    if (!outcome.is_sound) fail("the site has errors", ((const Diag *)outcome.diags.list.items)->message);
    drop(&outcome);
}

static void end_build(Trial *trial, Diags *diags) {
    build_close(trial->build);
    diags_free(diags);
    arena_free(&trial->editing.arena);
}

static void refresh_fields(Trial *trial) {
    Diags diags = {0};
    edit_begin_fields(&trial->editing);
    begin_build(trial, true, &diags);
    go_through_kinds(trial);
    printf("each field through its values, %zu times to a sound site\n", trial->sound_count);
    end_build(trial, &diags);
}

static size_t allocated(void) {
    return __sanitizer_get_current_allocated_bytes();
}

static void refresh_sequence(Trial *trial, uint64_t seed, bool is_measured) {
    Editing *editing = &trial->editing;
    Diags diags = {0};
    Outcome outcome;
    chance_begin(seed, seed * UINT64_C(7919) + 17);
    edit_begin(editing);
    begin_build(trial, seed % 3 == 0, &diags);
    size_t level = allocated();
    for (size_t i = 0; i < EDITS_PER_SEQUENCE; i++) {
        edit_some(editing);
        compare_step(trial, trial->options);
        if (!choose(4)) build_tidy(trial->build);
    }
    edit_begin(editing);
    take(trial->build, &(PathList){editing->changed, editing->changed_count}, &outcome);
    drop(&outcome);
    // Nothing of the edits may remain. Which of several threads needs a block of memory is chance.
    if (is_measured && trial->options->thread_count == 1 && allocated() != level) {
        fprintf(stderr, "%zu bytes before the edits, %zu behind them\n", level, allocated());
        exit(1);
    }
    end_build(trial, &diags);
}

static int refresh_builds(Trial *trial, size_t count) {
    const BuildOptions *options = trial->options;
    size_t level = 0;
    refresh_fields(trial);
    *trial = (Trial){.editing = {.root = trial->editing.root, .root_path = options->root}};
    for (size_t seed = 0; seed < count; seed++) {
        // The libraries keep what they have made at their first use: not of these is memory measured.
        bool is_measured = seed > WARM_COUNT;
        if (seed == WARM_COUNT) level = allocated();
        BuildOptions some = *options;
        some.thread_count = 1 + seed % 2;
        trial->options = &some;
        refresh_sequence(trial, seed, is_measured);
    }
    if (count > WARM_COUNT && allocated() > level) {
        fprintf(stderr, "%zu bytes before all sequences, %zu behind them\n", level, allocated());
        return 1;
    }
    printf("%zu sequences, %zu edits, %zu of them to a sound site\n", count, trial->step_count, trial->sound_count);
    return trial->sound_count * 10 > trial->step_count && trial->sound_count < trial->step_count ? 0 : 1;
}

// A file of a folder, in the order of their names; false where there is none.
static bool choose_file(const char *folder, char *ret, size_t size) {
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, NULL, alphasort);
    bool is_found = false;
    size_t from = count > 0 ? choose((size_t)count) : 0;
    for (size_t i = 0; count > 0 && i < (size_t)count && !is_found; i++) {
        const struct dirent *entry = entries[(from + i) % (size_t)count];
        is_found = entry->d_type == DT_REG && strcmp(entry->d_name, "lock") != 0;
        if (is_found) snprintf(ret, size, "%s/%s", folder, entry->d_name);
    }
    for (int i = 0; i < count; i++) free(entries[i]);
    free(entries);
    return is_found;
}

// Flips a bit, cuts it off, or adds to it.
static void damage(const char *path) {
    FILE *file = fopen(path, "r+b");
    if (!file || fseek(file, 0, SEEK_END)) fail("cannot be opened", str_from(path));
    size_t size = (size_t)ftell(file);
    size_t place = size ? choose(size) : 0;
    size_t how = choose(6);
    if (how == 0 && ftruncate(fileno(file), (off_t)place)) fail("cannot be cut off", str_from(path));
    if (how == 1) fputc('x', file);
    if (how > 1 && size) {
        fseek(file, (long)place, SEEK_SET);
        int byte = fgetc(file);
        fseek(file, (long)place, SEEK_SET);
        fputc(byte ^ 1 << choose(8), file);
    }
    fclose(file);
}

// Of what builds remember; a damaged manifest is an error, which is told.
static bool damage_state(const char *root) {
    char folder[4096];
    char path[8192];
    snprintf(folder, sizeof folder, "%s/.public.metier", root);
    if (!choose_file(folder, path, sizeof path) || strstr(path, "/manifest")) return false;
    damage(path);
    return true;
}

// Somebody changes a published page, or removes it.
static bool damage_published(const char *root) {
    static const char *const folders[] = {"", "/roles", "/roles/r0", "/roles/r1", "/branches", "/articles", "/search/data"};
    char folder[4096];
    char path[8192];
    snprintf(folder, sizeof folder, "%s/public%s", root, folders[choose(7)]);
    if (!choose_file(folder, path, sizeof path)) return false;
    if (choose(2)) damage(path);
    else remove(path);
    return true;
}

// Begins a build that is cut off somewhere.
static void cut_off(const BuildOptions *options) {
    pid_t child = fork();
    if (child == 0) {
        BuildResult result;
        Diags diags = {0};
        BuildOptions some = *options;
        some.thread_count = 1;
        publish(&some, "public", &diags, &result);
        _exit(0);
    }
    usleep((useconds_t)choose(30000));
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

static BuildOptions other_options(const BuildOptions *options) {
    BuildOptions ret = *options;
    ret.thread_count = 1 + choose(3);
    switch (choose(12)) {
        case 0: ret.with_drafts = true; break;
        case 1: ret.with_future = true; break;
        case 2: ret.base_url = STR("https://elsewhere.example/"); break;
        case 3: ret.now.month = 8; break;
        case 4: ret.is_forced = true; break;
        default: break;
    }
    return ret;
}

static void publish_sequence(Trial *trial, uint64_t seed) {
    const BuildOptions *options = trial->options;
    chance_begin(seed, seed * UINT64_C(104729) + 5);
    edit_begin(&trial->editing);
    compare_step(trial, options);
    for (size_t i = 0; i < EDITS_PER_SEQUENCE; i++) {
        edit_some(&trial->editing);
        BuildOptions some = choose(3) ? *options : other_options(options);
        if (!choose(4)) trial->damage_count += damage_state(options->root);
        if (!choose(6)) {
            cut_off(&some);
            trial->cut_count++;
        }
        compare_step(trial, &some);
        if (choose(4) || !damage_published(options->root)) continue;
        trial->damage_count++;
        compare_step(trial, &some);
    }
    arena_free(&trial->editing.arena);
}

static int publish_builds(Trial *trial, size_t first, size_t count) {
    edit_begin_fields(&trial->editing);
    go_through_kinds(trial);
    for (size_t seed = first; seed < first + count; seed++) publish_sequence(trial, seed);
    printf("%zu builds into a folder, %zu of them sound, %zu after damage, %zu after one that was cut off\n", trial->step_count,
           trial->sound_count, trial->damage_count, trial->cut_count);
    return trial->sound_count * 10 > trial->step_count && trial->damage_count && trial->cut_count ? 0 : 1;
}

int main(int argument_count, char **arguments) {
    if (argument_count < 5) return 2;
    BuildOptions options = {.root = arguments[1], .theme = arguments[2], .thread_count = 1, .is_dry = true,
                            .now = {.year = 2026, .month = 6, .day = 1}};
    BuildOptions into_folder = options;
    into_folder.is_dry = false;
    size_t first = argument_count > 5 ? (size_t)atoi(arguments[5]) : 0;
    size_t sequences = (size_t)atoi(arguments[3]);
    size_t published = (size_t)atoi(arguments[4]);
    Trial refreshing = {.options = &options, .editing = {.root = folder_open(options.root), .root_path = options.root}};
    Trial publishing = {.options = &into_folder, .editing = refreshing.editing};
    int ret = sequences && refresh_builds(&refreshing, sequences) ? 1 : 0;
    if (!ret && published) ret = publish_builds(&publishing, first, published);
    folder_close(publishing.editing.root);
    return ret;
}
