#include "output/layouts/layout_context.h"

#include <stdlib.h>

#include "output/layouts/layout_html.h"

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
            html_report(reading, at,
                        "write '&lt;' where a '<' is meant, and marks outside of names",
                        "a mark may not stand right behind '<'");
            html->state = STATE_TEXT;
            break;
        default: break;
    }
}

// Sections that ask a question are written at most once, lists any number of times.
static bool is_question(Str name) {
    static const char *const starts[] = {"IS_", "NOT_", "HAS_", "NO_", NULL};
    bool ret = false;
    for (size_t i = 0; starts[i]; i++) ret |= str_starts_with(name, str_from(starts[i]));
    return ret;
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
        case STATE_RAW_END: return name_equal(&begin->end_name, &end->end_name);
        default: return begin->from == end->from;
    }
}

static void end_section(Reading *reading, const Html *begin, const Mark *mark) {
    Html *html = &reading->html;
    if (!is_one_context(begin, html, is_question(mark->name))) {
        html_report(reading, mark->from,
                    "close in a section what it opens; in a tag, begin it before the white space: "
                    "<a{{#IS_X}} hidden{{/IS_X}}>",
                    "this section ends in another place of the HTML than it began: within or "
                    "outside of a tag, a comment, an attribute");
        *html = *begin;
        return;
    }
    if (begin->state == STATE_TAG_EDGE) html->state = STATE_TAG_EDGE;
    attribute_join(&html->value, &begin->value);
    html->is_refresh |= begin->is_refresh;
    html->has_content |= begin->has_content;
    html->has_type |= begin->has_type;
    html->is_json &= begin->is_json;
}

static void note_value(Html *html) {
    if (html->state != STATE_VALUE) return;
    html->value.has_mark = true;
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
    html_report(reading, html->from,
                "end it here: values are escaped by where they stand in the file", message.ptr);
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
        html_read(&reading, at, mark->from);
        at = mark->to;
        ret[i] = html_spot(&reading.html);
        // A value at a bad spot is reported by whoever knows its kind.
        if (mark->kind != MARK_VARIABLE || ret[i] != SPOT_TAG_NAME) end_name(&reading, mark->from);
        if (mark->kind == MARK_VARIABLE) note_value(&reading.html);
        if (mark->kind == MARK_SECTION) *(Html *)list_add(&open, sizeof(Html)) = reading.html;
        if (mark->kind == MARK_END) end_section(&reading, (Html *)open.items + --open.count, mark);
        if (mark->kind == MARK_INCLUDE && ret[i] != SPOT_TEXT) {
            html_report(&reading, mark->from, "write its text here",
                        "an include may stand only between tags: its values are escaped for there");
        }
    }
    html_read(&reading, at, text.len);
    check_end(&reading);
    free(open.items);
    return reading.is_valid;
}
