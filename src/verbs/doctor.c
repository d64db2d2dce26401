// metier doctor: whether the program is locked in as it should be, for the site at hand.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "format/json.h"
#include "report/report.h"
#include "verbs/forbidden.h"
#include "verbs/outcome.h"
#include "verbs/site_options.h"
#include "verbs/verbs.h"

typedef struct DoctorArguments {
    SiteArguments site;
    Str out;
    Choice format, sandbox;
} DoctorArguments;

static const char *const format_names[] = {"text", "json", NULL};
enum { FORMAT_JSON = 1 };

static const Option rows[] = {
    OPTION(DoctorArguments, site.root, 'C', NULL, "DIR", "the site's folder (default: this one)"),
    OPTION(DoctorArguments, out, 'o', NULL, "DIR", "the output folder (default: public)"),
    OPTION(DoctorArguments, format, 0, "format", "FORM", "how it is written",
           .choices = format_names),
    SANDBOX_OPTION(DoctorArguments),
};

static const char notes[] =
    "A process enters the sandbox as 'metier build' would, here and for this output folder, and\n"
    "tries what nothing that a site holds may bring the program to. Each try is undone, should\n"
    "it not be refused. The exit status is 0 where all are refused, else 3.\n"
    "--format json writes an object: landlock (the version that the kernel has, 0: none),\n"
    "seccomp, whole (the kernel can do all), tries: try, refused, error.";

// What the process inside finds out, in memory that both have.
typedef struct Findings {
    bool is_inside;
    int landlock_version;
    bool has_seccomp, is_whole;
    ForbiddenResults results;
} Findings;

typedef struct Doctor {
    const DoctorArguments *given;
    Arena arena;
    ForbiddenPlaces places;
    int outside;
    Str outside_path;
    bool has_link;           // of the places
    bool has_empty;
    Findings *findings;
} Doctor;

static const char *join(Doctor *doctor, Str folder, const char *name) {
    return path_join(&doctor->arena, folder, str_from(name)).ptr;
}

// A folder elsewhere with what must not be read or run.
static bool plant_outside(Doctor *doctor) {
    doctor->outside = folder_make_private(&doctor->arena, &doctor->outside_path);
    return doctor->outside >= 0 && file_write(doctor->outside, STR("secret"), STR("secret\n")) &&
           file_write(doctor->outside, STR("program"), (Str){0}) &&
           !fchmodat(doctor->outside, "program", 0755, 0);
}

static void find_places(Doctor *doctor) {
    Str root = doctor->given->site.root;
    Str out = doctor->given->out;
    // Names that nothing has.
    const char *name = arena_join(&doctor->arena, STR("."), path_name(doctor->outside_path)).ptr;
    const char *empty = arena_join(&doctor->arena, str_from(name), STR(".empty")).ptr;
    const char *beside = arena_join(&doctor->arena, str_from(name), STR(".beside")).ptr;
    Str content = path_join(&doctor->arena, root, STR("content"));
    while (str_ends_with(out, STR("/"))) out.len--;
    Str above = str_starts_with(out, STR("/")) ? path_parent(out)
                                               : path_join(&doctor->arena, root, path_parent(out));
    doctor->places = (ForbiddenPlaces){
        .outside = doctor->outside_path.ptr,
        .secret = join(doctor, doctor->outside_path, "secret"),
        .program = join(doctor, doctor->outside_path, "program"),
        .new_outside = join(doctor, doctor->outside_path, "new"),
        .link = join(doctor, root, name),
        .new_source = join(doctor, content, name),
        .empty = join(doctor, root, empty),
        .new_beside = join(doctor, above, beside),
        .config = join(doctor, root, "site.yaml"),
    };
}

// A link to it in the site, and a file.
static bool plant_inside(Doctor *doctor) {
    const ForbiddenPlaces *places = &doctor->places;
    doctor->has_link = symlink(places->secret, places->link) == 0;
    if (!doctor->has_link) return false;
    int file = open(places->empty, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    doctor->has_empty = file >= 0;
    return doctor->has_empty && close(file) == 0;
}

static void clear(Doctor *doctor) {
    if (doctor->has_link) unlink(doctor->places.link);
    if (doctor->has_empty) unlink(doctor->places.empty);
    folder_end_private(doctor->outside, doctor->outside_path);
}

// Inside. Nothing further is to be done: the build ends as one that has found an error.
static bool examine(void *context) {
    Doctor *doctor = context;
    forbidden_try_all(&doctor->places, &doctor->findings->results);
    doctor->findings->is_inside = true;
    return false;
}

// The process that goes in. Returns its exit status.
static int go_in(Doctor *doctor, const BuildOptions *asked) {
    BuildOptions options = *asked;
    Diags diags = {0};
    BuildResult result = {0};
    Findings *findings = doctor->findings;
    Sandbox sandbox = {.mode = (SandboxMode)doctor->given->sandbox.index, .entered = examine,
                       .context = doctor};
    sandbox_begin(&sandbox);
    findings->landlock_version = sandbox.landlock_version;
    findings->has_seccomp = sandbox.has_seccomp;
    findings->is_whole = sandbox_is_whole(&sandbox);
    options.sandbox = &sandbox;
    build_site(&options, &result, &diags);
    int status = findings->is_inside ? EXIT_DONE : outcome_status(false, &diags);
    Report report = {.diags = &diags, .root = options.root};
    if (!findings->is_inside) report_write(&text_form, &report, stderr);
    diags_free(&diags);
    arena_free(&result.gone.arena);
    sandbox_end(&sandbox);
    fflush(stderr);
    return status;
}

static int wait_for(pid_t process) {
    int status = 0;
    while (waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
    if (WIFEXITED(status)) return WEXITSTATUS(status);
    report_line(stderr, "metier: the process inside was ended by signal %d", WTERMSIG(status));
    return EXIT_ENVIRONMENT;
}

static size_t count_refused(const Findings *findings) {
    size_t ret = 0;
    for (size_t i = 0; i < forbidden_count; i++) {
        ret += forbidden_is_refused(findings->results.errors[i]);
    }
    return ret;
}

static void write_text(const Findings *findings) {
    size_t refused_count = count_refused(findings);
    printf("this kernel has %s", findings->has_seccomp ? "seccomp" : "no seccomp");
    if (findings->landlock_version) printf(" and Landlock, version %d", findings->landlock_version);
    else printf(" and no Landlock that moves files");
    printf(findings->is_whole ? "\n" : ": --sandbox require would end here\n");
    for (size_t i = 0; i < forbidden_count; i++) {
        int error = findings->results.errors[i];
        const char *what = forbidden_is_refused(error) ? "refused" : "NOT REFUSED";
        printf("%-12s %s", what, forbidden_name(i));
        if (error && !forbidden_is_refused(error)) printf(": %s", error_words(error));
        putchar('\n');
    }
    if (refused_count == forbidden_count) printf("%zu tries, all refused\n", forbidden_count);
    else printf("%zu of %zu tries were refused\n", refused_count, forbidden_count);
}

static void write_json(const Findings *findings) {
    Buf out = {0};
    Json json = {.out = &out};
    json_open_object(&json, NULL);
    json_integer(&json, "landlock", findings->landlock_version);
    json_bool(&json, "seccomp", findings->has_seccomp);
    json_bool(&json, "whole", findings->is_whole);
    json_open_array(&json, "tries");
    for (size_t i = 0; i < forbidden_count; i++) {
        int error = findings->results.errors[i];
        json_open_object(&json, NULL);
        json_text(&json, "try", str_from(forbidden_name(i)));
        json_bool(&json, "refused", forbidden_is_refused(error));
        json_text(&json, "error", str_from(error ? error_words(error) : ""));
        json_close_object(&json);
    }
    json_close_array(&json);
    json_close_object(&json);
    printf("%s\n", out.ptr);
    buf_free(&out);
}

static int write_findings(const Doctor *doctor) {
    const Findings *findings = doctor->findings;
    if (doctor->given->format.index == FORMAT_JSON) write_json(findings);
    else write_text(findings);
    return count_refused(findings) == forbidden_count ? EXIT_DONE : EXIT_ENVIRONMENT;
}

static int examine_inside(Doctor *doctor, BuildOptions *options) {
    fflush(stdout);
    pid_t process = fork();
    if (process < 0) {
        report_line(stderr, "metier: no process can be started: %s", error_words(errno));
        return EXIT_ENVIRONMENT;
    }
    if (!process) _exit(go_in(doctor, options));
    int status = wait_for(process);
    return status == EXIT_DONE ? write_findings(doctor) : status;
}

static int run_doctor(Doctor *doctor, BuildOptions *options) {
    doctor->findings = mmap(NULL, sizeof *doctor->findings, PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (doctor->findings == MAP_FAILED) memory_exhausted();
    int status = EXIT_ENVIRONMENT;
    bool is_planted = plant_outside(doctor);
    if (is_planted) find_places(doctor);
    if (is_planted && plant_inside(doctor)) status = examine_inside(doctor, options);
    else report_line(stderr, "metier: what is to be tried cannot be prepared: %s",
                     error_words(errno));
    clear(doctor);
    munmap(doctor->findings, sizeof *doctor->findings);
    return status;
}

static int run(int count, char **arguments) {
    DoctorArguments given = {.site = site_arguments(), .out = STR("public")};
    int rest = options_parse(&doctor_verb.options, "doctor", count, arguments, &given);
    if (rest < 0) return EXIT_USAGE;
    if (rest < count) {
        report_line(stderr, "metier: '%s' is too much; 'metier help doctor' lists the options",
                    arguments[rest]);
        return EXIT_USAGE;
    }
    Doctor doctor = {.given = &given, .outside = -1};
    BuildOptions options = {.out = given.out};
    int status = site_options_take(&given.site, &doctor.arena, &options);
    if (status == EXIT_DONE) status = run_doctor(&doctor, &options);
    arena_free(&doctor.arena);
    return status;
}

const Verb doctor_verb = {
    .name = "doctor", .summary = "try what the sandbox of a build has to refuse",
    .options = {rows, sizeof rows / sizeof rows[0]}, .notes = notes, .run = run,
};
