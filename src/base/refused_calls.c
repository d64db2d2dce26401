#include "base/refused_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/memory.h"

#define CALL(name) SCMP_SYS(name)
// One that libseccomp may have no name for yet; its number is the same on all but MIPS and Alpha.
#define NEW_CALL(number) (number)
#define COUNT_OF(rows) (sizeof(rows) / sizeof(rows)[0])

static const int always[] = {
    // Other programs.
    CALL(execve), CALL(execveat), CALL(uselib),
    // Other processes.
    CALL(rt_sigqueueinfo), CALL(rt_tgsigqueueinfo), CALL(process_vm_readv), CALL(process_vm_writev),
    CALL(pidfd_open), CALL(listen), CALL(shmget), CALL(shmat), CALL(shmctl), CALL(semget),
    CALL(semop), CALL(semtimedop), CALL(semctl), CALL(msgget), CALL(msgsnd), CALL(msgrcv),
    CALL(msgctl), CALL(ipc), CALL(mq_open), CALL(mq_unlink),
    // Files where Landlock does not look.
    CALL(chmod), CALL(fchmodat), NEW_CALL(452) /* fchmodat2 */, CALL(chown), CALL(lchown),
    CALL(fchownat), CALL(setxattr), CALL(lsetxattr), CALL(fsetxattr), CALL(removexattr),
    CALL(lremovexattr), CALL(fremovexattr), NEW_CALL(463) /* setxattrat */,
    NEW_CALL(466) /* removexattrat */, NEW_CALL(469) /* file_setattr */, CALL(utime), CALL(utimes),
    CALL(utimensat), CALL(futimesat), CALL(truncate), CALL(truncate64), CALL(open_by_handle_at),
    CALL(inotify_init), CALL(inotify_init1), CALL(fanotify_init),
    // What other programs broke out by.
    CALL(unshare), CALL(add_key), CALL(request_key), CALL(keyctl), CALL(bpf),
    CALL(perf_event_open), CALL(io_uring_setup), CALL(userfaultfd), CALL(modify_ldt),
};

static const int of_network[] = {
    CALL(socket), CALL(socketpair), CALL(connect), CALL(bind), CALL(sendto), CALL(sendmsg),
    CALL(sendmmsg), CALL(socketcall),
};

static const int of_mending[] = {CALL(fchmod), CALL(fchown)};

// LeakSanitizer stops the threads from a process of its own.
#ifdef MEMORY_IS_SANITIZED
enum { IS_SANITIZED = true };
#else
enum { IS_SANITIZED = false };
#endif
static const int of_processes[] = {CALL(fork), CALL(vfork), CALL(ptrace), CALL(tkill)};

// A call that is refused where one of its arguments compares so. Where bits are masked, others do
// not count.
typedef struct Refused {
    int call;
    struct scmp_arg_cmp argument;
} Refused;

enum { IOCTL_KIND = 0xff00, SOCKET_KIND = 0xf };
#define IS_MASKED(index, mask, value) {(index), SCMP_CMP_MASKED_EQ, (mask), (value)}

static const Refused arguments[] = {
    // Words that whoever reads the terminal next would take for typed ones, what keys of a console
    // mean, and drivers behind terminals.
    {CALL(ioctl), IS_MASKED(1, UINT32_MAX, TIOCSTI)},
    {CALL(ioctl), IS_MASKED(1, UINT32_MAX, TIOCLINUX)},
    {CALL(ioctl), IS_MASKED(1, UINT32_MAX, TIOCSETD)},
    {CALL(ioctl), IS_MASKED(1, IOCTL_KIND, 'K' << 8)},
    {CALL(ioctl), IS_MASKED(1, IOCTL_KIND, 'V' << 8)},
    // Attributes of file systems, "immutable" among them.
    {CALL(ioctl), IS_MASKED(1, IOCTL_KIND, 'f' << 8)},
    {CALL(ioctl), IS_MASKED(1, IOCTL_KIND, 'X' << 8)},
    // Signals to others by way of a descriptor; limits of others.
    {CALL(fcntl), IS_MASKED(1, UINT32_MAX, F_SETOWN)},
    {CALL(fcntl), IS_MASKED(1, UINT32_MAX, F_SETOWN_EX)},
    {CALL(prlimit64), {0, SCMP_CMP_NE, 0, 0}},
};

// Where there is a network: of this machine's own sockets pairs alone, and no protocols but those
// of hosts and, of netlink, that for the addresses which this one has.
static const Refused network_arguments[] = {
    {CALL(socketpair), IS_MASKED(1, SOCKET_KIND, SOCK_DGRAM)},
    {CALL(socketpair), IS_MASKED(1, SOCKET_KIND, SOCK_SEQPACKET)},
    {CALL(socket), {0, SCMP_CMP_LT, AF_INET, 0}},
    {CALL(socket), {0, SCMP_CMP_GT, AF_NETLINK, 0}},
    {CALL(socket), {2, SCMP_CMP_GT, IPPROTO_UDP, 0}},
};
static bool is_of_internet(int family) {
    return family == AF_INET || family == AF_INET6 || family == AF_NETLINK;
}
static bool is_usual_protocol(int protocol) {
    return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP;
}

// Which argument of clone has the flags.
#ifdef __s390__
enum { CLONE_FLAGS = 1 };
#else
enum { CLONE_FLAGS = 0 };
#endif

bool refused_calls_are_known(void) {
    uint32_t action = SECCOMP_RET_ERRNO;
    return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

// A filter, and the first error of what it is made of: 0 or below.
typedef struct Refusing {
    scmp_filter_ctx filter;
    int error;
} Refusing;

static void refuse(Refusing *refusing, int call) {
    if (refusing->error) return;
    refusing->error = seccomp_rule_add(refusing->filter, SCMP_ACT_ERRNO(EPERM), call, 0);
}

static void refuse_all(Refusing *refusing, const int *calls, size_t count) {
    for (size_t i = 0; i < count; i++) refuse(refusing, calls[i]);
}

static void refuse_where(Refusing *refusing, int call, struct scmp_arg_cmp argument) {
    if (refusing->error) return;
    refusing->error = seccomp_rule_add_array(refusing->filter, SCMP_ACT_ERRNO(EPERM), call, 1,
                                             &argument);
}

static void refuse_rows(Refusing *refusing, const Refused *rows, size_t count) {
    for (size_t i = 0; i < count; i++) refuse_where(refusing, rows[i].call, rows[i].argument);
}

static void refuse_network(Refusing *refusing, bool with_network) {
    if (!with_network) {
        refuse_all(refusing, of_network, COUNT_OF(of_network));
        return;
    }
    refuse_rows(refusing, network_arguments, COUNT_OF(network_arguments));
    for (int family = AF_INET; family < AF_NETLINK; family++) {
        struct scmp_arg_cmp is_other = {0, SCMP_CMP_EQ, (scmp_datum_t)family, 0};
        if (!is_of_internet(family)) refuse_where(refusing, CALL(socket), is_other);
    }
    for (int protocol = 1; protocol <= IPPROTO_UDP; protocol++) {
        struct scmp_arg_cmp is_other = {2, SCMP_CMP_EQ, (scmp_datum_t)protocol, 0};
        if (!is_usual_protocol(protocol)) refuse_where(refusing, CALL(socket), is_other);
    }
}

// New processes, and signals to others; threads stay.
static void refuse_processes(Refusing *refusing) {
    refuse_all(refusing, of_processes, COUNT_OF(of_processes));
    scmp_datum_t self = (scmp_datum_t)getpid();
    refuse_where(refusing, CALL(kill), (struct scmp_arg_cmp){0, SCMP_CMP_NE, self, 0});
    refuse_where(refusing, CALL(tgkill), (struct scmp_arg_cmp){0, SCMP_CMP_NE, self, 0});
    refuse_where(refusing, CALL(clone),
                 (struct scmp_arg_cmp)IS_MASKED(CLONE_FLAGS, CLONE_THREAD, 0));
    // A filter does not see its flags: the C library takes clone where there is none.
    if (refusing->error) return;
    refusing->error = seccomp_rule_add(refusing->filter, SCMP_ACT_ERRNO(ENOSYS), CALL(clone3), 0);
}

// Files can be emptied by who may read them. What openat2 is to do a filter does not see: open.c
// goes another way where it is refused.
static void refuse_emptying(Refusing *refusing) {
    refuse(refusing, CALL(openat2));
    // To read, and for neither, which Linux knows as well.
    const int ways[] = {O_RDONLY, O_ACCMODE};
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        const scmp_datum_t flags = (scmp_datum_t)(O_TRUNC | ways[i]);
        struct scmp_arg_cmp by_path = IS_MASKED(1, O_TRUNC | O_ACCMODE, flags);
        struct scmp_arg_cmp below = IS_MASKED(2, O_TRUNC | O_ACCMODE, flags);
        refuse_where(refusing, CALL(open), by_path);
        refuse_where(refusing, CALL(openat), below);
    }
}

int refused_calls_begin(CallNeeds needs) {
    Refusing refusing = {.filter = seccomp_init(SCMP_ACT_ALLOW)};
    if (!refusing.filter) return ENOMEM;
    // Calls of other kinds of programs: of 32 bits, or of x32.
    refusing.error = seccomp_attr_set(refusing.filter, SCMP_FLTATR_ACT_BADARCH,
                                      SCMP_ACT_ERRNO(EPERM));
    refuse_all(&refusing, always, COUNT_OF(always));
    refuse_network(&refusing, needs.with_network);
    if (!needs.with_mending) refuse_all(&refusing, of_mending, COUNT_OF(of_mending));
    if (needs.guards_emptying) refuse_emptying(&refusing);
    if (!IS_SANITIZED) refuse_processes(&refusing);
    refuse_rows(&refusing, arguments, COUNT_OF(arguments));
    if (!refusing.error) refusing.error = seccomp_load(refusing.filter);
    seccomp_release(refusing.filter);
    return -refusing.error;
}
