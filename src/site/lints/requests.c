// Lints of what our content security policy forbids. Each is reported where layouts and style
// sheets are read; a picture of another site in content is an error.
#include "site/lints/lints.h"

static const Lint rows[] = {
    {.code = "foreign-request", .severity = SEVERITY_WARNING,
     .reason = "another site would learn of each reader, and our content security policy forbids "
               "it"},
    {.code = "inline-code", .severity = SEVERITY_WARNING,
     .reason = "our content security policy lets browsers neither run a script nor apply a style "
               "that stands in the page itself"},
};
const LintFamily request_lints = LINT_FAMILY("requests", rows);
