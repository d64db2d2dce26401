#include "output/body.h"

#include <string.h>

const MarkdownDocument *job_body(const Job *job, const Entry *entry) {
    if (entry->body->html.ptr || entry->body->is_partial) return entry->body;
    Worker *worker = job->worker;
    LoadedBody *loaded = worker->kept;
    if (!loaded || loaded->entry != entry) {
        arena_reset(&worker->aside);
        worker->kept = loaded = ARENA_NEW(&worker->aside, LoadedBody, 1);
        loaded->entry = entry;
        const Sources *sources = job->all->site->sources;
        bool is_loaded = source_file_load_body(sources, entry, &worker->aside, &loaded->body,
                                               job->diags);
        if (!is_loaded) loaded->body = (MarkdownDocument){0};
    }
    return &loaded->body;
}

TextList body_items(const Job *job, const Entry *entry, SectionKind kind) {
    return entry_items(entry, job_body(job, entry), kind, job->scratch);
}

// Links to a place of the home page begin with '#' as well: its address is empty.
static bool is_within_page(const Entry *entry, size_t index) {
    Str link = entry->link_addresses[index];
    return !entry->body->links[index].target.len && link.len && link.ptr[0] == '#';
}

Str body_link_url(const Job *job, const Entry *entry, size_t index) {
    Str link = entry->link_addresses[index];
    bool is_within = is_within_page(entry, index);
    return absolute_url(job, is_within ? arena_join(job->scratch, entry->address, link) : link);
}

// The first link of a body that stands at an offset or behind it.
static size_t link_from(const MarkdownDocument *body, size_t offset) {
    size_t from = 0;
    for (size_t to = body->link_count; from < to;) {
        size_t middle = from + (to - from) / 2;
        if (body->links[middle].html_offset < offset) from = middle + 1;
        else to = middle;
    }
    return from;
}

// Of a link that falls away only the text stays.
#define LINK_START "<a href=\""
#define LINK_END "</a>"

static bool link_falls(const Entry *entry, size_t index) {
    return entry->link_falls && entry->link_falls[index];
}

// Adds a part of a body, without the link's end that stands at `end`.
static void add_part(Buf *out, Str html, size_t from, size_t to, size_t end) {
    if (end >= from && end < to) {
        buf_add(out, str_slice(html, from, end));
        from = end + strlen(LINK_END);
    }
    buf_add(out, str_slice(html, from, to));
}

// Where a link's tag ends whose address is wanted at `at`: a '>' in its title is "&gt;".
static size_t behind_tag(Str html, size_t at) {
    return at + str_find(str_slice(html, at, html.len), '>') + 1;
}

static size_t find_link_end(Str html, size_t from) {
    const char *found = memmem(html.ptr + from, html.len - from, LINK_END, strlen(LINK_END));
    return (size_t)(found - html.ptr);
}

static void add_address(const Job *job, Buf *out, const Entry *entry, size_t index,
                        bool is_absolute) {
    Str address = entry->link_addresses[index];
    Buf link = scratch_begin(job);
    if (is_absolute) buf_add(&link, body_link_url(job, entry, index));
    else if (is_within_page(entry, index)) buf_add(&link, address);
    else link_add(&link, job->links, address);
    buf_add_html(out, buf_str(&link));
    scratch_drop(job, &link);
    const ImageSize *size = entry->image_sizes ? &entry->image_sizes[index] : NULL;
    // The address stands in quotes; the second ends at the quote that follows it.
    if (size && size->width) {
        buf_printf(out, "\" width=\"%u\" height=\"%u", size->width, size->height);
    }
}

// `is_absolute`: links within the page lead to the page too.
static Str link_body(const Job *job, const Entry *entry, size_t from, size_t to, bool is_absolute) {
    const MarkdownDocument *body = job_body(job, entry);
    size_t first = link_from(body, from);
    if (first == body->link_count || body->links[first].html_offset >= to) {
        return str_slice(body->html, from, to);
    }
    Buf html = scratch_begin(job);
    size_t at = from;
    size_t end = SIZE_MAX;   // of a link that falls away
    for (size_t i = first; i < body->link_count && body->links[i].html_offset < to; i++) {
        size_t place = body->links[i].html_offset;
        bool falls = link_falls(entry, i);
        add_part(&html, body->html, at, falls ? place - strlen(LINK_START) : place, end);
        at = falls ? behind_tag(body->html, place) : place;
        if (falls) end = find_link_end(body->html, at);
        else add_address(job, &html, entry, i, is_absolute);
    }
    add_part(&html, body->html, at, to, end);
    return scratch_take(job, &html);
}

Str body_html(const Job *job, const Entry *entry, size_t from, size_t to) {
    return link_body(job, entry, from, to, false);
}

Str body_html_whole(const Job *job, const Entry *entry) {
    return link_body(job, entry, 0, job_body(job, entry)->html.len, false);
}

Str body_html_absolute(const Job *job, const Entry *entry) {
    return link_body(job, entry, 0, job_body(job, entry)->html.len, true);
}

ViewList body_contents(const Job *job, const Entry *entry) {
    const MarkdownDocument *body = job_body(job, entry);
    HeadingView *views = ARENA_NEW(job->scratch, HeadingView, body->heading_count + 1);
    HeadingView *children = ARENA_NEW(job->scratch, HeadingView, body->heading_count + 1);
    size_t count = 0;
    size_t child_count = 0;
    for (size_t i = 0; i < body->heading_count; i++) {
        const MarkdownHeading *heading = &body->headings[i];
        HeadingView view = {.id = heading->id, .text = heading->text};
        if (heading->level == 2) {
            views[count] = view;
            views[count++].children.items = &children[child_count];
        } else if (heading->level == 3 && count) {
            children[child_count++] = view;
            views[count - 1].children.count++;
        }
    }
    return (ViewList){views, count};
}
