// Files: all calls of the operating system that touch the disk. They stand in open.c, walk.c and
// file_*.c.
//
// A folder is a descriptor, and each path is relative to one, with '/' between its parts. On the
// way along a path no link is followed, and no part may be empty, "." or "..": whatever a
// repository holds, a path never leads out of its folder. Links are looked at in one place,
// file_walk and file_resolve, which say where those lead that stay in their own top folder.
//
// Functions that fail return false, or -1 for a descriptor, with errno set: ELOOP where a link
// stands in the way, ENAMETOOLONG for a path over FILE_PATH_MAX, EINVAL for one that is not a path.
#ifndef METIER_BASE_FILE_H
#define METIER_BASE_FILE_H

#include "base/diag.h"
#include "base/hash.h"

enum {
    FILE_PATH_MAX = 1024,          // bytes of a path below its folder
    FILE_NAME_MAX = 255,           // bytes of a part of it
    WALK_MAX_DEPTH = 64,           // folders
    WALK_MAX_ENTRIES = 4000000,
    WALK_MAX_LINKED = 10000,       // entries that are reached through a link to a folder
    WALK_MAX_LINK_PARTS = 250000,  // parts of the paths that links name, of all together
};

// Opens a folder that whoever runs the program has named; only here links are followed.
int folder_open(const char *path);
int folder_open_start(const char *path);           // the same, to start paths from alone
// For the way to a folder that such a person named: one step down, which may be a link, or up.
int folder_open_named(int folder, Str name);
int folder_open_above(int folder);
int folder_open_in(int folder, Str path);           // one below another; "" is the folder itself
int folder_make(int folder, Str path);              // the same, made where it is missing
int folder_share(int folder);                       // a second descriptor for it
bool folder_is_empty(int folder);                   // false also where that cannot be known
bool folder_remove(int folder, Str name);           // an empty one
void folder_remove_empty(int folder, Str path);     // it, then those above it, while they are empty
void folder_close(int folder);                      // of -1, too: nothing to do

const char *folder_of_temporary(void);              // where temporary files lie; borrowed
// Makes a new folder for temporary files that nobody else can look into; *ret is its path, and
// lives in the arena. -1 where there is no room for it. Its end removes all that is in it, through
// no links.
int folder_make_private(Arena *arena, Str *ret);
void folder_end_private(int folder, Str path);

// A folder that stays open while one path after the other is to be found in it. Zero-initialise to
// start.
typedef struct HeldFolder {
    bool is_open;
    int at;
    Str path;                // borrowed
} HeldFolder;
// Opens another one in its place, to start paths from alone.
bool folder_hold(HeldFolder *held, int root, Str path);
void folder_let_go(HeldFolder *held);

// Whether two descriptors are one folder.
bool folder_is_same(int a, int b);
// Whether files can be moved from one to the other: a disk can be mounted twice.
bool folder_is_on_one_mount(int a, int b);
// Whether a folder belongs to root, to whoever runs the program, or to the owner of the one that it
// lies in: others could change what is in it at any time. errno is EPERM where it does not.
bool folder_is_trusted(int folder, int parent);
// Waits until all that was written to the folder's file system is on the disk.
bool folder_sync(int folder);

// Whether a path may be used at all: see above.
bool path_is_clean(Str path);
// Whether it is clean, and a file can have it: FILE_PATH_MAX, FILE_NAME_MAX.
bool path_is_possible(Str path);
Str path_parent(Str path);                          // "" of a path without '/'
Str path_name(Str path);                            // what stands behind the last '/'
Str path_join(Arena *arena, Str folder, Str name);  // with a '/' between; the name alone below ""

typedef struct FileEntry {
    Str path;        // as it is named: "content/roles/nurse.md"
    Str shown;       // the same as diagnostics name it
    Str real;        // where it lies: the same, but for what a link leads to
} FileEntry;

// Lists the regular files below folder/top in bytewise order of their paths, relative to `folder`.
// Names that begin with '.' are left out, but for ".well-known". A link counts as what it leads to
// where that stays below `top` and has no such name; others are reported, as are things that are
// neither file nor folder, and what is beyond the limits above. A missing folder lists nothing.
bool file_walk(int folder, Str top, Arena *arena, List *ret, Diags *diags);
// The same for a folder whose files diagnostics name with `above` in front: "/usr/share/metier/".
bool file_walk_shown(int folder, Str above, Str top, Arena *arena, List *ret, Diags *diags);
// The names of the folders that lie in an open one, but for those that the walk leaves out.
bool folder_list_folders(int folder, Arena *arena, List *ret);      // of Str
// Where a file below folder/top lies when links that stay there are followed. ELOOP where one does
// not.
bool file_resolve(int folder, Str top, Str path, Arena *arena, Str *ret);

// What the system says of a file before it was looked into; see stamp.h.
typedef struct Stamp {
    uint64_t size;           // bytes
    uint64_t inode;
    int64_t modified_ns;     // of the bytes, since 1970
    int64_t changed_ns;      // of the inode: also when a time was set back, or the file was moved
    bool is_racy;
    char zeros[7];           // stamps are written as they lie in memory: nothing else may be in it
} Stamp;
_Static_assert(sizeof(Stamp) == 40, "a stamp has no padding");

// Appends the bytes of a regular file. EFBIG when it is larger than max_size.
bool file_read(int folder, Str path, size_t max_size, Buf *ret);
// And takes the stamp that it had when it was opened.
bool file_read_stamped(int folder, Str path, size_t max_size, Buf *ret, Stamp *ret_stamp);
// The same of a file that whoever runs the program has named, from where it was called: links are
// followed.
bool file_read_named(Str path, size_t max_size, Buf *ret);
bool file_hash_named(Str path, Hash *ret);
bool file_read_start(int folder, Str path, size_t size, Buf *ret);  // its first bytes only
int file_open(int folder, Str path, uint64_t *ret_size);            // a regular file, for reading
// The same of one that has this very stamp; -1 for any other, whatever errno is.
int file_open_known(int folder, Str path, const Stamp *stamp);
bool file_is_known(int file, const Stamp *stamp);                   // it still has that stamp
// Appends what comes next in an open one: `size` bytes, or fewer at its end.
bool file_read_on(int file, size_t size, Buf *ret);
void file_close(int file);                                          // of -1, too: nothing to do
bool file_stamp(int folder, Str path, Stamp *ret);
bool file_hash(int folder, Str path, Hash *ret);
bool file_exists(int folder, Str path);                             // whatever it is
// Goes through all that lies below a folder: whatever is no folder, and folders that are empty, by
// their paths from there on. The order is the system's. False where a folder cannot be opened.
typedef void FileVisit(void *context, Str path);
bool file_visit(int folder, Str path, FileVisit *visit, void *context);
// How many of them there are.
bool file_count(int folder, Str path, size_t *ret);
// Reports that a source cannot be read: a link in its place is the content's error, all else the
// environment's. Returns false.
bool file_report_unreadable(Str path, int error_number, Diags *diags);

// Reports that a source is no longer what it was when the build began. Returns false.
bool file_report_changed(Str path, Diags *diags);

// What stands at a path, compared with what is to stand there.
typedef enum FileState {
    FILE_ABSENT,
    FILE_SAME,                     // a file with these very bytes
    FILE_OTHER,                    // a file with other bytes
    FILE_IS_FOLDER,
    FILE_IS_STRANGE,               // a link, a device, a pipe
    FILE_IS_BLOCKED,               // a part of its path is a file
    FILE_IS_BEHIND_LINK,           // a part of its path is a link
    FILE_UNKNOWN,                  // it could not be read: errno says why
} FileState;
// `ret` may be NULL; it is set where the state is FILE_SAME or FILE_OTHER.
FileState file_compare(int folder, Str path, Str bytes, Buf *scratch, Stamp *ret);
FileState file_compare_hash(int folder, Str path, Hash hash, Stamp *ret);

// Writes a file that does not exist yet, as a whole or not at all, and the folders above it. Modes
// are as the process's umask leaves 0644 and 0755.
bool file_write(int folder, Str path, Str bytes);
// The same, also where the process is killed or power is lost meanwhile: where the disk has files
// without a name.
bool file_write_new(int folder, Str path, Str bytes);
// Writes many files as file_write does, and takes their stamps; one thread at a time. Fastest where
// the paths come in order: the folder above that of the last file stays open, and one that has to
// be made is not looked for before. Paths are borrowed until the end. Zero-initialise to start.
typedef struct FileWriter {
    Buf compared;            // for those who look first at what stands there
    int root;
    HeldFolder upper;        // two levels above the last file
    Str folder_path;         // that of the last file, which is there
} FileWriter;
bool file_writer_put(FileWriter *writer, int folder, Str path, Str bytes, Stamp *ret);
void file_writer_end(FileWriter *writer);
// The same in pieces: begun, -1 where that fails; and ended in any case. What is not whole stays
// there.
int file_begin(int folder, Str path);
bool file_add(int file, Str bytes);
bool file_add_at(int file, uint64_t at, Str bytes);   // in place of what stands there, if any
bool file_end(int file, Stamp *ret);
// Where all was added, it also waits until the bytes and the name are on the disk; else it fails,
// with errno as it is.
bool file_end_synced(int folder, int file, bool is_whole);
// Copies one piece by piece; *ret is the hash of what was copied.
typedef enum CopyEnd { COPY_WHOLE, COPY_UNREAD, COPY_UNWRITTEN } CopyEnd;
CopyEnd file_copy(int folder, Str path, int source_folder, Str source, Hash *ret,
                  Stamp *ret_stamp);
// Writes, and waits until the bytes and the name are on the disk; replaces what is there.
bool file_write_synced(int folder, Str path, Str bytes);
// Puts a file where one may stand, as a whole or not at all, by way of `beside`; waits for no disk.
bool file_put(int folder, Str beside, Str path, Str bytes);
// Replaces a file that is there, as a whole or not at all; its mode and its owner remain. ESTALE
// where somebody has changed it since `before` was taken, up to the moment in which it is replaced:
// then theirs stays. What one that was killed has left beside it is removed by the next with the
// same bytes.
bool file_replace(int folder, Str path, const Stamp *before, Str bytes);
// The same by a file of another folder on its disk, which is moved; waits for no disk.
bool file_replace_by(int folder, Str path, const Stamp *before, int source_folder, Str source);
// Moves a file to another folder, making the folders above it; replaces a file that is there.
bool file_move(int folder, Str path, int target_folder, Str target);
// The same where nothing stands at the target; EEXIST where something does.
bool file_move_new(int folder, Str path, int target_folder, Str target);
// Moves a folder to a name that is free.
bool file_move_folder(int folder, Str name, int target_folder, Str target);
bool file_remove(int folder, Str path);                    // true also when it is not there
void file_remove_empty_folders(int folder, Str path);      // those above path
bool file_remove_tree(int folder, Str path);               // folder, link or file; through no links

// Locks a file, made where it is missing, until the descriptor is closed. EWOULDBLOCK when it is
// taken.
int file_lock(int folder, Str path);
void file_unlock(int descriptor);

// The folder that the running program lies in.
bool file_program_folder(Arena *arena, Str *ret);

#endif
