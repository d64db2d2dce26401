// Completions of shells, made of the rows of verbs, options and topics.
#ifndef METIER_VERBS_COMPLETIONS_H
#define METIER_VERBS_COMPLETIONS_H

#include <stdio.h>

// Each writes a script: for a file where the shell looks for completions, or to be sourced.
void completions_write_bash(FILE *out);
void completions_write_zsh(FILE *out);
void completions_write_fish(FILE *out);

#endif
