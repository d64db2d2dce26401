// For a comment on a pull request: what matters most first, and no more than a comment holds.
// Whatever comes from content is written so that it is text there, wherever it stands.
#include "diff/wording.h"

enum {
    VALUE_COLUMNS = 100,
    VISIBLE_MAX = 20,
    PAGE_LINES_MAX = 8,
    TITLES_MAX = 12,
    ENDING_SIZE = 400,
};

// How far each part may go, of DIFF_MARKDOWN_MAX bytes.
enum {
    CONCERNS_END = DIFF_MARKDOWN_MAX / 4,
    DATA_END = DIFF_MARKDOWN_MAX * 7 / 10,
    EDITORIAL_END = DIFF_MARKDOWN_MAX,
};

#define ZERO_WIDTH_SPACE "\xE2\x80\x8B"

// Whether behind this byte a host would go on to somebody's name, to an issue: @name, #1, GH-1.
static bool calls(Str text, size_t at) {
    bool is_issue = at >= 2 && text.ptr[at] == '-' && ascii_lower(text.ptr[at - 1]) == 'h' &&
                    ascii_lower(text.ptr[at - 2]) == 'g';
    return text.ptr[at] == '@' || text.ptr[at] == '#' || is_issue;
}

static bool is_plain(Str text, size_t at) {
    char byte = text.ptr[at];
    if (byte & 0x80 || ascii_is_letter(byte) || ascii_is_digit(byte)) return true;
    if (byte == '.') return !at || ascii_lower(text.ptr[at - 1]) != 'w';   // www.
    return byte == ' ' || byte == ',' || byte == '\'' || byte == '(' || byte == ')';
}

// A sign that could mean something becomes the reference to its character, which is text wherever
// Markdown or a table is looked for. Links that hosts make of names are cut by what has no width.
static void add_escaped(Str text, Buf *out) {
    for (size_t i = 0; i < text.len; i++) {
        if (is_plain(text, i)) buf_add_char(out, text.ptr[i]);
        else buf_printf(out, "&#%d;", text.ptr[i]);
        if (calls(text, i)) buf_add(out, STR(ZERO_WIDTH_SPACE));
    }
}

static void add_content(Str text, Buf *out) {
    Buf shown = {0};
    wording_add_cut(str_trim(text), VALUE_COLUMNS, &shown);
    add_escaped(buf_str(&shown), out);
    buf_free(&shown);
}

static void add_title(const PageChange *page, Buf *out) {
    buf_add(out, STR("<b>"));
    add_content(page->title, out);
    buf_add(out, STR("</b>"));
}

static void add_address(const Entry *entry, Buf *out) {
    Buf address = {0};
    wording_add_address(entry, &address);
    add_escaped(buf_str(&address), out);
    buf_free(&address);
}

// A list or a table: its first rows can be seen, the others unfold, and what has no place is
// counted.
typedef struct Rows {
    Buf *out;
    size_t end;              // bytes that the comment may have then
    const char *head;        // of a table; NULL of a list
    Buf row;                 // the next one
    size_t count;
    size_t left_count;
} Rows;

static void begin_rows(Rows *rows) {
    buf_printf(rows->out, "\n%s", rows->head ? rows->head : "");
}

static void add_row(Rows *rows) {
    size_t size = rows->row.len + ENDING_SIZE;
    if (rows->left_count || rows->out->len + size > rows->end) {
        rows->left_count++;
    } else {
        if (!rows->count) begin_rows(rows);
        if (rows->count == VISIBLE_MAX) {
            buf_add(rows->out, STR("\n<details><summary>more</summary>\n"));
            begin_rows(rows);
        }
        buf_add(rows->out, buf_str(&rows->row));
        rows->count++;
    }
    buf_clear(&rows->row);
}

static void end_rows(Rows *rows) {
    if (rows->count > VISIBLE_MAX) buf_add(rows->out, STR("\n</details>\n"));
    if (rows->left_count) {
        buf_printf(rows->out, "\nand %zu more, which `metier diff` tells\n", rows->left_count);
    }
    buf_free(&rows->row);
}

static void add_values(const FieldChange *change, Buf *out) {
    if (change->is_order) {
        buf_add(out, STR("in another order"));
        return;
    }
    Str before = change->old_value.shown;
    Str after = change->new_value.shown;
    if (!after.len) buf_add(out, STR("<del>"));
    add_content(before, out);
    if (!after.len) buf_add(out, STR("</del>"));
    if (before.len && after.len) buf_add(out, STR(" → "));
    if (!before.len) buf_add(out, STR("<ins>"));
    add_content(after, out);
    if (!before.len) buf_add(out, STR("</ins>"));
}

static void add_figure_name(const FieldChange *change, Buf *out) {
    Buf name = {0};
    wording_add_figure(change, &name);
    add_escaped(buf_str(&name), out);
    buf_free(&name);
}

static void add_figure(const FieldChange *change, Buf *out) {
    add_figure_name(change, out);
    buf_add_char(out, ' ');
    add_content(wording_value(&change->old_value), out);
    buf_add(out, STR(" → "));
    add_content(wording_value(&change->new_value), out);
    if (change->has_share) buf_add(out, STR(", "));
    wording_add_share(change, out);
}

// What is said of pages as a whole is said once, with the first of them.
static void add_unverified(const Difference *difference, size_t from, Buf *out) {
    size_t end = from;
    while (end < difference->concern_count &&
           difference->concerns[end].kind == CONCERN_UNVERIFIED) {
        end++;
    }
    buf_printf(out, "- %s: ", concern_meanings[CONCERN_UNVERIFIED]);
    for (size_t i = from; i < end && i < from + TITLES_MAX; i++) {
        if (i > from) buf_add(out, STR(", "));
        add_title(difference->concerns[i].page, out);
    }
    if (end - from > TITLES_MAX) buf_printf(out, " and %zu more", end - from - TITLES_MAX);
    buf_add_char(out, '\n');
}

static void add_concern(const Concern *concern, Buf *out) {
    buf_add(out, STR("- "));
    add_title(concern->page, out);
    buf_printf(out, ": %s: ", concern_meanings[concern->kind]);
    if (concern->change) add_figure(concern->change, out);
    else add_address(concern->page->old_entry, out);
    buf_add_char(out, '\n');
}

static void add_concerns(const Difference *difference, Buf *out) {
    if (!difference->concern_count) return;
    buf_add(out, STR("\n### For a person to decide\n"));
    Rows rows = {.out = out, .end = CONCERNS_END};
    size_t i = 0;
    while (i < difference->concern_count && difference->concerns[i].kind != CONCERN_UNVERIFIED) {
        add_concern(&difference->concerns[i++], &rows.row);
        add_row(&rows);
    }
    end_rows(&rows);
    if (i == difference->concern_count) return;
    if (!i) buf_add_char(out, '\n');
    add_unverified(difference, i, out);
}

static void add_shared(const Difference *difference, bool is_data, Rows *rows) {
    for (size_t i = 0; i < difference->shared_count; i++) {
        const SharedChange *shared = &difference->shared[i];
        if (shared->change->is_data != is_data) continue;
        buf_printf(&rows->row, "- in %zu pages: ", shared->page_count);
        add_content(shared->change->kind, &rows->row);
        buf_add(&rows->row, STR(": "));
        add_values(shared->change, &rows->row);
        buf_add_char(&rows->row, '\n');
        add_row(rows);
    }
}

static void add_group(const FigureGroup *group, Buf *out) {
    const FieldChange *first = group->items[0];
    buf_add(out, STR("| "));
    add_title(group->page, out);
    buf_add(out, STR(" | "));
    add_figure_name(first, out);
    buf_add(out, STR(" | "));
    add_content(wording_value(&first->old_value), out);
    buf_add(out, STR(" | "));
    add_content(wording_value(&first->new_value), out);
    buf_add(out, STR(" | "));
    wording_add_share(first, out);
    buf_add(out, STR(" | "));
    for (size_t i = 1; i < group->count; i++) {
        if (i > 1) buf_add(out, STR("<br>"));
        if (i == PAGE_LINES_MAX) {
            buf_printf(out, "and %zu more", group->count - i);
            break;
        }
        add_figure(group->items[i], out);
    }
    buf_add(out, STR(" | "));
    add_content(first->source, out);
    buf_add(out, STR(" |\n"));
}

static void add_figures(const Difference *difference, Buf *out) {
    Rows rows = {.out = out, .end = DATA_END,
                 .head = "| page | figure | before | after | change | other figures | source |\n"
                         "|---|---|---:|---:|---:|---|---|\n"};
    for (size_t i = 0; i < difference->figure_count; i++) {
        add_group(&difference->figures[i], &rows.row);
        add_row(&rows);
    }
    end_rows(&rows);
}

static void add_section(const SectionChange *section, Buf *out) {
    buf_add(out, STR("  - words of "));
    add_content(section->name, out);
    if (!section->added_count && !section->removed_count) buf_add(out, STR(": in another order\n"));
    else buf_printf(out, ": +%zu -%zu\n", section->added_count, section->removed_count);
}

static bool is_listed(const FieldChange *change, bool is_data) {
    return !change->is_figure && !change->is_shared && change->is_data == is_data;
}

static void begin_page(const PageChange *page, bool is_data, Buf *out) {
    buf_add(out, STR("- "));
    add_title(page, out);
    if (page->state != PAGE_CHANGED && !is_data) {
        buf_printf(out, ": %s %s", page->kind, page_state_names[page->state]);
    }
    if (page->state == PAGE_MOVED && !is_data) {
        buf_add(out, STR(", "));
        add_address(page->old_entry, out);
        buf_add(out, STR(" → "));
        add_address(page->new_entry, out);
    }
    buf_add_char(out, '\n');
}

// A page with its first changes. Nothing where it has none of this sort.
static void add_page(const PageChange *page, bool is_data, Rows *rows) {
    size_t count = 0;
    Buf lines = {0};
    for (size_t i = 0; i < page->fields.count; i++) {
        if (!is_listed(&page->fields.items[i], is_data)) continue;
        if (++count > PAGE_LINES_MAX) continue;
        buf_add(&lines, STR("  - "));
        add_content(page->fields.items[i].path, &lines);
        buf_add(&lines, STR(": "));
        add_values(&page->fields.items[i], &lines);
        buf_add_char(&lines, '\n');
    }
    for (size_t i = 0; !is_data && i < page->sections.count; i++) {
        if (++count <= PAGE_LINES_MAX) add_section(&page->sections.items[i], &lines);
    }
    if (count > PAGE_LINES_MAX) buf_printf(&lines, "  - and %zu more\n", count - PAGE_LINES_MAX);
    if (count || (page->state != PAGE_CHANGED && !is_data)) {
        begin_page(page, is_data, &rows->row);
        buf_add(&rows->row, buf_str(&lines));
        add_row(rows);
    }
    buf_free(&lines);
}

// What is told in a list, of data or not: what many pages have, then each page, those first that
// came, went or moved.
static void add_lists(const Difference *difference, bool is_data, size_t end, Buf *out) {
    Rows rows = {.out = out, .end = end};
    add_shared(difference, is_data, &rows);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < difference->page_count; i++) {
            const PageChange *page = &difference->pages[i];
            if ((page->state == PAGE_CHANGED) == pass) add_page(page, is_data, &rows);
        }
    }
    end_rows(&rows);
}

void diff_write_markdown(const Difference *difference, Buf *out) {
    buf_add(out, STR(DIFF_MARKDOWN_MARK "\n## What changes in the site\n\n"));
    wording_add_summary(difference, out);
    buf_add_char(out, '\n');
    add_concerns(difference, out);
    if (!difference->page_count) return;
    size_t before = out->len;
    buf_add(out, STR("\n### Data\n"));
    size_t heading_end = out->len;
    add_lists(difference, true, DATA_END - DIFF_MARKDOWN_MAX / 5, out);
    add_figures(difference, out);
    if (out->len == heading_end) buf_cut(out, before);
    buf_add(out, STR("\n### Editorial\n"));
    heading_end = out->len;
    before = heading_end - STR("\n### Editorial\n").len;
    add_lists(difference, false, EDITORIAL_END, out);
    if (out->len == heading_end) buf_cut(out, before);
}
