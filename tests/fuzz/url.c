// Fuzzes addresses and paths (format/url.h, format/markdown_target.h, site/address.h, base/file.h): what is accepted is
// safe as a browser reads it, stays inside, and comes back as it was.
#include "fuzz.h"

#include "format/markdown_target.h"
#include "format/slug.h"
#include "format/unicode.h"
#include "format/url.h"
#include "output/link_base.h"
#include "site/address.h"

// No part of a path leads up or is hidden.
static void require_inside(Str name) {
    require_of(name, !str_starts_with(name, STR("/")));
    while (name.len) {
        size_t slash = str_find(name, '/');
        Str part = str_slice(name, 0, slash);
        require_of(name, !str_equal(part, STR("..")) && !str_equal(part, STR(".")));
        name = str_slice(name, slash + 1, name.len);
    }
}

static bool has_control(Str text) {
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.ptr[i] < ' ' || text.ptr[i] == 0x7F) return true;
    }
    return false;
}

static void check_link(Str link, Arena *arena) {
    UrlParts parts = url_split(link);
    Str whole = arena_join(arena, arena_join(arena, parts.path, parts.query), parts.fragment);
    require(str_equal(whole, link));
    Str written = url_from_link(arena, link);
    require(str_equal(url_from_link(arena, written), written));
    require_of(written, str_find(written, '"') == written.len && str_find(written, '<') == written.len && !has_control(written));
    require_of(written, url_is_plain(written));
    Buf name = {0};
    if (url_join_path(&name, STR("a/b/c.md"), parts.path)) require_inside(buf_str(&name));
    buf_free(&name);
    const LinkBase base = {STR("../"), true};
    link_add(&name, base, link);
    require(str_starts_with(buf_str(&name), STR("../")) && url_is_plain(buf_str(&name)));
    buf_free(&name);
}

static void check_name(Str text, Arena *arena) {
    Str link = url_from_name(arena, text);
    require_of(link, url_is_plain(link));
    require_of(link, str_find(link, ':') == link.len && str_find(link, '?') == link.len && str_find(link, '#') == link.len);
    require(str_equal(url_from_link(arena, link), link));
    Buf back = {0};
    if (url_add_path_name(&back, link)) require(str_equal(buf_str(&back), text));
    else require_of(text, unicode_has_controls(text) || str_find(text, '\\') < text.len || utf8_invalid_at(text) < text.len);
    buf_free(&back);
    if (!unicode_has_controls(text) && utf8_invalid_at(text) == text.len) {
        require(str_equal(url_fragment_id(arena, link), text));
    }
}

static void check_target(Str address) {
    Diags diags = {0};
    MarkdownTarget target = markdown_target(address, (Place){STR("x"), 0}, &diags);
    require((target == TARGET_BAD) == (diags.error_count > 0));
    if (target != TARGET_BAD) require(fuzz_is_safe_address(address));
    if (target == TARGET_SITE) {
        Buf name = {0};
        require(url_fault(address) == URL_IS_SOUND && !url_is_foreign(address));
        require(url_add_path_name(&name, url_split(address).path));
        buf_free(&name);
    }
    diags_free(&diags);
}

// A clean path never leads out of its folder, and says so in every function.
static void check_path(Str path, Arena *arena) {
    if (!fuzz_is_text(path)) return;
    bool is_clean = path_is_clean(path);
    if (is_clean) {
        require_inside(path);
        require(path.len && str_find(path, '\0') == path.len);
        Str parent = path_parent(path);
        Str name = path_name(path);
        require(str_equal(path_join(arena, parent, name), path));
        Buf joined = {0};
        require(url_join_name(&joined, STR(""), path) && str_equal(buf_str(&joined), path));
        buf_free(&joined);
    }
    if (path_is_possible(path)) require(is_clean && path.len <= FILE_PATH_MAX);
    if (address_state(path) == ADDRESS_GOOD) {
        require(path_is_clean(path) && path_is_printable(path));
        require_of(path, str_find(path, '.') == path.len && str_find(path, ':') == path.len);
    }
    Buf slug = {0};
    Buf again = {0};
    slug_add(&slug, path);
    if (slug.len) require_of(buf_str(&slug), slug_is_valid(buf_str(&slug)));
    slug_add(&again, buf_str(&slug));
    require_of(buf_str(&slug), str_equal(buf_str(&slug), buf_str(&again)));
    buf_free(&slug);
    buf_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Str text = {(const char *)data, size};
    Arena arena = {0};
    check_link(text, &arena);
    check_name(text, &arena);
    check_path(text, &arena);
    if (fuzz_is_text(text)) check_target(text);
    arena_free(&arena);
    return 0;
}
