// metier build, metier check: the whole site, or only its diagnostics.
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/report.h"
#include "output/build.h"
#include "verbs/verbs.h"

typedef struct BuildArguments {
    BuildOptions options;
    Arena arena;
    const char *now;
} BuildArguments;

enum { THREADS_MAX = 256 };

static int usage_error(const char *format, const char *what) {
    fprintf(stderr, "metier: ");
    fprintf(stderr, format, what);
    fprintf(stderr, "; 'metier help build' lists the options\n");
    return EXIT_USAGE;
}

static bool set_threads(BuildArguments *ret, const char *value) {
    char *end = NULL;
    unsigned long count = strtoul(value, &end, 10);
    ret->options.thread_count = count;
    return *value >= '0' && *value <= '9' && *end == '\0' && count >= 1 && count <= THREADS_MAX;
}

// Sets what option `name` says; false when the value is not of its kind.
static bool set_value(BuildArguments *ret, const char *name, const char *value) {
    if (!strcmp(name, "-C")) ret->options.root = value;
    else if (!strcmp(name, "-o")) ret->options.out = str_from(value);
    else if (!strcmp(name, "-j")) return set_threads(ret, value);
    else if (!strcmp(name, "--base-url")) ret->options.base_url = str_from(value);
    else if (!strcmp(name, "--now")) ret->now = value;
    return *value != '\0';
}

static int parse_arguments(int count, char **arguments, BuildArguments *ret) {
    static const char *const valued[] = {"-C", "-o", "-j", "--base-url", "--now"};
    for (int i = 1; i < count; i++) {
        const char *argument = arguments[i];
        const char *name = NULL;
        const char *value = NULL;
        for (size_t j = 0; j < sizeof valued / sizeof valued[0]; j++) {
            size_t len = strlen(valued[j]);
            bool is_long = valued[j][1] == '-';
            if (strncmp(argument, valued[j], len)) continue;
            if (argument[len] == '\0') {
                name = valued[j];
                value = i + 1 < count ? arguments[++i] : NULL;
                if (!value) return usage_error("%s needs a value", argument);
            } else if (!is_long || argument[len] == '=') {
                name = valued[j];
                value = argument + len + is_long;
            }
        }
        if (name) {
            if (!set_value(ret, name, value)) return usage_error("'%s' does not suit its option", value);
        } else if (!strcmp(argument, "--drafts")) {
            ret->options.with_drafts = true;
        } else if (!strcmp(argument, "--future")) {
            ret->options.with_future = true;
        } else if (!strcmp(argument, "--expired")) {
            ret->options.with_expired = true;
        } else if (!strcmp(argument, "--force")) {
            ret->options.is_forced = true;
        } else {
            return usage_error("unknown option '%s'", argument);
        }
    }
    return EXIT_DONE;
}

// The one place that reads the clock: --now, else SOURCE_DATE_EPOCH, else today, as a UTC day.
static bool find_now(const char *given, Date *ret) {
    if (given) return date_parse(str_from(given), false, ret);
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    char *end = NULL;
    time_t seconds = epoch && *epoch ? (time_t)strtoll(epoch, &end, 10) : time(NULL);
    struct tm day;
    if ((end && *end) || !gmtime_r(&seconds, &day)) return false;
    *ret = (Date){(int16_t)(day.tm_year + 1900), (int8_t)(day.tm_mon + 1), (int8_t)day.tm_mday};
    return true;
}

// The theme is the repository's or the installation's: ../ or ../share/metier from the program.
static bool find_theme(BuildArguments *ret) {
    Str folder;
    if (!file_program_folder(&ret->arena, &folder)) return false;
    static const char *const places[] = {"/..", "/../share/metier"};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        Str place = arena_join(&ret->arena, folder, str_from(places[i]));
        int theme = folder_open(place.ptr);
        bool is_theme = theme >= 0 && file_exists(theme, STR("layouts/base.html"));
        folder_close(theme);
        if (!is_theme) continue;
        char *real = realpath(place.ptr, NULL);
        ret->options.theme = real ? arena_copy(&ret->arena, str_from(real)).ptr : place.ptr;
        free(real);
        return true;
    }
    return false;
}

static double seconds_since(const struct timespec *start) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

static void report_end(const Diags *diags, bool is_dry, const PublishCounts *counts,
                       const struct timespec *start) {
    size_t errors = diags->error_count;
    if (errors) {
        const char *outcome = is_dry ? "the site cannot be published"
                              : counts->is_begun
                                  ? "a part of the site was published; the next build completes it"
                                  : "nothing was published";
        fprintf(stderr, "%zu error%s; %s\n", errors, errors == 1 ? "" : "s", outcome);
    } else if (is_dry) {
        printf("%zu files, no errors, %.2f s\n", counts->file_count, seconds_since(start));
    } else {
        printf("%zu files: %zu changed, %zu removed, %.2f s\n", counts->file_count,
               counts->changed_count, counts->removed_count, seconds_since(start));
    }
}

static int run_build(int count, char **arguments, bool is_dry) {
    struct timespec start;
    clock_gettime(CLOCK_MONOTONIC, &start);
    // Published files are for a web server to read: the umask of the builder must not matter.
    umask(022);
    BuildArguments parsed = {.options = {.root = ".", .out = STR("public"), .is_dry = is_dry,
                                         .thread_count = workers_default_count()}};
    Diags diags = {0};
    PublishCounts counts = {0};
    int status = parse_arguments(count, arguments, &parsed);
    if (status == EXIT_DONE && !find_now(parsed.now, &parsed.options.now)) {
        status = usage_error("%s is not a day", parsed.now ? "--now" : "SOURCE_DATE_EPOCH");
    }
    if (status == EXIT_DONE && !find_theme(&parsed)) {
        fputs("metier: the theme is missing: no layouts/base.html beside the program\n", stderr);
        status = EXIT_ENVIRONMENT;
    }
    if (status == EXIT_DONE) {
        bool is_built = build_site(&parsed.options, &counts, &diags);
        bool with_colour = isatty(STDERR_FILENO) && !getenv("NO_COLOR");
        diags_write(&diags, parsed.options.root, with_colour, stderr);
        report_end(&diags, is_dry, &counts, &start);
        status = is_built ? EXIT_DONE : diags.has_environment_failure ? EXIT_ENVIRONMENT : EXIT_CONTENT;
    }
    diags_free(&diags);
    arena_free(&parsed.arena);
    return status;
}

int verb_build(int argument_count, char **arguments) {
    return run_build(argument_count, arguments, false);
}

int verb_check(int argument_count, char **arguments) {
    return run_build(argument_count, arguments, true);
}
