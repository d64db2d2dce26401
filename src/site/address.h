// Addresses and names that authors choose: aliases, permalinks, redirects, names of files.
#ifndef METIER_SITE_ADDRESS_H
#define METIER_SITE_ADDRESS_H

#include "base/diag.h"

enum { ADDRESS_DEPTH_MAX = 16 };   // slugs between the '/' of an address

typedef enum AddressState { ADDRESS_GOOD, ADDRESS_BAD, ADDRESS_TOO_DEEP } AddressState;

// Whether a text is slugs with single '/' between, none at its ends: "help/contact".
AddressState address_state(Str text);
// Reports an address with more parts than ADDRESS_DEPTH_MAX. Returns false.
bool address_report_depth(Place place, Diags *diags);

// Whether a path is UTF-8 without control characters and marks that turn the writing. Names come
// from a disk, and could be any bytes.
bool path_is_printable(Str path);
bool path_report_unprintable(Str path, Diags *diags);   // returns false

#endif
