// The files of static/: hashed style sheets and scripts at their own addresses, the rest as it is.
#include "output/output.h"

static void static_plan(const Planning *planning) {
    const Asset *files = planning->assets->files.items;
    for (size_t i = 0; i < planning->assets->files.count; i++) {
        plan_add_file(planning, files[i].address, &files[i], (Place){files[i].path, DIAG_NO_OFFSET});
    }
}

static bool static_write(const Job *job, Buf *out) {
    const Asset *asset = job->output->subject;
    if (!asset->is_hashed) return assets_read(job->all->assets, asset->path, out, job->diags);
    buf_add(out, asset->bytes);
    return true;
}

const OutputKind static_kind = {.name = "static", .plan = static_plan, .write = static_write};
