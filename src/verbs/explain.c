// metier explain: what the code of a diagnostic means, and what an output was made from.
#include "report/report.h"
#include "verbs/explain_code.h"
#include "verbs/explain_path.h"
#include "verbs/site_options.h"
#include "verbs/verbs.h"

typedef struct ExplainArguments {
    SiteArguments site;
} ExplainArguments;

static const Option rows[] = {SITE_OPTIONS(ExplainArguments)};

// Whether a word is written as codes are. A path has a '/' or a '.'.
static bool is_code(Str word) {
    for (size_t i = 0; i < word.len; i++) {
        char byte = word.ptr[i];
        bool is_usual = (byte >= 'a' && byte <= 'z') || ascii_is_digit(byte) || byte == '-';
        if (!is_usual) return false;
    }
    return word.len > 0;
}

static int explain_code(Str code) {
    if (explain_code_write(code, stdout)) return EXIT_DONE;
    explain_code_report_unknown(code);
    return EXIT_USAGE;
}

static int explain_path(const ExplainArguments *given, Str path) {
    BuildOptions options = {.is_dry = true};
    Arena arena = {0};
    int status = site_options_take(&given->site, &arena, &options);
    if (status == EXIT_DONE) status = explain_path_run(&options, path);
    arena_free(&arena);
    return status;
}

static int run(int count, char **arguments) {
    ExplainArguments given = {.site = site_arguments()};
    int rest = options_parse(&explain_verb.options, "explain", count, arguments, &given);
    if (rest < 0) return EXIT_USAGE;
    if (rest + 1 < count) {
        report_line(stderr, "metier: '%s' is too much; 'metier explain' takes one code or path",
                    arguments[rest + 1]);
        return EXIT_USAGE;
    }
    if (rest == count) {
        explain_code_list(stdout);
        return EXIT_DONE;
    }
    Str word = str_from(arguments[rest]);
    return is_code(word) ? explain_code(word) : explain_path(&given, word);
}

const Verb explain_verb = {
    .name = "explain",
    .summary = "what a code means, what a page was made from, what is made from a file",
    .options = {rows, sizeof rows / sizeof rows[0]}, .operand = "CODE | PATH", .run = run,
};
