// Lints of texts: how long they are, how many, and how they are put.
#include "site/lints/lints.h"

enum {
    TITLE_MAX = 70,          // letters; search engines cut what is longer
    SUMMARY_MIN = 40,
    SUMMARY_MAX = 200,
    ITEM_MAX = 200,
    DUTIES_MIN = 5,
    DUTIES_MAX = 15,
    CAPITALS_MIN = 10,       // fewer may be an abbreviation
    SHOWN_MAX = 40,          // bytes of a text, in a message
};

static size_t count_letters(Str text) {
    size_t ret = 0;
    for (size_t i = 0; i < text.len; i++) ret += ((unsigned char)text.ptr[i] & 0xC0) != 0x80;
    return ret;
}

static void check_length(const Linting *linting, const Entry *entry, const Text *text,
                         size_t max, const char *code, const char *what) {
    size_t count = text->len > max ? count_letters(text_str(*text)) : 0;
    if (count <= max) return;
    diag_warning(linting->diags, (Place){entry->path, text->offset}, code,
                 "shorten it: lists and search results cut it off",
                 "%s has %zu letters, more than %zu", what, count, max);
}

static void check_title(const Linting *linting, const Entry *entry) {
    check_length(linting, entry, &entry->title, TITLE_MAX,
                 "long-title", "this title");
}

static void check_summary(const Linting *linting, const Entry *entry) {
    check_length(linting, entry, &entry->summary, SUMMARY_MAX,
                 "long-summary", "this summary");
}

static void check_short_summary(const Linting *linting, const Entry *entry) {
    size_t count = count_letters(text_str(entry->summary));
    if (!count || count >= SUMMARY_MIN) return;
    diag_warning(linting->diags, (Place){entry->path, entry->summary.offset}, "short-summary",
                 "say what the page is about in a whole sentence",
                 "this summary has %zu letters, fewer than %d", count, SUMMARY_MIN);
}

// In a role the first item that is too long, with how many there are.
static void check_items(const Linting *linting, const Entry *entry) {
    const MarkdownItem *first = NULL;
    size_t count = 0;
    for (size_t i = 0; i < entry->body->item_count && entry->kind == ENTRY_ROLE; i++) {
        const MarkdownItem *item = &entry->body->items[i];
        Str own = str_slice(item->text, 0, item->own_size);
        if (own.len <= ITEM_MAX || count_letters(own) <= ITEM_MAX) continue;
        if (!first) first = item;
        count++;
    }
    if (!count) return;
    diag_warning(linting->diags, (Place){entry->path, first->offset}, "long-item",
                 "divide it, or move details into the text",
                 "items of lists have more than %d letters: this one, %zu in all", ITEM_MAX, count);
}

// The generator writes into a section of these kinds what the front matter says.
static bool is_filled(const Entry *entry, SectionKind kind) {
    if (entry->kind != ENTRY_ROLE) return false;
    const Role *role = (const Role *)entry;
    switch (kind) {
        case SECTION_ENTRY_ROUTES: return role->entry_routes.count;
        case SECTION_LICENCES: return role->licences.count;
        case SECTION_SKILLS: return role->skills.count || role->technologies.count;
        case SECTION_SALARY: return role->salaries.count;
        case SECTION_OUTLOOK: return role->outlook.growth.is_given || role->outlook.openings;
        case SECTION_VERIFICATION: return role->verified.date.year;
        // What other roles say of this one stands there, too; and what figures say of themselves.
        case SECTION_ADVANCE:
        case SECTION_SOURCES: return true;
        default: return false;
    }
}

static void check_sections(const Linting *linting, const Entry *entry) {
    const MarkdownDocument *body = entry->body;
    for (size_t i = 0; i < body->heading_count && !body->is_partial; i++) {
        const MarkdownHeading *heading = &body->headings[i];
        bool is_last = i + 1 == body->heading_count;
        size_t end = is_last ? body->html.len : heading[1].html_start;
        bool has_text = str_trim(str_slice(body->html, heading->html_end, end)).len;
        bool has_parts = !is_last && heading[1].level > heading->level;
        bool is_full = has_text || has_parts || is_filled(entry, entry->section_kinds[i]);
        if (is_full || !heading->text.len) continue;
        Str shown = str_cut(heading->text, SHOWN_MAX);
        diag_warning(linting->diags, (Place){entry->path, heading->offset}, "empty-section",
                     "write the section, or leave its heading out",
                     "nothing stands below '%.*s'", (int)shown.len, shown.ptr);
    }
}

static bool is_in_capitals(Str text) {
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (!ascii_is_letter(text.ptr[i])) continue;
        if (text.ptr[i] >= 'a') return false;
        count++;
    }
    return count >= CAPITALS_MIN;
}

static void check_capitals(const Linting *linting, const Entry *entry) {
    const char *hint = "write it in small letters, as a sentence or a title";
    if (is_in_capitals(text_str(entry->title))) {
        diag_warning(linting->diags, (Place){entry->path, entry->title.offset}, "capitals", hint,
                     "this title is in capital letters");
    }
    for (size_t i = 0; i < entry->body->heading_count; i++) {
        const MarkdownHeading *heading = &entry->body->headings[i];
        if (!is_in_capitals(heading->text)) continue;
        diag_warning(linting->diags, (Place){entry->path, heading->offset}, "capitals", hint,
                     "this heading is in capital letters");
    }
}

static bool is_duty(const Entry *entry, const MarkdownItem *item) {
    return item->heading && entry->section_kinds[item->heading - 1] == SECTION_DUTIES;
}

static void check_duty_count(const Linting *linting, const Entry *entry) {
    const MarkdownDocument *body = entry->body;
    const MarkdownItem *first = NULL;
    size_t count = 0;
    for (size_t i = 0; i < body->item_count; i++) {
        if (!is_duty(entry, &body->items[i])) continue;
        if (!first) first = &body->items[i];
        count++;
    }
    bool is_fine = count >= DUTIES_MIN && count <= DUTIES_MAX;
    // A draft is yet to be written.
    if (!first || is_fine || entry->is_draft) return;
    const char *hint = count < DUTIES_MIN ? "name those that fill most of the day"
                                          : "keep those that matter most, and merge others";
    diag_warning(linting->diags, (Place){entry->path, body->headings[first->heading - 1].offset},
                 "duty-count", hint, "a role has %d to %d duties, and this one %zu",
                 DUTIES_MIN, DUTIES_MAX, count);
}

// Words that begin no sentence of what somebody does, by their first letters.
#define W(word) {word, sizeof(word) - 1}
static const Str no_verbs['z' - 'a' + 1][8] = {
    ['a' - 'a'] = {W("a"), W("an"), W("ability"), W("able")},
    ['d' - 'a'] = {W("duties")},
    ['e' - 'a'] = {W("excellent")},
    ['f' - 'a'] = {W("familiarity"), W("familiar")},
    ['g' - 'a'] = {W("good")},
    ['h' - 'a'] = {W("he"), W("her"), W("his")},
    ['i' - 'a'] = {W("i"), W("it")},
    ['k' - 'a'] = {W("knowledge")},
    ['m' - 'a'] = {W("must")},
    ['o' - 'a'] = {W("our")},
    ['p' - 'a'] = {W("proficiency"), W("proficient")},
    ['r' - 'a'] = {W("responsible"), W("responsibility"), W("responsibilities")},
    ['s' - 'a'] = {W("she"), W("should"), W("strong")},
    ['t' - 'a'] = {W("the"), W("they"), W("their"), W("this"), W("these"), W("there")},
    ['u' - 'a'] = {W("understanding")},
    ['w' - 'a'] = {W("we"), W("will")},
    ['y' - 'a'] = {W("you"), W("your")},
};
#undef W

static bool lacks_verb(Str text) {
    Str word = str_slice(text, 0, str_find(text, ' '));
    size_t digit_count = 0;
    while (digit_count < word.len && ascii_is_digit(word.ptr[digit_count])) digit_count++;
    if (digit_count) return digit_count == word.len;
    if (!word.len || !ascii_is_letter(word.ptr[0])) return false;
    const Str *listed = no_verbs[ascii_lower(word.ptr[0]) - 'a'];
    while (listed->len && !(listed->len == word.len && str_equal_ascii_case(word, *listed))) {
        listed++;
    }
    return listed->len;
}

// The first of them, with how many there are.
static void check_duty_verb(const Linting *linting, const Entry *entry) {
    if (entry->kind != ENTRY_ROLE || !linting_is_english(linting, entry)) return;
    const MarkdownItem *first = NULL;
    size_t count = 0;
    for (size_t i = 0; i < entry->body->item_count; i++) {
        const MarkdownItem *item = &entry->body->items[i];
        if (!is_duty(entry, item) || !lacks_verb(item->text)) continue;
        if (!first) first = item;
        count++;
    }
    if (!count) return;
    diag_warning(linting->diags, (Place){entry->path, first->offset}, "duty-verb",
                 "begin with what is done: 'Plan …', 'Repair …'",
                 "duties begin with no verb: this one, %zu in all", count);
}

// Whether ", ", "; " or " / " stands in a text, outside of parentheses. Names of companies have
// commas: "Epic Systems, Inc."
static bool is_list(Str text) {
    size_t depth = 0;
    for (size_t i = 0; i + 1 < text.len; i++) {
        char byte = text.ptr[i];
        depth += byte == '(';
        depth -= byte == ')' && depth;
        bool is_joint = byte == ',' || byte == ';' || byte == '/';
        if (!is_joint || depth || text.ptr[i + 1] != ' ') continue;
        Str rest = str_slice(text, i, text.len);
        bool is_company = str_starts_with(rest, STR(", Inc")) ||
                          str_starts_with(rest, STR(", LLC")) ||
                          str_starts_with(rest, STR(", Ltd"));
        bool is_part = byte == '/' && !(i && text.ptr[i - 1] == ' ');
        if (!is_company && !is_part) return true;
    }
    return false;
}

static void check_list(const Linting *linting, const Entry *entry, Text text, const char *field) {
    if (!is_list(text_str(text))) return;
    Str shown = str_cut(text_str(text), SHOWN_MAX);
    diag_warning(linting->diags, (Place){entry->path, text.offset}, "list-as-text",
                 "make each an item of its own: [Excel, SAP], without quotes around both",
                 "'%.*s' is a list, and stands as one of '%s'", (int)shown.len, shown.ptr, field);
}

static void check_lists(const Linting *linting, const Entry *entry) {
    const TextList *tags = &((const Article *)entry)->tags;
    for (size_t i = 0; entry->kind == ENTRY_ARTICLE && i < tags->count; i++) {
        check_list(linting, entry, tags->items[i], "tags");
    }
    if (entry->kind != ENTRY_ROLE) return;
    const Role *role = (const Role *)entry;
    const Skill *skills = role->skills.items;
    const TextList *technologies = &role->technologies;
    for (size_t i = 0; i < role->skills.count; i++) {
        check_list(linting, entry, skills[i].name, "skills");
    }
    for (size_t i = 0; i < technologies->count; i++) {
        check_list(linting, entry, technologies->items[i], "technologies");
    }
}

static const Lint rows[] = {
    {"long-title", SEVERITY_WARNING, "lists and search results cut long titles off",
     .check_entry = check_title},
    {"long-summary", SEVERITY_WARNING, "lists and search results cut long summaries off",
     .check_entry = check_summary},
    {"short-summary", SEVERITY_OFF, "a few words seldom tell what a page is about",
     .check_entry = check_short_summary},
    {"long-item", SEVERITY_WARNING, "an item of a list is to be taken in at a glance",
     .check_entry = check_items},
    {"empty-section", SEVERITY_WARNING, "a heading promises what does not follow",
     .check_entry = check_sections},
    {"capitals", SEVERITY_WARNING, "capital letters are hard to read, and some hear them spelled",
     .check_entry = check_capitals},
    {"duty-count", SEVERITY_WARNING, "few duties tell little of a role, and many are not read",
     .check_entry = check_duty_count},
    {"duty-verb", SEVERITY_WARNING, "a duty is something that is done",
     .check_entry = check_duty_verb},
    {"list-as-text", SEVERITY_WARNING, "nobody finds, counts or compares what stands in one text",
     .check_entry = check_lists},
};
const LintFamily text_lints = LINT_FAMILY("texts", rows);
