#include "format/markdown_marks.h"

#include <string.h>

enum {
    MARK_MAX_SIZE = 200,       // bytes of a line that are looked at behind a mark's beginning
    HEADING_LEVEL_MAX = 6,
    INDENT_MAX = 3,            // of a heading or a list
};
#define NO_BREAK_SPACE "\xC2\xA0"

// What stands around the beginning of a mark.
typedef struct Spot {
    Str rest;                  // of the line, from the mark on, as far as it is looked at
    Str lead;                  // what stands before it, likewise
    Str text;                  // all from the mark on
    char before;               // the byte before it; a line feed at the text's beginning
    bool is_line_start;        // but for blanks, and marks of quotes
    bool has_notes;            // of footnotes, somewhere in the text: those are reported
} Spot;

// Each returns the size of the mark at the spot, or 0.
typedef size_t Match(const Spot *spot);

static bool is_one_of(char byte, const char *bytes) {
    return byte && strchr(bytes, byte);
}

static size_t find_text(Str text, const char *wanted) {
    const char *found = text.len ? memmem(text.ptr, text.len, wanted, strlen(wanted)) : NULL;
    return found ? (size_t)(found - text.ptr) : text.len;
}

// Of "{{< x >}}": up to its end, or as much as begins it, where that is in another line.
static size_t match_between(const Spot *spot, const char *open, const char *close) {
    if (!str_starts_with(spot->rest, str_from(open))) return 0;
    size_t from = strlen(open);
    size_t end = find_text(str_slice(spot->rest, from, spot->rest.len), close);
    return from + end + (from + end < spot->rest.len ? strlen(close) : 0);
}
static size_t match_hugo(const Spot *spot) {
    size_t ret = match_between(spot, "{{<", ">}}");
    return ret ? ret : match_between(spot, "{{%", "%}}");
}
static size_t match_liquid(const Spot *spot) {
    return match_between(spot, "{%", "%}");
}
static size_t match_output(const Spot *spot) {
    return match_between(spot, "{{", "}}");
}

// "{: .lead}", "{.lead}", "{#id}": of kramdown, Pandoc, Hugo. "node{.h, .cc}" are files.
static size_t match_attributes(const Spot *spot) {
    Str rest = spot->rest;
    bool is_open = rest.len > 2 && is_one_of(rest.ptr[1], ":.#");
    size_t close = str_find(rest, '}');
    if (!is_open || close == rest.len) return 0;
    bool is_name = ascii_is_letter(rest.ptr[2]) || (rest.ptr[1] == ':' && close > 2);
    bool is_list = str_find(str_slice(rest, 0, close), ',') < close;
    return is_name && !is_list ? close + 1 : 0;
}

static bool is_of_word(char byte) {
    return ascii_is_letter(byte) || ascii_is_digit(byte);
}

// Of "$$x$$" and "==x==", which are marks around something: a word is inside of them, and none
// outside. "x==1 and y==2" compares, "$$-$$$" says how dear something is, '==' and '==' are named.
static size_t match_around(const Spot *spot, const char *mark) {
    Str rest = spot->rest;
    size_t end = match_between(spot, mark, mark);
    if (end < 5 || rest.ptr[end - 1] != *mark || rest.ptr[end - 2] != *mark) return 0;
    char after = end < rest.len ? rest.ptr[end] : ' ';
    bool is_other = is_of_word(spot->before) || spot->before == *mark || is_of_word(after) ||
                    after == *mark || is_one_of(rest.ptr[2], "'\"=$");
    bool has_word = false;
    for (size_t i = 2; i < end - 2; i++) has_word |= is_of_word(rest.ptr[i]);
    return has_word && !is_other ? end : 0;
}
static bool has_blank_inside(Str text) {
    return is_one_of(text.ptr[0], " \t") || is_one_of(text.ptr[text.len - 1], " \t");
}

// "$$" on a line of its own begins a formula, or ends one; between blanks only a formula has signs
// of one.
static size_t match_math(const Spot *spot) {
    Str line = str_trim(spot->rest);
    if (str_equal(line, STR("$$"))) return spot->is_line_start ? line.len : 0;
    size_t ret = match_around(spot, "$$");
    if (!ret) return 0;
    Str formula = str_slice(spot->rest, 2, ret - 2);
    bool is_plain = true;
    for (size_t i = 0; i < formula.len; i++) is_plain &= !is_one_of(formula.ptr[i], "\\^_=");
    return is_plain && has_blank_inside(formula) ? 0 : ret;
}
static size_t match_highlight(const Spot *spot) {
    size_t ret = match_around(spot, "==");
    return ret && !has_blank_inside(str_slice(spot->rest, 2, ret - 2)) ? ret : 0;
}

static size_t match_contents(const Spot *spot) {
    if (!spot->is_line_start) return 0;
    static const char *const names[] = {"[toc]", "[[toc]]", "[[_toc_]]"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (str_equal_ascii_case(str_trim(spot->rest), str_from(names[i]))) return spot->rest.len;
    }
    return 0;
}

// "[[Nurse]]", which "[[1, 2], [3, 4]]" is not, nor a link in brackets, nor "[[ -f x ]]".
static size_t match_wiki(const Spot *spot) {
    size_t ret = match_between(spot, "[[", "]]");
    if (ret <= strlen("[[]]") || spot->rest.ptr[ret - 1] != ']') return 0;
    Str name = str_slice(spot->rest, 2, ret - 2);
    bool is_other = str_find(name, '[') < name.len || str_find(name, ']') < name.len;
    return is_other || name.ptr[0] == ' ' ? 0 : ret;
}

// "[!NOTE]", as GitHub and Obsidian have it.
static size_t match_alert(const Spot *spot) {
    Str rest = spot->rest;
    if (!spot->is_line_start || !str_starts_with(rest, STR("[!"))) return 0;
    size_t at = 2;
    while (at < rest.len && ascii_is_letter(rest.ptr[at])) at++;
    return at > 2 && at < rest.len && rest.ptr[at] == ']' ? at + 1 : 0;
}

// "(text)[https://…]": the brackets are swapped.
static size_t match_swapped(const Spot *spot) {
    if (spot->before != ')') return 0;
    static const char *const starts[] = {"[http://", "[https://", "[mailto:", "[/", "[../"};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        if (str_starts_with(spot->rest, str_from(starts[i]))) return strlen(starts[i]);
    }
    return 0;
}

static bool is_shortcode_at(Str text, size_t at) {
    Str rest = str_slice(text, at, text.len);
    return str_starts_with(rest, STR("{{")) || str_starts_with(rest, STR("{%"));
}

// What stands in the brackets that a closing one at the spot ends.
static Str in_brackets(const Spot *spot) {
    size_t open = spot->lead.len;
    while (open > 0 && spot->lead.ptr[open - 1] != '[') open--;
    return str_slice(spot->lead, open, spot->lead.len);
}
// And before them.
static char before_brackets(const Spot *spot) {
    size_t open = spot->lead.len - in_brackets(spot).len;
    return open > 1 ? spot->lead.ptr[open - 2] : ' ';
}

// Of "[text](an address)", which would not be here if that were one.
static size_t match_address(const Spot *spot) {
    bool is_this = str_starts_with(spot->rest, STR("](")) && !is_shortcode_at(spot->rest, 2);
    return is_this && before_brackets(spot) != '\\' ? 2 : 0;
}
// Of "[text] (nurse.md)" and "[text] (/roles/nurse/)", which "[sic] (see above)" is not.
static size_t match_file(Str inside) {
    size_t size = str_find(inside, ')');
    Str path = str_slice(inside, 0, str_find(str_slice(inside, 0, size), '#'));
    bool is_file = str_ends_with(path, STR(".md")) ||
                   (path.len > 2 && path.ptr[0] == '/' && str_ends_with(path, STR("/")));
    bool is_this = size < inside.len && str_find(path, ' ') == path.len && is_file;
    return is_this ? size + 4 : 0;
}
static size_t match_apart(const Spot *spot) {
    if (!str_starts_with(spot->rest, STR("] (")) || before_brackets(spot) == '\\') return 0;
    static const char *const starts[] = {"http://", "https://", "mailto:", "../"};
    Str inside = str_slice(spot->rest, 3, spot->rest.len);
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        if (str_starts_with(inside, str_from(starts[i]))) return 3 + strlen(starts[i]);
    }
    return match_file(inside);
}

static bool is_number(Str text) {
    size_t at = 0;
    while (at < text.len && ascii_is_digit(text.ptr[at])) at++;
    return at && at == text.len;
}

// Of "text[^1]".
static size_t match_footnote(const Spot *spot) {
    size_t size = str_find(spot->rest, ']');
    bool is_this = str_starts_with(spot->rest, STR("[^")) && size > 2 && size < spot->rest.len &&
                   str_find(str_slice(spot->rest, 0, size), ' ') == size;
    return is_this && !spot->has_notes ? size + 1 : 0;
}

// Of "[text][name]", which "matrix[i][j]" is not, nor "[1][2]" of a text that counts its sources.
static size_t match_reference(const Spot *spot) {
    if (!str_starts_with(spot->rest, STR("]["))) return 0;
    Str name = str_slice(spot->rest, 2, spot->rest.len);
    size_t size = str_find(name, ']');
    char before = before_brackets(spot);
    bool is_other = is_of_word(before) || is_one_of(before, "]\\") ||
                    (is_number(str_slice(name, 0, size)) && is_number(in_brackets(spot)));
    return size < name.len && !is_other ? size + 3 : 0;
}

// "**" and "`" that have no other half; a product and a power have blanks or digits beside them,
// and "src/**/x" is a path.
static size_t match_stars(const Spot *spot) {
    Str rest = spot->rest;
    if (!str_starts_with(rest, STR("**")) || spot->before == '*') return 0;
    char next = rest.len > 2 ? rest.ptr[2] : ' ';
    bool is_opening = !is_one_of(next, " \t*") && !ascii_is_digit(next);
    bool is_closing = !is_one_of(spot->before, " \t\n") && !ascii_is_digit(spot->before);
    bool is_path = next == '/' || spot->before == '/';
    return (is_opening || is_closing) && !is_path ? 2 : 0;
}
static size_t match_backtick(const Spot *spot) {
    return spot->rest.ptr[0] == '`' && spot->before != '`' ? 1 : 0;
}
static size_t match_tildes(const Spot *spot) {
    return str_starts_with(spot->rest, STR("~~")) && spot->before != '~' ? 2 : 0;
}

// At the beginning of a line.
static size_t match_definition(const Spot *spot) {
    bool is_this = str_starts_with(spot->rest, STR(": ")) && spot->before == '\n';
    return is_this && str_trim(spot->rest).len > 1 ? 1 : 0;
}
static size_t match_admonition(const Spot *spot) {
    Str rest = spot->rest;
    if (str_starts_with(rest, STR(":::"))) return rest.len > 3 ? rest.len : 0;
    static const char *const starts[] = {"!!! ", "??? ", "???+ "};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        Str start = str_from(starts[i]);
        bool is_this = str_starts_with(rest, start) && rest.len > start.len &&
                       ascii_is_letter(rest.ptr[start.len]);
        if (is_this) return start.len;
    }
    return 0;
}
static size_t match_heading(const Spot *spot) {
    Str rest = spot->rest;
    size_t level = 0;
    while (level < rest.len && rest.ptr[level] == '#') level++;
    bool is_glued = level < rest.len && !is_one_of(rest.ptr[level], " \t") &&
                    !ascii_is_digit(rest.ptr[level]);
    return level > 1 && level <= HEADING_LEVEL_MAX && is_glued ? level : 0;
}

// The line above the one of the spot, as far as it is looked at, without its indentation.
static Str line_above(const Spot *spot) {
    Str lead = spot->lead;
    while (lead.len && lead.ptr[lead.len - 1] != '\n') lead.len--;
    if (lead.len) lead.len--;
    size_t start = lead.len;
    while (start > 0 && lead.ptr[start - 1] != '\n') start--;
    return str_trim(str_slice(lead, start, lead.len));
}

// "-Wash wounds", "-[ ] Wash": of "-v" and "--force" somebody speaks, and "-5" is a number.
static bool is_glued_item(Str line) {
    bool is_word = line.len > 2 && line.ptr[0] == '-' && ascii_is_letter(line.ptr[1]) &&
                   ascii_is_letter(line.ptr[2]);
    return is_word || str_starts_with(line, STR("-[ ]")) || str_starts_with(line, STR("-[x]"));
}
// "1.Plan" of a numbered list, where "2.Draw" follows: a single one may be a name.
static bool is_glued_number(Str line, char digit) {
    return line.len > 3 && line.ptr[0] == digit && is_one_of(line.ptr[1], ".)") &&
           ascii_is_letter(line.ptr[2]) && ascii_is_letter(line.ptr[3]);
}
static size_t bullet_size(Str line) {
    static const char *const bullets[] = {"\xE2\x80\xA2", "\xE2\x80\xA3", "\xE2\x97\xA6",
                                          "\xE2\x97\x8F", "\xE2\x96\xAA", "\xC2\xB7"};
    for (size_t i = 0; i < sizeof bullets / sizeof bullets[0]; i++) {
        if (str_starts_with(line, str_from(bullets[i]))) return strlen(bullets[i]);
    }
    return 0;
}

// Of several below each other, the first one.
static size_t match_item(const Spot *spot) {
    return is_glued_item(spot->rest) && !is_glued_item(line_above(spot));
}
static size_t match_number(const Spot *spot) {
    size_t end = str_find(spot->text, '\n');
    Str next = str_trim(str_slice(spot->text, end, end + MARK_MAX_SIZE));
    return is_glued_number(spot->rest, '1') && is_glued_number(next, '2');
}
static size_t match_bullet(const Spot *spot) {
    return bullet_size(line_above(spot)) ? 0 : bullet_size(spot->rest);
}

// "-\u00A0Wash wounds", as it comes out of text processors.
static size_t match_hard_space(const Spot *spot) {
    static const char *const starts[] = {"-\xC2\xA0", "-\xE2\x80\xAF"};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        Str start = str_from(starts[i]);
        bool is_this = str_starts_with(spot->rest, start) && spot->rest.len > start.len &&
                       !ascii_is_digit(spot->rest.ptr[start.len]);
        if (is_this) return str_starts_with(line_above(spot), start) ? 0 : start.len;
    }
    return 0;
}

// En dashes at the beginning of lines are pauses, but for those beside another item.
static bool is_long_dash(Str line) {
    return str_starts_with(line, STR("\xE2\x80\x93 "));
}
static size_t match_long_dash(const Spot *spot) {
    Str above = line_above(spot);
    if (!is_long_dash(spot->rest) || is_long_dash(above)) return 0;
    size_t line_size = str_find(spot->text, '\n');
    Str below = str_trim(str_slice(spot->text, line_size, line_size + MARK_MAX_SIZE));
    bool is_item = str_starts_with(above, STR("- ")) || str_starts_with(below, STR("- "));
    return is_item || is_long_dash(below) ? 3 : 0;
}

#define NO_SHORTCODES AS_WRITTEN ": pages have no shortcodes"
#define NO_LINK "this is shown as text, not as a link"
#define NO_ITEM "this is shown as text, not as an item of a list"
#define NO_TABLE "this is shown as text, not as a table"
#define IN_MARKDOWN "write it in Markdown; link to a file by its path: [text](nurse.md)"
#define AS_WRITTEN "this is shown as it is written"
#define NO_OTHER_HALF AS_WRITTEN ": it has no other half"
#define IN_BOLD "begin with the word in bold: **Note:**"

// The first row that fits counts.
static const struct {
    char sign;                 // that the mark begins with
    bool is_at_line_start;     // and nowhere else
    Match *match;
    const char *code;
    const char *message;
    const char *hint;
} rows[] = {
    {'{', false, match_hugo, "shortcode", NO_SHORTCODES,
     IN_MARKDOWN},
    {'{', false, match_liquid, "shortcode", NO_SHORTCODES,
     IN_MARKDOWN},
    {'{', false, match_output, "shortcode", AS_WRITTEN ": texts fill nothing in",
     "write the text itself, or as `code` to show it"},
    {'{', false, match_attributes, "attribute-mark", AS_WRITTEN,
     "leave it out: classes and ids belong to layouts, and each heading has an id"},
    {'[', false, match_contents, "contents-mark", AS_WRITTEN,
     "leave it out: layouts list the sections"},
    {'[', false, match_wiki, "wiki-link", NO_LINK, "write [text](nurse.md)"},
    {'[', false, match_alert, "admonition", AS_WRITTEN,
     IN_BOLD},
    {'[', false, match_footnote, "undefined-reference", AS_WRITTEN ": there are no footnotes",
     "put the note into the sentence, or into parentheses"},
    {'[', false, match_swapped, "not-a-link", NO_LINK, "write [text](address)"},
    {']', false, match_address, "not-a-link", NO_LINK,
     "an address has no space, which is %20, and ends with ')'; a title has straight quotes"},
    {']', false, match_apart, "not-a-link", NO_LINK, "remove the space between ']' and '('"},
    {']', false, match_reference, "undefined-reference",
     "this is shown as text: nothing defines the address that it names",
     "add a line '[name]: https://…', or write [text](address)"},
    {'$', false, match_math, "math", AS_WRITTEN ": pages set no formulas",
     "write the formula as text, or as a picture"},
    {'=', false, match_highlight, "highlight", AS_WRITTEN,
     "write **text** to bring it out"},
    {'*', false, match_stars, "stray-mark", NO_OTHER_HALF,
     "put ** on both sides of the text, without a space between; write \\*\\* to show it"},
    {'`', false, match_backtick, "stray-mark",
     NO_OTHER_HALF,
     "put ` on both sides of the code; write \\` to show it"},
    {'~', false, match_tildes, "stray-mark", NO_OTHER_HALF,
     "put ~~ on both sides of the text, without a space between; write \\~ to show it"},
    {':', true, match_definition, "definition-list", AS_WRITTEN,
     "write a list: '- **Term**: text'"},
    {':', true, match_admonition, "admonition", AS_WRITTEN,
     IN_BOLD},
    {'!', true, match_admonition, "admonition", AS_WRITTEN,
     IN_BOLD},
    {'?', true, match_admonition, "admonition", AS_WRITTEN,
     IN_BOLD},
    {'#', true, match_heading, "heading-space", "this is shown as text, not as a heading",
     "put a space behind the '#'"},
    {'-', true, match_hard_space, "not-an-item", NO_ITEM,
     "the space behind the '-' is a no-break space: type another one"},
    {'-', true, match_item, "not-an-item", NO_ITEM, "put a space behind the '-'"},
    {'1', true, match_number, "not-an-item", NO_ITEM, "put a space behind the number: '1. Plan'"},
    {'\xE2', true, match_long_dash, "not-an-item", NO_ITEM,
     "begin it with '- ', a hyphen and a space"},
    {'\xE2', true, match_bullet, "not-an-item", NO_ITEM, "begin it with '- ', a dash and a space"},
    {'\xC2', true, match_bullet, "not-an-item", NO_ITEM, "begin it with '- ', a dash and a space"},
};
enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

// Of the rows that are for anywhere in a line.
static const char signs[MARK_SIGN_COUNT] = {'{', '[', ']', '$', '=', '*', '`', '~'};

static Place place_at(const MarkdownMarks *marks, size_t offset) {
    return (Place){marks->place.path, marks->place.offset + offset};
}

// Moves to the first sign from `from` on.
static void seek_sign(MarkdownMarks *marks, size_t from) {
    Str source = marks->source;
    marks->next_sign = source.len;
    for (size_t i = 0; i < MARK_SIGN_COUNT; i++) {
        if (marks->signs[i] < from) {
            marks->signs[i] = from + str_find(str_slice(source, from, source.len), signs[i]);
        }
        if (marks->signs[i] < marks->next_sign) marks->next_sign = marks->signs[i];
    }
}

void marks_begin(MarkdownMarks *marks) {
    for (size_t i = 0; i < MARK_SIGN_COUNT; i++) {
        marks->signs[i] = str_find(marks->source, signs[i]);
    }
    seek_sign(marks, 0);
}

static bool is_line_start(Str source, size_t at) {
    while (at > 0 && is_one_of(source.ptr[at - 1], " \t>")) at--;
    return at == 0 || source.ptr[at - 1] == '\n' || source.ptr[at - 1] == '\r';
}

static Str line_rest(Str source, size_t at) {
    Str rest = str_slice(source, at, at + MARK_MAX_SIZE);
    rest.len = str_find(rest, '\n');
    return str_slice(rest, 0, str_find(rest, '\r'));
}

// The end of a shortcode that was opened before says nothing new.
static bool is_closing(Str mark) {
    size_t at = 0;
    while (at < mark.len && is_one_of(mark.ptr[at], "{<%- ")) at++;
    Str name = str_slice(mark, at, mark.len);
    return mark.ptr[0] == '{' && at > 1 &&
           (str_starts_with(name, STR("/")) || str_starts_with(name, STR("end")));
}

// The blanks at the beginning of the line of a mark; false where a quote's marks are among them, or
// where they make it go on with the text above.
static bool find_indent(const MarkdownMarks *marks, size_t at, Str *ret) {
    size_t start = at;
    while (start && marks->source.ptr[start - 1] == ' ') start--;
    *ret = str_slice(marks->source, start, at);
    bool is_whole = !start || marks->source.ptr[start - 1] == '\n';
    return is_whole && ret->len <= INDENT_MAX;
}

static void propose(const MarkdownMarks *marks, size_t at, size_t size, const char *text) {
    diags_propose(marks->diags, (Edit){.offset = marks->place.offset + at, .size = size,
                                       .text = str_from(text)});
}

// A space behind the signs of a heading, in place of one that is none.
static void propose_heading(const MarkdownMarks *marks, Str line, size_t at, size_t level) {
    Str behind = str_slice(line, level, line.len);
    bool is_other_space = str_starts_with(behind, STR(NO_BREAK_SPACE));
    bool is_letter = ascii_is_letter(behind.ptr[0]) || (unsigned char)behind.ptr[0] >= 0x80;
    if (!is_letter) return;
    propose(marks, at + level, is_other_space ? strlen(NO_BREAK_SPACE) : 0, " ");
}

// The size of what a line begins with in place of "- ", or 0.
static size_t lost_mark_size(Str line) {
    if (is_glued_item(line)) return 1;
    size_t ret = bullet_size(line);
    if (!ret) return 0;
    if (str_starts_with(str_slice(line, ret, line.len), STR(NO_BREAK_SPACE))) {
        return ret + strlen(NO_BREAK_SPACE);
    }
    while (ret < line.len && is_one_of(line.ptr[ret], " \t")) ret++;
    return ret;
}

// Where such a line begins below the one at `at`; or the end.
static size_t next_lost_item(const MarkdownMarks *marks, size_t at, Str indent) {
    Str source = marks->source;
    size_t start = at + str_find(str_slice(source, at, source.len), '\n') + 1;
    bool is_beside = str_starts_with(str_slice(source, start, source.len), indent);
    size_t next = start + indent.len;
    return is_beside && lost_mark_size(line_rest(source, next)) ? next : source.len;
}

// Whether all of these have the same mark: others may be meant for lists in each other.
static bool is_one_list(const MarkdownMarks *marks, size_t at, Str indent) {
    Str first = line_rest(marks->source, at);
    Str mark = str_slice(first, 0, is_glued_item(first) ? 1 : bullet_size(first));
    bool ret = true;
    for (; ret && at < marks->source.len; at = next_lost_item(marks, at, indent)) {
        ret = str_starts_with(line_rest(marks->source, at), mark);
    }
    return ret;
}

static bool is_item(Str line) {
    return line.len > 1 && is_one_of(line.ptr[0], "-*+") && line.ptr[1] == ' ';
}

// Whether the line above begins in the same column.
static bool is_below_same(const MarkdownMarks *marks, size_t at, Str indent) {
    size_t start = at - indent.len;
    if (start) start--;
    while (start && marks->source.ptr[start - 1] != '\n') start--;
    Str above = str_slice(marks->source, start, at);
    return str_starts_with(above, indent) && above.ptr[indent.len] != ' ';
}

// The marks of items in all lines from this one on that lack them likewise. One below a text may be
// a line of it, and one with another mark below an item may be meant for a list in that.
static void propose_items(const MarkdownMarks *marks, const Spot *spot, size_t at, Str indent) {
    size_t end = marks->source.len;
    Str above = line_above(spot);
    bool is_text = above.len && !is_item(above) && above.ptr[0] != '#';
    bool is_other = is_item(above) && spot->rest.ptr[0] != '-' && is_below_same(marks, at, indent);
    bool is_alone = next_lost_item(marks, at, indent) == end;
    if ((is_text && is_alone) || is_other || !is_one_list(marks, at, indent)) return;
    for (; at < end; at = next_lost_item(marks, at, indent)) {
        propose(marks, at, lost_mark_size(line_rest(marks->source, at)), "- ");
    }
}

static void propose_mend(const MarkdownMarks *marks, const Spot *spot, Match *match, size_t at,
                         size_t size) {
    Str indent;
    if (!find_indent(marks, at, &indent)) return;
    if (match == match_heading) propose_heading(marks, spot->rest, at, size);
    if (match == match_item || match == match_bullet) propose_items(marks, spot, at, indent);
}

static void judge_at(MarkdownMarks *marks, size_t at, bool is_start) {
    char before = at ? marks->source.ptr[at - 1] : '\n';
    if (at < marks->judged_end || before == '\\') return;
    Str lead = str_slice(marks->source, at < MARK_MAX_SIZE ? 0 : at - MARK_MAX_SIZE, at);
    Str text = str_slice(marks->source, at, marks->source.len);
    Spot spot = {line_rest(marks->source, at), lead, text, before, is_start, marks->has_notes};
    for (size_t i = 0; i < ROW_COUNT; i++) {
        bool is_here = rows[i].sign == marks->source.ptr[at] &&
                       (is_start || !rows[i].is_at_line_start);
        size_t size = is_here ? rows[i].match(&spot) : 0;
        if (!size) continue;
        marks->judged_end = at + size;
        if (is_closing(spot.rest)) return;
        if (rows[i].is_at_line_start) propose_mend(marks, &spot, rows[i].match, at, size);
        diag_warning(marks->diags, place_at(marks, at), rows[i].code, rows[i].hint, "%s",
                     rows[i].message);
        return;
    }
}

// "|---|---|" and what an editor takes for it.
static bool is_delimiter(Str line) {
    bool has_bar = false;
    bool has_dash = false;
    for (size_t i = 0; i < line.len; i++) {
        if (!is_one_of(line.ptr[i], "|-: \t")) return false;
        has_bar |= line.ptr[i] == '|';
        has_dash |= line.ptr[i] == '-';
    }
    return has_bar && has_dash;
}

// Whether the line at `at`, but for marks of quotes, follows one that is blank.
static bool is_below_blank(Str source, size_t at) {
    size_t line_feeds = 0;
    while (at > 0 && is_one_of(source.ptr[at - 1], " \t\r\n>")) {
        line_feeds += source.ptr[--at] == '\n';
    }
    return line_feeds > 1 || at == 0;
}

// Of a line in a paragraph that should be one of a table.
static void judge_bar(MarkdownMarks *marks, size_t offset) {
    Str line = str_trim(line_rest(marks->source, offset));
    if (marks->bars == SIZE_MAX) return;
    bool is_row = line.len > 2 && line.ptr[0] == '|' &&
                  str_find(str_slice(line, 1, line.len), '|') < line.len - 1;
    if (!is_delimiter(line)) {
        if (is_row && !marks->bars) marks->bars = offset + 1;
        return;
    }
    const char *hint = "put a blank line above the first row, and a row of dashes below it: "
                       "|---|---|";
    size_t first = marks->bars ? marks->bars - 1 : offset;
    if (find_text(line, "---") == line.len) {
        first = offset;
        hint = "write at least three dashes for each column";
    } else if (is_below_blank(marks->source, offset)) {
        hint = "put the row with the names of the columns right above it, without a blank line";
    }
    marks->bars = SIZE_MAX;
    diag_warning(marks->diags, place_at(marks, first), "table-row", hint, NO_TABLE);
}

void marks_end_paragraph(MarkdownMarks *marks) {
    size_t first = marks->bars;
    marks->bars = 0;
    if (!first || first == SIZE_MAX) return;
    diag_warning(marks->diags, place_at(marks, first - 1), "table-row",
                 "put a row of dashes below its first row, without a blank line: |---|---|",
                 NO_TABLE);
}

// Whether a mark that stands only at a line's beginning may begin so.
static bool begins_mark(char byte) {
    switch (byte) {
        case '|': case ':': case '-': case '!': case '?': case '#': case '[': case '$':
        case '1': case '\xE2': case '\xC2': return true;
        default: return false;
    }
}

void marks_judge(MarkdownMarks *marks, Str text, size_t offset) {
    if (!text.len) return;
    bool is_start = begins_mark(text.ptr[0]) && !marks->is_in_table &&
                    is_line_start(marks->source, offset);
    if (is_start && is_one_of(text.ptr[0], "|:-")) judge_bar(marks, offset);
    if (is_start) judge_at(marks, offset, true);
    if (marks->next_sign < offset) seek_sign(marks, offset);
    while (marks->next_sign < offset + text.len) {
        judge_at(marks, marks->next_sign, false);
        seek_sign(marks, marks->next_sign + 1);
    }
}

static Str line_around(Str source, size_t *at) {
    size_t start = *at;
    while (start > 0 && source.ptr[start - 1] != '\n') start--;
    Str line = str_slice(source, start, source.len);
    line.len = str_find(line, '\n');
    *at -= start;
    return line;
}

void marks_begin_table(MarkdownMarks *marks) {
    marks->is_in_table = true;
    marks->is_head_long = false;
    marks->has_glued = false;
}

// Of a line below a table, without a blank one between; those that follow it have the same cause.
static void judge_glued(MarkdownMarks *marks, size_t start, size_t end) {
    if (marks->has_glued) return;
    marks->has_glued = true;
    while (start < end && is_one_of(marks->source.ptr[start], " \t>")) start++;
    diag_warning(marks->diags, place_at(marks, start), "table-text",
                 "put a blank line between the two",
                 "this text is taken for a row of the table above it");
}

void marks_judge_row(MarkdownMarks *marks, bool is_head, size_t last, size_t column,
                     size_t column_count) {
    size_t at = last;
    Str line = line_around(marks->source, &at);
    size_t start = last - at;
    if (!is_head && column_count > 1 && str_find(line, '|') == line.len) {
        judge_glued(marks, start, last);
        return;
    }
    for (; at < line.len && column <= column_count; at++) {
        if (line.ptr[at] == '|' && !str_is_escaped(line, at)) column++;
    }
    while (at < line.len && is_one_of(line.ptr[at], " \t\r|")) at++;
    if (column <= column_count || at == line.len || marks->is_head_long) return;
    marks->is_head_long = is_head;
    diag_warning(marks->diags, place_at(marks, start + at), "table-surplus",
                 is_head ? "write as many groups of dashes below as there are cells here"
                         : "write \\| for a '|' that is text, or give the table another column",
                 is_head ? "this cell is not shown: the row of dashes ends with column %zu"
                         : "this cell is not shown: the table ends with column %zu",
                 column_count);
}

void marks_judge_strike(MarkdownMarks *marks, size_t offset) {
    Str rest = str_slice(marks->source, offset, marks->source.len);
    size_t at = offset + str_find(rest, '~');
    if (str_starts_with(str_slice(marks->source, at, marks->source.len), STR("~~"))) return;
    diag_warning(marks->diags, place_at(marks, at), "single-tilde",
                 "write \\~ where it is no mark, ~~text~~ to strike out, H\xE2\x82\x82O for a "
                 "subscript",
                 "a single '~' strikes the text through");
}

void marks_judge_fence(MarkdownMarks *marks, char fence, size_t from, size_t last) {
    const char marks_of_fence[] = {fence, fence, fence, '\0'};
    Str source = marks->source;
    if (from < marks->fence_end) from = marks->fence_end;
    size_t start = from + find_text(str_slice(source, from, source.len), marks_of_fence);
    size_t at = last > start ? last : start + str_find(str_slice(source, start, source.len), '\n');
    while (at < source.len && is_one_of(source.ptr[at], " \t\r\n>")) at++;
    marks->fence_end = at;
    if (str_starts_with(str_slice(source, at, source.len), str_from(marks_of_fence))) {
        marks->fence_end += strlen(marks_of_fence);
        return;
    }
    diag_warning(marks->diags, place_at(marks, start), "open-fence",
                 "end it with a line of the same marks",
                 "the code that begins here goes on to the end");
}
