// A layout as the steps that write its pages. Only for the adapter of ctemplate, which finds them.
#ifndef METIER_FORMAT_TEMPLATE_PAGE_H
#define METIER_FORMAT_TEMPLATE_PAGE_H

#ifdef __cplusplus
extern "C" {
#endif

#include "format/template.h"

// What is done for a page, one after the other. Of a section, first whether it is written at all:
// where not, the next step is the one at `end`.
typedef enum StepKind {
    STEP_TEXT,       // of the layout
    STEP_RAW,        // a Str, as it is
    STEP_ESCAPED,    // a Str, as HTML
    STEP_VALUE,      // any other value, in the way that ctemplate writes it
    STEP_IF_FLAG,    // a bool is set
    STEP_IF_TEXT,    // a Str is not empty
    STEP_IF_LINK,    // a Str is there; it may be empty
    STEP_IF_LIST,    // a list is not empty
    STEP_EACH,       // the steps up to `end`, for each item of a list
    STEP_BETWEEN,    // the steps up to `end`, but for the last item
} StepKind;

// A way in which ctemplate writes values; and it does so, behind what `out` has.
typedef struct Writing Writing;
extern const Writing *const writing_raw, *const writing_html;
void writing_add(const Writing *writing, Str value, Buf *out);

typedef struct Step {
    uint8_t kind;          // a StepKind
    bool is_negated;       // of a condition
    bool is_short;         // a ShortStr stands there in place of a Str
    uint32_t scope;        // in which the member is, counted from the outermost,
    uint32_t offset;       // and where in its struct
    uint32_t end;
    union {
        Str text;          // of STEP_TEXT; in front of STEP_TEXT_SLACK bytes
        struct {
            NameKind kind;
            const Writing *writing;
        } value;           // of STEP_VALUE
        size_t item_size;  // of STEP_EACH
    };
} Step;

// So many bytes are copied at once, of a text that is as short or shorter.
enum { STEP_TEXT_SLACK = 32 };

typedef struct Program {
    Str name;
    const ViewType *const *types;   // of the outermost scopes
    size_t type_count;
    const Step *steps;
    size_t step_count;
    size_t scope_max;
} Program;

// How each byte is written as HTML; empty where that is the byte itself.
typedef struct HtmlBytes {
    bool is_escaped[256];
    Str escaped[256];
} HtmlBytes;

// Writes a page: see templates_expand. The scopes are of the program's types.
Expanded program_expand(const Program *program, const HtmlBytes *html, const Scope *scopes,
                        LinkForm links, Arena *scratch, Buf *out);

#ifdef __cplusplus
}
#endif
#endif
