// What the files of base/ that touch the disk share: the one way from a folder along a path, and
// bytes on their way. All else of file.h is theirs alone.
#ifndef METIER_BASE_OPEN_H
#define METIER_BASE_OPEN_H

#include <dirent.h>

#include "base/file.h"

// A path, or a name, as the system wants it. Invariant: NUL-terminated.
typedef struct CPath {
    char bytes[FILE_PATH_MAX + 1];
} CPath;
bool path_copy(Str path, CPath *ret);                // EINVAL, ENAMETOOLONG

// open(2) of folder/path that follows no link; "" is the folder itself. Close-on-exec.
int open_in(int folder, Str path, int flags, unsigned mode);

// The folder that a path's last part stands in, and that part. Release it with open_parent_end.
typedef struct Parent {
    int folder;
    bool is_borrowed;                                // it is the folder that the path starts from
    CPath name;
} Parent;
bool open_parent(int folder, Str path, Parent *ret);
bool open_parent_made(int folder, Str path, Parent *ret);   // makes what is missing
void open_parent_end(Parent *parent);
// The path behind that of a folder that it lies in.
Str path_below(Str path, Str folder);

// The next entry of a folder that is not the folder itself or the one above; NULL at its end, and
// with an errno other than 0 where the system cannot say what comes.
struct dirent *folder_next(DIR *listed);

// A regular file, open for reading; -1 with errno, EISDIR or EINVAL where something else is there.
struct stat;
int open_regular(int folder, Str path, struct stat *ret);
// Appends what comes until the end, or `limit` bytes. `size` is how many the system says there are:
// where just as many come, that is the end.
bool read_bytes(int descriptor, size_t size, size_t limit, Buf *ret);
// Reads to the end, piece by piece: hashes and, where `target` is a descriptor, copies.
CopyEnd pass_bytes(int source, int target, Hash *ret);
// Closes a descriptor; false with the errno of what failed before, where that was not good, and
// also when closing fails.
bool close_checked(int descriptor, bool is_good);
bool fail_with(int error_number);                    // sets errno; false

// The stamp in what stat says; `clock_ns` was read before it.
Stamp stamp_from(const struct stat *status, int64_t clock_ns);

#endif
