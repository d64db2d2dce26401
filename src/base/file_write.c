// New files: written at once, in pieces, or as a copy.
#include "base/open.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/stamp.h"

bool file_add(int file, Str bytes) {
    while (bytes.len) {
        ssize_t count = write(file, bytes.ptr, bytes.len);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return false;
        bytes = str_slice(bytes, (size_t)count, bytes.len);
    }
    return true;
}

static int create(int folder, Str path) {
    return open_in(folder, path, O_WRONLY | O_CREAT | O_EXCL, 0644);
}

int file_begin(int folder, Str path) {
    int descriptor = create(folder, path);
    if (descriptor >= 0 || errno != ENOENT) return descriptor;
    int above = folder_make(folder, path_parent(path));
    if (above < 0) return -1;
    descriptor = create(above, path_name(path));
    folder_close(above);
    return descriptor;
}

// The stamp of the file that was written, whatever stands at its path by now.
static bool take_stamp(int descriptor, Stamp *ret) {
    struct stat status;
    int64_t clock_ns = stamp_clock();
    if (fstat(descriptor, &status)) return false;
    *ret = stamp_from(&status, clock_ns);
    return true;
}

// Writes the whole of a file that was begun.
static bool write_begun(int descriptor, int folder, Str path, Str bytes, Stamp *ret) {
    if (descriptor < 0) return false;
    bool is_written = close_checked(descriptor,
                                    file_add(descriptor, bytes) && take_stamp(descriptor, ret));
    int error_number = errno;
    if (!is_written) file_remove(folder, path);
    errno = error_number;
    return is_written;
}

// Opens the folder above that of a file, unless it is open already, and makes that of the file.
static bool enter(FileWriter *writer, Str folder_path) {
    if (writer->upper.is_open && str_equal(writer->folder_path, folder_path)) return true;
    CPath name;
    Str upper_path = path_parent(folder_path);
    // Until it is entered, none is known to be there but the one above.
    writer->folder_path = upper_path;
    if (!folder_hold(&writer->upper, writer->root, upper_path)) return false;
    bool is_top = folder_path.len == upper_path.len;
    bool is_there = is_top || (path_copy(path_below(folder_path, upper_path), &name) &&
                               (!mkdirat(writer->upper.at, name.bytes, 0755) || errno == EEXIST));
    if (is_there) writer->folder_path = folder_path;
    return is_there;
}

bool file_writer_put(FileWriter *writer, int folder, Str path, Str bytes, Stamp *ret) {
    if (writer->root != folder) folder_let_go(&writer->upper);
    writer->root = folder;
    bool is_entered = enter(writer, path_parent(path));
    int descriptor = is_entered ? create(writer->upper.at, path_below(path, writer->upper.path))
                                : -1;
    if (descriptor < 0 && errno == ENOENT) {
        // More than one folder is missing, or what was there has been removed.
        folder_let_go(&writer->upper);
        descriptor = file_begin(folder, path);
    }
    return write_begun(descriptor, folder, path, bytes, ret);
}

void file_writer_end(FileWriter *writer) {
    folder_let_go(&writer->upper);
    buf_free(&writer->compared);
}

bool file_add_at(int file, uint64_t at, Str bytes) {
    for (size_t done = 0; done < bytes.len;) {
        ssize_t count = pwrite(file, bytes.ptr + done, bytes.len - done, (off_t)(at + done));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return false;
        done += (size_t)count;
    }
    return true;
}

bool file_end(int file, Stamp *ret) {
    return close_checked(file, take_stamp(file, ret));
}

bool file_write(int folder, Str path, Str bytes) {
    Stamp ignored;
    return write_begun(file_begin(folder, path), folder, path, bytes, &ignored);
}

// Gives a name to a file that has none.
static bool give_name(int descriptor, const Parent *to) {
    char from[32];
    snprintf(from, sizeof from, "/proc/self/fd/%d", descriptor);
    return linkat(AT_FDCWD, from, to->folder, to->name.bytes, AT_SYMLINK_FOLLOW) == 0;
}

bool file_write_new(int folder, Str path, Str bytes) {
    Parent to;
    if (!open_parent_made(folder, path, &to)) return false;
    int descriptor = openat(to.folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0644);
    bool is_nameless = descriptor >= 0;
    bool is_written = is_nameless && file_add(descriptor, bytes) && fsync(descriptor) == 0;
    bool is_named = is_written && give_name(descriptor, &to);
    int error_number = errno;
    if (is_nameless) close(descriptor);
    open_parent_end(&to);
    errno = error_number;
    if (is_named) return true;
    // Some file systems have no such files; without /proc they cannot be named.
    bool is_unknown = is_nameless ? is_written && errno == ENOENT
                                  : errno == EOPNOTSUPP || errno == EISDIR;
    return is_unknown && file_write(folder, path, bytes);
}

CopyEnd file_copy(int folder, Str path, int source_folder, Str source, Hash *ret,
                  Stamp *ret_stamp) {
    struct stat status;
    int from = open_regular(source_folder, source, &status);
    if (from < 0) return COPY_UNREAD;
    int target = file_begin(folder, path);
    CopyEnd end = target < 0 ? COPY_UNWRITTEN : pass_bytes(from, target, ret);
    if (end == COPY_WHOLE && !take_stamp(target, ret_stamp)) end = COPY_UNWRITTEN;
    bool is_closed = target >= 0 && close_checked(target, end == COPY_WHOLE);
    if (!is_closed && end == COPY_WHOLE) end = COPY_UNWRITTEN;
    close_checked(from, false);
    return end;
}

bool file_end_synced(int folder, int file, bool is_whole) {
    return close_checked(file, is_whole && fsync(file) == 0) && fsync(folder) == 0;
}

bool file_write_synced(int folder, Str path, Str bytes) {
    int file = file_remove(folder, path) ? file_begin(folder, path) : -1;
    return file >= 0 && file_end_synced(folder, file, file_add(file, bytes));
}
