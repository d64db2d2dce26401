// Checks site after site, as `metier check` does, each in a child of its own: under cachegrind each is counted
// by itself, and what starting, and translating the program, costs is paid once, by the parent, which checks
// the sites it is given first. A child's count begins with its parent's, which grows: so one that does nothing
// is counted before each.
//
//   count THEME SITE… <FOLDERS     a folder a line, and behind a tab its theme; what is said of it ends with a
//                                  line "= STATUS"
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "output/build.h"
#include "report/report.h"

enum { DONE = 0, CONTENT = 1, ENVIRONMENT = 3 };   // exit statuses

static int check(const char *folder, const char *theme) {
    BuildOptions options = {.root = folder, .theme = theme, .out = STR("public"), .thread_count = 1, .is_dry = true,
                            .now = {.year = 2026, .month = 1, .day = 1}};
    Diags diags = {0};
    BuildResult result = {0};
    Buf summary = {0};
    build_site(&options, &result, &diags);
    Report report = {.diags = &diags, .root = folder, .version = "", .file_count = result.file_count, .outcome = "",
                     .is_done = result.is_done};
    report_write(&text_form, &report, stdout);
    report_add_summary(&report, &summary);
    printf("%s\n", summary.ptr);
    int status = result.is_done ? DONE : diags.has_environment_failure ? ENVIRONMENT : CONTENT;
    buf_free(&summary);
    diags_free(&diags);
    return status;
}

// Checks a site, or none, in a child, and returns its status as waitpid gives it.
static int run_child(const char *folder, const char *theme) {
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        status = folder ? check(folder, theme) : DONE;
        fflush(stdout);
        _exit(status);
    }
    waitpid(child, &status, 0);
    return status;
}

int main(int argument_count, char **arguments) {
    char line[8192];
    if (argument_count < 2) return 2;
    FILE *out = stdout;
    stdout = fopen("/dev/null", "w");
    for (int i = 2; i < argument_count; i++) check(arguments[i], arguments[1]);
    stdout = out;
    while (fgets(line, sizeof line, stdin)) {
        char *theme = line + strcspn(line, "\t") + 1;
        theme[-1] = '\0';
        theme[strcspn(theme, "\n")] = '\0';
        run_child(NULL, theme);
        int status = run_child(line, theme);
        printf("= %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
        fflush(stdout);
    }
    _exit(0);
}
