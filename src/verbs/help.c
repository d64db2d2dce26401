// metier help: the verbs, one verb's options, or a topic.
#include <stdio.h>
#include <string.h>

#include "base/report.h"
#include "output/output.h"
#include "verbs/completions.h"
#include "verbs/manual.h"
#include "verbs/verbs.h"

static const Topic topics[] = {
    {NULL, "layouts", "the names that layouts may use", output_write_reference},
    {NULL, "man", "the manual page, for man -l", manual_write},
    {NULL, "completions", "what a shell completes words of metier from", NULL},
    {"completions", "bash", "completions for bash", completions_write_bash},
    {"completions", "zsh", "completions for zsh", completions_write_zsh},
    {"completions", "fish", "completions for fish", completions_write_fish},
};
const TopicTable help_topics = {topics, sizeof topics / sizeof topics[0]};

const char *const exit_meanings[EXIT_STATUS_COUNT] = {
    [EXIT_DONE] = "done",
    [EXIT_CONTENT] = "the content has errors",
    [EXIT_USAGE] = "usage",
    [EXIT_ENVIRONMENT] = "the environment failed",
};

static void write_overview(void) {
    puts("metier builds a careers site from Markdown profiles.\n\nusage: metier VERB [OPTIONS]\n");
    for (unsigned i = 0; i < verb_count; i++) {
        printf("  %-10s %s\n", verbs[i].name, verbs[i].summary);
    }
    puts("\n'metier help VERB' lists a verb's options, 'metier help help' what else can be asked.");
    for (int i = 0; i < EXIT_STATUS_COUNT; i++) {
        printf("%s %d %s", i ? "," : "exit status:", i, exit_meanings[i]);
    }
    putchar('\n');
}

static void write_topics(const TopicTable *table) {
    for (size_t i = 0; i < table->count; i++) {
        const Topic *topic = &table->rows[i];
        if (!topic->write) continue;
        int width = printf("  %s%s%s", topic->after ? topic->after : "", topic->after ? " " : "",
                           topic->name);
        printf("%*s%s\n", width < HELP_COLUMN ? HELP_COLUMN - width : 1, "", topic->summary);
    }
}

static void write_verb(const Verb *verb) {
    printf("metier %s: %s\n\nusage: metier ", verb->name, verb->summary);
    verb_write_usage(verb, stdout);
    puts("\n");
    if (verb->options) options_write_help(verb->options, stdout);
    if (verb->topics) write_topics(verb->topics);
}

void verb_write_usage(const Verb *verb, FILE *out) {
    fprintf(out, "%s%s", verb->name, verb->options ? " [OPTIONS]" : "");
    if (verb->operand) fprintf(out, " [%s%s]", verb->operand, verb->topics ? " | TOPIC" : "");
}

// The topic that the words from the second on name, NULL when there is none. `ret` is the index of
// the first word behind it.
static const Topic *find_topic(int argument_count, char **arguments, int *ret) {
    const Topic *found = NULL;
    int index = 1;
    for (size_t i = 0; i < help_topics.count && index < argument_count; i++) {
        const Topic *topic = &topics[i];   // those after a topic stand behind it
        bool is_next = topic->after ? found && !strcmp(topic->after, found->name) : !found;
        if (!is_next || strcmp(topic->name, arguments[index])) continue;
        found = topic;
        index++;
    }
    *ret = index;
    return found;
}

static const Verb *find_verb(const char *name) {
    for (unsigned i = 0; i < verb_count; i++) {
        if (!strcmp(name, verbs[i].name)) return &verbs[i];
    }
    return NULL;
}

static int refuse_incomplete(const Topic *given) {
    fprintf(stderr, "metier: 'metier help %s' takes one word more:", given->name);
    for (size_t i = 0; i < help_topics.count; i++) {
        bool is_choice = topics[i].after && !strcmp(topics[i].after, given->name);
        if (is_choice) fprintf(stderr, " %s", topics[i].name);
    }
    fputc('\n', stderr);
    return EXIT_USAGE;
}

int verb_help(int argument_count, char **arguments) {
    if (argument_count < 2) {
        write_overview();
        return EXIT_DONE;
    }
    int rest = 1;
    const Topic *topic = find_topic(argument_count, arguments, &rest);
    const Verb *verb = topic ? NULL : find_verb(arguments[rest++]);
    if (!topic && !verb) return verb_report_unknown(arguments[1]);
    if (topic && !topic->write) return refuse_incomplete(topic);
    if (rest < argument_count) {
        report_line(stderr, "metier: '%s' is too much; 'metier help help' lists the topics",
                    arguments[rest]);
        return EXIT_USAGE;
    }
    if (topic) topic->write(stdout);
    else write_verb(verb);
    return EXIT_DONE;
}
