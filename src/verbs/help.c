// metier help: the verbs, one verb's options, or the names that layouts may use.
#include <stdio.h>
#include <string.h>

#include "base/report.h"
#include "output/output.h"
#include "verbs/verbs.h"

static void write_overview(void) {
    puts("metier builds a careers site from Markdown profiles.\n\nusage: metier VERB [OPTIONS]\n");
    for (unsigned i = 0; i < verb_count; i++) {
        printf("  %-10s %s\n", verbs[i]->name, verbs[i]->summary);
    }
    puts("\n'metier help VERB' lists a verb's options, 'metier help layouts' the names for "
         "layouts.\n"
         "exit status: 0 done, 1 the content has errors, 2 usage, 3 the environment failed");
}

static void write_verb(const Verb *verb) {
    printf("metier %s: %s\n\nusage: metier %s%s%s%s\n", verb->name, verb->summary, verb->name,
           verb->options.count ? " [OPTIONS]" : "", *verb->operands ? " " : "", verb->operands);
    if (verb->options.count) putchar('\n');
    options_write_help(&verb->options, stdout);
}

static int run(int argument_count, char **arguments) {
    if (argument_count < 2) {
        write_overview();
        return EXIT_DONE;
    }
    if (argument_count > 2) {
        report_line(stderr, "metier: '%s' is too much; 'metier help' takes one word", arguments[2]);
        return EXIT_USAGE;
    }
    if (!strcmp(arguments[1], "layouts")) {
        output_write_reference(stdout);
        return EXIT_DONE;
    }
    for (unsigned i = 0; i < verb_count; i++) {
        if (strcmp(arguments[1], verbs[i]->name)) continue;
        write_verb(verbs[i]);
        return EXIT_DONE;
    }
    return verb_report_unknown(arguments[1]);
}

const Verb help_verb = {
    .name = "help", .summary = "this, or the options of a verb, or the names that layouts may use",
    .operands = "VERB | layouts", .run = run,
};
