// Lints of what pages would ask other sites for. Each is reported where layouts and style sheets
// are read; a picture of another site in content is an error.
#include "site/lints/lints.h"

static const Lint rows[] = {
    {.code = "foreign-request", .severity = SEVERITY_WARNING,
     .reason = "another site would learn of each reader, and our content security policy forbids "
               "it"},
};
const LintFamily request_lints = LINT_FAMILY("requests", rows);
