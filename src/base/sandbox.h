// The sandbox: what is left to this process of what whoever started it may do. It is entered once,
// before any other thread starts, and for good; what starts later is inside as well.
//
// Landlock refuses files and folders that were not granted; their names, sizes and times can still
// be seen. seccomp refuses calls that nothing here has a use for: other programs and processes,
// sockets, modes, owners and times of files, keys, and interfaces of the kernel that much has been
// broken through. Of root's powers those over files stay: mounts, modules, clocks and the like are
// refused by their loss. What is refused fails with EACCES or EPERM. A descriptor that was opened
// before keeps what it can do.
//
// The program needs nothing of the system's files: ICU's data are linked, no locale is set.
#ifndef METIER_BASE_SANDBOX_H
#define METIER_BASE_SANDBOX_H

#include "base/diag.h"

typedef enum SandboxMode {
    SANDBOX_AUTO,            // as far as the kernel can
    SANDBOX_REQUIRE,         // an error where it cannot do all
    SANDBOX_OFF,
} SandboxMode;
extern const char *const sandbox_mode_names[];   // "auto", "require", "off"; NULL-terminated

// What may be done in a folder, and in all folders below it.
typedef enum SandboxAccess {
    SANDBOX_READ,            // read files, list folders
    SANDBOX_MEND,            // that, and write, make and remove files
    SANDBOX_FILL,            // that, and make and remove folders, and move to others of this kind
    SANDBOX_CLEAR,           // remove empty folders
} SandboxAccess;

typedef enum SandboxState { SANDBOX_OUTSIDE, SANDBOX_INSIDE, SANDBOX_REFUSED } SandboxState;

// Called inside, while there is one thread. False: nothing further is to be done.
typedef bool SandboxEntered(void *context);

typedef struct Sandbox {
    SandboxMode mode;
    bool with_network;       // may connect to hosts, and find out their addresses
    bool with_mending;       // may give a file that it wrote the mode and owner of another
    SandboxEntered *entered; // may be NULL
    void *context;           // of that
    // Set by sandbox_begin and what follows.
    int landlock_version;    // of the kernel; 0: it has none
    bool has_seccomp;
    int ruleset;             // -1 where none is made
    int error_number;        // of a call that failed, though the kernel knows it
    SandboxState state;
    const char *refusal;     // why it could not be entered; NULL where `entered` said so
} Sandbox;

// Looks at what the kernel has. Takes a sandbox whose first members are set.
void sandbox_begin(Sandbox *sandbox);
// The functions below take NULL: then there is no sandbox, and nothing is refused.
// Grants an open folder or file; -1 is nothing.
void sandbox_grant(Sandbox *sandbox, int folder, SandboxAccess access);
// The same of what lies below a folder, through no link; where nothing does, that is nothing.
void sandbox_grant_below(Sandbox *sandbox, int folder, Str path, SandboxAccess access);
// The same of one that whoever runs the program named; one that is not there is nothing.
void sandbox_grant_path(Sandbox *sandbox, const char *path, SandboxAccess access);
// Grants reading the program and the libraries that it runs with.
void sandbox_grant_program(Sandbox *sandbox);
// Whether files and folders that are not granted will be refused.
bool sandbox_guards_files(const Sandbox *sandbox);
// Enters it; once: later calls say the same again. False with a diagnostic where it cannot be, and
// without one where `entered` says so.
bool sandbox_enter(Sandbox *sandbox, Diags *diags);
// Whether the kernel can do all of it.
bool sandbox_is_whole(const Sandbox *sandbox);
// How far it was entered: "whole", "partly" where the kernel cannot do all, "off" where nothing is.
const char *sandbox_extent(const Sandbox *sandbox);
void sandbox_end(Sandbox *sandbox);         // frees what it took; who is inside stays inside

#endif
