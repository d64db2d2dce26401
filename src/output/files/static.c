// The files of static/: hashed style sheets and scripts at their own addresses, the rest as it is.
#include "output/explain.h"

static void static_plan(const Planning *planning) {
    const Asset *files = planning->assets->files.items;
    for (size_t i = 0; i < planning->assets->files.count; i++) {
        if (files[i].is_repeated) continue;
        Place place = {files[i].path, DIAG_NO_OFFSET};
        plan_add_file(planning, files[i].address, &files[i], place);
    }
}

static const Asset *static_copied(const Output *output) {
    const Asset *asset = output->subject;
    return asset->state == ASSET_IS_HASHED ? NULL : asset;
}

static bool static_write(const Job *job, Buf *out) {
    buf_add(out, ((const Asset *)job->output->subject)->bytes);
    return true;
}

static void static_explain(const Rendering *all, const Output *output, Explanation *ret) {
    (void)all;
    const Asset *asset = output->subject;
    explain_add_static(ret, asset->path, asset->state == ASSET_IS_HASHED
                                             ? "its address holds a hash of what is in it"
                                             : "is published as it is");
}

const OutputKind static_kind = {.name = "static", .plan = static_plan,
                                .reads = FACTS_REST, .write = static_write,
                                .copied = static_copied, .explain = static_explain};
