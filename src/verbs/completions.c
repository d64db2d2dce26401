#include "verbs/completions.h"

#include <string.h>

#include "verbs/verbs.h"

// How a shell completes what an option takes. The shells know folders and files best themselves.
typedef struct Value {
    const char *argument;
    const char *bash, *zsh, *fish;
} Value;

static const Value *find_value(const char *argument) {
    static const Value values[] = {
        {"DIR", "compopt -o dirnames; ", "_files -/", "-x -a '(__fish_complete_directories)'"},
        {"FILE", "compopt -o default; ", "_files", "-r -F"},
        {NULL, "", " ", "-x"},   // anything else is for the user to know
    };
    // "DIR..." are several of the same.
    const char *dots = strstr(argument, "...");
    Str name = str_slice(str_from(argument), 0, dots ? (size_t)(dots - argument) : SIZE_MAX);
    const Value *value = values;
    while (value->argument && !str_equal(str_from(value->argument), name)) value++;
    return value;
}

// How a shell completes what follows a verb's options; NULL where that is nothing it could know.
static const Value *find_operand(const Verb *verb) {
    const Value *value = find_value(verb->operand ? verb->operand : "");
    return value->argument ? value : NULL;
}

static bool takes_verb(const Verb *verb) {
    return verb->operand && !strcmp(verb->operand, "VERB");
}

// Within '…', with \ before each of the characters `special`; `quote` stands for '.
static void write_within(const char *text, const char *special, const char *quote, FILE *out) {
    for (; *text; text++) {
        if (strchr(special, *text)) fputc('\\', out);
        if (*text == '\'') fputs(quote, out);
        else fputc(*text, out);
    }
}

// "-q, --quiet", with another text between the two.
static void write_names(const Option *row, const char *between, FILE *out) {
    if (row->letter) fprintf(out, "-%c", row->letter);
    if (row->letter && row->name) fputs(between, out);
    if (row->name) fprintf(out, "--%s", row->name);
}

// bash: COMPREPLY takes words only.

static void write_bash_words(const OptionTable *table, FILE *out) {
    for (size_t i = 0; i < table->count; i++) {
        fputc(' ', out);
        write_names(&table->rows[i], " ", out);
    }
}

static void write_bash_verbs(FILE *out) {
    for (unsigned i = 0; i < verb_count; i++) fprintf(out, " %s", verbs[i]->name);
}

static void write_bash_options(const OptionTable *table, FILE *out) {
    fputs("        case $before in\n", out);
    for (size_t i = 0; i < table->count; i++) {
        const Option *row = &table->rows[i];
        if (!row->argument) continue;
        fputs("        ", out);
        write_names(row, " | ", out);
        if (row->choices) {
            fputs(") mapfile -t COMPREPLY < <(compgen -W '", out);
            option_write_choices(row, out);
            fputs("' -- \"$word\"); return ;;\n", out);
        } else {
            fprintf(out, ") %sreturn ;;\n", find_value(row->argument)->bash);
        }
    }
    fputs("        esac\n        words='", out);
    write_bash_words(table, out);
    fputs("'\n", out);
}

static void write_bash_choice(const Verb *verb, const Topic *after, FILE *out) {
    fprintf(out, "        '%d %s') words='", after ? 3 : 2, after ? after->name : verb->name);
    for (size_t i = 0; i < verb->topics.count; i++) {
        const Topic *topic = &verb->topics.rows[i];
        if (topic_is_after(topic, after)) fprintf(out, " %s", topic->name);
    }
    if (!after && takes_verb(verb)) write_bash_verbs(out);
    fputs("' ;;\n", out);
}

static void write_bash_topics(const Verb *verb, FILE *out) {
    fputs("        case \"$COMP_CWORD $before\" in\n", out);
    write_bash_choice(verb, NULL, out);
    for (size_t i = 0; i < verb->topics.count; i++) {
        const Topic *topic = &verb->topics.rows[i];
        if (topics_lead_on(&verb->topics, topic)) write_bash_choice(verb, topic, out);
    }
    fputs("        esac\n", out);
}

void completions_write_bash(FILE *out) {
    fputs("# Completions of metier for bash: metier help completions bash\n"
          "_metier() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words=\n"
          "    # Of --name=value bash makes three words.\n"
          "    [[ $word == = ]] && word=\n"
          "    [[ $before == = ]] && before=${COMP_WORDS[COMP_CWORD - 2]}\n"
          "    COMPREPLY=()\n"
          "    case $((COMP_CWORD > 1)):${COMP_WORDS[1]} in\n"
          "    0:*)\n"
          "        words='", out);
    write_bash_verbs(out);
    write_bash_words(&program_options, out);
    fputs("' ;;\n", out);
    for (unsigned i = 0; i < verb_count; i++) {
        fprintf(out, "    1:%s)\n", verbs[i]->name);
        write_bash_options(&verbs[i]->options, out);
        if (verbs[i]->topics.count) write_bash_topics(verbs[i], out);
        if (find_operand(verbs[i])) fprintf(out, "        %s\n", find_operand(verbs[i])->bash);
        fputs("        ;;\n", out);
    }
    fputs("    esac\n"
          "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
          "}\n"
          "complete -F _metier metier\n", out);
}

// zsh: _describe takes 'word:summary', _arguments '--name[summary]:ARGUMENT:action'.

static void write_zsh_word(const char *before, const char *word, const char *summary, FILE *out) {
    fprintf(out, " '%s%s:", before, word);
    write_within(summary, "\\:", "'\\''", out);
    fputc('\'', out);
}

static void write_zsh_verbs(FILE *out) {
    for (unsigned i = 0; i < verb_count; i++) {
        write_zsh_word("", verbs[i]->name, verbs[i]->summary, out);
    }
}

// A value may follow a letter at once, and a name after a sign.
static void write_zsh_option(const Option *row, FILE *out) {
    fputs(" \\\n            ", out);
    if (row->letter && row->name) {
        fputs("'(", out);
        write_names(row, " ", out);
        fputs(")'", out);
    }
    const char *sign = row->argument ? "=" : "", *plus = row->argument ? "+" : "";
    if (row->letter && row->name) {
        fprintf(out, "{-%c%s,--%s%s}", row->letter, plus, row->name, sign);
    } else if (row->letter) {
        fprintf(out, "-%c%s", row->letter, plus);
    } else {
        fprintf(out, "--%s%s", row->name, sign);
    }
    fputs("'[", out);
    Buf help = {0};
    option_add_help(row, &help);
    write_within(help.ptr, "\\[]", "'\\''", out);
    buf_free(&help);
    fputc(']', out);
    if (row->choices) {
        fprintf(out, ":%s:(", row->argument);
        option_write_choices(row, out);
        fputc(')', out);
    } else if (row->argument) {
        fprintf(out, ":%s:%s", row->argument, find_value(row->argument)->zsh);
    }
    fputc('\'', out);
}

static void write_zsh_options(const OptionTable *table, FILE *out) {
    if (!table->count) return;
    fputs("        shift words; (( CURRENT-- ))\n        _arguments -s -S", out);
    for (size_t i = 0; i < table->count; i++) write_zsh_option(&table->rows[i], out);
    fputc('\n', out);
}

static void write_zsh_choice(const Verb *verb, const Topic *after, FILE *out) {
    fprintf(out, "        %d:%s) choices=(", after ? 3 : 2, after ? after->name : verb->name);
    for (size_t i = 0; i < verb->topics.count; i++) {
        const Topic *topic = &verb->topics.rows[i];
        if (topic_is_after(topic, after)) write_zsh_word("", topic->name, topic->summary, out);
    }
    if (!after && takes_verb(verb)) write_zsh_verbs(out);
    fputs(") ;;\n", out);
}

static void write_zsh_topics(const Verb *verb, FILE *out) {
    fputs("        case $((CURRENT - 1)):$words[CURRENT-1] in\n", out);
    write_zsh_choice(verb, NULL, out);
    for (size_t i = 0; i < verb->topics.count; i++) {
        const Topic *topic = &verb->topics.rows[i];
        if (topics_lead_on(&verb->topics, topic)) write_zsh_choice(verb, topic, out);
    }
    fputs("        esac\n        (( $#choices )) && _describe -t topics topic choices && return\n",
          out);
}

void completions_write_zsh(FILE *out) {
    fputs("#compdef metier\n"
          "# Completions of metier for zsh: metier help completions zsh\n"
          "_metier() {\n"
          "    local -a choices\n"
          "    if (( CURRENT == 2 )); then\n"
          "        choices=(", out);
    write_zsh_verbs(out);
    fputs(")\n        _describe -t verbs verb choices\n        choices=(", out);
    for (size_t i = 0; i < program_options.count; i++) {
        const Option *row = &program_options.rows[i];
        write_zsh_word("--", row->name, row->help, out);
    }
    fputs(")\n        _describe -o -t options option choices\n        return\n    fi\n"
          "    case $words[2] in\n", out);
    for (unsigned i = 0; i < verb_count; i++) {
        fprintf(out, "    %s)\n", verbs[i]->name);
        if (verbs[i]->topics.count) write_zsh_topics(verbs[i], out);
        write_zsh_options(&verbs[i]->options, out);
        if (find_operand(verbs[i])) fprintf(out, "        %s\n", find_operand(verbs[i])->zsh);
        fputs("        ;;\n", out);
    }
    fputs("    esac\n"
          "}\n"
          "# Loaded as a function it is called at once; sourced, later.\n"
          "if [[ $funcstack[1] == _metier ]]; then _metier \"$@\"\n"
          "else compdef _metier metier\n"
          "fi\n", out);
}

// fish: a line a word, and the condition that says where it belongs.

static void write_fish_summary(const char *summary, FILE *out) {
    fputs(" -d '", out);
    write_within(summary, "\\", "\\'", out);
    fputs("'\n", out);
}

static void write_fish_word(const char *verb, const char *topic, const char *word,
                            const char *summary, FILE *out) {
    fprintf(out, "complete -c metier -n '__metier_is_after %s %s' -a %s", verb, topic, word);
    write_fish_summary(summary, out);
}

static void write_fish_options(const char *condition, const OptionTable *table, FILE *out) {
    for (size_t i = 0; i < table->count; i++) {
        const Option *row = &table->rows[i];
        fprintf(out, "complete -c metier -n '%s'", condition);
        if (row->letter) fprintf(out, " -s %c", row->letter);
        if (row->name) fprintf(out, " -l %s", row->name);
        if (row->choices) {
            fputs(" -x -a '", out);
            option_write_choices(row, out);
            fputc('\'', out);
        } else if (row->argument) {
            fprintf(out, " %s", find_value(row->argument)->fish);
        }
        Buf help = {0};
        option_add_help(row, &help);
        write_fish_summary(help.ptr, out);
        buf_free(&help);
    }
}

static void write_fish_verbs(const char *verb, FILE *out) {
    for (unsigned i = 0; i < verb_count; i++) {
        write_fish_word(verb, "", verbs[i]->name, verbs[i]->summary, out);
    }
}

static void write_fish_topics(const Verb *verb, FILE *out) {
    for (size_t i = 0; i < verb->topics.count; i++) {
        const Topic *topic = &verb->topics.rows[i];
        write_fish_word(verb->name, topic->after ? topic->after : "", topic->name, topic->summary,
                        out);
    }
    if (takes_verb(verb)) write_fish_verbs(verb->name, out);
}

void completions_write_fish(FILE *out) {
    fputs("# Completions of metier for fish: metier help completions fish\n"
          "function __metier_is_after\n"
          "    set -l words (commandline -opc)\n"
          "    test \"$words[2..-1]\" = \"$argv\"\n"
          "end\n"
          "function __metier_verb_is\n"
          "    set -l words (commandline -opc)\n"
          "    test \"$words[2]\" = \"$argv\"\n"
          "end\n"
          "complete -c metier -f\n", out);
    write_fish_verbs("", out);
    write_fish_options("__metier_is_after", &program_options, out);
    for (unsigned i = 0; i < verb_count; i++) {
        char condition[64];
        snprintf(condition, sizeof condition, "__metier_verb_is %s", verbs[i]->name);
        write_fish_options(condition, &verbs[i]->options, out);
        if (verbs[i]->topics.count) write_fish_topics(verbs[i], out);
        const Value *operand = find_operand(verbs[i]);
        if (operand) fprintf(out, "complete -c metier -n '%s' %s\n", condition, operand->fish);
    }
}
