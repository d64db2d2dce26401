// What a browser does with the value of an attribute; and of one that is an address, how far its
// literal text has decided where it leads.
#ifndef METIER_OUTPUT_LAYOUT_ATTRIBUTE_H
#define METIER_OUTPUT_LAYOUT_ATTRIBUTE_H

#include <string.h>

#include "output/layouts/spot.h"

enum { NAME_KEPT = 24 };     // bytes of a name that are compared; no name in a table is longer

// Of an element or an attribute, or a short text. Zero-initialise to start.
typedef struct Name {
    char bytes[NAME_KEPT];   // lower-case
    size_t len;              // of the whole name, or of the first NAME_KEPT bytes and one more
} Name;

static inline void name_add(Name *name, char byte) {
    if (name->len < NAME_KEPT) name->bytes[name->len] = ascii_lower(byte);
    if (name->len <= NAME_KEPT) name->len++;
}

static inline bool name_is(const Name *name, const char *text) {
    size_t len = strlen(text);
    return name->len == len && !memcmp(name->bytes, text, len);
}

static inline bool name_equal(const Name *a, const Name *b) {
    return a->len == b->len && !memcmp(a->bytes, b->bytes, a->len < NAME_KEPT ? a->len : NAME_KEPT);
}

static inline bool html_is_blank(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f';
}

// The index of the name in a list, or its count.
size_t name_find(const Name *name, const char *const *names, size_t count);

typedef enum AttributeUse {
    USE_PLAIN,
    USE_ADDRESS,
    USE_ADDRESS_LIST,
    USE_CODE,               // loads what runs in the page, or decides where everything leads
    USE_REFRESH,
    USE_EVENT,
    USE_STYLE,
    USE_FRAME_TEXT,
    USE_ANIMATION,
    USE_MEANING,
} AttributeUse;

// How far the literal text of an address has decided where it leads.
typedef enum Address {
    ADDRESS_START,
    ADDRESS_SLASH,           // behind one '/': a second would begin a host
    ADDRESS_OPEN,            // letters that could be a scheme
    ADDRESS_SCRIPT,          // behind a scheme that is not for links
    ADDRESS_HOST,            // at another site
    ADDRESS_HERE,            // in this site
} Address;

typedef struct AttributeValue {
    AttributeUse use;
    Address address;
    Name literal;            // the value's text: a scheme, a type
    bool is_in_address;      // the value is an address, from here on
    bool has_mark;           // the value holds more than literal text
} AttributeValue;

// The value that begins behind the name of an attribute. `is_refresh`: of a <meta> that is one.
AttributeValue attribute_begin(const Name *element, const Name *attribute, bool is_refresh);
// Goes on by a literal byte.
void attribute_read(AttributeValue *value, char byte);
// What a mark that stands here is part of.
Spot attribute_spot(const AttributeValue *value);
// Behind a section, which is written or left out: what holds on both ways that lead there.
void attribute_join(AttributeValue *value, const AttributeValue *begin);

#endif
