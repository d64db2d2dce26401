// metier merge: the parts that `metier build --shard` made become one site.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/workers.h"
#include "publish/merge.h"
#include "report/report.h"
#include "verbs/attend.h"
#include "verbs/outcome.h"
#include "verbs/site_options.h"
#include "verbs/surroundings.h"
#include "verbs/verbs.h"

typedef struct MergeArguments {
    Str out;
    size_t thread_count;
    bool is_forced, is_quiet;
    Choice sandbox;
} MergeArguments;

static const Option rows[] = {
    OPTION(MergeArguments, out, 'o', NULL, "DIR", "the output folder (default: public)"),
    OPTION(MergeArguments, thread_count, 'j', NULL, "THREADS",
           "how many threads (default: all processors)"),
    OPTION(MergeArguments, is_forced, 0, "force", NULL,
           "publish into a folder that holds other files"),
    OPTION(MergeArguments, is_quiet, 'q', "quiet", NULL, "say nothing but problems"),
    SANDBOX_OPTION(MergeArguments),
};

static const char notes[] =
    "'metier build --shard 3/16 -o parts/3' renders one part of sixteen, on whatever machine: it\n"
    "reads the whole site, says all that is wrong with it, and renders its share of the files.\n"
    "'metier merge -o public parts/*' publishes what one build would have, byte for byte. It\n"
    "takes all parts, of the same files, with the same options and --now, by the same program.\n"
    "In each stands .metier-part, the list of its files: copy it, too. The parts stay as they are.";

static int merge(MergeOptions *options, const MergeArguments *given) {
    double start_s = clock_wall_s();
    Diags diags = {0};
    PublishCounts counts = {0};
    Buf outcome = {0};
    Attending attending = {.sandbox = {.mode = (SandboxMode)given->sandbox.index},
                           .is_quiet = given->is_quiet};
    sandbox_begin(&attending.sandbox);
    options->publish.progress = &attending.progress;
    options->publish.sandbox = &attending.sandbox;
    attend_begin(&attending);
    int root = folder_open(".");
    bool is_done = root >= 0 ? merge_parts(root, options, &counts, &diags)
                             : diag_environment(&diags, "cannot be opened", STR("."), errno);
    folder_close(root);
    attend_rest(&attending);
    Report report = {.diags = &diags, .root = ".", .with_colour = surroundings_want_colour()};
    report_write(&text_form, &report, stderr);
    if (!is_done) {
        report_line(stderr, "%s", outcome_of_failure(&counts, "nothing was published"));
    } else if (!given->is_quiet) {
        outcome_add_counts(&counts, &outcome);
        if (counts.is_recovered) puts(OUTCOME_RECOVERED " first");
        printf("%zu part%s, %s, %.2f s\n", options->folder_count,
               options->folder_count == 1 ? "" : "s", outcome.ptr, clock_wall_s() - start_s);
    }
    int status = outcome_status(is_done, &diags);
    buf_free(&outcome);
    diags_free(&diags);
    attend_end(&attending);
    return status;
}

static int run(int argument_count, char **arguments) {
    MergeArguments given = {.out = STR("public"), .thread_count = workers_default_count()};
    int rest = options_parse(&merge_verb.options, "merge", argument_count, arguments, &given);
    if (rest < 0) return EXIT_USAGE;
    if (rest == argument_count) {
        report_line(stderr, "metier: merge takes the folders of all parts; 'metier help merge' "
                            "tells more");
        return EXIT_USAGE;
    }
    List folders = {0};
    for (int i = rest; i < argument_count; i++) {
        *(Str *)list_add(&folders, sizeof(Str)) = str_from(arguments[i]);
    }
    MergeOptions options = {
        .folders = folders.items, .folder_count = folders.count,
        .publish = {.out = given.out, .thread_count = given.thread_count,
                    .is_forced = given.is_forced}};
    int status = merge(&options, &given);
    free(folders.items);
    return status;
}

const Verb merge_verb = {
    .name = "merge", .summary = "publish the parts that 'build --shard' made as one site",
    .options = {rows, sizeof rows / sizeof rows[0]}, .operand = "DIR...", .notes = notes,
    .run = run,
};
