// The journal: what a publish is about to do, written and synced before it begins. Once all is done
// it becomes the manifest, which says what stands in the output folder by our hand. Both have one
// form: records that end with NUL, the last of which holds a hash of all before it, so that a
// journal that was cut off is known from a whole one.
//
//   metier journal 2 [whole]␀      whole: the staged folder becomes the output folder
//   @INSTANCE␀                     of the state folder that it was written in: see target.h
//   #NOTE␀                         only of a part: see part.h
//   =HASH PATH␀                    published before, and left alone
//   +HASH PATH␀                    to be moved from the staging folder
//   -HASH PATH␀                    to be removed, if it still has this hash
//   .HASH␀
#ifndef METIER_PUBLISH_JOURNAL_H
#define METIER_PUBLISH_JOURNAL_H

#include "base/file.h"

typedef enum Action { ACTION_KEEP = '=', ACTION_PUT = '+', ACTION_REMOVE = '-' } Action;

typedef struct Record {
    Str path;                // below the output folder; always possible (path_is_possible)
    Hash hash;               // of the bytes that it has, or gets
    Action action;
    FileState there;         // while steps are made: what stood at the path
} Record;

typedef struct Journal {
    Record *records;         // what stays and comes, by path, then what goes, by path
    size_t count;
    bool is_whole;           // the first publish: the whole folder appears at once
    Str instance;            // without NUL; empty: none is told
    Str note;                // likewise; mostly empty
    Hash seal;               // stands for all of it as it was last read or written; none before
} Journal;

// Reads folder/name. A missing file, and one that is not whole, gives no records and *ret_exists
// false. False only when reading fails.
bool journal_read(int folder, Str name, Arena *arena, Journal *ret, bool *ret_exists);
// The record of a path, where all are in the order of their paths; NULL where there is none.
const Record *journal_find(const Journal *journal, Str path);
// Writes folder/name and waits until it is on the disk. Sets the seal.
bool journal_write(int folder, Str name, Journal *journal);
// Appends the bytes that it writes.
void journal_add(Buf *out, const Journal *journal);

// A hash as text, and back.
void journal_add_hash(Buf *out, Hash hash);
bool journal_parse_hash(Str text, Hash *ret);

#endif
