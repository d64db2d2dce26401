// The table of verbs, and the way into it.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "report/report.h"
#include "verbs/verbs.h"

const char program_version[] = "0.1.0";

#define VERB_ADDRESS(name) &name##_verb,
const Verb *const verbs[] = {VERBS(VERB_ADDRESS)};
#undef VERB_ADDRESS
const unsigned verb_count = sizeof verbs / sizeof verbs[0];

// What stands in place of a verb.
static const Option program_rows[] = {
    {.name = "help", .help = "the same as the verb help"},
    {.name = "version", .help = "print the version"},
};
const OptionTable program_options = {program_rows, sizeof program_rows / sizeof program_rows[0]};

int verb_report_unknown(const char *word) {
    Arena arena = {0};
    Str names[sizeof verbs / sizeof verbs[0]];
    for (unsigned i = 0; i < verb_count; i++) names[i] = str_from(verbs[i]->name);
    report_line(stderr, "metier: there is no verb '%s'; %s", word,
                diag_did_you_mean(&arena, str_from(word), names, verb_count, "see 'metier help'"));
    arena_free(&arena);
    return EXIT_USAGE;
}

// Where standard output is closed, a file of the site would be opened in its place, and words would
// be written into it. A file that may not grow is an error to report, no reason to die.
static void secure_process(void) {
    for (int descriptor = 0; descriptor <= STDERR_FILENO; descriptor++) {
        if (fcntl(descriptor, F_GETFD) < 0 && errno == EBADF) open("/dev/null", O_RDWR);
    }
    signal(SIGXFSZ, SIG_IGN);
    // Whole lines: a run that ends for want of memory ends none in its midst.
    static char line[BUFSIZ];
    (void)setvbuf(stderr, line, _IOLBF, sizeof line);   // if not, they go out as they are
}

static int run(int argument_count, char **arguments) {
    if (argument_count < 2) {
        help_verb.run(1, arguments);
        return EXIT_USAGE;
    }
    if (!strcmp(arguments[1], "--version")) {
        printf("metier %s\n", program_version);
        return EXIT_DONE;
    }
    if (argument_count > 2 && !strcmp(arguments[argument_count - 1], "--help")) {
        return help_verb.run(2, (char *[]){"help", arguments[1], NULL});
    }
    const char *name = strcmp(arguments[1], "--help") ? arguments[1] : "help";
    for (unsigned i = 0; i < verb_count; i++) {
        if (!strcmp(name, verbs[i]->name)) return verbs[i]->run(argument_count - 1, arguments + 1);
    }
    return verb_report_unknown(arguments[1]);
}

int main(int argument_count, char **arguments) {
    secure_process();
    int status = run(argument_count, arguments);
    if (fflush(stdout) == 0 && !ferror(stdout)) return status;
    report_line(stderr, "metier: standard output cannot be written: %s", error_words(errno));
    return status == EXIT_DONE ? EXIT_ENVIRONMENT : status;
}
