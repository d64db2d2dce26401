// Verbs: what the command line offers. A verb is a file here, and its name in VERBS.
// Only verbs and main print, and only they decide the exit status.
#ifndef METIER_VERBS_VERBS_H
#define METIER_VERBS_VERBS_H

#include "verbs/options.h"
#include "verbs/topics.h"

typedef enum ExitStatus {
    EXIT_DONE = 0,
    EXIT_CONTENT = 1,        // the content has errors
    EXIT_USAGE = 2,          // the command line is wrong
    EXIT_ENVIRONMENT = 3,    // the disk, permissions, memory
    EXIT_STATUS_COUNT,
} ExitStatus;

typedef struct Verb {
    const char *name;
    const char *summary;     // one line
    OptionTable options;
    const char *operand;     // "VERB": what may follow the options; NULL: nothing
    TopicTable topics;       // that may follow in its place
    const char *notes;       // what else is to be known, in lines; mostly NULL
    const char *topic_operand;   // "TITLE": what follows each topic, for run to read; mostly NULL
    int (*run)(int argument_count, char **arguments);  // arguments[0] is the verb
} Verb;

// All verbs, as help lists them. Of each, NAME_verb is defined in its file.
#define VERBS(V) BUILDING(V) V(init) V(new) ON_DATA(V) V(explain) V(schema) V(doctor) V(help)
#define BUILDING(V) V(build) V(merge) V(check) V(serve)
#define ON_DATA(V) V(import) V(refresh) V(diff)
#define VERB_DECLARATION(name) extern const Verb name##_verb;
VERBS(VERB_DECLARATION)
#undef VERB_DECLARATION

extern const char program_version[];
extern const Verb *const verbs[];
extern const unsigned verb_count;
// What the program takes in place of a verb.
extern const OptionTable program_options;
// "build [OPTIONS]".
void verb_write_usage(const Verb *verb, FILE *out);
// What each status means, in a few words.
extern const char *const exit_meanings[EXIT_STATUS_COUNT];
// Says on stderr that there is no such verb, and which may have been meant. Returns EXIT_USAGE.
int verb_report_unknown(const char *word);

#endif
