// metier build, metier check: the whole site, or only its diagnostics.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "check/external.h"
#include "output/build.h"
#include "report/report.h"
#include "verbs/attend.h"
#include "verbs/explain_code.h"
#include "verbs/findings.h"
#include "verbs/fix.h"
#include "verbs/outcome.h"
#include "verbs/site_options.h"
#include "verbs/surroundings.h"
#include "verbs/timings.h"
#include "verbs/verbs.h"

// What the command line may say; BuildOptions and the rest follow from it.
typedef struct BuildArguments {
    SiteArguments site;
    Str out;
    Str shard;               // "3/16"; empty: all
    bool is_forced, is_quiet, with_timings, is_strict, is_fixing, is_external, with_private;
    Choice format, sandbox;
} BuildArguments;

// Of both verbs.
static const char notes[] =
    "--sandbox: before anything of the site is read, the program gives up what it does not need\n"
    "(files elsewhere, other programs, the network). auto, the default, does so as far as this\n"
    "kernel can and goes on where it cannot; require ends with status 3 there; off does nothing\n"
    "of it. --timings and the JSON say what came of it: whole, partly (the kernel cannot do all)\n"
    "or off.\n"
    "--format json writes an object: diagnostics (path, line, column, severity, code, message,\n"
    "hint, related), hidden (path, count: how many more there are), summary (errors, warnings,\n"
    "files_with_problems, files, passed, outcome, sandbox).";

#define COMMON_OPTIONS                                                                          \
    SITE_OPTIONS(BuildArguments),                                                               \
    OPTION(BuildArguments, is_strict, 0, "strict", NULL, "let no warning pass"),                \
    OPTION(BuildArguments, format, 0, "format", "FORM", "how problems are written",             \
           .choices = report_form_names),                                                       \
    OPTION(BuildArguments, is_quiet, 'q', "quiet", NULL, "say nothing but problems"),           \
    OPTION(BuildArguments, with_timings, 0, "timings", NULL,                                    \
           "print what each phase took, and the slowest layouts and pages"),                    \
    SANDBOX_OPTION(BuildArguments)

static const Option build_rows[] = {
    COMMON_OPTIONS,
    OPTION(BuildArguments, out, 'o', NULL, "DIR", "the output folder (default: public)"),
    OPTION(BuildArguments, shard, 0, "shard", "K/N",
           "render part K of N alone, into a folder of its own, for merge"),
    OPTION(BuildArguments, is_forced, 0, "force", NULL,
           "publish into a folder that holds other files"),
};
static const Option check_rows[] = {
    COMMON_OPTIONS,
    OPTION(BuildArguments, is_fixing, 0, "fix", NULL,
           "mend in the sources what needs no judgement"),
    OPTION(BuildArguments, is_external, 0, "external", NULL,
           "ask whether links to other sites lead anywhere"),
    OPTION(BuildArguments, with_private, 0, "external-private", NULL,
           "the same, also of this machine and private networks"),
};

// What --external asks with, and what it has found.
typedef struct Examination {
    ExternalOptions options;
    ExternalCounts counts;
} Examination;

static void add_outcome(const BuildOptions *options, const BuildResult *result, Buf *out) {
    const PublishCounts *counts = &result->published;
    const Shard *shard = &options->shard;
    if (!result->is_done) {
        const char *otherwise = options->is_dry ? "the site cannot be published"
                                                : "nothing was published";
        buf_add(out, str_from(outcome_of_failure(counts, otherwise)));
    } else if (options->is_dry) {
        buf_add(out, STR("the site can be published"));
    } else {
        if (shard->count) buf_printf(out, "part %d of %d: ", (int)shard->number, (int)shard->count);
        outcome_add_counts(counts, out);
    }
}

static void add_count(size_t count, const char *what, Buf *out) {
    if (count) buf_printf(out, ", %zu %s", count, what);
}

static void add_links(const ExternalCounts *counts, Buf *out) {
    buf_printf(out, "; %zu links to other sites checked", counts->link_count - counts->left_count);
    add_count(counts->known_count, "of them earlier", out);
    add_count(counts->dead_count, "dead", out);
    add_count(counts->moved_count, "moved", out);
    add_count(counts->unchecked_count, "of which nobody can tell", out);
    add_count(counts->left_count, "left, as the run was stopped", out);
}

static void write_gone(const GoneAddresses *gone, FILE *out) {
    for (size_t i = 0; i < gone->count && i < GONE_SHOWN_MAX; i++) {
        Str address = gone->shown[i];
        report_line(out, "'/%.*s' is gone, and nothing leads on from there: give its successor "
                    "'aliases: [/%.*s]'", (int)address.len, address.ptr, (int)address.len,
                    address.ptr);
    }
    if (gone->count > GONE_SHOWN_MAX) {
        report_line(out, "so are %zu more", gone->count - GONE_SHOWN_MAX);
    }
}

// The last line. A failure is told on stderr, however quiet the run is to be; success on stdout,
// unless that is for data.
static void report_outcome(const Report *report, const BuildOptions *options,
                           const BuildArguments *given, const BuildResult *result,
                           double seconds) {
    const Examination *examination = options->examine_context;
    Buf summary = {0};
    bool is_data = report_forms[given->format.index]->is_data;
    FILE *out = report->is_done && !is_data ? stdout : stderr;
    report_add_summary(report, &summary);
    if (examination) add_links(&examination->counts, &summary);
    if (!report->is_done) {
        fprintf(stderr, "%s; %s\n", summary.ptr, report->outcome);
    } else if (!given->is_quiet) {
        if (result->published.is_recovered) fputs(OUTCOME_RECOVERED " first\n", out);
        write_gone(&result->gone, out);
        fprintf(out, "%s, %.2f s; %s\n", report->outcome, seconds, summary.ptr);
    }
    buf_free(&summary);
}

// What was found, and what came of it.
static void report(const BuildOptions *options, const BuildArguments *given,
                   const BuildResult *result, Diags *diags, double seconds) {
    const ReportForm *form = report_forms[given->format.index];
    Buf outcome = {0};
    add_outcome(options, result, &outcome);
    Report report = {
        .diags = diags, .root = options->root, .version = program_version,
        .file_count = result->file_count, .outcome = outcome.ptr, .is_done = result->is_done,
        .sandbox = sandbox_extent(options->sandbox),
        .with_colour = surroundings_want_colour(),
        .add_meaning = explain_code_add_meaning,
    };
    report_write(form, &report, form->is_for_output ? stdout : stderr);
    report_outcome(&report, options, given, result, seconds);
    buf_free(&outcome);
}

static void examine(void *context, const Sources *sources, Diags *diags) {
    Examination *examination = context;
    external_check(sources, &examination->options, &examination->counts, diags);
}

static int build(const BuildOptions *asked, const BuildArguments *given) {
    double start_s = clock_wall_s();
    BuildOptions options = *asked;
    Diags diags = {0};
    Diags unmended = {0};
    BuildResult result = {0};
    Timings timings = {0};
    Attending attending = {.sandbox = {.mode = (SandboxMode)given->sandbox.index,
                                       .with_network = options.examine != NULL,
                                       .with_mending = given->is_fixing},
                           .is_quiet = given->is_quiet};
    sandbox_begin(&attending.sandbox);
    options.sandbox = &attending.sandbox;
    int findings = options.examine ? findings_open(options.root, &attending.sandbox) : -1;
    bool is_data = report_forms[given->format.index]->is_data;
    bool is_mended = !given->is_fixing || fix_site(&options, is_data ? stderr : stdout, &unmended);
    options.progress = &attending.progress;
    if (given->with_timings) options.timings = &timings;
    attend_begin(&attending);
    build_site(&options, &result, &diags);
    result.is_done = result.is_done && is_mended;
    diags_merge(&diags, &unmended);
    attend_rest(&attending);
    report(&options, given, &result, &diags, clock_wall_s() - start_s);
    if (given->with_timings) {
        timings_write(&attending.progress, &timings, sandbox_extent(&attending.sandbox),
                      is_data ? stderr : stdout);
    }
    int status = outcome_status(result.is_done, &diags);
    diags_free(&diags);
    arena_free(&timings.arena);
    arena_free(&result.gone.arena);
    findings_close(findings);
    attend_end(&attending);
    return status;
}

// Takes the part that is asked for; a usage error where there is none like it, or it has no folder.
static int take_shard(const BuildArguments *given, BuildOptions *ret) {
    ret->out = given->out.len ? given->out : STR("public");
    if (!given->shard.len) return EXIT_DONE;
    if (!shard_parse(given->shard, &ret->shard)) {
        report_line(stderr, "metier: --shard takes a part like 3/16, of at most %d, not '%s'",
                    SHARDS_MAX, given->shard.ptr);
        return EXIT_USAGE;
    }
    if (given->out.len) return EXIT_DONE;
    report_line(stderr, "metier: each part needs a folder of its own: give --shard and -o");
    return EXIT_USAGE;
}

static int run(const Verb *verb, int count, char **arguments, bool is_dry) {
    BuildArguments given = {.site = site_arguments()};
    int rest = options_parse(&verb->options, verb->name, count, arguments, &given);
    if (rest < 0) return EXIT_USAGE;
    if (rest < count) {
        report_line(stderr, "metier: '%s' is too much; 'metier help %s' lists the options",
                    arguments[rest], verb->name);
        return EXIT_USAGE;
    }
    BuildOptions options = {.is_forced = given.is_forced, .is_dry = is_dry,
                            .is_strict = given.is_strict};
    Examination examination = {.options = {program_version, given.with_private}};
    if (given.is_external || given.with_private) {
        options.examine = examine;
        options.examine_context = &examination;
    }
    Arena arena = {0};
    int status = take_shard(&given, &options);
    if (status == EXIT_DONE) status = site_options_take(&given.site, &arena, &options);
    if (status == EXIT_DONE) status = build(&options, &given);
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
    .options = {build_rows, sizeof build_rows / sizeof build_rows[0]}, .notes = notes,
    .run = run_build,
};
const Verb check_verb = {
    .name = "check", .summary = "report every problem, publish nothing",
    .options = {check_rows, sizeof check_rows / sizeof check_rows[0]}, .notes = notes,
    .run = run_check,
};
