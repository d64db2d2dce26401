// What Unicode knows of letters, through ICU: of which kind they are, which can be seen, and which
// are the same.
#ifndef METIER_FORMAT_UNICODE_H
#define METIER_FORMAT_UNICODE_H

#include "base/text.h"

typedef enum LetterKind {
    LETTER_OF_WORD,          // letters and digits of any script
    LETTER_MARK,             // that stands on one of them
    LETTER_OTHER,
} LetterKind;
LetterKind letter_kind(uint32_t letter);
uint32_t letter_lower(uint32_t letter);
// Appends text with each letter apart from its marks, and in its plainest form (NFKD).
void unicode_decompose(Str text, Buf *out);

// Whether a text has a letter that can be seen: not only white space, control characters, and what
// fonts show as nothing (U+200B).
bool unicode_is_visible(Str text);
// Whether all letters can be seen, or are the space between words (U+0020).
bool unicode_is_plain(Str text);
// Whether there are control characters, line separators, or marks that turn the direction of
// writing.
bool unicode_has_controls(Str text);

// Where the first mark stands that turns the direction of all text behind it, up to an end that
// need not come (U+202A to U+202E, U+2066 to U+2069); the text's length where there is none.
size_t unicode_turn_at(Str text);
#define UNICODE_TURN_HINT \
    "leave it out: the letters themselves say in which direction they are written"

// Appends `path` as file systems that fold case and Unicode forms see it (NFKC case folding).
void unicode_fold(Str path, Buf *out);
// Whether a path is nothing but small ASCII letters, digits, '/', '-', '.' and '_', as nearly all
// of a site's are: it stays as it is when it is folded, and can be read.
bool unicode_is_simple(Str path);

#endif
