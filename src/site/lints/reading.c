// Lints that are seen while something is read, and reported there.
#include "site/lints/lints.h"

#define SEEN(code_, reason_) \
    {.code = (code_), .severity = SEVERITY_WARNING, .reason = (reason_)}

static const Lint rows[] = {
    SEEN("stray-file", "a file in content/ that is no content is not published"),
    SEEN("unknown-entity", "an HTML entity that nobody knows is shown as it is written"),
    SEEN("curly-quotes", "curly quotes around a value are a part of it"),
    SEEN("glued-note", "what stands behind a '#' in front matter is not part of a text"),
    SEEN("shortcode", "a shortcode or tag of another generator is shown as it is written"),
    SEEN("attribute-mark", "a class or id for a paragraph or heading is shown as it is written"),
    SEEN("contents-mark", "the mark for a table of contents is shown as it is written"),
    SEEN("wiki-link", "a link of a wiki is shown as it is written"),
    SEEN("admonition", "the mark of a note or warning is shown as it is written"),
    SEEN("math", "a formula is shown as it is written"),
    SEEN("highlight", "the mark of highlighted text is shown as it is written"),
    SEEN("definition-list", "a list of definitions is shown as it is written"),
    SEEN("single-tilde", "a single '~' strikes text through, and may be meant otherwise"),
    SEEN("stray-mark", "a mark of bold text, code or struck text has no other half"),
    SEEN("not-a-link", "a slip makes a link plain text"),
    SEEN("undefined-reference", "a link names an address that nothing defines"),
    SEEN("heading-space", "a heading without a space behind its '#' is plain text"),
    SEEN("not-an-item", "an item of a list without its mark or a space is plain text"),
    SEEN("alt-text", "who cannot see a picture learns nothing from one without a text"),
    SEEN("table-row", "rows of a table are plain text"),
    SEEN("table-surplus", "a cell beyond the table's columns is not shown"),
    SEEN("table-text", "a text below a table is taken for a row of it"),
    SEEN("open-fence", "code is never ended, and goes on to the end of the page"),
};
const LintFamily reading_lints = LINT_FAMILY("reading", rows);
