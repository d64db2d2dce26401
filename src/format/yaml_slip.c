#include "format/yaml_slip.h"

#include <string.h>

#define NO_FIELD_HINT                                                                             \
    "write it as 'name: value', with a '#' if it is a note, indented if it goes on with the text " \
    "above"
#define COLUMN_HINT "begin it in the same column as the fields or items beside it"
#define QUOTES_HINT "put the whole text in quotes"
#define NO_BREAK_SPACE "\xC2\xA0"

static size_t line_start(Str text, size_t at) {
    while (at > 0 && text.ptr[at - 1] != '\n') at--;
    return at;
}

static Str line_from(Str text, size_t start) {
    Str rest = str_slice(text, start, text.len);
    return str_slice(rest, 0, str_find(rest, '\n'));
}

static size_t indent_of(Str line) {
    size_t ret = 0;
    while (ret < line.len && line.ptr[ret] == ' ') ret++;
    return ret;
}

// The last line above `start` that is not blank; false where there is none.
static bool line_above(Str text, size_t start, size_t *ret) {
    size_t at = start;
    while (at > 0) {
        at = line_start(text, at - 1);
        if (!str_trim(line_from(text, at)).len) continue;
        *ret = at;
        return true;
    }
    return false;
}

static bool begins_line(Str text, size_t at) {
    size_t start = line_start(text, at);
    return indent_of(line_from(text, start)) == at - start;
}

// Where the colon of a field stands in a line, or its length.
static size_t field_colon(Str line) {
    size_t i = 0;
    while (i < line.len &&
           !(line.ptr[i] == ':' && (i + 1 == line.len || strchr(" \t\r", line.ptr[i + 1])))) i++;
    return i;
}

static YamlSlip bad_sign(const YamlFailure *failure, size_t at, const char *hint) {
    return (YamlSlip){at, "a text without quotes cannot begin with",
                      .sign = str_slice(failure->text, at, at + 1), .hint = hint};
}

// Whether the line above is an item of a list that begins in this column.
static bool is_below_item(Str text, size_t start, size_t indent) {
    size_t above = 0;
    if (!line_above(text, start, &above)) return false;
    Str line = line_from(text, above);
    return indent_of(line) == indent && line.ptr[indent] == '-';
}

// A line that should be a field: `title:Nurse`, `title = Nurse`, an item without its dash.
static YamlSlip no_field(const YamlFailure *failure, size_t start) {
    Str line = line_from(failure->text, start);
    size_t indent = indent_of(line);
    size_t colon = str_find(line, ':');
    Str behind = str_slice(line, colon + 1, line.len);
    if (str_starts_with(behind, STR(NO_BREAK_SPACE))) {
        return (YamlSlip){start + colon + 1, "a no-break space stands here",
                          .hint = "use a plain space", .mend = " ",
                          .size = strlen(NO_BREAK_SPACE)};
    }
    bool is_glued = behind.len && !strchr(" \t\r", behind.ptr[0]);
    if (is_glued && !str_starts_with(behind, STR("//"))) {
        return (YamlSlip){start + colon, "a space is missing behind this ':'",
                          .hint = "write 'name: value'", .mend = ": ", .size = 1};
    }
    if (is_below_item(failure->text, start, indent)) {
        return (YamlSlip){start + indent, "this item of a list has no '- '",
                          .hint = "begin it with '- ', or indent it if it goes on with the item "
                                  "above"};
    }
    return (YamlSlip){start + indent, "this line is no field", .hint = NO_FIELD_HINT};
}

static YamlSlip unclosed_quote(const YamlFailure *failure) {
    char quote = failure->text.ptr[failure->context_at];
    return (YamlSlip){failure->context_at, "the quote that begins here is not closed",
                      .hint = quote == '"' ? "close it with '\"'"
                                           : "close it with another; inside, write '' for one '"};
}

static bool is_on_one_line(Str text, size_t from, size_t to) {
    return line_start(text, from) == line_start(text, to);
}

static YamlSlip behind_quote(const YamlFailure *failure) {
    size_t start = failure->quote_start;
    if (!is_on_one_line(failure->text, start, failure->quote_end)) {
        return (YamlSlip){start, "the quote that begins here is not closed on its line",
                          .hint = "close it at the end of its text"};
    }
    bool is_double = failure->text.ptr[start] == '"';
    return (YamlSlip){
        failure->at, "something stands behind the closing quote",
        .hint = is_double ? "put the quotes around the whole text; inside, write \\\" for a \""
                          : "put the quotes around the whole text; inside, write '' for a '"};
}

static YamlSlip tab(const YamlFailure *failure) {
    return (YamlSlip){failure->at, "a tab stands here", .hint = "use spaces"};
}

static YamlSlip bad_start(const YamlFailure *failure) {
    bool is_tab = str_starts_with(str_slice(failure->text, failure->at, failure->text.len),
                                  STR("\t"));
    return is_tab ? tab(failure) : bad_sign(failure, failure->at, QUOTES_HINT);
}

static YamlSlip bad_context_start(const YamlFailure *failure) {
    return bad_sign(failure, failure->context_at, QUOTES_HINT);
}

static YamlSlip block_text(const YamlFailure *failure) {
    return bad_sign(failure, failure->context_at,
                    "put it in quotes; a text of several lines begins on the line below the sign");
}

static YamlSlip in_brackets(const YamlFailure *failure) {
    bool is_open = failure->at == failure->text.len;
    if (!is_open && is_on_one_line(failure->text, failure->at, failure->context_at)) {
        return (YamlSlip){failure->at, "a comma is missing before this",
                          .hint = "put a ',' between the two, or quotes around the whole text"};
    }
    return (YamlSlip){failure->context_at, "this list or mapping is not closed",
                      .hint = "close it with ']' or '}'"};
}

static YamlSlip stray_colon(const YamlFailure *failure) {
    Str text = failure->text;
    size_t start = line_start(text, failure->at);
    Str line = line_from(text, start);
    size_t above = 0;
    bool has_above = line_above(text, start, &above);
    if (field_colon(line) < failure->at - start || !has_above) {
        return (YamlSlip){failure->at, "this ':' makes a text look like another field",
                          .hint = QUOTES_HINT};
    }
    Str before = line_from(text, above);
    if (field_colon(before) == before.len) return no_field(failure, above);
    return (YamlSlip){start + indent_of(line),
                      "this line is indented deeper than the field above it", .hint = COLUMN_HINT};
}

static YamlSlip lost_key(const YamlFailure *failure) {
    return no_field(failure, line_start(failure->text, failure->context_at));
}

static YamlSlip list_in_line(const YamlFailure *failure) {
    return (YamlSlip){failure->at, "an item of a list cannot begin here",
                      .hint = "begin each item on a line of its own; put it in quotes if it is a "
                              "text"};
}

static YamlSlip bad_escape(const YamlFailure *failure) {
    return (YamlSlip){failure->at, "'\\' has a meaning in double quotes, and none with this sign",
                      .hint = "write \\\\ for a backslash, or use single quotes"};
}

static YamlSlip after_end(const YamlFailure *failure) {
    Str text = failure->text;
    size_t above = 0;
    bool has_above = line_above(text, line_start(text, failure->at), &above);
    if (has_above && str_starts_with(line_from(text, above), STR("..."))) {
        return (YamlSlip){above, "this line ends the fields above those that follow",
                          .hint = "remove it"};
    }
    size_t first = 0;
    while (first < failure->at && strchr(" \r\n", text.ptr[first])) first++;
    bool is_first_odd = first > line_start(text, first) && begins_line(text, failure->at);
    return (YamlSlip){is_first_odd ? first : failure->at,
                      "this line is indented unlike the fields beside it", .hint = COLUMN_HINT};
}

static YamlSlip odd_line(const YamlFailure *failure) {
    Str sign = str_slice(failure->text, failure->at, failure->at + 1);
    if (sign.len && strchr("]}", sign.ptr[0])) {
        return (YamlSlip){failure->at, "nothing is open that this closes:", .sign = sign,
                          .hint = "remove it, or put the whole text in quotes"};
    }
    if (begins_line(failure->text, failure->at)) {
        return (YamlSlip){failure->at, "this line is indented unlike those above it",
                          .hint = COLUMN_HINT};
    }
    return (YamlSlip){failure->at, "this does not belong to the value before it",
                      .hint = QUOTES_HINT};
}

static YamlSlip control(const YamlFailure *failure) {
    return (YamlSlip){failure->at, "a control character stands here", .hint = "remove it"};
}

// By libyaml's words; the first that fits. NULL: whatever they are.
static const struct {
    const char *problem;
    const char *context;
    YamlSlip (*explain)(const YamlFailure *failure);
} slips[] = {
    {"control characters", NULL, control},
    {"unknown escape", NULL, bad_escape},
    {"hexdecimal", NULL, bad_escape},
    {"escape code", NULL, bad_escape},
    {NULL, "quoted scalar", unclosed_quote},
    {"tab character", NULL, tab},
    {"start any token", NULL, bad_start},
    {NULL, "scanning an anchor", bad_context_start},
    {NULL, "scanning an alias", bad_context_start},
    {NULL, "a tag", bad_context_start},
    {NULL, "block scalar", block_text},
    {"mapping keys", NULL, bad_start},
    {NULL, "flow", in_brackets},
    {"mapping values", NULL, stray_colon},
    {"expected ':'", NULL, lost_key},
    {"block sequence entries", NULL, list_in_line},
    {"document start", NULL, after_end},
    {"expected key", NULL, odd_line},
    {"'-' indicator", NULL, odd_line},
};

static bool has(const char *words, const char *wanted) {
    return !wanted || (words && strstr(words, wanted));
}

// Whether libyaml went on behind a text in quotes, and found no end of the value there.
static bool is_behind_quote(const YamlFailure *failure) {
    Str text = failure->text;
    size_t at = failure->at;
    if (!has(failure->problem, "did not find expected") || at == text.len) return false;
    while (at > failure->quote_end && text.ptr[at - 1] == ' ') at--;
    return failure->quote_end && at == failure->quote_end;
}

YamlSlip yaml_slip(const YamlFailure *failure) {
    bool is_next_item = has(failure->context, "flow") && failure->at > failure->quote_end;
    if (is_behind_quote(failure) && !is_next_item) return behind_quote(failure);
    for (size_t i = 0; i < sizeof slips / sizeof slips[0]; i++) {
        bool is_this = has(failure->problem, slips[i].problem) &&
                       has(failure->context, slips[i].context);
        if (is_this) return slips[i].explain(failure);
    }
    return (YamlSlip){failure->at, failure->problem,
                      .hint = "check the indentation, and quote values that contain ': ' or ' #'"};
}
