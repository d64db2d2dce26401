// Words of two texts: which of them came, and which went.
#ifndef METIER_DIFF_WORDS_H
#define METIER_DIFF_WORDS_H

#include "base/memory.h"

// Words in a row that came or went, with a few of those around them.
typedef struct WordChange {
    Str lead;                // the same in both; empty where the text begins
    Str old_words;           // empty: there were none
    Str new_words;
    Str tail;                // the same in both; empty where the text ends
} WordChange;
typedef struct WordChanges { WordChange *items; size_t count; size_t capacity; } WordChanges;

// Finds the next word from *at on: a run of what is no blank, with a letter or a digit in it. Empty
// at the end.
Str words_next(Str text, size_t *at);

// Adds each change of the words, with one space between two of them. Texts that have little in
// common are one change. All lives in the arena.
void words_compare(Str before, Str after, Arena *arena, WordChanges *ret);

#endif
