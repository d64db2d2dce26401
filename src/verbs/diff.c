// metier diff: what differs between two states of a site, for who reviews it.
#include <errno.h>
#include <signal.h>

#include "base/file.h"
#include "diff/difference.h"
#include "diff/revision.h"
#include "report/report.h"
#include "verbs/site_options.h"
#include "verbs/surroundings.h"
#include "verbs/verbs.h"

typedef struct DiffArguments {
    SiteArguments site;
    Choice format;
    bool has_exit_code;
} DiffArguments;

static const char *const format_names[] = {"text", "markdown", "json", NULL};
static DiffWrite *const formats[] = {diff_write_text, diff_write_markdown, diff_write_json};

static const Option rows[] = {
    OPTION(DiffArguments, format, 0, "format", "FORM", "how it is written",
           .choices = format_names),
    OPTION(DiffArguments, has_exit_code, 0, "exit-code", NULL,
           "exit with 1 where there are differences"),
    SITE_OPTIONS(DiffArguments),
};

static const char notes[] =
    "OLD and NEW are each a site's folder or, where there is no such folder, a revision of the\n"
    "git repository that the site's folder lies in: HEAD~1, main, v2, or refs/heads/content of a\n"
    "branch that is called as a folder is. NEW is the site's folder where it is left out, with\n"
    "all that is not committed. A revision is taken without hooks, filters, submodules or a\n"
    "network. Fields, figures, links and words of content/ and site.yaml are compared, never the\n"
    "pages that are built; layouts/ and static/ are not looked at.\n"
    "A page whose address is another has moved; a change that three pages or more have is told\n"
    "once; no percentage is told across a top code, or of two currencies or periods.\n"
    "--format markdown is for a comment on a pull request: shorter than 65,536 characters, with\n"
    DIFF_MARKDOWN_MARK " as its first line, by which it is found again.\n"
    "--format json writes an object:\n"
    "  summary   how many pages were 'added', 'removed', 'moved', 'changed'\n"
    "  concerns  what a person decides: code (address_lost, figure_gone, large_change,\n"
    "            not_verified_since), message, title, path, and perhaps the field\n"
    "  shared    what many pages have: field, old, new ('…2024…': that part of others), data,\n"
    "            and how many pages\n"
    "  pages     state, kind (role, article, page, site), title, path, old_address, address,\n"
    "            hidden (true: of a page that came or went the file is in both, in one of them\n"
    "            a draft or out of its time);\n"
    "            fields: field (salary[US].median), old and new as front matter has them,\n"
    "            missing where not given, order (true: the same items in another), data (true:\n"
    "            figures and where they come from), percent that a figure moved by, its source;\n"
    "            sections: heading, how many words were added and removed, and in 'words' those\n"
    "            in a row, old and new\n"
    "Where one of the two has errors they are told, nothing is compared, and the exit status is\n"
    "1, with --exit-code 2: there 1 says that there are differences.";

// One of the two, and where it is read from.
typedef struct DiffSide {
    const char *name;        // as it was asked for
    Revision revision;
    Side side;
    Diags diags;
} DiffSide;

typedef struct DiffRun {
    const DiffArguments *given;
    Arena arena;
    const char *theme;
    DiffSide sides[2];
} DiffRun;

static int report_revision(const DiffSide *from, RevisionState state, Str problem) {
    report_line(stderr, "metier: '%s' cannot be compared: %.*s", from->name, (int)problem.len,
                problem.ptr);
    return state == REVISION_FAILED ? EXIT_ENVIRONMENT : EXIT_USAGE;
}

// A word that is a folder is one; any other one is a revision.
static int find_folder(DiffRun *run, DiffSide *from, const char **ret) {
    int folder = folder_open(from->name);
    bool may_be_revision = errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG;
    if (folder < 0 && !may_be_revision) {
        return report_revision(from, REVISION_FAILED, str_from(error_words(errno)));
    }
    folder_close(folder);
    *ret = from->name;
    if (folder >= 0) return EXIT_DONE;
    Str problem = {0};
    RevisionState state = revision_open(run->given->site.root, str_from(from->name), &run->arena,
                                        &from->revision, &problem);
    *ret = from->revision.root.ptr;
    return state == REVISION_OPEN ? EXIT_DONE : report_revision(from, state, problem);
}

static int report_errors(const DiffRun *run, DiffSide *from, const char *folder) {
    report_line(stderr, "metier: '%s' cannot be compared, for it has errors:", from->name);
    Report report = {.diags = &from->diags, .root = folder,
                     .with_colour = surroundings_want_colour()};
    report_write(&text_form, &report, stderr);
    if (from->diags.has_environment_failure) return EXIT_ENVIRONMENT;
    return run->given->has_exit_code ? EXIT_USAGE : EXIT_CONTENT;
}

static Severity say_no_warning(const DiagPolicy *policy, const char *code, Str path) {
    (void)policy, (void)code, (void)path;
    return SEVERITY_OFF;
}

static int read_side(DiffRun *run, DiffSide *from) {
    static const DiagPolicy errors_alone = {say_no_warning};
    const SiteArguments *given = &run->given->site;
    const char *folder = NULL;
    int status = find_folder(run, from, &folder);
    if (status != EXIT_DONE) return status;
    Sources *sources = &from->side.sources;
    sources->root = folder_open(folder);
    sources->theme = (Theme){.folder = folder_open(run->theme), .path = run->theme};
    sources->options = (SourceOptions){
        .base_url = given->base_url, .now = given->now, .with_drafts = given->with_drafts,
        .with_future = given->with_future, .with_expired = given->with_expired,
        .thread_count = given->thread_count};
    from->diags.policy = &errors_alone;
    return side_read(&from->side, &from->diags) ? EXIT_DONE : report_errors(run, from, folder);
}

static int compare(DiffRun *run, Buf *out) {
    int status = read_side(run, &run->sides[0]);
    // Both are told what is wrong with them.
    int other = status == EXIT_USAGE || status == EXIT_ENVIRONMENT
                    ? status : read_side(run, &run->sides[1]);
    if (status == EXIT_DONE) status = other;
    if (status != EXIT_DONE) return status;
    Difference difference = {0};
    difference_find(&run->sides[0].side, &run->sides[1].side, &difference);
    formats[run->given->format.index](&difference, out);
    bool is_told = run->given->has_exit_code && difference.page_count;
    difference_free(&difference);
    return is_told ? EXIT_CONTENT : EXIT_DONE;
}

static int run_diff(const DiffArguments *given, const char *before, const char *after) {
    DiffRun run = {.given = given};
    DiffSide none = {.revision = {.folder = -1},
                     .side = {.sources = {.root = -1, .theme = {.folder = -1}}}};
    for (int i = 0; i < 2; i++) {
        run.sides[i] = none;
        run.sides[i].name = i ? after : before;
    }
    Buf out = {0};
    // What is taken out of a repository is removed whoever ends the program: it ends behind that.
    sigset_t ending;
    sigset_t usual;
    sigemptyset(&ending);
    for (size_t i = 0; i < 3; i++) sigaddset(&ending, (int[]){SIGINT, SIGTERM, SIGHUP}[i]);
    pthread_sigmask(SIG_BLOCK, &ending, &usual);
    int status = surroundings_find_theme(&run.arena, &run.theme) ? compare(&run, &out)
                                                                 : EXIT_ENVIRONMENT;
    for (int i = 0; i < 2; i++) {
        side_free(&run.sides[i].side);
        diags_free(&run.sides[i].diags);
        revision_close(&run.sides[i].revision);
    }
    pthread_sigmask(SIG_SETMASK, &usual, NULL);
    fwrite(out.ptr ? out.ptr : "", 1, out.len, stdout);
    buf_free(&out);
    arena_free(&run.arena);
    return status;
}

static int run(int argument_count, char **arguments) {
    DiffArguments given = {.site = site_arguments()};
    int rest = options_parse(&diff_verb.options, "diff", argument_count, arguments, &given);
    if (rest < 0) return EXIT_USAGE;
    int count = argument_count - rest;
    if (count < 1 || count > 2) {
        report_line(stderr, "metier: diff takes two folders or revisions, OLD and NEW; "
                            "'metier help diff' tells more");
        return EXIT_USAGE;
    }
    if (!given.site.now.year && !surroundings_find_day(&given.site.now)) return EXIT_USAGE;
    return run_diff(&given, arguments[rest],
                    count == 2 ? arguments[rest + 1] : given.site.root.ptr);
}

const Verb diff_verb = {
    .name = "diff", .summary = "what differs between two sites, or two revisions of one",
    .options = {rows, sizeof rows / sizeof rows[0]}, .operand = "OLD [NEW]", .notes = notes,
    .run = run,
};
