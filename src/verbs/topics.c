#include "verbs/topics.h"

#include <stdlib.h>
#include <string.h>

#include "report/report.h"
#include "verbs/verbs.h"

bool topic_is_after(const Topic *topic, const Topic *before) {
    return before ? topic->after && !strcmp(topic->after, before->name) : !topic->after;
}

const Topic *topics_find(const TopicTable *table, int argument_count, char **arguments, int *ret) {
    const Topic *found = NULL;
    int index = 1;
    for (size_t i = 0; i < table->count && index < argument_count; i++) {
        const Topic *topic = &table->rows[i];   // those after a topic stand behind it
        if (!topic_is_after(topic, found) || strcmp(topic->name, arguments[index]) != 0) continue;
        found = topic;
        index++;
    }
    *ret = index;
    return found;
}

static int refuse_incomplete(const TopicTable *table, const char *verb, const Topic *given) {
    fprintf(stderr, "metier: 'metier %s %s' takes one word more:", verb, given->name);
    for (size_t i = 0; i < table->count; i++) {
        const Topic *topic = &table->rows[i];
        if (topic_is_after(topic, given)) fprintf(stderr, " %s", topic->name);
    }
    fputc('\n', stderr);
    return EXIT_USAGE;
}

bool topics_lead_on(const TopicTable *table, const Topic *topic) {
    size_t i = 0;
    while (i < table->count && !topic_is_after(&table->rows[i], topic)) i++;
    return i < table->count;
}

int topics_refuse(const char *verb, const char *word) {
    report_line(stderr, "metier: '%s' is too much; 'metier help %s' lists the topics", word, verb);
    return EXIT_USAGE;
}

int topics_refuse_other(const TopicTable *table, const char *verb) {
    fprintf(stderr, "metier: 'metier %s' takes one of", verb);
    const char *before = " ";
    for (size_t i = 0; i < table->count; i++) {
        if (table->rows[i].after) continue;
        fprintf(stderr, "%s%s", before, table->rows[i].name);
        before = ", ";
    }
    fputc('\n', stderr);
    return EXIT_USAGE;
}

int topics_write(const TopicTable *table, const char *verb, const Topic *topic, int rest,
                 int argument_count, char **arguments) {
    if (!topic->write) return refuse_incomplete(table, verb, topic);
    if (rest < argument_count) return topics_refuse(verb, arguments[rest]);
    topic->write(stdout);
    return EXIT_DONE;
}

void topic_add_text(void (*write)(FILE *out), Buf *out) {
    char *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);
    if (!memory) memory_exhausted();
    write(memory);
    if (fclose(memory)) memory_exhausted();
    buf_add(out, (Str){text, size});
    free(text);
}

void topics_write_help(const TopicTable *table, const char *operand, FILE *out) {
    for (size_t i = 0; i < table->count; i++) {
        const Topic *topic = &table->rows[i];
        if (!topic->write && !operand) continue;
        int width = fprintf(out, "  %s%s%s", topic->after ? topic->after : "",
                            topic->after ? " " : "", topic->name);
        if (operand) width += fprintf(out, " %s", operand);
        fprintf(out, "%*s%s\n", width < HELP_COLUMN ? HELP_COLUMN - width : 1, "",
                topic->summary);
    }
}
