// Rows of tables that describe the members of structs: a row for a member of another type than its
// kind takes does not compile.
#ifndef METIER_BASE_TYPED_H
#define METIER_BASE_TYPED_H

#include <stddef.h>
#include <string.h>

// Where a member stands, which must be of the expected type.
#define TYPED_OFFSET(Type, member, Expected) \
    (offsetof(Type, member) + 0 * sizeof(_Generic(((Type *)0)->member, Expected: 0)))
// Where a list stands, which must be one of such items: see LIST_OF.
#define TYPED_LIST_OFFSET(Type, member, Item) \
    (offsetof(Type, member) + 0 * sizeof(_Generic(((Type *)0)->member.items, Item *: 0)))

// A list of structs as the member of another. All have the shape of ItemList.
#define LIST_OF(Item)   \
    struct {            \
        Item *items;    \
        size_t count;   \
    }
typedef struct ItemList {
    void *items;
    size_t count;
} ItemList;

// Each list has a type of its own: this reads any of them.
static inline ItemList item_list_at(const void *member) {
    ItemList ret;
    memcpy(&ret, member, sizeof ret);
    return ret;
}

#endif
