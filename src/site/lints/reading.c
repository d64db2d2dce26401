// Lints that are seen while something is read, and reported there.
#include "site/lints/lints.h"

#define SEEN(code_, reason_) \
    {.code = code_, .severity = SEVERITY_WARNING, .reason = reason_}

static const Lint rows[] = {
    SEEN("stray-file", "a file in content/ that is no content is not published"),
    SEEN("unknown-entity", "an HTML entity that nobody knows is shown as it is written"),
};
const LintFamily reading_lints = LINT_FAMILY("reading", rows);
