// What came of a run, in words and as its exit status.
#ifndef METIER_VERBS_OUTCOME_H
#define METIER_VERBS_OUTCOME_H

#include "publish/sink.h"

#define OUTCOME_RECOVERED "an earlier build that had been cut off was completed"

int outcome_status(bool is_done, const Diags *diags);
// Of one that publishes, and failed; `otherwise` where nothing was published at all.
const char *outcome_of_failure(const PublishCounts *counts, const char *otherwise);
// "1663 files: 2 changed, 0 removed".
void outcome_add_counts(const PublishCounts *counts, Buf *out);

#endif
