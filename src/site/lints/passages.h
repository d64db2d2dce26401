// Passages: words, sums of money, and what stands around them in a Markdown text in English.
#ifndef METIER_SITE_LINTS_PASSAGES_H
#define METIER_SITE_LINTS_PASSAGES_H

#include "site/schema.h"

// What is longer is not looked at as a whole: no text makes us read it over and over.
enum { PASSAGE_MAX = 1000 };

// A sum as it is written: "$102,450", "102k USD".
typedef struct Sum {
    size_t from;               // in the text, with the sign or the code
    size_t to;
    int64_t amount;            // hundred-thousandths
    int64_t tolerance;         // how far off a rounded one may be
} Sum;

bool passage_is_word_byte(char byte);
bool passage_is_digit_at(Str text, size_t at);
// Where a whole word, in small letters, stands in a text, from `from` on; the text's length where
// it does not.
size_t passage_find_word(Str text, const char *word, size_t from);
// The sum of which the sign or the code stands from `from` to `end`: before its number, or behind.
bool passage_read_sum(Str text, size_t from, size_t end, Sum *ret);
Str passage_line(Str text, size_t at);
Str passage_sentence(Str text, const Sum *sum);
// The part of a sentence around what stands from `from` to `to` in it, up to commas, brackets, and
// the words that join two things.
Str passage_clause(Str sentence, size_t from, size_t to);

#endif
