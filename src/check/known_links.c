#include "check/known_links.h"

#include <stdlib.h>

#include "base/file.h"

#define NEW_PATH STR(".metier/links.new")
enum { DAY_SIZE = 10 };   // "2026-12-01"

static bool counts_on(Date day, Date now) {
    long age = date_day_number(now) - date_day_number(day);
    return age >= 0 && age < KNOWN_LINK_DAYS;
}

static void add_head(Buf *out, Str kind) {
    buf_printf(out, "links that metier has found, 1, %.*s\n", (int)kind.len, kind.ptr);
}

// Cuts the next line, or up to a blank the next word of one, off a text; false at its end.
static bool cut(Str *text, char end, Str *ret) {
    size_t size = str_find(*text, end);
    *ret = str_slice(*text, 0, size);
    *text = str_slice(*text, size + (size < text->len), text->len);
    return ret->len > 0;
}

// "2026-12-01 https://old https://new"
static bool parse_line(Str line, KnownLink *ret) {
    Str day;
    if (!cut(&line, ' ', &day) || day.len != DAY_SIZE || !date_parse(day, false, &ret->day)) {
        return false;
    }
    if (!cut(&line, ' ', &ret->url)) return false;
    ret->moved_to = line;
    return str_find(line, ' ') == line.len;
}

static bool parse(Str text, Str kind, Date now, KnownLinks *ret) {
    Buf head = {0};
    add_head(&head, kind);
    bool is_known = str_starts_with(text, buf_str(&head)) && utf8_invalid_at(text) == text.len &&
                    str_find(text, '\0') == text.len && text.ptr[text.len - 1] == '\n';
    text = str_slice(text, head.len, text.len);
    buf_free(&head);
    Str before = {0};
    while (is_known && text.len) {
        Str line;
        KnownLink link = {0};
        cut(&text, '\n', &line);
        is_known = parse_line(line, &link) && str_compare(before, link.url) < 0;
        before = link.url;
        if (is_known && counts_on(link.day, now)) {
            *(KnownLink *)list_add(&ret->list, sizeof link) = link;
        }
    }
    return is_known;
}

void known_links_read(int root, Str kind, Date now, KnownLinks *ret) {
    if (!file_read(root, KNOWN_LINKS_PATH, KNOWN_LINKS_MAX_SIZE, &ret->text)) {
        buf_clear(&ret->text);
    }
    if (!ret->text.len || !parse(buf_str(&ret->text), kind, now, ret)) ret->list.count = 0;
}

static int compare_url(const void *url, const void *link) {
    return str_compare(*(const Str *)url, ((const KnownLink *)link)->url);
}

const KnownLink *known_links_find(const KnownLinks *known, Str url) {
    const List *list = &known->list;
    if (!list->count) return NULL;
    return bsearch(&url, list->items, list->count, sizeof(KnownLink), compare_url);
}

void known_links_write(int root, Str kind, const KnownLinks *before, const KnownLink *links,
                       size_t count) {
    Buf text = {0};
    add_head(&text, kind);
    for (size_t i = 0; i < count; i++) {
        const KnownLink *link = &links[i];
        size_t start = text.len;
        buf_printf(&text, "%04d-%02d-%02d %.*s%s%.*s\n", link->day.year, link->day.month,
                   link->day.day, (int)link->url.len, link->url.ptr,
                   link->moved_to.len ? " " : "", (int)link->moved_to.len, link->moved_to.ptr);
        if (text.len <= KNOWN_LINKS_MAX_SIZE) continue;
        buf_cut(&text, start);
        break;
    }
    bool is_new = (count || before->text.len) && !str_equal(buf_str(&text), buf_str(&before->text));
    if (is_new) file_put(root, NEW_PATH, KNOWN_LINKS_PATH, buf_str(&text));
    buf_free(&text);
}

void known_links_free(KnownLinks *known) {
    buf_free(&known->text);
    free(known->list.items);
}
