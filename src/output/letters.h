// Letters of long lists: which one an item stands under, and links to all of them.
#ifndef METIER_OUTPUT_LETTERS_H
#define METIER_OUTPUT_LETTERS_H

#include "output/page.h"

typedef struct LetterLink { Str letter, link; } LetterLink;
extern const ViewType letter_link_view;

// The letter that an item stands under.
size_t letter_at(const LetterList *letters, size_t item);
// The id of a letter's heading.
Str letter_id(const Job *job, size_t letter);
// Links to the letters of a list in several pages, from the page that begins with an item.
ViewList letter_links(const Job *job, const LetterList *letters, Str address, size_t first_item);

#endif
