// Topics: the words that a verb understands behind it, as rows. Help, the manual page and the
// completions of shells follow from them.
#ifndef METIER_VERBS_TOPICS_H
#define METIER_VERBS_TOPICS_H

#include <stdbool.h>
#include <stdio.h>

#include "base/text.h"

// A word that a verb understands behind it, and what is written then.
typedef struct Topic {
    const char *after;       // the topic that it follows; NULL: the verb
    const char *name;
    const char *summary;     // one line
    void (*write)(FILE *out);   // NULL: one of the topics after it has to follow, or an operand
} Topic;

typedef struct TopicTable {
    const Topic *rows;
    size_t count;
} TopicTable;

// The topic that the words from the second on name, NULL when there is none. `ret` is the index of
// the first word behind it.
const Topic *topics_find(const TopicTable *table, int argument_count, char **arguments, int *ret);
// Whether a topic stands behind another or, where that is NULL, behind the verb.
bool topic_is_after(const Topic *topic, const Topic *before);
// Whether there are topics after this one.
bool topics_lead_on(const TopicTable *table, const Topic *topic);
// Writes what a topic of `verb` tells, unless words are missing or stand in arguments from `rest`
// on, which it says on stderr. Returns the exit status.
int topics_write(const TopicTable *table, const char *verb, const Topic *topic, int rest,
                 int argument_count, char **arguments);
// Says on stderr that there is a word too many. Returns the exit status.
int topics_refuse(const char *verb, const char *word);
// Says on stderr which topics there are. Returns the exit status.
int topics_refuse_other(const TopicTable *table, const char *verb);
// Appends what `write` writes.
void topic_add_text(void (*write)(FILE *out), Buf *out);
// "  layouts            the names that layouts may use", a line a topic. `operand` is what follows
// each of them, or NULL.
void topics_write_help(const TopicTable *table, const char *operand, FILE *out);

#endif
