// How far an address of the internet protocol reaches.
#ifndef METIER_CHECK_ADDRESS_REACH_H
#define METIER_CHECK_ADDRESS_REACH_H

#include <sys/socket.h>

typedef enum AddressReach {
    REACH_PUBLIC,            // a host of the internet
    REACH_PRIVATE,           // this machine, or a private network
    REACH_NONE,              // this link with the metadata that clouds keep there, many hosts at
                             // once, documentation, and whatever else no page can be at
} AddressReach;

// By the registries of RFC 6890. Of an unknown family: REACH_NONE.
AddressReach address_reach(const struct sockaddr *address);

#endif
