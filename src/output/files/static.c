// The files of static/, as they are: the site's own, and those of the theme that it does not have.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "output/output.h"

enum { STATIC_MAX_SIZE = 512 * 1024 * 1024 };

static void plan_folder(const Planning *planning, const char *root, Table *seen) {
    List found = {0};
    if (!file_walk(root, STR("static"), &planning->plan->arena, &found)) {
        diag_environment(planning->diags, "cannot be listed", STR("static"), errno);
    }
    for (size_t i = 0; i < found.count; i++) {
        FileEntry *file = (FileEntry *)found.items + i;
        if (file->kind == FILE_FOLDER || table_add(seen, file->path, i) != TABLE_NONE) continue;
        Place place = {file->path, DIAG_NO_OFFSET};
        if (file->kind != FILE_REGULAR) {
            diag_error(planning->diags, place, "outside-link", "put the file itself here",
                       "this is a link that leads out of the site, or not a file");
        } else {
            plan_add_file(planning, str_slice(file->path, strlen("static/"), file->path.len), NULL, place);
        }
    }
    free(found.items);
}

static void static_plan(const Planning *planning) {
    Table seen = {0};
    plan_folder(planning, planning->site->root, &seen);
    plan_folder(planning, planning->theme_root, &seen);
    table_free(&seen);
}

static bool static_write(const Job *job, Buf *out) {
    Str path = job->output->source.path;
    if (file_read(job->all->site->root, path, STATIC_MAX_SIZE, out)) return true;
    buf_clear(out);
    if (file_read(job->all->theme_root, path, STATIC_MAX_SIZE, out)) return true;
    return diag_environment(job->diags, "cannot be read", path, errno);
}

const OutputKind static_kind = {.name = "static", .plan = static_plan, .write = static_write};
