// Lints of words: one look at each word of what readers see finds them all.
//
// The first four bytes of most words tell that they begin none of the wordings of wordings.txt; the
// others are looked at closely.
#include "site/lints/lints.h"
#include "site/lints/passages.h"
#include "site/lints/word_starts.h"

typedef enum WordingKind { MISSPELLED, BIASED, PLACEHOLDER, PLACEHOLDER_EVERYWHERE } WordingKind;

typedef struct Wording {
    const char *text;        // three letters or more; as wordings.txt says
    WordingKind kind;
    const char *better;
} Wording;

// The first four bytes of a wording, as word_head gives them.
typedef struct Head {
    uint32_t head;
    uint32_t rest;           // the next four, as far as they are letters
    uint32_t rest_mask;
    uint8_t wording;         // its index
} Head;

// `heads` in order, from 1 on; `slots`, by slot_of, says where the first of each stands, or 0.
#include "word_table.inc"

enum {
    HEAD_SIZE = 4,
    EMPTY_LINK_TEXT_MAX = 13,
    SHOWN_MAX = 60,          // bytes of what is found, in a message
    ADDRESS_MAX = 200,       // bytes of a link's address that are looked at
};

// Texts of links, up to so many bytes, that do not say where they lead.
static const char *const empty_link_texts[] = {
    "here", "click here", "click", "this", "this link", "this page", "link", "more", "read more",
    "learn more", "see more", "find out more", "see here", "read here", NULL,
};

// With what a gap begins that somebody is to fill: [your name].
static const char *const gap_words[] = {"insert", "add", "your", "company", NULL};

// Words that stand twice in a row in good English, too.
static const char *const doubled_words[] = {
    "had", "that", "very", "so", "long", "really", "many", "far", "no", "do", NULL,
};

// And those that may: "gave her her book", "log in in the morning". Nobody else knows.
static const char *const meant_words[] = {
    "her", "his", "is", "in", "it", "on", "up", "out", "by", "one", "can", "will", "may", NULL,
};

// A file of which some texts are looked at, where they stand.
typedef struct Scan {
    const Linting *linting;
    const Entry *entry;
    bool is_english;
    Str text;                // the file's
    size_t text_from;        // the one that is looked at
    size_t text_end;
    size_t code;             // index of the body's code that comes next
} Scan;

static void report(const Scan *scan, const char *code, size_t from, size_t to, const char *hint,
                   const char *what) {
    size_t size = str_cut(str_slice(scan->text, from, to), SHOWN_MAX).len;
    char shown[SHOWN_MAX];
    // In one line.
    for (size_t i = 0; i < size; i++) {
        char byte = scan->text.ptr[from + i];
        shown[i] = byte == '\n' || byte == '\r' || byte == '\t' ? ' ' : byte;
    }
    diag_warning(scan->linting->diags, (Place){scan->entry->path, from}, code, hint,
                 "'%.*s' %s", (int)size, shown, what);
}

// A draft is yet to be written.
static void report_gap(const Scan *scan, size_t from, size_t to) {
    if (scan->entry->is_draft) return;
    report(scan, "placeholder-text", from, to, "write it, or leave it out",
           "stands for what is yet to be written");
}

static size_t find_from(Str text, char byte, size_t at) {
    return at + str_find(str_slice(text, at, text.len), byte);
}

// Whether what stands at `at` is code. Asked from the beginning of a text to its end.
static bool is_code(Scan *scan, size_t at) {
    const MarkdownDocument *body = scan->entry->body;
    while (scan->code < body->code_count && body->codes[scan->code].to <= at) scan->code++;
    return scan->code < body->code_count && body->codes[scan->code].from <= at;
}

// Neither in a word, an address nor a compound.
static bool begins_word(const Scan *scan, size_t at) {
    char before = scan->text.ptr[at - 1];
    return ascii_is_space(before) || (before && strchr("([{\"'*_|>~", before));
}

// Whether what stands at `at` is the address of a link: [text](address), [name]: address.
static bool is_address(const Scan *scan, size_t at) {
    Str text = scan->text;
    size_t first = scan->text_from + 1;
    if (at > first + ADDRESS_MAX) first = at - ADDRESS_MAX;
    for (size_t i = at; i > first && !strchr("\n)\"", text.ptr[i - 1]); i--) {
        bool is_start = text.ptr[i - 1] == '(' || text.ptr[i - 1] == ':';
        if (is_start && text.ptr[i - 2] == ']') return true;
    }
    return false;
}

static bool begins_word_of_text(Scan *scan, size_t at) {
    return at < scan->text_end && begins_word(scan, at) && !is_code(scan, at) &&
           !is_address(scan, at);
}

// Behind the wording that stands at `at`; `at` where it does not stand there.
static size_t match_end(Str text, size_t at, const char *wording) {
    size_t end = at;
    bool is_exact = wording[0] >= 'A' && wording[0] <= 'Z';
    for (; *wording; wording++, end++) {
        if (end == text.len) return at;
        char byte = text.ptr[end];
        bool is_same = *wording == ' ' ? ascii_is_space(byte)
                                       : *wording == (is_exact ? byte : ascii_lower(byte));
        if (!is_same) return at;
        while (*wording == ' ' && end + 1 < text.len && ascii_is_space(text.ptr[end + 1])) end++;
    }
    return end < text.len && passage_is_word_byte(text.ptr[end]) ? at : end;
}

// Where it is one of a text, and neither in capitals nor of a file's or a person's address.
static void propose_word(const Scan *scan, size_t at, size_t end, Str better) {
    static const char ends[] = " \n\r\t.,;:!?)]}'\"*_|>~";
    Str text = scan->text;
    char last = end < text.len ? text.ptr[end] : ' ';
    char next = end + 1 < text.len ? text.ptr[end + 1] : ' ';
    bool is_end = memchr(ends, last, sizeof ends - 1) &&
                  !(strchr("._:", last) && (passage_is_word_byte(next) || next == '/'));
    bool is_small = text.ptr[at + 1] >= 'a';
    if (!is_end || !is_small) return;
    diags_propose(scan->linting->diags, (Edit){.offset = at, .size = end - at, .text = better});
}

static void report_wording(const Scan *scan, size_t at, size_t end, const Wording *wording) {
    Buf hint = {0};
    if (wording->kind == MISSPELLED) {
        buf_printf(&hint, "write '%s'", wording->better);
        // With a capital letter where it had one.
        bool is_capital = scan->text.ptr[at] < 'a';
        if (is_capital) hint.ptr[sizeof "write '" - 1] -= 'a' - 'A';
        Str better = str_slice(buf_str(&hint), sizeof "write '" - 1, hint.len - 1);
        propose_word(scan, at, end, better);
        report(scan, "misspelling", at, end, hint.ptr, "is misspelled");
    } else if (wording->kind == BIASED) {
        buf_printf(&hint, "better: %s", wording->better);
        report(scan, "biased-wording", at, end, hint.ptr, "leaves readers out by age or gender");
    } else {
        report_gap(scan, at, end);
    }
    buf_free(&hint);
}

static size_t slot_of(uint32_t head) {
    return head * slot_factor >> (32 - SLOT_BITS);
}

// Neither this nor the next two are among the few instructions for words that are none of these.
__attribute__((noinline))
static bool check_wording(Scan *scan, size_t at, const Wording *wording) {
    if (!scan->is_english && wording->kind != PLACEHOLDER_EVERYWHERE) return false;
    size_t end = match_end(scan->text, at, wording->text);
    if (end == at || !begins_word_of_text(scan, at)) return false;
    report_wording(scan, at, end, wording);
    return true;
}

__attribute__((noinline))
static void check_wordings(Scan *scan, size_t at, uint32_t head) {
    const Head *row = &heads[slots[slot_of(head)]];
    uint32_t rest = word_head(scan->text.ptr + at + HEAD_SIZE);
    for (; row->head == head; row++) {
        bool may_be = !((rest ^ row->rest) & row->rest_mask);
        if (may_be && check_wording(scan, at, &wordings[row->wording])) return;
    }
}

// The letters from `at` on, and the white space before it.
static Str word_at(Str text, size_t at) {
    size_t end = at;
    while (end < text.len && ascii_is_letter(text.ptr[end])) end++;
    return str_slice(text, at, end);
}
static Str blanks_before(Str text, size_t at) {
    size_t from = at;
    while (from && ascii_is_space(text.ptr[from - 1])) from--;
    return str_slice(text, from, at);
}

static bool ends_plainly(Str text, size_t end) {
    static const char ends[] = " \n\r\t.,;:!?)";
    char last = end < text.len ? text.ptr[end] : ' ';
    char next = end + 1 < text.len ? text.ptr[end + 1] : ' ';
    return memchr(ends, last, sizeof ends - 1) && !(last == '.' && passage_is_word_byte(next));
}

// Whether lines around a line feed are those of one text, so that they can become one.
static bool is_one_text(const Scan *scan, size_t line_feed) {
    Str text = scan->text;
    Str above = str_trim(passage_line(text, line_feed));
    Str below = passage_line(text, line_feed + 1);
    bool is_row = str_find(above, '|') < above.len || str_find(below, '|') < below.len;
    return !is_row && str_find(above, '#') == above.len;
}

// Leaves out the second of two words, with the white space before it.
static void propose_one(const Scan *scan, Str blanks, Str word) {
    size_t from = (size_t)(blanks.ptr - scan->text.ptr);
    size_t line_feed = str_find(blanks, '\n');
    // Two blanks at the end of a line keep it one of its own.
    bool is_one = line_feed == blanks.len ||
                  (blanks.ptr[0] != ' ' && is_one_text(scan, from + line_feed));
    if (!is_one || str_is_among(word, meant_words)) return;
    diags_propose(scan->linting->diags, (Edit){.offset = from, .size = blanks.len + word.len});
}

// "the the", but neither names, "Bora Bora", nor compounds, "a real time time-out".
__attribute__((noinline))
static void check_doubled(Scan *scan, size_t at) {
    Str text = scan->text;
    Str word = word_at(text, at);
    Str blanks = blanks_before(text, at);
    size_t from = at - blanks.len - word.len;
    bool is_word = word.len > 1 || text.ptr[at] == 'a';
    bool is_small = is_word && text.ptr[at] >= 'a';
    bool is_before = from >= scan->text_from && from <= at;
    if (!scan->is_english || !is_small || !blanks.len || !is_before) return;
    if (!str_equal_ascii_case(word, str_slice(text, from, from + word.len))) return;
    size_t line_count = 0;
    for (size_t i = 0; i < blanks.len; i++) line_count += blanks.ptr[i] == '\n';
    bool is_slip = line_count < 2 && begins_word(scan, from) &&
                   ends_plainly(text, at + word.len) && !str_is_among(word, doubled_words);
    if (!is_slip || !begins_word_of_text(scan, at)) return;
    propose_one(scan, blanks, word);
    report(scan, "doubled-word", at, at + word.len, "leave one out", "stands here twice");
}

static void scan_words(Scan *scan) {
    const char *ptr = scan->text.ptr;
    size_t end = scan->text_end;
    uint32_t previous = 0;
    for (size_t i = scan->text_from; i < end; i += WIDE_SIZE) {
        for (uint64_t starts = word_starts(ptr + i); starts; starts &= starts - 1) {
            size_t at = i + (unsigned)__builtin_ctzll(starts);
            uint32_t head = word_head(ptr + at);
            if (slots[slot_of(head)]) check_wordings(scan, at, head);
            // Two letters are the same; behind them, one may end with a blank, and one with a dot.
            bool may_be_same = (uint16_t)head == (uint16_t)previous;
            if (may_be_same && (head == previous || !word_is_long(head))) check_doubled(scan, at);
            previous = head;
        }
    }
}

static void check_link(Scan *scan, size_t at, size_t end) {
    Str text = str_trim(str_slice(scan->text, at, end));
    at = (size_t)(text.ptr - scan->text.ptr);
    bool is_address = str_starts_with(text, STR("http://")) ||
                      str_starts_with(text, STR("https://")) ||
                      str_starts_with(text, STR("www."));
    bool is_empty = scan->is_english && text.len <= EMPTY_LINK_TEXT_MAX &&
                    str_is_among(text, empty_link_texts);
    if (!(is_address || is_empty) || is_code(scan, at)) return;
    report(scan, "link-text", at, at + text.len, "let the link's text name what is found there",
           "does not say where this link leads");
}

// What stands in brackets is a link's text, or may be a gap to be filled: [your name].
static void check_brackets(Scan *scan) {
    Str text = str_slice(scan->text, 0, scan->text_end);
    size_t close = 0;
    for (size_t at = scan->text_from; (at = find_from(text, '[', at)) < text.len; at++) {
        if (close < at) close = find_from(text, ']', at);
        if (close == text.len) return;
        char next = close + 1 < text.len ? text.ptr[close + 1] : '\n';
        bool is_link = next == '(' || next == '[';
        bool is_gap = !is_link && next != ':' && scan->is_english &&
                      str_is_among(word_at(text, at + 1), gap_words);
        if (is_link) check_link(scan, at + 1, close);
        else if (is_gap && !is_code(scan, at)) report_gap(scan, at, close + 1);
    }
}

static void scan_text(Scan *scan, size_t from, size_t end) {
    scan->text_from = from;
    scan->text_end = end < scan->text.len ? end : scan->text.len;
    scan->code = 0;
    scan_words(scan);
    scan->code = 0;
    check_brackets(scan);
}

// As it stands in the file, quotes and all, about so far as its text goes.
static void scan_field(Scan *scan, Text text) {
    if (!text.len) return;
    bool is_quoted = strchr("'\"|>", scan->text.ptr[text.offset]) != NULL;
    scan_text(scan, text.offset, text.offset + is_quoted + text.len);
}

static void scan_role(Scan *scan, const Role *role) {
    const Skill *skills = role->skills.items;
    const EntryRoute *routes = role->entry_routes.items;
    scan_field(scan, role->education);
    scan_field(scan, role->experience.text);
    for (size_t i = 0; i < role->skills.count; i++) scan_field(scan, skills[i].name);
    for (size_t i = 0; i < role->entry_routes.count; i++) {
        scan_field(scan, routes[i].name);
        scan_field(scan, routes[i].text);
    }
}

// Other titles are not looked at: they are what readers search for, such as it is.
static void check_words(const Linting *linting, const Entry *entry) {
    Scan scan = {.linting = linting, .entry = entry, .text = linting->text,
                 .is_english = linting_is_english(linting, entry)};
    scan_field(&scan, entry->title);
    scan_field(&scan, entry->summary);
    if (entry->kind == ENTRY_ROLE) scan_role(&scan, entry_role(entry));
    scan_text(&scan, entry->body_offset, linting->text.len);
}

#define FOUND(code_, reason_) \
    {.code = (code_), .severity = SEVERITY_WARNING, .reason = (reason_)}

static const Lint rows[] = {
    FOUND("misspelling", "readers trust a text less that has slips in it"),
    FOUND("biased-wording", "a profile is for readers of each age and gender"),
    FOUND("placeholder-text", "what is yet to be written is not for readers"),
    FOUND("doubled-word", "a word that stands twice in a row is a slip"),
    FOUND("link-text", "a list of links, as screen readers give it, has to say where each leads"),
};
const LintFamily word_lints = {
    .name = "words", .rows = rows, .count = sizeof rows / sizeof rows[0],
    .check_entry = check_words,
};
