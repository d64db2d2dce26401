// Verbs: what the command line offers. A verb is a file here, and its name in VERBS.
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
    OptionTable options;
    int (*run)(int argument_count, char **arguments);  // arguments[0] is the verb
} Verb;

// All verbs, as help lists them. Of each, NAME_verb is defined in its file.
#define VERBS(VERB) VERB(build) VERB(check) VERB(schema) VERB(help)
#define VERB_DECLARATION(name) extern const Verb name##_verb;
VERBS(VERB_DECLARATION)
#undef VERB_DECLARATION

extern const Verb *const verbs[];
extern const unsigned verb_count;
// Says on stderr that there is no such verb, and which may have been meant. Returns EXIT_USAGE.
int verb_report_unknown(const char *word);

#endif
