#include "verbs/outcome.h"

#include "verbs/verbs.h"

int outcome_status(bool is_done, const Diags *diags) {
    if (is_done) return EXIT_DONE;
    return diags->has_environment_failure ? EXIT_ENVIRONMENT : EXIT_CONTENT;
}

const char *outcome_of_failure(const PublishCounts *counts, const char *otherwise) {
    return counts->is_begun       ? "a part of the site was published; the next build completes it"
           : counts->is_recovered ? OUTCOME_RECOVERED ", nothing else was published"
                                  : otherwise;
}

void outcome_add_counts(const PublishCounts *counts, Buf *out) {
    buf_printf(out, "%zu files: %zu changed, %zu removed", counts->file_count,
               counts->changed_count, counts->removed_count);
}
