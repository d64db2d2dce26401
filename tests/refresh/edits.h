// A site that changes, and what an edit does to it: files come, change, move, break, are mended and go. What an
// edit is, a seed says. Whoever edits is told of what changed as one who watches a folder is: now and then of too
// much, of a folder, or in other words.
#ifndef METIER_REFRESH_EDITS_H
#define METIER_REFRESH_EDITS_H

#include "field_values.h"
#include "site/content.h"

enum { CHANGED_MAX = 20 };

typedef struct Editing {
    int root;                // of the site
    const char *root_path;
    Arena arena;             // of the paths
    Str changed[CHANGED_MAX];   // what is told of the last edit
    size_t changed_count;
} Editing;

// Chance: the same for one seed. `sequence` is said where something fails.
void chance_begin(size_t sequence, uint64_t seed);
size_t choose(size_t count);
// Ends the process.
_Noreturn void fail(const char *what, Str which);

// Empties the folder, and writes a small site.
void edit_begin(Editing *editing);
// The same, with an entry of each kind to go through the values of its fields, beside others with which it shares
// some words.
void edit_begin_fields(Editing *editing);
// One edit of the model's.
void edit_some(Editing *editing);
// Gives a field of that entry of a kind, as it was first, a value; NULL: none. Without a name: as it was first.
void edit_field(Editing *editing, int kind, const char *name, const char *value);
// Moves it away, and back: not a byte of it changes, but its address does.
void edit_move(Editing *editing, int kind, bool is_back);
// The values of a field; each field has some, or the test fails.
const FieldValues *edit_values(const char *name);

#endif
