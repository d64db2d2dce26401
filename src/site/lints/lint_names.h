// What site.yaml and front matter may say of lints.
#ifndef METIER_SITE_LINTS_LINT_NAMES_H
#define METIER_SITE_LINTS_LINT_NAMES_H

#include "site/schema.h"

extern const NameTable lint_names;
// The severity of each lint, by its index, as `lints` of site.yaml has it; lives in the arena.
const Severity *lints_choose(const NamedValues *given, size_t count, Arena *arena);

#endif
