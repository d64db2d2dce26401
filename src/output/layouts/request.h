// Requests: addresses of other sites in a layout that a browser would ask for something, or send
// something to, without a reader who follows a link.
#ifndef METIER_OUTPUT_REQUEST_H
#define METIER_OUTPUT_REQUEST_H

#include "base/memory.h"

// An address in the text of a layout.
typedef struct Request {
    size_t from;
    size_t to;
} Request;

// What a <link> may load: that is known only at its end.
typedef struct LinkTag {
    Request href;            // of another site; empty where it is none
    bool loads;              // by its `rel`
} LinkTag;

// Adds the requests in an attribute's value, which stands in the text from `from` to `to`. Names
// are in lower case.
void request_find_in_value(Str element, Str attribute, Str text, size_t from, size_t to,
                           LinkTag *link, List *ret);
// Adds that of a <link> whose tag ends.
void request_end_link(const LinkTag *link, List *ret);
// Adds those in a style sheet that stands there.
void request_find_in_style(Str text, size_t from, size_t to, List *ret);

#endif
