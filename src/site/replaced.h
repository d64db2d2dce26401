// Figures that a refresh has replaced and that a text still says: `replaced` in the lines of
// content/metier.lock, which is told in data/lock.h.
#ifndef METIER_SITE_REPLACED_H
#define METIER_SITE_REPLACED_H

#include "base/memory.h"

// A profile has fewer: each is looked for in its text, and what a lock has beyond is passed over.
enum { REPLACED_MAX = 256 };

typedef struct Replaced {
    Str old;                 // as the text writes it: "86,070", "May 2023"
    Str now;                 // likewise
    size_t next;             // of the same profile, as an index; TABLE_NONE: the last
    size_t count;            // of the first one: how many its profile has
} Replaced;

// Splits the key of a line of the lock, "content/roles/actor.md bls-oews"; false where it is none.
bool lock_key_split(Str key, Str *ret_path, Str *ret_source);

// Zero-initialise to start.
typedef struct ReplacedFigures {
    Arena arena;
    Str lines;               // of the lock, that have some
    Table by_path;           // → index of the profile's first
    List items;              // of Replaced
} ReplacedFigures;

// Reads those of a site, anew where they were read before; false where they are the same as then.
// Of a line that cannot be read there are none: refresh reports it.
bool replaced_read(int root, ReplacedFigures *figures);
const Replaced *replaced_first(const ReplacedFigures *figures, Str path);   // NULL: none
const Replaced *replaced_next(const ReplacedFigures *figures, const Replaced *item);
void replaced_free(ReplacedFigures *figures);

// What people write in a profile, whose text begins at `body`: its summary, and its text. Both are
// parts of the file, the first one empty where it is not given.
enum { PROSE_COUNT = 2 };
void replaced_find_prose(Str file, size_t body, Str ret[PROSE_COUNT]);

// Finds a figure in a text from *at on, where it is no part of a longer number, a word or an
// address. False where it stands there no more.
bool replaced_find(Str text, Str figure, size_t *at);

#endif
