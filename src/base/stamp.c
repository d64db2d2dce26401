#include "base/stamp.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <sys/stat.h>
#include <time.h>

#include "base/open.h"

enum { NS_PER_SECOND = 1000000000 };

static int64_t nanoseconds(const struct timespec *time) {
    return (int64_t)time->tv_sec * NS_PER_SECOND + time->tv_nsec;
}

int64_t stamp_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    return nanoseconds(&now);
}

// How much a file system may have cut off a time: up to two seconds where it keeps no more than
// hundredths, as those of small inodes and of memory cards do, and else below a microsecond.
static int64_t cut_off_ns(int64_t time_ns) {
    return time_ns % (NS_PER_SECOND / 100) ? 1000 : 2 * (int64_t)NS_PER_SECOND;
}

static bool is_racy(const Stamp *stamp, int64_t clock_ns) {
    bool is_modified_last = stamp->modified_ns > stamp->changed_ns;
    int64_t latest_ns = is_modified_last ? stamp->modified_ns : stamp->changed_ns;
    // Times from the future, too, say nothing.
    return latest_ns + cut_off_ns(stamp->changed_ns) >= clock_ns;
}

Stamp stamp_from(const struct stat *status, int64_t clock_ns) {
    Stamp ret = {
        .size = (uint64_t)status->st_size,
        .inode = status->st_ino,
        .modified_ns = nanoseconds(&status->st_mtim),
        .changed_ns = nanoseconds(&status->st_ctim),
    };
    ret.is_racy = is_racy(&ret, clock_ns);
    return ret;
}

void stamp_settle(Stamp *stamp) {
    stamp->is_racy = is_racy(stamp, stamp_clock());
}

bool stamp_equal(const Stamp *then, const Stamp *now) {
    return !then->is_racy && then->size == now->size && then->inode == now->inode &&
           then->modified_ns == now->modified_ns && then->changed_ns == now->changed_ns;
}

bool stamp_shows_change(const Stamp *then, const Stamp *now) {
    return then->size != now->size || then->inode != now->inode ||
           then->modified_ns != now->modified_ns;
}

Stamper stamper_begin(int root, bool trusts_folders) {
    return (Stamper){.root = root, .trusts_folders = trusts_folders};
}

static bool look_at(int folder, Str path, mode_t kind, struct stat *ret) {
    CPath name;
    if (!path_copy(path, &name) || fstatat(folder, name.bytes, ret, AT_SYMLINK_NOFOLLOW)) {
        return false;
    }
    if ((ret->st_mode & S_IFMT) == kind) return true;
    errno = S_ISLNK(ret->st_mode) ? ELOOP : S_ISDIR(ret->st_mode) ? EISDIR : EINVAL;
    return false;
}

// Opens the folder above that of a file, unless it is open already, and looks at that of the file.
bool stamper_enter(Stamper *stamper, Str path) {
    Str folder_path = path_parent(path);
    if (stamper->upper.is_open && str_equal(stamper->folder_path, folder_path)) return true;
    struct stat status;
    Str upper_path = path_parent(folder_path);
    Str name = path_below(folder_path, upper_path);
    bool is_entered = folder_hold(&stamper->upper, stamper->root, upper_path) &&
                      (!name.len || stamper->trusts_folders ||
                       look_at(stamper->upper.at, name, S_IFDIR, &status));
    // Whatever comes next, a folder that is none is looked at again.
    stamper->folder_path = is_entered ? folder_path : upper_path;
    return is_entered;
}

bool stamper_take(Stamper *stamper, Str path, Stamp *ret) {
    struct stat status;
    if (!stamper_enter(stamper, path)) return false;
    int64_t clock_ns = stamp_clock();
    Str name = path_below(path, stamper->upper.path);
    if (!look_at(stamper->upper.at, name, S_IFREG, &status)) return false;
    *ret = stamp_from(&status, clock_ns);
    return true;
}

void stamper_end(Stamper *stamper) {
    folder_let_go(&stamper->upper);
}

void stamp_add(Buf *out, const Stamp *stamp) {
    const int64_t figures[] = {(int64_t)stamp->size, (int64_t)stamp->inode, stamp->modified_ns,
                               stamp->changed_ns};
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        buf_add_char(out, ' ');
        buf_add_int(out, figures[i]);
    }
}

// Since Linux 6.13 a file that was looked at gets a time that is ahead of the tick's.
void stamp_wait(void) {
    const struct timespec pause = {.tv_nsec = 1000000};
    struct timespec start;
    clock_gettime(CLOCK_REALTIME, &start);
    while (stamp_clock() <= nanoseconds(&start)) nanosleep(&pause, NULL);
}

bool stamp_take_folder(int root, Str path, Stamp *ret) {
    struct stat status;
    int folder = open_in(root, path, O_PATH | O_DIRECTORY, 0);
    int64_t clock_ns = stamp_clock();
    bool is_taken = folder >= 0 && !fstat(folder, &status);
    if (is_taken) *ret = stamp_from(&status, clock_ns);
    folder_close(folder);
    return is_taken;
}

Hash stamp_folder_hash(const Stamp *stamp) {
    const uint64_t parts[] = {stamp->inode, (uint64_t)stamp->modified_ns,
                              (uint64_t)stamp->changed_ns};
    return hash_128((Str){(const char *)parts, sizeof parts});
}

bool stamp_folder(int folder, Hash *ret) {
    struct stat status;
    if (fstat(folder, &status)) return false;
    const uint64_t identity[] = {status.st_dev, status.st_ino};
    *ret = hash_128((Str){(const char *)identity, sizeof identity});
    return true;
}

typedef struct Objects {
    Buf bytes;
    bool is_known;           // all of them
    bool is_started;
    bool is_read;            // by their bytes, else by what the system says of them
} Objects;

static bool add_bytes(const char *path, Buf *out) {
    Hash hash = {0};
    bool is_read = file_hash_named(str_from(path), &hash);
    buf_add(out, (Str){(const char *)&hash, sizeof hash});
    return is_read;
}

static bool add_state(const char *path, Buf *out) {
    struct stat status;
    if (stat(path, &status)) return false;
    const uint64_t state[] = {
        status.st_dev, status.st_ino, (uint64_t)status.st_size,
        (uint64_t)nanoseconds(&status.st_mtim), (uint64_t)nanoseconds(&status.st_ctim),
    };
    buf_add(out, str_from(path));
    buf_add(out, (Str){(const char *)state, sizeof state});
    return true;
}

static int add_object(struct dl_phdr_info *object, size_t size, void *context) {
    (void)size;
    Objects *objects = context;
    // The first is the program, which has no name here; the kernel's own has no file.
    const char *path = objects->is_started ? object->dlpi_name : "/proc/self/exe";
    objects->is_started = true;
    if (path[0] != '/') return 0;
    bool is_added = objects->is_read ? add_bytes(path, &objects->bytes)
                                     : add_state(path, &objects->bytes);
    if (!is_added) objects->is_known = false;
    return 0;
}

static bool hash_objects(bool is_read, Hash *ret) {
    Objects objects = {.is_known = true, .is_read = is_read};
    dl_iterate_phdr(add_object, &objects);
    *ret = hash_128(buf_str(&objects.bytes));
    buf_free(&objects.bytes);
    return objects.is_known;
}

bool stamp_program(Hash *ret) {
    return hash_objects(false, ret);
}

bool stamp_program_bytes(Hash *ret) {
    return hash_objects(true, ret);
}
