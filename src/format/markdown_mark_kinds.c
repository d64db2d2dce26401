#include "format/markdown_mark_kinds.h"

#include <string.h>

#include "base/wide.h"

enum { HEADING_LEVEL_MAX = 6 };

// Of "{{< x >}}": up to its end, or as much as begins it, where that is in another line.
static size_t match_between(const MarkSpot *spot, Str open, Str close) {
    if (!str_starts_with(spot->rest, open)) return 0;
    size_t end = open.len + find_text(str_slice(spot->rest, open.len, spot->rest.len), close);
    return end + (end < spot->rest.len ? close.len : 0);
}
static size_t match_hugo(const MarkSpot *spot) {
    size_t ret = match_between(spot, STR("{{<"), STR(">}}"));
    return ret ? ret : match_between(spot, STR("{{%"), STR("%}}"));
}
static size_t match_liquid(const MarkSpot *spot) {
    return match_between(spot, STR("{%"), STR("%}"));
}
static size_t match_output(const MarkSpot *spot) {
    return match_between(spot, STR("{{"), STR("}}"));
}

// "{: .lead}", "{.lead}", "{#id}": of kramdown, Pandoc, Hugo. "node{.h, .cc}" are files.
static size_t match_attributes(const MarkSpot *spot) {
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
static size_t match_around(const MarkSpot *spot, Str mark) {
    Str rest = spot->rest;
    char sign = mark.ptr[0];
    size_t end = match_between(spot, mark, mark);
    if (end < 5 || rest.ptr[end - 1] != sign || rest.ptr[end - 2] != sign) return 0;
    char after = end < rest.len ? rest.ptr[end] : ' ';
    bool is_other = is_of_word(spot->before) || spot->before == sign || is_of_word(after) ||
                    after == sign || is_one_of(rest.ptr[2], "'\"=$");
    bool has_word = false;
    for (size_t i = 2; i < end - 2; i++) has_word |= is_of_word(rest.ptr[i]);
    return has_word && !is_other ? end : 0;
}
static bool has_blank_inside(Str text) {
    return is_one_of(text.ptr[0], " \t") || is_one_of(text.ptr[text.len - 1], " \t");
}

// "$$" on a line of its own begins a formula, or ends one; between blanks only a formula has signs
// of one.
static size_t match_math(const MarkSpot *spot) {
    Str line = str_trim(spot->rest);
    if (str_equal(line, STR("$$"))) return spot->is_line_start ? line.len : 0;
    size_t ret = match_around(spot, STR("$$"));
    if (!ret) return 0;
    Str formula = str_slice(spot->rest, 2, ret - 2);
    bool is_plain = true;
    for (size_t i = 0; i < formula.len; i++) is_plain &= !is_one_of(formula.ptr[i], "\\^_=");
    return is_plain && has_blank_inside(formula) ? 0 : ret;
}
static size_t match_highlight(const MarkSpot *spot) {
    size_t ret = match_around(spot, STR("=="));
    return ret && !has_blank_inside(str_slice(spot->rest, 2, ret - 2)) ? ret : 0;
}

static size_t match_contents(const MarkSpot *spot) {
    if (!spot->is_line_start) return 0;
    static const char *const names[] = {"[toc]", "[[toc]]", "[[_toc_]]"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (str_equal_ascii_case(str_trim(spot->rest), str_from(names[i]))) return spot->rest.len;
    }
    return 0;
}

// "[[Nurse]]", which "[[1, 2], [3, 4]]" is not, nor a link in brackets, nor "[[ -f x ]]".
static size_t match_wiki(const MarkSpot *spot) {
    size_t ret = match_between(spot, STR("[["), STR("]]"));
    if (ret <= strlen("[[]]") || spot->rest.ptr[ret - 1] != ']') return 0;
    Str name = str_slice(spot->rest, 2, ret - 2);
    bool is_other = str_find(name, '[') < name.len || str_find(name, ']') < name.len;
    return is_other || name.ptr[0] == ' ' ? 0 : ret;
}

// "[!NOTE]", as GitHub and Obsidian have it.
static size_t match_alert(const MarkSpot *spot) {
    Str rest = spot->rest;
    if (!spot->is_line_start || !str_starts_with(rest, STR("[!"))) return 0;
    size_t at = 2;
    while (at < rest.len && ascii_is_letter(rest.ptr[at])) at++;
    return at > 2 && at < rest.len && rest.ptr[at] == ']' ? at + 1 : 0;
}

// "(text)[https://…]": the brackets are swapped.
static size_t match_swapped(const MarkSpot *spot) {
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
static Str in_brackets(const MarkSpot *spot) {
    size_t open = spot->lead.len;
    while (open > 0 && spot->lead.ptr[open - 1] != '[') open--;
    return str_slice(spot->lead, open, spot->lead.len);
}
// And before them.
static char before_brackets(const MarkSpot *spot) {
    size_t open = spot->lead.len - in_brackets(spot).len;
    return open > 1 ? spot->lead.ptr[open - 2] : ' ';
}

// Of "[text](an address)", which would not be here if that were one.
static size_t match_address(const MarkSpot *spot) {
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
static size_t match_apart(const MarkSpot *spot) {
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
static size_t match_footnote(const MarkSpot *spot) {
    size_t size = str_find(spot->rest, ']');
    bool is_this = str_starts_with(spot->rest, STR("[^")) && size > 2 && size < spot->rest.len &&
                   str_find(str_slice(spot->rest, 0, size), ' ') == size;
    return is_this && !spot->has_notes ? size + 1 : 0;
}

// Of "[text][name]", which "matrix[i][j]" is not, nor "[1][2]" of a text that counts its sources.
static size_t match_reference(const MarkSpot *spot) {
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
static size_t match_stars(const MarkSpot *spot) {
    Str rest = spot->rest;
    if (!str_starts_with(rest, STR("**")) || spot->before == '*') return 0;
    char next = rest.len > 2 ? rest.ptr[2] : ' ';
    bool is_opening = !is_one_of(next, " \t*") && !ascii_is_digit(next);
    bool is_closing = !is_one_of(spot->before, " \t\n") && !ascii_is_digit(spot->before);
    bool is_path = next == '/' || spot->before == '/';
    return (is_opening || is_closing) && !is_path ? 2 : 0;
}
static size_t match_backtick(const MarkSpot *spot) {
    return spot->rest.ptr[0] == '`' && spot->before != '`' ? 1 : 0;
}
static size_t match_tildes(const MarkSpot *spot) {
    return str_starts_with(spot->rest, STR("~~")) && spot->before != '~' ? 2 : 0;
}

// At the beginning of a line.
static size_t match_definition(const MarkSpot *spot) {
    bool is_this = str_starts_with(spot->rest, STR(": ")) && spot->before == '\n';
    return is_this && str_trim(spot->rest).len > 1 ? 1 : 0;
}
static size_t match_admonition(const MarkSpot *spot) {
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
static size_t match_heading(const MarkSpot *spot) {
    Str rest = spot->rest;
    size_t level = 0;
    while (level < rest.len && rest.ptr[level] == '#') level++;
    bool is_glued = level < rest.len && !is_one_of(rest.ptr[level], " \t") &&
                    !ascii_is_digit(rest.ptr[level]);
    return level > 1 && level <= HEADING_LEVEL_MAX && is_glued ? level : 0;
}

Str mark_line_above(const MarkSpot *spot) {
    Str lead = spot->lead;
    while (lead.len && lead.ptr[lead.len - 1] != '\n') lead.len--;
    if (lead.len) lead.len--;
    size_t start = lead.len;
    while (start > 0 && lead.ptr[start - 1] != '\n') start--;
    return str_trim(str_slice(lead, start, lead.len));
}

bool mark_is_glued_item(Str line) {
    bool is_word = line.len > 2 && line.ptr[0] == '-' && ascii_is_letter(line.ptr[1]) &&
                   ascii_is_letter(line.ptr[2]);
    return is_word || str_starts_with(line, STR("-[ ]")) || str_starts_with(line, STR("-[x]"));
}
// "1.Plan" of a numbered list, where "2.Draw" follows: a single one may be a name.
static bool is_glued_number(Str line, char digit) {
    return line.len > 3 && line.ptr[0] == digit && is_one_of(line.ptr[1], ".)") &&
           ascii_is_letter(line.ptr[2]) && ascii_is_letter(line.ptr[3]);
}
size_t mark_bullet_size(Str line) {
    static const char *const bullets[] = {"\xE2\x80\xA2", "\xE2\x80\xA3", "\xE2\x97\xA6",
                                          "\xE2\x97\x8F", "\xE2\x96\xAA", "\xC2\xB7"};
    for (size_t i = 0; i < sizeof bullets / sizeof bullets[0]; i++) {
        if (str_starts_with(line, str_from(bullets[i]))) return strlen(bullets[i]);
    }
    return 0;
}

// Of several below each other, the first one.
static size_t match_item(const MarkSpot *spot) {
    return mark_is_glued_item(spot->rest) && !mark_is_glued_item(mark_line_above(spot));
}
static size_t match_number(const MarkSpot *spot) {
    size_t end = str_find(spot->text, '\n');
    Str next = str_trim(str_slice(spot->text, end, end + MARK_MAX_SIZE));
    return is_glued_number(spot->rest, '1') && is_glued_number(next, '2');
}
static size_t match_bullet(const MarkSpot *spot) {
    return mark_bullet_size(mark_line_above(spot)) ? 0 : mark_bullet_size(spot->rest);
}

// "-\u00A0Wash wounds", as it comes out of text processors.
static size_t match_hard_space(const MarkSpot *spot) {
    static const char *const starts[] = {"-\xC2\xA0", "-\xE2\x80\xAF"};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        Str start = str_from(starts[i]);
        bool is_this = str_starts_with(spot->rest, start) && spot->rest.len > start.len &&
                       !ascii_is_digit(spot->rest.ptr[start.len]);
        if (is_this) return str_starts_with(mark_line_above(spot), start) ? 0 : start.len;
    }
    return 0;
}

// En dashes at the beginning of lines are pauses, but for those beside another item.
static bool is_long_dash(Str line) {
    return str_starts_with(line, STR("\xE2\x80\x93 "));
}
static size_t match_long_dash(const MarkSpot *spot) {
    Str above = mark_line_above(spot);
    if (!is_long_dash(spot->rest) || is_long_dash(above)) return 0;
    size_t line_size = str_find(spot->text, '\n');
    Str below = str_trim(str_slice(spot->text, line_size, line_size + MARK_MAX_SIZE));
    bool is_item = str_starts_with(above, STR("- ")) || str_starts_with(below, STR("- "));
    return is_item || is_long_dash(below) ? 3 : 0;
}

#define NO_SHORTCODES AS_WRITTEN ": pages have no shortcodes"
#define NO_LINK "this is shown as text, not as a link"
#define NO_ITEM "this is shown as text, not as an item of a list"
#define IN_MARKDOWN "write it in Markdown; link to a file by its path: [text](nurse.md)"
#define AS_WRITTEN "this is shown as it is written"
#define NO_OTHER_HALF AS_WRITTEN ": it has no other half"
#define IN_BOLD "begin with the word in bold: **Note:**"

// The first one that fits counts.
static const MarkKind kinds[] = {
    {'{', false, match_hugo, "shortcode", NO_SHORTCODES, IN_MARKDOWN},
    {'{', false, match_liquid, "shortcode", NO_SHORTCODES, IN_MARKDOWN},
    {'{', false, match_output, "shortcode", AS_WRITTEN ": texts fill nothing in",
     "write the text itself, or as `code` to show it"},
    {'{', false, match_attributes, "attribute-mark", AS_WRITTEN,
     "leave it out: classes and ids belong to layouts, and each heading has an id"},
    {'[', false, match_contents, "contents-mark", AS_WRITTEN,
     "leave it out: layouts list the sections"},
    {'[', false, match_wiki, "wiki-link", NO_LINK, "write [text](nurse.md)"},
    {'[', false, match_alert, "admonition", AS_WRITTEN, IN_BOLD},
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
    {'=', false, match_highlight, "highlight", AS_WRITTEN, "write **text** to bring it out"},
    {'*', false, match_stars, "stray-mark", NO_OTHER_HALF,
     "put ** on both sides of the text, without a space between; write \\*\\* to show it"},
    {'`', false, match_backtick, "stray-mark",
     NO_OTHER_HALF,
     "put ` on both sides of the code; write \\` to show it"},
    {'~', false, match_tildes, "stray-mark", NO_OTHER_HALF,
     "put ~~ on both sides of the text, without a space between; write \\~ to show it"},
    {':', true, match_definition, "definition-list", AS_WRITTEN,
     "write a list: '- **Term**: text'"},
    {':', true, match_admonition, "admonition", AS_WRITTEN, IN_BOLD},
    {'!', true, match_admonition, "admonition", AS_WRITTEN, IN_BOLD},
    {'?', true, match_admonition, "admonition", AS_WRITTEN, IN_BOLD},
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

// Of the kinds that are for anywhere in a line.
static inline Wide are_signs(Wide bytes) {
    return wide_is(bytes | ('[' ^ '{'), '{') | wide_is(bytes, ']') | wide_is(bytes, '$') |
           wide_is(bytes, '=') | wide_is(bytes, '*') | wide_is(bytes, '`') |
           wide_is(bytes, '~');
}

size_t mark_find_sign(Str source, size_t from) {
    return wide_find(source, from, are_signs);
}

const MarkKind *mark_kind_find(const MarkSpot *spot, size_t *size) {
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        bool is_here = kinds[i].sign == spot->text.ptr[0] &&
                       (spot->is_line_start || !kinds[i].is_at_line_start);
        *size = is_here ? kinds[i].match(spot) : 0;
        if (*size) return &kinds[i];
    }
    return NULL;
}

Str mark_line_rest(Str source, size_t at) {
    Str rest = str_slice(source, at, at + MARK_MAX_SIZE);
    rest.len = str_find(rest, '\n');
    return str_slice(rest, 0, str_find(rest, '\r'));
}
