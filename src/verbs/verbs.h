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
    EXIT_STATUS_COUNT,
} ExitStatus;

// A word that a verb understands behind it, and what is written then.
typedef struct Topic {
    const char *after;       // the topic that it follows; NULL: the verb
    const char *name;
    const char *summary;     // one line
    void (*write)(FILE *out);   // NULL: one of the topics after it has to follow
} Topic;

typedef struct TopicTable {
    const Topic *rows;
    size_t count;
} TopicTable;

typedef struct Verb {
    const char *name;
    const char *summary;     // one line
    const OptionTable *options;   // NULL: none
    const char *operand;     // "VERB": what may follow the options; NULL: nothing
    const TopicTable *topics;     // that may follow in its place; NULL: none
    int (*run)(int argument_count, char **arguments);  // arguments[0] is the verb
} Verb;

extern const char program_version[];
extern const Verb verbs[];
extern const unsigned verb_count;
// What the program takes in place of a verb.
extern const OptionTable program_options;
// "build [OPTIONS]".
void verb_write_usage(const Verb *verb, FILE *out);
// What each status means, in a few words.
extern const char *const exit_meanings[EXIT_STATUS_COUNT];
// Says on stderr that there is no such verb, and which may have been meant. Returns EXIT_USAGE.
int verb_report_unknown(const char *word);

extern const OptionTable build_options, check_options;
extern const TopicTable help_topics;

int verb_build(int argument_count, char **arguments);
int verb_check(int argument_count, char **arguments);
int verb_help(int argument_count, char **arguments);

#endif
