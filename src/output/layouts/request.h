// What our content security policy forbids in a layout. Requests: addresses of other sites that a
// browser would ask for something, or send something to, without a reader who follows a link. And
// code that stands in the page itself.
#ifndef METIER_OUTPUT_REQUEST_H
#define METIER_OUTPUT_REQUEST_H

#include "base/memory.h"

// An address in the text of a layout.
typedef struct Request {
    size_t from;
    size_t to;
} Request;

// A script or style in the text of a layout.
typedef struct InlineCode {
    size_t from;
    const char *what;        // "a script"
} InlineCode;

typedef struct Forbidden {
    List requests;           // of Request
    List codes;              // of InlineCode
} Forbidden;

// What a <link> may load: that is known only at its end.
typedef struct LinkTag {
    Request href;            // of another site; empty where it is none
    bool loads;              // by its `rel`
} LinkTag;

// Adds the requests in an attribute's value, which stands in the text from `from` to `to`. Names
// are in lower case.
void request_find_in_value(Str element, Str attribute, Str text, size_t from, size_t to,
                           LinkTag *link, List *ret);
// Whether a <script> of this type is run or obeyed: others hold data.
bool request_is_script_type(Str type);
// Adds that of a <link> whose tag ends.
void request_end_link(const LinkTag *link, List *ret);
// Adds those in a style sheet that stands there.
void request_find_in_style(Str text, size_t from, size_t to, List *ret);

#endif
