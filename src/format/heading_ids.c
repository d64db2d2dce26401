#include "format/heading_ids.h"

#include "format/slug.h"

size_t heading_ids_add(HeadingIds *headings, Str text, Arena *keep, Str *ret,
                       size_t *ret_slug_size) {
    Buf *id = &headings->id;
    buf_clear(id);
    slug_add(id, text);
    *ret_slug_size = id->len;
    if (!id->len) buf_add(id, STR("section"));
    size_t len = id->len;
    size_t number = 1;
    size_t taken = table_get(&headings->ids, buf_str(id));
    if (taken != TABLE_NONE) {
        size_t *next = (size_t *)headings->next.items + taken;
        do {
            number = (*next)++;
            buf_cut(id, len);
            buf_printf(id, "-%zu", number);
        } while (table_get(&headings->ids, buf_str(id)) != TABLE_NONE);
    }
    *ret = arena_copy(keep, buf_str(id));
    table_add(&headings->ids, *ret, headings->next.count);
    *(size_t *)list_add(&headings->next, sizeof(size_t)) = 2;
    return number;
}
