#include "base/refused_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/memory.h"

#define CALL(name) SCMP_SYS(name)
#define COUNT_OF(rows) (sizeof(rows) / sizeof(rows)[0])

// tests/sandbox/calls.txt has all of them again, and those that are left.
static const int always[] = {
    // Other programs.
    CALL(execve), CALL(execveat), CALL(uselib),
    // Other processes: what they remember, hear, share and may use.
    CALL(rt_sigqueueinfo), CALL(rt_tgsigqueueinfo), CALL(process_vm_readv), CALL(process_vm_writev),
    CALL(process_madvise), CALL(kcmp), CALL(get_robust_list), CALL(pidfd_open), CALL(pidfd_getfd),
    CALL(pidfd_send_signal), CALL(setpgid), CALL(setsid), CALL(listen), CALL(accept),
    CALL(accept4), CALL(shmget), CALL(shmat), CALL(shmctl), CALL(semget), CALL(semop),
    CALL(semtimedop), CALL(semtimedop_time64), CALL(semctl), CALL(msgget), CALL(msgsnd),
    CALL(msgrcv), CALL(msgctl), CALL(ipc), CALL(mq_open), CALL(mq_unlink), CALL(mq_timedsend),
    CALL(mq_timedsend_time64), CALL(mq_timedreceive), CALL(mq_timedreceive_time64),
    CALL(mq_notify), CALL(mq_getsetattr), CALL(nice), CALL(setpriority), CALL(ioprio_set),
    CALL(sched_setparam), CALL(sched_setscheduler), CALL(sched_setaffinity), CALL(sched_setattr),
    CALL(migrate_pages), CALL(move_pages), CALL(mbind), CALL(set_mempolicy),
    // Files where Landlock does not look.
    CALL(chmod), CALL(fchmodat), CALL(chown), CALL(chown32), CALL(lchown), CALL(lchown32),
    CALL(fchownat), CALL(setxattr), CALL(lsetxattr), CALL(fsetxattr), CALL(removexattr),
    CALL(lremovexattr), CALL(fremovexattr), CALL(getxattr), CALL(lgetxattr), CALL(fgetxattr),
    CALL(listxattr), CALL(llistxattr), CALL(flistxattr), CALL(utime), CALL(utimes),
    CALL(utimensat), CALL(utimensat_time64), CALL(futimesat), CALL(truncate), CALL(truncate64),
    CALL(name_to_handle_at), CALL(open_by_handle_at), CALL(inotify_init), CALL(inotify_init1),
    CALL(inotify_add_watch), CALL(fanotify_init), CALL(fanotify_mark), CALL(symlink),
    CALL(symlinkat), CALL(mknod), CALL(mknodat),
    // What other programs broke out by.
    CALL(unshare), CALL(setns), CALL(add_key), CALL(request_key), CALL(keyctl), CALL(bpf),
    CALL(perf_event_open), CALL(io_uring_setup), CALL(io_uring_enter), CALL(io_uring_register),
    CALL(io_setup), CALL(io_destroy), CALL(io_submit), CALL(io_cancel), CALL(io_getevents),
    CALL(io_pgetevents), CALL(io_pgetevents_time64), CALL(userfaultfd), CALL(modify_ldt),
    CALL(splice), CALL(tee), CALL(vmsplice), CALL(remap_file_pages), CALL(personality),
    // Who this is.
    CALL(setuid), CALL(setuid32), CALL(setgid), CALL(setgid32), CALL(setreuid), CALL(setreuid32),
    CALL(setregid), CALL(setregid32), CALL(setresuid), CALL(setresuid32), CALL(setresgid),
    CALL(setresgid32), CALL(setfsuid), CALL(setfsuid32), CALL(setfsgid), CALL(setfsgid32),
    CALL(setgroups), CALL(setgroups32), CALL(capset),
    // The machine, which only root may change, and not even root in here.
    CALL(mount), CALL(umount), CALL(umount2), CALL(pivot_root), CALL(chroot), CALL(open_tree),
    CALL(move_mount), CALL(fsopen), CALL(fsconfig), CALL(fsmount), CALL(fspick),
    CALL(mount_setattr), CALL(quotactl), CALL(quotactl_fd), CALL(init_module),
    CALL(finit_module), CALL(delete_module), CALL(kexec_load), CALL(kexec_file_load),
    CALL(reboot), CALL(swapon), CALL(swapoff), CALL(sethostname), CALL(setdomainname),
    CALL(settimeofday), CALL(stime), CALL(clock_settime), CALL(clock_settime64), CALL(adjtimex),
    CALL(clock_adjtime), CALL(clock_adjtime64), CALL(acct), CALL(syslog), CALL(vhangup),
    CALL(iopl), CALL(ioperm), CALL(sysfs), CALL(ustat), CALL(lookup_dcookie),
};

static const int of_network[] = {
    CALL(socket), CALL(socketpair), CALL(connect), CALL(bind), CALL(sendto), CALL(sendmsg),
    CALL(sendmmsg), CALL(send), CALL(recvfrom), CALL(recvmsg), CALL(recvmmsg),
    CALL(recvmmsg_time64), CALL(recv), CALL(shutdown), CALL(setsockopt), CALL(getsockopt),
    CALL(socketcall),
};

static const int of_mending[] = {CALL(fchmod), CALL(fchown), CALL(fchown32)};

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
    {CALL(ioctl), IS_MASKED(1, UINT32_MAX, TIOCCONS)},
    {CALL(ioctl), IS_MASKED(1, UINT32_MAX, TIOCSIG)},
    {CALL(ioctl), IS_MASKED(1, UINT32_MAX, TIOCSPGRP)},
    {CALL(ioctl), IS_MASKED(1, IOCTL_KIND, 'K' << 8)},
    {CALL(ioctl), IS_MASKED(1, IOCTL_KIND, 'V' << 8)},
    // Attributes of file systems, "immutable" among them.
    {CALL(ioctl), IS_MASKED(1, IOCTL_KIND, 'f' << 8)},
    {CALL(ioctl), IS_MASKED(1, IOCTL_KIND, 'X' << 8)},
    // Signals to others by way of a socket; limits of others.
    {CALL(ioctl), IS_MASKED(1, UINT32_MAX, FIOSETOWN)},
    {CALL(ioctl), IS_MASKED(1, UINT32_MAX, SIOCSPGRP)},
    {CALL(prlimit64), {0, SCMP_CMP_NE, 0, 0}},
};

// Signals to others by way of a descriptor, having them wait for a file, watching a folder.
static const int commands[] = {F_SETOWN, F_SETOWN_EX, F_SETLEASE, F_NOTIFY};

// Where there is a network: of this machine's own sockets pairs of streams alone, since the ends
// of others reach whoever has an address; and no protocols but those of hosts and, of netlink,
// that for the addresses which this one has.
static const Refused network_arguments[] = {
    {CALL(socketpair), {0, SCMP_CMP_NE, AF_UNIX, 0}},
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

// Two filters, of which each call has to pass both: one of our own for whole calls, since
// libseccomp compares no numbers and would take longer, and one of libseccomp for arguments and
// other kinds of programs.
enum {
    CALL_LAST = SYS_landlock_restrict_self,   // of Linux 5.13
    CALLS_MAX = COUNT_OF(always) + COUNT_OF(of_network) + COUNT_OF(of_mending) +
                COUNT_OF(of_processes) + 1,
    GROUP_SIZE = 16,
    STEPS_MAX = 4 + CALLS_MAX + 3 * (CALLS_MAX / GROUP_SIZE + 1),
};
typedef struct Refusing {
    int calls[CALLS_MAX];
    size_t call_count;
    struct sock_filter steps[STEPS_MAX];
    unsigned short step_count;
    scmp_filter_ctx filter;
    int error;               // the first of libseccomp: 0 or below
} Refusing;

static void refuse(Refusing *refusing, int call) {
    // Below 0: this kind of machine has no such call.
    if (call >= 0) refusing->calls[refusing->call_count++] = call;
}

static void refuse_all(Refusing *refusing, const int *calls, size_t count) {
    for (size_t i = 0; i < count; i++) refuse(refusing, calls[i]);
}

static int compare_calls(const void *left, const void *right) {
    const int *a = left;
    const int *b = right;
    return (*a > *b) - (*a < *b);
}

static void add_step(Refusing *refusing, unsigned short code, unsigned value, size_t skipped) {
    struct sock_filter step = BPF_JUMP(code, value, (unsigned char)skipped, 0);
    refusing->steps[refusing->step_count++] = step;
}

static void add_end(Refusing *refusing, unsigned action) {
    add_step(refusing, BPF_RET | BPF_K, action, 0);
}

// In groups, which most calls skip: the kernel tries all its numbers when it takes the filter.
static void add_group(Refusing *refusing, const int *calls, size_t count) {
    add_step(refusing, BPF_JMP | BPF_JGT | BPF_K, (unsigned)calls[count - 1], count + 2);
    for (size_t i = 0; i < count; i++) {
        add_step(refusing, BPF_JMP | BPF_JEQ | BPF_K, (unsigned)calls[i], count - i);
    }
    add_end(refusing, SECCOMP_RET_ALLOW);
    add_end(refusing, SECCOMP_RET_ERRNO | EPERM);
}

// 0, or the errno of what failed.
static int load_calls(Refusing *refusing) {
    const unsigned number = offsetof(struct seccomp_data, nr);
    const int *calls = refusing->calls;
    qsort(refusing->calls, refusing->call_count, sizeof *calls, compare_calls);
    add_step(refusing, BPF_LD | BPF_W | BPF_ABS, number, 0);
    for (size_t i = 0; i < refusing->call_count; i += GROUP_SIZE) {
        size_t left = refusing->call_count - i;
        add_group(refusing, calls + i, left < GROUP_SIZE ? left : GROUP_SIZE);
    }
    // Calls that are newer fail as in an older kernel, for which libraries have other ways: nobody
    // who wrote the lists above had to look at them.
    add_step(refusing, BPF_JMP | BPF_JGT | BPF_K, CALL_LAST, 1);
    add_end(refusing, SECCOMP_RET_ALLOW);
    add_end(refusing, SECCOMP_RET_ERRNO | ENOSYS);
    struct sock_fprog program = {refusing->step_count, refusing->steps};
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) ? errno : 0;
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
    for (scmp_datum_t kind = 0; kind <= SOCKET_KIND; kind++) {
        struct scmp_arg_cmp is_other = IS_MASKED(1, SOCKET_KIND, kind);
        if (kind != SOCK_STREAM) refuse_where(refusing, CALL(socketpair), is_other);
    }
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

static void refuse_commands(Refusing *refusing) {
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        struct scmp_arg_cmp is_command = IS_MASKED(1, UINT32_MAX, (scmp_datum_t)commands[i]);
        refuse_where(refusing, CALL(fcntl), is_command);
        refuse_where(refusing, CALL(fcntl64), is_command);
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
    refuse_commands(&refusing);
    int error_number = refusing.error ? -refusing.error : load_calls(&refusing);
    if (!error_number) error_number = -seccomp_load(refusing.filter);
    seccomp_release(refusing.filter);
    return error_number;
}
