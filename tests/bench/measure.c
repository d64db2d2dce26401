// measure FILE COMMAND…: runs the command and writes what it took to FILE, as JSON: microseconds of the wall clock
// and of the processors, and the largest memory that it, or a process it waited for, held at a time.
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long wall_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static long long time_us(struct timeval time) {
    return time.tv_sec * 1000000LL + time.tv_usec;
}

int main(int argument_count, char **arguments) {
    if (argument_count < 3) {
        fputs("usage: measure FILE COMMAND…\n", stderr);
        return 2;
    }
    long long start_us = wall_us();
    pid_t child = vfork();
    if (child == 0) {
        execvp(arguments[2], arguments + 2);
        _exit(127);
    }
    int status = 0;
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) != child) return 3;
    long long end_us = wall_us();
    FILE *out = fopen(arguments[1], "w");
    if (!out) return 3;
    fprintf(out, "{\"wall_us\": %lld, \"user_us\": %lld, \"system_us\": %lld, \"peak_kb\": %ld}\n", end_us - start_us,
            time_us(usage.ru_utime), time_us(usage.ru_stime), usage.ru_maxrss);
    if (fclose(out)) return 3;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
