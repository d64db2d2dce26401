#include "base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/open.h"
#include "base/refused_calls.h"

const char *const sandbox_mode_names[] = {"auto", "require", "off", NULL};

// Of Landlock since Linux 6.2, which linux/landlock.h may be older than; numbered as there.
enum {
    FILES_TRUNCATE = 1 << 14,        // version 3, Linux 6.2
    FILES_IOCTL_DEV = 1 << 15,       // version 5, Linux 6.10
    NET_BIND_TCP = 1 << 0,           // version 4, Linux 6.7
    NET_CONNECT_TCP = 1 << 1,
    SCOPE_ABSTRACT_SOCKET = 1 << 0,  // version 6, Linux 6.12
    SCOPE_SIGNAL = 1 << 1,
};
typedef struct Ruleset {
    uint64_t files;
    uint64_t net;
    uint64_t scopes;
} Ruleset;

enum {
    // Before, nothing could be moved to another folder, which publishing does. What came later
    // seccomp refuses as well.
    VERSION_MIN = 2,
    VERSION_TRUNCATE = 3,
    VERSION_NET = 4,
    VERSION_IOCTL = 5,
    VERSION_SCOPES = 6,
};

enum {
    READING = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
    MENDING = READING | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |
              LANDLOCK_ACCESS_FS_REMOVE_FILE | FILES_TRUNCATE,
    FILLING = MENDING | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_DIR |
              LANDLOCK_ACCESS_FS_REFER,
    OF_A_FILE = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | FILES_TRUNCATE,
};
static const uint64_t accesses[] = {
    [SANDBOX_READ] = READING,
    [SANDBOX_MEND] = MENDING,
    [SANDBOX_FILL] = FILLING,
    [SANDBOX_CLEAR] = LANDLOCK_ACCESS_FS_REMOVE_DIR,
};

// What finds out the addresses of hosts, and whether they are who they say: as glibc, OpenSSL and
// GnuTLS look for it on the systems that are around.
static const char *const network_places[] = {
    "/etc/resolv.conf", "/etc/hosts", "/etc/host.conf", "/etc/nsswitch.conf", "/etc/gai.conf",
    "/etc/services", "/etc/ld.so.cache", "/etc/localtime", "/etc/ssl/openssl.cnf",
    "/etc/ssl/certs", "/etc/ssl/cert.pem", "/etc/gnutls", "/etc/pki/tls", "/etc/pki/ca-trust",
    "/etc/ca-certificates", "/etc/crypto-policies", "/usr/share/ca-certificates",
    "/usr/local/share/ca-certificates", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib",
    "/lib64",
};
// Places that whoever runs the program may give for the same.
static const char *const network_settings[] = {"SSL_CERT_FILE", "SSL_CERT_DIR"};

// All that this kernel can refuse.
static Ruleset all_of(const Sandbox *sandbox) {
    int version = sandbox->landlock_version;
    Ruleset ret = {.files = FILES_TRUNCATE - 1};
    if (version >= VERSION_TRUNCATE) ret.files |= FILES_TRUNCATE;
    if (version >= VERSION_IOCTL) ret.files |= FILES_IOCTL_DEV;
    if (version >= VERSION_NET) ret.net = NET_BIND_TCP;
    if (version >= VERSION_NET && !sandbox->with_network) ret.net |= NET_CONNECT_TCP;
    if (version >= VERSION_SCOPES) ret.scopes = SCOPE_ABSTRACT_SOCKET | SCOPE_SIGNAL;
    return ret;
}

// A kernel without Landlock says ENOSYS, one that was started without it EOPNOTSUPP, and filters of
// containers EPERM.
static int find_version(void) {
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return version < VERSION_MIN ? 0 : (int)version;
}

void sandbox_begin(Sandbox *sandbox) {
    sandbox->ruleset = -1;
    sandbox->landlock_version = find_version();
    sandbox->has_seccomp = refused_calls_are_known();
    if (sandbox->mode == SANDBOX_OFF || !sandbox->landlock_version) return;
    Ruleset all = all_of(sandbox);
    sandbox->ruleset = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
    if (sandbox->ruleset < 0) sandbox->error_number = errno;
}

bool sandbox_guards_files(const Sandbox *sandbox) {
    return sandbox && sandbox->ruleset >= 0;
}

void sandbox_grant(Sandbox *sandbox, int folder, SandboxAccess access) {
    struct stat status;
    if (!sandbox_guards_files(sandbox) || folder < 0) return;
    uint64_t allowed = accesses[access] & all_of(sandbox).files;
    if (!fstat(folder, &status) && !S_ISDIR(status.st_mode)) allowed &= OF_A_FILE;
    struct landlock_path_beneath_attr rule = {.allowed_access = allowed, .parent_fd = folder};
    if (syscall(SYS_landlock_add_rule, sandbox->ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0)) {
        sandbox->error_number = errno;
    }
}

static void grant_and_close(Sandbox *sandbox, int place, SandboxAccess access) {
    sandbox_grant(sandbox, place, access);
    if (place >= 0) close(place);
}

void sandbox_grant_below(Sandbox *sandbox, int folder, Str path, SandboxAccess access) {
    if (!sandbox_guards_files(sandbox)) return;
    grant_and_close(sandbox, open_in(folder, path, O_PATH, 0), access);
}

void sandbox_grant_path(Sandbox *sandbox, const char *path, SandboxAccess access) {
    if (!sandbox_guards_files(sandbox)) return;
    grant_and_close(sandbox, open(path, O_PATH | O_CLOEXEC), access);
}

static int grant_object(struct dl_phdr_info *object, size_t size, void *sandbox) {
    (void)size;
    // The program has no name here, and the kernel's own object no file.
    const char *path = object->dlpi_name[0] ? object->dlpi_name : "/proc/self/exe";
    if (path[0] == '/') sandbox_grant_path(sandbox, path, SANDBOX_READ);
    return 0;
}

void sandbox_grant_program(Sandbox *sandbox) {
    dl_iterate_phdr(grant_object, sandbox);
}

// At its end LeakSanitizer looks at the threads and at all memory, and a build that counts what
// was run writes the counts down (tests/coverage).
static void grant_instruments(Sandbox *sandbox) {
#ifdef MEMORY_IS_SANITIZED
    sandbox_grant_path(sandbox, "/proc/self", SANDBOX_READ);
#elif defined(COVERAGE_FOLDER)
    sandbox_grant_path(sandbox, COVERAGE_FOLDER, SANDBOX_FILL);
#else
    (void)sandbox;
#endif
}

static void grant_network(Sandbox *sandbox) {
    for (size_t i = 0; i < sizeof network_places / sizeof network_places[0]; i++) {
        sandbox_grant_path(sandbox, network_places[i], SANDBOX_READ);
    }
    for (size_t i = 0; i < sizeof network_settings / sizeof network_settings[0]; i++) {
        const char *path = getenv(network_settings[i]);
        if (path) sandbox_grant_path(sandbox, path, SANDBOX_READ);
    }
}

bool sandbox_is_whole(const Sandbox *sandbox) {
    return sandbox->landlock_version && sandbox->has_seccomp;
}

// Leaves what root may do here beside a user: with files of others, and on a disk that is nearly
// full.
static bool drop_capabilities(void) {
    static const int kept[] = {CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER,
                               CAP_FSETID, CAP_SYS_RESOURCE};
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct had[_LINUX_CAPABILITY_U32S_3] = {{0}};
    if (syscall(SYS_capget, &header, had)) return false;
    uint32_t mask = 0;
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) mask |= CAP_TO_MASK(kept[i]);
    const struct __user_cap_data_struct left[_LINUX_CAPABILITY_U32S_3] = {
        {.effective = had[0].effective & mask, .permitted = had[0].permitted & mask},
    };
    // A service's own filter may refuse the call, which mostly has nothing to do.
    return !memcmp(had, left, sizeof left) || syscall(SYS_capset, &header, left) == 0;
}

// 0, or the errno of what failed.
static int lock(const Sandbox *sandbox) {
    // The other two ask for the first, or for root.
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || !drop_capabilities()) return errno;
    if (sandbox->ruleset >= 0 && syscall(SYS_landlock_restrict_self, sandbox->ruleset, 0)) {
        return errno;
    }
    if (!sandbox->has_seccomp) return 0;
    bool guards_emptying = sandbox->ruleset >= 0 && sandbox->landlock_version < VERSION_TRUNCATE;
    return refused_calls_begin((CallNeeds){sandbox->with_network, sandbox->with_mending,
                                           guards_emptying});
}

static bool refuse(Sandbox *sandbox, const char *why, int error_number) {
    sandbox->refusal = why;
    sandbox->error_number = error_number;
    return false;
}

static bool go_inside(Sandbox *sandbox) {
    if (sandbox->mode == SANDBOX_OFF) return true;
    if (sandbox->mode == SANDBOX_REQUIRE && !sandbox_is_whole(sandbox)) {
        const char *why = sandbox->has_seccomp
                              ? "this kernel has no Landlock of Linux 5.19 or later"
                              : "this kernel has no seccomp";
        return refuse(sandbox, why, ENOSYS);
    }
    grant_instruments(sandbox);
    if (sandbox->with_network) grant_network(sandbox);
    int error_number = sandbox->error_number ? sandbox->error_number : lock(sandbox);
    return !error_number ||
           refuse(sandbox, "the sandbox cannot be entered ('--sandbox off' does without)",
                  error_number);
}

bool sandbox_enter(Sandbox *sandbox, Diags *diags) {
    if (!sandbox) return true;
    if (sandbox->state == SANDBOX_OUTSIDE) {
        bool is_inside = go_inside(sandbox) &&
                         (!sandbox->entered || sandbox->entered(sandbox->context));
        sandbox->state = is_inside ? SANDBOX_INSIDE : SANDBOX_REFUSED;
    }
    if (sandbox->refusal) {
        diag_environment(diags, sandbox->refusal, STR("--sandbox"), sandbox->error_number);
    }
    return sandbox->state == SANDBOX_INSIDE;
}

const char *sandbox_extent(const Sandbox *sandbox) {
    bool is_inside = sandbox->state == SANDBOX_INSIDE && sandbox->mode != SANDBOX_OFF;
    bool is_any = sandbox->landlock_version || sandbox->has_seccomp;
    if (!is_inside || !is_any) return "off";
    return sandbox_is_whole(sandbox) ? "whole" : "partly";
}

void sandbox_end(Sandbox *sandbox) {
    if (sandbox->ruleset >= 0) close(sandbox->ruleset);
    sandbox->ruleset = -1;
}
