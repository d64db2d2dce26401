#include "output/link_base.h"

#include "format/url.h"

void link_add(Buf *out, LinkBase base, Str address) {
    Str page = url_split(address).path;
    buf_add(out, base.prefix);
    url_add_link(out, page);
    if (base.with_index && (!page.len || str_ends_with(page, STR("/")))) {
        buf_add(out, STR("index.html"));
    }
    url_add_link(out, str_slice(address, page.len, address.len));
}

static Str make(const void *how, Arena *arena, Str address) {
    const LinkBase *base = how;
    // Mostly it is two texts put together.
    if (!base->with_index) return arena_join(arena, base->prefix, url_from_link(arena, address));
    Buf link = {0};
    link_add(&link, *base, address);
    return arena_take(arena, &link);
}

LinkForm link_form(const LinkBase *base) {
    return (LinkForm){make, base};
}
