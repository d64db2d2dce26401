// Verbs: what the command line offers. A verb is a file here and a row in main.c.
// Only verbs and main print, and only they decide the exit status.
#ifndef METIER_VERBS_VERBS_H
#define METIER_VERBS_VERBS_H

#include "verbs/options.h"

typedef enum ExitStatus {
    EXIT_DONE = 0,
    EXIT_CONTENT = 1,        // the content has errors
    EXIT_USAGE = 2,          // the command line is wrong
    EXIT_ENVIRONMENT = 3,    // the disk, permissions, memory
} ExitStatus;

typedef struct Verb {
    const char *name;
    const char *summary;     // one line
    const char *operands;    // what may follow the options, for help; "" for nothing
    const OptionTable *options;
    int (*run)(int argument_count, char **arguments);  // arguments[0] is the verb
} Verb;

extern const Verb verbs[];
extern const unsigned verb_count;
// Says on stderr that there is no such verb, and which may have been meant. Returns EXIT_USAGE.
int verb_report_unknown(const char *word);

extern const OptionTable build_options, check_options, schema_options, help_options;

int verb_build(int argument_count, char **arguments);
int verb_check(int argument_count, char **arguments);
int verb_schema(int argument_count, char **arguments);
int verb_help(int argument_count, char **arguments);

#endif
