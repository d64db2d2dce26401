#include "output/letters.h"

static const ViewName letter_link_names[] = {
    VIEW_ROW(LetterLink, letter, "LETTER", NAME_TEXT, "the letter"),
    VIEW_ROW(LetterLink, link, "LINK", NAME_LINK, "where its first name stands"),
};
const ViewType letter_link_view = VIEW_TYPE("letter link", LetterLink, letter_link_names);

size_t letter_at(const LetterList *letters, size_t item) {
    size_t from = 0;
    size_t to = letters->count;
    while (to - from > 1) {
        size_t middle = from + (to - from) / 2;
        if (letters->items[middle].from <= item) from = middle;
        else to = middle;
    }
    return from;
}

Str letter_id(const Job *job, size_t letter) {
    Buf id = scratch_begin(job);
    buf_printf(&id, "part--letter-%zu", letter + 1);
    return scratch_take(job, &id);
}

// Alphabets are short and stand on each page as a whole. Of Chinese, where nearly each name has a
// letter of its own, those around the page do.
ViewList letter_links(const Job *job, const LetterList *letters, Str address, size_t first_item) {
    enum { NEAR_LETTERS = 100 };   // on either side
    size_t at = letter_at(letters, first_item);
    bool has_all = letters->count <= (size_t)2 * NEAR_LETTERS;
    size_t from = has_all || at <= NEAR_LETTERS ? 0 : at - NEAR_LETTERS;
    size_t to = at + NEAR_LETTERS;
    if (has_all || to > letters->count) to = letters->count;
    LetterLink *links = ARENA_NEW(job->scratch, LetterLink, to - from + 1);
    for (size_t i = from; i < to; i++) {
        Str part = list_part_address(job->scratch, address,
                                     letters->items[i].from / LIST_PART_SIZE);
        links[i - from].letter = letters->items[i].text;
        links[i - from].link = arena_join_three(job->scratch, part, STR("#"), letter_id(job, i));
    }
    return (ViewList){links, to - from};
}
