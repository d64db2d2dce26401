// The catalogue of diagnostics: what each code means, what is wrong in an example of it, and how it
// is mended. Of a lint, the meaning stands in its own row, and may stand here beside an example.
#ifndef METIER_REPORT_CODES_H
#define METIER_REPORT_CODES_H

#include "base/diag.h"

// Where an example stands. A part of a file stands in a file that is otherwise sound.
typedef enum ExamplePlace {
    EXAMPLE_NONE,            // none is small enough to show, or it cannot be seen
    EXAMPLE_SITE,            // lines of site.yaml
    EXAMPLE_FIELDS,          // lines of a role's front matter
    EXAMPLE_TEXT,            // the text below it
    EXAMPLE_FILE,            // a role's file as a whole
    EXAMPLE_PAGE,            // lines of the front matter of a page
    EXAMPLE_LAYOUT,          // a layout as a whole
    EXAMPLE_PARTIAL,         // a shared piece of layouts as a whole
    EXAMPLE_STYLE,           // a style sheet as a whole
    EXAMPLE_STRING,          // a line of the strings
    EXAMPLE_NAME,            // the name of a file
    EXAMPLE_PLACE_COUNT,
} ExamplePlace;
// "in the front matter of content/roles/nurse.md"
extern const char *const example_places[EXAMPLE_PLACE_COUNT];

typedef struct Code {
    const char *code;        // "unknown-field"
    const char *meaning;     // NULL of a lint whose row says it
    const char *mend;
    ExamplePlace place;
    const char *wrong;       // the example, and the same mended
    const char *mended;
    bool is_warning;         // of what is no lint
} Code;

extern const Code codes[];   // by code
extern const size_t code_count;
const Code *code_find(Str code);             // NULL where there is none

#endif
