// Lints of links to other sites, which are seen when somebody asks for that: see check/external.h.
#include "site/lints/lints.h"

#define SEEN(code_, reason_) \
    {.code = (code_), .severity = SEVERITY_WARNING, .reason = (reason_)}

static const Lint rows[] = {
    SEEN("dead-link", "nothing is at the address of a link to another site any more"),
    SEEN("moved-link", "a page of another site has moved for good"),
    SEEN("unchecked-link", "nobody can tell whether a link to another site leads anywhere"),
};
const LintFamily elsewhere_lints = LINT_FAMILY("links elsewhere", rows);
