// For a terminal: lines of 80 columns, as far as titles and values let them.
#include "diff/wording.h"

enum {
    COLUMNS = 80,
    TITLE_COLUMNS = 50,
    CONCERNS_SHOWN_MAX = 20,     // of one kind
};

static void add_heading(Buf *out, const char *text) {
    buf_printf(out, "\n%s\n", text);
}

static void add_title(const PageChange *page, Buf *out) {
    wording_add_cut(page->title, TITLE_COLUMNS, out);
}

// The values of a change below each other, each cut to a line.
static void add_values(Str before, Str after, size_t indent, Buf *out) {
    Str whole = before;
    if (before.len && after.len) wording_find_difference(&before, &after, COLUMNS - indent - 2);
    bool is_cut = before.ptr != whole.ptr;
    for (int i = 0; i < 2; i++) {
        Str value = i ? after : before;
        if (!value.len) continue;
        buf_printf(out, "\n%*s%s%s", (int)indent, "", i ? "+ " : "- ", is_cut ? "…" : "");
        wording_add_cut(value, COLUMNS - indent - 2 - is_cut, out);
    }
}

// "title: Nurse → Registered Nurse"; where that is too wide, the values stand below each other.
static void add_change(const FieldChange *change, size_t indent, Buf *out) {
    enum { SIGNS = 8 };
    Str before = change->old_value.shown;
    Str after = change->new_value.shown;
    size_t width = indent + wording_columns(change->path) + wording_columns(before) +
                   wording_columns(after) + SIGNS;
    buf_printf(out, "%*s", (int)indent, "");
    wording_add_cut(change->path, COLUMNS - indent - 1, out);
    buf_add_char(out, ':');
    if (change->is_order) {
        buf_add(out, STR(" in another order"));
    } else if (width > COLUMNS) {
        add_values(before, after, indent + 2, out);
    } else {
        buf_add(out, !after.len ? STR(" - ") : before.len ? STR(" ") : STR(" + "));
        wording_add_cut(before, COLUMNS, out);
        if (before.len && after.len) buf_add(out, STR(" → "));
        wording_add_cut(after, COLUMNS, out);
    }
    buf_add_char(out, '\n');
}

static void add_figure(const FieldChange *change, Buf *out) {
    wording_add_figure(change, out);
    buf_add_char(out, ' ');
    wording_add_cut(wording_value(&change->old_value), TITLE_COLUMNS, out);
    buf_add(out, STR(" → "));
    wording_add_cut(wording_value(&change->new_value), TITLE_COLUMNS, out);
    if (change->has_share) buf_add(out, STR(", "));
    wording_add_share(change, out);
}

static void add_concern(const Concern *concern, Buf *out) {
    buf_add(out, STR("    "));
    add_title(concern->page, out);
    buf_add(out, STR(": "));
    if (concern->change) add_figure(concern->change, out);
    else if (concern->kind == CONCERN_LOST) wording_add_address(concern->page->old_entry, out);
    else wording_add_cut(concern->page->path, TITLE_COLUMNS, out);
    buf_add_char(out, '\n');
}

static void add_concerns(const Difference *difference, Buf *out) {
    size_t count = 0;
    if (difference->concern_count) add_heading(out, "For a person to decide");
    for (size_t i = 0; i < difference->concern_count; i++) {
        const Concern *concern = &difference->concerns[i];
        bool is_first = !i || difference->concerns[i - 1].kind != concern->kind;
        bool is_last = i + 1 == difference->concern_count ||
                       difference->concerns[i + 1].kind != concern->kind;
        count = is_first ? 1 : count + 1;
        if (is_first) buf_printf(out, "  %s\n", concern_meanings[concern->kind]);
        if (count <= CONCERNS_SHOWN_MAX) add_concern(concern, out);
        else if (is_last) buf_printf(out, "    and %zu more\n", count - CONCERNS_SHOWN_MAX);
    }
}

static void add_shared(const Difference *difference, bool is_data, Buf *out) {
    for (size_t i = 0; i < difference->shared_count; i++) {
        const SharedChange *shared = &difference->shared[i];
        if (shared->change->is_data != is_data) continue;
        buf_printf(out, "  in %zu pages\n", shared->page_count);
        FieldChange change = *shared->change;
        change.path = change.kind;
        change.old_value = shared->old_value;
        change.new_value = shared->new_value;
        add_change(&change, 4, out);
    }
}

// Where its figures come from stands behind the first of them where there is room.
static void add_source(const FieldChange *change, size_t columns, Buf *out) {
    if (!change->source.len) return;
    bool has_room = columns + wording_columns(change->source) + 2 <= COLUMNS;
    buf_add(out, has_room ? STR(", ") : STR("\n    "));
    wording_add_cut(change->source, (size_t)2 * COLUMNS, out);
}

static void add_figures(const Difference *difference, Buf *out) {
    for (size_t i = 0; i < difference->figure_count; i++) {
        const FigureGroup *group = &difference->figures[i];
        size_t from = out->len;
        buf_add(out, STR("  "));
        add_title(group->page, out);
        buf_add(out, STR(": "));
        add_figure(group->items[0], out);
        add_source(group->items[0], wording_columns(str_slice(buf_str(out), from, out->len)), out);
        for (size_t j = 1; j < group->count; j++) {
            buf_add(out, STR("\n    "));
            add_figure(group->items[j], out);
        }
        buf_add_char(out, '\n');
    }
}

// The changes of a page that are listed with it: not those of figures, and not what many have.
static bool is_listed(const FieldChange *change, bool is_data) {
    return !change->is_figure && !change->is_shared && change->is_data == is_data;
}

static void begin_page(const PageChange *page, Buf *out) {
    buf_add(out, STR("  "));
    add_title(page, out);
    if (!str_equal(page->title, page->path)) {
        buf_add(out, STR(" ("));
        wording_add_cut(page->path, COLUMNS, out);
        buf_add_char(out, ')');
    }
    buf_add_char(out, '\n');
}

// Words that came or went, between those around them: a line of how it was, and one of how it is.
static void add_words(const WordChange *change, Buf *out) {
    enum { INDENT = 6 };
    const Str words[] = {change->old_words, change->new_words};
    for (size_t i = 0; i < 2; i++) {
        if (!words[i].len) continue;
        Buf line = {0};
        const Str parts[] = {change->lead, words[i], change->tail};
        for (size_t j = 0; j < sizeof parts / sizeof parts[0]; j++) {
            if (line.len && parts[j].len) buf_add_char(&line, ' ');
            buf_add(&line, parts[j]);
        }
        buf_printf(out, "%*s%s", INDENT, "", i ? "+ " : "- ");
        wording_add_cut(buf_str(&line), COLUMNS - INDENT - 2, out);
        buf_add_char(out, '\n');
        buf_free(&line);
    }
}

static void add_section(const SectionChange *section, Buf *out) {
    buf_add(out, STR("    words of "));
    wording_add_cut(section->name, TITLE_COLUMNS, out);
    buf_add(out, STR(": "));
    wording_add_words(section, out);
    buf_add_char(out, '\n');
    for (size_t i = 0; i < section->words.count; i++) add_words(&section->words.items[i], out);
}

static void add_page_changes(const PageChange *page, bool is_data, Buf *out) {
    bool is_begun = false;
    for (size_t i = 0; i < page->fields.count; i++) {
        if (!is_listed(&page->fields.items[i], is_data)) continue;
        if (!is_begun) begin_page(page, out);
        is_begun = true;
        add_change(&page->fields.items[i], 4, out);
    }
    for (size_t i = 0; !is_data && i < page->sections.count; i++) {
        if (!is_begun) begin_page(page, out);
        is_begun = true;
        add_section(&page->sections.items[i], out);
    }
}

static void add_state(const PageChange *page, Buf *out) {
    if (page->state == PAGE_CHANGED) return;
    buf_printf(out, "  %s %s: ", page_state_names[page->state], page->kind);
    add_title(page, out);
    if (page->state == PAGE_MOVED) {
        buf_add(out, STR("\n    "));
        wording_add_address(page->old_entry, out);
        buf_add(out, STR(" → "));
        wording_add_address(page->new_entry, out);
        buf_add_char(out, '\n');
    } else {
        buf_add(out, STR(" ("));
        wording_add_cut(page->path, COLUMNS, out);
        buf_add(out, STR(")\n"));
        if (page->is_hidden) buf_printf(out, "    %s\n", wording_hidden(page));
    }
}

// Appends a part under its heading, unless it is empty.
static void add_part(Buf *out, const char *heading, Buf *part) {
    if (part->len) {
        add_heading(out, heading);
        buf_add(out, buf_str(part));
    }
    buf_free(part);
}

void diff_write_text(const Difference *difference, Buf *out) {
    Buf data = {0};
    Buf editorial = {0};
    wording_add_summary(difference, out);
    buf_add_char(out, '\n');
    add_concerns(difference, out);
    add_shared(difference, true, &data);
    add_figures(difference, &data);
    add_shared(difference, false, &editorial);
    for (size_t i = 0; i < difference->page_count; i++) {
        add_state(&difference->pages[i], &editorial);
    }
    for (size_t i = 0; i < difference->page_count; i++) {
        add_page_changes(&difference->pages[i], true, &data);
        add_page_changes(&difference->pages[i], false, &editorial);
    }
    add_part(out, "Data", &data);
    add_part(out, "Editorial", &editorial);
}
