#include "base/program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"

enum { SHOWN_MAX_SIZE = 64 * 1024, STATUS_OF_SIGNAL = 128 };

extern char **environ;

static bool has_name(const char *setting, const char *other) {
    size_t size = strcspn(setting, "=");
    return strncmp(setting, other, size) == 0 && other[size] == '=';
}

// The environment, with these settings in place of its own.
static const char **make_environment(const char *const *settings, Arena *arena) {
    size_t count = 0;
    while (environ[count]) count++;
    size_t setting_count = 0;
    while (settings && settings[setting_count]) setting_count++;
    const char **ret = ARENA_NEW(arena, const char *, count + setting_count + 1);
    size_t kept = 0;
    for (size_t i = 0; i < setting_count; i++) {
        if (strchr(settings[i], '=')) ret[kept++] = settings[i];
    }
    for (size_t i = 0; i < count; i++) {
        bool is_set = false;
        for (size_t j = 0; j < setting_count; j++) is_set |= has_name(settings[j], environ[i]);
        if (!is_set) ret[kept++] = environ[i];
    }
    return ret;
}

static int spawn(const char *const *arguments, const char *const *environment, int out, int errors,
                 pid_t *ret) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigset_t usual;
    sigemptyset(&none);
    sigemptyset(&usual);
    sigaddset(&usual, SIGXFSZ);   // which main ignores
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    // Neither of the two is written to: the types are as old as C.
    union { const char *const *given; char **taken; } words = {arguments}, names = {environment};
    int error_number = posix_spawnp(ret, arguments[0], &actions, &attributes, words.taken,
                                    names.taken);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error_number;
}

static void take_output(int from, Buf *ret) {
    buf_reserve(ret, SHOWN_MAX_SIZE);
    ssize_t size = pread(from, ret->ptr + ret->len, SHOWN_MAX_SIZE - 1, 0);
    if (size > 0) ret->len += (size_t)size;
    ret->ptr[ret->len] = '\0';
}

static int wait_for(pid_t process) {
    int status = 0;
    while (waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
    return WIFEXITED(status) ? WEXITSTATUS(status) : STATUS_OF_SIGNAL + WTERMSIG(status);
}

bool program_run(const char *const *arguments, const char *const *settings, Buf *out, Buf *errors,
                 int *ret) {
    Arena arena = {0};
    // Files in memory, not pipes: whatever it writes first, it never waits for us.
    int files[2] = {memfd_create("out", MFD_CLOEXEC), memfd_create("errors", MFD_CLOEXEC)};
    int error_number = files[0] < 0 || files[1] < 0 ? errno : 0;
    pid_t process = 0;
    if (!error_number) {
        error_number = spawn(arguments, make_environment(settings, &arena), files[0], files[1],
                             &process);
    }
    if (!error_number) {
        *ret = wait_for(process);
        take_output(files[0], out);
        take_output(files[1], errors);
    }
    for (int i = 0; i < 2; i++) {
        if (files[i] >= 0) close(files[i]);
    }
    arena_free(&arena);
    errno = error_number;
    return !error_number;
}
