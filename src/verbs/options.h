// Options of the command line, declared as tables. What is parsed, what help shows, the man page
// and the completions of shells all follow from a row.
#ifndef METIER_VERBS_OPTIONS_H
#define METIER_VERBS_OPTIONS_H

#include <stdio.h>

#include "site/schema.h"

typedef enum OptionKind {
    OPTION_FLAG,             // bool: true when it is given
    OPTION_TEXT,             // Str, not empty
    OPTION_TEXTS,            // List of Str: it may be given repeatedly; free its items
    OPTION_COUNT,            // size_t, from 1 to OPTION_COUNT_MAX
    OPTION_DAY,              // Date, YYYY-MM-DD
    OPTION_CHOICE,           // Choice: one of the row's choices
} OptionKind;

// Which of an option's choices was made; the first where none was.
typedef struct Choice {
    size_t index;
} Choice;

enum { OPTION_COUNT_MAX = 256, OPTIONS_MAX = 64, HELP_COLUMN = 20 };

typedef struct Option {
    char letter;             // 'C' of -C; 0: it has none
    const char *name;        // "base-url" of --base-url; NULL: it has none
    const char *argument;    // "URL"; NULL of a flag
    const char *help;        // one line
    OptionKind kind;
    size_t offset;           // of the member that takes the value
    const char *const *choices;   // OPTION_CHOICE: NULL-terminated
} Option;

typedef struct OptionTable {
    const Option *rows;
    size_t count;
} OptionTable;

// A row. Its kind follows from the member; one whose type no kind has does not compile. Behind the
// line of help, the row of a Choice has its `.choices`.
#define OPTION(Type, member, letter_, name_, argument_, ...)                            \
    {.letter = letter_, .name = name_, .argument = argument_,                           \
     .kind = _Generic(((Type *)0)->member, bool: OPTION_FLAG, Str: OPTION_TEXT,         \
                      List: OPTION_TEXTS,                                          \
                      size_t: OPTION_COUNT, Date: OPTION_DAY, Choice: OPTION_CHOICE),   \
     .offset = offsetof(Type, member), .help = __VA_ARGS__}

// Reads the options of `arguments` (arguments[0] is the verb) into the struct `ret`; further words
// are moved behind them. Returns the index of the first such word, or -1 after saying on stderr
// what is wrong.
int options_parse(const OptionTable *table, const char *verb, int argument_count, char **arguments,
                  void *ret);

// "text json": the choices of a row; nothing where it has none.
void option_write_choices(const Option *row, FILE *out);
// Its line of help, with the choices that it has.
void option_add_help(const Option *row, Buf *out);
// "  -C DIR            the site's folder", a line an option.
void options_write_help(const OptionTable *table, FILE *out);

#endif
