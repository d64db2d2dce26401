// Stamps: what the file system says of a file, to know without reading it that it is as it was.
//
// As in git's index, a stamp that is equal means equal bytes, but for one case: a file that was
// changed in the very tick of the system's clock in which its stamp was taken, and is changed once
// more in that tick, has the same stamp. Such a stamp is racy, and equal to none. Where a file
// system keeps coarser times, its tick is that much longer.
#ifndef METIER_BASE_STAMP_H
#define METIER_BASE_STAMP_H

#include "base/file.h"

// Whether a file that had stamp `then` and has `now` has the same bytes for sure.
bool stamp_equal(const Stamp *then, const Stamp *now);
// Whether a file was replaced or written since, for sure. That its mode or its links changed is no
// such thing.
bool stamp_shows_change(const Stamp *then, const Stamp *now);
// Of a file that nobody but this program has written: once its tick is over, its stamp says as much
// as one that is taken then. Whatever comes later is seen in the next one.
void stamp_settle(Stamp *stamp);

// Appends what tells a stamp from others, as text; not whether it is racy.
void stamp_add(Buf *out, const Stamp *stamp);

// Takes stamps of files below a folder. Fastest when the paths come in order: the folder above that
// of the last file stays open, so that one of very many folders with few files each is looked at,
// and not opened. One thread at a time.
typedef struct Stamper {
    int root;
    bool trusts_folders;     // those of files are known to be folders, and no links
    HeldFolder upper;        // two levels above the last file
    Str folder_path;         // that of the last file, which is a folder and no link; borrowed
} Stamper;
Stamper stamper_begin(int root, bool trusts_folders);
// A regular file's stamp; false with errno for anything else, and where a link stands on the way.
bool stamper_take(Stamper *stamper, Str path, Stamp *ret);
// Whether the folder that a file lies in is one, and no link stands on the way. Of the file itself
// nothing is asked.
bool stamper_enter(Stamper *stamper, Str path);
void stamper_end(Stamper *stamper);

// Nanoseconds since 1970, of the clock that file systems take their times from.
int64_t stamp_clock(void);
// Waits until a stamp of what was changed before is not racy: for a tick of the clock, some
// milliseconds at most.
void stamp_wait(void);
// Of a folder: equal where nothing in it was put there since, renamed or removed.
bool stamp_take_folder(int root, Str path, Stamp *ret);
// Stands for such a stamp.
Hash stamp_folder_hash(const Stamp *stamp);
// Stands for a folder, whatever is in it and wherever it is moved on its disk.
bool stamp_folder(int folder, Hash *ret);
// Stands for the running program and the libraries that it has loaded. False where one cannot be
// seen.
bool stamp_program(Hash *ret);
// Stands for the same by their bytes, on whatever machine they lie.
bool stamp_program_bytes(Hash *ret);

#endif
