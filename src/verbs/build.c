// metier build, metier check: the whole site, or only its diagnostics.
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/report.h"
#include "output/build.h"
#include "verbs/attend.h"
#include "verbs/surroundings.h"
#include "verbs/timings.h"
#include "verbs/verbs.h"

// What the command line may say; BuildOptions and the rest follow from it.
typedef struct BuildArguments {
    Str root, out, base_url;
    size_t thread_count;
    bool with_drafts, with_future, with_expired, is_forced, is_quiet, with_timings;
    Date now;
} BuildArguments;

// check has the rows up to CHECK_OPTION_COUNT.
static const Option rows[] = {
    OPTION(BuildArguments, root, 'C', NULL, "DIR", "the site's folder (default: this one)"),
    OPTION(BuildArguments, thread_count, 'j', NULL, "THREADS",
           "how many threads (default: all processors)"),
    OPTION(BuildArguments, base_url, 0, "base-url", "URL",
           "where the site will stand, in place of site.yaml's base_url"),
    OPTION(BuildArguments, with_drafts, 0, "drafts", NULL, "with content that says 'draft: true'"),
    OPTION(BuildArguments, with_future, 0, "future", NULL,
           "with content whose date is still to come"),
    OPTION(BuildArguments, with_expired, 0, "expired", NULL,
           "with content whose 'expires' has come"),
    OPTION(BuildArguments, now, 0, "now", "DATE", "the day that counts as today: YYYY-MM-DD"),
    OPTION(BuildArguments, is_quiet, 'q', "quiet", NULL, "say nothing but problems"),
    OPTION(BuildArguments, with_timings, 0, "timings", NULL,
           "print what each phase took, and the slowest layouts and pages"),
    OPTION(BuildArguments, out, 'o', NULL, "DIR", "the output folder (default: public)"),
    OPTION(BuildArguments, is_forced, 0, "force", NULL,
           "publish into a folder that holds other files"),
};
enum { ROW_COUNT = sizeof rows / sizeof rows[0], CHECK_OPTION_COUNT = ROW_COUNT - 2 };

#define RECOVERED "an earlier build that had been cut off was completed"

static void report_errors(size_t count, bool is_dry, const PublishCounts *counts) {
    const char *outcome = is_dry ? "the site cannot be published"
                          : counts->is_begun
                              ? "a part of the site was published; the next build completes it"
                          : counts->is_recovered ? RECOVERED ", nothing else was published"
                                                 : "nothing was published";
    fprintf(stderr, "%zu error%s; %s\n", count, count == 1 ? "" : "s", outcome);
}

static void report_success(bool is_dry, const PublishCounts *counts, double seconds) {
    if (counts->is_recovered) puts(RECOVERED " first");
    if (is_dry) printf("%zu files, no errors, %.2f s\n", counts->file_count, seconds);
    else printf("%zu files: %zu changed, %zu removed, %.2f s\n", counts->file_count,
                counts->changed_count, counts->removed_count, seconds);
}

// What was found, and what came of it.
static void report(const BuildOptions *options, bool is_quiet, const PublishCounts *counts,
                   Diags *diags, double seconds) {
    bool with_colour = isatty(STDERR_FILENO) && !getenv("NO_COLOR");
    diags_write(diags, options->root, with_colour, stderr);
    if (diags->error_count) report_errors(diags->error_count, options->is_dry, counts);
    else if (!is_quiet) report_success(options->is_dry, counts, seconds);
}

static int build(BuildOptions *options, const BuildArguments *given) {
    double start_s = clock_wall_s();
    Diags diags = {0};
    PublishCounts counts = {0};
    Progress progress = {0};
    Timings timings = {0};
    options->progress = &progress;
    if (given->with_timings) options->timings = &timings;
    // Published files are for a web server to read: the umask of the builder must not matter.
    umask(022);
    Attendance *attendance = attend_begin(&progress, given->is_quiet);
    bool is_built = build_site(options, &counts, &diags);
    attend_rest(attendance);
    report(options, given->is_quiet, &counts, &diags, clock_wall_s() - start_s);
    if (given->with_timings) timings_write(&progress, &timings, stdout);
    int status = is_built                       ? EXIT_DONE
                 : diags.has_environment_failure ? EXIT_ENVIRONMENT
                                                 : EXIT_CONTENT;
    diags_free(&diags);
    arena_free(&timings.arena);
    fflush(stdout);
    attend_end(attendance);
    return status;
}

static int run(const Verb *verb, int count, char **arguments, bool is_dry) {
    BuildArguments given = {.root = STR("."), .out = STR("public"),
                            .thread_count = workers_default_count()};
    int rest = options_parse(&verb->options, verb->name, count, arguments, &given);
    if (rest < 0) return EXIT_USAGE;
    if (rest < count) {
        report_line(stderr, "metier: '%s' is too much; 'metier help %s' lists the options",
                    arguments[rest], verb->name);
        return EXIT_USAGE;
    }
    if (!given.now.year && !surroundings_find_day(&given.now)) return EXIT_USAGE;
    BuildOptions options = {
        .root = given.root.ptr, .out = given.out, .base_url = given.base_url,
        .thread_count = given.thread_count, .with_drafts = given.with_drafts,
        .with_future = given.with_future, .with_expired = given.with_expired,
        .is_forced = given.is_forced, .is_dry = is_dry, .now = given.now,
    };
    Arena arena = {0};
    int status = EXIT_ENVIRONMENT;
    if (surroundings_find_theme(&arena, &options.theme)) status = build(&options, &given);
    arena_free(&arena);
    return status;
}

static int run_build(int argument_count, char **arguments) {
    return run(&build_verb, argument_count, arguments, false);
}

static int run_check(int argument_count, char **arguments) {
    return run(&check_verb, argument_count, arguments, true);
}

const Verb build_verb = {
    .name = "build", .summary = "build the site into public/",
    .options = {rows, ROW_COUNT}, .run = run_build,
};
const Verb check_verb = {
    .name = "check", .summary = "report every problem, publish nothing",
    .options = {rows, CHECK_OPTION_COUNT}, .run = run_check,
};
