// Earlier lists: what the last build published of a list of all roles is taken from there for each
// role that is as it was, so that nobody has to write it again.
#ifndef METIER_OUTPUT_EARLIER_H
#define METIER_OUTPUT_EARLIER_H

#include "output/output.h"
#include "publish/sink.h"

// What is known of the last build when another begins to render.
struct Earlier {
    Sink *sink;
    bool *are_same;          // roles by index: their data is made from what it was made from
};

// `are_kept` has the outputs of the plan that stay as they are. The result lives in the arena; NULL
// where no role's data stays.
const Earlier *earlier_find(const Rendering *all, const bool *are_kept, Sink *sink, Arena *arena);

// The items of a list, which stand in rows, in the order of the site's roles: as the last build
// wrote them, behind one row that is no item.
typedef struct EarlierItems {
    const Job *job;
    SinkEarlier from;
    uint64_t left;           // bytes of it to be read
    Buf bytes;               // that were read
    size_t at;               // up to where they were passed
    size_t end;              // of the row that follows there; where there is none, the same
    bool has_quotes;         // a line that ends within some does not end the row
    bool is_cut;             // more could not be read: what is there may end within a row
} EarlierItems;

// `end_size` is that of what follows the last item. earlier_end has to follow.
void earlier_begin(const Job *job, size_t end_size, bool has_quotes, EarlierItems *ret);
// Whether a role's rows may be taken from there.
bool earlier_has(const EarlierItems *items, const Role *role);
// Takes those of such a role, which begin with `start`, but for a comma in front, with the end of
// the last row where one follows. Empty where they have to be written anew. Borrowed until the next
// call.
Str earlier_item(EarlierItems *items, Str start);
// False with a diagnostic where the list was changed meanwhile.
bool earlier_end(EarlierItems *items);

#endif
