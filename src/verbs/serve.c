// metier serve: a preview that follows what is written.
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "report/report.h"
#include "serve/server.h"
#include "verbs/editor_link.h"
#include "verbs/outcome.h"
#include "verbs/site_options.h"
#include "verbs/surroundings.h"
#include "verbs/verbs.h"

enum { PATHS_SHOWN = 3 };

typedef struct ServeArguments {
    SiteArguments site;
    Str host, port;
    bool is_opening, without_drafts, is_polling;
} ServeArguments;

static const Option rows[] = {
    SITE_OPTIONS(ServeArguments),
    OPTION(ServeArguments, port, 0, "port", "PORT",
           "the first port to try (default: 8000); where it is taken, the next one"),
    OPTION(ServeArguments, host, 0, "host", "HOST",
           "the address to listen at (default: localhost, this machine alone)"),
    OPTION(ServeArguments, is_opening, 0, "open", NULL, "open the site in the browser"),
    OPTION(ServeArguments, without_drafts, 0, "no-drafts", NULL,
           "without content that says 'draft: true'"),
    OPTION(ServeArguments, is_polling, 0, "poll", NULL,
           "look through the folders, where the system does not tell what changes"),
};

// What the lines of a refresh are written with.
typedef struct Serving {
    const ServeArguments *given;
    const char *root;
    char *full_root;
    Buf unrendered;          // what was said last of a page, since the site was read
} Serving;

static void open_browser(const char *url) {
    // Nothing of the site is in it, and no shell reads it.
    sigset_t none;
    signal(SIGCHLD, SIG_IGN);
    if (fork()) return;
    // What is ignored here would be there too.
    const int ignored[] = {SIGCHLD, SIGPIPE, SIGXFSZ};
    for (size_t i = 0; i < sizeof ignored / sizeof ignored[0]; i++) signal(ignored[i], SIG_DFL);
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, NULL);
    int nothing = open("/dev/null", O_RDWR);
    int told = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++) dup2(nothing, stream);
    execlp("xdg-open", "xdg-open", url, (char *)NULL);
    execlp("open", "open", url, (char *)NULL);
    dprintf(told, "metier: there is no 'xdg-open' that would open it\n");
    _exit(EXIT_ENVIRONMENT);
}

static void say_started(void *context, const char *url) {
    const Serving *serving = context;
    report_line(stdout, "%s shows the site, and follows what you save. Ctrl-C ends it.", url);
    fflush(stdout);
    if (serving->given->is_opening) open_browser(url);
}

// "content/roles/nurse.md", "3 files".
static void add_changed(const PathList *changed, Buf *out) {
    if (!changed) {
        buf_add(out, STR("read"));
        return;
    }
    for (size_t i = 0; i < changed->count && i < PATHS_SHOWN; i++) {
        buf_add(out, i ? STR(", ") : STR(""));
        buf_add(out, changed->items[i]);
    }
    if (changed->count > PATHS_SHOWN) {
        buf_printf(out, " and %zu more", changed->count - PATHS_SHOWN);
    }
}

static void say_loss(WatchLoss loss) {
    if (loss == WATCH_LOST_SOME) {
        report_line(stdout, "more changed at once than the system tells: everything is read again");
    } else if (loss == WATCH_HAS_NO_ROOM) {
        report_line(stdout, "the system has too few watches (fs.inotify.max_user_watches, "
                            "max_user_instances): the folders are looked through twice a second");
    }
}

// One quiet line: what changed, how long it took, what is wrong.
static void say_line(const Refresh *refresh, const Report *report) {
    Buf line = {0};
    Buf summary = {0};
    add_changed(refresh->changed, &line);
    report_add_summary(report, &summary);
    report_line(stdout, "%s: %.0f ms; %zu files; %s", line.ptr, refresh->seconds * 1000,
                refresh->output_count, summary.ptr);
    buf_free(&summary);
    buf_free(&line);
}

static void add_text(const Report *report, Buf *out) {
    char *bytes = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&bytes, &size);
    if (!stream) memory_exhausted();
    Report plain = *report;
    plain.with_colour = false;
    report_write(&text_form, &plain, stream);
    if (fclose(stream)) memory_exhausted();
    buf_add(out, (Str){bytes, size});
    free(bytes);
}

static void add_problem(Json *json, const Serving *serving, const Diag *diag, Locator *locator) {
    Location location = locator_find(locator, &diag->place);
    Buf link = {0};
    json_open_object(json, NULL);
    report_put_problem(json, diag, &location, locator);
    if (location.is_known) json_text(json, "excerpt", location.text);
    bool has_link = editor_link_add(serving->full_root, diag->place.path, location.line,
                                    location.column, &link);
    if (has_link) json_text(json, "open", buf_str(&link));
    json_close_object(json);
    buf_free(&link);
}

// What live.js reads.
static void add_json(const Serving *serving, const Diags *diags, Buf *out) {
    const Diag *items = diags->list.items;
    Locator locator = locator_open(serving->root, (NamedPaths){0});
    Json json = {.out = out};
    json_open_object(&json, NULL);
    // Of many not all are listed.
    json_integer(&json, "error", (int64_t)diags->error_count);
    json_integer(&json, "warning", (int64_t)diags_warning_count(diags));
    json_open_array(&json, "diagnostics");
    for (size_t i = 0; i < diags->list.count; i++) add_problem(&json, serving, &items[i], &locator);
    json_close_array(&json);
    json_close_object(&json);
    locator_close(&locator);
}

static void say_refreshed(void *context, const Refresh *refresh, Diags *diags, Buf *json,
                          Buf *text) {
    Serving *serving = context;
    Report report = {
        .diags = diags, .root = serving->root, .version = program_version,
        .file_count = refresh->content_count,
        .outcome = refresh->is_sound ? "served" : "the last good pages stay",
        .is_done = refresh->is_sound, .with_colour = surroundings_want_colour(),
    };
    diags_settle(diags);
    // It stands on the page for one that cannot be shown.
    if (diags->error_count) add_text(&report, text);
    add_json(serving, diags, json);
    say_loss(refresh->loss);
    if (diags->error_count) report_write(&text_form, &report, stderr);
    say_line(refresh, &report);
    fflush(stdout);
    buf_clear(&serving->unrendered);
}

static void say_unrendered(void *context, Diags *diags, Buf *json, Buf *text) {
    Serving *serving = context;
    Report report = {.diags = diags, .root = serving->root, .version = program_version,
                     .outcome = "this page cannot be shown",
                     .with_colour = surroundings_want_colour()};
    add_text(&report, text);
    add_json(serving, diags, json);
    // Each time that it is asked for it is the same.
    if (str_equal(buf_str(text), buf_str(&serving->unrendered))) return;
    buf_clear(&serving->unrendered);
    buf_add(&serving->unrendered, buf_str(text));
    report_write(&text_form, &report, stderr);
}

static bool read_port(Str text, unsigned *ret) {
    *ret = 0;
    for (size_t i = 0; i < text.len && ascii_is_digit(text.ptr[i]) && *ret <= UINT16_MAX; i++) {
        *ret = *ret * 10 + (unsigned)(text.ptr[i] - '0');
        if (i + 1 == text.len) return *ret > 0 && *ret <= UINT16_MAX;
    }
    return false;
}

static int serve(ServerOptions *options, Serving *serving) {
    Diags diags = {0};
    bool is_done = server_run(options, &diags);
    Report report = {.diags = &diags, .root = serving->root, .version = program_version,
                     .outcome = "nothing was served"};
    if (!is_done) report_write(&text_form, &report, stderr);
    int status = outcome_status(is_done, &diags);
    diags_free(&diags);
    return status;
}

static int run(int count, char **arguments) {
    ServeArguments given = {.site = site_arguments(), .host = STR("localhost"),
                            .port = STR("8000")};
    int rest = options_parse(&serve_verb.options, "serve", count, arguments, &given);
    ServerOptions options = {
        .started = say_started,
        .following = {.refreshed = say_refreshed, .unrendered = say_unrendered},
    };
    if (rest < 0) return EXIT_USAGE;
    if (rest < count) return topics_refuse("serve", arguments[rest]);
    if (!read_port(given.port, &options.port)) {
        report_line(stderr, "metier: '%s' is no port: write a number from 1 to 65535",
                    given.port.ptr);
        return EXIT_USAGE;
    }
    Arena arena = {0};
    int status = site_options_take(&given.site, &arena, &options.following.build);
    options.following.build.is_dry = options.following.build.is_lean = true;
    options.following.build.with_drafts = !given.without_drafts;
    options.host = given.host.ptr;
    if (!given.site.now.year) options.following.find_day = surroundings_find_day;
    options.following.is_polling = given.is_polling;
    // Where "." is removed and made again, only its full name leads to the new one.
    Serving serving = {.given = &given, .full_root = realpath(given.site.root.ptr, NULL)};
    if (serving.full_root) options.following.build.root = serving.full_root;
    serving.root = options.following.build.root;
    if (status == EXIT_DONE) {
        options.following.context = &serving;
        status = serve(&options, &serving);
    }
    free(serving.full_root);
    buf_free(&serving.unrendered);
    arena_free(&arena);
    return status;
}

const Verb serve_verb = {
    .name = "serve", .summary = "show the site in a browser, and follow what is written",
    .options = {rows, sizeof rows / sizeof rows[0]}, .run = run,
};
