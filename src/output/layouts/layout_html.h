// The literal text of a layout, read as a browser's tokenizer reads HTML.
#ifndef METIER_OUTPUT_LAYOUT_HTML_H
#define METIER_OUTPUT_LAYOUT_HTML_H

#include "base/diag.h"
#include "output/layouts/layout_attribute.h"
#include "output/layouts/request.h"

// The states of HTML's tokenizer, as far as they matter here.
typedef enum State {
    STATE_TEXT,
    STATE_TAG_OPEN,          // behind '<'
    STATE_END_TAG_OPEN,      // behind "</"
    STATE_DECLARATION,       // behind "<!"
    STATE_DECLARATION_DASH,  // behind "<!-"
    STATE_BOGUS_COMMENT,     // <!doctype …>, <?…>
    STATE_COMMENT,
    STATE_TAG_NAME,
    STATE_TAG,               // where an attribute may begin
    STATE_TAG_EDGE,          // the same, but white space must come first
    STATE_ATTRIBUTE_NAME,
    STATE_ATTRIBUTE_NAMED,   // white space behind the name: '=' may come
    STATE_BEFORE_VALUE,
    STATE_UNQUOTED,
    STATE_VALUE,
    STATE_RAW,               // the text of <script>, <title> …
    STATE_RAW_OPEN,          // behind a '<' in it
    STATE_RAW_END,           // behind "</" in it
} State;

// Where the tokenizer stands. A copy of it is one to go back to. Zero-initialise to start.
typedef struct Html {
    State state;
    size_t from;             // where the tag, comment or element begins, for diagnostics
    Name element;            // the tag's name; in its raw text, too
    Name attribute;
    AttributeValue value;    // of the attribute
    Name end_name;           // behind "</" in raw text
    char quote;
    int dash_count;          // at the end of a comment's text
    bool is_comment_start, has_bang;
    bool is_end_tag;
    bool is_refresh, has_content;    // of a <meta>
    bool has_type, is_json;          // of a <script>
    bool is_data, has_source;        // the same
    size_t inner;            // where the attribute's value begins, or the element's text
    LinkTag link;            // of a <link>
} Html;

typedef struct Reading {
    Html html;
    Str text;
    Place place;
    Forbidden *forbidden;    // what there is of it is added; or NULL
    Diags *diags;
    bool is_valid;           // nothing was reported
} Reading;

// Reads on over the literal text from `from` to `to`.
void html_read(Reading *reading, size_t from, size_t to);
// What a mark that stands here is part of.
Spot html_spot(const Html *html);
// Reports that it is unsafe what stands at `offset` of the text.
void html_report(Reading *reading, size_t offset, const char *hint, const char *message);

#endif
