#include "output/layouts/layout_html.h"

// Elements whose text knows no tags; those before RAW_FROM show it, and know entities.
static const char *const raw_elements[] = {"title", "textarea", "script", "style", "xmp", "iframe",
                                           "noembed", "noframes", "plaintext"};
enum { RAW_COUNT = sizeof raw_elements / sizeof raw_elements[0], RAW_FROM = 2 };

void html_report(Reading *reading, size_t offset, const char *hint, const char *message) {
    diag_error(reading->diags, (Place){reading->place.path, reading->place.offset + offset},
               "unsafe-context", hint, "%s", message);
    reading->is_valid = false;
}

static void begin_attribute(Html *html, char byte) {
    html->state = STATE_ATTRIBUTE_NAME;
    html->attribute = (Name){.len = 0};
    name_add(&html->attribute, byte);
}

// The attribute's name is complete.
static void name_attribute(Reading *reading, size_t at) {
    Html *html = &reading->html;
    html->value = attribute_begin(&html->element, &html->attribute, html->is_refresh);
    if (html->value.use != USE_MEANING || !name_is(&html->element, "meta")) return;
    html->is_refresh = true;
    if (html->has_content) {
        html_report(reading, at, "write http-equiv before content",
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
                          html->inner, at, &html->link, &reading->forbidden->requests);
    AttributeUse use = html->value.use;
    bool leads_to_script = use == USE_ADDRESS && name_is(&html->value.literal, "javascript:");
    if (html->inner == at || html->is_end_tag) return;
    if (use == USE_EVENT || leads_to_script) add_code(reading, html->inner, "a script");
    if (use == USE_STYLE) add_code(reading, html->inner, "a style");
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
        const AttributeValue *value = &html->value;
        html->is_json = !value->has_mark && name_is(&value->literal, "application/ld+json");
        html->is_data = value->has_mark || !request_is_script_type(name_text(&value->literal));
    }
    html->has_type |= is_type;
    html->has_source |= html->value.use == USE_CODE;
}

static void end_tag(Reading *reading, size_t at) {
    Html *html = &reading->html;
    bool is_raw =
        name_find(&html->element, raw_elements, RAW_COUNT) < RAW_COUNT;
    html->state = !html->is_end_tag && is_raw ? STATE_RAW : STATE_TEXT;
    html->inner = at + 1;
    if (reading->forbidden) find_forbidden_in_tag(reading);
}

static void begin_tag(Html *html, char byte, bool is_end_tag) {
    *html = (Html){.state = STATE_TAG_NAME, .from = html->from, .is_end_tag = is_end_tag};
    name_add(&html->element, byte);
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
    bool is_delimiter = html_is_blank(byte) || byte == '/' || byte == '>';
    bool is_endless = name_is(&html->element, "plaintext");
    if (is_delimiter && !is_endless && name_equal(&html->end_name, &html->element)) {
        if (reading->forbidden && name_is(&html->element, "style")) {
            request_find_in_style(reading->text, html->inner, at, &reading->forbidden->requests);
        }
        html->is_end_tag = true;
        html->state = STATE_TAG;
        if (byte == '>') html->state = STATE_TEXT;
    } else if (ascii_is_letter(byte)) {
        name_add(&html->end_name, byte);
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
    } else if (html_is_blank(byte)) {
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
            html_report(reading, at, "begin with white space behind the mark",
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
            if (html_is_blank(byte)) break;
            html->quote = byte;
            html->inner = byte == '"' || byte == '\'' ? at + 1 : at;
            html->state = byte == '"' || byte == '\'' ? STATE_VALUE : STATE_UNQUOTED;
            if (byte == '>') end_tag(reading, at);
            else if (html->state == STATE_UNQUOTED) attribute_read(&html->value, byte);
            break;
        case STATE_UNQUOTED:
            if (!html_is_blank(byte) && byte != '>') attribute_read(&html->value, byte);
            else end_value(reading, at);
            if (byte == '>') end_tag(reading, at);
            break;
        case STATE_VALUE:
            if (byte == html->quote) end_value(reading, at);
            else attribute_read(&html->value, byte);
            break;
        case STATE_RAW: if (byte == '<') html->state = STATE_RAW_OPEN; break;
        case STATE_RAW_OPEN:
            html->end_name = (Name){.len = 0};
            html->state = byte == '/' ? STATE_RAW_END : byte == '<' ? STATE_RAW_OPEN : STATE_RAW;
            if (byte == '!' && name_is(&html->element, "script")) {
                html_report(reading, at, "remove the comment",
                            "browsers read a script behind '<!' differently");
            }
            break;
        case STATE_RAW_END: read_raw_end(reading, at, byte); break;
        default: read_in_tag(reading, at, byte); break;
    }
}

void html_read(Reading *reading, size_t from, size_t to) {
    for (size_t at = from; at < to; at++) read_byte(reading, at);
}

static Spot raw_spot(const Html *html) {
    size_t index = name_find(&html->element, raw_elements, RAW_COUNT);
    if (index < RAW_FROM) return SPOT_TITLE;
    if (name_is(&html->element, "script")) return html->is_json ? SPOT_JSON : SPOT_SCRIPT_ELEMENT;
    return name_is(&html->element, "style") ? SPOT_STYLE_ELEMENT : SPOT_RAW_ELEMENT;
}

Spot html_spot(const Html *html) {
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
    if (html->state == STATE_VALUE) return attribute_spot(&html->value);
    return html->state == STATE_RAW ? raw_spot(html) : spots[html->state];
}
