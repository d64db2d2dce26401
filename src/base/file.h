// Files: all calls of the operating system that touch the disk.
// Paths are Str; `root` is a NUL-terminated folder that a relative path starts from.
// Functions that fail return false with errno set.
#ifndef METIER_BASE_FILE_H
#define METIER_BASE_FILE_H

#include "base/memory.h"

typedef enum FileKind { FILE_REGULAR, FILE_FOLDER, FILE_SYMLINK, FILE_OTHER } FileKind;

typedef struct FileEntry {
    Str path;       // relative to the walked root, with '/' between
    FileKind kind;
    size_t size;    // bytes, of a regular file
} FileEntry;

// Appends the file's bytes. Fails with EFBIG when it is larger than max_size.
bool file_read(const char *root, Str path, size_t max_size, Buf *ret);
// Writes a whole file with mode 0644 whatever the umask, making the folders above it.
bool file_write(const char *root, Str path, Str bytes);
// Whether the file exists and has exactly these bytes. Uses `scratch` for reading.
bool file_has_bytes(const char *root, Str path, Str bytes, Buf *scratch);
bool file_exists(const char *root, Str path);
bool file_is_folder(const char *root, Str path);
bool file_folder_is_empty(const char *root, Str path);  // true also when it does not exist

// Lists everything below root/path in bytewise order of the path, folders before what they hold;
// a symlink is listed, and followed only where it stays inside the real `root`. Entries whose
// name begins with '.' are left out, but for ".well-known". A missing folder lists nothing.
bool file_walk(const char *root, Str path, Arena *arena, List *ret);

bool file_make_folders(const char *root, Str path);     // the folder itself and those above it
bool file_rename(const char *root, Str from, Str to);
bool file_remove(const char *root, Str path);
void file_remove_empty_folders(const char *root, Str path);  // those above path, up to root
bool file_remove_tree(const char *root, Str path);      // only for our own staging folder
bool file_same_device(const char *root, Str a, Str b);
// The absolute, resolved folder; false when it does not exist.
bool file_real_path(const char *root, Str path, Arena *arena, Str *ret);
// The folder that the running program lies in.
bool file_program_folder(Arena *arena, Str *ret);
// Locks root/path until the descriptor is closed. -1 with errno EWOULDBLOCK when it is taken.
int file_lock(const char *root, Str path);
void file_unlock(int descriptor);

#endif
