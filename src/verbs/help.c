// metier help: the verbs, one verb's options, or the names that layouts may use.
#include <stdio.h>
#include <string.h>

#include "output/output.h"
#include "verbs/verbs.h"

static void write_overview(void) {
    puts("metier builds a careers site from Markdown profiles.\n\nusage: metier VERB [OPTIONS]\n");
    for (unsigned i = 0; i < verb_count; i++) printf("  %-10s %s\n", verbs[i].name, verbs[i].summary);
    puts("\n'metier help VERB' lists a verb's options, 'metier help layouts' the names for layouts.\n"
         "exit status: 0 done, 1 the content has errors, 2 usage, 3 the environment failed");
}

int verb_help(int argument_count, char **arguments) {
    if (argument_count < 2) {
        write_overview();
        return EXIT_DONE;
    }
    if (!strcmp(arguments[1], "layouts")) {
        output_write_reference(stdout);
        return EXIT_DONE;
    }
    for (unsigned i = 0; i < verb_count; i++) {
        if (strcmp(arguments[1], verbs[i].name)) continue;
        printf("metier %s: %s\n\n%s", verbs[i].name, verbs[i].summary, verbs[i].usage);
        return EXIT_DONE;
    }
    fprintf(stderr, "metier: there is no verb '%s'\n", arguments[1]);
    return EXIT_USAGE;
}
