// What the codes of diagnostics mean.
#ifndef METIER_VERBS_EXPLAIN_CODE_H
#define METIER_VERBS_EXPLAIN_CODE_H

#include <stdio.h>

#include "base/text.h"

// Writes what a code means, with an example and its mend; false where there is no such code.
bool explain_code_write(Str code, FILE *out);
// Appends what a code means, as a sentence; nothing where there is no such code.
void explain_code_add_meaning(Str code, Buf *out);
// Writes a line for each code.
void explain_code_list(FILE *out);
// Says on stderr that there is no such code, and which may have been meant.
void explain_code_report_unknown(Str code);

#endif
