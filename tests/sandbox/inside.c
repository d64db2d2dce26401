// What can be done from within a sandbox, and what cannot: a build of the site `site` in this folder enters it as
// `metier` does, and instead of going on tries all that is below, at once and in a thread that starts then.
//
//   inside off|require KIND      KIND: first, later (the output folder is there), check, external, fix
//
// With "off" each must be done, so that a try that nothing could refuse is seen. The whole is for the sandbox alone: the
// program's own guards are not in the way here.
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/openat2.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/stamp.h"
#include "output/build.h"

#define SITE "site/"
#define PAGE SITE "content/roles/nurse.md"
#define NEW_PAGE SITE "content/roles/new.md"
#define OUT SITE "public/"
#define STATE SITE ".public.metier/"
#define SECRET "outside/secret"

// Opened before anything was locked.
static int early_page = -1, early_path = -1, early_folder = -1, early_content = -1, early_outside = -1;

static int error_of(long result) {
    return result < 0 ? errno : 0;
}
static int opened(int descriptor) {
    int error = error_of(descriptor);
    if (descriptor >= 0) close(descriptor);
    return error;
}
static int made(int descriptor, const char *path) {
    int error = opened(descriptor);
    if (!error) unlink(path);
    return error;
}
static int moved(const char *from, const char *to) {
    int error = error_of(rename(from, to));
    if (!error) rename(to, from);
    return error;
}
static int linked(const char *from, const char *to) {
    int error = error_of(link(from, to));
    if (!error) unlink(to);
    return error;
}

// Reading.
static int read_outside(void) { return opened(open(SECRET, O_RDONLY)); }
static int read_by_link(void) { return opened(open(SITE "content/link", O_RDONLY)); }
static int read_by_root(void) {
    char path[4096] = "/proc/self/root";
    if (!getcwd(path + strlen(path), 2048)) return errno;
    return opened(open(strcat(path, "/" SECRET), O_RDONLY));
}
static int read_by_path_descriptor(void) {
    char path[64];
    int file = open(SECRET, O_PATH);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    int error = opened(open(path, O_RDONLY));
    close(file);
    return error;
}
static int read_from_early_folder(void) { return opened(openat(early_outside, "secret", O_RDONLY)); }
static int list_outside(void) { return opened(open("outside", O_RDONLY | O_DIRECTORY)); }
static int read_passwords(void) { return opened(open("/etc/passwd", O_RDONLY)); }
static int read_environment(void) { return opened(open("/proc/self/environ", O_RDONLY)); }
static int write_memory(void) { return opened(open("/proc/self/mem", O_RDWR)); }
static int read_random(void) { return opened(open("/dev/urandom", O_RDONLY)); }

// Writing into sources.
static int write_page(void) { return opened(open(PAGE, O_WRONLY)); }
static int append_page(void) { return opened(open(PAGE, O_RDWR | O_APPEND)); }
static int empty_page(void) { return opened(open(SITE "content/spare", O_RDONLY | O_TRUNC)); }
static int empty_unopened(void) { return opened(open(SITE "content/spare", O_ACCMODE | O_TRUNC)); }
static int empty_below(void) { return opened(openat(early_content, "spare", O_TRUNC)); }
static int empty_new_way(void) {
    struct open_how how = {.flags = O_TRUNC};
    return opened((int)syscall(SYS_openat2, early_content, "spare", &how, sizeof how));
}
static int empty_by_path(void) { return error_of(truncate(SITE "content/spare", 0)); }
static int write_again(void) {
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", early_page);
    return opened(open(path, O_WRONLY));
}
static int write_by_path_descriptor(void) {
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", early_path);
    return opened(open(path, O_WRONLY));
}
static int make_page(void) { return made(open(NEW_PAGE, O_WRONLY | O_CREAT | O_EXCL, 0600), NEW_PAGE); }
static int make_from_early_folder(void) {
    return made(openat(early_folder, "new.md", O_WRONLY | O_CREAT, 0600), NEW_PAGE);
}
static int make_nameless(void) { return opened(open(SITE "content", O_TMPFILE | O_WRONLY, 0600)); }
static int make_link(void) {
    int error = error_of(symlink("x", NEW_PAGE));
    if (!error) unlink(NEW_PAGE);
    return error;
}
static int make_pipe(void) {
    int error = error_of(mkfifo(NEW_PAGE, 0600));
    if (!error) unlink(NEW_PAGE);
    return error;
}
static int make_pipe_in_output(void) {
    int error = error_of(mkfifo(STATE "pipe", 0600));
    if (!error) unlink(STATE "pipe");
    return error;
}
static int make_link_in_output(void) {
    int error = error_of(symlink("/etc", STATE "link"));
    if (!error) unlink(STATE "link");
    return error;
}
static int make_device(void) {
    int error = error_of(mknod(STATE "device", S_IFCHR | 0600, 0x103));
    if (!error) unlink(STATE "device");
    return error;
}
static int remove_page(void) {
    int error = error_of(unlink(SITE "content/spare"));
    if (!error) close(open(SITE "content/spare", O_WRONLY | O_CREAT, 0644));
    return error;
}
static int move_page(void) { return moved(PAGE, NEW_PAGE); }
static int move_page_to_output(void) { return moved(PAGE, STATE "page"); }
static int move_folder_to_output(void) { return moved(SITE "content/roles", STATE "roles"); }
static int exchange_page(void) {
    int error = error_of(renameat2(AT_FDCWD, SITE "content/spare", AT_FDCWD, STATE "lock", RENAME_EXCHANGE));
    if (!error) renameat2(AT_FDCWD, SITE "content/spare", AT_FDCWD, STATE "lock", RENAME_EXCHANGE);
    return error;
}
static int put_into_content(void) {
    int error = opened(open(STATE "made", O_WRONLY | O_CREAT, 0600));
    if (!error) error = error_of(rename(STATE "made", NEW_PAGE));
    unlink(STATE "made");
    unlink(NEW_PAGE);
    return error;
}
static int put_a_folder_into_content(void) {
    mkdir(STATE "made", 0700);
    close(open(STATE "made/file.md", O_WRONLY | O_CREAT, 0600));
    int error = error_of(rename(STATE "made", SITE "content/made"));
    for (int i = 0; i < 2; i++) {
        const char *at = i ? SITE "content/made" : STATE "made";
        char file[256];
        snprintf(file, sizeof file, "%s/file.md", at);
        unlink(file);
        rmdir(at);
    }
    return error;
}
static int link_page(void) { return linked(PAGE, NEW_PAGE); }
static int link_page_to_output(void) { return linked(PAGE, STATE "page"); }
static int link_secret_to_output(void) { return linked(SECRET, STATE "secret"); }
static int move_secret_to_output(void) { return moved(SECRET, STATE "secret"); }
static int make_folder(void) {
    int error = error_of(mkdir(SITE "content/made", 0700));
    if (!error) rmdir(SITE "content/made");
    return error;
}
static int move_folder(void) { return moved(SITE "content/roles", SITE "content/moved"); }
// Where it may be done, it cannot be undone: each time another.
static int remove_folder(void) {
    static char path[] = SITE "content/empty0";
    int error = error_of(rmdir(path));
    if (!error) mkdir(path, 0755);
    path[sizeof path - 2]++;
    return error;
}
static int change_mode(void) { return error_of(chmod(PAGE, 0644)); }
static int change_mode_at(void) { return error_of(syscall(452, AT_FDCWD, PAGE, 0644, 0)); }
static int change_mode_early(void) { return error_of(fchmod(early_page, 0644)); }
static int change_owner(void) { return error_of(chown(PAGE, (uid_t)-1, (gid_t)-1)); }
static int change_times(void) {
    struct timespec times[2] = {{.tv_nsec = UTIME_NOW}, {.tv_nsec = UTIME_OMIT}};
    return error_of(utimensat(AT_FDCWD, PAGE, times, 0));
}
static int change_times_early(void) {
    struct timespec times[2] = {{.tv_nsec = UTIME_NOW}, {.tv_nsec = UTIME_OMIT}};
    return error_of(futimens(early_page, times));
}
static int change_attribute(void) {
    int error = error_of(setxattr(PAGE, "user.metier", "x", 1, 0));
    if (!error) removexattr(PAGE, "user.metier");
    return error;
}
static int change_flags(void) {
    int flags = FS_NOATIME_FL;
    return error_of(ioctl(early_page, FS_IOC_SETFLAGS, &flags));
}
static int write_beside(void) { return made(open(SITE "new", O_WRONLY | O_CREAT, 0600), SITE "new"); }
static int replace_config(void) {
    close(open(STATE "made", O_WRONLY | O_CREAT, 0600));
    int error = error_of(renameat2(AT_FDCWD, STATE "made", AT_FDCWD, SITE "site.yaml", RENAME_EXCHANGE));
    if (!error) renameat2(AT_FDCWD, STATE "made", AT_FDCWD, SITE "site.yaml", RENAME_EXCHANGE);
    unlink(STATE "made");
    return error;
}
static int write_outside(void) { return made(open("outside/new", O_WRONLY | O_CREAT, 0600), "outside/new"); }
static int write_temporary(void) { return made(open("/tmp/metier-inside", O_WRONLY | O_CREAT, 0600), "/tmp/metier-inside"); }
static int move_folder_outside(void) { return moved("outside/folder", "outside/moved"); }
static int watch_folder(void) { return opened((int)syscall(SYS_inotify_init1, 0)); }

// Sockets.
static int socket_of_protocol(int family, int type, int protocol) { return opened(socket(family, type, protocol)); }
static int socket_of(int family, int type) { return socket_of_protocol(family, type, 0); }
static int tcp(void) { return socket_of(AF_INET, SOCK_STREAM); }
static int tcp6(void) { return socket_of(AF_INET6, SOCK_STREAM); }
static int udp(void) { return socket_of(AF_INET, SOCK_DGRAM); }
static int local_socket(void) { return socket_of(AF_UNIX, SOCK_STREAM); }
static int netlink(void) { return socket_of(AF_NETLINK, SOCK_RAW); }
static int netlink_of_others(void) { return socket_of_protocol(AF_NETLINK, SOCK_RAW, 16); }
static int packets(void) { return socket_of(AF_PACKET, SOCK_RAW); }
static int kernel_cipher(void) { return socket_of(38 /* AF_ALG */, SOCK_SEQPACKET); }
static int pair_of(int type) {
    int both[2];
    int error = error_of(socketpair(AF_UNIX, type, 0, both));
    if (!error) close(both[0]), close(both[1]);
    return error;
}
static int stream_pair(void) { return pair_of(SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC); }
static int datagram_pair(void) { return pair_of(SOCK_DGRAM); }
static int datagram_pair_with_flags(void) { return pair_of(SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC); }
static int raw_pair(void) { return pair_of(SOCK_RAW); }
static int packet_pair(void) { return pair_of(SOCK_SEQPACKET); }
static int pair_of_others(void) {
    int both[2];
    return socketpair(AF_TIPC, SOCK_STREAM, 0, both) && (errno == EPERM || errno == EACCES) ? errno : 0;
}
// A victim listens at a path: a pair's end that takes an address for each message reaches it, whatever kind it is of.
static int reach_neighbour(void) {
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "outside/socket"};
    int error = 0;
    for (int type = 0; type < 16; type++) {
        int both[2];
        if (socketpair(AF_UNIX, type, 0, both)) {
            error = errno == EPERM ? errno : error;
            continue;
        }
        bool is_reached = sendto(both[0], "x", 1, 0, (struct sockaddr *)&address, sizeof address) == 1;
        close(both[0]);
        close(both[1]);
        if (is_reached) return 0;
    }
    return error ? error : EINVAL;
}
// EBADF says that the call was looked at.
static int serve(void) { return listen(-1, 1) && errno == EBADF ? 0 : errno; }
static int connect_inherited(void) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    return connect(-1, (struct sockaddr *)&address, sizeof address) && errno == EBADF ? 0 : errno;
}
static int send_inherited(void) { return sendto(-1, "", 0, 0, NULL, 0) < 0 && errno == EBADF ? 0 : errno; }

// Programs and processes. Where the kernel is asked with nonsense, all but a refusal says that it would have listened.
static int listened(long result) { return result < 0 && (errno == EPERM || errno == EACCES || errno == ENOSYS) ? errno : 0; }
static int run(void) {
    char *words[] = {"program", NULL};
    return listened(execve("outside/program", words, words + 1));
}
static int run_in_site(void) {
    char *words[] = {"program", NULL};
    return listened(execve(SITE "program", words, words + 1));
}
static int run_from_memory(void) {
    char *words[] = {"program", NULL};
    int file = memfd_create("program", 0);
    int error = listened(syscall(SYS_execveat, file, "", words, words + 1, AT_EMPTY_PATH));
    close(file);
    return error;
}
static int run_as_libc(void) {
    pid_t process = 0;
    long result = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (result == 0) syscall(SYS_exit_group, 0);
    process = (pid_t)result;
    int error = error_of(result);
    if (!error) waitpid(process, NULL, 0);
    return error;
}
static int clone_new_way(void) { return listened(syscall(SYS_clone3, NULL, 0)); }
static int new_user(void) { return listened(syscall(SYS_unshare, -1)); }
static int trace(void) { return listened(ptrace(PTRACE_PEEKDATA, getppid(), 0, 0)) == EPERM ? EPERM : 0; }
static int look_into(void) {
    static int word;
    int copy;
    struct iovec here = {&copy, sizeof copy}, there = {&word, sizeof word};
    return process_vm_readv(getppid(), &here, 1, &there, 1, 0) < 0 && errno == EPERM ? EPERM : 0;
}
static int end_parent(void) { return error_of(kill(getppid(), 0)); }
static int end_all(void) { return listened(kill(-1, 0)); }
static int end_group(void) { return listened(kill(0, 0)); }
static int end_parent_thread(void) { return listened(syscall(SYS_tgkill, getppid(), getppid(), 0)); }
static int end_parent_old_way(void) { return listened(syscall(SYS_tkill, getppid(), 0)); }
static int queue_signal(void) { return listened(syscall(SYS_rt_sigqueueinfo, getppid(), 0, NULL)); }
static int open_process(void) { return opened((int)syscall(SYS_pidfd_open, getppid(), 0)); }
static int limit_parent(void) {
    struct rlimit limit;
    return error_of(prlimit(getppid(), RLIMIT_NOFILE, NULL, &limit));
}
static int signal_by_descriptor(void) {
    int ends[2];
    if (pipe(ends)) return errno;
    int error = error_of(fcntl(ends[0], F_SETOWN, getppid()));
    close(ends[0]);
    close(ends[1]);
    return error;
}
static int type_words(void) { return listened(ioctl(-1, TIOCSTI, "x")); }
static int type_words_wide(void) { return listened(syscall(SYS_ioctl, -1, 0xff00000000ul | TIOCSTI, "x")); }
static int change_keys(void) { return listened(ioctl(-1, 0x4b49 /* KDSKBSENT */, NULL)); }
static int change_driver(void) { return listened(ioctl(-1, TIOCSETD, NULL)); }
static int share_memory(void) { return listened(syscall(SYS_shmget, 0, 0, 0)); }
static int open_queue(void) { return listened(syscall(SYS_mq_open, NULL, 0, 0, NULL)); }
static int open_ring(void) { return listened(syscall(SYS_io_uring_setup, 0, NULL)); }
static int load_filter(void) { return listened(syscall(SYS_bpf, -1, NULL, 0)); }
static int count_events(void) { return listened(syscall(SYS_perf_event_open, NULL, 0, 0, 0, 0)); }
static int handle_faults(void) { return opened((int)syscall(SYS_userfaultfd, 1 /* of user space alone */)); }
static int add_key(void) { return listened(syscall(SYS_add_key, NULL, NULL, NULL, 0, 0)); }
static int use_key(void) { return listened(syscall(SYS_keyctl, -1, 0, 0, 0, 0)); }
static int open_handle(void) { return listened(syscall(SYS_open_by_handle_at, -1, NULL, 0)); }
static int mount_folder(void) { return listened(syscall(SYS_mount, NULL, "outside", "none", 0, NULL)); }
static int set_name(void) { return listened(syscall(SYS_sethostname, NULL, 0)); }
#ifdef __x86_64__
static int call_x32(void) { return listened(syscall(0x40000000 | SYS_socket, AF_INET, SOCK_STREAM, 0)); }
static int call_32_bits(void) {
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "0"(20L) : "memory");   // getpid
    return result == -EPERM ? EPERM : 0;
}
#endif

enum { FIRST = 1, LATER = 2, CHECK = 4, EXTERNAL = 8, FIX = 16, BUILDS = FIRST | LATER };
// Leaks are looked for from a process, which reads what there is of this one.
#ifdef MEMORY_IS_SANITIZED
enum { PROCESSES = FIRST | LATER | CHECK | EXTERNAL | FIX };
#else
enum { PROCESSES = 0 };
#endif
static const struct { const char *name; unsigned bit; } kinds[] = {
    {"first", FIRST}, {"later", LATER}, {"check", CHECK}, {"external", EXTERNAL}, {"fix", FIX},
};
enum { ROOT_ONLY = 1, OUTPUT = 2, ABSENT = 4, HARMFUL = 8, NEWER = 16 };

// Where each works inside, too; and what not everybody has: root's, of a build, what a kernel may lack. HARMFUL is
// tried where it is refused alone; NEWER is allowed from the third version of Landlock, which is the first to tell it apart.
typedef struct Try { const char *name; int (*attempt)(void); unsigned allowed, flags; } Try;
#define TRY(name, ...) {#name, name, __VA_ARGS__}
static const Try tries[] = {
    TRY(read_outside, 0, 0), TRY(read_by_link, 0, 0), TRY(read_by_root, 0, 0), TRY(read_by_path_descriptor, 0, 0),
    TRY(read_from_early_folder, 0, 0), TRY(list_outside, 0, 0), TRY(read_passwords, 0, 0), TRY(read_environment, PROCESSES, 0),
    TRY(write_memory, 0, 0), TRY(read_random, 0, 0),
    TRY(write_page, FIX, 0), TRY(append_page, FIX, 0), TRY(empty_page, FIX, NEWER), TRY(empty_unopened, FIX, NEWER), TRY(empty_below, FIX, NEWER), TRY(empty_new_way, FIX, NEWER),
    TRY(empty_by_path, 0, 0),
    TRY(write_again, FIX, 0), TRY(write_by_path_descriptor, FIX, 0), TRY(make_page, FIX, 0),
    TRY(make_from_early_folder, FIX, 0), TRY(make_nameless, FIX, 0), TRY(make_link, 0, 0), TRY(make_pipe, 0, 0),
    TRY(make_pipe_in_output, 0, OUTPUT), TRY(make_link_in_output, 0, OUTPUT), TRY(make_device, 0, OUTPUT | ROOT_ONLY),
    TRY(remove_page, FIX, 0), TRY(move_page, FIX, 0), TRY(move_page_to_output, 0, OUTPUT),
    TRY(move_folder_to_output, 0, OUTPUT), TRY(exchange_page, 0, OUTPUT), TRY(put_into_content, 0, OUTPUT),
    TRY(put_a_folder_into_content, 0, OUTPUT), TRY(link_page, FIX, 0), TRY(link_page_to_output, 0, OUTPUT),
    TRY(link_secret_to_output, 0, OUTPUT), TRY(move_secret_to_output, 0, OUTPUT), TRY(make_folder, 0, 0),
    TRY(move_folder, 0, 0), TRY(remove_folder, FIRST | EXTERNAL, 0), TRY(change_mode, 0, 0), TRY(change_mode_at, 0, ABSENT),
    TRY(change_mode_early, FIX, 0), TRY(change_owner, 0, 0), TRY(change_times, 0, 0), TRY(change_times_early, 0, 0),
    TRY(change_attribute, 0, ABSENT), TRY(change_flags, 0, ABSENT), TRY(write_beside, FIX, 0),
    TRY(replace_config, 0, OUTPUT), TRY(write_outside, 0, 0), TRY(write_temporary, 0, 0), TRY(move_folder_outside, 0, 0),
    TRY(watch_folder, 0, 0),
    TRY(tcp, EXTERNAL, 0), TRY(tcp6, EXTERNAL, ABSENT), TRY(udp, EXTERNAL, 0), TRY(local_socket, 0, 0), TRY(netlink, EXTERNAL, 0),
    TRY(netlink_of_others, 0, 0), TRY(packets, 0, ROOT_ONLY), TRY(kernel_cipher, 0, ABSENT), TRY(stream_pair, EXTERNAL, 0), TRY(datagram_pair, 0, 0),
    TRY(datagram_pair_with_flags, 0, 0), TRY(raw_pair, 0, 0), TRY(packet_pair, 0, 0), TRY(pair_of_others, 0, 0), TRY(reach_neighbour, 0, 0),
    TRY(serve, 0, 0), TRY(connect_inherited, EXTERNAL, 0), TRY(send_inherited, EXTERNAL, 0),
    TRY(run, 0, 0), TRY(run_in_site, 0, 0), TRY(run_from_memory, 0, 0), TRY(run_as_libc, PROCESSES, 0), TRY(clone_new_way, PROCESSES, 0),
    TRY(new_user, 0, 0), TRY(trace, PROCESSES, 0), TRY(look_into, 0, ABSENT), TRY(end_parent, PROCESSES, 0), TRY(end_all, PROCESSES, 0), TRY(end_group, PROCESSES, 0),
    TRY(end_parent_thread, PROCESSES, 0), TRY(end_parent_old_way, PROCESSES, 0), TRY(queue_signal, 0, 0), TRY(open_process, 0, ABSENT),
    TRY(limit_parent, 0, 0), TRY(signal_by_descriptor, 0, 0), TRY(type_words, 0, 0), TRY(type_words_wide, 0, 0), TRY(change_keys, 0, 0), TRY(change_driver, 0, 0),
    TRY(share_memory, 0, 0), TRY(open_queue, 0, ABSENT), TRY(open_ring, 0, ABSENT), TRY(load_filter, 0, ROOT_ONLY),
    TRY(count_events, 0, ABSENT), TRY(handle_faults, 0, ABSENT), TRY(add_key, 0, ABSENT), TRY(use_key, 0, ABSENT),
    TRY(open_handle, 0, ROOT_ONLY), TRY(mount_folder, 0, ROOT_ONLY),
    TRY(set_name, 0, ROOT_ONLY),
#ifdef __x86_64__
    TRY(call_x32, 0, ABSENT), TRY(call_32_bits, 0, 0),
#endif
};
enum { TRY_COUNT = sizeof tries / sizeof tries[0] };

// Calls by their numbers, with words that do nothing where they are let through: mostly no descriptor, no address, no
// process, and all flags at once.
enum { CALLS_MAX = 1024, WORDS_MAX = 6, NAME_SIZE = 40 };
typedef struct Call {
    char name[NAME_SIZE];
    long number, words[WORDS_MAX];
    unsigned allowed, flags;
} Call;
static Call calls[CALLS_MAX];
static size_t call_count;

// From calls.txt, by `run`.
static const struct { const char *name; unsigned allowed; } refused_names[] = {
#include "calls.h"
};
// Where -1 would do something, or nothing would be done with it whoever asks.
static const Call other_words[] = {
    {.name = "msgget", .words = {1, 0}}, {.name = "modify_ldt", .words = {0}}, {.name = "vhangup", .flags = HARMFUL},
    {.name = "fanotify_init", .words = {0x200 /* FAN_REPORT_FID */, 0}},
    {.name = "socket", .words = {AF_INET, SOCK_STREAM, 0}}, {.name = "socketpair", .words = {AF_UNIX, SOCK_STREAM, 0, -1}},
};
static const Call by_argument[] = {
    {.name = "ioctl TIOCLINUX", .number = SYS_ioctl, .words = {-1, TIOCLINUX}},
    {.name = "ioctl TIOCCONS", .number = SYS_ioctl, .words = {-1, TIOCCONS}},
    {.name = "ioctl TIOCSIG", .number = SYS_ioctl, .words = {-1, TIOCSIG}},
    {.name = "ioctl TIOCSPGRP", .number = SYS_ioctl, .words = {-1, TIOCSPGRP}},
    {.name = "ioctl VT_ACTIVATE", .number = SYS_ioctl, .words = {-1, 0x5606}},
    {.name = "ioctl FS_IOC_SETFLAGS", .number = SYS_ioctl, .words = {-1, (long)FS_IOC_SETFLAGS}},
    {.name = "ioctl FS_IOC_FSSETXATTR", .number = SYS_ioctl, .words = {-1, (long)FS_IOC_FSSETXATTR}},
    {.name = "ioctl FIOSETOWN", .number = SYS_ioctl, .words = {-1, FIOSETOWN}},
    {.name = "ioctl SIOCSPGRP", .number = SYS_ioctl, .words = {-1, SIOCSPGRP}},
    {.name = "fcntl F_SETOWN", .number = SYS_fcntl, .words = {-1, F_SETOWN}},
    {.name = "fcntl F_SETOWN_EX", .number = SYS_fcntl, .words = {-1, F_SETOWN_EX}},
    {.name = "fcntl F_SETLEASE", .number = SYS_fcntl, .words = {-1, F_SETLEASE}},
    {.name = "fcntl F_NOTIFY", .number = SYS_fcntl, .words = {-1, F_NOTIFY}},
    {.name = "prlimit64", .number = SYS_prlimit64, .words = {-1, -1}},
    {.name = "kill", .number = SYS_kill, .words = {-1, -1}, .allowed = PROCESSES},
    {.name = "tgkill", .number = SYS_tgkill, .words = {-1, -1, -1}, .allowed = PROCESSES},
};

static Call *add_call(const char *name, long number) {
    Call *ret = &calls[call_count++];
    *ret = (Call){.number = number, .words = {-1, -1, -1, -1, -1, -1}};
    snprintf(ret->name, NAME_SIZE, "%s", name);
    return ret;
}
static void add_socket(const char *what, int value, long number, long family, long type, long protocol, bool is_allowed) {
    char name[NAME_SIZE];
    snprintf(name, sizeof name, "%s %d", what, value);
    *add_call(name, number) = (Call){.number = number, .words = {family, type, protocol, -1}, .allowed = is_allowed ? EXTERNAL : 0};
    memcpy(calls[call_count - 1].name, name, sizeof name);
}
static void list_calls(void) {
    for (size_t i = 0; i < sizeof refused_names / sizeof refused_names[0]; i++) {
        int number = seccomp_syscall_resolve_name(refused_names[i].name);
        if (number < 0) continue;   // of other machines
        Call *call = add_call(refused_names[i].name, number);
        call->allowed = refused_names[i].allowed;
        for (size_t j = 0; j < sizeof other_words / sizeof other_words[0]; j++) {
            if (strcmp(other_words[j].name, call->name)) continue;
            memcpy(call->words, other_words[j].words, sizeof call->words);
            call->flags = other_words[j].flags;
        }
    }
    for (size_t i = 0; i < sizeof by_argument / sizeof by_argument[0]; i++) calls[call_count++] = by_argument[i];
    for (int i = 0; i <= 48; i++) {
        bool is_usual = i == AF_INET || i == AF_INET6 || i == AF_NETLINK;
        if (!is_usual) add_socket("socket of family", i, SYS_socket, i, SOCK_STREAM, 0, false);
        if (i != AF_UNIX) add_socket("pair of family", i, SYS_socketpair, i, SOCK_STREAM, 0, false);
    }
    for (int i = 1; i <= 300; i += i < 40 ? 1 : 20) {
        bool is_usual = i == IPPROTO_TCP || i == IPPROTO_UDP;
        if (!is_usual) add_socket("socket of protocol", i, SYS_socket, AF_INET, SOCK_STREAM, i, false);
    }
    for (int i = 0; i < 16; i++) {
        for (int flags = 0; flags <= SOCK_CLOEXEC; flags += SOCK_CLOEXEC) {
            add_socket("pair of type", i | flags, SYS_socketpair, AF_UNIX, i | flags, 0, i == SOCK_STREAM);
        }
    }
    // What came after, and what is still to come.
    for (long number = SYS_landlock_restrict_self + 1; number < SYS_landlock_restrict_self + 100; number++) {
        char name[NAME_SIZE];
        snprintf(name, sizeof name, "call %ld", number);
        add_call(name, number)->flags = number > SYS_landlock_restrict_self + 24 ? HARMFUL : ABSENT;
    }
}

// Of one that is begun nothing is left.
static int end_process(long process) {
    if (process == 0) _exit(0);
    int error = error_of(process);
    if (!error) waitpid((pid_t)process, NULL, 0);
    return error;
}
static int make_call(const Call *call) {
    const long *words = call->words;
    if (!strcmp(call->name, "vfork")) return end_process(vfork());
    long ret = syscall(call->number, words[0], words[1], words[2], words[3], words[4], words[5]);
    return strcmp(call->name, "fork") ? error_of(ret) : end_process(ret);
}

enum { PLACES = 2 };
static const char *const places[PLACES] = {"at once", "in a thread"};
typedef struct Inside { unsigned kind; bool is_off, is_new; int place, bad; size_t count; } Inside;
// How often each was tried.
static unsigned tried[PLACES][TRY_COUNT], called[PLACES][CALLS_MAX];

static bool is_due(const Inside *inside, unsigned allowed, unsigned flags) {
    // Some of it Landlock refuses even so.
    if (PROCESSES && allowed == PROCESSES && !inside->is_off) return false;
    bool is_odd = (flags & OUTPUT && !(inside->kind & BUILDS)) || (flags & ROOT_ONLY && geteuid());
    return !is_odd && !(flags & HARMFUL && inside->is_off);
}
static bool is_refusal(int error) {
    return error == EACCES || error == EPERM || error == EXDEV || error == ENOSYS;
}
static void judge(Inside *inside, const char *name, bool is_expected, int error) {
    inside->count++;
    if (is_expected) return;
    inside->bad++;
    printf("%s, %s: %s\n", name, places[inside->place], error ? strerror(error) : "this was done");
}

static void *try_all(void *context) {
    Inside *inside = context;
    for (size_t i = 0; i < TRY_COUNT; i++) {
        const Try *try = &tries[i];
        if (!is_due(inside, try->allowed, try->flags)) continue;
        int error = try->attempt();
        bool is_allowed = inside->is_off || (try->allowed & inside->kind && (inside->is_new || !(try->flags & NEWER)));
        tried[inside->place][i]++;
        if (inside->is_off && try->flags & ABSENT && error) continue;
        judge(inside, try->name, is_allowed ? error == 0 : is_refusal(error), error);
    }
    for (size_t i = 0; i < call_count; i++) {
        const Call *call = &calls[i];
        if (!is_due(inside, call->allowed, call->flags)) continue;
        int error = make_call(call);
        bool is_new = call->number > SYS_landlock_restrict_self || !strcmp(call->name, "clone3");
        bool is_allowed = inside->is_off || call->allowed & inside->kind;
        called[inside->place][i]++;
        // What the system refuses this user anyway, or has not: inside nothing can be told of it.
        if (inside->is_off && is_refusal(error)) continue;
        judge(inside, call->name, is_allowed ? !is_refusal(error) : error == (is_new ? ENOSYS : EPERM), error);
    }
    return NULL;
}

// Each that is due was tried once at each place, by its name.
static void count_tries(Inside *inside) {
    for (int place = 0; place < PLACES; place++) {
        for (size_t i = 0; i < TRY_COUNT; i++) {
            if (tried[place][i] == is_due(inside, tries[i].allowed, tries[i].flags)) continue;
            printf("%s, %s: tried %u times\n", tries[i].name, places[place], tried[place][i]), inside->bad++;
        }
        for (size_t i = 0; i < call_count; i++) {
            if (called[place][i] == is_due(inside, calls[i].allowed, calls[i].flags)) continue;
            printf("%s, %s: called %u times\n", calls[i].name, places[place], called[place][i]), inside->bad++;
        }
    }
}

// What the rest of a run needs goes on: threads, memory, signals to itself, what is granted.
static void try_own(Inside *inside) {
    bool is_build = inside->kind & BUILDS;
    int errors[] = {
        opened(open(PAGE, O_RDONLY)), opened(open(SITE "content", O_RDONLY | O_DIRECTORY)), error_of(kill(getpid(), 0)),
        is_build ? made(open(STATE "new", O_WRONLY | O_CREAT, 0600), STATE "new") : 0,
        is_build ? opened(open(STATE, O_TMPFILE | O_RDWR, 0600)) : 0,
        inside->kind == LATER ? moved(STATE "lock", OUT "lock") : 0,
        inside->kind == LATER ? moved(OUT "roles", STATE "roles") : 0,
        inside->kind == LATER ? opened(open(OUT "index.html", O_RDWR)) : 0,
    };
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        if (!errors[i]) continue;
        printf("what a build has to do is refused: %zu: %s\n", i, strerror(errors[i]));
        inside->bad++;
    }
}

static bool entered(void *context) {
    Inside *inside = context;
    pthread_t thread;
    try_own(inside);
    try_all(inside);
    inside->place = 1;
    int error = pthread_create(&thread, NULL, try_all, inside);
    if (error) printf("no thread can start: %s\n", strerror(error)), inside->bad++;
    else pthread_join(thread, NULL);
    return false;
}

int main(int count, char **words) {
    Inside inside = {.is_off = count == 3 && !strcmp(words[1], "off")};
    for (size_t i = 0; count == 3 && i < sizeof kinds / sizeof kinds[0]; i++) {
        if (!strcmp(words[2], kinds[i].name)) inside.kind = kinds[i].bit;
    }
    if (!inside.kind) return 2;
    Sandbox sandbox = {.mode = inside.is_off ? SANDBOX_OFF : SANDBOX_REQUIRE, .with_network = inside.kind == EXTERNAL,
                       .with_mending = inside.kind == FIX, .entered = entered, .context = &inside};
    sandbox_begin(&sandbox);
    inside.is_new = sandbox.landlock_version > 2;
    list_calls();
    early_page = open(PAGE, O_RDONLY);
    early_path = open(PAGE, O_PATH);
    early_folder = open(SITE "content/roles", O_PATH);
    early_content = open(SITE "content", O_PATH);
    early_outside = open("outside", O_RDONLY);
    const struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "outside/socket"};
    bind(socket(AF_UNIX, SOCK_DGRAM, 0), (const struct sockaddr *)&address, sizeof address);
    int root = open("site", O_PATH);
    if (inside.kind == FIX) sandbox_grant(&sandbox, root, SANDBOX_MEND);
    if (inside.kind == EXTERNAL) sandbox_grant(&sandbox, root, SANDBOX_CLEAR);
    Diags diags = {0};
    BuildResult result = {0};
    BuildOptions options = {.root = "site", .theme = "theme", .out = STR("public"), .thread_count = 2,
                            .is_dry = !(inside.kind & BUILDS), .now = {.year = 2026, .month = 12, .day = 1}, .sandbox = &sandbox};
    build_site(&options, &result, &diags);
    count_tries(&inside);
    if (!inside.bad) printf("%zu\n", inside.count);
    return inside.bad != 0;
}
