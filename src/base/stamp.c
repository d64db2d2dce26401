#include "base/stamp.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

#include "base/open.h"

enum { NS_PER_SECOND = 1000000000 };

static int64_t nanoseconds(const struct timespec *time) {
    return (int64_t)time->tv_sec * NS_PER_SECOND + time->tv_nsec;
}

int64_t stamp_clock(void) {
    struct timespec now;   // of the clock that file systems take their times from
    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    return nanoseconds(&now);
}

Stamp stamp_from(const struct stat *status, int64_t clock_ns) {
    Stamp ret = {
        .size = (uint64_t)status->st_size,
        .inode = status->st_ino,
        .modified_ns = nanoseconds(&status->st_mtim),
        .changed_ns = nanoseconds(&status->st_ctim),
    };
    // Times from the future, too, say nothing.
    ret.is_racy = ret.modified_ns >= clock_ns || ret.changed_ns >= clock_ns;
    return ret;
}

bool stamp_equal(const Stamp *then, const Stamp *now) {
    return !then->is_racy && then->size == now->size && then->inode == now->inode &&
           then->modified_ns == now->modified_ns && then->changed_ns == now->changed_ns;
}

bool stamp_shows_change(const Stamp *then, const Stamp *now) {
    return then->size != now->size || then->inode != now->inode ||
           then->modified_ns != now->modified_ns;
}

Stamper stamper_begin(int root) {
    return (Stamper){.root = root, .folder = -1};
}

// Opens the folder that the path's last part stands in, unless it is open already.
static bool enter(Stamper *stamper, Str above) {
    if (stamper->folder >= 0 && str_equal(stamper->above, above)) return true;
    folder_close(stamper->folder);
    stamper->folder = open_in(stamper->root, above, O_PATH | O_DIRECTORY, 0);
    stamper->above = above;
    return stamper->folder >= 0;
}

bool stamper_take(Stamper *stamper, Str path, Stamp *ret) {
    struct stat status;
    CPath name;
    Str above = path_parent(path);
    if (!enter(stamper, above)) return false;
    if (!path_copy(str_slice(path, above.len ? above.len + 1 : 0, path.len), &name)) return false;
    int64_t clock_ns = stamp_clock();
    if (fstatat(stamper->folder, name.bytes, &status, AT_SYMLINK_NOFOLLOW)) return false;
    if (!S_ISREG(status.st_mode)) {
        errno = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
        return false;
    }
    *ret = stamp_from(&status, clock_ns);
    return true;
}

void stamper_end(Stamper *stamper) {
    folder_close(stamper->folder);
    stamper->folder = -1;
}
