// A part of a site: the outputs of one of several builds that share the work, in a folder of its
// own, to be put together with the others by merge.h. Among them stands the list of all of them, in
// the form of a manifest, under a name that no output has. What a list says is not to be trusted.
#ifndef METIER_PUBLISH_PART_H
#define METIER_PUBLISH_PART_H

#include "publish/journal.h"

enum { SHARDS_MAX = 10000 };
#define PART_LIST_NAME STR(".metier-part")

// Which of how many parts: from 1 on. {0, 0} is the site as a whole.
typedef struct Shard {
    uint64_t number;
    uint64_t count;
} Shard;

// Reads "3/16"; false where that is none, or there would be more than SHARDS_MAX.
bool shard_parse(Str text, Shard *ret);

// What a part was made from, and by what, wherever that stood.
typedef struct PartOrigin {
    Hash program;
    Hash options;
    Hash files;
} PartOrigin;

typedef struct Part {
    Shard shard;
    uint64_t planned_count;  // outputs that it has, without compressed copies
    uint64_t total_count;    // the same of all parts
    PartOrigin origin;
    Journal files;           // without the list itself
} Part;

// Appends the bytes of its list.
void part_add_list(Buf *out, const Part *part, Arena *scratch);
// Reads the list of an open folder; its texts live in the arena. False with errno: EBADMSG where
// there is none, or it is damaged or names what no part has.
bool part_read_list(int folder, Arena *arena, Part *ret);

#endif
