#include "check/address_reach.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// The addresses whose first `bits` are those of `prefix`.
typedef struct Block {
    uint8_t prefix[16];
    int bits;
    AddressReach reach;
} Block;

// The first that holds an address tells its reach.
static const Block blocks_4[] = {
    {{0}, 8, REACH_NONE},
    {{10}, 8, REACH_PRIVATE},
    {{100, 100, 100, 200}, 32, REACH_NONE},  // metadata of Alibaba's machines
    {{100, 64}, 10, REACH_PRIVATE},
    {{127}, 8, REACH_PRIVATE},
    {{168, 63, 129, 16}, 32, REACH_NONE},    // what Azure's machines ask of their host
    {{169, 254}, 16, REACH_NONE},
    {{172, 16}, 12, REACH_PRIVATE},
    {{192, 0, 0}, 24, REACH_NONE},
    {{192, 0, 2}, 24, REACH_NONE},
    {{192, 88, 99}, 24, REACH_NONE},
    {{192, 168}, 16, REACH_PRIVATE},
    {{198, 18}, 15, REACH_NONE},
    {{198, 51, 100}, 24, REACH_NONE},
    {{203, 0, 113}, 24, REACH_NONE},
    {{224}, 3, REACH_NONE},
    {{0}, 0, REACH_PUBLIC},
};
static const Block blocks_6[] = {
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, REACH_PRIVATE},
    {{0xfd, 0x00, 0x0e, 0xc2}, 32, REACH_NONE},   // metadata of Amazon's machines
    {{0xfc}, 7, REACH_PRIVATE},
    {{0x20, 0x01, 0x00}, 23, REACH_NONE},
    {{0x20, 0x01, 0x0d, 0xb8}, 32, REACH_NONE},
    {{0x20, 0x02}, 16, REACH_NONE},          // leads to any address of version 4
    {{0x3f, 0xff, 0x00}, 20, REACH_NONE},
    {{0x20}, 3, REACH_PUBLIC},
    {{0}, 0, REACH_NONE},
};
// Their last four bytes are an address of version 4.
static const Block mapped_6[] = {
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, REACH_NONE},
    {{0x00, 0x64, 0xff, 0x9b}, 96, REACH_NONE},
};

static bool is_in(const uint8_t *bytes, const Block *block) {
    int whole = block->bits / 8;
    int rest = block->bits % 8;
    if (memcmp(bytes, block->prefix, (size_t)whole) != 0) return false;
    return !rest || (bytes[whole] ^ block->prefix[whole]) >> (8 - rest) == 0;
}

static AddressReach find(const uint8_t *bytes, const Block *block) {
    while (!is_in(bytes, block)) block++;    // the last one holds all
    return block->reach;
}

static AddressReach reach_6(const uint8_t *bytes) {
    for (size_t i = 0; i < sizeof mapped_6 / sizeof mapped_6[0]; i++) {
        if (is_in(bytes, &mapped_6[i])) return find(bytes + 12, blocks_4);
    }
    return find(bytes, blocks_6);
}

AddressReach address_reach(const struct sockaddr *address) {
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        return find((const uint8_t *)&in.sin_addr, blocks_4);
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in;
        memcpy(&in, address, sizeof in);
        return reach_6((const uint8_t *)&in.sin6_addr);
    }
    return REACH_NONE;
}
