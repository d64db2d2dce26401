#include "output/layouts/layout_context.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_KEPT = 24 };     // bytes of a name that are compared; no name in a table is longer

// The states of HTML's tokenizer, as far as they matter here.
typedef enum State {
    STATE_TEXT,
    STATE_TAG_OPEN,          // behind '<'
    STATE_END_TAG_OPEN,      // behind "</"
    STATE_DECLARATION,       // behind "<!"
    STATE_DECLARATION_DASH,  // behind "<!-"
    STATE_BOGUS_COMMENT,     // <!doctype …>, <?…>
    STATE_COMMENT,
    STATE_TAG_NAME,
    STATE_TAG,               // where an attribute may begin
    STATE_TAG_EDGE,          // the same, but white space must come first
    STATE_ATTRIBUTE_NAME,
    STATE_ATTRIBUTE_NAMED,   // white space behind the name: '=' may come
    STATE_BEFORE_VALUE,
    STATE_UNQUOTED,
    STATE_VALUE,
    STATE_RAW,               // the text of <script>, <title> …
    STATE_RAW_OPEN,          // behind a '<' in it
    STATE_RAW_END,           // behind "</" in it
} State;

// What a browser does with an attribute's value.
typedef enum AttributeUse {
    USE_PLAIN,
    USE_ADDRESS,
    USE_ADDRESS_LIST,
    USE_CODE,               // loads what runs in the page, or decides where everything leads
    USE_REFRESH,
    USE_EVENT,
    USE_STYLE,
    USE_FRAME_TEXT,
    USE_ANIMATION,
    USE_MEANING,
} AttributeUse;

// How far the literal text of an address has decided where it leads.
typedef enum Address {
    ADDRESS_START,
    ADDRESS_SLASH,           // behind one '/': a second would begin a host
    ADDRESS_OPEN,            // letters that could be a scheme
    ADDRESS_SCRIPT,          // behind a scheme that is not for links
    ADDRESS_HOST,            // at another site
    ADDRESS_HERE,            // in this site
} Address;

typedef struct Name {
    char bytes[NAME_KEPT];   // lower-case
    size_t len;              // of the whole name, or of the first NAME_KEPT bytes and one more
} Name;

typedef struct Html {
    State state;
    size_t from;             // where the tag, comment or element begins, for diagnostics
    Name element;            // the tag's name; in its raw text, too
    Name attribute;
    AttributeUse use;
    Address address;
    Name literal;            // the value's text: a scheme, a type
    bool is_in_address;      // the value is an address, from here on
    bool has_mark;           // the value holds more than literal text
    char quote;
    int dash_count;          // at the end of a comment's text
    bool is_comment_start, has_bang;
    bool is_end_tag;
    bool is_refresh, has_content;    // of a <meta>
    bool has_type, is_json;          // of a <script>
    bool is_data, has_source;        // the same
    size_t value;            // where the attribute's value begins, or the element's text
    LinkTag link;            // of a <link>
} Html;

typedef struct Reading {
    Html html;
    Str text;
    Place place;
    Forbidden *forbidden;    // or NULL
    Diags *diags;
    bool is_valid;
} Reading;

static const struct { const char *element, *attribute; AttributeUse use; } uses[] = {
    {"script", "src", USE_CODE}, {"script", "href", USE_CODE}, {"script", "xlink:href", USE_CODE},
    {"use", "href", USE_CODE}, {"use", "xlink:href", USE_CODE}, {"base", "href", USE_CODE},
    {"iframe", "src", USE_CODE}, {"frame", "src", USE_CODE}, {"embed", "src", USE_CODE},
    {"object", "data", USE_CODE}, {NULL, "codebase", USE_CODE}, {NULL, "classid", USE_CODE},
    {NULL, "code", USE_CODE}, {NULL, "archive", USE_CODE}, {NULL, "manifest", USE_CODE},
    {NULL, "xml:base", USE_CODE},
    {NULL, "href", USE_ADDRESS}, {NULL, "src", USE_ADDRESS}, {NULL, "action", USE_ADDRESS},
    {NULL, "formaction", USE_ADDRESS}, {NULL, "poster", USE_ADDRESS}, {NULL, "data", USE_ADDRESS},
    {NULL, "xlink:href", USE_ADDRESS}, {NULL, "cite", USE_ADDRESS}, {NULL, "icon", USE_ADDRESS},
    {NULL, "background", USE_ADDRESS}, {NULL, "longdesc", USE_ADDRESS},
    {NULL, "usemap", USE_ADDRESS},
    {NULL, "dynsrc", USE_ADDRESS}, {NULL, "lowsrc", USE_ADDRESS}, {NULL, "profile", USE_ADDRESS},
    {NULL, "srcset", USE_ADDRESS_LIST}, {NULL, "imagesrcset", USE_ADDRESS_LIST},
    {NULL, "ping", USE_ADDRESS_LIST}, {NULL, "attributionsrc", USE_ADDRESS_LIST},
    {NULL, "style", USE_STYLE}, {NULL, "srcdoc", USE_FRAME_TEXT}, {NULL, "http-equiv", USE_MEANING},
};

static const char *const animations[] = {"animate", "set", "animatemotion", "animatetransform",
                                         "animatecolor"};
static const char *const animated[] = {"attributename", "to", "from", "by", "values"};

// Elements whose text knows no tags; those before RAW_FROM show it, and know entities.
static const char *const raw_elements[] = {"title", "textarea", "script", "style", "xmp", "iframe",
                                           "noembed", "noframes", "plaintext"};
enum { RAW_FROM = 2 };

static const char *const link_schemes[] = {"http", "https", "mailto", "tel"};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f';
}

static void name_add(Name *name, char byte) {
    if (name->len < NAME_KEPT) name->bytes[name->len] = ascii_lower(byte);
    if (name->len <= NAME_KEPT) name->len++;
}

static bool name_is(const Name *name, const char *text) {
    size_t len = strlen(text);
    return name->len == len && !memcmp(name->bytes, text, len);
}

static bool name_equal(const Name *a, const Name *b) {
    return a->len == b->len && !memcmp(a->bytes, b->bytes, a->len < NAME_KEPT ? a->len : NAME_KEPT);
}

// The index of the name in a list, or its count.
static size_t name_find(const Name *name, const char *const *names, size_t count) {
    size_t i = 0;
    while (i < count && !name_is(name, names[i])) i++;
    return i;
}

static void report(Reading *reading, size_t offset, const char *hint, const char *message) {
    diag_error(reading->diags, (Place){reading->place.path, reading->place.offset + offset},
               "unsafe-context", hint, "%s", message);
    reading->is_valid = false;
}

static AttributeUse find_use(const Html *html) {
    const Name *attribute = &html->attribute;
    if (attribute->len > 2 && !memcmp(attribute->bytes, "on", 2)) return USE_EVENT;
    bool is_animation =
        name_find(&html->element, animations, COUNT(animations)) < COUNT(animations);
    if (is_animation && name_find(attribute, animated, COUNT(animated)) < COUNT(animated)) {
        return USE_ANIMATION;
    }
    if (name_is(&html->element, "meta") && name_is(attribute, "content") && html->is_refresh) {
        return USE_REFRESH;
    }
    for (size_t i = 0; i < COUNT(uses); i++) {
        bool is_element = !uses[i].element || name_is(&html->element, uses[i].element);
        if (is_element && name_is(attribute, uses[i].attribute)) return uses[i].use;
    }
    return USE_PLAIN;
}

static void begin_attribute(Html *html, char byte) {
    html->state = STATE_ATTRIBUTE_NAME;
    html->attribute = (Name){.len = 0};
    name_add(&html->attribute, byte);
}

// The attribute's name is complete.
static void name_attribute(Reading *reading, size_t at) {
    Html *html = &reading->html;
    html->use = find_use(html);
    html->address = ADDRESS_START;
    html->literal = (Name){.len = 0};
    html->has_mark = false;
    html->is_in_address = html->use == USE_ADDRESS || html->use == USE_CODE;
    if (html->use != USE_MEANING || !name_is(&html->element, "meta")) return;
    html->is_refresh = true;
    if (html->has_content) {
        report(reading, at, "write http-equiv before content",
               "what this <meta> means is said only behind its content");
    }
}

static Str name_text(const Name *name) {
    return (Str){name->bytes, name->len <= NAME_KEPT ? name->len : 0};
}

static void add_code(const Reading *reading, size_t from, const char *what) {
    InlineCode *code = list_add(&reading->forbidden->codes, sizeof *code);
    *code = (InlineCode){reading->place.offset + from, what};
}

static void find_forbidden_in_value(Reading *reading, size_t at) {
    Html *html = &reading->html;
    request_find_in_value(name_text(&html->element), name_text(&html->attribute), reading->text,
                          html->value, at, &html->link, &reading->forbidden->requests);
    bool leads_to_script = html->use == USE_ADDRESS && name_is(&html->literal, "javascript:");
    if (html->value == at || html->is_end_tag) return;
    if (html->use == USE_EVENT || leads_to_script) add_code(reading, html->value, "a script");
    if (html->use == USE_STYLE) add_code(reading, html->value, "a style");
}

// At the end of a tag: there its attributes are known.
static void find_forbidden_in_tag(Reading *reading) {
    const Html *html = &reading->html;
    request_end_link(&html->link, &reading->forbidden->requests);
    if (html->is_end_tag) return;
    bool is_script = name_is(&html->element, "script") && !html->is_data && !html->has_source;
    if (is_script) add_code(reading, html->from, "a script");
    if (name_is(&html->element, "style")) add_code(reading, html->from, "a style sheet");
}

static void end_value(Reading *reading, size_t at) {
    Html *html = &reading->html;
    html->state = STATE_TAG;
    if (reading->forbidden) find_forbidden_in_value(reading, at);
    bool is_type = name_is(&html->element, "script") && name_is(&html->attribute, "type");
    // Of an attribute that stands there twice browsers take the first.
    if (is_type && !html->has_type) {
        html->is_json = !html->has_mark && name_is(&html->literal, "application/ld+json");
        html->is_data = html->has_mark || !request_is_script_type(name_text(&html->literal));
    }
    html->has_type |= is_type;
    html->has_source |= html->use == USE_CODE;
}

static void end_tag(Reading *reading, size_t at) {
    Html *html = &reading->html;
    bool is_raw =
        name_find(&html->element, raw_elements, COUNT(raw_elements)) < COUNT(raw_elements);
    html->state = !html->is_end_tag && is_raw ? STATE_RAW : STATE_TEXT;
    html->value = at + 1;
    if (reading->forbidden) find_forbidden_in_tag(reading);
}

static void begin_tag(Html *html, char byte, bool is_end_tag) {
    *html = (Html){.state = STATE_TAG_NAME, .from = html->from, .is_end_tag = is_end_tag};
    name_add(&html->element, byte);
}

static bool is_link_scheme(const Name *name) {
    return name_find(name, link_schemes, COUNT(link_schemes)) < COUNT(link_schemes);
}

static bool is_scheme_byte(char byte) {
    return ascii_is_letter(byte) || ascii_is_digit(byte) || byte == '+' || byte == '-' ||
           byte == '.';
}

// What a byte that browsers do not drop makes of an address that is not decided.
static Address next_address(const Html *html, char byte) {
    bool is_slash = byte == '/' || byte == '\\';
    if (byte == ':') return is_link_scheme(&html->literal) ? ADDRESS_HOST : ADDRESS_SCRIPT;
    if (byte == '&') return ADDRESS_SCRIPT;   // an entity may stand for anything
    if (is_slash && html->address == ADDRESS_START) return ADDRESS_SLASH;
    return is_scheme_byte(byte) ? ADDRESS_OPEN : ADDRESS_HERE;
}

// One literal byte of an address. Browsers drop white space and controls in front of a scheme, and
// line ends and tabs in it.
static void read_address(Html *html, char byte) {
    bool is_dropped = (unsigned char)byte <= ' ';
    bool is_slash = byte == '/' || byte == '\\';
    switch (html->address) {
        case ADDRESS_START:
        case ADDRESS_OPEN:
            if (is_dropped) break;
            html->address = next_address(html, byte);
            name_add(&html->literal, byte);
            break;
        case ADDRESS_SLASH:
            if (is_dropped) break;
            html->address = byte == '&' ? ADDRESS_SCRIPT : is_slash ? ADDRESS_HOST : ADDRESS_HERE;
            break;
        default: break;
    }
}

// Whether the literal is what stands before a refresh's address: "0; url=".
static bool is_refresh_start(const Name *literal) {
    size_t at = 0;
    if (literal->len > NAME_KEPT) return false;
    while (at < literal->len && literal->bytes[at] >= '0' && literal->bytes[at] <= '9') at++;
    return literal->len - at == 5 && !memcmp(literal->bytes + at, ";url=", 5);
}

// One literal byte of an attribute's value.
static void read_value(Html *html, char byte) {
    if (html->use == USE_REFRESH && !html->is_in_address) {
        if (!is_blank(byte)) name_add(&html->literal, byte);
        html->is_in_address = is_refresh_start(&html->literal);
        if (html->is_in_address) html->literal = (Name){.len = 0};
        return;
    }
    bool is_inner_quote = html->use == USE_REFRESH && (byte == '\'' || byte == '"');
    if (!html->is_in_address) name_add(&html->literal, byte);
    else if (!is_inner_quote) read_address(html, byte);
}

static void read_comment(Html *html, char byte) {
    bool is_end = byte == '>' && html->dash_count >= 2;
    if (is_end) html->state = STATE_TEXT;
    // "--!>" ends a comment, too, and "<!-->" is one.
    bool is_bang =
        byte == '!' && html->dash_count >= 2 && !html->has_bang && !html->is_comment_start;
    html->dash_count = byte == '-' && !html->has_bang ? html->dash_count + (html->dash_count < 2)
                       : is_bang                      ? html->dash_count
                       : byte == '-'                  ? 1
                                                      : 0;
    html->has_bang = is_bang;
    html->is_comment_start &= byte == '-';
}

static void read_raw_end(Reading *reading, size_t at, char byte) {
    Html *html = &reading->html;
    bool is_delimiter = is_blank(byte) || byte == '/' || byte == '>';
    bool is_endless = name_is(&html->element, "plaintext");
    if (is_delimiter && !is_endless && name_equal(&html->literal, &html->element)) {
        if (reading->forbidden && name_is(&html->element, "style")) {
            request_find_in_style(reading->text, html->value, at, &reading->forbidden->requests);
        }
        html->is_end_tag = true;
        html->state = STATE_TAG;
        if (byte == '>') html->state = STATE_TEXT;
    } else if (ascii_is_letter(byte)) {
        name_add(&html->literal, byte);
    } else {
        html->state = byte == '<' ? STATE_RAW_OPEN : STATE_RAW;
    }
}

// What a '<' begins.
static void read_tag_open(Html *html, char byte) {
    html->state = STATE_TEXT;
    if (ascii_is_letter(byte)) begin_tag(html, byte, false);
    else if (byte == '/') html->state = STATE_END_TAG_OPEN;
    else if (byte == '!') html->state = STATE_DECLARATION;
    else if (byte == '?') html->state = STATE_BOGUS_COMMENT;
    else if (byte == '<') html->state = STATE_TAG_OPEN;
}

static void read_end_tag_open(Html *html, char byte) {
    if (ascii_is_letter(byte)) begin_tag(html, byte, true);
    else html->state = byte == '>' ? STATE_TEXT : STATE_BOGUS_COMMENT;
}

static void read_declaration(Html *html, char byte) {
    bool is_comment = html->state == STATE_DECLARATION_DASH && byte == '-';
    if (is_comment) {
        *html = (Html){.state = STATE_COMMENT, .from = html->from, .dash_count = 2,
                       .is_comment_start = true};
    } else if (byte == '>') {
        html->state = STATE_TEXT;
    } else {
        bool is_dash = html->state == STATE_DECLARATION && byte == '-';
        html->state = is_dash ? STATE_DECLARATION_DASH : STATE_BOGUS_COMMENT;
    }
}

// A byte in a tag, outside of its attributes' values.
static void read_in_tag(Reading *reading, size_t at, char byte) {
    Html *html = &reading->html;
    bool is_name = html->state == STATE_ATTRIBUTE_NAME || html->state == STATE_ATTRIBUTE_NAMED;
    if (byte == '>') {
        end_tag(reading, at);
    } else if (is_blank(byte)) {
        html->state = is_name ? STATE_ATTRIBUTE_NAMED : STATE_TAG;
    } else if (byte == '/') {
        html->state = STATE_TAG;
    } else if (html->state == STATE_TAG_NAME) {
        name_add(&html->element, byte);
    } else if (byte == '=' && is_name) {
        name_attribute(reading, at);
        html->state = STATE_BEFORE_VALUE;
    } else if (html->state == STATE_ATTRIBUTE_NAME) {
        name_add(&html->attribute, byte);
    } else {
        if (html->state == STATE_TAG_EDGE) {
            report(reading, at, "begin with white space behind the mark",
                   "this would be joined to what stands before the mark");
        }
        begin_attribute(html, byte);
    }
}

static void read_byte(Reading *reading, size_t at) {
    Html *html = &reading->html;
    char byte = reading->text.ptr[at];
    switch (html->state) {
        case STATE_TEXT:
            if (byte != '<') break;
            html->state = STATE_TAG_OPEN;
            html->from = at;
            break;
        case STATE_TAG_OPEN: read_tag_open(html, byte); break;
        case STATE_END_TAG_OPEN: read_end_tag_open(html, byte); break;
        case STATE_DECLARATION:
        case STATE_DECLARATION_DASH: read_declaration(html, byte); break;
        case STATE_BOGUS_COMMENT: if (byte == '>') html->state = STATE_TEXT; break;
        case STATE_COMMENT: read_comment(html, byte); break;
        case STATE_BEFORE_VALUE:
            if (is_blank(byte)) break;
            html->quote = byte;
            html->value = byte == '"' || byte == '\'' ? at + 1 : at;
            html->state = byte == '"' || byte == '\'' ? STATE_VALUE : STATE_UNQUOTED;
            if (byte == '>') end_tag(reading, at);
            else if (html->state == STATE_UNQUOTED) read_value(html, byte);
            break;
        case STATE_UNQUOTED:
            if (!is_blank(byte) && byte != '>') read_value(html, byte);
            else end_value(reading, at);
            if (byte == '>') end_tag(reading, at);
            break;
        case STATE_VALUE:
            if (byte == html->quote) end_value(reading, at);
            else read_value(html, byte);
            break;
        case STATE_RAW: if (byte == '<') html->state = STATE_RAW_OPEN; break;
        case STATE_RAW_OPEN:
            html->literal = (Name){.len = 0};
            html->state = byte == '/' ? STATE_RAW_END : byte == '<' ? STATE_RAW_OPEN : STATE_RAW;
            if (byte == '!' && name_is(&html->element, "script")) {
                report(reading, at, "remove the comment",
                       "browsers read a script behind '<!' differently");
            }
            break;
        case STATE_RAW_END: read_raw_end(reading, at, byte); break;
        default: read_in_tag(reading, at, byte); break;
    }
}

static Spot value_spot(const Html *html) {
    static const Spot plain[] = {
        [USE_PLAIN] = SPOT_ATTRIBUTE, [USE_ADDRESS_LIST] = SPOT_ADDRESS_LIST,
        [USE_EVENT] = SPOT_EVENT, [USE_STYLE] = SPOT_STYLE, [USE_FRAME_TEXT] = SPOT_FRAME_TEXT,
        [USE_ANIMATION] = SPOT_ANIMATION, [USE_MEANING] = SPOT_MEANING,
    };
    bool is_code = html->use == USE_CODE;
    if (!html->is_in_address) return html->use == USE_REFRESH ? SPOT_REFRESH : plain[html->use];
    switch (html->address) {
        case ADDRESS_START: return is_code ? SPOT_CODE_START : SPOT_ADDRESS_START;
        case ADDRESS_SLASH:
        case ADDRESS_OPEN: return SPOT_ADDRESS_OPEN;
        case ADDRESS_SCRIPT: return SPOT_SCRIPT_ADDRESS;
        case ADDRESS_HOST: return is_code ? SPOT_FOREIGN_CODE : SPOT_ADDRESS;
        case ADDRESS_HERE: break;
    }
    return SPOT_ADDRESS;
}

static Spot raw_spot(const Html *html) {
    size_t index = name_find(&html->element, raw_elements, COUNT(raw_elements));
    if (index < RAW_FROM) return SPOT_TITLE;
    if (name_is(&html->element, "script")) return html->is_json ? SPOT_JSON : SPOT_SCRIPT_ELEMENT;
    return name_is(&html->element, "style") ? SPOT_STYLE_ELEMENT : SPOT_RAW_ELEMENT;
}

static Spot find_spot(const Html *html) {
    static const Spot spots[] = {
        [STATE_TEXT] = SPOT_TEXT, [STATE_TAG_OPEN] = SPOT_TAG_NAME,
        [STATE_END_TAG_OPEN] = SPOT_TAG_NAME,
        [STATE_DECLARATION] = SPOT_COMMENT, [STATE_DECLARATION_DASH] = SPOT_COMMENT,
        [STATE_BOGUS_COMMENT] = SPOT_COMMENT, [STATE_COMMENT] = SPOT_COMMENT,
        [STATE_TAG_NAME] = SPOT_TAG_NAME, [STATE_TAG] = SPOT_ATTRIBUTE_NAME,
        [STATE_TAG_EDGE] = SPOT_ATTRIBUTE_NAME, [STATE_ATTRIBUTE_NAME] = SPOT_ATTRIBUTE_NAME,
        [STATE_ATTRIBUTE_NAMED] = SPOT_ATTRIBUTE_NAME, [STATE_BEFORE_VALUE] = SPOT_UNQUOTED,
        [STATE_UNQUOTED] = SPOT_UNQUOTED, [STATE_RAW_OPEN] = SPOT_TAG_NAME,
        [STATE_RAW_END] = SPOT_TAG_NAME,
    };
    if (html->state == STATE_VALUE) return value_spot(html);
    return html->state == STATE_RAW ? raw_spot(html) : spots[html->state];
}

// At a mark a name ends: what follows must not lengthen it, since the mark may write nothing.
static void end_name(Reading *reading, size_t at) {
    Html *html = &reading->html;
    switch (html->state) {
        case STATE_TAG_NAME:
        case STATE_ATTRIBUTE_NAME:
        case STATE_ATTRIBUTE_NAMED: html->state = STATE_TAG_EDGE; break;
        case STATE_TAG_OPEN:
        case STATE_END_TAG_OPEN:
        case STATE_DECLARATION:
        case STATE_DECLARATION_DASH:
            report(reading, at, "write '&lt;' where a '<' is meant, and marks outside of names",
                   "a mark may not stand right behind '<'");
            html->state = STATE_TEXT;
            break;
        default: break;
    }
}

// Sections that ask a question are written at most once, lists any number of times.
static bool is_question(Str name) {
    static const char *const starts[] = {"IS_", "NOT_", "HAS_", "NO_"};
    bool ret = false;
    for (size_t i = 0; i < COUNT(starts); i++) ret |= str_starts_with(name, str_from(starts[i]));
    return ret;
}

// What holds of an address on both ways that lead behind a section.
static Address join_addresses(const Html *a, const Html *b) {
    bool is_open = a->address == ADDRESS_OPEN || b->address == ADDRESS_OPEN;
    if (is_open) {
        return a->address == b->address && name_equal(&a->literal, &b->literal) ? a->address
                                                                                : ADDRESS_SCRIPT;
    }
    if (a->address == ADDRESS_SCRIPT || b->address == ADDRESS_SCRIPT) return ADDRESS_SCRIPT;
    return a->address < b->address ? a->address : b->address;
}

static bool is_one_context(const Html *begin, const Html *end, bool may_skip) {
    bool is_begin_tag = begin->state == STATE_TAG || begin->state == STATE_TAG_EDGE;
    bool is_end_tag = end->state == STATE_TAG || end->state == STATE_TAG_EDGE;
    if (is_begin_tag && is_end_tag) {
        bool is_looser = begin->state == STATE_TAG && end->state == STATE_TAG_EDGE;
        return begin->from == end->from && (may_skip || !is_looser);
    }
    if (begin->state != end->state) return false;
    switch (begin->state) {
        case STATE_TEXT: return true;
        case STATE_COMMENT:
            return begin->dash_count == end->dash_count && begin->has_bang == end->has_bang;
        case STATE_BEFORE_VALUE:
        case STATE_UNQUOTED:
        case STATE_VALUE:
            return begin->from == end->from && begin->quote == end->quote &&
                   name_equal(&begin->attribute, &end->attribute);
        case STATE_RAW_END: return name_equal(&begin->literal, &end->literal);
        default: return begin->from == end->from;
    }
}

static void end_section(Reading *reading, const Html *begin, const Mark *mark) {
    Html *html = &reading->html;
    if (!is_one_context(begin, html, is_question(mark->name))) {
        report(reading, mark->from,
               "close in a section what it opens; in a tag, begin it before the white space: "
               "<a{{#IS_X}} hidden{{/IS_X}}>",
               "this section ends in another place of the HTML than it began: within or outside of "
               "a tag, a comment, an attribute");
        *html = *begin;
        return;
    }
    if (begin->state == STATE_TAG_EDGE) html->state = STATE_TAG_EDGE;
    html->address = join_addresses(begin, html);
    if (!name_equal(&html->literal, &begin->literal)) html->has_mark = true;
    html->is_in_address &= begin->is_in_address;
    html->is_refresh |= begin->is_refresh;
    html->has_content |= begin->has_content;
    html->has_type |= begin->has_type;
    html->is_json &= begin->is_json;
}

static void note_value(Html *html) {
    if (html->state != STATE_VALUE) return;
    html->has_mark = true;
    html->has_content |= name_is(&html->element, "meta") && name_is(&html->attribute, "content");
}

static void check_end(Reading *reading) {
    const Html *html = &reading->html;
    Buf message = {0};
    if (html->state == STATE_TEXT) return;
    bool is_raw =
        html->state == STATE_RAW || html->state == STATE_RAW_OPEN || html->state == STATE_RAW_END;
    Str name = {html->element.bytes, html->element.len < NAME_KEPT ? html->element.len : NAME_KEPT};
    if (is_raw) {
        buf_printf(&message, "this <%.*s> has no end in this file", (int)name.len, name.ptr);
    } else {
        buf_add(&message, STR("this tag or comment has no end in this file"));
    }
    report(reading, html->from, "end it here: values are escaped by where they stand in the file",
           message.ptr);
    buf_free(&message);
}

bool layout_find_spots(Str text, Place place, const Mark *marks, size_t mark_count, Spot *ret,
                       Forbidden *forbidden, Diags *diags) {
    Reading reading = {.text = text, .place = place, .forbidden = forbidden, .diags = diags,
                       .is_valid = true};
    List open = {0};         // of Html: where the open sections began
    size_t at = 0;
    for (size_t i = 0; i < mark_count; i++) {
        const Mark *mark = &marks[i];
        for (; at < mark->from; at++) read_byte(&reading, at);
        at = mark->to;
        ret[i] = find_spot(&reading.html);
        // A value at a bad spot is reported by whoever knows its kind.
        if (mark->kind != MARK_VARIABLE || ret[i] != SPOT_TAG_NAME) end_name(&reading, mark->from);
        if (mark->kind == MARK_VARIABLE) note_value(&reading.html);
        if (mark->kind == MARK_SECTION) *(Html *)list_add(&open, sizeof(Html)) = reading.html;
        if (mark->kind == MARK_END) end_section(&reading, (Html *)open.items + --open.count, mark);
        if (mark->kind == MARK_INCLUDE && ret[i] != SPOT_TEXT) {
            report(&reading, mark->from, "write its text here",
                   "an include may stand only between tags: its values are escaped for there");
        }
    }
    for (; at < text.len; at++) read_byte(&reading, at);
    check_end(&reading);
    free(open.items);
    return reading.is_valid;
}
