// For a comment on a pull request: what matters most first, and no more than a comment holds.
// Whatever comes from content is written so that it is text there, wherever it stands.
#include "diff/wording.h"

enum {
    VALUE_COLUMNS = 100,
    WORDS_COLUMNS = 60,
    WORDS_MAX = 4,           // changes of a section
    VISIBLE_MAX = 20,
    PAGE_LINES_MAX = 8,
    FEW_LINES_MAX = 160,     // of all pages, where those are few
    FEW_PAGE_LINES_MAX = 40,
    TITLES_MAX = 12,
    ENDING_SIZE = 400,
};

// How far each part may go, in bytes of the comment; the last one takes what is left of it.
enum {
    CONCERNS_END = DIFF_MARKDOWN_MAX / 4,
    SHARED_END = DIFF_MARKDOWN_MAX * 3 / 10,
    FIGURES_END = DIFF_MARKDOWN_MAX * 6 / 10,
    DATA_END = DIFF_MARKDOWN_MAX * 7 / 10,
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

static void add_short(Str text, size_t columns, Buf *out) {
    Buf shown = {0};
    wording_add_cut(str_trim(text), columns, &shown);
    add_escaped(buf_str(&shown), out);
    buf_free(&shown);
}

static void add_content(Str text, Buf *out) {
    add_short(text, VALUE_COLUMNS, out);
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

static bool has_room(const Rows *rows, size_t size) {
    return rows->out->len + size + ENDING_SIZE <= rows->end;
}

static void add_row(Rows *rows) {
    if (!has_room(rows, rows->row.len)) {
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
    Str whole = before;
    if (before.len && after.len) wording_find_difference(&before, &after, VALUE_COLUMNS);
    const char *mark = before.ptr != whole.ptr ? "…" : "";
    if (!after.len) buf_add(out, STR("<del>"));
    buf_add(out, str_from(mark));
    add_content(before, out);
    if (!after.len) buf_add(out, STR("</del>"));
    if (before.len && after.len) buf_add(out, STR(" → "));
    if (!before.len) buf_add(out, STR("<ins>"));
    buf_add(out, str_from(mark));
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

// Pages of which nothing else is to be said stand in one line.
static void add_titles(const Concern *concerns, size_t count, Buf *out) {
    buf_add_char(out, ' ');
    for (size_t i = 0; i < count && i < TITLES_MAX; i++) {
        if (i) buf_add(out, STR(", "));
        add_title(concerns[i].page, out);
    }
    if (count > TITLES_MAX) buf_printf(out, " and %zu more", count - TITLES_MAX);
    buf_add_char(out, '\n');
}

static void add_concern(const Concern *concern, Buf *out) {
    buf_add(out, STR("- "));
    add_title(concern->page, out);
    buf_add(out, STR(": "));
    if (concern->change) add_figure(concern->change, out);
    else add_address(concern->page->old_entry, out);
    buf_add_char(out, '\n');
}

// Those of one kind, which are `count`.
static void add_concern_kind(const Concern *concerns, size_t count, Buf *out) {
    ConcernKind kind = concerns[0].kind;
    buf_printf(out, "\n%s (%zu):", concern_meanings[kind], count);
    if (kind == CONCERN_UNVERIFIED) {
        add_titles(concerns, count, out);
        return;
    }
    buf_add_char(out, '\n');
    Rows rows = {.out = out, .end = CONCERNS_END / CONCERN_KIND_COUNT * ((size_t)kind + 1)};
    for (size_t i = 0; i < count; i++) {
        add_concern(&concerns[i], &rows.row);
        add_row(&rows);
    }
    end_rows(&rows);
}

static void add_concerns(const Difference *difference, Buf *out) {
    const Concern *concerns = difference->concerns;
    if (difference->concern_count) buf_add(out, STR("\n### For a person to decide\n"));
    for (size_t from = 0, end = 0; from < difference->concern_count; from = end) {
        while (end < difference->concern_count && concerns[end].kind == concerns[from].kind) end++;
        add_concern_kind(&concerns[from], end - from, out);
    }
}

static void add_shared(const Difference *difference, bool is_data, Rows *rows) {
    for (size_t i = 0; i < difference->shared_count; i++) {
        const SharedChange *shared = &difference->shared[i];
        if (shared->change->is_data != is_data) continue;
        buf_printf(&rows->row, "- in %zu pages: ", shared->page_count);
        add_content(shared->change->kind, &rows->row);
        buf_add(&rows->row, STR(": "));
        FieldChange change = *shared->change;
        change.old_value = shared->old_value;
        change.new_value = shared->new_value;
        add_values(&change, &rows->row);
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
        if (i > 1) buf_add(out, STR(", "));
        if (i == PAGE_LINES_MAX) {
            buf_printf(out, "and %zu more", group->count - i);
            break;
        }
        if (group->items[i]->has_share) {
            add_figure_name(group->items[i], out);
            buf_add_char(out, ' ');
            wording_add_share(group->items[i], out);
        } else {
            add_figure(group->items[i], out);
        }
    }
    buf_add(out, STR(" | "));
    add_content(first->source, out);
    buf_add(out, STR(" |\n"));
}

static void add_figures(const Difference *difference, Buf *out) {
    Rows rows = {.out = out, .end = FIGURES_END,
                 .head = "| page | figure | before | after | change | other figures | source |\n"
                         "|---|---|---:|---:|---:|---|---|\n"};
    for (size_t i = 0; i < difference->figure_count; i++) {
        add_group(&difference->figures[i], &rows.row);
        add_row(&rows);
    }
    end_rows(&rows);
}

// Content between two tags of ours; nothing where there is none.
static void add_marked(const char *mark, Str text, size_t columns, Buf *out) {
    if (!text.len) return;
    buf_printf(out, "<%s>", mark);
    add_short(text, columns, out);
    buf_printf(out, "</%s>", mark);
}

// Words that came or went, between those around them.
static void add_words(const WordChange *change, Buf *out) {
    add_short(change->lead, WORDS_COLUMNS, out);
    if (change->lead.len) buf_add_char(out, ' ');
    add_marked("del", change->old_words, WORDS_COLUMNS, out);
    if (change->old_words.len && change->new_words.len) buf_add_char(out, ' ');
    add_marked("ins", change->new_words, WORDS_COLUMNS, out);
    if (change->tail.len) buf_add_char(out, ' ');
    add_short(change->tail, WORDS_COLUMNS, out);
}

static void add_section(const SectionChange *section, Buf *out) {
    buf_add(out, STR("  - words of "));
    add_content(section->name, out);
    buf_add(out, STR(": "));
    wording_add_words(section, out);
    for (size_t i = 0; i < section->words.count; i++) {
        buf_add(out, i ? STR("; ") : STR(": "));
        if (i == WORDS_MAX) {
            buf_printf(out, "and %zu more", section->words.count - i);
            break;
        }
        add_words(&section->words.items[i], out);
    }
    buf_add_char(out, '\n');
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
    if (page->is_hidden) buf_printf(out, "; %s", wording_hidden(page));
    if (page->state == PAGE_MOVED && !is_data) {
        buf_add(out, STR(", "));
        add_address(page->old_entry, out);
        buf_add(out, STR(" → "));
        add_address(page->new_entry, out);
    }
    buf_add_char(out, '\n');
}

// The changes of a page, as far as there is room for them.
typedef struct Lines {
    const Rows *rows;
    size_t max;
    size_t count;
    size_t left_count;
    Buf text;
    Buf line;                // the next one
} Lines;

static void add_line(Lines *lines) {
    enum { TITLE_SIZE = 2048 };
    bool has_place = lines->count < lines->max &&
                     has_room(lines->rows, lines->text.len + lines->line.len + TITLE_SIZE);
    if (has_place) buf_add(&lines->text, buf_str(&lines->line));
    lines->left_count += !has_place;
    lines->count++;
    buf_clear(&lines->line);
}

// How many lines each page may have.
static size_t share_lines(size_t page_count) {
    size_t share = FEW_LINES_MAX / (page_count + 1);
    return share < PAGE_LINES_MAX ? PAGE_LINES_MAX
           : share > FEW_PAGE_LINES_MAX ? FEW_PAGE_LINES_MAX : share;
}

// A page with its first changes. Nothing where it has none of this sort.
static void add_page(const PageChange *page, bool is_data, size_t lines_max, Rows *rows) {
    Lines lines = {.rows = rows, .max = lines_max};
    for (size_t i = 0; i < page->fields.count; i++) {
        if (!is_listed(&page->fields.items[i], is_data)) continue;
        buf_add(&lines.line, STR("  - "));
        add_content(page->fields.items[i].path, &lines.line);
        buf_add(&lines.line, STR(": "));
        add_values(&page->fields.items[i], &lines.line);
        buf_add_char(&lines.line, '\n');
        add_line(&lines);
    }
    for (size_t i = 0; !is_data && i < page->sections.count; i++) {
        add_section(&page->sections.items[i], &lines.line);
        add_line(&lines);
    }
    if (lines.left_count) buf_printf(&lines.text, "  - and %zu more\n", lines.left_count);
    if (lines.count || (page->state != PAGE_CHANGED && !is_data)) {
        begin_page(page, is_data, &rows->row);
        buf_add(&rows->row, buf_str(&lines.text));
        add_row(rows);
    }
    buf_free(&lines.text);
    buf_free(&lines.line);
}

// The pages of which something is told, of data or not: those first that came, went or moved.
static void add_pages(const Difference *difference, bool is_data, Rows *rows) {
    size_t lines_max = share_lines(difference->page_count);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < difference->page_count; i++) {
            const PageChange *page = &difference->pages[i];
            if ((page->state == PAGE_CHANGED) == pass) add_page(page, is_data, lines_max, rows);
        }
    }
}

static void add_data(const Difference *difference, Buf *out) {
    Rows shared = {.out = out, .end = SHARED_END};
    add_shared(difference, true, &shared);
    end_rows(&shared);
    add_figures(difference, out);
    Rows pages = {.out = out, .end = DATA_END};
    add_pages(difference, true, &pages);
    end_rows(&pages);
}

static void add_editorial(const Difference *difference, Buf *out) {
    Rows rows = {.out = out, .end = DIFF_MARKDOWN_MAX};
    add_shared(difference, false, &rows);
    add_pages(difference, false, &rows);
    end_rows(&rows);
}

// Appends a part under its heading, unless there is nothing in it.
static void add_part(const Difference *difference, const char *heading, DiffWrite *add, Buf *out) {
    size_t before = out->len;
    buf_add(out, str_from(heading));
    size_t start = out->len;
    add(difference, out);
    if (out->len == start) buf_cut(out, before);
}

void diff_write_markdown(const Difference *difference, Buf *out) {
    buf_add(out, STR(DIFF_MARKDOWN_MARK "\n## What changes in the site\n\n"));
    wording_add_summary(difference, out);
    buf_add_char(out, '\n');
    add_concerns(difference, out);
    add_part(difference, "\n### Data\n", add_data, out);
    add_part(difference, "\n### Editorial\n", add_editorial, out);
}
