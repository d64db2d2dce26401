#include "output/earlier.h"

#include <string.h>

enum { READ_SIZE = 64 * 1024 };

const Earlier *earlier_find(const Rendering *all, const bool *are_kept, Sink *sink, Arena *arena) {
    const Plan *plan = all->plan;
    bool *are_same = NULL;
    for (size_t i = 0; i < plan->outputs.count; i++) {
        const Output *output = (const Output *)plan->outputs.items + i;
        if (!are_kept[i] || output_kind(output) != &role_json_kind) continue;
        if (!are_same) are_same = ARENA_NEW(arena, bool, all->site->roles.count);
        are_same[((const Role *)output->subject)->index] = true;
    }
    if (!are_same) return NULL;
    Earlier *ret = ARENA_NEW(arena, Earlier, 1);
    *ret = (Earlier){sink, are_same};
    return ret;
}

static bool has_odd_quotes(Str line) {
    bool ret = false;
    for (size_t at; (at = str_find(line, '"')) < line.len; ret = !ret) {
        line = str_slice(line, at + 1, line.len);
    }
    return ret;
}

// Behind the row that begins at `from`; 0 where that is not there as a whole.
static size_t find_row_end(const EarlierItems *items, size_t from) {
    Str bytes = buf_str(&items->bytes);
    bool is_quoted = false;
    for (size_t at = from; at < bytes.len;) {
        const char *line_end = memchr(bytes.ptr + at, '\n', bytes.len - at);
        if (!line_end) return 0;
        size_t end = (size_t)(line_end - bytes.ptr) + 1;
        is_quoted ^= items->has_quotes && has_odd_quotes(str_slice(bytes, at, end));
        if (!is_quoted) return end;
        at = end;
    }
    return 0;
}

// False at the end, and where the rest cannot be read: then it is written anew.
static bool read_more(EarlierItems *items) {
    size_t size = items->left < READ_SIZE ? (size_t)items->left : READ_SIZE;
    size_t before = items->bytes.len;
    if (!size) return false;
    bool is_read = file_read_on(items->from.file, size, &items->bytes) &&
                   items->bytes.len > before;
    items->left -= is_read ? size : items->left;
    items->is_cut |= !is_read;
    return is_read;
}

// The same once it has been read; the end of all bytes where it is the last.
static size_t read_row(EarlierItems *items, size_t from) {
    size_t end = find_row_end(items, from);
    while (!end && read_more(items)) end = find_row_end(items, from);
    return end ? end : items->bytes.len;
}

static void pass_row(EarlierItems *items) {
    items->at = items->end;
    items->end = read_row(items, items->at);
}

void earlier_begin(const Job *job, size_t end_size, bool has_quotes, EarlierItems *ret) {
    const Earlier *earlier = job->all->earlier;
    *ret = (EarlierItems){.job = job, .from.file = -1, .has_quotes = has_quotes};
    if (earlier) ret->from = sink_open_earlier(earlier->sink, output_path(job->output));
    if (ret->from.file < 0) return;
    uint64_t size = ret->from.stamp.size;
    ret->left = size > end_size ? size - end_size : 0;
    pass_row(ret);
    pass_row(ret);
}

static void forget_passed(EarlierItems *items) {
    size_t rest = items->bytes.len - items->at;
    memmove(items->bytes.ptr, items->bytes.ptr + items->at, rest);
    buf_cut(&items->bytes, rest);
    items->end -= items->at;
    items->at = 0;
}

static bool begins_with(const EarlierItems *items, size_t from, Str start) {
    return str_starts_with(str_slice(buf_str(&items->bytes), from, items->end), start);
}

bool earlier_has(const EarlierItems *items, const Role *role) {
    return items->from.file >= 0 && items->job->all->earlier->are_same[role->index];
}

Str earlier_item(EarlierItems *items, Str start) {
    for (;;) {
        if (items->at >= READ_SIZE) forget_passed(items);
        if (items->end == items->at || items->is_cut) return (Str){0};
        size_t from = items->at + (items->bytes.ptr[items->at] == ',');
        bool is_its = begins_with(items, from, start);
        pass_row(items);
        if (!is_its) continue;
        while (begins_with(items, items->at, start)) pass_row(items);
        // Of a role whose rows end there nobody knows whether more follow.
        if (items->is_cut) return (Str){0};
        return str_slice(buf_str(&items->bytes), from, items->at);
    }
}

bool earlier_end(EarlierItems *items) {
    const Job *job = items->job;
    const Earlier *earlier = job->all->earlier;
    buf_free(&items->bytes);
    return !earlier || sink_close_earlier(earlier->sink, output_path(job->output), &items->from,
                                          job->diags);
}
