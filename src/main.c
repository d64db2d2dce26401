// The table of verbs, and the way into it.
#include <stdio.h>
#include <string.h>

#include "base/diag.h"
#include "verbs/verbs.h"

#ifndef METIER_VERSION
#define METIER_VERSION "0.1.0"
#endif

#define BUILD_OPTIONS                                                                    \
    "  -C DIR            the site's folder (default: this one)\n"                        \
    "  -j THREADS        how many threads (default: all processors)\n"                   \
    "  --base-url URL    where the site will stand, in place of site.yaml's base_url\n"  \
    "  --drafts          with content that says 'draft: true'\n"                         \
    "  --future          with content whose date is still to come\n"                     \
    "  --expired         with content whose 'expires' has come\n"                        \
    "  --now DATE        the day that counts as today: YYYY-MM-DD\n"

const Verb verbs[] = {
    {"build", "build the site into public/",
     BUILD_OPTIONS
     "  -o OUT            the output folder (default: public)\n"
     "  --force           publish into a folder that holds other files\n",
     verb_build},
    {"check", "report every problem, publish nothing", BUILD_OPTIONS, verb_check},
    {"help", "this, or the options of a verb", "  VERB | layouts\n", verb_help},
};
const unsigned verb_count = sizeof verbs / sizeof verbs[0];

static int report_unknown(const char *word) {
    Arena arena = {0};
    Str names[sizeof verbs / sizeof verbs[0]];
    for (unsigned i = 0; i < verb_count; i++) names[i] = str_from(verbs[i].name);
    fprintf(stderr, "metier: there is no verb '%s'; %s\n", word,
            diag_did_you_mean(&arena, str_from(word), names, verb_count, "see 'metier help'"));
    arena_free(&arena);
    return EXIT_USAGE;
}

int main(int argument_count, char **arguments) {
    if (argument_count < 2) {
        verb_help(1, arguments);
        return EXIT_USAGE;
    }
    if (!strcmp(arguments[1], "--version")) {
        puts("metier " METIER_VERSION);
        return EXIT_DONE;
    }
    const char *name = strcmp(arguments[1], "--help") ? arguments[1] : "help";
    for (unsigned i = 0; i < verb_count; i++) {
        if (!strcmp(name, verbs[i].name)) return verbs[i].run(argument_count - 1, arguments + 1);
    }
    return report_unknown(arguments[1]);
}
