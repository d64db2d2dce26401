#include "base/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"

// On file systems that know no files without a name it loses the one that it has at once.
static int open_named(int folder) {
    char name[32];
    snprintf(name, sizeof name, ".spool-%ld", (long)getpid());
    int ret = openat(folder, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (ret >= 0) unlinkat(folder, name, 0);
    return ret;
}

void spool_open(int folder, Spool *ret) {
    int top = folder >= 0 ? folder : folder_open(folder_of_temporary());
    ret->file = openat(top, ".", O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (ret->file < 0 && top >= 0) ret->file = open_named(top);
    atomic_store(&ret->size, 0);
    if (top != folder) folder_close(top);
}

bool spool_add(Spool *spool, Str bytes, Spooled *ret) {
    Spooled place = {atomic_fetch_add(&spool->size, bytes.len), bytes.len};
    if (!file_add_at(spool->file, place.at, bytes)) return false;
    *ret = place;
    return true;
}

bool spool_read(const Spool *spool, Spooled place, char *ret) {
    for (size_t done = 0; done < place.size;) {
        ssize_t count = pread(spool->file, ret + done, place.size - done,
                              (off_t)(place.at + done));
        if (count < 0 && errno == EINTR) continue;
        if (count == 0) errno = EIO;   // what was written is not there
        if (count <= 0) return false;
        done += (size_t)count;
    }
    return true;
}

void spool_close(Spool *spool) {
    if (spool->file >= 0) close(spool->file);
    spool->file = -1;
}
