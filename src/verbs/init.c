// metier init: a site to begin with, in a folder of its own.
#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "output/json_schema.h"
#include "report/report.h"
#include "site/config.h"
#include "verbs/cms.h"
#include "verbs/skeleton.h"
#include "verbs/verbs.h"

typedef struct InitFile {
    const char *path;
    const unsigned char *bytes;
    size_t size;
} InitFile;
#include "init_site.inc"
enum { FILE_COUNT = sizeof files / sizeof files[0] };

// What is made of the rows of schemas.
static void write_cms(Buf *out) {
    topic_add_text(cms_write, out);
}

static void write_schema(Buf *out) {
    json_schema_write_fields(&(Json){.out = out}, &config_schema);
    buf_add_char(out, '\n');
}

static const struct {
    const char *path;
    void (*write)(Buf *out);
} made[] = {
    {"admin/config.yml", write_cms},
    {".vscode/site.schema.json", write_schema},
};
enum { MADE_COUNT = sizeof made / sizeof made[0], ALL_COUNT = FILE_COUNT + MADE_COUNT };

static Str path_of(size_t index) {
    return str_from(index < FILE_COUNT ? files[index].path : made[index - FILE_COUNT].path);
}

static void write_text(size_t index, Buf *out) {
    if (index >= FILE_COUNT) {
        made[index - FILE_COUNT].write(out);
        return;
    }
    buf_add(out, (Str){(const char *)files[index].bytes, files[index].size});
    if (!str_equal(path_of(index), CONFIG_PATH)) return;
    Str written = {(const char *)files[index].bytes, files[index].size};
    buf_add(out, STR("\n# What else can be said here: remove the '# ' and give it a value.\n"));
    skeleton_write_others(&config_schema, written, out);
}

// Opens a folder that may have to be made, with those above it; -1 with errno.
static int open_made(Str path) {
    int at = folder_open(str_starts_with(path, STR("/")) ? "/" : ".");
    while (at >= 0 && path.len) {
        Str part = str_slice(path, 0, str_find(path, '/'));
        path = str_slice(path, part.len + 1, path.len);
        if (!part.len || str_equal(part, STR("."))) continue;
        bool is_up = str_equal(part, STR(".."));
        int next = is_up ? folder_open_above(at) : folder_open_named(at, part);
        if (next < 0 && errno == ENOENT) next = folder_make(at, part);
        int error_number = errno;
        folder_close(at);
        errno = error_number;
        at = next;
    }
    return at;
}

static int report_failure(Str folder, Str path, int error_number) {
    report_line(stderr, "metier: %.*s%s%.*s cannot be written: %s", (int)folder.len, folder.ptr,
                path.len ? "/" : "", (int)path.len, path.ptr, error_words(error_number));
    return EXIT_ENVIRONMENT;
}

// Nothing is written where anything is in the way. Returns the exit status.
static int check_free(int root, Str folder) {
    size_t taken = 0;
    int status = EXIT_DONE;
    Buf scratch = {0};
    for (size_t i = 0; i < ALL_COUNT; i++) {
        Str path = path_of(i);
        FileState state = file_compare(root, path, STR(""), &scratch, NULL);
        if (state == FILE_ABSENT) continue;
        if (state == FILE_UNKNOWN) {
            report_line(stderr, "metier: %.*s/%.*s cannot be looked at: %s", (int)folder.len,
                        folder.ptr, (int)path.len, path.ptr, error_words(errno));
            status = EXIT_ENVIRONMENT;
            break;
        }
        taken++;
        bool is_before = state == FILE_IS_BLOCKED || state == FILE_IS_BEHIND_LINK;
        report_line(stderr, "metier: %.*s/%.*s %s", (int)folder.len, folder.ptr, (int)path.len,
                    path.ptr, is_before ? "has a file or a link in its way" : "exists already");
    }
    buf_free(&scratch);
    if (status != EXIT_DONE || !taken) return status;
    fputs("metier: nothing was written; choose a folder without such files\n", stderr);
    return EXIT_CONTENT;
}

// Takes back the first `count` files, so that init can be called again.
static void remove_written(int root, size_t count) {
    while (count--) {
        file_remove(root, path_of(count));
        file_remove_empty_folders(root, path_of(count));
    }
}

static int write_all(int root, Str folder) {
    for (size_t i = 0; i < ALL_COUNT; i++) {
        Buf text = {0};
        write_text(i, &text);
        errno = 0;
        bool is_written = file_write_new(root, path_of(i), buf_str(&text));
        int error_number = errno;
        buf_free(&text);
        if (!is_written) {
            remove_written(root, i);
            return report_failure(folder, path_of(i), error_number);
        }
        report_line(stdout, "%.*s/%.*s", (int)folder.len, folder.ptr, (int)path_of(i).len,
                    path_of(i).ptr);
    }
    report_line(stdout, "A new site stands in %.*s; 'metier build' there writes its public/",
                (int)folder.len, folder.ptr);
    return EXIT_DONE;
}

static int run(int argument_count, char **arguments) {
    int rest = options_parse(&init_verb.options, "init", argument_count, arguments, NULL);
    if (rest < 0) return EXIT_USAGE;
    if (rest + 1 < argument_count) {
        report_line(stderr, "metier: '%s' is too much; metier init takes one folder",
                    arguments[rest + 1]);
        return EXIT_USAGE;
    }
    Str folder = rest < argument_count ? str_from(arguments[rest]) : STR(".");
    while (folder.len > 1 && str_ends_with(folder, STR("/"))) folder.len--;
    if (!folder.len) {
        fputs("metier: metier init takes a folder, not ''\n", stderr);
        return EXIT_USAGE;
    }
    int root = open_made(folder);
    if (root < 0) return report_failure(folder, STR(""), errno);
    int status = check_free(root, folder);
    if (status == EXIT_DONE) status = write_all(root, folder);
    folder_close(root);
    return status;
}

const Verb init_verb = {
    .name = "init", .summary = "write a site to begin with into a folder", .operand = "DIR",
    .run = run,
};
