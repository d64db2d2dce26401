// Where in the source the address of a link stands. md4c does not say it, and hands a copy of an
// address that has escapes or entities.
#ifndef METIER_FORMAT_MARKDOWN_ADDRESS_H
#define METIER_FORMAT_MARKDOWN_ADDRESS_H

#include <md4c.h>

#include "base/text.h"

// White space as md4c knows it: more than CommonMark does.
static inline bool is_blank(char byte) {
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

// The next place of two bytes, remembered: the source is gone over once, however many links ask.
typedef struct AddressSeek {
    size_t from;
    size_t at;
    bool is_known;
} AddressSeek;

// Zero-initialise but for the source.
typedef struct AddressFinder {
    Str source;
    AddressSeek calls;      // of "]("
    AddressSeek angles;     // of "<"
    AddressSeek brackets;   // of "["
} AddressFinder;

typedef struct AddressPlace {
    size_t use;             // of the address in the link; by reference, of where the link begins
    size_t address;         // of the address, maybe in a definition; `use` where it is unknown
    size_t end;             // behind the address in the link; of a link by reference, `from`
    bool is_reference;
} AddressPlace;

// `from` is where the text ends that comes before the link; from call to call it never decreases.
AddressPlace address_find(AddressFinder *finder, const MD_ATTRIBUTE *attribute, size_t from);

#endif
