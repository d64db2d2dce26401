// metier help: the verbs, one verb's options, or a topic.
#include <stdio.h>
#include <string.h>

#include "report/report.h"
#include "output/output.h"
#include "site/lints/lint_names.h"
#include "site/lints/lints.h"
#include "verbs/completions.h"
#include "verbs/manual.h"
#include "verbs/reference.h"
#include "verbs/verbs.h"

static void write_lints(FILE *out) {
    const Lint *lint;
    for (size_t i = 0; (lint = lint_at(i)); i++) {
        fprintf(out, "%-24s %-8s %s\n", lint->code, severity_names[lint->severity],
                lint->reason);
    }
    fputs("\n'lints: {CODE: off}' in site.yaml, or warning, or error, decides for all pages, and\n"
          "'silence: {CODE: the reason}' in front matter for one.\n", out);
}

#define WRITERS(name)                                                     \
    static void write_##name(FILE *out) {                                 \
        reference_write(&name##_document, out);                           \
    }                                                                     \
    static void write_##name##_manual(FILE *out) {                        \
        reference_write_manual(&name##_document, out);                    \
    }
DOCUMENTS(WRITERS)

static const Topic topics[] = {
    {NULL, "role", "the fields and sections of a role", write_role},
    {NULL, "article", "the fields of an article", write_article},
    {NULL, "page", "the fields of a page", write_page},
    {NULL, "site", "the fields of site.yaml", write_site},
    {NULL, "lints", "what is warned of, and how severe it is", write_lints},
    {NULL, "layouts", "the names that layouts may use", output_write_reference},
    {NULL, "man", "a manual page, for man -l: metier(1)", manual_write},
    {"man", "role", "metier-role(5)", write_role_manual},
    {"man", "article", "metier-article(5)", write_article_manual},
    {"man", "page", "metier-page(5)", write_page_manual},
    {"man", "site", "metier-site(5)", write_site_manual},
    {"man", "layouts", "metier-layouts(5)", reference_write_layouts_manual},
    {NULL, "completions", "what a shell completes words of metier from", NULL},
    {"completions", "bash", "completions for bash", completions_write_bash},
    {"completions", "zsh", "completions for zsh", completions_write_zsh},
    {"completions", "fish", "completions for fish", completions_write_fish},
};

const char *const exit_meanings[EXIT_STATUS_COUNT] = {
    [EXIT_DONE] = "done",
    [EXIT_CONTENT] = "the content has errors",
    [EXIT_USAGE] = "usage",
    [EXIT_ENVIRONMENT] = "the environment failed",
};

static void write_overview(void) {
    puts("metier builds a careers site from Markdown profiles.\n\nusage: metier VERB [OPTIONS]\n");
    for (unsigned i = 0; i < verb_count; i++) {
        printf("  %-10s %s\n", verbs[i]->name, verbs[i]->summary);
    }
    puts("\n'metier help VERB' lists a verb's options, 'metier help help' what else can be asked.");
    for (int i = 0; i < EXIT_STATUS_COUNT; i++) {
        printf("%s %d %s", i ? "," : "exit status:", i, exit_meanings[i]);
    }
    putchar('\n');
}

static void write_verb(const Verb *verb) {
    printf("metier %s: %s\n\nusage: metier ", verb->name, verb->summary);
    verb_write_usage(verb, stdout);
    puts("\n");
    options_write_help(&verb->options, stdout);
    topics_write_help(&verb->topics, verb->topic_operand, stdout);
    if (verb->notes) printf("\n%s\n", verb->notes);
}

void verb_write_usage(const Verb *verb, FILE *out) {
    fprintf(out, "%s%s", verb->name, verb->options.count ? " [OPTIONS]" : "");
    if (verb->operand) fprintf(out, " [%s%s]", verb->operand, verb->topics.count ? " | TOPIC" : "");
    else if (verb->topics.count) fputs(" TOPIC", out);
    if (verb->topic_operand) fprintf(out, " %s", verb->topic_operand);
}

static const Verb *find_verb(const char *name) {
    for (unsigned i = 0; i < verb_count; i++) {
        if (!strcmp(name, verbs[i]->name)) return verbs[i];
    }
    return NULL;
}

static int run(int argument_count, char **arguments) {
    if (argument_count < 2) {
        write_overview();
        return EXIT_DONE;
    }
    const TopicTable *table = &help_verb.topics;
    int rest = 1;
    const Topic *topic = topics_find(table, argument_count, arguments, &rest);
    if (topic) return topics_write(table, "help", topic, rest, argument_count, arguments);
    const Verb *verb = find_verb(arguments[1]);
    if (!verb) return verb_report_unknown(arguments[1]);
    if (argument_count > 2) return topics_refuse("help", arguments[2]);
    write_verb(verb);
    return EXIT_DONE;
}

const Verb help_verb = {
    .name = "help", .summary = "this, a verb's options, or what else there is to know",
    .operand = "VERB", .topics = {topics, sizeof topics / sizeof topics[0]}, .run = run,
};
