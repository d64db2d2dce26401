#include "verbs/manual.h"

#include <string.h>

#include "verbs/roff.h"
#include "verbs/verbs.h"

typedef struct Entry {
    const char *name, *text;
} Entry;

static const Entry variables[] = {
    {"SOURCE_DATE_EPOCH", "The day that counts as today, in seconds since 1970-01-01, UTC. --now "
                          "comes before it; without both it is the day of the clock, in UTC."},
    {"EDITOR", "The editor that opens a file from a page of metier serve, where VISUAL names "
               "none."},
    {"NO_COLOR", "When it is set, diagnostics have no colours. They have them on a terminal only."},
    {"TERM", "When it is dumb or not set, a long build shows no line of its progress."},
    {"TMPDIR", "The folder in which metier diff keeps the files of a revision, and metier check "
               "the texts that it has read, while it runs; else /tmp."},
    {"VISUAL", "The editor that opens a file from a page of metier serve: code, codium, cursor, "
               "windsurf, zed, subl or idea. Any other is taken for VS Code."},
};

static const Entry files[] = {
    {"site.yaml", "What the site's owner decides: title, base_url, branches, outputs."},
    {"content/", "Roles, articles and pages: Markdown with YAML front matter."},
    {"content/metier.lock", "What metier import and refresh took in last, by which they tell an "
                            "editor's figures from a source's. It is committed."},
    {"layouts/", "Layouts of the site's own. Each stands in for the theme's of the same name."},
    {"static/", "Style sheets, scripts and pictures of the site's own, beside the theme's; "
                "brand.css stands after style.css in every page."},
    {"public/", "The published site, unless -o names another folder."},
    {".public.metier/", "Beside public/: what the next build has to know of this one. Without it "
                        "a build takes public/ for a folder that holds other files."},
    {".metier/links", "Links to other sites that check --external has found to be good, and does "
                      "not ask again for a week. It may be removed at any time."},
    {".metier/batch/", "While metier import or refresh writes: what is to come. After a cut the "
                       "next one completes it."},
    {"../share/metier/", "The theme, from the program's folder."},
};
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void write_entries(const Entry *entries, size_t count, char font, FILE *out) {
    for (size_t i = 0; i < count; i++) {
        roff_write_item(font, entries[i].name, out);
        roff_write_line(entries[i].text, out);
    }
}

static void write_options(const OptionTable *table, FILE *out) {
    for (size_t i = 0; i < table->count; i++) {
        const Option *row = &table->rows[i];
        const char letter[] = {'-', row->letter, '\0'};
        fputs(".TP\n", out);
        if (row->letter) roff_write_in_font('B', letter, out);
        if (row->letter && row->name) fputs(", ", out);
        if (row->name) fputs("\\fB\\-\\-", out);
        if (row->name) roff_write_in_font('B', row->name, out);
        if (row->argument) fputc(' ', out);
        if (row->argument) roff_write_in_font('I', row->argument, out);
        fputc('\n', out);
        Buf help = {0};
        option_add_help(row, &help);
        roff_write_line(help.ptr, out);
        buf_free(&help);
    }
}

static void write_topics(const Verb *verb, FILE *out) {
    for (size_t i = 0; i < verb->topics.count; i++) {
        const Topic *topic = &verb->topics.rows[i];
        if (!topic->write && !verb->topic_operand) continue;
        fputs(".TP\n", out);
        if (topic->after) fprintf(out, "\\fB%s ", topic->after);
        roff_write_in_font('B', topic->name, out);
        if (verb->topic_operand) fputc(' ', out);
        if (verb->topic_operand) roff_write_in_font('I', verb->topic_operand, out);
        fputc('\n', out);
        roff_write_line(topic->summary, out);
    }
}

static void write_synopsis(FILE *out) {
    fputs(".SH SYNOPSIS\n", out);
    for (unsigned i = 0; i < verb_count; i++) {
        fputs("\\fBmetier\\fR ", out);
        verb_write_usage(verbs[i], out);
        fputs("\n.br\n", out);
    }
    for (size_t i = 0; i < program_options.count; i++) {
        if (i) fputs(".br\n", out);
        fputs("\\fBmetier \\-\\-", out);
        roff_write_in_font('B', program_options.rows[i].name, out);
        fputc('\n', out);
    }
}

static void write_verbs(FILE *out) {
    fputs(".SH VERBS\n", out);
    for (unsigned i = 0; i < verb_count; i++) {
        fputs(".SS ", out);
        roff_write(verbs[i]->name, out);
        fputc('\n', out);
        roff_write_line(verbs[i]->summary, out);
        write_options(&verbs[i]->options, out);
        if (verbs[i]->topics.count) write_topics(verbs[i], out);
        if (verbs[i]->notes) fputs(".PP\n", out);
        if (verbs[i]->notes) roff_write_line(verbs[i]->notes, out);
    }
}

void manual_write(FILE *out) {
    roff_write_title("metier", 1, "build a careers site from Markdown profiles", out);
    write_synopsis(out);
    fputs(".SH DESCRIPTION\n"
          "A folder with a Markdown file per role becomes a careers site: a page per role, and\n"
          "around the roles everything that a publisher needs. While the content has an error,\n"
          "nothing is published.\n", out);
    write_verbs(out);
    fputs(".SH OPTIONS\nIn place of a verb:\n", out);
    write_options(&program_options, out);
    fputs(".SH EXIT STATUS\n", out);
    for (int i = 0; i < EXIT_STATUS_COUNT; i++) {
        fprintf(out, ".TP\n%d\n", i);
        roff_write_line(exit_meanings[i], out);
    }
    fputs(".SH ENVIRONMENT\n", out);
    write_entries(variables, COUNT(variables), 'B', out);
    fputs(".SH FILES\n", out);
    write_entries(files, COUNT(files), 'I', out);
    fputs(".SH SEE ALSO\n", out);
    for (size_t i = 0; i < help_verb.topics.count; i++) {
        const Topic *topic = &help_verb.topics.rows[i];
        if (topic->after && !strcmp(topic->after, "man")) roff_write_line(topic->summary, out);
    }
}
