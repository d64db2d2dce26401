// The files that pages have beside them in content/, as they are.
#include "output/explain.h"

static void attachment_plan(const Planning *planning) {
    const Site *site = planning->site;
    for (size_t i = 0; i < site->attachment_count; i++) {
        const Asset *asset = &site->attachments[i].asset;
        Place place = {asset->path, DIAG_NO_OFFSET};
        if (!site->attachments[i].is_published) continue;
        plan_add_file(planning, asset->address, asset, place);
    }
}

static const Asset *attachment_copied(const Output *output) {
    return output->subject;
}

static void attachment_explain(const Rendering *all, const Output *output, Explanation *ret) {
    (void)all;
    explain_add_attachment(ret, output->subject, "is published as it is");
}

const OutputKind attachment_kind = {.name = "attachment", .plan = attachment_plan,
                                    .reads = FACTS_REST,
                                    .copied = attachment_copied, .explain = attachment_explain};
