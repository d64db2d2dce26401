#include "diff/wording.h"

#include <inttypes.h>
#include <stdlib.h>

#include "report/plain.h"

void wording_add_summary(const Difference *difference, Buf *out) {
    size_t shown = 0;
    for (int i = 0; i < PAGE_STATE_COUNT; i++) {
        size_t count = difference->state_counts[i];
        if (!count) continue;
        buf_printf(out, "%s%zu ", shown ? ", " : "", count);
        if (!shown++) buf_printf(out, "page%s ", count == 1 ? "" : "s");
        buf_add(out, str_from(page_state_names[i]));
    }
    if (!shown) buf_add(out, STR("no differences"));
}

void wording_add_share(const FieldChange *change, Buf *out) {
    if (!change->has_share) return;
    int64_t size = llabs(change->share);
    buf_printf(out, "%s%" PRId64 ".%" PRId64 " %%", change->share < 0 ? "−" : "+", size / 10,
               size % 10);
}

void wording_add_figure(const FieldChange *change, Buf *out) {
    wording_add_cut(change->label, 60, out);
    if (change->label.len) buf_add_char(out, ' ');
    wording_add_cut(change->name, 60, out);
}

const char *wording_hidden(const PageChange *page) {
    return page->state == PAGE_ADDED ? "its file was a draft, or out of its time"
                                     : "its file is there: a draft, or out of its time";
}

void wording_add_words(const SectionChange *section, Buf *out) {
    bool is_order = !section->added_count && !section->removed_count;
    if (is_order) buf_add(out, STR("in another order"));
    else buf_printf(out, "+%zu -%zu", section->added_count, section->removed_count);
}

Str wording_value(const Value *value) {
    return value->shown.len ? value->shown : STR("not given");
}

size_t wording_columns(Str text) {
    Buf unseen = {0};
    size_t ret = 0;
    for (size_t i = 0; i < text.len;) ret += plain_add_letter(&unseen, text, &i);
    buf_free(&unseen);
    return ret;
}

void wording_add_cut(Str text, size_t limit, Buf *out) {
    enum { COLUMN_MAX_SIZE = 16 };   // marks above and below letters take no columns
    size_t columns = 0;
    size_t start = out->len;
    for (size_t i = 0; i < text.len;) {
        size_t before = out->len;
        columns += plain_add_letter(out, text, &i);
        bool is_full = columns > limit || (columns == limit && i < text.len) ||
                       out->len - start > limit * COLUMN_MAX_SIZE;
        if (!is_full) continue;
        buf_cut(out, before);
        buf_add(out, STR("…"));
        return;
    }
}

void wording_find_difference(Str *before, Str *after, size_t limit) {
    enum { LEAD_SIZE = 24 };
    size_t same = 0;
    while (same < before->len && same < after->len && before->ptr[same] == after->ptr[same]) same++;
    bool is_short = before->len <= limit && after->len <= limit;
    if (is_short || same <= LEAD_SIZE) return;
    size_t from = same - LEAD_SIZE;
    while (from < same && before->ptr[from] != ' ') from++;
    if (from == same) return;
    *before = str_slice(*before, from + 1, before->len);
    *after = str_slice(*after, from + 1, after->len);
}

void wording_add_address(const Entry *entry, Buf *out) {
    buf_add_char(out, '/');
    wording_add_cut(entry->address, 120, out);
}
