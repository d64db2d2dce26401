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
#include "verbs/findings.h"
#include "verbs/forbidden.h"
#include "verbs/outcome.h"
#include "verbs/site_options.h"
#include "verbs/verbs.h"

typedef struct DoctorArguments {
    SiteArguments site;
    Str out;
    bool is_external;
    Choice format, sandbox;
} DoctorArguments;

static const char *const format_names[] = {"text", "json", NULL};
enum { FORMAT_JSON = 1 };

static const Option rows[] = {
    OPTION(DoctorArguments, site.root, 'C', NULL, "DIR", "the site's folder (default: this one)"),
    OPTION(DoctorArguments, out, 'o', NULL, "DIR", "the output folder (default: public)"),
    OPTION(DoctorArguments, is_external, 0, "external", NULL,
           "go inside as 'metier check --external' would, in place of 'metier build'"),
    OPTION(DoctorArguments, format, 0, "format", "FORM", "how it is written",
           .choices = format_names),
    SANDBOX_OPTION(DoctorArguments),
};

static const char notes[] =
    "A process enters the sandbox as 'metier build' would, here and for this output folder, and\n"
    "tries what nothing that a site holds may bring the program to. Each try is undone, should\n"
    "it not be refused. Another process, which is not inside, tries the same before: what fails\n"
    "there is refused by the system already, and says nothing of the sandbox. In a site that\n"
    "cannot be written some are not tried; 'metier build' needs '-o' there, and so does this.\n"
    "The exit status is 0 where nothing could be done that was tried, else 3.\n"
    "--format json writes an object: landlock (the version that the kernel has, 0: none),\n"
    "seccomp, whole (the kernel can do all), threads (one could start and tried them as well),\n"
    "tries: try, verdict (refused; already: by the system, outside too; untried; allowed: with\n"
    "--external; done), inside and outside: what the system said, empty where it was done.";

// What the processes find out, in memory that all have.
typedef struct Findings {
    bool is_inside;
    int landlock_version;
    bool has_seccomp, is_whole;
    ForbiddenResults inside, outside;
} Findings;

typedef struct Doctor {
    const DoctorArguments *given;
    Arena arena;
    ForbiddenPlaces places;
    int outside;
    Str outside_path;
    int site_error;          // why the site cannot be written; 0: it can
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
    // A check has no output folder.
    Str out = doctor->given->is_external ? STR("public") : doctor->given->out;
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
        .with_network = doctor->given->is_external,
    };
}

// A link to it in the site, and a file: where that cannot be, what needs them is not tried.
static void plant_inside(Doctor *doctor) {
    const ForbiddenPlaces *places = &doctor->places;
    doctor->has_link = symlink(places->secret, places->link) == 0;
    if (!doctor->has_link) doctor->site_error = errno;
    int file = open(places->empty, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    doctor->has_empty = file >= 0;
    if (!doctor->has_empty) doctor->site_error = errno;
    else close(file);
}

static void clear(Doctor *doctor) {
    if (doctor->has_link) unlink(doctor->places.link);
    if (doctor->has_empty) unlink(doctor->places.empty);
    folder_end_private(doctor->outside, doctor->outside_path);
}

// What is to be tried; the link to clear is known no more where the tries are to do without.
static ForbiddenPlaces places_of(const Doctor *doctor) {
    ForbiddenPlaces ret = doctor->places;
    if (doctor->site_error) ret.link = ret.empty = NULL;
    return ret;
}

// Inside. Nothing further is to be done: the build ends as one that has found an error.
static bool examine(void *context) {
    Doctor *doctor = context;
    const ForbiddenPlaces places = places_of(doctor);
    forbidden_try_all(&places, &doctor->findings->inside);
    doctor->findings->is_inside = true;
    return false;
}

// The process that does not go in. Returns its exit status, as the other one does.
static int stay_out(Doctor *doctor, const BuildOptions *options) {
    (void)options;
    const ForbiddenPlaces places = places_of(doctor);
    forbidden_try_all(&places, &doctor->findings->outside);
    return EXIT_DONE;
}

// The process that goes in.
static int go_in(Doctor *doctor, const BuildOptions *asked) {
    BuildOptions options = *asked;
    Diags diags = {0};
    BuildResult result = {0};
    Findings *findings = doctor->findings;
    Sandbox sandbox = {.mode = (SandboxMode)doctor->given->sandbox.index,
                       .with_network = doctor->given->is_external, .entered = examine,
                       .context = doctor};
    sandbox_begin(&sandbox);
    findings->landlock_version = sandbox.landlock_version;
    findings->has_seccomp = sandbox.has_seccomp;
    findings->is_whole = sandbox_is_whole(&sandbox);
    options.sandbox = &sandbox;
    options.is_dry = doctor->given->is_external;
    int found = options.is_dry ? findings_open(options.root, &sandbox) : -1;
    build_site(&options, &result, &diags);
    int status = findings->is_inside ? EXIT_DONE : outcome_status(false, &diags);
    Report report = {.diags = &diags, .root = options.root};
    if (!findings->is_inside) report_write(&text_form, &report, stderr);
    if (!findings->is_inside && doctor->site_error && !options.is_dry) {
        report_line(stderr, "metier: the site cannot be written: give -o a folder elsewhere");
    }
    findings_close(found);
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
    report_line(stderr, "metier: a process that tried was ended by signal %d", WTERMSIG(status));
    return EXIT_ENVIRONMENT;
}

typedef struct Verdicts {
    ForbiddenVerdict of[FORBIDDEN_MAX];
    size_t counts[FORBIDDEN_DONE + 1];
} Verdicts;

static Verdicts judge(const Doctor *doctor) {
    const Findings *findings = doctor->findings;
    const ForbiddenPlaces places = places_of(doctor);
    Verdicts ret = {0};
    for (size_t i = 0; i < forbidden_count; i++) {
        ret.of[i] = forbidden_judge(&places, i, findings->inside.errors[i],
                                    findings->outside.errors[i]);
        ret.counts[ret.of[i]]++;
    }
    return ret;
}

static void write_try(const Doctor *doctor, size_t index, ForbiddenVerdict verdict) {
    static const char *const words[] = {"refused", "already", "not tried", "allowed",
                                        "NOT REFUSED"};
    const Findings *findings = doctor->findings;
    printf("%-12s %s", words[verdict], forbidden_name(index));
    if (verdict == FORBIDDEN_ALREADY) {
        printf(": the system refuses that to everybody here: %s",
               error_words(findings->outside.errors[index]));
    } else if (verdict == FORBIDDEN_UNTRIED) {
        printf(": the site cannot be written: %s", error_words(doctor->site_error));
    } else if (verdict == FORBIDDEN_DONE && findings->inside.errors[index]) {
        printf(": %s", error_words(findings->inside.errors[index]));
    }
    putchar('\n');
}

static void write_count(size_t count, const char *what) {
    if (count) printf(", %zu %s", count, what);
}

static void write_text(const Doctor *doctor, const Verdicts *verdicts) {
    const Findings *findings = doctor->findings;
    const size_t *counts = verdicts->counts;
    printf("this kernel has %s", findings->has_seccomp ? "seccomp" : "no seccomp");
    if (findings->landlock_version) printf(" and Landlock, version %d", findings->landlock_version);
    else printf(" and no Landlock that moves files");
    printf(findings->is_whole ? "\n" : ": --sandbox require would end here\n");
    for (size_t i = 0; i < forbidden_count; i++) write_try(doctor, i, verdicts->of[i]);
    if (findings->inside.thread_error) {
        printf("in a thread nothing was tried, since none can start: %s\n",
               error_words(findings->inside.thread_error));
    }
    if (counts[FORBIDDEN_REFUSED] == forbidden_count) {
        printf("%zu tries, all refused\n", forbidden_count);
        return;
    }
    printf("%zu of %zu tries were refused", counts[FORBIDDEN_REFUSED], forbidden_count);
    write_count(counts[FORBIDDEN_ALREADY], "by the system already");
    write_count(counts[FORBIDDEN_ALLOWED], "allowed with --external");
    write_count(counts[FORBIDDEN_UNTRIED], "not tried");
    putchar('\n');
}

static void put_words(Json *json, const char *name, int error_number) {
    json_text(json, name, str_from(error_number ? error_words(error_number) : ""));
}

static void write_json(const Doctor *doctor, const Verdicts *verdicts) {
    const Findings *findings = doctor->findings;
    Buf out = {0};
    Json json = {.out = &out};
    json_open_object(&json, NULL);
    json_integer(&json, "landlock", findings->landlock_version);
    json_bool(&json, "seccomp", findings->has_seccomp);
    json_bool(&json, "whole", findings->is_whole);
    json_bool(&json, "threads", !findings->inside.thread_error);
    json_open_array(&json, "tries");
    for (size_t i = 0; i < forbidden_count; i++) {
        bool is_tried = verdicts->of[i] != FORBIDDEN_UNTRIED;
        json_open_object(&json, NULL);
        json_text(&json, "try", str_from(forbidden_name(i)));
        json_text(&json, "verdict", str_from(forbidden_verdict_names[verdicts->of[i]]));
        put_words(&json, "inside", is_tried ? findings->inside.errors[i] : 0);
        put_words(&json, "outside", is_tried ? findings->outside.errors[i] : 0);
        json_close_object(&json);
    }
    json_close_array(&json);
    json_close_object(&json);
    printf("%s\n", out.ptr);
    buf_free(&out);
}

static int write_findings(const Doctor *doctor) {
    const Verdicts verdicts = judge(doctor);
    if (doctor->given->format.index == FORMAT_JSON) write_json(doctor, &verdicts);
    else write_text(doctor, &verdicts);
    bool is_well = !verdicts.counts[FORBIDDEN_DONE] && !doctor->findings->inside.thread_error;
    return is_well ? EXIT_DONE : EXIT_ENVIRONMENT;
}

typedef int ProcessWork(Doctor *doctor, const BuildOptions *options);
static int in_process(ProcessWork *work, Doctor *doctor, const BuildOptions *options) {
    fflush(stdout);
    pid_t process = fork();
    if (process < 0) {
        report_line(stderr, "metier: no process can be started: %s", error_words(errno));
        return EXIT_ENVIRONMENT;
    }
    if (!process) _exit(work(doctor, options));
    return wait_for(process);
}

static int examine_both(Doctor *doctor, const BuildOptions *options) {
    int status = in_process(stay_out, doctor, options);
    if (status == EXIT_DONE) status = in_process(go_in, doctor, options);
    return status == EXIT_DONE ? write_findings(doctor) : status;
}

static int run_doctor(Doctor *doctor, BuildOptions *options) {
    doctor->findings = mmap(NULL, sizeof *doctor->findings, PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (doctor->findings == MAP_FAILED) memory_exhausted();
    int status = EXIT_ENVIRONMENT;
    if (plant_outside(doctor)) {
        find_places(doctor);
        plant_inside(doctor);
        status = examine_both(doctor, options);
    } else {
        report_line(stderr, "metier: what is to be tried cannot be prepared: %s",
                    error_words(errno));
    }
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
